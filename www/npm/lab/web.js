// Browsers and bundlers. `new URL(…, import.meta.url)` is the form that bundlers recognise: they
// copy the file and rewrite its address.

import { load } from "./load.js";

async function fetchLab() {
  const url = new URL("../dist/lab_bg.wasm", import.meta.url);
  const response = await fetch(url);
  if (!response.ok) throw new Error(`could not load the wasm module: ${url} answered ${response.status}`);
  // Not `compileStreaming`: it refuses servers that do not say `application/wasm`.
  load(await WebAssembly.compile(await response.arrayBuffer()));
}

export const ready = fetchLab();
// Whoever awaits it still sees the failure; this only keeps it from being called unhandled.
ready.catch(() => {});
export { LintError, fix, lint, loadProfile, profiles, version } from "./load.js";
