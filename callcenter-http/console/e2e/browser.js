// A browser in which everything that goes wrong fails the test: errors of scripts, refused loads, other hosts, the page's policy.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";

export const base = process.env.CONSOLE_BASE;
export const binary = process.env.CONSOLE_BINARY;
export const password = "call-center-demo";
export const people = { agent: "anna", supervisor: "sofia", administrator: "admin" };
export const widths = { phone: 360, tablet: 768, desk: 1440 };

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A browser for a file's tests. */
export function launch(args = []) {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [...FLAGS, ...args],
  });
}

/** A page that keeps what went wrong in it; `allow` are patterns of what the test itself causes. */
export async function opened(
  browser,
  { width = widths.desk, height = 900, theme = "light", allow = [], ...rest } = {},
) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    ...rest,
  });
  const page = await context.newPage();
  const wrong = [];
  const keep = (text) => allow.some((pattern) => pattern.test(text)) || wrong.push(text);
  page.on("console", (message) => {
    // Who is not logged in is told so by 401, which a browser always writes.
    if (message.type() === "error" && !/status of 40[14]/.test(message.text())) keep(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => keep(`script: ${error.message}`));
  page.on("request", (request) => {
    const address = new URL(request.url());
    if (!["data:", "blob:"].includes(address.protocol) && address.host !== new URL(page.base ?? base).host)
      keep(`another host: ${request.url()}`);
  });
  page.on("response", (response) => response.status() >= 500 && keep(`${response.status()}: ${response.url()}`));
  page.wrong = wrong;
  return page;
}

/** Logs in at an address, and comes to it. */
export async function enter(page, role, path = "/") {
  await page.goto((page.base ?? base) + path);
  await page.fill("input[name=login]", people[role]);
  await page.fill("input[name=password]", password);
  await page.click("button[type=submit]");
  await page.waitForSelector("main#page, main[data-wallboard]");
}

/** Nothing went wrong in the page so far. */
export function isClean(page) {
  assert.deepEqual(page.wrong, []);
}

/** Colours change by and by: waits until they have. */
const settled = (page) =>
  page.waitForFunction(() => !document.getAnimations().some((one) => one instanceof CSSTransition));

/** The page keeps WCAG 2.2 AA as far as axe can tell; `rules` are those that matter alone, if not all. */
export async function isAccessible(page, name, rules) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
  await settled(page);
  const found = await page.evaluate(async (rules) => {
    const said = await window.axe.run(document, {
      runOnly: rules ?? ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    });
    return said.violations.map(
      (rule) =>
        `${rule.id}: ${rule.help} (${rule.nodes.length}), first: ${rule.nodes[0].target.join(" ")} ${rule.nodes[0].failureSummary}`,
    );
  }, rules);
  assert.deepEqual(found, [], name);
}

/** A page as it looks at each width, in both themes: it fits and is accessible; pictures are kept of `pictured` widths. */
export async function looksRight(page, name, pictured = Object.keys(widths)) {
  for (const [wide, width] of Object.entries(widths)) {
    await page.setViewportSize({ width, height: 900 });
    for (const theme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme: theme });
      await page.waitForFunction((theme) => document.documentElement.dataset.theme === theme, theme);
      await settled(page);
      const title = `${name}-${theme}-${wide}`;
      if (pictured.includes(wide)) await shot(page, title);
      if (theme === "light") await fits(page, title);
      // Themes differ by their colours alone.
      if (wide !== "tablet") await isAccessible(page, title, theme === "light" ? undefined : ["color-contrast"]);
    }
  }
  await page.emulateMedia({ colorScheme: "light" });
}

/** Nothing is wider than the window. */
export async function fits(page, name) {
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(beyond <= 0, `${name} is ${beyond} px wider than the window`);
}

/** Keeps a picture of the page. */
export function shot(page, name) {
  return page.screenshot({ path: join(process.env.SHOTS ?? ".", `${name}.png`) });
}
