//! Telling the stories.

use crate::driven::{Driven, Sent, profile};
use crate::shared;
use crate::told::{File, Step, Story, file};
use scimproof::diagnostic::{Answer, Severity};
use scimproof_conformance::standin::{RateLimit, StandIn, Token};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::panic::catch_unwind;
use std::time::Duration;

/// Tells every story of a file under each of its profiles.
fn tell(name: &str) {
    let file = file(name);
    let mut wrong = Vec::new();
    for story in &file.stories {
        assert!(!story.source.is_empty(), "{name}: {} has a source", story.title);
        for profile in story.profiles.as_ref().unwrap_or(&file.profiles) {
            // One that goes wrong does not hide the others.
            let told = catch_unwind(|| Teller::new(name, story, profile).tell());
            if told.is_err() {
                wrong.push(format!("{} ({profile})", story.title));
            }
        }
    }
    assert!(wrong.is_empty(), "{name}:\n{}", wrong.join("\n"));
}

/// A story being told.
struct Teller<'s> {
    story: &'s Story,
    profile: &'s str,
    driven: Driven,
    /// Ids by name.
    names: BTreeMap<String, String>,
    /// Where we are, for whoever reads a failure.
    place: String,
}

impl<'s> Teller<'s> {
    fn new(file: &str, story: &'s Story, name: &'s str) -> Teller<'s> {
        let profile = profile(name, &story.set, story.own.as_deref());
        let token = |(secret, scopes): (&String, &Vec<String>)| {
            let mut token = Token::new(secret.clone()).with_scopes(scopes.clone());
            token.expires = story.expires.get(secret).map(|second| Duration::from_secs(*second));
            token
        };
        let limit = |name: &str| story.limits.get(name).copied();
        let (scim, points, users) = (limit("scim"), limit("points"), limit("users"));
        let held = RateLimit { scim, points, users, ..RateLimit::none() };
        let limit = (!story.limits.is_empty()).then_some(held);
        let mut stand_in = StandIn::new(&profile)
            .with_tokens(story.tokens.iter().map(token).collect())
            .with_rate_limit(limit)
            .with_faults(&story.faults.iter().map(|fault| fault.parse().unwrap()).collect::<Vec<_>>());
        let mut names = BTreeMap::new();
        for name in &story.users {
            let id = stand_in.hold(&user(name), &format!("id-of-{name}"), Duration::ZERO).unwrap();
            names.insert(name.clone(), id);
        }
        for (name, members) in &story.groups {
            let members: Value = members.iter().map(|member| json!({"value": names[member]})).collect();
            let mut group = group(name);
            group["members"] = members;
            let id = stand_in.hold(&group, &format!("id-of-{name}"), Duration::ZERO).unwrap();
            names.insert(name.clone(), id);
        }
        let place = format!("{file}: {} ({name})", story.title);
        let mut driven = Driven::new(stand_in);
        driven.is_right = story.faults.is_empty();
        let is_watched = !story.verdict.is_empty() || story.series.is_some();
        let driven = if is_watched { driven.watched() } else { driven };
        Teller { story, profile: name, driven, names, place }
    }

    fn tell(mut self) {
        for (at, step) in self.story.steps.iter().enumerate() {
            let sent = self.send(step);
            let place = format!(
                "{}\nstep {}: {}\nanswered {} {}",
                self.place,
                at + 1,
                step.send,
                sent.response.status,
                sent.body
            );
            self.check(step, &sent, &place);
            if let Some(name) = step.name.as_ref().or(step.user.as_ref()).or(step.group.as_ref())
                && let Some(id) = sent.body["id"].as_str()
            {
                self.names.insert(name.clone(), id.to_owned());
            }
        }
        let Some(report) = self.driven.report() else { return };
        for (name, outcome) in &self.story.verdict {
            let held = report.behaviours.iter().find(|held| held.name == name);
            let held = held.unwrap_or_else(|| panic!("{}: nobody expects `{name}`", self.place));
            assert_eq!(json!(held.outcome), json!(outcome), "{}: {held:#?}", self.place);
        }
        if let Some(series) = &self.story.series {
            let mut found: Vec<&str> = report.series.iter().map(|found| found.rule).collect();
            found.sort_unstable();
            found.dedup();
            assert_eq!(&found, series, "{}: {:#?}", self.place, report.series);
        }
    }

    fn send(&mut self, step: &Step) -> Sent {
        let (method, target) = step.send.split_once(' ').unwrap();
        let target = self.filled(target);
        let is_whole = ["/scim/", "/api/", "/orgs/", "/user", "/rate_limit", "/enterprises/", "http"]
            .iter()
            .any(|start| target.starts_with(start));
        let target = if is_whole { target } else { format!("{}{target}", self.driven.base()) };
        let body = self.body(step);
        let mut headers = BTreeMap::from([
            ("User-Agent".to_owned(), json!("stories")),
            ("Authorization".to_owned(), json!("Bearer canary-5d1")),
        ]);
        if body.is_some() {
            headers.insert("Content-Type".to_owned(), json!("application/scim+json"));
        }
        headers.extend(step.headers.clone());
        let headers: Vec<(&str, &str)> =
            headers.iter().filter_map(|(name, value)| Some((name.as_str(), value.as_str()?))).collect();
        self.driven.send(method, &encoded(&target), &headers, body.as_deref())
    }

    fn body(&self, step: &Step) -> Option<String> {
        if let Some(body) = &step.body {
            return Some(self.filled(body));
        }
        let mut body = match (&step.user, &step.group, &step.patch) {
            (Some(name), ..) => user(name),
            (_, Some(name), _) => group(name),
            (.., Some(operations)) => json!({
                "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                "Operations": operations,
            }),
            (None, None, None) => return None,
        };
        let members = body.as_object_mut().unwrap();
        members.extend(step.with.clone());
        members.retain(|name, _| !step.without.contains(name));
        Some(self.filled(&body.to_string()))
    }

    /// A text with ids in place of `${name}`.
    fn filled(&self, text: &str) -> String {
        let filled = self
            .names
            .iter()
            .fold(text.to_owned(), |text, (name, id)| text.replace(&format!("${{{name}}}"), id));
        assert!(!filled.contains("${"), "{}: nobody has that name: {filled}", self.place);
        filled
    }

    fn check(&self, step: &Step, sent: &Sent, place: &str) {
        assert_eq!(sent.reply.gap, None, "{place}");
        let expected = step.status.get(self.profile).unwrap_or(&step.status);
        assert_eq!(&json!(sent.response.status), expected, "{place}");
        for (pointer, value) in &step.shows {
            let value: Value = serde_json::from_str(&self.filled(&value.to_string())).unwrap();
            assert_eq!(sent.body.pointer(pointer), Some(&value), "{pointer} of {place}");
        }
        for pointer in &step.lacks {
            assert_eq!(sent.body.pointer(pointer), None, "{pointer} of {place}");
        }
        for (name, value) in &step.has {
            assert_eq!(sent.response.header(name), Some(value.as_str()), "{name} of {place}");
        }
        let verdict = &sent.reply.verdict;
        if let Some(finds) = &step.finds {
            let found = verdict.diagnostics.iter().filter(|found| found.severity > Severity::Info);
            let mut found: Vec<&str> = found.map(|found| found.rule).collect();
            found.sort_unstable();
            found.dedup();
            assert_eq!(&found, finds, "{place}");
        }
        assert!(!step.open || verdict.answer == Answer::Unknown, "{place}\n{:?}", verdict.answer);
        if let Some(events) = &step.events {
            let told: Vec<&str> = sent.reply.events.iter().map(|event| event.action).collect();
            assert_eq!(&told, events, "{place}");
        }
    }
}

/// A target as it travels: what a story writes for people is percent-encoded.
fn encoded(target: &str) -> String {
    let signs = [(' ', "%20"), ('"', "%22"), ('\'', "%27"), ('[', "%5B"), (']', "%5D")];
    signs.iter().fold(target.to_owned(), |target, (sign, code)| target.replace(*sign, code))
}

/// A whole user as GitHub demands it.
pub(crate) fn user(name: &str) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "externalId": format!("x-{name}"),
        "userName": name,
        "displayName": format!("The {name}"),
        "name": {"givenName": "The", "familyName": name},
        "emails": [{"value": format!("{name}@example.com"), "type": "work", "primary": true}],
        "roles": [{"value": "user", "primary": false}],
        "active": true,
    })
}

/// The same for a group, which has no members.
pub(crate) fn group(name: &str) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
        "externalId": format!("x-{name}"),
        "displayName": name,
        "members": [],
    })
}

#[test]
fn the_life_of_a_user_is_as_written() {
    tell("life.toml");
}

#[test]
fn every_known_cause_of_a_refusal_is_shown_or_said_to_be_beyond() {
    tell("errors.toml");
    let file = file("errors.toml");
    let beyond = file.beyond.iter().flat_map(|beyond| &beyond.rows);
    let mut rows: Vec<&String> = file.stories.iter().flat_map(|story| &story.rows).chain(beyond).collect();
    rows.sort();
    rows.dedup();
    assert!(file.beyond.iter().all(|beyond| !beyond.why.is_empty()));
    let Some(catalogue) = shared("error-catalogue.json") else { return };
    let catalogue = catalogue["entries"].as_array().cloned().unwrap();
    let named: Vec<&str> = catalogue.iter().map(|row| row["id"].as_str().unwrap()).collect();
    assert_eq!(rows, named, "each row of the catalogue has a story, or the reason why it has none");
    for row in &catalogue {
        // Where the catalogue has one status and no doubt, a request of the row's stories has it.
        let (Some(id), Ok(status)) = (row["id"].as_str(), row["status"].as_str().unwrap().parse::<u16>())
        else {
            continue;
        };
        let of_row = file.stories.iter().filter(|story| story.rows.iter().any(|known| known == id));
        let steps: Vec<&Step> = of_row.flat_map(|story| &story.steps).collect();
        let has = |step: &&Step| step.status == json!(status);
        assert!(steps.is_empty() || steps.iter().any(has), "{id} is answered {status}");
    }
    let stories = file.stories.len();
    eprintln!("{} causes: {stories} stories, {} rows beyond", named.len(), named.len() - shown(&file));
}

/// How many rows the stories of a file show.
fn shown(file: &File) -> usize {
    let rows: BTreeSet<&String> = file.stories.iter().flat_map(|story| &story.rows).collect();
    rows.len()
}

#[test]
fn contradictions_in_what_github_says_are_taken_as_the_table_has_it() {
    tell("contradictions.toml");
    let file = file("contradictions.toml");
    let mut numbers: Vec<u32> =
        file.stories.iter().flat_map(|story| &story.rows).map(|row| row.parse().unwrap()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers, (1..=20).collect::<Vec<u32>>());
    let taken = |story: &Story| story.taken.as_ref().is_some_and(|taken| !taken.is_empty());
    assert!(file.stories.iter().all(taken), "each says how the stand-in takes it");
}

#[test]
fn deployments_differ_as_the_table_has_it() {
    tell("deployments.toml");
}

#[test]
fn what_clients_are_known_to_send_comes_out_as_known() {
    tell("clients.toml");
}
