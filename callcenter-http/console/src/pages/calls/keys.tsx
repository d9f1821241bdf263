import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "~/ui/dialog";
import { Check } from "~/ui/field";

const KEPT = "callcenter.calls.keys";

type What = { search: () => void; move: (by: number) => void; help: () => void };

/** Single keys that do something on this page. Who is disturbed by them turns them off. */
export function useKeys(what: What) {
  const [on, setOn] = useState(() => localStorage.getItem(KEPT) !== "off");
  const latest = useRef(what);
  latest.current = what;
  useEffect(() => {
    if (!on) return;
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTaken(event.target)) return;
      const { search, move, help } = latest.current;
      const does = { "/": search, "?": help, j: () => move(1), k: () => move(-1) }[event.key];
      if (!does) return;
      event.preventDefault();
      does();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [on]);
  const turn = (next: boolean) => {
    localStorage.setItem(KEPT, next ? "on" : "off");
    setOn(next);
  };
  return { on, turn };
}

/** Whether keys belong to a field, or a dialog stands above the page. */
function isTaken(target: EventTarget | null): boolean {
  if (document.querySelector("dialog[open]")) return true;
  return target instanceof Element && target.closest("input, textarea, select, [contenteditable]") !== null;
}

const KEYS = [
  ["search", "/"],
  ["down", "j ↓"],
  ["up", "k ↑"],
  ["open", "Enter"],
  ["close", "Esc"],
  ["flow", "← → ↑ ↓"],
  ["width", "← →"],
  ["help", "?"],
] as const;

export function Keys({
  open,
  onClose,
  on,
  turn,
}: {
  open: boolean;
  onClose: () => void;
  on: boolean;
  turn: (on: boolean) => void;
}) {
  const { t } = useTranslation();
  return (
    <Dialog open={open} onClose={onClose} title={t("calls.keys.title")}>
      <dl className="grid grid-cols-[auto_1fr] items-baseline gap-x-4 gap-y-2">
        {KEYS.map(([what, keys]) => (
          <div key={what} className="contents">
            <dt className="flex gap-1">
              {keys.split(" ").map((key) => (
                <kbd key={key} className="min-w-7 rounded border border-field bg-raised px-1.5 text-center font-sans">
                  {key}
                </kbd>
              ))}
            </dt>
            <dd>{t(`calls.keys.${what}`)}</dd>
          </div>
        ))}
      </dl>
      <Check
        className="mt-5"
        label={t("calls.keys.on")}
        hint={t("calls.keys.on_hint")}
        checked={on}
        onChange={({ target }) => turn(target.checked)}
      />
    </Dialog>
  );
}
