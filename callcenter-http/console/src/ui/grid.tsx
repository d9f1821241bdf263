// biome-ignore-all lint/a11y/useSemanticElements: rows that are drawn only while in view are no rows of a <table>
import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import clsx from "clsx";
import {
  memo,
  type ReactNode,
  type RefObject,
  useCallback,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from "react";

export type GridColumn<Row> = {
  id: string;
  title: ReactNode;
  cell: (row: Row) => ReactNode;
  className?: string;
};

/** What the page can do with a grid from outside: keys of its own move in it. */
export type GridHandle = { move: (by: number) => void; isAtTop: () => boolean };

type Props<Row> = {
  caption: string;
  /** Keep the same array: rows are drawn anew when it changes. */
  columns: readonly GridColumn<Row>[];
  /** Classes that give the columns their widths. */
  template: string;
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  rowHeight: number;
  onOpen: (row: Row) => void;
  openKey?: string | null;
  /** The last rows are in view: more may be asked for. */
  onEnd?: () => void;
  /** How many rows there are in all, if that is known. */
  total?: number;
  /** Whether the titles of columns are seen; they are always told. */
  headed?: boolean;
  handle?: RefObject<GridHandle | null>;
  children?: ReactNode;
};

/** Rows of any number, of which those in view are drawn. One row has the focus; arrows move it, Enter opens. */
export function Grid<Row>(props: Props<Row>) {
  const { caption, columns, template, rows, rowKey, rowHeight, onOpen, openKey, onEnd, total, headed, handle } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const found = chosen === null ? -1 : rows.findIndex((row) => rowKey(row) === chosen);
  const active = Math.max(found, 0);
  const toFocus = useRef(false);

  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : rowKey(row);
    },
    // The row that has the focus is never taken away.
    rangeExtractor: useCallback(
      (range: Range) => {
        const shown = defaultRangeExtractor(range);
        return active < range.count && !shown.includes(active) ? [...shown, active].sort((a, b) => a - b) : shown;
      },
      [active],
    ),
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (rows.length > 0 && last >= rows.length - 10) onEnd?.();
  }, [last, rows.length, onEnd]);

  const goTo = (index: number) => {
    const next = Math.min(Math.max(index, 0), rows.length - 1);
    const row = rows[next];
    if (row === undefined) return;
    toFocus.current = true;
    setChosen(rowKey(row));
    virtual.scrollToIndex(next);
  };
  const focusActive = () => scroller.current?.querySelector<HTMLElement>('[role="row"][tabindex="0"]')?.focus();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the focus follows the choice, once it is drawn
  useEffect(() => {
    if (!toFocus.current) return;
    toFocus.current = false;
    focusActive();
  }, [chosen, last]);
  useImperativeHandle(handle, () => ({
    move: (by) => {
      const inside = scroller.current?.contains(document.activeElement);
      if (inside && document.activeElement?.getAttribute("role") === "row") goTo(active + by);
      else if (found >= 0) focusActive();
      else goTo(0);
    },
    isAtTop: () =>
      (scroller.current?.scrollTop ?? 0) < rowHeight && !scroller.current?.contains(document.activeElement),
  }));

  return (
    <div ref={scroller} className="@container relative min-h-0 flex-1 overflow-y-auto overscroll-contain">
      <div role="grid" aria-label={caption} aria-rowcount={(total ?? -2) + 1}>
        <div
          role="rowgroup"
          className={headed ? "sticky top-0 z-10 border-b border-line bg-surface text-sm text-muted" : "sr-only"}
        >
          <div
            role="row"
            tabIndex={-1}
            aria-rowindex={1}
            className={clsx("grid items-center gap-x-3 px-4 py-1.5", template)}
          >
            {columns.map((column) => (
              <div key={column.id} role="columnheader" tabIndex={-1} className={column.className}>
                {column.title}
              </div>
            ))}
          </div>
        </div>
        <div
          role="rowgroup"
          className="relative"
          style={{ height: virtual.getTotalSize() }}
          onKeyDown={(event) => {
            if (event.altKey || event.ctrlKey || event.metaKey) return;
            const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 1);
            const by = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -1e9, End: 1e9 }[event.key];
            if (by === undefined) return;
            event.preventDefault();
            event.stopPropagation();
            goTo(active + by);
          }}
        >
          {items.map((item) => {
            const row = rows[item.index];
            if (row === undefined) return null;
            const key = rowKey(row);
            return (
              <GridRow
                key={key}
                row={row}
                index={item.index}
                top={item.start}
                height={rowHeight}
                template={template}
                columns={columns as readonly GridColumn<unknown>[]}
                isActive={item.index === active}
                isOpen={openKey === key}
                onOpen={onOpen as (row: unknown) => void}
                onFocus={setChosen}
                name={key}
              />
            );
          })}
        </div>
      </div>
      {props.children}
    </div>
  );
}

type RowProps = {
  row: unknown;
  name: string;
  index: number;
  top: number;
  height: number;
  template: string;
  columns: readonly GridColumn<unknown>[];
  isActive: boolean;
  isOpen: boolean;
  onOpen: (row: unknown) => void;
  onFocus: (name: string) => void;
};

const GridRow = memo(function GridRow(props: RowProps) {
  const { row, name, index, top, height, template, columns, isActive, isOpen, onOpen, onFocus } = props;
  return (
    <div
      role="row"
      tabIndex={isActive ? 0 : -1}
      aria-rowindex={index + 2}
      aria-selected={isOpen || undefined}
      style={{ height, transform: `translateY(${top}px)` }}
      className={clsx(
        "absolute inset-x-0 top-0 grid cursor-pointer items-center gap-x-3 border-b border-line px-4 -outline-offset-2 hover:bg-raised",
        isOpen && "bg-accent-soft",
        template,
      )}
      onFocus={() => onFocus(name)}
      onClick={(event) => {
        if (!(event.target as Element).closest("button, a, input")) onOpen(row);
      }}
      onKeyDown={(event) => {
        if (event.target !== event.currentTarget || (event.key !== "Enter" && event.key !== " ")) return;
        event.preventDefault();
        onOpen(row);
      }}
    >
      {columns.map((column) => (
        <div key={column.id} role="gridcell" tabIndex={-1} className={clsx("min-w-0 outline-none", column.className)}>
          {column.cell(row)}
        </div>
      ))}
    </div>
  );
});
