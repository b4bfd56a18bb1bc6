//! The wasm bindings: text in, text out.
//!
//! Text crosses the boundary three to four times faster than objects do, so both the call and its
//! result are JSON, and a request with nothing to say about it gives none. Whatever can
//! be tested natively stands in `scimproof::api`; this crate only names it for JavaScript.

#[cfg(feature = "lab")]
pub mod lab;

use scimproof::api::Desk;
use std::cell::RefCell;
use std::mem::ManuallyDrop;
use wasm_bindgen::prelude::wasm_bindgen;

#[cfg(all(target_family = "wasm", not(target_feature = "atomics")))]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

thread_local! {
    // Never dropped: nothing ends before the page does, and the code for it would weigh.
    static DESK: RefCell<ManuallyDrop<Desk>> = RefCell::new(ManuallyDrop::new(Desk::new()));
    static INPUT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static OPTIONS: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Makes room for a text of that many bytes and tells where in the memory it is.
///
/// The caller encodes its text right into it: a text that is passed as an argument is copied
/// character by character, which takes longer than judging it.
#[wasm_bindgen]
pub fn room(bytes: usize) -> *mut u8 {
    INPUT.with_borrow_mut(|input| {
        if input.len() < bytes {
            input.resize(bytes, 0);
        }
        input.as_mut_ptr()
    })
}

/// Takes the first bytes of the [`room`] for the options of the calls of [`lint`] and `fix` that follow: callers
/// ask again and again with the same. They are the JSON of [`Desk::lint`].
#[wasm_bindgen]
pub fn choose(length: usize) {
    with_text(length, |_, text| OPTIONS.with_borrow_mut(|options| text.clone_into(options)));
}

/// Judges the request in the first bytes of the [`room`], as someone pasted it. Gives the length of the [`report`];
/// 0 when there is nothing to say.
#[wasm_bindgen]
pub fn lint(length: usize) -> usize {
    INPUT.with_borrow(|input| {
        let text = input.get(..length).unwrap_or_default();
        let judged =
            |options: &String| DESK.with_borrow_mut(|desk| desk.judge(text, options).map_or(0, <[u8]>::len));
        OPTIONS.with_borrow(judged)
    })
}

/// Where in the memory the report on the last request is: the JSON of [`Desk::lint`].
#[wasm_bindgen]
pub fn report() -> *const u8 {
    DESK.with_borrow(|desk| desk.report().as_ptr())
}

/// Makes the safe fixes of the request in the first bytes of the [`room`]. The result is the JSON of [`Desk::fix`].
#[cfg(feature = "full")]
#[wasm_bindgen]
pub fn fix(length: usize) -> String {
    with_text(length, |desk, text| OPTIONS.with_borrow(|options| desk.fix(text, options)))
}

/// Covers what is secret, and if asked what is personal, in the request in the first bytes of the [`room`].
/// `options` and the result are the JSON of [`Desk::mask`].
#[cfg(feature = "full")]
#[wasm_bindgen]
pub fn mask(length: usize, options: &str, is_personal_too: bool) -> String {
    with_text(length, |desk, text| desk.mask(text, options, is_personal_too))
}

/// Adds the profile in the first bytes of the [`room`], as [`Desk::load`] does.
#[cfg(feature = "full")]
#[wasm_bindgen]
pub fn load_profile(length: usize) -> Option<String> {
    with_text(length, Desk::load)
}

/// Adds what the endpoint of that name says of itself, in the first bytes of the [`room`], as
/// [`Desk::load_schemas`] does.
#[cfg(feature = "full")]
#[wasm_bindgen]
pub fn load_schemas(length: usize, name: &str) -> Option<String> {
    with_text(length, |desk, text| desk.load_schemas(text, name))
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "it stands in for what each caller would write")]
fn with_text<T>(length: usize, answer: impl FnOnce(&mut Desk, &str) -> T) -> T {
    INPUT.with_borrow(|input| {
        let text = input.get(..length).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default();
        DESK.with_borrow_mut(|desk| answer(desk, text))
    })
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
