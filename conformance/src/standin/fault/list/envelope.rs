//! The list's own members.

use crate::standin::fault::asked::{ALL_LISTS, LISTS};
use crate::standin::fault::difference::Difference::Answers;
use crate::standin::fault::{Fault, Law::Breaks};
use serde_json::{Value, json};

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "list-as-array",
        law: Breaks(&["7644-3.4.2-list-response"]),
        sentence: "answers a query with a bare array",
        shown: "GET /Users",
        number: None,
        difference: Answers(LISTS, |_, answer| answer.body = answer.body["Resources"].take()),
    },
    Fault {
        name: "list-without-schemas",
        law: Breaks(&["7644-3.4.2-list-response"]),
        sentence: "sends lists without `schemas`",
        shown: "GET /Users",
        number: None,
        difference: Answers(LISTS, |_, answer| answer.drop_member("schemas")),
    },
    Fault {
        name: "list-of-other-schema",
        law: Breaks(&["7644-3.4.2-list-response"]),
        sentence: "names SCIM 1.1's schema in lists",
        shown: "GET /Users",
        number: None,
        difference: Answers(LISTS, |_, answer| answer.put("/schemas", json!(["urn:scim:schemas:core:1.0"]))),
    },
    Fault {
        name: "list-without-total",
        law: Breaks(&["7644-3.4.2-total-results"]),
        sentence: "sends lists without `totalResults`",
        shown: "GET /Users",
        number: None,
        difference: Answers(ALL_LISTS, |_, answer| answer.drop_member("totalResults")),
    },
    Fault {
        name: "list-total-as-text",
        law: Breaks(&["7644-3.4.2-total-results"]),
        sentence: "writes `totalResults` as a string",
        shown: "GET /Users",
        number: None,
        difference: Answers(LISTS, |_, answer| {
            let total = answer.body["totalResults"].to_string();
            answer.put("/totalResults", total);
        }),
    },
    Fault {
        name: "list-total-of-page",
        law: Breaks(&["7644-3.4.2.4-total-results"]),
        sentence: "counts the page in `totalResults`, not what the query finds",
        shown: "GET /Users?count=2",
        number: None,
        difference: Answers(LISTS, |_, answer| {
            let count = answer.listed().map_or(0, |listed| listed.len());
            answer.put("/totalResults", count);
        }),
    },
    Fault {
        name: "list-total-one-more",
        law: Breaks(&["7644-3.4.2.4-total-results"]),
        sentence: "counts one resource too many in `totalResults` where there are any",
        shown: "GET /Users",
        number: None,
        difference: Answers(LISTS, |_, answer| {
            let total = answer.body["totalResults"].as_u64().unwrap_or_default();
            answer.put("/totalResults", if total > 0 { total + 1 } else { 0 });
        }),
    },
    Fault {
        name: "list-without-resources",
        law: Breaks(&["7644-3.4.2-resources"]),
        sentence: "sends lists without `Resources`",
        shown: "GET /Users",
        number: None,
        difference: Answers(LISTS, |_, answer| answer.drop_member("Resources")),
    },
    Fault {
        name: "list-resources-misnamed",
        law: Breaks(&["7644-3.4.2-resources"]),
        sentence: "calls the resources of a list `items`",
        shown: "GET /Users",
        number: None,
        difference: Answers(LISTS, |_, answer| answer.rename_member("Resources", "items")),
    },
    Fault {
        name: "list-one-as-object",
        law: Breaks(&["7644-3.8-array", "7643-2.4-array"]),
        sentence: "writes `Resources` as an object where it holds one resource",
        shown: "GET /Users?count=1",
        number: None,
        difference: Answers(LISTS, |_, answer| {
            if let Some([one]) = answer.listed().map(|listed| &mut **listed) {
                let one = one.take();
                answer.put("/Resources", one);
            }
        }),
    },
    Fault {
        name: "list-of-ids",
        law: Breaks(&["7644-3.4-returned"]),
        sentence: "lists ids alone, where the query names no attributes",
        shown: "GET /Users",
        number: None,
        difference: Answers(LISTS, |asked, answer| {
            if asked.parameter("attributes").is_none() {
                for resource in answer.resources_mut() {
                    resource.retain(|name, _| name == "id" || name == "schemas");
                }
            }
        }),
    },
    Fault {
        name: "list-without-start-index",
        law: Breaks(&["7644-3.4.2-start-index"]),
        sentence: "sends partial lists without `startIndex`",
        shown: "GET /Users?count=2",
        number: None,
        difference: Answers(LISTS, |_, answer| {
            if is_partial(&answer.body) {
                answer.drop_member("startIndex");
            }
        }),
    },
    Fault {
        name: "list-start-index-from-zero",
        law: Breaks(&["7644-3.4.2-start-index"]),
        sentence: "counts from 0 in `startIndex`",
        shown: "GET /Users",
        number: None,
        difference: Answers(LISTS, |_, answer| {
            let start = answer.body["startIndex"].as_u64().unwrap_or(1);
            answer.put("/startIndex", start.saturating_sub(1));
        }),
    },
    Fault {
        name: "list-start-index-always-one",
        law: Breaks(&["7644-3.4.2-start-index"]),
        sentence: "writes `startIndex` as 1 on every page",
        shown: "GET /Users?startIndex=2",
        number: None,
        difference: Answers(LISTS, |_, answer| answer.put("/startIndex", 1)),
    },
    Fault {
        name: "list-without-items-per-page",
        law: Breaks(&["7644-3.4.2-items-per-page"]),
        sentence: "sends partial lists without `itemsPerPage`",
        shown: "GET /Users?count=2",
        number: None,
        difference: Answers(LISTS, |_, answer| {
            if is_partial(&answer.body) {
                answer.drop_member("itemsPerPage");
            }
        }),
    },
    Fault {
        name: "list-items-per-page-as-asked",
        law: Breaks(&["7644-3.4.2-items-per-page"]),
        sentence: "writes the `count` of the query as `itemsPerPage`, however many resources there are",
        shown: "GET /Users?count=10",
        number: None,
        difference: Answers(LISTS, |asked, answer| {
            if let Some(count) = asked.parameter("count").and_then(|count| count.parse::<u64>().ok()) {
                answer.put("/itemsPerPage", count);
            }
        }),
    },
];

fn is_partial(body: &Value) -> bool {
    body["totalResults"] != body["itemsPerPage"]
}
