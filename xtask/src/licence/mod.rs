//! Every dependency's licence against the list in `licences.toml`.
//!
//! Reads what `cargo metadata` and the console's lock file say; it does not read licence texts.

mod list;
mod npm;
mod spdx;

use crate::{args::Args, out, place};
use anyhow::{Context, Result};
use list::{List, Package};
use std::path::Path;

/// `cargo xtask licences`.
pub fn run(words: &[String]) -> Result<u8> {
    Args::new(words).done()?;
    Ok(u8::from(check(&place::root()?)? > 0))
}

/// Names what is not allowed and returns how many there are.
pub fn check(root: &Path) -> Result<usize> {
    let text = std::fs::read_to_string(root.join("licences.toml")).context("cannot read licences.toml")?;
    let list = List::parse(&text)?;
    let crates = crates(&place::metadata(true)?)?;
    let modules = npm::packages(root)?;
    let mut refused = list.refused_crates(&crates);
    refused.extend(list.refused_modules(&modules));
    refused.extend(list.stale(&crates));
    for line in &refused {
        out::say(line);
    }
    out::say(&format!("{} crates, {} node modules, {} refused", crates.len(), modules.len(), refused.len()));
    Ok(refused.len())
}

/// Everything that does not come from this workspace.
fn crates(metadata: &serde_json::Value) -> Result<Vec<Package>> {
    let all = metadata["packages"].as_array().context("cargo metadata lists no packages")?;
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    Ok(all
        .iter()
        .filter(|package| !package["source"].is_null())
        .map(|package| Package { name: text(&package["name"]), version: text(&package["version"]), licence: text(&package["license"]) })
        .collect())
}
