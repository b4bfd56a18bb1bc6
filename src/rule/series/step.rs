//! One exchange of a series, as the rules look at it.

use super::memory::{Identity, Key, Mark, Memory, Spot};
use crate::diagnostic::Location;
use crate::json::{Span, Value};
use crate::message::{Exchange, Part};

/// An exchange of a series, and whom it is about as far as the exchanges before it tell.
#[derive(Clone, Copy)]
pub struct Step<'a> {
    /// The exchange's number.
    pub number: usize,
    /// The exchange.
    pub exchange: &'a Exchange<'a>,
    /// What the request asks for.
    pub deed: Deed,
    /// The index of the resource type in the profile.
    pub resource_type: usize,
    /// The resource type's name.
    pub type_name: &'a str,
    /// The id in the target, and where it stands there.
    pub id: Option<(&'a str, Span)>,
    /// What came back.
    pub reply: Reply,
    /// What the request says of the resource.
    pub sent: &'a Claims<'a>,
    /// What the response says of it.
    pub shown: &'a Claims<'a>,
    /// The page of a list.
    pub page: Option<&'a Page>,
    /// The identity that the request is about: of the id in the target, else of the keys in the body.
    pub about: Option<&'a Identity>,
}

/// What a request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// A new resource.
    Create,
    /// Another state of a resource.
    Replace,
    /// A change of a resource.
    Patch,
    /// No resource any more.
    Delete,
    /// To see a resource.
    Read,
    /// To see resources.
    List,
}

impl Deed {
    /// Whether it changes what the provider has.
    pub fn is_write(self) -> bool {
        !matches!(self, Deed::Read | Deed::List)
    }
}

/// What came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reply {
    /// The request was done, with that status.
    Done(u16),
    /// It was refused, with that status.
    Refused(u16),
    /// It came to no clean end: too many requests, an error of the provider's, or no answer, which is 0.
    Failed(u16),
    /// The series has no responses, so it is taken as done.
    Assumed,
}

impl Reply {
    /// Whether the request was done, as far as is known.
    pub fn is_done(self) -> bool {
        matches!(self, Reply::Done(_) | Reply::Assumed)
    }

    /// The status; 0 where there is none.
    pub fn status(self) -> u16 {
        match self {
            Reply::Done(status) | Reply::Refused(status) | Reply::Failed(status) => status,
            Reply::Assumed => 0,
        }
    }
}

/// What a body says of a resource, whether it is the resource or a PATCH of it.
#[derive(Default)]
pub struct Claims<'a> {
    /// The body's object.
    pub object: Option<Value<'a>>,
    /// `id`
    pub id: Option<Value<'a>>,
    /// `userName`
    pub user_name: Option<Value<'a>>,
    /// `externalId`
    pub external_id: Option<Value<'a>>,
    /// `displayName`
    pub display_name: Option<Value<'a>>,
    /// `active`
    pub active: Option<Value<'a>>,
    /// The addresses, the primary one first.
    pub emails: Vec<Value<'a>>,
    /// The ids of members that are there or come in.
    pub members: Vec<Value<'a>>,
    /// The manager's id.
    pub manager: Option<Value<'a>>,
    /// The roles that are there or come in.
    pub roles: Vec<Value<'a>>,
    /// Whether roles that were there go.
    pub drops_roles: bool,
    /// What a PATCH writes, by path.
    pub writes: Vec<(Key, Value<'a>)>,
    /// The names of the attributes that are there or come in, and whether they go.
    pub attributes: Vec<(Box<str>, bool)>,
}

impl Claims<'_> {
    /// What `active` means: a string that says so counts too.
    pub fn says_active(&self) -> Option<bool> {
        let active = self.active?;
        active.as_bool().or_else(|| {
            let word = active.string()?;
            [("true", true), ("false", false)]
                .into_iter()
                .find(|(said, _)| said.eq_ignore_ascii_case(&word))
                .map(|(_, value)| value)
        })
    }

    /// Whether that attribute is there or comes in.
    pub fn has(&self, name: &str) -> bool {
        self.attributes.iter().any(|(known, goes)| !goes && known.eq_ignore_ascii_case(name))
    }
}

/// A page of a list, as request and response have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The list: its resource type, its filter and who reads it.
    pub list: Key,
    /// The index that the request asks for; 1 when it does not say.
    pub start_index: u64,
    /// Where it says so, in the target.
    pub start_span: Option<Span>,
    /// The cursor that the request asks for.
    pub cursor: Option<Key>,
    /// How many resources came.
    pub length: u64,
    /// How many there are in all, as the response says.
    pub total: Option<u64>,
    /// The id of the first that came.
    pub first_id: Option<Key>,
    /// Whether the response names the next page's cursor.
    pub names_cursor: bool,
    /// The one user name that its filter looks for.
    pub user_name: Option<Sought>,
}

/// A value that a filter looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sought {
    /// It to the letter.
    pub exact: Key,
    /// It without regard to case.
    pub folded: Key,
    /// Where the filter stands in the target, if it does.
    pub span: Option<Span>,
}

impl<'a> Step<'a> {
    /// Whether it is about a user.
    pub fn is_of_user(&self) -> bool {
        self.type_name == "User"
    }

    /// Whether it is about a group.
    pub fn is_of_group(&self) -> bool {
        self.type_name == "Group"
    }

    /// A place in this exchange.
    pub fn spot(&self, part: Part, span: Span) -> Spot {
        self.at(Location { part, span, pointer: None })
    }

    fn at(&self, location: Location) -> Spot {
        Spot { exchange: self.number, at: self.exchange.at, location }
    }

    /// The id in the target, else the whole target.
    pub fn at_target(&self) -> Spot {
        let whole = Span::new(0, self.exchange.request.target.len() as u32);
        self.spot(Part::Target, self.id.map_or(whole, |(_, span)| span))
    }

    /// A range of the target, else the whole target.
    pub fn at_query(&self, span: Option<Span>) -> Spot {
        span.map_or_else(|| self.at_target(), |span| self.spot(Part::Target, span))
    }

    /// A value of the request's body.
    pub fn at_sent(&self, value: Value<'_>) -> Spot {
        self.at(Location { part: Part::Body, span: value.span(), pointer: Some(value.pointer()) })
    }

    /// A value of the request's body, else the target.
    pub fn at_sent_or_target(&self, value: Option<Value<'_>>) -> Spot {
        value.map_or_else(|| self.at_target(), |value| self.at_sent(value))
    }

    /// A value of the response's body.
    pub fn at_shown(&self, value: Value<'_>) -> Spot {
        self.at(Location { part: Part::ResponseBody, span: value.span(), pointer: Some(value.pointer()) })
    }

    /// The response's status, else the target.
    pub fn at_status(&self) -> Spot {
        match &self.exchange.response {
            Some(_) => self.spot(Part::Status, Span::new(0, 3)),
            None => self.at_target(),
        }
    }

    /// What by the exchanges before this one befell the identity that it is about.
    pub fn past(&self, event: super::Event) -> Option<&'a Mark> {
        self.about?.mark(event)
    }

    /// The identity of this type that the memory finds by a value.
    pub fn namesake<'m>(
        &self,
        memory: &'m Memory,
        by: super::By,
        value: Option<Value<'_>>,
    ) -> Option<&'m Identity> {
        memory.find(self.resource_type, by, by.key(&value?.string()?))
    }

    /// The keys by which somebody could have looked for what is sent.
    pub fn sought(&self) -> impl Iterator<Item = Key> {
        let sent = self.sent;
        let named = [sent.user_name, sent.external_id, sent.display_name].into_iter().flatten();
        named.chain(sent.emails.iter().copied()).filter_map(|value| Some(Key::folded(&value.string()?)))
    }

    /// Whether one of them was looked for in an exchange from that number on.
    pub fn was_sought(&self, memory: &Memory, since: usize) -> bool {
        self.sought().any(|key| memory.was_looked_up(self.resource_type, key, since))
    }
}

impl super::By {
    /// A value as it is found by.
    pub(crate) fn key(self, value: &str) -> Key {
        match self {
            super::By::Id | super::By::ExternalId => Key::exact(value),
            super::By::UserName | super::By::DisplayName | super::By::Email => Key::folded(value),
        }
    }
}

/// The series at its end, as a whole.
pub struct Whole<'a> {
    /// What concerns it as a whole.
    pub totals: &'a super::Totals,
}

/// What a series tells of one identity, at the series' end.
pub struct Life<'a> {
    /// The identity.
    pub identity: &'a Identity,
    /// Its resource type's name.
    pub type_name: &'a str,
}
