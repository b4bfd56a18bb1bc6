//! A safe fix changes how a request is written and nothing of what it does: a lenient endpoint ends in the same
//! state, and answers a query alike, with it and without it.

use super::laws::people;
use super::*;
use scimproof::json::Parser;
use scimproof::message::read::{ReadOptions, read};
use scimproof::profile::builtin_names;
use scimproof::rule::{Rule, all};
use scimproof::schema::PATCH_OP;
use scimproof::schema::sample::{Sampler, faults};
use serde_json::{Map, json};
use std::collections::{BTreeMap, BTreeSet};

/// Rules on requests that an endpoint cannot do as they are however lenient it is: it cannot read them, or has no
/// such resource. Their fixes are safe because nothing was done before.
const UNDONE: &str = include_str!("undone.tsv");

/// An endpoint that takes whatever it can make sense of, with the schemas of the facts.
fn lenient(facts: Option<&str>) -> Profile {
    let mut file = match facts {
        Some(facts) => serde_json::from_str(facts).unwrap(),
        None => json!({"extends": "entra-ready"}),
    };
    let accepted = |rule: &Rule| {
        (rule.name.to_owned(), json!({"then": "accept", "standing": "inferred", "source": "this test"}))
    };
    file["name"] = json!("lenient");
    file["judgements"] = all().map(accepted).collect::<Map<_, _>>().into();
    Profile::parse("lenient", &file.to_string()).unwrap()
}

/// What an endpoint with people holds after a request, by id, and what it answers to a query; an error where it
/// cannot do it.
fn outcome(lenient: &mut Driven, request: &Request<'_>) -> Result<BTreeMap<String, Value>, String> {
    people(lenient);
    let profile = Arc::clone(&lenient.stand_in.profile);
    let target = met(&request.target, &profile).into();
    let request = Request { target, ..request.edited([]) };
    let mut next_id = || "id3".to_owned();
    let mut world = World { now: Duration::from_secs(60), next_id: &mut next_id };
    let reply = lenient.stand_in.handle(&request, &mut world);
    let Action::Respond(response) = reply.action else { panic!("it answers") };
    if request.body.is_some_and(|body| Parser::new().parse(&body).is_err()) {
        return Err("its body is no JSON".to_owned());
    }
    if let Some(gap) = reply.gap {
        return Err(gap);
    }
    let kinds = profile.resource_types.iter();
    let held = kinds.flat_map(|kind| lenient.stand_in.store.all(&kind.name));
    let mut outcome: BTreeMap<_, _> =
        held.map(|record| (record.id.to_string(), Value::Object(record.attributes()))).collect();
    if request.method == Method::Get {
        outcome.insert("answer".to_owned(), serde_json::from_slice(&response.body).unwrap());
    }
    Ok(outcome)
}

/// The target at the endpoint, which has people of other ids, and whose routes have no case.
fn met(target: &str, profile: &Profile) -> String {
    let segments = target.split('/').map(|segment| {
        let end = segment.find('?').unwrap_or(segment.len());
        let (name, query) = segment.split_at(end);
        let kind = profile.resource_types.iter().find(|kind| kind.endpoint.eq_ignore_ascii_case(name));
        let name = match (kind, name) {
            (Some(kind), _) => &kind.endpoint,
            (None, "2819c223" | "5fc0c238" | "{id}") => "id1",
            (None, "e9e30dba") => "id2",
            (None, other) => other,
        };
        format!("{name}{query}")
    });
    segments.collect::<Vec<_>>().join("/")
}

/// What becomes of the people, in each of two outcomes, where that differs.
fn difference(one: &BTreeMap<String, Value>, other: &BTreeMap<String, Value>) -> String {
    let shown = |value: Option<&Value>| value.map_or("nothing".to_owned(), Value::to_string);
    let ids: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    let differing = ids.into_iter().filter(|id| one.get(*id) != other.get(*id));
    let told: Vec<String> = differing
        .map(|id| format!("\n    {id} {}\n    {id} {}", shown(one.get(id)), shown(other.get(id))))
        .collect();
    told.concat()
}

/// What the safe fixes that an endpoint's linter offers for the request change for a lenient endpoint, by rule:
/// nothing, something, or that it is done at all.
fn changes(linter: &Linter, lenient: &mut Driven, request: &Request<'_>) -> Vec<(&'static str, Change)> {
    let mut verdict = linter.lint(request, &Nothing);
    linter.offer(request, &Nothing, &mut verdict);
    let fixes = verdict.diagnostics.iter().filter_map(|found| Some((found.rule, found.fix.as_ref()?)));
    fixes
        .filter(|(_, fix)| fix.safe)
        .map(|(rule, fix)| {
            let fixed = outcome(lenient, &request.edited(&fix.edits));
            let change = match (outcome(lenient, request), fixed) {
                (Err(_), Err(_)) => Change::Undone,
                (Err(why), Ok(_)) => Change::Done(why),
                (Ok(original), Ok(fixed)) if original == fixed => Change::None,
                (Ok(original), Ok(fixed)) => Change::Other(difference(&original, &fixed)),
                (Ok(_), Err(why)) => Change::Other(why),
            };
            (rule, change)
        })
        .collect()
}

/// What a fix changes for a lenient endpoint.
enum Change {
    /// The outcome is the same.
    None,
    /// The request can be done neither with the fix nor without it.
    Undone,
    /// The request could not be done without it.
    Done(String),
    /// The outcome is another.
    Other(String),
}

#[test]
fn a_safe_fix_leaves_a_lenient_endpoint_in_the_same_state() {
    let linters: Vec<Linter> =
        builtin_names().map(|name| Linter::of(profile::builtin(name).unwrap())).collect();
    let undone: BTreeMap<&str, &str> = UNDONE.lines().map(|line| line.split_once('\t').unwrap()).collect();
    let (mut wrong, mut compared, mut safe) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for rule in all().filter(|rule| !rule.check.is_of_series() && !rule.bad.is_empty()) {
        let Ok(pasted) = read(rule.bad.as_bytes(), &ReadOptions::default()) else { continue };
        let mut lenient = Driven::of(&lenient(rule.example_facts));
        let own = Linter::of(rule.example_endpoint().unwrap());
        for linter in std::iter::once(&own).chain(&linters) {
            for (name, change) in changes(linter, &mut lenient, &pasted.exchange.request) {
                safe.insert(name);
                match change {
                    Change::None => drop(compared.insert(name)),
                    Change::Undone => {}
                    Change::Done(_) if undone.contains_key(name) => {}
                    Change::Done(change) | Change::Other(change) => {
                        wrong.insert(format!("{name}, {}: {change}", rule.bad));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.into_iter().collect::<Vec<_>>().join("\n"));
    let left: Vec<&str> = safe.difference(&compared).copied().collect();
    assert_eq!(left, undone.into_keys().collect::<Vec<_>>());
    assert!(compared.len() > 60, "{}", compared.len());
}

/// The requests that bring a resource with something wrong in it: as a whole, and its members as changes.
fn bringing(endpoint: &str, id: &str, faulty: &Value) -> Vec<(Method, String, Value)> {
    let one = format!("/{endpoint}/{id}");
    let patch = |operation: Value| json!({"schemas": [PATCH_OP], "Operations": [operation]});
    let mut requests = vec![
        (Method::Post, format!("/{endpoint}"), faulty.clone()),
        (Method::Put, one.clone(), faulty.clone()),
    ];
    for (name, value) in faulty.as_object().unwrap().iter().filter(|(name, _)| *name != "schemas") {
        for op in ["add", "replace"] {
            let with_path = json!({"op": op, "path": name, "value": value});
            requests.push((Method::Patch, one.clone(), patch(with_path)));
            let pathless = json!({"op": op, "value": {name: value}});
            requests.push((Method::Patch, one.clone(), patch(pathless)));
        }
    }
    requests
}

#[test]
fn a_safe_fix_of_a_generated_fault_leaves_a_lenient_endpoint_in_the_same_state() {
    let linter = Linter::of(profile::builtin("rfc7644").unwrap());
    let lenient = lenient(None);
    let mut driven = Driven::of(&lenient);
    let (mut wrong, mut compared) = (BTreeSet::new(), BTreeMap::<_, usize>::new());
    let mut sampler = Sampler::new(0).with_optional(100);
    for (kind, id) in lenient.resource_types.iter().zip(["id1", "id2"]) {
        let core = lenient.schema(&kind.schema).unwrap();
        let extensions = kind.extensions.iter();
        let extensions: Vec<_> =
            extensions.map(|extension| lenient.schema(&extension.schema).unwrap()).collect();
        let declared: Vec<_> = extensions.iter().map(|extension| (*extension, false)).collect();
        let resource = sampler.resource(core, &declared);
        let mut seen = BTreeSet::new();
        for faulty in faults(&mut sampler, core, &extensions, &resource) {
            for (method, target, body) in bringing(&kind.endpoint, id, &faulty.resource) {
                let body = body.to_string();
                // Most changes leave out the member that is at fault, and are the same.
                if !seen.insert((method.to_string(), target.clone(), body.clone())) {
                    continue;
                }
                let request = Request::bare(method, &target, Some(body.as_bytes()));
                for (rule, change) in changes(&linter, &mut driven, &request) {
                    match change {
                        Change::None => *compared.entry(rule).or_default() += 1,
                        Change::Undone => {}
                        Change::Done(change) | Change::Other(change) => {
                            wrong.insert(format!("{rule}, {method} {target} {body}: {change}"));
                        }
                    }
                }
            }
        }
    }
    let some: Vec<String> = wrong.into_iter().collect();
    assert!(some.is_empty(), "{} are wrong\n{}", some.len(), some[..some.len().min(12)].join("\n"));
    assert!(compared.len() > 15, "{compared:?}");
    assert!(compared.values().sum::<usize>() > 300, "{compared:?}");
}
