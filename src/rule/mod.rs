//! The catalogue: each rule is one way for a request to be malformed.
//!
//! A rule's words, metadata, examples and check stand together in one [`rule!`](declare) block in its
//! family's file. A rule subscribes to one kind of [`subject`] and says *where* and *with what
//! words filled in*; the wording itself is its template. What an endpoint makes of the malformation
//! is no matter of the rule: the profile's judgement of the rule's name says it.

mod bulk;
mod caller;
mod cursor;
mod declare;
mod known;
mod mend;
mod sink;
pub mod subject;

mod elements;
mod encoding;
mod envelope;
mod filter;
mod filter_syntax;
mod formats;
mod header;
mod json;
mod limits;
mod membership;
mod names;
mod nulls;
mod patch_op;
mod patch_path;
mod patch_pathless;
mod patch_state;
mod presence;
mod query;
#[cfg(feature = "captures")]
mod response;
#[cfg(feature = "captures")]
mod response_definition;
#[cfg(feature = "captures")]
mod response_error;
#[cfg(feature = "captures")]
mod response_identity;
#[cfg(feature = "captures")]
mod response_list;
#[cfg(feature = "captures")]
mod response_resource;
#[cfg(feature = "captures")]
mod response_selection;
#[cfg(feature = "captures")]
mod response_value;
#[cfg(feature = "series")]
pub mod series;
mod state;
mod types;
mod url;
mod username;
mod values;

pub use known::{CursorProblem, Known, Maybe, Nothing, UniqueKey};
pub(crate) use sink::Within;
pub use sink::{Draft, Place, Sink};
pub use subject::Check;
pub use username::deployment;

#[cfg(feature = "book")]
use crate::profile::LoadError;
use crate::profile::{Profile, Stage};
use crate::requirement::Requirement;
use crate::schema::Attribute;

/// One way for a request to be malformed.
#[derive(Debug)]
pub struct Rule {
    /// The catalogue's name, after the defect; never renamed.
    pub name: &'static str,
    /// The defect in a short sentence, and below it why it hurts and who sends it. The rule book's text.
    #[cfg(feature = "book")]
    pub book: &'static str,
    /// A line of what a finding says and one of what to write instead: one text, since two weigh more.
    pub(crate) words: &'static str,
    /// The step in which an endpoint meets the malformation.
    pub stage: Stage,
    /// The normative sentence that it breaks.
    pub cites: Option<&'static Requirement>,
    /// The profile under which the examples stand.
    #[cfg(feature = "book")]
    pub example_profile: &'static str,
    /// The file of the profile under which the examples stand, where no built-in one has the facts.
    #[cfg(feature = "book")]
    pub example_facts: Option<&'static str>,
    /// A request that the rule finds, as raw HTTP text.
    #[cfg(feature = "book")]
    pub bad: &'static str,
    /// The same request without the malformation.
    #[cfg(feature = "book")]
    pub good: &'static str,
    /// What it looks at, and how.
    pub check: Check,
    /// For checks of attributes: which attributes it wants to see. Asked once, when a linter is made.
    pub wants: fn(&Site<'_>) -> bool,
}

impl Rule {
    /// What a finding says, with `{placeholders}` that the check fills in.
    pub fn says(&self) -> &'static str {
        self.words.split_once('\n').map_or(self.words, |(says, _)| says)
    }

    /// What to write instead, with the same placeholders; empty when the message says it all.
    pub fn help(&self) -> &'static str {
        self.words.split_once('\n').map_or("", |(_, help)| help)
    }

    /// The defect in a short sentence.
    #[cfg(feature = "book")]
    pub fn title(&self) -> &'static str {
        self.book.split("\n\n").next().unwrap_or_default().trim()
    }

    /// The endpoint for which the examples are written.
    #[cfg(feature = "book")]
    pub fn example_endpoint(&self) -> Result<Profile, LoadError> {
        match self.example_facts {
            Some(facts) => Profile::parse("example", facts),
            None => crate::profile::builtin(self.example_profile),
        }
    }
}

/// An attribute where it stands in a resource type.
#[derive(Debug, Clone, Copy)]
pub struct Site<'a> {
    /// The resource type's name.
    pub resource_type: &'a str,
    /// The dotted path from the resource, such as `emails.value`; without an extension's URN.
    pub path: &'a str,
    /// The attribute.
    pub attribute: &'a Attribute,
    /// The active profile.
    pub profile: &'a Profile,
}

/// What a check may consult beside what it looks at.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// What the endpoint accepts and does.
    pub profile: &'a Profile,
    /// What is known of its state.
    pub known: &'a dyn Known,
    /// What the request asks for.
    pub action: Action<'a>,
}

/// What a request asks for, as its method and target say.
#[derive(Debug, Clone, Copy)]
pub struct Action<'a> {
    /// The operation, when the target names a resource type's endpoint and the method fits.
    pub operation: Option<crate::profile::Operation>,
    /// What the endpoint asks of the operation, when it serves it.
    pub served: Option<&'a crate::profile::OperationFacts>,
    /// The resource type.
    pub resource_type: Option<&'a crate::profile::ResourceType>,
    /// The resource's id.
    pub id: Option<&'a str>,
}

/// Rules on one subject, which stand in one file.
#[derive(Debug)]
pub struct Family {
    /// What its rules are about.
    pub title: &'static str,
    /// The rules, in the order of the file.
    pub rules: &'static [&'static Rule],
}

/// Every family. A test holds the list against the files.
pub static FAMILIES: &[Family] = &[
    Family { title: "Headers", rules: header::RULES },
    Family { title: "The caller", rules: caller::RULES },
    Family { title: "Methods and paths", rules: url::RULES },
    Family { title: "Queries", rules: query::RULES },
    Family { title: "Queries as a part of addresses", rules: encoding::RULES },
    Family { title: "JSON", rules: json::RULES },
    Family { title: "`schemas`: what a body says that it is", rules: envelope::RULES },
    Family { title: "Which attributes are there", rules: presence::RULES },
    Family { title: "Names that no schema declares", rules: names::RULES },
    Family { title: "JSON types", rules: types::RULES },
    Family { title: "Null", rules: nulls::RULES },
    Family { title: "Elements of lists", rules: elements::RULES },
    Family { title: "The form of values", rules: formats::RULES },
    Family { title: "Texts that say nothing", rules: values::RULES },
    Family { title: "What an endpoint asks beyond its schema", rules: limits::RULES },
    Family { title: "User names that become logins", rules: username::RULES },
    Family { title: "PATCH operations", rules: patch_op::RULES },
    Family { title: "Members of groups", rules: membership::RULES },
    Family { title: "PATCH operations without a path", rules: patch_pathless::RULES },
    Family { title: "Paths of PATCH operations", rules: patch_path::RULES },
    Family { title: "Bulk requests", rules: bulk::RULES },
    Family { title: "The grammar of filters", rules: filter_syntax::RULES },
    Family { title: "Filters", rules: filter::RULES },
    Family { title: "PATCH on the endpoint's state", rules: patch_state::RULES },
    Family { title: "The endpoint's state", rules: state::RULES },
    Family { title: "Paging by cursor", rules: cursor::RULES },
    #[cfg(feature = "captures")]
    Family { title: "Answers", rules: response::RULES },
    #[cfg(feature = "captures")]
    Family { title: "Answers: what they are", rules: response_identity::RULES },
    #[cfg(feature = "captures")]
    Family { title: "Answers: errors", rules: response_error::RULES },
    #[cfg(feature = "captures")]
    Family { title: "Answers: lists", rules: response_list::RULES },
    #[cfg(feature = "captures")]
    Family { title: "Answers: resources", rules: response_resource::RULES },
    #[cfg(feature = "captures")]
    Family { title: "Answers: what a query selects", rules: response_selection::RULES },
    #[cfg(feature = "captures")]
    Family { title: "Answers: values", rules: response_value::RULES },
    #[cfg(feature = "captures")]
    Family { title: "Answers: definitions of schemas", rules: response_definition::RULES },
    #[cfg(feature = "series")]
    Family { title: "In a series: creating", rules: series::creating::RULES },
    #[cfg(feature = "series")]
    Family { title: "In a series: those who leave", rules: series::leaving::RULES },
    #[cfg(feature = "series")]
    Family { title: "In a series: references", rules: series::references::RULES },
    #[cfg(feature = "series")]
    Family { title: "In a series: who is who", rules: series::matching::RULES },
    #[cfg(feature = "series")]
    Family { title: "In a series: what the provider lets be seen", rules: series::seeing::RULES },
    #[cfg(feature = "series")]
    Family { title: "In a series: writing again", rules: series::rewriting::RULES },
    #[cfg(feature = "series")]
    Family { title: "In a series: paging", rules: series::paging::RULES },
    #[cfg(feature = "series")]
    Family { title: "In a series: pace", rules: series::pace::RULES },
];

/// Every rule.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    FAMILIES.iter().flat_map(|family| family.rules.iter().copied())
}

/// The rule of that name.
pub fn named(name: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.name == name)
}

/// The rule whose name was probably meant by one that no rule has.
pub fn meant(name: &str) -> Option<&'static Rule> {
    crate::words::meant(name, all().map(|rule| rule.name)).and_then(named)
}
