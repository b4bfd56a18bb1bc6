/**
 * The same calls for places where the wasm module comes from elsewhere: a worker that is handed one, or a
 * runtime that imports `scimproof/core.wasm` by itself.
 *
 * @packageDocumentation
 */

/**
 * Takes the compiled module, or the bytes of `scimproof/core.wasm`. After it, every call is synchronous.
 *
 * @example
 * ```js
 * import { lint, load } from "scimproof/load";
 *
 * load(await WebAssembly.compileStreaming(fetch("/core_bg.wasm")));
 * ```
 */
export function load(wasm: WebAssembly.Module | BufferSource): void;

export { LintError, lint, profiles, version } from "./index.js";
export type {
  Answer,
  Diagnostic,
  Edit,
  FetchOptions,
  Fix,
  LintOptions,
  Parameter,
  Part,
  Place,
  Profile,
  Range,
  Reader,
  Related,
  Report,
  Requirement,
  Severity,
  Standing,
} from "./index.js";
