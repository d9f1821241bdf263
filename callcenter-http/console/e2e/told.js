// A browser with a microphone that is told line by line what to do, and shows what the page says where that fails: for person.js and
// flask/person.js, which say what can be done in whose page. Used by tests/asterisk, where the switch is a real one.
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

/** Where the page is, what the microphone hears, where pictures go; and more arguments for the browser. */
export const [address, sound, folder, ...more] = process.argv.slice(2);

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
    ...more,
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
      this.addEventListener("signalingstatechange", () => {
        if (this.signalingState === "stable") this.agreedAt ??= Date.now() / 1_000;
      });
    }
  };
  window.agreed = () => connections.map(({ agreedAt }) => agreedAt);
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
export async function opened() {
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.on("console", (message) => console.error(message.type(), message.text()));
  page.on("pageerror", (error) => console.error("script", error.message));
  return page;
}

/** How loud that is which a person at this page hears; 0 is silence. */
export async function hears(page) {
  const before = await page.evaluate(() => window.received());
  await page.waitForTimeout(700);
  const now = await page.evaluate(() => window.received());
  return {
    packets: now.packets - before.packets,
    loud: Math.sqrt(Math.max(0, now.energy - before.energy) / (now.seconds - before.seconds || 1)),
  };
}

/** Does what it is told until nobody tells it anything any more. `page` gives the tab that is looked at. */
export async function obey(acts, page) {
  let number = 0;
  for await (const line of createInterface({ input: process.stdin })) {
    const { do: what, ...how } = JSON.parse(line);
    let answer;
    try {
      answer = { told: (await acts[what](how)) ?? null };
    } catch (error) {
      answer = {
        wrong: `${error.message} — the page shows: ${await page()
          .locator("main:visible")
          .first()
          .textContent({ timeout: 1_000 })
          .catch(() => "nothing")}`,
      };
    }
    await page()
      .screenshot({ path: join(folder, `${String(++number).padStart(2, "0")}-${what}.png`) })
      .catch(() => {});
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
  await browser.close();
}
