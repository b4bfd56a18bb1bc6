//! Queries, case by case: the rules that find something, the bytes they blame, and what their fixes make of it.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use proptest::prelude::*;
use scimproof::lint::{Linter, Verdict};
use scimproof::message::{Header, Method, Part, Request};
use scimproof::profile;
use scimproof::rule::Nothing;

fn lint(target: &str) -> Verdict {
    let linter = Linter::new(&profile::builtin("rfc7644").unwrap());
    let request = Request::bare(Method::Get, target, None);
    let mut verdict = linter.lint(&request, &Nothing);
    linter.offer(&request, &Nothing, &mut verdict);
    verdict
}

/// Each finding as `rule: the bytes it blames`.
fn found(target: &str) -> Vec<String> {
    let told = |rule: &str, part: Part, blamed: &str| {
        assert_eq!(part, Part::Target, "{target}: {rule}");
        format!("{rule}: {blamed}")
    };
    lint(target)
        .diagnostics
        .iter()
        .map(|found| told(found.rule, found.location.part, found.location.span.of(target)))
        .collect()
}

/// The target after the fixes of its findings, one after the other until none is left.
fn fixed(target: &str) -> String {
    let mut target = target.to_owned();
    for _ in 0..9 {
        let verdict = lint(&target);
        let Some(fix) = verdict.diagnostics.into_iter().find_map(|found| found.fix) else { break };
        let mut edits = fix.edits;
        edits.sort_by_key(|edit| std::cmp::Reverse(edit.span));
        for edit in edits {
            target.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
        }
    }
    target
}

#[test]
fn what_the_rfc_allows_in_a_query_has_no_finding() {
    for target in [
        "/Users",
        "/Users?startIndex=1&count=0",
        "/Users?count=100000000000000000000",
        "/Users?sortBy=name.familyName&sortOrder=descending",
        "/Users?attributes=userName,name.givenName,urn:ietf:params:scim:schemas:core:2.0:User:emails.value",
        "/Users?attributes=urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
        "/Users?attributes=urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.displayName",
        "/Users?excludedAttributes=emails,%20groups",
        "/Users?attributes=USERNAME",
        "/Users/2819c223?attributes=id,meta.created,externalId",
        "/Users?aadOptscim062020&filter=userName%20eq%20%22mona%22",
        "/Users?filter=userName%20eq%20%22mona%2Btest%40example.com%22",
        "/Users?filter=userName%20eq%20%22mona%22%20and%20not%20(title%20pr)",
        "/Users?filter=emails[type%20eq%20%22work%22%20and%20primary%20eq%20true]",
        "/Users?filter=emails%20co%20%22example.com%22",
        "/Users?filter=meta.lastModified%20gt%20%222011-05-13T04:42:34Z%22",
        "/Users?filter=meta.lastModified%20sw%20%222011%22",
        "/Users?filter=title%20eq%20null",
        "/Users?filter=schemas%20eq%20%22urn:ietf:params:scim:schemas:core:2.0:User%22",
        "/Users?filter=urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department%20eq%20%22Tools%22",
        "/Users?filter=displayName%20eq%20%22R%26D%20%5C%22new%5C%22%20%5C%5C%20%231%22",
        "/Groups?filter=members.value%20eq%20%222819c223%22&excludedAttributes=members",
    ] {
        assert_eq!(found(target), Vec::<String>::new(), "{target}");
    }
}

#[test]
fn a_finding_blames_the_bytes_that_make_it() {
    for (target, expected) in [
        (
            "/Users?filter=Emails[TYPE%20pr]",
            &["filter-attribute-case: Emails", "filter-attribute-case: TYPE"][..],
        ),
        ("/Users?filter=emails[type%20pr%20and%20VALUE%20pr]", &["filter-attribute-case: VALUE"]),
        ("/Users?filter=NAME.familyname%20pr", &["filter-attribute-case: NAME.familyname"]),
        ("/Users?filter=title%20pr%20or%20primary%20gt%20true", &["filter-attribute-unknown: primary"]),
        ("/Users?filter=emails[primary%20gt%20true]", &["filter-not-comparable: gt"]),
        ("/Users?filter=emails.primary%20eq%20%22TRUE%22", &["filter-quoted-boolean: %22TRUE%22"]),
        ("/Users?filter=active%20eq%20%22yes%22", &["filter-value-type: %22yes%22"]),
        ("/Users?filter=meta.created%20gt%20%22today%22", &["filter-value-type: %22today%22"]),
        ("/Users?filter=userName%20eq%20true%20or%20title%20pr", &["filter-value-type: true"]),
        ("/Users?filter=phoneNumbers.fax%20pr", &["filter-invented-subpath: phoneNumbers.fax"]),
        ("/Users?filter=roles.work%20pr", &["filter-attribute-unknown: roles.work"]),
        ("/Users?filter=nosuch[a%20pr%20and%20b%20pr]", &["filter-attribute-unknown: nosuch"]),
        ("/Users?filter=department%20pr", &["filter-attribute-unknown: department"]),
        ("/Users?filter=title%20PR%20AND%20NOT%20(active%20eq%20true)", {
            &["filter-operator-case: PR", "filter-operator-case: AND", "filter-operator-case: NOT"]
        }),
        ("/Users?filter=title%20eq%20%22AND%20EQ%22", &[]),
        ("/Users?attributes=userName,emials", &["url-attribute-unknown: emials"]),
        ("/Users?sortBy=name.nosuch", &["url-attribute-unknown: name.nosuch"]),
        ("/Users?count=1&startIndex=x&count=2", &["url-paging-not-a-number: x", "url-param-repeated: count"]),
        ("/Users?count=-5", &["url-count-negative: -5"]),
        ("/Users?startIndex=-5", &["url-start-index-zero: -5"]),
        (
            "/Users?attributes=id&excludedAttributes=meta",
            &["url-both-attributes-excluded: excludedAttributes"],
        ),
        ("/scim/v2?flag/Groups/7?count=1", &["url-flag-before-resource: ?flag"]),
        ("/Users/mona@example.com", &["url-display-name-as-id: mona@example.com"]),
        ("/Users?filter=userName%20eq%20%22a%22%20and%20userName%20eq%20%22b", &["filter-syntax: %22b"]),
    ] {
        assert_eq!(found(target), expected, "{target}");
    }
}

#[test]
fn a_fix_says_what_was_meant() {
    for (target, expected) in [
        ("/Users?", "/Users"),
        ("/Users?&&", "/Users"),
        ("/Users?count=1&&#top", "/Users?count=1#top"),
        ("/Users?filter%20=%20title%20pr", "/Users?filter=title%20pr"),
        ("/Users?filter=filter=title%20pr", "/Users?filter=title%20pr"),
        (
            "/Users?filter=title+pr+and+userName+eq+%22a+b%22",
            "/Users?filter=title%20pr%20and%20userName%20eq%20%22a%20b%22",
        ),
        ("/Users?filter=userName+eq+%22a+b@c.d%22", "/Users?filter=userName%20eq%20%22a%2Bb@c.d%22"),
        ("/Users?filter=title%20eq%20%22C++%22", "/Users?filter=title%20eq%20%22C%2B%2B%22"),
        ("/Users?filter=title%2Bpr", "/Users?filter=title%20pr"),
        (
            "/Users?filter=title eq \"R&D #1\"&count=3",
            "/Users?filter=title%20eq%20%22R%26D%20%231%22&count=3",
        ),
        ("/Users?filter=title%20eq%20%22R&D%22", "/Users?filter=title%20eq%20%22R%26D%22"),
        (
            "/Users?filter=title%20eq%20%22a%20%22b%22%20c%22",
            "/Users?filter=title%20eq%20%22a%20%5C%22b%5C%22%20c%22",
        ),
        (
            "/Users?filter=userName%20eq%20%22CORP%5Cmona%22",
            "/Users?filter=userName%20eq%20%22CORP%5C%5Cmona%22",
        ),
        ("/Users?filter=emails[type%20eq%20%22work%22]%20eq%20%22a%22", {
            "/Users?filter=emails[type%20eq%20%22work%22%20and%20value%20eq%20%22a%22]"
        }),
        ("/Users?filter=title%20pr%20and%20emails[type%20pr].display%20pr%20or%20title%20pr", {
            "/Users?filter=title%20pr%20and%20emails[type%20pr%20and%20display%20pr]%20or%20title%20pr"
        }),
        ("/Users?filter=USERNAME%20EQ%20%22A%22", "/Users?filter=userName%20eq%20%22A%22"),
        ("/Users?sortBy=title&sortOrder=Desc", "/Users?sortBy=title&sortOrder=descending"),
    ] {
        assert_eq!(fixed(target), expected, "{target}");
        let left = lint(expected);
        assert!(left.diagnostics.is_empty(), "{expected}: {:?}", left.diagnostics);
    }
}

#[test]
fn what_could_be_meant_in_two_ways_is_left_alone() {
    for target in [
        "/Users?filter=title%20eq%20%22a%22b%22%20and%20userName%20eq%20%22c%22",
        "/Users?filter=emails[type%20pr%20or%20primary%20eq%20true].value%20pr",
        "/Users?filter=emails[type%20pr].value%20eq%20mona",
    ] {
        assert!(!found(target).is_empty());
        assert_eq!(fixed(target), target);
    }
}

/// The rules that find something in a DELETE with that header.
fn found_in_header(name: &str, value: &str) -> Vec<&'static str> {
    let linter = Linter::new(&profile::builtin("rfc7644").unwrap());
    let mut request = Request::bare(Method::Delete, "/Users/2819c223", None);
    request.headers = Some(vec![Header { name: name.to_owned().into(), value: value.to_owned().into() }]);
    linter.lint(&request, &Nothing).diagnostics.iter().map(|found| found.rule).collect()
}

#[test]
fn an_entity_tag_is_quoted_and_a_list_has_commas_between() {
    for (value, expected) in [
        ("*", &[][..]),
        ("\"a\"", &[]),
        ("\"a,b\" , \"c\"", &[]),
        ("\"\"", &[]),
        ("W/\"a\"", &["http-if-match-weak-compare"]),
        ("\"a\", W/\"b\"", &["http-if-match-weak-compare"]),
        ("a", &["http-if-match-unquoted"]),
        ("W/a", &["http-if-match-unquoted"]),
        ("\"a", &["http-if-match-unquoted"]),
        ("a, b", &["http-if-match-unquoted", "http-if-match-unquoted"]),
    ] {
        assert_eq!(found_in_header("If-Match", value), expected, "{value}");
    }
    assert_eq!(found_in_header("If-None-Match", "a"), Vec::<&str>::new());
    assert_eq!(found_in_header("etag", "\"a\""), ["http-etag-header-instead-of-if-match"]);
}

proptest! {
    #[test]
    fn no_query_makes_the_linter_panic_and_every_place_is_in_the_target(
        query in "(filter|attributes|sortBy|count|%20|%22|%5C|%2B|[ \"\\\\+&#=\\[\\]().,:/@é]|eq|pr|and|emails|type|value|true|1){0,16}",
    ) {
        let target = format!("/Users?{query}");
        for found in lint(&target).diagnostics {
            let edits = found.fix.iter().flat_map(|fix| &fix.edits).map(|edit| edit.span);
            for span in std::iter::once(found.location.span).chain(edits) {
                prop_assert!(target.get(span.start as usize..span.end as usize).is_some(), "{}", found.rule);
            }
        }
    }
}
