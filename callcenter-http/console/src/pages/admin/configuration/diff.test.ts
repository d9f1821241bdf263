import { expect, it } from "vitest";
import { allAdded, diffLines } from "./diff";

it("numbers the lines of both sides, from where each hunk says", () => {
  const diff = "--- a/x\n+++ b/x\n@@ -3,3 +3,3 @@\n a\n--- not a header\n+b\n c\n@@ -10 +10,2 @@\n z\n+y\n";
  expect(diffLines(diff)).toEqual([
    { kind: "hunk", text: "@@ -3,3 +3,3 @@" },
    { kind: "same", text: "a", old: 3, next: 3 },
    { kind: "gone", text: "-- not a header", old: 4 },
    { kind: "added", text: "b", next: 4 },
    { kind: "same", text: "c", old: 5, next: 5 },
    { kind: "hunk", text: "@@ -10 +10,2 @@" },
    { kind: "same", text: "z", old: 10, next: 10 },
    { kind: "added", text: "y", next: 11 },
  ]);
});

it("shows a new file as added", () => {
  expect(allAdded("a\nb\n").map(({ next }) => next)).toEqual([1, 2]);
});
