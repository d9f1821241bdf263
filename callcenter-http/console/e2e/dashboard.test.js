// The figures: each is what the server says, opens its definition, and leads to its calls.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { base, enter, isAccessible, isClean, launch, opened, shot, widths } from "./browser.js";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const asked = (page, path) => page.evaluate(async (path) => (await fetch(path)).json(), path);
const written = (number) => number.toLocaleString("en-GB");
const card = (page, start) => page.getByRole("button", { name: new RegExp(`^${start}`) }).first();
const panel = (page, name) => page.getByRole("region", { name, exact: true });

test("f_146 f_147 a period is chosen, kept in the address, and its figures are the server's", async () => {
  const page = await opened(browser);
  await enter(page, "supervisor", "/dashboard");
  await page.getByLabel("Period").selectOption("yesterday");
  await page.waitForURL(/period=yesterday/);
  const report = await asked(page, "/api/reports?scope=floor&period=yesterday&by=none");
  const calls = report.totals.at(-1).values["calls@1"];
  assert.ok(calls > 0, "the demonstration has a history");
  await card(page, `Calls ${written(calls)}`).waitFor();
  await page.reload();
  await card(page, `Calls ${written(calls)}`).waitFor();
  await page.setViewportSize({ width: widths.desk, height: 1500 });
  await shot(page, "dashboard-yesterday-light-desk");
  for (const period of ["week", "month"]) {
    await page.getByLabel("Period").selectOption(period);
    await page.waitForURL(new RegExp(`period=${period}`));
    await panel(page, "Calls by day").waitFor();
  }
  await card(page, "Calls ").waitFor();
  await shot(page, "dashboard-month-light-desk");
  // The pictures stay within their panels.
  for (const width of [widths.phone, widths.desk]) {
    await page.setViewportSize({ width, height: 900 });
    const beyond = await page
      .locator("main section[aria-labelledby] > div")
      .evaluateAll((boxes) => boxes.filter((box) => box.scrollWidth > box.clientWidth + 1).map((box) => box.innerHTML));
    assert.deepEqual(beyond, []);
  }
  isClean(page);
  await page.context().close();
});

test("f_146 a period from one day until another, in a time zone of one's own", async () => {
  const page = await opened(browser);
  await enter(page, "supervisor", "/dashboard");
  const { period } = await asked(page, "/api/reports?scope=floor&period=yesterday&by=none");
  const day = period.from.slice(0, 10);
  await page.getByLabel("Period").selectOption("custom");
  await page.getByLabel("From", { exact: true }).fill(day);
  const answer = page.waitForResponse((one) => /reports\?.*scope=floor.*from=.*tz=Asia.*compare/.test(one.url()));
  await page.getByLabel("Time zone").selectOption("Asia/Tokyo");
  await page.waitForURL(/tz=Asia%2FTokyo/);
  // As the page was told: calls go on, and its figures with them.
  const report = await (await answer).json();
  assert.equal(report.zone, "Asia/Tokyo");
  const { values } = report.totals.at(-1);
  assert.ok(values["calls@1"] > 0);
  await card(page, `Calls ${written(values["calls@1"])}`).waitFor();
  await page.reload();
  assert.equal(await page.getByLabel("Time zone").inputValue(), "Asia/Tokyo");
  isClean(page);
  await page.context().close();
});

test("f_147 a card tells the change against the time before", async () => {
  const page = await opened(browser);
  // A figure of today changes while one looks: so the answer is the one that the page itself got.
  const answer = page.waitForResponse((one) => /reports\?.*scope=floor.*compare=previous/.test(one.url()));
  await enter(page, "supervisor", "/dashboard?period=week");
  const report = await (await answer).json();
  const { before } = report.totals.at(-1).changes["calls@1"];
  await card(page, "Calls .*")
    .getByText(before === null ? "nothing before to compare with" : `against ${written(before)} before`)
    .waitFor();
  isClean(page);
  await page.context().close();
});

test("f_318 a figure opens its definition and the calls behind it, and one of these opens", async () => {
  const page = await opened(browser);
  await enter(page, "supervisor", "/dashboard?period=yesterday");
  await card(page, "Answered \\d").click();
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

test("f_167 queues and agents are compared, sorted as one likes, and each figure opens", async () => {
  const page = await opened(browser);
  await enter(page, "supervisor", "/dashboard?period=yesterday");
  const { totals } = await asked(page, "/api/reports?scope=queues&period=yesterday&by=none");
  const queues = totals.filter((line) => line.name);
  const table = page.getByRole("table", { name: "Queues compared" });
  await table.waitFor();
  assert.equal(await table.locator("tbody tr").count(), queues.length);
  await table.getByRole("button", { name: "Queue", exact: true }).click();
  const names = async () =>
    (await table.locator("tbody tr td:first-child, tbody tr th").allTextContents()).map((one) => one.trim());
  const shown = await names();
  assert.deepEqual([...shown].sort(), queues.map((line) => line.name).sort());
  await table.getByRole("button", { name: "Queue", exact: true }).click();
  await table
    .locator("tbody tr")
    .first()
    .filter({ hasText: new RegExp(`^${shown.at(-1)}`) })
    .waitFor();
  assert.deepEqual(await names(), shown.reverse());
  await page.getByRole("table", { name: "Agents compared" }).locator("tbody button").first().click();
  await page.getByRole("dialog").getByText(/·/).first().waitFor();
  isClean(page);
  await page.context().close();
});

test("f_148 f_149 each picture is a table too", async () => {
  const page = await opened(browser);
  await enter(page, "supervisor", "/dashboard?period=yesterday");
  const report = await asked(page, "/api/reports?scope=floor&period=yesterday&by=none");
  const { breakdowns, values } = report.totals.at(-1);
  const sum = (kind) => Object.values(kind ?? {}).reduce((all, calls) => all + calls, 0);
  await page.getByRole("button", { name: "As a table: By direction" }).click();
  await page.getByRole("row", { name: new RegExp(`inbound ${written(sum(breakdowns.inbound))}`) }).waitFor();
  await page.getByRole("button", { name: "As a table: By how they ended" }).click();
  const answered = Object.values(breakdowns).reduce((all, kind) => all + (kind.answered ?? 0), 0);
  await page.getByRole("row", { name: new RegExp(`answered ${written(answered)}`) }).waitFor();
  await page.getByRole("button", { name: "As a table: Calls by hour" }).click();
  const hours = page.getByRole("table", { name: "Calls by hour" });
  assert.equal(await hours.locator("tbody tr").count(), 24);
  // The heat map is a table as it stands: its cells are all the calls of the time.
  const cells = await page
    .getByRole("table", { name: "Calls by weekday and hour" })
    .locator("tbody td")
    .allTextContents();
  assert.equal(
    cells.reduce((all, cell) => all + Number(cell.replace(/\D/g, "")), 0),
    values["calls@1"],
  );
  isClean(page);
  await page.context().close();
});

test("f_148 f_149 a bar and a slice say what they are, at the pointer and by the arrow keys", async () => {
  const page = await opened(browser, { reducedMotion: "reduce" });
  await enter(page, "supervisor", "/dashboard?period=yesterday");
  const { rows, totals } = await asked(page, "/api/reports?scope=floor&period=yesterday&by=hour");
  const bars = page.getByRole("application", { name: "Calls by hour" });
  const most = rows.reduce((best, row, at) => (row.values["calls@1"] > rows[best].values["calls@1"] ? at : best), 0);
  const hint = panel(page, "Calls by hour").getByRole("status");
  // Where the pointer is goes before where the keys are; it was left at the button that logged in.
  await page.mouse.move(1, 1);
  await bars.focus();
  for (let at = 0; at <= most; at++) {
    if (at > 0) await bars.press("ArrowRight");
    await hint.getByText(new RegExp(`^${String(at).padStart(2, "0")}:00: `)).waitFor();
  }
  await hint.getByText(new RegExp(`: ${written(rows[most].values["calls@1"])}$`)).waitFor();
  await hint.getByText("Not answered").waitFor();
  await isAccessible(page, "a bar's hint");
  await shot(page, "dashboard-hint-light-desk");
  await bars.press("Escape");
  await hint.waitFor({ state: "hidden" });
  const slices = Object.entries(totals.at(-1).breakdowns)
    .map(([direction, kind]) => [direction, Object.values(kind).reduce((all, calls) => all + calls, 0)])
    .sort((one, two) => two[1] - one[1]);
  const round = page.getByRole("application", { name: "By direction" });
  const said = panel(page, "By direction").getByRole("status");
  const says = ([direction, calls]) => said.filter({ hasText: `${direction}${written(calls)} · ` }).waitFor();
  await round.focus();
  await says(slices[0]);
  await round.press("ArrowRight");
  await says(slices[1]);
  // At the pointer: the greatest slice begins above, and goes to the right.
  await round.blur();
  const { x, y, width } = await round.boundingBox();
  await page.mouse.move(x + width / 2 + 12, y + 14);
  await says(slices[0]);
  await page.mouse.move(x, y - 40);
  await said.waitFor({ state: "hidden" });
  isClean(page);
  await page.context().close();
});

test("f_318 each table comes as a file, with what is shown", async () => {
  const page = await opened(browser);
  await enter(page, "supervisor", "/dashboard?period=yesterday");
  const { totals } = await asked(page, "/api/reports?scope=queues&period=yesterday&by=none");
  for (const title of [
    "Queues compared",
    "Agents compared",
    "Calls by hour",
    "Calls by weekday and hour",
    "By direction",
  ]) {
    const link = page.getByLabel(`Export: ${title} CSV`, { exact: true });
    await link.waitFor();
    const download = page.waitForEvent("download");
    await link.click();
    const file = await download;
    assert.match(file.suggestedFilename(), /\.csv$/);
    const lines = readFileSync(await file.path(), "utf8")
      .trim()
      .split(/\r?\n/);
    assert.ok(lines.length > 1, `${title}: ${lines}`);
    if (title === "Queues compared")
      for (const { name } of totals.filter((line) => line.name))
        assert.ok(
          lines.some((line) => line.includes(`,${name},`)),
          `${name} is missing`,
        );
  }
  isClean(page);
  await page.context().close();
});
