//! What the RFC says of each operation, case by case, and laws that hold of any.
#![expect(clippy::unwrap_used, reason = "a test may fail by panic")]

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::schema::{ENTERPRISE_USER, GROUP, Schema, USER, builtin};
use crate::syntax::PatchPath;

const DEPARTMENT: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department";
const MANAGER: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager";

fn user_schemas() -> [&'static Schema; 2] {
    [builtin(USER).unwrap(), builtin(ENTERPRISE_USER).unwrap()]
}

fn user() -> Value {
    json!({
        "schemas": [USER],
        "id": "1",
        "userName": "mona",
        "NickName": "Mo",
        "name": {"givenName": "Mona", "familyName": "Cat"},
        "emails": [
            {"value": "w@x.example", "type": "work", "primary": true},
            {"value": "h@x.example", "type": "home"}
        ],
        "meta": {"resourceType": "User", "created": "2020-01-01T00:00:00Z"}
    })
}

fn group() -> Value {
    json!({
        "schemas": [GROUP],
        "id": "g",
        "displayName": "Cats",
        "members": [{"value": "1", "display": "Mona"}, {"value": "2"}]
    })
}

fn operation(op: &str, path: &str, value: Value) -> Operation {
    Operation {
        op: Op::named(op).unwrap(),
        path: (!path.is_empty()).then(|| PatchPath::parse(path).unwrap()),
        value: (op != "remove" || !value.is_null()).then_some(value),
    }
}

fn dialect(rows: Value) -> Dialect {
    Dialect::of(&rows)
}

/// Applies one operation to the user and looks at the members that the expectation names; a
/// member that should be gone is expected as null.
fn expect(resource: Value, schemas: &[&Schema], (op, path, value, expected): (&str, &str, Value, Value)) {
    let mut after = resource.clone();
    let case = format!("{op} {path} {value}");
    let operation = operation(op, path, value);
    let applied = apply(&mut after, &[operation], schemas, &Dialect::default());
    assert!(applied.is_ok(), "{case}: {applied:?}");
    let mut expected_whole = resource.clone();
    let whole = expected_whole.as_object_mut().unwrap();
    for (name, value) in expected.as_object().unwrap() {
        match value {
            Value::Null => whole.remove(name),
            value => whole.insert(name.clone(), value.clone()),
        };
    }
    assert_eq!(after, expected_whole, "{case}");
    assert_eq!(applied.unwrap().changed, after != resource, "{case}");
}

fn refusal(resource: &Value, schemas: &[&Schema], operation: Operation) -> PatchErrorKind {
    let mut after = resource.clone();
    // The first operation works; the whole request must still leave no trace.
    let harmless = Operation {
        op: Op::Replace,
        path: Some(PatchPath::parse("externalId").unwrap()),
        value: Some(json!("new")),
    };
    let error = apply(&mut after, &[harmless, operation], schemas, &Dialect::default()).unwrap_err();
    assert_eq!(after, *resource);
    assert_eq!(error.operation, 1);
    error.kind
}

#[test]
fn add_does_what_the_rfc_says() {
    let work = || json!({"value": "w@x.example", "type": "work", "primary": true});
    let home = || json!({"value": "h@x.example", "type": "home"});
    for case in [
        ("add", "displayName", json!("Mona"), json!({"displayName": "Mona"})),
        ("add", "DISPLAYNAME", json!("Mona"), json!({"displayName": "Mona"})),
        ("add", "userName", json!("lisa"), json!({"userName": "lisa"})),
        ("add", "nickname", json!("Li"), json!({"NickName": "Li"})),
        ("add", "name.middleName", json!("M"), {
            json!({"name": {"givenName": "Mona", "familyName": "Cat", "middleName": "M"}})
        }),
        ("add", "name", json!({"GIVENNAME": "Lisa"}), {
            json!({"name": {"givenName": "Lisa", "familyName": "Cat"}})
        }),
        ("add", "emails", json!([{"VALUE": "o@x.example", "type": "other"}]), {
            json!({"emails": [work(), home(), {"value": "o@x.example", "type": "other"}]})
        }),
        ("add", "emails", json!({"value": "o@x.example"}), {
            json!({"emails": [work(), home(), {"value": "o@x.example"}]})
        }),
        ("add", "emails", json!([{"value": "H@x.example"}, null]), json!({})),
        ("add", "emails", json!([{"value": "w@x.example", "type": "other"}]), {
            json!({"emails": [work(), home(), {"value": "w@x.example", "type": "other"}]})
        }),
        ("add", "emails", json!([{"value": "h@x.example", "type": "home", "primary": true}]), {
            json!({"emails": [
                {"value": "w@x.example", "type": "work", "primary": false},
                {"value": "h@x.example", "type": "home", "primary": true}
            ]})
        }),
        ("add", "emails", json!([{"value": "n@x.example", "primary": true}]), {
            json!({"emails": [
                {"value": "w@x.example", "type": "work", "primary": false}, home(),
                {"value": "n@x.example", "primary": true}
            ]})
        }),
        ("add", "emails[type eq \"home\"]", json!({"display": "Home"}), {
            json!({"emails": [work(), {"value": "h@x.example", "type": "home", "display": "Home"}]})
        }),
        ("add", "emails[type eq \"home\"].primary", json!(true), {
            json!({"emails": [
                {"value": "w@x.example", "type": "work", "primary": false},
                {"value": "h@x.example", "type": "home", "primary": true}
            ]})
        }),
        ("add", "emails", json!([]), json!({})),
        ("add", "displayName", json!(null), json!({})),
        ("add", "phoneNumbers", json!([{"value": "1"}, {"value": "1"}]), {
            json!({"phoneNumbers": [{"value": "1"}]})
        }),
        ("add", "ims.value", json!("mona"), json!({"ims": [{"value": "mona"}]})),
        ("add", "", json!({"nickname": "Babs", "emails": [home()], "displayName": "Mona"}), {
            json!({"NickName": "Babs", "displayName": "Mona"})
        }),
        ("add", DEPARTMENT, json!("IT"), {
            json!({"schemas": [USER, ENTERPRISE_USER], ENTERPRISE_USER: {"department": "IT"}})
        }),
        ("add", "", json!({DEPARTMENT: "IT"}), {
            json!({"schemas": [USER, ENTERPRISE_USER], ENTERPRISE_USER: {"department": "IT"}})
        }),
        ("add", "", json!({ENTERPRISE_USER: {"manager": {"value": "2"}}}), {
            json!({"schemas": [USER, ENTERPRISE_USER], ENTERPRISE_USER: {"manager": {"value": "2"}}})
        }),
        ("add", ENTERPRISE_USER, json!({"Department": "IT"}), {
            json!({"schemas": [USER, ENTERPRISE_USER], ENTERPRISE_USER: {"department": "IT"}})
        }),
        ("add", USER, json!({"displayName": "Mona"}), json!({"displayName": "Mona"})),
        ("add", "urn:ietf:params:scim:schemas:core:2.0:User:title", json!("Dr"), json!({"title": "Dr"})),
        ("add", "schemas", json!([USER]), json!({})),
        ("add", "id", json!("1"), json!({})),
    ] {
        expect(user(), &user_schemas(), case);
    }
}

#[test]
fn replace_does_what_the_rfc_says() {
    let home = || json!({"value": "h@x.example", "type": "home"});
    for case in [
        ("replace", "userName", json!("lisa"), json!({"userName": "lisa"})),
        ("replace", "displayName", json!("Mona"), json!({"displayName": "Mona"})),
        ("replace", "nickName", json!(null), json!({"NickName": null})),
        ("replace", "name", json!({"givenName": "Lisa"}), {
            json!({"name": {"givenName": "Lisa", "familyName": "Cat"}})
        }),
        ("replace", "name", json!({"givenName": null}), json!({"name": {"familyName": "Cat"}})),
        ("replace", "name.givenName", json!("Lisa"), {
            json!({"name": {"givenName": "Lisa", "familyName": "Cat"}})
        }),
        (
            "replace",
            "emails",
            json!([{"value": "n@x.example"}]),
            json!({"emails": [{"value": "n@x.example"}]}),
        ),
        ("replace", "emails", json!({"value": "n@x.example"}), json!({"emails": [{"value": "n@x.example"}]})),
        ("replace", "emails", json!([]), json!({"emails": null})),
        ("replace", "emails", json!([home()]), json!({"emails": [home()]})),
        ("replace", "emails[type eq \"work\"]", json!({"value": "n@x.example", "primary": true}), {
            json!({"emails": [{"value": "n@x.example", "primary": true}, home()]})
        }),
        ("replace", "emails[type eq \"home\"].value", json!("n@x.example"), {
            json!({"emails": [
                {"value": "w@x.example", "type": "work", "primary": true},
                {"value": "n@x.example", "type": "home"}
            ]})
        }),
        ("replace", "emails[value ew \"x.example\"].type", json!("other"), {
            json!({"emails": [
                {"value": "w@x.example", "type": "other", "primary": true},
                {"value": "h@x.example", "type": "other"}
            ]})
        }),
        ("replace", "emails.type", json!("other"), {
            json!({"emails": [
                {"value": "w@x.example", "type": "other", "primary": true},
                {"value": "h@x.example", "type": "other"}
            ]})
        }),
        ("replace", "emails[type eq \"home\"]", json!({"value": "n@x.example", "primary": true}), {
            json!({"emails": [
                {"value": "w@x.example", "type": "work", "primary": false},
                {"value": "n@x.example", "primary": true}
            ]})
        }),
        ("replace", "", json!({"userName": "lisa", "nickName": null, "id": "1", "schemas": [USER]}), {
            json!({"userName": "lisa", "NickName": null})
        }),
        ("replace", "", user(), json!({})),
        ("replace", ENTERPRISE_USER, json!({"department": "IT"}), {
            json!({"schemas": [USER, ENTERPRISE_USER], ENTERPRISE_USER: {"department": "IT"}})
        }),
        ("replace", "active", json!(false), json!({"active": false})),
        ("replace", "meta.created", json!("2020-01-01T01:00:00+01:00"), json!({})),
    ] {
        expect(user(), &user_schemas(), case);
    }
}

#[test]
fn an_extension_that_is_written_keeps_its_urn_in_a_list_without_it() {
    let value = json!({"schemas": [USER], ENTERPRISE_USER: {"department": "IT"}});
    let replace = operation("replace", "", value);
    let once = patched(&user(), std::slice::from_ref(&replace)).unwrap();
    assert_eq!(once["schemas"], json!([USER, ENTERPRISE_USER]));
    assert_eq!(patched(&once, &[replace]), Ok(once));
}

#[test]
fn values_that_differ_in_case_alone_keep_their_spelling_when_they_are_replaced_by_themselves() {
    let emails = |first: &str, second: &str| json!([{"value": "b@x.example", "type": first}, {"value": "b@x.example", "type": second}]);
    for value in [emails("hoMe", "home"), emails("home", "hoMe"), emails("home", "home")] {
        let replace = operation("replace", "emails", value.clone());
        let once = patched(&user(), std::slice::from_ref(&replace)).unwrap();
        assert_eq!(patched(&once, &[replace]), Ok(once));
    }
}

#[test]
fn remove_does_what_the_rfc_says() {
    let work = || json!({"value": "w@x.example", "type": "work", "primary": true});
    for case in [
        ("remove", "nickName", json!(null), json!({"NickName": null})),
        ("remove", "title", json!(null), json!({})),
        ("remove", "name.givenName", json!(null), json!({"name": {"familyName": "Cat"}})),
        ("remove", "name", json!(null), json!({"name": null})),
        ("remove", "emails", json!(null), json!({"emails": null})),
        ("remove", "emails[type eq \"home\" and value ew \"example\"]", json!(null), {
            json!({"emails": [work()]})
        }),
        ("remove", "emails[type pr]", json!(null), json!({"emails": null})),
        ("remove", "emails[type eq \"other\"]", json!(null), json!({})),
        ("remove", "photos[type eq \"other\"]", json!(null), json!({})),
        ("remove", "emails[type eq \"work\"].primary", json!(null), {
            json!({"emails": [
                {"value": "w@x.example", "type": "work"},
                {"value": "h@x.example", "type": "home"}
            ]})
        }),
        ("remove", "emails.value", json!(null), {
            json!({"emails": [{"type": "work", "primary": true}, {"type": "home"}]})
        }),
        ("remove", ENTERPRISE_USER, json!(null), json!({})),
        ("remove", "emails", json!([{"value": "h@x.example"}]), json!({"emails": null})),
    ] {
        expect(user(), &user_schemas(), case);
    }

    let mut extended = user();
    extended["schemas"] = json!([USER, ENTERPRISE_USER]);
    extended[ENTERPRISE_USER] = json!({"department": "IT", "manager": {"value": "2", "displayName": "Li"}});
    for case in [
        ("remove", DEPARTMENT, json!(null), {
            json!({ENTERPRISE_USER: {"manager": {"value": "2", "displayName": "Li"}}})
        }),
        ("remove", MANAGER, json!(null), json!({ENTERPRISE_USER: {"department": "IT"}})),
        ("remove", ENTERPRISE_USER, json!(null), json!({"schemas": [USER], ENTERPRISE_USER: null})),
        ("replace", "", json!({ENTERPRISE_USER: null}), json!({"schemas": [USER], ENTERPRISE_USER: null})),
        ("replace", MANAGER, json!({"value": "3", "displayName": "Li"}), {
            json!({ENTERPRISE_USER: {"department": "IT", "manager": {"value": "3", "displayName": "Li"}}})
        }),
    ] {
        expect(extended.clone(), &user_schemas(), case);
    }
}

#[test]
fn members_come_and_go_one_by_one() {
    let schemas = [builtin(GROUP).unwrap()];
    let mona = || json!({"value": "1", "display": "Mona"});
    for case in [
        (
            "add",
            "members",
            json!([{"value": "3"}]),
            json!({"members": [mona(), {"value": "2"}, {"value": "3"}]}),
        ),
        ("add", "members", json!([{"value": "1"}]), json!({})),
        ("add", "members", json!([{"value": "1", "display": "Other", "type": "User"}]), {
            json!({"members": [{"value": "1", "display": "Mona", "type": "User"}, {"value": "2"}]})
        }),
        ("remove", "members[value eq \"1\"]", json!(null), json!({"members": [{"value": "2"}]})),
        ("remove", "members[value eq \"9\"]", json!(null), json!({})),
        ("remove", "members", json!(null), json!({"members": null})),
        ("replace", "members", json!([{"value": "3"}]), json!({"members": [{"value": "3"}]})),
        ("replace", "members[value eq \"1\"].value", json!("1"), json!({})),
        ("replace", "members[value eq \"1\"]", json!({"value": "1"}), json!({})),
        ("add", "members[value eq \"2\"].display", json!("Li"), {
            json!({"members": [mona(), {"value": "2", "display": "Li"}]})
        }),
    ] {
        expect(group(), &schemas, case);
    }
    let refused =
        refusal(&group(), &schemas, operation("replace", "members[value eq \"1\"].value", json!("3")));
    assert_eq!(refused, PatchErrorKind::Immutable { attribute: "value".to_owned() });
    let refused = refusal(&group(), &schemas, operation("remove", "members.display", json!(null)));
    assert_eq!(refused, PatchErrorKind::Immutable { attribute: "display".to_owned() });
}

#[test]
fn a_refusal_has_its_scim_type_and_leaves_no_trace() {
    for (op, path, value, scim_type, message) in [
        ("remove", "", json!(null), "noTarget", "`remove` needs a path"),
        ("replace", "emails[type eq \"other\"]", json!({}), "noTarget", {
            "`emails[type eq \"other\"]` matches no value"
        }),
        ("replace", "photos[type eq \"x\"].value", json!("u"), "noTarget", {
            "`photos[type eq \"x\"].value` matches no value"
        }),
        ("add", "emails[type eq \"other\"].value", json!("o"), "noTarget", {
            "`emails[type eq \"other\"].value` matches no value"
        }),
        ("add", "emial", json!("x"), "invalidPath", "no schema of the resource has an attribute `emial`"),
        ("add", "name.first", json!("x"), "invalidPath", {
            "no schema of the resource has an attribute `name.first`"
        }),
        ("add", "department", json!("x"), "invalidPath", {
            "no schema of the resource has an attribute `department`"
        }),
        ("remove", USER, json!(null), "invalidPath", {
            "no schema of the resource has an attribute `urn:ietf:params:scim:schemas:core:2.0:User`"
        }),
        ("replace", "emails.value[type eq \"x\"]", json!("x"), "invalidPath", {
            "no schema of the resource has an attribute `emails.value[type eq \"x\"]`"
        }),
        ("replace", "name[givenName pr]", json!({}), "invalidPath", {
            "`name` has one value, so no filter chooses among them"
        }),
        ("remove", "emails[primary gt true]", json!(null), "invalidFilter", {
            "`gt` asks for an order, and `primary` has none"
        }),
        ("remove", "photos[primary gt true]", json!(null), "invalidFilter", {
            "`gt` asks for an order, and `primary` has none"
        }),
        ("add", "", json!("x"), "invalidValue", {
            "without an attribute in its path, the operation needs an object of attributes as its value"
        }),
        ("add", ENTERPRISE_USER, json!("x"), "invalidValue", {
            "without an attribute in its path, the operation needs an object of attributes as its value"
        }),
        ("replace", "active", json!("True"), "invalidValue", "the value of `active` is `true` or `false`"),
        ("replace", "userName", json!(["x"]), "invalidValue", "the value of `userName` is a string"),
        ("replace", "name", json!("Mona Cat"), "invalidValue", "the value of `name` is an object"),
        ("add", "emails", json!(["x@y.example"]), "invalidValue", "the value of `emails` is an object"),
        ("replace", "emails[type eq \"work\"]", json!("x"), "invalidValue", {
            "the value of `emails` is an object"
        }),
        (
            "replace",
            "",
            json!({"department": "x"}),
            "invalidValue",
            "no attribute is called `department` there",
        ),
        ("replace", "", json!({"name.givenName": "x"}), "invalidValue", {
            "no attribute is called `name.givenName` there"
        }),
        ("add", "", json!({ENTERPRISE_USER: {"dept": "x"}}), "invalidValue", {
            "no attribute is called `dept` there"
        }),
        ("replace", "name", json!({"first": "x"}), "invalidValue", "no attribute is called `first` there"),
        (
            "replace",
            "emails",
            json!([{"value": "a", "primary": true}, {"value": "b", "primary": true}]),
            { "invalidValue" },
            "only one value of `emails` is primary",
        ),
        ("replace", "emails.primary", json!(true), "invalidValue", "only one value of `emails` is primary"),
        (
            "add",
            "emails",
            json!([{"value": "h@x.example", "type": "home", "primary": true}, {
                "value": "w@x.example", "primary": true
            }]),
            "invalidValue",
            "only one value of `emails` is primary",
        ),
        ("replace", "id", json!("2"), "mutability", "`id` is read-only"),
        ("remove", "id", json!(null), "mutability", "`id` is read-only"),
        ("remove", "groups[value eq \"x\"]", json!(null), "mutability", "`groups` is read-only"),
        ("replace", "meta.created", json!("2021-01-01T00:00:00Z"), "mutability", "`created` is read-only"),
        ("remove", "meta.created", json!(null), "mutability", "`created` is read-only"),
        ("add", "groups", json!([{"value": "g"}]), "mutability", "`value` is read-only"),
        ("replace", "", json!({"userName": "lisa", "id": "2"}), "mutability", "`id` is read-only"),
        (
            "add",
            MANAGER,
            json!({"value": "2", "displayName": "Li"}),
            "mutability",
            "`displayName` is read-only",
        ),
        ("remove", "userName", json!(null), "mutability", "`userName` is required"),
        ("replace", "userName", json!(null), "mutability", "`userName` is required"),
        ("remove", "schemas", json!(null), "mutability", "`schemas` is required"),
        ("remove", "schemas[value sw \"urn\"]", json!(null), "mutability", "`schemas` is required"),
    ] {
        let case = format!("{op} {path} {value}");
        let kind = refusal(&user(), &user_schemas(), operation(op, path, value));
        assert_eq!((kind.scim_type(), kind.to_string().as_str()), (Some(scim_type), message), "{case}");
    }
    let without_value = Operation { value: None, ..operation("add", "title", json!(null)) };
    assert_eq!(refusal(&user(), &user_schemas(), without_value), PatchErrorKind::MissingValue);
}

#[test]
fn required_parts_and_immutable_attributes_are_kept() {
    let schema: Schema = serde_json::from_value(json!({
        "id": "urn:x:Key", "name": "Key", "attributes": [
            {"name": "serial", "mutability": "immutable"},
            {"name": "locks", "type": "complex", "multiValued": true, "subAttributes": [
                {"name": "door", "required": true}, {"name": "turns", "type": "integer"}
            ]},
            {"name": "ring", "type": "complex", "subAttributes": [
                {"name": "metal", "required": true}, {"name": "size", "type": "decimal"}
            ]},
            {"name": "tags", "multiValued": true, "caseExact": true}
        ]
    }))
    .unwrap();
    let key = || json!({"serial": "A", "locks": [{"door": "front", "turns": 1}], "tags": ["a"]});
    let named = |attribute: &str| attribute.to_owned();
    for (op, path, value, kind) in [
        ("replace", "serial", json!("B"), PatchErrorKind::Immutable { attribute: named("serial") }),
        ("remove", "serial", json!(null), PatchErrorKind::Immutable { attribute: named("serial") }),
        ("remove", "locks.door", json!(null), PatchErrorKind::Required { attribute: named("door") }),
        ("replace", "locks[door eq \"front\"]", json!({"turns": 2}), {
            PatchErrorKind::Incomplete { attribute: named("locks"), sub_attribute: named("door") }
        }),
        ("add", "locks", json!([{"turns": 2}]), {
            PatchErrorKind::Incomplete { attribute: named("locks"), sub_attribute: named("door") }
        }),
        ("add", "ring.size", json!(2.5), {
            PatchErrorKind::Incomplete { attribute: named("ring"), sub_attribute: named("metal") }
        }),
        ("add", "locks[door pr].turns", json!(1.5), {
            PatchErrorKind::WrongType { attribute: named("turns"), expected: "a whole number" }
        }),
    ] {
        assert_eq!(refusal(&key(), &[&schema], operation(op, path, value)), kind, "{op} {path}");
    }
    for case in [
        ("replace", "serial", json!("a"), json!({})),
        (
            "add",
            "ring",
            json!({"metal": "iron", "size": 2.5}),
            json!({"ring": {"metal": "iron", "size": 2.5}}),
        ),
        ("add", "tags", json!(["a", "A", "b"]), json!({"tags": ["a", "A", "b"]})),
        ("remove", "tags[value eq \"a\"]", json!(null), json!({"tags": null})),
        ("replace", "tags[value eq \"a\"]", json!("z"), json!({"tags": ["z"]})),
    ] {
        expect(key(), &[&schema], case);
    }
    let mut bare = json!({});
    apply(&mut bare, &[operation("add", "serial", json!("A"))], &[&schema], &Dialect::default()).unwrap();
    assert_eq!(bare, json!({"serial": "A"}));
}

#[test]
fn operations_apply_in_their_order() {
    let operations = [
        operation("remove", "emails", json!(null)),
        operation("add", "emails", json!([{"value": "n@x.example", "type": "work"}])),
        operation("replace", "emails[type eq \"work\"].value", json!("m@x.example")),
    ];
    let mut after = user();
    apply(&mut after, &operations, &user_schemas(), &Dialect::default()).unwrap();
    assert_eq!(after["emails"], json!([{"value": "m@x.example", "type": "work"}]));
}

#[test]
fn a_dialect_departs_from_the_rfc_where_its_table_says_so() {
    let dialect = dialect(json!([
        {"resource": "Group", "operation": "remove", "path": {"attribute": "members"},
         "value": "array", "then": "removeListedValues"},
        {"operation": "remove", "path": {"attribute": "roles"}, "then": "ignored"},
        {"operation": "replace", "path": {"attribute": "roles"}, "value": "blankArray", "then": "unassign"},
        {"operation": "replace", "path": {"attribute": "roles"}, "value": "emptyArray", "then": "refused"},
        {"operation": "add", "path": {"valuePath": {"attribute": "emails", "sub": "*"}}, "then": "createElement"},
        {"operation": "add", "path": {"attribute": "roles"}, "then": "unknown"}
    ]));
    let groups = [builtin(GROUP).unwrap()];
    let mut after = group();
    let listed = operation("remove", "members", json!([{"value": "1"}, {"value": "9"}]));
    apply(&mut after, &[listed], &groups, &dialect).unwrap();
    assert_eq!(after["members"], json!([{"value": "2"}]));

    let mut start = user();
    start["roles"] = json!([{"value": "owner"}]);
    let run = |operations: &[Operation]| {
        let mut after = start.clone();
        let applied = apply(&mut after, operations, &user_schemas(), &dialect);
        (after, applied)
    };
    let (after, applied) = run(&[operation("remove", "roles", json!(null))]);
    assert_eq!(after, start);
    assert_eq!(applied, Ok(Applied { changed: false, ignored: vec![0], unknown: vec![] }));

    for blank in [operation("replace", "roles", json!([{"value": ""}])), {
        operation("replace", "", json!({"roles": [{"value": ""}]}))
    }] {
        let (after, applied) = run(&[blank]);
        assert_eq!(after, user());
        assert!(applied.unwrap().changed);
    }

    let (after, applied) = run(&[operation("replace", "roles", json!([]))]);
    assert_eq!(after, start);
    let error = applied.unwrap_err();
    assert_eq!((error.scim_type(), error.to_string().as_str()), {
        (None, "operation 0: the endpoint refuses this form of operation")
    });

    let (after, applied) = run(&[operation("add", "roles", json!([{"value": "b"}]))]);
    assert_eq!(after["roles"], json!([{"value": "owner"}, {"value": "b"}]));
    assert_eq!(applied.unwrap().unknown, [0]);

    let path = "emails[type eq \"other\" and primary eq true].value";
    let (after, _) = run(&[operation("add", path, json!("o@x.example"))]);
    assert_eq!(
        after["emails"],
        json!([
            {"value": "w@x.example", "type": "work", "primary": false},
            {"value": "h@x.example", "type": "home"},
            {"type": "other", "primary": true, "value": "o@x.example"}
        ])
    );
    let (_, applied) = run(&[operation("add", "emails[type ne \"x\" and value co \"q\"].value", json!("o"))]);
    assert_eq!(applied.unwrap_err().scim_type(), Some("noTarget"));
}

#[test]
fn a_path_has_a_target_where_it_finds_a_value() {
    for (path, expected) in [
        ("userName", true),
        ("title", false),
        ("name.givenName", true),
        ("name.middleName", false),
        ("emails[type eq \"work\"]", true),
        ("emails[type eq \"work\"].display", true),
        ("emails[type eq \"other\"].value", false),
        ("emails.type", true),
        ("emails.display", false),
        ("unknown", false),
        (USER, true),
        (ENTERPRISE_USER, false),
        (DEPARTMENT, false),
    ] {
        assert_eq!(
            has_target(user().as_object().unwrap(), &PatchPath::parse(path).unwrap(), &user_schemas()),
            expected,
            "{path}"
        );
    }
}

/// Values that fit some attribute and values that fit none.
fn value() -> impl Strategy<Value = Value> {
    let email = || {
        let address = prop::sample::select(vec!["w@x.example", "h@x.example", "n@x.example", ""]);
        let kind = prop::sample::select(vec!["work", "home", "other"]);
        (prop::option::of(address), prop::option::of(kind), prop::option::of(any::<bool>())).prop_map(
            |(value, kind, primary)| {
                let parts = [("value", json!(value)), ("type", json!(kind)), ("primary", json!(primary))];
                let assigned = parts.into_iter().filter(|(_, part)| !part.is_null());
                assigned.map(|(name, part)| (name.to_owned(), part)).collect::<Value>()
            },
        )
    };
    let plain = prop::sample::select(vec![
        json!(null),
        json!(true),
        json!(1),
        json!(""),
        json!("text"),
        json!([]),
        json!({}),
        json!({"givenName": "Li"}),
        json!({"familyName": null}),
        json!({"userName": "li", "name": {"givenName": "Li"}}),
        json!({ENTERPRISE_USER: {"department": "IT", "manager": {"value": "2"}}}),
        json!({"department": "IT"}),
        json!({DEPARTMENT: "IT"}),
        json!({"unknown": 1}),
    ]);
    prop_oneof![
        2 => plain,
        1 => email(),
        2 => prop::collection::vec(email(), 0..3).prop_map(Value::Array),
    ]
}

fn any_operation() -> impl Strategy<Value = Operation> {
    let path = prop::sample::select(vec![
        "",
        "userName",
        "nickName",
        "active",
        "name",
        "name.givenName",
        "emails",
        "emails.type",
        "emails.primary",
        "emails[type eq \"work\"]",
        "emails[value ew \"x.example\"]",
        "emails[type eq \"home\"].value",
        "emails[type eq \"home\"].primary",
        "emails[primary eq true].type",
        "emails[not (primary eq true)]",
        "phoneNumbers",
        "schemas",
        "id",
        "meta",
        "meta.created",
        "unknown",
        ENTERPRISE_USER,
        USER,
        DEPARTMENT,
        MANAGER,
    ]);
    let op = prop::sample::select(Op::ALL.to_vec());
    (op, path, prop::option::weighted(0.9, value())).prop_map(|(op, path, value)| {
        let path = (!path.is_empty()).then(|| PatchPath::parse(path).unwrap());
        Operation { op, path, value }
    })
}

fn patched(resource: &Value, operations: &[Operation]) -> Result<Value, PatchErrorKind> {
    let mut after = resource.clone();
    match apply(&mut after, operations, &user_schemas(), &Dialect::default()) {
        Ok(applied) => {
            assert_eq!(applied.changed, after != *resource);
            Ok(after)
        }
        Err(error) => {
            assert_eq!(after, *resource, "a refused request leaves the resource as it was");
            Err(error.kind)
        }
    }
}

proptest! {
    #[test]
    fn a_request_is_its_operations_one_after_the_other(
        operations in prop::collection::vec(any_operation(), 0..5),
    ) {
        let one_by_one = operations.iter().try_fold(user(), |resource, operation| {
            patched(&resource, std::slice::from_ref(operation))
        });
        prop_assert_eq!(patched(&user(), &operations), one_by_one);
    }

    #[test]
    fn an_operation_twice_is_the_operation_once(
        before in prop::collection::vec(any_operation(), 0..3),
        // With a filter it need not be: an operation can change what its own filter finds.
        operation in any_operation().prop_filter("has no filter", |operation| {
            operation.path.as_ref().is_none_or(|path| path.filter.is_none())
        }),
    ) {
        let start = patched(&user(), &before).unwrap_or_else(|_| user());
        if let Ok(once) = patched(&start, std::slice::from_ref(&operation)) {
            prop_assert_eq!(patched(&once, std::slice::from_ref(&operation)), Ok(once));
        }
    }

    #[test]
    fn what_is_added_and_removed_leaves_no_trace(
        before in prop::collection::vec(any_operation(), 0..3),
        address in "[a-z]{1,8}@fresh\\.example",
    ) {
        let start = patched(&user(), &before).unwrap_or_else(|_| user());
        let add = operation("add", "emails", json!([{"value": address, "type": "other"}]));
        let path = format!("emails[value eq \"{address}\"]");
        let there = patched(&start, std::slice::from_ref(&add)).unwrap();
        prop_assert_ne!(&there, &start);
        prop_assert_eq!(patched(&there, &[operation("remove", &path, json!(null))]), Ok(start));
    }

    #[test]
    fn never_are_two_values_primary(operations in prop::collection::vec(any_operation(), 0..6)) {
        let mut resource = user();
        for operation in operations {
            resource = patched(&resource, &[operation]).unwrap_or(resource);
            let emails = resource["emails"].as_array().cloned().unwrap_or_default();
            prop_assert!(emails.iter().filter(|email| email["primary"] == true).count() <= 1);
            prop_assert_eq!(&resource["id"], "1");
            prop_assert!(resource["userName"].is_string());
        }
    }
}
