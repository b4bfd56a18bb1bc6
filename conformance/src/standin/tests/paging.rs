//! Paging by cursor (RFC 9865), by index (RFC 7644 §3.4.2.4), and the order of what is paged (§3.4.2.3).

use super::*;
use proptest::prelude::*;
use serde_json::json;

fn create(driven: &mut Driven, members: Value) -> String {
    let mut user = json!({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"]});
    user.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    let sent = driven.send(&format!("POST /Users\n\n{user}"));
    assert_eq!(sent.response.status, 201, "{}", sent.body);
    sent.body["id"].as_str().unwrap().to_owned()
}

/// A stand-in with users of these titles; an empty title is none.
fn with_titles(titles: &[&str]) -> Driven {
    let mut driven = Driven::new("rfc7644");
    for (at, title) in titles.iter().enumerate() {
        let user = match *title {
            "" => json!({"userName": format!("u{at}")}),
            title => json!({"userName": format!("u{at}"), "title": title}),
        };
        create(&mut driven, user);
    }
    driven
}

fn ids(list: &Value) -> Vec<String> {
    let resources = list["Resources"].as_array().unwrap().iter();
    resources.map(|resource| resource["id"].as_str().unwrap().to_owned()).collect()
}

fn list(driven: &mut Driven, target: &str) -> Value {
    let sent = driven.send(&format!("GET {target}"));
    assert_eq!((sent.response.status, &sent.reply.gap), (200, &None), "{target}: {}", sent.body);
    sent.body
}

/// The pages from an empty cursor on, until there is no `nextCursor`.
fn pages(driven: &mut Driven, query: &str) -> Vec<Value> {
    let mut pages = vec![list(driven, &format!("/Users?{query}&cursor"))];
    while let Some(cursor) = pages.last().unwrap()["nextCursor"].as_str().map(str::to_owned) {
        pages.push(list(driven, &format!("/Users?{query}&cursor={cursor}")));
    }
    pages
}

#[test]
fn a_cursor_leads_from_page_to_page_and_back() {
    let mut driven = with_titles(&["", "", "", "", ""]);
    let pages = pages(&mut driven, "count=2");
    assert_eq!(
        pages.iter().map(ids).collect::<Vec<_>>(),
        [vec!["id1", "id2"], vec!["id3", "id4"], vec!["id5"]]
    );
    for (at, page) in pages.iter().enumerate() {
        assert_eq!((&page["totalResults"], page.get("startIndex")), (&json!(5), None));
        assert_eq!(page["itemsPerPage"], ids(page).len());
        assert_eq!(page.get("previousCursor").is_some(), at > 0, "the first page has none before it");
    }
    let mut at = pages.len() - 1;
    let mut page = pages[at].clone();
    while let Some(cursor) = page["previousCursor"].as_str().map(str::to_owned) {
        at -= 1;
        page = list(&mut driven, &format!("/Users?count=2&cursor={cursor}"));
        let whole = if at == 0 { vec!["id1"] } else { vec!["id3", "id4"] };
        // Back from the last page, pages are counted from its own beginning.
        assert_eq!(
            ids(&page),
            if at == 0 { ids(&pages[0]) } else { whole.iter().map(ToString::to_string).collect() }
        );
    }
    assert_eq!(at, 0);
}

#[test]
fn a_cursor_can_be_sent_in_a_search() {
    let mut driven = with_titles(&["", "", ""]);
    let search = |cursor: &str| {
        format!(
            "POST /Users/.search\n\n{{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:SearchRequest\"],\"count\":2,\"cursor\":\"{cursor}\"}}"
        )
    };
    let first = driven.send(&search("")).body;
    assert_eq!(ids(&first), ["id1", "id2"]);
    let cursor = first["nextCursor"].as_str().unwrap();
    let last = driven.send(&search(cursor)).body;
    assert_eq!((ids(&last), last.get("nextCursor")), (vec!["id3".to_owned()], None));
    let wrong = driven.send(&search("made-up"));
    assert_eq!((wrong.response.status, &wrong.body["scimType"]), (400, &json!("invalidCursor")));
}

#[test]
fn a_cursor_is_for_one_query_and_for_a_while() {
    let mut driven = with_titles(&["a", "b", "c"]);
    let first = list(&mut driven, "/Users?sortBy=title&count=1&cursor=");
    let cursor = first["nextCursor"].as_str().unwrap().to_owned();
    for (target, scim_type) in [
        ("/Users?sortBy=title&count=1&cursor=made-up", "invalidCursor"),
        ("/Users?sortBy=title&count=1&cursor={cursor}0", "invalidCursor"),
        ("/Users?count=1&cursor={cursor}", "invalidCursor"),
        ("/Users?sortBy=title&count=1&filter=title%20pr&cursor={cursor}", "invalidCursor"),
        ("/Groups?sortBy=title&count=1&cursor={cursor}", "invalidCursor"),
        ("/?sortBy=title&count=1&cursor={cursor}", "invalidCursor"),
        ("/Users?sortBy=title&count=2&cursor={cursor}", "invalidCount"),
        ("/Users?sortBy=title&cursor={cursor}", "invalidCount"),
    ] {
        let target = target.replace("{cursor}", &cursor);
        let sent = driven.send(&format!("GET {target}"));
        assert_eq!((sent.response.status, &sent.body["scimType"]), (400, &json!(scim_type)), "{target}");
    }
    let target = format!("/Users?sortBy=title&count=1&cursor={cursor}");
    assert_eq!(ids(&list(&mut driven, &target)), ["id2"]);
    assert_eq!(ids(&list(&mut driven, &target)), ["id2"], "a page can be asked for again");
    driven.seconds += 601;
    let sent = driven.send(&format!("GET {target}"));
    assert_eq!((sent.response.status, &sent.body["scimType"]), (400, &json!("expiredCursor")));
}

#[test]
fn a_cursor_tells_nothing_of_what_it_stands_for() {
    let mut driven = with_titles(&["secretive", "secretive"]);
    let mut seen = Vec::new();
    for _ in 0..3 {
        let page = list(&mut driven, "/Users?sortBy=title&count=1&cursor=");
        let cursor = page["nextCursor"].as_str().unwrap().to_owned();
        let is_unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        assert!(cursor.bytes().all(is_unreserved), "{cursor}");
        assert!(!cursor.contains("secretive") && !seen.contains(&cursor), "{cursor}");
        seen.push(cursor);
    }
}

#[test]
fn older_cursors_expire_when_many_are_given_out() {
    let mut driven = with_titles(&["", ""]);
    let first = list(&mut driven, "/Users?count=1&cursor=");
    let cursor = first["nextCursor"].as_str().unwrap().to_owned();
    driven.seconds = 0;
    for _ in 0..4096 {
        driven.seconds = 1;
        list(&mut driven, "/Users?count=1&cursor=");
    }
    let sent = driven.send(&format!("GET /Users?count=1&cursor={cursor}"));
    assert_eq!((sent.response.status, &sent.body["scimType"]), (400, &json!("expiredCursor")));
}

#[test]
fn what_comes_and_goes_between_two_pages_moves_no_other() {
    let mut driven = with_titles(&["b", "d", "f", "h"]);
    let query = "sortBy=title&count=2";
    let first = list(&mut driven, &format!("/Users?{query}&cursor"));
    assert_eq!(ids(&first), ["id1", "id2"]);
    let late = create(&mut driven, json!({"userName": "late", "title": "a"}));
    let coming = create(&mut driven, json!({"userName": "coming", "title": "g"}));
    assert_eq!(driven.send("DELETE /Users/id2").response.status, 204);
    let cursor = first["nextCursor"].as_str().unwrap();
    let second = list(&mut driven, &format!("/Users?{query}&cursor={cursor}"));
    assert_eq!(ids(&second), ["id3".to_owned(), coming]);
    let cursor = second["nextCursor"].as_str().unwrap();
    let third = list(&mut driven, &format!("/Users?{query}&cursor={cursor}"));
    assert_eq!((ids(&third), third.get("nextCursor")), (vec!["id4".to_owned()], None));
    let cursor = second["previousCursor"].as_str().unwrap();
    assert_eq!(ids(&list(&mut driven, &format!("/Users?{query}&cursor={cursor}"))), [late, "id1".to_owned()]);
}

#[test]
fn pages_are_by_index_unless_a_cursor_is_asked_for() {
    let mut driven = with_titles(&["", ""]);
    for target in ["/Users?count=1", "/Users?startIndex=1&count=1"] {
        let page = list(&mut driven, target);
        assert_eq!((&page["startIndex"], page.get("nextCursor")), (&json!(1), None), "{target}");
    }
    let none = list(&mut driven, "/Users?count=0&cursor");
    assert_eq!((&none["totalResults"], none.get("nextCursor"), ids(&none).len()), (&json!(2), None, 0));
    let configuration = list(&mut driven, "/ServiceProviderConfig");
    assert_eq!(
        configuration["pagination"],
        json!({
            "cursor": true,
            "index": true,
            "defaultPaginationMethod": "index",
            "defaultPageSize": 100,
            "cursorTimeout": 600
        })
    );
    let schema = list(&mut driven, "/Schemas/urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig");
    let declared = schema["attributes"].as_array().unwrap().iter().map(|attribute| &attribute["name"]);
    assert!(configuration.as_object().unwrap().keys().all(|name| {
        ["schemas", "meta"].contains(&name.as_str()) || declared.clone().any(|declared| declared == name)
    }));
}

#[test]
fn the_order_is_that_of_the_attributes_type() {
    let mut driven = Driven::new("rfc7644");
    for user in [
        json!({"userName": "u1", "externalId": "b", "active": true, "name": {"familyName": "Öz"},
            "emails": [{"value": "z@example.com"}, {"value": "a@example.com", "primary": true}]}),
        json!({"userName": "U2", "externalId": "B", "active": false, "name": {"familyName": "oz"},
            "emails": [{"value": "M@example.com"}, {"value": "a@example.com"}]}),
        json!({"userName": "u3", "externalId": "a", "name": {"givenName": "x"},
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"manager": {"value": "id1"}}}),
    ] {
        let mut user = user;
        if user.as_object().unwrap().keys().any(|name| name.starts_with("urn:")) {
            user["schemas"] = json!([
                "urn:ietf:params:scim:schemas:core:2.0:User",
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
            ]);
        }
        create(&mut driven, user);
    }
    for (by, ascending, descending) in [
        // Case counts where it is exact.
        ("externalId", "2 3 1", "1 3 2"),
        ("userName", "1 2 3", "3 2 1"),
        // The primary value, or else the first; who has none is last, or first.
        ("emails", "1 2 3", "3 2 1"),
        ("emails.value", "1 2 3", "3 2 1"),
        ("active", "2 1 3", "3 1 2"),
        ("name.familyName", "2 1 3", "3 1 2"),
        ("meta.created", "1 2 3", "3 2 1"),
        ("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value", "3 1 2", "1 2 3"),
        ("urn:ietf:params:scim:schemas:core:2.0:User:username", "1 2 3", "3 2 1"),
        // An object of several parts has no order, and what no schema has is no one's.
        ("name", "1 2 3", "1 2 3"),
        ("nosuch", "1 2 3", "1 2 3"),
    ] {
        for (order, expected) in [("ascending", ascending), ("DESCENDING", descending)] {
            let found = ids(&list(&mut driven, &format!("/Users?sortBy={by}&sortOrder={order}")));
            assert_eq!(found.join(" ").replace("id", ""), expected, "{by} {order}");
        }
    }
}

/// A query, and whether it sorts.
fn query() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "x",
        "sortBy=title",
        "sortBy=title&sortOrder=descending",
        "sortBy=userName&sortOrder=descending",
        "filter=title%20pr",
        "filter=title%20pr&sortBy=title",
    ])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pages_by_cursor_are_the_pages_by_index(
        titles in prop::collection::vec(prop::sample::select(vec!["", "a", "A", "b", "c"]), 0..12),
        query in query(),
        count in 1_usize..5,
    ) {
        let mut driven = with_titles(&titles);
        let whole = ids(&list(&mut driven, &format!("/Users?{query}")));
        let by_cursor = pages(&mut driven, &format!("{query}&count={count}"));
        for (at, page) in by_cursor.iter().enumerate() {
            let start = at * count + 1;
            let by_index = list(&mut driven, &format!("/Users?{query}&startIndex={start}&count={count}"));
            prop_assert_eq!(ids(page), ids(&by_index));
            prop_assert_eq!(&page["totalResults"], whole.len());
        }
        prop_assert_eq!(by_cursor.iter().flat_map(ids).collect::<Vec<_>>(), whole);
    }

    #[test]
    fn whoever_stays_is_on_one_page_by_cursor(
        titles in prop::collection::vec(prop::sample::select(vec!["", "a", "A", "b", "c"]), 1..12),
        between in prop::collection::vec((any::<bool>(), 0_usize..12, prop::sample::select(vec!["", "A", "bb"])), 0..8),
        query in query(),
        count in 1_usize..4,
    ) {
        let mut driven = with_titles(&titles);
        let query = format!("{query}&count={count}");
        let mut stays = ids(&list(&mut driven, &format!("/Users?{query}&count=1000").replace(&format!("&count={count}&"), "&")));
        let mut between = between.into_iter().enumerate();
        let mut page = list(&mut driven, &format!("/Users?{query}&cursor"));
        let mut seen = ids(&page);
        while let Some(cursor) = page["nextCursor"].as_str().map(str::to_owned) {
            if let Some((at, (is_new, who, title))) = between.next() {
                if is_new {
                    create(&mut driven, json!({"userName": format!("new{at}"), "title": title}));
                } else {
                    let id = format!("id{}", who + 1);
                    driven.send(&format!("DELETE /Users/{id}"));
                    stays.retain(|one| *one != id);
                }
            }
            page = list(&mut driven, &format!("/Users?{query}&cursor={cursor}"));
            seen.extend(ids(&page));
        }
        for id in stays {
            prop_assert_eq!(seen.iter().filter(|one| **one == id).count(), 1, "{} in {:?}", id, seen);
        }
    }

    #[test]
    fn an_order_is_a_permutation_that_keeps_equals_as_they_were(
        titles in prop::collection::vec(prop::sample::select(vec!["", "a", "A", "b", "B", "c"]), 0..12),
        descending in any::<bool>(),
    ) {
        let mut driven = with_titles(&titles);
        let order = if descending { "descending" } else { "ascending" };
        let found = list(&mut driven, &format!("/Users?sortBy=title&sortOrder={order}"));
        let title = |resource: &Value| resource["title"].as_str().map(str::to_lowercase);
        let mut expected = list(&mut driven, "/Users")["Resources"].as_array().unwrap().clone();
        // A sort that is stable, on the rank of each title and of none.
        let rank = |resource: &Value| title(resource).map_or(9, |title| i32::from(title.as_bytes()[0]) - 97);
        expected.sort_by_key(|resource| if descending { -rank(resource) } else { rank(resource) });
        prop_assert_eq!(ids(&found), expected.iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>());
    }
}
