// After the build: weighs what a first visit loads, and writes the service worker that keeps the page for when
// there is no network.

import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";

/** What the page may weigh after brotli until its first view judges a request: documents, scripts, styles, the core. */
const LIMIT = 400 * 1024;

const dist = fileURLToPath(new URL("dist/", import.meta.url));
const { entries, files: chunks } = firstLoad();

const brotli = (name) => {
  const bytes = readFileSync(join(dist, name));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return brotliCompressSync(bytes, { params }).length;
};
const kib = (bytes) => `${(bytes / 1024).toFixed(1)} KB`;

let total = 0;
for (const name of chunks) {
  const weight = brotli(name);
  total += weight;
  console.log(`${name.padEnd(34)} ${kib(weight).padStart(10)}`);
}
console.log(`first load: ${kib(total)} after brotli, of ${kib(LIMIT)} (${entries.join(", ")})`);

const files = readdirSync(dist, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name).slice(dist.length).replaceAll("\\", "/"))
  .filter((name) => name !== "sw.js" && !name.startsWith(".vite/"))
  .sort();
const hash = createHash("sha256");
for (const name of files) hash.update(name).update(readFileSync(join(dist, name)));
const worker = readFileSync(new URL("src/offline/worker.js", import.meta.url), "utf8")
  .replace('"VERSION"', JSON.stringify(hash.digest("hex").slice(0, 16)))
  .replace('["FILES"]', JSON.stringify(["./", ...files.filter((name) => name !== "index.html")]));
writeFileSync(join(dist, "sw.js"), worker);

if (total > LIMIT) {
  console.error(`error: a first visit loads ${kib(total)} after brotli, its limit is ${kib(LIMIT)}`);
  process.exit(1);
}

/** The files of the entry and of the first view, with all that they import at once, and the core. */
function firstLoad() {
  const manifest = JSON.parse(readFileSync(join(dist, ".vite/manifest.json"), "utf8"));
  const entries = ["index.html", "src/check/Check.svelte"];
  const seen = new Set();
  const found = new Set(["index.html"]);
  const visit = (key) => {
    if (seen.has(key)) return;
    seen.add(key);
    const chunk = manifest[key];
    if (!chunk) throw new Error(`the build has no ${key}`);
    found.add(chunk.file);
    for (const style of chunk.css ?? []) found.add(style);
    for (const imported of chunk.imports ?? []) visit(imported);
  };
  entries.forEach(visit);
  found.add(Object.values(manifest).find(({ file }) => /core_bg.*\.wasm$/.test(file)).file);
  return { entries, files: [...found] };
}
