// When a queue is worth an alarm; kept in this browser, for who watches decides.
import { create } from "zustand";

export type Limits = { waiting: number | null; waitS: number | null; level: number | null };
export type Which = keyof Limits;

export const usual: Limits = { waiting: 5, waitS: 120, level: 0.7 };

const KEPT = "callcenter.thresholds";

function kept(): Record<string, Limits> {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? "{}") as Record<string, Limits>;
  } catch {
    return {};
  }
}

export const useLimits = create<{ of: Record<string, Limits> }>(() => ({ of: kept() }));

export function setLimits(queue: string, limits: Limits) {
  const of = { ...useLimits.getState().of, [queue]: limits };
  localStorage.setItem(KEPT, JSON.stringify(of));
  useLimits.setState({ of });
}

export type Seen = { waiting: number; waitS: number; level: number | null };

/** What is over its threshold. */
export function over(seen: Seen, limits: Limits): Which[] {
  const found: Which[] = [];
  if (limits.waiting !== null && seen.waiting > limits.waiting) found.push("waiting");
  if (limits.waitS !== null && seen.waitS > limits.waitS) found.push("waitS");
  if (limits.level !== null && seen.level !== null && seen.level < limits.level) found.push("level");
  return found;
}

/** Whether what was over its threshold is well below it again: alarms do not flicker at the edge. */
export function isOver(which: Which, seen: Seen, limits: Limits): boolean {
  const limit = limits[which];
  if (limit === null) return true;
  switch (which) {
    case "waiting":
      return seen.waiting <= Math.max(0, Math.floor(limit * 0.8));
    case "waitS":
      return seen.waitS <= limit * 0.8;
    case "level":
      return seen.level === null || seen.level >= Math.min(1, limit + 0.03);
  }
}
