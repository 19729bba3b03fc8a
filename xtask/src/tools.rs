//! Programs from outside that the tests need: found, installed through Debian's package manager
//! when that is possible, or named in one line. Never downloads anything by itself.

use crate::out;
use crate::process;
use anyhow::{Result, bail};
use std::path::PathBuf;
use std::process::Command;

/// The oldest Node that the console's tools run on.
const NODE_MAJOR: u32 = 20;

/// Where a program is, if it is on the path.
pub fn find(program: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?).map(|dir| dir.join(program)).find(|path| path.is_file())
}

/// Nothing when Node is there and new enough, else the line that says what to install.
pub fn node_missing() -> Option<String> {
    let wanted = format!("install Node {NODE_MAJOR} or newer with npm");
    if find("npm").is_none() {
        return Some(format!("no npm: {wanted}"));
    }
    let Ok(version) = process::capture(Command::new("node").arg("--version")) else {
        return Some(format!("no Node: {wanted}"));
    };
    match node_major(&version) {
        Some(major) if major >= NODE_MAJOR => None,
        _ => Some(format!("Node is {}: {wanted}", version.trim())),
    }
}

fn node_major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

/// Chromium's path; installs it when that is possible.
pub fn chromium() -> Result<PathBuf> {
    if let Some(path) = installed_chromium() {
        return Ok(path);
    }
    install("chromium")?;
    match installed_chromium() {
        Some(path) => Ok(path),
        None => bail!("no Chromium: install the package `chromium`"),
    }
}

fn installed_chromium() -> Option<PathBuf> {
    ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(find)
}

/// Without a font for Chinese the pages draw boxes; the tests still run.
pub fn chinese_font() {
    let there = process::capture(Command::new("fc-list").arg(":lang=zh-cn")).is_ok_and(|list| !list.trim().is_empty());
    if !there && install("fonts-noto-cjk").is_err() {
        out::say("note: no font for Chinese found; install the package `fonts-noto-cjk` to see zh-CN pages as they are");
    }
}

/// Installs a Debian package, or says in one line that a person has to.
fn install(package: &str) -> Result<()> {
    let by_hand = format!("install the package `{package}` (apt-get install {package})");
    if find("apt-get").is_none() {
        bail!("{package} is missing and there is no apt-get: {by_hand}");
    }
    let user = process::capture(Command::new("id").arg("-u"))?;
    if user.trim() != "0" {
        bail!("{package} is missing: {by_hand}");
    }
    let apt = |words: &[&str]| process::run(Command::new("apt-get").args(words).env("DEBIAN_FRONTEND", "noninteractive"));
    if apt(&["install", "-y", "--no-install-recommends", package]).is_err() {
        // The package lists may be old or empty.
        apt(&["update"])?;
        apt(&["install", "-y", "--no-install-recommends", package])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{find, node_major};

    #[test]
    fn node_versions_are_read() {
        assert_eq!(node_major("v20.20.2\n"), Some(20));
        assert_eq!(node_major("v9.0.0"), Some(9));
        assert_eq!(node_major("command not found"), None);
    }

    #[test]
    fn programs_are_found_on_the_path_only() {
        assert!(find("sh").is_some());
        assert!(find("no-such-program-here").is_none());
    }
}
