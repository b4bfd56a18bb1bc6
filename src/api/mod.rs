//! The versioned JSON of calls and answers: one form for `--format json`, the npm package and the page.
//!
//! Text goes in and text comes out: positions only make sense against the text as it was pasted, and
//! text crosses into wasm several times faster than objects do. The forms in `v1` are frozen copies
//! of the core's types, so that the core can change without breaking a caller.

mod ask;
pub mod bundled;
mod filters;
#[cfg(feature = "captures")]
mod masking;
mod schemas;
#[cfg(feature = "series")]
mod series;
mod usernames;
mod v1;
mod words;

pub use ask::AskError;
pub use filters::{parse_filter, parse_path};
pub use schemas::resource_type_named;
#[cfg(feature = "series")]
pub use series::Series;
pub use usernames::username;

pub use words::{habitual, known, known_of, known_of_answer, sentence, told};

#[cfg(not(feature = "files"))]
use self::bundled::{Library, builtin_names, client_names};
use crate::diagnostic::{Answer, Effect};
use crate::json::Parser;
use crate::json::decode::{Node, decode};
use crate::json::write::Writer;
use crate::lint::{Linter, Verdict};
use crate::message::read::{Pasted, ReadOptions, Reader, read};
use crate::message::{Exchange, Method};
use crate::profile::{self, Client, Map, Profile};
#[cfg(feature = "files")]
use crate::profile::{Library, builtin_names, client_names};
use crate::rule::Nothing;

/// What a caller says besides the text. All of it can be left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Options {
    /// The profile's name; `rfc7644` when not given.
    pub profile: Option<String>,
    /// The client that sends the requests, by its profile's name.
    pub client: Option<String>,
    /// The profile's parameters.
    pub parameters: Map<String, String>,
    /// The reader; found out when not given.
    pub from: Option<String>,
    /// The method of a bare body.
    pub method: Option<String>,
    /// The target of a bare body.
    pub target: Option<String>,
    /// Whether refusals that are only inferred count as errors.
    pub strict: bool,
    /// Whether a request without findings gets its answer too.
    pub verbose: bool,
}

impl Options {
    /// Whether both ask for the same linter.
    fn judge_as(&self, other: &Options) -> bool {
        self.profile == other.profile
            && self.client == other.client
            && self.parameters == other.parameters
            && self.strict == other.strict
    }

    #[inline(never)]
    fn linter(&self, library: &Library, told: &Told) -> Result<Linter, CallError> {
        let name = self.profile.as_deref().unwrap_or("rfc7644");
        let mut profile =
            told.profile(name).map_or_else(|| library.provider(name), |profile| Ok(profile.clone()))?;
        for (parameter, value) in &self.parameters {
            profile = profile.set(parameter, value)?;
        }
        let client = self.client.as_deref().map(|name| library.client(name)).transpose()?;
        Ok(Linter::of(profile).client(client).strict(self.strict))
    }

    fn decode(node: &Node<'_>) -> Options {
        node.object(|members| Options {
            profile: members.text_if_any("profile"),
            client: members.text_if_any("client"),
            parameters: Map::decode(&members.get("parameters"), Node::text),
            from: members.text_if_any("from"),
            method: members.text_if_any("method"),
            target: members.text_if_any("target"),
            strict: members.get("strict").flag(),
            verbose: members.get("verbose").flag(),
        })
    }
}

/// Why a call could not be answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// The options are not what [`Options`] has.
    #[error("the options are not readable: {0}")]
    Options(String),
    /// The profile or a parameter of it does not exist.
    #[error(transparent)]
    Profile(#[from] profile::LoadError),
    /// No reader has that name.
    #[error(transparent)]
    Reader(#[from] crate::message::read::UnknownReader),
    /// SCIM has no such method.
    #[error("SCIM has no method `{0}`; there are `GET`, `POST`, `PUT`, `PATCH` and `DELETE`")]
    Method(String),
    /// The text is no request.
    #[error(transparent)]
    Text(#[from] crate::message::read::ReadError),
}

/// Answers calls. It keeps the linter of the last one, since callers ask again and again with the
/// same options and compiling a profile is what costs.
#[derive(Default)]
pub struct Desk {
    library: Library,
    told: Told,
    prepared: Option<Box<Prepared>>,
    /// The last report, whose memory the next one takes.
    report: Vec<u8>,
}

/// Endpoints by what they say of themselves. The small build has none.
#[derive(Default)]
struct Told {
    #[cfg(feature = "files")]
    endpoints: Vec<(String, profile::Discovery, Profile)>,
}

impl Told {
    #[cfg(feature = "files")]
    fn profile(&self, name: &str) -> Option<&Profile> {
        self.endpoints.iter().find(|(known, ..)| known == name).map(|(.., profile)| profile)
    }

    #[cfg(not(feature = "files"))]
    #[expect(clippy::unused_self, reason = "it stands in for one that has endpoints")]
    fn profile(&self, _: &str) -> Option<&Profile> {
        None
    }
}

/// What the options of a call come to.
struct Prepared {
    /// The options as they were given.
    text: String,
    options: Options,
    method: Option<Method>,
    reader: Option<Reader>,
    linter: Linter,
}

impl Desk {
    /// A desk that has answered nothing yet.
    pub fn new() -> Desk {
        Desk::default()
    }

    /// The profile that the options of a call come to.
    ///
    /// # Errors
    /// When the options are not readable, or name what does not exist.
    pub fn profile(&mut self, options: &str) -> Result<Profile, CallError> {
        Ok(self.prepared(options)?.linter.profile().clone())
    }

    /// Adds a profile's file, so that [`Options::profile`] and [`Options::client`] can name it. It may
    /// extend those that are built in or were added, and stands in the place of one of its name.
    ///
    /// `None` when it was added, else JSON of version 1 with an `error`.
    #[cfg(feature = "files")]
    pub fn load(&mut self, text: &str) -> Option<String> {
        let mut library = self.library.clone();
        let read = library.add(text).and_then(|name| match library.provider(&name) {
            Err(profile::LoadError::WrongKind { is_client: true, .. }) => library.client(&name).map(drop),
            read => read.map(drop),
        });
        match read {
            Ok(()) => {
                self.library = library;
                self.prepared = None;
                None
            }
            Err(error) => Some(failed(&error)),
        }
    }

    /// Adds what an endpoint says of itself, the answer of its `/Schemas`, `/ResourceTypes` or
    /// `/ServiceProviderConfig`, so that [`Options::profile`] can name the endpoint. What is added under one
    /// name belongs to one endpoint; otherwise that follows the RFCs.
    ///
    /// `None` when it was added, else JSON of version 1 with an `error`.
    #[cfg(feature = "files")]
    pub fn load_schemas(&mut self, text: &str, name: &str) -> Option<String> {
        let known = self.told.endpoints.iter().position(|(known, ..)| known == name);
        let mut discovery = known.map_or_else(Default::default, |at| self.told.endpoints[at].1.clone());
        let read = discovery.add(text).map_err(|fault| fault.to_string()).and_then(|()| {
            if discovery.is_empty() {
                return Err("it lists no schema; give it what `/Schemas` answers".to_owned());
            }
            Profile::from_discovery(&discovery).map_err(|error| error.to_string())
        });
        match read {
            Ok(profile) => {
                let endpoint = (name.to_owned(), discovery, Profile { name: name.to_owned(), ..profile });
                match known {
                    Some(at) => self.told.endpoints[at] = endpoint,
                    None => self.told.endpoints.push(endpoint),
                }
                self.prepared = None;
                None
            }
            Err(reason) => Some(v1::failure(&reason)),
        }
    }

    /// Judges a request in whatever form it was pasted. `options` is the JSON of [`Options`]; an
    /// empty text means none.
    ///
    /// `None` when there is nothing to say: no finding, and the request is predicted to be taken in
    /// full. Else JSON of version 1: the predicted answer and the findings, or an `error`.
    pub fn lint(&mut self, text: &str, options: &str) -> Option<String> {
        self.judge(text.as_bytes(), options).map(|report| String::from_utf8_lossy(report).into_owned())
    }

    /// Answers as [`Desk::lint`] does, in memory that the next report takes.
    #[inline]
    pub fn judge(&mut self, text: &[u8], options: &str) -> Option<&[u8]> {
        let writer = Writer::over(std::mem::take(&mut self.report));
        let judged = self.prepared(options).and_then(|prepared| prepared.tell(text, writer));
        let (is_told, report) = match judged {
            Ok((is_told, writer)) => (is_told, writer.into_bytes()),
            Err(error) => (true, failed(&error).into_bytes()),
        };
        self.report = report;
        is_told.then_some(&self.report)
    }

    /// The last report of [`Desk::judge`].
    pub fn report(&self) -> &[u8] {
        &self.report
    }

    /// Makes the safe fixes of a request in the text it was pasted in. `options` are those of
    /// [`Desk::lint`].
    ///
    /// JSON of version 1: the text, what was applied and what is left; or an `error`.
    #[cfg(feature = "fixes")]
    #[cold]
    pub fn fix(&mut self, text: &str, options: &str) -> String {
        self.prepared(options).and_then(|prepared| prepared.fix(text)).unwrap_or_else(|error| failed(&error))
    }

    #[inline]
    fn prepared(&mut self, options: &str) -> Result<&Prepared, CallError> {
        if self.prepared.as_ref().is_none_or(|prepared| prepared.text != options) {
            self.prepare(options)?;
        }
        self.prepared.as_deref().ok_or_else(|| CallError::Options(String::new()))
    }

    #[cold]
    #[inline(never)]
    fn prepare(&mut self, options: &str) -> Result<(), CallError> {
        let before = self.prepared.take();
        self.prepared = Some(Box::new(Prepared::of(options, before, &self.library, &self.told)?));
        Ok(())
    }
}

impl Prepared {
    /// Prepares for these options, with the linter of those before where it is the same.
    fn of(
        text: &str,
        before: Option<Box<Prepared>>,
        library: &Library,
        told: &Told,
    ) -> Result<Prepared, CallError> {
        let options = parse(text)?;
        let method = match options.method.as_deref() {
            None => None,
            Some(name) => match Method::named(&name.to_ascii_uppercase()) {
                Method::Other => return Err(CallError::Method(name.to_owned())),
                method => Some(method),
            },
        };
        let reader = options.from.as_deref().map(str::parse::<Reader>).transpose()?;
        let linter = match before {
            Some(before) if before.options.judge_as(&options) => before.linter,
            _ => options.linter(library, told)?,
        };
        Ok(Prepared { text: text.to_owned(), options, method, reader, linter })
    }

    /// Judges a text. Tells whether there is something to say, which is then written.
    #[inline]
    fn tell(&self, text: &[u8], writer: Writer) -> Result<(bool, Writer), CallError> {
        let pasted = read(text, &self.read_options())?;
        #[cfg_attr(not(feature = "fixes"), expect(unused_mut, reason = "only fixes are added"))]
        let mut verdict = self.judge(&pasted.exchange);
        let is_applied = matches!(verdict.answer, Answer::Accept { effect: Effect::Applied, .. });
        if verdict.diagnostics.is_empty() && is_applied && !self.options.verbose {
            return Ok((false, writer));
        }
        #[cfg(feature = "fixes")]
        self.linter.offer(&pasted.exchange.request, &Nothing, &mut verdict);
        // Every caller's text is UTF-8.
        let text = std::str::from_utf8(text).unwrap_or_default();
        Ok((true, v1::report(writer, text, &pasted, &verdict, self.linter.profile())))
    }

    /// Judges a request, and its response where the text has that and this build knows what to say of it.
    #[inline]
    fn judge(&self, exchange: &Exchange<'_>) -> Verdict {
        #[cfg(feature = "captures")]
        return self.linter.exchange(exchange, &Nothing);
        #[cfg(not(feature = "captures"))]
        self.linter.lint(&exchange.request, &Nothing)
    }

    #[cfg(feature = "fixes")]
    fn fix(&self, text: &str) -> Result<String, CallError> {
        let fixed = self.linter.fix(text.as_bytes(), &self.read_options(), &Nothing)?;
        Ok(v1::fixed(&fixed))
    }

    #[inline]
    fn read_options(&self) -> ReadOptions<'_> {
        ReadOptions {
            reader: self.reader,
            method: self.method,
            target: self.options.target.as_deref(),
            ..ReadOptions::default()
        }
    }
}

#[cold]
#[inline(never)]
fn failed(error: &dyn std::error::Error) -> String {
    v1::failure(&error.to_string())
}

/// The report's JSON for a verdict that was made elsewhere.
pub fn report(text: &str, pasted: &Pasted<'_>, verdict: &Verdict, profile: &Profile) -> serde_json::Value {
    let report = v1::report(Writer::default(), text, pasted, verdict, profile);
    serde_json::from_slice(&report.into_bytes()).unwrap_or_default()
}

/// The JSON for a text that could not be judged, with the reason in a sentence.
pub fn failure(reason: &str) -> serde_json::Value {
    serde_json::from_str(&v1::failure(reason)).unwrap_or_default()
}

/// The built-in profiles: name, title, kind and parameters, as a JSON array.
pub fn profiles() -> String {
    let library = Library::default();
    let profiles: Vec<Profile> = builtin_names().filter_map(|name| library.provider(name).ok()).collect();
    let clients: Vec<Client> = client_names().filter_map(|name| library.client(name).ok()).collect();
    v1::profiles(&profiles, &clients)
}

/// The rules: name and title, as a JSON array.
#[cfg(feature = "book")]
pub fn rules() -> String {
    v1::rules()
}

#[inline(never)]
fn parse(options: &str) -> Result<Options, CallError> {
    if options.trim().is_empty() {
        return Ok(Options::default());
    }
    let mut parser = Parser::new();
    let document = parser.parse(options.as_bytes()).map_err(|error| CallError::Options(error.to_string()))?;
    decode(vec![document.root()], Options::decode).map_err(|fault| CallError::Options(fault.to_string()))
}
