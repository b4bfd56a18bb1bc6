//! Rules on the bodies of errors (RFC 7644 §3.12).

use super::declare::rules;
use super::response::member;
use super::subject::Answered;
use super::{Facts, Place, Sink};
use crate::json::{Kind, Value};
use crate::message::Method;
use crate::profile::Operation;
use crate::schema::resolve;
use crate::syntax::PatchPath;

rules! {
    /// A path that names an attribute in full is refused as no path.
    ///
    /// The URN of a schema has a dot in its version, `2.0`. A provider that splits a path at its dots before it
    /// looks for the URN finds an attribute that nobody has, and nothing of the extension can be changed.
    path_url_in_urn_with_version_dot {
        looks_at: Exchange,
        stage: Values,
        cites: "7644-3.10-dot",
        says: "`{path}` names an attribute of the schema, and is refused with `invalidPath`",
        help: "look for the schema's URN first, and split at dots what follows it",
        bad: r#"PATCH /Users/2819c223

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber","value":"701984"}]}

HTTP/1.1 400 Bad Request

{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"400","scimType":"invalidPath"}
"#,
        good: r#"PATCH /Users/2819c223

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber","value":"701984"}]}

HTTP/1.1 204 No Content
Date: Mon, 02 Mar 2026 09:00:00 GMT
"#,
    }
    fn check(answered: &Answered<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let said = error(answered).and_then(|error| member(error, "scimType"));
        let said = said.filter(|said| said.value.content() == b"invalidPath");
        let (Some(said), Some(kind)) = (said, facts.action.resource_type) else { return };
        let Some(sent) = answered.sent.filter(|_| answered.request.method == Method::Patch) else { return };
        let schemas = facts.profile.schemas_of(kind);
        let operations = sent.get("Operations").into_iter().flat_map(Value::elements);
        let mut qualified = None;
        // With an operation that gives reason to refuse, or may, nothing is said of the others.
        for operation in operations {
            let Some(path) = operation.get("path").and_then(Value::string) else { return };
            let Ok(parsed) = PatchPath::parse(&path) else { return };
            if parsed.filter.is_some() || resolve(&schemas, &parsed.attribute).is_none() {
                return;
            }
            if parsed.attribute.schema.is_some() {
                qualified = operation.get("path").zip(Some(path)).or(qualified);
            }
        }
        if let Some((at, path)) = qualified {
            let place = Place::from(said.value).in_response();
            sink.found(place).with("path", &path).related(at, "sent here");
        }
    }

    /// An error writes its status as a number.
    ///
    /// RFC 7644 has it as a string, and clients with strict types refuse the whole error. Okta's documentation
    /// shows the number too.
    error_status_number {
        looks_at: Exchange,
        stage: Schema,
        cites: "7644-3.12-status",
        says: "`status` is a number",
        help: "write it as a string: `\"{status}\"`",
        bad: r#"GET /Users/2819c223

HTTP/1.1 404 Not Found

{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":404}
"#,
        good: r#"GET /Users/2819c223

HTTP/1.1 404 Not Found

{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404"}
"#,
    }
    fn check(answered: &Answered<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let status = error(answered).and_then(|error| error.get("status"));
        if let Some(status) = status.filter(|status| status.kind() == Kind::Number) {
            sink.found(Place::from(status).in_response()).with("status", status.raw());
        }
    }

    /// An error that does not say its status.
    ///
    /// The body may be kept or handed on without the answer's first line, and then says no more what went wrong.
    error_status_missing {
        looks_at: Exchange,
        stage: Schema,
        cites: "7644-3.12-status",
        says: "an error is shown without `status`",
        help: "write `\"status\": \"{status}\"`",
        bad: r#"GET /Users/2819c223

HTTP/1.1 404 Not Found

{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"detail":"Nobody is here"}
"#,
        good: r#"GET /Users/2819c223

HTTP/1.1 404 Not Found

{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404","detail":"Nobody is here"}
"#,
    }
    fn check(answered: &Answered<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Some(error) = error(answered) else { return };
        if !member(error, "status").is_some_and(|status| matches!(status.value.kind(), Kind::String | Kind::Number)) {
            sink.found(Place::opening(error).in_response()).with("status", &answered.written_status());
        }
    }

    /// An error that says `schema` where `schemas` is due.
    ///
    /// A client that looks for the error's schema finds none, and takes the body for something else. AWS
    /// answers so.
    error_schema_key_misspelled {
        looks_at: Exchange,
        stage: Schema,
        cites: "7644-3.12-schemas",
        says: "an error says what it is in `schemas`, and this has `{written}`",
        help: "write `schemas`",
        bad: r#"GET /Users/2819c223

HTTP/1.1 404 Not Found

{"schema":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404"}
"#,
        good: r#"GET /Users/2819c223

HTTP/1.1 404 Not Found

{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404"}
"#,
    }
    fn check(answered: &Answered<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Some(error) = error(answered).filter(|error| member(*error, "schemas").is_none()) else { return };
        if let Some(misspelled) = member(error, "schema") {
            let place = Place::name(misspelled.name, misspelled.value).in_response();
            sink.found(place).with("written", &misspelled.key());
        }
    }

    /// A conflict that does not say that it is one of uniqueness.
    ///
    /// `scimType` is how a client knows that the resource is there already, so that it looks for it and links
    /// it. Without, it stops.
    error_scimtype_missing {
        looks_at: Exchange,
        stage: Schema,
        cites: "7644-3.3-uniqueness",
        says: "a 409 comes without `scimType`",
        help: "write `\"scimType\": \"uniqueness\"`",
        bad: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona"}

HTTP/1.1 409 Conflict

{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"409","detail":"mona is taken"}
"#,
        good: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona"}

HTTP/1.1 409 Conflict

{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"409","scimType":"uniqueness"}
"#,
    }
    fn check(answered: &Answered<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        // A 409 to other requests may have other reasons, such as a resource that is in use.
        let may_collide = matches!(
            facts.action.operation,
            Some(Operation::Create | Operation::Replace | Operation::Patch)
        );
        let Some(error) = error(answered).filter(|_| answered.response.status == 409 && may_collide) else { return };
        if member(error, "scimType").is_none_or(|keyword| keyword.value.is_null()) {
            sink.found(Place::opening(error).in_response());
        }
    }

    /// A `scimType` that no RFC has.
    ///
    /// Clients choose what to do by the keyword, and do nothing for one that they do not know.
    error_scimtype_unknown {
        looks_at: Exchange,
        stage: Schema,
        cites: "7644-3.12-scim-type",
        says: "`{written}` is no `scimType`",
        help: "take one of RFC 7644's table 9, or leave it out",
        bad: r#"PATCH /Users/2819c223

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":false}]}

HTTP/1.1 400 Bad Request

{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"400","scimType":"schemaViolated"}
"#,
        good: r#"PATCH /Users/2819c223

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":false}]}

HTTP/1.1 400 Bad Request

{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"400","scimType":"invalidValue"}
"#,
    }
    fn check(answered: &Answered<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Some(keyword) = error(answered).and_then(|error| error.get("scimType")) else { return };
        let Some(written) = keyword.string() else { return };
        if !KEYWORDS.iter().any(|(keyword, _)| *keyword == written) {
            sink.found(Place::from(keyword).in_response()).with("written", &written);
        }
    }

    /// A status that does not fit what went wrong.
    ///
    /// A client looks for the existing resource after 409, sends again after 500, and shows 400 to a person. A
    /// duplicate that is answered 400 or 500 is therefore never linked, and tried forever.
    error_wrong_status {
        looks_at: Exchange,
        stage: State,
        cites: "7644-3.12-codes",
        says: "{why} is answered {due}, and this is {status}",
        help: "answer {due}",
        bad: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona"}

HTTP/1.1 400 Bad Request

{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"400","scimType":"uniqueness"}
"#,
        good: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona"}

HTTP/1.1 409 Conflict

{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"409","scimType":"uniqueness"}
"#,
    }
    fn check(answered: &Answered<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Some(error) = error(answered) else { return };
        let status = answered.response.status;
        let written = answered.written_status();
        let mut wrong = |place: Place, why: &str, due: &str| {
            sink.found(place).with("why", why).with("due", due).with("status", &written);
        };
        let keyword = error.get("scimType").and_then(Value::string).unwrap_or_default();
        let detail = error.get("detail").and_then(Value::string).unwrap_or_default().to_ascii_lowercase();
        let changes = matches!(answered.request.method, Method::Post | Method::Put | Method::Patch);
        let says_duplicate = ["already exist", "already in use", "already taken", "duplicate"];
        if let Some((_, due)) = KEYWORDS.iter().find(|(known, _)| *known == keyword) {
            if *due != written && !due.is_empty() {
                wrong(Answered::status(), &["`", &keyword, "`"].concat(), due);
            }
        } else if changes && matches!(status, 400 | 422 | 500..) && says_duplicate.iter().any(|word| detail.contains(word)) {
            wrong(Answered::status(), "a duplicate", "409");
        } else if changes && status == 409 && ["missing", "required", "must not be empty"].iter().any(|word| detail.contains(word)) {
            wrong(Answered::status(), "a value that is missing", "400");
        } else if let Some((place, said)) = said_status(error).filter(|(_, said)| *said != written) {
            // Which of the two is meant is not known; the body's is what the provider chose.
            wrong(place, &["an error with the status ", &said].concat(), &said);
        }
    }
}

/// RFC 7644 §3.12, table 9, and RFC 9865 §2.1, each with its status.
const KEYWORDS: &[(&str, &str)] = &[
    ("invalidFilter", "400"),
    ("tooMany", "400"),
    ("uniqueness", "409"),
    ("mutability", "400"),
    ("invalidSyntax", "400"),
    ("invalidPath", "400"),
    ("noTarget", "400"),
    ("invalidValue", "400"),
    ("invalidVers", "400"),
    // Table 9 has it for 400, and §7.5.2 for 403.
    ("sensitive", ""),
    ("invalidCursor", "400"),
    ("expiredCursor", "400"),
    ("invalidCount", "400"),
];

/// The object that an error shows.
pub(super) fn error<'a>(answered: &Answered<'a>) -> Option<Value<'a>> {
    answered.shown.filter(|_| answered.is_error())
}

/// The status that the body says, whatever its form.
fn said_status(error: Value<'_>) -> Option<(Place, String)> {
    let status = error.get("status")?;
    let digits = status.plain().or_else(|| status.number())?;
    let is_status = digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_status.then(|| (Place::from(status).in_response(), digits.to_owned()))
}
