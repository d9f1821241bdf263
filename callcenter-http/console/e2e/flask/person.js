// An agent at the page of the Flask module, told line by line what to do: `node person.js ADDRESS WAV FOLDER`.
import { address, hears, obey, opened } from "../told.js";

const tabs = [await opened()];
let [page] = tabs;
const region = (name) => page.getByRole("region", { name, exact: true });
const card = () => page.locator(".card.call");
const button = (name) => card().locator(".actions").getByRole("button", { name, exact: true });
const phoneSays = (text) => page.locator("#phone-pill").getByText(text, { exact: true }).waitFor();
const stands = (text) => page.locator(".big-pill").getByText(text, { exact: true }).waitFor();
const callIs = (state) => page.locator(`.card.call[data-call=${state}]`).waitFor();

/** Notes when the phone's own calls rang, were taken up, held and ended, by this machine's clock. */
async function watch() {
  await page.evaluate(async () => {
    const { standing } = await import("/call-center/static/phone.js");
    window.calls ??= {};
    const note = ({ calls }) => {
      for (const { id, state, since, held } of calls) {
        window.calls[id] ??= { rang: since / 1_000, up: null, ended: null, holds: [] };
        const call = window.calls[id];
        if (state === "up") call.up ??= since / 1_000;
        const last = call.holds.at(-1);
        if (held && (!last || last.length === 2)) call.holds.push([Date.now() / 1_000]);
        if (!held && last?.length === 1) last.push(Date.now() / 1_000);
      }
      for (const [id, call] of Object.entries(window.calls)) {
        if (!calls.some((one) => one.id === id)) call.ended ??= Date.now() / 1_000;
      }
    };
    standing.subscribe(note);
    note(standing.getState());
  });
}

const acts = {
  /** Logs in. Where no phone comes of it, the page `says` how it stands, and `why`: that is given. */
  async login({ said, says = "Phone is ready", why }) {
    await page.goto(`${address}/call-center/`);
    for (const [field, text] of Object.entries(said)) await page.fill(`#login [name=${field}]`, text);
    await page.click("#login button[type=submit]");
    await phoneSays(says);
    await stands("Ready");
    await watch();
    if (!why) return null;
    await page.locator("#phone-why").getByText(why).waitFor();
    return page.locator("#phone-why").textContent();
  },
  async rings({ from }) {
    await callIs("ringing");
    await card().getByText(from).first().waitFor();
  },
  async answer() {
    await button("Answer").click();
    await callIs("talking");
    await stands("In a call");
  },
  hears: () => hears(page),
  async hold() {
    await button("Hold").click();
    await button("Take back").waitFor();
    await callIs("on_hold");
  },
  async unhold() {
    await button("Take back").click();
    await button("Hold").waitFor();
    await callIs("talking");
  },
  async mute() {
    await button("Mute").click();
    await button("Unmute").waitFor();
  },
  async unmute() {
    await button("Unmute").click();
    await button("Mute").waitFor();
  },
  async keys({ keys }) {
    await button("Keypad").click();
    const pad = page.getByRole("group", { name: "Keys for the other side" });
    for (const key of keys) await pad.getByRole("button", { name: key, exact: true }).click();
    await button("Keypad").click();
  },
  async hangup() {
    await button("Hang up").click();
    await callIs("none");
  },
  idle: () => callIs("none"),
  async dial({ number }) {
    await page.fill("#dial [name=to]", number);
    await page.locator("#dial").getByRole("button", { name: "Call", exact: true }).click();
  },
  talks: () => callIs("talking"),
  async transfer({ to }) {
    await page.getByRole("button", { name: "Transfer…" }).click();
    await page.fill("#transfer [name=target]", to);
    await page.locator("#transfer").getByRole("button", { name: "Now", exact: true }).click();
    await callIs("none");
  },
  /** Asks somebody while the caller waits. */
  async ask({ to }) {
    await page.getByRole("button", { name: "Transfer…" }).click();
    await page.fill("#transfer [name=target]", to);
    await page.locator("#transfer").getByRole("button", { name: "Ask first", exact: true }).click();
    await page.locator("#asking").getByText("is with you").waitFor();
  },
  give_on: () => page.locator("#asking").getByRole("button", { name: "Give the call on" }).click(),
  take_back: () => page.locator("#asking").getByRole("button", { name: "Take it back" }).click(),
  async pause({ reason }) {
    await page.getByRole("button", { name: reason, exact: true }).click();
    await stands("Not ready");
  },
  async ready() {
    await page.getByRole("button", { name: "Ready", exact: true }).click();
    await stands("Ready");
  },
  /** Loads the page anew, in the middle of a call. */
  async reload() {
    await page.reload();
    await phoneSays("Phone is ready");
    await callIs("talking");
    await button("Hang up").waitFor();
    await watch();
  },
  phone: ({ says }) => phoneSays(says),
  /** Another tab, which is looked at from now on. */
  async tab() {
    page = await opened();
    tabs.push(page);
    await page.goto(`${address}/call-center/`);
    await phoneSays("Phone is in another tab");
  },
  look({ at }) {
    page = tabs[at];
  },
  async use_here() {
    await region("Phone").getByRole("button", { name: "Use it here" }).click();
    await phoneSays("Phone is ready");
    await callIs("talking");
    await watch();
  },
  /** Closes the tab that is looked at; the first one is looked at again. */
  async close() {
    await page.close();
    [page] = tabs;
  },
  shows: ({ text }) => page.getByText(text).first().waitFor(),
  /** When the phone's calls rang, were taken up and ended. */
  calls: () => page.evaluate(() => Object.values(window.calls)),
  /** When the phone agreed with the switch on voices, for each connection since the page was loaded. */
  agreed: () => page.evaluate(() => window.agreed()),
  async logout() {
    await page.getByRole("button", { name: "Log out", exact: true }).click();
    await page.locator("#login").waitFor();
  },
};

await obey(acts, () => page);
