//! A lookup that an index answers finds what a look at every resource finds.

use super::Driven;
use proptest::prelude::*;
use scimproof::syntax::percent_encode;
use serde_json::json;

/// Names that some comparisons take for equal and others do not.
const NAMES: [&str; 10] =
    ["mona", "MONA", "straße", "STRASSE", "ΟΔΟΣ", "οδος", "οδοσ", "İ", "i\u{307}", "a\"b\\c"];

fn name() -> impl Strategy<Value = &'static str> {
    prop::sample::select(&NAMES[..])
}

/// What the filter finds; resources of both types are asked for.
fn found(driven: &mut Driven, endpoint: &str, filter: &str) -> Vec<String> {
    let sent = driven.send(&format!("GET /{endpoint}?filter={}", percent_encode(filter)));
    assert_eq!(sent.response.status, 200, "{filter}");
    let resources = sent.body["Resources"].as_array().unwrap();
    resources.iter().map(|resource| resource["id"].as_str().unwrap().to_owned()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn a_value_is_found_whether_it_is_looked_up_or_all_are_looked_at(
        users in prop::collection::vec((name(), name(), name()), 1..8),
        groups in prop::collection::vec(name(), 0..4),
        renamed in prop::collection::vec((1_usize..8, name()), 0..4),
        deleted in prop::option::of(1_usize..8),
        sought in name(),
    ) {
        let mut driven = Driven::new("rfc7644");
        for (user_name, external_id, display_name) in users {
            let user = json!({
                "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
                "userName": user_name, "externalId": external_id, "displayName": display_name,
            });
            driven.send(&format!("POST /Users\n\n{user}"));
        }
        for display_name in groups {
            let group = json!({
                "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": display_name,
            });
            driven.send(&format!("POST /Groups\n\n{group}"));
        }
        for (number, name) in renamed {
            let change = json!({
                "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                "Operations": [{"op": "replace", "path": "displayName", "value": name}],
            });
            driven.send(&format!("PATCH /Users/id{number}\n\n{change}"));
        }
        if let Some(number) = deleted {
            driven.send(&format!("DELETE /Users/id{number}"));
        }
        let sought = json!(sought);
        for (endpoint, attribute) in [
            ("Users", "userName"),
            ("Users", "USERNAME"),
            ("Users", "urn:ietf:params:scim:schemas:core:2.0:User:externalId"),
            ("Users", "displayName"),
            ("Groups", "displayName"),
            ("Users", "id"),
        ] {
            let value = if attribute == "id" { json!("id1") } else { sought.clone() };
            let looked_up = found(&mut driven, endpoint, &format!("{attribute} eq {value}"));
            let looked_at = found(&mut driven, endpoint, &format!("not (not ({attribute} eq {value}))"));
            prop_assert_eq!(looked_up, looked_at, "{} {}", attribute, value);
            let both = format!("schemas pr and {attribute} eq {value} and displayName pr");
            let other = format!("not (not ({attribute} eq {value})) and displayName pr");
            prop_assert_eq!(found(&mut driven, endpoint, &both), found(&mut driven, endpoint, &other));
        }
    }
}

/// Values compare letter by letter, so the sigma that ends a word in lower case is another letter; whoever judges the
/// list sees two users too.
#[test]
fn names_that_differ_in_a_final_sigma_are_two() {
    let mut driven = Driven::new("rfc7644");
    for name in ["ΟΔΟΣ", "οδος"] {
        let user = json!({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": name});
        assert_eq!(driven.send(&format!("POST /Users\n\n{user}")).response.status, 201);
    }
    assert_eq!(found(&mut driven, "Users", "userName pr"), ["id1", "id2"]);
    assert_eq!(found(&mut driven, "Users", "userName eq \"οδοσ\""), ["id1"]);
}
