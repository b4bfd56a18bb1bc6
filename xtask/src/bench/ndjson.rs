//! A capture as the command line reads it: an exchange on each line, each with its answer, so that the series tells
//! by their ids which users and groups come again.

use std::io::{self, BufWriter, Write};

use serde_json::{Value, json};

use scimproof::message::Method;

use crate::corpus::{Sample, shapes};

/// Writes so many exchanges to standard output: the corpus's requests to an endpoint of the RFC, again and again.
pub(crate) fn write(count: usize) -> io::Result<()> {
    let shapes = shapes();
    let of_rfc = shapes.iter().filter(|shape| shape.profile == "rfc7644");
    let lines: Vec<String> = of_rfc
        .flat_map(|shape| &shape.samples)
        .enumerate()
        .map(|(number, sample)| exchange(number, sample).to_string())
        .collect();
    let mut out = BufWriter::new(io::stdout().lock());
    for line in lines.iter().cycle().take(count) {
        writeln!(out, "{line}")?;
    }
    out.flush()
}

/// A request with the answer of an endpoint that takes all of them.
fn exchange(number: usize, sample: &Sample) -> Value {
    let sent: Value = serde_json::from_slice(&sample.body).unwrap_or_default();
    let response = if sample.method == Method::Post {
        let mut resource = sent.clone();
        resource["id"] = json!(format!("created-{number}"));
        json!({"status": 201, "body": resource})
    } else {
        json!({"status": 204})
    };
    let request = json!({"method": sample.method.name(), "target": sample.target, "body": sent});
    json!({"request": request, "response": response})
}
