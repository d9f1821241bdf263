import { type KeyboardEvent, type RefObject, useId, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useNames } from "~/api/names";
import { span, time } from "~/format";
import { type Axis, ticks, x } from "./axis";
import { BAR, BAR_TOP, FlowMark, LANE, Patterns } from "./FlowMark";
import type { Flow, Mark } from "./flow";
import { Playhead } from "./Playhead";
import { neighbour } from "./steps";
import { laneName, sentence, short } from "./words";

type Props = {
  flow: Flow;
  axis: Axis;
  now: number;
  chosen: string | null;
  onChoose: (id: string) => void;
  scroller: RefObject<HTMLDivElement | null>;
};

const TICKS = 26;
const EDGE = 12;

/** The flow drawn: lanes, and the time below. Arrows go from mark to mark. */
export function Chart({ flow, axis, now, chosen, onChoose, scroller }: Props) {
  const { t } = useTranslation();
  const names = useNames();
  const id = useId();
  const svg = useRef<SVGSVGElement>(null);
  const height = flow.lanes.length * LANE + TICKS;
  const stop = flow.marks.some((mark) => mark.id === chosen) ? chosen : flow.marks[0]?.id;
  const place = (at: number) => EDGE + x(axis, at);
  const press = (event: KeyboardEvent) => {
    const next = neighbour(flow.marks, stop ?? null, event.key);
    if (!next) return;
    event.preventDefault();
    onChoose(next.id);
    svg.current?.querySelector<SVGGElement>(`[data-mark="${next.id}"]`)?.focus();
  };
  // Points stand above bars, so that a long bar does not hide them.
  const drawn = [...flow.marks].sort((a, b) => layer(a) - layer(b));
  return (
    <div ref={scroller} className="overflow-x-auto overflow-y-hidden rounded-lg border border-line bg-surface">
      <div className="relative" style={{ width: axis.width + 2 * EDGE, height }}>
        {flow.lanes.map((lane, index) => (
          <p key={lane.key} className="absolute inset-x-0 h-6" style={{ top: index * LANE }}>
            <span className="sticky left-0 inline-block max-w-[min(20rem,90%)] truncate px-3 pt-0.5 text-sm">
              <bdi>{laneName(lane, names, t)}</bdi>
              {lane.isCaller && <span className="text-muted"> · {t("calls.flow.caller")}</span>}
            </span>
          </p>
        ))}
        {/* biome-ignore lint/a11y/useSemanticElements: a group of marks in a drawing */}
        <svg
          ref={svg}
          role="group"
          aria-label={t("calls.flow.title")}
          aria-describedby={id}
          width={axis.width + 2 * EDGE}
          height={height}
          onKeyDown={press}
          className="absolute inset-0"
        >
          <Patterns />
          <Ticks axis={axis} height={height - TICKS} place={place} />
          {flow.lanes.map((lane, index) =>
            lane.lives.map((life) => (
              <line
                key={`${lane.key}-${life.from}`}
                x1={place(life.from)}
                x2={place(life.until ?? now)}
                y1={index * LANE + BAR_TOP + BAR / 2}
                y2={index * LANE + BAR_TOP + BAR / 2}
                className="stroke-field"
                strokeWidth={1.5}
              />
            )),
          )}
          {drawn.map((mark) => (
            <FlowMark
              key={mark.id}
              mark={mark}
              left={place(mark.from)}
              right={place(mark.until ?? now)}
              label={sentence(mark, flow, names, t, now)}
              text={short(mark, names, t)}
              isChosen={mark.id === chosen}
              isStop={mark.id === stop}
              onChoose={onChoose}
            />
          ))}
        </svg>
        <Playhead axis={axis} edge={EDGE} height={height - TICKS} />
      </div>
      <p id={id} className="sr-only">
        {t("calls.flow.keys")}
      </p>
    </div>
  );
}

const layer = (mark: Mark) => ["transfer", "end"].indexOf(mark.kind) + (mark.kind === "hold" ? 0.5 : 0);

function Ticks({ axis, height, place }: { axis: Axis; height: number; place: (at: number) => number }) {
  const all = ticks(axis, 76);
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing in it takes the focus
    <g aria-hidden="true">
      {all.map((seconds, index) => {
        const at = axis.from + seconds * 1_000;
        const left = place(at);
        // What would run out of the drawing is left away.
        const shown = index === 0 || (left < axis.width - 24 && left > place(axis.from) + 104);
        return (
          <g key={seconds}>
            <line x1={left} x2={left} y1={0} y2={height} className="stroke-line" strokeDasharray="2 4" />
            {shown && (
              <text
                x={left}
                y={height + 17}
                textAnchor={index === 0 ? "start" : "middle"}
                className="fill-muted text-[12px]"
              >
                {index === 0 ? time(at) : `+${span(seconds)}`}
              </text>
            )}
          </g>
        );
      })}
    </g>
  );
}
