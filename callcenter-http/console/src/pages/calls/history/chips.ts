import { useTranslation } from "react-i18next";
import { useNames } from "~/api/names";
import { moment } from "~/format";
import { everything, type Filter } from "./filter";

export type Chip = { key: string; text: string; without: Partial<Filter> };

/** What narrows the list, each in words and with how to leave it out. */
export function useChips(filter: Filter): Chip[] {
  const { t } = useTranslation();
  const names = useNames();
  const chips: Chip[] = [];
  const chip = (key: string, text: string, without: Partial<Filter>) => chips.push({ key, text, without });
  const instant = (text: string) => (/[zZ]|[+-]\d\d:\d\d$/.test(text) ? moment(text) : text.replace("T", " "));
  if (filter.period === "own") {
    if (filter.from) chip("from", t("calls.chip.from", { at: instant(filter.from) }), { from: "" });
    if (filter.until) chip("until", t("calls.chip.until", { at: instant(filter.until) }), { until: "" });
  }
  for (const one of filter.direction) {
    chip(one, t(`words.direction.${one}`), { direction: filter.direction.filter((other) => other !== one) });
  }
  for (const one of filter.status) {
    chip(one, t(`words.status.${one}`), { status: filter.status.filter((other) => other !== one) });
  }
  if (filter.queue) chip("queue", t("calls.chip.queue", { queue: filter.queue.replaceAll(",", ", ") }), { queue: "" });
  if (filter.agent) {
    const name = names(filter.agent);
    chip("agent", t("calls.chip.agent", { agent: name ? `${name} ${filter.agent}` : filter.agent }), { agent: "" });
  }
  for (const key of ["min_talk_s", "max_talk_s", "min_wait_s", "max_wait_s"] as const) {
    if (filter[key]) chip(key, t(`calls.chip.${key}`, { seconds: filter[key] }), { [key]: everything[key] });
  }
  if (filter.order !== "newest") chip("order", t(`calls.order.${filter.order}`), { order: "newest" });
  return chips;
}
