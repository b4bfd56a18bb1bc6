//! The walk over a query that is sent as a body (RFC 7644 §3.4.3): its JSON as that of a resource, and what it asks
//! for as that of a query.

use super::Linter;
use super::envelope::Head;
use super::query::Query;
use super::walk::Walk;
use crate::json::{Kind, Span, Value};
use crate::rule::subject::{Http, QueryParameter, Sent};
use crate::rule::{Draft, Facts};
use crate::syntax::{Parameter, Plus, percent_decode};
use std::borrow::Cow;

impl Linter {
    #[inline(never)]
    pub(super) fn search(
        &self,
        root: Value<'_>,
        http: &Http<'_>,
        facts: &Facts<'_>,
        drafts: &mut Vec<Draft>,
    ) {
        Walk::new(self, &self.search, facts, drafts, root).resource(root, &Head::of(root));
        let before = drafts.len();
        let types = self.queried(http.target, facts);
        let table = &self.search.tables[0];
        for member in root.members() {
            let Some((index, _)) = table.find(member.name) else { continue };
            let name = table.entries[index].attribute.name.as_str();
            let one = std::iter::once(member.value).filter(|value| value.kind() != Kind::Array);
            for value in one.chain(member.value.elements()) {
                // What is of another type than its attribute is said by the walk.
                let Some(text) = said(name, value) else { continue };
                let parameter = Parameter {
                    name: Cow::Borrowed(name),
                    value: text,
                    name_span: Span::default(),
                    value_span: Span::default(),
                    raw_name: name,
                    raw_value: None,
                    plus: Plus::default(),
                };
                let sent = Some(Sent { object: root, name: member.name, value });
                let query = QueryParameter { parameter: &parameter, request: http.request, sent };
                Query { linter: self, types, facts, drafts }.sent(&query);
            }
        }
        let fixes = drafts[before..].iter_mut().filter_map(|draft| draft.fix.as_mut());
        for edit in fixes.flat_map(|fix| &mut fix.edits) {
            // It is written for an address, and goes into a string.
            if edit.text.as_bytes().contains(&b'%') {
                edit.text = percent_decode(&edit.text).replace('\\', "\\\\").replace('"', "\\\"");
            }
        }
    }
}

/// What a parameter of that name says, where the value is of its type.
fn said<'d>(name: &str, value: Value<'d>) -> Option<Cow<'d, str>> {
    match name {
        "startIndex" | "count" => {
            let is_integer = |number: &&str| !number.contains(['.', 'e', 'E']);
            value.number().filter(is_integer).map(Cow::Borrowed)
        }
        _ => value.string(),
    }
}
