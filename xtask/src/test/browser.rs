//! The console in a real browser, against the real binary on the demo seller's data.

use super::Ran;
use crate::process::{self, spelled};
use crate::server::Server;
use crate::{out, place, tools, web};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Enough for every page and both languages, little enough to import in seconds.
const ORDERS: &str = "2000";

/// Imports the demo seller, serves it on a free port, runs the console's browser tests.
pub fn run(root: &Path) -> Result<Ran> {
    let Some(dir) = web::dir(root) else {
        return Ok(Ran::Skipped("no console in web/".to_owned()));
    };
    if let Some(missing) = tools::node_missing() {
        return Ok(Ran::Skipped(missing));
    }
    let chromium = tools::chromium()?;
    tools::chinese_font();
    web::install(&dir)?;
    let binary = place::binary("debug")?;
    if !binary.is_file() {
        bail!("no binary yet: run `cargo xtask test --only build` first");
    }

    let home = Home::new()?;
    let mut demo = Command::new(&binary);
    demo.arg("--home").arg(&home.0).args(["demo", "--orders", ORDERS, "--no-serve"]);
    out::say(&format!("$ {}", spelled(&demo)));
    let status = demo.status().context("cannot start entrepot")?;
    // 3: done with quarantined rows. The demo seller's files hold dirty rows on purpose.
    if !matches!(status.code(), Some(0 | 3)) {
        bail!("`entrepot demo`: {status}");
    }

    let server = Server::start(&binary, &home.0)?;
    out::say(&format!("serving at {}", server.url));
    let tests = process::run(web::npm(&dir, &["run", "test:browser"]).env("ENTREPOT_URL", &server.url).env("CHROMIUM", &chromium));
    server.stop()?;
    // An empty lake and a demanded token, which the running server has not, are played by the console's own mock.
    let states = process::run(web::npm(&dir, &["run", "test:browser"]).env("ONLY", "mock").env("CHROMIUM", &chromium));
    tests.and(states)?;
    Ok(Ran::Passed)
}

/// A home that is removed at the end, also when a test failed.
struct Home(PathBuf);

impl Home {
    fn new() -> Result<Self> {
        let dir = std::env::temp_dir().join(format!("entrepot-browser-{}", std::process::id()));
        std::fs::create_dir_all(&dir).with_context(|| format!("cannot make {}", dir.display()))?;
        Ok(Self(dir))
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            out::say(&format!("note: {} was left behind: {error}", self.0.display()));
        }
    }
}
