// The figures: each is what the server says, opens its definition, and leads to its calls.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { base, enter, isAccessible, isClean, launch, opened } from "./browser.js";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const asked = (page, path) => page.evaluate(async (path) => (await fetch(path)).json(), path);

test("f_146 f_147 a period is chosen, kept in the address, and its figures are the server's", async () => {
  const page = await opened(browser);
  await enter(page, "supervisor", "/dashboard");
  await page.getByLabel("Period").selectOption("yesterday");
  await page.waitForURL(/period=yesterday/);
  const report = await asked(page, "/api/reports?scope=floor&period=yesterday&by=none");
  const calls = report.totals.at(-1).values["calls@1"];
  assert.ok(calls > 0, "the demonstration has a history");
  const card = page.getByRole("button", { name: new RegExp(`^Calls ${calls.toLocaleString("en")}`) });
  await card.waitFor();
  await page.reload();
  await card.waitFor();
  isClean(page);
  await page.context().close();
});

test("f_318 a figure opens its definition and the calls behind it, and one of these opens", async () => {
  const page = await opened(browser);
  await enter(page, "supervisor", "/dashboard?period=yesterday");
  await page
    .getByRole("button", { name: /^Answered \d/ })
    .first()
    .click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("calls in which somebody talked with the caller").waitFor();
  const first = dialog.getByRole("link").first();
  await first.waitFor();
  await isAccessible(page, "behind a figure");
  const place = await first.getAttribute("href");
  await first.click();
  await page.waitForURL(base + place);
  isClean(page);
  await page.context().close();
});

test("f_148 f_149 each picture is a table too", async () => {
  const page = await opened(browser);
  await enter(page, "supervisor", "/dashboard?period=yesterday");
  await page.getByRole("button", { name: "As a table: By direction" }).click();
  const report = await asked(page, "/api/reports?scope=floor&period=yesterday&by=none");
  const { inbound } = report.totals.at(-1).breakdowns;
  const sum = Object.values(inbound).reduce((all, calls) => all + calls, 0);
  await page.getByRole("row", { name: new RegExp(`inbound ${sum.toLocaleString("en")}`) }).waitFor();
  isClean(page);
  await page.context().close();
});

test("a table is exported as it is shown", async () => {
  const page = await opened(browser);
  await enter(page, "supervisor", "/dashboard?period=yesterday");
  const link = page.getByRole("link", { name: "Export: Queues compared" });
  await link.waitFor();
  const download = page.waitForEvent("download");
  await link.click();
  assert.match((await download).suggestedFilename(), /\.csv$/);
  isClean(page);
  await page.context().close();
});
