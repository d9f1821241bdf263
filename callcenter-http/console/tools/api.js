// Makes src/api/schema.d.ts from the description of the server: `callcenter openapi | npm run -s api`.
import { readFileSync, writeFileSync } from "node:fs";
import { json } from "node:stream/consumers";
import openapiTypescript, { astToString } from "openapi-typescript";

// Read as it comes: a pipe whose writer is slower than this has nothing yet.
const description = await json(process.stdin);
// What a field means is told by the server's own page; here only what it is.
const bare = JSON.parse(
  JSON.stringify(description, (key, value) => (key === "description" && typeof value === "string" ? undefined : value)),
);
const ast = await openapiTypescript(bare, { alphabetize: true, defaultNonNullable: false });
const head = "// Made by `npm run api` from the server's /openapi.json. Not to be edited.\n";
const text = head + astToString(ast);
const file = new URL("../src/api/schema.d.ts", import.meta.url);
if (process.env.CHECK) {
  if (readFileSync(file, "utf8") !== text) {
    console.error("src/api/schema.d.ts is not what the server describes: cargo run -- openapi | npm run -s api");
    process.exit(1);
  }
} else {
  writeFileSync(file, text);
}
