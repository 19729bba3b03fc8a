//! `cargo xtask reference`: writes docs/reference anew from what the binary says of itself.

use crate::args::Args;
use crate::{out, place, process};
use anyhow::{Context, Result};

const PAGES: &[&str] = &["cli", "metrics", "profiles", "api"];

/// Builds the binary as the tests do and writes the pages.
pub fn run(words: &[String]) -> Result<u8> {
    Args::new(words).done()?;
    let root = place::root()?;
    process::run(process::cargo(&root).args(["build", "--package", "entrepot", "--locked"]))?;
    let folder = root.join("docs/reference");
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    for page in PAGES {
        let text = process::capture_talking(std::process::Command::new(place::binary("debug")?).args(["reference", page]))?;
        let path = folder.join(format!("{page}.md"));
        std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
        out::say(&format!("wrote {}", path.display()));
    }
    Ok(0)
}
