// Calls and a call, as they look: at each width, in both themes.
import { after, before, test } from "node:test";
import { base, enter, fits, isAccessible, isClean, launch, opened, shot, widths } from "./browser.js";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

test("f_153 calls and a call are accessible and fit, in both themes and at each width", async () => {
  for (const theme of ["light", "dark"]) {
    const page = await opened(browser, { theme });
    await enter(page, "supervisor", "/calls");
    const call = await page.evaluate(async () => {
      const { items } = await (await fetch("/api/calls?live=false&status=answered&limit=500")).json();
      return items.find((one) => one.transfers > 0) ?? items[0];
    });
    for (const [name, width] of Object.entries(widths)) {
      await page.setViewportSize({ width, height: 900 });
      for (const [what, path] of [
        ["calls", "/calls?status=answered"],
        ["calls-live", "/calls?panel=live"],
        ["call", `/calls/${call.id}`],
      ]) {
        if (name === "desk" && what === "calls-live") continue;
        await page.goto(base + path);
        await page
          .locator(what === "call" ? "article" : '[role="grid"] [role="gridcell"]')
          .first()
          .waitFor();
        const title = `${what}-${theme}-${name}`;
        await shot(page, title);
        await fits(page, title);
        if (name !== "tablet") await isAccessible(page, title);
      }
    }
    isClean(page);
    await page.context().close();
  }
});
