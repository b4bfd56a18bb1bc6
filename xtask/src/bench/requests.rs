//! Linting and parsing requests, beside `serde_json` parsing the same bytes into a `Value`.

use std::collections::BTreeSet;
use std::hint::black_box;

use scimproof::json::Parser;
use scimproof::lint::Linter;
use scimproof::rule::Nothing;

use crate::Budget;
use crate::corpus::{Sample, Shape, shapes};
use crate::spread::{Figures, compare};

/// What linting must reach beside `Value`, in every shape.
const LINT: Budget = Budget { least: 3.0, goal: 4.0 };

/// Prints the figures of each shape, and of all requests together.
pub(crate) fn measure() {
    let shapes = shapes();
    let all: Vec<(&Shape, Linter)> = shapes.iter().map(|shape| (shape, shape.linter())).collect();
    println!(
        "one thread, one in five requests faulty; beside `serde_json::from_slice::<Value>` on the same bytes: median (range)"
    );
    println!("{:<20}{:>8}{:>12}{:>8}   {:<22}parsed alone", "shape", "bytes", "linted/s", "MB/s", "linted");
    let mut worst: Option<(f64, &str)> = None;
    for (shape, linter) in &all {
        assert_as_meant(shape, linter);
        let figures = beside_value(std::slice::from_ref(&(*shape, linter)));
        row(shape.name, shape.count(), shape.mean_bytes(), &figures);
        let ratio = figures[1].ratio.median;
        if worst.is_none_or(|(least, _)| ratio < least) {
            worst = Some((ratio, shape.name));
        }
    }
    let all: Vec<(&Shape, &Linter)> = all.iter().map(|(shape, linter)| (*shape, linter)).collect();
    let count: f64 = all.iter().map(|(shape, _)| shape.count()).sum();
    let bytes: f64 = all.iter().map(|(shape, _)| shape.mean_bytes() * shape.count()).sum();
    row("all of them", count, bytes / count, &beside_value(&all));
    if let Some((ratio, name)) = worst {
        println!("worst shape {name}, {ratio:.2} times `Value`; {}", LINT.verdict(ratio));
    }
}

fn row(name: &str, count: f64, bytes: f64, figures: &[Figures]) {
    let [_, lint, parse] = figures else { return };
    let rate = lint.rate.median * count;
    println!(
        "{name:<20}{bytes:>8.0}{rate:>12.0}{:>8.0}   {:<22}{}",
        rate * bytes / 1e6,
        lint.ratio.to_string(),
        parse.ratio
    );
}

/// The figures of `Value`, of linting and of parsing alone.
fn beside_value(work: &[(&Shape, &Linter)]) -> Vec<Figures> {
    let samples =
        || work.iter().flat_map(|(shape, linter)| shape.samples.iter().map(move |sample| (sample, *linter)));
    let mut parser = Parser::new();
    compare(&mut [
        &mut || {
            for (Sample { body, .. }, _) in samples() {
                let value: serde_json::Value =
                    serde_json::from_slice(black_box(body)).expect("the samples are JSON");
                black_box(&value);
            }
        },
        &mut || {
            for (sample, linter) in samples() {
                black_box(&linter.lint(black_box(&sample.request()), &Nothing));
            }
        },
        &mut || {
            for (Sample { body, .. }, _) in samples() {
                let document = parser.parse(black_box(body)).expect("the samples are JSON");
                black_box(&document);
            }
        },
    ])
}

/// A bench whose valid requests are faulty measures something else, and so does one whose faults nobody sees.
fn assert_as_meant(shape: &Shape, linter: &Linter) {
    for sample in &shape.samples {
        let verdict = linter.lint(&sample.request(), &Nothing);
        let found: BTreeSet<&str> = verdict.diagnostics.iter().map(|diagnostic| diagnostic.rule).collect();
        let is_as_meant = match sample.fault {
            Some(fault) => found.contains(fault.rule),
            None => found.is_empty(),
        };
        assert!(
            is_as_meant,
            "{}: {:?} gives {found:?}: {}",
            shape.name,
            sample.fault,
            String::from_utf8_lossy(&sample.body)
        );
    }
}
