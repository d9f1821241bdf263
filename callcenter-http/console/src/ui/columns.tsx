import {
  type CSSProperties,
  Fragment,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useRef,
  useState,
} from "react";
import { shifted } from "./columns-shares";

type Column = { key: string; name: string; content: ReactNode };

type Props = {
  columns: readonly Column[];
  /** What each has of the width at first; together 1. */
  shares: readonly number[];
  /** The least that one can have. */
  least: number;
  /** Where the widths are kept. */
  kept: string;
  /** What a line between two is called. */
  lineLabel: (left: string, right: string) => string;
};

const STEP = 0.02;

function remembered(kept: string, shares: readonly number[]): number[] {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(kept) ?? "null");
    const right = Array.isArray(read) && read.length === shares.length && read.every((one) => typeof one === "number");
    return right ? (read as number[]) : [...shares];
  } catch {
    return [...shares];
  }
}

/** Columns side by side; the lines between them are moved by the pointer or by arrow keys, and stay there. */
export function Columns({ columns, shares: first, least, kept, lineLabel }: Props) {
  const [shares, setShares] = useState(() => remembered(kept, first));
  const box = useRef<HTMLDivElement>(null);
  const keep = (next: number[]) => {
    setShares(next);
    localStorage.setItem(kept, JSON.stringify(next));
  };
  const drag = (line: number) => (event: PointerEvent<HTMLElement>) => {
    const width = box.current?.clientWidth ?? 0;
    if (event.button !== 0 || width === 0) return;
    event.preventDefault();
    const handle = event.currentTarget;
    handle.setPointerCapture(event.pointerId);
    const [x, before] = [event.clientX, shares];
    let next = before;
    const move = (to: globalThis.PointerEvent) => {
      next = shifted(before, line, (to.clientX - x) / width, least);
      setShares(next);
    };
    const end = () => {
      handle.removeEventListener("pointermove", move);
      keep(next);
    };
    handle.addEventListener("pointermove", move);
    handle.addEventListener("lostpointercapture", end, { once: true });
  };
  const press = (line: number) => (event: KeyboardEvent) => {
    const by = { ArrowLeft: -STEP, ArrowRight: STEP, Home: -1, End: 1 }[event.key];
    if (by !== undefined) keep(shifted(shares, line, by, least));
    else if (event.key === "Enter") keep([...first]);
    else return;
    event.preventDefault();
  };
  return (
    <div ref={box} className="flex h-full min-h-0 min-w-0 flex-1">
      {columns.map(({ key, name, content }, index) => {
        const next = columns[index + 1];
        const share = shares[index] ?? least;
        const style: CSSProperties = { flex: `${share} 1 0%` };
        return (
          <Fragment key={key}>
            <div style={style} className="flex min-h-0 min-w-0">
              {content}
            </div>
            {next && (
              // biome-ignore lint/a11y/useSemanticElements: a line that is moved is no rule
              <div
                role="separator"
                tabIndex={0}
                aria-orientation="vertical"
                aria-label={lineLabel(name, next.name)}
                aria-valuemin={Math.round(least * 100)}
                aria-valuemax={Math.round((share + (shares[index + 1] ?? 0) - least) * 100)}
                aria-valuenow={Math.round(share * 100)}
                onPointerDown={drag(index)}
                onDoubleClick={() => keep([...first])}
                onKeyDown={press(index)}
                className="group flex w-4 shrink-0 cursor-col-resize touch-none items-center justify-center rounded"
              >
                <span className="h-12 w-1 rounded-full bg-line group-hover:bg-accent group-focus-visible:bg-accent" />
              </div>
            )}
          </Fragment>
        );
      })}
    </div>
  );
}
