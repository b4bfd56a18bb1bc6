//! Reading TOML files: every mistake is said with its line and column.
//!
//! Written over `toml`'s spanned values rather than with a derive, because what is wrong with a file is mostly not its
//! shape: an id that no sentence has, a rule that does not exist, a variable that nothing captured.

use serde_json::Value;
use std::fmt;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What is wrong with a file, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadError {
    /// The file's name as it was given.
    pub file: String,
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1, in characters.
    pub column: usize,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.message)
    }
}

impl std::error::Error for LoadError {}

pub(crate) type Entry<'a, 'i> = &'a Spanned<DeValue<'i>>;

/// Walks one file's values and gathers what is wrong with them.
pub(crate) struct Reader<'t> {
    file: &'t str,
    text: &'t str,
    pub(crate) errors: Vec<LoadError>,
}

impl<'t> Reader<'t> {
    pub(crate) fn new(file: &'t str, text: &'t str) -> Reader<'t> {
        Reader { file, text, errors: Vec::new() }
    }
}

impl Reader<'_> {
    /// The line, from 1, of a byte.
    pub(crate) fn line(&self, at: usize) -> usize {
        self.text.get(..at).unwrap_or(self.text).matches('\n').count() + 1
    }

    pub(crate) fn say(&mut self, at: Range<usize>, message: impl Into<String>) {
        let before = self.text.get(..at.start).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        self.errors.push(LoadError {
            file: self.file.to_owned(),
            line: self.line(at.start),
            column: before[line_start..].chars().count() + 1,
            message: message.into(),
        });
    }

    pub(crate) fn keys(&mut self, table: &DeTable<'_>, known: &[&str]) {
        for (key, _) in table {
            if !known.contains(&key.get_ref().as_ref()) {
                self.say(
                    key.span(),
                    format!("unknown key `{}`; known here: `{}`", key.get_ref(), known.join("`, `")),
                );
            }
        }
    }

    pub(crate) fn string(&mut self, entry: Entry<'_, '_>) -> Option<String> {
        if let DeValue::String(text) = entry.get_ref() {
            return Some(text.as_ref().to_owned());
        }
        self.say(entry.span(), "a string is expected");
        None
    }

    pub(crate) fn table<'a, 'i>(&mut self, entry: Entry<'a, 'i>) -> Option<&'a DeTable<'i>> {
        if let DeValue::Table(table) = entry.get_ref() {
            return Some(table);
        }
        self.say(entry.span(), "a table is expected");
        None
    }

    pub(crate) fn array<'a, 'i>(&mut self, entry: Entry<'a, 'i>) -> &'a [Spanned<DeValue<'i>>] {
        if let DeValue::Array(array) = entry.get_ref() {
            return array;
        }
        self.say(entry.span(), "an array is expected");
        &[]
    }

    pub(crate) fn required<'a, 'i>(
        &mut self,
        table: &'a DeTable<'i>,
        key: &str,
        whole: Range<usize>,
    ) -> Option<Entry<'a, 'i>> {
        let found = table.get(key);
        if found.is_none() {
            self.say(whole, format!("`{key}` is missing"));
        }
        found
    }

    /// A string, or several.
    pub(crate) fn strings(&mut self, entry: Option<Entry<'_, '_>>) -> Vec<(String, Range<usize>)> {
        let Some(entry) = entry else { return Vec::new() };
        match entry.get_ref() {
            DeValue::String(text) => vec![(text.as_ref().to_owned(), entry.span())],
            DeValue::Array(array) => {
                array.iter().filter_map(|item| Some((self.string(item)?, item.span()))).collect()
            }
            DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_)
            | DeValue::Table(_) => {
                self.say(entry.span(), "a string or an array of strings is expected");
                Vec::new()
            }
        }
    }

    /// The value as JSON.
    pub(crate) fn json(&mut self, entry: Entry<'_, '_>) -> Option<Value> {
        Some(match entry.get_ref() {
            DeValue::String(text) => Value::from(text.as_ref()),
            DeValue::Boolean(value) => Value::from(*value),
            DeValue::Integer(integer) => {
                let Ok(value) = i64::from_str_radix(integer.as_str(), integer.radix()) else {
                    self.say(entry.span(), "the number is too large");
                    return None;
                };
                Value::from(value)
            }
            DeValue::Float(float) => Value::from(float.as_str().parse::<f64>().ok()?),
            DeValue::Array(array) => array.iter().map(|item| self.json(item)).collect::<Option<_>>()?,
            DeValue::Table(table) => table
                .iter()
                .map(|(key, value)| Some((key.get_ref().as_ref().to_owned(), self.json(value)?)))
                .collect::<Option<_>>()?,
            DeValue::Datetime(_) => {
                self.say(entry.span(), "JSON has no dates; write a string");
                return None;
            }
        })
    }
}

/// A file as JSON, for its schema.
#[cfg(test)]
pub(crate) fn as_json(text: &str) -> Option<Value> {
    let document = DeTable::parse(text).ok()?.into_inner();
    let mut reader = Reader::new("", text);
    document
        .iter()
        .map(|(key, value)| Some((key.get_ref().as_ref().to_owned(), reader.json(value)?)))
        .collect()
}
