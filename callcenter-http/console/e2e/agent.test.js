// An agent's day: state, calls with a desk phone by the server's means, what came of them, whom to call.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { base, enter, fits, isAccessible, isClean, launch, opened, password, people, shot, widths } from "./browser.js";

/** Who else takes calls of the queues that the agent serves. While they rest the callers come to the agent at once. */
const COLLEAGUES = ["1002", "1003", "1004", "1009", "1010", "1011", "1012"];
/** What a minute brings even on a slow machine. */
const SOON = { timeout: 60_000 };

let browser;
let ask;
before(async () => {
  browser = await launch();
  ask = await administrator();
  for (const agent of COLLEAGUES) await ask(`/api/agents/${agent}/not-ready`, { reason: "meeting" });
});
after(async () => {
  for (const agent of COLLEAGUES) await ask(`/api/agents/${agent}/ready`, {});
  await browser.close();
});

/** What asks the server as an administrator. */
async function administrator() {
  const json = { "content-type": "application/json" };
  const login = await fetch(`${base}/api/auth/login`, {
    method: "POST",
    headers: json,
    body: JSON.stringify({ login: people.administrator, password }),
  });
  const { csrf } = await login.json();
  const cookie = login.headers.getSetCookie().map((one) => one.split(";")[0]);
  return async (path, body) => {
    const headers = { ...json, cookie: cookie.join("; "), "X-CSRF-Token": csrf };
    const answer = await fetch(base + path, { method: "POST", headers, body: JSON.stringify(body) });
    assert.ok(answer.ok, `${path}: ${answer.status} ${await answer.text()}`);
  };
}

/** A test of the agent at work, in a page of its own; how it looked where it failed is kept. */
function atWork(name, path, how, does) {
  test(name, async () => {
    const page = await opened(browser, { allow: [/409/], ...how });
    page.setDefaultTimeout(30_000);
    try {
      await enter(page, "agent", path);
      await state(page, "").waitFor();
      await does(page);
      isClean(page);
    } catch (wrong) {
      await shot(page, `failed-${name.replace(/\W+/g, "-")}`);
      throw wrong;
    } finally {
      await page.context().close();
    }
  });
}

const state = (page, name) => page.getByRole("button", { name: new RegExp(`^Your state: ${name}`) });
const nothing = (page) => page.getByText("No call at the moment");
const button = (place, name) => place.getByRole("button", { name, exact: true });

/** Chooses something else to be. */
async function become(page, choice) {
  await state(page, "").click();
  await page.getByRole("menuitem", { name: choice }).click();
}

/** No call, and none comes. */
async function rest(page) {
  await become(page, /Lunch/);
  const end = page
    .getByRole("article")
    .getByRole("button", { name: /^(Hang up|Decline)$/ })
    .first();
  // What ends by itself meanwhile need not be ended.
  do {
    await nothing(page).or(end).first().waitFor();
    if (await end.count()) await end.click({ timeout: 5_000 }).catch(() => {});
  } while (!(await nothing(page).count()));
  await state(page, "not ready").waitFor();
}

/** A call that rings. */
async function ringing(page) {
  await become(page, "Ready");
  const card = page.getByRole("article").filter({ has: button(page, "Answer") });
  await card.waitFor(SOON);
  return card;
}

/** The card of a call that the agent answered. */
async function talking(page) {
  await button(await ringing(page), "Answer").click();
  const card = page.getByRole("article");
  await card.getByText("in a call", { exact: true }).waitFor();
  return card;
}

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

atWork(
  "f_158 f_159 f_160 an agent controls a call, says what came of it, and is not ready after it",
  "/agent",
  {},
  async (page) => {
    await rest(page);
    const card = await talking(page);
    await button(card, "Hold").click();
    await card.getByText("on hold", { exact: true }).waitFor();
    await page.reload();
    await button(card, "Resume").click();
    await card.getByText("in a call", { exact: true }).waitFor();

    await button(card, "Mute").click();
    await button(card, "Unmute").waitFor();
    await page.reload();
    await button(card, "Unmute").click();
    await button(card, "Mute").waitFor();

    await button(card, "Keys").click();
    await button(card, "5").click();
    await page.keyboard.press("7");
    await card.locator("output", { hasText: "57" }).waitFor();
    await button(card, "Keys").click();

    await button(card, "Recording").click();
    await page.getByRole("menuitem", { name: "Silence the recording" }).click();
    await button(card, "Recording silent").waitFor();

    await card.getByLabel("Complaint").check();
    await card.getByText("Please write a note with it").waitFor();
    assert.ok(await button(card, "Save").isDisabled());
    await card.getByRole("textbox", { name: /^Note/ }).fill("wants <b>money</b> back");
    // What is written outlives a reload as well.
    await page.reload();
    await card.getByText("wants <b>money</b> back").waitFor();
    await isAccessible(page, "a call with a note");
    await shot(page, "agent-note");
    await button(card, "Save").click();
    await card.getByText("wants <b>money</b> back").waitFor();

    await become(page, "After this call: Lunch");
    await page.getByText("then: Lunch").waitFor();
    await button(card, "Hang up").click();
    await nothing(page).waitFor();
    await state(page, "not ready · Lunch").waitFor();
  },
);

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

/** Asks somebody who is free and takes up the phone: colleagues come and go, so it is tried with several. */
async function consulted(page, card) {
  const both = card.getByRole("region", { name: "Attended transfer" });
  const dialog = page.getByRole("dialog");
  for (let tries = 0; tries < 8; tries++) {
    await button(card, "Transfer").and(page.locator(":not([aria-disabled])")).click();
    await free(dialog)
      .nth(tries % 3)
      .getByRole("button", { name: /^Ask first/ })
      .click();
    await both.or(dialog.getByRole("alert")).first().waitFor();
    if (await both.count()) {
      const speaks = both.getByText("speaks with you");
      await speaks
        .or(card.getByText("in a call", { exact: true }))
        .first()
        .waitFor();
      if (await speaks.count()) return both;
    } else {
      await button(dialog, "Close").click();
    }
  }
  return assert.fail("nobody took up the phone");
}

const free = (dialog) => dialog.getByRole("listitem").filter({ has: dialog.page().getByText("free", { exact: true }) });

atWork(
  "f_158 an attended transfer is taken back, then shows both sides, outlives a reload, and is completed",
  "/agent",
  {},
  async (page) => {
    await rest(page);
    const card = await talking(page);
    const both = await consulted(page, card);
    await button(both, "Back to the caller").click();
    await both.waitFor({ state: "hidden" });
    await card.getByText("in a call", { exact: true }).waitFor();

    await consulted(page, card);
    await isAccessible(page, "an attended transfer");
    await shot(page, "agent-consult");
    await page.reload();
    await button(both, "Swap").and(page.locator(":enabled")).click();
    await card.getByText("in a call", { exact: true }).waitFor();
    await button(both, "Put through").click();
    await both.waitFor({ state: "hidden" });
    await rest(page);
  },
);

atWork(
  "f_158 a caller is parked and taken up again; another one is transferred at once",
  "/agent",
  {},
  async (page) => {
    await rest(page);
    let card = await talking(page);
    const who = await card.getByRole("heading").first().textContent();
    await become(page, "After this call: Lunch");
    await button(card, "Park").click();
    const parked = page.getByRole("region", { name: "Parked by me" });
    await parked.getByText(who).first().waitFor();
    await shot(page, "agent-parked");
    await parked.getByRole("button", { name: /^Take up again/ }).click();
    await parked.waitFor({ state: "hidden" });
    await rest(page);

    card = await talking(page);
    await become(page, "After this call: Lunch");
    await button(card, "Transfer").click();
    const dialog = page.getByRole("dialog");
    await isAccessible(page, "whom to transfer to");
    await shot(page, "agent-transfer");
    // One types at once whom one looks for.
    await page.keyboard.type("nobody is called so");
    await dialog.getByRole("listitem").first().waitFor({ state: "hidden" });
    // Once to empty the search, once to close.
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    await button(card, "Transfer").click();
    await free(dialog)
      .first()
      .getByRole("button", { name: /^At once/ })
      .click();
    await dialog.waitFor({ state: "hidden" });
    await nothing(page).waitFor();
  },
);

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
