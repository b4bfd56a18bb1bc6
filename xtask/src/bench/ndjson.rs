//! A capture as the command line reads it: an exchange on each line.

use std::io::{self, BufWriter, Write};

use serde_json::{Value, json};

use crate::corpus::shapes;

/// Writes so many exchanges to standard output: the corpus's requests to an endpoint of the RFC, again and again.
pub(crate) fn write(count: usize) -> io::Result<()> {
    let shapes = shapes();
    let of_rfc = shapes.iter().filter(|shape| shape.profile == "rfc7644");
    let lines: Vec<String> = of_rfc
        .flat_map(|shape| &shape.samples)
        .map(|sample| {
            let body: Value = serde_json::from_slice(&sample.body).unwrap_or_default();
            json!({"method": sample.method.name(), "path": sample.target, "body": body}).to_string()
        })
        .collect();
    let mut out = BufWriter::new(io::stdout().lock());
    for line in lines.iter().cycle().take(count) {
        writeln!(out, "{line}")?;
    }
    out.flush()
}
