//! `entrepot nightly`: what ran at night and how it ended; `--once` runs it now.

use super::{Context, DONE};
use crate::failure::Failure;
use crate::{nightly, output, wiring};
use clap::Args;
use entrepot_ops::Night;

/// Exit code when a step failed.
const FAILED: u8 = 1;

/// Arguments of `nightly`.
#[derive(Debug, Args)]
pub struct NightlyArgs {
    /// Run it now, for a timer of the system's own.
    #[arg(long)]
    once: bool,
    /// At most so many runs, the newest.
    #[arg(long, default_value_t = 10)]
    limit: u32,
}

/// Runs it; exit code 1 when a step failed.
pub async fn run(c: &Context, args: &NightlyArgs) -> Result<u8, Failure> {
    wiring::existing(&c.dir)?;
    let home = wiring::home(&c.dir, &c.config).await?;
    if args.once {
        let engine = wiring::engine(&c.config, &c.dir)?;
        let night = nightly::run(c, &home, &engine, None, &wiring::actor()).await?;
        if c.json {
            output::json(&night)?
        } else {
            show(&night)
        }
        return Ok(if night.state == "done" { DONE } else { FAILED });
    }
    let nights = home.ops.nights(args.limit.into()).await?;
    if c.json {
        output::json(&nights)?;
        return Ok(DONE);
    }
    nights.iter().for_each(show);
    if nights.is_empty() {
        eprintln!("nothing ran yet; set nightly.at in entrepot.toml, or run `entrepot nightly --once`");
    }
    Ok(DONE)
}

fn show(night: &Night) {
    output::line(&format!("run {} of {}, {}: {}", night.id, output::instant(night.begun_us), night.actor, night.state));
    for step in &night.steps {
        output::line(&format!("  {:8} {:8} {}", step.name, step.outcome, step.note));
    }
}
