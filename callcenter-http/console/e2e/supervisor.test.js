// The floor, as a supervisor watches and leads it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { base, enter, isAccessible, isClean, launch, opened } from "./browser.js";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** What the server itself says, asked with the page's session. */
const asked = (page, path) => page.evaluate(async (path) => (await fetch(path)).json(), path);

test("f_165 f_166 queues and agents stand as the server has them", async () => {
  const page = await opened(browser);
  await enter(page, "supervisor", "/supervisor");
  const { items: queues } = await asked(page, "/api/queues");
  assert.ok(queues.length > 0);
  for (const { queue } of queues) await page.getByRole("region", { name: queue, exact: true }).waitFor();
  const { items: agents } = await asked(page, "/api/agents");
  const known = agents.filter((agent) => agent.queues.length > 0);
  for (const agent of known.slice(0, 5)) await page.getByRole("cell", { name: agent.agent }).first().waitFor();
  await page.getByLabel("Agent or number").fill(known[0].agent);
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 1);
  assert.match(page.url(), new RegExp(`q=${known[0].agent}`));
  isClean(page);
  await page.context().close();
});

test("f_204 an agent is made not ready, and ready again, and the switch says so", async () => {
  const page = await opened(browser);
  await enter(page, "supervisor", "/supervisor?state=ready");
  const row = page.locator("tbody tr").first();
  await row.waitFor();
  const agent = (await row.locator("td").first().textContent()).match(/\d{3,}/)[0];
  await page.goto(`${base}/supervisor?q=${agent}`);
  const act = async (choice) => {
    await page
      .getByRole("button", { name: /What can be done about/ })
      .first()
      .click();
    await page.getByRole("menuitem", { name: choice }).first().click();
  };
  await act(/^Not ready/);
  await page.getByText("Done.").first().waitFor();
  const { items } = await asked(page, `/api/agents`);
  const now = items.find((one) => one.agent === agent);
  assert.ok(
    now.queues.every((one) => one.paused),
    JSON.stringify(now),
  );
  await act(/^Make ready/);
  await page.waitForFunction(
    async (agent) => {
      const { items } = await (await fetch("/api/agents")).json();
      return items.find((one) => one.agent === agent).queues.every((one) => !one.paused);
    },
    agent,
    { polling: 500 },
  );
  isClean(page);
  await page.context().close();
});

test("f_325 what can't be done to a call is said with its reason, and a supervisor's phone rings for listening", async () => {
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
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  isClean(page);
  await page.context().close();
});

test("thresholds alarm, and say so in words", async () => {
  const page = await opened(browser);
  await enter(page, "supervisor", "/supervisor");
  await page
    .getByRole("button", { name: /^Thresholds of/ })
    .first()
    .click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(/service level is below/).fill("100");
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.getByText("over the threshold").first().waitFor();
  await page
    .getByText(/service level .* \(threshold 100%\)/)
    .first()
    .waitFor();
  isClean(page);
  await page.context().close();
});
