//! The wasm bindings: text in, text out.
