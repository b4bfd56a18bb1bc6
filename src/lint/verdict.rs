//! From drafts to the verdict: words, severities, and the predicted answer.

use super::Linter;
use crate::diagnostic::{Answer, Basis, Diagnostic, Effect, Habit, Location, Refusal, Severity, Wording};
use crate::json::{Document, Pointers};
use crate::message::names_secret;
use crate::order;
use crate::profile::{Fillings, Judgement, Operation, Outcome, Standing};
use crate::rule::{Draft, Facts, Place, Rule};

/// What is wrong with a request, and what the endpoint is predicted to answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The findings, in the order of the request's parts.
    pub diagnostics: Vec<Diagnostic>,
    /// The predicted answer.
    pub answer: Answer,
}

impl Verdict {
    /// The worst severity found.
    pub fn worst(&self) -> Option<Severity> {
        self.diagnostics.iter().map(|diagnostic| diagnostic.severity).max()
    }
}

/// The bodies that places point into. Findings come in the text's order, and so do the places related to those
/// of one rule: each kind has its own search for pointers.
pub(super) struct Places<'d> {
    request: Option<[Pointers<'d>; 2]>,
    response: Option<[Pointers<'d>; 2]>,
}

impl<'d> Places<'d> {
    pub(super) fn of(request: Option<&'d Document<'d>>, response: Option<&'d Document<'d>>) -> Places<'d> {
        let pointers = |document| [Pointers::new(document), Pointers::new(document)];
        Places { request: request.map(pointers), response: response.map(pointers) }
    }

    fn location(&mut self, place: Place, is_related: bool) -> Location {
        let pointers = if place.part.is_of_response() { &mut self.response } else { &mut self.request };
        let pointers = pointers.as_mut().map(|pointers| &mut pointers[usize::from(is_related)]);
        let pointer = place.node.zip(pointers).map(|(node, pointers)| pointers.of(node).to_owned());
        Location { part: place.part, span: place.span, pointer }
    }
}

/// A finding, and what the profile makes of it.
pub(super) struct Judged<'l> {
    draft: Draft,
    judgement: &'l Judgement,
}

impl Linter {
    /// How much a rule's findings matter under the profile, where no exception of its judgement fits;
    /// `None` where they are not reported.
    pub fn severity_of(&self, rule: &str) -> Option<Severity> {
        let judgement = self.profile.judgement(rule).unwrap_or(&self.unjudged);
        (judgement.then != Outcome::Silent).then(|| self.severity(judgement))
    }

    pub(super) fn verdict(
        &self,
        drafts: Vec<Draft>,
        document: Option<Document<'_>>,
        facts: &Facts<'_>,
    ) -> Verdict {
        if drafts.is_empty() {
            let answer = accepted(Effect::Applied, facts);
            return Verdict { diagnostics: Vec::new(), answer };
        }
        let judged = self.judged(drafts, facts);
        let answer = self.answer(&judged, facts);
        let mut places = Places::of(document.as_ref(), None);
        let diagnostics =
            judged.into_iter().map(|judged| self.diagnostic(judged, &mut places, facts)).collect();
        Verdict { diagnostics, answer }
    }

    /// The findings on which the profile is not silent, in the order of their places.
    pub(super) fn judged(&self, drafts: Vec<Draft>, facts: &Facts<'_>) -> Vec<Judged<'_>> {
        let mut judged = Vec::with_capacity(drafts.len());
        for mut draft in drafts {
            let operation = draft.within.map_or(facts.action.operation, |within| within.operation);
            let judgement = self.judgement_of(draft.rule, operation, &draft.words);
            if judgement.then != Outcome::Silent {
                cover_secrets(&mut draft);
                judged.push(Judged { draft, judgement });
            }
        }
        order::sort(&mut judged, |one, other| {
            let [one, other] = [one, other].map(|judged| judged.draft.place);
            (one.part, one.span).cmp(&(other.part, other.span))
        });
        judged
    }

    /// What holds for a finding of the rule with these words.
    pub(super) fn judgement_of(
        &self,
        rule: &Rule,
        operation: Option<Operation>,
        words: &Fillings,
    ) -> &Judgement {
        self.profile.judgement(rule.name).unwrap_or(&self.unjudged).of(operation, words)
    }

    pub(super) fn diagnostic(
        &self,
        Judged { draft, judgement }: Judged<'_>,
        places: &mut Places<'_>,
        facts: &Facts<'_>,
    ) -> Diagnostic {
        let habit = self.habit(draft.rule, facts.action.operation, &draft.words);
        Diagnostic {
            rule: draft.rule.name,
            severity: if habit.is_some() { Severity::Info } else { self.severity(judgement) },
            wording: Wording::new(draft.rule.words, draft.words),
            location: places.location(draft.place, false),
            related: draft
                .related
                .into_iter()
                .map(|(place, word)| (places.location(place, true), word))
                .collect(),
            basis: Basis {
                outcome: judgement.then,
                standing: judgement.standing,
                source: judgement.source.clone(),
            },
            habit,
            cites: draft.rule.cites,
            fix: None,
            proposed: draft.fix,
        }
    }

    /// The habit of the client that a finding of the rule with these words falls under.
    pub(super) fn habit(&self, rule: &Rule, operation: Option<Operation>, words: &Fillings) -> Option<Habit> {
        let client = self.client.as_ref()?;
        let habit = client.habit(rule.name, operation, words)?;
        Some(Habit { client: client.subject.clone(), standing: habit.standing, source: habit.source.clone() })
    }

    pub(super) fn severity(&self, judgement: &Judgement) -> Severity {
        let is_inferred = judgement.standing == Some(Standing::Inferred);
        match judgement.then {
            Outcome::Refuse | Outcome::Corrupt if !is_inferred || self.strict => Severity::Error,
            Outcome::Refuse | Outcome::Corrupt | Outcome::Partial | Outcome::Ignore => Severity::Warning,
            Outcome::Accept | Outcome::Unknown if judgement.refused_elsewhere => Severity::Warning,
            Outcome::Accept | Outcome::Unknown | Outcome::Silent => Severity::Info,
        }
    }

    /// The first stage that refuses makes the answer. A malformation whose outcome nobody knows leaves
    /// it open, unless another one is refused anyway. What is wrong in one operation of a bulk request
    /// fails that operation, not the request.
    fn answer(&self, judged: &[Judged<'_>], facts: &Facts<'_>) -> Answer {
        let refused =
            |judged: &&Judged<'_>| judged.draft.within.is_none() && judged.judgement.then == Outcome::Refuse;
        let rank = |judged: &Judged<'_>| self.profile.rank(judged.draft.rule.stage);
        let Some(first) = judged.iter().filter(refused).min_by_key(|judged| rank(judged)) else {
            let mut effect = Effect::Applied;
            for Judged { judgement, .. } in judged {
                match judgement.then {
                    Outcome::Unknown => return Answer::Unknown,
                    Outcome::Ignore => effect = effect.max(Effect::Ignored),
                    Outcome::Partial | Outcome::Refuse => effect = effect.max(Effect::Partial),
                    Outcome::Accept | Outcome::Corrupt | Outcome::Silent => {}
                }
            }
            return accepted(effect, facts);
        };
        let judgement = first.judgement;
        let first = rank(first);
        let stage = judged.iter().filter(refused).filter(|judged| rank(judged) == first);
        let mut rules: Vec<&'static str> = stage.clone().map(|judged| judged.draft.rule.name).collect();
        rules.dedup();
        let standing = judgement.standing.unwrap_or(Standing::Inferred);
        Answer::Refuse(Refusal {
            status: judgement.status.unwrap_or(400),
            status_standing: judgement.status_standing.unwrap_or(standing),
            scim_type: judgement.scim_type.clone(),
            detail: self.detail(stage),
            standing,
            source: judgement.source.clone(),
            rules,
        })
    }

    /// The `detail` of the error body: the lines of the stage's violations, those of one shape together.
    fn detail<'j>(&self, stage: impl Iterator<Item = &'j Judged<'j>> + Clone) -> Option<String> {
        let mut lines: Vec<String> = Vec::new();
        let mut framed = false;
        let mut shared: Vec<&str> = Vec::new();
        for Judged { draft, judgement } in stage.clone() {
            let Some(line) = &judgement.line else { continue };
            framed |= judgement.framed;
            let Some(plural) = &judgement.lines else {
                lines.push(draft.words.fill(line));
                continue;
            };
            if shared.contains(&plural.as_str()) {
                continue;
            }
            shared.push(plural);
            let mut names: Vec<&str> = Vec::new();
            for other in stage.clone() {
                let is_same = other.judgement.lines.as_ref() == Some(plural);
                let Some(name) = other.draft.words.get("name").filter(|_| is_same) else { continue };
                if let Err(at) = names.binary_search(&name) {
                    names.insert(at, name);
                }
            }
            if names.len() > 1 {
                let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
                let mut all = Fillings::default();
                all.push("all", &quoted.join(", "));
                lines.push(all.fill(plural));
            } else {
                lines.push(draft.words.fill(line));
            }
        }
        if lines.is_empty() {
            return None;
        }
        if let Some(frame) = self.profile.errors.frame.as_ref().filter(|_| framed) {
            lines.insert(0, frame.clone());
        }
        Some(lines.join("\n"))
    }
}

fn accepted(effect: Effect, facts: &Facts<'_>) -> Answer {
    match facts.action.served {
        Some(facts) => Answer::Accept { statuses: facts.statuses.clone(), effect },
        // Discovery and the other endpoints that serve no resource type.
        None => Answer::Accept { statuses: [200].into(), effect },
    }
}

/// Keeps the value of an attribute that is named as secrets are out of all that is said of it.
fn cover_secrets(draft: &mut Draft) {
    let names = |word: &str| ["path", "name"].contains(&word);
    if !draft.words.iter().any(|(word, text)| names(word) && names_secret(text)) {
        return;
    }
    let mut covered = Fillings::default();
    for (word, text) in draft.words.iter() {
        let shows = ["written", "json", "shown", "fixed"].contains(&word) && !names_secret(text);
        covered.push(word, if shows { "********" } else { text });
    }
    draft.words = covered;
}
