//! Generated faults: into valid documents of every resource type, one fault goes at a known place. The linter
//! reports that fault's rule at that place, once, and nothing else above info.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod expected;
mod filters;

use expected::{Form, expected};
use proptest::prelude::*;
use scimproof::diagnostic::Severity;
use scimproof::lint::{Linter, Verdict};
use scimproof::message::{Method, Request};
use scimproof::profile::Profile;
use scimproof::rule::Nothing;
use scimproof::schema::sample::{Faulty, Sampler, faults};
use scimproof::schema::{BULK_REQUEST, PATCH_OP, Schema};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The RFC's resource types, and one of an endpoint's own, whose schemas have every type and characteristic.
fn profile() -> Profile {
    Profile::parse("badge", include_str!("badge.json")).unwrap()
}

/// A resource type's schemas.
struct Kind<'p> {
    endpoint: &'p str,
    name: &'p str,
    core: &'p Schema,
    extensions: Vec<(&'p Schema, bool)>,
}

fn kinds(profile: &Profile) -> Vec<Kind<'_>> {
    let kinds = profile.resource_types.iter().map(|kind| Kind {
        endpoint: &kind.endpoint,
        name: &kind.name,
        core: profile.schema(&kind.schema).unwrap(),
        extensions: kind
            .extensions
            .iter()
            .map(|extension| (profile.schema(&extension.schema).unwrap(), extension.required))
            .collect(),
    });
    kinds.collect()
}

impl Kind<'_> {
    fn sample(&self, sampler: &mut Sampler) -> Value {
        sampler.resource(self.core, &self.extensions)
    }

    fn faults<'k>(&'k self, sampler: &mut Sampler, resource: &Value) -> Vec<Faulty<'k>> {
        let extensions: Vec<&Schema> = self.extensions.iter().map(|(extension, _)| *extension).collect();
        faults(sampler, self.core, &extensions, resource)
    }
}

fn send(linter: &Linter, form: Form, kind: &Kind<'_>, text: &str) -> Verdict {
    let target = match form {
        Form::Post => format!("/{}", kind.endpoint),
        Form::Bulk => "/Bulk".to_owned(),
        Form::Put | Form::Patch | Form::Pathless | Form::Qualified | Form::Extended | Form::PathlessUrn => {
            format!("/{}/2819c223", kind.endpoint)
        }
    };
    let method = match form {
        Form::Post | Form::Bulk => Method::Post,
        Form::Put => Method::Put,
        Form::Patch | Form::Pathless | Form::Qualified | Form::Extended | Form::PathlessUrn => Method::Patch,
    };
    linter.lint(&Request::bare(method, &target, Some(text.as_bytes())), &Nothing)
}

/// What is found above info, with its place.
fn found(verdict: &Verdict) -> Vec<(&str, &str)> {
    let above = verdict.diagnostics.iter().filter(|diagnostic| diagnostic.severity > Severity::Info);
    above.map(|found| (found.rule, found.location.pointer.as_deref().unwrap_or("none"))).collect()
}

fn patch(operation: Value) -> Value {
    json!({ "schemas": [PATCH_OP], "Operations": [operation] })
}

/// Each form in which a member of a resource can be sent, with the JSON Pointer to the member's value.
fn forms(kind: &Kind<'_>, resource: &Value, name: &str) -> Vec<(Form, Value, String)> {
    let escaped = name.replace('~', "~0").replace('/', "~1");
    let mut forms = vec![
        (Form::Post, resource.clone(), format!("/{escaped}")),
        (Form::Put, resource.clone(), format!("/{escaped}")),
    ];
    let operation =
        json!({ "method": "POST", "path": format!("/{}", kind.endpoint), "bulkId": "b1", "data": resource });
    let bulk = json!({ "schemas": [BULK_REQUEST], "Operations": [operation] });
    forms.push((Form::Bulk, bulk, format!("/Operations/0/data/{escaped}")));
    let Some(value) = resource.get(name) else { return forms };
    let at = "/Operations/0/value".to_owned();
    let whole = json!({ name: value });
    forms.push((Form::Pathless, patch(json!({ "op": "add", "value": whole })), format!("{at}/{escaped}")));
    forms.push((Form::Patch, patch(json!({ "op": "replace", "path": name, "value": value })), at.clone()));
    if !name.starts_with("urn:") {
        let path = format!("{}:{name}", kind.core.id);
        forms.push((Form::Qualified, patch(json!({ "op": "add", "path": path, "value": value })), at));
    }
    forms
}

/// Each form in which an attribute of an extension can be sent by itself, with the JSON Pointer to its value.
fn extension_forms(resource: &Value, urn: &str, name: &str) -> Vec<(Form, Value, String)> {
    let Some(value) = resource.get(urn).and_then(|extension| extension.get(name)) else { return Vec::new() };
    let at = "/Operations/0/value".to_owned();
    let path = format!("{urn}:{name}");
    let whole = json!({ urn: { name: value } });
    vec![
        (Form::Extended, patch(json!({ "op": "replace", "path": path, "value": value })), at.clone()),
        (Form::PathlessUrn, patch(json!({ "op": "add", "value": whole })), format!("{at}/{urn}/{name}")),
    ]
}

/// The top-level member in which a pointer ends, and the rest of the pointer.
fn split(pointer: &str) -> Option<(&str, &str)> {
    let rest = pointer.strip_prefix('/')?;
    let end = rest.find('/').unwrap_or(rest.len());
    Some((&rest[..end], &rest[end..]))
}

/// Checks every fault of every resource type, and gives how often each kind of fault was sent.
fn check_faults(seed: u64, optional: u8) -> BTreeMap<String, usize> {
    let profile = profile();
    let linter = Linter::new(&profile);
    let mut sampler = Sampler::new(seed).with_optional(optional);
    let (mut wrong, mut sent) = (Vec::new(), BTreeMap::new());
    for kind in kinds(&profile) {
        let resource = kind.sample(&mut sampler);
        for faulty in kind.faults(&mut sampler, &resource) {
            let (name, rest) = split(&faulty.pointer).unwrap_or(("", ""));
            let whole = forms(&kind, &faulty.resource, name).into_iter().map(|form| (form, rest));
            let part = split(rest).filter(|_| name.starts_with("urn:"));
            let of_part = part.into_iter().flat_map(|(part, rest)| {
                extension_forms(&faulty.resource, name, part).into_iter().map(move |form| (form, rest))
            });
            for ((form, body, at), rest) in whole.chain(of_part) {
                let Some((rule, place)) = expected(form, kind.name, &faulty) else { continue };
                let pointer = match place {
                    expected::Place::Value if name.is_empty() => at.trim_end_matches('/').to_owned(),
                    expected::Place::Value => format!("{at}{rest}"),
                    expected::Place::Path => "/Operations/0/path".to_owned(),
                };
                let text = body.to_string();
                let verdict = send(&linter, form, &kind, &text);
                let right = |(found, at): &(&str, &str)| *found == rule && *at == pointer;
                let all = verdict.diagnostics.iter();
                let all = all.map(|found| (found.rule, found.location.pointer.as_deref().unwrap_or("none")));
                let hits = all.filter(right).count();
                let strays: Vec<_> = found(&verdict).into_iter().filter(|found| !right(found)).collect();
                *sent.entry(format!("{:?}", faulty.fault)).or_default() += 1;
                if hits != 1 || !strays.is_empty() {
                    wrong.push(format!(
                        "{:?} in {form:?} {}: {rule} at {pointer} found {hits} times, beside {strays:?}\n  {text}",
                        faulty.fault, faulty.path
                    ));
                }
            }
        }
    }
    wrong.sort();
    let some: Vec<&str> = wrong.iter().take(12).map(String::as_str).collect();
    let count: usize = sent.values().sum();
    assert!(wrong.is_empty(), "{} of {count} are wrong\n{}", wrong.len(), some.join("\n"));
    sent
}

#[test]
fn each_single_fault_of_resources_with_every_attribute_is_found_where_it_is() {
    let sent = check_faults(0, 100);
    let kinds: Vec<&str> = sent.keys().map(String::as_str).collect();
    assert_eq!(
        kinds,
        [
            "Baseless",
            "Dotted",
            "Empty",
            "Fraction",
            "Misplaced",
            "Missing",
            "Null",
            "OtherKind(Array)",
            "OtherKind(Number)",
            "OtherKind(Object)",
            "OtherKind(String)",
            "OtherKind(True)",
            "OtherText",
            "Qualified",
            "QualifiedByDot",
            "ReadOnly",
            "RepeatedUrn",
            "TwoPrimaries",
            "Undeclared",
            "Unknown",
            "Valueless",
        ]
    );
    assert!(sent.values().sum::<usize>() > 3_000, "{sent:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn each_single_fault_is_found_where_it_is_and_nothing_else(seed in any::<u64>(), optional in 0u8..=100) {
        check_faults(seed, optional);
    }

    #[test]
    fn a_valid_resource_has_no_finding_in_any_form(seed in any::<u64>(), optional in 0u8..=100) {
        let profile = profile();
        let linter = Linter::new(&profile);
        let mut sampler = Sampler::new(seed).with_optional(optional);
        for kind in kinds(&profile) {
            let resource = kind.sample(&mut sampler);
            for name in resource.as_object().unwrap().keys() {
                for (form, body, _) in forms(&kind, &resource, name) {
                    if name == "schemas" && !matches!(form, Form::Post | Form::Put | Form::Bulk) {
                        continue;
                    }
                    let text = body.to_string();
                    let verdict = send(&linter, form, &kind, &text);
                    prop_assert_eq!(found(&verdict), [], "{:?} {}", form, text);
                }
            }
        }
    }

    #[test]
    fn names_in_another_case_are_valid(seed in any::<u64>(), flips in any::<u64>()) {
        let profile = profile();
        let linter = Linter::new(&profile);
        let mut sampler = Sampler::new(seed);
        for kind in kinds(&profile) {
            let resource = recased(&kind.sample(&mut sampler), &mut flips.clone());
            for name in resource.as_object().unwrap().keys() {
                for (form, body, _) in forms(&kind, &resource, name) {
                    if name.eq_ignore_ascii_case("schemas") && !matches!(form, Form::Post | Form::Put | Form::Bulk) {
                        continue;
                    }
                    let text = body.to_string();
                    let verdict = send(&linter, form, &kind, &text);
                    prop_assert_eq!(found(&verdict), [], "{:?} {}", form, text);
                }
            }
        }
    }

    #[test]
    fn a_repeated_member_is_found_once_where_it_is(seed in any::<u64>()) {
        let profile = profile();
        let linter = Linter::new(&profile);
        let mut sampler = Sampler::new(seed);
        for kind in kinds(&profile) {
            let resource = kind.sample(&mut sampler);
            for pointer in objects(&resource) {
                let object = resource.pointer(&pointer).unwrap().as_object().unwrap();
                let Some((name, value)) = object.iter().next() else { continue };
                let member = format!("{}:{value}", json!(name));
                let text = repeated(&resource, &pointer, &member);
                for form in [Form::Post, Form::Put] {
                    let verdict = send(&linter, form, &kind, &text);
                    let at = format!("{pointer}/{name}");
                    prop_assert_eq!(found(&verdict), [("json-duplicate-key", at.as_str())], "{}", text);
                }
            }
        }
    }
}

/// The value with letters of its names in another case, those of URNs apart.
fn recased(value: &Value, flips: &mut u64) -> Value {
    let mut flip = |letter: char| {
        *flips = flips.rotate_left(7).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        if flips.is_multiple_of(2) { letter.to_ascii_uppercase() } else { letter.to_ascii_lowercase() }
    };
    match value {
        Value::Object(members) => {
            let mut recased_members = serde_json::Map::new();
            for (name, value) in members {
                let name = if name.starts_with("urn:") {
                    name.clone()
                } else {
                    name.chars().map(&mut flip).collect()
                };
                recased_members.insert(name, value.clone());
            }
            for value in recased_members.values_mut() {
                *value = recased(value, flips);
            }
            Value::Object(recased_members)
        }
        Value::Array(elements) => elements.iter().map(|element| recased(element, flips)).collect(),
        other => other.clone(),
    }
}

/// The pointers of all objects in a value.
fn objects(value: &Value) -> Vec<String> {
    fn add(value: &Value, at: &str, to: &mut Vec<String>) {
        match value {
            Value::Object(members) => {
                to.push(at.to_owned());
                members.iter().for_each(|(name, value)| add(value, &format!("{at}/{name}"), to));
            }
            Value::Array(elements) => {
                elements
                    .iter()
                    .enumerate()
                    .for_each(|(index, value)| add(value, &format!("{at}/{index}"), to));
            }
            _ => {}
        }
    }
    let mut to = Vec::new();
    add(value, "", &mut to);
    to
}

/// The text of a value with a member before those of the object at the pointer.
fn repeated(value: &Value, pointer: &str, member: &str) -> String {
    let mut marked = value.clone();
    let object = marked.pointer_mut(pointer).unwrap().as_object_mut().unwrap();
    object.insert("\u{1}".to_owned(), json!(0));
    marked.to_string().replace("\"\\u0001\":0", member)
}
