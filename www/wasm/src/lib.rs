//! The wasm bindings: text in, text out.
//!
//! Text crosses the boundary three to four times faster than objects do, so both the call and its
//! result are JSON, and a request with nothing to say about it gives the empty text. Whatever can
//! be tested natively stands in `scimproof::api`; this crate only names it for JavaScript.

use scimproof::api::Desk;
use std::cell::RefCell;
use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    static DESK: RefCell<Desk> = RefCell::new(Desk::new());
}

/// Judges `text`, a request as someone pasted it. `options` and the result are the JSON of
/// [`Desk::lint`].
#[wasm_bindgen]
pub fn lint(text: &str, options: &str) -> String {
    DESK.with_borrow_mut(|desk| desk.lint(text, options))
}

/// The profiles this build carries, as the JSON of [`scimproof::api::profiles`].
#[wasm_bindgen]
pub fn profiles() -> String {
    scimproof::api::profiles()
}

/// The version of the core.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
