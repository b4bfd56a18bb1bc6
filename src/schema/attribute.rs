//! The characteristics of an attribute (RFC 7643 §2.2) and the schema that gathers attributes.

use crate::json::decode::Node;
use crate::packed::packed;
use serde::{Deserialize, Serialize};

/// A schema as RFC 7643 §7 represents it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schema {
    /// The schema's URN.
    pub id: String,
    /// The name people know it by, such as `User`.
    #[serde(default)]
    pub name: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Its attributes, in the order of its author.
    #[serde(default)]
    pub attributes: Vec<Attribute>,
}

/// One attribute or sub-attribute with its characteristics (RFC 7643 §7). Defaults are those of §2.2.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attribute {
    /// The name as the schema spells it; names compare without regard to case (§2.1).
    pub name: String,
    /// The data type.
    #[serde(rename = "type", default)]
    pub kind: Type,
    /// Whether the value is an array.
    #[serde(default)]
    pub multi_valued: bool,
    /// What it holds.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Whether a resource must have it.
    #[serde(default)]
    pub required: bool,
    /// Suggested values; a provider may allow others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub canonical_values: Vec<String>,
    /// Whether string values compare with regard to case.
    #[serde(default)]
    pub case_exact: bool,
    /// Who may write it.
    #[serde(default)]
    pub mutability: Mutability,
    /// When a response carries it.
    #[serde(default)]
    pub returned: Returned,
    /// Within what its values are unique.
    #[serde(default)]
    pub uniqueness: Uniqueness,
    /// What a reference may point at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reference_types: Vec<String>,
    /// The parts of a complex attribute.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sub_attributes: Vec<Attribute>,
}

/// Data types (RFC 7643 §2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the variants are the RFC's own words")]
pub enum Type {
    #[default]
    String,
    Boolean,
    Decimal,
    Integer,
    DateTime,
    Reference,
    Binary,
    Complex,
}

/// Who may write an attribute (RFC 7643 §7, `mutability`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the variants are the RFC's own words")]
pub enum Mutability {
    ReadOnly,
    #[default]
    ReadWrite,
    Immutable,
    WriteOnly,
}

/// When a response carries an attribute (RFC 7643 §7, `returned`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the variants are the RFC's own words")]
pub enum Returned {
    Always,
    Never,
    #[default]
    Default,
    Request,
}

/// Within what a value is unique (RFC 7643 §7, `uniqueness`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the variants are the RFC's own words")]
pub enum Uniqueness {
    #[default]
    None,
    Server,
    Global,
}

impl Schema {
    /// The attribute of that name, whatever case the name is written in (RFC 7643 §2.1).
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        find(&self.attributes, name)
    }
}

impl Attribute {
    /// The sub-attribute of that name, whatever case the name is written in (RFC 7643 §2.1).
    pub fn sub_attribute(&self, name: &str) -> Option<&Attribute> {
        find(&self.sub_attributes, name)
    }
}

/// What a schema's author adds beyond RFC 7643 is passed over, as when it comes from an endpoint, and
/// so is the case of characteristics.
impl Schema {
    pub(crate) fn decode(node: &Node<'_>) -> Schema {
        node.open_object(|members| Schema {
            id: members.text("id"),
            name: members.get("name").text(),
            description: members.get("description").text(),
            attributes: members.need("attributes").list(Attribute::decode),
        })
    }
}

impl Attribute {
    pub(crate) fn decode(node: &Node<'_>) -> Attribute {
        node.open_object(|members| Attribute {
            name: members.text("name"),
            kind: members.get("type").word_in_any_case(&[
                ("string", Type::String),
                ("boolean", Type::Boolean),
                ("decimal", Type::Decimal),
                ("integer", Type::Integer),
                ("dateTime", Type::DateTime),
                ("reference", Type::Reference),
                ("binary", Type::Binary),
                ("complex", Type::Complex),
            ]),
            multi_valued: members.get("multiValued").flag(),
            description: members.get("description").text(),
            required: members.get("required").flag(),
            canonical_values: members.get("canonicalValues").texts(),
            case_exact: members.get("caseExact").flag(),
            mutability: members.get("mutability").word_in_any_case(&[
                ("readWrite", Mutability::ReadWrite),
                ("readOnly", Mutability::ReadOnly),
                ("immutable", Mutability::Immutable),
                ("writeOnly", Mutability::WriteOnly),
            ]),
            returned: members.get("returned").word_in_any_case(&[
                ("default", Returned::Default),
                ("always", Returned::Always),
                ("never", Returned::Never),
                ("request", Returned::Request),
            ]),
            uniqueness: members.get("uniqueness").word_in_any_case(&[
                ("none", Uniqueness::None),
                ("server", Uniqueness::Server),
                ("global", Uniqueness::Global),
            ]),
            reference_types: members.get("referenceTypes").texts(),
            sub_attributes: members.get("subAttributes").list(Attribute::decode),
        })
    }
}

packed!(Schema { id, name, description, attributes });
packed!(Attribute {
    name,
    kind,
    multi_valued,
    description,
    required,
    canonical_values,
    case_exact,
    mutability,
    returned,
    uniqueness,
    reference_types,
    sub_attributes,
});
packed!(Type: String, Boolean, Decimal, Integer, DateTime, Reference, Binary, Complex);
packed!(Mutability: ReadOnly, ReadWrite, Immutable, WriteOnly);
packed!(Returned: Always, Never, Default, Request);
packed!(Uniqueness: None, Server, Global);

fn find<'a>(attributes: &'a [Attribute], name: &str) -> Option<&'a Attribute> {
    attributes.iter().find(|attribute| attribute.name.eq_ignore_ascii_case(name))
}
