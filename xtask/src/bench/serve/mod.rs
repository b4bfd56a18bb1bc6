//! The stand-in under load: `scimproof serve` on loopback, beside a bare handler that answers the same bytes.
//!
//! Both are hyper on one thread; the load comes from one thread of this program, over connections that stay open. So
//! two cores have server and load, and what the stand-in adds is what differs.
#![expect(clippy::cast_precision_loss, reason = "no count here comes near what f64 holds")]

mod bare;
mod client;
mod process;
mod users;

use std::path::Path;
use std::time::Instant;

use crate::Budget;
use crate::spread::Spread;
use client::Load;
use process::Served;

/// The profiles that are measured: one with entity tags, one with an audit log.
const PROFILES: [&str; 2] = ["rfc7644", "github-emu"];

/// How many users are held while rates are measured.
const HELD: usize = 100_000;

/// How many users the two ends of a filter's comparison have.
const FEW_AND_MANY: [usize; 2] = [1_000, 1_000_000];

/// A GET by id beside the bare handler's rate.
const GET: Budget = Budget { least: 0.7, goal: 0.8 };

/// A POST beside the bare handler's rate.
const POST: Budget = Budget { least: 0.4, goal: 0.5 };

/// The memory that a user may take, in lengths of the resource's JSON.
const MEMORY: f64 = 2.0;

/// Start to first answer, in milliseconds.
const START: f64 = 50.0;

/// How much longer a filter may take with a thousand times the users; a map that outgrows the caches costs a little.
const FILTER: f64 = 1.5;

/// Rounds of a comparison, and the requests of one contender's turn in a round.
const ROUNDS: usize = 15;
const TURN: usize = 4_000;

/// Prints the figures.
pub(crate) fn measure(program: &Path) {
    for profile in PROFILES {
        println!("{profile}:");
        started(program, profile);
        loaded(program, profile);
    }
    filtered(program, PROFILES[0]);
}

fn started(program: &Path, profile: &str) {
    let times = (0..ROUNDS).map(|_| {
        let began = Instant::now();
        let served = Served::start(program, profile);
        let answer = Load::connect(served.address, 1).one(&served.get("ServiceProviderConfig"));
        assert!(answer.status < 500, "the server answers");
        began.elapsed().as_secs_f64() * 1e3
    });
    let spread = Spread::of(times.collect());
    println!("  start to first answer  {spread} ms; at most {START}: {}", told(spread.median <= START));
}

fn loaded(program: &Path, profile: &str) {
    let served = Served::start(program, profile);
    let mut load = Load::connect(served.address, client::CONNECTIONS);
    let before = served.resident();
    let ids = fill(&served, &mut load, 0, HELD);
    let taken = (served.resident() - before) as f64 / HELD as f64;

    let gets: Vec<Vec<u8>> =
        users::shuffled(&ids).iter().map(|id| served.get(&format!("Users/{id}"))).collect();
    let shown = load.one(&gets[0]);
    assert_eq!(shown.status, 200, "the user is there");
    let json = shown.body.len() as f64;
    println!(
        "  memory of a user       {taken:.0} bytes, {:.2} times its {json:.0} bytes of JSON; at most {MEMORY}: {}",
        taken / json,
        told(taken <= MEMORY * json)
    );

    compare("GET by id", &GET, &mut load, &shown, &mut gets.iter().cycle().cloned());
    let mut more = (HELD..).map(|number| served.post("Users", &users::user(number)));
    let created = load.one(&more.next().expect("there are more"));
    assert_eq!(created.status, 201, "the user is created");
    compare("POST", &POST, &mut load, &created, &mut more);
}

/// The rate of the requests beside that of a bare handler that answers as the sample is.
fn compare(
    what: &str,
    budget: &Budget,
    load: &mut Load,
    sample: &client::Answer,
    requests: &mut dyn Iterator<Item = Vec<u8>>,
) {
    let bare = bare::serve(sample.clone());
    let mut beside = Load::connect(bare, client::CONNECTIONS);
    let (mut rates, mut ratios) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let turn: Vec<Vec<u8>> = requests.take(TURN).collect();
        let of = |load: &mut Load| {
            let began = Instant::now();
            load.all(&turn, |answer| assert_eq!(answer.status, sample.status, "all are answered alike"));
            TURN as f64 / began.elapsed().as_secs_f64()
        };
        let (own, other) = if round % 2 == 0 {
            let own = of(load);
            (own, of(&mut beside))
        } else {
            let other = of(&mut beside);
            (of(load), other)
        };
        // The first round warms caches and buffers.
        if round > 0 {
            rates.push(own);
            ratios.push(own / other);
        }
    }
    let [rate, ratio] = [rates, ratios].map(Spread::of);
    println!(
        "  {what:<22} {:.0}/s, {ratio} of a bare handler; {}",
        rate.median,
        budget.verdict(ratio.median)
    );
}

/// A lookup by `userName eq` among few users and among many.
fn filtered(program: &Path, profile: &str) {
    println!("{profile}, `userName eq`:");
    let served = Served::start(program, profile);
    let mut load = Load::connect(served.address, client::CONNECTIONS);
    let mut held = 0;
    let medians = FEW_AND_MANY.map(|count| {
        fill(&served, &mut load, held, count);
        held = count;
        let lookups: Vec<Vec<u8>> = (0..TURN)
            .map(|turn| {
                let user = users::user_name(turn * 7_919 % count);
                served.get(&format!("Users?filter=userName%20eq%20%22{user}%22"))
            })
            .collect();
        let times = (0..=ROUNDS).map(|_| {
            let began = Instant::now();
            load.all(&lookups, |answer| assert!(answer.has("\"totalResults\":1"), "the one user is found"));
            began.elapsed().as_secs_f64() * 1e6 / TURN as f64
        });
        let spread = Spread::of(times.skip(1).collect());
        println!("  among {count:<16} {spread} µs a lookup");
        spread.median
    });
    let ratio = medians[1] / medians[0];
    println!("  {ratio:.2} times as long; at most {FILTER}: {}", told(ratio <= FILTER));
}

/// Creates the users from one number up to another, and gives their ids.
fn fill(served: &Served, load: &mut Load, from: usize, to: usize) -> Vec<String> {
    let mut ids = Vec::with_capacity(to - from);
    for begin in (from..to).step_by(TURN) {
        let numbers = begin..(begin + TURN).min(to);
        let posts: Vec<Vec<u8>> = numbers.map(|number| served.post("Users", &users::user(number))).collect();
        load.all(&posts, |answer| ids.push(answer.id().expect("the user is created and has an id")));
    }
    ids
}

fn told(is_reached: bool) -> &'static str {
    if is_reached { "reached" } else { "MISSED" }
}
