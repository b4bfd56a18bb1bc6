// The package as its users get it: packed, installed into an empty project, and run there.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { build } from "vite";
import { folder, project, remove, run as runIn, saidInBrowser } from "./project.mjs";

const require = createRequire(import.meta.url);
let root;

before(() => {
  root = project();
});

after(() => remove(root));

const run = (command, args) => runIn(command, args, root);

/** What each fixture prints. */
const PRINTS = 'refuse: "True"\n';

test("the package holds what it needs and no more", () => {
  const installed = join(root, "node_modules", "scimproof");
  const files = readdirSync(installed, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(installed.length + 1))
    .sort();
  assert.deepEqual(files, [
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "bin/scimproof.js",
    "calls.js",
    "dist/command-line.wasm",
    "dist/core.js",
    "dist/core_bg.wasm",
    "dist/full.js",
    "dist/full_bg.wasm",
    "dist/lab.js",
    "dist/lab_bg.wasm",
    "dist/rules.json",
    "fetched.js",
    "full/index.d.ts",
    "full/load.d.ts",
    "full/load.js",
    "full/node.js",
    "full/web.js",
    "index.d.ts",
    "lab/guarded.js",
    "lab/index.d.ts",
    "lab/load.d.ts",
    "lab/load.js",
    "lab/node.js",
    "lab/questions.d.ts",
    "lab/questions.js",
    "lab/session.d.ts",
    "lab/session.js",
    "lab/stand-in.d.ts",
    "lab/stand-in.js",
    "lab/suites.d.ts",
    "lab/suites.js",
    "lab/web.js",
    "load.d.ts",
    "load.js",
    "node.js",
    "objects.js",
    "package.json",
    "pieces/codemirror.d.ts",
    "pieces/codemirror.js",
    "pieces/express.d.ts",
    "pieces/express.js",
    "pieces/fastify.d.ts",
    "pieces/fastify.js",
    "pieces/fetch.d.ts",
    "pieces/fetch.js",
    "pieces/jest.d.ts",
    "pieces/jest.js",
    "pieces/matchers.d.ts",
    "pieces/matchers.js",
    "pieces/refusal.js",
    "pieces/vitest.d.ts",
    "pieces/vitest.js",
    "rules/index.d.ts",
    "rules/node.js",
    "rules/web.js",
    "wasm.d.ts",
    "web.js",
  ]);
});

test("publint has nothing to say", async () => {
  const { messages, pkg } = await publint({ pkgDir: folder, strict: true });
  assert.deepEqual(
    messages.map((message) => formatMessage(message, pkg)),
    [],
  );
});

test("it lints in Node as an ES module", () => {
  assert.equal(run("node", ["main.mjs"]), PRINTS);
});

test("it lints in Node as CommonJS", () => {
  assert.equal(run("node", ["main.cjs"]), PRINTS);
});

test("it answers malformed requests in an Express app", () => {
  // The package does not depend on Express; the project does.
  symlinkSync(dirname(require.resolve("express/package.json")), join(root, "node_modules", "express"), "dir");
  assert.equal(run("node", ["express.mjs"]), "400 invalidValue\n");
});

test("it lints with a module that the caller loads", () => {
  assert.equal(run("node", ["load.mjs"]), PRINTS);
});

test("it lints on the command line", () => {
  const { status, stdout } = spawnSync("npx", ["--offline", "scimproof", "lint", "request.http"], { cwd: root, encoding: "utf8" });
  assert.equal(status, 1);
  assert.match(stdout, /^error\[bool-as-string\]: `active` is a boolean, and "True" is a string\n --> request.http:\d+:\d+\n/);
});

test("its types hold in strict TypeScript, and wrong use does not compile", () => {
  const tsc = join(dirname(require.resolve("typescript/package.json")), "bin", "tsc");
  // Each line of the fixture that must not compile says so with `@ts-expect-error`.
  run("node", [tsc, "--project", root]);
});

test("it lints in a browser after a build with Vite", async () => {
  const site = join(root, "vite");
  await build({ root: site, logLevel: "error", configFile: false, build: { outDir: join(site, "dist") } });
  assert.equal(await saidInBrowser(join(site, "dist")), PRINTS);
});

test("it lints in a browser without a bundler", async () => {
  const site = join(root, "plain");
  cpSync(join(root, "node_modules", "scimproof"), join(site, "scimproof"), { recursive: true });
  assert.equal(await saidInBrowser(site), PRINTS);
});

test("the README's examples print what the README says", () => {
  const readme = readFileSync(join(folder, "README.md"), "utf8");
  const examples = [...readme.matchAll(/```js\n(?<code>.*?)```\n\n```text\n(?<printed>.*?)```/gs)];
  assert.equal(examples.length, readme.match(/^```js$/gm).length, "each example is followed by what it prints");
  const examplesFolder = join(root, "readme");
  mkdirSync(examplesFolder);
  for (const [index, { groups }] of examples.entries()) {
    const file = join(examplesFolder, `${index}.mjs`);
    writeFileSync(file, groups.code);
    assert.equal(run("node", [file]), groups.printed);
  }
});
