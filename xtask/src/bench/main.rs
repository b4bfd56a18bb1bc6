//! Requests per second beside `serde_json` parsing the same bytes into a `Value`.
//!
//! Every contender reads the same texts in turn, in one process and in short rounds whose order alternates, so that a
//! machine that is busy or changes its clock disturbs all of them alike. A ratio is taken within a round; what is
//! shown is the median of the ratios, and their range.
#![expect(clippy::print_stdout, reason = "the figures are for a person to read")]

mod payloads;

use std::collections::BTreeSet;
use std::hint::black_box;
use std::time::{Duration, Instant};

use scimproof::json::Parser;
use scimproof::lint::Linter;
use scimproof::profile;
use scimproof::rule::Nothing;

use payloads::{Sample, Shape};

/// What linting must reach beside `Value`, in the worst shape.
const LINT_GOAL: f64 = 2.0;
/// What parsing alone must reach beside `Value`, in the worst shape.
const PARSE_GOAL: f64 = 4.0;

/// Rounds per shape.
const ROUNDS: usize = 151;
/// How long one contender's turn in a round lasts, about.
const TURN: Duration = Duration::from_millis(2);

/// One way to treat a request.
struct Contender {
    name: &'static str,
    goal: Option<f64>,
    turn: Turn,
}

/// Treats every sample once.
type Turn = Box<dyn FnMut(&[Sample])>;

fn contenders() -> Vec<Contender> {
    let mut parser = Parser::new();
    vec![
        Contender {
            name: "serde_json::Value",
            goal: None,
            turn: Box::new(|samples| {
                for sample in samples {
                    let value: serde_json::Value =
                        serde_json::from_slice(black_box(&sample.body)).expect("the samples are JSON");
                    black_box(&value);
                }
            }),
        },
        Contender {
            name: "json::Parser",
            goal: Some(PARSE_GOAL),
            turn: Box::new(move |samples| {
                for sample in samples {
                    let document = parser.parse(black_box(&sample.body)).expect("the samples are JSON");
                    black_box(&document);
                }
            }),
        },
        linting("lint, rfc7644", "rfc7644", Some(LINT_GOAL)),
        // Finds fault with some of the shapes, and wording findings costs more than finding nothing.
        linting("lint, github-emu", "github-emu", None),
    ]
}

fn linting(name: &'static str, profile: &str, goal: Option<f64>) -> Contender {
    let linter = linter(profile);
    Contender {
        name,
        goal,
        turn: Box::new(move |samples| {
            for sample in samples {
                black_box(&linter.lint(black_box(&sample.request()), &Nothing));
            }
        }),
    }
}

fn linter(profile: &str) -> Linter {
    Linter::new(&profile::builtin(profile).expect("the profile is built in"))
}

/// A contender's figures in one shape.
struct Figures {
    /// Requests per second.
    rate: Spread,
    /// The rate beside the first contender's.
    ratio: Spread,
}

struct Spread {
    low: f64,
    median: f64,
    high: f64,
}

impl Spread {
    fn of(mut values: Vec<f64>) -> Spread {
        values.sort_unstable_by(f64::total_cmp);
        let last = values.len() - 1;
        Spread { low: values[0], median: values[last / 2], high: values[last] }
    }
}

fn main() {
    let linters = ["rfc7644", "github-emu"].map(|profile| (profile, linter(profile)));
    let mut contenders = contenders();
    let mut worst: Vec<Option<(f64, &'static str)>> = contenders.iter().map(|_| None).collect();

    println!("{:<42}{:>12}{:>9}   beside Value (min–max)", "shape", "requests/s", "MB/s");
    for shape in payloads::shapes() {
        let figures = measure(&shape, &mut contenders);
        for (index, (contender, figures)) in contenders.iter().zip(&figures).enumerate() {
            let label = if index == 0 { shape.name } else { "" };
            let bytes_per_second = figures.rate.median * shape.mean_bytes() / 1e6;
            print!("{label:<22}{:<20}{:>12.0}{bytes_per_second:>9.0}", contender.name, figures.rate.median);
            if index == 0 {
                print!("   {:.0} bytes each", shape.mean_bytes());
                for (profile, linter) in &linters {
                    print!("; {profile}: {}", findings(linter, &shape));
                }
                println!();
                continue;
            }
            let Spread { low, median, high } = figures.ratio;
            println!("   {median:.2} ({low:.2}–{high:.2})");
            if worst[index].is_none_or(|(ratio, _)| median < ratio) {
                worst[index] = Some((median, shape.name));
            }
        }
    }

    println!();
    for (contender, worst) in contenders.iter().zip(worst) {
        let (Some(goal), Some((ratio, shape))) = (contender.goal, worst) else { continue };
        let verdict = if ratio >= goal { "reached" } else { "MISSED" };
        println!(
            "{}: worst shape {shape}, {ratio:.2} times Value; the goal of {goal:.1} is {verdict}",
            contender.name
        );
    }
}

/// What the linter finds: the samples are meant to be clean under `rfc7644`, those of GitHub's shapes
/// under `github-emu` too.
fn findings(linter: &Linter, shape: &Shape) -> String {
    let mut names = BTreeSet::new();
    let mut count = 0;
    for sample in &shape.samples {
        let verdict = linter.lint(&sample.request(), &Nothing);
        count += verdict.diagnostics.len();
        names.extend(verdict.diagnostics.iter().map(|diagnostic| diagnostic.rule.to_string()));
    }
    if count == 0 {
        return "no findings".to_owned();
    }
    format!(
        "{:.1} findings each: {}",
        f64::from(count as u32) / shape.count(),
        names.into_iter().collect::<Vec<_>>().join(", ")
    )
}

fn measure(shape: &Shape, contenders: &mut [Contender]) -> Vec<Figures> {
    // As many passes over the samples as the slowest contender, the first, does in a turn.
    let once = time(|| (contenders[0].turn)(&shape.samples));
    let passes = TURN.as_nanos() / once.as_nanos().max(1) + 1;
    let passes = u32::try_from(passes).unwrap_or(u32::MAX);
    let requests = f64::from(passes) * shape.count();

    let mut rates: Vec<Vec<f64>> = contenders.iter().map(|_| Vec::with_capacity(ROUNDS)).collect();
    for round in 0..=ROUNDS {
        let mut turns: Vec<usize> = (0..contenders.len()).collect();
        if round % 2 == 1 {
            turns.reverse();
        }
        for index in turns {
            let took = time(|| {
                for _ in 0..passes {
                    (contenders[index].turn)(&shape.samples);
                }
            });
            // The first round warms caches and buffers.
            if round > 0 {
                rates[index].push(requests / took.as_secs_f64());
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

fn time(work: impl FnOnce()) -> Duration {
    let started = Instant::now();
    work();
    started.elapsed()
}
