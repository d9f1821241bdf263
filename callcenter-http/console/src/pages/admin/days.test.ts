import { expect, it } from "vitest";
import { dayStart } from "./days";

it("begins days by the clocks of the place, those included on which they are changed", () => {
  expect(dayStart("2026-11-21", 0, "Europe/Berlin")).toBe("2026-11-20T23:00:00.000Z");
  expect(dayStart("2026-03-29", 0, "Europe/Berlin")).toBe("2026-03-28T23:00:00.000Z");
  expect(dayStart("2026-03-29", 1, "Europe/Berlin")).toBe("2026-03-29T22:00:00.000Z");
  expect(dayStart("2026-12-31", 1, "UTC")).toBe("2027-01-01T00:00:00.000Z");
  expect(dayStart("tomorrow", 0, "UTC")).toBe("");
});
