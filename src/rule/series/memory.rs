//! What is remembered of a series: the identities in it, and what befell each of them.
//!
//! Nothing here grows with the length of a series, only with the number of identities in it, and that is
//! capped. Names and addresses are kept as hashes: they are compared, never shown.

use crate::diagnostic::Location;
use std::collections::BTreeMap;
use std::time::Duration;

/// A text that is compared and never shown, as its hash (FNV-1a, 64 bits).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key(u64);

impl Key {
    /// The text to the letter, as ids compare.
    pub fn exact(text: &str) -> Key {
        Key::hash(text.bytes())
    }

    /// The text without regard to the case of its letters, as names compare.
    pub fn folded(text: &str) -> Key {
        Key::hash(text.bytes().map(|byte| byte.to_ascii_lowercase()))
    }

    /// The hash as a mark's value.
    pub(crate) fn number(self) -> u64 {
        self.0
    }

    fn hash(bytes: impl Iterator<Item = u8>) -> Key {
        let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        Key(bytes.fold(0xcbf2_9ce4_8422_2325, mix))
    }
}

/// A place in one exchange of a series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The exchange's number.
    pub exchange: usize,
    /// When it was sent, if that is known.
    pub at: Option<Duration>,
    /// The place in it.
    pub location: Location,
}

/// What can befall an identity. Of each kind the memory keeps one, the first or the last as it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// The series shows it for the first time.
    Seen,
    /// It was created.
    Created,
    /// Its `externalId` was written or shown, the last time that it changed.
    Identified,
    /// A create of it was answered 409, the first time.
    Conflicted,
    /// The same again, the last time; the value counts all of them.
    ConflictedAgain,
    /// A create of it was refused with a user name that is not the address, the last time.
    Mismatched,
    /// A create of it came to no clean end, the last time; the value is the status, 0 without an answer.
    Unfinished,
    /// It was disabled, or shown as disabled.
    Disabled,
    /// A request to disable it was refused or without effect, the first time since it was enabled; the value
    /// is the status.
    NotDisabled,
    /// `active` was written as a string that says false, and taken; nothing was written since.
    SaidFalse,
    /// It was deleted, or found to be.
    Deleted,
    /// A DELETE was refused, the first time; the value is the status.
    NotDeleted,
    /// A request to it was answered as if it, or the method, were not there, and not in SCIM's words.
    Gone,
    /// Members were written to it, and nothing else since.
    Populated,
    /// It has a role by itself; the value is the role's key.
    RoleGiven,
    /// An attribute of it was written, the last time.
    Written,
}

/// Something that befell an identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// What.
    pub event: Event,
    /// Where.
    pub spot: Spot,
    /// What the event says it is.
    pub value: u64,
}

/// A value that is written again and again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repeat {
    pub(crate) path: Key,
    pub(crate) value: Key,
    /// How often it was written in a row.
    pub count: u32,
    /// The first time.
    pub first: Spot,
    /// The last time.
    pub last: Spot,
}

/// A resource, or a person or group for which there is none yet.
#[derive(Debug, Clone)]
pub struct Identity {
    /// The index of its resource type in the profile.
    pub resource_type: usize,
    /// Its id; none for one that was never created as far as the series shows.
    pub id: Option<Box<str>>,
    /// Its `userName`.
    pub user_name: Option<Key>,
    /// Its `userName` to the letter.
    pub spelled: Option<Key>,
    /// Its `externalId`.
    pub external_id: Option<Key>,
    /// Its `displayName`, for a group.
    pub display_name: Option<Key>,
    /// Its addresses, the first four.
    pub emails: Vec<Key>,
    /// Whether it is active.
    pub active: Option<bool>,
    /// Its entity tag.
    pub version: Option<Box<str>>,
    /// The attributes that were written and not removed since, as bits of [`Memory::names`].
    pub(crate) attributes: u128,
    pub(crate) marks: Vec<Mark>,
    /// The values that the last PATCHes wrote.
    pub repeats: Vec<Repeat>,
    /// The times at which members were added, each with their number.
    pub(crate) joined: Pace,
}

impl Identity {
    pub(crate) fn new(resource_type: usize, id: Option<&str>) -> Identity {
        Identity {
            resource_type,
            id: id.map(Box::from),
            user_name: None,
            spelled: None,
            external_id: None,
            display_name: None,
            emails: Vec::new(),
            active: None,
            version: None,
            attributes: 0,
            marks: Vec::new(),
            repeats: Vec::new(),
            joined: Pace::default(),
        }
    }

    /// What is remembered of that kind.
    pub fn mark(&self, event: Event) -> Option<&Mark> {
        self.marks.iter().find(|mark| mark.event == event)
    }

    /// Whether it was deleted.
    pub fn is_deleted(&self) -> bool {
        self.mark(Event::Deleted).is_some()
    }

    /// Whether the provider has it, as far as the series shows.
    pub fn is_there(&self) -> bool {
        self.id.is_some() && !self.is_deleted()
    }

    /// Whether an answer showed that the provider has it.
    pub fn was_seen(&self) -> bool {
        self.mark(Event::Seen).is_some()
    }

    /// Remembers the event, in place of an earlier one.
    pub(crate) fn set(&mut self, event: Event, spot: Spot, value: u64) {
        self.clear(event);
        self.marks.push(Mark { event, spot, value });
    }

    /// Remembers the event unless there is an earlier one.
    pub(crate) fn set_first(&mut self, event: Event, spot: &Spot, value: u64) {
        if self.mark(event).is_none() {
            self.marks.push(Mark { event, spot: spot.clone(), value });
        }
    }

    /// Forgets the event.
    pub(crate) fn clear(&mut self, event: Event) {
        self.marks.retain(|mark| mark.event != event);
    }
}

/// How many were counted within a window of time.
#[derive(Debug, Clone, Default)]
pub struct Pace {
    /// The time and the number of each, the oldest first.
    counted: std::collections::VecDeque<(Duration, u32, usize)>,
    sum: u32,
}

impl Pace {
    /// Counts some more; the exchange in which the window began and its count, if they are more than `most`.
    pub(crate) fn count(
        &mut self,
        at: Duration,
        number: u32,
        exchange: usize,
        most: u32,
        window: Duration,
    ) -> Option<((usize, Duration), u32)> {
        if number == 0 {
            return None;
        }
        self.counted.push_back((at, number, exchange));
        self.sum = self.sum.saturating_add(number);
        while let Some(&(oldest, gone, _)) = self.counted.front()
            && at.saturating_sub(oldest) >= window
        {
            self.sum = self.sum.saturating_sub(gone);
            self.counted.pop_front();
        }
        if self.sum <= most {
            return None;
        }
        let began = self.counted.front().map_or((exchange, at), |(then, _, began)| (*began, *then));
        let sum = self.sum;
        self.counted.clear();
        self.sum = 0;
        Some((began, sum))
    }
}

/// Where something happened for the first time, and how often it did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// The first time.
    pub first: Spot,
    /// How often.
    pub count: u32,
}

impl Tally {
    /// Counts one more.
    pub(crate) fn add(tally: &mut Option<Tally>, spot: impl FnOnce() -> Spot) {
        match tally {
            Some(tally) => tally.count = tally.count.saturating_add(1),
            None => *tally = Some(Tally { first: spot(), count: 1 }),
        }
    }
}

/// More users than the endpoint takes in a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Burst {
    /// Where it became too many.
    pub spot: Spot,
    /// Where the counting began.
    pub began: Spot,
    /// How many they were.
    pub count: u32,
    /// Whether they are members that were added to one group.
    pub in_one_group: bool,
}

/// Someone who writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Writer {
    /// The host and base that it writes to.
    pub(crate) tenant: Key,
    /// Its product, as `User-Agent` names it, without the version.
    pub product: Box<str>,
    /// Where it first wrote.
    pub first: Spot,
}

/// What concerns the series as a whole.
#[derive(Debug, Clone, Default)]
pub struct Totals {
    /// The exchanges whose answer is known, reads that found nothing aside.
    pub answered: u64,
    /// Those of them that failed.
    pub failed: Option<Tally>,
    /// The requests that were too many, as the endpoint said.
    pub throttled: Option<Tally>,
    /// Those of them that did not say when to come again, in seconds.
    pub without_delay: Option<Tally>,
    /// More users than the endpoint takes in a while.
    pub burst: Option<Burst>,
    /// The creates that nobody looked for before.
    pub blind_creates: u32,
    /// Those who write.
    pub writers: Vec<Writer>,
    /// Where the provider said that it pages by cursors alone.
    pub cursors_alone: Option<Spot>,
    /// Where the provider said that it takes PATCH.
    pub promises_patch: Option<Spot>,
    pub(crate) created: Pace,
    /// Whether any response was recorded, so that a missing one says something.
    pub(crate) has_responses: bool,
}

/// A reference to what the provider does not have as far as the series shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// Whether a manager is named, else a member of a group.
    pub is_manager: bool,
    /// Where.
    pub spot: Spot,
}

/// The last page of a list that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRead {
    /// The index of its first resource, as the request had it.
    pub start_index: u64,
    /// The cursor by which it was asked for.
    pub cursor: Option<Key>,
    /// How many resources came.
    pub length: u64,
    /// How many there are in all, as the provider says.
    pub total: Option<u64>,
    /// The id of the first of them.
    pub first_id: Option<Key>,
    /// Whether the answer named the next page's cursor.
    pub names_cursor: bool,
    /// Whether something was found in it already.
    pub(crate) is_told: bool,
    /// Where.
    pub spot: Spot,
}

/// By what an identity is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// Its id.
    Id,
    /// Its `externalId`.
    ExternalId,
    /// Its `userName`.
    UserName,
    /// Its `displayName`, for a group.
    DisplayName,
    /// One of its addresses.
    Email,
}

/// What is remembered of a series.
#[derive(Debug)]
pub struct Memory {
    /// The identities, in the order in which they were seen.
    pub identities: Vec<Identity>,
    /// What concerns the series as a whole.
    pub totals: Totals,
    /// The names of the attributes that were written.
    pub(crate) names: Vec<Box<str>>,
    index: BTreeMap<(usize, By, Key), usize>,
    /// The exchange that last looked for a value, by resource type.
    lookups: BTreeMap<(usize, Key), usize>,
    /// The exchange that last listed all of a resource type.
    listings: BTreeMap<usize, usize>,
    pub(crate) pending: BTreeMap<Key, Pending>,
    pub(crate) pages: BTreeMap<Key, PageRead>,
    resource_types: usize,
    limit: usize,
    /// The exchange in which the limit was met.
    pub(crate) forgot_at: Option<usize>,
}

impl Memory {
    /// A memory for that many identities of that many resource types.
    pub(crate) fn new(limit: usize, resource_types: usize) -> Memory {
        Memory {
            identities: Vec::new(),
            totals: Totals::default(),
            names: Vec::new(),
            index: BTreeMap::new(),
            lookups: BTreeMap::new(),
            listings: BTreeMap::new(),
            pending: BTreeMap::new(),
            pages: BTreeMap::new(),
            resource_types,
            limit,
            forgot_at: None,
        }
    }

    /// How many identities it remembers.
    pub(crate) fn limit(&self) -> usize {
        self.limit
    }

    /// The identity of that resource type, the one seen last where several were.
    pub fn find(&self, resource_type: usize, by: By, key: Key) -> Option<&Identity> {
        self.identities.get(self.position(resource_type, by, key)?)
    }

    /// Whether a resource of any type has the id.
    pub fn has_id(&self, id: &str) -> bool {
        let key = Key::exact(id);
        (0..self.resource_types).any(|kind| self.position(kind, By::Id, key).is_some())
    }

    /// Whether the value was looked for, or all of its resource type were listed, in an exchange from
    /// that number on.
    pub fn was_looked_up(&self, resource_type: usize, key: Key, since: usize) -> bool {
        let listed = self.listings.get(&resource_type);
        [listed, self.lookups.get(&(resource_type, key))].into_iter().flatten().any(|at| *at >= since)
    }

    /// The last page that was read of that list.
    pub fn page(&self, list: Key) -> Option<&PageRead> {
        self.pages.get(&list)
    }

    /// The reference to that value, which nobody has yet.
    pub fn pending(&self, value: &str) -> Option<&Pending> {
        self.pending.get(&Key::exact(value))
    }

    /// The names of those attributes.
    pub(crate) fn names_of(&self, attributes: u128) -> impl Iterator<Item = &str> {
        self.names
            .iter()
            .enumerate()
            .filter(move |(at, _)| attributes >> at & 1 == 1)
            .map(|(_, name)| &**name)
    }

    pub(crate) fn position(&self, resource_type: usize, by: By, key: Key) -> Option<usize> {
        self.index.get(&(resource_type, by, key)).copied()
    }

    /// Finds the identity at that position by the key from now on.
    pub(crate) fn index(&mut self, at: usize, by: By, key: Key) {
        if let Some(identity) = self.identities.get(at) {
            self.index.insert((identity.resource_type, by, key), at);
        }
    }

    /// Remembers one more identity, unless there are too many.
    pub(crate) fn add(&mut self, identity: Identity, exchange: usize) -> Option<usize> {
        if self.identities.len() >= self.limit {
            self.forgot_at.get_or_insert(exchange);
            return None;
        }
        self.identities.push(identity);
        Some(self.identities.len() - 1)
    }

    /// Remembers that the value was looked for.
    pub(crate) fn look_up(&mut self, resource_type: usize, key: Key, exchange: usize) {
        if self.lookups.len() < self.limit || self.lookups.contains_key(&(resource_type, key)) {
            self.lookups.insert((resource_type, key), exchange);
        } else {
            self.forgot_at.get_or_insert(exchange);
        }
    }

    /// Remembers that all of the resource type were listed.
    pub(crate) fn list(&mut self, resource_type: usize, exchange: usize) {
        self.listings.insert(resource_type, exchange);
    }

    /// Remembers a reference to what nobody has yet.
    pub(crate) fn refer(&mut self, value: &str, pending: Pending) {
        let key = Key::exact(value);
        if self.pending.len() < self.limit {
            self.pending.entry(key).or_insert(pending);
        } else if !self.pending.contains_key(&key) {
            self.forgot_at.get_or_insert(pending.spot.exchange);
        }
    }

    /// Forgets the reference to what is there now.
    pub(crate) fn settle(&mut self, value: &str) {
        self.pending.remove(&Key::exact(value));
    }

    /// Remembers the last page that was read of a list.
    pub(crate) fn turn(&mut self, list: Key, page: PageRead) {
        if self.pages.len() < self.limit || self.pages.contains_key(&list) {
            self.pages.insert(list, page);
        } else {
            self.forgot_at.get_or_insert(page.spot.exchange);
        }
    }

    /// The bit of the attribute of that name; none past the 128th.
    pub(crate) fn bit(&mut self, name: &str) -> u128 {
        let at = self.names.iter().position(|known| known.eq_ignore_ascii_case(name)).unwrap_or_else(|| {
            if self.names.len() < 128 {
                self.names.push(name.into());
            }
            self.names.len() - 1
        });
        let is_it = self.names.get(at).is_some_and(|known| known.eq_ignore_ascii_case(name));
        if is_it { 1 << at } else { 0 }
    }

    /// The bit of the attribute of that name, if it was ever written.
    pub(crate) fn known_bit(&self, name: &str) -> u128 {
        self.names.iter().position(|known| known.eq_ignore_ascii_case(name)).map_or(0, |at| 1 << at)
    }
}
