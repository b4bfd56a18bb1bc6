//! The normative sentences of RFC 7643 and RFC 7644 as data.
//!
//! Rules and checks cite ids; the sentence is the RFC's own, so that a report shows the law and not
//! somebody's reading of it. An id is the RFC's number, the section and a short word. The sentences
//! are behind the feature `book`: the small wasm build carries the ids alone.

mod rfc7643;
mod rfc7644;

use std::fmt;

/// One normative sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Requirement {
    /// Such as `7644-3.5.2-op`. Never changes.
    pub id: &'static str,
    /// How strongly it binds.
    pub level: Level,
    /// The sentence as the RFC has it.
    #[cfg(feature = "book")]
    pub sentence: &'static str,
}

impl Requirement {
    /// Where it stands, such as `RFC 7644 §3.5.2`.
    pub fn section(&self) -> String {
        let mut parts = self.id.splitn(3, '-');
        let (rfc, section) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        ["RFC ", rfc, " §", section].concat()
    }
}

/// How strongly a sentence binds (RFC 2119).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// MUST, SHALL, REQUIRED. Also a plain statement of what the protocol is, without a keyword.
    Must,
    /// MUST NOT, SHALL NOT.
    MustNot,
    /// SHOULD, RECOMMENDED.
    Should,
    /// SHOULD NOT, NOT RECOMMENDED.
    ShouldNot,
    /// MAY, OPTIONAL.
    May,
}

impl Level {
    /// The keyword that stands for it.
    pub const fn name(self) -> &'static str {
        match self {
            Level::Must => "MUST",
            Level::MustNot => "MUST NOT",
            Level::Should => "SHOULD",
            Level::ShouldNot => "SHOULD NOT",
            Level::May => "MAY",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// All requirements, RFC 7643 before RFC 7644, each in the order of its sections.
pub fn requirements() -> impl Iterator<Item = &'static Requirement> {
    rfc7643::SENTENCES.iter().chain(rfc7644::SENTENCES)
}

/// The requirement of that id.
pub fn requirement(id: &str) -> Option<&'static Requirement> {
    requirements().find(|requirement| requirement.id == id)
}

/// The requirement of that id, found by the compiler: what cites it carries a copy of its own, so that a
/// program which looks nothing up does not carry the table.
pub(crate) const fn cited(id: Option<&'static str>) -> Option<Requirement> {
    let Some(id) = id else { return None };
    let tables = [rfc7643::SENTENCES, rfc7644::SENTENCES];
    let mut table = 0;
    while table < tables.len() {
        let mut at = 0;
        while at < tables[table].len() {
            if is_same(tables[table][at].id.as_bytes(), id.as_bytes()) {
                return Some(tables[table][at]);
            }
            at += 1;
        }
        table += 1;
    }
    panic!("no requirement has that id")
}

const fn is_same(one: &[u8], other: &[u8]) -> bool {
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}

/// A table of sentences by section; the ids are put together here, so they cannot disagree with it.
macro_rules! sentences {
    ($rfc:literal $($section:literal { $($word:literal $level:ident $sentence:literal)* })*) => {
        pub(super) static SENTENCES: &[crate::requirement::Requirement] = &[$($(
            crate::requirement::Requirement {
                id: concat!($rfc, "-", $section, "-", $word),
                level: crate::requirement::Level::$level,
                #[cfg(feature = "book")]
                sentence: $sentence,
            },
        )*)*];
    };
}
use sentences;

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a panic is how a test fails")]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_are_unique() {
        let ids: BTreeSet<_> = requirements().map(|requirement| requirement.id).collect();
        assert_eq!(ids.len(), requirements().count());
    }

    #[test]
    fn sections_stand_in_order() {
        for table in [rfc7643::SENTENCES, rfc7644::SENTENCES] {
            let sections: Vec<Vec<u32>> = table
                .iter()
                .map(|requirement| {
                    let section = requirement.section();
                    let (_, numbers) = section.split_once('§').unwrap();
                    numbers.split('.').map(|number| number.parse().unwrap()).collect()
                })
                .collect();
            assert!(sections.is_sorted(), "{sections:?}");
        }
    }

    #[test]
    fn a_requirement_is_found_by_its_id() {
        let found = requirement("7644-3.5.2-op").unwrap();
        assert_eq!((&*found.section(), found.level), ("RFC 7644 §3.5.2", Level::Must));
        assert_eq!(requirement("7644-3.5.2-nope"), None);
    }

    #[cfg(feature = "book")]
    mod book {
        use super::*;

        /// Where a plain statement counts as a MUST, no keyword has to be in it.
        #[test]
        fn a_sentence_holds_the_keyword_of_its_level() {
            for requirement in requirements() {
                let keywords: &[&str] = match requirement.level {
                    Level::Must => continue,
                    Level::MustNot => &["MUST NOT", "SHALL NOT"],
                    Level::Should => &["SHOULD", "RECOMMENDED"],
                    Level::ShouldNot => &["SHOULD NOT"],
                    Level::May => &["MAY", "OPTIONAL"],
                };
                let sentence = requirement.sentence;
                assert!(
                    keywords.iter().any(|word| sentence.contains(word)),
                    "{}: {sentence}",
                    requirement.id
                );
            }
        }

        #[test]
        #[expect(clippy::print_stderr, reason = "a test that skips says so")]
        fn each_sentence_is_in_its_rfc() {
            for (name, table) in [("rfc7643", rfc7643::SENTENCES), ("rfc7644", rfc7644::SENTENCES)] {
                let path = format!("{}/../shared/facts/rfc/{name}.txt", env!("CARGO_MANIFEST_DIR"));
                let Ok(text) = std::fs::read_to_string(&path) else {
                    eprintln!("skipped: {path} is not there");
                    continue;
                };
                let text = normalized(&text);
                for requirement in table {
                    let sentence = words(requirement.sentence);
                    assert!(text.contains(&sentence), "{} is not in {name}: {sentence}", requirement.id);
                }
            }
        }

        /// The running text without page breaks, and after it each table's columns read downwards.
        fn normalized(text: &str) -> String {
            let mut running = String::new();
            let mut columns: Vec<String> = Vec::new();
            for line in text.lines() {
                let line = line.trim_matches('\u{c}');
                let page_break = (line.starts_with("Hunt, et al.") && line.ends_with(']'))
                    || (line.starts_with("RFC 764") && line.ends_with("September 2015"));
                if page_break {
                    continue;
                }
                if line.trim_start().starts_with('|') {
                    for (i, cell) in line.split('|').enumerate() {
                        if columns.len() <= i {
                            columns.push(String::new());
                        }
                        columns[i].push_str(cell);
                        columns[i].push(' ');
                    }
                } else {
                    running.push_str(line);
                    running.push(' ');
                }
            }
            words(&format!("{running} {}", columns.join(" ")))
        }

        /// One space between words; a word broken at its hyphen is whole again.
        fn words(text: &str) -> String {
            text.split_whitespace().collect::<Vec<_>>().join(" ").replace("- ", "-")
        }
    }
}
