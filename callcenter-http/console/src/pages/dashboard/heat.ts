import { type Report, value } from "./report";

/** Calls by weekday (Monday first) and hour of the day, in the report's own zone. */
export function heatOf(report: Report): number[][] {
  const heat = Array.from({ length: 7 }, () => new Array<number>(24).fill(0));
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: report.zone,
    weekday: "short",
    hour: "2-digit",
    hourCycle: "h23",
  });
  const days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
  for (const row of report.rows) {
    const at = Date.parse(row.time[0]?.from ?? "");
    if (Number.isNaN(at)) continue;
    const parts = Object.fromEntries(format.formatToParts(at).map((part) => [part.type, part.value]));
    const hours = heat[days.indexOf(parts.weekday ?? "")];
    const hour = Number(parts.hour);
    if (hours && hour >= 0 && hour < 24) hours[hour] = (hours[hour] ?? 0) + (value(report, row, "calls") ?? 0);
  }
  return heat;
}
