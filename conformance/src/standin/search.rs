//! Queries: on a resource type's endpoint or on the whole server, with parameters in the target or sent as a body
//! (RFC 7644 §3.4.2, §3.4.3).

use super::list::by_index;
use super::respond::with_text;
use super::selection::Selection;
use super::shape::Shape;
use super::{StandIn, World};
use scimproof::json::Parser;
use scimproof::message::{Endpoint, Method, Request, Response, Target};
use scimproof::profile::{Operation, Profile};
use scimproof::syntax::query_parameters;
use serde_json::Value;

/// What a query asks for: each parameter as its text. What is not there is not asked for.
#[derive(Debug, Default)]
pub(super) struct Search {
    pub(super) filter: Option<String>,
    pub(super) sort_by: Option<String>,
    pub(super) sort_order: Option<String>,
    pub(super) start_index: Option<String>,
    pub(super) count: Option<String>,
    pub(super) cursor: Option<String>,
    pub(super) attributes: Option<String>,
    pub(super) excluded: Option<String>,
}

impl Search {
    /// What the request asks for.
    pub(super) fn of(request: &Request<'_>, target: &Target<'_>) -> Search {
        let mut search = Search::default();
        if matches!(target.endpoint, Endpoint::Search(_)) {
            search.read_body(request.body.as_deref().unwrap_or_default());
        } else {
            for parameter in query_parameters(target.query.unwrap_or_default()) {
                if let Some(slot) = search.slot(|known| known == parameter.name) {
                    slot.get_or_insert_with(|| parameter.value.into_owned());
                }
            }
        }
        search
    }

    fn read_body(&mut self, body: &[u8]) {
        let mut parser = Parser::new();
        let Ok(document) = parser.parse(body) else { return };
        let Value::Object(members) = document.root().to_json() else { return };
        for (name, value) in members {
            // Names of attributes are case insensitive (RFC 7643 §2.1), and null is no value (§2.5).
            if let (Some(slot), Some(text)) =
                (self.slot(|known| known.eq_ignore_ascii_case(&name)), text(&value))
            {
                slot.get_or_insert(text);
            }
        }
    }

    /// Where the text of a parameter goes.
    fn slot(&mut self, is_named: impl Fn(&str) -> bool) -> Option<&mut Option<String>> {
        let slots = [
            ("filter", &mut self.filter),
            ("sortBy", &mut self.sort_by),
            ("sortOrder", &mut self.sort_order),
            ("startIndex", &mut self.start_index),
            ("count", &mut self.count),
            ("cursor", &mut self.cursor),
            ("attributes", &mut self.attributes),
            ("excludedAttributes", &mut self.excluded),
        ];
        slots.into_iter().find(|(known, _)| is_named(known)).map(|(_, slot)| slot)
    }

    /// Whether the last come first.
    pub(super) fn is_descending(&self) -> bool {
        self.sort_order.as_deref().is_some_and(|order| order.eq_ignore_ascii_case("descending"))
    }

    /// The attributes that answers carry.
    pub(super) fn selection(&self) -> Selection {
        Selection::named(self.attributes.as_deref(), self.excluded.as_deref())
    }

    /// "A negative value SHALL be interpreted as 0" (§3.4.2.4). What is no number counts as not given.
    pub(super) fn page_size(&self, profile: &Profile) -> usize {
        let paging = &profile.paging;
        let count = number(self.count.as_deref()).unwrap_or(paging.default_count as usize);
        count.min(paging.max_count.map_or(usize::MAX, |most| most as usize))
    }

    /// The first result of the page, counted from 1: "A value less than 1 SHALL be interpreted as 1" (§3.4.2.4).
    pub(super) fn start(&self) -> usize {
        number(self.start_index.as_deref()).unwrap_or(1).max(1)
    }
}

fn number(text: Option<&str>) -> Option<usize> {
    let number: i64 = text?.trim().parse().ok()?;
    Some(usize::try_from(number).unwrap_or(0))
}

/// A member of the body as a parameter has it.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(names) => Some(names.iter().filter_map(Value::as_str).collect::<Vec<&str>>().join(",")),
        Value::Null | Value::Bool(_) | Value::Object(_) => None,
    }
}

/// The resource types that a request queries; `None` where it is no query.
pub(super) fn queried<'p>(
    profile: &'p Profile,
    request: &Request<'_>,
    endpoint: &Endpoint<'_>,
) -> Option<Vec<Shape<'p>>> {
    let one = |name: &str| {
        let resource_type = profile.resource_type_at(name)?;
        Some(vec![Shape { profile, resource_type }])
    };
    let all = || {
        let kinds = profile.resource_types.iter();
        Some(kinds.map(|resource_type| Shape { profile, resource_type }).collect())
    };
    match (request.method, endpoint) {
        (Method::Get, Endpoint::Collection(name)) | (Method::Post, Endpoint::Search(Some(name))) => one(name),
        (Method::Get, Endpoint::Root) | (Method::Post, Endpoint::Search(None)) => all(),
        _ => None,
    }
}

impl StandIn {
    /// Answers a query on these resource types.
    pub(super) fn search(
        &mut self,
        shapes: &[Shape<'_>],
        search: &Search,
        world: &World<'_>,
    ) -> Response<'static> {
        let list = if search.cursor.is_some() && self.profile.paging.cursor {
            self.by_cursor(shapes, search, world)
        } else {
            by_index(&self.representer(), shapes, search)
        };
        let facts = match shapes {
            [only] => only.resource_type.operations.get(&Operation::List),
            _ => None,
        };
        let status = facts.and_then(|facts| facts.statuses.first().copied()).unwrap_or(200);
        with_text(status, &self.profile.headers.response_media_type, list)
    }
}
