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
// The tone must come out as it went in: what a browser does to voices takes it for noise.
await context.addInitScript(() => {
  localStorage.setItem(
    "callcenter.phone",
    JSON.stringify({ echoCancellation: false, noiseSuppression: false, autoGain: false }),
  );
});
const page = await context.newPage();
page.setDefaultTimeout(15_000);
page.on("console", (message) => console.error(message.type(), message.text()));
page.on("pageerror", (error) => console.error("script", error.message));

const phone = page.getByRole("region", { name: "Phone", exact: true });
const call = phone.locator("[data-phone-call]");
const button = (name) => call.getByRole("button", { name, exact: true });

const acts = {
  async login({ login, password }) {
    await page.goto(address);
    await page.fill("input[name=login]", login);
    await page.fill("input[name=password]", password);
    await page.click("button[type=submit]");
    await phone.getByText("The phone is ready").waitFor();
  },
  async state({ choose }) {
    await page.getByRole("button", { name: /^Your state/ }).click();
    await page.getByRole("menuitem", { name: choose }).click();
  },
  async answer() {
    await button("Answer").click();
    await phone.locator("[data-phone-call=up]").waitFor();
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
    await phone.locator("[data-phone-call=up]").waitFor();
  },
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
  async disposition({ code, note }) {
    await page.getByText(code, { exact: true }).first().click();
    await page.getByRole("textbox", { name: /^Note/ }).first().fill(note);
    await page.getByRole("button", { name: "Save", exact: true }).first().click();
    await page.getByText("Saved.").last().waitFor();
  },
  idle: () => call.first().waitFor({ state: "detached" }),
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
