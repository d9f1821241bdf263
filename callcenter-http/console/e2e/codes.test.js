// Codes that an administrator makes, and an agent chooses from.
import assert from "node:assert/strict";
import { enter, isClean, opened } from "./browser.js";
import { atWork, become, browser, button, rest, state, talking } from "./desk.js";

/** A page of the administrator's. */
async function office(does) {
  const page = await opened(browser);
  await enter(page, "administrator", "/admin");
  await does(page);
  isClean(page);
  await page.context().close();
}

/** Makes a code, as `fill` fills the form. */
async function made(page, room, code, name, fill = async () => {}) {
  await page.locator(`nav a[href='/admin/${room}']`).click();
  await page
    .getByRole("button", { name: /^New / })
    .or(page.getByRole("link", { name: /^New / }))
    .click();
  await page.getByLabel("Code", { exact: true }).fill(code);
  await page.getByLabel("Name", { exact: true }).fill(name);
  await fill();
  await page.getByRole("button", { name: "Create" }).click();
  await page.getByRole("cell", { name, exact: true }).waitFor();
}

/** Opens a code in its room, and removes it. */
async function removed(page, room, name) {
  await page.locator(`nav a[href='/admin/${room}']`).click();
  await page.getByRole("cell", { name, exact: true }).click();
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await page.getByRole("cell", { name, exact: true }).waitFor({ state: "detached" });
}

/** Whether the agent could be away for this. */
async function offers(page, reason) {
  await page.reload();
  await state(page, "").click();
  await page.getByRole("menuitem", { name: "Lunch", exact: true }).waitFor();
  const there = await page.getByRole("menuitem", { name: reason, exact: true }).count();
  await page.keyboard.press("Escape");
  return there === 1;
}

atWork(
  "f_323 a pause code that is made is one to choose, and is none when it was removed",
  "/agent",
  {},
  async (page) => {
    await rest(page);
    const chess = "Chess <b>club</b>";
    assert.ok(!(await offers(page, chess)));
    await office((admin) =>
      made(admin, "pause-codes", "chess", chess, () => admin.getByLabel("Too long after").fill("20")),
    );
    assert.ok(await offers(page, chess));
    await become(page, chess);
    await state(page, "not ready · Chess <b>club</b>").waitFor();
    // What the switch has of it is the code.
    const { queues } = await page.evaluate(async () => (await fetch("/api/agents/1001")).json());
    assert.deepEqual([...new Set(queues.map(({ reason }) => reason))], ["chess"]);
    await become(page, /Lunch/);
    await state(page, "not ready · Lunch").waitFor();
    await office((admin) => removed(admin, "pause-codes", chess));
    assert.ok(!(await offers(page, chess)));
  },
);

atWork(
  "f_159 a disposition that is made is one to choose after a call, with the note that it needs",
  "/agent",
  {},
  async (page) => {
    await rest(page);
    const won = "Won <i>back</i>";
    await office((admin) =>
      made(admin, "dispositions", "won_back", won, async () => {
        await admin.getByLabel("Counts as").selectOption("success");
        await admin.getByLabel("Needs a note").check();
      }),
    );
    await page.reload();
    const card = await talking(page);
    await card.getByLabel(won).check();
    await card.getByText("Please write a note with it").waitFor();
    await card.getByRole("textbox", { name: /^Note/ }).fill("stays with us");
    await button(card, "Save").click();
    await button(card, "Hang up").click();
    await rest(page);
    // As soon as the call is over it is found by what came of it.
    await page.waitForFunction(async () => {
      const { items } = await (await fetch("/api/calls?live=false&disposition=won_back")).json();
      return items.length === 1;
    });
    await office((admin) => removed(admin, "dispositions", won));
  },
);
