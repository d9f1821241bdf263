import type { Schemas } from "~/api/client";
import type { Flow, Mark } from "./flow";

export type Recording = Schemas["Recording"];

/** The flow with the stretches that were recorded. */
export function withRecordings(flow: Flow, recordings: readonly Recording[]): Flow {
  const marks: Mark[] = [];
  for (const recording of recordings) {
    const from = Date.parse(recording.started_at ?? "");
    if (Number.isNaN(from)) continue;
    const ends = recording.segments.map((segment) => Date.parse(segment.until ?? "")).filter((at) => !Number.isNaN(at));
    const until = recording.duration_s
      ? from + recording.duration_s * 1_000
      : ends.length
        ? Math.max(...ends)
        : flow.until;
    marks.push({ id: `recording-${recording.id}`, kind: "recording", lane: 0, from: Math.max(from, flow.from), until });
  }
  return { ...flow, marks: [...flow.marks, ...marks].sort((a, b) => a.from - b.from || a.lane - b.lane) };
}
