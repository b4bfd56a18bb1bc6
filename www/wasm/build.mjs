// Builds the wasm core and lays it into the npm package, where Node, bundlers and the page find it:
//   npm/dist/core.js        the glue that wasm-bindgen writes
//   npm/dist/core_bg.wasm   the module, optimised
//
// Needs: the target wasm32-unknown-unknown, wasm-pack, wasm-bindgen's command line in the version
// that Cargo.lock names, and the npm package binaryen (for wasm-opt).

import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const crate = fileURLToPath(new URL(".", import.meta.url));
const www = join(crate, "..");
const pkg = join(crate, "pkg");
const dist = join(www, "npm", "dist");

/** What the module should weigh after brotli: a first visit downloads it before the first verdict. */
const GOAL = 60 * 1024;

/** What it may weigh. Lowered with every step towards the goal, never raised. */
const LIMIT = 128 * 1024;

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

const start = performance.now();
rmSync(pkg, { recursive: true, force: true });

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
  "--out-name", "core", "--out-dir", pkg,
  crate,
]);

mkdirSync(dist, { recursive: true });
run(join(www, "node_modules", ".bin", "wasm-opt"), [
  // `-O3`, not `-Oz`: about the same size after brotli, and calls take two thirds of the time.
  "-O3",
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
  join(pkg, "core_bg.wasm"),
  "-o", join(dist, "core_bg.wasm"),
]);
copyFileSync(join(pkg, "core.js"), join(dist, "core.js"));
for (const licence of ["LICENSE-APACHE", "LICENSE-MIT"]) {
  copyFileSync(join(www, "..", licence), join(www, "npm", licence));
}

const kib = (bytes) => `${(bytes / 1024).toFixed(1)} KB`;
const brotli = (bytes) =>
  brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  }).length;

for (const name of ["core_bg.wasm", "core.js"]) {
  const bytes = readFileSync(join(dist, name));
  const sizes = [`gzip ${kib(gzipSync(bytes, { level: 9 }).length)}`, `brotli ${kib(brotli(bytes))}`];
  console.log(`${name.padEnd(14)} ${[kib(bytes.length), ...sizes].map((size) => size.padStart(18)).join("")}`);
}
const weight = brotli(readFileSync(join(dist, "core_bg.wasm")));
if (weight > GOAL) console.log(`${kib(weight - GOAL)} above the goal of ${kib(GOAL)} after brotli`);
console.log(`built in ${((performance.now() - start) / 1000).toFixed(1)} s`);
if (weight > LIMIT) {
  console.error(`error: core_bg.wasm is ${kib(weight)} after brotli, the limit is ${kib(LIMIT)}`);
  process.exit(1);
}
