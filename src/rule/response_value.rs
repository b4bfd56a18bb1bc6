//! Rules on the resources that answers show, attribute by attribute, against their schemas. Only what a schema says of
//! an answer is asked: that an attribute is read-only, or has canonical values, binds nobody who shows it.

use super::declare::rules;
use super::formats::is_well_formed;
use super::response::member;
use super::response_error::error;
use super::subject::{Answered, Attributed};
use super::types::{expected, shortened};
use super::{Facts, Place, Sink};
use crate::filter::fold;
use crate::json::{Kind, Value};
use crate::message::Endpoint;
use crate::order;
use crate::schema::{
    Attribute, RESOURCE_TYPE, Returned, SCHEMA, SERVICE_PROVIDER_CONFIG, Schema, Type, Uniqueness, builtin,
    common,
};

rules! {
    /// A value in an answer is of another JSON type than its attribute.
    ///
    /// Clients map answers onto types of their own. A string where an object is due, or a number as a string,
    /// ends in an error that names neither the attribute nor the provider.
    response_type_mismatch {
        looks_at: Exchange,
        stage: Schema,
        cites: "7643-2.3.8-order",
        says: "`{path}` is shown as {kind}, where {expected} is due",
        help: "show {expected}",
        bad: r#"GET /Users/2819c223

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"2819c223","userName":"mona","active":"true"}
"#,
        good: r#"GET /Users/2819c223

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"2819c223","userName":"mona","active":true}
"#,
    }
    fn check(answered: &Answered<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        each(answered, facts, &mut |attributed| {
            let kind = attributed.value.kind();
            if !fits(attributed) {
                sink.found(Place::from(attributed.value).in_response())
                    .with("path", attributed.path)
                    .with("kind", kind.name())
                    .with("expected", expected(attributed));
            }
        });
        let messages = [(answered.list(), LIST), (error(answered), ERROR)];
        for (message, parts) in messages.iter().filter_map(|(message, parts)| Some((message.as_ref()?, parts))) {
            for (name, due, expected) in *parts {
                let Some(part) = member(*message, name).filter(|part| !part.value.is_null()) else { continue };
                if part.value.kind() != *due {
                    sink.found(Place::from(part.value).in_response())
                        .with("path", name)
                        .with("kind", part.value.kind().name())
                        .with("expected", expected);
                }
            }
        }
    }

    /// A text in an answer is not of the form that its attribute's type asks for.
    ///
    /// It is no date and time, no base64, no URI, or no whole number. A client that reads it as one stops there.
    response_value_malformed {
        looks_at: Exchange,
        stage: Values,
        cites: "7643-2.3.5-datetime",
        says: "`{path}` is shown as {json}, which is no {form}",
        help: "show a {form}",
        bad: r#"GET /Users/2819c223

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"2819c223","userName":"mona","meta":{"created":"yesterday"}}
"#,
        good: r#"GET /Users/2819c223

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"2819c223","userName":"mona","meta":{"created":"2024-05-15T09:21:23Z"}}
"#,
    }
    fn check(answered: &Answered<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        each(answered, facts, &mut |attributed| {
            let form = match attributed.attribute.kind {
                Type::DateTime => "date and time",
                Type::Binary => "base64 text",
                Type::Reference => "URI",
                Type::Integer => "whole number",
                Type::String | Type::Boolean | Type::Decimal | Type::Complex => return,
            };
            if is_single(attributed) && fits(attributed) && !is_well_formed(attributed) {
                sink.found(Place::from(attributed.value).in_response())
                    .with("path", attributed.path)
                    .with("json", &shortened(attributed.value.raw()))
                    .with("form", form);
            }
        });
    }

    /// An answer shows two primary values of one attribute.
    ///
    /// Which one counts is then left to each client, and two clients write to two addresses.
    response_multi_primary {
        looks_at: Exchange,
        stage: Values,
        cites: "7643-2.4-primary",
        says: "`{path}` is shown with two primary values",
        help: "show `primary` as true on one of them",
        bad: r#"GET /Users/2819c223

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"2819c223","userName":"mona","emails":[{"value":"mona@example.com","primary":true},{"value":"mona@home.example","primary":true}]}
"#,
        good: r#"GET /Users/2819c223

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"2819c223","userName":"mona","emails":[{"value":"mona@example.com","primary":true},{"value":"mona@home.example","primary":false}]}
"#,
    }
    fn check(answered: &Answered<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        each(answered, facts, &mut |attributed| {
            if attributed.is_element || attributed.attribute.sub_attribute("primary").is_none() {
                return;
            }
            let primary = |element: Value<'_>| {
                member(element, "primary").is_some_and(|primary| primary.value.as_bool() == Some(true))
            };
            let mut primaries = attributed.value.elements().filter(|element| primary(*element));
            if let (Some(first), Some(second)) = (primaries.next(), primaries.next()) {
                sink.found(Place::from(second).in_response())
                    .with("path", attributed.path)
                    .related(Place::from(first).in_response(), "the first one");
            }
        });
    }

    /// An answer shows an attribute that its schema never returns.
    ///
    /// What is never returned is a secret, or a stored hash of one.
    response_returned_never {
        looks_at: Exchange,
        stage: Schema,
        cites: "7643-7-returned-never",
        says: "`{path}` is shown, and its schema says that it is never returned",
        help: "leave it out of every answer",
        given: r#"{"extends":"rfc7644","name":"example","resourceTypes":[{"name":"Badge","endpoint":"Badges","schema":"urn:example:2.0:Badge","operations":{"read":{"statuses":[200]}}}],"schemas":[{"id":"urn:example:2.0:Badge","attributes":[{"name":"pin","returned":"never"}]}]}"#,
        bad: r#"GET /Badges/7

HTTP/1.1 200 OK

{"schemas":["urn:example:2.0:Badge"],"id":"7","pin":"1234"}
"#,
        good: r#"GET /Badges/7

HTTP/1.1 200 OK

{"schemas":["urn:example:2.0:Badge"],"id":"7"}
"#,
    }
    fn check(answered: &Answered<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        each(answered, facts, &mut |attributed| {
            let is_hidden = attributed.attribute.returned == Returned::Never && !attributed.is_element;
            // A User's password has a rule of its own.
            if is_hidden && attributed.path != "password" {
                sink.found(Place::name(attributed.name, attributed.value).in_response()).with("path", attributed.path);
            }
        });
    }

    /// A resource is shown without an attribute that its schema requires.
    ///
    /// A client that maps answers onto types of its own fails where a required value is not there; of a
    /// provider's configuration it then knows nothing at all.
    response_required_missing {
        looks_at: Exchange,
        stage: Schema,
        says: "{owner} is shown without `{name}`, which its schema requires",
        help: "show it, or declare it as not required",
        bad: r#"GET /Users/2819c223

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"2819c223","displayName":"Mona"}
"#,
        good: r#"GET /Users/2819c223

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"2819c223","userName":"mona"}
"#,
    }
    fn check(answered: &Answered<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if answered.selects() {
            return;
        }
        each(answered, facts, &mut |attributed| {
            if !is_single(attributed) || !fits(attributed) {
                return;
            }
            for part in attributed.attribute.sub_attributes.iter().filter(|part| is_due(part)) {
                let is_shown = member(attributed.value, &part.name).is_some_and(|part| !part.value.is_null());
                if !is_shown {
                    sink.found(Place::opening(attributed.value).in_response())
                        .with("owner", &["`", attributed.path, "`"].concat())
                        .with("name", &part.name);
                }
            }
        });
        // What has no `id` is no resource, and has a rule of its own.
        let is_of_type = facts.action.resource_type.is_some();
        let is_resource = |resource: Value<'_>| !is_of_type || member(resource, "id").is_some();
        let resources = shown(answered, facts).into_iter().filter(|(resource, _)| is_resource(*resource));
        for (resource, schemas) in resources {
            for attribute in schemas.first().into_iter().flat_map(|core| &core.attributes) {
                let is_shown = member(resource, &attribute.name).is_some_and(|shown| !shown.value.is_null());
                if is_due(attribute) && !is_shown {
                    sink.found(Place::opening(resource).in_response())
                        .with("owner", "a resource")
                        .with("name", &attribute.name);
                }
            }
        }
    }

    /// Two resources of a list have one value of an attribute that is unique.
    ///
    /// A client that looks for one account finds two, and takes one of them.
    response_unique_twice {
        looks_at: Exchange,
        stage: Schema,
        cites: "7643-7-uniqueness-server",
        says: "two resources are shown with one `{name}`, which is unique",
        help: "keep the value to one resource",
        bad: r#"GET /Users

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":2,"Resources":[{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"1","userName":"mona"},{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"2","userName":"Mona"}]}
"#,
        good: r#"GET /Users

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":2,"Resources":[{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"1","userName":"mona"},{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"2","userName":"lisa"}]}
"#,
    }
    fn check(answered: &Answered<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Some(kind) = facts.action.resource_type else { return };
        let schemas = facts.profile.schemas_of(kind);
        let core = schemas.first().into_iter().flat_map(|core| &core.attributes);
        for attribute in core.chain(common()).filter(|attribute| attribute.uniqueness != Uniqueness::None) {
            let mut values: Vec<(String, Value<'_>)> = answered
                .listed()
                .filter_map(|resource| member(resource, &attribute.name))
                .filter_map(|shown| {
                    let text = shown.value.string()?;
                    Some((fold(&text, attribute.case_exact).into_owned(), shown.value))
                })
                .collect();
            order::sort(&mut values, |one, other| one.0.cmp(&other.0));
            for pair in values.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
                sink.found(Place::from(pair[1].1).in_response())
                    .with("name", &attribute.name)
                    .related(Place::from(pair[0].1).in_response(), "the other one");
            }
        }
    }
}

/// What the parts of a list are (RFC 7644 §3.4.2).
const LIST: &[(&str, Kind, &str)] = &[
    ("totalResults", Kind::Number, "a number"),
    ("startIndex", Kind::Number, "a number"),
    ("itemsPerPage", Kind::Number, "a number"),
    ("Resources", Kind::Array, "an array"),
];

/// What the parts of an error are (RFC 7644 §3.12). A status that is a number has a rule of its own.
const ERROR: &[(&str, Kind, &str)] =
    &[("scimType", Kind::String, "a string"), ("detail", Kind::String, "a string")];

/// Whether a resource is shown with the attribute whenever it is not asked otherwise.
fn is_due(attribute: &Attribute) -> bool {
    attribute.required && matches!(attribute.returned, Returned::Always | Returned::Default)
}

/// The resources that an answer shows, each with its schemas, the core schema first.
pub(super) fn shown<'a, 'f>(answered: &Answered<'a>, facts: &Facts<'f>) -> Vec<(Value<'a>, Vec<&'f Schema>)> {
    if let Some(kind) = facts.action.resource_type {
        let schemas = facts.profile.schemas_of(kind);
        return answered.resources(facts).map(|resource| (resource, schemas.clone())).collect();
    }
    let urn = match answered.target.endpoint {
        Endpoint::ServiceProviderConfig => SERVICE_PROVIDER_CONFIG,
        Endpoint::ResourceTypes(_) => RESOURCE_TYPE,
        Endpoint::Schemas(_) => SCHEMA,
        _ => return Vec::new(),
    };
    let Some(schema) = builtin(urn) else { return Vec::new() };
    let one = answered.shown.filter(|_| answered.is_success() && answered.list().is_none());
    one.into_iter().chain(answered.listed()).map(|resource| (resource, vec![schema])).collect()
}

/// Visits each value of each attribute that the answer shows: an attribute as a whole, then its elements and parts.
fn each<'a>(answered: &Answered<'a>, facts: &Facts<'_>, visit: &mut dyn FnMut(&Attributed<'_>)) {
    for (resource, schemas) in shown(answered, facts) {
        let Some((core, extensions)) = schemas.split_first() else { continue };
        let own = |name: &str| core.attribute(name);
        let shared = |name: &str| common().iter().find(|known| known.name.eq_ignore_ascii_case(name));
        for shown in resource.members() {
            let key = shown.key();
            if let Some(attribute) = own(&key).or_else(|| shared(&key)) {
                of_attribute(attribute, &attribute.name, [shown.name, shown.value], visit);
            } else if let Some(extension) =
                extensions.iter().find(|schema| schema.id.eq_ignore_ascii_case(&key))
            {
                for part in shown.value.members() {
                    if let Some(attribute) = extension.attribute(&part.key()) {
                        of_attribute(attribute, &attribute.name, [part.name, part.value], visit);
                    }
                }
            }
        }
    }
}

fn of_attribute(
    attribute: &Attribute,
    path: &str,
    [name, value]: [Value<'_>; 2],
    visit: &mut dyn FnMut(&Attributed<'_>),
) {
    // Null is no value, and has a rule of its own.
    if value.is_null() {
        return;
    }
    visit(&Attributed { name, value, attribute, path, is_element: false });
    if attribute.multi_valued {
        for element in value.elements() {
            visit(&Attributed { name: element, value: element, attribute, path, is_element: true });
            parts(attribute, path, element, visit);
        }
    } else {
        parts(attribute, path, value, visit);
    }
}

fn parts(attribute: &Attribute, path: &str, value: Value<'_>, visit: &mut dyn FnMut(&Attributed<'_>)) {
    for part in value.members() {
        if let Some(declared) = attribute.sub_attribute(&part.key()) {
            of_attribute(declared, &[path, ".", &declared.name].concat(), [part.name, part.value], visit);
        }
    }
}

fn is_single(attributed: &Attributed<'_>) -> bool {
    attributed.is_element || !attributed.attribute.multi_valued
}

/// Whether the value is of the attribute's JSON type.
fn fits(attributed: &Attributed<'_>) -> bool {
    let kind = attributed.value.kind();
    if !is_single(attributed) {
        return kind == Kind::Array;
    }
    match attributed.attribute.kind {
        Type::String | Type::Reference | Type::DateTime | Type::Binary => kind == Kind::String,
        Type::Boolean => matches!(kind, Kind::True | Kind::False),
        Type::Integer | Type::Decimal => kind == Kind::Number,
        Type::Complex => kind == Kind::Object,
    }
}
