// Calls and a call, as they look: at each width, in both themes.
import { after, before, test } from "node:test";
import { base, enter, isClean, launch, looksRight, opened, widths } from "./browser.js";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

test("f_153 calls and a call are accessible and fit, in both themes and at each width", async () => {
  const page = await opened(browser);
  await enter(page, "supervisor", "/calls?status=answered");
  const cell = page.locator('[role="grid"] [role="gridcell"]').first();
  await cell.waitFor();
  await looksRight(page, "calls");
  await page.setViewportSize({ width: widths.desk, height: 900 });
  const call = await page.evaluate(async () => {
    const { items } = await (await fetch("/api/calls?live=false&status=answered&limit=500")).json();
    const told = items.filter((one) => one.recordings && one.transfers > 0);
    return told.find((one) => one.holds > 0) ?? told[0] ?? items[0];
  });
  await page.goto(`${base}/calls/${call.id}`);
  await page.getByRole("group", { name: "Flow of the call" }).waitFor();
  await page.waitForFunction(() => !document.querySelector("[data-loading]"));
  await looksRight(page, "call");
  // On a phone one panel is seen at a time.
  await page.setViewportSize({ width: widths.phone, height: 900 });
  for (const panel of ["live", "phones"]) {
    await page.goto(`${base}/calls?panel=${panel}`);
    await cell.waitFor();
    await looksRight(page, `calls-${panel}`, ["phone"]);
    await page.setViewportSize({ width: widths.phone, height: 900 });
  }
  isClean(page);
  await page.context().close();
});
