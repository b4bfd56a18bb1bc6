/**
 * The calls of `scimproof/lab` for places where the wasm module comes from elsewhere.
 *
 * @packageDocumentation
 */

/** Takes the compiled module, or the bytes of `scimproof/lab.wasm`. After it, every call is synchronous. */
export function load(wasm: WebAssembly.Module | BufferSource): void;

export * from "../full/load.js";
export * from "./questions.js";
export * from "./session.js";
export * from "./stand-in.js";
export * from "./suites.js";
