import { expect, test } from "vitest";
import type { Schemas } from "~/api/client";
import { toBeSaid } from "./recent";

const now = Date.parse("2026-11-21T12:00:00Z");
const call = (id: string, ended: string | null, talk: number | null = 30) =>
  ({ id, ended_at: ended, talk_s: talk }) as Schemas["CallItem"];

test("what a call was about is asked for a while, of calls that were talked, until it is put away", () => {
  const calls = [
    call("lives", null),
    call("missed", "2026-11-21T11:59:00Z", 0),
    call("fresh", "2026-11-21T11:58:00Z"),
    call("closed", "2026-11-21T11:57:00Z"),
    call("old", "2026-11-21T11:30:00Z"),
  ];
  expect(toBeSaid(calls, ["closed"], now).map(({ id }) => id)).toEqual(["fresh"]);
});
