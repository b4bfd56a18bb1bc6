//! The rule book as JSON, which the page shows.

use super::explained::{Explained, Judged, Profiles};
use scimproof::diagnostic::Severity;
use scimproof::rule::{self, Check};
use serde_json::{Value, json};

/// Every rule by family, with the profiles and how much the rule matters by each of them, in their order.
pub(super) fn book(profiles: &Profiles) -> Value {
    let families = rule::FAMILIES.iter().map(|family| {
        let rules: Vec<Value> = family
            .rules
            .iter()
            .map(|rule| {
                let mut page = page(&profiles.explain(rule));
                page["severities"] = profiles.severities(rule).into();
                page
            })
            .collect();
        json!({ "title": family.title, "rules": rules })
    });
    let named = profiles.titled().map(|(name, title)| json!({ "name": name, "title": title }));
    json!({
        "version": 1,
        "profiles": named.collect::<Vec<_>>(),
        "families": families.collect::<Vec<_>>(),
    })
}

/// One rule.
pub(super) fn page(explained: &Explained) -> Value {
    let rule = explained.rule;
    let texts = rule.book.split("\n\n").map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
    json!({
        "name": rule.name,
        "texts": texts.collect::<Vec<_>>(),
        "requirement": explained.requirement.map(|requirement| json!({
            "id": requirement.id,
            "section": requirement.section(),
            "level": requirement.level.name(),
            "sentence": requirement.sentence,
        })),
        // Of one request, or of exchanges.
        "about": match rule.check {
            Check::Exchange(_) | Check::Step(_) | Check::Life(_) | Check::Whole(_) => "exchanges",
            _ => "request",
        },
        // The profile under which the examples stand: a built-in one, or one of their own.
        "profile": rule.example_facts.is_none().then_some(rule.example_profile),
        "facts": rule.example_facts.and_then(|facts| serde_json::from_str::<Value>(facts).ok()),
        "bad": example(rule.bad),
        "good": example(rule.good),
        "fix": explained.fix.as_ref().map(|fix| json!({ "title": fix.title, "safe": fix.safe })),
        "judged": explained.judged.iter().map(judged).collect::<Vec<_>>(),
        "senders": explained.senders,
    })
}

fn judged(judged: &Judged) -> Value {
    let exceptions = judged.exceptions.iter().map(|(when, then)| json!({ "when": when, "then": then }));
    json!({
        "profiles": judged.profiles,
        "severity": judged.severity.map_or("quiet", Severity::name),
        "sentence": judged.sentence,
        "exceptions": exceptions.collect::<Vec<_>>(),
    })
}

/// A request as it is, and as it stands on a page; `null` where a rule has none.
fn example(text: &str) -> Value {
    if text.is_empty() {
        return Value::Null;
    }
    json!({ "text": text, "shown": super::shown(text, 80) })
}
