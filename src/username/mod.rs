//! Normalization of usernames, by deployment: from a SCIM `userName` to the login GitHub makes of it.
//!
//! GitHub documents the steps and not their order; the one here agrees with every documented
//! example. Nothing is repaired: a dash too many or a character too many is a refusal. Where the
//! documentation leaves the result open, the answer is the likely one with an [`Unknown`] beside it.
//!
//! <https://docs.github.com/en/enterprise-cloud@latest/admin/managing-iam/iam-configuration-reference/username-considerations-for-external-authentication>

mod collision;
mod deployment;
mod words;

use crate::cut::Cut;
use serde::Serialize;

pub use collision::{Collision, collisions};
pub use deployment::{Deployment, ShortcodeError, UnknownDeployment, is_shortcode, setup_user};

/// What became of a `userName`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Normalized {
    /// The steps that changed something, in order; the first starts at the `userName`, the last ends at `login`.
    pub steps: Vec<Step>,
    /// The part that comes from the identity provider.
    pub local: String,
    /// The username people see. It lacks its `_SHORTCODE` where that is not known, and on GHE.com, which hides it.
    pub login: String,
    /// Why no account is created.
    pub problems: Vec<Problem>,
    /// What the documentation leaves open for this very name.
    pub unknowns: Vec<Unknown>,
}

/// A step that changed the name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Which one.
    pub kind: StepKind,
    /// The name before it.
    pub before: String,
    /// The name after it.
    pub after: String,
}

/// The steps of normalization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum StepKind {
    /// A domain and its backslash went.
    DomainRemoved,
    /// `@` and what follows it went.
    AtRemoved,
    /// `#EXT#` of an Entra guest and what follows it went.
    GuestMarkRemoved,
    /// The home domain of an Entra guest, after the underscore, went.
    GuestDomainRemoved,
    /// What is no ASCII letter or digit became a dash.
    CharactersReplaced,
    /// The enterprise's shortcode came behind the name.
    ShortcodeAppended,
}

/// Why a name gets no account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum Problem {
    /// Nothing is left. That it is refused is inferred.
    Empty,
    /// A dash comes first.
    StartsWithDash,
    /// A dash comes last.
    EndsWithDash,
    /// Two dashes stand together.
    DoubleDash,
    /// There are more characters than the deployment allows.
    TooLong {
        /// How many it has.
        length: usize,
        /// How many it may have.
        limit: usize,
    },
}

/// What the documentation does not say, where it matters for the name at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum Unknown {
    /// A letter or digit outside ASCII may be kept, replaced or transliterated.
    NonAsciiLetter {
        /// The first such character.
        character: char,
    },
    /// The documented separator between domain and name is two backslashes.
    OneBackslash,
    /// There is more than one separator between domain and name.
    SeveralBackslashes,
    /// The `@` stands before the backslash, so the order of the steps decides.
    AtBeforeBackslash,
    /// The first or the last `@` may count.
    SeveralAts,
    /// Of several underscores before `#EXT#` any may begin the home domain.
    SeveralUnderscores,
    /// Whether the name fits depends on the shortcode, which is not given.
    ShortcodeUnset {
        /// The shortest shortcode with which it does not fit.
        too_long_from: usize,
    },
    /// Whether one character is enough.
    OneCharacter,
    /// Whether digits alone are enough.
    OnlyDigits,
}

/// What is to be expected of a name, were it the first of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    /// An account is created, unless the login is taken.
    Accepted,
    /// No account is created.
    Refused,
    /// The documentation does not say.
    Unknown,
}

impl Normalized {
    /// What is to be expected; which logins are taken is not part of it (see [`collisions`]).
    pub fn outcome(&self) -> Outcome {
        let text_is_open =
            self.unknowns.iter().any(|unknown| !matches!(unknown, Unknown::ShortcodeUnset { .. }));
        if text_is_open {
            Outcome::Unknown
        } else if !self.problems.is_empty() {
            Outcome::Refused
        } else if !self.unknowns.is_empty() {
            Outcome::Unknown
        } else {
            Outcome::Accepted
        }
    }
}

/// What the deployment makes of a SCIM `userName`.
pub fn normalize(user_name: &str, deployment: &Deployment) -> Normalized {
    let mut walk = Walk { name: user_name.to_owned(), steps: Vec::new(), unknowns: Vec::new() };
    walk.remove_domain();
    walk.remove_at();
    walk.remove_guest_mark();
    walk.replace_characters();
    let local = walk.name.clone();
    let mut problems = form_problems(&local);
    match local.len() {
        1 => walk.unknowns.push(Unknown::OneCharacter),
        2.. if local.bytes().all(|byte| byte.is_ascii_digit()) => walk.unknowns.push(Unknown::OnlyDigits),
        _ => {}
    }
    if let Some(shortcode) = deployment.shortcode() {
        walk.step(StepKind::ShortcodeAppended, format!("{local}_{shortcode}"));
    }
    problems.extend(length_problem(&local, deployment));
    walk.unknowns.extend(length_unknown(&local, deployment));
    Normalized { steps: walk.steps, local, login: walk.name, problems, unknowns: walk.unknowns }
}

/// The longest username on github.com, with its shortcode, and on GHES.
const LONGEST: usize = 39;
/// The longest username on GHE.com. That it leaves out the hidden shortcode is inferred.
const LONGEST_GHE_COM: usize = 30;
/// Shortcodes have 3 to 8 characters.
const SHORTCODE: std::ops::RangeInclusive<usize> = 3..=8;

fn form_problems(local: &str) -> Vec<Problem> {
    [
        (local.is_empty(), Problem::Empty),
        (local.starts_with('-'), Problem::StartsWithDash),
        (local.ends_with('-'), Problem::EndsWithDash),
        (local.place_of("--").is_some(), Problem::DoubleDash),
    ]
    .into_iter()
    .filter_map(|(holds, problem)| holds.then_some(problem))
    .collect()
}

fn length_problem(local: &str, deployment: &Deployment) -> Option<Problem> {
    let (length, limit) = match deployment {
        Deployment::GitHubCom { shortcode: Some(shortcode) } => {
            (local.len() + 1 + shortcode.chars().count(), LONGEST)
        }
        // Too long for the shortest shortcode is too long for all.
        Deployment::GitHubCom { shortcode: None } => (local.len(), LONGEST - 1 - SHORTCODE.start()),
        Deployment::GheCom => (local.len(), LONGEST_GHE_COM),
        Deployment::Ghes => (local.len(), LONGEST),
    };
    (length > limit).then_some(Problem::TooLong { length, limit })
}

fn length_unknown(local: &str, deployment: &Deployment) -> Option<Unknown> {
    let Deployment::GitHubCom { shortcode: None } = deployment else { return None };
    let too_long_from = LONGEST.checked_sub(local.len())?;
    (too_long_from > *SHORTCODE.start() && SHORTCODE.contains(&too_long_from))
        .then_some(Unknown::ShortcodeUnset { too_long_from })
}

/// The name on its way through the steps.
struct Walk {
    name: String,
    steps: Vec<Step>,
    unknowns: Vec<Unknown>,
}

impl Walk {
    fn step(&mut self, kind: StepKind, after: String) {
        if after != self.name {
            let before = std::mem::replace(&mut self.name, after.clone());
            self.steps.push(Step { kind, before, after });
        }
    }

    fn remove_domain(&mut self) {
        let Some(at) = self.name.find('\\') else { return };
        let rest = self.name.cut(at..);
        let after = rest.strip_prefix("\\\\").unwrap_or(rest.cut(1..)).to_owned();
        if !rest.starts_with("\\\\") {
            self.unknowns.push(Unknown::OneBackslash);
        }
        if after.as_bytes().contains(&b'\\') {
            self.unknowns.push(Unknown::SeveralBackslashes);
        }
        if self.name.cut(..at).as_bytes().contains(&b'@') {
            self.unknowns.push(Unknown::AtBeforeBackslash);
        }
        self.step(StepKind::DomainRemoved, after);
    }

    fn remove_at(&mut self) {
        let Some((before, after)) = self.name.split_once('@') else { return };
        if after.as_bytes().contains(&b'@') {
            self.unknowns.push(Unknown::SeveralAts);
        }
        self.step(StepKind::AtRemoved, before.to_owned());
    }

    fn remove_guest_mark(&mut self) {
        let Some(at) = self.name.place_of("#EXT#") else { return };
        let guest = self.name.cut(..at);
        let guest = guest.to_owned();
        self.step(StepKind::GuestMarkRemoved, guest);
        // Entra builds a guest's name as `name_domain#EXT#`, so the last underscore is the likely one.
        let Some((local, _)) = self.name.rsplit_once('_') else { return };
        if local.as_bytes().contains(&b'_') {
            self.unknowns.push(Unknown::SeveralUnderscores);
        }
        self.step(StepKind::GuestDomainRemoved, local.to_owned());
    }

    fn replace_characters(&mut self) {
        let foreign = self.name.chars().find(|c| may_be_letter(*c));
        self.unknowns.extend(foreign.map(|character| Unknown::NonAsciiLetter { character }));
        let after = self.name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        self.step(StepKind::CharactersReplaced, after);
    }
}

/// Whether a character beyond ASCII may be a letter or a digit: whether it is outside those of Latin-1 and those blocks
/// of Unicode that are signs alone. Unicode's tables of letters would weigh 2 KB of the small wasm build.
fn may_be_letter(character: char) -> bool {
    !matches!(
        character,
        '\0'..='\u{a9}' | '\u{ab}'..='\u{b1}' | '\u{b4}' | '\u{b6}'..='\u{b8}' | '\u{bb}' | '\u{bf}' | '×' | '÷'
        // Punctuation; currencies; arrows, mathematics and technics; drawings, symbols and dingbats.
        | '\u{2000}'..='\u{206f}' | '\u{20a0}'..='\u{20cf}' | '\u{2190}'..='\u{245f}'
        | '\u{2500}'..='\u{2775}' | '\u{2794}'..='\u{2bff}'
        // East Asian punctuation, variation selectors, and emoji.
        | '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{3020}' | '\u{fe00}'..='\u{fe6f}'
        | '\u{1f000}'..='\u{1f0ff}' | '\u{1f18a}'..='\u{1faff}'
    )
}

/// Whether a user name becomes a login without any problem on every deployment, told without
/// working the login out: letters, digits and single separators, short before its first `@`.
pub fn is_plain(user_name: &str) -> bool {
    // One pass: all rules on user names ask this of all of them.
    let mut follows_separator = true;
    let mut length = 0;
    for &byte in user_name.as_bytes() {
        match byte {
            b'@' => break,
            b'.' | b'-' | b'_' if follows_separator => return false,
            b'.' | b'-' | b'_' => follows_separator = true,
            _ if byte.is_ascii_alphanumeric() => follows_separator = false,
            _ => return false,
        }
        length += 1;
    }
    // The longest that fits github.com with the longest shortcode, and GHE.com. A backslash, wherever it
    // stands, takes a domain off the front.
    !follows_separator && length <= 30 && !user_name.as_bytes()[length..].contains(&b'\\')
}

#[cfg(test)]
mod tests;
