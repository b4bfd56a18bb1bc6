//! The walk over a request's query.

use super::Linter;
use crate::json::Span;
use crate::message::Request;
use crate::rule::subject::{FilterText, QueryParameter};
use crate::rule::{Draft, Facts, Sink};
use crate::syntax::{Filter, query_parameters};

impl Linter {
    pub(super) fn query(
        &self,
        request: &Request<'_>,
        query: &str,
        facts: &Facts<'_>,
        drafts: &mut Vec<Draft>,
    ) {
        let offset = (request.path().len() + 1) as u32;
        for mut parameter in query_parameters(query) {
            parameter.name_span = shifted(parameter.name_span, offset);
            parameter.value_span = shifted(parameter.value_span, offset);
            for (rule, check) in &self.checks.query {
                check(
                    &QueryParameter { parameter: &parameter, request },
                    facts,
                    &mut Sink::new(drafts, rule),
                );
            }
            if parameter.name == "filter" {
                let tree = Filter::parse(&parameter.value);
                let subject =
                    FilterText { parameter: &parameter, text: &parameter.value, tree: tree.as_ref() };
                for (rule, check) in &self.checks.filter {
                    check(&subject, facts, &mut Sink::new(drafts, rule));
                }
            }
        }
    }
}

fn shifted(span: Span, offset: u32) -> Span {
    Span::new(span.start + offset, span.end + offset)
}
