// The administration: what is defined, how it reaches the switch, and who did what.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { base, enter, isAccessible, isClean, launch, opened, shot } from "./browser.js";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** What the server itself says, asked with the page's session. */
const asked = (page, path) => page.evaluate(async (path) => (await fetch(path)).json(), path);

/** Something done beside the page, as somebody else would do it. */
const done = (page, method, path, body) =>
  page.evaluate(
    async ([method, path, body]) => {
      const { csrf } = await (await fetch("/api/auth/me")).json();
      const headers = { "X-CSRF-Token": csrf, "Content-Type": "application/json" };
      return (await fetch(path, { method, headers, body: body && JSON.stringify(body) })).status;
    },
    [method, path, body],
  );

const create = (page) => page.getByRole("button", { name: "Create" }).click();
const refused = [/status of 4(09|12|22)/];

test("f_190 f_319 f_326 an extension is made: its secret is shown once, and it stands in the configuration", async () => {
  const page = await opened(browser, { allow: refused });
  await enter(page, "administrator", "/admin/extensions/new");
  await page.getByLabel("Number", { exact: true }).fill("4");
  await create(page);
  // What the server says against it stands beside the field.
  await page.getByText('"4" is no extension', { exact: false }).first().waitFor();
  assert.equal(await page.getByLabel("Number", { exact: true }).getAttribute("aria-invalid"), "true");
  await page.getByLabel("Number", { exact: true }).fill("4711");
  await page.getByLabel("Name", { exact: true }).fill("Front <b>desk</b>");
  await create(page);
  const secret = await page.locator("dd code").nth(1).textContent();
  assert.match(secret, /^\S{16,}$/);
  await page.getByRole("button", { name: "I have kept it" }).click();
  await page.getByRole("cell", { name: "Front <b>desk</b>" }).waitFor();
  await page.goto(`${base}/admin/configuration?file=pjsip.conf`);
  await page.getByRole("cell", { name: "[4711]", exact: true }).first().waitFor();
  assert.ok(!(await page.content()).includes(secret));
  await page.goto(`${base}/admin/extensions/4711`);
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await page.waitForURL(`${base}/admin/extensions`);
  await page.getByRole("cell", { name: "1001", exact: true }).first().waitFor();
  assert.equal(await page.getByRole("cell", { name: "Front <b>desk</b>" }).count(), 0);
  isClean(page);
  await page.context().close();
});

test("f_194 who was slower is told who was faster, and loses nothing without being asked", async () => {
  const page = await opened(browser, { allow: refused });
  await enter(page, "administrator", "/admin/teams/new");
  await page.getByLabel("Name", { exact: true }).fill("North");
  await create(page);
  await page.getByRole("cell", { name: "North" }).click();
  await page.getByLabel("Description").fill("mine");
  assert.equal(await done(page, "PUT", "/api/teams/North", { name: "North", description: "theirs" }), 200);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText(/admin was faster/).waitFor();
  assert.equal(await page.getByLabel("Description").inputValue(), "mine");
  await page.getByRole("button", { name: "Load what it is now" }).click();
  await page.waitForFunction(() => [...document.querySelectorAll("input")].some((box) => box.value === "theirs"));
  await page.getByLabel("Description").fill("unsaved");
  await page.getByRole("link", { name: "Back to the list" }).click();
  await page.getByRole("button", { name: "Stay here" }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await page.waitForURL(`${base}/admin/teams`);
  await page.getByRole("cell", { name: "unsaved" }).waitFor();
  assert.equal(await done(page, "DELETE", "/api/teams/North"), 204);
  isClean(page);
  await page.context().close();
});

test("f_195 f_202 a user is made, is locked out, and is removed", async () => {
  const page = await opened(browser, { allow: refused });
  await enter(page, "administrator", "/admin/users/new");
  await page.getByLabel("Login", { exact: true }).fill("berta");
  await page.getByLabel("Password", { exact: true }).fill("short");
  await page.getByLabel("Role").selectOption("supervisor");
  await create(page);
  await page.locator("[aria-invalid=true]").waitFor();
  await page.getByLabel("Password", { exact: true }).fill("long enough to pass");
  await create(page);
  await page.getByRole("cell", { name: "berta" }).first().click();
  await page.getByLabel("Locked out").check();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("cell", { name: "locked out" }).waitFor();
  const { items } = await asked(page, "/api/users?q=berta");
  assert.deepEqual([items[0].role, items[0].disabled], ["supervisor", true]);
  await page.getByRole("cell", { name: "berta" }).first().click();
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await page.waitForURL(`${base}/admin/users`);
  isClean(page);
  await page.context().close();
});

test("f_199 f_327 a menu is drawn as a tree, and gets a key that leads to a queue", async () => {
  const page = await opened(browser, { allow: refused });
  await enter(page, "administrator", "/admin/queues");
  assert.equal(await done(page, "POST", "/api/queues", { name: "orders" }), 201);
  await page.goto(`${base}/admin/ivrs/new`);
  await page.getByLabel("Name", { exact: true }).fill("welcome");
  await page.getByLabel("Greeting", { exact: true }).fill("custom/welcome");
  await page.getByRole("button", { name: "Add a key" }).click();
  await create(page);
  await page.getByRole("button", { name: "Add a key to welcome" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Key", { exact: true }).selectOption("5");
  await dialog.getByLabel("Leads to: Queue").selectOption("orders");
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: /Key 5\s*Queue orders/ }).waitFor();
  const { options } = await asked(page, "/api/ivrs/welcome");
  assert.deepEqual(options, { 1: { to: "hangup" }, 5: { to: "queue", queue: "orders" } });
  await isAccessible(page, "the tree of menus");
  await shot(page, "admin-ivrs-light-desk");
  await page.goto(`${base}/admin/configuration?file=extensions.conf&as=text`);
  await page.locator("pre", { hasText: "welcome" }).waitFor();
  await page.goto(`${base}/admin/ivrs`);
  await page.getByRole("button", { name: /Key 5\s*Queue orders/ }).click();
  await dialog.getByRole("button", { name: "Remove this key" }).click();
  await page.getByRole("button", { name: /Key 5\s*Queue orders/ }).waitFor({ state: "detached" });
  for (const path of ["/api/ivrs/welcome", "/api/queues/orders"]) assert.equal(await done(page, "DELETE", path), 204);
  isClean(page);
  await page.context().close();
});

test("customers come out of a file, looked at first", async () => {
  const page = await opened(browser, { allow: refused });
  await enter(page, "administrator", "/admin/customers");
  await page.getByRole("button", { name: "Import" }).click();
  const dialog = page.getByRole("dialog");
  const file = "name,company,phone\nXaver Zwick,Zwick GmbH,+4930999111\n,,\n";
  await dialog
    .getByLabel("CSV file")
    .setInputFiles({ name: "customers.csv", mimeType: "text/csv", buffer: Buffer.from(file) });
  await dialog.getByRole("button", { name: "Look at it first" }).click();
  await dialog.getByText("This is what would happen:").waitFor();
  assert.equal((await asked(page, "/api/customers?q=Zwick")).items.length, 0);
  await dialog.getByRole("button", { name: "Import", exact: true }).click();
  await dialog.getByText("This is what happened:").waitFor();
  await dialog.locator("footer").getByRole("button", { name: "Close" }).click();
  await page.getByPlaceholder("Search").fill("Zwick");
  await page.getByRole("cell", { name: "Xaver Zwick" }).click();
  await page.getByLabel("Note", { exact: true }).fill("calls on Mondays");
  await page.getByRole("button", { name: "Save" }).click();
  await page.waitForURL(/\/admin\/customers$/);
  const { items } = await asked(page, "/api/customers?q=Zwick");
  assert.equal(items[0].note, "calls on Mondays");
  assert.equal(await done(page, "DELETE", `/api/customers/${items[0].id}`), 204);
  isClean(page);
  await page.context().close();
});

test("f_150 f_152 settings are changed, an endpoint is corrected, and the audit log says who did", async () => {
  const page = await opened(browser, { allow: refused });
  await enter(page, "administrator", "/admin/settings");
  await page.getByLabel("Numbers that may not be called").fill("0900");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved.").first().waitFor();
  assert.deepEqual((await asked(page, "/api/settings")).control.numbers_denied, ["0900"]);
  await page.getByLabel("Numbers that may not be called").fill("");
  await page.getByRole("button", { name: "Save" }).click();
  await page.waitForFunction(async () => {
    const { control } = await (await fetch("/api/settings")).json();
    return control.numbers_denied.length === 0;
  });
  await page.goto(`${base}/admin/endpoints`);
  await page.getByLabel("What 1001 is").selectOption("trunk");
  await page.getByText("The correction holds for new calls").waitFor();
  assert.deepEqual((await asked(page, "/api/settings")).switch.trunks, ["1001"]);
  await page.getByLabel("What 1001 is").selectOption("found");
  await page.waitForFunction(async () => {
    const { switch: setup } = await (await fetch("/api/settings")).json();
    return setup.trunks.length === 0;
  });
  await page.goto(`${base}/admin/audit?action=settings.change`);
  await page.getByRole("cell", { name: "settings.change" }).first().click();
  await page.getByRole("dialog").getByText("switch", { exact: true }).waitFor();
  isClean(page);
  await page.context().close();
});

test("f_320 f_326 an agent and a queue are made, changed and removed, and reach the switch by what is applied", async () => {
  const page = await opened(browser, { allow: refused });
  await enter(page, "administrator", "/admin/queues/new");
  await page.getByLabel("Name", { exact: true }).fill("night");
  await page.getByLabel("A phone rings for (seconds)").fill("25");
  await create(page);
  await page.getByRole("cell", { name: "night", exact: true }).waitFor();
  await page.goto(`${base}/admin/agents/new`);
  await page.getByLabel("Login", { exact: true }).fill("zora");
  await page.getByLabel("Name", { exact: true }).fill("Zora Nacht");
  await page.getByRole("button", { name: "Add a queue" }).click();
  await page.getByLabel("Queue", { exact: true }).selectOption("night");
  await page.getByLabel("Penalty").fill("3");
  await create(page);
  await page.getByRole("cell", { name: "Zora Nacht" }).click();
  await page.getByLabel("E-mail").fill("zora@example.com");
  await page.getByRole("button", { name: "Save" }).click();
  await page.waitForURL(`${base}/admin/agents`);
  const zora = await asked(page, "/api/agents/zora/definition");
  assert.deepEqual([zora.email, zora.queues[0].queue, zora.queues[0].penalty], ["zora@example.com", "night", 3]);
  // What changes in the switch's files is seen before it is applied.
  await page.goto(`${base}/admin/configuration?file=queues.conf`);
  await page.getByRole("cell", { name: "[night]", exact: true }).waitFor();
  await shot(page, "admin-diff-light-desk");
  await isAccessible(page, "the difference");
  await page.getByRole("button", { name: "Apply" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Apply" }).click();
  await dialog.getByText("applied", { exact: true }).waitFor();
  await dialog.locator("footer").getByRole("button", { name: "Close" }).click();
  await page.getByText("Nothing changes in this file.").waitFor();
  for (const [path, name, rooms] of [
    ["/admin/agents/zora", "Zora Nacht", "agents"],
    ["/admin/queues/night", "night", "queues"],
  ]) {
    await page.goto(base + path);
    await page.getByRole("button", { name: "Delete" }).click();
    await dialog.getByText(`Delete ${name}?`).waitFor();
    await dialog.getByRole("button", { name: "Delete" }).click();
    await page.waitForURL(`${base}/admin/${rooms}`);
    await page.getByRole("cell", { name, exact: true }).waitFor({ state: "detached" });
  }
  // Who did all this stands in the audit log.
  await page.goto(`${base}/admin/audit?login=admin&target=zora`);
  await page.getByRole("cell", { name: "agent.delete" }).first().waitFor();
  for (const action of ["agent.create", "agent.change"])
    assert.ok((await page.getByRole("cell", { name: action }).count()) > 0, action);
  isClean(page);
  await page.context().close();
});

test("a recording is heard in the administration and removed, and who did it stays", async () => {
  const page = await opened(browser, { allow: refused });
  await enter(page, "administrator", "/admin/recordings");
  const row = page
    .getByRole("row")
    .filter({ has: page.getByRole("button", { name: /^Delete / }) })
    .nth(9);
  const file = (await row.getByRole("button", { name: /^Delete / }).getAttribute("aria-label")).replace("Delete ", "");
  await row.getByRole("button", { name: /^Play/ }).click();
  await page.waitForFunction(() => document.querySelector("audio")?.readyState > 0);
  await page.getByRole("button", { name: `Delete ${file}` }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText(file).waitFor();
  await dialog.getByRole("button", { name: "Delete" }).click();
  await page
    .getByText(/removed by admin/)
    .first()
    .waitFor();
  const { items } = await asked(page, "/api/audit?limit=5&login=admin");
  assert.ok(
    items.some(({ action }) => /recording/.test(action)),
    JSON.stringify(items.map(({ action }) => action)),
  );
  isClean(page);
  await page.context().close();
});

test("f_170 it is seen whether everything works", async () => {
  const page = await opened(browser);
  await enter(page, "administrator", "/admin/health");
  for (const words of ["followed without a gap", "takes everything", "tells what changes"])
    await page.getByText(words).waitFor();
  const { warnings } = await asked(page, "/api/configuration");
  const defined = page.getByRole("region", { name: "What is defined" });
  await defined.getByText(warnings[0] ?? "Nothing stands against it.").waitFor();
  await page.getByRole("button", { name: "Have the switch tell again" }).click();
  await page.getByText("The switch tells again what it has.").first().waitFor();
  isClean(page);
  await page.context().close();
});

test("f_170 what the doctor finds at the switch is told, can be copied, and is asked again", async () => {
  const page = await opened(browser);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: base });
  let examinations = 0;
  let examine;
  await page.route("**/api/doctor", async (route) => {
    examinations += 1;
    await new Promise((begin) => {
      examine = begin;
    });
    await route.continue();
  });
  const first = page.waitForResponse((response) => response.url().endsWith("/api/doctor"));
  await enter(page, "administrator", "/admin/health");
  const found = page.getByRole("region", { name: "Findings" });
  // It takes seconds: until then it says so, and nobody can ask twice.
  const again = found.getByRole("button", { name: "Examine again" });
  await found.getByText("The switch is being examined.", { exact: false }).waitFor();
  assert.equal(await again.isDisabled(), true);
  examine();
  const { at, findings, manager_conf, place } = await (await first).json();
  // The simulated switch was really asked: who it is, and for an event of ours.
  const about = (what) => findings.find((finding) => finding.what === what);
  assert.match(about("version").lines[0], /^\d+\.\d+\.\d+$/);
  assert.deepEqual(about("self-test").lines, ["a UserEvent of our own came back"]);
  assert.match(about("requests").lines[0], /^all \d+ answered$/);
  assert.equal(about("dialplan").level, "fine");
  await found.getByText(`Asked at ${place}`, { exact: false }).waitFor();
  for (const { level, lines } of findings) {
    const row = found
      .getByRole("listitem")
      .filter({ has: page.getByText(lines[0], { exact: true }) })
      .first();
    await row.getByText({ fine: "fine", note: "to know", change: "to change" }[level], { exact: true }).waitFor();
  }
  await found.getByRole("button", { name: "Copy manager.conf" }).click();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), manager_conf);
  await isAccessible(page, "the findings");
  await shot(page, "admin-health-light-desk");
  // What was found stays in sight while it is asked again.
  const second = page.waitForResponse((response) => response.url().endsWith("/api/doctor"));
  await again.click();
  await found.getByText("The switch is being examined.", { exact: false }).waitFor();
  assert.equal(await found.getByText(about("version").lines[0], { exact: true }).count(), 1);
  assert.equal(await again.isDisabled(), true);
  examine();
  const later = await (await second).json();
  assert.ok(later.at > at, `${later.at} is after ${at}`);
  await found.getByText(`Asked at ${place}`, { exact: false }).waitFor();
  assert.equal(await again.isEnabled(), true);
  assert.equal(examinations, 2);
  isClean(page);
  await page.context().close();
});
