//! An answer as faults change it.

use crate::standin::respond::header;
use crate::standin::{Action, Reply};
use scimproof::message::{Header, Response};
use scimproof::schema::LIST_RESPONSE;
use serde_json::{Map, Value};
use std::borrow::Cow;

/// An answer taken apart.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<Header<'static>>,
    /// The body; null where there is none.
    pub(super) body: Value,
    /// What is sent in place of the body.
    pub(super) text: Option<Vec<u8>>,
}

/// Changes the answer, if it is one.
pub(super) fn edited(reply: &mut Reply, edit: impl FnOnce(&mut Answer)) {
    let Action::Respond(response) = &mut reply.action else { return };
    let body: Value = serde_json::from_slice(&response.body).unwrap_or_default();
    let mut answer =
        Answer { status: response.status, headers: std::mem::take(&mut response.headers), body, text: None };
    let before = answer.body.clone();
    edit(&mut answer);
    let bytes = match answer.text {
        Some(text) => Cow::Owned(text),
        None if answer.body == before => std::mem::take(&mut response.body),
        None if answer.body.is_null() => Cow::Borrowed(&[][..]),
        None => Cow::Owned(answer.body.to_string().into_bytes()),
    };
    *response = Response { status: answer.status, headers: answer.headers, body: bytes };
}

/// Shows a resource as it was before the request.
pub(super) fn shows_old(answer: &mut Answer, before: Value) {
    if answer.status == 200 {
        answer.body = before;
    }
}

impl Answer {
    pub(super) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Answers with that status, of which an error body tells too.
    pub(super) fn tell_status(&mut self, status: u16) {
        self.status = status;
        self.put("/status", status.to_string());
    }

    /// Takes a header away.
    pub(super) fn drop_header(&mut self, name: &str) {
        self.headers.retain(|header| !header.name.eq_ignore_ascii_case(name));
    }

    /// Puts a header in place of those of its name.
    pub(super) fn set_header(&mut self, name: &'static str, value: impl Into<String>) {
        self.drop_header(name);
        self.headers.push(header(name, value));
    }

    /// Takes the body away.
    pub(super) fn empty(&mut self) {
        self.body = Value::Null;
        self.text = Some(Vec::new());
        self.drop_header("Content-Type");
    }

    /// The members of the body, if it is an object.
    pub(super) fn members(&mut self) -> Option<&mut Map<String, Value>> {
        self.body.as_object_mut()
    }

    /// Takes a member of the body away.
    pub(super) fn drop_member(&mut self, name: &str) {
        self.members().map(|members| members.remove(name));
    }

    /// Puts a value at a JSON Pointer, where there is one already.
    pub(super) fn put(&mut self, pointer: &str, value: impl Into<Value>) {
        if let Some(place) = self.body.pointer_mut(pointer) {
            *place = value.into();
        }
    }

    /// Gives a member of the body another name.
    pub(super) fn rename_member(&mut self, name: &str, other: &str) {
        if let Some(members) = self.members()
            && let Some(value) = members.remove(name)
        {
            members.insert(other.to_owned(), value);
        }
    }

    /// The `Resources` of a list.
    pub(super) fn listed(&mut self) -> Option<&mut Vec<Value>> {
        self.body.get_mut("Resources")?.as_array_mut()
    }

    /// Takes resources out of a list, and counts those that are left.
    pub(super) fn keep_listed(&mut self, keep: impl Fn(&Value) -> bool) {
        let Some(listed) = self.listed() else { return };
        let before = listed.len();
        listed.retain(keep);
        let (left, gone) = (listed.len(), before - listed.len());
        let total = self.body["totalResults"].as_u64().unwrap_or_default();
        self.put("/totalResults", total.saturating_sub(gone as u64));
        self.put("/itemsPerPage", left);
    }

    /// The resources that it shows: those of a list, or the one.
    pub(super) fn resources_mut(&mut self) -> impl Iterator<Item = &mut Map<String, Value>> {
        let is_list = self.body["schemas"][0] == LIST_RESPONSE;
        let shown: Vec<&mut Map<String, Value>> = if !self.is_success() {
            Vec::new()
        } else if is_list {
            let listed = self.listed().into_iter().flatten();
            listed.filter_map(Value::as_object_mut).collect()
        } else {
            self.members().into_iter().collect()
        };
        shown.into_iter()
    }
}
