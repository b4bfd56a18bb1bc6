//! The malformation suite: what an endpoint makes of the catalogue's bad examples, against what is predicted.
//!
//! An outcome here is an observation. No MUST tells a provider to refuse what a client must not send, so an answer
//! other than the predicted one is a note; only an endpoint that breaks on a request is warned of. What a profile
//! does not know is not predicted, and is not in the suite. Against the stand-in the agreement is a tautology; it
//! counts on endpoints that others wrote.

use super::{
    Area, Check, Exchange, Expectation, Fixture, Level, Literal, Need, Predicate, Query, RequestTemplate,
    Step, Suite, Template, Variables,
};
use scimproof::diagnostic::Answer;
use scimproof::lint::Linter;
use scimproof::message::read::{ReadOptions, read};
use scimproof::message::{Header, Method, Request, endpoint};
use scimproof::profile::Profile;
use scimproof::rule::{self, Nothing, Rule};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The name that selects it.
pub const MALFORMATIONS: &str = "malformations";

/// The ids that examples name users and groups by.
const EXAMPLE_IDS: [(&str, &str); 3] = [("2819c223", "user"), ("5fc0c238", "user"), ("e9e30dba", "group")];

/// The user name of the examples.
const EXAMPLE_NAME: &str = "\"mona\"";

/// The malformation suite for an endpoint that is held to be like the profile. The fixtures are those of another
/// suite, one that the endpoint can be expected to take.
pub fn malformations(profile: &Profile, fixtures: &BTreeMap<String, Fixture>) -> Suite {
    let linter = Linter::new(profile);
    let checks = rule::all().filter_map(|rule| check(rule, profile, &linter)).collect();
    Suite {
        name: MALFORMATIONS.to_owned(),
        title: format!("the catalogue's malformations, predicted by the profile {}", profile.name),
        areas: vec![Area {
            name: "rules".to_owned(),
            title: "A request for each rule that can be shown by one".to_owned(),
        }],
        fixtures: fixtures.clone(),
        checks,
    }
}

fn check(rule: &'static Rule, profile: &Profile, linter: &Linter) -> Option<Check> {
    let pasted = read(rule.bad.as_bytes(), &ReadOptions::default()).ok()?;
    let found = endpoint::target(&pasted.exchange.request.target, profile.endpoint_names());
    let resource_type = profile.resource_type_at(found.endpoint.resource_endpoint()?)?;
    let base = (found.endpoint_span.start as usize).checked_sub(1)?;
    let good = read(rule.good.as_bytes(), &ReadOptions::default()).ok()?;
    let request = template(&pasted.exchange.request, &good.exchange.request, base)?;
    let sent = rendered(&request, &pasted.exchange.request)?;
    let verdict = linter.lint(&sent, &Nothing);
    if !verdict.diagnostics.iter().any(|diagnostic| diagnostic.rule == rule.name) {
        return None;
    }
    let status = |predicate: Predicate, level: Level| Expectation {
        query: Query::Status,
        predicates: vec![predicate],
        level: Some(level),
    };
    let number = |status: u16| Literal::Value(status.into());
    let mut expectations = vec![status(Predicate::AtMost(499.0), Level::Should)];
    match verdict.answer {
        Answer::Unknown => return None,
        Answer::Accept { statuses, .. } => {
            expectations
                .push(status(Predicate::OneOf(statuses.iter().copied().map(number).collect()), Level::May));
        }
        Answer::Refuse(refusal) => {
            expectations.push(status(Predicate::Eq(number(refusal.status)), Level::May));
            if let Some(word) = refusal.scim_type {
                expectations.push(Expectation {
                    query: Query::Pointer("/scimType".to_owned()),
                    predicates: vec![Predicate::Eq(Literal::Value((&*word).into()))],
                    level: Some(Level::May),
                });
            }
        }
    }
    let mut steps = Vec::new();
    let templates = [Some(&request.target), request.body.as_ref()];
    for fixture in ["user", "group"] {
        let id = format!("{fixture}.id");
        if templates.into_iter().flatten().any(|template| template.variables().any(|name| name == id)) {
            steps.push(Step::Use { fixture: fixture.to_owned(), instance: fixture.to_owned() });
        }
    }
    steps.push(Step::Send(Box::new(Exchange { request, captures: Vec::new(), expectations, until: None })));
    Some(Check {
        id: format!("{MALFORMATIONS}/rules/{}", rule.name),
        title: rule.title().to_owned(),
        area: "rules".to_owned(),
        cites: rule.cites.map(|requirement| requirement.id.to_owned()).into_iter().collect(),
        source: Some(format!("the rule `{}` under the profile {}", rule.name, profile.name)),
        level: Level::May,
        covers: Vec::new(),
        requires: vec![Need::ResourceType(resource_type.name.clone())],
        disputed: None,
        mend: "nothing, if this is meant: the profile predicts another answer than the endpoint gives"
            .to_owned(),
        for_each: None,
        steps,
    })
}

/// The example's request for an endpoint that is there: below its base, about a resource that exists, with the run's
/// own names and credentials.
fn template(request: &Request<'_>, good: &Request<'_>, base: usize) -> Option<RequestTemplate> {
    let with_ids = |text: &str| {
        EXAMPLE_IDS
            .iter()
            .fold(text.to_owned(), |text, (id, fixture)| text.replace(id, &format!("${{{fixture}.id}}")))
    };
    let target = with_ids(request.target.get(base..)?);
    let body = match &request.body {
        Some(body) => {
            let text = std::str::from_utf8(body).ok()?;
            if text.contains("${") {
                return None;
            }
            Some(Template::parse(&with_ids(&text.replace(EXAMPLE_NAME, "\"scimproof-${unique}\""))).ok()?)
        }
        None => None,
    };
    let mut headers = Vec::new();
    if let Some(listed) = &request.headers {
        for header in listed {
            // A valid token is the run's; a host is the driver's.
            let is_own = header.name.eq_ignore_ascii_case("host")
                || (header.name.eq_ignore_ascii_case("authorization") && header.value.starts_with("Bearer "));
            if !is_own {
                headers.push((header.name.to_string(), Some(Template::parse(&header.value).ok()?)));
            }
        }
        // What the good example has beside the bad one is what the bad one lacks.
        for header in good.headers.iter().flatten() {
            if request.header(&header.name).is_none() {
                headers.push((header.name.to_string(), None));
            }
        }
    }
    Some(RequestTemplate { method: request.method, target: Template::parse(&target).ok()?, headers, body })
        .filter(|template| template.method != Method::Other)
}

/// What will be sent, as far as it is known before the run; headers only where the example is about them.
fn rendered(template: &RequestTemplate, example: &Request<'_>) -> Option<Request<'static>> {
    let held = ["user.id", "group.id", "unique"].map(|name| (name.to_owned(), "00000000".to_owned()));
    let variables: Variables = held.into();
    let header = |name: &str, value: &str| Header {
        name: Cow::Owned(name.to_owned()),
        value: Cow::Owned(value.to_owned()),
    };
    // Nothing is lacking in an example without headers; one with headers goes out with the runner's own beside.
    let mut headers = example.headers.as_ref().map(|_| {
        let own = [
            ("Accept", "application/scim+json"),
            ("User-Agent", "scimproof"),
            ("Authorization", "Bearer token"),
        ];
        own.map(|(name, value)| header(name, value)).to_vec()
    });
    if let Some(list) = &mut headers {
        if template.body.is_some() {
            list.push(header("Content-Type", "application/scim+json"));
        }
        for (name, value) in &template.headers {
            list.retain(|other| !other.name.eq_ignore_ascii_case(name));
            if let Some(value) = value {
                list.push(header(name, &value.plain(&variables).ok()?));
            }
        }
    }
    Some(Request {
        method: template.method,
        target: Cow::Owned(template.target.target(&variables).ok()?),
        headers,
        body: match &template.body {
            Some(body) => Some(Cow::Owned(body.body(&variables).ok()?.into_bytes())),
            None => None,
        },
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test's own input")]
mod tests {
    use super::*;
    use scimproof::profile;
    use scimproof::rule::Check;

    #[test]
    fn most_rules_can_be_shown_and_are_predicted() {
        let profile = profile::builtin("rfc7644").unwrap();
        let suite = malformations(&profile, &super::super::builtin()[0].fixtures);
        let of_requests =
            |rule: &&Rule| !rule.check.is_of_series() && !matches!(rule.check, Check::Exchange(_));
        let all = rule::all().filter(of_requests).count();
        assert!(suite.checks.len() * 2 > all, "{} of {all}", suite.checks.len());
    }

    #[test]
    fn an_example_is_sent_below_the_base_about_a_resource_that_exists() {
        let text = "PATCH /scim/v2/enterprises/octo/Users/2819c223\n\n{\"schemas\":[\"mona\",\"${\"]}";
        let pasted = read(text.as_bytes(), &ReadOptions::default()).unwrap();
        let found = endpoint::target(&pasted.exchange.request.target, ["Users"].into_iter());
        assert!(
            template(
                &pasted.exchange.request,
                &pasted.exchange.request,
                found.endpoint_span.start as usize - 1
            )
            .is_none(),
            "a body with `${{` is left out"
        );
        let text = text.replace(",\"${\"", "");
        let pasted = read(text.as_bytes(), &ReadOptions::default()).unwrap();
        let sent = template(
            &pasted.exchange.request,
            &pasted.exchange.request,
            found.endpoint_span.start as usize - 1,
        )
        .unwrap();
        assert_eq!(sent.target, Template::parse("/Users/${user.id}").unwrap());
        assert_eq!(sent.body, Some(Template::parse("{\"schemas\":[\"scimproof-${unique}\"]}").unwrap()));
        assert!(sent.headers.is_empty());
    }
}
