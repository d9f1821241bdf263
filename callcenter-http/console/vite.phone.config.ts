// Makes the phone of the Flask module's page: one file, kept in the repository, so that a wheel is built without Node.js.
// `npm run phone` writes it, `npm run phone -- --outDir FOLDER` elsewhere, to compare.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  plugins: [licences()],
  publicDir: false,
  resolve: { alias: { "~": at("./src") } },
  // Nothing of the machine that makes it.
  define: { "process.env.NODE_ENV": '"production"' },
  build: {
    target: "es2022",
    outDir: at("../../callcenter-py/python/callcenter/flask/static"),
    // The page's other files lie there.
    emptyOutDir: false,
    reportCompressedSize: false,
    minify: true,
    lib: { entry: at("./src/softphone/embed.ts"), formats: ["es"], fileName: () => "phone.js" },
    rolldownOptions: { output: { codeSplitting: false, minify: true } },
  },
});

/** Puts the licences of all that is within at the head of the file. */
function licences(): Plugin {
  return {
    name: "licences",
    generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== "chunk") continue;
        const packages = new Set<string>();
        for (const id of Object.keys(chunk.modules)) {
          const found = /^\0?(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1];
          if (found) packages.add(found);
        }
        const notes = [...packages].map(licence).sort();
        chunk.code = `${[OWN, ...notes].map((text) => `/*!\n${text.replaceAll("*/", "* /")}\n*/\n`).join("")}${chunk.code}`;
      }
    },
  };
}

const OWN = `The phone of the call center's page. Made by \`npm run phone\` in callcenter-http/console; not to be edited.
It holds callcenter's softphone (MIT OR Apache-2.0), and of others:`;

function licence(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  if (!file) throw new Error(`${name} has no licence beside it`);
  return `${name} ${version} (${license})\n\n${readFileSync(`${folder}/${file}`, "utf8").trim()}`;
}
