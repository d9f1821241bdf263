import { expect, test } from "vitest";
import { instant, ticks, x } from "./axis";
import { type Details, flowOf } from "./flow";
import { withRecordings } from "./recorded";
import { neighbour } from "./steps";

const at = (second: number) => new Date(Date.UTC(2026, 10, 21, 10, 0, second)).toISOString();
const ms = (second: number) => Date.parse(at(second));

const leg = (id: string, endpoint: string, number: string, from: number, up: number | null, until: number | null) => ({
  leg: id,
  channel: `PJSIP/${endpoint}-0001`,
  endpoint,
  number,
  name: null,
  started_at: at(from),
  answered_at: up === null ? null : at(up),
  ended_at: until === null ? null : at(until),
  cause: 16,
});

/** A caller through the menu into a queue; 1002 misses it once, then answers, holds, and gives it to 1005. */
const call = {
  id: "c",
  linkedid: "1",
  live: false,
  status: "answered",
  direction: "inbound",
  caller: "4917",
  queue: "sales",
  started_at: at(0),
  answered_at: at(30),
  ended_at: at(90),
  visits: [{ queue: "sales", entered_at: at(6), left_at: at(30), wait_s: 24, result: "answered" }],
  segments: [
    { with: "1002", from: at(30), until: at(60) },
    { with: "1005", from: at(64), until: at(90) },
  ],
  hold: { count: 1, hold_s: 10, spans: [{ from: at(40), until: at(50) }] },
  transfers: [{ kind: "blind", by: "1002", to: "1005", at: at(60), result: "answered", blonde: false }],
  ring_attempts: [
    { agent: "1002", from: at(6), until: at(20), result: "no_answer" },
    { agent: "1002", from: at(25), until: at(30), result: "answered" },
    { agent: "1005", from: at(60), until: at(64), result: "answered" },
  ],
  legs: [
    leg("a", "trunk", "4917", 0, 0, 90),
    leg("b", "1002", "1002", 6, null, 20),
    leg("c", "1002", "1002", 25, 30, 60),
    { ...leg("l", "1005@agents", "1005", 60, 60, 90), channel: "Local/1005@agents-1;1" },
    leg("d", "1005", "1005", 60, 64, 90),
  ],
  bridge_segments: [
    { bridge: "x", kind: "talk", leg: "a", endpoint: "trunk", from: at(30), until: at(60) },
    { bridge: "x", kind: "talk", leg: "c", endpoint: "1002", from: at(30), until: at(60) },
    { bridge: "y", kind: "talk", leg: "a", endpoint: "trunk", from: at(64), until: at(90) },
    { bridge: "y", kind: "talk", leg: "d", endpoint: "1005", from: at(64), until: at(90) },
  ],
  routing: [
    { at: at(0), leg: "a", context: "from-trunk", exten: "49", queue: null, voicemail: false },
    { at: at(0), leg: "a", context: "ivr", exten: "s", queue: null, voicemail: false },
    { at: at(6), leg: "a", context: "to-queue", exten: "sales", queue: null, voicemail: false },
  ],
  timeline: [
    { at: at(40), seq: 1, kind: "hold_started", leg: "c", text: "" },
    { at: at(50), seq: 2, kind: "hold_ended", leg: "c", text: "" },
  ],
  parkings: [],
  spied: [],
  forwarded: [],
  conference: null,
  recordings: ["1.wav"],
  hangup: { by: "1005", cause: 16 },
} as unknown as Details;

test("each party has one lane, the caller the first; Local channels have none", () => {
  expect(flowOf(call).lanes.map((lane) => [lane.endpoint, lane.lives.length])).toEqual([
    ["trunk", 1],
    ["1002", 2],
    ["1005", 1],
  ]);
});

test("what happened stands on the lane where it did, once", () => {
  const marks = flowOf(call).marks.map((mark) => [
    mark.kind,
    mark.lane,
    (mark.from - ms(0)) / 1e3,
    mark.who ?? mark.what,
  ]);
  expect(marks).toEqual([
    ["dialplan", 0, 0, "ivr"],
    ["wait", 0, 6, "sales"],
    ["ring", 1, 6, "1002"],
    ["ring", 1, 25, "1002"],
    ["talk", 0, 30, "1002"],
    ["talk", 1, 30, "4917"],
    ["hold", 1, 40, undefined],
    ["transfer", 1, 60, "1005"],
    ["ring", 2, 60, "1005"],
    ["talk", 0, 64, "1005"],
    ["talk", 2, 64, "4917"],
    ["end", 2, 90, "1005"],
  ]);
});

test("a call that lives has no end, and what goes on is open", () => {
  const live = {
    ...call,
    live: true,
    ended_at: null,
    hangup: null,
    segments: [],
    bridge_segments: [],
    transfers: [],
    legs: [leg("a", "trunk", "4917", 0, 0, null)],
    ring_attempts: [],
    visits: [{ queue: "sales", entered_at: at(6), left_at: null, result: "waiting" }],
    timeline: [],
    hold: { count: 0, spans: [] },
  } as unknown as Details;
  const flow = flowOf(live);
  expect(flow.until).toBeNull();
  expect(flow.marks.map((mark) => [mark.kind, mark.until === null])).toEqual([
    ["dialplan", false],
    ["wait", true],
  ]);
});

test("a recording without a length lasts as long as its talks", () => {
  const recording = { id: "r", started_at: at(6), duration_s: null, segments: [{ n: 1, from: at(30), until: at(60) }] };
  const [mark] = withRecordings(flowOf(call), [recording as never]).marks.filter(({ kind }) => kind === "recording");
  expect([mark?.from, mark?.until]).toEqual([ms(6), ms(60)]);
});

test("the axis places instants, never outside, and writes times that do not touch", () => {
  const axis = { from: 0, until: 100_000, width: 500 };
  expect([x(axis, 50_000), x(axis, -5), x(axis, 1e9)]).toEqual([250, 0, 500]);
  expect(instant(axis, 250)).toBe(50_000);
  expect(ticks(axis, 80)).toEqual([0, 30, 60, 90]);
  expect(ticks({ from: 5, until: 5, width: 500 }, 80)).toEqual([0]);
});

test("arrows go from mark to mark: in time, and to the nearest of another lane", () => {
  const { marks } = flowOf(call);
  const id = (index: number) => marks[index]?.id ?? null;
  expect(neighbour(marks, id(0), "ArrowRight")?.id).toBe(id(1));
  expect(neighbour(marks, id(0), "ArrowLeft")).toBeUndefined();
  expect(neighbour(marks, id(4), "ArrowDown")?.id).toBe(id(5));
  expect(neighbour(marks, id(10), "ArrowUp")?.lane).toBe(1);
  expect(neighbour(marks, "gone", "ArrowDown")?.id).toBe(id(0));
});
