import { Search, SlidersHorizontal, X } from "lucide-react";
import { type RefObject, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "~/ui/button";
import { Input, Select } from "~/ui/field";
import { useChips } from "./chips";
import { FilterDialog } from "./FilterDialog";
import { everything, type Filter, narrowings, periods } from "./filter";

type Props = {
  filter: Filter;
  onChange: (filter: Filter, how?: { replace: boolean }) => void;
  search: RefObject<HTMLInputElement | null>;
};

const TYPED_MS = 300;

/** The search, the period, and what else narrows the list. */
export function Filters({ filter, onChange, search }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const chips = useChips(filter);
  const count = narrowings(filter);
  return (
    <div className="@container grid gap-2 border-b border-line px-4 py-3">
      <div className="grid grid-cols-[minmax(0,1fr)_auto] gap-2 @md:grid-cols-[minmax(0,1fr)_10rem_auto]">
        <div className="col-span-2 @md:col-span-1">
          <SearchField filter={filter} onChange={onChange} search={search} />
        </div>
        <Select
          label={t("calls.filter.period")}
          hideLabel
          value={filter.period}
          onChange={({ target }) => {
            if (target.value === "own") setOpen(true);
            else onChange({ ...filter, period: target.value as Filter["period"], from: "", until: "" });
          }}
        >
          {[...periods, "own" as const].map((period) => (
            <option key={period} value={period}>
              {t(`calls.period.${period}`)}
            </option>
          ))}
        </Select>
        <Button
          icon={<SlidersHorizontal size={18} aria-hidden />}
          aria-haspopup="dialog"
          onClick={() => setOpen(true)}
          className="whitespace-nowrap"
        >
          {t("calls.filter.button")}
          {count > 0 && (
            <span className="rounded-full bg-accent px-1.5 text-sm text-accent-ink">
              {count}
              <span className="sr-only"> {t("calls.filter.active")}</span>
            </span>
          )}
        </Button>
      </div>
      {chips.length > 0 && (
        <ul className="flex flex-wrap gap-1.5" aria-label={t("calls.filter.active")}>
          {chips.map((chip) => (
            <li key={chip.key} className="min-w-0">
              <button
                type="button"
                onClick={() => onChange({ ...filter, ...chip.without })}
                className="inline-flex min-h-8 max-w-full items-center gap-1.5 rounded-full bg-accent-soft px-3 text-sm text-ink"
              >
                <span className="truncate">
                  <bdi>{chip.text}</bdi>
                </span>
                <X size={14} aria-hidden />
                <span className="sr-only">{t("calls.filter.remove")}</span>
              </button>
            </li>
          ))}
          {chips.length > 1 && (
            <li>
              <Button small look="quiet" onClick={() => onChange({ ...everything, q: filter.q, order: filter.order })}>
                {t("calls.filter.clear")}
              </Button>
            </li>
          )}
        </ul>
      )}
      <FilterDialog open={open} filter={filter} onClose={() => setOpen(false)} onChange={onChange} />
    </div>
  );
}

/** What is typed is looked for when no more is. */
function SearchField({ filter, onChange, search }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState(filter.q);
  const asked = useRef(filter.q);
  useEffect(() => {
    // Another address was gone to: by a link, by the button back.
    if (filter.q !== asked.current) {
      asked.current = filter.q;
      setText(filter.q);
    }
  }, [filter.q]);
  useEffect(() => {
    if (text.trim() === asked.current) return;
    const timer = setTimeout(() => {
      asked.current = text.trim();
      onChange({ ...filter, q: text.trim() }, { replace: true });
    }, TYPED_MS);
    return () => clearTimeout(timer);
  }, [text, filter, onChange]);
  return (
    <div className="relative">
      <Search
        size={18}
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-3 z-10 -translate-y-1/2 text-muted"
      />
      <Input
        ref={search}
        type="search"
        label={t("calls.filter.search")}
        hideLabel
        placeholder={t("calls.filter.search_short")}
        maxLength={100}
        value={text}
        onChange={({ target }) => setText(target.value)}
        className="pl-10"
      />
    </div>
  );
}
