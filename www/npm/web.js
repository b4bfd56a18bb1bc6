// Browsers and bundlers. `new URL(…, import.meta.url)` is the form that bundlers recognise: they
// copy the file and rewrite its address.

import { load } from "./load.js";

async function fetchCore() {
  const url = new URL("./dist/core_bg.wasm", import.meta.url);
  const response = await fetch(url);
  if (!response.ok) throw new Error(`could not load the wasm core: ${url} answered ${response.status}`);
  // Not `compileStreaming`: it refuses servers that do not say `application/wasm`.
  load(await WebAssembly.compile(await response.arrayBuffer()));
}

export const ready = fetchCore();
// Whoever awaits it still sees the failure; this only keeps it from being called unhandled.
ready.catch(() => {});
export { LintError, lint, profiles, version } from "./load.js";
