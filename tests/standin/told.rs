//! Stories as they stand in their files.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::Path;

/// A file of stories.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    /// The profiles under which each is told, where it says no other.
    pub(crate) profiles: Vec<String>,
    /// What is told.
    #[serde(rename = "story")]
    pub(crate) stories: Vec<Story>,
    /// Rows of the facts that no request can show, with the reason.
    #[serde(default)]
    pub(crate) beyond: Vec<Beyond>,
}

/// Rows of the facts that no request to the stand-in can show.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Beyond {
    pub(crate) rows: Vec<String>,
    pub(crate) why: String,
}

/// Requests in order, with what must come of each.
#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Story {
    /// What is so, in a sentence.
    pub(crate) title: String,
    /// Where that is written.
    pub(crate) source: String,
    /// The rows of the facts that it shows.
    #[serde(default)]
    pub(crate) rows: Vec<String>,
    /// For a contradiction of the source's: how the stand-in takes it.
    pub(crate) taken: Option<String>,
    /// The profiles under which it is told, in place of the file's.
    pub(crate) profiles: Option<Vec<String>>,
    /// Parameters that are set.
    #[serde(default)]
    pub(crate) set: BTreeMap<String, String>,
    /// What a user's own profile says beside, as JSON.
    pub(crate) own: Option<String>,
    /// Tokens by secret, with their scopes; every caller is taken where there are none.
    #[serde(default)]
    pub(crate) tokens: BTreeMap<String, Vec<String>>,
    /// The second in which a token ends.
    #[serde(default)]
    pub(crate) expires: BTreeMap<String, u64>,
    /// Rate limits, where they are held to: requests on SCIM, points at an endpoint, users in an hour.
    #[serde(default)]
    pub(crate) limits: BTreeMap<String, u32>,
    /// Faults that the stand-in has; what it answers is then not held against the rules.
    #[serde(default)]
    pub(crate) faults: Vec<String>,
    /// Users who are there before, by their user names.
    #[serde(default)]
    pub(crate) users: Vec<String>,
    /// Groups that are there before, each with its members.
    #[serde(default)]
    pub(crate) groups: BTreeMap<String, Vec<String>>,
    pub(crate) steps: Vec<Step>,
    /// What is then to be said of the client: outcomes by the behaviour's name.
    #[serde(default)]
    pub(crate) verdict: BTreeMap<String, String>,
    /// The rules whose findings lie in the series of requests, in the order of their names.
    pub(crate) series: Option<Vec<String>>,
}

/// A request, and what must come of it.
#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields)]
pub(crate) struct Step {
    /// Method and target. A target that is no whole path stands below the profile's base.
    pub(crate) send: String,
    /// Headers in place of the usual ones; `false` takes one away.
    #[serde(default)]
    pub(crate) headers: BTreeMap<String, Value>,
    /// The body as text.
    pub(crate) body: Option<String>,
    /// The body as a whole user of that name, as GitHub demands it.
    pub(crate) user: Option<String>,
    /// The same for a group.
    pub(crate) group: Option<String>,
    /// What that user or group has in place of, or beside, what it would have.
    #[serde(default)]
    pub(crate) with: Map<String, Value>,
    /// What it does not have.
    #[serde(default)]
    pub(crate) without: Vec<String>,
    /// The body as a PATCH of these operations.
    pub(crate) patch: Option<Value>,
    /// The name under which `${name}` stands for the id in the answer; that of the user or group where there is one.
    #[serde(rename = "as")]
    pub(crate) name: Option<String>,
    /// The status, or one for each profile.
    pub(crate) status: Value,
    /// JSON Pointers into the body, with what is there.
    #[serde(default)]
    pub(crate) shows: BTreeMap<String, Value>,
    /// JSON Pointers into the body, where nothing is.
    #[serde(default)]
    pub(crate) lacks: Vec<String>,
    /// Headers of the answer.
    #[serde(default)]
    pub(crate) has: BTreeMap<String, String>,
    /// The rules above `info` that find something in the request, in the order of their names.
    pub(crate) finds: Option<Vec<String>>,
    /// Whether nobody knows what GitHub answers, so that the stand-in takes it.
    #[serde(default)]
    pub(crate) open: bool,
    /// The events of the audit log.
    pub(crate) events: Option<Vec<String>>,
}

/// A file of stories below `stories/`.
pub(crate) fn file(name: &str) -> File {
    read(&format!("stories/{name}"))
}

/// A TOML file beside the tests.
pub(crate) fn read<T: DeserializeOwned>(name: &str) -> T {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/standin").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
    toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"))
}
