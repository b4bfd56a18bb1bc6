//! Rules on the definitions of schemas that an endpoint shows (RFC 7643 §7).

use super::declare::rules;
use super::response::member;
use super::subject::Answered;
use super::{Facts, Place, Sink};
use crate::json::Value;
use crate::message::Endpoint;
use crate::schema::SCHEMA;
use crate::syntax::AttributePath;

rules! {
    /// A schema declares an attribute whose name cannot be written in a path.
    ///
    /// Filters and paths of PATCH are split at dots, brackets and spaces. What has one of these in its name cannot be
    /// searched or changed.
    definition_name_malformed {
        looks_at: Exchange,
        stage: Schema,
        cites: "7643-2.1-attrname",
        says: "{json} is no attribute's name: a letter, then letters, digits, `-` and `_`",
        help: "name the attribute so that a path can",
        bad: r#"GET /Schemas/urn:example:2.0:Badge

HTTP/1.1 200 OK

{"id":"urn:example:2.0:Badge","attributes":[{"name":"badge number","type":"string","multiValued":false}]}
"#,
        good: r#"GET /Schemas/urn:example:2.0:Badge

HTTP/1.1 200 OK

{"id":"urn:example:2.0:Badge","attributes":[{"name":"badgeNumber","type":"string","multiValued":false}]}
"#,
    }
    fn check(answered: &Answered<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        each(answered, &mut |definition, _| {
            let Some(name) = member(definition, "name") else { return };
            if name.value.string().is_some_and(|name| !is_name(&name)) {
                sink.found(Place::from(name.value).in_response()).with("json", name.value.raw());
            }
        });
    }

    /// A characteristic of an attribute is none of the words that it may be.
    ///
    /// `readonly`, `String`, `text`: a client that reads the definition does not know what the attribute is, and takes
    /// the default or refuses the schema.
    definition_word_unknown {
        looks_at: Exchange,
        stage: Schema,
        cites: "7643-7-mutability",
        says: "`{characteristic}` is {json}, and may be {words}",
        help: "write one of them to the letter",
        bad: r#"GET /Schemas/urn:example:2.0:Badge

HTTP/1.1 200 OK

{"id":"urn:example:2.0:Badge","attributes":[{"name":"number","type":"string","multiValued":false,"mutability":"readonly"}]}
"#,
        good: r#"GET /Schemas/urn:example:2.0:Badge

HTTP/1.1 200 OK

{"id":"urn:example:2.0:Badge","attributes":[{"name":"number","type":"string","multiValued":false,"mutability":"readOnly"}]}
"#,
    }
    fn check(answered: &Answered<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        each(answered, &mut |definition, _| {
            for (characteristic, words) in CHARACTERISTICS {
                let Some(said) = member(definition, characteristic) else { continue };
                if said.value.string().is_some_and(|word| !words.contains(&&*word)) {
                    sink.found(Place::from(said.value).in_response())
                        .with("characteristic", characteristic)
                        .with("json", said.value.raw())
                        .with("words", &["`", &words.join("`, `"), "`"].concat());
                }
            }
        });
    }

    /// A complex attribute has a complex sub-attribute.
    ///
    /// No path reaches what lies below it: SCIM's paths have one dot.
    definition_nested_complex {
        looks_at: Exchange,
        stage: Schema,
        cites: "7643-2.3.8-nesting",
        says: "a sub-attribute is `complex`",
        help: "make its parts sub-attributes of the outer one, or attributes of their own",
        bad: r#"GET /Schemas/urn:example:2.0:Badge

HTTP/1.1 200 OK

{"id":"urn:example:2.0:Badge","attributes":[{"name":"door","type":"complex","multiValued":false,"subAttributes":[{"name":"lock","type":"complex","multiValued":false,"subAttributes":[{"name":"code","type":"string","multiValued":false}]}]}]}
"#,
        good: r#"GET /Schemas/urn:example:2.0:Badge

HTTP/1.1 200 OK

{"id":"urn:example:2.0:Badge","attributes":[{"name":"door","type":"complex","multiValued":false,"subAttributes":[{"name":"lockCode","type":"string","multiValued":false}]}]}
"#,
    }
    fn check(answered: &Answered<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        each(answered, &mut |definition, depth| {
            let Some(kind) = member(definition, "type").filter(|_| depth > 0) else { return };
            if kind.value.string().as_deref() == Some("complex") {
                sink.found(Place::from(kind.value).in_response());
            }
        });
    }
}

/// RFC 7643 §7: the words that each characteristic may be.
const CHARACTERISTICS: &[(&str, &[&str])] = &[
    ("type", &["string", "boolean", "decimal", "integer", "dateTime", "binary", "reference", "complex"]),
    ("mutability", &["readOnly", "readWrite", "immutable", "writeOnly"]),
    ("returned", &["always", "never", "default", "request"]),
    ("uniqueness", &["none", "server", "global"]),
];

/// Whether a path can name it. `$ref` is the RFC's own exception to its grammar.
fn is_name(name: &str) -> bool {
    AttributePath::parse(name).is_ok_and(|path| path.schema.is_none() && path.sub_attribute.is_none())
}

/// Visits each attribute that a shown schema defines, with the number of attributes that it stands in.
fn each<'a>(answered: &Answered<'a>, visit: &mut dyn FnMut(Value<'a>, usize)) {
    if !matches!(answered.target.endpoint, Endpoint::Schemas(_)) || !answered.is_success() {
        return;
    }
    let one = answered.shown.filter(|_| answered.list().is_none());
    for schema in one.into_iter().chain(answered.listed()) {
        // The schema of schemas describes sub-attributes inside attributes: the RFC's own exception.
        let is_of_schemas = member(schema, "id").and_then(|id| id.value.string()).as_deref() == Some(SCHEMA);
        if !is_of_schemas {
            definitions(schema, "attributes", 0, visit);
        }
    }
}

/// As deep as one complex attribute in another: what lies below that is told by it.
fn definitions<'a>(holder: Value<'a>, list: &str, depth: usize, visit: &mut dyn FnMut(Value<'a>, usize)) {
    let Some(list) = member(holder, list) else { return };
    for definition in list.value.elements() {
        visit(definition, depth);
        if depth == 0 {
            definitions(definition, "subAttributes", 1, visit);
        }
    }
}
