import clsx from "clsx";
import { ArrowDown, ArrowUp } from "lucide-react";
import type { ReactNode } from "react";

export type Column<Row> = {
  /** Known by this; also the key of sorting. */
  id: string;
  title: ReactNode;
  cell: (row: Row) => ReactNode;
  /** Figures stand at the right. */
  right?: boolean;
  /** Left out below this width: phones show what matters. */
  from?: "sm" | "md" | "lg" | "xl";
  sortable?: boolean;
  className?: string;
};

export type Sort = { by: string; descending: boolean };

type Props<Row> = {
  /** What it is a table of, for those who don't see it. */
  caption: string;
  columns: Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  onOpen?: (row: Row) => void;
  isOpen?: (row: Row) => boolean;
  sort?: Sort;
  onSort?: (sort: Sort) => void;
  empty?: ReactNode;
};

const from = { sm: "max-sm:hidden", md: "max-md:hidden", lg: "max-lg:hidden", xl: "max-xl:hidden" };

/** A table whose rows open by click, Enter or Space. */
export function Table<Row>({ caption, columns, rows, rowKey, onOpen, isOpen, sort, onSort, empty }: Props<Row>) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
    <section tabIndex={0} aria-label={caption} className="overflow-x-auto">
      <table className="w-full border-collapse text-left">
        <caption className="sr-only">{caption}</caption>
        <thead className="sticky top-0 z-10 bg-surface text-sm text-muted">
          <tr>
            {columns.map((column) => {
              const sorted = sort?.by === column.id;
              return (
                <th
                  key={column.id}
                  scope="col"
                  aria-sort={sorted ? (sort.descending ? "descending" : "ascending") : undefined}
                  className={clsx(
                    "border-b border-line px-3 py-2 font-medium whitespace-nowrap",
                    column.right && "text-right",
                    column.from && from[column.from],
                  )}
                >
                  {column.sortable && onSort ? (
                    <button
                      type="button"
                      className="inline-flex items-center gap-1 hover:text-ink"
                      onClick={() => onSort({ by: column.id, descending: sorted ? !sort.descending : true })}
                    >
                      {column.title}
                      {sorted &&
                        (sort.descending ? <ArrowDown size={14} aria-hidden /> : <ArrowUp size={14} aria-hidden />)}
                    </button>
                  ) : (
                    column.title
                  )}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={rowKey(row)}
              tabIndex={onOpen ? 0 : undefined}
              aria-current={isOpen?.(row) || undefined}
              className={clsx(
                "border-b border-line last:border-0",
                onOpen && "cursor-pointer hover:bg-raised",
                isOpen?.(row) && "bg-accent-soft",
              )}
              onClick={onOpen && (() => onOpen(row))}
              onKeyDown={
                onOpen &&
                ((event) => {
                  if (event.target !== event.currentTarget || (event.key !== "Enter" && event.key !== " ")) return;
                  event.preventDefault();
                  onOpen(row);
                })
              }
            >
              {columns.map((column) => (
                <td
                  key={column.id}
                  className={clsx(
                    "px-3 py-2 align-middle",
                    column.right && "text-right",
                    column.from && from[column.from],
                    column.className,
                  )}
                >
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length === 0 && empty}
    </section>
  );
}
