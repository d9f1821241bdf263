// What one chooses for oneself, and where one is logged in.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { enter, fits, isAccessible, isClean, launch, opened, password, shot, widths } from "./browser.js";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const over = async (page) => {
  isClean(page);
  await page.context().close();
};
const region = (page, name) => page.getByRole("region", { name, exact: true });

test("f_151 f_174 what one chooses for oneself is kept in this browser", async () => {
  const page = await opened(browser);
  await enter(page, "agent", "/me");
  await page.getByLabel("Ring in this browser").check();
  const volume = page.getByRole("slider");
  await volume.focus();
  const before = await volume.inputValue();
  await page.keyboard.press(Number(before) > 0.5 ? "ArrowLeft" : "ArrowRight");
  const louder = await volume.inputValue();
  assert.notEqual(louder, before);
  await page.getByLabel("Time zone").selectOption("Asia/Tokyo");
  await page.getByLabel("Colours").selectOption("dark");
  await page.reload();
  assert.ok(await page.getByLabel("Ring in this browser").isChecked());
  assert.equal(await volume.inputValue(), louder);
  assert.equal(await page.getByLabel("Time zone").inputValue(), "Asia/Tokyo");
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
  // Here the browser forbids notifications, which is said rather than asked in vain.
  await region(page, "When it rings")
    .getByText(/not to allow it|only for pages under https|has no notifications|while you look at something else/)
    .waitFor();
  await page.getByLabel("Language").selectOption("de");
  await page
    .getByRole("heading", { level: 1, name: "Meine Einstellungen" })
    .or(page.getByLabel("Sprache"))
    .first()
    .waitFor();
  await page.getByLabel("Sprache").selectOption("en");
  await page.getByLabel("Language").waitFor();
  await over(page);
});

test("f_151 the page is accessible and fits, in both themes and at each width", async () => {
  for (const theme of ["light", "dark"]) {
    const page = await opened(browser, { theme });
    await enter(page, "supervisor", "/me");
    await page.getByText("this one", { exact: true }).waitFor();
    for (const [name, width] of Object.entries(widths)) {
      await page.setViewportSize({ width, height: 900 });
      await shot(page, `me-${theme}-${name}`);
      await fits(page, `me at ${width} px`);
      await isAccessible(page, `me, ${theme}, ${name}`);
    }
    await over(page);
  }
});

test("tokens are shown once, used, and deleted", async () => {
  const page = await opened(browser);
  await enter(page, "agent", "/me");
  await page.getByRole("button", { name: "New token" }).click();
  const dialog = page.getByRole("dialog");
  // The first field is where one writes.
  await page.keyboard.type("the browser's <b>test</b>");
  assert.equal(await dialog.getByLabel("What for").inputValue(), "the browser's <b>test</b>");
  assert.equal(await dialog.getByLabel("manage").count(), 0);
  await isAccessible(page, "a token to be made");
  await dialog.getByRole("button", { name: "Make the token" }).click();
  const token = dialog.getByLabel("Token", { exact: true });
  await token.waitFor();
  const secret = await token.inputValue();
  await isAccessible(page, "a new token");
  await dialog.getByRole("button", { name: "Close" }).first().click();
  assert.ok(!(await page.content()).includes(secret));
  const used = await fetch(`${new URL(page.url()).origin}/api/agents/1001`, {
    headers: { authorization: `Bearer ${secret}` },
  });
  assert.equal(used.status, 200);
  await page.getByRole("button", { name: "Delete: the browser's <b>test</b>" }).first().click();
  await dialog.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("status").getByText("The token is deleted").waitFor();
  const refused = await fetch(used.url, { headers: { authorization: `Bearer ${secret}` } });
  assert.equal(refused.status, 401);
  await over(page);
});

test("another session is seen and ended, and then it is over", async () => {
  const other = await opened(browser, {
    userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
  });
  await enter(other, "supervisor", "/me");
  const page = await opened(browser);
  await enter(page, "supervisor", "/me");
  const sessions = region(page, "Where you are logged in");
  await sessions
    .getByRole("button", { name: /^End: Firefox/ })
    .first()
    .click();
  await page.getByRole("status").getByText("The session is over").waitFor();
  await other.reload();
  await other.locator("input[name=login]").waitFor();
  await over(other);
  await over(page);
});

test("a password is changed only by who knows the old one, and twice the same", async () => {
  const page = await opened(browser, { allow: [/status of 4\d\d/] });
  await enter(page, "supervisor", "/me");
  const form = region(page, "Password");
  const fill = async (old, wanted, again) => {
    await form.getByLabel("Password now").fill(old);
    await form.getByLabel("New password", { exact: true }).fill(wanted);
    await form.getByLabel("New password once more").fill(again);
    await form.getByRole("button", { name: "Change the password" }).click();
  };
  await fill(password, "one that is long", "another that is long");
  await form.getByText("The two are not the same").waitFor();
  await fill("not the one", "one that is long", "one that is long");
  await form.getByRole("alert").waitFor();
  // To the same again: the other tests go on with it.
  await fill(password, password, password);
  await page.getByRole("status").getByText("The password is changed").waitFor();
  await over(page);
});
