import { type ReactNode, useId } from "react";

/** A panel as high as the page, whose inside scrolls. */
export function Box({ title, tools, children }: { title: ReactNode; tools?: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className="flex min-h-0 min-w-0 flex-1 flex-col overflow-hidden rounded-xl border border-line bg-surface"
    >
      <header className="flex min-h-12 flex-wrap items-center gap-2 border-b border-line px-4 py-1.5">
        <h2 id={id} className="min-w-0 flex-1 font-semibold">
          {title}
        </h2>
        {tools}
      </header>
      {children}
    </section>
  );
}
