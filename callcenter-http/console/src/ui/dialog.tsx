import { X } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "./button";

type Props = {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  children: ReactNode;
  /** Buttons at the end. */
  actions?: ReactNode;
  wide?: boolean;
};

/** What must be answered before one goes on. The browser's own: it keeps the focus inside and closes by Escape. */
export function Dialog({ open, onClose, title, children, actions, wide }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = element.current;
    if (!dialog) return;
    if (open && !dialog.open) {
      dialog.showModal();
      // React gives the focus while the dialog is not shown yet.
      dialog.querySelector<HTMLElement>("[data-autofocus]")?.focus();
    }
    if (!open && dialog.open) dialog.close();
  }, [open]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it, by the browser
    <dialog
      ref={element}
      onClose={onClose}
      onClick={(event) => event.target === element.current && onClose()}
      className={`m-auto max-h-[92dvh] w-[calc(100vw-1.5rem)] rounded-xl border border-line bg-surface p-0 text-ink shadow-2xl ${wide ? "max-w-5xl" : "max-w-lg"}`}
      aria-labelledby={id}
    >
      {open && (
        <div className="flex max-h-[92dvh] flex-col">
          <header className="flex items-center gap-3 border-b border-line px-4 py-3">
            <h2 id={id} className="min-w-0 flex-1 truncate text-lg font-semibold">
              {title}
            </h2>
            <Button look="quiet" small icon={<X size={18} />} label={t("common.close")} onClick={onClose} />
          </header>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard */}
          <div tabIndex={0} className="min-h-0 flex-1 overflow-auto p-4">
            {children}
          </div>
          {actions && (
            <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-4 py-3">{actions}</footer>
          )}
        </div>
      )}
    </dialog>
  );
}
