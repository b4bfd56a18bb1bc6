//! Bulk requests (RFC 7644 §3.7).

use super::*;
use proptest::prelude::*;
use serde_json::json;

fn user(name: &str) -> Value {
    json!({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": name})
}

fn group(name: &str, members: &[&str]) -> Value {
    let members: Vec<Value> = members.iter().map(|id| json!({"value": id})).collect();
    json!({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": name, "members": members})
}

fn patch(operations: Value) -> Value {
    json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations})
}

fn post(endpoint: &str, bulk_id: &str, data: Value) -> Value {
    json!({"method": "POST", "path": format!("/{endpoint}"), "bulkId": bulk_id, "data": data})
}

fn request(operations: &[Value]) -> Value {
    json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], "Operations": operations})
}

/// What is answered of each operation.
fn bulk(driven: &mut Driven, request: &Value) -> Vec<Value> {
    let sent = driven.send(&format!("POST /Bulk\n\n{request}"));
    assert_eq!((sent.response.status, &sent.reply.gap), (200, &None), "{request}\n{}", sent.body);
    assert_eq!(sent.body["schemas"], json!(["urn:ietf:params:scim:api:messages:2.0:BulkResponse"]));
    sent.body["Operations"].as_array().unwrap().clone()
}

fn statuses(results: &[Value]) -> Vec<&str> {
    results.iter().map(|result| result["status"].as_str().unwrap()).collect()
}

fn members(driven: &mut Driven, group: &str) -> Vec<String> {
    let body = driven.send(&format!("GET /Groups/{group}")).body;
    let members = body["members"].as_array().cloned().unwrap_or_default();
    members.iter().map(|member| member["value"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn each_operation_has_its_result() {
    let mut driven = Driven::new("rfc7644");
    let version = |driven: &mut Driven, id: &str| {
        driven.send(&format!("GET /Users/{id}")).body["meta"]["version"].clone()
    };
    let results =
        bulk(&mut driven, &request(&[post("Users", "a", user("ann")), post("Users", "b", user("bea"))]));
    let created = json!({
        "method": "POST",
        "bulkId": "a",
        "location": "http://localhost/scim/v2/Users/id1",
        "status": "201",
        "version": version(&mut driven, "id1"),
    });
    assert_eq!(results[0], created);

    let stale = json!("W/\"stale\"");
    let old = version(&mut driven, "id1");
    let results = bulk(
        &mut driven,
        &request(&[
            json!({"method": "PUT", "path": "/Users/id1", "version": old, "data": user("anna")}),
            json!({"method": "PUT", "path": "/Users/id1", "version": old, "data": user("anni")}),
            json!({"method": "PATCH", "path": "/Users/id2?attributes=title", "data": patch(json!([{"op": "add", "path": "title", "value": "Guide"}]))}),
            json!({"method": "DELETE", "path": "/Users/id2", "version": stale}),
            json!({"method": "DELETE", "path": "Users/id2", "data": {}}),
            json!({"method": "DELETE", "path": "/Users/id2"}),
            post("Users", "c", user("ANNA")),
            post("Users", "d", json!({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"]})),
            post("users", "e", user("eve")),
        ]),
    );
    assert_eq!(statuses(&results), ["200", "412", "200", "412", "204", "404", "409", "400", "404"]);
    assert_eq!(results[0]["version"], version(&mut driven, "id1"));
    let locations: Vec<Option<&str>> = results.iter().map(|result| result["location"].as_str()).collect();
    let [one, two] = ["id1", "id2"].map(|id| format!("http://localhost/scim/v2/Users/{id}"));
    let [one, two] = [Some(one.as_str()), Some(two.as_str())];
    assert_eq!(locations, [one, one, two, two, two, two, None, None, None]);
    for result in &results {
        let is_error = result["status"].as_str().unwrap() >= "400";
        assert_eq!(result.get("response").is_some(), is_error, "{result}");
        if is_error {
            assert_eq!(result["response"]["status"], result["status"]);
            assert_eq!(result.get("version"), None);
        }
    }
    assert_eq!(results[6]["response"]["scimType"], "uniqueness");
    assert_eq!(driven.send("GET /Users/id1").body["userName"], "anna");
}

#[test]
fn a_reference_becomes_the_id_of_what_is_created() {
    let mut driven = Driven::new("rfc7644");
    let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    let mut bob = user("Bob");
    bob["schemas"].as_array_mut().unwrap().push(json!(enterprise));
    bob[enterprise] = json!({"manager": {"value": "bulkId:qwerty", "$ref": "../Users/bulkId:qwerty"}});
    let results = bulk(
        &mut driven,
        &request(&[
            post("Users", "qwerty", user("Alice")),
            post("Groups", "ytrewq", group("Tour Guides", &["bulkId:qwerty"])),
            post("Users", "two words", bob),
            json!({"method": "PATCH", "path": "/Groups/bulkId:ytrewq", "data": patch(json!([
                {"op": "add", "path": "members", "value": [{"value": "bulkId:two words"}]},
                {"op": "replace", "path": "members[value eq \"bulkId:qwerty\"].type", "value": "User"},
                {"op": "remove", "path": "members[value eq \"bulkId:qwerty\"]"},
            ]))}),
            json!({"method": "PUT", "path": "/Users/bulkId:qwerty", "data": user("alice")}),
        ]),
    );
    assert_eq!(statuses(&results), ["201", "201", "201", "200", "200"], "{results:?}");
    assert_eq!(results[4]["location"], "http://localhost/scim/v2/Users/id1");
    assert_eq!(members(&mut driven, "id2"), ["id3"]);
    let manager = driven.send("GET /Users/id3").body[enterprise]["manager"].clone();
    assert_eq!(manager, json!({"value": "id1", "$ref": "../Users/id1"}));
}

#[test]
fn what_is_meant_is_created_first() {
    let mut driven = Driven::new("rfc7644");
    let results = bulk(
        &mut driven,
        &request(&[
            post("Groups", "g", group("Guides", &["bulkId:u", "bulkId:h"])),
            post("Groups", "h", group("Hosts", &["bulkId:u"])),
            post("Users", "u", user("ann")),
        ]),
    );
    assert_eq!(statuses(&results), ["201", "201", "201"]);
    let ids: Vec<&str> = results
        .iter()
        .map(|result| result["location"].as_str().unwrap().rsplit('/').next().unwrap())
        .collect();
    assert_eq!(members(&mut driven, ids[0]), [ids[2], ids[1]]);
    assert_eq!(members(&mut driven, ids[1]), [ids[2]]);
}

#[test]
fn creations_may_mean_each_other() {
    let mut driven = Driven::new("rfc7644");
    let circle = [
        post("Groups", "a", group("A", &["bulkId:b"])),
        post("Groups", "b", group("B", &["bulkId:c", "bulkId:b"])),
        post("Groups", "c", group("C", &["bulkId:a"])),
    ];
    let results = bulk(&mut driven, &request(&circle));
    assert_eq!(statuses(&results), ["201", "201", "201"]);
    let ids: Vec<String> = results
        .iter()
        .map(|result| result["location"].as_str().unwrap().rsplit('/').next().unwrap().to_owned())
        .collect();
    assert_eq!(members(&mut driven, &ids[0]), [&*ids[1]]);
    assert_eq!(members(&mut driven, &ids[1]), [&*ids[2], &*ids[1]]);
    assert_eq!(members(&mut driven, &ids[2]), [&*ids[0]]);
}

#[test]
fn what_means_a_failed_creation_fails_too() {
    let mut driven = Driven::new("rfc7644");
    driven.send(&format!("POST /Users\n\n{}", user("ann")));
    let results = bulk(
        &mut driven,
        &request(&[
            post("Groups", "g", group("Guides", &["bulkId:u"])),
            post("Users", "u", user("ann")),
            post("Groups", "h", group("Hosts", &["bulkId:g"])),
            json!({"method": "DELETE", "path": "/Groups/bulkId:h"}),
            post("Groups", "i", group("Idle", &[])),
        ]),
    );
    assert_eq!(statuses(&results), ["409", "409", "409", "409", "201"]);
    let detail = results[0]["response"]["detail"].as_str().unwrap();
    assert!(detail.contains("`u` was not created"), "{detail}");
    assert_eq!(driven.send("GET /Groups").body["totalResults"], 1);
}

#[test]
fn a_circle_fails_as_a_whole() {
    for broken in 0..3 {
        let mut driven = Driven::new("rfc7644");
        let mut circle = [
            post("Groups", "a", group("A", &["bulkId:b"])),
            post("Groups", "b", group("B", &["bulkId:c"])),
            post("Groups", "c", group("C", &["bulkId:a"])),
            post("Groups", "d", group("D", &["bulkId:b"])),
        ];
        circle[broken]["data"].as_object_mut().unwrap().remove("displayName");
        let results = bulk(&mut driven, &request(&circle));
        let expected: Vec<&str> = (0..4).map(|at| if at == broken { "400" } else { "409" }).collect();
        assert_eq!(statuses(&results), expected);
        assert_eq!(driven.send("GET /Groups").body["totalResults"], 0, "{broken}");
    }
}

#[test]
fn a_request_ends_after_as_many_errors_as_it_says() {
    let wrong =
        |name: &str| post("Users", name, json!({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"]}));
    for (most, expected) in [
        (json!(null), vec!["201", "400", "201", "400", "201"]),
        (json!(1), vec!["201", "400"]),
        (json!(0), vec!["201", "400"]),
        (json!(2), vec!["201", "400", "201", "400"]),
        (json!(3), vec!["201", "400", "201", "400", "201"]),
    ] {
        let mut driven = Driven::new("rfc7644");
        let operations = [
            post("Users", "a", user("ann")),
            wrong("b"),
            post("Users", "c", user("cid")),
            wrong("d"),
            post("Users", "e", user("eve")),
        ];
        let mut request = request(&operations);
        request["failOnErrors"] = most;
        let results = bulk(&mut driven, &request);
        assert_eq!(statuses(&results), expected);
        let created = expected.iter().filter(|status| **status == "201").count();
        assert_eq!(driven.send("GET /Users").body["totalResults"], created);
    }
    // Where it ends within a circle, nobody is left with an id that was never given.
    let mut driven = Driven::new("rfc7644");
    let mut circle = request(&[
        post("Groups", "a", group("A", &["bulkId:b", "bulkId:c"])),
        post("Groups", "b", group("B", &["bulkId:a"])),
        wrong("c"),
    ]);
    circle["failOnErrors"] = json!(1);
    assert_eq!(statuses(&bulk(&mut driven, &circle)), ["409", "400"]);
    assert_eq!(driven.send("GET /Groups").body["totalResults"], 0);
}

#[test]
fn what_is_no_bulk_request_is_refused_as_a_whole() {
    let mut driven = Driven::new("rfc7644");
    let one = |name: &str| post("Users", name, user(name));
    let many: Vec<Value> = (0..1001).map(|at| one(&format!("u{at}"))).collect();
    let mut long = user("ann");
    long["title"] = json!("x".repeat(1_048_576));
    for (body, status, said) in [
        (request(&many), 413, "1000"),
        (request(&[post("Users", "a", long)]), 413, "1048576"),
        (request(&[]), 400, "Operations"),
        (request(&[one("ann"), one("ann")]), 400, "bulkId"),
        (json!({"Operations": [one("ann")]}), 400, "schemas"),
    ] {
        let sent = driven.send(&format!("POST /Bulk\n\n{body}"));
        let detail = sent.body["detail"].as_str().unwrap_or_default();
        assert_eq!((sent.response.status, detail.contains(said)), (status, true), "{detail}");
    }
    assert_eq!(driven.send("GET /Users").body["totalResults"], 0);
    assert_eq!(driven.send("GET /Bulk").response.header("allow"), Some("POST"));
    assert_eq!(bulk(&mut driven, &request(&many[..1000])).len(), 1000);
}

#[test]
fn an_operation_that_is_none_fails_alone() {
    let mut driven = Driven::new("rfc7644");
    let nested = request(&[post("Users", "z", user("zoe"))]);
    let results = bulk(
        &mut driven,
        &request(&[
            json!({"method": "GET", "path": "/Users"}),
            json!({"path": "/Users", "bulkId": "b", "data": user("bea")}),
            json!({"method": "POST", "bulkId": "c", "data": user("cid")}),
            json!({"method": "POST", "path": "/Users", "bulkId": "d"}),
            json!({"method": "POST", "path": "/Users", "data": user("eve")}),
            json!({"method": "PUT", "path": "/Users", "data": user("fay")}),
            json!({"method": "POST", "path": "/Bulk", "bulkId": "g", "data": nested}),
            json!({"method": "POST", "path": "/Users/.search", "bulkId": "h", "data": {}}),
            post("Groups", "i", group("Guides", &["bulkId:nobody"])),
            json!({"method": "PATCH", "path": "/Groups/bulkId:j", "bulkId": "j", "data": patch(json!([{"op": "add", "path": "displayName", "value": "x"}]))}),
            json!(17),
            post("Users", "k", user("kim")),
        ]),
    );
    let expected = ["400", "400", "400", "400", "400", "405", "400", "400", "400", "409", "400", "201"];
    assert_eq!(statuses(&results), expected, "{results:#?}");
    assert_eq!(driven.send("GET /").body["totalResults"], 1);
}

#[test]
fn the_caller_is_at_me_in_a_bulk_request_too() {
    let mut driven = Driven::new("rfc7644");
    driven.stand_in = driven.stand_in.with_me(Some("ann".to_owned()));
    let results = bulk(
        &mut driven,
        &request(&[
            json!({"method": "POST", "path": "/Me", "bulkId": "me", "data": user("ann")}),
            post("Groups", "g", group("Guides", &["bulkId:me"])),
            json!({"method": "DELETE", "path": "/Me"}),
        ]),
    );
    assert_eq!(statuses(&results), ["201", "201", "204"]);
    assert_eq!(results[2]["location"], "http://localhost/scim/v2/Users/id1");
    assert_eq!(members(&mut driven, "id2"), [""; 0]);
}

#[test]
fn the_token_holds_for_every_operation() {
    let mut driven = Driven::new("rfc7644");
    driven.stand_in = driven.stand_in.with_token(Some("secret".to_owned()));
    let body = request(&[post("Users", "a", user("ann"))]);
    for (token, status, inner) in [("wrong", 401, None), ("secret", 200, Some("201"))] {
        let sent = driven.send(&format!(
            "POST /Bulk\nAuthorization: Bearer {token}\nContent-Type: application/scim+json\n\n{body}"
        ));
        assert_eq!((sent.response.status, sent.body["Operations"][0]["status"].as_str()), (status, inner));
    }
}

/// An operation without a reference, on the users `id1` and up.
fn operation() -> impl Strategy<Value = Value> {
    let name = || prop::sample::select(vec!["ann", "Bea", "cid", ""]);
    let path =
        || prop::sample::select(vec!["/Users/id1", "/Users/id2", "/Users/id3", "/Groups/id4", "/Users/none"]);
    let value = prop::sample::select(vec![json!("x"), json!(true), json!(null), json!([{"value": "id1"}])]);
    let target = prop::sample::select(vec![
        "title",
        "active",
        "userName",
        "members",
        "emails[type eq \"work\"].value",
    ]);
    let op = prop::sample::select(vec!["add", "replace", "remove"]);
    prop_oneof![
        3 => name().prop_map(|name| post("Users", "x", user(name))),
        1 => name().prop_map(|name| post("Groups", "x", group(name, &["id1"]))),
        2 => (path(), name()).prop_map(|(path, name)| json!({"method": "PUT", "path": path, "data": user(name)})),
        2 => (path(), op, target, value).prop_map(|(path, op, target, value)| {
            let data = patch(json!([{"op": op, "path": target, "value": value}]));
            json!({"method": "PATCH", "path": path, "data": data})
        }),
        2 => path().prop_map(|path| json!({"method": "DELETE", "path": path})),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_bulk_request_does_what_its_operations_do_one_by_one(
        operations in prop::collection::vec(operation(), 1..10),
    ) {
        let mut operations = operations;
        for (at, operation) in operations.iter_mut().enumerate().filter(|(_, one)| one["method"] == "POST") {
            operation["bulkId"] = json!(format!("b{at}"));
        }
        let mut together = Driven::new("rfc7644");
        let results = bulk(&mut together, &request(&operations));
        let mut alone = Driven::new("rfc7644");
        for (operation, result) in operations.iter().zip(&results) {
            // All at one time, as the bulk request is.
            alone.seconds = 0;
            let [method, path] = ["method", "path"].map(|name| operation[name].as_str().unwrap());
            let data = operation.get("data").map(|data| format!("\n\n{data}")).unwrap_or_default();
            let sent = alone.send(&format!("{method} {path}{data}"));
            prop_assert_eq!(&result["status"], &sent.response.status.to_string(), "{}", operation);
            let version = sent.response.header("etag");
            prop_assert_eq!(result["version"].as_str(), version, "{}", operation);
            prop_assert_eq!(result.get("response"), (sent.response.status >= 400).then_some(&sent.body), "{}", operation);
        }
        let all = |driven: &Driven| driven.stand_in.resources().collect::<Vec<_>>();
        prop_assert_eq!(all(&together), all(&alone));
    }

    #[test]
    fn references_lead_to_one_outcome_in_whatever_order_they_stand(
        edges in prop::collection::vec((0_usize..5, 0_usize..5), 0..9),
        order in Just((0_usize..5).collect::<Vec<_>>()).prop_shuffle(),
        broken in prop::option::of(0_usize..5),
    ) {
        let operation = |at: usize| {
            let members: Vec<String> =
                edges.iter().filter(|(from, _)| *from == at).map(|(_, to)| format!("bulkId:g{to}")).collect();
            let members: Vec<&str> = members.iter().map(String::as_str).collect();
            let name = if broken == Some(at) { String::new() } else { format!("G{at}") };
            post("Groups", &format!("g{at}"), group(&name, &members))
        };
        let operations: Vec<Value> = order.iter().map(|at| operation(*at)).collect();
        let mut driven = Driven::new("rfc7644");
        let results = bulk(&mut driven, &request(&operations));
        // Who means the broken one, through however many others, fails with it.
        let mut fails: Vec<bool> = (0..5).map(|at| broken == Some(at)).collect();
        for _ in 0..5 {
            for (from, to) in &edges {
                fails[*from] |= fails[*to];
            }
        }
        let mut ids = vec![None; 5];
        for (at, result) in order.iter().zip(&results) {
            prop_assert_eq!(result["status"] == "201", !fails[*at], "{}: {}", at, result);
            let location = result["location"].as_str();
            ids[*at] = location.map(|location| location.rsplit('/').next().unwrap().to_owned());
        }
        prop_assert_eq!(&driven.send("GET /Groups").body["totalResults"], fails.iter().filter(|fails| !**fails).count());
        for (at, id) in ids.iter().enumerate() {
            let Some(id) = id else { continue };
            let expected: Vec<String> =
                edges.iter().filter(|(from, _)| *from == at).map(|(_, to)| ids[*to].clone().unwrap()).collect();
            prop_assert_eq!(members(&mut driven, id), expected);
        }
    }
}
