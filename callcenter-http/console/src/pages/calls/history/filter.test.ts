import { beforeEach, expect, test } from "vitest";
import { chooseZone } from "~/format";
import { asked, bounds, everything, type Filter, narrowings, read, searched, write } from "./filter";

beforeEach(() => chooseZone("Europe/Berlin"));

test("a filter stands in the address and comes back from it", () => {
  const filter: Filter = {
    ...everything,
    period: "own",
    from: "2026-11-20T08:00",
    until: "2026-11-21",
    q: "O'Neil & sons",
    direction: ["inbound", "internal"],
    status: ["abandoned", "no_answer"],
    queue: "sales",
    agent: "1002",
    min_talk_s: "30",
    order: "longest_wait",
  };
  expect(read(write(filter, new URLSearchParams()))).toEqual(filter);
  expect(narrowings(filter)).toBe(5);
});

test("what is said wrongly in an address counts as not said, and what is not ours stays", () => {
  expect(read(new URLSearchParams("direction=up&status=lost,busy&min_talk_s=-1&period=never&order=x"))).toEqual({
    ...everything,
    status: ["busy"],
  });
  expect(write(everything, new URLSearchParams("panel=live&queue=old")).toString()).toBe("panel=live");
});

test("days are those of the zone, also where one has 23 hours", () => {
  const night = Date.parse("2026-03-29T22:30:00Z"); // 30 March, 00:30 in Berlin; the 29th had 23 hours
  expect(bounds({ ...everything, period: "yesterday" }, night)).toEqual({ from: "2026-03-29", until: "2026-03-30" });
  expect(bounds({ ...everything, period: "week" }, night)).toEqual({ from: "2026-03-24" });
});

test("a number as people write it is compared by its digits, all else as text", () => {
  expect(searched("+49 171 5")).toEqual({ number: "+49 171 5" });
  expect(searched("1002")).toEqual({ q: "1002" });
  expect(searched("1795274379.21562")).toEqual({ q: "1795274379.21562" });
  expect(searched(" Igor ")).toEqual({ q: "Igor" });
  expect(searched("+")).toEqual({ q: "+" });
});

test("only calls that are over are asked for, and nothing that is empty", () => {
  const query = asked({ ...everything, q: "Igor" }, 0);
  expect(JSON.parse(JSON.stringify(query))).toEqual({ q: "Igor", tz: "Europe/Berlin", live: false, order: "newest" });
});
