//! `cargo xtask demo`: from a checkout to the demo seller's console in one command.

use crate::args::{Args, Usage};
use crate::{out, place, process, tools, web};
use anyhow::{Context, Result};
use std::path::PathBuf;
use std::process::Command;

/// Builds, then hands over to `entrepot demo`, whose exit code it returns.
pub fn run(words: &[String]) -> Result<u8> {
    let mut args = Args::new(words);
    let orders = args.one("--orders")?;
    let home = args.one("--home")?;
    let more = args.rest.clone();
    args.done()?;
    if let Some(text) = &orders {
        text.parse::<u64>().map_err(|_| Usage(format!("--orders wants a number, not `{text}`")))?;
    }

    let root = place::root()?;
    console(&root)?;
    process::run(process::cargo(&root).args(["build", "--package", "entrepot"]))?;

    let home = home.map_or_else(|| root.join(".entrepot").join("demo"), PathBuf::from);
    let mut demo = Command::new(place::binary("debug")?);
    demo.arg("--home").arg(home).arg("demo");
    if let Some(orders) = orders {
        demo.args(["--orders", &orders]);
    }
    demo.args(more);
    out::say(&format!("$ {}", process::spelled(&demo)));
    let status = demo.status().context("cannot start entrepot")?;
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1))
}

/// The console, or one line that says why the binary will serve its placeholder page.
fn console(root: &std::path::Path) -> Result<()> {
    let Some(dir) = web::dir(root) else {
        out::say("note: no console in web/: the binary serves a placeholder page");
        return Ok(());
    };
    if let Some(missing) = tools::node_missing() {
        out::say(&format!("note: {missing} to get the console; going on with a placeholder page"));
        return Ok(());
    }
    web::install(&dir)?;
    web::build(&dir)
}
