import type { TFunction } from "i18next";
import { span, time } from "~/format";
import type { Flow, Lane, Mark } from "./flow";

type Names = (number: string | null | undefined) => string | undefined;

/** A lane's person, in words. */
export function laneName(lane: Lane, names: Names, t: TFunction): string {
  const name = lane.name ?? names(lane.number) ?? names(lane.endpoint);
  const number = lane.number ?? lane.endpoint;
  return [name, number].filter(Boolean).join(" ") || t("calls.nobody");
}

const results = ["timed_out", "gave_up", "retrieved"];

/** How something went, in words. */
export function resultOf(mark: Mark, t: TFunction): string | undefined {
  if (!mark.result) return undefined;
  if (results.includes(mark.result)) return t(`calls.parking.${mark.result}`);
  const room = mark.kind === "ring" ? "ring" : mark.kind === "transfer" ? "transfer_result" : "status";
  return t(`words.${room}.${mark.result}`);
}

/** What a mark says, short: what stands in it. */
export function short(mark: Mark, names: Names, t: TFunction): string {
  const kind = t(`calls.mark.${mark.kind}`);
  const person = (number: string | undefined) =>
    (number ?? "")
      .split(", ")
      .map((one) => (one === "customer" || one === "pbx" ? t(`calls.party.${one}`) : (names(one) ?? one)))
      .join(", ");
  switch (mark.kind) {
    case "dialplan":
      return mark.what ?? kind;
    case "wait":
      return t("calls.mark.wait_in", { queue: mark.what });
    case "talk":
      return mark.who ? t("calls.mark.talk_with", { who: person(mark.who) }) : kind;
    case "transfer":
      return t("calls.mark.transfer_to", { kind: t(`words.transfer.${mark.what}`), to: person(mark.who) || "?" });
    case "listen":
      return mark.what ? t(`calls.listening.${mark.what}`) : kind;
    case "parked":
    case "conference":
      return mark.what ? `${kind} ${mark.what}` : kind;
    case "end":
      return mark.who ? t("calls.mark.ended_by", { who: person(mark.who) }) : kind;
    default:
      return kind;
  }
}

/** What a mark says, whole. */
export function sentence(mark: Mark, flow: Flow, names: Names, t: TFunction, now: number): string {
  const lane = flow.lanes[mark.lane];
  const until = mark.until ?? now;
  const when =
    mark.until === mark.from
      ? time(mark.from)
      : `${time(mark.from)} – ${mark.until === null ? t("calls.flow.now") : time(mark.until)} (${span((until - mark.from) / 1_000)})`;
  const parts = [lane && laneName(lane, names, t), short(mark, names, t), resultOf(mark, t), when];
  return parts.filter(Boolean).join(" · ");
}
