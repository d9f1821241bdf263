// The floor, as a supervisor watches and leads it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { base, enter, isAccessible, isClean, launch, opened, shot } from "./browser.js";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** What the server itself says, asked with the page's session. */
const asked = (page, path) => page.evaluate(async (path) => (await fetch(path)).json(), path);

/** Something done beside the page. */
const done = (page, path, body = {}) =>
  page.evaluate(
    async ([path, body]) => {
      const { csrf } = await (await fetch("/api/auth/me")).json();
      const headers = {
        "X-CSRF-Token": csrf,
        "Content-Type": "application/json",
        "Idempotency-Key": path + Date.now(),
      };
      return (await fetch(path, { method: "POST", headers, body: JSON.stringify(body) })).status;
    },
    [path, body],
  );

/** The first thing of a list of the server's that is as it is wanted, as soon as there is one. */
async function found(page, path, wanted) {
  for (const end = Date.now() + 30_000; Date.now() < end; ) {
    const { items } = await asked(page, path);
    const one = items.find(wanted);
    if (one) return one;
    await page.waitForTimeout(250);
  }
  throw new Error(`nothing of ${path} is as it should be: ${wanted}`);
}

const agents = "/api/agents?limit=500";
const isFree = (agent) => agent.activity === "ready" && agent.queues.length > 0 && !agent.call;

async function act(page, choice) {
  await page
    .getByRole("button", { name: /What can be done about/ })
    .first()
    .click();
  await page.getByRole("menuitem", { name: choice }).first().click();
}

test("f_164 f_165 f_166 queues and agents stand as the server has them, and are looked for", async () => {
  const page = await opened(browser);
  await enter(page, "supervisor", "/supervisor");
  const { items: queues } = await asked(page, "/api/queues");
  assert.ok(queues.length > 0);
  for (const { queue } of queues) await page.getByRole("region", { name: queue, exact: true }).waitFor();
  const { items } = await asked(page, agents);
  const known = items.filter((agent) => agent.queues.length > 0);
  assert.ok(known.length > 5);
  for (const agent of known) await page.getByRole("cell", { name: agent.agent }).first().waitFor();
  await page.getByLabel("Agent or number").fill(known[0].name);
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 1);
  assert.equal(new URL(page.url()).searchParams.get("q"), known[0].name);
  isClean(page);
  await page.context().close();
});

test("f_204 an agent is made not ready, and ready again, and the switch says so", async () => {
  const page = await opened(browser);
  await enter(page, "supervisor", "/supervisor");
  const { agent } = await found(page, agents, isFree);
  await page.getByLabel("Agent or number").fill(agent);
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 1);
  await act(page, /^Not ready/);
  await page.getByText("Done.").first().waitFor();
  await found(page, agents, (one) => one.agent === agent && one.queues.every(({ paused }) => paused));
  await act(page, /^Make ready/);
  await found(page, agents, (one) => one.agent === agent && one.queues.every(({ paused }) => !paused));
  isClean(page);
  await page.context().close();
});

test("f_165 an agent is logged out of the queues after being asked for, and is seen to be away", async () => {
  const page = await opened(browser);
  await enter(page, "supervisor", "/supervisor");
  const { agent, name } = await found(page, agents, isFree);
  await page.getByLabel("Agent or number").fill(agent);
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 1);
  await act(page, "Log out of all queues");
  const dialog = page.getByRole("dialog", { name: `Log ${name} out?` });
  await dialog.getByText("gets no more calls of queues until the next login").waitFor();
  await dialog.getByRole("button", { name: "Log out of all queues" }).click();
  await page.getByRole("cell", { name: "logged out", exact: true }).waitFor();
  assert.ok(await page.getByRole("button", { name: /What can be done about/ }).isDisabled());
  assert.equal(await done(page, `/api/agents/${agent}/login`), 200);
  await page.getByRole("cell", { name: "logged out", exact: true }).waitFor({ state: "detached" });
  isClean(page);
  await page.context().close();
});

/** Does something to a call that somebody talks in, with what is to be filled in, if anything; calls end as they like, so another one is taken if need be. */
async function toCall(page, choice, fill, said) {
  const tried = new Set();
  while (tried.size < 6) {
    const { agent, call } = await found(
      page,
      agents,
      (one) => one.activity === "talking" && one.call?.queue && one.call.queue !== "support" && !tried.has(one.agent),
    );
    tried.add(agent);
    page.setDefaultTimeout(6_000);
    try {
      await page.goto(`${base}/supervisor?q=${agent}`);
      await page.getByRole("button", { name: /What can be done to the call/ }).click();
      await page.getByRole("menuitem", { name: choice }).click();
      const dialog = page.getByRole("dialog");
      if (fill !== null) await dialog.getByRole("textbox").fill(fill);
      await dialog.getByRole("button", { name: choice.replace(" …", "") }).click();
      const good = page.getByText(said).first();
      await good.or(dialog.getByRole("alert")).waitFor({ timeout: 30_000 });
      if (await good.isVisible()) return call.id;
    } catch (error) {
      if (error.name !== "TimeoutError") throw error;
    } finally {
      page.setDefaultTimeout(30_000);
    }
  }
  throw new Error(`no call could be found for: ${choice}`);
}

test("f_325 a supervisor listens, whispers and barges in with a phone that rings for it", async () => {
  const first = await opened(browser);
  await enter(first, "supervisor", "/supervisor");
  // Two phones of agents who are away, and the supervisor's own.
  const phones = ["1090"];
  for (let index = 0; index < 2; index++) {
    const { agent } = await found(first, agents, (one) => isFree(one) && !phones.includes(one.agent));
    assert.equal(await done(first, `/api/agents/${agent}/logout`), 200);
    phones.push(agent);
  }
  const acts = [
    ["Listen", "Your phone rings: answer it to listen."],
    ["Whisper", "Your phone rings: answer it to whisper."],
    ["Barge in", "Your phone rings: answer it to take part."],
  ];
  await Promise.all(
    acts.map(async ([choice, said], index) => {
      const page = await opened(browser, { allow: [/status of 4\d\d/] });
      await enter(page, "supervisor", "/supervisor");
      await toCall(page, choice, phones[index], said);
      await found(
        page,
        "/api/extensions?limit=500",
        (one) => one.number === phones[index] && one.call_status !== "idle",
      );
      isClean(page);
      await page.context().close();
    }),
  );
  for (const agent of phones.slice(1)) assert.equal(await done(first, `/api/agents/${agent}/login`), 200);
  const { items } = await asked(first, "/api/calls/live");
  assert.ok(items.length > 0);
  isClean(first);
  await first.context().close();
});

test("f_325 what is refused is said in the switch's words, and nothing is lost", async () => {
  const page = await opened(browser, { allow: [/status of 4\d\d/] });
  await enter(page, "supervisor", "/supervisor?state=talking");
  await page
    .getByRole("button", { name: /What can be done to the call/ })
    .first()
    .click();
  await page.getByRole("menuitem", { name: "Listen" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Your phone").fill("no-such-phone");
  await isAccessible(page, "listening in");
  await dialog.getByRole("button", { name: "Listen" }).click();
  await dialog.getByRole("alert").waitFor();
  assert.equal(await dialog.getByLabel("Your phone").inputValue(), "no-such-phone");
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  isClean(page);
  await page.context().close();
});

test("a call is moved to another queue", async () => {
  const page = await opened(browser, { allow: [/status of 4\d\d/] });
  await enter(page, "supervisor", "/supervisor");
  const id = await toCall(page, "Move to …", "601", "It was moved.");
  await found(page, "/api/calls/live", (call) => call.id === id && call.queue === "support");
  isClean(page);
  await page.context().close();
});

test("a call is taken over by the supervisor's phone, and the agent is free", async () => {
  const page = await opened(browser, { allow: [/status of 4\d\d/] });
  await enter(page, "supervisor", "/supervisor");
  const id = await toCall(page, "Take over", "1090", "You have the call.");
  const call = await found(page, "/api/calls/live", (one) => one.id === id && one.with.includes("1090"));
  assert.equal(call.status, "talking");
  isClean(page);
  await page.context().close();
});

test("a call is hung up after being asked for, and is over for everybody", async () => {
  const page = await opened(browser, { allow: [/status of 4\d\d/] });
  await enter(page, "supervisor", "/supervisor");
  const id = await toCall(page, "Hang up", null, "The call is over.");
  const { status, ended_at } = await asked(page, `/api/calls/${id}`);
  assert.ok(ended_at, `the call is ${status}`);
  isClean(page);
  await page.context().close();
});

test("f_167 a threshold alarms in words and is heard, is seen, and is over when it is lifted", async () => {
  const page = await opened(browser);
  // Counts tones that were played to their end, for which the browser's sound has to run.
  await page.addInitScript(() => {
    const start = OscillatorNode.prototype.start;
    window.played = 0;
    OscillatorNode.prototype.start = function (...when) {
      this.addEventListener("ended", () => (window.played += 1));
      return start.apply(this, when);
    };
  });
  await enter(page, "supervisor", "/supervisor");
  const limits = async (level) => {
    await page.getByRole("button", { name: "Thresholds of billing" }).click();
    const dialog = page.getByRole("dialog", { name: "Thresholds of billing" });
    await dialog.getByLabel(/service level is below/).fill(level);
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "detached" });
  };
  await limits("100");
  await page.getByRole("region", { name: "billing", exact: true }).getByText("over the threshold").waitFor();
  const alarm = page.getByRole("listitem").filter({ hasText: /billing: service level \d+% \(threshold \d+%\)/ });
  await alarm.getByText("goes on").waitFor();
  await isAccessible(page, "an alarm");
  await alarm.scrollIntoViewIfNeeded();
  await shot(page, "alarms-light-desk");
  await alarm.getByRole("button", { name: "Seen" }).click();
  await alarm.getByRole("button", { name: "Seen" }).waitFor({ state: "detached" });
  assert.equal(await page.evaluate(() => window.played), 0);
  await page.getByRole("button", { name: "Sound off" }).click();
  assert.equal(await page.getByRole("button", { name: "Sound on" }).getAttribute("aria-pressed"), "true");
  await limits("1");
  await alarm.getByText(/over since/).waitFor();
  await limits("100");
  await alarm.getByText("goes on").waitFor();
  await page.waitForFunction(() => window.played >= 2);
  await limits("1");
  await alarm.getByText("goes on").waitFor({ state: "detached" });
  // What was set is kept.
  await page.reload();
  await page.getByRole("button", { name: "Sound on" }).waitFor();
  await page.getByRole("button", { name: "Thresholds of billing" }).click();
  assert.equal(
    await page
      .getByRole("dialog")
      .getByLabel(/service level is below/)
      .inputValue(),
    "1",
  );
  isClean(page);
  await page.context().close();
});

test("f_164 the wallboard shows the queues that are chosen, on the whole screen", async () => {
  const page = await opened(browser);
  await enter(page, "supervisor", "/supervisor");
  await page.getByRole("link", { name: "Wallboard" }).click();
  await page.waitForURL(`${base}/wallboard`);
  const { items: queues } = await asked(page, "/api/queues");
  for (const { queue } of queues) {
    const wall = page.getByRole("region", { name: queue, exact: true });
    for (const figure of ["Waiting", "Longest wait", "Service level today", "Ready now"])
      await wall.getByText(figure, { exact: true }).waitFor();
  }
  await page.getByRole("button", { name: "Full screen" }).click();
  await page.waitForFunction(() => document.fullscreenElement !== null);
  await page.evaluate(() => document.exitFullscreen());
  await page.goto(`${base}/wallboard?queues=sales&theme=light`);
  await page.getByRole("region", { name: "sales", exact: true }).waitFor();
  assert.equal(await page.getByRole("region").count(), 1);
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "light");
  await isAccessible(page, "a bright wallboard");
  await page.getByRole("link", { name: "Leave" }).click();
  await page.waitForURL(`${base}/supervisor`);
  isClean(page);
  await page.context().close();
});
