import { beforeEach, expect, test } from "vitest";
import { replaces, type SavedCall, save, take } from "./saved";

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

beforeEach(() => localStorage.clear());

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
  expect(localStorage.length).toBe(0);
});

test("the switch's own tag is the to-tag", () => {
  expect(replaces(call)).toBe("Replaces: abc@pbx;to-tag=theirs;from-tag=mine");
});
