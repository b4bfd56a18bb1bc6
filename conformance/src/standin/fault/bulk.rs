//! Bulk requests, searches by POST and `/Me` (RFC 7644 §3.7, §3.4.3, §3.11).

use super::answer::{Answer, edited};
use super::asked::On;
use super::difference::Difference::{Answers, Asks, Refuses, Turns};
use super::{Fault, Law, Law::Breaks};
use serde_json::{Value, json};

const BULK: &[On] = &[On::Bulk];
const TWO: &str = r#"POST /Bulk << {"schemas":["$bulk"],"Operations":[{"method":"POST","path":"/Groups","bulkId":"a","data":{"schemas":["$group"],"displayName":"Dogs"}},{"method":"DELETE","path":"/Users/id3"}]}"#;

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "bulk-not-served",
        law: Breaks(&["7644-3.7-optional"]),
        sentence: "answers 501 to bulk requests, which its configuration promises",
        shown: TWO,
        number: None,
        difference: Refuses(|asked| (asked.on == On::Bulk).then_some((501, None, "bulk is not implemented"))),
    },
    Fault {
        name: "bulk-without-schemas",
        law: Breaks(&["7644-3.1-message-schemas"]),
        sentence: "answers bulk requests without `schemas`",
        shown: TWO,
        number: None,
        difference: Answers(BULK, |_, answer| answer.drop_member("schemas")),
    },
    Fault {
        name: "bulk-as-201",
        law: Breaks(&["7644-3.7-operations"]),
        sentence: "answers 201 instead of 200 to a bulk request",
        shown: TWO,
        number: None,
        difference: Answers(BULK, |_, answer| answer.status = 201),
    },
    Fault {
        name: "bulk-status-as-number",
        law: Breaks(&["7644-3.7-operations"]),
        sentence: "writes the `status` of operations as a number",
        shown: TWO,
        number: None,
        difference: Answers(BULK, |_, answer| {
            each(answer, |operation| {
                let status = operation["status"].as_str().and_then(|status| status.parse::<u16>().ok());
                operation["status"] = json!(status);
            });
        }),
    },
    Fault {
        name: "bulk-without-status",
        law: Breaks(&["7644-3.7-operations"]),
        sentence: "tells no `status` of operations",
        shown: TWO,
        number: None,
        difference: Answers(BULK, |_, answer| each(answer, |operation| without(operation, "status"))),
    },
    Fault {
        name: "bulk-without-bulk-id",
        law: Breaks(&["7644-3.7-bulk-id"]),
        sentence: "does not repeat the `bulkId` of operations",
        shown: TWO,
        number: None,
        difference: Answers(BULK, |_, answer| each(answer, |operation| without(operation, "bulkId"))),
    },
    Fault {
        name: "bulk-without-location",
        law: Breaks(&["7644-3.7-operations"]),
        sentence: "tells no `location` of what operations made or changed",
        shown: TWO,
        number: None,
        difference: Answers(BULK, |_, answer| each(answer, |operation| without(operation, "location"))),
    },
    Fault {
        name: "bulk-without-method",
        law: Breaks(&["7644-3.7-method"]),
        sentence: "does not repeat the `method` of operations",
        shown: TWO,
        number: None,
        difference: Answers(BULK, |_, answer| each(answer, |operation| without(operation, "method"))),
    },
    Fault {
        name: "bulk-last-operation-lost",
        law: Breaks(&["7644-3.7-operations"]),
        sentence: "does not do the last operation of several",
        shown: TWO,
        number: None,
        difference: Asks(|asked| {
            if asked.on == On::Bulk {
                asked.edit_body(|body| {
                    if let Some(Value::Array(operations)) = body.get_mut("Operations")
                        && operations.len() > 1
                    {
                        operations.pop();
                    }
                });
            }
        }),
    },
    Fault {
        name: "bulk-last-result-lost",
        law: Breaks(&["7644-3.7-operations"]),
        sentence: "tells nothing of the last operation of several",
        shown: TWO,
        number: None,
        difference: Answers(BULK, |_, answer| {
            if let Some(Value::Array(operations)) = answer.body.get_mut("Operations")
                && operations.len() > 1
            {
                operations.pop();
            }
        }),
    },
    Fault {
        name: "bulk-stops-at-first-error",
        law: Breaks(&["7644-3.7-fail-on-errors"]),
        sentence: "stops at the first error where `failOnErrors` is not given",
        shown: r#"POST /Bulk << {"schemas":["$bulk"],"Operations":[{"method":"DELETE","path":"/Users/nobody"},{"method":"DELETE","path":"/Users/id3"}]}"#,
        number: None,
        difference: Asks(|asked| {
            if asked.on == On::Bulk {
                asked.edit_body(|body| {
                    body.entry("failOnErrors").or_insert_with(|| json!(1));
                });
            }
        }),
    },
    Fault {
        name: "bulk-fail-on-errors-ignored",
        law: Breaks(&["7644-3.7-fail-on-errors"]),
        sentence: "goes on after any number of errors, whatever `failOnErrors` says",
        shown: r#"POST /Bulk << {"schemas":["$bulk"],"failOnErrors":1,"Operations":[{"method":"DELETE","path":"/Users/nobody"},{"method":"DELETE","path":"/Users/id3"}]}"#,
        number: None,
        difference: Asks(|asked| {
            if asked.on == On::Bulk {
                asked.edit_body(|body| drop(body.remove("failOnErrors")));
            }
        }),
    },
    Fault {
        name: "bulk-results-reversed",
        law: Law::Outside("RFC 7644 §3.7.3 names no order of results; clients that go by place are lost"),
        sentence: "tells of the last operation first",
        shown: TWO,
        number: None,
        difference: Answers(BULK, |_, answer| {
            if let Some(Value::Array(operations)) = answer.body.get_mut("Operations") {
                operations.reverse();
            }
        }),
    },
    Fault {
        name: "search-not-served",
        law: Breaks(&["7644-3.4.3-search"]),
        sentence: "answers 404 at `.search`",
        shown: SEARCH,
        number: None,
        difference: Refuses(|asked| {
            (asked.on == On::Search).then_some((404, None, "nothing is served there"))
        }),
    },
    Fault {
        name: "search-as-201",
        law: Breaks(&["7644-3.4.3-search"]),
        sentence: "answers 201 instead of 200 to a search by POST",
        shown: SEARCH,
        number: None,
        difference: Answers(&[On::Search], |_, answer| answer.status = 201),
    },
    Fault {
        name: "search-filter-ignored",
        law: Breaks(&["7644-3.4.3-search", "7644-3.4.2.2-filter"]),
        sentence: "lists everything for a search by POST, whatever its filter",
        shown: SEARCH,
        number: None,
        difference: Asks(|asked| {
            if asked.on == On::Search {
                asked.set_parameter("filter", None);
            }
        }),
    },
    Fault {
        name: "search-paging-ignored",
        law: Breaks(&["7644-3.4.3-search", "7644-3.4.2.4-count"]),
        sentence: "sends all that a search by POST finds, whatever its `count`",
        shown: r#"POST /Users/.search << {"schemas":["$search"],"count":1}"#,
        number: None,
        difference: Asks(|asked| {
            if asked.on == On::Search {
                asked.set_parameter("count", None);
            }
        }),
    },
    Fault {
        name: "search-attributes-ignored",
        law: Breaks(&["7644-3.4.3-search", "7644-3.9-attributes"]),
        sentence: "shows whole resources for a search by POST, whatever its `attributes`",
        shown: r#"POST /Users/.search << {"schemas":["$search"],"attributes":["userName"]}"#,
        number: None,
        difference: Asks(|asked| {
            if asked.on == On::Search {
                asked.set_parameter("attributes", None);
            }
        }),
    },
    Fault {
        name: "search-without-schemas-taken",
        law: Breaks(&["7644-3.4.3-search-schemas"]),
        sentence: "takes a search by POST without the URN of SearchRequest",
        shown: r#"POST /Users/.search << {"filter":"userName eq \"mona\""}"#,
        number: None,
        difference: Asks(|asked| {
            if asked.on == On::Search {
                let urns = json!([scimproof::schema::SEARCH_REQUEST]);
                asked.edit_body(|body| {
                    body.entry("schemas").or_insert(urns);
                });
            }
        }),
    },
    Fault {
        name: "me-as-404",
        law: Breaks(&["7644-3.11-me"]),
        sentence: "answers 404 instead of 501 at `/Me`, which it does not serve",
        shown: "GET /Me",
        number: None,
        difference: Turns(|turn| {
            let mut reply = turn.go_on();
            edited(&mut reply, |answer| {
                if turn.asked.on == On::Me && answer.status == 501 {
                    answer.tell_status(404);
                }
            });
            reply
        }),
    },
];

const SEARCH: &str = r#"POST /Users/.search << {"schemas":["$search"],"filter":"userName eq \"mona\""}"#;

fn each(answer: &mut Answer, edit: impl Fn(&mut Value)) {
    answer.body["Operations"].as_array_mut().into_iter().flatten().for_each(edit);
}

fn without(operation: &mut Value, name: &str) {
    operation.as_object_mut().map(|operation| operation.remove(name));
}
