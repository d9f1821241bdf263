import { describe, expect, test } from "vitest";
import type { Schemas } from "~/api/client";
import { type Can, consultation, dialable, otherSide } from "./who";

type Own = Schemas["OwnCall"];

function own(
  change: Partial<Schemas["LiveCall"]> & { legs?: Schemas["LiveLeg"][] },
  phone: Own["phone"] = "in_call",
): Own {
  return {
    id: "c",
    leg: "mine",
    phone,
    card: null,
    call: {
      id: "c",
      linkedid: "1.1",
      status: "talking",
      direction: "inbound",
      caller: "491711069065",
      caller_name: "Berta",
      caller_leg: "theirs",
      dialed: "4930555100",
      queue: "sales",
      with: ["1001"],
      started_at: null,
      since: null,
      talk_s: null,
      legs: [leg("theirs"), leg("mine")],
      ...change,
    },
  };
}

const leg = (name: string, up = true): Schemas["LiveLeg"] => ({ leg: name, endpoint: name, up, holding: false });

function can(possible: Record<string, boolean>): Can {
  return new Map(
    Object.entries(possible).map(([control, yes]) => [
      control,
      { control, possible: yes, why: yes ? null : "not now", evidence: "reported" },
    ]),
  );
}

describe("a consultation", () => {
  const asked = [leg("theirs"), leg("mine"), leg("1005", false)];
  test("is none in a plain call, whatever can be done", () => {
    expect(consultation(own({}), can({ attended_transfer: false, swap_transfer: false }))).toBeNull();
  });
  test("rings while another cannot begin and none can be swapped", () => {
    const seen = consultation(
      own({ legs: asked, status: "on_hold" }),
      can({ attended_transfer: false, swap_transfer: false }),
    );
    expect(seen).toMatchObject({ answered: false, leg: { endpoint: "1005" } });
  });
  test("is answered when it can be swapped, and says with whom one speaks", () => {
    const legs = [leg("theirs"), leg("mine"), leg("1005")];
    const both = can({ attended_transfer: false, swap_transfer: true });
    expect(consultation(own({ legs, status: "on_hold" }), both)).toMatchObject({ answered: true, speaksWith: "asked" });
    expect(consultation(own({ legs }), both)).toMatchObject({ answered: true, speaksWith: "caller" });
  });
  test("is none while several phones of a queue ring", () => {
    expect(
      consultation(own({ legs: asked }, "ringing"), can({ attended_transfer: false, swap_transfer: false })),
    ).toBeNull();
  });
  test("is none when somebody listens", () => {
    const legs = [leg("theirs"), leg("mine"), leg("1090")];
    expect(consultation(own({ legs }), can({ attended_transfer: true, swap_transfer: false }))).toBeNull();
  });
});

describe("the other side", () => {
  test("is the caller, by the directory's name before the switch's", () => {
    expect(otherSide(own({}))).toEqual({ name: "Berta", number: "491711069065" });
  });
  test("is whom the agent called, never the agent's own name", () => {
    expect(otherSide(own({ caller_leg: "mine", caller: "1001", caller_name: "Anna", dialed: null, with: [] }))).toEqual(
      {
        name: null,
        number: null,
      },
    );
  });
});

test.each([
  ["+49 (0)30 555-100", "+4930555100"],
  ["tel:+49-171-1069065;ext=1", "+491711069065"],
  ["sip:1005@pbx.example", "1005"],
  ["\u202a030\u00a0555\u202c", "030555"],
  ["*98#", "*98#"],
  ["Berta Müller", null],
  ["", null],
])("what was pasted as %j is dialled as %j", (written, dialled) => {
  expect(dialable(written)).toBe(dialled);
});
