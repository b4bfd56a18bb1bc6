//! The log itself, and how callers read it.

use super::super::super::StandIn;
use super::super::Call;
use super::super::refusal::not_found;
use super::super::reply::json;
use super::AuditEvent;
use super::phrase::Phrase;
use scimproof::message::Response;
use serde_json::Value;
use std::collections::VecDeque;
use std::time::Duration;

/// How long events are kept: 180 days.
const RETENTION: Duration = Duration::from_secs(180 * 86_400);

/// The most events that are kept here, so that a stand-in that runs for long does not grow by them.
const MOST: usize = 10_000;

/// Events in the order in which they were.
#[derive(Debug, Default)]
pub(in crate::standin::around) struct Log {
    events: VecDeque<(u64, AuditEvent)>,
    last: u64,
}

impl Log {
    pub(in crate::standin::around) fn add(&mut self, event: AuditEvent) {
        if self.events.len() == MOST {
            self.events.pop_front();
        }
        self.last += 1;
        self.events.push_back((self.last, event));
    }
}

/// `GET /enterprises/{enterprise}/audit-log`.
pub(in crate::standin::around) fn of_enterprise(
    stand_in: &mut StandIn,
    call: &mut Call<'_>,
) -> Response<'static> {
    if stand_in.is_of_another(call) {
        return not_found();
    }
    stand_in.read_log(call, |_| true)
}

/// `GET /orgs/{org}/audit-log`: what was in the organization.
pub(in crate::standin::around) fn of_organization(
    stand_in: &mut StandIn,
    call: &mut Call<'_>,
) -> Response<'static> {
    let org = call.parameter("org").to_owned();
    stand_in.read_log(call, |event| event.org.as_deref().is_some_and(|of| of.eq_ignore_ascii_case(&org)))
}

impl StandIn {
    fn read_log(&self, call: &Call<'_>, is_visible: impl Fn(&AuditEvent) -> bool) -> Response<'static> {
        let phrase = Phrase::parse(&call.asked("phrase").unwrap_or_default());
        // Web events are all that SCIM causes; `git` asks for others.
        let has_any = call.asked("include").is_none_or(|include| include != "git");
        let is_kept = |event: &AuditEvent| event.at + RETENTION > call.now;
        let events = self.around.log.events.iter();
        let mut found: Vec<&(u64, AuditEvent)> = events
            .filter(|(_, event)| has_any && is_kept(event) && is_visible(event) && phrase.fits(event))
            .collect();
        let ascending = call.asked("order").is_some_and(|order| order == "asc");
        if !ascending {
            found.reverse();
        }
        let per_page = call.per_page();
        let place = |name: &str| call.asked(name).and_then(|text| u64::from_str_radix(&text, 16).ok());
        let is_past = |cursor: u64, number: u64| if ascending { number > cursor } else { number < cursor };
        let start = match (place("after"), place("before")) {
            (Some(after), _) => found.partition_point(|(number, _)| !is_past(after, *number)),
            (None, Some(before)) => {
                let end = found.partition_point(|(number, _)| *number != before && !is_past(before, *number));
                end.saturating_sub(per_page)
            }
            (None, None) => (call.page() - 1).saturating_mul(per_page).min(found.len()),
        };
        let page = found.get(start..).unwrap_or_default();
        let page = page.get(..per_page.min(page.len())).unwrap_or_default();
        let shown: Vec<Value> =
            page.iter().map(|(number, event)| event.to_json(&format!("{number:016x}"))).collect();
        let mut response = json(200, &Value::Array(shown));
        let [first, last] =
            [page.first(), page.last()].map(|edge| edge.map(|(number, _)| format!("{number:x}")));
        let next = last.filter(|_| start + page.len() < found.len());
        let previous = first.filter(|_| start > 0);
        let next = next.as_deref().map(|cursor| [("after", cursor), ("before", ""), ("page", "")]);
        let previous = previous.as_deref().map(|cursor| [("after", ""), ("before", cursor), ("page", "")]);
        let links = [("next", &next), ("prev", &previous)];
        let links: Vec<(&str, &[(&str, &str)])> = links
            .iter()
            .filter_map(|(relation, link)| Some((*relation, link.as_ref()?.as_slice())))
            .collect();
        response.headers.extend(self.links(call, &links));
        response
    }
}
