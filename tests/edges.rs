//! What lies right beside the edge of a rule, where it has to be quiet.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use scimproof::lint::Linter;
use scimproof::message::read::{ReadOptions, read};
use scimproof::profile::{Profile, builtin};
use scimproof::rule::{self, Nothing};

/// Pages of at most 100.
const PAGED: &str = r#"{"extends": "rfc7644", "name": "paged",
  "paging": {"defaultCount": 50, "maxCount": 100, "source": "an endpoint of this test"}}"#;

const USER: &str = r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"8","userName":"mona"}"#;

fn is_quiet(profile: &Profile, rule: &str, text: &str) {
    assert!(rule::named(rule).is_some(), "there is no rule `{rule}`");
    let pasted = read(text.as_bytes(), &ReadOptions::default()).unwrap();
    let found = Linter::new(profile).exchange(&pasted.exchange, &Nothing).diagnostics;
    assert!(found.iter().all(|found| found.rule != rule), "{rule} in {text}");
}

#[test]
fn a_rule_is_quiet_beside_its_edge() {
    let (paged, rfc) = (Profile::parse("paged", PAGED).unwrap(), builtin("rfc7644").unwrap());
    let page = |asked: &str, start: u32, total: u32| {
        format!(
            "GET /Users?{asked}\n\nHTTP/1.1 200 OK\n\n{{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:ListResponse\"],\
             \"totalResults\":{total},\"startIndex\":{start},\"itemsPerPage\":1,\"Resources\":[{USER}]}}\n"
        )
    };
    // As many as a page has; no number is no number too many.
    is_quiet(&paged, "url-count-over-max", "GET /Users?count=100\n\n");
    is_quiet(&paged, "url-count-over-max", "GET /Users?count=many\n\n");
    // A user who is there may be given a new password.
    let changed = USER.replace("\"userName\"", "\"password\":\"1mz050nq\",\"userName\"");
    is_quiet(&rfc, "password-placeholder", &format!("PUT /Users/8\n\n{changed}"));
    // A query is no place for endpoints where the path names one.
    is_quiet(&rfc, "url-flag-before-resource", "POST /Users/8?aadOptscim062020/Users\n\n");
    // The last page begins at the last result.
    is_quiet(&rfc, "list-page-past-end", &page("startIndex=8&count=1", 8, 8));
    // A page of the whole list need not say where it stands, and neither need a count alone.
    let whole = page("count=5", 1, 1).replace("\"startIndex\":1,", "");
    is_quiet(&rfc, "list-page-unplaced", &whole);
    let counted = page("count=0", 1, 9).replace("\"startIndex\":1,", "").replace(USER, "");
    is_quiet(&rfc, "list-page-unplaced", &counted);
    let by_cursor = page("count=1", 1, 9).replace("\"startIndex\":1", "\"nextCursor\":\"abc\"");
    is_quiet(&rfc, "list-page-unplaced", &by_cursor);
}

#[test]
fn a_value_that_two_resources_share_is_found_also_when_another_stands_between() {
    let of = |id: u32, name: &str| USER.replace("\"8\"", &format!("\"{id}\"")).replace("mona", name);
    let text = format!(
        "GET /Users\n\nHTTP/1.1 200 OK\n\n{{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:ListResponse\"],\
         \"totalResults\":3,\"Resources\":[{},{},{}]}}\n",
        of(1, "mona"),
        of(2, "lisa"),
        of(3, "mona")
    );
    let pasted = read(text.as_bytes(), &ReadOptions::default()).unwrap();
    let found = Linter::new(&builtin("rfc7644").unwrap()).exchange(&pasted.exchange, &Nothing).diagnostics;
    let places: Vec<_> = found.iter().map(|found| (found.rule, found.location.pointer.as_deref())).collect();
    assert_eq!(places, [("response-unique-twice", Some("/Resources/2/userName"))]);
}

#[test]
fn an_id_of_a_bulk_request_is_not_renamed_where_nobody_can_say_which_is_meant() {
    let profile = r#"{"extends": "rfc7644", "name": "bulk", "bulk": {"value": {"maxOperations": 9, "maxPayloadSize": 1048576},
        "standing": "documented", "source": "this test"}, "endpoints": {"bulk": {"value": true, "standing": "documented",
        "source": "this test"}}}"#;
    let linter = Linter::of(Profile::parse("bulk", profile).unwrap());
    let user = |name: &str| {
        format!(
            r#"{{"method":"POST","path":"/Users","bulkId":"a","data":{{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"{name}"}}}}"#
        )
    };
    let group = r#"{"method":"POST","path":"/Groups","bulkId":"b","data":{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"g","members":[{"value":"bulkId:a"}]}}"#;
    for (last, is_offered) in [(group.to_owned(), false), (user("hubot").replace("\"a\"", "\"c\""), true)] {
        let text = format!(
            "POST /Bulk\n\n{{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:BulkRequest\"],\"Operations\":[{},{},{last}]}}",
            user("mona"),
            user("lisa")
        );
        let pasted = read(text.as_bytes(), &ReadOptions::default()).unwrap();
        let mut verdict = linter.exchange(&pasted.exchange, &Nothing);
        linter.offer(&pasted.exchange.request, &Nothing, &mut verdict);
        let found = verdict.diagnostics.iter().find(|found| found.rule == "bulk-id-duplicate").unwrap();
        assert_eq!(found.fix.is_some(), is_offered, "{text}");
    }
}
