// An agent's day: state, who calls, what came of it, whom to call.
import assert from "node:assert/strict";
import { test } from "node:test";
import { enter, fits, isAccessible, isClean, opened, shot, widths } from "./browser.js";
import { atWork, become, browser, button, rest, ringing, SOON, state, talking } from "./desk.js";

atWork(
  "f_160 f_323 not ready with its reason, for how long, and back, by the keyboard alone",
  "/agent",
  {},
  async (page) => {
    await rest(page);
    const own = state(page, "not ready · Lunch");
    const before = await own.textContent();
    await page.waitForFunction(
      ([element, before]) => element.textContent !== before,
      [await own.elementHandle(), before],
    );
    // A supervisor sees the same.
    const sofia = await opened(browser);
    await enter(sofia, "supervisor", "/supervisor?q=1001");
    await sofia
      .getByText(/not ready/)
      .first()
      .waitFor();
    isClean(sofia);
    await sofia.context().close();

    await own.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("menuitem", { name: "Ready" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("menuitem", { name: "Ready" }).waitFor({ state: "hidden" });
    assert.ok(await own.evaluate((element) => element === document.activeElement));
    await page.keyboard.press("Enter");
    await page.getByRole("menuitem", { name: "Coffee" }).waitFor();
    const chosen = page.locator("[role=menuitem][data-highlighted]");
    while ((await chosen.textContent()) !== "Coffee") await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await state(page, "not ready · Coffee").waitFor();
    await button(page, "Ready now").focus();
    await page.keyboard.press("Enter");
    await state(page, "not ready").waitFor({ state: "hidden" });
  },
);

atWork("f_155 f_156 f_161 f_162 f_175 it rings on every page, and the card says who calls", "/me", {}, async (page) => {
  await become(page, "Ready");
  const link = page.getByRole("banner").getByRole("link", { name: /calls$/ });
  await link.waitFor(SOON);
  await link.click();
  const card = page.getByRole("article");
  await card.waitFor();
  const who = await card.getByRole("heading").first().textContent();
  assert.ok(who.trim().length > 1);
  await card.getByText(/Calls before|The first call with this number/).waitFor();
  await shot(page, "agent-rings-light-desk");
  await isAccessible(page, "it rings");
  for (const theme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme: theme });
    for (const [name, width] of Object.entries(widths)) {
      await page.setViewportSize({ width, height: 900 });
      await shot(page, `agent-call-${theme}-${name}`);
      await fits(page, `a call at ${width} px`);
      await isAccessible(page, `a call, ${theme}, ${name}`);
    }
  }
  await page.setViewportSize({ width: widths.desk, height: 900 });
  await rest(page);
});

const elsewhere = { permissions: ["notifications"] };
atWork(
  "f_173 who looks elsewhere is told of a call by the browser, and comes to it from there",
  "/me",
  elsewhere,
  async (page) => {
    await page.getByLabel("Browser notification").check();
    // Every page has the focus in a browser that is driven; what the browser really showed is kept.
    await page.evaluate(() => {
      document.hasFocus = () => false;
      const shown = [];
      window.shown = shown;
      window.Notification = class extends Notification {
        constructor(title, how) {
          super(title, how);
          const one = { title, body: how.body, notification: this };
          this.addEventListener("show", () => shown.push(one));
          this.addEventListener("close", () => {
            one.closed = true;
          });
        }
      };
    });
    await become(page, "Ready");
    await page.waitForFunction(() => window.shown.length, null, SOON);
    await page.evaluate(() => window.shown[0].notification.dispatchEvent(new Event("click")));
    const card = page.getByRole("article");
    await card.waitFor();
    assert.match(page.url(), /\/agent$/);
    // Who it is may be known a moment after the ring: then it is told again, by name.
    await page.waitForFunction(() => {
      const who = document.querySelector("article :is(h1, h2, h3)").textContent;
      return window.shown.some((one) => one.title === who);
    });
    const { body } = await page.evaluate(() => window.shown[0]);
    assert.ok((await card.textContent()).includes(body));
    await page.waitForFunction(() => window.shown[0].closed);
    // Whoever looks is not told twice.
    await page.evaluate(() => {
      document.hasFocus = () => true;
      window.shown.length = 0;
    });
    await rest(page);
    await ringing(page);
    assert.equal(await page.evaluate(() => window.shown.length), 0);
    await rest(page);
  },
);

atWork("f_156 a call is declined, and the next one answered", "/agent", {}, async (page) => {
  await rest(page);
  const card = await ringing(page);
  const id = await card.getByRole("heading").first().textContent();
  await button(card, "Decline").click();
  await card
    .filter({ hasText: id })
    .waitFor({ state: "hidden" })
    .catch(() => {});
  await rest(page);
});

atWork("f_159 f_162 after a call the wrap-up counts down, and what came of it is asked", "/agent", {}, async (page) => {
  await rest(page);
  const card = await talking(page);
  const who = await card.getByRole("heading").first().textContent();
  const number = (await card.locator("header bdi").last().textContent()) ?? "";
  await button(card, "Hang up").click();
  await state(page, "wrap-up").waitFor();
  const seconds = async () => {
    const said = /(\d+):(\d\d)/.exec((await state(page, "").textContent()) ?? "");
    return said ? Number(said[1]) * 60 + Number(said[2]) : null;
  };
  const first = await seconds();
  assert.ok(first !== null && first <= 10, `the wrap-up lasts ${first} s`);
  await become(page, /Lunch/);
  const asks = page.getByRole("region", { name: `After the call with ${who}` }).first();
  await asks.waitFor();
  await shot(page, "agent-after");
  await asks.getByLabel("Sold").check();
  await asks.getByRole("textbox", { name: /^Note/ }).fill("two pieces, by Friday");
  await button(asks, "Save").click();
  await page.getByRole("status").getByText("Saved.").waitFor();
  // The own calls and figures hold it.
  const row = page.getByRole("table", { name: "My last calls" }).locator("tbody tr");
  await page.getByRole("region", { name: "My day" }).getByText("answered").waitFor();
  await row
    .filter({ hasText: who })
    .or(row.filter({ hasText: number }))
    .first()
    .getByRole("link")
    .click();
  await page.getByText("two pieces, by Friday").first().waitFor();
  await page.goBack();
  await rest(page);
});

atWork(
  "f_157 f_163 f_324 a contact is found and called with a click, a number with the dial pad",
  "/agent",
  { width: widths.phone, height: 800 },
  async (page) => {
    await rest(page);
    await page.getByRole("searchbox").fill("dubois");
    const list = page.getByRole("list", { name: "Contacts" });
    await list.getByText("Dmitri Dubois").first().waitFor();
    assert.match(page.url(), /q=dubois/);
    await list.getByRole("button", { name: "Call Dmitri Dubois" }).first().click();
    const card = page.getByRole("article");
    await card.getByText("Dmitri Dubois").first().waitFor();
    await rest(page);

    await page.getByRole("searchbox").fill("tel:+49 (0)30 23125");
    await page.getByRole("button", { name: "Dial pad" }).click();
    await page.getByRole("group", { name: "Keys" }).getByRole("button", { name: "7" }).click();
    await fits(page, "the agent's page with the dial pad");
    await isAccessible(page, "the dial pad");
    await shot(page, "agent-dial-phone");
    await page.getByRole("searchbox").press("Enter");
    await page.getByRole("article").getByText("+4930231257").first().waitFor();
    await rest(page);
  },
);

test("who is no agent is told so at the desk", async () => {
  const page = await opened(browser);
  await enter(page, "supervisor", "/agent");
  await page.getByText("Your account belongs to no agent").waitFor();
  await isAccessible(page, "no desk");
  isClean(page);
  await page.context().close();
});
