//! Rates that were measured again and again: contenders take turns, in one process and in short rounds whose order
//! alternates, so that a machine that changes its clock disturbs all of them alike. What is measured is the thread's
//! own time, which does not count while others have the processor. A ratio is taken within a round; what is shown is
//! the median of the rounds, and their range.

use std::fmt;
use std::time::Duration;

use cpu_time::ThreadTime;

/// Rounds per measurement.
const ROUNDS: usize = 101;
/// How long one contender's turn in a round lasts, about.
const TURN: Duration = Duration::from_millis(2);

/// The lowest, the middle and the highest of some figures.
#[derive(Clone, Copy)]
pub(crate) struct Spread {
    pub(crate) low: f64,
    pub(crate) median: f64,
    pub(crate) high: f64,
}

impl Spread {
    pub(crate) fn of(mut values: Vec<f64>) -> Spread {
        values.sort_unstable_by(f64::total_cmp);
        let last = values.len() - 1;
        Spread { low: values[0], median: values[last / 2], high: values[last] }
    }
}

impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.2} ({:.2}–{:.2})", self.median, self.low, self.high)
    }
}

/// A contender's figures.
pub(crate) struct Figures {
    /// Passes per second.
    pub(crate) rate: Spread,
    /// The rate beside the first contender's.
    pub(crate) ratio: Spread,
}

/// Times contenders, each of which makes one pass over the same work.
pub(crate) fn compare(contenders: &mut [&mut dyn FnMut()]) -> Vec<Figures> {
    // As many passes as the first contender makes in a turn.
    let once = time(&mut *contenders[0], 1);
    let passes = u32::try_from(TURN.as_nanos() / once.as_nanos().max(1) + 1).unwrap_or(u32::MAX);
    let mut rates: Vec<Vec<f64>> = contenders.iter().map(|_| Vec::with_capacity(ROUNDS)).collect();
    for round in 0..=ROUNDS {
        let mut turns: Vec<usize> = (0..contenders.len()).collect();
        if round % 2 == 1 {
            turns.reverse();
        }
        for index in turns {
            let took = time(&mut *contenders[index], passes);
            // The first round warms caches and buffers.
            if round > 0 {
                rates[index].push(f64::from(passes) / took.as_secs_f64());
            }
        }
    }
    rates
        .iter()
        .map(|own| Figures {
            rate: Spread::of(own.clone()),
            ratio: Spread::of(own.iter().zip(&rates[0]).map(|(own, first)| own / first).collect()),
        })
        .collect()
}

fn time(pass: &mut dyn FnMut(), passes: u32) -> Duration {
    let started = ThreadTime::now();
    for _ in 0..passes {
        pass();
    }
    started.elapsed()
}
