import clsx from "clsx";
import { type KeyboardEvent, type ReactNode, useId } from "react";

type Tab<Key extends string> = { key: Key; title: ReactNode };

type Props<Key extends string> = {
  label: string;
  tabs: readonly Tab<Key>[];
  chosen: Key;
  onChoose: (key: Key) => void;
  children: ReactNode;
  /** As high as there is room: what is inside scrolls. */
  fill?: boolean;
};

/** Some views of which one is shown; arrows go from one to the next. */
export function Tabs<Key extends string>({ label, tabs, chosen, onChoose, children, fill }: Props<Key>) {
  const id = useId();
  const move = (event: KeyboardEvent) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (!step) return;
    const now = tabs.findIndex((tab) => tab.key === chosen);
    const next = tabs[(now + step + tabs.length) % tabs.length];
    if (!next) return;
    onChoose(next.key);
    document.getElementById(`${id}-${next.key}`)?.focus();
  };
  return (
    <div className={fill ? "flex min-h-0 min-w-0 flex-1 flex-col gap-3" : "grid min-w-0 gap-4"}>
      <div
        role="tablist"
        aria-label={label}
        onKeyDown={move}
        className="flex gap-1 overflow-x-auto border-b border-line"
      >
        {tabs.map((tab) => (
          <button
            key={tab.key}
            id={`${id}-${tab.key}`}
            type="button"
            role="tab"
            aria-selected={tab.key === chosen}
            aria-controls={`${id}-panel`}
            tabIndex={tab.key === chosen ? 0 : -1}
            onClick={() => onChoose(tab.key)}
            className={clsx(
              "-mb-px min-h-11 border-b-2 px-3 whitespace-nowrap sm:min-h-10",
              tab.key === chosen ? "border-accent font-medium" : "border-transparent text-muted hover:text-ink",
            )}
          >
            {tab.title}
          </button>
        ))}
      </div>
      <div
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-${chosen}`}
        className={fill ? "flex min-h-0 min-w-0 flex-1" : "min-w-0"}
      >
        {children}
      </div>
    </div>
  );
}
