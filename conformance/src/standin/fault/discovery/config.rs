//! `/ServiceProviderConfig` (RFC 7643 §5).

use crate::standin::fault::answer::Answer;
use crate::standin::fault::asked::{Asked, On};
use crate::standin::fault::difference::Difference::{Answers, Asks, Refusals, Refuses};
use crate::standin::fault::{Fault, Law, Law::Breaks};
use scimproof::schema::{ERROR, LIST_RESPONSE};
use serde_json::json;

const CONFIG: &[On] = &[On::Config];
const GET: &str = "GET /ServiceProviderConfig";

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "config-not-served",
        law: Breaks(&["7644-4-discovery", "7644-4-config"]),
        sentence: "answers 404 at `/ServiceProviderConfig`",
        shown: GET,
        number: None,
        difference: Answers(CONFIG, |_, answer| {
            answer.status = 404;
            answer.body = json!({"schemas": [ERROR], "status": "404"});
        }),
    },
    Fault {
        name: "config-as-list",
        law: Breaks(&["7644-4-config"]),
        sentence: "sends its configuration within a list",
        shown: GET,
        number: None,
        difference: Answers(CONFIG, |_, answer| {
            let config = answer.body.take();
            answer.body = json!({"schemas": [LIST_RESPONSE], "totalResults": 1, "Resources": [config]});
        }),
    },
    Fault {
        name: "config-without-schemas",
        law: Breaks(&["7644-4-config"]),
        sentence: "sends its configuration without `schemas`",
        shown: GET,
        number: None,
        difference: Answers(CONFIG, |_, answer| answer.drop_member("schemas")),
    },
    Fault {
        name: "config-without-patch",
        law: Breaks(&["7643-5-patch"]),
        sentence: "sends its configuration without `patch`",
        shown: GET,
        number: None,
        difference: Answers(CONFIG, |_, answer| answer.drop_member("patch")),
    },
    Fault {
        name: "config-without-bulk",
        law: Breaks(&["7643-5-bulk"]),
        sentence: "sends its configuration without `bulk`",
        shown: GET,
        number: None,
        difference: Answers(CONFIG, |_, answer| answer.drop_member("bulk")),
    },
    Fault {
        name: "config-without-filter",
        law: Breaks(&["7643-5-filter"]),
        sentence: "sends its configuration without `filter`",
        shown: GET,
        number: None,
        difference: Answers(CONFIG, |_, answer| answer.drop_member("filter")),
    },
    Fault {
        name: "config-without-change-password",
        law: Breaks(&["7643-5-change-password"]),
        sentence: "sends its configuration without `changePassword`",
        shown: GET,
        number: None,
        difference: Answers(CONFIG, |_, answer| answer.drop_member("changePassword")),
    },
    Fault {
        name: "config-without-sort",
        law: Breaks(&["7643-5-sort"]),
        sentence: "sends its configuration without `sort`",
        shown: GET,
        number: None,
        difference: Answers(CONFIG, |_, answer| answer.drop_member("sort")),
    },
    Fault {
        name: "config-without-etag",
        law: Breaks(&["7643-5-etag"]),
        sentence: "sends its configuration without `etag`",
        shown: GET,
        number: None,
        difference: Answers(CONFIG, |_, answer| answer.drop_member("etag")),
    },
    Fault {
        name: "config-without-authentication",
        law: Breaks(&["7643-5-authentication-schemes"]),
        sentence: "sends its configuration without `authenticationSchemes`",
        shown: GET,
        number: None,
        difference: Answers(CONFIG, |_, answer| answer.drop_member("authenticationSchemes")),
    },
    Fault {
        name: "config-authentication-without-type",
        law: Breaks(&["7643-5-authentication-schemes"]),
        sentence: "names no `type` in `authenticationSchemes`",
        shown: GET,
        number: None,
        difference: Answers(CONFIG, |_, answer| first_scheme(answer, "type", None)),
    },
    Fault {
        name: "config-authentication-without-name",
        law: Breaks(&["7643-5-authentication-schemes"]),
        sentence: "names no `name` in `authenticationSchemes`",
        shown: GET,
        number: None,
        difference: Answers(CONFIG, |_, answer| first_scheme(answer, "name", None)),
    },
    Fault {
        name: "config-authentication-of-unknown-type",
        law: Breaks(&["7643-5-authentication-schemes"]),
        sentence: "names a `type` in `authenticationSchemes` that RFC 7643 does not have",
        shown: GET,
        number: None,
        difference: Answers(CONFIG, |_, answer| first_scheme(answer, "type", Some("bearer"))),
    },
    Fault {
        name: "config-two-primary-schemes",
        law: Breaks(&["7643-2.4-primary"]),
        sentence: "names two primary schemes in `authenticationSchemes`",
        shown: GET,
        number: None,
        difference: Answers(CONFIG, |_, answer| {
            if let Some(schemes) = answer.body["authenticationSchemes"].as_array_mut()
                && let Some(mut again) = schemes.first().cloned()
            {
                again["type"] = json!("httpbasic");
                schemes.push(again);
            }
        }),
    },
    Fault {
        name: "config-flags-as-text",
        law: Breaks(&["7643-2.3.2-boolean"]),
        sentence: "writes `supported` as a string in its configuration",
        shown: GET,
        number: None,
        difference: Answers(CONFIG, |_, answer| {
            for name in ["patch", "bulk", "filter", "changePassword", "sort", "etag"] {
                let flag = answer.body[name]["supported"].to_string();
                answer.put(&format!("/{name}/supported"), flag);
            }
        }),
    },
    Fault {
        name: "config-limits-as-text",
        law: Breaks(&["7643-2.3.4-integer"]),
        sentence: "writes the limits of `bulk` and `filter` as strings",
        shown: GET,
        number: None,
        difference: Answers(CONFIG, |_, answer| {
            for place in ["/bulk/maxOperations", "/bulk/maxPayloadSize", "/filter/maxResults"] {
                let limit = answer.body.pointer(place).map(ToString::to_string).unwrap_or_default();
                answer.put(place, limit);
            }
        }),
    },
    Fault {
        name: "config-filter-without-limit",
        law: Breaks(&["7643-5-filter"]),
        sentence: "names no `filter.maxResults`",
        shown: GET,
        number: None,
        difference: Answers(CONFIG, |_, answer| part(answer, "filter", "maxResults")),
    },
    Fault {
        name: "config-bulk-without-operations-limit",
        law: Breaks(&["7643-5-bulk"]),
        sentence: "names no `bulk.maxOperations`",
        shown: GET,
        number: None,
        difference: Answers(CONFIG, |_, answer| part(answer, "bulk", "maxOperations")),
    },
    Fault {
        name: "config-bulk-without-size-limit",
        law: Breaks(&["7643-5-bulk"]),
        sentence: "names no `bulk.maxPayloadSize`",
        shown: GET,
        number: None,
        difference: Answers(CONFIG, |_, answer| part(answer, "bulk", "maxPayloadSize")),
    },
    Fault {
        name: "config-denies-patch",
        law: Breaks(&["7643-5-patch"]),
        sentence: "says that it does not support PATCH, and does",
        shown: GET,
        number: None,
        difference: Answers(CONFIG, |_, answer| answer.put("/patch/supported", false)),
    },
    Fault {
        name: "config-denies-filter",
        law: Breaks(&["7643-5-filter"]),
        sentence: "says that it does not support filters, and does",
        shown: GET,
        number: None,
        difference: Answers(CONFIG, |_, answer| answer.put("/filter/supported", false)),
    },
    Fault {
        name: "config-denies-sort",
        law: Breaks(&["7643-5-sort"]),
        sentence: "says that it does not sort, and does",
        shown: GET,
        number: None,
        difference: Answers(CONFIG, |_, answer| answer.put("/sort/supported", false)),
    },
    Fault {
        name: "config-denies-etag",
        law: Breaks(&["7643-5-etag"]),
        sentence: "says that it has no versions, and has",
        shown: GET,
        number: None,
        difference: Answers(CONFIG, |_, answer| answer.put("/etag/supported", false)),
    },
    Fault {
        name: "config-denies-bulk",
        law: Breaks(&["7643-5-bulk"]),
        sentence: "says that it takes no bulk requests, and does",
        shown: GET,
        number: None,
        difference: Answers(CONFIG, |_, answer| answer.put("/bulk/supported", false)),
    },
    Fault {
        name: "config-promises-change-password",
        law: Breaks(&["7643-5-change-password"]),
        sentence: "says that clients can change passwords, and has none",
        shown: GET,
        number: None,
        difference: Answers(CONFIG, |_, answer| answer.put("/changePassword/supported", true)),
    },
    Fault {
        name: "config-location-wrong",
        law: Breaks(&["7643-3.1-meta-location"]),
        sentence: "names a place in the `meta.location` of its configuration at which nothing is",
        shown: GET,
        number: None,
        difference: Answers(CONFIG, |_, answer| answer.put("/meta/location", "/ServiceProviderConfigs")),
    },
    Fault {
        name: "config-resource-type-wrong",
        law: Breaks(&["7643-3.1-meta-resource-type"]),
        sentence: "names another resource type in the `meta` of its configuration",
        shown: GET,
        number: None,
        difference: Answers(CONFIG, |_, answer| answer.put("/meta/resourceType", "Config")),
    },
    Fault {
        name: "config-written",
        law: Breaks(&["7643-5-read-only"]),
        sentence: "answers 200 to a PUT of its configuration",
        shown: "PUT /ServiceProviderConfig << {}",
        number: None,
        difference: Refusals(&["method-not-allowed"], |answer| {
            answer.status = 200;
            answer.body = json!({});
        }),
    },
    Fault {
        name: "discovery-filter-ignored",
        law: Breaks(&["7644-4-filter"]),
        sentence: "lists everything where a filter is given to a list of what it is",
        shown: r#"GET /Schemas?filter=name eq "User""#,
        number: None,
        difference: Asks(|asked| {
            if asked.on.is_discovery() {
                asked.set_parameter("filter", None);
            }
        }),
    },
    Fault {
        name: "discovery-filter-as-400",
        law: Breaks(&["7644-4-filter"]),
        sentence: "answers 400 instead of 403 to a filter on a list of what it is",
        shown: r#"GET /Schemas?filter=name eq "User""#,
        number: None,
        difference: Refusals(&["discovery-filtered"], |answer| {
            answer.tell_status(400);
        }),
    },
    Fault {
        name: "discovery-paged",
        law: Breaks(&["7644-4-query"]),
        sentence: "sends one page of its schemas or resource types where `count` is given",
        shown: "GET /Schemas?count=1",
        number: None,
        difference: Answers(&[On::Schemas, On::ResourceTypes], |asked, answer| {
            let count = count(asked);
            if let Some(listed) = answer.listed() {
                listed.truncate(count);
                let left = listed.len();
                answer.put("/itemsPerPage", left);
            }
        }),
    },
    Fault {
        name: "discovery-parameters-refused",
        law: Breaks(&["7644-4-query"]),
        sentence: "refuses `count`, `startIndex` and `sortBy` on what it is",
        shown: "GET /ResourceTypes?count=1",
        number: None,
        difference: Refuses(|asked| {
            let has = |name: &&str| asked.parameter(name).is_some();
            (asked.on.is_discovery() && ["count", "startIndex", "sortBy"].iter().any(has)).then_some((
                400,
                Some("invalidValue"),
                "the parameter is not supported",
            ))
        }),
    },
    Fault {
        name: "config-at-plural-too",
        law: Law::Outside("RFC 7644 §4: the configuration is at one place"),
        sentence: "sends its configuration at `/ServiceProviderConfigs` too, as SCIM 1.1 did",
        shown: "GET /ServiceProviderConfigs",
        number: None,
        difference: Asks(|asked| {
            let target = asked.request.target.replace("/ServiceProviderConfigs", "/ServiceProviderConfig");
            asked.request.target = target.into();
        }),
    },
];

fn count(asked: &Asked) -> usize {
    asked.parameter("count").and_then(|count| count.parse().ok()).unwrap_or(usize::MAX)
}

fn part(answer: &mut Answer, member: &str, part: &str) {
    answer.body[member].as_object_mut().map(|members| members.remove(part));
}

fn first_scheme(answer: &mut Answer, member: &str, value: Option<&str>) {
    if let Some(scheme) = answer.body["authenticationSchemes"][0].as_object_mut() {
        match value {
            Some(value) => drop(scheme.insert(member.to_owned(), json!(value))),
            None => drop(scheme.remove(member)),
        }
    }
}
