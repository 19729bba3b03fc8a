//! `entrepot doctor`: is the home whole?

use super::{Context, DONE};
use crate::failure::Failure;
use crate::{output, progress, wiring};
use clap::Args;
use entrepot_keep::Progress;
use entrepot_keep::doctor::{Examination, examine};

/// Exit code when something is broken.
const BROKEN: u8 = 1;

/// Arguments of `doctor`.
#[derive(Debug, Args)]
pub struct DoctorArgs {
    /// Read every byte of the tables and of the kept originals.
    #[arg(long)]
    deep: bool,
}

/// Examines the home; exit code 1 when something is broken.
pub async fn run(c: &Context, args: &DoctorArgs) -> Result<u8, Failure> {
    wiring::existing(&c.dir)?;
    let home = wiring::home(&c.dir, &c.config).await?;
    let engine = wiring::engine(&c.config, &c.dir)?;
    let watched = Progress::default();
    let guard = progress::show_carry(&watched, "examine", c.json);
    let done = examine(&home, &engine, args.deep, &watched).await;
    drop(guard);
    let found = done?;
    if c.json {
        output::json(&found)?
    } else {
        show(&found)
    }
    Ok(if found.sound { DONE } else { BROKEN })
}

fn show(found: &Examination) {
    let l = &found.looked;
    output::line(&format!(
        "looked at {} lake versions, {} data files, {} rows, {} originals, {} imports",
        l.lake_versions, l.data_files, l.data_rows, l.originals, l.imports
    ));
    for finding in &found.findings {
        output::line(&format!("{}[{}]: {}", finding.severity.as_str(), finding.code, finding.cause));
        output::line(&format!("  {}", finding.hint));
    }
    output::line(if found.sound { "nothing is broken" } else { "something is broken" });
}
