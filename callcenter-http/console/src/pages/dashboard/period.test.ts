import { expect, test } from "vitest";
import { asQuery, dayAfter, readPeriod, stepOf } from "./period";

test("what makes no sense is today", () => {
  expect(readPeriod(new URLSearchParams("period=eternity"))).toEqual({ period: "today" });
  expect(readPeriod(new URLSearchParams("period=custom&from=2026-11-30&until=2026-11-01"))).toEqual({
    period: "today",
  });
  expect(readPeriod(new URLSearchParams("period=custom&from=x&until=y&tz=Europe/Berlin"))).toEqual({
    period: "today",
    tz: "Europe/Berlin",
  });
});

test("the last day of a period is part of it, also at the end of a month and a year", () => {
  expect(dayAfter("2026-02-28")).toBe("2026-03-01");
  expect(dayAfter("2026-12-31")).toBe("2027-01-01");
  const asked = readPeriod(new URLSearchParams("period=custom&from=2026-11-01&until=2026-11-30"));
  expect(asQuery(asked)).toEqual({ from: "2026-11-01", until: "2026-12-01" });
});

test("a day is shown by hours and more by days", () => {
  expect(stepOf({ period: "yesterday" })).toBe("hour");
  expect(stepOf({ period: "custom", from: "2026-11-01", until: "2026-11-01" })).toBe("hour");
  expect(stepOf({ period: "month" })).toBe("day");
});
