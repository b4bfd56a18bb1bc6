//! The reading of profiles' files, one over the other.

use super::builtin::{builtin_names, client_names, file};
use super::{Client, Profile};
use crate::cut::Cut;
use crate::json::decode::{Node, decode};
use crate::json::{Document, Fault, Parser, Value};
use crate::words::meant;

/// The JSON Schema that profile files follow.
pub const SCHEMA: &str = include_str!("profile.schema.json");

/// How deep files may extend each other; deeper is a circle.
const DEPTH: usize = 12;

/// Why a profile could not be loaded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    /// No profile has that name.
    #[error("there is no profile `{name}`; {}", instead(name, known))]
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
    #[error("{}", no_variant(profile, variant, known))]
    UnknownVariant {
        /// The profile's name.
        profile: String,
        /// The variant asked for.
        variant: String,
        /// The variants there are.
        known: Vec<String>,
    },
    /// The file is not a profile.
    #[error("{} is not readable: {fault}", if name.is_empty() { "the profile".to_owned() } else { ["profile `", name, "`"].concat() })]
    Malformed {
        /// The name of the profile whose file it is; empty when the file does not say.
        name: String,
        /// What is wrong, and where in the file.
        fault: Box<Fault>,
    },
}

fn instead(name: &str, known: &[&str]) -> String {
    match meant(name, known.iter().copied()) {
        Some(meant) => ["did you mean `", meant, "`?"].concat(),
        None => ["the built-in ones are ", &known.join(", ")].concat(),
    }
}

fn no_variant(profile: &str, variant: &str, known: &[String]) -> String {
    ["profile `", profile, "` has no variant `", variant, "`; it has ", &listed(known)].concat()
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
    /// A profile from its text; it may extend a built-in one.
    ///
    /// # Errors
    /// When the text is not a profile, or extends one that does not exist.
    pub fn parse(name: &str, text: &str) -> Result<Profile, LoadError> {
        let library = Library {
            added: vec![Added { key: name.to_owned(), name: name.to_owned(), text: text.to_owned() }],
        };
        library.provider(name)
    }
}

/// Profiles by name: those that were added, and the built-in ones.
#[derive(Debug, Clone, Default)]
pub struct Library {
    added: Vec<Added>,
}

/// The text of a profile, by its name or by the path of its file.
#[derive(Debug, Clone)]
struct Added {
    key: String,
    /// What it calls itself, which is the key of what is no file.
    name: String,
    text: String,
}

impl Added {
    fn is_file(&self) -> bool {
        self.key != self.name
    }
}

impl Library {
    /// Adds a profile's file, in place of one of the same name, and gives its name. It may extend
    /// what is added later.
    ///
    /// # Errors
    /// When the text is no JSON object, or has no name.
    pub fn add(&mut self, text: &str) -> Result<String, LoadError> {
        let name = own_name("", text)?;
        self.put(&name, &name, text);
        Ok(name)
    }

    /// Adds a profile's file as [`Library::add`] does, and under its path: others extend it, where that ends in
    /// `.json`, by the path from where they are.
    ///
    /// # Errors
    /// When the text is no JSON object, or has no name.
    pub fn add_file(&mut self, path: &str, text: &str) -> Result<String, LoadError> {
        let name = own_name(path, text)?;
        self.put(&normal(path), &name, text);
        Ok(name)
    }

    /// The path of a file that an added one extends and that is not added yet.
    pub fn lacking(&self) -> Option<String> {
        self.added.iter().find_map(|added| {
            let mut parser = Parser::new();
            let document = parse(&mut parser, &added.key, &added.text).ok()?;
            let variants = document.root().get("variants").into_iter().flat_map(Value::members);
            let mut parts = std::iter::once(document.root()).chain(variants.map(|variant| variant.value));
            parts.find_map(|part| {
                let name = meant_by(&added.key, &part.get("extends")?.string()?);
                let (path, _) = split(&name);
                (is_path(path) && self.text(path).is_none()).then(|| path.to_owned())
            })
        })
    }

    fn put(&mut self, key: &str, name: &str, text: &str) {
        self.added.retain(|known| known.key != key);
        let (key, name, text) = (key.to_owned(), name.to_owned(), text.to_owned());
        self.added.push(Added { key, name, text });
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

    /// The name of the profile that this one extends; a variant's is its file, unless it says another.
    ///
    /// # Errors
    /// When there is no such profile or variant, or its file cannot be read.
    pub fn base(&self, name: &str) -> Result<Option<String>, LoadError> {
        let (base, variant) = self.split(name);
        let Some(text) = self.text(base) else { return Err(unknown(base, false)) };
        let mut parser = Parser::new();
        let document = parse(&mut parser, base, text)?;
        let root = document.root();
        let extends = |file: Value<'_>| file.get("extends").and_then(Value::string).map(String::from);
        let Some(variant) = variant else { return Ok(extends(root)) };
        match root.get("variants").and_then(|variants| variants.get(variant)) {
            Some(file) => Ok(Some(extends(file).unwrap_or_else(|| base.to_owned()))),
            None => Err(unknown_variant(base, root, variant)),
        }
    }

    fn read(&self, name: &str, is_client: bool, read: &mut dyn FnMut(&Node<'_>)) -> Result<(), LoadError> {
        Search { library: self, wanted: name, is_client, read }.named(name, None, Vec::new(), 0)
    }

    /// A profile's name or path, and the variant behind it.
    fn split<'n>(&self, name: &'n str) -> (&'n str, Option<&'n str>) {
        for Added { key, .. } in self.added.iter().filter(|known| known.is_file()) {
            match name.strip_prefix(key.as_str()) {
                Some("") => return (name, None),
                Some(rest) if rest.starts_with('/') => return (name.cut(..key.len()), Some(rest.cut(1..))),
                _ => {}
            }
        }
        split(name)
    }

    /// The added profile of that key, else of that name.
    fn added(&self, name: &str) -> Option<&Added> {
        let of_key = self.added.iter().find(|known| known.key == name);
        of_key.or_else(|| self.added.iter().find(|known| known.name == name))
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.added(name).map(|added| added.text.as_str()).or_else(|| file(name))
    }
}

/// What is looked for, and how it is read.
struct Search<'s> {
    library: &'s Library,
    wanted: &'s str,
    is_client: bool,
    read: &'s mut dyn FnMut(&Node<'_>),
}

/// A file, or a variant in it, with the name of the profile whose file it is.
type Layer<'v> = (&'v str, Value<'v>);

impl Search<'_> {
    /// Reads the profile of that name below the layers of files that extend it; `asked` is where the
    /// last of them names it. Each text stays on the stack until all are read.
    fn named(
        &mut self,
        name: &str,
        asked: Option<Layer<'_>>,
        layers: Vec<Layer<'_>>,
        depth: usize,
    ) -> Result<(), LoadError> {
        if let Some(asked) = asked.filter(|_| depth > DEPTH) {
            return Err(malformed(asked, "profiles extend each other in a circle"));
        }
        let (base, variant) = self.library.split(name);
        // A file may be named in itself; it is told, and paths start, where it is.
        let base = self.library.added(base).map_or(base, |added| added.key.as_str());
        let Some(text) = self.library.text(base) else {
            return Err(or_at(asked, unknown(base, self.is_client)));
        };
        let mut parser = Parser::new();
        let document = parse(&mut parser, base, text)?;
        let root = document.root();
        let mut layers = layers;
        if let Some(variant) = variant {
            let file = root.get("variants").and_then(|variants| variants.get(variant));
            let Some(file) = file else { return Err(or_at(asked, unknown_variant(base, root, variant))) };
            layers.push((base, file));
            // A variant extends its file unless it says what else.
            if let Some(extends) = file.get("extends") {
                return self.extended((base, extends), layers, depth);
            }
        }
        layers.push((base, root));
        match root.get("extends") {
            Some(extends) => self.extended((base, extends), layers, depth),
            None => self.read(&layers),
        }
    }

    fn extended(&mut self, asked: Layer<'_>, layers: Vec<Layer<'_>>, depth: usize) -> Result<(), LoadError> {
        match asked.1.string() {
            Some(written) => {
                let name = meant_by(asked.0, &written);
                if self.library.added(&name).map_or(name.as_str(), |added| &added.key) == asked.0 {
                    return Err(malformed(
                        asked,
                        "a profile cannot extend itself; give it a name of its own",
                    ));
                }
                self.named(&name, Some(asked), layers, depth + 1)
            }
            None => Err(malformed(asked, "a profile's name is expected")),
        }
    }

    fn read(&mut self, layers: &[Layer<'_>]) -> Result<(), LoadError> {
        let mut kinds = layers.iter().filter_map(|(file, layer)| {
            let kind = layer.get("kind")?;
            Some(((*file, kind), is_client(kind)?))
        });
        if let Some((at, is_client)) = kinds.next() {
            if kinds.any(|(_, other)| other != is_client) {
                return Err(malformed(at, "what it extends is of the other kind"));
            }
            if is_client != self.is_client {
                return Err(LoadError::WrongKind { name: self.wanted.to_owned(), is_client });
            }
        }
        let values = layers.iter().map(|(_, value)| *value).collect();
        decode(values, |node| (self.read)(node)).map_err(|fault| {
            let file = |fault: &Fault| layers.get(fault.layer).map_or(self.wanted, |(file, _)| *file);
            let name = file(&fault);
            // Those of another file are told of that one.
            let also = fault.also.iter().filter(|also| file(also) == name).cloned().collect();
            LoadError::Malformed { name: name.to_owned(), fault: Box::new(Fault { also, ..fault }) }
        })
    }
}

/// Whether that kind is a client's; unknown where it is no kind, which is told when the profile is read.
fn is_client(kind: Value<'_>) -> Option<bool> {
    match kind.string().as_deref() {
        Some("client") => Some(true),
        Some("provider") => Some(false),
        _ => None,
    }
}

/// The name that a file gives itself.
fn own_name(key: &str, text: &str) -> Result<String, LoadError> {
    let mut parser = Parser::new();
    let document = parse(&mut parser, key, text)?;
    let read = |node: &Node<'_>| {
        node.open_object(|members| {
            let name = members.need("name");
            name.check(is_name, "a name in lower-case letters, digits and `-` is expected");
            name.text()
        })
    };
    decode(vec![document.root()], read)
        .map_err(|fault| LoadError::Malformed { name: key.to_owned(), fault: Box::new(fault) })
}

/// A profile's name or path, and the variant behind it.
fn split(name: &str) -> (&str, Option<&str>) {
    let variant = match name.rfind(".json") {
        Some(at) => at + ".json".len(),
        None => name.find('/').unwrap_or(name.len()),
    };
    (name.cut(..variant), name.cut(variant..).strip_prefix('/'))
}

fn is_path(base: &str) -> bool {
    base.rsplit_once('.').is_some_and(|(_, end)| end == "json")
}

/// What a file means that extends something: a profile's name as it is, a path from the folder of the file.
fn meant_by(file: &str, written: &str) -> String {
    if !is_path(split(written).0) {
        return written.to_owned();
    }
    let folder = file.rfind(['/', '\\']).map_or("", |end| file.cut(..=end));
    if written.starts_with('/') { normal(written) } else { normal(&[folder, written].concat()) }
}

/// A path without `.`, and without `..` behind a folder's name.
fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match (part, parts.last()) {
            (".", _) => {}
            ("..", Some(last)) if !matches!(*last, ".." | "") => drop(parts.pop()),
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

fn is_name(text: &str) -> bool {
    let is_inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    text.bytes().all(is_inner) && !text.starts_with('-') && !text.is_empty()
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

/// The error, told at the place in a file that asked for what is not there.
fn or_at(asked: Option<Layer<'_>>, error: LoadError) -> LoadError {
    match asked {
        Some(asked) => malformed(asked, &error.to_string()),
        None => error,
    }
}

fn parse<'d>(parser: &'d mut Parser, name: &str, text: &'d str) -> Result<Document<'d>, LoadError> {
    parser.parse(text.as_bytes()).map_err(|error| LoadError::Malformed {
        name: name.to_owned(),
        fault: Box::new(Fault::of_syntax(text, &error)),
    })
}

fn malformed((name, at): Layer<'_>, problem: &str) -> LoadError {
    LoadError::Malformed { name: name.to_owned(), fault: Box::new(Fault::at(at, problem)) }
}
