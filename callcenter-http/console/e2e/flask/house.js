// The Flask application that these tests are about, with a switch that is simulated.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const { PAGE_PYTHON, PAGE_HOUSE } = process.env;

/** Starts it with settings; `told` does something at the switch. */
export async function house(settings = {}) {
  const folder = mkdtempSync(join(tmpdir(), "callcenter-page-"));
  const list = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  const child = spawn(PAGE_PYTHON, [PAGE_HOUSE, folder, ...list], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, XDG_STATE_HOME: folder },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const said = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error("the application has ended");
    return value;
  };
  const base = await said();
  return {
    base,
    async told(what, how = {}) {
      child.stdin.write(`${JSON.stringify({ do: what, ...how })}\n`);
      const { wrong } = JSON.parse(await said());
      if (wrong) throw new Error(wrong);
    },
    async stop() {
      const ended = new Promise((then) => child.once("exit", then));
      child.stdin.end();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Logs an agent in. */
export async function enter(page, base, agent = "1001") {
  await page.goto(`${base}/call-center/`);
  await page.getByLabel("Agent ID").fill(agent);
  await page.getByLabel("SIP password").fill(`s3cret-of-${agent}`);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByRole("heading", { name: "Your state" }).waitFor();
}
