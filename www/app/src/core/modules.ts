// The wasm modules, fetched and compiled once for all workers.

import coreUrl from "scimproof/core.wasm?url";
import fullUrl from "scimproof/full.wasm?url";
import labUrl from "scimproof/lab.wasm?url";

/** The linter: what a first visit needs. */
export const core = once(coreUrl);
/** The same with every reader, every profile and fixes. */
export const full = once(fullUrl);
/** The same with all that is no linting. */
export const lab = once(labUrl);

/** A try that failed is not the last one. */
function once(url: string): () => Promise<WebAssembly.Module> {
  let module: Promise<WebAssembly.Module> | undefined;
  return () => {
    module ??= compiled(url).catch((reason: unknown) => {
      module = undefined;
      throw reason;
    });
    return module;
  };
}

async function compiled(url: string): Promise<WebAssembly.Module> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  // Not `compileStreaming`: it refuses hosts that do not know the media type of wasm.
  return WebAssembly.compile(await response.arrayBuffer());
}
