//! Reading a waivers file: every mistake is said with its line and column.

use super::{Waiver, Waivers};
use crate::date::Date;
use crate::toml_file::{Entry, LoadError, Reader};
use glob::Pattern;
use scimproof::rule;
use toml::de::{DeTable, DeValue};

impl Waivers {
    /// Reads a waivers file.
    pub fn load(file: &str, text: &str) -> Result<Waivers, Vec<LoadError>> {
        let mut reader = Reader::new(file, text);
        let mut waivers = Vec::new();
        match DeTable::parse(text) {
            Ok(document) => {
                let document = document.into_inner();
                reader.keys(&document, &["waiver"]);
                for entry in document.get("waiver").map(|list| reader.array(list)).unwrap_or_default() {
                    waivers.extend(reader.waiver(entry));
                }
            }
            Err(error) => reader.say(error.span().unwrap_or(0..0), error.message()),
        }
        if reader.errors.is_empty() {
            Ok(Waivers { file: file.to_owned(), waivers })
        } else {
            Err(reader.errors)
        }
    }
}

impl Reader<'_> {
    fn waiver(&mut self, entry: Entry<'_, '_>) -> Option<Waiver> {
        let table = self.table(entry)?;
        self.keys(table, &["rule", "file", "pointer", "endpoint", "reason", "expires"]);
        let [rule, reason, expires] =
            ["rule", "reason", "expires"].map(|key| self.required(table, key, entry.span()));
        let rule = rule.and_then(|entry| self.rule(entry));
        let reason = reason.and_then(|entry| self.text(entry, "say why the finding is let be"));
        let expires = expires.and_then(|entry| self.date(entry));
        let file = table.get("file").and_then(|entry| self.pattern(entry));
        let pointer = table.get("pointer").and_then(|entry| self.pointer(entry));
        let endpoint = table.get("endpoint").and_then(|entry| self.endpoint(entry));
        Some(Waiver {
            rule: rule?,
            file,
            pointer,
            endpoint,
            reason: reason?,
            expires: expires?,
            line: self.line(entry.span().start),
        })
    }

    fn text(&mut self, entry: Entry<'_, '_>, advice: &str) -> Option<String> {
        let text = self.string(entry)?;
        if text.trim().is_empty() {
            self.say(entry.span(), format!("the text is empty; {advice}"));
            return None;
        }
        Some(text)
    }

    fn rule(&mut self, entry: Entry<'_, '_>) -> Option<String> {
        let name = self.text(entry, "`scimproof rules` lists the rules")?;
        if rule::named(&name).is_some() {
            return Some(name);
        }
        let advice = match rule::meant(&name) {
            Some(rule) => format!("did you mean `{}`?", rule.name),
            None => "`scimproof rules` lists them".to_owned(),
        };
        self.say(entry.span(), format!("there is no rule `{name}`; {advice}"));
        None
    }

    fn pattern(&mut self, entry: Entry<'_, '_>) -> Option<Pattern> {
        let text = self.text(entry, "name files, such as `legacy/*.json`")?;
        let pattern = text.strip_prefix("./").unwrap_or(&text);
        Pattern::new(pattern)
            .map_err(|error| self.say(entry.span(), format!("`{text}` is no file pattern: {}", error.msg)))
            .ok()
    }

    fn pointer(&mut self, entry: Entry<'_, '_>) -> Option<String> {
        let pointer = self.string(entry)?;
        if pointer.is_empty() || pointer.starts_with('/') {
            return Some(pointer);
        }
        self.say(entry.span(), format!("a JSON Pointer starts with a slash; write `/{pointer}`"));
        None
    }

    fn endpoint(&mut self, entry: Entry<'_, '_>) -> Option<String> {
        let endpoint = self.text(entry, "name an endpoint, such as `Users`")?;
        if endpoint.contains('/') {
            let last = endpoint.rsplit('/').find(|part| !part.is_empty()).unwrap_or("Users");
            self.say(entry.span(), format!("an endpoint is one part of a path; write `{last}`"));
            return None;
        }
        Some(endpoint)
    }

    fn date(&mut self, entry: Entry<'_, '_>) -> Option<Date> {
        if let DeValue::Datetime(given) = entry.get_ref()
            && let (Some(date), None) = (given.date, given.time)
        {
            return Some(Date { year: date.year.into(), month: date.month.into(), day: date.day.into() });
        }
        self.say(entry.span(), "a date without quotes is expected, such as `2027-03-31`");
        None
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test's own input")]
mod tests {
    use super::*;
    use crate::toml_file::as_json;
    use crate::waiver::SCHEMA;

    const GOOD: &str = "[[waiver]]\nrule = \"bool-as-string\"\nreason = \"x\"\nexpires = 2027-01-31\n";

    #[test]
    fn what_is_wrong_is_said_with_line_and_column() {
        let cases = [
            ("", ""),
            ("[[waiver]]\n", "1:1: `rule` is missing\n1:1: `reason` is missing\n1:1: `expires` is missing"),
            ("[[waiver]]\nrule = \n", "2:8: string values must be quoted, expected literal string"),
            ("[waiver]\nrule = \"x\"\n", "1:1: an array is expected"),
            ("[[waivers]]\n", "1:3: unknown key `waivers`; known here: `waiver`"),
            (
                "[[waiver]]\nrule = \"bool-as-strin\"\nreason = \"x\"\nexpires = 2027-01-31\n",
                "2:8: there is no rule `bool-as-strin`; did you mean `bool-as-string`?",
            ),
            (
                "[[waiver]]\nrule = \"xyzzy\"\nreason = \" \"\nexpires = \"2027-01-31\"\n",
                "2:8: there is no rule `xyzzy`; `scimproof rules` lists them\n\
                 3:10: the text is empty; say why the finding is let be\n\
                 4:11: a date without quotes is expected, such as `2027-03-31`",
            ),
            (
                "[[waiver]]\nrule = \"bool-as-string\"\nreason = \"x\"\nexpires = 2027-02-30\n",
                "4:11: invalid date, expected day between 01 and 28",
            ),
        ];
        for (text, expected) in cases {
            let errors = Waivers::load("w.toml", text).err().unwrap_or_default();
            let said: Vec<String> = errors.iter().map(ToString::to_string).collect();
            assert_eq!(said.join("\n").replace("w.toml:", ""), expected, "{text}");
        }
        for (line, expected) in [
            ("file = \"a[\"", "5:8: `a[` is no file pattern: invalid range pattern"),
            ("pointer = \"active\"", "5:11: a JSON Pointer starts with a slash; write `/active`"),
            ("endpoint = \"/v2/Users\"", "5:12: an endpoint is one part of a path; write `Users`"),
            (
                "expire = 1",
                "5:1: unknown key `expire`; known here: `rule`, `file`, `pointer`, `endpoint`, `reason`, `expires`",
            ),
        ] {
            let errors = Waivers::load("w.toml", &format!("{GOOD}{line}\n")).unwrap_err();
            let said: Vec<String> = errors.iter().map(ToString::to_string).collect();
            assert_eq!(said.join("\n").replace("w.toml:", ""), expected, "{line}");
        }
    }

    #[test]
    fn the_published_schema_takes_what_is_loaded_and_refuses_other_shapes() {
        let validator = jsonschema::validator_for(&serde_json::from_str(SCHEMA).unwrap()).unwrap();
        // JSON has no dates; editors show those of TOML to a schema as strings.
        let valid = |text: &str| {
            let text = text.replace("2027-01-31", "\"2027-01-31\"");
            validator.is_valid(&as_json(&text).unwrap())
        };
        let places = "file = \"a/*.json\"\npointer = \"/emails/*/primary\"\nendpoint = \"Users\"\n";
        for text in ["", GOOD, &format!("{GOOD}{places}"), &format!("{GOOD}{GOOD}")] {
            assert!(valid(text) && Waivers::load("w.toml", text).is_ok(), "{text}");
        }
        for line in ["pointer = \"active\"", "endpoint = \"/Users\"", "file = \"\"", "expire = 1", "file = 1"]
        {
            let text = format!("{GOOD}{line}\n");
            assert!(!valid(&text) && Waivers::load("w.toml", &text).is_err(), "{text}");
        }
        for missing in ["rule", "reason", "expires"] {
            let kept: Vec<&str> = GOOD.lines().filter(|line| !line.starts_with(missing)).collect();
            let text = kept.join("\n");
            assert!(!valid(&text) && Waivers::load("w.toml", &text).is_err(), "{text}");
        }
    }
}
