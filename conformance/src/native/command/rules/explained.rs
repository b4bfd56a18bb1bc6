//! What there is to say of a rule beside its own words: the one source of the terminal's page and the rule book's.

use scimproof::api::{known, known_of_answer, told};
use scimproof::diagnostic::{Basis, Fix, Severity};
use scimproof::lint::Linter;
use scimproof::message::read::{ReadOptions, read};
use scimproof::profile::{self, Client, Judgement, Outcome, Profile};
use scimproof::requirement::Requirement;
use scimproof::rule::{Check, Nothing, Rule};

/// The built-in profiles, read once for many rules.
pub(super) struct Profiles {
    endpoints: Vec<Linter>,
    clients: Vec<Client>,
}

impl Profiles {
    pub(super) fn load() -> Profiles {
        Profiles {
            endpoints: profile::builtin_names()
                .filter_map(|name| profile::builtin(name).ok())
                .map(Linter::of)
                .collect(),
            clients: profile::client_names().filter_map(|name| profile::client(name).ok()).collect(),
        }
    }

    /// How much a rule matters by each profile.
    pub(super) fn severities(&self, rule: &Rule) -> Vec<&'static str> {
        let word = |linter: &Linter| linter.severity_of(rule.name).map_or("quiet", Severity::name);
        self.endpoints.iter().map(word).collect()
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.titled().map(|(name, _)| name)
    }

    /// Each profile's name and title.
    pub(super) fn titled(&self) -> impl Iterator<Item = (&str, &str)> {
        self.endpoints
            .iter()
            .map(Linter::profile)
            .map(|profile| (profile.name.as_str(), profile.title.as_str()))
    }

    pub(super) fn explain(&self, rule: &'static Rule) -> Explained {
        // Endpoints of one vendor, and those that follow the RFC, mostly judge alike.
        let mut alike: Vec<Vec<&Linter>> = Vec::new();
        let judgement =
            |linter: &Linter| (linter.severity_of(rule.name), linter.profile().judgement(rule.name).cloned());
        for linter in &self.endpoints {
            match alike.iter_mut().find(|group| judgement(group[0]) == judgement(linter)) {
                Some(group) => group.push(linter),
                None => alike.push(vec![linter]),
            }
        }
        let judged = alike.iter().map(|group| Judged::of(rule, group)).collect();
        let senders = self.clients.iter().filter_map(|client| {
            let habit = client.sends.get(rule.name).filter(|habit| habit.sent)?;
            Some(format!("{} ({})", client.title, told(habit.standing, &habit.source)))
        });
        let senders = senders.collect();
        Explained { rule, requirement: rule.cites, fix: offered(rule), judged, senders }
    }
}

/// A rule with what is known of it.
pub(super) struct Explained {
    pub(super) rule: &'static Rule,
    /// The sentence that it breaks.
    pub(super) requirement: Option<&'static Requirement>,
    /// What mends its example.
    pub(super) fix: Option<Fix>,
    pub(super) judged: Vec<Judged>,
    /// Who is known to send it, and how that is known.
    pub(super) senders: Vec<String>,
}

/// What some endpoints make of a rule.
pub(super) struct Judged {
    pub(super) profiles: Vec<String>,
    pub(super) severity: Option<Severity>,
    pub(super) sentence: String,
    /// When something else holds, and what.
    pub(super) exceptions: Vec<(String, String)>,
}

impl Judged {
    fn of(rule: &Rule, alike: &[&Linter]) -> Judged {
        let (first, names) = (alike[0], alike.iter().map(|linter| linter.profile().name.clone()));
        let mut profile = first.profile().clone();
        if alike.len() > 1 {
            "each of them".clone_into(&mut profile.subject);
        }
        let profile = &profile;
        let judgement = profile.judgement(rule.name);
        let exceptions = judgement.into_iter().flat_map(|judgement| &judgement.unless).map(|exception| {
            let when: Vec<String> = exception
                .when
                .iter()
                .map(|(name, words)| format!("{name} is `{}`", words.join("` or `")))
                .collect();
            (when.join(" and "), outcome(rule, &exception.judgement, profile))
        });
        Judged {
            profiles: names.collect(),
            severity: first.severity_of(rule.name),
            sentence: judgement.map_or_else(
                || format!("nobody has said what {} makes of it", profile.subject),
                |judgement| outcome(rule, judgement, profile),
            ),
            exceptions: exceptions.collect(),
        }
    }
}

/// What the endpoint makes of it, how that is known, and the answer where it is a refusal.
pub(in super::super) fn outcome(rule: &Rule, judgement: &Judgement, profile: &Profile) -> String {
    let basis =
        Basis { outcome: judgement.then, standing: judgement.standing, source: judgement.source.clone() };
    if matches!(rule.check, Check::Exchange(_)) {
        return known_of_answer(&basis, profile);
    }
    let known = known(&basis, profile);
    if judgement.then != Outcome::Refuse {
        return known;
    }
    let kind = judgement.scim_type.as_ref().map(|kind| format!(" {kind}")).unwrap_or_default();
    format!("{}{kind}: {known}", judgement.status.unwrap_or(400))
}

/// The fix that the rule's own example is offered.
fn offered(rule: &Rule) -> Option<Fix> {
    let linter = Linter::of(rule.example_endpoint().ok()?);
    let pasted = read(rule.bad.as_bytes(), &ReadOptions::default()).ok()?;
    let mut verdict = linter.lint(&pasted.exchange.request, &Nothing);
    linter.offer(&pasted.exchange.request, &Nothing, &mut verdict);
    verdict
        .diagnostics
        .into_iter()
        .filter(|diagnostic| diagnostic.rule == rule.name)
        .find_map(|diagnostic| diagnostic.fix)
}
