//! The walk over a request's query.

use super::Linter;
use super::compile::{CompiledType, Entry, Found};
use crate::json::Span;
use crate::rule::subject::{BrokenFilter, FilterCondition, Http, ParsedFilter, QueryParameter, Selected};
use crate::rule::{Draft, Facts, Sink};
use crate::schema::Attribute;
use crate::syntax::{AttributePath, Condition, Filter, TokenKind, query_parameters};
use std::cell::OnceCell;

/// How many findings the conditions of one filter may have. Each finds its place by
/// reading the text up to it, so that a filter without end would cost a square.
const MOST_FINDINGS: usize = 32;

/// One walk over one query.
pub(super) struct Query<'w> {
    pub(super) linter: &'w Linter,
    /// The resource types that are asked for.
    pub(super) types: &'w [CompiledType],
    pub(super) facts: &'w Facts<'w>,
    pub(super) drafts: &'w mut Vec<Draft>,
}

/// What a name stands for among a resource type's attributes.
#[derive(Clone, Copy, Default)]
struct Named<'w> {
    /// The attribute, its sub-attribute left aside.
    attribute: Option<&'w Entry>,
    sub_attribute: Option<&'w Entry>,
    /// Whether a name is written in another case.
    is_respelled: bool,
}

impl Query<'_> {
    pub(super) fn walk(&mut self, http: &Http<'_>, query: &str) {
        let checks = &self.linter.checks;
        for (rule, check) in &checks.queried {
            check(http, self.facts, &mut Sink::new(self.drafts, rule));
        }
        let offset = (http.request.path().len() + 1) as u32;
        let mut seen = 0_u8;
        for mut parameter in query_parameters(query) {
            parameter.name_span = shifted(parameter.name_span, offset);
            parameter.value_span = shifted(parameter.value_span, offset);
            let name = &*parameter.name;
            let (bit, of_name) = match name {
                "filter" => (1, &checks.filtering),
                "startIndex" => (2, &checks.paging),
                "count" => (4, &checks.paging),
                "sortBy" => (8, &checks.sorting),
                "sortOrder" => (16, &checks.sorting),
                "attributes" => (32, &checks.selecting),
                "excludedAttributes" => (64, &checks.selecting),
                "cursor" => (128, &checks.stray),
                _ => (0, &checks.stray),
            };
            let groups = [(true, of_name), (seen & bit != 0, &checks.repeated_parameter)];
            seen |= bit;
            let subject = QueryParameter { parameter: &parameter, request: http.request, sent: None };
            for (rule, check) in groups.iter().filter(|(applies, _)| *applies).flat_map(|(_, checks)| *checks)
            {
                check(&subject, self.facts, &mut Sink::new(self.drafts, rule));
            }
            match name {
                "filter" => self.filter(&subject),
                "sortBy" | "attributes" | "excludedAttributes" => self.selection(&subject),
                _ => {}
            }
        }
    }

    /// A parameter that is sent in a body. What is wrong with its JSON, its walk says.
    pub(super) fn sent(&mut self, query: &QueryParameter<'_>) {
        let checks = &self.linter.checks;
        let of_name = match &*query.parameter.name {
            "startIndex" | "count" => &checks.paging,
            "sortBy" | "sortOrder" => &checks.sorting,
            "attributes" | "excludedAttributes" => &checks.selecting,
            _ => &Vec::new(),
        };
        for (rule, check) in of_name {
            check(query, self.facts, &mut Sink::new(self.drafts, rule));
        }
        match &*query.parameter.name {
            "filter" => self.filter(query),
            "sortBy" | "attributes" | "excludedAttributes" => self.selection(query),
            _ => {}
        }
    }

    fn filter(&mut self, query: &QueryParameter<'_>) {
        let checks = &self.linter.checks;
        let tree = match Filter::parse(&query.parameter.value) {
            Ok(tree) => tree,
            Err(error) => {
                for (rule, check) in &checks.broken_filter {
                    let subject = BrokenFilter { query, error: &error };
                    check(&subject, self.facts, &mut Sink::new(self.drafts, rule));
                }
                return;
            }
        };
        for (rule, check) in &checks.filter {
            check(&ParsedFilter { query, tree: &tree }, self.facts, &mut Sink::new(self.drafts, rule));
        }
        if self.types.is_empty() {
            return;
        }
        let most = self.drafts.len() + MOST_FINDINGS;
        let tokens = OnceCell::new();
        for (index, condition) in tree.conditions().enumerate() {
            self.condition(query, index, condition, &tokens);
            if self.drafts.len() >= most {
                return;
            }
        }
    }

    fn condition(
        &mut self,
        query: &QueryParameter<'_>,
        index: usize,
        condition: Condition<'_>,
        tokens: &OnceCell<Vec<(TokenKind, Span)>>,
    ) {
        // Of several types, the first that has the attribute.
        let mut types = self.types.iter();
        let declaring = types.find(|compiled| compiled.named_by(&condition).attribute.is_some());
        let Some(compiled) = declaring.or(self.types.first()) else { return };
        let named = compiled.named_by(&condition);
        let subject = FilterCondition {
            query,
            index,
            condition,
            attribute: named.attribute.map(|entry| &entry.attribute),
            sub_attribute: named.sub_attribute.map(|entry| &entry.attribute),
            path: named.sub_attribute.or(named.attribute).map_or("", |entry| &entry.path),
            declared: compiled.attributes(),
            tokens,
        };
        let is_declared = subject.named().is_some();
        let checks = &self.linter.checks;
        let groups = [
            (is_declared, &checks.condition),
            (is_declared && named.is_respelled, &checks.condition_spelled),
            (!is_declared, &checks.condition_undeclared),
        ];
        for (rule, check) in groups.iter().filter(|(applies, _)| *applies).flat_map(|(_, checks)| *checks) {
            check(&subject, self.facts, &mut Sink::new(self.drafts, rule));
        }
    }

    /// The attributes that a parameter lists.
    fn selection(&mut self, query: &QueryParameter<'_>) {
        let Some(first) = self.types.first() else { return };
        let mut start = 0;
        for part in query.parameter.value.split(',') {
            let text = part.trim_ascii();
            let indent = part.len() - part.trim_ascii_start().len();
            let span = Span::new((start + indent) as u32, (start + indent + text.len()) as u32);
            start += part.len() + 1;
            if self.types.iter().any(|compiled| compiled.declares(text)) {
                continue;
            }
            let subject = Selected { query, text, span, declared: first.attributes() };
            for (rule, check) in &self.linter.checks.unselectable {
                check(&subject, self.facts, &mut Sink::new(self.drafts, rule));
            }
        }
    }
}

impl CompiledType {
    fn attributes(&self) -> &[Attribute] {
        &self.tables[0].attributes
    }

    fn named_by(&self, condition: &Condition<'_>) -> Named<'_> {
        let AttributePath { schema, attribute, sub_attribute } = condition.attribute;
        let (owner, part) = match condition.within {
            Some(owner) => (self.attribute(owner.schema.as_deref(), &owner.attribute), Some(attribute)),
            None => (self.attribute(schema.as_deref(), attribute), sub_attribute.as_ref()),
        };
        let part: Option<Found<'_>> =
            owner.zip(part).and_then(|((owner, _), part)| self.sub_attribute(owner, part));
        Named {
            attribute: owner.map(|(entry, _)| entry),
            sub_attribute: part.map(|(entry, _)| entry),
            is_respelled: [owner, part].into_iter().flatten().any(|(_, exact)| !exact),
        }
    }

    /// Whether the text names an attribute, or a schema as a whole.
    fn declares(&self, text: &str) -> bool {
        let (schema, names) = match text.rsplit_once(':') {
            Some((schema, names)) => (Some(schema), names),
            None => (None, text),
        };
        let (name, part) = match names.split_once('.') {
            Some((name, part)) => (name, Some(part)),
            None => (names, None),
        };
        let is_schema = || text.eq_ignore_ascii_case(&self.urn) || self.tables[0].find_text(text).is_some();
        match self.attribute(schema, name) {
            Some((entry, _)) => part.is_none_or(|part| self.sub_attribute(entry, part).is_some()),
            // A URN has dots of its own.
            None => schema.is_some() && is_schema(),
        }
    }
}

fn shifted(span: Span, offset: u32) -> Span {
    Span::new(span.start + offset, span.end + offset)
}
