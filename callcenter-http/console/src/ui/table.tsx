import {
  createSortedRowModel,
  functionalUpdate,
  rowSortingFeature,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import clsx from "clsx";
import { ArrowDown, ArrowUp } from "lucide-react";
import { type ReactNode, useMemo } from "react";

export type Column<Row> = {
  /** Known by this; also the key of sorting. */
  id: string;
  title: ReactNode;
  cell: (row: Row) => ReactNode;
  /** Figures stand at the right. */
  right?: boolean;
  /** Left out below this width: phones show what matters. */
  from?: "sm" | "md" | "lg" | "xl";
  /** What the table may be sorted by in this column; what is not there stands last. */
  sortBy?: (row: Row) => string | number | null | undefined;
  className?: string;
};

export type Sort = { by: string; descending: boolean };

type Props<Row> = {
  /** What it is a table of, for those who don't see it. */
  caption: string;
  columns: Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row, index: number) => string;
  onOpen?: (row: Row) => void;
  isOpen?: (row: Row) => boolean;
  sort?: Sort;
  /** Columns with `sortBy` can be chosen. Rows that are equal stay in their order. */
  onSort?: (sort: Sort) => void;
  empty?: ReactNode;
};

const from = { sm: "max-sm:hidden", md: "max-md:hidden", lg: "max-lg:hidden", xl: "max-xl:hidden" };

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() });

/** A table whose rows open by click, Enter or Space. */
export function Table<Row extends object>(props: Props<Row>) {
  const { caption, columns, rows, rowKey, onOpen, isOpen, sort, onSort, empty } = props;
  const { by, descending = false } = sort ?? {};
  const sorting = useMemo(() => (by === undefined ? [] : [{ id: by, desc: descending }]), [by, descending]);
  const table = useTable({
    features,
    data: rows,
    getRowId: rowKey,
    columns: useMemo(() => columns.map(toSorted), [columns]),
    state: { sorting },
    onSortingChange: (change) => {
      const [chosen] = functionalUpdate(change, sorting);
      if (chosen) onSort?.({ by: chosen.id, descending: chosen.desc });
    },
    enableSorting: sort !== undefined,
    enableSortingRemoval: false,
  });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
    <section tabIndex={0} aria-label={caption} className="overflow-x-auto">
      <table className="w-full border-collapse text-left">
        <caption className="sr-only">{caption}</caption>
        <thead className="sticky top-0 z-10 bg-surface text-sm text-muted">
          <tr>
            {columns.map((column) => {
              const inTable = table.getColumn(column.id);
              const sorted = inTable?.getIsSorted();
              return (
                <th
                  key={column.id}
                  scope="col"
                  aria-sort={sorted ? `${sorted}ending` : undefined}
                  className={clsx(
                    "border-b border-line px-3 py-2 font-medium whitespace-nowrap",
                    column.right && "text-right",
                    column.from && from[column.from],
                  )}
                >
                  {inTable?.getCanSort() ? (
                    <button
                      type="button"
                      className="inline-flex items-center gap-1 hover:text-ink"
                      onClick={inTable.getToggleSortingHandler()}
                    >
                      {column.title}
                      {sorted === "desc" && <ArrowDown size={14} aria-hidden />}
                      {sorted === "asc" && <ArrowUp size={14} aria-hidden />}
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
          {table.getRowModel().rows.map(({ id, original: row }) => (
            <tr
              key={id}
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

function toSorted<Row extends object>({ id, sortBy }: Column<Row>) {
  return {
    id,
    ...(sortBy && { accessorFn: (row: Row) => sortBy(row) ?? undefined }),
    sortUndefined: "last" as const,
    sortFn: inOrder,
  };
}

/** Figures by their size, words as the reader's language has them. */
function inOrder(one: Sortable, two: Sortable, column: string): number {
  const [a, b] = [one.getValue(column), two.getValue(column)];
  return typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));
}
type Sortable = { getValue: (column: string) => unknown };
