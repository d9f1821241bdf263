// What stands around every page.
import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { base, binary, enter, fits, isAccessible, isClean, launch, opened, people, shot, widths } from "./browser.js";
import { demo } from "./server.js";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const starts = { agent: "/agent", supervisor: "/supervisor", administrator: "/dashboard" };

for (const role of Object.keys(people)) {
  test(`f_202 a ${role} logs in and comes to the own page`, async () => {
    const page = await opened(browser);
    await enter(page, role);
    await page.waitForURL(base + starts[role]);
    assert.equal(await page.locator("nav a[href='/admin']").count(), role === "administrator" ? 1 : 0);
    isClean(page);
    await page.context().close();
  });
}

test("who may not see a page is told so", async () => {
  const page = await opened(browser, { allow: [/403/] });
  await enter(page, "agent", "/admin");
  await page.getByRole("alert").getByText("Your role does not include this page").waitFor();
  isClean(page);
  await page.context().close();
});

test("a wrong password is said in words, and the address stays", async () => {
  const page = await opened(browser);
  await page.goto(`${base}/calls?direction=inbound`);
  await page.fill("input[name=login]", "anna");
  await page.fill("input[name=password]", "not the one");
  await page.click("button[type=submit]");
  await page.getByRole("alert").waitFor();
  await isAccessible(page, "the login");
  await shot(page, "login-light-desk");
  await page.fill("input[name=password]", "call-center-demo");
  await page.click("button[type=submit]");
  await page.waitForSelector("main#page");
  assert.match(page.url(), /\/calls\?direction=inbound/);
  isClean(page);
  await page.context().close();
});

test("f_154 theme and language are chosen and kept", async () => {
  const page = await opened(browser);
  await enter(page, "supervisor");
  const menu = () => page.getByRole("button", { name: /Supervisor|Teamleitung/ }).click();
  await menu();
  await page.getByRole("menuitem", { name: "Dark" }).click();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
  await menu();
  await page.getByRole("menuitem", { name: "Deutsch" }).click();
  await page.getByRole("link", { name: "Anrufe", exact: true }).waitFor();
  await page.reload();
  await page.getByRole("link", { name: "Anrufe", exact: true }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
  assert.equal(await page.evaluate(() => document.documentElement.lang), "de");
  isClean(page);
  await page.context().close();
});

test("f_153 every page is accessible and fits, in both themes and at each width", async () => {
  const places = {
    agent: ["/agent", "/calls", "/me"],
    supervisor: ["/supervisor", "/dashboard", "/wallboard"],
    administrator: ["/admin"],
  };
  for (const [role, paths] of Object.entries(places)) {
    for (const theme of ["light", "dark"]) {
      const page = await opened(browser, { theme });
      await enter(page, role, paths[0]);
      for (const path of paths) {
        if (path !== paths[0]) await page.goto(base + path);
        await page.waitForSelector("h1, [data-wallboard]");
        await page.waitForFunction(() => !document.querySelector("[data-loading]"));
        for (const [name, width] of Object.entries(widths)) {
          await page.setViewportSize({ width, height: 900 });
          const what = `${path.slice(1)}-${theme}-${name}`;
          await shot(page, what);
          await fits(page, what);
          if (name !== "tablet") await isAccessible(page, what);
        }
      }
      isClean(page);
      await page.context().close();
    }
  }
});

test("when the server is away it is said how old the data is, and one comes back to where one was", async () => {
  const data = mkdtempSync(join(tmpdir(), "callcenter-away-"));
  const first = await demo(binary, data);
  const page = await opened(browser, { allow: [/net::ERR_/, /WebSocket/] });
  page.base = first.base;
  await enter(page, "supervisor", "/calls?direction=inbound");
  first.kill();
  await page
    .getByRole("status")
    .getByText(/What you see is .* old/)
    .waitFor();
  const second = await demo(binary, data, new URL(first.base).host);
  try {
    // The demonstration gives its people their passwords anew, which ends their sessions.
    await page.getByText("Your session is over").waitFor({ timeout: 60_000 });
    await page.fill("input[name=login]", people.supervisor);
    await page.fill("input[name=password]", "call-center-demo");
    await page.click("button[type=submit]");
    await page.waitForSelector("main#page");
    assert.match(page.url(), /\/calls\?direction=inbound/);
    assert.equal(await page.getByText(/What you see is/).count(), 0);
    isClean(page);
    await page.context().close();
  } finally {
    await second.stop();
  }
});
