//! Where checks put what they find: places and the words' data, no wording.

use super::Rule;
use crate::diagnostic::{Edit, Fix};
use crate::json::{Span, Value};
use crate::message::Part;
use crate::profile::{Fillings, Operation};

/// Whether this build offers fixes. Without it those that rules propose are left aside.
pub(super) const FIXES: bool = cfg!(feature = "fixes");

/// A place in a request, as a check points at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The part of the request.
    pub part: Part,
    /// The bytes within it.
    pub span: Span,
    /// The node of the body that it belongs to, from which the JSON Pointer follows.
    pub node: Option<u32>,
}

impl Place {
    /// A range of a part that is no JSON value.
    pub fn of(part: Part, span: Span) -> Place {
        Place { part, span, node: None }
    }

    /// The name of a member; its pointer is the value's.
    pub fn name(name: Value<'_>, value: Value<'_>) -> Place {
        Place { part: Part::Body, span: name.span(), node: Some(value.index()) }
    }

    /// The opening bracket of an object: that is where something is missing.
    pub fn opening(object: Value<'_>) -> Place {
        let start = object.span().start;
        Place { part: Part::Body, span: Span::new(start, start + 1), node: Some(object.index()) }
    }

    /// A range of the text that a string value stands for, counted from behind its opening quote.
    pub fn within(value: Value<'_>, span: Span) -> Place {
        Place { part: Part::Body, span: value.written(span), node: Some(value.index()) }
    }
}

impl Place {
    /// The same place in the response's body.
    #[must_use]
    pub fn in_response(self) -> Place {
        Place { part: Part::ResponseBody, ..self }
    }
}

impl From<Value<'_>> for Place {
    fn from(value: Value<'_>) -> Place {
        Place { part: Part::Body, span: value.span(), node: Some(value.index()) }
    }
}

/// A finding before it has words and a severity.
#[derive(Debug, Clone)]
pub struct Draft {
    pub(crate) rule: &'static Rule,
    pub(crate) place: Place,
    pub(crate) words: Fillings,
    pub(crate) related: Vec<(Place, String)>,
    pub(crate) fix: Option<Fix>,
    /// Where it is found in one operation of a bulk request.
    pub(crate) within: Option<Within>,
}

/// An operation of a bulk request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Within {
    /// What it does, if it is known.
    pub(crate) operation: Option<Operation>,
}

impl Draft {
    /// Fills a placeholder of the rule's templates.
    ///
    /// A plain function of plain texts, like its neighbours: a hundred calls of a generic one would
    /// weigh in the wasm module.
    #[inline(never)]
    pub fn with(&mut self, placeholder: &'static str, word: &str) -> &mut Draft {
        self.words.push(placeholder, word);
        self
    }

    /// Names another place that belongs to the finding.
    pub fn related(&mut self, place: impl Into<Place>, word: &str) -> &mut Draft {
        self.related.push((place.into(), word.to_owned()));
        self
    }

    /// Offers an edit that mends it. Safe when a lenient provider ends in the same state with and without it.
    #[inline(never)]
    pub fn fix(&mut self, title: &str, safe: bool, edits: Vec<Edit>) -> &mut Draft {
        if !FIXES {
            return self;
        }
        self.fix = Some(Fix { title: title.to_owned(), safe, edits });
        self
    }

    /// Offers to take a member out, with the comma that sets it apart. Not where the value has no name of
    /// its own: an element, or the value of a PATCH operation.
    #[inline(never)]
    pub fn take_out(&mut self, title: &str, safe: bool, name: Value<'_>, value: Value<'_>) -> &mut Draft {
        if !FIXES || name.index() == value.index() {
            return self;
        }
        let span = Span::new(name.span().start, value.span().end);
        self.fix(title, safe, vec![super::mend::removal(value, span)])
    }

    /// Offers to replace the bytes of a place.
    pub fn replace(&mut self, title: &str, safe: bool, place: impl Into<Place>, text: &str) -> &mut Draft {
        self.replace_at(title, safe, place.into(), text)
    }

    #[inline(never)]
    fn replace_at(&mut self, title: &str, safe: bool, place: Place, text: &str) -> &mut Draft {
        if !FIXES {
            return self;
        }
        self.fix(title, safe, vec![Edit { part: place.part, span: place.span, text: text.to_owned() }])
    }
}

/// Where checks put what they find.
pub struct Sink<'s> {
    drafts: &'s mut Vec<Draft>,
    rule: &'static Rule,
}

impl<'s> Sink<'s> {
    pub(crate) fn new(drafts: &'s mut Vec<Draft>, rule: &'static Rule) -> Sink<'s> {
        Sink { drafts, rule }
    }

    /// The rule's malformation is there. What the templates need is filled in on the draft.
    pub fn found(&mut self, place: impl Into<Place>) -> &mut Draft {
        self.found_at(place.into())
    }

    #[inline(never)]
    fn found_at(&mut self, place: Place) -> &mut Draft {
        self.drafts.push(Draft {
            rule: self.rule,
            place,
            words: Fillings::default(),
            related: Vec::new(),
            fix: None,
            within: None,
        });
        let last = self.drafts.len() - 1;
        &mut self.drafts[last]
    }
}
