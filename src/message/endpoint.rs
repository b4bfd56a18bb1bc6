//! Which SCIM endpoint a request's target names (RFC 7644 §3.2, table 2).
//!
//! A target does not say where its base ends: `/scim/v2/enterprises/octo/Users` is as good as
//! `/Users`. So the endpoint is the first known name after which only what may follow that endpoint
//! follows, and the base is everything before it. A resource whose id is `Users` stays a resource.

use crate::cut::Cut;
use crate::json::Span;
use std::borrow::Cow;

/// A request's target, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target<'a> {
    /// Scheme and host as written, if the target is a whole URL; the host alone where no scheme stands before it.
    pub origin: Option<&'a str>,
    /// The path before the endpoint, as written and without the slash between them.
    pub base: &'a str,
    /// What the path names.
    pub endpoint: Endpoint<'a>,
    /// Where the endpoint's name stands in the target: the unknown segment for [`Endpoint::Unknown`],
    /// the path's end for [`Endpoint::Root`].
    pub endpoint_span: Span,
    /// The query without its `?`, still encoded.
    pub query: Option<&'a str>,
    /// Whether a slash ends the path. A resource with an empty id looks the same.
    pub trailing_slash: bool,
    /// Where two slashes stand side by side in the path.
    pub empty_segment: Option<Span>,
    /// Where the base repeats itself, as `/scim/v2/scim/v2` does: the second copy.
    pub doubled_base: Option<Span>,
}

/// An endpoint of RFC 7644 §3.2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Endpoint<'a> {
    /// All resources of an endpoint, by the name the profile gives it.
    Collection(&'a str),
    /// One resource.
    Resource {
        /// The endpoint, by the name the profile gives it.
        endpoint: &'a str,
        /// The resource's id, percent-decoded.
        id: Cow<'a, str>,
        /// Where the id stands in the target.
        id_span: Span,
    },
    /// The resource of the one who asks.
    Me,
    /// Bulk requests.
    Bulk,
    /// A query by POST, on the endpoint if one is named, else on the whole server.
    Search(Option<&'a str>),
    /// The service provider's configuration.
    ServiceProviderConfig,
    /// All schemas, or the one whose URI follows, percent-decoded.
    Schemas(Option<Cow<'a, str>>),
    /// All resource types, or the one whose name follows, percent-decoded.
    ResourceTypes(Option<Cow<'a, str>>),
    /// The base alone: a query on the whole server (§3.4.2.1).
    Root,
    /// No known endpoint.
    Unknown {
        /// The segment which would have to be one, as written.
        segment: &'a str,
        /// The endpoint of which it is a misspelling: another case, a singular or a plural.
        near: Option<&'a str>,
    },
}

impl<'a> Endpoint<'a> {
    /// The resource endpoint that is named or, in another spelling, meant: `Users` for `/Users`,
    /// `/Users/1`, `/Users/.search` and `/users`.
    pub fn resource_endpoint(&self) -> Option<&'a str> {
        match *self {
            Endpoint::Collection(endpoint)
            | Endpoint::Resource { endpoint, .. }
            | Endpoint::Search(Some(endpoint)) => Some(endpoint),
            Endpoint::Unknown { near, .. } => near.filter(|near| Fixed::named(near).is_none()),
            Endpoint::Me
            | Endpoint::Bulk
            | Endpoint::Search(None)
            | Endpoint::ServiceProviderConfig
            | Endpoint::Schemas(_)
            | Endpoint::ResourceTypes(_)
            | Endpoint::Root => None,
        }
    }
}

/// The endpoints whose names the RFC fixes.
#[derive(Clone, Copy)]
enum Fixed {
    Me,
    Bulk,
    Search,
    ServiceProviderConfig,
    Schemas,
    ResourceTypes,
}

impl Fixed {
    const NAMES: [&'static str; 6] =
        ["Me", "Bulk", ".search", "ServiceProviderConfig", "Schemas", "ResourceTypes"];

    fn named(name: &str) -> Option<Fixed> {
        Some(match name {
            "Me" => Fixed::Me,
            "Bulk" => Fixed::Bulk,
            ".search" => Fixed::Search,
            "ServiceProviderConfig" => Fixed::ServiceProviderConfig,
            "Schemas" => Fixed::Schemas,
            "ResourceTypes" => Fixed::ResourceTypes,
            _ => return None,
        })
    }
}

/// A segment of the path that is not empty.
#[derive(Clone, Copy)]
struct Segment<'a> {
    text: &'a str,
    span: Span,
}

/// Takes a target apart: a path, or a whole URL, with or without a query.
///
/// `endpoints` are the resource endpoints by name, such as `Users` and `Groups`.
pub fn target<'a>(target: &'a str, endpoints: impl Iterator<Item = &'a str> + Clone) -> Target<'a> {
    plain(target, endpoints.clone()).unwrap_or_else(|| in_full(target, endpoints))
}

/// The target that nearly all requests have, `/base/Users` or `/base/Users/id`, read in one pass at a
/// fraction of the price. Any other is none of its business.
fn plain<'a>(target: &'a str, endpoints: impl Iterator<Item = &'a str> + Clone) -> Option<Target<'a>> {
    let mut starts = [0; 8];
    let mut count = 0;
    let mut at = 0;
    while let Some(sign) = next_sign(target.as_bytes(), at) {
        if target.as_bytes()[sign] != b'/' {
            return None;
        }
        at = sign + 1;
        *starts.get_mut(count)? = at;
        count += 1;
    }
    let starts = starts.get(..count)?;
    let segment = |index: usize| -> Option<&'a str> {
        let end = starts.get(index + 1).map_or(target.len(), |next| next - 1);
        target.get(*starts.get(index)?..end)
    };
    let named = |text: &str| endpoints.clone().find(|name| *name == text);

    let last = count.checked_sub(1)?;
    let before = last.checked_sub(1).and_then(|before| Some((before, named(segment(before)?)?)));
    let (at, endpoint) = if let Some((before, name)) = before {
        let id = segment(last).filter(|id| !matches!(*id, "" | ".search"))?;
        let id_span = span(starts[last], target.len());
        (before, Endpoint::Resource { endpoint: name, id: Cow::Borrowed(id), id_span })
    } else {
        (last, Endpoint::Collection(named(segment(last)?)?))
    };
    // A base with two words of one kind may repeat itself, and one with an endpoint's name in it may end there.
    let (mut scims, mut versions) = (0, 0);
    for index in 0..at {
        let text = segment(index)?;
        scims += u32::from(text.eq_ignore_ascii_case("scim"));
        versions += u32::from(text.starts_with(['v', 'V']));
        if text.is_empty()
            || scims > 1
            || versions > 1
            || named(text).is_some()
            || Fixed::named(text).is_some()
        {
            return None;
        }
    }
    if starts[0] != 1 {
        return None;
    }
    let end = starts[at] + segment(at)?.len();
    Some(Target {
        origin: None,
        base: target.get(..starts[at] - 1)?,
        endpoint,
        endpoint_span: span(starts[at], end),
        query: None,
        trailing_slash: false,
        empty_segment: None,
        doubled_base: None,
    })
}

/// Where the next `/`, `?`, `#` or `%` stands. Looks at eight bytes at a time, as the parser of JSON does.
fn next_sign(text: &[u8], mut at: usize) -> Option<usize> {
    const ONES: u64 = u64::MAX / 255;
    while let Some(chunk) = text.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let bytes = u64::from_le_bytes(*chunk);
        let has = |sign: u8| (bytes ^ (ONES * u64::from(sign))).wrapping_sub(ONES);
        let found = (has(b'/') | has(b'?') | has(b'#') | has(b'%')) & !bytes & (ONES << 7);
        if found != 0 {
            return Some(at + (found.trailing_zeros() / 8) as usize);
        }
        at += 8;
    }
    let rest = text.get(at..)?.iter().position(|byte| matches!(byte, b'/' | b'?' | b'#' | b'%'))?;
    Some(at + rest)
}

fn in_full<'a>(target: &'a str, endpoints: impl Iterator<Item = &'a str> + Clone) -> Target<'a> {
    let address_end = target.bytes().position(|byte| matches!(byte, b'?' | b'#')).unwrap_or(target.len());
    let (address, rest) = (target.cut(..address_end), target.cut(address_end..));
    let query = rest.strip_prefix('?').map(|query| query.find('#').map_or(query, |end| query.cut(..end)));
    let path_start = origin_length(address);
    let Path { segments, empty_segment } = Path::of(address, path_start);
    let (endpoint, endpoint_span) = find(&segments, endpoints, address);

    let name_start = (endpoint_span.start as usize).max(path_start);
    let base = address.cut(path_start..name_start);
    let base = if endpoint == Endpoint::Root { base.trim_end_matches('/') } else { base };
    let base = base.strip_suffix('/').unwrap_or(base);
    let before_endpoint = segments.partition_point(|segment| segment.span.end as usize <= name_start);
    let path = address.cut(path_start..);
    Target {
        origin: (path_start > 0).then(|| address.cut(..path_start)),
        base,
        endpoint,
        endpoint_span,
        query,
        trailing_slash: path.len() > 1 && path.ends_with('/'),
        empty_segment,
        doubled_base: doubled(&segments[..before_endpoint]),
    }
}

/// How much of the address is scheme and host.
fn origin_length(address: &str) -> usize {
    if address.starts_with('/') {
        return 0;
    }
    let host_start = match address.place_of("://") {
        Some(at) if at > 0 && address.cut(..at).bytes().all(is_scheme) => at + 3,
        Some(_) | None => 0,
    };
    let host_end = address.cut(host_start..).find('/').map_or(address.len(), |at| host_start + at);
    let host = address.cut(host_start..host_end);
    // `curl` also takes a host without a scheme. A name with a dot or a port is one; `.search` and a
    // placeholder such as `{{base.url}}` are not.
    let without_scheme = host_start == 0;
    let is_host = host.contains(['.', ':']) && !host.starts_with('.') && !host.contains(['{', '$', '%']);
    if without_scheme && !is_host { 0 } else { host_end }
}

fn is_scheme(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.')
}

/// The path in segments, its empty ones left out.
struct Path<'a> {
    segments: Vec<Segment<'a>>,
    /// The first place where two slashes stand side by side.
    empty_segment: Option<Span>,
}

impl<'a> Path<'a> {
    fn of(address: &'a str, path_start: usize) -> Path<'a> {
        let mut path = Path { segments: Vec::with_capacity(8), empty_segment: None };
        let mut start = path_start;
        while start <= address.len() {
            let rest = &address.as_bytes()[start..];
            let end = start + rest.iter().position(|byte| *byte == b'/').unwrap_or(rest.len());
            if start < end {
                path.segments.push(Segment { text: address.cut(start..end), span: span(start, end) });
            } else if path_start < start && start < address.len() && path.empty_segment.is_none() {
                path.empty_segment = Some(span(start - 1, start + 1));
            }
            start = end + 1;
        }
        path
    }
}

fn find<'a>(
    segments: &[Segment<'a>],
    endpoints: impl Iterator<Item = &'a str> + Clone,
    address: &str,
) -> (Endpoint<'a>, Span) {
    let has_escapes = address.as_bytes().contains(&b'%');
    let text = |segment: &Segment<'a>| {
        if has_escapes { decoded(segment.text) } else { Cow::Borrowed(segment.text) }
    };
    let mut followed_by_more = None;
    for (index, segment) in segments.iter().enumerate() {
        let Some(name) = known(&text(segment), endpoints.clone()) else { continue };
        let rest = &segments[index + 1..];
        match endpoint(name, *segment, rest) {
            Some(found) => return found,
            None => followed_by_more = followed_by_more.or(rest.get(may_be_followed_by(name))),
        }
    }
    if let Some(extra) = followed_by_more {
        return (Endpoint::Unknown { segment: extra.text, near: None }, extra.span);
    }

    let misspelled = |fitting: bool| {
        segments.iter().enumerate().find_map(|(index, segment)| {
            let name = near(&text(segment), endpoints.clone())?;
            let fits = endpoint(name, *segment, &segments[index + 1..]).is_some();
            (fits || !fitting)
                .then_some((Endpoint::Unknown { segment: segment.text, near: Some(name) }, segment.span))
        })
    };
    misspelled(true).or_else(|| misspelled(false)).unwrap_or_else(|| unknown(segments, address))
}

/// The endpoint of that name, if what follows it may follow it.
fn endpoint<'a>(name: &'a str, segment: Segment<'a>, rest: &[Segment<'a>]) -> Option<(Endpoint<'a>, Span)> {
    let value = |rest: &[Segment<'a>]| match rest {
        [] => Some(None),
        [one] => Some(Some(decoded(one.text))),
        [_, _, ..] => None,
    };
    let alone = |found: Endpoint<'a>| rest.is_empty().then_some(found);
    let found = match Fixed::named(name) {
        Some(Fixed::Me) => alone(Endpoint::Me)?,
        Some(Fixed::Bulk) => alone(Endpoint::Bulk)?,
        Some(Fixed::Search) => alone(Endpoint::Search(None))?,
        Some(Fixed::ServiceProviderConfig) => alone(Endpoint::ServiceProviderConfig)?,
        Some(Fixed::Schemas) => Endpoint::Schemas(value(rest)?),
        Some(Fixed::ResourceTypes) => Endpoint::ResourceTypes(value(rest)?),
        None => match rest {
            [] => Endpoint::Collection(name),
            [one] if one.text == ".search" => {
                let both = Span::new(segment.span.start, one.span.end);
                return Some((Endpoint::Search(Some(name)), both));
            }
            [one] => Endpoint::Resource { endpoint: name, id: decoded(one.text), id_span: one.span },
            [_, _, ..] => return None,
        },
    };
    Some((found, segment.span))
}

/// How many segments may follow the endpoint of that name.
fn may_be_followed_by(name: &str) -> usize {
    match Fixed::named(name) {
        Some(Fixed::Me | Fixed::Bulk | Fixed::Search | Fixed::ServiceProviderConfig) => 0,
        Some(Fixed::Schemas | Fixed::ResourceTypes) | None => 1,
    }
}

fn known<'a>(segment: &str, mut endpoints: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let of_rfc =
        || Fixed::named(segment).and_then(|_| Fixed::NAMES.into_iter().find(|name| *name == segment));
    endpoints.find(|name| *name == segment).or_else(of_rfc)
}

fn near<'a>(segment: &str, endpoints: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let singular = |text: &str| text.strip_suffix(['s', 'S']).unwrap_or(text).to_ascii_lowercase();
    let wanted = singular(segment);
    endpoints.chain(Fixed::NAMES).find(|name| singular(name) == wanted)
}

/// No name is known: the base alone, if it ends as bases do, else the segment that would be the endpoint.
fn unknown<'a>(segments: &[Segment<'a>], address: &str) -> (Endpoint<'a>, Span) {
    let Some(last) = segments.last().filter(|last| !is_of_base(last.text)) else {
        return (Endpoint::Root, span(address.len(), address.len()));
    };
    // `/Devices/7`: a capitalized word before the last segment is the endpoint, the last its id.
    let before = segments.len().checked_sub(2).map(|index| segments[index]).filter(|before| {
        before.text.starts_with(|first: char| first.is_ascii_uppercase())
            && before.text.bytes().all(|byte| byte.is_ascii_alphabetic())
    });
    let chosen = before.unwrap_or(*last);
    (Endpoint::Unknown { segment: chosen.text, near: None }, chosen.span)
}

/// Whether a segment is one that bases are made of: `scim`, or a version such as `v2`.
fn is_of_base(segment: &str) -> bool {
    let version = segment.strip_prefix(['v', 'V']).unwrap_or_default();
    segment.eq_ignore_ascii_case("scim")
        || (!version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'))
}

/// The second copy, where a run of segments with `scim` or a version in it stands twice in a row.
fn doubled(base: &[Segment<'_>]) -> Option<Span> {
    // Bases are short; the bound keeps a hostile path from costing cubic time.
    let base = &base[..base.len().min(32)];
    (1..=base.len() / 2).rev().find_map(|length| {
        (0..=base.len() - 2 * length).find_map(|start| {
            let (first, second) = (start..start + length, start + length..start + 2 * length);
            let mut pairs = base[first.clone()].iter().zip(&base[second.clone()]);
            let repeats = pairs.all(|(one, other)| one.text == other.text)
                && base[first].iter().any(|segment| is_of_base(segment.text));
            repeats.then(|| Span::new(base[second.start].span.start, base[second.end - 1].span.end))
        })
    })
}

/// The text without its percent-encoding. A `%` that starts no escape stays.
fn decoded(text: &str) -> Cow<'_, str> {
    if !text.as_bytes().contains(&b'%') {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        let escape = match (first, after) {
            (b'%', [high, low, after @ ..]) => hex(*high).zip(hex(*low)).map(|digits| (digits, after)),
            _ => None,
        };
        if let Some(((high, low), after)) = escape {
            bytes.push(high << 4 | low);
            rest = after;
        } else {
            bytes.push(*first);
        }
    }
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).map(|value| value as u8)
}

fn span(start: usize, end: usize) -> Span {
    Span::new(start as u32, end as u32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ENDPOINTS: [&str; 2] = ["Users", "Groups"];

    /// The endpoint in one line: what it is, and the spelling its span covers.
    fn told(text: &str) -> String {
        let target = target(text, ENDPOINTS.into_iter());
        let what = match &target.endpoint {
            Endpoint::Collection(name) => format!("all {name}"),
            Endpoint::Resource { endpoint, id, id_span } => {
                format!("{endpoint} {id} ({})", id_span.of(text))
            }
            Endpoint::Me => "me".to_owned(),
            Endpoint::Bulk => "bulk".to_owned(),
            Endpoint::Search(Some(name)) => format!("search {name}"),
            Endpoint::Search(None) => "search".to_owned(),
            Endpoint::ServiceProviderConfig => "config".to_owned(),
            Endpoint::Schemas(id) => format!("schemas {}", id.as_deref().unwrap_or("*")),
            Endpoint::ResourceTypes(id) => format!("types {}", id.as_deref().unwrap_or("*")),
            Endpoint::Root => "root".to_owned(),
            Endpoint::Unknown { segment, near } => {
                assert_eq!(*segment, target.endpoint_span.of(text));
                format!("unknown, near {}", near.unwrap_or("nothing"))
            }
        };
        format!("{} | {what} | {}", target.base, target.endpoint_span.of(text))
    }

    #[test]
    fn a_target_names_its_endpoint() {
        let cases = [
            ("/Users", " | all Users | Users"),
            ("Users", " | all Users | Users"),
            ("/Groups/", " | all Groups | Groups"),
            ("/scim/v2/Users?count=1", "/scim/v2 | all Users | Users"),
            ("/scim/v2/enterprises/octo/Groups/g7", "/scim/v2/enterprises/octo | Groups g7 (g7) | Groups"),
            ("https://scim.example/v2/Users/a%2Fb%20c?x#y", "/v2 | Users a/b c (a%2Fb%20c) | Users"),
            ("https://scim.example/%55sers", " | all Users | %55sers"),
            ("localhost:8080/scim/Users/1", "/scim | Users 1 (1) | Users"),
            ("$BASE/Users/1", "$BASE | Users 1 (1) | Users"),
            ("{{base.url}}/Users", "{{base.url}} | all Users | Users"),
            ("/Users/100%", " | Users 100% (100%) | Users"),
            ("/Users/Users", " | Users Users (Users) | Users"),
            ("/tenants/Users/x/Users/5", "/tenants/Users/x | Users 5 (5) | Users"),
            ("/Users/Me", " | Users Me (Me) | Users"),
            ("/v2/Me", "/v2 | me | Me"),
            ("/Bulk", " | bulk | Bulk"),
            ("/v2/.search", "/v2 | search | .search"),
            ("/v2/Groups/.search", "/v2 | search Groups | Groups/.search"),
            ("/ServiceProviderConfig", " | config | ServiceProviderConfig"),
            ("/Schemas", " | schemas * | Schemas"),
            ("/Schemas/urn:example:a%3Ab", " | schemas urn:example:a:b | Schemas"),
            ("/v2/ResourceTypes/User", "/v2 | types User | ResourceTypes"),
            ("", " | root | "),
            ("/", " | root | "),
            ("/?filter=a", " | root | "),
            ("https://scim.example", " | root | "),
            ("https://scim.example/scim/v2/", "/scim/v2 | root | "),
        ];
        for (text, expected) in cases {
            assert_eq!(told(text), expected, "{text}");
        }
    }

    #[test]
    fn the_usual_targets_take_a_glance() {
        for text in ["/Users", "/Groups/7", "/scim/v2/enterprises/octo/Users/2819c223", "/v2/Users/Me"] {
            assert!(plain(text, ENDPOINTS.into_iter()).is_some(), "{text}");
        }
    }

    #[test]
    fn a_path_that_names_no_endpoint_says_what_it_is_near_to() {
        let cases = [
            ("/scim/v2/users/7", "/scim/v2 | unknown, near Users | users"),
            ("/User", " | unknown, near Users | User"),
            ("/GROUP/3", " | unknown, near Groups | GROUP"),
            ("/me", " | unknown, near Me | me"),
            ("/ServiceProviderConfigs", " | unknown, near ServiceProviderConfig | ServiceProviderConfigs"),
            ("/resourceType/User", " | unknown, near ResourceTypes | resourceType"),
            // Exact names come first: what stands behind them is too much.
            ("/Users/7/emails", "/Users/7 | unknown, near nothing | emails"),
            ("/Users/7/groups", "/Users/7 | unknown, near nothing | groups"),
            ("/Bulk/now", "/Bulk | unknown, near nothing | now"),
            ("/users/7/emails", " | unknown, near Users | users"),
            ("/v2/Devices/A1", "/v2 | unknown, near nothing | Devices"),
            ("/v2/devices", "/v2 | unknown, near nothing | devices"),
            ("*", " | unknown, near nothing | *"),
        ];
        for (text, expected) in cases {
            assert_eq!(told(text), expected, "{text}");
        }
    }

    #[test]
    fn origin_and_query_are_kept_apart_from_the_path() {
        let cases = [
            ("https://a.example:8443/Users?x=1?2#f", Some("https://a.example:8443"), Some("x=1?2")),
            ("a.example/Users", Some("a.example"), None),
            ("/Users?", None, Some("")),
            ("/Users?next=https://b.example/", None, Some("next=https://b.example/")),
            ("/.search", None, None),
            (".search", None, None),
        ];
        for (text, origin, query) in cases {
            let target = target(text, ENDPOINTS.into_iter());
            assert_eq!((target.origin, target.query), (origin, query), "{text}");
        }
    }

    #[test]
    fn slashes_too_many_and_a_base_twice_are_noted() {
        let cases = [
            ("/Users/", true, "", ""),
            ("/", false, "", ""),
            ("https://a.example//Users", false, "//", ""),
            ("/v2/Users//", true, "//", ""),
            ("/scim/v2/scim/v2/Users", false, "", "scim/v2"),
            ("/api/scim/scim/Users", false, "", "scim"),
            ("/v2/acme/acme/Users", false, "", ""),
            ("/v2/v2", false, "", "v2"),
        ];
        for (text, trailing, empty, doubled) in cases {
            let target = target(text, ENDPOINTS.into_iter());
            let of = |span: Option<Span>| span.map_or("", |span| span.of(text));
            assert_eq!(
                (target.trailing_slash, of(target.empty_segment), of(target.doubled_base)),
                (trailing, empty, doubled),
                "{text}"
            );
        }
    }

    #[test]
    fn a_misspelled_endpoint_still_tells_the_resource() {
        let cases = [
            ("/users/1", Some("Users")),
            ("/Groups/.search", Some("Groups")),
            ("/me", None),
            ("/Bulk", None),
        ];
        for (text, expected) in cases {
            assert_eq!(target(text, ENDPOINTS.into_iter()).endpoint.resource_endpoint(), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_glance_sees_what_a_full_reading_sees(
            segments in prop::collection::vec(
                prop::sample::select(vec![
                    "Users", "Groups", "users", "User", "scim", "v2", "v2.0", "SCIM", "V1", "", "7", "a%20b", "x?y", "x#y",
                    "Me", "Bulk", ".search", "Schemas", "ResourceTypes", "octo", "a.b:1", "é", "http:", "https:",
                ]),
                0..7,
            ),
        ) {
            let text = segments.join("/");
            for text in [text.clone(), format!("/{text}")] {
                if let Some(seen) = plain(&text, ENDPOINTS.into_iter()) {
                    prop_assert_eq!(seen, in_full(&text, ENDPOINTS.into_iter()));
                }
            }
        }

        #[test]
        fn whatever_base_stands_before_an_endpoint_it_is_found(
            base in "(/[a-z0-9]{1,6}){0,4}",
            id in "[A-Za-z0-9-]{1,12}",
        ) {
            let text = format!("{base}/Groups/{id}");
            let found = target(&text, ENDPOINTS.into_iter());
            prop_assert_eq!(found.base, &base);
            prop_assert_eq!(found.endpoint_span.of(&text), "Groups");
            let is_that_group =
                matches!(&found.endpoint, Endpoint::Resource { endpoint: "Groups", id: found, .. } if *found == id);
            prop_assert!(is_that_group);
        }

        #[test]
        fn no_target_makes_it_panic(text in "(\\PC|/|%|\\?|Users|v2){0,24}") {
            let found = target(&text, ENDPOINTS.into_iter());
            let span = found.endpoint_span;
            prop_assert!(span.end as usize <= text.len());
            prop_assert!(text.get(span.start as usize..span.end as usize).is_some());
        }
    }
}
