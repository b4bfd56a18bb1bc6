//! Reading suites. The keys of an expectation are an open set.

use super::expect::{Expectation, Length, Literal, Predicate, Query, Type};
use super::{
    Area, Capture, Check, Each, Exchange, Fixture, Level, Need, RequestTemplate, Step, Suite, Template, Until,
};
use crate::runner::valid;
use crate::toml_file::{Entry, LoadError, Reader};
use scimproof::message::Method;
use scimproof::requirement::{self, requirement};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::time::Duration;
use toml::de::{DeTable, DeValue};

/// Loads a suite from its files, each with its name. Every mistake of every file is told.
pub fn load(files: &[(&str, &str)]) -> Result<Suite, Vec<LoadError>> {
    let mut suite = Suite {
        name: String::new(),
        title: String::new(),
        areas: Vec::new(),
        fixtures: BTreeMap::new(),
        checks: Vec::new(),
    };
    let mut errors = Vec::new();
    let mut documents = Vec::new();
    for (file, text) in files {
        let mut reader = Reader::new(file, text);
        match DeTable::parse(text) {
            Ok(document) => documents.push((*file, *text, document.into_inner())),
            Err(error) => reader.say(error.span().unwrap_or(0..0), error.message()),
        }
        errors.append(&mut reader.errors);
    }
    // Heads and fixtures before checks, so that the order of the files does not matter.
    for (file, text, document) in &documents {
        let mut reader = Reader::new(file, text);
        reader.head(document, &mut suite);
        errors.append(&mut reader.errors);
    }
    for (file, text, document) in &documents {
        let mut reader = Reader::new(file, text);
        reader.area(document, &mut suite);
        errors.append(&mut reader.errors);
    }
    if suite.name.is_empty() && errors.is_empty() {
        let (file, text) = files.first().copied().unwrap_or_default();
        let mut reader = Reader::new(file, text);
        reader.say(0..0, "no file of the suite gives its `name`");
        errors.append(&mut reader.errors);
    }
    if errors.is_empty() { Ok(suite) } else { Err(errors) }
}

/// The variables that a step may use.
type Bound = BTreeSet<String>;

impl Reader<'_> {
    fn head(&mut self, document: &DeTable<'_>, suite: &mut Suite) {
        self.keys(document, &["suite", "fixture", "area", "check"]);
        if let Some(entry) = document.get("suite")
            && let Some(table) = self.table(entry)
        {
            self.keys(table, &["name", "title"]);
            for (key, place) in [("name", &mut suite.name), ("title", &mut suite.title)] {
                if let Some(text) =
                    self.required(table, key, entry.span()).and_then(|entry| self.string(entry))
                {
                    *place = text;
                }
            }
        }
        if let Some(fixtures) = document.get("fixture").and_then(|entry| self.table(entry)) {
            for (name, entry) in fixtures {
                if let Some(fixture) = self.fixture(entry) {
                    suite.fixtures.insert(name.get_ref().as_ref().to_owned(), fixture);
                }
            }
        }
    }

    fn fixture(&mut self, entry: Entry<'_, '_>) -> Option<Fixture> {
        let table = self.table(entry)?;
        self.keys(table, &["requires", "send", "headers", "body", "capture"]);
        let bound = ["unique", "run", "instance"].map(str::to_owned).into();
        let request = self.request(table, entry.span(), &bound)?;
        Some(Fixture { requires: self.needs(table), captures: self.captures(table), request })
    }

    fn needs(&mut self, table: &DeTable<'_>) -> Vec<Need> {
        let words = self.strings(table.get("requires"));
        words
            .into_iter()
            .filter_map(|(word, at)| {
                let need = Need::named(&word);
                if need.is_none() {
                    self.say(
                        at,
                        format!(
                            "`{word}` is no feature, no resource type and no schema that can be required"
                        ),
                    );
                }
                need
            })
            .collect()
    }

    fn area(&mut self, document: &DeTable<'_>, suite: &mut Suite) {
        let Some(checks) = document.get("check") else { return };
        let Some(entry) = document.get("area") else {
            self.say(checks.span(), "a file with checks has a table `area` with `name` and `title`");
            return;
        };
        let Some(table) = self.table(entry) else { return };
        self.keys(table, &["name", "title", "requires"]);
        let name = self.required(table, "name", entry.span()).and_then(|entry| self.string(entry));
        let title = self.required(table, "title", entry.span()).and_then(|entry| self.string(entry));
        let requires = self.needs(table);
        let (Some(name), Some(title)) = (name, title) else { return };
        for check in self.array(checks) {
            if let Some(check) = self.check(check, suite, &name, &requires) {
                suite.checks.push(check);
            }
        }
        suite.areas.push(Area { name, title });
    }

    fn check(&mut self, entry: Entry<'_, '_>, suite: &Suite, area: &str, requires: &[Need]) -> Option<Check> {
        let table = self.table(entry)?;
        self.keys(
            table,
            &[
                "id", "title", "cites", "source", "level", "covers", "requires", "disputed", "mend",
                "for-each", "steps",
            ],
        );
        let name = self.required(table, "id", entry.span()).and_then(|entry| self.string(entry))?;
        let id = format!("{}/{area}/{name}", suite.name);
        if suite.checks.iter().any(|check| check.id == id) {
            self.say(table.get("id")?.span(), format!("the id `{id}` is taken"));
        }
        let title = self.required(table, "title", entry.span()).and_then(|entry| self.string(entry))?;
        let mend = self.required(table, "mend", entry.span()).and_then(|entry| self.string(entry))?;
        let cites = self.strings(table.get("cites"));
        let source = table.get("source").and_then(|entry| self.string(entry));
        if cites.is_empty() && source.is_none() {
            self.say(entry.span(), "a check cites a requirement, or gives the `source` of what it expects");
        }
        for (id, at) in &cites {
            if requirement(id).is_none() {
                self.say(at.clone(), format!("no requirement has the id `{id}`"));
            }
        }
        let cites: Vec<String> = cites.into_iter().map(|(id, _)| id).collect();
        let level = match table.get("level") {
            Some(entry) => self.level(entry),
            None => cites.first().and_then(|id| requirement(id)).map(|cited| Level::of(cited.level)),
        };
        if level.is_none() && cites.is_empty() {
            self.say(entry.span(), "a check that cites no requirement says its `level`");
        }
        let for_each = table.get("for-each").and_then(|entry| self.for_each(entry));
        let mut bound: Bound = ["unique", "run"].map(str::to_owned).into();
        match for_each {
            Some(Each::ResourceType) => {
                bound.extend(["each.id", "each.name", "each.endpoint", "each.schema"].map(str::to_owned));
            }
            Some(Each::Schema) => bound.extend(["each.id", "each.name"].map(str::to_owned)),
            None => {}
        }
        let mut needs = requires.to_vec();
        needs.extend(self.needs(table));
        let mut steps = Vec::new();
        let listed = self.required(table, "steps", entry.span()).map(|entry| self.array(entry))?;
        for step in listed {
            if let Some(step) = self.step(step, suite, &mut bound) {
                if let Step::Use { fixture, .. } = &step {
                    needs.extend(suite.fixtures[fixture].requires.iter().cloned());
                }
                steps.push(step);
            }
        }
        let judges = |step: &Step| matches!(step, Step::Send(exchange) if !exchange.expectations.is_empty());
        if !listed.is_empty() && !steps.iter().any(judges) {
            self.say(entry.span(), "no step of the check expects anything, so it cannot fail");
        }
        let mut seen = BTreeSet::new();
        needs.retain(|need| seen.insert(format!("{need:?}")));
        Some(Check {
            id,
            title,
            area: area.to_owned(),
            cites,
            source,
            level: level.unwrap_or(Level::May),
            covers: self.strings(table.get("covers")).into_iter().map(|(row, _)| row).collect(),
            requires: needs,
            disputed: table.get("disputed").and_then(|entry| self.string(entry)),
            mend,
            for_each,
            steps,
        })
    }

    fn level(&mut self, entry: Entry<'_, '_>) -> Option<Level> {
        let word = self.string(entry)?;
        let level = Level::named(&word);
        if level.is_none() {
            self.say(entry.span(), format!("`{word}` is no level; write `MUST`, `SHOULD` or `MAY`"));
        }
        level
    }

    fn for_each(&mut self, entry: Entry<'_, '_>) -> Option<Each> {
        match self.string(entry)?.as_str() {
            "resource-type" => Some(Each::ResourceType),
            "schema" => Some(Each::Schema),
            other => {
                self.say(
                    entry.span(),
                    format!("steps repeat for `resource-type` or for `schema`, not for `{other}`"),
                );
                None
            }
        }
    }

    fn step(&mut self, entry: Entry<'_, '_>, suite: &Suite, bound: &mut Bound) -> Option<Step> {
        let table = self.table(entry)?;
        if let Some(used) = table.get("use") {
            self.keys(table, &["use", "as"]);
            let fixture = self.string(used)?;
            let Some(found) = suite.fixtures.get(&fixture) else {
                self.say(used.span(), format!("no fixture is called `{fixture}`"));
                return None;
            };
            let instance = match table.get("as") {
                Some(entry) => self.string(entry)?,
                None => fixture.clone(),
            };
            bound.extend(found.captures.iter().map(|capture| format!("{instance}.{}", capture.name)));
            return Some(Step::Use { fixture, instance });
        }
        self.keys(table, &["send", "headers", "body", "capture", "expect", "until"]);
        let request = self.request(table, entry.span(), bound)?;
        let captures = self.captures(table);
        bound.extend(captures.iter().map(|capture| capture.name.clone()));
        let expectations = match table.get("expect") {
            Some(entry) => {
                let expect = self.table(entry)?;
                self.expectations(expect, bound)
            }
            None => Vec::new(),
        };
        let until = match table.get("until") {
            Some(entry) => Some(self.until(entry)?),
            None => None,
        };
        Some(Step::Send(Box::new(Exchange { request, captures, expectations, until })))
    }

    fn until(&mut self, entry: Entry<'_, '_>) -> Option<Until> {
        let table = self.table(entry)?;
        self.keys(table, &["attempts", "pause-ms"]);
        let attempts = self.required(table, "attempts", entry.span()).and_then(|entry| self.whole(entry))?;
        let pause = self.required(table, "pause-ms", entry.span()).and_then(|entry| self.whole(entry))?;
        Some(Until { attempts: attempts as u32, pause: Duration::from_millis(pause as u64) })
    }

    fn whole(&mut self, entry: Entry<'_, '_>) -> Option<usize> {
        if let DeValue::Integer(integer) = entry.get_ref()
            && let Ok(value) = usize::from_str_radix(integer.as_str(), integer.radix())
        {
            return Some(value);
        }
        self.say(entry.span(), "a whole number is expected");
        None
    }

    fn request(
        &mut self,
        table: &DeTable<'_>,
        whole: Range<usize>,
        bound: &Bound,
    ) -> Option<RequestTemplate> {
        let sent = self.required(table, "send", whole)?;
        let line = self.string(sent)?;
        let Some((method, target)) = line.split_once(' ') else {
            self.say(sent.span(), "write the method and the target, such as `GET /Users`");
            return None;
        };
        if Method::named(method) == Method::Other {
            self.say(sent.span(), format!("`{method}` is no method of SCIM"));
        }
        if !target.starts_with('/') && !target.starts_with("${") {
            self.say(sent.span(), "a target begins with `/`, or with a variable that holds a whole URL");
        }
        let target = self.template(target, sent.span(), bound)?;
        let mut headers = Vec::new();
        if let Some(entry) = table.get("headers") {
            for (name, value) in self.table(entry)? {
                let value = if let DeValue::Boolean(false) = value.get_ref() {
                    None
                } else {
                    let text = self.string(value)?;
                    Some(self.template(&text, value.span(), bound)?)
                };
                headers.push((name.get_ref().as_ref().to_owned(), value));
            }
        }
        let body = match table.get("body") {
            Some(entry) => {
                let text = self.string(entry)?;
                Some(self.template(&text, entry.span(), bound)?)
            }
            None => None,
        };
        Some(RequestTemplate { method: Method::named(method), target, headers, body })
    }

    fn template(&mut self, text: &str, at: Range<usize>, bound: &Bound) -> Option<Template> {
        let Ok(template) = Template::parse(text) else {
            self.say(at, "a variable is written `${name}`");
            return None;
        };
        for name in template.variables() {
            if !bound.contains(name) {
                let known: Vec<&str> = bound.iter().map(String::as_str).collect();
                self.say(
                    at.clone(),
                    format!(
                        "nothing before this step gives `${{{name}}}`; there are `{}`",
                        known.join("`, `")
                    ),
                );
            }
        }
        Some(template)
    }

    fn captures(&mut self, table: &DeTable<'_>) -> Vec<Capture> {
        let Some(captures) = table.get("capture").and_then(|entry| self.table(entry)) else {
            return Vec::new();
        };
        let mut list = Vec::new();
        for (name, entry) in captures {
            let Some(text) = self.string(entry) else { continue };
            let query = match text.split_once(' ') {
                Some(("header", header)) => Query::Header(header.to_owned()),
                _ if text.starts_with('/') => Query::Pointer(text),
                _ => {
                    self.say(entry.span(), "capture a JSON Pointer, or `header` and a header's name");
                    continue;
                }
            };
            list.push(Capture { name: name.get_ref().as_ref().to_owned(), query });
        }
        list
    }

    fn expectations(&mut self, table: &DeTable<'_>, bound: &Bound) -> Vec<Expectation> {
        let mut list = Vec::new();
        // In the order in which they are read: status, headers, body.
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        for (key, entry) in entries {
            match key.get_ref().as_ref() {
                "status" => list.extend(several(entry).into_iter().filter_map(|entry| self.status(entry))),
                "header" => {
                    for (name, entry) in self.table(entry).into_iter().flatten() {
                        let query = Query::Header(name.get_ref().as_ref().to_owned());
                        self.expect_all(&query, entry, bound, &mut list);
                    }
                }
                "body" => self.expect_all(&Query::Body, entry, bound, &mut list),
                "valid" => list.extend(several(entry).into_iter().filter_map(|entry| self.valid(entry))),
                pointer if pointer.is_empty() || pointer.starts_with('/') => {
                    self.expect_all(&Query::Pointer(pointer.to_owned()), entry, bound, &mut list);
                }
                other => self.say(
                    key.span(),
                    format!("`{other}` is nothing to expect; write `status`, `header`, `body`, `valid` or a JSON Pointer"),
                ),
            }
        }
        list
    }

    fn expect_all(
        &mut self,
        query: &Query,
        entry: Entry<'_, '_>,
        bound: &Bound,
        list: &mut Vec<Expectation>,
    ) {
        for entry in several(entry) {
            list.extend(self.expectation(query.clone(), entry, bound));
        }
    }

    fn status(&mut self, entry: Entry<'_, '_>) -> Option<Expectation> {
        let (value, level) = match entry.get_ref() {
            DeValue::Table(table) => {
                self.keys(table, &["is", "level"]);
                let level = table.get("level").and_then(|entry| self.level(entry));
                (self.required(table, "is", entry.span())?, level)
            }
            _ => (entry, None),
        };
        let predicate = match value.get_ref() {
            DeValue::Integer(_) => Predicate::Eq(Literal::Value(self.json(value)?)),
            DeValue::Array(array) if array.iter().all(|item| item.get_ref().is_integer()) => {
                Predicate::OneOf(
                    array.iter().filter_map(|item| Some(Literal::Value(self.json(item)?))).collect(),
                )
            }
            DeValue::String(text) if text == "4xx" || text == "2xx" || text == "3xx" || text == "5xx" => {
                Predicate::Class(u16::from(text.as_bytes()[0] - b'0'))
            }
            DeValue::String(_)
            | DeValue::Array(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_)
            | DeValue::Table(_) => {
                self.say(value.span(), "a status, a list of them or a class such as `2xx` is expected");
                return None;
            }
        };
        Some(Expectation { query: Query::Status, predicates: vec![predicate], level })
    }

    fn valid(&mut self, entry: Entry<'_, '_>) -> Option<Expectation> {
        let (value, level) = match entry.get_ref() {
            DeValue::Table(table) => {
                self.keys(table, &["is", "level"]);
                let level = table.get("level").and_then(|entry| self.level(entry));
                (self.required(table, "is", entry.span())?, level)
            }
            _ => (entry, None),
        };
        let subject = self.string(value)?;
        let mut subjects = valid::SUBJECTS.iter().map(|(name, _)| *name);
        if !subjects.any(|name| name == subject) {
            let known = valid::SUBJECTS.iter().map(|(name, _)| *name).collect::<Vec<_>>().join("`, `");
            self.say(value.span(), format!("`{subject}` is nothing that can be valid; known are `{known}`"));
            return None;
        }
        Some(Expectation { query: Query::Valid(subject), predicates: vec![Predicate::Valid], level })
    }

    fn expectation(&mut self, query: Query, entry: Entry<'_, '_>, bound: &Bound) -> Option<Expectation> {
        let DeValue::Table(table) = entry.get_ref() else {
            let literal = self.literal(entry, bound)?;
            return Some(Expectation { query, predicates: vec![Predicate::Eq(literal)], level: None });
        };
        let mut level = None;
        let mut predicates = Vec::new();
        for (key, value) in table {
            let predicate = match key.get_ref().as_ref() {
                "level" => {
                    level = self.level(value);
                    continue;
                }
                "eq" => Predicate::Eq(self.literal(value, bound)?),
                "ne" => Predicate::Ne(self.literal(value, bound)?),
                "contains" => Predicate::Contains(self.literal(value, bound)?),
                "excludes" => Predicate::Excludes(self.literal(value, bound)?),
                "one-of" => Predicate::OneOf(
                    self.array(value).iter().filter_map(|item| self.literal(item, bound)).collect(),
                ),
                "present" | "absent" => {
                    if !matches!(value.get_ref(), DeValue::Boolean(true)) {
                        self.say(value.span(), "only `true` can stand here; the opposite has its own word");
                    }
                    if key.get_ref() == "present" { Predicate::Present } else { Predicate::Absent }
                }
                "type" => {
                    let name = self.string(value)?;
                    let Some(named) = Type::named(&name) else {
                        self.say(value.span(), format!("JSON has no type `{name}`"));
                        return None;
                    };
                    Predicate::Type(named)
                }
                "matches" => {
                    let pattern = self.string(value)?;
                    if let Err(error) = regex_lite::Regex::new(&pattern) {
                        self.say(value.span(), format!("the regular expression cannot be read: {error}"));
                    }
                    Predicate::Matches(pattern)
                }
                "length" => Predicate::Length(self.length(value)?),
                "at-least" | "at-most" => {
                    let Some(number) = self.json(value)?.as_f64() else {
                        self.say(value.span(), "a number is expected");
                        return None;
                    };
                    if key.get_ref() == "at-least" {
                        Predicate::AtLeast(number)
                    } else {
                        Predicate::AtMost(number)
                    }
                }
                other => {
                    self.say(
                        key.span(),
                        format!(
                            "`{other}` is no predicate; there are `eq`, `ne`, `one-of`, `present`, `absent`, `type`, \
                             `matches`, `contains`, `excludes`, `length`, `at-least`, `at-most` and `level`"
                        ),
                    );
                    return None;
                }
            };
            predicates.push(predicate);
        }
        if predicates.is_empty() {
            self.say(entry.span(), "an expectation without a predicate cannot fail");
        }
        Some(Expectation { query, predicates, level })
    }

    fn length(&mut self, entry: Entry<'_, '_>) -> Option<Length> {
        if let DeValue::Table(table) = entry.get_ref() {
            self.keys(table, &["min", "max"]);
            let min = table.get("min").and_then(|entry| self.whole(entry));
            let max = table.get("max").and_then(|entry| self.whole(entry));
            return Some(Length { min: min.unwrap_or(0), max: max.unwrap_or(usize::MAX) });
        }
        let exact = self.whole(entry)?;
        Some(Length { min: exact, max: exact })
    }

    fn literal(&mut self, entry: Entry<'_, '_>, bound: &Bound) -> Option<Literal> {
        if let DeValue::String(text) = entry.get_ref() {
            return Some(Literal::Text(self.template(text, entry.span(), bound)?));
        }
        self.json(entry).map(Literal::Value)
    }
}

/// An array of tables is several expectations of one part, each with its own level.
fn several<'a, 'i>(entry: Entry<'a, 'i>) -> Vec<Entry<'a, 'i>> {
    match entry.get_ref() {
        DeValue::Array(array) if array.iter().all(|item| item.get_ref().is_table()) => array.iter().collect(),
        DeValue::String(_)
        | DeValue::Integer(_)
        | DeValue::Float(_)
        | DeValue::Boolean(_)
        | DeValue::Datetime(_)
        | DeValue::Array(_)
        | DeValue::Table(_) => vec![entry],
    }
}

impl Level {
    /// The level of a normative sentence.
    pub fn of(level: requirement::Level) -> Level {
        match level {
            requirement::Level::Must | requirement::Level::MustNot => Level::Must,
            requirement::Level::Should | requirement::Level::ShouldNot => Level::Should,
            requirement::Level::May => Level::May,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "suite = { name = \"s\", title = \"t\" }\narea = { name = \"a\", title = \"t\" }\n";

    fn errors(check: &str) -> Vec<String> {
        let text = format!("{HEAD}[[check]]\n{check}\n");
        load(&[("s.toml", &text)]).err().unwrap_or_default().iter().map(ToString::to_string).collect()
    }

    const REST: &str = "id = \"x\"\ntitle = \"x\"\nmend = \"x\"\n";

    #[test]
    fn what_is_wrong_is_said_with_line_and_column() {
        let cases = [
            (
                "cites = \"7644-3.6-no-content\"\nsteps = [{ send = \"GET /Users\", expect = { status = 200 } }]",
                "",
            ),
            (
                "cites = \"7644-0-none\"\nsteps = [{ send = \"GET /Users\", expect = { status = 200 } }]",
                "s.toml:7:9: no requirement has the id `7644-0-none`",
            ),
            (
                "cites = \"7644-3.6-no-content\"\nsteps = [{ send = \"GET /Users/${id}\", expect = { status = 200 } }]",
                "s.toml:8:19: nothing before this step gives `${id}`; there are `run`, `unique`",
            ),
            (
                "cites = \"7644-3.6-no-content\"\nsteps = [{ send = \"GET /Users\", expect = { stauts = 200 } }]",
                "s.toml:8:44: `stauts` is nothing to expect; write `status`, `header`, `body`, `valid` or a JSON Pointer",
            ),
            (
                "cites = \"7644-3.6-no-content\"\nsteps = [{ use = \"user\" }]",
                "s.toml:8:18: no fixture is called `user`",
            ),
            (
                "cites = \"7644-3.6-no-content\"\nsteps = [{ send = \"GET /Users\" }]",
                "s.toml:3:1: no step of the check expects anything, so it cannot fail",
            ),
            (
                "cites = \"7644-3.6-no-content\"\nsteps = [{ send = \"GET /Users\", expect = { \"/id\" = { is = 1 } } }]",
                "s.toml:8:54: `is` is no predicate",
            ),
            ("steps = [}", "s.toml:7:10: "),
        ];
        for (check, expected) in cases {
            let said = errors(&format!("{REST}{check}"));
            let first = said.first().map_or("", String::as_str);
            assert!(
                first.starts_with(expected) && first.is_empty() == expected.is_empty(),
                "{check}\n{said:#?}"
            );
        }
    }
}
