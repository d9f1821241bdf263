import clsx from "clsx";
import { memo } from "react";
import type { Mark } from "./flow";
import { looks } from "./looks";

export const LANE = 58;
export const BAR_TOP = 24;
export const BAR = 26;
const LEAST = 5;

type Props = {
  mark: Mark;
  left: number;
  right: number;
  label: string;
  text: string;
  isChosen: boolean;
  /** The one that Tab comes to. */
  isStop: boolean;
  onChoose: (id: string) => void;
};

/** A mark of the flow: drawn by its kind, told in a sentence. */
export const FlowMark = memo(function FlowMark({ mark, left, right, label, text, isChosen, isStop, onChoose }: Props) {
  const look = looks[mark.kind];
  const top = mark.lane * LANE + BAR_TOP;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing has no button
    <g
      role="button"
      tabIndex={isStop ? 0 : -1}
      data-mark={mark.id}
      aria-label={label}
      aria-pressed={isChosen}
      onClick={() => onChoose(mark.id)}
      onFocus={() => onChoose(mark.id)}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        onChoose(mark.id);
      }}
      className="cursor-pointer outline-none"
    >
      <title>{label}</title>
      {look.row === "point" ? (
        <Point mark={mark} at={left} isChosen={isChosen} />
      ) : look.row === "under" ? (
        <rect
          x={left}
          y={top + BAR + 3}
          width={Math.max(right - left, LEAST)}
          height={4}
          rx={2}
          className={clsx(look.fill, isChosen && "stroke-ink stroke-2")}
        />
      ) : (
        <Bar look={look} left={left} width={Math.max(right - left, LEAST)} top={top} text={text} isChosen={isChosen} />
      )}
    </g>
  );
});

type BarProps = {
  look: (typeof looks)["talk"];
  left: number;
  width: number;
  top: number;
  text: string;
  isChosen: boolean;
};

function Bar({ look, left, width, top, text, isChosen }: BarProps) {
  const edge = clsx(isChosen ? "stroke-ink" : look.stroke);
  const box = { x: left + 0.75, y: top + 0.75, width: Math.max(width - 1.5, 2), height: BAR - 1.5, rx: 4 };
  return (
    <>
      <rect
        {...box}
        className={clsx(look.fill, edge)}
        strokeWidth={isChosen ? 3 : 1.5}
        strokeDasharray={look.dashed ? "4 3" : undefined}
      />
      {look.pattern && <rect {...box} fill={`url(#flow-${look.pattern})`} className="pointer-events-none" />}
      {width > 34 && (
        <svg x={left} y={top} width={width} height={BAR} aria-hidden="true" className="pointer-events-none">
          <text
            x={7}
            y={BAR / 2 + 4.5}
            className={clsx("fill-ink text-[12.5px]", look.pattern && "stroke-busy-soft [paint-order:stroke]")}
            strokeWidth={look.pattern ? 4 : 0}
          >
            {text}
          </text>
        </svg>
      )}
    </>
  );
}

/** A transfer leads from one lane to another; an end is a cross on its lane. */
function Point({ mark, at, isChosen }: { mark: Mark; at: number; isChosen: boolean }) {
  const middle = mark.lane * LANE + BAR_TOP + BAR / 2;
  const look = looks[mark.kind];
  const width = isChosen ? 3 : 1.75;
  if (mark.kind === "end") {
    return (
      <>
        <circle cx={at} cy={middle} r={9} className={clsx("fill-surface", look.stroke)} strokeWidth={width} />
        <path d={`M${at - 3.5} ${middle - 3.5}l7 7m0 -7l-7 7`} className={look.stroke} strokeWidth={width} />
      </>
    );
  }
  const to =
    mark.toLane === undefined || mark.toLane === mark.lane ? undefined : mark.toLane * LANE + BAR_TOP + BAR / 2;
  const down = to === undefined || to > middle;
  const tip = to === undefined ? middle + 16 : to + (down ? -BAR / 2 - 2 : BAR / 2 + 2);
  return (
    <>
      <line x1={at} y1={middle} x2={at} y2={tip} className={look.stroke} strokeWidth={width} />
      <path
        d={`M${at - 5} ${tip + (down ? -7 : 7)}L${at} ${tip}L${at + 5} ${tip + (down ? -7 : 7)}z`}
        className={look.fill}
      />
      <circle cx={at} cy={middle} r={7} className={clsx("fill-surface", look.stroke)} strokeWidth={width} />
      <circle cx={at} cy={middle} r={2.5} className={look.fill} />
    </>
  );
}

/** Patterns that tell kinds apart without colour. */
export function Patterns() {
  return (
    <defs>
      <pattern id="flow-hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <line x1="0" y1="0" x2="0" y2="7" className="stroke-busy" strokeWidth="2.5" strokeOpacity="0.5" />
      </pattern>
      <pattern id="flow-dots" width="7" height="7" patternUnits="userSpaceOnUse">
        <circle cx="3" cy="3" r="1.3" className="fill-busy" fillOpacity="0.6" />
      </pattern>
    </defs>
  );
}
