// Which calls of the past are shown: read from the address, written to it, and asked of the server.
import type { Schemas } from "~/api/client";
import { localTime, zone } from "~/format";

export type Direction = Schemas["CallDirection"];
export type Status = Schemas["CallStatus"];

export const directions: readonly Direction[] = ["inbound", "outbound", "internal"];

/** How a call can have ended. */
export const endings: readonly Status[] = [
  "answered",
  "abandoned",
  "no_answer",
  "busy",
  "declined",
  "failed",
  "self_service",
  "voicemail",
  "queue_timeout",
  "queue_left_empty",
  "queue_refused",
  "queue_exit_key",
  "queue_withdrawn",
  "agent_rejected",
  "agent_no_answer",
  "conference",
  "supervision",
  "parking_retrieve",
];

export const periods = ["all", "hour", "today", "yesterday", "week", "month"] as const;
export type Period = (typeof periods)[number];

export const orders = ["newest", "oldest", "longest_talk", "longest_wait"] as const;
export type Order = (typeof orders)[number];

export type Filter = {
  /** `own` is from and until. */
  period: Period | "own";
  /** A moment as the server reads it: RFC 3339, or local without a zone. */
  from: string;
  until: string;
  q: string;
  direction: Direction[];
  status: Status[];
  queue: string;
  agent: string;
  min_talk_s: string;
  max_talk_s: string;
  min_wait_s: string;
  max_wait_s: string;
  order: Order;
};

export const everything: Filter = {
  period: "all",
  from: "",
  until: "",
  q: "",
  direction: [],
  status: [],
  queue: "",
  agent: "",
  min_talk_s: "",
  max_talk_s: "",
  min_wait_s: "",
  max_wait_s: "",
  order: "newest",
};

const seconds = ["min_talk_s", "max_talk_s", "min_wait_s", "max_wait_s"] as const;
const words = ["from", "until", "q", "queue", "agent", ...seconds] as const;

const among = <T extends string>(all: readonly T[], text: string | null, otherwise: T): T =>
  all.find((one) => one === text) ?? otherwise;

const list = <T extends string>(all: readonly T[], text: string | null): T[] => {
  const said = (text ?? "").split(",");
  return all.filter((one) => said.includes(one));
};

/** What the address says; what it says wrongly counts as not said. */
export function read(address: URLSearchParams): Filter {
  const filter = { ...everything };
  for (const name of words) filter[name] = (address.get(name) ?? "").slice(0, 100);
  for (const name of seconds) if (!/^\d{1,8}$/.test(filter[name])) filter[name] = "";
  filter.direction = list(directions, address.get("direction"));
  filter.status = list(endings, address.get("status"));
  filter.order = among(orders, address.get("order"), "newest");
  filter.period = filter.from || filter.until ? "own" : among(periods, address.get("period"), "all");
  return filter;
}

/** The address of a filter; what else stands in the address stays. */
export function write(filter: Filter, address: URLSearchParams): URLSearchParams {
  const next = new URLSearchParams(address);
  const put = (name: string, value: string) => (value ? next.set(name, value) : next.delete(name));
  const own = filter.period === "own";
  for (const name of words) put(name, !own && (name === "from" || name === "until") ? "" : filter[name].trim());
  put("direction", filter.direction.join(","));
  put("status", filter.status.join(","));
  put("order", filter.order === "newest" ? "" : filter.order);
  put("period", own || filter.period === "all" ? "" : filter.period);
  return next;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** From when until when, in the zone that is shown. */
export function bounds(filter: Filter, now: number): { from?: string; until?: string } {
  // Days are counted in the calendar: some have 23 hours.
  const today = Date.parse(localTime(now).slice(0, 10));
  const day = (ago: number) => new Date(today - ago * DAY_MS).toISOString().slice(0, 10);
  switch (filter.period) {
    case "all":
      return {};
    case "own":
      return { from: filter.from || undefined, until: filter.until || undefined };
    case "hour":
      return { from: new Date(now - HOUR_MS).toISOString() };
    case "today":
      return { from: day(0) };
    case "yesterday":
      return { from: day(1), until: day(0) };
    case "week":
      return { from: day(6) };
    case "month":
      return { from: day(29) };
  }
}

/** A number as people write it, with a plus or with gaps, is compared by its digits; all else as text. */
export function searched(q: string): { q?: string; number?: string } {
  const text = q.trim();
  if (!text) return {};
  const written = /^[+\d][\d\s()/-]*$/.test(text) && /[+\s()/-]/.test(text);
  return written && text.replace(/\D/g, "").length >= 2 ? { number: text } : { q: text };
}

const figure = (text: string) => (text ? Number(text) : undefined);
const joined = (all: string[]) => (all.length ? all.join(",") : undefined);

/** What is asked of the server. */
export function asked(filter: Filter, now: number) {
  return {
    ...bounds(filter, now),
    ...searched(filter.q),
    tz: zone(),
    live: false,
    direction: joined(filter.direction),
    status: joined(filter.status),
    queue: filter.queue || undefined,
    agent: filter.agent || undefined,
    min_talk_s: figure(filter.min_talk_s),
    max_talk_s: figure(filter.max_talk_s),
    min_wait_s: figure(filter.min_wait_s),
    max_wait_s: figure(filter.max_wait_s),
    order: filter.order,
  };
}

/** What of the filter a file of calls can follow. */
export function exported(filter: Filter, now: number) {
  return {
    ...bounds(filter, now),
    tz: zone(),
    direction: joined(filter.direction),
    status: joined(filter.status),
    queue: filter.queue || undefined,
    agent: filter.agent || undefined,
  };
}

/** Whether something narrows the list that a file of calls would not follow. */
export const isMoreThanExported = (filter: Filter) => Boolean(filter.q.trim() || seconds.some((name) => filter[name]));

/** How many things narrow the list, the search and the period aside. */
export function narrowings(filter: Filter): number {
  const one = [...filter.direction.slice(0, 1), ...filter.status.slice(0, 1), filter.queue, filter.agent];
  return [...one, ...seconds.map((name) => filter[name])].filter(Boolean).length;
}
