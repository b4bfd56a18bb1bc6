//! The command line `scimproof`.

fn main() {}
