//! The resource types that an endpoint serves and what each operation on them needs.

use super::Map;
use crate::json::decode::Node;
use crate::packed::packed;
use std::sync::Arc;

/// A resource type (RFC 7643 §6) and what the endpoint asks of requests on it.
#[derive(Debug, Clone, Default)]
pub struct ResourceType {
    /// The name, such as `User`.
    pub name: String,
    /// The last part of its endpoint, such as `Users`.
    pub endpoint: String,
    /// The URN of its core schema.
    pub schema: String,
    /// Its extensions.
    pub extensions: Vec<Extension>,
    /// The attributes that the endpoint lists, where these are fewer than the schema's.
    pub attributes: Option<Vec<String>>,
    /// What it takes; an operation that is missing is not served.
    pub operations: Map<Operation, OperationFacts>,
    /// The attributes whose values only one resource may hold; when not said, those that the schema marks.
    pub unique: Vec<String>,
    /// Values that an attribute is limited to, by its dotted path.
    pub values: Map<String, Vec<String>>,
    /// The most characters that an attribute's value has, by its dotted path.
    pub max_lengths: Map<String, u32>,
    /// Characters that an attribute's value must not have, by its dotted path.
    pub banned_characters: Map<String, String>,
    /// The multi-valued attributes of which it keeps one element.
    pub single_slots: Vec<String>,
    /// The domains in which users may have their addresses; any when none is listed.
    pub verified_domains: Vec<String>,
}

/// An extension of a resource type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    /// The URN of its schema.
    pub schema: String,
    /// Whether a resource must carry it.
    pub required: bool,
}

/// What is done to resources.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operation {
    /// POST on the collection.
    Create,
    /// GET of one.
    Read,
    /// GET of the collection.
    List,
    /// PUT.
    Replace,
    /// PATCH.
    Patch,
    /// DELETE.
    Delete,
}

impl Operation {
    /// The operation's name, as profiles spell it.
    pub const fn name(self) -> &'static str {
        match self {
            Operation::Create => "create",
            Operation::Read => "read",
            Operation::List => "list",
            Operation::Replace => "replace",
            Operation::Patch => "patch",
            Operation::Delete => "delete",
        }
    }

    pub(super) const ALL: [Operation; 6] = [
        Operation::Create,
        Operation::Read,
        Operation::List,
        Operation::Replace,
        Operation::Patch,
        Operation::Delete,
    ];
}

/// What the endpoint asks of one operation and answers to it.
#[derive(Debug, Clone)]
pub struct OperationFacts {
    /// The statuses of success.
    pub statuses: Arc<[u16]>,
    /// The attributes that a request must carry, by dotted path; `emails.value` asks it of each element.
    pub required: Vec<String>,
}

packed!(ResourceType {
    name,
    endpoint,
    schema,
    extensions,
    attributes,
    operations,
    unique,
    values,
    max_lengths,
    banned_characters,
    single_slots,
    verified_domains,
});
packed!(Extension { schema, required });
packed!(Operation: Create, Read, List, Replace, Patch, Delete);
packed!(OperationFacts { statuses, required });

impl ResourceType {
    pub(super) fn decode(node: &Node<'_>) -> ResourceType {
        node.object(|members| ResourceType {
            name: members.text("name"),
            endpoint: members.text("endpoint"),
            schema: members.text("schema"),
            extensions: members.get("extensions").list(Extension::decode),
            attributes: members.get("attributes").present().map(|attributes| attributes.texts()),
            operations: members.need("operations").object(|operations| {
                let facts =
                    |operation: Operation| Some((operation, operations.get(operation.name()).present()?));
                Operation::ALL
                    .into_iter()
                    .filter_map(facts)
                    .map(|(operation, facts)| (operation, OperationFacts::decode(&facts)))
                    .collect()
            }),
            unique: members.get("unique").texts(),
            values: Map::decode(&members.get("values"), Node::texts),
            max_lengths: Map::decode(&members.get("maxLengths"), |most| most.number(u32::MAX)),
            banned_characters: Map::decode(&members.get("bannedCharacters"), Node::text),
            single_slots: members.get("singleSlots").texts(),
            verified_domains: members.get("verifiedDomains").texts(),
        })
    }
}

impl Extension {
    fn decode(node: &Node<'_>) -> Extension {
        node.object(|members| Extension {
            schema: members.text("schema"),
            required: members.get("required").flag(),
        })
    }
}

impl OperationFacts {
    fn decode(node: &Node<'_>) -> OperationFacts {
        node.object(|members| OperationFacts {
            statuses: members.need("statuses").list(Node::status).into(),
            required: members.get("required").texts(),
        })
    }
}
