//! What an answer says of the profile, and what it does not.

#![expect(clippy::unwrap_used, reason = "a test's own input")]

use super::{Comparison, Predictions, compare};
use Comparison::{Accepted, Agrees, Aside, NotPredicted, OtherStatus, Refused};
use scimproof::lint::Linter;
use scimproof::message::{Header, Method, Request, Response};
use scimproof::profile;
use scimproof::rule::Nothing;

const USER: &str = r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona"}"#;
const WRONG: &str =
    r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","active":"no"}"#;

fn patch(operation: &str) -> String {
    format!(r#"{{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{operation}]}}"#)
}

fn request<'r>(method: Method, target: &'r str, body: &'r str) -> Request<'r> {
    Request::bare(method, target, Some(body.as_bytes()).filter(|body| !body.is_empty()))
}

#[test]
fn an_answer_counts_where_it_is_about_the_request() {
    let linter = Linter::new(&profile::builtin("rfc7644").unwrap());
    let replace = patch(r#"{"op":"replace","path":"title","value":"x"}"#);
    let chosen = patch(r#"{"op":"replace","path":"emails[type eq \"work\"].value","value":"a@b.example"}"#);
    let capital = patch(r#"{"op":"Replace","path":"title","value":"x"}"#);
    let primary = patch(r#"{"op":"add","path":"emails","value":[{"value":"a@b.example","primary":true}]}"#);
    for (method, target, body, status, expected) in [
        (Method::Post, "/Users", USER, 201, Agrees),
        (Method::Post, "/Users", USER, 200, OtherStatus),
        (Method::Post, "/Users", USER, 400, Refused),
        (Method::Post, "/Users", USER, 501, Refused),
        // Somebody else may have the name; nobody here knows.
        (Method::Post, "/Users", USER, 409, Aside),
        (Method::Post, "/Users", WRONG, 400, Agrees),
        (Method::Post, "/Users", WRONG, 201, Accepted),
        (Method::Post, "/Users", WRONG, 422, OtherStatus),
        (Method::Post, "/Users", WRONG, 500, OtherStatus),
        // Who asks, how often, trouble of the service, and what is elsewhere.
        (Method::Post, "/Users", USER, 401, Aside),
        (Method::Post, "/Users", USER, 403, Aside),
        (Method::Post, "/Users", WRONG, 429, Aside),
        (Method::Post, "/Users", USER, 500, Aside),
        (Method::Post, "/Users", WRONG, 503, Aside),
        (Method::Get, "/Users/7", "", 307, Aside),
        (Method::Get, "/Users/7", "", 404, Aside),
        // A list is there, whoever is in it.
        (Method::Get, "/Users", "", 404, Refused),
        (Method::Get, "/Schemas", "", 404, Refused),
        (Method::Get, "/Schemas/urn:example:mine", "", 404, Aside),
        (Method::Patch, "/Users/7", &replace, 404, Aside),
        (Method::Patch, "/Users/7", &replace, 400, Refused),
        // Whether there is such a value, and whether another is primary, only the endpoint knows.
        (Method::Patch, "/Users/7", &chosen, 400, Aside),
        (Method::Patch, "/Users/7", &primary, 400, Aside),
        // The RFC says nothing of a capital letter there.
        (Method::Patch, "/Users/7", &capital, 200, NotPredicted),
        (Method::Patch, "/Users/7", &capital, 400, NotPredicted),
        (Method::Patch, "/Users/7", &capital, 503, Aside),
        (Method::Get, "/Users?cursor=abc", "", 400, Aside),
        (Method::Get, "/Users?count=2", "", 400, Refused),
    ] {
        let request = request(method, target, body);
        let predicted = linter.lint(&request, &Nothing);
        let found = compare(&linter, &request, &predicted.answer, status);
        assert_eq!(found, expected, "{method} {target} {body} {status}");
    }
}

#[test]
fn a_version_that_is_asked_for_may_be_gone() {
    let linter = Linter::new(&profile::builtin("rfc7644").unwrap());
    let mut request = request(Method::Put, "/Users/7", USER);
    let predicted = linter.lint(&request, &Nothing).answer;
    assert_eq!(compare(&linter, &request, &predicted, 412), Refused);
    request.headers = Some(vec![
        Header { name: "Content-Type".into(), value: "application/scim+json".into() },
        Header { name: "If-Match".into(), value: "W/\"1\"".into() },
    ]);
    assert_eq!(compare(&linter, &request, &predicted, 412), Aside);
}

#[test]
fn one_way_to_differ_is_one_finding() {
    let profile = profile::builtin("rfc7644").unwrap();
    let linter = Linter::new(&profile);
    let mut predictions = Predictions::default();
    let answered = |status: u16| Response {
        status,
        headers: Vec::new(),
        body: br#"{"scimType":"invalidValue"}"#.as_slice().into(),
    };
    for (number, (target, body, status)) in
        [("/Users", WRONG, 201), ("/Users", USER, 400), ("/Users", WRONG, 201), ("/Users", USER, 201)]
            .into_iter()
            .enumerate()
    {
        let request = request(Method::Post, target, body);
        let predicted = linter.lint(&request, &Nothing);
        let comparison = compare(&linter, &request, &predicted.answer, status);
        predictions.hear(number + 1, comparison, &profile, &request, &predicted, &answered(status));
    }
    let report = predictions.report();
    assert_eq!([Agrees, Accepted, Refused, NotPredicted].map(|one| report.count(one)), [1, 2, 1, 0]);
    let said: Vec<(usize, String)> =
        report.findings.iter().map(|found| (found.times, found.message())).collect();
    assert_eq!(
        said,
        [
            (
                2,
                "`POST /Users` was to be refused with 400 by `bool-as-string`, and was accepted with 201"
                    .to_owned()
            ),
            (
                1,
                "`POST /Users` was to be accepted with 201, and was refused with 400 invalidValue".to_owned()
            ),
        ]
    );
}
