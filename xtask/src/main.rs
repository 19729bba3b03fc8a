//! The project's own commands: `cargo xtask demo | test | tidy | licences | bench | reference`.
//!
//! Keeps to three small dependencies so that it compiles in seconds. It builds and checks the
//! product; it holds nothing the product needs at run time.

mod args;
mod bench;
mod demo;
mod licence;
mod out;
mod place;
mod process;
mod reference;
mod server;
mod test;
mod tidy;
mod tools;
mod web;

use anyhow::Result;
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask <command>

  demo [--orders N] [--home DIR] [-- more options of `entrepot demo`]
        build console and binary, make the demo seller's files, import them, serve the console
  test [--only STEP]... [--skip STEP]... [--list]
        everything a change must pass; prints `N passed, N failed` last
  tidy [--rule NAME] [--list]
        the house's laws
  licences
        every dependency's licence against licences.toml
  bench [--only import|queries|slices]... [--copies N] [--runs N] [--profile P]
        speed and memory against DuckDB and chdb; writes docs/benchmarks.md
  reference
        writes docs/reference anew from what the binary says of itself
";

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let command = words.next().unwrap_or_default();
    let rest: Vec<String> = words.collect();
    let done: Result<u8> = match command.as_str() {
        "demo" => demo::run(&rest),
        "test" => test::run(&rest),
        "tidy" => tidy::run(&rest),
        "licences" => licence::run(&rest),
        "bench" => bench::run(&rest),
        "reference" => reference::run(&rest),
        "" | "help" | "--help" | "-h" => {
            out::data(HELP.trim_end());
            Ok(0)
        }
        other => {
            out::say(&format!("error: no command `{other}`\n\n{HELP}"));
            Ok(2)
        }
    };
    match done {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            out::say(&format!("error: {error:#}"));
            ExitCode::from(if error.is::<args::Usage>() { 2 } else { 1 })
        }
    }
}
