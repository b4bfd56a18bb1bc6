//! What an answer is expected to be: queries into it, and predicates over what they find.

use super::{Level, Template};
use serde_json::Value;

/// One expectation. Which of them failed, all are said.
#[derive(Debug, Clone, PartialEq)]
pub struct Expectation {
    /// What is looked at.
    pub query: Query,
    /// What has to hold of it; all of it.
    pub predicates: Vec<Predicate>,
    /// How strongly it binds, where that is not the check's own level.
    pub level: Option<Level>,
}

/// A part of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Query {
    /// The status code.
    Status,
    /// A header's value; names compare without regard to case.
    Header(String),
    /// What a JSON Pointer finds in the body. `*` as a segment stands for every element. Names of attributes are
    /// found in other case too, since they compare without regard to it (RFC 7643 §2.1).
    Pointer(String),
    /// The body as a whole, as text.
    Body,
    /// The body as a message or resource of that name: `User`, `Error` and so on.
    Valid(String),
}

/// What has to hold of a part of an answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Predicate {
    /// Equals the value; strings in it may hold variables.
    Eq(Literal),
    /// Is there and differs from the value, or is not there at all.
    Ne(Literal),
    /// Is one of the values.
    OneOf(Vec<Literal>),
    /// A status of that class: `2` for 2xx.
    Class(u16),
    /// Is there and has a value: `null` and `[]` have none (RFC 7643 §2.5).
    Present,
    /// Is not there, or has no value.
    Absent,
    /// Is of that JSON type.
    Type(Type),
    /// Is a string that the regular expression matches somewhere.
    Matches(String),
    /// A string that holds the text; a list with that element.
    Contains(Literal),
    /// A string without the text; a list without that element.
    Excludes(Literal),
    /// Has that many elements or characters.
    Length(Length),
    /// A number, no less than that.
    AtLeast(f64),
    /// A number, no more than that.
    AtMost(f64),
    /// Holds in substance: what the query's subject has to be like. Only with [`Query::Valid`].
    Valid,
}

/// A JSON value whose strings may hold variables.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// A string with variables in it.
    Text(Template),
    /// Any other value.
    Value(Value),
}

/// How many elements or characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Length {
    /// The fewest.
    pub min: usize,
    /// The most.
    pub max: usize,
}

/// The types of JSON, and `integer` among the numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the variants are JSON's own words")]
pub enum Type {
    Object,
    Array,
    String,
    Number,
    Integer,
    Boolean,
    Null,
}

impl Type {
    /// The type of that name.
    pub fn named(name: &str) -> Option<Type> {
        Some(match name {
            "object" => Type::Object,
            "array" => Type::Array,
            "string" => Type::String,
            "number" => Type::Number,
            "integer" => Type::Integer,
            "boolean" => Type::Boolean,
            "null" => Type::Null,
            _ => return None,
        })
    }

    /// The type's name with its article.
    pub fn described(self) -> &'static str {
        match self {
            Type::Object => "an object",
            Type::Array => "an array",
            Type::String => "a string",
            Type::Number => "a number",
            Type::Integer => "an integer",
            Type::Boolean => "a boolean",
            Type::Null => "null",
        }
    }

    /// Whether the value is of this type.
    pub fn holds(self, value: &Value) -> bool {
        match self {
            Type::Object => value.is_object(),
            Type::Array => value.is_array(),
            Type::String => value.is_string(),
            Type::Number => value.is_number(),
            Type::Integer => value.is_i64() || value.is_u64(),
            Type::Boolean => value.is_boolean(),
            Type::Null => value.is_null(),
        }
    }
}
