//! A request that can be shown around.

use super::{Desk, v1};
use crate::json::Span;
use crate::message::read::{Pasted, read};
use crate::message::{blurred, covered};
use std::borrow::Cow;

impl Desk {
    /// The text of a request with its tokens and passwords covered, and with what is personal in it made
    /// unrecognisable if that is asked for. Of a text that is no request, nothing is shown.
    ///
    /// `options` are those of [`Desk::lint`]. JSON of version 1 with `text`; or an `error`.
    pub fn mask(&mut self, text: &str, options: &str, is_personal_too: bool) -> String {
        let masked = self.prepared(options).and_then(|prepared| {
            let pasted = read(text.as_bytes(), &prepared.read_options())?;
            Ok(masked(text, &pasted, is_personal_too))
        });
        match masked {
            Ok(text) => v1::masked(&text),
            Err(error) => super::failed(&error),
        }
    }
}

fn masked(text: &str, pasted: &Pasted<'_>, is_personal_too: bool) -> String {
    // What is covered keeps its length, so all else keeps its place.
    let covered = covered(Cow::Borrowed(text), pasted.secrets(text.as_bytes()));
    let mut personal = if is_personal_too { pasted.personal() } else { Vec::new() };
    personal.sort_unstable();
    let mut masked = String::with_capacity(covered.len());
    let mut at = 0;
    for Span { start, end } in personal {
        let (start, end) = (at.max(start as usize), at.max(end as usize));
        masked.push_str(covered.get(at..start).unwrap_or_default());
        masked.push_str(&blurred(covered.get(start..end).unwrap_or_default()));
        at = end;
    }
    masked.push_str(covered.get(at..).unwrap_or_default());
    masked
}

#[cfg(test)]
mod tests {
    use crate::api::Desk;

    #[test]
    fn what_is_shown_around_has_no_token_and_if_asked_nobody_in_it() {
        let text = "POST /Users?access_token=s3cret HTTP/1.1\nAuthorization: Bearer abc\n\n{\"userName\":\"mona\",\"password\":\"t1ger\"}";
        let mut desk = Desk::new();
        let covered = "POST /Users?access_token=****** HTTP/1.1\nAuthorization: ****** ***\n\n{\"userName\":\"mona\",\"password\":\"*****\"}";
        for (is_personal_too, expected) in
            [(false, covered.to_owned()), (true, covered.replace("mona", "xxxx"))]
        {
            let json: serde_json::Value =
                serde_json::from_str(&desk.mask(text, "", is_personal_too)).expect("it is JSON");
            assert_eq!(json["text"].as_str(), Some(&*expected));
        }
    }

    #[test]
    fn of_what_is_no_request_nothing_is_shown() {
        assert!(Desk::new().mask("", "", false).contains("error"));
    }
}
