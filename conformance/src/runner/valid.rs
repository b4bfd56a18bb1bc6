//! Whether a body is what it has to be: the oracle behind `valid = "User"`.
//!
//! It looks at what every endpoint owes whatever its schemas say. Held apart from the evaluation of expectations, so
//! that it can be handed to the linter as that one learns to read responses.

use crate::suite::Level;
use serde_json::Value;

/// What can be valid.
pub(crate) const SUBJECTS: &[&str] =
    &["User", "Group", "ListResponse", "Error", "ServiceProviderConfig", "ResourceType", "Schema"];

/// Something that a body is not.
pub(super) struct Violation {
    pub(super) pointer: String,
    pub(super) level: Level,
    pub(super) expected: String,
}

/// RFC 7644 §3.12, table 9, and RFC 9865 §2.1.
const SCIM_TYPES: &[&str] = &[
    "invalidFilter",
    "tooMany",
    "uniqueness",
    "mutability",
    "invalidSyntax",
    "invalidPath",
    "noTarget",
    "invalidValue",
    "invalidVers",
    "sensitive",
    "invalidCursor",
    "expiredCursor",
    "invalidCount",
];

struct Look<'a> {
    body: &'a Value,
    violations: Vec<Violation>,
}

impl Look<'_> {
    fn expect(&mut self, holds: bool, pointer: &str, expected: impl Into<String>) {
        self.expect_at(Level::Must, holds, pointer, expected);
    }

    fn expect_at(&mut self, level: Level, holds: bool, pointer: &str, expected: impl Into<String>) {
        if !holds {
            self.violations.push(Violation { pointer: pointer.to_owned(), level, expected: expected.into() });
        }
    }

    fn schema(&mut self, uri: &str) {
        let listed = self.body["schemas"].as_array();
        let names = |value: &Value| value.as_str().is_some_and(|name| name.eq_ignore_ascii_case(uri));
        let is_listed = listed.is_some_and(|list| list.iter().any(names));
        self.expect(is_listed, "/schemas", format!("an array with `{uri}`"));
        let list: Vec<&Value> = listed.into_iter().flatten().collect();
        let repeated = list.iter().enumerate().any(|(index, value)| list[..index].contains(value));
        self.expect(!repeated, "/schemas", "no value twice");
    }

    fn text(&mut self, name: &str) {
        let pointer = format!("/{name}");
        let holds = self.body.pointer(&pointer).and_then(Value::as_str).is_some_and(|text| !text.is_empty());
        self.expect(holds, &pointer, "a string that is not empty");
    }

    fn resource(&mut self, kind: &str) {
        self.text("id");
        let meta = &self.body["meta"];
        self.expect(meta.is_object(), "/meta", "an object");
        let resource_type = meta["resourceType"].as_str();
        self.expect(resource_type.is_none_or(|name| name == kind), "/meta/resourceType", format!("`{kind}`"));
        for name in ["created", "lastModified"] {
            let holds = meta[name].is_null() || meta[name].as_str().is_some_and(is_date_time);
            self.expect(holds, &format!("/meta/{name}"), "an xsd:dateTime, such as `2011-08-01T21:32:44Z`");
        }
        for name in ["emails", "phoneNumbers", "ims", "photos", "addresses", "groups", "roles", "members"] {
            let value = &self.body[name];
            self.expect(
                value.is_null() || value.is_array(),
                &format!("/{name}"),
                "an array: it is multi-valued",
            );
            let primary =
                value.as_array().into_iter().flatten().filter(|each| each["primary"] == true).count();
            self.expect(primary <= 1, &format!("/{name}"), "`primary` true no more than once");
        }
    }
}

/// What a body of that name is not.
pub(super) fn violations(subject: &str, body: &Value, status: u16) -> Vec<Violation> {
    let mut look = Look { body, violations: Vec::new() };
    match subject {
        "User" => {
            look.schema("urn:ietf:params:scim:schemas:core:2.0:User");
            look.resource("User");
            look.text("userName");
            look.expect(body["password"].is_null(), "/password", "nothing: a password is never returned");
            let active = &body["active"];
            look.expect(active.is_null() || active.is_boolean(), "/active", "a boolean");
            let name = &body["name"];
            look.expect(name.is_null() || name.is_object(), "/name", "an object: it is complex");
        }
        "Group" => {
            look.schema("urn:ietf:params:scim:schemas:core:2.0:Group");
            look.resource("Group");
        }
        "ListResponse" => {
            look.schema("urn:ietf:params:scim:api:messages:2.0:ListResponse");
            let total = body["totalResults"].as_u64();
            look.expect(total.is_some(), "/totalResults", "a whole number");
            let resources = &body["Resources"];
            look.expect(resources.is_null() || resources.is_array(), "/Resources", "an array");
            let returned = resources.as_array().map_or(0, Vec::len) as u64;
            let is_partial = total.is_some_and(|total| returned < total);
            for name in ["startIndex", "itemsPerPage"] {
                let value = &body[name];
                let holds = value.is_u64() || (value.is_null() && !is_partial);
                look.expect(holds, &format!("/{name}"), "a whole number, since not all results are here");
            }
            let per_page = body["itemsPerPage"].as_u64();
            look.expect_at(
                Level::Should,
                per_page.is_none_or(|count| count == returned),
                "/itemsPerPage",
                format!("{returned}, the number of resources in this page"),
            );
        }
        "Error" => {
            look.schema("urn:ietf:params:scim:api:messages:2.0:Error");
            let written = status.to_string();
            let holds = body["status"].as_str() == Some(written.as_str());
            look.expect(holds, "/status", format!("the string `\"{written}\"`, the HTTP status"));
            let keyword = &body["scimType"];
            let is_known = keyword.as_str().is_some_and(|word| SCIM_TYPES.contains(&word));
            look.expect_at(
                Level::Should,
                keyword.is_null() || is_known,
                "/scimType",
                "a keyword of RFC 7644's table 9",
            );
            let detail = &body["detail"];
            look.expect(detail.is_null() || detail.is_string(), "/detail", "a string");
        }
        "ServiceProviderConfig" => {
            look.schema("urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig");
            for feature in ["patch", "bulk", "filter", "changePassword", "sort", "etag"] {
                let holds = body[feature]["supported"].is_boolean();
                look.expect(holds, &format!("/{feature}/supported"), "a boolean");
            }
            for pointer in ["/bulk/maxOperations", "/bulk/maxPayloadSize", "/filter/maxResults"] {
                look.expect(body.pointer(pointer).is_some_and(Value::is_u64), pointer, "a whole number");
            }
            look.expect(body["authenticationSchemes"].is_array(), "/authenticationSchemes", "an array");
        }
        "ResourceType" => {
            look.schema("urn:ietf:params:scim:schemas:core:2.0:ResourceType");
            for name in ["name", "endpoint", "schema"] {
                look.text(name);
            }
            for (index, extension) in body["schemaExtensions"].as_array().into_iter().flatten().enumerate() {
                let pointer = format!("/schemaExtensions/{index}");
                look.expect(extension["schema"].is_string(), &format!("{pointer}/schema"), "a schema's URI");
                look.expect(extension["required"].is_boolean(), &format!("{pointer}/required"), "a boolean");
            }
        }
        "Schema" => {
            look.text("id");
            look.expect(body["attributes"].is_array(), "/attributes", "an array");
            // The schema of schemas describes sub-attributes inside attributes: the RFC's own exception.
            let is_of_schemas = body["id"] == "urn:ietf:params:scim:schemas:core:2.0:Schema";
            attributes(&mut look, &body["attributes"], "/attributes", if is_of_schemas { 2 } else { 1 });
        }
        _ => {}
    }
    look.violations
}

/// RFC 7643 §7: the legal words of each characteristic.
const CHARACTERISTICS: &[(&str, &[&str])] = &[
    ("type", &["string", "boolean", "decimal", "integer", "dateTime", "binary", "reference", "complex"]),
    ("mutability", &["readOnly", "readWrite", "immutable", "writeOnly"]),
    ("returned", &["always", "never", "default", "request"]),
    ("uniqueness", &["none", "server", "global"]),
];

/// `depth` is how many levels of complex attributes there may be (RFC 7643 §2.3.8: one).
fn attributes(look: &mut Look<'_>, list: &Value, pointer: &str, depth: usize) {
    for (index, attribute) in list.as_array().into_iter().flatten().enumerate() {
        let pointer = format!("{pointer}/{index}");
        let name = attribute["name"].as_str().unwrap_or_default();
        // `$ref` is the RFC's own exception to its ABNF.
        let is_name = name == "$ref"
            || (name.starts_with(|c: char| c.is_ascii_alphabetic())
                && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '$' | '-' | '_')));
        look.expect(is_name, &format!("{pointer}/name"), "a letter, then letters, digits, `-`, `_` and `$`");
        for (characteristic, words) in CHARACTERISTICS {
            let value = &attribute[*characteristic];
            let holds = value.is_null() || value.as_str().is_some_and(|word| words.contains(&word));
            look.expect(
                holds,
                &format!("{pointer}/{characteristic}"),
                format!("one of `{}`", words.join("`, `")),
            );
        }
        let is_complex = attribute["type"] == "complex";
        look.expect(
            !is_complex || depth > 0,
            &format!("{pointer}/type"),
            "not `complex` inside a complex one",
        );
        attributes(
            look,
            &attribute["subAttributes"],
            &format!("{pointer}/subAttributes"),
            depth.saturating_sub(1),
        );
    }
}

/// Date, `T` and time (RFC 7643 §2.3.5); the zone is left to the writer, as XML Schema does.
fn is_date_time(text: &str) -> bool {
    let Some((date, time)) = text.split_once('T') else { return false };
    let digits = |part: &str, length: usize| part.len() >= length && part.bytes().all(|b| b.is_ascii_digit());
    let mut parts = date.trim_start_matches('-').splitn(3, '-');
    let is_date = parts.next().is_some_and(|part| digits(part, 4))
        && parts.next().is_some_and(|part| digits(part, 2))
        && parts.next().is_some_and(|part| digits(part, 2));
    let bytes = time.as_bytes();
    let is_time = bytes.len() >= 8
        && bytes[2] == b':'
        && bytes[5] == b':'
        && [0, 1, 3, 4, 6, 7].iter().all(|at| bytes[*at].is_ascii_digit());
    is_date && is_time
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn pointers(subject: &str, body: &Value, status: u16) -> Vec<String> {
        violations(subject, body, status).into_iter().map(|violation| violation.pointer).collect()
    }

    #[test]
    fn an_error_says_its_status_as_a_string() {
        let schemas = ["urn:ietf:params:scim:api:messages:2.0:Error"];
        assert!(pointers("Error", &json!({"schemas": schemas, "status": "404"}), 404).is_empty());
        assert_eq!(pointers("Error", &json!({"schemas": schemas, "status": 404}), 404), ["/status"]);
        assert_eq!(pointers("Error", &json!({"status": "400"}), 404), ["/schemas", "/status"]);
    }

    #[test]
    fn a_page_that_is_not_the_whole_says_where_it_is() {
        let list = |rest: Value| {
            let mut body = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"]});
            body.as_object_mut()
                .into_iter()
                .for_each(|body| body.extend(rest.as_object().cloned().unwrap_or_default()));
            pointers("ListResponse", &body, 200)
        };
        assert!(list(json!({"totalResults": 1, "Resources": [{}]})).is_empty());
        assert!(list(json!({"totalResults": 0})).is_empty());
        assert_eq!(list(json!({"totalResults": 2, "Resources": [{}]})), ["/startIndex", "/itemsPerPage"]);
        assert_eq!(list(json!({"totalResults": "2", "Resources": {}})), ["/totalResults", "/Resources"]);
    }

    #[test]
    fn dates_have_a_time() {
        assert!(is_date_time("2011-08-01T21:32:44.882Z"));
        assert!(is_date_time("2011-08-01T21:32:44"));
        assert!(!is_date_time("2011-08-01"));
        assert!(!is_date_time("1312234364"));
    }
}
