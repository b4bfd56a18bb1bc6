//! The exported JSON Schemas agree with the linter on all that JSON Schema has words for.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use jsonschema::Validator;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use scimproof::lint::{Linter, Purpose};
use scimproof::message::{Method, Request};
use scimproof::profile::{Outcome, Profile, ResourceType, builtin};
use scimproof::rule::Nothing;
use scimproof::schema::sample::{Sampler, faults};
use scimproof::schema::{Attribute, Mutability, PATCH_OP, Schema};
use serde_json::{Value, json};

/// Refusals for what JSON Schema cannot say. What else it cannot say are names in another case, which
/// SCIM takes and the schema does not know: no test here sends any. It cannot tell `2.0` from `2` either.
const INEXPRESSIBLE: [(&str, &str); 9] = [
    ("datetime-invalid", "a pattern does not know how long February is"),
    ("schemas-urn-typo", "no keyword compares how close two texts are"),
    ("extension-dot-notation", "a name that is nearly another is an unknown name, and those are allowed"),
    ("path-misspelled", "a path is a language of its own, and the schema lists none of its texts"),
    ("patch-dotted-keys-in-value", "a path as a name is an unknown name, and those are allowed"),
    ("patch-urn-attr-key-in-value", "a path as a name is an unknown name, and those are allowed"),
    ("reference-to-other-type", "what a URI refers to is not in the text alone"),
    ("email-not-an-address", "formats are annotations"),
    ("username-normalised-invalid", "normalization is no pattern"),
];

fn profiles() -> Vec<Profile> {
    let badge = Profile::parse("badge", include_str!("generated_faults/badge.json")).unwrap();
    vec![builtin("rfc7644").unwrap(), builtin("github-emu").unwrap(), badge]
}

/// One resource type's schema for one purpose beside the linter.
struct Pair<'p> {
    linter: &'p Linter,
    resource_type: &'p ResourceType,
    purpose: Purpose,
    validator: Validator,
}

impl<'p> Pair<'p> {
    fn new(linter: &'p Linter, resource_type: &'p ResourceType, purpose: Purpose) -> Pair<'p> {
        let schema = linter.json_schema(resource_type, purpose);
        assert!(jsonschema::meta::is_valid(&schema), "{schema:#}");
        let validator = jsonschema::validator_for(&schema).unwrap();
        Pair { linter, resource_type, purpose, validator }
    }

    /// The core schema, and the extensions with whether each is required.
    fn schemas(&self) -> (&'p Schema, Vec<(&'p Schema, bool)>) {
        let profile = self.linter.profile();
        let extensions = self.resource_type.extensions.iter();
        let extensions =
            extensions.map(|extension| (profile.schema(&extension.schema).unwrap(), extension.required));
        (profile.schema(&self.resource_type.schema).unwrap(), extensions.collect())
    }

    /// The rules by which the body is refused, as far as JSON Schema can say so.
    fn refused(&self, body: &Value) -> Vec<&'static str> {
        let collection =
            format!("{}/{}", self.linter.profile().urls.stand_in_base, self.resource_type.endpoint);
        let (method, target) = match self.purpose {
            Purpose::Create => (Method::Post, collection),
            Purpose::Replace => (Method::Put, format!("{collection}/1")),
            Purpose::Patch | Purpose::Response => (Method::Patch, format!("{collection}/1")),
        };
        let text = body.to_string();
        let found = self.linter.lint(&Request::bare(method, &target, Some(text.as_bytes())), &Nothing);
        let is_expressible = |rule: &str| INEXPRESSIBLE.iter().all(|(name, _)| *name != rule);
        let refused = found.diagnostics.iter().filter(|found| found.basis.outcome == Outcome::Refuse);
        refused.map(|found| found.rule).filter(|rule| is_expressible(rule)).collect()
    }

    /// How the two disagree on a body, if they do.
    fn disagreement(&self, body: &Value) -> Option<String> {
        let refused = self.refused(body);
        let errors: Vec<String> = self
            .validator
            .iter_errors(body)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        (refused.is_empty() != errors.is_empty()).then(|| {
            format!(
                "{} {} {}: the linter finds {refused:?}, the schema {errors:?} in {body}",
                self.linter.profile().name,
                self.resource_type.name,
                self.purpose.name()
            )
        })
    }
}

/// How often both refused a body, how often none did, and where they disagree.
#[derive(Default)]
struct Tally {
    refused: usize,
    taken: usize,
    disagreements: Vec<String>,
}

impl Tally {
    fn judge(&mut self, pair: &Pair<'_>, body: &Value) {
        if pair.refused(body).is_empty() {
            self.taken += 1;
        } else {
            self.refused += 1;
        }
        self.disagreements.extend(pair.disagreement(body));
    }
}

/// Draws bodies for every resource type of every profile, and holds schema and linter to each other.
fn hold(purpose: Purpose, draw: impl Fn(&Pair<'_>, u64) -> Vec<Value>) {
    let linters: Vec<Linter> = profiles().into_iter().map(Linter::of).collect();
    let pairs: Vec<Pair<'_>> = linters
        .iter()
        .flat_map(|linter| {
            linter.profile().resource_types.iter().map(move |it| Pair::new(linter, it, purpose))
        })
        .collect();
    let usual = ProptestConfig::default();
    // A case is hundreds of bodies.
    let config = ProptestConfig { cases: usual.cases / 32, failure_persistence: None, ..usual };
    TestRunner::new(config)
        .run(&any::<u64>(), |seed| {
            let mut tally = Tally::default();
            for pair in &pairs {
                for body in draw(pair, seed) {
                    tally.judge(pair, &body);
                }
            }
            let Tally { refused, taken, disagreements } = tally;
            prop_assert!(refused > 100 && taken > 20, "{} refused, {} taken", refused, taken);
            let first: Vec<&str> = disagreements.iter().map(String::as_str).take(12).collect();
            prop_assert!(first.is_empty(), "{} disagree:\n{}", disagreements.len(), first.join("\n"));
            Ok(())
        })
        .unwrap();
}

/// Whole resources, and each of them with each fault that its schemas name.
fn resources(pair: &Pair<'_>, seed: u64) -> Vec<Value> {
    let (core, extensions) = pair.schemas();
    let mut sampler = Sampler::new(seed);
    let resource = sampler.resource(core, &extensions);
    let bare: Vec<&Schema> = extensions.iter().map(|(schema, _)| *schema).collect();
    let faulty = faults(&mut sampler, core, &bare, &resource);
    std::iter::once(resource).chain(faulty.into_iter().map(|faulty| faulty.resource)).collect()
}

/// A value for each kind of JSON, and one that the attribute takes.
fn values(sampler: &mut Sampler, owner: &str, attribute: &Attribute) -> Vec<Value> {
    let own = sampler.value(owner, attribute);
    let element = own.get(0).cloned();
    let others = [Value::Null, json!(true), json!(17), json!("word"), json!({}), json!([]), json!(["word"])];
    std::iter::once(own).chain(element).chain(others).collect()
}

/// Operations with values of every kind, with and without a path, and bodies that are no PATCH.
fn patches(pair: &Pair<'_>, seed: u64) -> Vec<Value> {
    let (core, extensions) = pair.schemas();
    let mut sampler = Sampler::new(seed);
    let mut operations = vec![
        json!({ "op": "remove" }),
        json!({ "op": "remove", "path": "externalId" }),
        json!({ "op": "delete", "path": "displayName" }),
        json!({ "path": "displayName", "value": "x" }),
        json!({ "op": "add", "value": sampler.resource(core, &extensions) }),
        json!("add"),
    ];
    for attribute in core.attributes.iter().filter(|it| it.mutability != Mutability::ReadOnly) {
        for value in values(&mut sampler, "", attribute) {
            for op in ["add", "replace"] {
                operations.push(json!({ "op": op, "path": attribute.name, "value": value }));
                operations.push(json!({ "op": op, "value": { &attribute.name: value } }));
            }
        }
    }
    for (extension, _) in &extensions {
        for attribute in &extension.attributes {
            let path = format!("{}:{}", extension.id, attribute.name);
            for value in values(&mut sampler, "", attribute) {
                operations.push(json!({ "op": "replace", "path": path, "value": value }));
            }
        }
    }
    // Each fault of a whole resource, and of an extension, as the value of an operation.
    let resource = sampler.resource(core, &extensions);
    let bare: Vec<&Schema> = extensions.iter().map(|(schema, _)| *schema).collect();
    for faulty in faults(&mut sampler, core, &bare, &resource) {
        let name = faulty.pointer.split('/').nth(1).unwrap_or_default().to_owned();
        let Some(value) = faulty.resource.get(&name).filter(|_| name != "schemas") else { continue };
        operations.push(json!({ "op": "add", "value": { &name: value } }));
        if !name.contains(['.', ':']) {
            operations.push(json!({ "op": "replace", "path": name, "value": value }));
        }
    }
    let body = |operation| json!({ "schemas": [PATCH_OP], "Operations": [operation] });
    let others = [json!({}), json!({ "schemas": [PATCH_OP], "Operations": [] }), json!({ "Operations": [] })];
    operations.into_iter().map(body).chain(others).collect()
}

#[test]
fn creates_are_refused_by_both_or_by_none() {
    hold(Purpose::Create, resources);
}

#[test]
fn replaces_are_refused_by_both_or_by_none() {
    hold(Purpose::Replace, resources);
}

#[test]
fn patches_are_refused_by_both_or_by_none() {
    hold(Purpose::Patch, patches);
}
