import { expect, test, vi } from "vitest";
import { begin, type Given } from "./begin";
import { phone, standing } from "./phone";
import type { Softphone } from "./softphone";

const given: Given = {
  extension: "1001",
  name: "Ada",
  sip_user: "1001",
  domain: "pbx.example",
  secret: "s",
  websocket: "/sip",
  stun_servers: [],
  turn_servers: [],
};

/** A phone that only tells what was done with it. */
function double() {
  const done: string[] = [];
  class Double {
    constructor({ extension }: { extension: string }) {
      done.push(`began ${extension}`);
    }
    stop({ leave }: { leave: boolean }) {
      done.push(leave ? "left" : "stopped");
    }
    hangUp() {
      done.push("hung up");
    }
  }
  return { done, load: async () => ({ Softphone: Double as unknown as typeof Softphone }) };
}

const is = (status: string) => vi.waitFor(() => expect(standing.getState().status).toBe(status));

test("a phone on the desk is told with why, and none is begun", async () => {
  const { done, load } = double();
  const end = begin(async () => ({ websocket: null, why: "no password is kept", extension: "1001" }), load);
  await is("desk");
  expect(standing.getState()).toMatchObject({ why: "no password is kept", extension: "1001" });
  end();
  expect(standing.getState().status).toBe("off");
  expect(done).toEqual([]);
});

test("what fails is told in words, and tried again when that is asked", async () => {
  const { done, load } = double();
  const asked = vi
    .fn<() => Promise<Given>>()
    .mockRejectedValueOnce(new Error("the server is gone"))
    .mockResolvedValue(given);
  const end = begin(asked, load);
  await is("failed");
  expect(standing.getState().why).toBe("the server is gone");
  phone.retry();
  await vi.waitFor(() => expect(done).toEqual(["began 1001"]));
  phone.hangUp();
  end();
  phone.hangUp();
  expect(done).toEqual(["began 1001", "hung up", "stopped"]);
});

test("whoever ends it before its credentials came has no phone", async () => {
  const { done, load } = double();
  let answer = (_: Given) => {};
  const end = begin(
    () =>
      new Promise((then) => {
        answer = then;
      }),
    load,
  );
  end();
  answer(given);
  // After all that follows from the answer.
  await new Promise((then) => setTimeout(then));
  expect(standing.getState().status).toBe("off");
  expect(done).toEqual([]);
});
