// The call console: history, live calls and extensions; a call's detail.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { base, enter, isAccessible, isClean, launch, opened, shot } from "./browser.js";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** What the server says, asked as the page asks. */
const asked = (page, path) => page.evaluate(async (path) => (await fetch(path)).json(), path);

const region = (page, name) => page.getByRole("region", { name, exact: true });
const rows = (page, name) => region(page, name).locator('[role="row"][aria-rowindex]:not([aria-rowindex="1"])');

/** An address of a call that was held and transferred, or at least answered. */
async function eventful(page) {
  const { items } = await asked(page, "/api/calls?live=false&status=answered&limit=500");
  const best = items.find((call) => call.transfers > 0 && call.holds > 0) ?? items.find((call) => call.legs > 2);
  return best ?? items[0];
}

test("f_140 f_142 f_143 f_315 f_316 three panels show history, live calls and extensions as they are", async () => {
  const page = await opened(browser);
  await enter(page, "supervisor", "/calls");
  for (const name of ["History", "Live calls", "Extensions"]) await rows(page, name).first().waitFor();
  const { items } = await asked(page, "/api/extensions?limit=500");
  assert.equal(
    await region(page, "Extensions").getByRole("grid").getAttribute("aria-rowcount"),
    String(items.length + 1),
  );
  // The simulated switch goes on: what is shown changes by itself.
  const told = () => region(page, "Live calls").getByRole("grid").textContent();
  const first = await told();
  await page.waitForFunction((first) => document.querySelectorAll('[role="grid"]')[1].textContent !== first, first, {
    timeout: 30_000,
  });
  isClean(page);
  await page.context().close();
});

test("f_141 f_176 f_317 the history is searched and narrowed in the address, and read on as one scrolls", async () => {
  const page = await opened(browser);
  await enter(page, "supervisor", "/calls");
  await rows(page, "History").first().waitFor();
  await region(page, "History")
    .getByRole("button", { name: /^Filter/ })
    .click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Queue", { exact: true }).selectOption("sales");
  await dialog.getByRole("checkbox", { name: "abandoned" }).check();
  await dialog.getByRole("button", { name: "Show", exact: true }).click();
  await page.waitForURL(/status=abandoned/);
  assert.match(page.url(), /queue=sales/);
  await page.waitForFunction(() =>
    [...document.querySelectorAll('[role="grid"]')[0].querySelectorAll('[role="row"][aria-rowindex]')]
      .slice(1)
      .every((row) => row.textContent.includes("abandoned") && row.textContent.includes("sales")),
  );
  await page.reload();
  await page.getByRole("list", { name: "active" }).getByText("Queue sales").waitFor();
  await page.goBack();
  await page.waitForURL((url) => !url.search);
  // What is typed is looked for, and stands in the address.
  const { items } = await asked(page, "/api/calls?live=false&limit=50");
  const { caller } = items.find((call) => call.direction === "inbound" && call.caller?.length > 8);
  const search = page.locator('input[type="search"]').first();
  await search.fill(caller);
  await page.waitForURL((url) => url.searchParams.get("q") === caller);
  await rows(page, "History").filter({ hasText: caller }).first().waitFor();
  await search.fill("");
  await page.waitForURL((url) => !url.search);
  // Pages by cursor: further rows come while one reads on.
  await rows(page, "History").nth(8).waitFor();
  const more = page.waitForResponse((response) => response.url().includes("cursor="));
  await rows(page, "History").first().focus();
  await page.keyboard.press("End");
  assert.equal((await more).status(), 200);
  isClean(page);
  await page.context().close();
});

test("f_144 f_145 a call opens with its flow, as a drawing and as a table, by keyboard alone", async () => {
  const page = await opened(browser);
  await enter(page, "supervisor", "/calls?status=answered");
  await rows(page, "History").first().waitFor();
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement.type), "search");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/calls\/[^?]+\?status=answered/);
  const flow = page.getByRole("group", { name: "Flow of the call" });
  await flow.waitFor();
  await page.keyboard.press("Escape");
  await page.waitForURL((url) => url.pathname === "/calls");
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("role")), "row");

  const call = await eventful(page);
  await page.goto(`${base}/calls/${call.id}`);
  await flow.waitFor();
  const marks = await flow.getByRole("button").count();
  assert.ok(marks >= 4, `${marks} marks`);
  await flow.getByRole("button").first().focus();
  await page.keyboard.press("ArrowRight");
  assert.equal(await flow.locator('[aria-pressed="true"]').count(), 1);
  await shot(page, "call-light-desk");
  await isAccessible(page, "a call");
  await page.getByRole("button", { name: "As a table" }).click();
  const table = page.getByRole("dialog").getByRole("table", { name: "Flow of the call" });
  assert.equal(await table.locator("tbody tr").count(), marks);
  const { extension_changes: changes } = await asked(page, `/api/calls/${call.id}/details`);
  if (changes.length) {
    await page.locator("summary", { hasText: "Who had the caller" }).click();
    assert.equal(
      await page.getByRole("table", { name: "Who had the caller" }).locator("tbody tr").count(),
      changes.length,
    );
  }
  isClean(page);
  await page.context().close();
});

test("f_145 the recording of a call is heard, and gone to a place in it by a request for that part alone", async () => {
  const page = await opened(browser);
  await enter(page, "supervisor", "/calls");
  const { items } = await asked(page, "/api/recordings?limit=500");
  // Long enough that it is not loaded at once.
  const heard = items.filter((one) => one.available).sort((one, two) => two.bytes - one.bytes)[0];
  assert.ok(heard, "the demonstration records");
  const part = page.waitForResponse((response) => response.url().includes(`/recordings/${heard.id}/audio`));
  await page.goto(`${base}/calls/${heard.call_id}`);
  const player = page.getByLabel(new RegExp(`${heard.file}`)).first();
  await player.waitFor();
  const answer = await part;
  assert.equal(answer.status(), 206);
  assert.match((await answer.request().allHeaders()).range, /^bytes=/);
  assert.match((await answer.allHeaders())["content-range"], new RegExp(`^bytes .*/${heard.bytes}$`));
  await page.waitForFunction(() => document.querySelector("audio").readyState > 0);
  const length = await player.evaluate((audio) => audio.duration);
  assert.ok(Math.abs(length - heard.duration_s) < 1.5, `${length} s of ${heard.duration_s}`);
  await page.getByRole("button", { name: "2×" }).click();
  assert.equal(await player.evaluate((audio) => audio.playbackRate), 2);
  await player.evaluate((audio, to) => {
    audio.muted = true;
    audio.currentTime = to;
    return audio.play();
  }, length * 0.7);
  await page.waitForFunction((from) => document.querySelector("audio").currentTime > from + 0.3, length * 0.7);
  // A part from within, as a player asks for it.
  const range = await page.evaluate(async (id) => {
    const said = await fetch(`/api/recordings/${id}/audio`, { headers: { Range: "bytes=44-143" } });
    return [said.status, (await said.arrayBuffer()).byteLength];
  }, heard.id);
  assert.deepEqual(range, [206, 100]);
  isClean(page);
  await page.context().close();
});

test("f_142 a live call is followed until it is over", async () => {
  const page = await opened(browser);
  await enter(page, "supervisor", "/calls");
  await rows(page, "Live calls").first().waitFor();
  await rows(page, "Live calls").first().press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.getByText(/^lives/).waitFor();
  const before = await dialog.getByText(/^lives/).textContent();
  await page.waitForFunction(
    (before) =>
      ![...document.querySelectorAll("dialog[open] *")].some(
        (one) => one.childElementCount === 0 && one.textContent === before,
      ),
    before,
  );
  isClean(page);
  await page.context().close();
});

test("panels are made wider by keys, and stay so", async () => {
  const page = await opened(browser);
  await enter(page, "supervisor", "/calls");
  const line = page.getByRole("separator").first();
  const before = Number(await line.getAttribute("aria-valuenow"));
  await line.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  assert.equal(Number(await line.getAttribute("aria-valuenow")), before + 4);
  await page.reload();
  await line.waitFor();
  assert.equal(Number(await line.getAttribute("aria-valuenow")), before + 4);
  isClean(page);
  await page.context().close();
});

test("f_110 the calls of the list come as a file", async () => {
  const page = await opened(browser);
  await enter(page, "supervisor", "/calls?period=hour&queue=sales");
  await page.getByRole("button", { name: "Export" }).click();
  await page.getByRole("dialog").getByLabel("As").selectOption("csv");
  const file = page.waitForEvent("download");
  await page.getByRole("button", { name: "Make the file" }).click();
  assert.match((await file).suggestedFilename(), /\.csv$/);
  isClean(page);
  await page.context().close();
});

test("an agent sees the own calls alone, and no export", async () => {
  const page = await opened(browser, { allow: [/404/] });
  await enter(page, "agent", "/calls");
  await rows(page, "History").first().waitFor();
  assert.equal(await page.getByRole("button", { name: "Export" }).count(), 0);
  await page.goto(`${base}/calls/no-such-call`);
  await page.getByRole("alert").getByText("There is no such call").waitFor();
  isClean(page);
  await page.context().close();
});
