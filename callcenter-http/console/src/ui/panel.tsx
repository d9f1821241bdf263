import clsx from "clsx";
import { type ReactNode, useId } from "react";

type Props = {
  title: ReactNode;
  /** Beside the title: filters, export. */
  tools?: ReactNode;
  children: ReactNode;
  className?: string;
  /** Without the space around what is inside: for tables. */
  flush?: boolean;
};

/** A part of a page with a title. */
export function Panel({ title, tools, children, className, flush }: Props) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className={clsx("flex min-w-0 flex-col rounded-xl border border-line bg-surface", className)}
    >
      <header className="flex min-h-12 flex-wrap items-center gap-2 border-b border-line px-4 py-2">
        <h2 id={id} className="min-w-0 flex-1 font-semibold">
          {title}
        </h2>
        {tools}
      </header>
      <div className={clsx("min-h-0 flex-1", !flush && "p-4")}>{children}</div>
    </section>
  );
}

/** A page with its heading. */
export function Page({ title, tools, children }: { title: ReactNode; tools?: ReactNode; children: ReactNode }) {
  return (
    <div className="mx-auto grid w-full max-w-[1600px] gap-4 p-3 sm:p-5">
      <header className="flex flex-wrap items-center gap-3">
        <h1 className="min-w-0 flex-1 text-xl font-semibold sm:text-2xl">{title}</h1>
        {tools}
      </header>
      {children}
    </div>
  );
}
