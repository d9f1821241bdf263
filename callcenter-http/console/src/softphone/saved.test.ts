import { beforeEach, expect, test } from "vitest";
import { handOver, replaces, type SavedCall, save, take } from "./saved";

const call: SavedCall = {
  callId: "abc@pbx",
  localTag: "mine",
  remoteTag: "theirs",
  direction: "in",
  number: "0301234",
  name: null,
  since: 0,
  muted: false,
};

beforeEach(() => sessionStorage.clear());

test("a call is come back into once, by whom it belongs to, and while it can still be there", () => {
  save("1001", [call], 1_000);
  expect(take("1001", 5_000)).toEqual([call]);
  expect(take("1001", 5_000)).toEqual([]);
  save("1001", [call], 1_000);
  expect(take("1002", 5_000)).toEqual([]);
  save("1001", [call], 1_000);
  expect(take("1001", 61_000)).toEqual([]);
});

test("no call, nothing kept", () => {
  save("1001", [call]);
  save("1001", []);
  expect(sessionStorage.length).toBe(0);
});

test("the switch's own tag is the to-tag", () => {
  expect(replaces(call)).toBe("Replaces: abc@pbx;to-tag=theirs;from-tag=mine");
});

test("a call is left to the tab that takes over", () => {
  save("1001", [call], 1_000);
  handOver();
  expect(sessionStorage.length).toBe(0);
  expect(take("1001", 2_000)).toEqual([call]);
  expect(localStorage.length).toBe(0);
});
