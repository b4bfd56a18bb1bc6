//! How an endpoint reads PATCH where it departs from RFC 7644: a table whose first fitting row
//! says what becomes of an operation.
//!
//! A row is written so in a profile's data file:
//!
//! ```json
//! {"resource": "Group", "operation": "remove", "path": {"attribute": "members"}, "value": "array", "then": "removeListedValues"}
//! ```

use serde_json::Value;

use super::Op;
use crate::json::decode::{Members, Node};
use crate::json::{self, Kind};
use crate::packed::{Packed, Tokens, packed};
use crate::syntax::{AttributePath, PatchPath};

/// The PATCH table of an endpoint. One without rows reads PATCH as the RFC does.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dialect {
    /// The rows; the first that fits an operation holds.
    pub rows: Vec<Row>,
}

/// Which operations, and what becomes of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The resource type's name, such as `Group`; any where there is none.
    pub resource: Option<String>,
    /// The operation; any where there is none.
    pub operation: Option<Op>,
    /// The form of the path.
    pub path: PathForm,
    /// The shape of the value.
    pub value: ValueShape,
    /// What becomes of it.
    pub then: Treatment,
}

/// Forms of a path. Names compare without regard to case; `*` is any name.
///
/// A name without a schema means that of a core schema, also where the path qualifies it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum PathForm {
    /// Any path, and none.
    #[default]
    Any,
    /// No path: the value holds attributes.
    Absent,
    /// An attribute as a whole: `members`.
    Attribute(String),
    /// A sub-attribute without brackets: `name.givenName`.
    SubAttribute {
        /// The attribute's name.
        attribute: String,
        /// The sub-attribute's name.
        sub: String,
    },
    /// Values chosen by a filter: `emails[type eq "work"]`, `emails[type eq "work"].value`.
    ValuePath {
        /// The attribute's name.
        attribute: String,
        /// The sub-attribute's name; without one, only paths that have none fit.
        sub: Option<String>,
    },
    /// Whatever is qualified by this schema's URI, and the schema itself.
    Schema(String),
}

/// Shapes of a value; [`ValueShape::of`] gives the narrowest, a row may hold a wider one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ValueShape {
    /// Any value, and none.
    #[default]
    Any,
    /// No `value` at all.
    Absent,
    /// Any value, also `null`.
    Present,
    /// `null`.
    Null,
    /// A string, also an empty one.
    String,
    /// `""`.
    EmptyString,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// An object, also a blank one.
    Object,
    /// An object whose `value` is `""`.
    BlankObject,
    /// An array, also an empty or a blank one.
    Array,
    /// `[]`.
    EmptyArray,
    /// An array of one or more objects whose `value` is `""`.
    BlankArray,
}

/// What becomes of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Treatment {
    /// What RFC 7644 §3.5.2 says.
    AsRfc,
    /// The elements listed in the value are removed, where the RFC would remove all. An element
    /// is recognized by its `value`.
    RemoveListedValues,
    /// The attribute that the path names becomes unassigned.
    Unassign,
    /// Where the filter in the path matches nothing, an element is made that it matches.
    CreateElement,
    /// It is accepted and changes nothing.
    Ignored,
    /// It is refused.
    Refused,
    /// Nobody knows; applied as the RFC says.
    Unknown,
}

packed!(Row { resource, operation, path, value, then });
packed!(Op: Add, Remove, Replace);
packed!(ValueShape:
    Any,
    Absent,
    Present,
    Null,
    String,
    EmptyString,
    Number,
    Boolean,
    Object,
    BlankObject,
    Array,
    EmptyArray,
    BlankArray,
);
packed!(Treatment: AsRfc, RemoveListedValues, Unassign, CreateElement, Ignored, Refused, Unknown);

impl Treatment {
    fn decode(node: &Node<'_>) -> Treatment {
        node.word(&[
            ("asRfc", Treatment::AsRfc),
            ("removeListedValues", Treatment::RemoveListedValues),
            ("unassign", Treatment::Unassign),
            ("createElement", Treatment::CreateElement),
            ("ignored", Treatment::Ignored),
            ("refused", Treatment::Refused),
            ("unknown", Treatment::Unknown),
        ])
    }
}

impl Dialect {
    /// What becomes of an operation on a resource of that type.
    pub fn treatment(
        &self,
        resource_type: &str,
        op: Op,
        path: Option<&PatchPath>,
        value: Option<&Value>,
    ) -> &Treatment {
        self.row(resource_type, op, path, ValueShape::of(value)).map_or(&Treatment::AsRfc, |row| &row.then)
    }

    /// The row that an operation falls under.
    pub fn row(
        &self,
        resource_type: &str,
        op: Op,
        path: Option<&PatchPath>,
        value: ValueShape,
    ) -> Option<&Row> {
        self.rows.iter().find(|row| row.fits(resource_type, op, path, value))
    }
}

impl Row {
    /// A row's own members of an object.
    pub(crate) fn decode(members: &mut Members<'_, '_>) -> Row {
        Row {
            resource: members.text_if_any("resource"),
            operation: members
                .get("operation")
                .present()
                .map(|op| op.word(&Op::ALL.map(|op| (op.name(), op)))),
            path: PathForm::decode(&members.get("path")),
            value: ValueShape::decode(&members.get("value")),
            then: Treatment::decode(&members.need("then")),
        }
    }

    /// Whether an operation falls under this row, if none before it fits.
    pub fn fits(&self, resource_type: &str, op: Op, path: Option<&PatchPath>, value: ValueShape) -> bool {
        self.is_for(resource_type, op) && self.has_form(path, value)
    }

    /// Whether it is about that operation on resources of that type.
    pub fn is_for(&self, resource_type: &str, op: Op) -> bool {
        self.operation.is_none_or(|operation| operation == op)
            && self.resource.as_ref().is_none_or(|resource| resource.eq_ignore_ascii_case(resource_type))
    }

    /// Whether a path and a value have its form.
    pub fn has_form(&self, path: Option<&PatchPath>, value: ValueShape) -> bool {
        self.value.covers(value) && self.path.fits(path)
    }
}

impl Packed for PathForm {
    fn unpack(from: &mut Tokens<'_>) -> PathForm {
        match from.number() {
            0 => PathForm::Any,
            1 => PathForm::Absent,
            2 => PathForm::Attribute(Packed::unpack(from)),
            3 => PathForm::SubAttribute { attribute: Packed::unpack(from), sub: Packed::unpack(from) },
            4 => PathForm::ValuePath { attribute: Packed::unpack(from), sub: Packed::unpack(from) },
            _ => PathForm::Schema(Packed::unpack(from)),
        }
    }

    #[cfg(test)]
    fn pack(&self, to: &mut String) {
        match self {
            PathForm::Any => 0_u32.pack(to),
            PathForm::Absent => 1_u32.pack(to),
            PathForm::Attribute(name) => (2_u32, name.clone()).pack(to),
            PathForm::SubAttribute { attribute, sub } => (3_u32, (attribute.clone(), sub.clone())).pack(to),
            PathForm::ValuePath { attribute, sub } => (4_u32, (attribute.clone(), sub.clone())).pack(to),
            PathForm::Schema(urn) => (5_u32, urn.clone()).pack(to),
        }
    }
}

impl PathForm {
    fn decode(node: &Node<'_>) -> PathForm {
        if node.kind() != Some(Kind::Object) {
            let is_absent = node.word(&[("any", false), ("absent", true)]);
            return if is_absent { PathForm::Absent } else { PathForm::Any };
        }
        // One member says the form; a second one is unknown.
        node.object(|members| {
            if let Some(name) = members.text_if_any("attribute") {
                return PathForm::Attribute(name);
            }
            if let Some(path) = members.get("subAttribute").present() {
                return path.object(|path| PathForm::SubAttribute {
                    attribute: path.text("attribute"),
                    sub: path.text("sub"),
                });
            }
            if let Some(path) = members.get("valuePath").present() {
                return path.object(|path| PathForm::ValuePath {
                    attribute: path.text("attribute"),
                    sub: path.text_if_any("sub"),
                });
            }
            PathForm::Schema(members.text("schema"))
        })
    }

    /// Whether a path has this form.
    pub fn fits(&self, path: Option<&PatchPath>) -> bool {
        let Some(path) = path else { return matches!(self, PathForm::Any | PathForm::Absent) };
        let is_filtered = path.filter.is_some();
        match self {
            PathForm::Any => true,
            PathForm::Absent => false,
            PathForm::Attribute(name) => {
                !is_filtered && path.sub().is_none() && names_attribute(name, &path.attribute)
            }
            PathForm::SubAttribute { attribute, sub } => {
                !is_filtered
                    && path.sub().is_some_and(|found| is_name(sub, found))
                    && names_attribute(attribute, &path.attribute)
            }
            PathForm::ValuePath { attribute, sub } => {
                let sub_fits = match (sub, path.sub()) {
                    (None, None) => true,
                    (Some(sub), Some(found)) => is_name(sub, found),
                    (Some(_), None) | (None, Some(_)) => false,
                };
                is_filtered && sub_fits && names_attribute(attribute, &path.attribute)
            }
            PathForm::Schema(urn) => {
                path.full_urn().is_some_and(|whole| whole.eq_ignore_ascii_case(urn))
                    || path.attribute.schema.as_ref().is_some_and(|schema| schema.eq_ignore_ascii_case(urn))
            }
        }
    }
}

/// Whether a row's name, qualified or not, is that of the path's attribute.
fn names_attribute(name: &str, path: &AttributePath) -> bool {
    const CORE: &str = "urn:ietf:params:scim:schemas:core:2.0:";
    let is_core =
        |schema: &str| schema.get(..CORE.len()).is_some_and(|start| start.eq_ignore_ascii_case(CORE));
    // An attribute's name has no colon, so a qualified name is none.
    let Some(schema) = &path.schema else { return is_name(name, &path.attribute) };
    match name.rsplit_once(':') {
        Some((urn, name)) => is_name(name, &path.attribute) && schema.eq_ignore_ascii_case(urn),
        None if name == "*" => true,
        None => name.eq_ignore_ascii_case(&path.attribute) && is_core(schema),
    }
}

fn is_name(pattern: &str, name: &str) -> bool {
    pattern == "*" || pattern.eq_ignore_ascii_case(name)
}

impl ValueShape {
    fn decode(node: &Node<'_>) -> ValueShape {
        node.word(&[
            ("any", ValueShape::Any),
            ("absent", ValueShape::Absent),
            ("present", ValueShape::Present),
            ("null", ValueShape::Null),
            ("string", ValueShape::String),
            ("emptyString", ValueShape::EmptyString),
            ("number", ValueShape::Number),
            ("boolean", ValueShape::Boolean),
            ("object", ValueShape::Object),
            ("blankObject", ValueShape::BlankObject),
            ("array", ValueShape::Array),
            ("emptyArray", ValueShape::EmptyArray),
            ("blankArray", ValueShape::BlankArray),
        ])
    }

    /// The narrowest shape of a value.
    pub fn of(value: Option<&Value>) -> ValueShape {
        match value {
            None => ValueShape::Absent,
            Some(Value::Null) => ValueShape::Null,
            Some(Value::String(text)) if text.is_empty() => ValueShape::EmptyString,
            Some(Value::String(_)) => ValueShape::String,
            Some(Value::Number(_)) => ValueShape::Number,
            Some(Value::Bool(_)) => ValueShape::Boolean,
            Some(Value::Array(elements)) if elements.is_empty() => ValueShape::EmptyArray,
            Some(Value::Array(elements)) if elements.iter().all(is_blank) => ValueShape::BlankArray,
            Some(Value::Array(_)) => ValueShape::Array,
            Some(object) if is_blank(object) => ValueShape::BlankObject,
            Some(Value::Object(_)) => ValueShape::Object,
        }
    }

    /// The narrowest shape of a value as its text has it.
    pub fn of_text(value: Option<json::Value<'_>>) -> ValueShape {
        let Some(value) = value else { return ValueShape::Absent };
        let is_blank = |value: json::Value<'_>| {
            let is_blank = |member: json::Member<'_>| {
                member.key().eq_ignore_ascii_case("value") && member.value.string().as_deref() == Some("")
            };
            value.members().any(is_blank)
        };
        match value.kind() {
            Kind::Null => ValueShape::Null,
            Kind::True | Kind::False => ValueShape::Boolean,
            Kind::Number => ValueShape::Number,
            Kind::String if value.string().as_deref() == Some("") => ValueShape::EmptyString,
            Kind::String => ValueShape::String,
            Kind::Array if value.is_empty() => ValueShape::EmptyArray,
            Kind::Array if value.elements().all(is_blank) => ValueShape::BlankArray,
            Kind::Array => ValueShape::Array,
            Kind::Object if is_blank(value) => ValueShape::BlankObject,
            Kind::Object => ValueShape::Object,
        }
    }

    /// Whether a value whose narrowest shape is `narrow` has this shape.
    pub const fn covers(self, narrow: ValueShape) -> bool {
        match self {
            ValueShape::Any => true,
            ValueShape::Present => !matches!(narrow, ValueShape::Absent),
            ValueShape::String => matches!(narrow, ValueShape::String | ValueShape::EmptyString),
            ValueShape::Object => matches!(narrow, ValueShape::Object | ValueShape::BlankObject),
            ValueShape::Array => {
                matches!(narrow, ValueShape::Array | ValueShape::EmptyArray | ValueShape::BlankArray)
            }
            ValueShape::Absent => matches!(narrow, ValueShape::Absent),
            ValueShape::Null => matches!(narrow, ValueShape::Null),
            ValueShape::EmptyString => matches!(narrow, ValueShape::EmptyString),
            ValueShape::Number => matches!(narrow, ValueShape::Number),
            ValueShape::Boolean => matches!(narrow, ValueShape::Boolean),
            ValueShape::BlankObject => matches!(narrow, ValueShape::BlankObject),
            ValueShape::EmptyArray => matches!(narrow, ValueShape::EmptyArray),
            ValueShape::BlankArray => matches!(narrow, ValueShape::BlankArray),
        }
    }
}

fn is_blank(value: &Value) -> bool {
    value.as_object().is_some_and(|members| {
        members.iter().any(|(name, value)| name.eq_ignore_ascii_case("value") && value == "")
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail by panic")]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::json::decode::decode;

    impl Dialect {
        /// The table of these rows; what they hold beside is passed over.
        pub(in crate::patch) fn of(rows: &Value) -> Dialect {
            let text = rows.to_string();
            let mut parser = json::Parser::new();
            let document = parser.parse(text.as_bytes()).unwrap();
            let rows = decode(vec![document.root()], |rows| rows.list(|row| row.open_object(Row::decode)));
            Dialect { rows: rows.unwrap() }
        }
    }

    fn dialect() -> Dialect {
        Dialect::of(&json!([
            {"resource": "Group", "operation": "remove", "path": {"attribute": "members"},
             "value": "array", "then": "removeListedValues", "source": "rows may say more"},
            {"path": {"valuePath": {"attribute": "emails", "sub": "value"}}, "then": "asRfc"},
            {"path": {"valuePath": {"attribute": "*", "sub": "*"}}, "then": "refused"},
            {"path": {"valuePath": {"attribute": "*"}}, "then": "ignored"},
            {"operation": "replace", "path": {"attribute": "roles"}, "value": "blankArray", "then": "unassign"},
            {"operation": "replace", "path": {"attribute": "roles"}, "value": "emptyArray", "then": "refused"},
            {"path": {"subAttribute": {"attribute": "meta", "sub": "*"}}, "then": "ignored"},
            {"path": {"attribute": "urn:x:2.0:User:room"}, "then": "ignored"},
            {"path": {"schema": "urn:x:2.0:User"}, "then": "unknown"},
            {"path": "absent", "value": "string", "then": "refused"},
        ]))
    }

    #[test]
    fn the_first_row_that_fits_holds() {
        let dialect = dialect();
        let people = || Some(json!([{"value": "1"}]));
        for (resource, op, path, value, expected) in [
            ("Group", Op::Remove, Some("members"), people(), Treatment::RemoveListedValues),
            ("group", Op::Remove, Some("urn:ietf:params:scim:schemas:core:2.0:Group:Members"), people(), {
                Treatment::RemoveListedValues
            }),
            ("Group", Op::Remove, Some("members"), None, Treatment::AsRfc),
            ("Group", Op::Remove, Some("urn:y:members"), people(), Treatment::AsRfc),
            ("Group", Op::Add, Some("members"), people(), Treatment::AsRfc),
            ("User", Op::Remove, Some("members"), people(), Treatment::AsRfc),
            ("User", Op::Replace, Some("EMAILS[type eq \"work\"].VALUE"), None, Treatment::AsRfc),
            ("User", Op::Replace, Some("emails[type eq \"work\"].type"), None, Treatment::Refused),
            ("User", Op::Replace, Some("emails[type eq \"work\"]"), None, Treatment::Ignored),
            ("User", Op::Replace, Some("roles"), Some(json!([{"Value": ""}])), Treatment::Unassign),
            ("User", Op::Replace, Some("roles"), Some(json!([])), Treatment::Refused),
            ("User", Op::Replace, Some("roles"), people(), Treatment::AsRfc),
            ("User", Op::Replace, Some("meta.version"), None, Treatment::Ignored),
            ("User", Op::Replace, Some("meta"), None, Treatment::AsRfc),
            ("User", Op::Replace, Some("URN:x:2.0:user:Room"), None, Treatment::Ignored),
            ("User", Op::Replace, Some("urn:x:2.0:User:other"), None, Treatment::Unknown),
            ("User", Op::Replace, Some("urn:x:2.0:User"), None, Treatment::Unknown),
            ("User", Op::Replace, None, Some(json!("text")), Treatment::Refused),
            ("User", Op::Replace, None, Some(json!({})), Treatment::AsRfc),
        ] {
            let parsed = path.map(|path| PatchPath::parse(path).unwrap());
            let found = dialect.treatment(resource, op, parsed.as_ref(), value.as_ref());
            assert_eq!(*found, expected, "{resource} {op} {path:?} {value:?}");
        }
    }

    #[test]
    fn every_value_has_one_narrowest_shape_and_fits_the_wider_ones() {
        for (value, narrow, wide) in [
            (None, ValueShape::Absent, ValueShape::Any),
            (Some(json!(null)), ValueShape::Null, ValueShape::Present),
            (Some(json!("")), ValueShape::EmptyString, ValueShape::String),
            (Some(json!("a")), ValueShape::String, ValueShape::Present),
            (Some(json!(1)), ValueShape::Number, ValueShape::Present),
            (Some(json!(true)), ValueShape::Boolean, ValueShape::Present),
            (Some(json!({})), ValueShape::Object, ValueShape::Present),
            (Some(json!({"value": ""})), ValueShape::BlankObject, ValueShape::Object),
            (Some(json!([])), ValueShape::EmptyArray, ValueShape::Array),
            (Some(json!([{"value": ""}])), ValueShape::BlankArray, ValueShape::Array),
            (Some(json!([{"value": ""}, {"value": "a"}])), ValueShape::Array, ValueShape::Present),
        ] {
            assert_eq!(ValueShape::of(value.as_ref()), narrow);
            let text = value.map(|value| value.to_string());
            let mut parser = json::Parser::new();
            let document = text.as_ref().map(|text| parser.parse(text.as_bytes()).unwrap());
            assert_eq!(ValueShape::of_text(document.as_ref().map(json::Document::root)), narrow);
            assert!(wide.covers(narrow) && narrow.covers(narrow), "{narrow:?}");
            assert!(!narrow.covers(wide), "{narrow:?}");
        }
    }
}
