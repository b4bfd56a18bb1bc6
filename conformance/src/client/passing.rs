//! Requests on their way to a real endpoint: what is predicted of each, which are not worth asking, and what the answer
//! says of the prediction.

use super::Watch;
use crate::prediction::{Comparison, Predictions, compare};
use scimproof::diagnostic::{Answer, Refusal};
use scimproof::lint::Verdict;
use scimproof::message::{Endpoint, Exchange, Method, Request, endpoint};
use scimproof::profile::{Profile, Standing};
use scimproof::rule::Nothing;

/// Follows requests from when they come until they are answered.
#[derive(Debug, Default)]
pub struct Passing {
    enforces: bool,
    predictions: Predictions,
    /// How many requests that write are on their way.
    writing: usize,
    /// How many of them there were.
    writes: usize,
    /// Whether something was written that the watch does not follow, so that what it knows may be over.
    is_blind: bool,
}

/// A request on its way, with what is predicted of it.
#[derive(Debug)]
pub struct Ahead {
    verdict: Verdict,
    /// Whether it is refused here, without asking the endpoint.
    is_refused: bool,
    writes: bool,
    /// Whether no other request was on its way that writes, and how many there were when it came.
    is_alone: bool,
    seen: usize,
}

impl Ahead {
    /// What the rules say of the request, by all that was known when it came.
    pub fn verdict(&self) -> &Verdict {
        &self.verdict
    }

    /// The refusal, where the endpoint need not be asked.
    pub fn refusal(&self) -> Option<&Refusal> {
        match &self.verdict.answer {
            Answer::Refuse(refusal) if self.is_refused => Some(refusal),
            Answer::Refuse(_) | Answer::Accept { .. } | Answer::Unknown => None,
        }
    }
}

impl Passing {
    /// Whether requests are refused here that the endpoint would refuse anyway.
    #[must_use]
    pub fn enforcing(mut self, enforces: bool) -> Passing {
        self.enforces = enforces;
        self
    }

    /// A request comes. Each is to [end](Passing::ends).
    pub fn comes(&mut self, watch: &Watch, request: &Request<'_>) -> Ahead {
        let by_itself = || watch.linter().lint(request, &Nothing);
        let verdict = if self.is_blind { by_itself() } else { watch.foresee(request) };
        // What the state decides may have changed past the proxy, and what is only inferred is worth asking.
        let is_certain = |verdict: &Verdict| match &verdict.answer {
            Answer::Refuse(refusal) => refusal.standing != Standing::Inferred,
            Answer::Accept { .. } | Answer::Unknown => false,
        };
        let may_refuse = self.enforces && matches!(verdict.answer, Answer::Refuse(_));
        let refused = may_refuse.then(by_itself).filter(is_certain);
        let is_refused = refused.is_some();
        let verdict = refused.unwrap_or(verdict);
        let writes = !matches!(request.method, Method::Get | Method::Other) && !is_refused;
        let is_alone = self.writing == 0;
        self.writing += usize::from(writes);
        self.writes += usize::from(writes);
        Ahead { verdict, is_refused, writes, is_alone, seen: self.writes }
    }

    /// The request ends as the exchange of that number. `answered` tells whether the answer is the endpoint's own.
    pub fn ends(
        &mut self,
        watch: &Watch,
        ahead: &Ahead,
        number: usize,
        exchange: &Exchange<'_>,
        answered: bool,
    ) -> Comparison {
        self.writing -= usize::from(ahead.writes);
        let (linter, request) = (watch.linter(), &exchange.request);
        let is_sure = ahead.is_alone && ahead.seen == self.writes && !self.is_blind;
        // Of what is written at the same time nobody knows which came first, so the request is judged by itself.
        let by_itself = (!is_sure).then(|| linter.lint(request, &Nothing));
        let predicted = by_itself.as_ref().unwrap_or(&ahead.verdict);
        let Some(response) = exchange.response.as_ref().filter(|_| answered) else {
            self.predictions.count(Comparison::Unanswered);
            return Comparison::Unanswered;
        };
        let is_done = (200..300).contains(&response.status);
        self.is_blind |= ahead.writes && is_done && !is_followed(request, linter.profile());
        let comparison = compare(linter, request, &predicted.answer, response.status);
        self.predictions.hear(number, comparison, linter.profile(), request, predicted, response);
        comparison
    }

    /// What came of the predictions.
    pub fn predictions(&self) -> &Predictions {
        &self.predictions
    }
}

/// Whether a watch sees what a request does: it does not look into bulk requests, nor does it know who `/Me` is.
fn is_followed(request: &Request<'_>, profile: &Profile) -> bool {
    let target = endpoint::target(&request.target, profile.endpoint_names());
    matches!(target.endpoint, Endpoint::Collection(_) | Endpoint::Resource { .. } | Endpoint::Search(_))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::KEPT;
    use scimproof::message::Response;
    use scimproof::profile;

    const MONA: &[u8] = br#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona"}"#;

    struct Front {
        watch: Watch,
        passing: Passing,
    }

    impl Front {
        fn new() -> Front {
            let profile = profile::builtin("rfc7644").expect("it is built in");
            Front { watch: Watch::new(&profile, KEPT), passing: Passing::default() }
        }

        fn comes(&mut self, request: &Request<'_>) -> Ahead {
            self.passing.comes(&self.watch, request)
        }

        fn ends(&mut self, ahead: &Ahead, request: &Request<'_>, status: u16) -> Comparison {
            let body = if status < 300 { br#"{"id":"7","userName":"mona"}"#.as_slice() } else { b"" };
            let response = Response { status, headers: Vec::new(), body: body.into() };
            let exchange = Exchange::new(request.clone(), Some(response));
            let comparison = self.passing.ends(&self.watch, ahead, self.watch.next(), &exchange, true);
            self.watch.hear(&exchange, ahead.verdict(), None);
            comparison
        }

        fn passes(&mut self, request: &Request<'_>, status: u16) -> Comparison {
            let ahead = self.comes(request);
            self.ends(&ahead, request, status)
        }
    }

    #[test]
    fn what_is_known_of_the_state_counts_where_nothing_else_is_written_meanwhile() {
        let create = Request::bare(Method::Post, "/Users", Some(MONA));
        let delete = Request::bare(Method::Delete, "/Users/7", None);
        let read = Request::bare(Method::Get, "/Users/7", None);
        let mut front = Front::new();
        assert_eq!(front.passes(&create, 201), Comparison::Agrees);
        assert_eq!(front.passes(&create, 409), Comparison::Agrees);
        // Reads beside it change nothing.
        let reading = front.comes(&read);
        assert_eq!(front.passes(&create, 201), Comparison::Accepted);
        front.ends(&reading, &read, 200);
        // Whether the name is free depends on which of the two the endpoint did first.
        let deleting = front.comes(&delete);
        let creating = front.comes(&create);
        assert_eq!(front.ends(&creating, &create, 201), Comparison::Agrees);
        assert_eq!(front.ends(&deleting, &delete, 204), Comparison::Agrees);
        let creating = front.comes(&create);
        front.passes(&delete, 204);
        assert_eq!(front.ends(&creating, &create, 409), Comparison::Aside);
    }

    #[test]
    fn what_is_known_of_the_state_is_over_when_something_is_written_that_is_not_followed() {
        let create = Request::bare(Method::Post, "/Users", Some(MONA));
        let bulk = br#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[{"method":"DELETE","path":"/Users/7"}]}"#;
        let bulk = Request::bare(Method::Post, "/Bulk", Some(bulk));
        let mut front = Front::new();
        assert_eq!(front.passes(&create, 201), Comparison::Agrees);
        assert_eq!(front.passes(&bulk, 413), Comparison::Refused);
        assert_eq!(front.passes(&create, 409), Comparison::Agrees);
        assert_eq!(front.passes(&bulk, 200), Comparison::Agrees);
        assert_eq!(front.passes(&create, 201), Comparison::Agrees);
    }
}
