import { expect, test } from "vitest";
import { shifted } from "./columns-shares";

test("a line moves what is left and right of it, and leaves each the least", () => {
  expect(shifted([0.5, 0.3, 0.2], 0, -0.1, 0.1).map((one) => one.toFixed(2))).toEqual(["0.40", "0.40", "0.20"]);
  expect(shifted([0.5, 0.3, 0.2], 0, 1, 0.1).map((one) => one.toFixed(2))).toEqual(["0.70", "0.10", "0.20"]);
  expect(shifted([0.5, 0.3, 0.2], 1, -1, 0.1).map((one) => one.toFixed(2))).toEqual(["0.50", "0.10", "0.40"]);
  expect(shifted([1], 0, 0.1, 0.1)).toEqual([1]);
});
