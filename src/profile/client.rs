//! What one sender is known to send.

use super::judgement::{decode_when, fits};
use super::{Fillings, Map, Operation, Standing};
use crate::json::decode::Node;
use std::sync::Arc;

/// A client profile: malformations that a sender is known for. Its users cannot change them, so a
/// provider has to tolerate them, and they are no error of whoever uses the sender.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// The name, such as `entra`.
    pub name: String,
    /// The name in prose, such as `Microsoft Entra ID, outbound provisioning`.
    pub title: String,
    /// The sender in a sentence's subject, such as `Entra`.
    pub subject: String,
    /// What it is known to send, by the rule's name.
    pub sends: Map<String, Habit>,
}

/// What a sender does with one malformation, and how that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Habit {
    /// Whether it sends it; `false` where a variant is known not to.
    pub sent: bool,
    /// The words that fill the finding's `{placeholders}`, one of the listed for each name; under
    /// `operation` that of the request. Without any, it is every finding of the rule.
    pub when: Map<String, Vec<String>>,
    /// How it is known.
    pub standing: Standing,
    /// Where it is written.
    pub source: Arc<str>,
}

impl Client {
    pub(super) fn decode(node: &Node<'_>) -> Client {
        node.object(|members| {
            // For editors and for the loader.
            members.get("$schema").text();
            members.get("extends").text();
            members.get("variants").entries();
            Map::decode(&members.get("sources"), Node::text);
            members.need("kind").word(&[("provider", ()), ("client", ())]);
            Client {
                name: members.text("name"),
                title: members.text("title"),
                subject: members.text("subject"),
                sends: Map::decode(&members.need("sends"), Habit::decode),
            }
        })
    }

    /// The habit that a finding with these words falls under, in a request for that operation.
    pub fn habit(&self, rule: &str, operation: Option<Operation>, words: &Fillings) -> Option<&Habit> {
        let habit = self.sends.get(rule)?;
        (habit.sent && fits(&habit.when, operation, words)).then_some(habit)
    }
}

impl Habit {
    fn decode(node: &Node<'_>) -> Habit {
        node.alone().object(|members| Habit {
            sent: members.get("sent").present().is_none_or(|sent| sent.flag()),
            when: decode_when(&members.get("when")),
            standing: Standing::decode(&members.need("standing")),
            source: members.need("source").source().into(),
        })
    }
}
