//! A bulk request is judged by its operations: each one's data as the body of the request that it stands for.

use scimproof::diagnostic::{Answer, Effect};
use scimproof::lint::{Linter, Verdict};
use scimproof::message::{Method, Request};
use scimproof::profile::Profile;
use scimproof::rule::Nothing;

/// An endpoint that takes bulk requests.
const BULK: &str = r#"{
  "extends": "rfc7644",
  "name": "bulk",
  "endpoints": {"bulk": {"value": true, "standing": "documented", "source": "this test"}},
  "bulk": {
    "value": {"maxOperations": 10, "maxPayloadSize": 10000},
    "standing": "documented",
    "source": "this test"
  }
}"#;

/// The verdict on a bulk request with these operations.
fn lint(operations: &str) -> Verdict {
    let profile = Profile::parse("bulk", BULK).expect("the profile is readable");
    let body = format!(
        r#"{{"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[{operations}]}}"#
    );
    Linter::new(&profile).lint(&Request::bare(Method::Post, "/Bulk", Some(body.as_bytes())), &Nothing)
}

/// What is found, by rule and pointer.
fn found(verdict: &Verdict) -> Vec<(&str, &str)> {
    let places = verdict.diagnostics.iter();
    places.map(|found| (found.rule, found.location.pointer.as_deref().unwrap_or_default())).collect()
}

const USER: &str =
    r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","active":"true"}"#;

#[test]
fn each_operation_is_judged_as_the_request_that_it_stands_for() {
    let verdict = lint(&format!(
        r#"{{"method":"POST","path":"/Users","bulkId":"a","data":{USER}}},
           {{"method":"PUT","path":"/Users/1","data":{{"userName":"mona"}}}},
           {{"method":"PATCH","path":"/Groups/2","data":{{
               "schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
               "Operations":[{{"op":"add","path":"members","value":[{{"value":"bulkId:a"}}]}},{{"op":"remove"}}]}}}},
           {{"method":"DELETE","path":"/Users/3"}}"#
    ));
    assert_eq!(
        found(&verdict),
        [
            ("bool-as-string", "/Operations/0/data/active"),
            ("schemas-missing", "/Operations/1/data"),
            ("patch-remove-no-path", "/Operations/2/data/Operations/1"),
        ]
    );
}

#[test]
fn a_malformed_operation_fails_alone() {
    let verdict = lint(&format!(r#"{{"method":"POST","path":"/Users","bulkId":"a","data":{USER}}}"#));
    assert_eq!(verdict.answer, Answer::Accept { statuses: [200].into(), effect: Effect::Partial });
}

#[test]
fn a_malformed_bulk_request_is_refused_as_a_whole() {
    let user = r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona"}"#;
    let one = format!(r#"{{"method":"POST","path":"/Users","bulkId":"a","data":{user}}}"#);
    let accepted = Answer::Accept { statuses: [200].into(), effect: Effect::Applied };
    assert_eq!((found(&lint(&one)), lint(&one).answer), (vec![], accepted));
    let verdict = lint(&format!("{one},{one}"));
    assert!(matches!(verdict.answer, Answer::Refuse(refusal) if refusal.rules == ["bulk-id-duplicate"]));
}

#[test]
fn operations_that_nest_or_are_none_are_passed_over() {
    for nested in ["17", "[]", r#"{"method":"POST","path":"/Bulk","bulkId":"a","data":{"Operations":[17]}}"#]
    {
        let verdict = lint(nested);
        let rules: Vec<&str> = verdict.diagnostics.iter().map(|diagnostic| diagnostic.rule).collect();
        assert!(rules.iter().all(|rule| *rule == "bulk-operation-incomplete"), "{nested}: {rules:?}");
    }
}

#[test]
fn a_reference_may_stand_within_a_value() {
    let operation = |path: &str| {
        format!(
            r#"{{"method":"POST","path":"/Users","bulkId":"a","data":{{
                "schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona"}}}},
               {{"method":"PATCH","path":"/Groups/2","data":{{
                "schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{{"op":"remove","path":"{path}"}}]}}}}"#
        )
    };
    assert_eq!(found(&lint(&operation(r#"members[value eq \"bulkId:a\"]"#))), []);
    assert_eq!(
        found(&lint(&operation(r#"members[value eq \"bulkId:b\"]"#))),
        [("bulk-unresolved-reference", "/Operations/1/data/Operations/0/path")]
    );
}

#[test]
fn what_is_no_operation_fails_alone_whatever_it_lacks() {
    for operation in [
        "17",
        r#"{"method":"GET","path":"/Users"}"#,
        r#"{"method":"POST","path":"/Bulk","bulkId":"a","data":{}}"#,
    ] {
        let verdict = lint(operation);
        assert_eq!(
            verdict.answer,
            Answer::Accept { statuses: [200].into(), effect: Effect::Partial },
            "{operation}"
        );
        assert!(found(&verdict).iter().all(|(rule, _)| *rule == "bulk-operation-incomplete"), "{operation}");
    }
}
