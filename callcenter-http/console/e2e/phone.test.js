// The phone in the page, as far as it goes without a switch: a WebSocket that says yes to everybody stands in for one.
// With a real switch and with sound it is proven in tests/asterisk.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { enter, fits, isAccessible, isClean, launch, opened, shot, widths } from "./browser.js";
import { call, standIn } from "./sip.js";

let silent;
let equipped;
before(async () => {
  silent = await launch();
  equipped = await launch(["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]);
});
after(() => Promise.all([silent.close(), equipped.close()]));

/** The desk of somebody whose phone is in the page; `accepts`: whether the switch lets it register. */
async function desk(browser, { accepts = true, ...how } = {}) {
  const page = await opened(browser, how);
  page.setDefaultTimeout(30_000);
  await page.route("**/api/extensions/own/credentials", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), websocket: "/sip", why: null } });
  });
  const sip = await standIn(page, /\/sip$/, { accepts });
  await enter(page, "agent", "/agent");
  return { page, sip, phone: page.getByRole("region", { name: "Phone", exact: true }) };
}

const over = async (page) => {
  isClean(page);
  await page.context().close();
};

test("f_178 f_186 the phone registers and rings, and says what is wrong where there is no microphone", async () => {
  const { page, sip, phone } = await desk(silent);
  await phone.getByText("The phone is ready").waitFor();
  call(sip);
  const line = phone.getByRole("region", { name: "Call with Ada Almeida" });
  await line.getByText("+4930231251").waitFor();
  await isAccessible(page, "the phone rings");
  await shot(page, "phone-rings");
  await line.getByRole("button", { name: "Answer" }).click();
  // Without a microphone there is nothing to allow: browsers say one or the other.
  await phone
    .getByRole("alert")
    .getByText(/No microphone was found|may not use the microphone/)
    .waitFor();
  await shot(page, "phone-no-microphone");
  await line.getByRole("button", { name: "Reject" }).click();
  await line.waitFor({ state: "hidden" });
  assert.ok(sip.answers.some((text) => text.startsWith("SIP/2.0 486")));
  await over(page);
});

test("f_183 f_184 f_185 devices, loudness, echo and codec are chosen, tried and kept", async () => {
  const { page, phone } = await desk(equipped, { permissions: ["microphone"] });
  await phone.getByText("The phone is ready").waitFor();
  const open = () => page.getByRole("button", { name: "Settings of the phone" }).click();
  await open();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Test the microphone" }).click();
  const level = dialog.getByRole("meter", { name: "How loud you are" });
  await page.waitForFunction((meter) => meter.value > 0, await level.elementHandle());
  // Now the browser tells what the devices are called.
  const microphones = dialog.getByLabel("Microphone", { exact: true });
  await microphones.locator("option", { hasText: /Fake/ }).first().waitFor({ state: "attached" });
  const device = await microphones.locator("option", { hasText: /Fake/ }).last().getAttribute("value");
  await microphones.selectOption(device);
  await dialog.getByRole("button", { name: "End the test" }).click();
  await dialog.getByRole("button", { name: "Test the ring" }).click();
  await dialog.getByLabel("Take out the echo").uncheck();
  await dialog.getByLabel("Codec").selectOption("G722");
  const volume = dialog.getByRole("slider", { name: "Volume of calls" });
  await volume.focus();
  await page.keyboard.press("Home");
  for (const theme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme: theme });
    for (const width of [widths.desk, widths.phone]) {
      await page.setViewportSize({ width, height: 900 });
      await fits(page, "the settings of the phone");
      await isAccessible(page, `the settings of the phone, ${theme}, ${width} px`);
      await shot(page, `phone-settings-${theme}-${width}`);
    }
  }
  await page.reload();
  await phone.getByText("The phone is ready").waitFor();
  await open();
  assert.ok(!(await dialog.getByLabel("Take out the echo").isChecked()));
  assert.equal(await dialog.getByLabel("Codec").inputValue(), "G722");
  assert.equal(await volume.inputValue(), "0");
  assert.equal(await microphones.inputValue(), device);
  await over(page);
});

test("f_178 who is not let in is told why; another tab can be the phone", async () => {
  const refused = await desk(silent, { accepts: false });
  await refused.phone.getByText("The phone does not work").waitFor();
  await refused.phone.getByText("403 Forbidden").waitFor();
  await refused.phone.getByRole("button", { name: "Try again" }).waitFor();
  await isAccessible(refused.page, "a phone that does not work");
  await shot(refused.page, "phone-failed");
  const second = await refused.page.context().newPage();
  await second.goto(refused.page.url());
  const there = second.getByRole("region", { name: "Phone", exact: true });
  await there.getByText("The phone is in another tab").waitFor();
  await there.getByRole("button", { name: "Use it here" }).click();
  await refused.phone.getByText("The phone is in another tab").waitFor();
  await over(refused.page);
});
