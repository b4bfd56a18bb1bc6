//! Filters in a query: read from the target, parsed and checked.

use std::hint::black_box;

use scimproof::lint::Linter;
use scimproof::message::{Method, Request};
use scimproof::profile;
use scimproof::rule::Nothing;

use crate::spread::compare;

/// Filters per second.
const BUDGET: f64 = 1_000_000.0;

/// What clients ask for; one in five is faulty.
const FILTERS: [&str; 10] = [
    "userName%20eq%20%22mona@example.com%22",
    "externalId%20eq%20%227e1c-4f1b-8a52%22",
    "emails%5Btype%20eq%20%22work%22%20and%20value%20eq%20%22mona@example.com%22%5D",
    "userName%20eq%20%22mona%22%20and%20active%20eq%20true",
    "active%20=%20true",
    "displayName%20sw%20%22Tour%22",
    "meta.lastModified%20gt%20%222026-02-01T04:42:34Z%22",
    "name.familyName%20co%20%22Lisa%22",
    "id%20eq%20%222819c223-7f76-453a-919d-413861904646%22",
    "nickname2%20eq%20%22mo%22",
];

pub(crate) fn measure() {
    let linter = Linter::new(&profile::builtin("rfc7644").expect("the profile is built in"));
    let targets = FILTERS.map(|filter| format!("/Users?filter={filter}"));
    let requests = targets.each_ref().map(|target| Request::bare(Method::Get, target, None));
    let found = requests.each_ref().map(|request| linter.lint(request, &Nothing).diagnostics);
    let faulty = found.iter().filter(|found| !found.is_empty()).count();
    assert_eq!(faulty, FILTERS.len() / 5, "one in five is faulty: {found:?}");
    let figures = compare(&mut [&mut || {
        for request in &requests {
            black_box(&linter.lint(black_box(request), &Nothing));
        }
    }]);
    let of = |passes: f64| passes * f64::from(u32::try_from(FILTERS.len()).unwrap_or(u32::MAX));
    let rate = figures[0].rate;
    let verdict = if of(rate.median) >= BUDGET { "reached" } else { "MISSED" };
    println!(
        "\nfilters parsed and checked: {:.0}/s ({:.0}–{:.0}); at least {BUDGET:.0}: {verdict}",
        of(rate.median),
        of(rate.low),
        of(rate.high)
    );
}
