// How much script a page loads before it shows itself, compressed; fails beyond the budget.
// A page's first load is what index.html names, and what those files import at once.
import { existsSync, readFileSync, statSync } from "node:fs";

const BUDGET_KB = 300;
const pages = {
  "any page": [],
  "the agent's page": [/assets\/agent-/],
  softphone: [/assets\/agent-/, /assets\/softphone-/],
};

const html = readFileSync("dist/index.html", "utf8");
const first = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map((found) => found[1]);
const { readdirSync } = await import("node:fs");
const all = readdirSync("dist/assets")
  .map((name) => `assets/${name}`)
  .filter((name) => name.endsWith(".js"));

function withImports(names) {
  const seen = new Set();
  const queue = [...names];
  while (queue.length) {
    const name = queue.pop();
    if (seen.has(name) || !existsSync(`dist/${name}`)) continue;
    seen.add(name);
    const text = readFileSync(`dist/${name}`, "utf8");
    for (const found of text.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) queue.push(`assets/${found[1]}`);
  }
  return seen;
}

let beyond = false;
for (const [page, patterns] of Object.entries(pages)) {
  const names = withImports([...first, ...all.filter((name) => patterns.some((pattern) => pattern.test(name)))]);
  const bytes = [...names].reduce(
    (sum, name) => sum + statSync(existsSync(`dist/${name}.br`) ? `dist/${name}.br` : `dist/${name}`).size,
    0,
  );
  const kb = Math.round(bytes / 100) / 10;
  console.log(`${page}: ${kb} kB of compressed script in ${names.size} files`);
  beyond ||= kb > BUDGET_KB;
}
if (beyond) {
  console.error(`more than ${BUDGET_KB} kB`);
  process.exit(1);
}
