// Runs the browser's tests against `callcenter demo`, as it is built, with the page that is embedded in it.
//
//     node e2e/run.js PATH-OF-CALLCENTER [TEST-FILE …]
//
// Pictures of each page are kept in $SHOTS (or a folder that is told). Exit status 0: all so.
// With $BUILT=1 the page is the one in dist/ (npm run build), in front of the same server: pages are tried without building callcenter anew.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { demo } from "./server.js";

const [binary, ...wanted] = process.argv.slice(2);
if (!binary || !existsSync(binary)) {
  console.error("say where callcenter is: node e2e/run.js target/debug/callcenter");
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), "callcenter-console-"));
const shots = process.env.SHOTS ?? mkdtempSync(join(tmpdir(), "callcenter-shots-"));
const server = await demo(binary, join(folder, "data"));
const base = process.env.BUILT ? await front(server.base) : server.base;
console.log(`the demonstration is at ${base}, pictures go to ${shots}`);
const here = new URL(".", import.meta.url).pathname;
const files = wanted.length
  ? wanted
  : readdirSync(here)
      .filter((name) => name.endsWith(".test.js"))
      .map((name) => join(here, name));
const tests = spawn(
  process.execPath,
  ["--test", "--test-concurrency=1", "--test-reporter=spec", "--test-timeout=180000", ...files],
  { stdio: "inherit", env: { ...process.env, CONSOLE_BASE: base, CONSOLE_BINARY: binary, SHOTS: shots } },
);
const status = await new Promise((then) => tests.on("exit", (code) => then(code ?? 1)));
const said = await server.stop();
rmSync(folder, { recursive: true, force: true });
const wrong = said.split("\n").filter((line) => /\bERROR\b|panicked/.test(line));
for (const line of wrong) console.error(`the server's log: ${line}`);
process.exit(status || (wrong.length ? 1 : 0));

/** Serves dist/, and what it asks from the server. */
async function front(server) {
  process.env.CALLCENTER = server;
  const { preview } = await import("vite");
  const root = new URL("..", import.meta.url).pathname;
  const { resolvedUrls } = await preview({ root, logLevel: "error", preview: { port: 0, host: "127.0.0.1" } });
  return new URL(resolvedUrls.local[0]).origin;
}
