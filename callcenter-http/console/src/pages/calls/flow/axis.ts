// The time axis: where an instant lies, and which instants are written below.

export type Axis = { from: number; until: number; width: number };

/** Where an instant lies, in pixels from the left; never outside. */
export function x(axis: Axis, at: number): number {
  const span = axis.until - axis.from;
  if (span <= 0) return 0;
  return Math.min(Math.max((at - axis.from) / span, 0), 1) * axis.width;
}

/** The instant at a place. */
export function instant(axis: Axis, place: number): number {
  if (axis.width <= 0) return axis.from;
  return axis.from + Math.min(Math.max(place / axis.width, 0), 1) * (axis.until - axis.from);
}

const STEPS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400];

/** Seconds since the beginning that are written on the axis, `apart` pixels or more from one to the next. */
export function ticks(axis: Axis, apart: number): number[] {
  const seconds = (axis.until - axis.from) / 1_000;
  if (seconds <= 0 || axis.width <= 0) return [0];
  const least = (seconds * apart) / axis.width;
  const step = STEPS_S.find((one) => one >= least) ?? Math.ceil(least / 86_400) * 86_400;
  const all: number[] = [];
  for (let at = 0; at <= seconds; at += step) all.push(at);
  return all;
}
