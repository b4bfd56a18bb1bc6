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
    pub(super) fn meant(self, mut members: Map<String, Value>) -> Map<String, Value> {
        for (name, value) in &mut members {
            match self.member(name) {
                Some(Member::Attribute(attribute)) => self.mean(attribute, value),
                Some(Member::Extension(extension)) => self.mean_members(&extension.attributes, value),
                None => {}
            }
        }
        members
    }

    /// An object of these attributes.
    pub(super) fn mean_members(self, declared: &[Attribute], value: &mut Value) {
        for (name, value) in value.as_object_mut().into_iter().flatten() {
            if let Some(attribute) = declared.iter().find(|known| known.name.eq_ignore_ascii_case(name)) {
                self.mean(attribute, value);
            }
        }
    }

    /// The value of an attribute.
    pub(super) fn mean(self, attribute: &Attribute, value: &mut Value) {
        let lone = if is_manager(attribute) { "complex-as-array-manager" } else { "singular-as-array" };
        match value {
            Value::Array(elements) if attribute.multi_valued => {
                for element in elements {
                    self.mean_element(attribute, element);
                }
            }
            Value::Array(elements) => {
                if elements.len() == 1 && self.accepts(lone) {
                    *value = elements.remove(0);
                    self.mean_element(attribute, value);
                }
            }
            one => {
                let rule = match one {
                    Value::Object(_) => Some("multivalued-as-object"),
                    Value::String(_) => Some("multivalued-as-string"),
                    _ => None,
                };
                self.mean_element(attribute, one);
                if attribute.multi_valued && rule.is_some_and(|rule| self.accepts(rule)) {
                    *one = json!([one.take()]);
                }
            }
        }
    }

    /// One value of an attribute, or an element of its values.
    pub(super) fn mean_element(self, attribute: &Attribute, value: &mut Value) {
        let meant = match (attribute.kind, &mut *value) {
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
            (Type::Complex, Value::Object(members)) => {
                if attribute.name == "members"
                    && self.accepts("member-displayname-key")
                    && let Some(name) = members.remove("displayName")
                {
                    members.entry("display").or_insert(name);
                }
                self.mean_members(&attribute.sub_attributes, value);
                None
            }
            _ => None,
        };
        if let Some(meant) = meant {
            *value = meant;
        }
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
