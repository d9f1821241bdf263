// Runs the browser's tests against `callcenter demo`, as it is built, with the page that is embedded in it.
//
//     node e2e/run.js PATH-OF-CALLCENTER [TEST-FILE …]
//
// Two lanes of files at a time, each with a demonstration of its own. A file that fails is run once more, alone and with a fresh
// demonstration, and that is told: a browser on a busy machine is no clockwork. Pictures of each page are kept in $SHOTS (or a
// folder that is told). Exit status 0: all so.
// With $BUILT=1 the page is the one in dist/ (npm run build), in front of the same server: pages are tried without building callcenter anew.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { demo } from "./server.js";

const LANES = 2;
/** The longest first: they end together. */
const LONG = ["agent-calls", "supervisor", "admin-rooms", "frame", "codes", "agent"];

const [binary, ...wanted] = process.argv.slice(2);
if (!binary || !existsSync(binary)) {
  console.error("say where callcenter is: node e2e/run.js target/debug/callcenter");
  process.exit(2);
}
const shots = process.env.SHOTS ?? mkdtempSync(join(tmpdir(), "callcenter-shots-"));
console.log(`pictures go to ${shots}`);
const here = new URL(".", import.meta.url).pathname;
const all = readdirSync(here).filter((name) => name.endsWith(".test.js"));
const rank = (name) => LONG.indexOf(name.replace(".test.js", "")) + 1 || LONG.length + 1;
const files = wanted.length ? wanted : all.sort((a, b) => rank(a) - rank(b)).map((name) => join(here, name));

const counts = new Map();
const troubles = [];
const failed = [];
const left = [...files];
await Promise.all(Array.from({ length: Math.min(LANES, files.length) }, () => withDemo(lane)));
for (const file of failed) {
  console.log(`once more: ${file}`);
  await withDemo(async (base) => {
    if (!(await run(base, file))) troubles.push(`${file} failed twice`);
  });
}
for (const what of ["tests", "pass"])
  console.log(`ℹ ${what} ${[...counts.values()].reduce((sum, own) => sum + own[what], 0)}`);
for (const trouble of troubles) console.error(trouble);
process.exit(troubles.length ? 1 : 0);

async function lane(base) {
  for (let file = left.shift(); file; file = left.shift()) if (!(await run(base, file))) failed.push(file);
}

/** A demonstration as long as something asks it; what its log says of errors is trouble. */
async function withDemo(asks) {
  const folder = mkdtempSync(join(tmpdir(), "callcenter-console-"));
  const server = await demo(binary, join(folder, "data"));
  try {
    await asks(process.env.BUILT ? await front(server.base) : server.base);
  } finally {
    const said = await server.stop();
    rmSync(folder, { recursive: true, force: true });
    const wrong = said.split("\n").filter((line) => /\bERROR\b|panicked/.test(line));
    troubles.push(...wrong.map((line) => `the server's log: ${line}`));
  }
}

/** Runs a file, shows what it said at its end, and counts; whether all of it was so. */
async function run(base, file) {
  const tests = spawn(process.execPath, ["--test", "--test-reporter=spec", "--test-timeout=180000", file], {
    env: { ...process.env, CONSOLE_BASE: base, CONSOLE_BINARY: binary, SHOTS: shots },
  });
  let said = "";
  tests.stdout.on("data", (data) => (said += data));
  tests.stderr.on("data", (data) => (said += data));
  const status = await new Promise((then) => tests.on("close", (code) => then(code ?? 1)));
  const count = (what) => Number(new RegExp(`^ℹ ${what} (\\d+)`, "m").exec(said)?.[1] ?? 0);
  console.log(said.replace(/^ℹ (suites|cancelled|skipped|todo|tests|pass|fail) .*\n/gm, ""));
  // Of a file that is run once more the second run counts.
  counts.set(file, { tests: count("tests"), pass: count("pass") });
  return status === 0;
}

/** Serves dist/, and what it asks from the server. */
async function front(server) {
  process.env.CALLCENTER = server;
  const { preview } = await import("vite");
  const root = new URL("..", import.meta.url).pathname;
  const { resolvedUrls } = await preview({ root, logLevel: "error", preview: { port: 0, host: "127.0.0.1" } });
  return new URL(resolvedUrls.local[0]).origin;
}
