//! What a `phrase` searches the audit log for: `qualifier:value`, with `-` before it for what must not be.

use super::AuditEvent;
use crate::standin::time::timestamp;

/// A search. Qualifiers that are not known here leave nothing out.
pub(super) struct Phrase {
    terms: Vec<Term>,
}

struct Term {
    is_wanted: bool,
    qualifier: String,
    value: String,
}

impl Phrase {
    pub(super) fn parse(text: &str) -> Phrase {
        let terms = text.split_whitespace().map(|word| {
            let (is_wanted, word) = word.strip_prefix('-').map_or((true, word), |word| (false, word));
            let (qualifier, value) = word.split_once(':').unwrap_or(("", word));
            Term { is_wanted, qualifier: qualifier.to_owned(), value: value.trim_matches('"').to_owned() }
        });
        Phrase { terms: terms.collect() }
    }

    pub(super) fn fits(&self, event: &AuditEvent) -> bool {
        self.terms.iter().all(|term| term.fits(event).is_none_or(|fits| fits == term.is_wanted))
    }
}

impl Term {
    /// `None` where nobody here can say.
    fn fits(&self, event: &AuditEvent) -> Option<bool> {
        let is = |text: Option<&String>| text.is_some_and(|text| text.eq_ignore_ascii_case(&self.value));
        Some(match self.qualifier.as_str() {
            // A category is all of its events.
            "action" => {
                let category = event.action.split('.').next().unwrap_or_default();
                let wanted = self.value.strip_suffix(".*").unwrap_or(&self.value);
                event.action == wanted || category == wanted
            }
            "actor" => is(Some(&event.actor)),
            "user" => is(event.user.as_ref()),
            "org" => is(event.org.as_ref()),
            "business" => is(event.business.as_ref()),
            "created" => self.is_within(&timestamp(event.at)),
            // A word without a qualifier is looked for in the names.
            "" => {
                let named =
                    [Some(&event.actor), event.user.as_ref(), event.org.as_ref(), event.team.as_ref()];
                event.action.contains(&self.value)
                    || named.into_iter().flatten().any(|name| name.contains(&self.value))
            }
            _ => return None,
        })
    }

    /// A day or an instant, after `>`, `>=`, `<` or `<=`; or two of them with `..` between.
    fn is_within(&self, at: &str) -> bool {
        let day = |wanted: &str| at.get(..wanted.len().min(19)).unwrap_or(at).to_owned();
        let until = |wanted: &str| day(wanted.trim_end_matches('Z')).as_str() <= wanted.trim_end_matches('Z');
        let from = |wanted: &str| day(wanted.trim_end_matches('Z')).as_str() >= wanted.trim_end_matches('Z');
        let value = self.value.as_str();
        if let Some((start, end)) = value.split_once("..") {
            return from(start) && until(end);
        }
        match (
            value.strip_prefix(">="),
            value.strip_prefix("<="),
            value.strip_prefix('>'),
            value.strip_prefix('<'),
        ) {
            (Some(start), ..) => from(start),
            (_, Some(end), ..) => until(end),
            (_, _, Some(start), _) => !until(start),
            (_, _, _, Some(end)) => !from(end),
            (None, None, None, None) => from(value) && until(value),
        }
    }
}
