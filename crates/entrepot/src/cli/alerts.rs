//! `entrepot alerts`: the newest finished days on which a metric was outside of what was to be expected.

use super::{Context, DONE};
use crate::failure::Failure;
use crate::{output, wiring};
use clap::Args;
use entrepot_domain::{Currency, Day};
use entrepot_market::alerts::alerts;
use entrepot_market::forecast::Holidays;

/// Arguments of `alerts`.
#[derive(Debug, Args)]
pub struct AlertArgs {
    /// Report currency, ISO 4217.
    #[arg(long)]
    currency: Option<String>,
}

/// Runs it.
pub async fn run(c: &Context, args: AlertArgs) -> Result<u8, Failure> {
    let semantic = wiring::semantic(&c.dir, &c.config)?;
    let holidays = Holidays::with_directory(&wiring::holidays_dir(&c.dir))?;
    let home = wiring::home(&c.dir, &c.config).await?;
    wiring::settle(&semantic, &home, &c.config).await?;
    let engine = wiring::engine(&c.config, &c.dir)?;
    let session = wiring::session(&home, &engine).await?;
    let currency = args.currency.as_deref().map(Currency::parse).transpose()?;
    let found = alerts(&semantic, &session, &holidays, Day::of_micros(wiring::now_us()), currency).await?;
    if c.json {
        output::json(&found)?;
        return Ok(DONE);
    }
    let rows: Vec<Vec<String>> = found
        .alerts
        .iter()
        .map(|one| {
            let band = format!("{} to {}", one.low, one.high);
            vec![
                one.day.clone(),
                one.metric.clone(),
                one.value.clone(),
                one.expected.clone(),
                band,
                one.direction.to_owned(),
                one.why.en.clone(),
            ]
        })
        .collect();
    output::table(&["day", "metric", "value", "expected", "band", "direction", "why"], &rows);
    match (&found.note, &found.from, &found.to) {
        (Some(note), ..) => eprintln!("{}", note.en),
        (None, Some(from), Some(to)) => eprintln!(
            "{} judged, {from} to {to}; of 100 ordinary days at most {} are reported",
            found.watched.join(", "),
            found.false_alarm_pct
        ),
        _ => {}
    }
    Ok(DONE)
}
