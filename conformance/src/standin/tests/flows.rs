//! Flows as tables: what is sent, the status, and what stands where in the body.

use super::{Change, Driven};
use scimproof::profile::Profile;
use serde_json::Value;

/// A request, the status of its answer, and parts of the answer's body as JSON; an empty text for what is not there.
type Step = (&'static str, u16, &'static [(&'static str, &'static str)]);

pub(super) fn flow(profile: &str, steps: &[Step]) {
    drive(Driven::new(profile), steps);
}

pub(super) fn drive(mut driven: Driven, steps: &[Step]) {
    for (at, (request, status, parts)) in steps.iter().enumerate() {
        let sent = driven.send(request);
        let told = format!("step {at}: {request}\nanswered {} {}", sent.response.status, sent.body);
        assert_eq!(sent.reply.gap, None, "{told}");
        assert_eq!(sent.response.status, *status, "{told}");
        for (pointer, expected) in *parts {
            let found = sent.body.pointer(pointer);
            let expected: Option<Value> =
                (!expected.is_empty()).then(|| serde_json::from_str(expected).unwrap());
            assert_eq!(found, expected.as_ref(), "{pointer} in {told}");
        }
    }
}

pub(super) const USER: &str = r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"Mona"}"#;

#[test]
fn a_user_is_created_read_replaced_changed_and_deleted() {
    flow(
        "rfc7644",
        &[
            (
                r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
 "USERNAME":"Mona","password":"geheim","id":"mine","title":null,"emails":[{"VALUE":"mona@example.com","type":"work"}],
 "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"Tools"}}"#,
                201,
                &[
                    ("/id", "\"id1\""),
                    ("/userName", "\"Mona\""),
                    ("/password", ""),
                    ("/title", ""),
                    ("/emails/0/value", "\"mona@example.com\""),
                    ("/urn:ietf:params:scim:schemas:extension:enterprise:2.0:User/department", "\"Tools\""),
                    ("/schemas/1", "\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\""),
                    ("/meta/resourceType", "\"User\""),
                    ("/meta/created", "\"1970-01-01T00:00:01.000Z\""),
                    ("/meta/lastModified", "\"1970-01-01T00:00:01.000Z\""),
                    ("/meta/location", "\"http://localhost/scim/v2/Users/id1\""),
                ],
            ),
            ("GET /Users/id1", 200, &[("/userName", "\"Mona\"")]),
            (
                r#"PUT /Users/id1

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","title":"Cat","groups":[{"value":"x"}]}"#,
                200,
                &[
                    ("/title", "\"Cat\""),
                    ("/emails", ""),
                    ("/groups", ""),
                    ("/schemas", "[\"urn:ietf:params:scim:schemas:core:2.0:User\"]"),
                    ("/meta/created", "\"1970-01-01T00:00:01.000Z\""),
                    ("/meta/lastModified", "\"1970-01-01T00:00:03.000Z\""),
                ],
            ),
            (
                r#"PATCH /Users/id1

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","value":{"title":"Boss","active":false}}]}"#,
                200,
                &[
                    ("/title", "\"Boss\""),
                    ("/active", "false"),
                    ("/meta/lastModified", "\"1970-01-01T00:00:04.000Z\""),
                ],
            ),
            (
                r#"PATCH /Users/id1

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"title","value":"Boss"}]}"#,
                200,
                &[("/meta/lastModified", "\"1970-01-01T00:00:04.000Z\"")],
            ),
            (USER, 409, &[("/scimType", "\"uniqueness\""), ("/status", "\"409\"")]),
            ("DELETE /Users/id1", 204, &[("", "null")]),
            (
                "GET /Users/id1",
                404,
                &[("/schemas/0", "\"urn:ietf:params:scim:api:messages:2.0:Error\""), ("/status", "\"404\"")],
            ),
            ("DELETE /Users/id1", 404, &[]),
            (USER, 201, &[("/id", "\"id2\"")]),
        ],
    );
}

#[test]
fn groups_show_their_members_and_users_their_groups() {
    flow(
        "rfc7644",
        &[
            (USER, 201, &[]),
            (
                r#"POST /Groups

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Cats","members":[{"value":"id1"},{"value":"nobody"}]}"#,
                201,
                &[
                    ("/members/0/$ref", "\"http://localhost/scim/v2/Users/id1\""),
                    ("/members/0/type", "\"User\""),
                    ("/members/1", "{\"value\":\"nobody\"}"),
                ],
            ),
            (
                "GET /Users/id1",
                200,
                &[
                    ("/groups/0/value", "\"id2\""),
                    ("/groups/0/display", "\"Cats\""),
                    ("/groups/0/type", "\"direct\""),
                ],
            ),
            (
                r#"PATCH /Groups/id2

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"remove","path":"members[value eq \"nobody\"]"}]}"#,
                200,
                &[("/members/0/value", "\"id1\""), ("/members/1", "")],
            ),
            ("DELETE /Users/id1", 204, &[]),
            ("GET /Groups/id2", 200, &[("/members", "")]),
        ],
    );
}

#[test]
fn lists_are_filtered_sorted_paged_and_projected() {
    let users = ["Carl", "anna", "Bob"].map(|name| {
        format!("POST /Users\n\n{{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"{name}\",\"title\":\"x\"}}")
    });
    let mut driven = Driven::new("rfc7644");
    for user in &users {
        assert_eq!(driven.send(user).response.status, 201);
    }
    for (query, total, start, names) in [
        ("", 3, 1, "Carl anna Bob"),
        ("?sortBy=userName", 3, 1, "anna Bob Carl"),
        ("?sortBy=userName&sortOrder=descending", 3, 1, "Carl Bob anna"),
        ("?sortBy=nosuch", 3, 1, "Carl anna Bob"),
        ("?filter=userName%20eq%20%22ANNA%22", 1, 1, "anna"),
        ("?filter=userName%20co%20%22a%22&startIndex=2", 2, 2, "anna"),
        ("?startIndex=0&count=1", 3, 1, "Carl"),
        ("?startIndex=2&count=1", 3, 2, "anna"),
        ("?startIndex=4", 3, 4, ""),
        ("?count=0", 3, 1, ""),
        ("?count=-1", 3, 1, ""),
        ("?count=many", 3, 1, "Carl anna Bob"),
        ("?filter=title%20pr%20and%20not%20(userName%20sw%20%22b%22)", 2, 1, "Carl anna"),
    ] {
        let sent = driven.send(&format!("GET /Users{query}"));
        let body = &sent.body;
        let names_found: Vec<&str> = body["Resources"]
            .as_array()
            .unwrap()
            .iter()
            .map(|user| user["userName"].as_str().unwrap())
            .collect();
        assert_eq!((&body["totalResults"], &body["startIndex"]), (&total.into(), &start.into()), "{query}");
        assert_eq!(names_found.join(" "), names, "{query}");
        assert_eq!(body["itemsPerPage"], names_found.len(), "{query}");
    }
    for (query, members) in [
        ("?attributes=userName", "id schemas userName"),
        (
            "?attributes=meta.created,urn:ietf:params:scim:schemas:core:2.0:User:TITLE",
            "id meta schemas title",
        ),
        ("?excludedAttributes=meta,id", "id schemas title userName"),
        ("?attributes=password", "id schemas"),
    ] {
        let body = driven.send(&format!("GET /Users/id1{query}")).body;
        let found: Vec<&str> = body.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(found.join(" "), members, "{query}");
    }
    let body = driven.send("GET /Users/id1?attributes=meta.created").body;
    assert_eq!(body["meta"].as_object().unwrap().len(), 1);
}

#[test]
fn versions_are_compared_where_a_request_names_them() {
    let mut driven = Driven::new("rfc7644");
    let created = driven.send(USER);
    let version = created.response.header("etag").unwrap().to_owned();
    assert_eq!(created.body["meta"]["version"], version);
    assert_eq!(created.response.header("location"), Some("http://localhost/scim/v2/Users/id1"));
    let unchanged = driven.send(&format!("GET /Users/id1\nIf-None-Match: {version}"));
    assert_eq!((unchanged.response.status, unchanged.response.body.len()), (304, 0));
    let body = r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"Mona","title":"x"}"#;
    let put = |version: &str| format!("PUT /Users/id1\nIf-Match: {version}\n\n{body}");
    assert_eq!(driven.send(&put("W/\"stale\"")).response.status, 412);
    let replaced = driven.send(&put(&version));
    assert_eq!(replaced.response.status, 200);
    assert_ne!(replaced.response.header("etag"), Some(version.as_str()));
    assert_eq!(driven.send(&format!("GET /Users/id1\nIf-None-Match: {version}")).response.status, 200);
    assert_eq!(driven.send(&put(&version)).response.status, 412);
}

#[test]
fn a_schema_as_a_whole_is_written_by_an_object() {
    const MISVALUED: [&str; 4] = [
        r#"{"op":"add","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User","value":null}"#,
        r#"{"op":"replace","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User","value":["x"]}"#,
        r#"{"op":"replace","path":"urn:ietf:params:scim:schemas:core:2.0:User","value":null}"#,
        r#"{"op":"add","value":"x"}"#,
    ];
    let mut driven = Driven::new("rfc7644");
    driven.send(USER);
    let patch = |operation: &str| {
        format!(
            "PATCH /Users/id1\n\n{{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{operation}]}}"
        )
    };
    for operation in MISVALUED {
        let sent = driven.send(&patch(operation));
        assert_eq!((sent.response.status, sent.reply.gap), (400, None), "{operation}");
    }
    let cleared = MISVALUED[1].replace("[\"x\"]", "null");
    let sent = driven.send(&patch(&cleared));
    assert_eq!((sent.response.status, sent.reply.gap), (200, None), "{cleared}");
}

#[test]
fn a_caller_without_the_token_gets_nothing() {
    let mut driven = Driven::new("rfc7644");
    driven.stand_in = driven.stand_in.with_token(Some("secret".to_owned()));
    for (header, expected) in [
        ("X: y", 401),
        ("Authorization: Bearer wrong", 401),
        ("Authorization: secret", 401),
        ("Authorization: Basic secret", 401),
        ("Authorization: Bearer secret", 200),
        ("authorization: bearer secret", 200),
    ] {
        let sent = driven.send(&format!("GET /Users\n{header}"));
        assert_eq!(sent.response.status, expected, "{header}");
        let challenge =
            sent.response.header("www-authenticate").is_some_and(|value| value.starts_with("Bearer"));
        assert_eq!(challenge, expected == 401, "{header}");
        assert!(!sent.body.to_string().contains("secret"), "{header}");
    }
}

#[test]
fn discovery_says_what_the_profile_has() {
    const SCHEMA: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
    flow(
        "rfc7644",
        &[
            (
                "GET /ServiceProviderConfig",
                200,
                &[("/patch/supported", "true"), ("/bulk/maxOperations", "1000"), ("/etag/supported", "true")],
            ),
            ("GET /ResourceTypes", 200, &[("/totalResults", "2"), ("/Resources/1/endpoint", "\"/Groups\"")]),
            (
                "GET /ResourceTypes/User",
                200,
                &[("/schema", "\"urn:ietf:params:scim:schemas:core:2.0:User\"")],
            ),
            ("GET /ResourceTypes/Nosuch", 404, &[("/status", "\"404\"")]),
            (
                "GET /Schemas",
                200,
                &[("/totalResults", "6"), ("/Resources/0/meta/resourceType", "\"Schema\"")],
            ),
            ("GET /Schemas/urn:nosuch", 404, &[("/status", "\"404\"")]),
            ("POST /Schemas\n\n{}", 405, &[]),
            ("GET /", 200, &[("/totalResults", "0")]),
            ("POST /", 405, &[]),
            ("GET /Me", 501, &[("/status", "\"501\"")]),
            ("GET /Devices", 404, &[]),
            ("POST /Users", 400, &[("/scimType", "\"invalidSyntax\"")]),
        ],
    );
    let mut driven = Driven::new("rfc7644");
    let schema = driven.send(&format!("GET /Schemas/{SCHEMA}"));
    let read: scimproof::schema::Schema = serde_json::from_value(schema.body).unwrap();
    assert_eq!(Some(&read), scimproof::schema::builtin(SCHEMA));
    assert_eq!(driven.send("PUT /Schemas\n\n{}").response.header("allow"), Some("GET"));
    assert_eq!(
        driven.send("POST /Users/id1\n\n{}").response.header("allow"),
        Some("GET, PUT, PATCH, DELETE")
    );
}

#[test]
fn what_changed_is_told_in_order() {
    let mut driven = Driven::new("rfc7644");
    driven.send(USER);
    driven.send(
        r#"POST /Groups

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Cats","members":[{"value":"id1"}]}"#,
    );
    let changes = driven.send("DELETE /Users/id1").reply.changes;
    let [Change::Deleted(user), Change::Replaced(group)] = changes.as_slice() else {
        panic!("the user goes, and the group that it was in changes: {changes:?}")
    };
    assert_eq!((&*user.id, group.attributes().get("members")), ("id1", None));
    assert_eq!(driven.send("GET /Groups/id2").reply.changes, []);
}

#[test]
fn an_immutable_attribute_keeps_the_value_that_it_was_created_with() {
    let profile = r#"{"extends":"rfc7644","name":"badges","resourceTypes":[{"name":"Badge","endpoint":"Badges",
        "schema":"urn:example:2.0:Badge","operations":{"create":{"statuses":[201]},"replace":{"statuses":[200]}}}],
        "schemas":[{"id":"urn:example:2.0:Badge","attributes":[{"name":"serial","mutability":"immutable"},{"name":"colour"}]}]}"#;
    drive(
        Driven::of(&Profile::parse("badges", profile).unwrap()),
        &[
            (
                "POST /Badges\n\n{\"schemas\":[\"urn:example:2.0:Badge\"],\"serial\":\"17\"}",
                201,
                &[("/serial", "\"17\"")],
            ),
            (
                "PUT /Badges/id1\n\n{\"schemas\":[\"urn:example:2.0:Badge\"],\"Serial\":\"18\"}",
                400,
                &[("/scimType", "\"mutability\"")],
            ),
            (
                "PUT /Badges/id1\n\n{\"schemas\":[\"urn:example:2.0:Badge\"],\"serial\":\"17\",\"colour\":\"red\"}",
                200,
                &[("/serial", "\"17\""), ("/colour", "\"red\"")],
            ),
            (
                "PUT /Badges/id1\n\n{\"schemas\":[\"urn:example:2.0:Badge\"],\"colour\":\"blue\"}",
                200,
                &[("/serial", "\"17\""), ("/colour", "\"blue\"")],
            ),
        ],
    );
}

#[test]
fn an_endpoint_that_is_ready_for_entra_stores_what_entra_means() {
    flow(
        "entra-ready",
        &[
            (
                r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
 "userName":"mona","active":"True","emails":[{"value":"mona@example.com","type":"work","primary":"true"}],
 "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":"26118915"}}"#,
                201,
                &[
                    ("/active", "true"),
                    ("/emails/0/primary", "true"),
                    (
                        "/urn:ietf:params:scim:schemas:extension:enterprise:2.0:User/manager",
                        r#"{"value":"26118915"}"#,
                    ),
                ],
            ),
            (
                r#"PATCH /Users/id1

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[
 {"op":"Replace","path":"active","value":"False"},
 {"op":"Add","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager","value":"81775912"},
 {"op":"Replace","value":{"name.givenName":"Mona","title":"Guide",
  "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department":"Tools"}}]}"#,
                200,
                &[
                    ("/active", "false"),
                    ("/name/givenName", "\"Mona\""),
                    ("/title", "\"Guide\""),
                    (
                        "/urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
                        r#"{"department":"Tools","manager":{"value":"81775912"}}"#,
                    ),
                ],
            ),
            (
                "GET /Users?filter=active%20eq%20%22False%22%20and%20emails[type%20eq%20%22work%22].value%20eq%20%22mona@example.com%22",
                200,
                &[("/totalResults", "1")],
            ),
        ],
    );
}
