// Builds the wasm modules and lays them into the npm package, where Node, bundlers and the page find them:
//   npm/dist/core.js, core_bg.wasm   the linter
//   npm/dist/full.js, full_bg.wasm   the same with every reader and with fixes
//   npm/dist/lab.js, lab_bg.wasm     the same with series, the stand-in and the suites
//   npm/dist/command-line.wasm       the command line for WASI, without what needs a network
//   npm/dist/rules.json              the rule book, as that command line writes it
//
// Needs: the targets wasm32-unknown-unknown and wasm32-wasip1, wasm-pack, wasm-bindgen's command line in the
// version that Cargo.lock names, and the npm package binaryen (for wasm-opt).

import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const crate = fileURLToPath(new URL(".", import.meta.url));
const www = join(crate, "..");
const pkg = join(crate, "pkg");
const dist = join(www, "npm", "dist");

/**
 * The modules: the features that each is built with, and what it may weigh after brotli. A first visit
 * downloads the core before the first verdict; its goal is what it should come to. A limit is raised only
 * for what the module could not do before.
 */
const MODULES = [
  { name: "core", features: [], goal: 100 * 1024, limit: 127 * 1024 },
  { name: "full", features: ["full"], limit: 246 * 1024 },
  { name: "lab", features: ["lab"], limit: 509 * 1024 },
];

function run(command, args) {
  try {
    // wasm-pack looks for tools on the path; binaryen's stand in node_modules.
    const PATH = `${join(www, "node_modules", ".bin")}:${process.env.PATH}`;
    const env = { ...process.env, PATH, RUSTFLAGS: rustflags() };
    execFileSync(command, args, { cwd: crate, stdio: ["ignore", "inherit", "inherit"], env });
  } catch (cause) {
    const why = cause.code === "ENOENT" ? "is not installed" : "failed; its output stands above";
    console.error(`error: ${command} ${why}`);
    process.exit(1);
  }
}

/** Panic messages hold the paths of sources. A published module must not tell whose machine built it. */
function rustflags() {
  const cargo = process.env.CARGO_HOME || join(homedir(), ".cargo");
  const flags = [`--remap-path-prefix=${cargo}=`, `--remap-path-prefix=${join(www, "..")}=`];
  return [process.env.RUSTFLAGS, ...flags].filter(Boolean).join(" ");
}

const kib = (bytes) => `${(bytes / 1024).toFixed(1)} KB`;
const brotli = (bytes) =>
  brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  }).length;

function optimise(from, to, how) {
  run(join(www, "node_modules", ".bin", "wasm-opt"), [
    ...how,
    // No object lies in the first kilobyte: the stack ends there. Sums of addresses become shorter.
    "--low-memory-unused",
    // Each feature by name. `--all-features` makes modules that Node 20 refuses. SIMD is left out on
    // purpose: if a dependency ever emits it, wasm-opt fails here instead of raising the baseline.
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
    // Strip here and not in Cargo's profile, which would also remove the section that tells
    // wasm-bindgen which features are on.
    "--strip-debug", "--strip-producers", "--strip-target-features",
    from, "-o", to,
  ]);
}

function build({ name, features }) {
  run("wasm-pack", [
    // Otherwise wasm-pack downloads or builds tools by itself, which takes minutes or fails.
    "--quiet", "build", "--mode", "no-install",
    // One build serves Node, bundlers and plain pages: the glue takes the module from its caller.
    "--target", "web",
    // The package has types and a manifest of its own, written by hand.
    "--no-typescript", "--no-pack", "--no-gitignore",
    // wasm-opt runs below, with the features named.
    "--no-opt",
    "--profile", "wasm",
    "--out-name", name, "--out-dir", pkg,
    crate,
    "--", "--features", features.join(","),
  ]);
  optimise(join(pkg, `${name}_bg.wasm`), join(dist, `${name}_bg.wasm`), [
    // `-O3`, not `-Oz`: about the same size after brotli, and calls take two thirds of the time.
    "-O3",
    // What is called from one place stays a function of its own, unless it is short: the engine compiles a
    // function when it is first called, and most requests call few.
    "--one-caller-inline-max-function-size", "200",
    // Functions of one room are alike, and brotli finds what is near.
    "--reorder-functions-by-name",
  ]);
  copyFileSync(join(pkg, `${name}.js`), join(dist, `${name}.js`));
}

/** Builds the command line, and asks it for the rule book. */
function buildCommandLine() {
  const target = "wasm32-wasip1";
  run("cargo", [
    "build", "--quiet", "--package", "scimproof-conformance", "--bin", "scimproof",
    "--no-default-features", "--features", "command-line", "--target", target, "--profile", "wasm",
  ]);
  const built = process.env.CARGO_TARGET_DIR || join(www, "..", "target");
  optimise(join(built, target, "wasm", "scimproof.wasm"), join(dist, "command-line.wasm"), ["-Oz"]);
  const program = join(www, "npm", "bin", "scimproof.js");
  const book = execFileSync(process.execPath, [program, "rules", "--format", "json"], { maxBuffer: 1 << 26 });
  writeFileSync(join(dist, "rules.json"), book);
}

/** Prints what the module weighs; tells whether that is more than it may. */
function weigh({ name, goal, limit }) {
  for (const file of [`${name}_bg.wasm`, `${name}.js`]) {
    const bytes = readFileSync(join(dist, file));
    const sizes = [`gzip ${kib(gzipSync(bytes, { level: 9 }).length)}`, `brotli ${kib(brotli(bytes))}`];
    console.log(`${file.padEnd(14)} ${[kib(bytes.length), ...sizes].map((size) => size.padStart(18)).join("")}`);
  }
  const weight = brotli(readFileSync(join(dist, `${name}_bg.wasm`)));
  if (weight > goal) console.log(`${name} is ${kib(weight - goal)} above its goal of ${kib(goal)} after brotli`);
  if (weight > limit) console.error(`error: ${name} is ${kib(weight)} after brotli, its limit is ${kib(limit)}`);
  return weight > limit;
}

const start = performance.now();
rmSync(pkg, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
MODULES.forEach(build);
buildCommandLine();
for (const licence of ["LICENSE-APACHE", "LICENSE-MIT"]) {
  copyFileSync(join(www, "..", licence), join(www, "npm", licence));
}
const heavy = MODULES.filter(weigh);
console.log(`built in ${((performance.now() - start) / 1000).toFixed(1)} s`);
if (heavy.length > 0) process.exit(1);
