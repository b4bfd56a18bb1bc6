//! What is answered where nothing is found, and to filters that are none.

use super::tree::nothing;
use crate::standin::fault::asked::{Asked, LISTS};
use crate::standin::fault::difference::Difference::{Answers, Asks, Errors};
use crate::standin::fault::{Fault, Law::Breaks};
use scimproof::schema::ERROR;
use scimproof::syntax::Filter;
use serde_json::json;

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "no-match-as-404",
        law: Breaks(&["7644-3.4.2-no-match"]),
        sentence: "answers 404 to a filter that finds nothing",
        shown: r#"GET /Users?filter=userName eq "nobody""#,
        number: None,
        difference: Answers(LISTS, |asked, answer| {
            if asked.parameter("filter").is_some() && answer.body["totalResults"] == 0 {
                answer.status = 404;
                answer.body = json!({"schemas": [ERROR], "status": "404", "detail": "nothing was found"});
            }
        }),
    },
    Fault {
        name: "no-match-as-204",
        law: Breaks(&["7644-3.4.2-no-match"]),
        sentence: "answers 204 without a body to a filter that finds nothing",
        shown: r#"GET /Users?filter=userName eq "nobody""#,
        number: None,
        difference: Answers(LISTS, |asked, answer| {
            if asked.parameter("filter").is_some() && answer.body["totalResults"] == 0 {
                answer.status = 204;
                answer.empty();
            }
        }),
    },
    Fault {
        name: "filter-one-match-bare",
        law: Breaks(&["7644-3.4.2-list-response"]),
        sentence: "answers a filter that finds one resource with the resource, not with a list",
        shown: r#"GET /Users?filter=userName eq "mona""#,
        number: None,
        difference: Answers(LISTS, |asked, answer| {
            if asked.parameter("filter").is_some()
                && let Some([one]) = answer.listed().map(|listed| &mut **listed)
            {
                answer.body = one.take();
            }
        }),
    },
    Fault {
        name: "invalid-filter-lists-all",
        law: Breaks(&["7644-3.4.2.2-invalid-filter"]),
        sentence: "lists everything where the filter cannot be read",
        shown: "GET /Users?filter=userName eq",
        number: None,
        difference: Asks(|asked| {
            if is_unreadable(asked) {
                asked.set_parameter("filter", None);
            }
        }),
    },
    Fault {
        name: "invalid-filter-lists-nothing",
        law: Breaks(&["7644-3.4.2.2-invalid-filter"]),
        sentence: "lists nothing where the filter cannot be read",
        shown: "GET /Users?filter=userName eq",
        number: None,
        difference: Asks(|asked| {
            if is_unreadable(asked) {
                asked.set_parameter("filter", Some(&nothing().to_string()));
            }
        }),
    },
    Fault {
        name: "invalid-filter-as-500",
        law: Breaks(&["7644-3.4.2.2-invalid-filter"]),
        sentence: "answers 500 to a filter that it refuses",
        shown: "GET /Users?filter=userName eq",
        number: None,
        difference: Errors(|asked, answer| {
            if asked.parameter("filter").is_some() && answer.status == 400 {
                answer.tell_status(500);
                answer.drop_member("scimType");
            }
        }),
    },
    Fault {
        name: "invalid-filter-without-scim-type",
        law: Breaks(&["7644-3.12-invalid-filter"]),
        sentence: "names no `scimType` where it refuses a filter",
        shown: "GET /Users?filter=userName eq",
        number: None,
        difference: Errors(|_, answer| {
            if answer.body["scimType"] == "invalidFilter" {
                answer.drop_member("scimType");
            }
        }),
    },
    Fault {
        name: "invalid-filter-as-invalid-value",
        law: Breaks(&["7644-3.12-invalid-filter"]),
        sentence: "names `invalidValue` where it refuses a filter",
        shown: "GET /Users?filter=userName eq",
        number: None,
        difference: Errors(|_, answer| {
            if answer.body["scimType"] == "invalidFilter" {
                answer.put("/scimType", "invalidValue");
            }
        }),
    },
];

fn is_unreadable(asked: &Asked) -> bool {
    asked.parameter("filter").is_some_and(|text| Filter::parse(&text).is_err())
}
