//! The steps that cargo runs. All of them use the dev profile, so that they share one build.

use super::Ran;
use crate::{out, process, tools};
use anyhow::Result;
use std::path::Path;

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
        let tests =
            process::run(process::cargo(root).args(["nextest", "run", "--workspace", "--locked", "--no-fail-fast", "--no-tests=pass"]));
        let examples = process::run(process::cargo(root).args(["test", "--workspace", "--doc", "--locked", "--quiet"]));
        tests.and(examples)?;
    } else {
        out::say("note: cargo-nextest is not installed, going on with cargo test");
        process::run(process::cargo(root).args(["test", "--workspace", "--locked", "--no-fail-fast"]))?;
    }
    Ok(Ran::Passed)
}
