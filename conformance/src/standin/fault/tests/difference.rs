//! In what two answers differ.

use super::driven::Sent;
use scimproof::message::Response;
use serde_json::Value;

/// What is told of one answer at most.
const MOST: usize = 4;

/// The differences, as lines.
pub(super) fn differences(without: &Sent, with: &Sent) -> Vec<String> {
    let mut told = Vec::new();
    if without.after != with.after {
        told.push(format!("after {:?}", with.after));
    }
    match (&without.response, &with.response) {
        (Some(without), Some(with)) => {
            responses(without, with, &mut told);
            if told.is_empty() && without != with {
                told.push("the version alone is another".to_owned());
            }
        }
        (Some(_), None) => told.push("closed without an answer".to_owned()),
        (None, _) => told.push("answered".to_owned()),
    }
    if told.len() > MOST {
        let more = told.len() - MOST;
        told.truncate(MOST);
        told.push(format!("and {more} more"));
    }
    told
}

fn responses(without: &Response<'_>, with: &Response<'_>, told: &mut Vec<String>) {
    if without.status != with.status {
        told.push(format!("status {} -> {}", without.status, with.status));
    }
    let mut names: Vec<String> = [&without.headers, &with.headers]
        .into_iter()
        .flatten()
        .map(|header| header.name.to_ascii_lowercase())
        .collect();
    names.sort();
    names.dedup();
    for name in names {
        let (one, two) = (without.header(&name), with.header(&name));
        if one != two && name != "etag" {
            told.push(format!("{name}: {} -> {}", one.unwrap_or("none"), two.unwrap_or("none")));
        } else if one.is_some() != two.is_some() {
            told.push(format!("{name}: {}", if two.is_some() { "new" } else { "none" }));
        }
    }
    if without.body == with.body {
        return;
    }
    if (without.status < 300) != (with.status < 300) {
        // An error's body has nothing in common with a resource's.
        let body: Value = serde_json::from_slice(&with.body).unwrap_or_default();
        told.extend(body["scimType"].as_str().map(|scim_type| format!("scimType {scim_type}")));
        return;
    }
    match [without, with].map(|response| serde_json::from_slice::<Value>(&response.body)) {
        [Ok(one), Ok(two)] => values("", &one, &two, told),
        _ => told.push(format!("body -> {}", short(&String::from_utf8_lossy(&with.body)))),
    }
}

fn values(place: &str, one: &Value, two: &Value, told: &mut Vec<String>) {
    match (one, two) {
        // A version tells of any difference at all.
        _ if place.ends_with("/meta/version") && one.is_string() && two.is_string() => {}
        (Value::Object(one), Value::Object(two)) => {
            let mut names: Vec<&String> = one.keys().chain(two.keys()).collect();
            names.sort();
            names.dedup();
            for name in names {
                let place = format!("{place}/{}", name.replace('~', "~0").replace('/', "~1"));
                match (one.get(name), two.get(name)) {
                    (Some(one), Some(two)) => values(&place, one, two, told),
                    (None, Some(two)) => told.push(format!("{place} new: {}", short(&two.to_string()))),
                    (Some(_) | None, None) => told.push(format!("{place} is missing")),
                }
            }
        }
        (Value::Array(one), Value::Array(two)) if place == "/Resources" && ids(one) != ids(two) => {
            told.push(format!("{place}: {} -> {}", ids(one), ids(two)));
        }
        (Value::Array(one), Value::Array(two)) if one.len() == two.len() => {
            for (at, (one, two)) in one.iter().zip(two).enumerate() {
                values(&format!("{place}/{at}"), one, two, told);
            }
        }
        (Value::Array(one), Value::Array(two)) => {
            told.push(format!("{place}: {} -> {} elements", one.len(), two.len()));
        }
        (one, two) if one != two => {
            told.push(format!("{place}: {} -> {}", short(&one.to_string()), short(&two.to_string())));
        }
        _ => {}
    }
}

/// The ids of resources in their order.
fn ids(resources: &[Value]) -> String {
    let ids: Vec<&str> =
        resources.iter().map(|resource| resource["id"].as_str().unwrap_or("without id")).collect();
    if ids.is_empty() { "none".to_owned() } else { ids.join(" ") }
}

fn short(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
