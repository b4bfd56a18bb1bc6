//! Waivers: findings that are known, why they are let be, and until when.
//!
//! A TOML file that `waivers.schema.json` beside this file describes. A waived finding is told and does not count.
//! A waiver ends: from the day after its date on its findings count again.

mod load;

use crate::date::Date;
use glob::{MatchOptions, Pattern};
use scimproof::diagnostic::Diagnostic;
use scimproof::message::Request;

/// The JSON Schema that waiver files follow.
pub const SCHEMA: &str = include_str!("waivers.schema.json");

/// The waivers of one file, judged on one day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Waivers {
    /// The file's name as it was given.
    pub file: String,
    /// The waivers, in the file's order.
    pub waivers: Vec<Waiver>,
}

/// Findings that are let be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// The rule's name.
    pub rule: String,
    /// The files whose findings it covers; all when not said.
    pub file: Option<Pattern>,
    /// The place in the body, as a JSON Pointer in which `*` stands for any one name or index.
    pub pointer: Option<String>,
    /// The endpoint that the request's path names, such as `Users`.
    pub endpoint: Option<String>,
    /// Why the finding is let be.
    pub reason: String,
    /// The last day on which it is.
    pub expires: Date,
    /// The line of the file on which the waiver starts.
    pub line: usize,
}

impl Waivers {
    /// The place in the list of the first waiver that covers the finding and has not expired by that day.
    pub fn cover(
        &self,
        file: &str,
        request: &Request<'_>,
        finding: &Diagnostic,
        today: Date,
    ) -> Option<usize> {
        self.waivers
            .iter()
            .position(|waiver| !waiver.is_expired(today) && waiver.covers(file, request, finding))
    }
}

impl Waiver {
    /// Whether its last day is over.
    pub fn is_expired(&self, today: Date) -> bool {
        self.expires < today
    }

    fn covers(&self, file: &str, request: &Request<'_>, finding: &Diagnostic) -> bool {
        // `*` stays within a folder, `**` does not.
        let options = MatchOptions { require_literal_separator: true, ..MatchOptions::new() };
        let path = file.replace('\\', "/");
        let path = path.strip_prefix("./").unwrap_or(&path);
        let pointer = finding.location.pointer.as_deref();
        self.rule == finding.rule
            && self.file.as_ref().is_none_or(|pattern| pattern.matches_with(path, options))
            && self.pointer.as_ref().is_none_or(|wanted| pointer.is_some_and(|given| leads(wanted, given)))
            && self
                .endpoint
                .as_ref()
                .is_none_or(|wanted| request.path().split('/').any(|part| part == wanted))
    }
}

/// Whether a pointer is one that a waiver's means.
fn leads(wanted: &str, given: &str) -> bool {
    let (wanted, given) = (wanted.split('/'), given.split('/'));
    wanted.clone().count() == given.clone().count()
        && wanted.zip(given).all(|(wanted, given)| wanted == "*" || wanted == given)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test's own input")]
mod tests {
    use super::*;
    use scimproof::lint::Linter;
    use scimproof::message::Method;
    use scimproof::rule::Nothing;
    use std::time::Duration;

    const BODY: &[u8] = br#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","emails":[{"value":"mona@example.com","primary":"true"}]}"#;

    #[test]
    fn a_waiver_covers_what_all_of_its_places_mean() {
        let request = Request::bare(Method::Post, "/scim/v2/Users", Some(BODY));
        let linter = Linter::new(&scimproof::profile::builtin("rfc7644").unwrap());
        let verdict = linter.lint(&request, &Nothing);
        let finding = verdict.diagnostics.iter().find(|finding| finding.rule == "primary-as-string").unwrap();
        assert_eq!(finding.location.pointer.as_deref(), Some("/emails/0/primary"));
        let cases = [
            ("", true),
            ("file = \"legacy/*.json\"", true),
            ("file = \"legacy/**/user.json\"", true),
            ("file = \"*.json\"", false),
            ("file = \"**/*.json\"", true),
            ("pointer = \"/emails/*/primary\"", true),
            ("pointer = \"/emails/0/primary\"", true),
            ("pointer = \"/emails/*\"", false),
            ("pointer = \"/*/*/*/*\"", false),
            ("endpoint = \"Users\"", true),
            ("endpoint = \"Groups\"", false),
            ("file = \"legacy/*\"\nendpoint = \"Groups\"", false),
        ];
        for (places, covers) in cases {
            let text = format!(
                "[[waiver]]\nrule = \"primary-as-string\"\nreason = \"x\"\nexpires = 2027-01-31\n{places}\n"
            );
            let waivers = Waivers::load("w.toml", &text).unwrap();
            let day = |month, day| Date { year: 2027, month, day };
            for file in ["legacy/user.json", "./legacy/user.json"] {
                let covered = |today| waivers.cover(file, &request, finding, today).is_some();
                assert_eq!(covered(day(1, 31)), covers, "{places}");
                assert!(!covered(day(2, 1)), "{places}");
            }
        }
    }

    #[test]
    fn days_follow_each_other() {
        let days: Vec<Date> = (0..60_000).map(|day| Date::at(Duration::from_secs(day * 86_400))).collect();
        assert!(days.is_sorted() && days.windows(2).all(|pair| pair[0] != pair[1]));
        assert_eq!(days[11_016].to_string(), "2000-02-29");
        assert_eq!(days[47_540].to_string(), "2100-02-28");
        assert_eq!(days[47_541].to_string(), "2100-03-01");
    }
}
