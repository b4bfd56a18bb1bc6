//! Judging a request together with its answer.

use super::verdict::Places;
use super::{Linter, Verdict};
use crate::diagnostic::Answer;
use crate::json::{Document, Kind, Parser, Value};
use crate::message::Exchange;
use crate::message::endpoint::target;
use crate::rule::subject::Answered;
use crate::rule::{Facts, Known, Sink};

impl Linter {
    /// What is wrong with the request and with what it was answered. The prediction is that of the request.
    pub fn exchange(&self, exchange: &Exchange<'_>, known: &dyn Known) -> Verdict {
        let mut verdict = self.lint(&exchange.request, known);
        if exchange.unrecorded.request_body {
            // What is not recorded is neither missing nor known to be taken.
            verdict.diagnostics.retain(|diagnostic| diagnostic.rule != "body-missing");
            verdict.answer = Answer::Unknown;
        }
        let Some(response) = &exchange.response else { return verdict };

        let request = &exchange.request;
        let target = target(&request.target, self.profile.endpoint_names());
        let facts = Facts { profile: &self.profile, known, action: self.action(request.method, &target) };
        let mut parsers = [Parser::new(), Parser::new()];
        let [of_request, of_response] = &mut parsers;
        let sent = request.body.as_deref().and_then(|body| of_request.parse(body).ok());
        let shown = of_response.parse(&response.body).ok();
        let answered = Answered {
            request,
            target: &target,
            sent: sent.as_ref().and_then(object),
            response,
            unrecorded: exchange.unrecorded,
            shown: shown.as_ref().and_then(object),
        };
        let mut drafts = Vec::new();
        for (rule, check) in &self.checks.exchange {
            check(&answered, &facts, &mut Sink::new(&mut drafts, rule));
        }
        let judged = self.judged(drafts, &facts);
        let mut places = Places::of(sent.as_ref(), shown.as_ref());
        verdict
            .diagnostics
            .extend(judged.into_iter().map(|judged| self.diagnostic(judged, &mut places, &facts)));
        verdict
    }
}

fn object<'d>(document: &'d Document<'_>) -> Option<Value<'d>> {
    let root = document.root();
    (root.kind() == Kind::Object).then_some(root)
}
