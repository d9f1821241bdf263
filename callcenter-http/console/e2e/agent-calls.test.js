// What an agent does with a call, with a desk phone by the server's means.
import assert from "node:assert/strict";
import { isAccessible, shot } from "./browser.js";
import { atWork, become, button, nothing, rest, SOON, state, talking } from "./desk.js";

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
    await state(page, "not ready · Lunch").waitFor(SOON);
  },
);

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
    await become(page, "After this call: Lunch");
    // Who is on the phone now: a caller may have gone, and another one come.
    const who = await card.getByRole("heading").first().textContent();
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
