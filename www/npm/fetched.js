// How a browser gets a module.

/** Fetches a module and loads it; the promise rejects when that cannot be. */
export function fetched(url, load) {
  const ready = (async () => {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`could not load the wasm module: ${url} answered ${response.status}`);
    // Not `compileStreaming`: it refuses servers that do not say `application/wasm`.
    load(await WebAssembly.compile(await response.arrayBuffer()));
  })();
  // Whoever awaits it still sees the failure; this only keeps it from being called unhandled.
  ready.catch(() => {});
  return ready;
}
