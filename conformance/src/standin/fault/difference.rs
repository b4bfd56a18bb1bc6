//! What a fault changes, and where: at the request as it comes in, the facts by which it is judged and done, what is
//! stored, or the answer as it goes out.

use super::answer::{Answer, edited};
use super::asked::{Asked, On};
use super::turn::Turn;
use crate::standin::Reply;
use scimproof::diagnostic;
use scimproof::profile::{Judgement, Outcome, Profile};
use scimproof::syntax::Filter;
use serde_json::{Map, Value};

/// A refusal: the status, the `scimType` and the `detail`.
pub(super) type Refused = (u16, Option<&'static str>, &'static str);

/// A resource's attributes.
type Attributes = Map<String, Value>;

/// What a fault changes.
#[derive(Clone, Copy)]
pub(super) enum Difference {
    /// Another request is done than the one that was sent.
    Asks(fn(&mut Asked)),
    /// Another filter chooses.
    Filters(fn(Filter) -> Filter),
    /// Other operations of a PATCH are applied.
    Patches(fn(&mut Vec<Value>)),
    /// The request is refused before anybody looks at it.
    Refuses(fn(&Asked) -> Option<Refused>),
    /// Rules find nothing in the requests that are picked.
    Overlooks(fn(&Asked) -> bool, &'static [&'static str]),
    /// Other facts than the profile's hold for the requests that are picked; never for discovery, so that what the
    /// stand-in says of itself stays true.
    Facts(fn(&Asked) -> bool, fn(&mut Profile)),
    /// Other attributes are stored than the request gives; in place of those that were there, if any were.
    Stores(fn(On, Option<&Attributes>, &mut Attributes)),
    /// The answers of success to these requests are others.
    Answers(&'static [On], fn(&Asked, &mut Answer)),
    /// Resources look different in every answer that shows them.
    Shows(fn(&Asked, &mut Attributes)),
    /// Refusals are answered differently.
    Errors(fn(&Asked, &mut Answer)),
    /// Refusals by these rules are answered differently.
    Refusals(&'static [&'static str], fn(&mut Answer)),
    /// Anything else.
    Turns(fn(&mut Turn<'_, '_>) -> Reply),
}

impl std::fmt::Debug for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Difference")
    }
}

impl Difference {
    /// Does what the request asks for, with the difference.
    pub(super) fn make(self, turn: &mut Turn<'_, '_>) -> Reply {
        match self {
            Difference::Asks(edit) => {
                edit(&mut turn.asked);
                turn.go_on()
            }
            Difference::Filters(edit) => {
                turn.asked.edit_filter(edit);
                turn.go_on()
            }
            Difference::Patches(edit) => {
                turn.asked.edit_operations(edit);
                turn.go_on()
            }
            Difference::Refuses(decide) => match decide(&turn.asked) {
                Some((status, scim_type, detail)) => turn.refuse(status, scim_type, detail),
                None => turn.go_on(),
            },
            Difference::Overlooks(picks, rules) if picks(&turn.asked) => {
                turn.by(&|profile| rules.iter().for_each(|rule| overlook(profile, rule)))
            }
            Difference::Facts(picks, edit) if !turn.asked.on.is_discovery() && picks(&turn.asked) => {
                turn.by(&edit)
            }
            // What is stored is changed where it is stored.
            Difference::Stores(_) | Difference::Overlooks(..) | Difference::Facts(..) => turn.go_on(),
            Difference::Answers(to, edit) => {
                let mut reply = turn.go_on();
                if to.contains(&turn.asked.on) {
                    edited(&mut reply, |answer| {
                        if answer.is_success() {
                            edit(&turn.asked, answer);
                        }
                    });
                }
                reply
            }
            Difference::Shows(edit) => {
                let mut reply = turn.go_on();
                if turn.asked.on.shows_resources() {
                    edited(&mut reply, |answer| {
                        answer.resources_mut().for_each(|resource| edit(&turn.asked, resource));
                    });
                }
                reply
            }
            Difference::Errors(edit) => {
                let mut reply = turn.go_on();
                edited(&mut reply, |answer| {
                    if answer.status >= 400 {
                        edit(&turn.asked, answer);
                    }
                });
                reply
            }
            Difference::Refusals(rules, edit) => {
                let mut reply = turn.go_on();
                if let diagnostic::Answer::Refuse(refusal) = &reply.verdict.answer
                    && refusal.rules.iter().any(|rule| rules.contains(rule))
                {
                    edited(&mut reply, edit);
                }
                reply
            }
            Difference::Turns(make) => make(turn),
        }
    }
}

/// Lets a rule find nothing.
pub(super) fn overlook(profile: &mut Profile, rule: &str) {
    let mut judgement = profile.judgement(rule).cloned().unwrap_or_else(Judgement::unknown);
    judgement.then = Outcome::Silent;
    judgement.unless.clear();
    profile.judgements.insert(rule.to_owned(), judgement);
}
