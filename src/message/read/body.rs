//! A bare body. Its method and target come from the options or are guessed by a look at the text.
//!
//! The look is for words, not a parse: the body may be broken, and it is the linter that says how.

use super::{Assumed, Pasted, ReadError, ReadOptions, Reader};
use crate::json::Origin;
use crate::message::endpoint::{Endpoint, target};
use crate::message::{Method, Request, SourceMap};
use std::borrow::Cow;

pub(super) fn read<'a>(text: &'a [u8], options: &ReadOptions<'_>) -> Result<Pasted<'a>, ReadError> {
    let is_empty = text.trim_ascii().is_empty();
    if is_empty && (options.method.is_none() || options.target.is_none()) {
        return Err(ReadError::Empty);
    }
    let looks = Looks::of(text);
    let mut assumed = Vec::new();
    let method = options.method.unwrap_or_else(|| {
        assumed.push(Assumed::Method);
        looks.method(options.target)
    });
    let target = options.target.unwrap_or_else(|| {
        assumed.push(Assumed::Target);
        looks.target(method)
    });
    let mut map = SourceMap::default();
    if !is_empty {
        map = SourceMap::identity(text.len() as u32);
    }
    let request = Request {
        method,
        target: Cow::Owned(target.to_owned()),
        headers: None,
        body: (!is_empty).then_some(Cow::Borrowed(text)),
    };
    Ok(Pasted { reader: Reader::Body, exchange: request.into(), map, assumed, origin: Origin::default() })
}

/// What a body looks like.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Looks {
    PatchOfUser,
    PatchOfGroup,
    User,
    Group,
    Bulk,
    Search,
}

impl Looks {
    /// The first telling word decides, so that a long body is not read to its end: what a body is stands
    /// before what it holds. Only what a PATCH changes stands further on.
    fn of(text: &[u8]) -> Looks {
        let mut rest = text;
        let mut operations = None;
        while let Some(at) = rest.iter().position(|byte| matches!(byte, b':' | b'"')) {
            rest = &rest[at..];
            match (Word::at(rest), operations) {
                (Some(Word::Bulk), _) => return Looks::Bulk,
                (Some(Word::Members), Some(_)) => return Looks::PatchOfGroup,
                (Some(Word::Operations), _) => operations = Some(Looks::PatchOfUser),
                (Some(Word::Search), None) => return Looks::Search,
                (Some(Word::User), None) => return Looks::User,
                (Some(Word::Group | Word::Members), None) => return Looks::Group,
                (Some(Word::Search | Word::User | Word::Group), Some(_)) | (None, _) => {}
            }
            rest = &rest[1..];
        }
        operations.unwrap_or(Looks::User)
    }

    fn method(self, known: Option<&str>) -> Method {
        let of_one_resource = known.is_some_and(|known| {
            matches!(target(known, ["Users", "Groups"].into_iter()).endpoint, Endpoint::Resource { .. })
        });
        match self {
            Looks::PatchOfUser | Looks::PatchOfGroup => Method::Patch,
            Looks::User | Looks::Group if of_one_resource => Method::Put,
            Looks::User | Looks::Group | Looks::Bulk | Looks::Search => Method::Post,
        }
    }

    fn target(self, method: Method) -> &'static str {
        let of_one_resource = matches!(method, Method::Patch | Method::Put | Method::Delete);
        match self {
            Looks::Bulk => "/Bulk",
            Looks::Search => "/.search",
            Looks::Group | Looks::PatchOfGroup if of_one_resource => "/Groups/{id}",
            Looks::Group | Looks::PatchOfGroup => "/Groups",
            Looks::User | Looks::PatchOfUser if of_one_resource => "/Users/{id}",
            Looks::User | Looks::PatchOfUser => "/Users",
        }
    }
}

/// A word by which a body can be told.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Word {
    Bulk,
    Search,
    Operations,
    User,
    Group,
    Members,
}

impl Word {
    /// The word that the text begins with, in whatever case. The end of a URN comes with its quote.
    fn at(text: &[u8]) -> Option<Word> {
        const URNS: [(&[u8], Word); 5] = [
            (b"User\"", Word::User),
            (b"Group\"", Word::Group),
            (b"PatchOp\"", Word::Operations),
            (b"BulkRequest\"", Word::Bulk),
            (b"SearchRequest\"", Word::Search),
        ];
        const NAMES: [(&[u8], Word); 2] = [(b"perations\"", Word::Operations), (b"embers", Word::Members)];
        // The first bytes tell nearly all other places, of which a body has many.
        let (words, rest) = match text {
            [b':', b'2', b'.', b'0', b':', rest @ ..] => (&URNS[..], rest),
            [b'"', b'O' | b'o', rest @ ..] => (&NAMES[..1], rest),
            [b'"', b'M' | b'm', rest @ ..] => (&NAMES[1..], rest),
            _ => return None,
        };
        let begins =
            |word: &[u8]| rest.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
        words.iter().find(|(word, _)| begins(word)).map(|(_, kind)| *kind)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail by panic")]
mod tests {
    use super::*;
    use crate::json::Span;
    use crate::message::Part;

    #[test]
    fn method_and_target_are_guessed_from_the_body() {
        let cases = [
            (r#"{ "userName": "ines" }"#, "POST /Users"),
            (r#"{ "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"] }"#, "POST /Groups"),
            (r#"{ "displayName": "crew", "members": [] }"#, "POST /Groups"),
            (
                r#"{ "Operations": [{ "op": "replace", "path": "active", "value": false }] }"#,
                "PATCH /Users/{id}",
            ),
            (r#"{ "operations": [{ "op": "add", "path": "members", "value": [] }] }"#, "PATCH /Groups/{id}"),
            (
                r#"{ "Operations": [{ "op": "remove", "path": "members[value eq \"7\"]" }] }"#,
                "PATCH /Groups/{id}",
            ),
            (
                r#"{ "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], "Operations": [] }"#,
                "POST /Bulk",
            ),
            (r#"{ "schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"] }"#, "POST /.search"),
            ("not even JSON", "POST /Users"),
            (
                r#"{ "Operations": [], "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"] }"#,
                "POST /Bulk",
            ),
            (
                r#"{ "Operations": [{ "value": { "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {} } }] }"#,
                "PATCH /Users/{id}",
            ),
        ];
        for (text, expected) in cases {
            let pasted = read(text.as_bytes(), &ReadOptions::default()).unwrap();
            assert_eq!(
                format!("{} {}", pasted.exchange.request.method, pasted.exchange.request.target),
                expected,
                "{text}"
            );
            assert_eq!(pasted.assumed, [Assumed::Method, Assumed::Target]);
            assert_eq!(pasted.exchange.request.headers, None);
        }
    }

    #[test]
    fn what_the_options_say_is_not_guessed() {
        let given = |method, target| ReadOptions { method, target, ..ReadOptions::default() };
        let cases = [
            (given(Some(Method::Put), None), "PUT /Users/{id}", vec![Assumed::Target]),
            (given(None, Some("/v2/Users/9")), "PUT /v2/Users/9", vec![Assumed::Method]),
            (given(None, Some("/Users")), "POST /Users", vec![Assumed::Method]),
            (given(Some(Method::Delete), Some("/Groups/1")), "DELETE /Groups/1", vec![]),
        ];
        for (options, expected, assumed) in cases {
            let pasted = read(b"{}", &options).unwrap();
            assert_eq!(
                format!("{} {}", pasted.exchange.request.method, pasted.exchange.request.target),
                expected
            );
            assert_eq!(pasted.assumed, assumed);
        }
    }

    #[test]
    fn a_body_maps_onto_itself_whatever_its_bytes() {
        let text = b"\xff\x00{";
        let pasted = read(text, &ReadOptions::default()).unwrap();
        assert_eq!(pasted.exchange.request.body.as_deref(), Some(&text[..]));
        assert_eq!(pasted.map.locate(Part::Body, Span::new(1, 3)), Some(Span::new(1, 3)));
        assert_eq!(pasted.map.locate(Part::Body, Span::new(3, 3)), Some(Span::new(3, 3)));
        assert_eq!(pasted.map.locate(Part::Target, Span::new(0, 1)), None);
    }

    #[test]
    fn nothing_is_a_request_only_when_the_options_make_it_one() {
        assert_eq!(read(b" \n", &ReadOptions::default()), Err(ReadError::Empty));
        let options =
            ReadOptions { method: Some(Method::Get), target: Some("/Users"), ..ReadOptions::default() };
        assert_eq!(read(b"", &options).unwrap().exchange.request.body, None);
    }
}
