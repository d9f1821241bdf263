// An agent's day: state, calls with a desk phone by the server's means, what came of them, whom to call.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { base, enter, fits, isAccessible, isClean, launch, opened, password, people, shot, widths } from "./browser.js";

let browser;
before(async () => {
  browser = await launch();
  await codes();
});
after(() => browser.close());

/** Codes to choose from, as an administrator makes them. */
async function codes() {
  const json = { "content-type": "application/json" };
  const login = await fetch(`${base}/api/auth/login`, {
    method: "POST",
    headers: json,
    body: JSON.stringify({ login: people.administrator, password }),
  });
  const { csrf } = await login.json();
  const cookie = login.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
  const make = (path, body) =>
    fetch(base + path, {
      method: "POST",
      headers: { ...json, cookie, "X-CSRF-Token": csrf },
      body: JSON.stringify(body),
    });
  await make("/api/pause-codes", { code: "lunch", name: "Lunch", productive: false });
  await make("/api/dispositions", { code: "sold", name: "Sold", outcome: "success", needs_note: false });
  await make("/api/dispositions", { code: "complaint", name: "Complaint", outcome: "failure", needs_note: true });
}

const state = (page, name) => page.getByRole("button", { name: new RegExp(`^Your state: ${name}`) });

/** Chooses something else to be. */
async function become(page, choice) {
  await state(page, "").click();
  await page.getByRole("menuitem", { name: choice }).click();
}

/** The card of a call that the agent talks in; what rings at the agent's phone is answered by the demonstration. */
async function talking(page) {
  if (await state(page, "(not ready|wrap-up)").count()) await become(page, "Ready");
  const card = page.getByRole("article").filter({ hasText: "in a call" }).first();
  await card.waitFor({ timeout: 120_000 });
  // What is done with a call begins with a hold: the demonstration's caller then stays as long as the agent does.
  await card.getByRole("button", { name: "Hold" }).click();
  await page.getByRole("article").filter({ hasText: "on hold" }).first().waitFor();
  return page.getByRole("article").first();
}

test("f_158 f_159 f_160 an agent controls a call, says what came of it, and is not ready after it", async () => {
  const page = await opened(browser, { allow: [/409/] });
  await enter(page, "agent", "/agent");
  const card = await talking(page);
  const button = (name) => card.getByRole("button", { name, exact: true });
  await button("Take back").click();
  await card.getByText("in a call").waitFor();

  await button("Mute").click();
  await button("Unmute").waitFor();
  await page.reload();
  await button("Unmute").click();
  await button("Mute").waitFor();

  await button("Keys").click();
  await card.getByRole("button", { name: "5" }).click();
  await page.keyboard.press("7");
  await card.locator("output", { hasText: "57" }).waitFor();
  await button("Keys").click();

  await button("Recording").click();
  await page.getByRole("menuitem", { name: "Silence the recording" }).click();
  await button("Recording silent").waitFor();

  await card.getByLabel("Complaint").check();
  await card.getByText("Please write a note with it").waitFor();
  assert.ok(await button("Save").isDisabled());
  await card.getByLabel(/^Note/).fill("wants <b>money</b> back");
  await isAccessible(page, "a call");
  await shot(page, "agent-call");
  await button("Save").click();
  await card.getByText("wants <b>money</b> back").waitFor();

  await become(page, "After this call: Lunch");
  await page.getByText("then: Lunch").waitFor();
  await button("Hang up").click();
  await state(page, "not ready").waitFor();
  await page.getByText("No call at the moment").waitFor();
  await page.getByRole("button", { name: "Ready now" }).click();
  await page.getByRole("button", { name: "Ready now" }).waitFor({ state: "hidden" });
  isClean(page);
  await page.context().close();
});

test("f_158 an attended transfer shows both sides, outlives a reload, and is completed", async () => {
  const page = await opened(browser, { allow: [/409/] });
  await enter(page, "agent", "/agent");
  const card = await talking(page);
  const button = (name) => card.getByRole("button", { name, exact: true });
  const both = card.getByRole("region", { name: "Attended transfer" });
  const dialog = page.getByRole("dialog");

  // Colleagues come and go: whoever is asked may be busy by then, which is said; then another one is asked.
  for (let tries = 0; !(await both.count()); tries++) {
    assert.ok(tries < 12, "nobody was free");
    if (!(await dialog.count())) await button("Transfer").click();
    const free = dialog
      .getByRole("listitem")
      .filter({ hasText: /free/ })
      .filter({ hasNotText: "not free" })
      .nth(tries % 2);
    if (!(await free.count())) {
      await dialog.getByRole("button", { name: "Close" }).click();
      continue;
    }
    await free.getByRole("button", { name: /^Ask first/ }).click();
    await Promise.race([both.waitFor(), dialog.getByRole("alert").waitFor()]);
  }
  await card.getByRole("button", { name: "Swap" }).and(page.locator(":enabled")).waitFor();
  await both.getByText("speaks with you").waitFor();
  await isAccessible(page, "an attended transfer");
  await shot(page, "agent-consult");
  await page.reload();
  await card.getByRole("button", { name: "Swap" }).and(page.locator(":enabled")).click();
  await card.getByText("in a call").waitFor();
  await button("Put through").click();
  await both.waitFor({ state: "hidden" });
  isClean(page);
  await page.context().close();
});

test("f_157 f_163 a contact is found, and called with a click", async () => {
  const page = await opened(browser, { allow: [/409/], width: widths.phone, height: 800 });
  await enter(page, "agent", "/agent?q=1090");
  const list = page.getByRole("list", { name: "Contacts" });
  await list.getByText("1090").waitFor();
  assert.equal(await list.getByRole("listitem").count(), 1);
  await page.getByRole("searchbox").fill("tel:+49 (0)30 555-100");
  await page.getByRole("button", { name: "Dial pad" }).click();
  await page.getByRole("group", { name: "Keys" }).getByRole("button", { name: "7" }).click();
  assert.match(page.url(), /q=/);
  await fits(page, "the agent's page with the dial pad");
  await isAccessible(page, "the dial pad");
  await shot(page, "agent-dial-phone");
  isClean(page);
  await page.context().close();
});

test("f_174 what one chooses for oneself is kept, and tokens are shown once", async () => {
  const page = await opened(browser);
  await enter(page, "agent", "/me");
  await page.getByLabel("Ring in this browser").check();
  await page.reload();
  assert.ok(await page.getByLabel("Ring in this browser").isChecked());
  await page.getByRole("button", { name: "New token" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("What for").fill("the browser's test");
  await dialog.getByRole("button", { name: "Make the token" }).click();
  await dialog.getByLabel("Token", { exact: true }).waitFor();
  await isAccessible(page, "a new token");
  await dialog.getByRole("button", { name: "Close" }).first().click();
  await page.getByRole("button", { name: "Delete: the browser's test" }).first().click();
  await dialog.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("status").getByText("The token is deleted").waitFor();
  isClean(page);
  await page.context().close();
});
