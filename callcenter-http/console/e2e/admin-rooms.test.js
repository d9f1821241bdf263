// Every room of the administration, as it looks.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { base, enter, isClean, launch, looksRight, opened, widths } from "./browser.js";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

test("f_153 f_170 every room of the administration opens, is accessible and fits, in both themes", async () => {
  const page = await opened(browser);
  await enter(page, "administrator", "/admin");
  const links = page.locator("nav a[href^='/admin/']");
  await links.first().waitFor();
  const rooms = await links.evaluateAll((links) => links.map((link) => link.pathname));
  assert.ok(rooms.length >= 16, `${rooms.length} rooms`);
  const seen = async (path) => {
    await page.waitForFunction(() => !document.querySelector("[data-loading]"));
    assert.equal(await page.locator("main").getByRole("alert").count(), 0, `${path} says that something is wrong`);
    await looksRight(page, path.slice(1).replaceAll("/", "-"), ["desk", "phone"]);
    await page.setViewportSize({ width: widths.desk, height: 900 });
  };
  for (const path of rooms) {
    const link = page.locator(`nav a[href='${path}']`);
    const title = (await link.textContent()).trim();
    await link.click();
    await page.getByRole("heading", { level: 1, name: title, exact: true }).waitFor();
    await seen(path);
  }
  for (const path of ["/admin/queues/new", "/admin/ivrs/new", "/admin/agents/new", "/admin/users/new"]) {
    await page.goto(base + path);
    await page.waitForSelector("main h1");
    await seen(path);
  }
  isClean(page);
  await page.context().close();
});
