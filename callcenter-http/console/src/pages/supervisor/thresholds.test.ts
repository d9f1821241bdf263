import { expect, test } from "vitest";
import { isOver, over, usual } from "./thresholds";

const calm = { waiting: 0, waitS: 0, level: 0.9 };

test("an alarm begins above its threshold and ends well below it", () => {
  expect(over({ ...calm, waiting: 5 }, usual)).toEqual([]);
  expect(over({ ...calm, waiting: 6 }, usual)).toEqual(["waiting"]);
  expect(isOver("waiting", { ...calm, waiting: 5 }, usual)).toBe(false);
  expect(isOver("waiting", { ...calm, waiting: 4 }, usual)).toBe(true);
});

test("the service level alarms when it is too low, and not while it is unknown", () => {
  expect(over({ ...calm, level: 0.69 }, usual)).toEqual(["level"]);
  expect(over({ ...calm, level: null }, usual)).toEqual([]);
  expect(isOver("level", { ...calm, level: 0.71 }, usual)).toBe(false);
  expect(isOver("level", { ...calm, level: 0.74 }, usual)).toBe(true);
});

test("a threshold that is switched off never alarms", () => {
  expect(over({ waiting: 99, waitS: 9_999, level: 0 }, { waiting: null, waitS: null, level: null })).toEqual([]);
});
