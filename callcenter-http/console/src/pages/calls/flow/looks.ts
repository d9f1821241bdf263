import type { Kind } from "./flow";

type Look = {
  fill: string;
  stroke: string;
  pattern?: "hatch" | "dots";
  dashed?: boolean;
  row: "bar" | "over" | "under" | "point";
};

/** Each kind differs in more than colour: by pattern, edge, height, sign, and by its word. */
export const looks: Record<Kind, Look> = {
  dialplan: { fill: "fill-idle-soft", stroke: "stroke-field", row: "bar" },
  wait: { fill: "fill-warn-soft", stroke: "stroke-warn", row: "bar" },
  ring: { fill: "fill-accent-soft", stroke: "stroke-accent", dashed: true, row: "bar" },
  talk: { fill: "fill-good-soft", stroke: "stroke-good", row: "bar" },
  hold: { fill: "fill-busy-soft", stroke: "stroke-busy", pattern: "hatch", row: "over" },
  parked: { fill: "fill-busy-soft", stroke: "stroke-busy", pattern: "dots", row: "bar" },
  conference: { fill: "fill-good-soft", stroke: "stroke-good", pattern: "dots", row: "bar" },
  listen: { fill: "fill-busy-soft", stroke: "stroke-busy", dashed: true, row: "bar" },
  recording: { fill: "fill-bad", stroke: "stroke-bad", row: "under" },
  transfer: { fill: "fill-ink", stroke: "stroke-ink", row: "point" },
  end: { fill: "fill-bad", stroke: "stroke-bad", row: "point" },
};
