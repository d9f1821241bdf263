import clsx from "clsx";
import { X } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { create } from "zustand";
import { Button } from "./button";
import { inWords } from "./told";

type Toast = { id: number; tone: "good" | "bad"; text: string };

const useToasts = create<{ toasts: Toast[] }>(() => ({ toasts: [] }));
let last = 0;

const MOST = 4;
const STAYS_MS = 7_000;

function show(tone: Toast["tone"], text: string) {
  const id = ++last;
  useToasts.setState(({ toasts }) => ({ toasts: [...toasts.slice(-MOST + 1), { id, tone, text }] }));
  setTimeout(() => close(id), STAYS_MS);
}

function close(id: number) {
  useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) }));
}

/** Says for a moment that something was done. */
export const sayDone = (text: string) => show("good", text);

/** Says for a moment why something was not done. */
export const sayWrong = (error: unknown, t: (key: string) => string) => show("bad", inWords(error, t));

export function Toasts() {
  const toasts = useToasts((state) => state.toasts);
  const { t } = useTranslation();
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Shown anew it lies above a dialog that was opened since.
    const shown = element.current;
    if (!shown?.showPopover) return;
    if (shown.matches(":popover-open")) shown.hidePopover();
    if (toasts.length) shown.showPopover();
  }, [toasts]);
  return (
    <>
      <div role="status" className="sr-only">
        {toasts.at(-1)?.text}
      </div>
      <div
        ref={element}
        popover="manual"
        className="pointer-events-none fixed inset-x-3 top-auto bottom-20 z-50 m-0 w-auto justify-items-end gap-2 overflow-visible bg-transparent open:grid sm:bottom-4"
      >
        {toasts.map((toast) => (
          <div
            key={toast.id}
            className={clsx(
              "pointer-events-auto flex max-w-md items-center gap-2 rounded-lg border px-3 py-2 shadow-lg",
              toast.tone === "good" ? "border-good bg-good-soft text-good" : "border-bad bg-bad-soft text-bad",
            )}
          >
            <span className="min-w-0 flex-1">{toast.text}</span>
            <Button
              look="quiet"
              small
              icon={<X size={16} />}
              label={t("common.close")}
              onClick={() => close(toast.id)}
            />
          </div>
        ))}
      </div>
    </>
  );
}
