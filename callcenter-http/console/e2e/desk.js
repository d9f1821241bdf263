// An agent's desk in a browser, with callers enough.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { base, enter, isClean, launch, opened, password, people, shot } from "./browser.js";

/** Who else takes calls of the queues that the agent serves. While they rest the callers come to the agent at once. */
const COLLEAGUES = ["1002", "1003", "1004", "1009", "1010", "1011", "1012"];
/** What a minute brings even on a slow machine. */
export const SOON = { timeout: 60_000 };

export let browser;
let ask;
before(async () => {
  browser = await launch();
  ask = await administrator();
  for (const agent of COLLEAGUES) await ask(`/api/agents/${agent}/not-ready`, { reason: "meeting" });
});
after(async () => {
  for (const agent of COLLEAGUES) await ask(`/api/agents/${agent}/ready`, {});
  await browser.close();
});

/** What asks the server as an administrator. */
async function administrator() {
  const json = { "content-type": "application/json" };
  const login = await fetch(`${base}/api/auth/login`, {
    method: "POST",
    headers: json,
    body: JSON.stringify({ login: people.administrator, password }),
  });
  const { csrf } = await login.json();
  const cookie = login.headers.getSetCookie().map((one) => one.split(";")[0]);
  return async (path, body) => {
    const headers = { ...json, cookie: cookie.join("; "), "X-CSRF-Token": csrf };
    const answer = await fetch(base + path, { method: "POST", headers, body: JSON.stringify(body) });
    assert.ok(answer.ok, `${path}: ${answer.status} ${await answer.text()}`);
  };
}

/** A test of the agent at work, in a page of its own; how it looked where it failed is kept. */
export function atWork(name, path, how, does) {
  test(name, async () => {
    // A call that ended meanwhile is nobody's any more, and what was meant for it is refused.
    const page = await opened(browser, { allow: [/40[49]/], ...how });
    page.setDefaultTimeout(30_000);
    try {
      await enter(page, "agent", path);
      await state(page, "").waitFor();
      await does(page);
      isClean(page);
    } catch (wrong) {
      await shot(page, `failed-${name.replace(/\W+/g, "-")}`);
      throw wrong;
    } finally {
      await page.context().close();
    }
  });
}

export const state = (page, name) => page.getByRole("button", { name: new RegExp(`^Your state: ${name}`) });
export const nothing = (page) => page.getByText("No call at the moment");
export const button = (place, name) => place.getByRole("button", { name, exact: true });

/** Chooses something else to be. */
export async function become(page, choice) {
  await state(page, "").click();
  await page.getByRole("menuitem", { name: choice }).click();
}

/** No call, and none comes. */
export async function rest(page) {
  await become(page, /Lunch/);
  const end = page
    .getByRole("article")
    .getByRole("button", { name: /^(Hang up|Decline)$/ })
    .first();
  // What ends by itself meanwhile need not be ended.
  do {
    await nothing(page).or(end).first().waitFor();
    if (await end.count()) await end.click({ timeout: 5_000 }).catch(() => {});
  } while (!(await nothing(page).count()));
  await state(page, "not ready").waitFor();
}

/** A call that rings. */
export async function ringing(page) {
  await become(page, "Ready");
  const card = page.getByRole("article").filter({ has: button(page, "Answer") });
  await card.waitFor(SOON);
  return card;
}

/** The card of a call that the agent answered. */
export async function talking(page) {
  await button(await ringing(page), "Answer").click();
  const card = page.getByRole("article");
  await card.getByText("in a call", { exact: true }).waitFor();
  return card;
}
