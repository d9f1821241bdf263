// Every room of the administration, as it looks.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { base, enter, fits, isAccessible, isClean, launch, opened, shot, widths } from "./browser.js";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

for (const theme of ["light", "dark"]) {
  test(`every room of the administration is accessible and fits, ${theme}`, async () => {
    const page = await opened(browser, { theme });
    await enter(page, "administrator", "/admin");
    const rooms = await page
      .locator("nav a[href^='/admin/']")
      .evaluateAll((links) => links.map((link) => link.pathname));
    assert.ok(rooms.length >= 16);
    for (const path of [...rooms, "/admin/queues/new", "/admin/ivrs/new", "/admin/agents/new"]) {
      await page.goto(base + path);
      await page.waitForSelector("h1");
      await page.getByText("Loading …").first().waitFor({ state: "detached" });
      for (const [name, width] of Object.entries(widths)) {
        await page.setViewportSize({ width, height: 900 });
        const what = `${path.slice(1).replaceAll("/", "-")}-${theme}-${name}`;
        await fits(page, what);
        if (name !== "tablet") await isAccessible(page, what);
        if (name === "desk") await shot(page, what);
      }
    }
    isClean(page);
    await page.context().close();
  });
}
