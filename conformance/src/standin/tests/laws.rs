//! What holds of every request: an answer comes, a refusal has a rule, and no rule was missing.

use super::*;
use proptest::prelude::*;
use scimproof::profile::{Operation, ResourceType, builtin_names};
use serde_json::{Map, json};

/// The rules' examples, as they stand in the rule book.
#[cfg(feature = "native")]
#[test]
fn the_rules_examples_meet_no_gap() {
    let mut gaps = Vec::new();
    for name in builtin_names() {
        let mut driven = Driven::new(name);
        let profile = Arc::clone(&driven.stand_in.profile);
        for rule in scimproof::rule::all().filter(|rule| !rule.check.is_of_series()) {
            for example in [rule.bad, rule.good].into_iter().filter(|example| !example.is_empty()) {
                people(&mut driven);
                // The examples' ids are those of the people here.
                let mut example = example.to_owned();
                for id in ["2819c223", "5fc0c238", "{id}"] {
                    example = example.replace(id, "id1");
                }
                let sent = driven.send(&spelled(&example.replace("e9e30dba", "id2"), &profile));
                gaps.extend(sent.reply.gap.map(|gap| format!("{name}: {}: {gap}\n{example}", rule.name)));
            }
        }
    }
    assert!(gaps.is_empty(), "{}", gaps.join("\n\n"));
}

/// What each resource type's first resource is made of, as far as the endpoint takes it.
const PEOPLE: [(&str, &str); 2] = [
    (
        "User",
        r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"externalId":"e1","userName":"mona","active":true,"displayName":"Mona","name":{"givenName":"Mona","familyName":"Lisa"},"emails":[{"value":"mona@example.com","type":"work","primary":true},{"value":"mona@home.example","type":"home","primary":false}],"roles":[{"value":"user"}]}"#,
    ),
    (
        "Group",
        r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"externalId":"g1","displayName":"Cats","members":[{"value":"id1"}]}"#,
    ),
];

/// The resource as that endpoint wants it: one element where it keeps one, and what it asks for beside.
fn wanted(body: &str, kind: &ResourceType, profile: &Profile) -> Value {
    let mut body: Value = serde_json::from_str(body).unwrap();
    for slot in &kind.single_slots {
        if let Some(Value::Array(elements)) = body.get_mut(slot) {
            elements.truncate(1);
        }
    }
    let create = kind.operations.get(&Operation::Create).unwrap();
    if create.required.iter().any(|path| path == "password") {
        body["password"] = json!("t1meMa$heen");
    }
    for extension in kind.extensions.iter().filter(|extension| extension.required) {
        let schema = profile.schema(&extension.schema).unwrap();
        let required = schema.attributes.iter().filter(|attribute| attribute.required);
        body["schemas"].as_array_mut().unwrap().push(json!(extension.schema));
        body[&extension.schema] =
            required.map(|attribute| (attribute.name.clone(), json!("mona"))).collect::<Map<_, _>>().into();
    }
    body
}

/// A stand-in with a resource of each type: `id1` is a user, `id2` a group.
fn peopled(name: &str) -> Driven {
    let mut driven = Driven::new(name);
    people(&mut driven);
    driven
}

/// Puts those two in place of whatever the stand-in holds; making another one takes longer.
pub(super) fn people(driven: &mut Driven) {
    driven.stand_in.store = Store::default();
    (driven.ids, driven.seconds) = (0, 0);
    let profile = Arc::clone(&driven.stand_in.profile);
    for (kind, body) in PEOPLE {
        let is_made = |kind: &&ResourceType| kind.operations.contains_key(&Operation::Create);
        let Some(kind) = profile.resource_type(kind).filter(is_made) else { continue };
        let body = wanted(body, kind, &profile);
        let headers = "Host: scim.example\nUser-Agent: tests\nAccept: application/scim+json, application/json\nContent-Type: application/scim+json";
        let sent = driven.send(&format!("POST /{}\n{headers}\n\n{body}", kind.endpoint));
        assert_eq!(sent.response.status, 201, "{}: {:?}", profile.name, sent.reply.verdict);
    }
}

/// The text with the endpoints as the profile spells them.
fn spelled(text: &str, profile: &Profile) -> String {
    let kinds = profile.resource_types.iter();
    kinds.fold(text.to_owned(), |text, kind| {
        text.replacen(&format!("/{}s", kind.name), &format!("/{}", kind.endpoint), 1)
    })
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(json!(null)),
        Just(json!(true)),
        Just(json!(17)),
        Just(json!("")),
        Just(json!("mona")),
        Just(json!("work")),
        Just(json!("id1")),
        Just(json!("mona@example.com")),
    ]
}

fn name() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "userName",
        "USERNAME",
        "displayName",
        "active",
        "name",
        "givenName",
        "emails",
        "value",
        "type",
        "primary",
        "roles",
        "members",
        "groups",
        "id",
        "meta",
        "schemas",
        "externalId",
        "password",
        "department",
        "nosuch",
        "$ref",
        "display",
        "created",
        "title",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
        "urn:ietf:params:scim:schemas:core:2.0:User:userName",
        "manager",
    ])
}

fn value() -> impl Strategy<Value = Value> {
    scalar().prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::Array),
            prop::collection::vec((name(), inner), 0..4).prop_map(|members| members
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect()),
        ]
    })
}

fn path() -> impl Strategy<Value = String> {
    let filter = prop::sample::select(vec![
        "",
        "[type eq \"work\"]",
        "[type eq \"nosuch\"]",
        "[value eq \"id1\"]",
        "[primary gt true]",
        "[type eq 'work']",
        "[",
        "[nosuch pr]",
    ]);
    (name(), filter, prop::option::of(name())).prop_map(|(name, filter, sub)| match sub {
        Some(sub) => format!("{name}{filter}.{sub}"),
        None => format!("{name}{filter}"),
    })
}

/// Paths and values that the endpoint is likely to take, so that applying them is what is tried.
fn fitting() -> impl Strategy<Value = (Option<String>, Option<Value>)> {
    let cases = vec![
        (None, json!({"userName": "lisa", "active": false})),
        (None, json!({"displayName": null, "members": [{"value": "id1"}]})),
        (None, json!({"name": {"givenName": null}, "nosuch": 1})),
        (
            None,
            json!({"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"department": "Tools"}}),
        ),
        (None, json!({"emails": [{"value": "a@example.com", "primary": true}], "groups": [], "id": "id1"})),
        (Some("userName"), json!("mona")),
        (Some("userName"), json!(null)),
        (Some("displayName"), json!("Cats")),
        (Some("displayName"), json!(null)),
        (Some("name.givenName"), json!("Lisa")),
        (Some("name"), json!({"familyName": "Lisa"})),
        (Some("emails"), json!([{"value": "b@example.com", "primary": true}])),
        (Some("emails"), json!({"value": "c@example.com", "type": "work"})),
        (Some("emails"), json!([])),
        (Some("emails.primary"), json!(true)),
        (Some("emails[type eq \"work\"]"), json!({"primary": false})),
        (Some("emails[type eq \"work\"].value"), json!("d@example.com")),
        (Some("emails[type eq \"home\"].primary"), json!(true)),
        (Some("emails[type eq \"other\"].value"), json!("e@example.com")),
        (Some("emails[primary eq true]"), json!(null)),
        (Some("members"), json!([{"value": "id1"}, {"value": "id9", "display": "Nine"}])),
        (Some("members"), json!([{"value": "id1"}])),
        (Some("members[value eq \"id1\"]"), json!({"value": "id9"})),
        (Some("members[value eq \"id1\"].value"), json!("id9")),
        (Some("members[value eq \"id9\"].display"), json!("Niner")),
        (Some("members.value"), json!("id3")),
        (Some("roles"), json!([{"value": ""}])),
        (Some("roles"), json!([{"value": "user", "primary": true}])),
        (Some("password"), json!("geheim")),
        (Some("externalId"), json!("e2")),
        (Some("title"), json!("")),
        (Some("schemas"), json!(["urn:ietf:params:scim:schemas:core:2.0:User"])),
        (Some("meta"), json!({"resourceType": "User"})),
        (Some("urn:ietf:params:scim:schemas:core:2.0:User:userName"), json!("lisa")),
        (Some("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager"), json!({"value": "id1"})),
        (Some("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value"), json!("id1")),
        (Some("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"), json!({"department": "Tools"})),
        (Some("urn:ietf:params:scim:schemas:core:2.0:Group"), json!({"displayName": "Dogs"})),
    ];
    (prop::sample::select(cases), any::<bool>())
        .prop_map(|((path, value), with_value)| (path.map(str::to_owned), with_value.then_some(value)))
}

fn patch() -> impl Strategy<Value = Value> {
    let op =
        prop::sample::select(vec!["add", "replace", "remove", "add", "replace", "remove", "Replace", "move"]);
    let operand = prop_oneof![4 => fitting(), 1 => (prop::option::of(path()), prop::option::of(value()))];
    let operation = (op, operand).prop_map(|(op, (path, value))| {
        let mut operation = json!({"op": op});
        if let Some(path) = path {
            operation["path"] = json!(path);
        }
        if let Some(value) = value {
            operation["value"] = value;
        }
        operation
    });
    prop::collection::vec(operation, 0..3).prop_map(|operations| {
        json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations})
    })
}

fn resource() -> impl Strategy<Value = Value> {
    let schemas = prop::sample::select(vec!["User", "Group"])
        .prop_map(|name| json!([format!("urn:ietf:params:scim:schemas:core:2.0:{name}")]));
    (schemas, prop::collection::vec((name(), value()), 0..6)).prop_map(|(schemas, members)| {
        let mut resource: Map<String, Value> =
            members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        resource.insert("userName".to_owned(), json!("lisa"));
        resource.insert("displayName".to_owned(), json!("Lisa"));
        resource.insert("schemas".to_owned(), schemas);
        Value::Object(resource)
    })
}

fn target() -> impl Strategy<Value = String> {
    let path = prop::sample::select(vec![
        "/Users",
        "/Users/id1",
        "/Users/id9",
        "/Groups",
        "/Groups/id2",
        "/Me",
        "/Bulk",
        "/Users/.search",
        "/",
        "/Schemas",
        "/Schemas/urn:ietf:params:scim:schemas:core:2.0:User",
        "/Schemas/nosuch",
        "/ResourceTypes",
        "/ResourceTypes/User",
        "/ResourceTypes/Nosuch",
        "/ServiceProviderConfig",
        "/nosuch",
        "/users",
        "/Users/",
    ]);
    let query = prop_oneof![
        4 => Just(String::new()),
        1 => (path_of_filter(), "eq|co|gt|pr|xx", "\"mona\"|true|'x'|17|null|").prop_map(|(name, op, value)| {
            format!("?filter={}", scimproof::syntax::percent_encode(&format!("{name} {op} {value}")))
        }),
        1 => "(startIndex|count|sortBy|sortOrder|attributes|excludedAttributes)=(-1|0|1|x|userName|emails.type)"
            .prop_map(|query| format!("?{query}")),
    ];
    (path, query).prop_map(|(path, query)| format!("{path}{query}"))
}

fn path_of_filter() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "userName",
        "active",
        "emails",
        "name",
        "emails.type",
        "nosuch",
        "meta.created",
    ])
}

fn body() -> impl Strategy<Value = Option<Vec<u8>>> {
    prop_oneof![
        1 => Just(None),
        4 => patch().prop_map(|body| Some(body.to_string().into_bytes())),
        4 => resource().prop_map(|body| Some(body.to_string().into_bytes())),
        1 => value().prop_map(|body| Some(body.to_string().into_bytes())),
        1 => prop::collection::vec(any::<u8>(), 0..12).prop_map(Some),
    ]
}

/// A bulk request of operations that are mostly some.
fn bulk() -> impl Strategy<Value = Value> {
    let methods = prop::sample::select(vec!["POST", "PUT", "PATCH", "DELETE", "GET"]);
    let paths = prop::sample::select(vec![
        "/Users",
        "/Groups",
        "/Users/id1",
        "/Groups/id2",
        "/Users/bulkId:a",
        "/Me",
        "/Bulk",
        "/nosuch",
    ]);
    let data = prop_oneof![3 => resource(), 2 => patch(), 1 => value()];
    let reference = prop::option::of(prop::sample::select(vec!["bulkId:a", "bulkId:b", "bulkId:c"]));
    let name = prop::option::weighted(0.9, prop::sample::select(vec!["a", "b", "c", "d", "e"]));
    let operation =
        (methods, paths, data, name, reference).prop_map(|(method, path, data, name, reference)| {
            let mut operation = json!({"method": method, "path": path, "data": data});
            if let (Some(reference), Some(data)) = (reference, operation["data"].as_object_mut()) {
                data.insert("members".to_owned(), json!([{"value": reference}]));
            }
            if let Some(name) = name {
                operation["bulkId"] = json!(name);
            }
            operation
        });
    (prop::collection::vec(operation, 0..4), prop::option::of(0..3)).prop_map(|(operations, most)| {
        let schemas = ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"];
        json!({"schemas": schemas, "Operations": operations, "failOnErrors": most})
    })
}

fn search() -> impl Strategy<Value = Value> {
    let member = prop::sample::select(vec![
        ("filter", json!("userName pr")),
        ("filter", json!("active gt true")),
        ("filter", json!("members.value eq \"id1\" or displayName co \"o\"")),
        ("sortBy", json!("displayName")),
        ("sortBy", json!("members")),
        ("sortOrder", json!("descending")),
        ("startIndex", json!(2)),
        ("count", json!(1)),
        ("count", json!("x")),
        ("cursor", json!("")),
        ("cursor", json!("x")),
        ("attributes", json!(["userName", "members.value"])),
        ("excludedAttributes", json!(["meta"])),
    ]);
    prop::collection::vec(member, 0..4).prop_map(|members| {
        let mut search = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"]});
        for (name, value) in members {
            search[name] = value;
        }
        search
    })
}

/// A request: half of them fit their endpoint, the others are put together at random.
fn request() -> impl Strategy<Value = Request<'static>> {
    let one = || prop::sample::select(vec!["/Users/id1", "/Groups/id2"]).prop_map(str::to_owned);
    let all = prop::sample::select(vec!["/Users", "/Groups"]).prop_map(str::to_owned);
    let methods = vec![Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete, Method::Other];
    let bytes = |body: Value| Some(body.to_string().into_bytes());
    let searched = prop::sample::select(vec!["/.search", "/Users/.search"]).prop_map(str::to_owned);
    let parts = prop_oneof![
        2 => (Just(Method::Post), Just("/Bulk".to_owned()), bulk().prop_map(bytes)),
        1 => (Just(Method::Post), searched, search().prop_map(bytes)),
        4 => (Just(Method::Patch), one(), patch().prop_map(bytes)),
        1 => (Just(Method::Put), one(), resource().prop_map(bytes)),
        1 => (Just(Method::Post), all, resource().prop_map(bytes)),
        2 => (prop::sample::select(methods), target(), body()),
    ];
    parts.prop_map(|(method, target, body)| Request {
        method,
        target: Cow::Owned(target),
        headers: None,
        body: body.map(Cow::Owned),
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_request_has_an_answer_and_every_refusal_a_rule(
        profile in prop::sample::select(builtin_names().collect::<Vec<_>>()),
        requests in prop::collection::vec(request(), 1..12),
    ) {
        let mut driven = peopled(profile);
        for request in requests {
            let target = spelled(&request.target, &driven.stand_in.profile).into();
            let request = Request { target, ..request };
            let sent = driven.send_request(&request);
            let told = format!(
                "{} {} {}\n{} {:?} {:?}",
                request.method,
                request.target,
                String::from_utf8_lossy(request.body.as_deref().unwrap_or_default()),
                sent.response.status,
                sent.reply.gap,
                sent.reply.verdict,
            );
            prop_assert_eq!(&sent.reply.gap, &None, "{}", told);
            match &sent.reply.verdict.answer {
                Answer::Refuse(refusal) => {
                    prop_assert!(!refusal.rules.is_empty(), "{}", told);
                    prop_assert_eq!(refusal.status, sent.response.status, "{}", told);
                }
                Answer::Accept { .. } | Answer::Unknown => {
                    prop_assert!(sent.response.status < 400, "{}", told);
                }
            }
        }
    }

    #[test]
    fn pages_put_together_are_the_list(users in 0_usize..12, count in 1_usize..5) {
        let mut driven = Driven::new("rfc7644");
        for user in 0..users {
            let text = format!("POST /Users\n\n{{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"u{user}\"}}");
            prop_assert_eq!(driven.send(&text).response.status, 201);
        }
        let ids = |body: &Value| -> Vec<String> {
            body["Resources"].as_array().unwrap().iter().map(|user| user["id"].as_str().unwrap().to_owned()).collect()
        };
        let whole = ids(&driven.send("GET /Users").body);
        let mut pages = Vec::new();
        loop {
            let start = pages.len() + 1;
            let body = driven.send(&format!("GET /Users?startIndex={start}&count={count}")).body;
            prop_assert_eq!(&body["totalResults"], users);
            let page = ids(&body);
            prop_assert!(page.len() <= count);
            if page.is_empty() {
                break;
            }
            pages.extend(page);
        }
        prop_assert_eq!(pages, whole);
    }
}
