//! What a linter takes, as a JSON Schema (draft 2020-12) for editors and for validators outside SCIM.
//!
//! The linter is asked: each attribute is shown to it with each kind of value, without a value, without
//! itself, and what is refused is not in the schema. So the schema can say nothing else than the linter
//! does, under whatever profile. What JSON Schema has no words for it does not say: that names compare
//! without regard to case, what a date is, which values the endpoint has already.

mod patch;
mod property;
mod resource;

use super::Linter;
use crate::message::{Method, Request};
use crate::profile::{Operation, Outcome, ResourceType};
use crate::rule::Nothing;
use crate::schema;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::str::FromStr;

/// What a JSON Schema is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The body of a POST.
    Create,
    /// The body of a PUT.
    Replace,
    /// The body of a PATCH.
    Patch,
    /// A resource as the endpoint returns it.
    Response,
}

/// A word that names no purpose.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a JSON Schema is for no `{0}`; there are `create`, `replace`, `patch` and `response`")]
pub struct UnknownPurpose(pub String);

impl FromStr for Purpose {
    type Err = UnknownPurpose;

    fn from_str(name: &str) -> Result<Purpose, UnknownPurpose> {
        let all = [Purpose::Create, Purpose::Replace, Purpose::Patch, Purpose::Response];
        all.into_iter().find(|purpose| purpose.name() == name).ok_or_else(|| UnknownPurpose(name.to_owned()))
    }
}

impl Purpose {
    /// The purpose's name.
    pub const fn name(self) -> &'static str {
        match self {
            Purpose::Create => "create",
            Purpose::Replace => "replace",
            Purpose::Patch => "patch",
            Purpose::Response => "response",
        }
    }
}

impl Linter {
    /// The JSON Schema of what the endpoint takes for a resource type, or returns.
    pub fn json_schema(&self, resource_type: &ResourceType, purpose: Purpose) -> Value {
        let mut schema = match purpose {
            Purpose::Create => resource::schema(&Probe::new(self, resource_type, Operation::Create)),
            Purpose::Replace => resource::schema(&Probe::new(self, resource_type, Operation::Replace)),
            Purpose::Patch => patch::schema(&Probe::new(self, resource_type, Operation::Patch)),
            Purpose::Response => {
                let schemas = self.profile.schemas_of(resource_type);
                schema::resource_json_schema(&schemas)
            }
        };
        schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
        schema["title"] = json!(format!("{}, {}", resource_type.name, purpose.name()));
        schema["description"] = json!(match purpose {
            Purpose::Response => format!("A {} as {} returns it", resource_type.name, self.profile.title),
            _ => format!(
                "The body of a request for a {} as {} takes it",
                resource_type.name, self.profile.title
            ),
        });
        schema
    }
}

/// A finding that makes a request be refused: the rule and the place.
type Refusal = (&'static str, Option<String>);

/// Asks a linter about bodies of one operation.
struct Probe<'p> {
    linter: &'p Linter,
    resource_type: &'p ResourceType,
    method: Method,
    target: String,
}

impl<'p> Probe<'p> {
    fn new(linter: &'p Linter, resource_type: &'p ResourceType, operation: Operation) -> Probe<'p> {
        let collection = format!("{}/{}", linter.profile.urls.stand_in_base, resource_type.endpoint);
        let (method, target) = match operation {
            Operation::Create => (Method::Post, collection),
            Operation::Replace => (Method::Put, format!("{collection}/1")),
            _ => (Method::Patch, format!("{collection}/1")),
        };
        Probe { linter, resource_type, method, target }
    }

    /// Why a body is refused.
    fn refusals(&self, body: &Value) -> BTreeSet<Refusal> {
        let body = body.to_string();
        let request = Request::bare(self.method, &self.target, Some(body.as_bytes()));
        let found = self.linter.lint(&request, &Nothing).diagnostics;
        let refused = found.into_iter().filter(|diagnostic| diagnostic.basis.outcome == Outcome::Refuse);
        refused.map(|diagnostic| (diagnostic.rule, diagnostic.location.pointer)).collect()
    }
}

/// A body of which one place is changed again and again.
struct Base<'p> {
    probe: &'p Probe<'p>,
    body: Value,
    refusals: BTreeSet<Refusal>,
}

impl<'p> Base<'p> {
    fn new(probe: &'p Probe<'p>, body: Value) -> Base<'p> {
        let refusals = probe.refusals(&body);
        Base { probe, body, refusals }
    }

    /// Whether the body with another value at the place is refused for something that it is not refused for anyway.
    fn refuses(&self, pointer: &str, value: &Value) -> bool {
        self.refuses_change(pointer, |place| *place = value.clone())
    }

    /// Whether it is refused without the member.
    fn refuses_without(&self, owner: &str, name: &str) -> bool {
        self.refuses_change(owner, |object| {
            object.as_object_mut().map(|members| members.remove(name));
        })
    }

    /// Whether it is refused with a member more.
    fn refuses_with(&self, owner: &str, name: &str, value: Value) -> bool {
        self.refuses_change(owner, |object| {
            object.as_object_mut().map(|members| members.insert(name.to_owned(), value));
        })
    }

    fn refuses_change(&self, pointer: &str, change: impl FnOnce(&mut Value)) -> bool {
        let mut body = self.body.clone();
        let Some(place) = body.pointer_mut(pointer) else { return false };
        change(place);
        !self.probe.refusals(&body).is_subset(&self.refusals)
    }
}
