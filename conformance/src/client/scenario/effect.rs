//! What an exchange with a real endpoint did to resources, read off what was sent and what was answered.
//!
//! Operations of bulk requests are not followed: their answers do not show the resources.

use crate::client::IDENTITIES;
use crate::standin::{Change, Record, after_patch};
use scimproof::message::{Endpoint, Exchange, Method, endpoint};
use scimproof::profile::Profile;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is known of the endpoint's resources, to see what a change makes of them where the answer does not show it.
#[derive(Debug, Default)]
pub struct Effects(BTreeMap<String, Map<String, Value>>);

/// What an exchange did and showed.
#[derive(Debug, Default, PartialEq)]
pub struct Effect {
    /// Resources that were read, as they are.
    pub seen: Vec<Value>,
    /// What became of resources.
    pub changes: Vec<Change>,
}

impl Effects {
    /// What the exchange did. Nothing, where it was refused.
    pub fn of(&mut self, exchange: &Exchange<'_>, profile: &Profile) -> Effect {
        let request = &exchange.request;
        let target = endpoint::target(&request.target, profile.endpoint_names());
        let Some(response) = exchange.response.as_ref().filter(|it| (200..300).contains(&it.status)) else {
            return Effect::default();
        };
        let kind = target.endpoint.resource_endpoint().and_then(|name| profile.resource_type_at(name));
        let record = |id: &str, resource| {
            Arc::new(Record::of(kind.map(|kind| kind.name.as_str()).unwrap_or_default(), id, resource))
        };
        let sent = request.body.as_deref().and_then(object);
        let shown = object(&response.body).filter(|shown| shown.contains_key("id"));
        match (request.method, target.endpoint) {
            (Method::Post, Endpoint::Collection(_)) => {
                let located = || {
                    let location = response.header("location")?.trim_end_matches('/');
                    let id = location.rsplit('/').next().filter(|id| !id.is_empty())?;
                    let mut sent = sent?;
                    sent.insert("id".to_owned(), Value::from(id));
                    Some(sent)
                };
                let Some(value) = shown.or_else(located) else { return Effect::default() };
                let Some(id) = self.remember(&value) else { return Effect::default() };
                Effect { changes: vec![Change::Created(record(&id, value))], ..Effect::default() }
            }
            (Method::Put | Method::Patch, Endpoint::Resource { id, .. }) => {
                let done = || {
                    let sent = sent?;
                    let mut value = match request.method {
                        Method::Put => sent,
                        _ => after_patch(profile, self.0.get(&*id)?, &sent)?.ok()?,
                    };
                    value.insert("id".to_owned(), Value::from(&*id));
                    Some(value)
                };
                let Some(value) = shown.or_else(done) else { return Effect::default() };
                let Some(id) = self.remember(&value) else { return Effect::default() };
                Effect { changes: vec![Change::Replaced(record(&id, value))], ..Effect::default() }
            }
            (Method::Delete, Endpoint::Resource { id, .. }) => {
                let known = self.0.remove(&*id).unwrap_or_default();
                Effect { changes: vec![Change::Deleted(record(&id, known))], ..Effect::default() }
            }
            // A part of a resource says nothing of the rest.
            _ if target.query.is_some_and(|query| query.to_ascii_lowercase().contains("attributes=")) => {
                Effect::default()
            }
            (Method::Get, Endpoint::Resource { .. }) => self.seen(shown.into_iter()),
            (Method::Get, Endpoint::Collection(_)) => {
                let listed = object(&response.body).and_then(|mut list| list.remove("Resources"));
                let listed = listed.and_then(|listed| listed.as_array().cloned()).unwrap_or_default();
                self.seen(listed.into_iter().filter_map(|one| one.as_object().cloned()))
            }
            _ => Effect::default(),
        }
    }

    fn seen(&mut self, resources: impl Iterator<Item = Map<String, Value>>) -> Effect {
        let known = resources.filter(|one| self.remember(one).is_some());
        Effect { seen: known.map(Value::Object).collect(), ..Effect::default() }
    }

    /// Remembers a resource; its id.
    fn remember(&mut self, resource: &Map<String, Value>) -> Option<String> {
        let id = resource.get("id")?.as_str()?.to_owned();
        if self.0.len() < IDENTITIES || self.0.contains_key(&id) {
            self.0.insert(id.clone(), resource.clone());
        }
        Some(id)
    }
}

fn object(bytes: &[u8]) -> Option<Map<String, Value>> {
    serde_json::from_slice(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use scimproof::message::{Request, Response};
    use scimproof::profile;
    use serde_json::json;

    const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";

    #[test]
    fn what_the_answer_does_not_show_follows_from_what_was_read_and_sent() {
        let profile = profile::builtin("rfc7644").expect("it is built in");
        let mut effects = Effects::default();
        let mut of = |method: Method, target: &str, sent: &str, status: u16, shown: &str| {
            let request = Request::bare(method, target, Some(sent.as_bytes()));
            let response = Response { status, headers: Vec::new(), body: shown.as_bytes().into() };
            effects.of(&Exchange::new(request, Some(response)), &profile)
        };
        let mona = json!({"schemas": [USER], "id": "7", "userName": "mona", "active": true});
        let list = json!({"totalResults": 1, "Resources": [mona]}).to_string();
        // A part of it would pass for the whole.
        let part = of(Method::Get, "/Users?attributes=userName", "", 200, &list);
        assert_eq!(part, Effect::default());
        let patch = r#"{"Operations":[{"op":"replace","path":"active","value":false}]}"#;
        assert_eq!(of(Method::Patch, "/Users/7", patch, 204, ""), Effect::default());
        let read = of(Method::Get, "/Users?filter=userName%20pr", "", 200, &list);
        assert_eq!(read.seen, std::slice::from_ref(&mona));
        assert_eq!(of(Method::Patch, "/Users/7", patch, 400, "{}"), Effect::default());
        let mut inactive = mona.clone();
        inactive["active"] = json!(false);
        let inactive = inactive.as_object().cloned().expect("it is an object");
        let inactive = Arc::new(Record::of("User", "7", inactive));
        assert_eq!(
            of(Method::Patch, "/Users/7", patch, 204, "").changes,
            [Change::Replaced(Arc::clone(&inactive))]
        );
        assert_eq!(of(Method::Delete, "/Users/7", "", 204, "").changes, [Change::Deleted(inactive)]);
        assert_eq!(of(Method::Patch, "/Users/7", patch, 204, ""), Effect::default());
    }
}
