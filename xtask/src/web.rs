//! The console's source: its Node modules and its build, each redone only when its input changed.

use crate::out;
use crate::process;
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The console's folder, if the console has moved in.
pub fn dir(root: &Path) -> Option<PathBuf> {
    let dir = root.join("web");
    dir.join("package.json").is_file().then_some(dir)
}

/// `npm` in the console's folder.
pub fn npm(dir: &Path, words: &[&str]) -> Command {
    let mut command = Command::new("npm");
    command.current_dir(dir).args(words);
    command
}

/// `npm ci`, when the lock file or the manifest is not the one that was installed last.
pub fn install(dir: &Path) -> Result<()> {
    let stamp = dir.join("node_modules/.entrepot-installed");
    let state = digest(dir, &["package.json", "package-lock.json"])?;
    if is_fresh(&stamp, &state) {
        return Ok(());
    }
    process::run(&mut npm(dir, &["ci", "--no-audit", "--no-fund"]))?;
    std::fs::write(&stamp, state).context("cannot note what was installed")
}

/// Type check and unit tests.
pub fn check(dir: &Path) -> Result<()> {
    process::run(&mut npm(dir, &["test"]))
}

/// Builds `web/dist`, when a source is not the one that was built last.
///
/// A needless build would change the files' times and make cargo link the binary again.
pub fn build(dir: &Path) -> Result<()> {
    let stamp = dir.join("node_modules/.entrepot-built");
    let state = digest(dir, &["."])?;
    if dir.join("dist/index.html").is_file() && is_fresh(&stamp, &state) {
        out::say("console: built before, nothing changed");
        return Ok(());
    }
    process::run(&mut npm(dir, &["run", "build"]))?;
    std::fs::write(&stamp, state).context("cannot note what was built")
}

fn is_fresh(stamp: &Path, state: &str) -> bool {
    std::fs::read_to_string(stamp).is_ok_and(|old| old == state)
}

/// A fingerprint of names and contents; build output is not looked at.
fn digest(dir: &Path, parts: &[&str]) -> Result<String> {
    let mut files = BTreeMap::new();
    for part in parts {
        collect(&dir.join(part), &mut files)?;
    }
    let mut hasher = DefaultHasher::new();
    for (path, bytes) in &files {
        path.strip_prefix(dir).unwrap_or(path).hash(&mut hasher);
        bytes.hash(&mut hasher);
    }
    Ok(format!("{} files {:016x}", files.len(), hasher.finish()))
}

fn collect(path: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) -> Result<()> {
    if path.is_file() {
        let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        files.insert(path.to_owned(), bytes);
    } else if path.is_dir() {
        for entry in std::fs::read_dir(path).with_context(|| format!("cannot list {}", path.display()))? {
            let entry = entry?;
            let skipped = ["node_modules", "dist", "test-results", "screenshots"];
            if !skipped.iter().any(|name| entry.file_name() == *name) {
                collect(&entry.path(), files)?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::digest;

    #[test]
    fn a_changed_source_changes_the_fingerprint_and_build_output_does_not() {
        let dir = std::env::temp_dir().join(format!("xtask-web-{}", std::process::id()));
        std::fs::create_dir_all(dir.join("dist")).unwrap();
        std::fs::write(dir.join("a.ts"), "1").unwrap();
        let first = digest(&dir, &["."]).unwrap();
        std::fs::write(dir.join("dist/a.js"), "x").unwrap();
        assert_eq!(digest(&dir, &["."]).unwrap(), first);
        std::fs::write(dir.join("a.ts"), "2").unwrap();
        assert_ne!(digest(&dir, &["."]).unwrap(), first);
        std::fs::remove_dir_all(dir).unwrap();
    }
}
