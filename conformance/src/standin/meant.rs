//! Values as their senders mean them: where a profile accepts a malformed value, the endpoint does what is meant
//! (that is what accepting says), so the stand-in stores what is meant and not what is written.

use super::shape::{Member, Shape};
use scimproof::profile::Outcome;
use scimproof::schema::{Attribute, Type};
use serde_json::{Map, Value, json};

impl Shape<'_> {
    /// Whether the endpoint takes what the rule finds, and does what its sender means.
    pub(super) fn accepts(self, rule: &str) -> bool {
        self.profile.judgement(rule).is_some_and(|judgement| judgement.then == Outcome::Accept)
    }

    /// A resource, or a part of one: the values of its attributes.
    pub(super) fn meant(self, members: &Map<String, Value>) -> Map<String, Value> {
        let meant = |(name, value): (&String, &Value)| {
            let value = match self.member(name) {
                Some(Member::Attribute(attribute)) => self.meant_value(attribute, value),
                Some(Member::Extension(extension)) => self.meant_members(&extension.attributes, value),
                None => value.clone(),
            };
            (name.clone(), value)
        };
        members.iter().map(meant).collect()
    }

    /// An object of these attributes.
    pub(super) fn meant_members(self, declared: &[Attribute], value: &Value) -> Value {
        let Value::Object(members) = value else { return value.clone() };
        let named = |name: &str| declared.iter().find(|known| known.name.eq_ignore_ascii_case(name));
        let meant = |(name, value): (&String, &Value)| match named(name) {
            Some(attribute) => (name.clone(), self.meant_value(attribute, value)),
            None => (name.clone(), value.clone()),
        };
        members.iter().map(meant).collect()
    }

    /// The value of an attribute.
    pub(super) fn meant_value(self, attribute: &Attribute, value: &Value) -> Value {
        match value {
            Value::Array(elements) if attribute.multi_valued => {
                elements.iter().map(|element| self.meant_element(attribute, element)).collect()
            }
            Value::Array(elements) => match elements.as_slice() {
                [only]
                    if self.accepts(if is_manager(attribute) {
                        "complex-as-array-manager"
                    } else {
                        "singular-as-array"
                    }) =>
                {
                    self.meant_element(attribute, only)
                }
                _ => value.clone(),
            },
            Value::Object(_) if attribute.multi_valued && self.accepts("multivalued-as-object") => {
                json!([self.meant_element(attribute, value)])
            }
            Value::String(_) if attribute.multi_valued && self.accepts("multivalued-as-string") => {
                json!([self.meant_element(attribute, value)])
            }
            one => self.meant_element(attribute, one),
        }
    }

    /// One value of an attribute, or an element of its values.
    pub(super) fn meant_element(self, attribute: &Attribute, value: &Value) -> Value {
        let meant = match (attribute.kind, value) {
            (Type::Boolean, Value::String(text)) => {
                let rule = if attribute.name == "primary" { "primary-as-string" } else { "bool-as-string" };
                // No endpoint can show what stands for no boolean: it has no value.
                self.accepts(rule).then(|| boolean(text).map_or(Value::Null, Value::Bool))
            }
            (Type::Boolean, Value::Number(number)) if self.accepts("bool-as-number") => match number.as_u64()
            {
                Some(0) => Some(json!(false)),
                Some(1) => Some(json!(true)),
                _ => Some(Value::Null),
            },
            (Type::String | Type::Reference | Type::DateTime | Type::Binary, Value::Number(number)) => {
                self.accepts("number-for-string").then(|| json!(number.to_string()))
            }
            (Type::Integer | Type::Decimal, Value::String(text)) if self.accepts("string-for-number") => {
                serde_json::from_str(text).ok().filter(Value::is_number)
            }
            (Type::Complex, Value::String(text)) => self.meant_object(attribute, text),
            (Type::Complex, Value::Object(members)) => Some(self.meant_parts(attribute, members)),
            _ => None,
        };
        meant.unwrap_or_else(|| value.clone())
    }

    /// The object that a text stands for: it is its `value`.
    fn meant_object(self, attribute: &Attribute, text: &str) -> Option<Value> {
        let rule = match attribute.name.as_str() {
            "members" => "member-plain-string",
            _ if attribute.multi_valued => "multivalued-as-string",
            _ if is_manager(attribute) => "complex-as-string-manager",
            _ => return None,
        };
        (self.accepts(rule) && attribute.sub_attribute("value").is_some()).then(|| json!({"value": text}))
    }

    fn meant_parts(self, attribute: &Attribute, members: &Map<String, Value>) -> Value {
        let mut members = members.clone();
        if attribute.name == "members"
            && self.accepts("member-displayname-key")
            && let Some(name) = members.remove("displayName")
        {
            members.entry("display").or_insert(name);
        }
        self.meant_members(&attribute.sub_attributes, &Value::Object(members))
    }
}

/// Entra ID writes `"True"`.
pub(super) fn boolean(text: &str) -> Option<bool> {
    match text {
        _ if text.eq_ignore_ascii_case("true") => Some(true),
        _ if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

fn is_manager(attribute: &Attribute) -> bool {
    attribute.name == "manager"
}
