/**
 * The calls of `scimproof/full` for places where the wasm module comes from elsewhere.
 *
 * @packageDocumentation
 */

/** Takes the compiled module, or the bytes of `scimproof/full.wasm`. After it, every call is synchronous. */
export function load(wasm: WebAssembly.Module | BufferSource): void;

export * from "../load.js";
export { fix, type FixReport, type LeftOver, loadProfile, loadSchemas, mask } from "./index.js";
