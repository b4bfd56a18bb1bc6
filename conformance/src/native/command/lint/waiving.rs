//! The waivers of one call: which findings they let be, and what is to be told of them.

use crate::date::Date;
use crate::native::command::cannot_read;
use crate::report::lint::Waived;
use crate::waiver::{Waiver, Waivers};
use clap::Args;
use scimproof::diagnostic::Diagnostic;
use scimproof::message::Request;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct WaiverArguments {
    /// A file of findings that are known and do not count, each with its reason and last day
    #[arg(long, value_name = "FILE")]
    waivers: Option<PathBuf>,
}

/// Waivers, judged today.
pub(super) struct Waiving {
    waivers: Waivers,
    today: Date,
    /// For each waiver, whether it covered a finding.
    used: Vec<bool>,
}

impl Waiving {
    /// The waivers that were asked for, if any; `Err` says what is wrong with the file.
    pub(super) fn load(arguments: &WaiverArguments) -> Result<Waiving, String> {
        let waivers = match &arguments.waivers {
            None => Waivers::default(),
            Some(path) => {
                let text = std::fs::read_to_string(path).map_err(|error| cannot_read(path, &error))?;
                Waivers::load(&path.to_string_lossy(), &text).map_err(|errors| {
                    let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
                    format!("the waivers cannot be used\n{}", errors.join("\n"))
                })?
            }
        };
        // A clock before 1970 is wrong, and lets no waiver expire.
        let since_1970 = crate::native::now();
        let used = vec![false; waivers.waivers.len()];
        Ok(Waiving { waivers, today: Date::at(since_1970), used })
    }

    /// Takes the findings that are waived out of those of a request.
    pub(super) fn apply(
        &mut self,
        file: &str,
        request: &Request<'_>,
        found: &mut Vec<Diagnostic>,
    ) -> Vec<Waived> {
        if self.used.is_empty() {
            return Vec::new();
        }
        let mut waived = Vec::new();
        for diagnostic in std::mem::take(found) {
            match self.covering(file, request, &diagnostic) {
                None => found.push(diagnostic),
                Some(waiver) => {
                    let (reason, expires) = (waiver.reason.clone(), waiver.expires);
                    waived.push(Waived { diagnostic, reason, expires });
                }
            }
        }
        waived
    }

    /// The reason why a finding is waived, if it is.
    pub(super) fn reason(&mut self, file: &str, request: &Request<'_>, found: &Diagnostic) -> Option<String> {
        self.covering(file, request, found).map(|waiver| waiver.reason.clone())
    }

    fn covering(&mut self, file: &str, request: &Request<'_>, found: &Diagnostic) -> Option<&Waiver> {
        let at = self.waivers.cover(file, request, found, self.today)?;
        self.used[at] = true;
        Some(&self.waivers.waivers[at])
    }

    /// Waivers that expired or cover nothing, each in a sentence.
    pub(super) fn notices(&self) -> Vec<String> {
        let told = |(waiver, used): (&Waiver, &bool)| {
            let place = format!("{}:{}:1", self.waivers.file, waiver.line);
            if waiver.is_expired(self.today) {
                let expires = waiver.expires;
                Some(format!(
                    "{place}: the waiver of `{}` expired on {expires}; mend what it covers, or give it a new date",
                    waiver.rule
                ))
            } else if *used {
                None
            } else {
                Some(format!(
                    "{place}: the waiver of `{}` covers nothing; remove it, or check its place",
                    waiver.rule
                ))
            }
        };
        self.waivers.waivers.iter().zip(&self.used).filter_map(told).collect()
    }
}
