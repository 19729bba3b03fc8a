//! The steps that cargo runs. All of them use the dev profile, so that they share one build.

use super::{Ran, s3};
use crate::{out, process, tools};
use anyhow::Result;
use std::path::Path;
use std::process::Command;

/// `cargo fmt --check`.
pub fn fmt(root: &Path) -> Result<Ran> {
    process::run(process::cargo(root).args(["fmt", "--all", "--check"]))?;
    Ok(Ran::Passed)
}

/// Clippy on everything, tests included; a warning is an error.
pub fn clippy(root: &Path) -> Result<Ran> {
    process::run(process::cargo(root).args(["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"]))?;
    Ok(Ran::Passed)
}

/// rustdoc on our own crates; a broken link is an error.
pub fn doc(root: &Path) -> Result<Ran> {
    let mut cargo = process::cargo(root);
    cargo.args(["doc", "--workspace", "--no-deps", "--document-private-items", "--locked"]);
    process::run(cargo.env("RUSTDOCFLAGS", "-D warnings"))?;
    Ok(Ran::Passed)
}

/// The binary, as `cargo xtask demo` builds it.
pub fn build(root: &Path) -> Result<Ran> {
    process::run(process::cargo(root).args(["build", "--package", "entrepot", "--locked"]))?;
    Ok(Ran::Passed)
}

/// Every Rust test, with cargo-nextest where it is installed; examples in documentation too.
pub fn tests(root: &Path) -> Result<Ran> {
    if tools::find("cargo-nextest").is_some() {
        let mut nextest = process::cargo(root);
        nextest.args(["nextest", "run", "--workspace", "--locked", "--no-fail-fast", "--no-tests=pass"]);
        let tests = process::run(with_servers(&mut nextest));
        let examples = process::run(process::cargo(root).args(["test", "--workspace", "--doc", "--locked", "--quiet"]));
        tests.and(examples)?;
    } else {
        out::say("note: cargo-nextest is not installed, going on with cargo test");
        let mut cargo = process::cargo(root);
        process::run(with_servers(cargo.args(["test", "--workspace", "--locked", "--no-fail-fast"])))?;
    }
    Ok(Ran::Passed)
}

/// Tells the tests which servers they may start.
fn with_servers(cargo: &mut Command) -> &mut Command {
    match s3::server() {
        Some(program) => cargo.env("ENTREPOT_TEST_S3_SERVER", program),
        None => cargo,
    }
}
