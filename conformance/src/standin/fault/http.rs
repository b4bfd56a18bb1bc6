//! Media types, encodings and methods (RFC 7644 §3.1, §3.8; RFC 9110).

use super::answer::{Answer, edited};
use super::asked::{Asked, On};
use super::difference::Difference::{Errors, Refusals, Refuses, Turns};
use super::turn::Turn;
use super::{Fault, Law, Law::Breaks};
use crate::standin::Reply;
use scimproof::message::Method;
use scimproof::schema::ERROR;
use serde_json::json;

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "media-type-plain-json",
        law: Breaks(&["7644-3.1-media-type"]),
        sentence: "sends `application/json` as the media type of its answers",
        shown: "GET /Users/id1",
        number: None,
        difference: Turns(|turn| with(turn, |_, answer| media_type(answer, "application/json"))),
    },
    Fault {
        name: "media-type-html",
        law: Breaks(&["7644-3.1-media-type"]),
        sentence: "sends `text/html` as the media type of its answers",
        shown: "GET /Users/id1",
        number: None,
        difference: Turns(|turn| with(turn, |_, answer| media_type(answer, "text/html; charset=utf-8"))),
    },
    Fault {
        name: "media-type-missing",
        law: Breaks(&["7644-3.1-media-type"]),
        sentence: "sends answers without `Content-Type`",
        shown: "GET /Users/id1",
        number: None,
        difference: Turns(|turn| with(turn, |_, answer| answer.drop_header("Content-Type"))),
    },
    Fault {
        name: "media-type-of-discovery-wrong",
        law: Breaks(&["7644-3.1-media-type"]),
        sentence: "sends `text/plain` as the media type of what it says of itself",
        shown: "GET /ServiceProviderConfig",
        number: None,
        difference: Turns(|turn| {
            with(turn, |asked, answer| {
                if asked.on.is_discovery() {
                    media_type(answer, "text/plain");
                }
            })
        }),
    },
    Fault {
        name: "error-media-type-plain-json",
        law: Breaks(&["7644-3.1-media-type"]),
        sentence: "sends `application/json` as the media type of its errors",
        shown: "GET /Users/nobody",
        number: None,
        difference: Errors(|_, answer| media_type(answer, "application/json")),
    },
    Fault {
        name: "charset-latin-1",
        law: Breaks(&["7644-3.8-utf-8"]),
        sentence: "sends bodies in ISO 8859-1",
        shown: "GET /Users/id2",
        number: None,
        difference: Turns(|turn| {
            with(turn, |_, answer| {
                if !answer.body.is_null() {
                    let text = answer.body.to_string();
                    answer.text =
                        Some(text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect());
                    media_type(answer, "application/scim+json; charset=iso-8859-1");
                }
            })
        }),
    },
    Fault {
        name: "byte-order-mark",
        law: Law::Outside("RFC 8259 §8.1: no byte order mark before JSON that goes over a network"),
        sentence: "sends a byte order mark before bodies",
        shown: "GET /Users/id1",
        number: None,
        difference: Turns(|turn| {
            with(turn, |_, answer| {
                if !answer.body.is_null() {
                    answer.text = Some([b"\xef\xbb\xbf", answer.body.to_string().as_bytes()].concat());
                }
            })
        }),
    },
    Fault {
        name: "json-with-prefix",
        law: Breaks(&["7644-3.2-json"]),
        sentence: "sends `)]}'` before bodies, as some servers do for browsers",
        shown: "GET /Users/id1",
        number: None,
        difference: Turns(|turn| {
            with(turn, |_, answer| {
                if !answer.body.is_null() {
                    answer.text = Some(format!(")]}}'\n{}", answer.body).into_bytes());
                }
            })
        }),
    },
    Fault {
        name: "json-within-json",
        law: Breaks(&["7644-3.2-json"]),
        sentence: "sends bodies as a JSON string that holds the JSON",
        shown: "GET /Users/id1",
        number: None,
        difference: Turns(|turn| {
            with(turn, |_, answer| {
                if !answer.body.is_null() {
                    answer.body = json!(answer.body.to_string());
                }
            })
        }),
    },
    Fault {
        name: "encoding-untrue",
        law: Law::Outside("RFC 9110 §8.4: `Content-Encoding` names the coding that the content has"),
        sentence: "claims to compress bodies, and sends them as they are",
        shown: "GET /Users/id1",
        number: None,
        difference: Turns(|turn| {
            with(turn, |_, answer| {
                if !answer.body.is_null() {
                    answer.set_header("Content-Encoding", "gzip");
                }
            })
        }),
    },
    Fault {
        name: "content-location-untrue",
        law: Breaks(&["7643-3.1-meta-location"]),
        sentence: "sends a `Content-Location` that is not `meta.location`",
        shown: "GET /Users/id1",
        number: None,
        difference: Turns(|turn| {
            with(turn, |asked, answer| {
                if asked.on == On::Read && answer.is_success() {
                    answer.set_header("Content-Location", format!("/internal/{}", asked.id));
                }
            })
        }),
    },
    Fault {
        name: "accept-scim-refused",
        law: Breaks(&["7644-3.8-accept"]),
        sentence: "answers 406 to `Accept: application/scim+json`",
        shown: "GET /Users/id1 | Accept: application/scim+json",
        number: None,
        difference: Refuses(|asked| {
            (asked.header("Accept") == Some("application/scim+json")).then_some((
                406,
                None,
                "no such media type",
            ))
        }),
    },
    Fault {
        name: "accept-json-refused",
        law: Breaks(&["7644-3.8-accept"]),
        sentence: "answers 406 to `Accept: application/json`",
        shown: "GET /Users/id1 | Accept: application/json",
        number: None,
        difference: Refuses(|asked| {
            (asked.header("Accept") == Some("application/json")).then_some((406, None, "no such media type"))
        }),
    },
    Fault {
        name: "accept-any-refused",
        law: Breaks(&["7644-3.8-default"]),
        sentence: "answers 406 where `Accept` allows anything",
        shown: "GET /Users/id1 | Accept: */*",
        number: None,
        difference: Refuses(|asked| {
            (asked.header("Accept") == Some("*/*")).then_some((406, None, "no such media type"))
        }),
    },
    Fault {
        name: "accept-demanded",
        law: Breaks(&["7644-3.8-default"]),
        sentence: "answers 406 where `Accept` is missing",
        shown: "GET /Groups/id5",
        number: None,
        difference: Refuses(|asked| {
            asked.header("Accept").is_none().then_some((406, None, "Accept is missing"))
        }),
    },
    Fault {
        name: "accept-unknown-as-500",
        law: Law::Outside("RFC 9110 §15.5.7 has 406 for it, and lets servers send what they have"),
        sentence: "answers 500 to an `Accept` that it cannot fulfil",
        shown: "GET /Users/id1 | Accept: application/xml",
        number: None,
        difference: Refuses(|asked| {
            let accept = asked.header("Accept")?;
            (!accept.contains("json") && !accept.contains('*')).then_some((500, None, "something went wrong"))
        }),
    },
    Fault {
        name: "content-type-json-refused",
        law: Law::Outside("RFC 7644 §8.1: clients may send `application/json`"),
        sentence: "answers 415 to `application/json`",
        shown: r#"POST /Groups | Content-Type: application/json << {"schemas":["$group"],"displayName":"Dogs"}"#,
        number: None,
        difference: Refuses(|asked| {
            let sent = asked.header("Content-Type")?;
            sent.starts_with("application/json").then_some((415, None, "no such media type"))
        }),
    },
    Fault {
        name: "content-type-charset-refused",
        law: Law::Outside("RFC 9110 §8.3.1: a media type may have parameters"),
        sentence: "answers 415 to a `Content-Type` with a charset",
        shown: r#"POST /Groups | Content-Type: application/scim+json; charset=utf-8 << {"schemas":["$group"],"displayName":"Dogs"}"#,
        number: None,
        difference: Refuses(|asked| {
            asked.header("Content-Type")?.contains(';').then_some((415, None, "no such media type"))
        }),
    },
    Fault {
        name: "content-type-any-taken",
        law: Law::Outside("RFC 9110 §15.5.16 has 415 for it"),
        sentence: "takes bodies of any media type",
        shown: r#"POST /Groups | Content-Type: text/plain << {"schemas":["$group"],"displayName":"Dogs"}"#,
        number: None,
        difference: super::difference::Difference::Asks(|asked| asked.drop_header("Content-Type")),
    },
    Fault {
        name: "method-as-404",
        law: Law::Outside("RFC 9110 §15.5.6: a method that a resource does not have is answered with 405"),
        sentence: "answers 404 instead of 405 to a method that an endpoint does not have",
        shown: "PUT /Schemas << {}",
        number: None,
        difference: Refusals(METHOD, |answer| answer.tell_status(404)),
    },
    Fault {
        name: "method-as-500",
        law: Law::Outside("RFC 9110 §15.5.6: a method that a resource does not have is answered with 405"),
        sentence: "answers 500 instead of 405 to a method that an endpoint does not have",
        shown: "PUT /Schemas << {}",
        number: None,
        difference: Refusals(METHOD, |answer| answer.tell_status(500)),
    },
    Fault {
        name: "method-as-200",
        law: Law::Outside("RFC 9110 §15.5.6: a method that a resource does not have is answered with 405"),
        sentence: "answers 200 to a method that an endpoint does not have",
        shown: "PUT /Schemas << {}",
        number: None,
        difference: Refusals(METHOD, |answer| {
            answer.status = 200;
            answer.body = json!({});
        }),
    },
    Fault {
        name: "allow-missing",
        law: Law::Outside("RFC 9110 §15.5.6: a 405 names the methods in `Allow`"),
        sentence: "sends 405 without `Allow`",
        shown: "PUT /Schemas << {}",
        number: None,
        difference: Refusals(METHOD, |answer| answer.drop_header("Allow")),
    },
    Fault {
        name: "delete-of-collection-done",
        law: Breaks(&["7644-3.2-endpoints"]),
        sentence: "answers 204 to DELETE on an endpoint of resources",
        shown: "DELETE /Users",
        number: None,
        difference: Turns(|turn| {
            with(turn, |asked, answer| {
                if asked.request.method == Method::Delete && answer.status == 405 {
                    answer.status = 204;
                    answer.empty();
                    answer.drop_header("Allow");
                }
            })
        }),
    },
    Fault {
        name: "trailing-slash-as-500",
        law: Law::Outside("RFC 7644 does not say what a slash behind the endpoint means; 500 is no answer"),
        sentence: "answers 500 where the path ends in a slash",
        shown: "GET /Users/",
        number: None,
        difference: Turns(|turn| {
            with(turn, |asked, answer| {
                if asked.request.path().ends_with('/') {
                    answer.status = 500;
                    answer.body = json!({"schemas": [ERROR], "status": "500"});
                }
            })
        }),
    },
];

const METHOD: &[&str] = &["method-not-allowed", "url-put-no-id"];

fn with(turn: &mut Turn<'_, '_>, edit: fn(&Asked, &mut Answer)) -> Reply {
    let mut reply = turn.go_on();
    edited(&mut reply, |answer| edit(&turn.asked, answer));
    reply
}

fn media_type(answer: &mut Answer, name: &str) {
    if answer.headers.iter().any(|header| header.name == "Content-Type") {
        answer.set_header("Content-Type", name);
    }
}
