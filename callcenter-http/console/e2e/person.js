// An agent at the console, told line by line what to do: `node person.js ADDRESS WAV FOLDER`.
import { address, hears, obey, opened } from "./told.js";

const tabs = [await opened()];
let [page] = tabs;
const region = (name) => page.getByRole("region", { name, exact: true });
const phone = () => region("Phone");
const call = () => phone().locator("[data-phone-call]");
const button = (name) => call().getByRole("button", { name, exact: true });
const says = (text) => phone().getByText(text).waitFor();
const talks = () => phone().locator("[data-phone-call=up]").waitFor();

const acts = {
  async login({ login, password }) {
    await page.goto(address);
    await page.fill("input[name=login]", login);
    await page.fill("input[name=password]", password);
    await page.click("button[type=submit]");
    await says("The phone is ready");
  },
  async state({ choose }) {
    await page.getByRole("button", { name: /^Your state/ }).click();
    await page.getByRole("menuitem", { name: choose }).click();
  },
  async answer() {
    await button("Answer").click();
    await talks();
  },
  async queue({ does, name, then }) {
    await page.getByRole("button", { name: `${does}: ${name}`, exact: true }).click();
    await page.getByRole("button", { name: `${then}: ${name}`, exact: true }).waitFor();
  },
  hears: () => hears(page),
  phone: ({ says: text }) => says(text),
  /** Another tab, which is looked at from now on. */
  async tab() {
    page = await opened();
    tabs.push(page);
    await page.goto(`${address}/agent`);
    await says("The phone is in another tab");
  },
  look({ at }) {
    page = tabs[at];
  },
  async use_here() {
    await phone().getByRole("button", { name: "Use it here" }).click();
    await talks();
  },
  /** Closes the tab that is looked at; the first one is looked at again. */
  async close() {
    await page.close();
    [page] = tabs;
  },
  hold: () => button("Hold").click(),
  unhold: () => button("Resume").click(),
  mute: () => button("Mute").click(),
  unmute: () => button("Unmute").click(),
  hangup: () => button("Hang up").click(),
  async keys({ keys }) {
    await button("Keypad").click();
    for (const key of keys) await button(key).click();
  },
  async reload() {
    await page.reload();
    await talks();
  },
  talks,
  async card({ shows }) {
    await page.getByText(shows).first().waitFor();
  },
  async transfer({ to, kind }) {
    await page.getByRole("button", { name: "Transfer", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("searchbox").fill(to);
    await dialog
      .getByRole("button", { name: new RegExp(`^${kind}: `) })
      .first()
      .click();
    await dialog.waitFor({ state: "hidden" });
  },
  consultation: ({ step }) => region("Attended transfer").getByRole("button", { name: step, exact: true }).click(),
  consulted: ({ speaks, waits }) =>
    region("Attended transfer")
      .filter({ hasText: `${speaks}speaks with you` })
      .filter({ hasText: waits ? `${waits}waits` : "" })
      .waitFor(),
  async disposition({ code, note }) {
    await page.getByText(code, { exact: true }).first().click();
    await page.getByRole("textbox", { name: /^Note/ }).first().fill(note);
    await page.getByRole("button", { name: "Save", exact: true }).first().click();
    await page.getByText("Saved.").last().waitFor();
  },
  idle: () => call().first().waitFor({ state: "detached" }),
  shows: ({ text }) => page.getByText(text).first().waitFor(),
  async logout() {
    await page.getByRole("banner").getByRole("button").last().click();
    await page.getByRole("menuitem", { name: "Log out", exact: true }).click();
    await page.locator("input[name=login]").waitFor();
  },
};

await obey(acts, () => page);
