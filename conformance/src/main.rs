//! The command line `scimproof`.

fn main() -> std::process::ExitCode {
    scimproof_conformance::native::main()
}
