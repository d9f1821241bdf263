// The page of the Flask module with a phone in it, as far as it goes without a real switch: SIP is stood in for, the switch simulated.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fits, isAccessible, isClean, launch, opened, shot, widths } from "../browser.js";
import { acknowledge, call, standIn } from "../sip.js";
import { enter, house } from "./house.js";

let browser;
let silent;
let app;
before(async () => {
  [browser, silent, app] = await Promise.all([
    launch(["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]),
    launch(),
    house({ CALLCENTER_SIP_WEBSOCKET: "/sip" }),
  ]);
});
after(() => Promise.all([browser?.close(), silent?.close(), app?.stop()]));

const EVE = { number: "491761234567", name: "Eve" };

/** The page of an agent whose phone registers; `accepts`: whether the switch lets it. */
async function desk(where, { accepts = true, ...how } = {}) {
  const page = await opened(where, how);
  page.base = app.base;
  page.setDefaultTimeout(30_000);
  const sip = await standIn(page, /\/sip$/, { accepts });
  await enter(page, app.base);
  return {
    page,
    sip,
    pill: page.locator("#phone-pill"),
    phone: page.getByRole("region", { name: "Phone", exact: true }),
  };
}

const over = async (page) => {
  isClean(page);
  await page.getByRole("button", { name: "Log out" }).click();
  await page.getByRole("heading", { name: "Log in to your queues" }).waitFor();
  await page.context().close();
};

const asked = (sip, method) => sip.requests.filter((text) => text.startsWith(`${method} `));

test("f_178 a call of the queue is answered, held, muted, typed into and hung up in the page", async () => {
  const { page, sip, pill } = await desk(browser, { permissions: ["microphone"] });
  await pill.getByText("Phone is ready").waitFor();
  await app.told("rings", EVE);
  call(sip, EVE);
  const card = page.locator(".card.call");
  await card.getByRole("heading", { name: "Incoming call" }).waitFor();
  await card.getByText("491761234567", { exact: true }).waitFor();
  await isAccessible(page, "the page rings");
  await card.getByRole("button", { name: "Answer" }).focus();
  await page.keyboard.press("Enter");
  await card.getByRole("button", { name: "Mute", exact: true }).waitFor();
  // Who uses the keyboard goes on where the button was.
  await page.waitForFunction(() => document.activeElement.closest(".actions") && !document.activeElement.hidden);
  acknowledge(sip);
  await app.told("answered");
  await card.getByText("you are talking").waitFor();
  assert.ok(await card.getByRole("button", { name: "Answer" }).isHidden());
  assert.ok((await page.locator("#phone-lines li").count()) === 0, "the call stands in one place");

  await card.getByRole("button", { name: "Mute", exact: true }).click();
  await card.getByRole("button", { name: "Unmute", exact: true, pressed: true }).click();
  await card.getByRole("button", { name: "Mute", exact: true, pressed: false }).waitFor();
  await card.getByRole("button", { name: "Keypad" }).click();
  const keys = card.getByRole("group", { name: "Keys for the other side" });
  await keys.getByRole("button", { name: "4" }).click();
  await page.keyboard.press("#");
  await keys.getByText("4#", { exact: true }).waitFor();
  await isAccessible(page, "a call in the page");
  await shot(page, "flask-phone-call");
  await page.emulateMedia({ colorScheme: "dark" });
  await isAccessible(page, "a call in the page, dark", ["color-contrast"]);
  await page.emulateMedia({ colorScheme: "light" });
  await page.keyboard.press("Escape");
  await keys.waitFor({ state: "hidden" });
  await page.setViewportSize({ width: widths.phone, height: 900 });
  await fits(page, "a call in the page");
  await shot(page, "flask-phone-call-narrow");

  await card.getByRole("button", { name: "Hold" }).click();
  await card.getByRole("button", { name: "Take back" }).click();
  await card.getByRole("button", { name: "Hold" }).waitFor();
  assert.ok(
    asked(sip, "INVITE").some((text) => /a=(sendonly|inactive)/.test(text)),
    "the other side was put on hold",
  );

  // Nobody loses a caller by leaving too early.
  await page.getByRole("button", { name: "Log out" }).click();
  await page.getByText("hang up before you log out").waitFor();
  await card.getByRole("button", { name: "Hang up" }).click();
  assert.equal(asked(sip, "BYE").length, 1);
  assert.equal(asked(sip, "INFO").length, 2, "each key was told to the other side");
  await app.told("gone");
  await card.getByRole("heading", { name: "No call" }).waitFor();
  await over(page);
  const last = asked(sip, "REGISTER").at(-1);
  assert.match(last, /expires[=:] *0/i, "who logs out has no phone in the page any more");
});

test("f_178 a number is dialled by the page's own phone, and a call is shown that the server does not know of yet", async () => {
  const { page, sip, pill } = await desk(browser, { permissions: ["microphone"] });
  await pill.getByText("Phone is ready").waitFor();
  const card = page.locator(".card.call");
  await page.getByText("The phone of this page calls.").waitFor();
  await page.getByLabel("Number", { exact: true }).fill("+49 30 1234567");
  await page.getByRole("button", { name: "Call", exact: true }).click();
  await card.getByRole("heading", { name: "Outbound call" }).waitFor();
  await card.getByRole("button", { name: "Mute", exact: true }).waitFor();
  assert.match(asked(sip, "INVITE")[0], /^INVITE sip:%2B49301234567@|^INVITE sip:\+49301234567@/);
  call(sip, { number: "1002", name: "Bea", id: "two" });
  const second = page.locator("#phone-lines li");
  await second.getByText("Bea, 1002").waitFor();
  await isAccessible(page, "a second call");
  await shot(page, "flask-phone-second");
  await second.getByRole("button", { name: "Decline" }).click();
  await second.waitFor({ state: "detached" });
  assert.ok(sip.answers.some((text) => text.startsWith("SIP/2.0 486")));
  await card.getByRole("button", { name: "Hang up" }).click();
  await card.getByRole("heading", { name: "No call" }).waitFor();
  await over(page);
});

test("f_186 without a microphone it says so in words, and the caller can be declined", async () => {
  const { page, sip, pill, phone } = await desk(silent);
  await pill.getByText("Phone is ready").waitFor();
  call(sip, EVE);
  const card = page.locator(".card.call");
  await card.getByRole("button", { name: "Answer" }).click();
  await phone
    .getByRole("alert")
    .getByText(/No microphone was found|may not use the microphone/)
    .waitFor();
  await page.locator("#spoken").getByText("Incoming call: Eve, 491761234567").waitFor({ state: "attached" });
  for (const theme of ["dark", "light"]) {
    await page.emulateMedia({ colorScheme: theme });
    await isAccessible(page, `no microphone, ${theme}`);
  }
  await shot(page, "flask-phone-no-microphone");
  await card.getByRole("button", { name: "Decline" }).click();
  await card.getByRole("heading", { name: "No call" }).waitFor();
  await over(page);
});

test("f_184 devices, loudness and echo are chosen, tried and kept, by keyboard too", async () => {
  const { page, pill } = await desk(browser, { permissions: ["microphone"] });
  await pill.getByText("Phone is ready").waitFor();
  await pill.focus();
  await page.keyboard.press("Enter");
  const form = page.getByRole("form", { name: "Settings of the phone" });
  await form.getByRole("button", { name: "Test the microphone" }).click();
  await page.waitForFunction((meter) => meter.value > 0, await form.getByRole("meter").elementHandle());
  const microphones = form.getByLabel(/^Microphone/);
  await microphones.locator("option", { hasText: /Fake/ }).first().waitFor({ state: "attached" });
  const device = await microphones.locator("option", { hasText: /Fake/ }).last().getAttribute("value");
  await microphones.selectOption(device);
  await form.getByRole("button", { name: "End the test" }).click();
  await form.getByRole("button", { name: "Test the ring" }).click();
  await form.getByLabel("Take out the echo").uncheck();
  await form.getByLabel("Take out noise").uncheck();
  await form.getByLabel("Volume of calls").focus();
  await page.keyboard.press("Home");
  for (const theme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme: theme });
    for (const width of [widths.desk, widths.phone]) {
      await page.setViewportSize({ width, height: 900 });
      await fits(page, "the settings of the phone");
      await isAccessible(page, `the settings of the phone, ${theme}, ${width} px`);
      await shot(page, `flask-phone-settings-${theme}-${width}`);
    }
  }
  await page.reload();
  await pill.getByText("Phone is ready").waitFor();
  await pill.click();
  assert.ok(!(await form.getByLabel("Take out the echo").isChecked()));
  assert.ok(!(await form.getByLabel("Take out noise").isChecked()));
  assert.equal(await form.getByLabel("Volume of calls").inputValue(), "0");
  assert.equal(await microphones.inputValue(), device);
  await over(page);
});

test("f_178 who is not let in is told why; another tab can be the phone", async () => {
  const { page, pill, phone } = await desk(silent, { accepts: false });
  await pill.getByText("Phone does not work").waitFor();
  await phone.getByText("403 Forbidden").waitFor();
  await phone.getByRole("button", { name: "Try again" }).waitFor();
  await isAccessible(page, "a phone that does not work");
  const second = await page.context().newPage();
  await second.goto(page.url());
  await second.locator("#phone-pill").getByText("Phone is in another tab").waitFor();
  await second.getByRole("button", { name: "Use it here" }).click();
  await pill.getByText("Phone is in another tab").waitFor();
  await second.close();
  await over(page);
});

test("f_178 a conversation outlives the session, and ends as the agent wants", async () => {
  const { page, sip, pill, phone } = await desk(browser, { permissions: ["microphone"], allow: [/status of 400/] });
  await pill.getByText("Phone is ready").waitFor();
  call(sip, { ...EVE, id: "three" });
  const card = page.locator(".card.call");
  await card.getByRole("button", { name: "Answer" }).click();
  await card.getByRole("button", { name: "Mute", exact: true }).waitFor();
  acknowledge(sip, "three");
  await page.context().clearCookies();
  await page.getByRole("button", { name: "Lunch" }).click();
  await page.getByRole("heading", { name: "Log in to your queues" }).waitFor();
  await phone.getByText("Eve, 491761234567").waitFor();
  await isAccessible(page, "a conversation without a session");
  assert.equal(asked(sip, "BYE").length, 0);
  await phone.getByRole("button", { name: "Hang up" }).click();
  await phone.waitFor({ state: "hidden" });
  assert.equal(asked(sip, "BYE").length, 1);
  assert.match(asked(sip, "REGISTER").at(-1), /expires[=:] *0/i);
  isClean(page);
  await page.context().close();
});

test("f_178 where the browser keeps the sound back one click lets it be heard; where no phone can be, it is said why", async () => {
  const { page, pill, phone } = await desk(silent);
  await pill.getByText("Phone is ready").waitFor();
  // When browsers do that is theirs to decide: what the phone says then is said here.
  await page.evaluate(async () => {
    const { standing } = await import("/call-center/static/phone.js");
    standing.setState({ soundBlocked: true });
  });
  const click = phone.getByRole("button", { name: "Turn the sound on" });
  await isAccessible(page, "no sound yet");
  await click.click();
  await click.waitFor({ state: "hidden" });
  await over(page);

  const hashed = await opened(silent);
  hashed.base = app.base;
  const why = "no SIP password is kept for 1001";
  await hashed.route("**/api/phone", (route) => route.fulfill({ json: { extension: "1001", websocket: null, why } }));
  await enter(hashed, app.base);
  await hashed.locator("#phone-pill").getByText("Phone on the desk").waitFor();
  await hashed.getByText(why).waitFor();
  await hashed.getByText("Your phone rings first.").waitFor();
  await isAccessible(hashed, "a phone on the desk");
  await shot(hashed, "flask-phone-desk");
  await over(hashed);
});

test("f_178 a switch that is not there is said in words, and all else works", async () => {
  const page = await opened(browser, { permissions: ["microphone"], allow: [/WebSocket connection to/, /400/] });
  page.base = app.base;
  await enter(page, app.base);
  const phone = page.getByRole("region", { name: "Phone", exact: true });
  await phone.getByText(/The phone cannot reach \/sip.* It goes on trying\./).waitFor();
  await isAccessible(page, "a switch that is not there");
  await shot(page, "flask-phone-unreachable");
  await page.getByRole("button", { name: "Lunch" }).click();
  await page.locator(".big-pill").getByText("Not ready").waitFor();
  await app.told("rings", { number: "4930777", name: "Ira" });
  await app.told("gone");
  await page.getByRole("button", { name: "Ready", exact: true }).click();
  await page.locator(".big-pill").getByText("Ready", { exact: true }).waitFor();
  await over(page);
});

test("f_168 without the setting the page is as it was: no phone, no microphone, and calls are answered by the server", async () => {
  const plain = await house();
  try {
    const page = await opened(browser);
    page.base = plain.base;
    const loaded = [];
    page.on("request", (request) => loaded.push(new URL(request.url()).pathname));
    await enter(page, plain.base);
    await page.getByText("Your phone rings first.").waitFor();
    assert.equal(await page.locator("#phone, #phone-pill, [data-phone-do]").count(), 0);
    assert.ok(loaded.some((path) => path.endsWith("/dashboard.js")));
    assert.ok(!loaded.some((path) => /phone/.test(path)), "nothing of the phone is loaded");
    await plain.told("rings", EVE);
    const card = page.locator(".card.call");
    const [answered] = await Promise.all([
      page.waitForRequest("**/api/call/answer"),
      card.getByRole("button", { name: "Answer" }).click(),
    ]);
    assert.equal(answered.method(), "POST");
    await isAccessible(page, "the page without a phone");
    await page.context().close();
  } finally {
    await plain.stop();
  }
});
