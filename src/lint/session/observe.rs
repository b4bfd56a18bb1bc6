//! From an exchange to what the rules on a series look at.

use super::claims::{claims, sought};
use crate::json::{Kind, Span, Value};
use crate::message::endpoint::target;
use crate::message::{Endpoint, Exchange, Method, Target};
use crate::profile::Profile;
use crate::rule::series::{Claims, Deed, Key, Page, Reply, Sought, Step};
use crate::syntax::{Comparison, Filter, Operator, ValueLiteral, query_parameters};

/// What an exchange says, held while its rules look at it.
pub(super) struct Observed<'a> {
    deed: Deed,
    resource_type: usize,
    type_name: &'a str,
    id: Option<(&'a str, Span)>,
    reply: Reply,
    sent: Claims<'a>,
    shown: Claims<'a>,
    /// The resources of a list.
    pub(super) listed: Vec<Claims<'a>>,
    page: Option<Page>,
    /// The host and base that it was sent to.
    pub(super) tenant: Key,
    /// What a filter looks for; `None` for a list without a filter.
    pub(super) sought: Option<Vec<Key>>,
    /// Whether the answer is an error in the words that the endpoint has for them, or has no body.
    pub(super) is_in_scim_words: bool,
}

impl<'a> Observed<'a> {
    /// What an exchange says of resources; nothing for one that is about none.
    pub(super) fn of(
        exchange: &'a Exchange<'a>,
        target: &'a Target<'a>,
        profile: &'a Profile,
        reply: Reply,
        [sent, shown]: [Option<Value<'a>>; 2],
    ) -> Option<Observed<'a>> {
        let method = exchange.request.method;
        let (endpoint, id) = match &target.endpoint {
            Endpoint::Resource { endpoint, id, id_span } => (*endpoint, Some((&**id, *id_span))),
            Endpoint::Collection(endpoint) | Endpoint::Search(Some(endpoint)) => (*endpoint, None),
            _ => return None,
        };
        let deed = match (method, id, &target.endpoint) {
            (Method::Post, None, Endpoint::Search(_)) | (Method::Get, None, Endpoint::Collection(_)) => {
                Deed::List
            }
            (Method::Post, None, Endpoint::Collection(_)) => Deed::Create,
            (Method::Get, Some(_), _) => Deed::Read,
            (Method::Put, Some(_), _) => Deed::Replace,
            (Method::Patch, Some(_), _) => Deed::Patch,
            (Method::Delete, Some(_), _) => Deed::Delete,
            _ => return None,
        };
        let resource_type = profile.resource_types.iter().position(|known| known.endpoint == endpoint)?;
        let mut observed = Observed {
            deed,
            resource_type,
            type_name: &profile.resource_types[resource_type].name,
            id,
            reply,
            sent: Claims::default(),
            shown: Claims::default(),
            listed: Vec::new(),
            page: None,
            tenant: Key::folded(&format!(
                "{}{}",
                exchange.host.as_deref().or(target.origin).unwrap_or_default(),
                target.base
            )),
            sought: None,
            is_in_scim_words: is_in_scim_words(exchange, shown, profile),
        };
        if let Some(sent) = sent.filter(|_| deed.is_write() && deed != Deed::Delete) {
            observed.sent = claims(sent, deed == Deed::Patch);
        }
        let shown = shown.filter(|_| reply.is_done());
        if deed == Deed::List {
            observed.list(exchange, target, sent, shown);
        } else if let Some(shown) = shown {
            observed.shown = claims(shown, false);
        }
        Some(observed)
    }

    /// The step, without whom it is about.
    pub(super) fn step<'s>(&'s self, number: usize, exchange: &'s Exchange<'s>) -> Step<'s> {
        Step {
            number,
            exchange,
            deed: self.deed,
            resource_type: self.resource_type,
            type_name: self.type_name,
            id: self.id,
            reply: self.reply,
            sent: &self.sent,
            shown: &self.shown,
            page: self.page.as_ref(),
            about: None,
        }
    }

    fn list(
        &mut self,
        exchange: &Exchange<'_>,
        target: &Target<'_>,
        sent: Option<Value<'a>>,
        shown: Option<Value<'a>>,
    ) {
        let offset = (exchange.request.path().len() + 1) as u32;
        let mut asked = Asked::default();
        for parameter in target.query.into_iter().flat_map(query_parameters) {
            let span = parameter.value_span;
            let span = Span::new(span.start + offset, span.end + offset);
            asked.take(&parameter.name, &parameter.value, Some(span));
        }
        for member in sent.into_iter().flat_map(Value::members) {
            let text = member.value.string().unwrap_or_else(|| member.value.raw().into());
            asked.take(&member.key(), &text, None);
        }
        let parsed = asked.filter.as_deref().map(Filter::parse);
        self.sought = parsed.as_ref().map(|filter| match filter {
            Ok(filter) => sought(filter).map(Key::folded).collect(),
            Err(_) => Vec::new(),
        });
        let user_name = parsed.as_ref().and_then(|filter| user_name(filter.as_ref().ok()?));
        let Some(shown) = shown else { return };
        let resources = shown.get("Resources").into_iter().flat_map(Value::elements);
        self.listed = resources
            .filter(|resource| resource.kind() == Kind::Object)
            .map(|one| claims(one, false))
            .collect();
        let agent = exchange.request.header("user-agent").unwrap_or_default();
        let filter = asked.filter.as_deref().unwrap_or_default();
        let number =
            |name: &str| shown.get(name).and_then(Value::number).and_then(|number| number.parse().ok());
        self.page = Some(Page {
            list: Key::exact(&format!("{}\n{agent}\n{filter}", self.type_name)),
            start_index: asked.start_index.unwrap_or(1).max(1),
            start_span: asked.start_span,
            cursor: asked.cursor,
            length: self.listed.len() as u64,
            total: number("totalResults"),
            first_id: self.listed.first().and_then(|first| Some(Key::exact(&first.id?.string()?))),
            names_cursor: shown.get("nextCursor").is_some_and(|cursor| !cursor.is_null()),
            user_name: user_name.map(|name| Sought {
                exact: Key::exact(name),
                folded: Key::folded(name),
                span: asked.filter_span,
            }),
        });
    }
}

/// What a request for a list asks for.
#[derive(Default)]
struct Asked {
    filter: Option<String>,
    filter_span: Option<Span>,
    start_index: Option<u64>,
    start_span: Option<Span>,
    cursor: Option<Key>,
}

impl Asked {
    fn take(&mut self, name: &str, value: &str, span: Option<Span>) {
        if name.eq_ignore_ascii_case("filter") {
            self.filter = Some(value.to_owned());
            self.filter_span = span;
        } else if name.eq_ignore_ascii_case("startIndex") {
            self.start_index = value.parse().ok();
            self.start_span = span;
        } else if name.eq_ignore_ascii_case("cursor") {
            self.cursor = Some(Key::exact(value));
            self.start_span = span;
        }
    }
}

/// What came back. A missing response says something only where others are there.
pub(super) fn reply(exchange: &Exchange<'_>, has_responses: bool) -> Reply {
    let Some(response) = &exchange.response else {
        return if has_responses { Reply::Failed(0) } else { Reply::Assumed };
    };
    // GitHub answers 403 where others answer 429.
    let is_slowed =
        || response.header("retry-after").is_some() || response.header("x-ratelimit-remaining") == Some("0");
    match response.status {
        status @ (200..300 | 304) => Reply::Done(status),
        429 => Reply::Failed(429),
        403 if is_slowed() => Reply::Failed(429),
        status @ (408 | 500 | 502..) => Reply::Failed(status),
        status => Reply::Refused(status),
    }
}

/// Whether an answer is in the words that the endpoint has for errors, or has no words.
fn is_in_scim_words(exchange: &Exchange<'_>, shown: Option<Value<'_>>, profile: &Profile) -> bool {
    let Some(response) = &exchange.response else { return true };
    let Some(object) = shown else { return exchange.unrecorded.body || response.body.is_empty() };
    let is_error =
        |urn: Value<'_>| urn.string().is_some_and(|urn| urn.to_ascii_lowercase().ends_with(":error"));
    let has_schema = object.get("schemas").into_iter().flat_map(Value::elements).any(is_error);
    has_schema || (profile.errors.basic.contains(&response.status) && object.get("message").is_some())
}

/// The user name that a filter looks for and nothing else.
fn user_name(filter: &Filter) -> Option<&str> {
    let Filter::Compare(Comparison { attribute, operator: Operator::Eq, value: ValueLiteral::String(name) }) =
        filter
    else {
        return None;
    };
    let is_whole = attribute.sub_attribute.is_none();
    (is_whole && attribute.attribute.eq_ignore_ascii_case("userName")).then_some(name)
}

/// Where the provider says that it takes PATCH.
pub(super) fn promises_patch(config: Value<'_>) -> Option<Value<'_>> {
    let supported = config.get("patch")?.get("supported")?;
    supported.as_bool().filter(|supported| *supported).map(|_| supported)
}

/// Whether the provider says that it pages by cursor and not by index (RFC 9865 §4).
pub(super) fn pages_by_cursor_alone(config: Value<'_>) -> Option<Value<'_>> {
    let pagination = config.get("pagination")?;
    let says = |name| pagination.get(name).and_then(Value::as_bool);
    (says("cursor") == Some(true) && says("index") == Some(false)).then_some(pagination)
}

/// The parts of an exchange's target.
pub(super) fn target_of<'a>(exchange: &'a Exchange<'_>, profile: &'a Profile) -> Target<'a> {
    target(&exchange.request.target, profile.endpoint_names())
}
