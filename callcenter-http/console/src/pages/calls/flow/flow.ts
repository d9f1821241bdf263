// A call's flow: a lane for each party, and on it what happened there when.
import type { Schemas } from "~/api/client";

export type Details = Schemas["CallDetails"];

export const kinds = [
  "dialplan",
  "wait",
  "ring",
  "talk",
  "hold",
  "parked",
  "conference",
  "listen",
  "recording",
  "transfer",
  "end",
] as const;
export type Kind = (typeof kinds)[number];

export type Lane = {
  key: string;
  /** Whose: the endpoint, or whom the record names. */
  endpoint: string;
  number: string | undefined;
  name: string | undefined;
  isCaller: boolean;
  /** When its channels were there. */
  lives: { from: number; until: number | null }[];
};

export type Mark = {
  id: string;
  kind: Kind;
  lane: number;
  from: number;
  /** Absent: it goes on. The same as `from`: it took no time. */
  until: number | null;
  /** Queue, context, agent, room, kind of transfer … */
  what?: string;
  /** With or to whom. */
  who?: string;
  /** How it went, as the record says it. */
  result?: string;
  /** The lane that a transfer leads to. */
  toLane?: number;
};

export type Flow = { from: number; until: number | null; lanes: Lane[]; marks: Mark[] };

type Instant = string | null | undefined;
const ms = (instant: Instant): number | undefined => {
  const at = Date.parse(instant ?? "");
  return Number.isNaN(at) ? undefined : at;
};

/** Draws a call's lanes and marks. What has no beginning is taken to have begun with the call. */
export function flowOf(call: Details): Flow {
  const from = beginning(call);
  const until = ms(call.ended_at) ?? (call.live ? null : lastInstant(call, from));
  const lanes = new Lanes(call, from);
  const marks: Mark[] = [];
  const put = (mark: Omit<Mark, "id">) => marks.push({ ...mark, id: `${mark.kind}-${marks.length}` });
  dialplan(call, from, until, put);
  waits(call, from, put);
  rings(call, from, lanes, put);
  talks(call, from, lanes, put);
  holds(call, from, lanes, put);
  others(call, from, lanes, put);
  transfers(call, from, lanes, put);
  if (!call.live && until !== null) {
    const by = call.hangup?.by;
    put({ kind: "end", lane: by ? (lanes.of(by, until) ?? 0) : 0, from: until, until, who: by });
  }
  marks.sort((a, b) => a.from - b.from || a.lane - b.lane);
  return { from, until, lanes: lanes.all, marks };
}

type Put = (mark: Omit<Mark, "id">) => void;

function instants(call: Details): number[] {
  const all = [
    call.started_at,
    ...call.legs.flatMap((leg) => [leg.started_at, leg.ended_at]),
    ...call.segments.flatMap((segment) => [segment.from, segment.until]),
    ...call.visits.flatMap((visit) => [visit.entered_at, visit.left_at]),
  ];
  return all.map(ms).filter((at) => at !== undefined);
}

function beginning(call: Details): number {
  return ms(call.started_at) ?? (instants(call).length ? Math.min(...instants(call)) : 0);
}

const lastInstant = (call: Details, from: number) => Math.max(from, ...instants(call));

/** The caller first, then everybody in the order in which they came; one who came twice has one lane. */
class Lanes {
  readonly all: Lane[] = [];
  private readonly byLeg = new Map<string, number>();

  constructor(call: Details, from: number) {
    // Local channels join parts of the dialplan: nobody speaks in them.
    const people = call.legs.filter((leg) => !leg.channel.startsWith("Local/"));
    const legs = (people.length ? people : [...call.legs]).sort(
      (a, b) => (ms(a.started_at) ?? from) - (ms(b.started_at) ?? from),
    );
    for (const [index, leg] of legs.entries()) {
      const life = { from: ms(leg.started_at) ?? from, until: ms(leg.ended_at) ?? null };
      const isPhone = leg.number === leg.endpoint || leg.number == null;
      const known =
        index === 0 || !isPhone ? -1 : this.all.findIndex((lane) => this.isFree(lane, leg.endpoint, life.from));
      if (known >= 0) {
        this.all[known]?.lives.push(life);
        this.byLeg.set(leg.leg, known);
        continue;
      }
      this.byLeg.set(leg.leg, this.all.length);
      this.all.push({
        key: leg.leg,
        endpoint: leg.endpoint,
        number: leg.number ?? undefined,
        name: leg.name ?? undefined,
        isCaller: index === 0,
        lives: [life],
      });
    }
    if (this.all.length === 0) {
      const life = { from, until: ms(call.ended_at) ?? null };
      const [number, name] = [call.caller ?? undefined, call.caller_name ?? undefined];
      this.all.push({ key: "caller", endpoint: call.caller ?? "", number, name, isCaller: true, lives: [life] });
    }
  }

  private isFree(lane: Lane, endpoint: string, at: number): boolean {
    if (lane.endpoint !== endpoint || lane.isCaller) return false;
    return lane.lives.every((life) => life.until !== null && life.until <= at);
  }

  ofLeg(leg: string | null | undefined): number | undefined {
    return leg ? this.byLeg.get(leg) : undefined;
  }

  /** The lane of an endpoint that was there at an instant, or at another. */
  of(endpoint: string | null | undefined, at: number): number | undefined {
    if (!endpoint) return undefined;
    if (endpoint === "customer") {
      // The one that is no phone of the house: who called, or who was called.
      const outside = this.all.findIndex((lane) => lane.number !== lane.endpoint);
      return Math.max(outside, 0);
    }
    const named = this.all
      .map((lane, index) => ({ lane, index }))
      .filter(({ lane }) => lane.endpoint === endpoint || lane.number === endpoint);
    const there = ({ lane }: { lane: Lane }) =>
      lane.lives.some((life) => life.from <= at && (life.until === null || at <= life.until));
    return (named.find(there) ?? named[0])?.index;
  }

  /** The lane of an endpoint; one of its own if it has none. */
  made(endpoint: string, from: number, until: number | null): number {
    const known = this.of(endpoint, from);
    if (known !== undefined) return known;
    const lane = { key: `named-${endpoint}`, endpoint, number: endpoint, name: undefined, isCaller: false };
    this.all.push({ ...lane, lives: [{ from, until }] });
    return this.all.length - 1;
  }
}

/** The caller's way through the dialplan, until a queue takes him or somebody answers. */
function dialplan(call: Details, from: number, until: number | null, put: Put) {
  const caller = call.routing[0]?.leg;
  const steps = call.routing.filter((step) => step.leg === caller && step.context);
  const stops = [
    ...call.visits.map((visit) => ms(visit.entered_at)),
    ...call.segments.map((segment) => ms(segment.from)),
    ms(call.answered_at),
    ...call.ring_attempts.map((ring) => ms(ring.from)),
  ].filter((at) => at !== undefined);
  for (const [index, step] of steps.entries()) {
    const at = ms(step.at) ?? from;
    const next = [...stops.filter((stop) => stop >= at), ms(steps[index + 1]?.at)].filter((stop) => stop !== undefined);
    const end = next.length ? Math.min(...next) : until;
    if (end !== null && end <= at) continue;
    const exten = step.exten && step.exten !== "s" ? ` · ${step.exten}` : "";
    put({ kind: "dialplan", lane: 0, from: at, until: end, what: `${step.context}${exten}` });
  }
}

function waits(call: Details, from: number, put: Put) {
  for (const visit of call.visits) {
    const until = ms(visit.left_at) ?? (visit.result === "waiting" ? null : (ms(call.ended_at) ?? null));
    const result = visit.result === "waiting" ? undefined : visit.result;
    put({ kind: "wait", lane: 0, from: ms(visit.entered_at) ?? from, until, what: visit.queue, result });
  }
}

function rings(call: Details, from: number, lanes: Lanes, put: Put) {
  const end = ms(call.ended_at) ?? null;
  for (const ring of call.ring_attempts) {
    const [at, until] = [ms(ring.from) ?? from, ms(ring.until) ?? end];
    const lane = lanes.made(ring.agent, at, until);
    put({ kind: "ring", lane, from: at, until, who: ring.agent, result: ring.result ?? undefined });
  }
  // Whom nobody counts as an attempt, such as a number outside that is called, rings until he answers.
  for (const leg of call.legs) {
    const [lane, at, until] = [
      lanes.ofLeg(leg.leg),
      ms(leg.started_at) ?? from,
      ms(leg.answered_at) ?? ms(leg.ended_at) ?? end,
    ];
    if (lane === undefined || lanes.all[lane]?.isCaller || (until !== null && until <= at)) continue;
    const told = call.ring_attempts.some((ring) => {
      const [a, b] = [ms(ring.from) ?? from, ms(ring.until) ?? end];
      return (
        ring.agent === leg.endpoint && a < (until ?? Number.POSITIVE_INFINITY) && at < (b ?? Number.POSITIVE_INFINITY)
      );
    });
    if (told) continue;
    put({
      kind: "ring",
      lane,
      from: at,
      until,
      who: leg.number ?? leg.endpoint,
      result: leg.answered_at ? "answered" : undefined,
    });
  }
}

const inBridge: Record<string, Kind> = { talk: "talk", parking: "parked", conference: "conference", holding: "parked" };

function talks(call: Details, from: number, lanes: Lanes, put: Put) {
  const end = ms(call.ended_at) ?? null;
  let seen = false;
  // With whom the caller talked the record knows best: through a Local channel the bridge has no face.
  const recorded = (at: number, until: number | null) =>
    call.segments
      .filter(
        (one) =>
          (ms(one.from) ?? from) < (until ?? Number.POSITIVE_INFINITY) &&
          at < (ms(one.until) ?? end ?? Number.POSITIVE_INFINITY),
      )
      .map((one) => one.with ?? undefined);
  for (const segment of call.bridge_segments) {
    const lane = lanes.ofLeg(segment.leg);
    if (lane === undefined) continue;
    seen ||= segment.kind === "talk";
    const [at, until] = [ms(segment.from) ?? from, ms(segment.until) ?? end];
    const others = call.bridge_segments.filter((other) => {
      if (other.bridge !== segment.bridge || other.leg === segment.leg) return false;
      const [a, b] = [ms(other.from) ?? from, ms(other.until) ?? end];
      return a < (until ?? Number.POSITIVE_INFINITY) && at < (b ?? Number.POSITIVE_INFINITY);
    });
    const who = others
      .map((other) => lanes.ofLeg(other.leg))
      .filter((other) => other !== undefined)
      .map((other) => lanes.all[other]?.number ?? lanes.all[other]?.endpoint);
    const kind = inBridge[segment.kind] ?? "talk";
    if (kind !== "talk" && lane === 0 && call.parkings.length > 0) continue;
    const all = kind === "talk" && lane === 0 ? recorded(at, until) : who;
    put({
      kind,
      lane,
      from: at,
      until,
      who: [...new Set((all.length ? all : who).filter(Boolean))].join(", ") || undefined,
    });
  }
  if (seen) return;
  for (const segment of call.segments) {
    const [at, until] = [ms(segment.from) ?? from, ms(segment.until) ?? end];
    put({ kind: "talk", lane: 0, from: at, until, who: segment.with ?? undefined });
    if (!segment.with) continue;
    put({ kind: "talk", lane: lanes.made(segment.with, at, until), from: at, until, who: call.caller ?? undefined });
  }
}

/** Holds stand on the lane of who held; where that is not told, on the caller's. */
function holds(call: Details, from: number, lanes: Lanes, put: Put) {
  const end = ms(call.ended_at) ?? null;
  const open = new Map<string, number>();
  let found = false;
  for (const step of call.timeline) {
    if (!step.leg) continue;
    const [at, lane] = [ms(step.at) ?? from, lanes.ofLeg(step.leg)];
    if (step.kind === "hold_started") open.set(step.leg, at);
    const began = open.get(step.leg);
    const ends = ["hold_ended", "left_bridge", "leg_ended"].includes(step.kind);
    if (!ends || began === undefined || lane === undefined) continue;
    open.delete(step.leg);
    found = true;
    put({ kind: "hold", lane, from: began, until: at });
  }
  for (const [leg, began] of open) {
    const lane = lanes.ofLeg(leg);
    if (lane === undefined) continue;
    found = true;
    put({ kind: "hold", lane, from: began, until: end });
  }
  if (found) return;
  for (const span of call.hold.spans)
    put({ kind: "hold", lane: 0, from: ms(span.from) ?? from, until: ms(span.until) ?? end });
}

function others(call: Details, from: number, lanes: Lanes, put: Put) {
  const end = ms(call.ended_at) ?? null;
  for (const park of call.parkings) {
    const result = park.timed_out
      ? "timed_out"
      : park.gave_up
        ? "gave_up"
        : park.retrieved_at
          ? "retrieved"
          : undefined;
    const who = park.retrieved_by ?? undefined;
    put({
      kind: "parked",
      lane: 0,
      from: ms(park.at) ?? from,
      until: ms(park.retrieved_at) ?? end,
      what: park.space,
      who,
      result,
    });
  }
  for (const spy of call.spied) {
    const [at, until] = [ms(spy.from) ?? from, ms(spy.until) ?? end];
    put({
      kind: "listen",
      lane: lanes.made(spy.by, at, until),
      from: at,
      until,
      what: spy.mode ?? undefined,
      who: spy.by,
    });
  }
  const room = call.conference;
  if (room && !call.bridge_segments.some((segment) => segment.kind === "conference")) {
    put({
      kind: "conference",
      lane: 0,
      from: ms(room.joined_at) ?? from,
      until: ms(room.left_at) ?? end,
      what: room.room,
    });
  }
}

function transfers(call: Details, from: number, lanes: Lanes, put: Put) {
  for (const transfer of call.transfers) {
    const at = ms(transfer.at) ?? from;
    const to = transfer.to_queue ?? transfer.to ?? undefined;
    const toLane = transfer.to_queue ? 0 : lanes.of(transfer.to, at);
    const lane = lanes.of(transfer.by, at) ?? 0;
    put({
      kind: "transfer",
      lane,
      from: at,
      until: at,
      what: transfer.kind,
      who: to,
      result: transfer.result ?? undefined,
      toLane,
    });
  }
}
