//! Where things are: the workspace, the build output, the binary. Asks cargo, never guesses.

use crate::process;
use anyhow::{Context, Result, bail};
use std::path::PathBuf;

/// The workspace's root folder.
pub fn root() -> Result<PathBuf> {
    // Read at run time: one build cache may serve several checkouts.
    let start = match std::env::var_os("CARGO_MANIFEST_DIR") {
        Some(dir) => PathBuf::from(dir),
        None => std::env::current_dir()?,
    };
    for dir in start.ancestors() {
        let manifest = dir.join("Cargo.toml");
        if let Ok(text) = std::fs::read_to_string(&manifest)
            && text.contains("[workspace]")
        {
            return Ok(dir.to_owned());
        }
    }
    bail!("no workspace above {}", start.display())
}

/// `cargo metadata` of the workspace; `deps` decides whether dependencies are resolved too.
pub fn metadata(deps: bool) -> Result<serde_json::Value> {
    let mut cargo = process::cargo(&root()?);
    cargo.args(["metadata", "--format-version", "1"]);
    if !deps {
        cargo.arg("--no-deps");
    }
    let text = process::capture(&mut cargo)?;
    serde_json::from_str(&text).context("cargo metadata is not JSON")
}

/// The folder that cargo builds into.
pub fn target_dir() -> Result<PathBuf> {
    let meta = metadata(false)?;
    let dir = meta["target_directory"].as_str().context("cargo metadata names no target directory")?;
    Ok(PathBuf::from(dir))
}

/// The product's binary as the given profile's folder (`debug`, `release`, `dist`) holds it.
pub fn binary(profile_dir: &str) -> Result<PathBuf> {
    let name = format!("entrepot{}", std::env::consts::EXE_SUFFIX);
    Ok(target_dir()?.join(profile_dir).join(name))
}
