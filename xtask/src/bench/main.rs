//! What the budgets say of speed, measured on this machine: `cargo xtask bench`.
//!
//! `bench` measures what is native; `bench export` prints the same requests, with the JSON Schemas that say the same
//! of them, for the bench of the npm package; `bench ndjson COUNT` prints so many exchanges for the command line;
//! `bench serve PROGRAM` puts load on the stand-in.
#![expect(clippy::print_stdout, reason = "the figures are for a person to read")]

mod corpus;
mod export;
mod filters;
mod ndjson;
mod requests;
mod serve;
mod spread;

/// What a budget asks for, and what it hopes for.
struct Budget {
    least: f64,
    goal: f64,
}

impl Budget {
    /// A figure beside the budget.
    fn verdict(&self, figure: f64) -> String {
        let Budget { least, goal } = self;
        let told = |bar: f64| if figure >= bar { "reached" } else { "MISSED" };
        format!("at least {least:.1}: {}; goal {goal:.1}: {}", told(*least), told(*goal))
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["export"] => println!("{}", export::all()),
        ["ndjson", count] => {
            let count = count.parse().expect("the count is a number");
            ndjson::write(count).expect("the exchanges can be written");
        }
        ["serve", program] => serve::measure(program.as_ref()),
        _ => {
            filters::measure();
            requests::measure();
        }
    }
}
