import { expect, test } from "vitest";
import type { PhoneCall } from "~/softphone";
import { matching } from "./in-page";

const call = (id: string, number: string, state: PhoneCall["state"]): PhoneCall => ({
  id,
  number,
  state,
  direction: "in",
  name: null,
  since: 0,
  held: false,
  muted: false,
  recovered: false,
});

test("the phone's call is found by what it does, and by number among several", () => {
  const calls = [call("a", "+491711069065", "up"), call("b", "030555100", "up"), call("c", "1005", "ringing")];
  expect(matching(calls, { phone: "ringing" }, "anything")?.id).toBe("c");
  expect(matching(calls, { phone: "in_call" }, "4930555100")?.id).toBe("b");
  expect(matching(calls, { phone: "in_call" }, "01711069065")?.id).toBe("a");
  expect(matching(calls, { phone: "on_hold" }, null)?.id).toBe("a");
  expect(matching([], { phone: "ringing" }, "1005")).toBeNull();
});
