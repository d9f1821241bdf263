// An agent in a browser with a microphone, told line by line what to do: `node person.js ADDRESS WAV FOLDER`.
// Used by tests/asterisk, where the switch is a real one.
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const [address, sound, folder] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    `--use-file-for-fake-audio-capture=${sound}`,
    "--autoplay-policy=no-user-gesture-required",
    "--allow-loopback-in-peer-connection",
  ],
});
const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, locale: "en-GB" });
// The tone must come out as it went in: what a browser does to voices takes it for noise. Connections are kept to be asked what they hear.
await context.addInitScript(() => {
  localStorage.setItem(
    "callcenter.phone",
    JSON.stringify({ echoCancellation: false, noiseSuppression: false, autoGain: false }),
  );
  const connections = [];
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...how) {
      super(...how);
      connections.push(this);
    }
  };
  window.received = async () => {
    const sum = { packets: 0, energy: 0, seconds: 0 };
    for (const connection of connections.filter((one) => one.connectionState !== "closed")) {
      for (const one of (await connection.getStats()).values()) {
        if (one.type !== "inbound-rtp") continue;
        sum.packets += one.packetsReceived;
        sum.energy += one.totalAudioEnergy;
        sum.seconds += one.totalSamplesDuration;
      }
    }
    return sum;
  };
});

/** A tab of the browser. */
async function opened() {
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.on("console", (message) => console.error(message.type(), message.text()));
  page.on("pageerror", (error) => console.error("script", error.message));
  return page;
}

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
  /** How loud that is which the agent hears; 0 is silence. */
  async hears() {
    const before = await page.evaluate(() => window.received());
    await page.waitForTimeout(700);
    const now = await page.evaluate(() => window.received());
    return {
      packets: now.packets - before.packets,
      loud: Math.sqrt(Math.max(0, now.energy - before.energy) / (now.seconds - before.seconds || 1)),
    };
  },
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

let number = 0;
for await (const line of createInterface({ input: process.stdin })) {
  const { do: what, ...how } = JSON.parse(line);
  let answer;
  try {
    answer = { told: (await acts[what](how)) ?? null };
  } catch (error) {
    answer = {
      wrong: `${error.message} — the page shows: ${await page
        .locator("main")
        .textContent({ timeout: 1_000 })
        .catch(() => "nothing")}`,
    };
  }
  await page.screenshot({ path: join(folder, `${String(++number).padStart(2, "0")}-${what}.png`) }).catch(() => {});
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
await browser.close();
