//! Entity tags and conditional requests (RFC 7644 §3.14).

use super::asked::{ONE, On};
use super::difference::Difference::{Answers, Asks, Refusals, Refuses, Shows, Turns};
use super::{Fault, Law, Law::Breaks};
use crate::standin::fault::answer::edited;
use serde_json::{Value, json};

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "etag-missing",
        law: Breaks(&["7644-3.14-etag"]),
        sentence: "sends no `ETag` with a resource",
        shown: "GET /Users/id1",
        number: None,
        difference: Answers(ONE, |_, answer| answer.drop_header("ETag")),
    },
    Fault {
        name: "version-missing",
        law: Breaks(&["7644-3.14-etag"]),
        sentence: "shows no `meta.version`",
        shown: "GET /Users/id1",
        number: None,
        difference: Shows(|_, resource| {
            if let Some(Value::Object(meta)) = resource.get_mut("meta") {
                meta.remove("version");
            }
        }),
    },
    Fault {
        name: "version-differs-from-etag",
        law: Breaks(&["7643-3.1-meta-version"]),
        sentence: "sends another `ETag` than `meta.version`",
        shown: "GET /Users/id1",
        number: None,
        difference: Answers(ONE, |_, answer| {
            // A difference that `If-Match` forgives: the tag's value is the same.
            if let Some(version) = answer.body["meta"]["version"].as_str() {
                let strong = version.trim_start_matches("W/").trim_matches('"').to_owned();
                answer.put("/meta/version", strong);
            }
        }),
    },
    Fault {
        name: "version-frozen",
        law: Breaks(&["7644-3.14-etag"]),
        sentence: "gives a resource the same version for ever",
        shown: "GET /Users/id1\nPATCH /Users/id1 << {\"schemas\":[\"$patch\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"title\",\"value\":\"Boss\"}]}",
        number: None,
        difference: Turns(|turn| {
            let mut reply = turn.go_on();
            edited(&mut reply, |answer| {
                let mut version = None;
                for resource in answer.resources_mut() {
                    let id = resource.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
                    if let Some(meta) = resource.get_mut("meta").filter(|meta| meta.get("version").is_some())
                    {
                        let frozen = format!("W/\"{id}\"");
                        meta["version"] = json!(frozen);
                        version = Some(frozen);
                    }
                }
                if let Some(version) = version.filter(|_| answer.headers.iter().any(|it| it.name == "ETag")) {
                    answer.set_header("ETag", version);
                }
            });
            reply
        }),
    },
    Fault {
        name: "if-match-ignored-on-put",
        law: Breaks(&["7644-3.14-if-match", "7644-3.12-precondition"]),
        sentence: "replaces a resource whatever `If-Match` says",
        shown: r#"PUT /Users/id1 | If-Match: W/"stale" << {"schemas":["$user"],"userName":"Mona"}"#,
        number: None,
        difference: Asks(|asked| {
            if asked.on == On::Replace {
                asked.drop_header("If-Match");
            }
        }),
    },
    Fault {
        name: "if-match-ignored-on-patch",
        law: Breaks(&["7644-3.14-if-match", "7644-3.12-precondition"]),
        sentence: "patches a resource whatever `If-Match` says",
        shown: r#"PATCH /Users/id1 | If-Match: W/"stale" << {"schemas":["$patch"],"Operations":[{"op":"replace","path":"title","value":"Boss"}]}"#,
        number: None,
        difference: Asks(|asked| {
            if asked.on == On::Patch {
                asked.drop_header("If-Match");
            }
        }),
    },
    Fault {
        name: "if-match-ignored-on-delete",
        law: Breaks(&["7644-3.12-precondition"]),
        sentence: "deletes a resource whatever `If-Match` says",
        shown: r#"DELETE /Users/id1 | If-Match: W/"stale""#,
        number: None,
        difference: Asks(|asked| {
            if asked.on == On::Delete {
                asked.drop_header("If-Match");
            }
        }),
    },
    Fault {
        name: "if-match-any-refused",
        law: Law::Outside("RFC 9110 §13.1.1: `*` matches any current representation"),
        sentence: "refuses `If-Match: *`",
        shown: r#"PUT /Users/id1 | If-Match: * << {"schemas":["$user"],"userName":"Mona"}"#,
        number: None,
        difference: Refuses(|asked| {
            (asked.header("If-Match").map(str::trim) == Some("*")).then_some((
                412,
                None,
                "the version is another",
            ))
        }),
    },
    Fault {
        name: "stale-version-as-409",
        law: Breaks(&["7644-3.12-precondition"]),
        sentence: "answers 409 instead of 412 to a version that is no more",
        shown: r#"PUT /Users/id1 | If-Match: W/"stale" << {"schemas":["$user"],"userName":"Mona"}"#,
        number: None,
        difference: Refusals(&["version-stale", "http-if-match-unquoted"], |answer| {
            answer.tell_status(409);
        }),
    },
    Fault {
        name: "stale-version-as-400",
        law: Breaks(&["7644-3.12-precondition"]),
        sentence: "answers 400 instead of 412 to a version that is no more",
        shown: r#"PUT /Users/id1 | If-Match: W/"stale" << {"schemas":["$user"],"userName":"Mona"}"#,
        number: None,
        difference: Refusals(&["version-stale", "http-if-match-unquoted"], |answer| {
            answer.tell_status(400);
        }),
    },
    Fault {
        name: "if-none-match-ignored",
        law: Breaks(&["7644-3.14-not-modified"]),
        sentence: "sends a resource that the client has already, whatever `If-None-Match` says",
        shown: "GET /Users/id1 | If-None-Match: *",
        number: None,
        difference: Asks(|asked| asked.drop_header("If-None-Match")),
    },
    Fault {
        name: "not-modified-as-200",
        law: Breaks(&["7644-3.14-not-modified"]),
        sentence: "answers 200 with an empty body instead of 304",
        shown: "GET /Users/id1 | If-None-Match: *",
        number: None,
        difference: Turns(|turn| {
            let mut reply = turn.go_on();
            edited(&mut reply, |answer| {
                if answer.status == 304 {
                    answer.status = 200;
                }
            });
            reply
        }),
    },
    Fault {
        name: "always-not-modified",
        law: Breaks(&["7644-3.14-not-modified"]),
        sentence: "answers 304 to any `If-None-Match`",
        shown: r#"GET /Users/id1 | If-None-Match: W/"other""#,
        number: None,
        difference: Answers(&[On::Read], |asked, answer| {
            if asked.header("If-None-Match").is_some() {
                answer.status = 304;
                answer.empty();
            }
        }),
    },
];
