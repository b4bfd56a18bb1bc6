#!/usr/bin/env node
// The command line `scimproof` without its network commands: the same program, compiled for WASI. It sees the files
// that its user sees, and gets the folder that it is started in by `PWD`, since WASI has none.

// Node warns of each program that uses WASI. It is no news to whoever lints a file.
const warn = process.emitWarning;
process.emitWarning = (warning, ...rest) => {
  if (!String(warning).includes("WASI")) warn.call(process, warning, ...rest);
};

const { readFile } = await import("node:fs/promises");
const { parse } = await import("node:path");
const { WASI } = await import("node:wasi");

const { root } = parse(process.cwd());
const wasi = new WASI({
  version: "preview1",
  args: ["scimproof", ...process.argv.slice(2)],
  env: { ...process.env, PWD: process.cwd() },
  preopens: { "/": root },
  returnOnExit: true,
});
const file = new URL("../dist/command-line.wasm", import.meta.url);
const module = await WebAssembly.compile(await readFile(file));
process.exitCode = wasi.start(await WebAssembly.instantiate(module, wasi.getImportObject()));
