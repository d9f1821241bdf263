import { zone } from "~/format";

/** When a day begins in the person's time zone, as the API takes a moment; empty for what is no day. */
export function dayStart(day: string, plusDays = 0, timeZone: string = zone()): string {
  const said = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (!said) return "";
  const [, year, month, date] = said.map(Number) as [number, number, number, number];
  const wall = Date.UTC(year, month - 1, date + plusDays);
  if (Number.isNaN(wall)) return "";
  // The offset may change that very day: once more with what is found there.
  const first = wall - offset(wall, timeZone);
  return new Date(wall - offset(first, timeZone)).toISOString();
}

/** By how much the clocks there are ahead of UTC, in milliseconds. */
function offset(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value ?? 0);
  const wall = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  return wall - Math.floor(at / 1_000) * 1_000;
}
