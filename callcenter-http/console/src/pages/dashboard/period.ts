// Which time the figures are of; it stands in the address.
export const periods = ["today", "yesterday", "week", "month", "custom"] as const;
export type Period = (typeof periods)[number];

export type Asked = { period: Period; from?: string; until?: string; tz?: string };

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** What the address says; what makes no sense is today. */
export function readPeriod(params: URLSearchParams): Asked {
  const said = params.get("period") as Period | null;
  const tz = params.get("tz");
  const zone = tz ? { tz } : {};
  if (said === "custom") {
    const [from, until] = [params.get("from") ?? "", params.get("until") ?? ""];
    if (DATE.test(from) && DATE.test(until) && from <= until) return { period: "custom", from, until, ...zone };
    return { period: "today", ...zone };
  }
  return { period: said && periods.includes(said) ? said : "today", ...zone };
}

/** The day after a date: a period's last day is part of it, as people mean it. */
export function dayAfter(date: string): string {
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + 1);
  return day.toISOString().slice(0, 10);
}

/** The same as the interface is asked. */
export function asQuery({ period, from, until, tz }: Asked) {
  const zone = tz ? { tz } : {};
  return period === "custom" && from && until ? { from, until: dayAfter(until), ...zone } : { period, ...zone };
}

/** Rows that make a good picture: hours of a day, days of more. */
export function stepOf({ period, from, until }: Asked): "hour" | "day" {
  if (period === "today" || period === "yesterday") return "hour";
  return period === "custom" && from === until ? "hour" : "day";
}
