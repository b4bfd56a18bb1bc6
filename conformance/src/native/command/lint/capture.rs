//! A capture: every exchange is judged with its answer, and then what only the series shows.

use super::inputs::Text;
use super::output::Output;
use super::stream::{self, Batches};
use super::tally::Tally;
use super::waiving::Waiving;
use super::{Desk, exit};
use crate::native::Exit;
use crate::native::command::cannot_read;
use crate::native::command::say;
use crate::native::terminal::{Progress, print};
use crate::report::lint::{Found, Judged, Seen, Series};
use scimproof::diagnostic::{Diagnostic, Location};
use scimproof::json::Origin;
use scimproof::lint::session::{Finding, Session};
use scimproof::lint::{Linter, Verdict};
use scimproof::message::read::{Capture, Piece, ReadOptions, Reader};
use scimproof::rule::Nothing;
use std::collections::BTreeMap;

/// So many entries that cannot be read are told one by one.
const MOST_TOLD: usize = 5;

/// Judges a capture.
pub(super) fn judge(desk: &mut Desk<'_>, file: &str, text: &Text, reader: Reader) -> Result<Exit, String> {
    let Desk { linter, make, options, output, waiving } = desk;
    let mut following = Following {
        file,
        linter,
        options: *options,
        output,
        waiving,
        session: Session::new(linter),
        tally: Tally::default(),
        progress: Progress::default(),
        seen: 0,
        skipped: 0,
        unreadable: 0,
    };
    let is_cut = match text {
        Text::Whole(text) => {
            let mut capture = Capture::new(text, Some(reader));
            for piece in &mut capture {
                following.take(piece, None)?;
            }
            capture.is_cut()
        }
        Text::Lines(path) => {
            stream::judge(path, *options, make, &mut |piece, verdict| following.take(piece, verdict))?;
            false
        }
    };
    following.close(text, reader, is_cut)
}

/// A capture as far as it was read.
struct Following<'f, 'o> {
    file: &'f str,
    linter: &'f Linter,
    options: ReadOptions<'o>,
    output: &'f mut Output,
    waiving: &'f mut Waiving,
    session: Session<&'f Linter>,
    tally: Tally,
    progress: Progress,
    /// How many entries there were.
    seen: usize,
    skipped: usize,
    unreadable: usize,
}

impl Following<'_, '_> {
    /// Takes the next entry, with its verdict where that was made already.
    fn take(&mut self, piece: Piece<'_>, verdict: Option<Verdict>) -> Result<(), String> {
        self.seen += 1;
        let (number, line) = (self.seen, piece.origin.line + 1);
        self.progress.show(|| format!("{number} exchanges of {}", self.file));
        let pasted = match piece.read(&self.options) {
            Ok(Some(pasted)) => pasted,
            Ok(None) => {
                self.skipped += 1;
                self.session.skip(1);
                return Ok(());
            }
            Err(error) => {
                self.unreadable += 1;
                self.session.skip(1);
                let reason = format!("`{}`, line {line}: {error}", self.file);
                if self.unreadable <= MOST_TOLD {
                    self.progress.clear();
                    say(&reason);
                }
                return print(&self.output.unreadable(self.file, &reason));
            }
        };
        self.session.take(&pasted.exchange);
        let mut verdict = verdict.unwrap_or_else(|| self.linter.exchange(&pasted.exchange, &Nothing));
        let method = pasted.exchange.request.method;
        let is_for_people = self.output.is_for_people();
        let is_told = |tally: &Tally, found: &Diagnostic| !is_for_people || tally.shows(found, method);
        if verdict.diagnostics.iter().any(|found| is_told(&self.tally, found)) {
            self.linter.offer(&pasted.exchange.request, &Nothing, &mut verdict);
        }
        let waived = self.waiving.apply(self.file, &pasted.exchange.request, &mut verdict.diagnostics);
        let found = verdict.diagnostics;
        verdict.diagnostics = found.iter().filter(|found| is_told(&self.tally, found)).cloned().collect();
        self.tally.add(&found, method, number, line);
        if is_for_people && verdict.diagnostics.is_empty() && waived.is_empty() {
            return Ok(());
        }
        self.progress.clear();
        print(&self.output.judged(Judged {
            file: self.file,
            text: piece.text,
            pasted: &pasted,
            verdict: &verdict,
            waived: &waived,
            profile: self.linter.profile(),
            number: Some(number),
        }))
    }

    /// Tells what the series shows, and what all came to.
    fn close(mut self, text: &Text, reader: Reader, is_cut: bool) -> Result<Exit, String> {
        self.progress.clear();
        let account = self.session.finish();
        let mut wanted = Wanted::default();
        for finding in &account.findings {
            wanted.add(finding);
        }
        wanted.look(text, reader, &self.options)?;
        let mut found = Vec::new();
        let mut waived = Vec::new();
        for finding in account.findings {
            let Some(finding) = wanted.found(finding) else { continue };
            let told = finding.finding.saying(&finding.finding.message);
            match self.waiving.reason(self.file, &finding.at.request, &told) {
                Some(reason) => waived.push((finding, reason)),
                None => found.push(finding),
            }
        }
        let series = Series {
            file: self.file,
            profile: self.linter.profile(),
            exchanges: self.seen - self.skipped - self.unreadable,
            skipped: self.skipped,
            unreadable: self.unreadable,
            is_cut,
            found,
            waived,
            notices: account.notices,
        };
        let worst = self.tally.worst().max(series.worst());
        let summary = |width| self.tally.summary(&series, width);
        print(&self.output.series(&series, summary))?;
        if series.exchanges == 0 {
            say(&format!("`{}` holds no exchange of SCIM; check that it is the right file", self.file));
        }
        let is_whole = series.unreadable == 0 && !is_cut && series.exchanges > 0;
        Ok(if is_whole { exit(worst) } else { Exit::Usage })
    }
}

/// The places of which a series tells, looked up when it has ended: nobody knew before which ones they would be.
#[derive(Default)]
struct Wanted {
    /// By the exchange's number, from 0.
    places: BTreeMap<usize, Vec<(Location, Option<Seen>)>>,
}

impl Wanted {
    fn add(&mut self, finding: &Finding) {
        let others = finding.related.iter().map(|(spot, _)| spot);
        for spot in std::iter::once(&finding.spot).chain(others) {
            self.places.entry(spot.exchange).or_default().push((spot.location.clone(), None));
        }
    }

    fn look(&mut self, text: &Text, reader: Reader, options: &ReadOptions<'_>) -> Result<(), String> {
        let Some(last) = self.places.keys().next_back().copied() else { return Ok(()) };
        let mut number = 0;
        let mut look = |piece: Piece<'_>| {
            if let Some(places) = self.places.get_mut(&number)
                && let Ok(Some(pasted)) = piece.read(options)
            {
                for (location, seen) in places {
                    *seen = Some(Seen::new(number + 1, piece.text, &pasted, location));
                }
            }
            number += 1;
            number <= last
        };
        match text {
            Text::Whole(text) => {
                Capture::new(text, Some(reader)).all(look);
            }
            Text::Lines(path) => {
                let cannot = |error| cannot_read(path, &error);
                let mut origin = Origin::default();
                for batch in Batches::open(path).map_err(cannot)? {
                    let batch = batch.map_err(cannot)?;
                    let mut pieces = Capture::new(&batch, Some(reader));
                    let goes_on =
                        pieces.all(|piece| look(Piece { origin: piece.origin.after(origin), ..piece }));
                    if !goes_on {
                        break;
                    }
                    origin = origin.behind(&batch);
                }
            }
        }
        Ok(())
    }

    fn seen(&self, exchange: usize, location: &Location) -> Option<Seen> {
        let places = self.places.get(&exchange)?;
        places.iter().find(|(place, _)| place == location)?.1.clone()
    }

    fn found(&self, finding: Finding) -> Option<Found> {
        let at = self.seen(finding.spot.exchange, &finding.spot.location)?;
        let related = finding
            .related
            .iter()
            .filter_map(|(spot, word)| Some((self.seen(spot.exchange, &spot.location)?, *word)))
            .collect();
        Some(Found { finding, at, related })
    }
}
