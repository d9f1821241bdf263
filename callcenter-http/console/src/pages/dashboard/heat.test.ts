import { expect, test } from "vitest";
import { heatOf } from "./heat";
import type { Report } from "./report";

test("an hour stands under the weekday and hour of the report's zone", () => {
  const row = (from: string, calls: number) => ({
    bucket: from,
    name: "",
    observed: 1,
    time: [{ from, until: from }],
    values: { "calls@1": calls },
    breakdowns: {},
    changes: {},
  });
  // Sunday 23:30 in UTC is Monday 00:30 in Berlin.
  const report = {
    zone: "Europe/Berlin",
    definitions: { "calls@1": { id: "calls", version: 1, unit: "count", attribution: "start", means: "" } },
    rows: [
      row("2026-11-22T23:30:00+00:00", 3),
      row("2026-11-23T10:00:00+00:00", 4),
      row("2026-11-30T10:00:00+00:00", 1),
    ],
  } as unknown as Report;
  const heat = heatOf(report);
  expect(heat[0]?.[0]).toBe(3);
  expect(heat[0]?.[11]).toBe(5);
  expect(heat.flat().reduce((sum, calls) => sum + calls, 0)).toBe(8);
});
