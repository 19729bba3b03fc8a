//! `entrepot quality`: how good the data is, check by check, as a table or as JSON.

use super::{Context, DONE};
use crate::failure::Failure;
use crate::{output, wiring};
use clap::Args;
use entrepot_domain::{Currency, Day};
use entrepot_semantic::Beside;

/// Arguments of `quality`.
#[derive(Debug, Args)]
pub struct QualityArgs {
    /// Report currency that rates are looked for into, ISO 4217.
    #[arg(long)]
    currency: Option<String>,
}

/// Runs it.
pub async fn run(c: &Context, args: QualityArgs) -> Result<u8, Failure> {
    let semantic = wiring::semantic(&c.dir, &c.config)?;
    let home = wiring::home(&c.dir, &c.config).await?;
    wiring::settle(&semantic, &home, &c.config).await?;
    let engine = wiring::engine(&c.config, &c.dir)?;
    let session = wiring::session(&home, &engine).await?;
    let single = session.facts().await?.single_currency().map(Currency::parse).transpose()?;
    let named = args.currency.as_deref().map(Currency::parse).transpose()?;
    let currency = named.or(semantic.report_currency()).or(single).unwrap_or(Currency::EUR);
    let quarantined = home.ops.quarantine_open().await?.unsigned_abs();
    let found = semantic.quality(&session, currency, Beside { quarantined, today: Day::of_micros(wiring::now_us()) }).await?;
    if c.json {
        output::json(&found)?;
        return Ok(DONE);
    }
    let rows: Vec<Vec<String>> = found
        .checks
        .iter()
        .map(|check| {
            let share = check.share.as_deref().map_or_else(|| "–".to_owned(), super::pnl::percent);
            vec![
                check.name.to_owned(),
                check.points.to_string(),
                check.found.to_string(),
                check.of.to_string(),
                share,
                check.costs.clone(),
                check.label.en.clone(),
            ]
        })
        .collect();
    output::table(&["check", "points", "found", "of", "share", "costs", "what"], &rows);
    eprintln!("quality {} of 100, lake version {}", found.score.as_deref().unwrap_or("–"), found.lake_version);
    Ok(DONE)
}
