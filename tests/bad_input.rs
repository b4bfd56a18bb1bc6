//! Input that is too long, too deep, broken or cut gets a finding or a clear error, in time that grows with
//! its length. Each case is run at a size at which a square would be noticed, and by `--include-ignored` at
//! one at which it would not end.

use scimproof::api::Desk;
use scimproof::diagnostic::{Answer, Diagnostic};
use scimproof::lint::{Linter, Verdict};
use scimproof::message::read::{Capture, ReadError, ReadOptions, Reader, read};
use scimproof::message::{Method, Request};
use scimproof::patch::{Dialect, Op, Operation, apply};
use scimproof::profile;
use scimproof::rule::Nothing;
use scimproof::schema::{GROUP, USER, builtin};
use scimproof::syntax::{Filter, MAX_DEPTH, PatchPath, SyntaxErrorKind, percent_encode};
use serde_json::{Value, json};
use std::fmt::Display;
use std::iter::repeat_n;
use std::rc::Rc;

const MB: usize = 1 << 20;
const PATCH_OP: &str = r#""schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"]"#;

/// Runs each case at its first size as a test, and at its second as one of the long ones.
macro_rules! cases {
    ($($name:ident($few:expr, $many:expr) |$size:ident| $body:block)+) => {
        mod small {
            use super::*;
            $(#[test] fn $name() { let $size: usize = $few; $body })+
        }
        mod large {
            use super::*;
            $(#[test] #[ignore = "long"] fn $name() { let $size: usize = $many; $body })+
        }
    };
}

thread_local! {
    static LINTERS: Rc<[Linter]> = profile::builtin_names()
        .map(|name| Linter::new(&profile::builtin(name).expect("a built-in profile loads")))
        .collect();
}

/// Every endpoint.
fn linters() -> Rc<[Linter]> {
    LINTERS.with(Rc::clone)
}

/// The verdict of each endpoint that serves users, or groups where the target names them.
fn verdicts(method: Method, target: &str, body: &[u8]) -> Vec<Verdict> {
    let request = Request::bare(method, target, Some(body));
    let kind = if target.contains("/Groups") { "Groups" } else { "Users" };
    let linters = linters();
    let serving = linters.iter().filter(|linter| linter.profile().resource_type_at(kind).is_some());
    serving.map(|linter| linter.lint(&request, &Nothing)).collect()
}

/// Every endpoint finds it, so often.
fn found(rule: &str, count: usize, method: Method, target: &str, body: &[u8]) {
    for verdict in verdicts(method, target, body) {
        assert_eq!(of(rule, &verdict).count(), count, "{rule}");
    }
}

fn of<'v>(rule: &'v str, verdict: &'v Verdict) -> impl Iterator<Item = &'v Diagnostic> {
    verdict.diagnostics.iter().filter(move |diagnostic| diagnostic.rule == rule)
}

fn user(members: &str) -> Vec<u8> {
    format!(r#"{{"schemas":["{USER}"],"userName":"mona",{members}}}"#).into_bytes()
}

fn group(members: impl IntoIterator<Item = impl Display>) -> Vec<u8> {
    format!(
        r#"{{"schemas":["{GROUP}"],"externalId":"e","displayName":"Cats","members":[{}]}}"#,
        joined(members)
    )
    .into_bytes()
}

fn patch(operations: impl IntoIterator<Item = impl Display>) -> Vec<u8> {
    format!(r#"{{{PATCH_OP},"Operations":[{}]}}"#, joined(operations)).into_bytes()
}

fn joined(parts: impl IntoIterator<Item = impl Display>) -> String {
    parts.into_iter().map(|part| part.to_string()).collect::<Vec<_>>().join(",")
}

fn member(at: usize) -> Value {
    json!({"value": at.to_string()})
}

cases! {
    a_long_body_is_judged(2 * MB, 100 * MB) |bytes| {
        let body = user(&format!(r#""nickName":"{}","active":"True""#, "a".repeat(bytes)));
        found("bool-as-string", 1, Method::Post, "/scim/v2/Users", &body);
    }

    nesting_is_refused_by_every_reader(10_000, 100_000) |depth| {
        for (open, close) in [("[", "]"), (r#"{"a":"#, "}")] {
            let deep = [open.repeat(depth), "1".to_owned(), close.repeat(depth)].concat();
            found("json-malformed", 1, Method::Post, "/scim/v2/Users", &user(&format!(r#""a":{deep}"#)));
            for text in [
                deep.clone(),
                open.repeat(depth),
                format!("POST /Users HTTP/1.1\n\n{deep}"),
                format!("curl -d '{deep}' https://scim.example/Users"),
                format!(r#"{{"log":{{"entries":[{deep},{deep}"#),
                format!("{{\"request\":{deep}}}\n{{\"request\":{deep}}}"),
                format!("POST /Users {deep} status=400"),
            ] {
                for reader in Reader::ALL {
                    for piece in Capture::new(text.as_bytes(), Some(reader)) {
                        if let Ok(Some(pasted)) = piece.read(&ReadOptions::default()) {
                            linters().iter().for_each(|linter| drop(linter.lint(&pasted.exchange.request, &Nothing)));
                        }
                    }
                }
            }
        }
        assert_eq!(Filter::parse(&"(".repeat(depth)).map_err(|error| (error.kind, error.span.start)), Err((SyntaxErrorKind::TooDeep, MAX_DEPTH as u32)));
    }

    members_of_one_name_are_each_found(10_000, 100_000) |count| {
        for name in ["nickName", "schemas"] {
            let body = user(&joined(repeat_n(format!(r#""{name}":[]"#), count)));
            let listed = usize::from(name == "schemas");
            found("json-duplicate-key", count - 1 + listed, Method::Post, "/scim/v2/Users", &body);
        }
        let body = patch([format!("{{{}}}", joined(repeat_n(r#""op":"add""#, count)))]);
        found("json-duplicate-key", count - 1, Method::Patch, "/scim/v2/Users/1", &body);
    }

    members_of_many_names_are_each_found(10_000, 100_000) |count| {
        let body = user(&joined((0..count).map(|at| format!(r#""x{at}":{at}"#))));
        found("unknown-attribute", count, Method::Post, "/scim/v2/Users", &body);
    }

    a_group_of_many_members_is_judged(20_000, 100_000) |count| {
        let body = group((0..count).map(member));
        for verdict in verdicts(Method::Post, "/scim/v2/Groups", &body) {
            assert!(verdict.diagnostics.len() < 100, "{:?}", verdict.diagnostics.last());
        }
    }

    members_that_are_wrong_are_each_found(10_000, 100_000) |count| {
        for (element, rule) in [(json!({"value": 1}), "number-for-string"), (json!("1"), "member-plain-string")] {
            let body = group(repeat_n(&element, count));
            found(rule, count, Method::Post, "/scim/v2/Groups", &body);
        }
    }

    elements_are_compared_in_time(10_000, 100_000) |count| {
        for elements in [
            joined(repeat_n(r#"{"value":"a@x.example","type":"work","primary":true}"#, count)),
            joined((0..count).map(|at| format!(r#"{{"value":"{at}@x.example","type":"{at}","primary":"True"}}"#))),
        ] {
            let body = user(&format!(r#""emails":[{elements}]"#));
            for verdict in verdicts(Method::Put, "/scim/v2/Users/1", &body) {
                assert!(!verdict.diagnostics.is_empty());
            }
        }
        let urns = joined((0..count).map(|at| format!(r#""urn:x:{at}""#)));
        let body = format!(r#"{{"schemas":[{urns}],"userName":"mona"}}"#);
        assert!(verdicts(Method::Post, "/scim/v2/Users", body.as_bytes()).iter().all(|verdict| !verdict.diagnostics.is_empty()));
    }

    operations_of_a_patch_are_each_judged(10_000, 100_000) |count| {
        let body = patch((0..count).map(|at| json!({"op": "Add", "path": "members", "value": [member(at)]})));
        found("patch-op-capitalised", count, Method::Patch, "/scim/v2/Groups/1", &body);
        let body = patch((0..count).map(|at| json!({"op": "replace", "path": format!("x{at}"), "value": at})));
        assert!(verdicts(Method::Patch, "/scim/v2/Users/1", &body).iter().all(|verdict| verdict.diagnostics.len() >= count));
        let body = patch((0..count).map(|_| json!({"op": "remove", "path": "emails["})));
        assert!(verdicts(Method::Patch, "/scim/v2/Users/1", &body).iter().all(|verdict| verdict.diagnostics.len() >= count));
    }

    operations_of_a_bulk_request_are_each_judged(5_000, 100_000) |count| {
        let operation = |at: usize| json!({"method": "POST", "path": "/Users", "bulkId": at.to_string(), "data": {"manager": format!("bulkId:{}", at + 1)}});
        let body = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], "Operations": (0..count).map(operation).collect::<Vec<_>>()}).to_string();
        for verdict in verdicts(Method::Post, "/scim/v2/Bulk", body.as_bytes()) {
            assert!(matches!(verdict.answer, Answer::Accept { .. } | Answer::Refuse(_) | Answer::Unknown));
        }
    }

    a_long_filter_is_judged(MB / 64, MB) |bytes| {
        for condition in [r#"userName eq "x""#, r#"userName EQ "x""#, "x pr", "active gt false", "emails[type SW 1]", "NOT (active pr)"] {
            for join in [" and ", " OR "] {
                let filter = vec![condition; bytes / (condition.len() + join.len())].join(join);
                assert!(Filter::parse(&filter).is_ok());
                let target = format!("/scim/v2/Users?filter={}", percent_encode(&filter));
                for linter in linters().iter() {
                    linter.lint(&Request::bare(Method::Get, &target, None), &Nothing);
                }
                let path = format!("emails[{}]", filter.replace("emails[type SW 1]", "type SW 1"));
                let body = patch([json!({"op": "remove", "path": path})]);
                assert!(verdicts(Method::Patch, "/scim/v2/Users/1", &body).iter().all(|verdict| verdict.diagnostics.len() < 1_000));
            }
        }
        for part in ["not ", "a", "a.", "[", "(a pr) and (", "a eq \"", "'", "1", ":", "%", "\u{201c}"] {
            let text = part.repeat(bytes / part.len());
            assert!(PatchPath::parse(&text).is_err() || part == "a", "{part}");
            let target = format!("/scim/v2/Users?filter={}", percent_encode(&text));
            for linter in linters().iter() {
                linter.lint(&Request::bare(Method::Get, &target, None), &Nothing);
            }
        }
    }

    parameters_of_a_query_are_each_judged(10_000, 100_000) |count| {
        for parameter in ["excludedAttributes=x", "filter=a", "STARTINDEX=1", "count=1"] {
            let target = format!("/scim/v2/Users?{}", vec![parameter; count].join("&"));
            for linter in linters().iter() {
                linter.lint(&Request::bare(Method::Get, &target, None), &Nothing);
            }
        }
    }

    a_patch_of_many_operations_is_applied(10_000, 100_000) |count| {
        let schema = builtin(GROUP).expect("it is built in");
        let mut resource = json!({"schemas": [GROUP], "displayName": "Cats"});
        let path = Some(PatchPath::parse("members").expect("it is a path"));
        let operations: Vec<Operation> = (0..count)
            .map(|at| Operation { op: Op::Add, path: path.clone(), value: Some(json!([member(at)])) })
            .collect();
        let applied = apply(&mut resource, &operations, &[schema], &Dialect::default());
        assert!(applied.is_ok_and(|applied| applied.changed));
        assert_eq!(resource["members"].as_array().map(Vec::len), Some(count));
    }

    many_members_are_added_by_one_operation(5_000, 100_000) |count| {
        let schema = builtin(GROUP).expect("it is built in");
        let mut resource = json!({"schemas": [GROUP], "displayName": "Cats", "members": (0..count).map(member).collect::<Vec<_>>()});
        for op in [Op::Add, Op::Replace] {
            let path = Some(PatchPath::parse("members").expect("it is a path"));
            let value = Some((count / 2..count * 2).map(member).collect());
            let applied = apply(&mut resource, &[Operation { op, path, value }], &[schema], &Dialect::default());
            assert!(applied.is_ok_and(|applied| applied.changed));
        }
        assert_eq!(resource["members"].as_array().map(Vec::len), Some(count * 2 - count / 2));
    }

    exchanges_of_a_capture_are_each_read(5_000, 100_000) |count| {
        let har = r#"{"request":{"method":"GET","url":"https://scim.example/scim/v2/Users/1"},"response":{"status":404}},"#;
        let ndjson = "{\"method\":\"GET\",\"path\":\"/Users/1\",\"status\":404}\n";
        let block = "###\nGET /Users/1\n\n";
        let log = "POST /Users {\n";
        for (begin, each, reader) in [(r#"{"log":{"entries":["#, har, Reader::Har), ("", ndjson, Reader::Ndjson), ("", block, Reader::Http), ("", log, Reader::Log)] {
            let text = [begin, &each.repeat(count)].concat();
            let mut capture = Capture::new(text.as_bytes(), Some(reader));
            let read = (&mut capture).filter(|piece| piece.read(&ReadOptions::default()).is_ok_and(|read| read.is_some()));
            assert_eq!((read.count(), capture.is_cut()), (count, reader == Reader::Har), "{reader}");
        }
    }

    a_report_of_many_findings_is_written(50, 1_000) |count| {
        let body = patch(repeat_n(json!({"op": "Replace", "path": "active", "value": "True"}), count));
        let body = String::from_utf8(body).expect("it is text");
        let escaped = body.replace('"', "\\\"");
        for text in [
            body.clone(),
            format!("PATCH /Users/1 HTTP/1.1\nContent-Length: {}\n\n{body}", body.len()),
            format!("curl -X PATCH https://scim.example/Users/1 -d \"{escaped}\""),
        ] {
            let report = Desk::new().lint(&text, "").expect("there is something to say");
            let report: Value = serde_json::from_str(&report).expect("a report is JSON");
            let diagnostics = report["diagnostics"].as_array().expect("it has findings");
            assert!(diagnostics.iter().filter(|found| found["rule"] == "patch-op-capitalised").count() == count);
        }
    }

    a_fix_of_many_edits_is_made(MB / 64, MB) |bytes| {
        let target = format!("/scim/v2/Users?filter=userName eq \"{}\"", "a ".repeat(bytes / 2));
        let body = user(&joined(repeat_n(r#""nickName":7"#, bytes / 13)));
        for request in [Request::bare(Method::Get, &target, None), Request::bare(Method::Post, "/scim/v2/Users", Some(&body))] {
            let linters = linters();
            let mut verdict = linters[0].lint(&request, &Nothing);
            linters[0].offer(&request, &Nothing, &mut verdict);
            let fixes = verdict.diagnostics.iter().filter_map(|found| found.fix.as_ref());
            let edits: Vec<_> = fixes.flat_map(|fix| &fix.edits).collect();
            assert!(edits.len() > 10 && request.edited(edits) != request);
        }
    }

    headers_of_a_request_are_each_read(10_000, 100_000) |count| {
        let text = format!("GET /Users HTTP/1.1\n{}\n", "X: y\n".repeat(count));
        let pasted = read(text.as_bytes(), &ReadOptions::default()).expect("it is a request");
        assert_eq!(pasted.exchange.request.headers.as_ref().map(Vec::len), Some(count));
        for linter in linters().iter() {
            linter.lint(&pasted.exchange.request, &Nothing);
        }
    }
}

#[test]
fn what_is_no_text_is_a_finding() {
    for body in [
        &b"{\"userName\":\"\xff\"}"[..],
        b"\xff\xfe{\0}\0",
        b"{\"userName\":\"\xed\xa0\x80\"}",
        b"{\"\x80\":1}",
    ] {
        found("json-bom-or-not-utf8", 1, Method::Post, "/scim/v2/Users", body);
    }
}

#[test]
fn half_of_a_surrogate_pair_is_a_finding() {
    for text in [r#""\ud800""#, r#""\udfff""#, r#""\ud83d\ud83d""#, r#""\ud83dx""#, r#""\ud83d"#] {
        found("json-malformed", 1, Method::Post, "/scim/v2/Users", &user(&format!(r#""nickName":{text}"#)));
        found("json-malformed", 1, Method::Post, "/scim/v2/Users", &user(&format!("{text}:1")));
        let filter = format!("userName eq {text}");
        assert!(Filter::parse(&filter).is_err(), "{filter}");
    }
}

#[test]
fn a_number_of_a_thousand_digits_is_judged_as_a_number() {
    let digits = "9".repeat(1_000);
    for number in [
        digits.clone(),
        format!("-{digits}.{digits}e{digits}"),
        format!("0.{digits}"),
        format!("1e-{digits}"),
    ] {
        found("bool-as-number", 1, Method::Post, "/scim/v2/Users", &user(&format!(r#""active":{number}"#)));
        found(
            "number-for-string",
            1,
            Method::Post,
            "/scim/v2/Users",
            &user(&format!(r#""nickName":{number}"#)),
        );
        assert!(Filter::parse(&format!("x gt {number}")).is_ok());
        let target =
            format!("/scim/v2/Users?startIndex={number}&count={number}&filter=userName%20eq%20{number}");
        for linter in linters().iter() {
            linter.lint(&Request::bare(Method::Get, &target, None), &Nothing);
        }
    }
}

#[test]
fn a_text_without_content_is_an_error_that_says_what_to_paste() {
    for text in ["", " \r\n\t"] {
        let error = read(text.as_bytes(), &ReadOptions::default()).map(drop);
        assert_eq!(error, Err(ReadError::Empty), "{text:?}");
    }
}
