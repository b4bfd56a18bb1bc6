// The package in other people's tools, which are fetched: `cargo xtask test --all`.

import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, test } from "node:test";
import { build } from "vite";
import { project, remove, run, saidInBrowser } from "./project.mjs";

const PRINTS = 'refuse: "True"\n';
const skip = process.env.SCIMPROOF_ALL === undefined && "others' tools are fetched with `cargo xtask test --all` only";

const roots = [];
after(() => roots.forEach(remove));

/** A project with these packages, and a way to run one of their programs. */
function having(...packages) {
  const root = project(...packages);
  roots.push(root);
  const bin = (name) => join(root, "node_modules", ".bin", name);
  return { root, require: createRequire(join(root, "package.json")), run: (name, args, env) => run(bin(name), args, root, env) };
}

/** A page that runs one script. */
function page(root) {
  writeFileSync(join(root, "index.html"), '<!doctype html><link rel="icon" href="data:," /><script type="module" src="./main.js"></script>');
}

test("its types are found wherever it can be imported", { skip }, () => {
  const { root, run } = having("@arethetypeswrong/cli");
  const packed = readdirSync(root).find((file) => file.endsWith(".tgz"));
  // `node16`: not for Node.js 10, which knows no `exports`. That CommonJS is given ES modules is meant: Node.js reads them.
  run("attw", [packed, "--profile", "node16", "--ignore-rules", "cjs-resolves-to-esm"]);
});

test("it lints in Bun", { skip }, () => {
  const { run } = having("bun");
  assert.equal(run("bun", ["run", "main.mjs"]), PRINTS);
});

test("it lints in a browser after a build with webpack", { skip }, async () => {
  const { root, run } = having("webpack@5", "webpack-cli");
  const out = join(root, "packed");
  run("webpack", ["--mode", "production", "--entry", "./vite/main.js", "--output-path", out, "--output-public-path", "/"]);
  page(out);
  assert.equal(await saidInBrowser(out), PRINTS);
});

test("it lints in a browser after a build with esbuild", { skip }, async () => {
  const { root, run } = having("esbuild");
  const out = join(root, "built");
  run("esbuild", ["everywhere/bytes.js", "--bundle", "--format=esm", "--loader:.wasm=binary", `--outfile=${join(out, "main.js")}`]);
  page(out);
  assert.equal(await saidInBrowser(out), PRINTS);
});

test("it lints in a web worker", { skip }, async () => {
  const { root } = having();
  const folder = join(root, "everywhere");
  await build({ root: folder, logLevel: "error", configFile: false, worker: { format: "es" }, build: { outDir: join(folder, "dist") } });
  assert.equal(await saidInBrowser(join(folder, "dist")), PRINTS);
});

test("it lints in Cloudflare's runtime", { skip }, async () => {
  const { root, require, run } = having("esbuild", "miniflare@4.20250906.0");
  const script = join(root, "worker.js");
  run("esbuild", ["everywhere/worker.js", "--bundle", "--format=esm", "--external:*.wasm", `--outfile=${script}`]);
  const { Miniflare } = require("miniflare");
  const runtime = new Miniflare({
    compatibilityDate: "2025-09-01",
    modules: [
      { type: "ESModule", path: "worker.js", contents: readFileSync(script, "utf8") },
      { type: "CompiledWasm", path: "scimproof/core.wasm", contents: readFileSync(require.resolve("scimproof/core.wasm")) },
    ],
  });
  try {
    assert.equal(await (await runtime.dispatchFetch("http://localhost/")).text(), PRINTS);
  } finally {
    await runtime.dispose();
  }
});

test("it lints in a Next.js app, on the server and in the browser", { skip }, async () => {
  const { root, run } = having("next@^15", "react@^19", "react-dom@^19");
  run("next", ["build", "everywhere/next"], { NEXT_TELEMETRY_DISABLED: "1" });
  const out = join(root, "everywhere", "next", "out");
  assert.match(readFileSync(join(out, "index.html"), "utf8"), /<p id="server">refuse: &quot;True&quot;<\/p>/);
  assert.equal(await saidInBrowser(out), PRINTS);
});

test("its matchers work in Vitest", { skip }, () => {
  const { root, run } = having("vitest@^4");
  const setup = { globals: true, include: ["everywhere/*.test.mjs"], setupFiles: ["scimproof/vitest"] };
  writeFileSync(join(root, "vitest.config.mjs"), `export default ${JSON.stringify({ test: setup })};`);
  assert.match(run("vitest", ["run"], { NO_COLOR: "1" }), /Tests +1 passed/);
});

test("its matchers work in Jest", { skip }, () => {
  const { root, run } = having("jest@^30");
  const config = { testMatch: ["**/everywhere/*.test.mjs"], setupFilesAfterEnv: ["scimproof/jest"], transform: {}, moduleFileExtensions: ["mjs", "js"] };
  writeFileSync(join(root, "jest.config.json"), JSON.stringify(config));
  // Jest reads ES modules with this flag of Node's alone; it reports on standard error.
  const results = join(root, "results.json");
  run("jest", ["--json", `--outputFile=${results}`], { NODE_OPTIONS: "--experimental-vm-modules" });
  assert.ok(existsSync(results));
  assert.equal(JSON.parse(readFileSync(results, "utf8")).numPassedTests, 1);
});
