//! The stand-in as calls.

use super::http::{Came, Sent};
use super::{CallError, told};
use crate::standin::{Action, StandIn, World};
use scimproof::api::report;
use scimproof::json::Origin;
use scimproof::message::read::{Pasted, Reader};
use scimproof::message::{Exchange, SourceMap};
use serde_json::{Value, json};
use std::time::Duration;

/// Does what the endpoint would do with a request: an object of `method`, `target`, `headers` (a list of pairs) and
/// `body`. `now` is in milliseconds since 1970; `id` is for the resource that is created, if one is.
///
/// JSON of version 1: the `response`, unless the connection is to be closed without one; after how many milliseconds;
/// and the `report` of the linter on the request, whose places are pointers alone.
pub fn handle(stand_in: &mut StandIn, request: &str, now: f64, id: &str) -> String {
    told(handled(stand_in, request, now, id))
}

fn handled(stand_in: &mut StandIn, request: &str, now: f64, id: &str) -> Result<Value, CallError> {
    let sent: Sent = serde_json::from_str(request)?;
    let request = sent.request();
    let mut next_id = || id.to_owned();
    let reply = stand_in.handle(&request, &mut World { now: since_1970(now), next_id: &mut next_id });
    let pasted = Pasted {
        reader: Reader::Http,
        exchange: Exchange::new(request, None),
        map: SourceMap::default(),
        assumed: Vec::new(),
        origin: Origin::default(),
    };
    let mut answer = json!({
        "after": u64::try_from(reply.after.as_millis()).unwrap_or(u64::MAX),
        "report": report("", &pasted, &reply.verdict, stand_in.profile()),
    });
    if let Action::Respond(response) = &reply.action {
        answer["response"] = serde_json::to_value(Came::from(response))?;
    }
    Ok(answer)
}

/// Puts a resource into the stand-in, past all rules: its type is the one that its `schemas` name, its id the one
/// that it has, else `id`. What only the provider writes is the provider's.
///
/// JSON of version 1 with the resource's `id`; or an `error`.
pub fn hold(stand_in: &mut StandIn, resource: &str, now: f64, id: &str) -> String {
    told(held(stand_in, resource, now, id))
}

fn held(stand_in: &mut StandIn, resource: &str, now: f64, id: &str) -> Result<Value, CallError> {
    let resource: Value = serde_json::from_str(resource)?;
    match stand_in.hold(&resource, id, since_1970(now)) {
        Some(id) => Ok(json!({ "id": id })),
        None => Err(CallError::ResourceType(stand_in.profile().title.clone())),
    }
}

/// The resources of the stand-in in the order of their creation, as JSON of version 1.
pub fn resources(stand_in: &StandIn) -> String {
    told(Ok(json!({ "resources": stand_in.resources().collect::<Vec<_>>() })))
}

fn since_1970(milliseconds: f64) -> Duration {
    Duration::try_from_secs_f64(milliseconds / 1000.0).unwrap_or_default()
}
