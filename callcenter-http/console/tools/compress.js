// Lays a Brotli-compressed twin beside each file of dist/ that gains by it; the server sends that where it may.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const GAINS = /\.(js|css|html|svg|json|txt)$/;

for (const name of readdirSync("dist", { recursive: true })) {
  const path = join("dist", name);
  if (!statSync(path).isFile() || !GAINS.test(path)) continue;
  const plain = readFileSync(path);
  const small = brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  if (small.length < plain.length) writeFileSync(`${path}.br`, small);
}
