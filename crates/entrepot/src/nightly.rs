//! The nightly run: rates, compaction, a light examination, warm figures, a backup. Each step is written down, and one that
//! fails does not keep the others from running.
//!
//! It lives here because its steps belong to rooms that do not know each other. Nothing runs unless it is configured.

use crate::cli::Context;
use crate::failure::Failure;
use crate::{compact, wiring};
use entrepot_api::App;
use entrepot_engine::Engine;
use entrepot_keep::{BackupRequest, Progress, doctor, shelf};
use entrepot_lake::Home;
use entrepot_ops::{Night, NightStep};
use jiff::civil::Time;
use jiff::tz::TimeZone;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The actor of what runs by itself.
pub const ACTOR: &str = "nightly";
/// A table is worth compacting at night from this many files on.
const FILES_MIN: usize = 8;
/// How often the time is looked at: a clock that is set, or a machine that slept, must not matter.
const LOOK: Duration = Duration::from_secs(30);

/// How a step went.
enum Step {
    Done(String),
    Skipped(String),
}

/// Runs all steps now, and returns what is written down about them.
pub async fn run(c: &Context, home: &Home, engine: &Arc<Engine>, app: Option<&App>, actor: &str) -> Result<Night, Failure> {
    let id = home.ops.begin_night(actor, wiring::now_us()).await?;
    let mut steps = Vec::new();
    for name in ["rates", "compact", "doctor", "warm", "backup"] {
        let started = Instant::now();
        let went = match name {
            "rates" => rates(c, home, actor).await,
            "compact" => compaction(c, home, engine, actor).await,
            "doctor" => examination(home, engine).await,
            "warm" => warm(app).await,
            _ => backup(c, home, actor).await,
        };
        let (outcome, note) = match went {
            Ok(Step::Done(note)) => ("done", note),
            Ok(Step::Skipped(note)) => ("skipped", note),
            Err(failure) => ("failed", failure.told()),
        };
        if outcome == "failed" {
            tracing::warn!(step = name, note, "a step of the nightly run failed");
        }
        let elapsed_ms = i64::try_from(started.elapsed().as_millis()).unwrap_or(i64::MAX);
        steps.push(NightStep { name: name.to_owned(), outcome: outcome.to_owned(), note, elapsed_ms });
        home.ops.note_night(id, &steps, None).await?;
    }
    home.ops.note_night(id, &steps, Some(wiring::now_us())).await?;
    let night = home.ops.nights(1).await?.into_iter().find(|n| n.id == id);
    night.ok_or_else(|| Failure::new("nightly.lost", "the run was not written down", "run it again"))
}

async fn rates(c: &Context, home: &Home, actor: &str) -> Result<Step, Failure> {
    if !c.config.nightly.rates {
        return Ok(Step::Skipped("not configured".to_owned()));
    }
    let report = crate::cli::fx::update(c, home, actor).await?;
    Ok(Step::Done(format!("{} new rates, {} known", report.rows_accepted + report.rows_updated, report.rows_duplicate)))
}

async fn compaction(c: &Context, home: &Home, engine: &Arc<Engine>, actor: &str) -> Result<Step, Failure> {
    if !c.config.nightly.compact {
        return Ok(Step::Skipped("not configured".to_owned()));
    }
    let session = wiring::session(home, engine).await?;
    let most = session.snapshot().tables.values().filter(|t| !t.name.ends_with("_history")).map(|t| t.files.len()).max().unwrap_or(0);
    if most < FILES_MIN {
        return Ok(Step::Skipped(format!("no table has more than {} files", FILES_MIN - 1)));
    }
    let done = compact::compact(home, &session, actor).await?;
    let (before, after) = done.tables.iter().fold((0, 0), |(b, a), t| (b + t.files_before, a + t.files_after));
    Ok(Step::Done(format!("{before} files became {after}, lake version {}", done.lake_version)))
}

async fn examination(home: &Home, engine: &Arc<Engine>) -> Result<Step, Failure> {
    let found = doctor::examine(home, engine, false, &Progress::default()).await?;
    if let Some(worst) = found.findings.iter().find(|f| f.severity == doctor::Severity::Broken) {
        return Err(Failure::new(worst.code, worst.cause.clone(), worst.hint));
    }
    let told = if found.findings.is_empty() { "nothing found".to_owned() } else { format!("{} warnings and notes", found.findings.len()) };
    Ok(Step::Done(format!("{} data files, {} originals: {told}", found.looked.data_files, found.looked.originals)))
}

async fn warm(app: Option<&App>) -> Result<Step, Failure> {
    let Some(app) = app else { return Ok(Step::Skipped("figures are kept warm by a server only".to_owned())) };
    app.warm().await.map_err(|(code, cause)| Failure::new(code, cause, "the pages still work, a little slower"))?;
    Ok(Step::Done("the newest lake version is open".to_owned()))
}

async fn backup(c: &Context, home: &Home, actor: &str) -> Result<Step, Failure> {
    let nightly = &c.config.nightly;
    if !nightly.backup {
        return Ok(Step::Skipped("not configured".to_owned()));
    }
    let Some(folder) = c.config.backup_folder() else {
        return Err(Failure::new("backup.no_folder", "no folder is set up for backups", "name one in entrepot.toml as backup_dir"));
    };
    std::fs::create_dir_all(&folder)?;
    let now_us = wiring::now_us();
    let request = BackupRequest {
        target: shelf::next(&folder, now_us),
        force: false,
        with_secrets: false,
        actor: actor.to_owned(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        now_us,
    };
    let made = entrepot_keep::backup(home, &request, &Progress::default()).await?;
    // Older ones go only after the new one is whole.
    let gone = shelf::thin(&folder, nightly.keep_backups)?;
    Ok(Step::Done(format!("{} ({} bytes), {} older ones removed", made.file, made.bytes, gone.len())))
}

/// Runs every night at the configured time of the business zone, until the server ends.
pub async fn every_night(c: Context, home: Home, engine: Arc<Engine>, app: App, at: Time) {
    loop {
        let zone = home.ops.meta(entrepot_collect::BUSINESS_ZONE).await.ok().flatten();
        let zone = zone.and_then(|name| TimeZone::get(&name).ok()).unwrap_or(TimeZone::UTC);
        let Some(due_us) = next_us(wiring::now_us(), at, &zone) else { return };
        while wiring::now_us() < due_us {
            tokio::time::sleep(LOOK).await;
        }
        if let Err(failure) = run(&c, &home, &engine, Some(&app), ACTOR).await {
            tracing::warn!(cause = failure.told(), "the nightly run could not be made");
        }
    }
}

/// The next time that clocks of the zone show `at`, microseconds since the epoch. Where they skip it, the hour after.
fn next_us(now_us: i64, at: Time, zone: &TimeZone) -> Option<i64> {
    let today = jiff::Timestamp::from_microsecond(now_us).ok()?.to_zoned(zone.clone()).date();
    [Some(today), today.tomorrow().ok()]
        .into_iter()
        .flatten()
        .filter_map(|day| day.to_datetime(at).to_zoned(zone.clone()).ok())
        .map(|due| due.timestamp().as_microsecond())
        .find(|due| *due > now_us)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn us(text: &str) -> i64 {
        text.parse::<jiff::Timestamp>().unwrap().as_microsecond()
    }

    #[test]
    fn the_next_run_is_at_the_business_zones_time() {
        let at = jiff::civil::time(3, 30, 0, 0);
        let shanghai = TimeZone::get("Asia/Shanghai").unwrap();
        assert_eq!(next_us(us("2026-11-22T12:00:00Z"), at, &shanghai), Some(us("2026-11-22T19:30:00Z")));
        assert_eq!(next_us(us("2026-11-22T19:30:00Z"), at, &shanghai), Some(us("2026-11-23T19:30:00Z")), "never twice");
        // 02:30 does not exist on 2027-03-28 in Berlin: the run is not left out.
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        assert_eq!(next_us(us("2027-03-27T12:00:00Z"), jiff::civil::time(2, 30, 0, 0), &berlin), Some(us("2027-03-28T01:30:00Z")));
    }
}
