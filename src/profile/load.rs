//! The reading of profiles' files, one over the other.

use super::builtin::{builtin_names, client_names, file};
use super::{Client, Profile};
use crate::json::decode::{Node, decode};
use crate::json::{Document, LineIndex, Parser, Value};

/// The JSON Schema that profile files follow.
pub const SCHEMA: &str = include_str!("profile.schema.json");

/// How deep files may extend each other; deeper is a circle.
const DEPTH: usize = 12;

/// Why a profile could not be loaded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    /// No profile has that name.
    #[error("there is no profile `{name}`; the built-in ones are {}", known.join(", "))]
    UnknownProfile {
        /// The name asked for.
        name: String,
        /// The names there are, of the kind asked for.
        known: Vec<&'static str>,
    },
    /// The profile is of the other kind.
    #[error("profile `{name}` describes {}", if *is_client { "a client, not an endpoint" } else { "an endpoint, not a client" })]
    WrongKind {
        /// The profile's name.
        name: String,
        /// Whether it describes a client.
        is_client: bool,
    },
    /// The profile has no such parameter.
    #[error("profile `{profile}` has no parameter `{parameter}`; it has {}", listed(known))]
    UnknownParameter {
        /// The profile's name.
        profile: String,
        /// The parameter asked for.
        parameter: String,
        /// The parameters there are.
        known: Vec<String>,
    },
    /// The profile has no such variant.
    #[error("profile `{profile}` has no variant `{variant}`; it has {}", listed(known))]
    UnknownVariant {
        /// The profile's name.
        profile: String,
        /// The variant asked for.
        variant: String,
        /// The variants there are.
        known: Vec<String>,
    },
    /// The file is not a profile.
    #[error("profile `{name}` is not readable: {reason}")]
    Malformed {
        /// The profile's name.
        name: String,
        /// What is wrong, with its line and column.
        reason: String,
    },
}

fn listed(known: &[String]) -> String {
    if known.is_empty() { "none".to_owned() } else { known.join(", ") }
}

/// A built-in profile of an endpoint by its name, or `name/variant`.
///
/// # Errors
/// When there is no such profile or variant.
pub fn builtin(name: &str) -> Result<Profile, LoadError> {
    Library::default().provider(name)
}

/// A built-in profile of a sender by its name, or `name/variant`.
///
/// # Errors
/// When there is no such profile or variant.
pub fn client(name: &str) -> Result<Client, LoadError> {
    Library::default().client(name)
}

impl Profile {
    /// A profile from the text of a file; it may extend a built-in one.
    ///
    /// # Errors
    /// When the text is not a profile, or extends one that does not exist.
    pub fn parse(name: &str, text: &str) -> Result<Profile, LoadError> {
        let library = Library { added: vec![(name.to_owned(), text.to_owned())] };
        library.provider(name)
    }
}

/// Profiles by name: those that were added, and the built-in ones.
#[derive(Debug, Clone, Default)]
pub struct Library {
    added: Vec<(String, String)>,
}

impl Library {
    /// Adds a profile's file, in place of one of the same name, and gives its name. It may extend
    /// what is added later.
    ///
    /// # Errors
    /// When the text is no JSON object, or has no name.
    pub fn add(&mut self, text: &str) -> Result<String, LoadError> {
        let mut parser = Parser::new();
        let document = parse(&mut parser, "", text)?;
        let read = |node: &Node<'_>| node.open_object(|members| members.text("name"));
        let name = decode(vec![document.root()], read).map_err(|fault| malformed("", &fault))?;
        self.added.retain(|(known, _)| *known != name);
        self.added.push((name.clone(), text.to_owned()));
        Ok(name)
    }

    /// The profile of an endpoint by its name, or `name/variant`.
    ///
    /// # Errors
    /// When there is no such profile or variant, or its file cannot be read.
    pub fn provider(&self, name: &str) -> Result<Profile, LoadError> {
        let mut read = None;
        self.read(name, false, &mut |node| read = Some(Profile::decode(node)))?;
        read.map(|profile| Profile { name: name.to_owned(), ..profile }).ok_or_else(|| unknown(name, false))
    }

    /// The profile of a sender by its name, or `name/variant`.
    ///
    /// # Errors
    /// When there is no such profile or variant, or its file cannot be read.
    pub fn client(&self, name: &str) -> Result<Client, LoadError> {
        let mut read = None;
        self.read(name, true, &mut |node| read = Some(Client::decode(node)))?;
        read.map(|client| Client { name: name.to_owned(), ..client }).ok_or_else(|| unknown(name, true))
    }

    /// The names of a profile's variants.
    ///
    /// # Errors
    /// When there is no such profile, or its file cannot be read.
    pub fn variants(&self, name: &str) -> Result<Vec<String>, LoadError> {
        let Some(text) = self.text(name) else { return Err(unknown(name, false)) };
        let mut parser = Parser::new();
        Ok(variants(parse(&mut parser, name, text)?.root()))
    }

    fn read(&self, name: &str, is_client: bool, read: &mut dyn FnMut(&Node<'_>)) -> Result<(), LoadError> {
        Search { library: self, wanted: name, is_client, read }.named(name, Vec::new(), 0)
    }

    fn text(&self, name: &str) -> Option<&str> {
        let added = self.added.iter().find(|(known, _)| known == name).map(|(_, text)| text.as_str());
        added.or_else(|| file(name))
    }
}

/// What is looked for, and how it is read.
struct Search<'s> {
    library: &'s Library,
    wanted: &'s str,
    is_client: bool,
    read: &'s mut dyn FnMut(&Node<'_>),
}

impl Search<'_> {
    /// Reads the profile of that name below the layers of files that extend it. Each text stays on
    /// the stack until all are read.
    fn named(&mut self, name: &str, layers: Vec<Value<'_>>, depth: usize) -> Result<(), LoadError> {
        if depth > DEPTH {
            return Err(malformed(name, &"profiles extend each other in a circle"));
        }
        let (base, variant) = match name.split_once('/') {
            Some((base, variant)) => (base, Some(variant)),
            None => (name, None),
        };
        let Some(text) = self.library.text(base) else { return Err(unknown(base, self.is_client)) };
        let mut parser = Parser::new();
        let document = parse(&mut parser, base, text)?;
        let root = document.root();
        let mut layers = layers;
        if let Some(variant) = variant {
            let file = root.get("variants").and_then(|variants| variants.get(variant));
            let Some(file) = file else { return Err(unknown_variant(base, root, variant)) };
            layers.push(file);
            // A variant extends its file unless it says what else.
            if let Some(other) = file.get("extends").and_then(Value::string) {
                return self.named(&other, layers, depth + 1);
            }
        }
        layers.push(root);
        match root.get("extends").and_then(Value::string) {
            Some(other) => self.named(&other, layers, depth + 1),
            None => self.read(layers),
        }
    }

    fn read(&mut self, layers: Vec<Value<'_>>) -> Result<(), LoadError> {
        let kind = layers.iter().find_map(|layer| layer.get("kind")).and_then(Value::string);
        let is_client = kind.as_deref() == Some("client");
        if is_client != self.is_client && (is_client || kind.as_deref() == Some("provider")) {
            return Err(LoadError::WrongKind { name: self.wanted.to_owned(), is_client });
        }
        decode(layers, |node| (self.read)(node)).map_err(|fault| malformed(self.wanted, &fault))
    }
}

fn variants(file: Value<'_>) -> Vec<String> {
    let variants = file.get("variants").into_iter().flat_map(Value::members);
    variants.map(|member| member.key().into_owned()).collect()
}

fn unknown_variant(profile: &str, file: Value<'_>, variant: &str) -> LoadError {
    LoadError::UnknownVariant {
        profile: profile.to_owned(),
        variant: variant.to_owned(),
        known: variants(file),
    }
}

fn unknown(name: &str, is_client: bool) -> LoadError {
    let known = if is_client { client_names().collect() } else { builtin_names().collect() };
    LoadError::UnknownProfile { name: name.to_owned(), known }
}

fn parse<'d>(parser: &'d mut Parser, name: &str, text: &'d str) -> Result<Document<'d>, LoadError> {
    parser.parse(text.as_bytes()).map_err(|error| {
        let place = LineIndex::new(text).position(error.span.start);
        malformed(name, &format!("{error} at line {}, column {}", place.line, place.column))
    })
}

fn malformed(name: &str, reason: &dyn ToString) -> LoadError {
    LoadError::Malformed { name: name.to_owned(), reason: reason.to_string() }
}
