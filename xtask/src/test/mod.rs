//! `cargo xtask test`: everything a change must pass, one step after the other, all in one build
//! profile. A failed step does not stop the next one; the last line adds them up.

mod browser;
mod rust;
mod s3;
mod summary;

use crate::args::{Args, Usage};
use crate::{licence, out, place, tidy, tools, web};
use anyhow::{Result, bail};
use std::path::Path;
use std::time::Instant;
use summary::{Done, Outcome};

/// What one step came to, when it did not fail.
pub enum Ran {
    /// It looked and found nothing wrong.
    Passed,
    /// It could not look; the reason in one line.
    Skipped(String),
}

struct Step {
    name: &'static str,
    what: &'static str,
    run: fn(&Path) -> Result<Ran>,
}

/// In this order: the quick answers first, and the console before the binary that carries it.
const STEPS: &[Step] = &[
    Step { name: "fmt", what: "formatting", run: rust::fmt },
    Step { name: "tidy", what: "the house's laws", run: laws },
    Step { name: "web", what: "console: modules, unit tests, build", run: console },
    Step { name: "clippy", what: "lints", run: rust::clippy },
    Step { name: "doc", what: "documentation builds without a warning", run: rust::doc },
    Step { name: "licences", what: "licences of everything we build on", run: licences },
    Step { name: "build", what: "the binary", run: rust::build },
    Step { name: "tests", what: "unit and integration tests", run: rust::tests },
    Step { name: "browser", what: "console in a real browser", run: browser::run },
];

/// Runs the chosen steps; 0 when none failed.
pub fn run(words: &[String]) -> Result<u8> {
    let mut args = Args::new(words);
    let list = args.flag("--list");
    let only = args.all("--only")?;
    let skip = args.all("--skip")?;
    args.done()?;
    for name in only.iter().chain(&skip) {
        if !STEPS.iter().any(|step| step.name == name) {
            let names: Vec<_> = STEPS.iter().map(|step| step.name).collect();
            return Err(Usage(format!("no step `{name}`; there are {}", names.join(" "))).into());
        }
    }
    let chosen: Vec<&Step> = STEPS
        .iter()
        .filter(|step| only.is_empty() || only.iter().any(|name| name == step.name))
        .filter(|step| !skip.iter().any(|name| name == step.name))
        .collect();
    if list {
        for step in chosen {
            out::data(&format!("{:<9} {}", step.name, step.what));
        }
        return Ok(0);
    }

    let root = place::root()?;
    let mut outcomes: Vec<Outcome> = Vec::new();
    for (at, step) in chosen.iter().enumerate() {
        out::heading(&format!("{}/{} {}: {}", at + 1, chosen.len(), step.name, step.what));
        let start = Instant::now();
        let done = if step.name == "browser" && failed(&outcomes, "build") {
            Done::Skipped("the binary did not build".to_owned())
        } else {
            match (step.run)(&root) {
                Ok(Ran::Passed) => Done::Passed,
                Ok(Ran::Skipped(why)) => Done::Skipped(why),
                Err(error) => Done::Failed(format!("{error:#}")),
            }
        };
        let outcome = Outcome { name: step.name, done, time: start.elapsed() };
        out::say(&outcome.line());
        outcomes.push(outcome);
    }
    out::heading("summary");
    for outcome in &outcomes {
        out::say(&outcome.line());
    }
    out::data(&summary::total(&outcomes));
    Ok(u8::from(outcomes.iter().any(|o| matches!(o.done, Done::Failed(_)))))
}

fn failed(outcomes: &[Outcome], name: &str) -> bool {
    outcomes.iter().any(|o| o.name == name && matches!(o.done, Done::Failed(_)))
}

fn laws(root: &Path) -> Result<Ran> {
    match tidy::check(root, None)? {
        0 => Ok(Ran::Passed),
        errors => bail!("{errors} broken; see above"),
    }
}

fn licences(root: &Path) -> Result<Ran> {
    match licence::check(root)? {
        0 => Ok(Ran::Passed),
        refused => bail!("{refused} not allowed; see above"),
    }
}

fn console(root: &Path) -> Result<Ran> {
    let Some(dir) = web::dir(root) else {
        return Ok(Ran::Skipped("no console in web/".to_owned()));
    };
    if let Some(missing) = tools::node_missing() {
        return Ok(Ran::Skipped(missing));
    }
    web::install(&dir)?;
    // Built also when a test fails: the steps after this one look at the console as it is now.
    let checked = web::check(&dir);
    web::build(&dir)?;
    checked?;
    Ok(Ran::Passed)
}
