import { Table2, ZoomIn, ZoomOut } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNames } from "~/api/names";
import { live } from "~/live/connection";
import { Button } from "~/ui/button";
import { useWidth } from "~/ui/width";
import { Chart } from "./Chart";
import { FlowTable } from "./FlowTable";
import { type Details, type Flow, flowOf } from "./flow";
import { Legend } from "./Legend";
import { Ticking } from "./Playhead";
import { type Recording, withRecordings } from "./recorded";
import { sentence } from "./words";

const ZOOM_MAX = 32;
/** Less is not drawn: a call that has just begun would be one bar. */
const SHOWN_MS_MIN = 10_000;

/** A call's flow on a time axis, or as a table. */
export function FlowPanel({ call, recordings }: { call: Details; recordings: readonly Recording[] }) {
  const flow = useMemo(() => withRecordings(flowOf(call), recordings), [call, recordings]);
  return flow.until === null ? (
    <Ticking>{(now) => <View flow={flow} now={now} />}</Ticking>
  ) : (
    <View flow={flow} now={flow.until} />
  );
}

function View({ flow, now }: { flow: Flow; now: number }) {
  const { t } = useTranslation();
  const names = useNames();
  const [chosen, setChosen] = useState<string | null>(null);
  const [zoom, setZoom] = useState(1);
  const [asTable, setAsTable] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const until = Math.max(flow.until ?? now, flow.from + SHOWN_MS_MIN);
  const axis = { from: flow.from, until, width: Math.max(width - 26, 200) * zoom };
  const mark = flow.marks.find((one) => one.id === chosen);

  // What was in the middle stays there.
  const middle = useRef(0.5);
  const zoomTo = (next: number) => {
    const view = scroller.current;
    if (view) middle.current = (view.scrollLeft + view.clientWidth / 2) / view.scrollWidth;
    setZoom(next);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each zoom
  useEffect(() => {
    const view = scroller.current;
    if (view) view.scrollLeft = middle.current * view.scrollWidth - view.clientWidth / 2;
  }, [zoom]);

  return (
    <div ref={box} className="grid min-w-0 gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <div className="min-w-0 flex-1 max-sm:basis-full">{!asTable && <Legend flow={flow} />}</div>
        {!asTable && (
          <>
            <Button
              small
              icon={<ZoomOut size={18} />}
              label={t("calls.flow.zoom_out")}
              disabled={zoom === 1}
              onClick={() => zoomTo(zoom / 2)}
            />
            <Button
              small
              icon={<ZoomIn size={18} />}
              label={t("calls.flow.zoom_in")}
              disabled={zoom >= ZOOM_MAX}
              onClick={() => zoomTo(zoom * 2)}
            />
          </>
        )}
        <Button small aria-pressed={asTable} icon={<Table2 size={18} />} onClick={() => setAsTable(!asTable)}>
          {t("calls.flow.as_table")}
        </Button>
      </div>
      {asTable ? (
        <FlowTable flow={flow} now={now} />
      ) : (
        <>
          {width > 0 && (
            <Chart
              flow={flow}
              axis={axis}
              now={flow.until ?? live.now()}
              chosen={chosen}
              onChoose={setChosen}
              scroller={scroller}
            />
          )}
          <p className="min-h-6 text-sm">
            <bdi>{mark ? sentence(mark, flow, names, t, now) : t("calls.flow.choose")}</bdi>
          </p>
        </>
      )}
    </div>
  );
}
