//! Judging a file of a JSON object on each line as it is read: batches of lines go to as many threads as there are
//! cores, and come back in the file's order; where there are no threads, as in WebAssembly, one after the other. What
//! is in memory does not grow with the file.

use super::Make;
use crate::native::command::cannot_read;
use scimproof::json::Origin;
use scimproof::lint::Verdict;
use scimproof::message::read::{Capture, Piece, ReadOptions, Reader};
use scimproof::rule::Nothing;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::num::NonZero;
use std::ops::Range;
use std::path::Path;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

/// So many bytes of lines are judged at a time.
const BATCH: u64 = 1 << 18;

/// Takes the next piece of a file with its verdict, where it has one.
pub(super) type Take<'t> = dyn FnMut(Piece<'_>, Option<Verdict>) -> Result<(), String> + 't;

/// The batches of a file: whole lines.
pub(super) struct Batches {
    file: BufReader<File>,
}

impl Batches {
    pub(super) fn open(path: &Path) -> io::Result<Batches> {
        Ok(Batches { file: BufReader::new(File::open(path)?) })
    }
}

impl Iterator for Batches {
    type Item = io::Result<Vec<u8>>;

    fn next(&mut self) -> Option<io::Result<Vec<u8>>> {
        let mut text = Vec::new();
        let mut read = || {
            self.file.by_ref().take(BATCH).read_to_end(&mut text)?;
            if !text.ends_with(b"\n") {
                self.file.read_until(b'\n', &mut text)?;
            }
            Ok(())
        };
        match read() {
            Err(error) => Some(Err(error)),
            Ok(()) => (!text.is_empty()).then_some(Ok(text)),
        }
    }
}

/// A batch that was judged.
struct Judged {
    text: Vec<u8>,
    /// Its pieces, each with its verdict; none for one that holds no exchange, or is damaged.
    pieces: Vec<(Range<usize>, Origin, Option<Verdict>)>,
    /// What all of it counts.
    end: Origin,
}

/// Judges the lines of a file and hands them on in their order.
pub(super) fn judge(
    path: &Path,
    options: ReadOptions<'_>,
    make: &Make,
    take: &mut Take<'_>,
) -> Result<(), String> {
    let cannot = |error: io::Error| cannot_read(path, &error);
    let batches = Batches::open(path).map_err(cannot)?;
    let mut in_order = InOrder { take, origin: Origin::default() };
    let Ok(threads) = thread::available_parallelism().map(NonZero::get) else {
        let linter = make.linter();
        for text in batches {
            in_order.hand_on(batch(text.map_err(cannot)?, options, &linter))?;
        }
        return Ok(());
    };
    let most = threads * 4;
    let (to_threads, batches_read) = sync_channel::<(usize, Vec<u8>)>(most);
    let (to_main, judged) = sync_channel::<(usize, Judged)>(most);
    // So many batches are under way at a time, wherever they are.
    let (permit, permits) = sync_channel::<()>(most);
    for _ in 0..most {
        permit.send(()).ok();
    }
    let batches_read = Mutex::new(batches_read);
    thread::scope(|scope| {
        let reader = scope.spawn(move || {
            for (number, batch) in batches.enumerate() {
                let batch = batch?;
                // Whoever is at the other end has stopped, and says why.
                if permits.recv().is_err() || to_threads.send((number, batch)).is_err() {
                    break;
                }
            }
            Ok::<(), io::Error>(())
        });
        for _ in 0..threads {
            let (batches_read, to_main) = (&batches_read, to_main.clone());
            scope.spawn(move || {
                let linter = make.linter();
                while let Some((number, text)) = next(batches_read) {
                    if to_main.send((number, batch(text, options, &linter))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(to_main);
        let mut waiting = BTreeMap::new();
        let mut due = 0;
        let mut done = Ok(());
        'batches: for (number, batch) in judged {
            waiting.insert(number, batch);
            while let Some(batch) = waiting.remove(&due) {
                due += 1;
                done = in_order.hand_on(batch);
                if done.is_err() {
                    break 'batches;
                }
                permit.send(()).ok();
            }
        }
        drop(permit);
        let read = reader.join().unwrap_or_else(|_| Err(io::Error::other("reading it was given up")));
        done.and(read.map_err(cannot))
    })
}

/// Whoever takes the pieces, and where in the file the next batch begins.
struct InOrder<'t, 'f> {
    take: &'t mut Take<'f>,
    origin: Origin,
}

impl InOrder<'_, '_> {
    fn hand_on(&mut self, batch: Judged) -> Result<(), String> {
        for (range, begins, verdict) in batch.pieces {
            let piece =
                Piece { text: &batch.text[range], reader: Reader::Ndjson, origin: begins.after(self.origin) };
            (self.take)(piece, verdict)?;
        }
        self.origin = batch.end.after(self.origin);
        Ok(())
    }
}

fn next(batches: &Mutex<Receiver<(usize, Vec<u8>)>>) -> Option<(usize, Vec<u8>)> {
    batches.lock().ok()?.recv().ok()
}

fn batch(text: Vec<u8>, options: ReadOptions<'_>, linter: &scimproof::lint::Linter) -> Judged {
    let mut pieces = Vec::new();
    for piece in Capture::new(&text, Some(Reader::Ndjson)) {
        let start = piece.origin.byte as usize;
        let exchange = piece.read(&options).ok().flatten().map(|pasted| pasted.exchange);
        let verdict = exchange.map(|exchange| linter.exchange(&exchange, &Nothing));
        pieces.push((start..start + piece.text.len(), piece.origin, verdict));
    }
    let (start, counted) = pieces.last().map_or((0, Origin::default()), |(range, at, _)| (range.start, *at));
    let end = counted.behind(&text[start..]);
    Judged { text, pieces, end }
}
