/** The compiled module, or its bytes, as the bundler or the runtime gives files of wasm. */
declare const wasm: WebAssembly.Module;
export default wasm;
