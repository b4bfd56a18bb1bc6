//! What an exchange adds to the memory, once its rules have looked at it.

use super::observe::Observed;
use crate::json::{Kind, Span, Value};
use crate::message::{Header, Part};
use crate::profile::Rate;
use crate::rule::series::{
    Burst, By, Claims, Deed, Event, Identity, Key, Memory, PageRead, Pending, Repeat, Reply, Spot, Step,
    Tally, Writer, matching, pace, paging,
};
use std::time::Duration;

/// How many values of an identity are watched for being written again and again.
const WATCHED: usize = 16;
/// How many writers are told apart.
const WRITERS: usize = 16;

/// Takes the step into the memory. `is_blind` says whether it creates what nobody looked for.
pub(super) fn remember(
    memory: &mut Memory,
    step: &Step<'_>,
    observed: &Observed<'_>,
    is_blind: bool,
    rate: Option<&Rate>,
) {
    total(memory, step, observed, is_blind);
    match step.deed {
        Deed::Create => create(memory, step, rate),
        Deed::Replace | Deed::Patch => change(memory, step, observed.is_in_scim_words, rate),
        Deed::Delete => delete(memory, step),
        Deed::Read => read(memory, step, observed.is_in_scim_words),
        Deed::List => list(memory, step, observed),
    }
}

/// Where the memory has whom the step is about.
pub(super) fn position(memory: &Memory, step: &Step<'_>) -> Option<usize> {
    let by =
        |by: By, value: Option<Value<'_>>| memory.position(step.resource_type, by, by.key(&value?.string()?));
    match (step.id, step.deed) {
        (Some((id, _)), _) => memory.position(step.resource_type, By::Id, Key::exact(id)),
        (None, Deed::Create) => by(By::ExternalId, step.sent.external_id)
            .or_else(|| by(By::UserName, step.sent.user_name))
            .or_else(|| by(By::DisplayName, step.sent.display_name.filter(|_| step.is_of_group()))),
        (None, _) => None,
    }
}

fn total(memory: &mut Memory, step: &Step<'_>, observed: &Observed<'_>, is_blind: bool) {
    let totals = &mut memory.totals;
    let is_a_miss = step.deed == Deed::Read && step.reply == Reply::Refused(404);
    if step.reply != Reply::Assumed && !is_a_miss {
        totals.answered += 1;
        if !step.reply.is_done() {
            Tally::add(&mut totals.failed, || step.at_status());
        }
    }
    if step.reply == Reply::Failed(429) {
        if step.deed.is_write() {
            Tally::add(&mut totals.throttled, || step.at_status());
        }
        if !step.exchange.unrecorded.headers && !pace::says_delay(step) {
            Tally::add(&mut totals.without_delay, || pace::at_delay(step));
        }
    }
    if is_blind && step.reply.is_done() {
        totals.blind_creates += 1;
    }
    if step.deed.is_write() && step.reply.is_done() {
        write(memory, step, observed.tenant);
    }
}

/// Remembers who writes, as far as `User-Agent` tells.
fn write(memory: &mut Memory, step: &Step<'_>, tenant: Key) {
    let headers = step.exchange.request.headers.as_deref().unwrap_or_default();
    let is_agent = |header: &Header<'_>| header.name.eq_ignore_ascii_case("user-agent");
    let Some(at) = headers.iter().position(is_agent) else { return };
    let agent = &headers[at].value;
    // Versions change while a series runs.
    let product = agent.split(|c: char| c == '/' || c.is_ascii_digit()).next().unwrap_or_default().trim();
    let writers = &mut memory.totals.writers;
    let is_it = |known: &Writer| known.tenant == tenant && known.product.eq_ignore_ascii_case(product);
    if product.is_empty() || writers.len() >= WRITERS || writers.iter().any(is_it) {
        return;
    }
    let first = step.spot(Part::HeaderValue(at as u32), Span::new(0, agent.len() as u32));
    let product: String = product.chars().take(60).collect();
    writers.push(Writer { tenant, product: product.into(), first });
}

fn create(memory: &mut Memory, step: &Step<'_>, rate: Option<&Rate>) {
    let known = position(memory, step);
    let at = match step.reply {
        Reply::Done(_) | Reply::Assumed => born(memory, step, known),
        Reply::Refused(409) | Reply::Failed(_) => known.or_else(|| unborn(memory, step)),
        Reply::Refused(_) if matching::names_address(step) == Some(false) => {
            known.or_else(|| unborn(memory, step))
        }
        Reply::Refused(_) => None,
    };
    if step.is_of_group() {
        populate(memory, step, at, rate);
    }
    refer(memory, step);
    if step.is_of_user() && (step.reply.is_done() || step.reply == Reply::Failed(429)) {
        count_created(memory, step, rate);
    }
    let Some(at) = at else { return };
    learn(memory, at, step.sent, step, step.reply.is_done());
    if step.reply.is_done() {
        learn(memory, at, step.shown, step, true);
        written(memory, at, step);
    }
    let identity = &mut memory.identities[at];
    let spot = || step.at_sent_or_target(step.sent.user_name.or(step.sent.display_name));
    match step.reply {
        Reply::Done(_) | Reply::Assumed => {
            for over in [Event::Unfinished, Event::Gone, Event::NotDeleted, Event::NotDisabled] {
                identity.clear(over);
            }
            identity.set(Event::Created, spot(), 0);
            activity(identity, step);
        }
        Reply::Refused(409) => {
            identity.clear(Event::Unfinished);
            if identity.mark(Event::Conflicted).is_some() {
                let count = identity.mark(Event::ConflictedAgain).map_or(1, |again| again.value);
                identity.set(Event::ConflictedAgain, spot(), count + 1);
            }
            identity.set_first(Event::Conflicted, &spot(), 0);
        }
        Reply::Refused(_) => identity.set(Event::Mismatched, spot(), 0),
        Reply::Failed(status) => identity.set(Event::Unfinished, spot(), u64::from(status)),
    }
}

/// The identity that a create made: a new one, or one that was waiting for it.
fn born(memory: &mut Memory, step: &Step<'_>, known: Option<usize>) -> Option<usize> {
    let shown = step.shown.id.and_then(Value::string);
    let location = step.exchange.response.as_ref().and_then(|response| response.header("location"));
    let located = location.and_then(|location| location.trim_end_matches('/').rsplit('/').next());
    let Some(id) = shown.as_deref().or(located).filter(|id| !id.is_empty()) else {
        return known.or_else(|| unborn(memory, step));
    };
    let holder = memory.position(step.resource_type, By::Id, Key::exact(id));
    if let Some(holder) = holder.filter(|holder| memory.identities[*holder].is_there()) {
        return Some(holder);
    }
    let waiting = known.filter(|known| memory.identities[*known].id.is_none());
    let at = match waiting {
        Some(waiting) => {
            memory.identities[waiting].id = Some(id.into());
            waiting
        }
        None => memory.add(Identity::new(step.resource_type, Some(id)), step.number)?,
    };
    memory.index(at, By::Id, Key::exact(id));
    Some(at)
}

fn unborn(memory: &mut Memory, step: &Step<'_>) -> Option<usize> {
    memory.add(Identity::new(step.resource_type, None), step.number)
}

/// The identity of the id in the target.
fn named(memory: &mut Memory, step: &Step<'_>) -> Option<usize> {
    let (id, _) = step.id?;
    identified(memory, step, id)
}

fn identified(memory: &mut Memory, step: &Step<'_>, id: &str) -> Option<usize> {
    let key = Key::exact(id);
    memory.position(step.resource_type, By::Id, key).or_else(|| {
        let at = memory.add(Identity::new(step.resource_type, Some(id)), step.number)?;
        memory.index(at, By::Id, key);
        Some(at)
    })
}

fn change(memory: &mut Memory, step: &Step<'_>, is_in_scim_words: bool, rate: Option<&Rate>) {
    let at = named(memory, step);
    if step.is_of_group() {
        populate(memory, step, at, rate);
    }
    refer(memory, step);
    let Some(at) = at else { return };
    if step.reply.is_done() {
        learn(memory, at, step.sent, step, true);
        learn(memory, at, step.shown, step, true);
        written(memory, at, step);
        let identity = &mut memory.identities[at];
        activity(identity, step);
        repeat(identity, step);
        return;
    }
    // A PUT names whom it means, also when it is refused.
    if step.deed == Deed::Replace {
        learn(memory, at, step.sent, step, false);
    }
    let identity = &mut memory.identities[at];
    gone(identity, step, is_in_scim_words);
    if step.sent.says_active() == Some(false) && !matches!(step.reply, Reply::Refused(404 | 410)) {
        let spot = step.at_sent_or_target(step.sent.active);
        identity.set_first(Event::NotDisabled, &spot, u64::from(step.reply.status()));
    }
}

fn delete(memory: &mut Memory, step: &Step<'_>) {
    let Some(at) = named(memory, step) else { return };
    let identity = &mut memory.identities[at];
    let spot = step.at_target();
    match step.reply {
        Reply::Done(_) | Reply::Assumed | Reply::Refused(404 | 410) => {
            identity.set_first(Event::Deleted, &spot, 0);
            for over in [Event::NotDisabled, Event::NotDeleted, Event::Gone, Event::Unfinished] {
                identity.clear(over);
            }
        }
        Reply::Refused(status) | Reply::Failed(status) if !identity.is_deleted() => {
            identity.set_first(Event::NotDeleted, &spot, u64::from(status));
            // Whoever was created by the series is one of its tests.
            if step.is_of_user() && identity.active != Some(false) && identity.mark(Event::Created).is_none()
            {
                identity.set_first(Event::NotDisabled, &spot, u64::from(status));
            }
        }
        Reply::Refused(_) | Reply::Failed(_) => {}
    }
}

fn read(memory: &mut Memory, step: &Step<'_>, is_in_scim_words: bool) {
    let Some(at) = named(memory, step) else { return };
    if step.reply.is_done() {
        learn(memory, at, step.shown, step, true);
        show(&mut memory.identities[at], step.shown, |value| step.at_shown(value));
    } else {
        gone(&mut memory.identities[at], step, is_in_scim_words);
    }
}

fn list(memory: &mut Memory, step: &Step<'_>, observed: &Observed<'_>) {
    match &observed.sought {
        Some(sought) => sought.iter().for_each(|key| memory.look_up(step.resource_type, *key, step.number)),
        None => memory.list(step.resource_type, step.number),
    }
    for claims in &observed.listed {
        let Some(id) = claims.id.and_then(Value::string) else { continue };
        let Some(at) = identified(memory, step, &id) else { continue };
        learn(memory, at, claims, step, true);
        show(&mut memory.identities[at], claims, |value| step.at_shown(value));
    }
    if let Some(page) = step.page {
        let is_paged = page.start_index > 1
            || page.cursor.is_some()
            || page.names_cursor
            || page.total.is_some_and(|total| total > page.length);
        let before = memory.page(page.list);
        if !is_paged && before.is_none() {
            return;
        }
        let is_told = before.is_some_and(|before| {
            let begins_anew = page.start_index == 1 && page.cursor.is_none();
            !begins_anew && (before.is_told || paging::is_wrong(page, before, memory))
        });
        let spot = step.at_target();
        let read = PageRead {
            start_index: page.start_index,
            cursor: page.cursor,
            length: page.length,
            total: page.total,
            first_id: page.first_id,
            names_cursor: page.names_cursor,
            is_told,
            spot,
        };
        memory.turn(page.list, read);
    }
}

/// Takes in by which values the identity is known. Of a request that was refused only what was unknown.
fn learn(memory: &mut Memory, at: usize, claims: &Claims<'_>, step: &Step<'_>, is_so: bool) {
    let identity = &mut memory.identities[at];
    let mut keys: Vec<(By, Key)> = Vec::new();
    let mut take = |by: By, known: &mut Option<Key>, value: Option<Value<'_>>| {
        let Some(value) = value.and_then(Value::string).filter(|_| is_so || known.is_none()) else {
            return false;
        };
        let key = by.key(&value);
        keys.push((by, key));
        known.replace(key) != Some(key)
    };
    if step.is_of_user() {
        take(By::UserName, &mut identity.user_name, claims.user_name);
        if let Some(name) = claims.user_name.and_then(Value::string).filter(|_| is_so) {
            identity.spelled = Some(Key::exact(&name));
        }
    } else {
        take(By::DisplayName, &mut identity.display_name, claims.display_name);
    }
    let is_identified = take(By::ExternalId, &mut identity.external_id, claims.external_id);
    for email in &claims.emails {
        let Some(key) = email.string().map(|email| By::Email.key(&email)) else { continue };
        if !identity.emails.contains(&key) && identity.emails.len() < 4 {
            identity.emails.push(key);
            keys.push((By::Email, key));
        }
    }
    if is_so {
        let is_sent = std::ptr::eq(claims, step.sent);
        let spot = |value| if is_sent { step.at_sent(value) } else { step.at_shown(value) };
        if let Some(value) = claims.external_id.filter(|_| is_identified) {
            identity.set(Event::Identified, spot(value), 0);
        }
        if let Some(value) = claims.id.or(claims.object) {
            identity.set_first(Event::Seen, &spot(value), 0);
        }
        if let Some(tag) = step.exchange.response.as_ref().and_then(|response| response.header("etag")) {
            identity.version = Some(tag.into());
        } else if step.deed.is_write() {
            identity.version = None;
        }
    }
    for (by, key) in keys {
        memory.index(at, by, key);
    }
}

/// Takes in which attributes are written.
fn written(memory: &mut Memory, at: usize, step: &Step<'_>) {
    let mut attributes = if step.deed == Deed::Patch { memory.identities[at].attributes } else { 0 };
    for (name, goes) in &step.sent.attributes {
        if *goes {
            attributes &= !memory.known_bit(name);
        } else {
            attributes |= memory.bit(name);
        }
    }
    let identity = &mut memory.identities[at];
    identity.attributes = attributes;
    if let Some(object) = step.sent.object {
        identity.set(Event::Written, step.at_sent(object), 0);
    }
    if step.sent.drops_roles || step.deed != Deed::Patch {
        identity.clear(Event::RoleGiven);
    }
    if let Some((role, key)) =
        step.sent.roles.first().and_then(|role| Some((role, Key::folded(&role.string()?))))
    {
        identity.set(Event::RoleGiven, step.at_sent(*role), key.number());
    }
}

/// Takes in whether a write leaves the user active.
fn activity(identity: &mut Identity, step: &Step<'_>) {
    identity.clear(Event::SaidFalse);
    let (asked, shown) = (step.sent.says_active(), step.shown.says_active());
    if asked == Some(false) {
        let spot = step.at_sent_or_target(step.sent.active);
        let is_string = step.sent.active.is_some_and(|active| active.kind() == Kind::String);
        match shown {
            // Taken, and without effect. For a string that is the provider's trap and has a rule of its own.
            Some(true) if !is_string => {
                identity.set_first(Event::NotDisabled, &spot, u64::from(step.reply.status()));
            }
            Some(true) => {}
            Some(false) | None => {
                if is_string {
                    identity.set(Event::SaidFalse, spot.clone(), 0);
                }
                disabled(identity, spot);
            }
        }
    }
    match shown.or(asked) {
        Some(true) => enabled(identity, asked == Some(true)),
        Some(false) if asked != Some(false) => disabled(identity, step.at_target()),
        Some(false) | None => {}
    }
}

/// Takes in whether a user is shown as active.
fn show(identity: &mut Identity, claims: &Claims<'_>, spot: impl Fn(Value<'_>) -> Spot) {
    match (claims.says_active(), claims.active) {
        (Some(false), Some(active)) if identity.active != Some(false) => disabled(identity, spot(active)),
        (Some(false), _) => identity.clear(Event::NotDisabled),
        (Some(true), _) => enabled(identity, false),
        (None, _) => {}
    }
}

fn disabled(identity: &mut Identity, spot: Spot) {
    identity.active = Some(false);
    identity.set(Event::Disabled, spot, 0);
    identity.clear(Event::NotDisabled);
    identity.clear(Event::NotDeleted);
}

fn enabled(identity: &mut Identity, on_purpose: bool) {
    identity.active = Some(true);
    identity.clear(Event::Disabled);
    if on_purpose {
        identity.clear(Event::NotDisabled);
    }
}

/// Takes in an answer that says "not there" in words that are not SCIM's.
fn gone(identity: &mut Identity, step: &Step<'_>, is_in_scim_words: bool) {
    if let Reply::Refused(status @ (404 | 405 | 501)) = step.reply
        && !is_in_scim_words
        && !identity.is_deleted()
    {
        identity.set(Event::Gone, step.at_status(), u64::from(status));
    }
}

/// Takes in which values a PATCH writes.
fn repeat(identity: &mut Identity, step: &Step<'_>) {
    if step.deed == Deed::Replace {
        identity.repeats.clear();
    }
    for (path, value) in &step.sent.writes {
        // A group that is renamed to its name has a rule of its own.
        if step.is_of_group() && step.sent.display_name.is_some_and(|name| name.index() == value.index()) {
            continue;
        }
        let (spot, text) = (step.at_sent(*value), Key::exact(value.raw()));
        let repeats = &mut identity.repeats;
        match repeats.iter().position(|known| known.path == *path) {
            Some(at) if repeats[at].value == text => {
                repeats[at].count = repeats[at].count.saturating_add(1);
                repeats[at].last = spot;
                continue;
            }
            Some(at) => drop(repeats.swap_remove(at)),
            None => {}
        }
        if repeats.len() < WATCHED {
            repeats.push(Repeat { path: *path, value: text, count: 1, first: spot.clone(), last: spot });
        }
    }
}

/// Takes in who comes into a group.
fn populate(memory: &mut Memory, step: &Step<'_>, at: Option<usize>, rate: Option<&Rate>) {
    let members = step.sent.members.len() as u32;
    let Some(at) = at.filter(|_| step.reply.is_done()) else { return };
    let identity = &mut memory.identities[at];
    match step.sent.members.first() {
        Some(member) if step.sent.display_name.is_none() => {
            identity.set(Event::Populated, step.at_sent(*member), 0);
        }
        _ => identity.clear(Event::Populated),
    }
    if let (Some(rate), Some(now)) = (rate, step.exchange.at) {
        let burst = identity.joined.count(
            now,
            members,
            step.number,
            rate.users,
            Duration::from_secs(rate.seconds.into()),
        );
        if let Some((began, count)) = burst {
            burst_into(memory, step, began, count, true);
        }
    }
}

fn count_created(memory: &mut Memory, step: &Step<'_>, rate: Option<&Rate>) {
    let (Some(rate), Some(now)) = (rate, step.exchange.at) else { return };
    let window = Duration::from_secs(rate.seconds.into());
    if let Some((began, count)) = memory.totals.created.count(now, 1, step.number, rate.users, window) {
        burst_into(memory, step, began, count, false);
    }
}

fn burst_into(
    memory: &mut Memory,
    step: &Step<'_>,
    (exchange, at): (usize, Duration),
    count: u32,
    in_one_group: bool,
) {
    let spot = step.at_target();
    let began = Spot { exchange, at: Some(at), location: step.spot(Part::Method, Span::default()).location };
    memory.totals.burst.get_or_insert(Burst { spot, began, count, in_one_group });
}

/// Takes in references to what nobody has yet.
fn refer(memory: &mut Memory, step: &Step<'_>) {
    let members = step.sent.members.iter().filter(|_| step.is_of_group()).map(|member| (*member, false));
    let manager = step.sent.manager.iter().filter(|_| step.is_of_user()).map(|manager| (*manager, true));
    for (value, is_manager) in members.chain(manager) {
        let Some(text) = value.string() else { continue };
        if !memory.has_id(&text) {
            memory.refer(&text, Pending { is_manager, spot: step.at_sent(value) });
        }
    }
    if step.deed == Deed::Create && step.is_of_user() && step.reply.is_done() {
        for name in [step.shown.id, step.sent.external_id, step.sent.user_name].into_iter().flatten() {
            memory.settle(&name.string().unwrap_or_default());
        }
    }
}
