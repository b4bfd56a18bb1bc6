//! Which fixes are offered: those that are shown to mend what they promise to.
//!
//! A rule proposes a fix where it finds something. What the endpoint makes of the mended request is
//! no matter of the rule, so the fix is tried: the mended request is judged as well, and the fix is
//! offered only where that no longer has the finding and has no new one that keeps it from being
//! accepted with effect.

mod text;

pub use text::{Applied, Fixed, Left, Why};

use super::{Linter, Verdict};
use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::message::endpoint::target;
use crate::message::{Part, Request};
use crate::profile::Outcome;
use crate::rule::{self, Check, Known};

/// The bytes that trying fixes may read in one call. A request in which ten thousand values are
/// wrong is not judged ten thousand times.
const MOST_BYTES: usize = 16 << 20;

impl Linter {
    /// Offers the fixes of a verdict, which is the one on that request: of those that rules propose the
    /// ones that hold. [`Linter::lint`] leaves them out, since most callers want to know and not to mend.
    pub fn offer(&self, request: &Request<'_>, known: &dyn Known, verdict: &mut Verdict) {
        let mut trials = trials(request.body.as_ref().map_or(0, |body| body.len()));
        for index in 0..verdict.diagnostics.len() {
            if verdict.diagnostics[index].proposed.is_none() || trials == 0 {
                continue;
            }
            trials -= 1;
            if self.holds(request, known, verdict, &[index]) {
                let diagnostic = &mut verdict.diagnostics[index];
                diagnostic.fix = diagnostic.proposed.take();
            }
        }
    }

    /// Whether the proposed fixes of those findings, made together, mend all of them and break nothing.
    fn holds(&self, request: &Request<'_>, known: &dyn Known, before: &Verdict, fixed: &[usize]) -> bool {
        let edited = request.edited(edits(before, fixed));
        let after = self.lint(&edited, known);
        let uncovers = self.uncovers(request, &edited, before, &after, fixed);
        let counts = |verdict: &Verdict| {
            let mut counts: Vec<Count> = Vec::new();
            for diagnostic in &verdict.diagnostics {
                if !(uncovers && diagnostic.location.part == Part::Body) {
                    add(&mut counts, diagnostic, 1);
                }
            }
            counts
        };
        let mut allowed = counts(before);
        for &index in fixed {
            add(&mut allowed, &before.diagnostics[index], -1);
        }
        counts(&after).iter().all(|count| {
            let Some(allowed) = allowed.iter().find(|allowed| allowed.rule == count.rule) else {
                return count.hindering == 0;
            };
            count.hindering <= allowed.hindering && (!allowed.is_fixed || count.all <= allowed.all)
        })
    }

    /// Whether the body was not judged before, or not past the place where it stopped being JSON. What is
    /// then found in it was there before, and is no work of the fix.
    fn uncovers(
        &self,
        request: &Request<'_>,
        edited: &Request<'_>,
        before: &Verdict,
        after: &Verdict,
        fixed: &[usize],
    ) -> bool {
        let resource_type = |request: &Request<'_>| {
            let target = target(&request.target, self.profile().endpoint_names());
            self.action(request.method, &target).resource_type.is_some()
        };
        if !resource_type(request) && resource_type(edited) {
            return true;
        }
        let check = |diagnostic: &Diagnostic| rule::named(diagnostic.rule).map(|rule| rule.check);
        let is_root = |index: &usize| matches!(check(&before.diagnostics[*index]), Some(Check::Root(_)));
        if fixed.iter().any(is_root) {
            let is_unread = |check| matches!(check, Some(Check::Root(_) | Check::Malformed(_)));
            return !after.diagnostics.iter().any(|found| is_unread(check(found)));
        }
        // What comes behind the place where the body stops being JSON.
        let unread = |verdict: &Verdict, request: &Request<'_>| {
            let mut found = verdict.diagnostics.iter();
            let stop = found.find(|found| matches!(check(found), Some(Check::Malformed(_))))?;
            let length = request.body.as_ref().map_or(0, |body| body.len());
            Some(length.saturating_sub(stop.location.span.start as usize))
        };
        match (unread(before, request), unread(after, edited)) {
            (Some(before), Some(after)) => after < before,
            (Some(_), None) => true,
            (None, _) => false,
        }
    }
}

/// How many fixes may be tried on a text of that length.
fn trials(length: usize) -> usize {
    (MOST_BYTES / (length + 1024)).max(16)
}

/// The edits that mend those findings.
fn edits<'v>(verdict: &'v Verdict, fixed: &[usize]) -> impl Iterator<Item = &'v Edit> {
    let proposed = fixed.iter().filter_map(|index| verdict.diagnostics[*index].proposed.as_ref());
    proposed.flat_map(|fix| &fix.edits)
}

/// A rule's findings.
struct Count {
    rule: &'static str,
    all: i32,
    /// Those that keep the request from being accepted with effect, as far as is known.
    hindering: i32,
    is_fixed: bool,
}

fn add(counts: &mut Vec<Count>, diagnostic: &Diagnostic, number: i32) {
    let is_hindering = diagnostic.severity > Severity::Info || diagnostic.basis.outcome == Outcome::Unknown;
    let rule = diagnostic.rule;
    let index = counts.iter().position(|count| count.rule == rule).unwrap_or_else(|| {
        counts.push(Count { rule, all: 0, hindering: 0, is_fixed: false });
        counts.len() - 1
    });
    let count = &mut counts[index];
    count.all += number;
    count.hindering += if is_hindering { number } else { 0 };
    count.is_fixed |= number < 0;
}
