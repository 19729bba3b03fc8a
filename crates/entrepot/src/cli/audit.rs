//! `entrepot audit`: who did what.

use super::{Context, DONE};
use crate::failure::Failure;
use crate::{output, wiring};
use clap::Args;
use entrepot_engine::csv::push_cell;
use entrepot_ops::{AuditEntry, AuditFilter};

/// Arguments of `audit`.
#[derive(Debug, Args)]
pub struct AuditArgs {
    /// Only of this actor: a token's name, a user of the command line, `console`, `nightly`.
    #[arg(long)]
    actor: Option<String>,
    /// Only this action, for example `import.undo`, or all of a kind, for example `token`.
    #[arg(long)]
    action: Option<String>,
    /// From this day (YYYY-MM-DD) or instant (RFC 3339) on, UTC.
    #[arg(long)]
    since: Option<String>,
    /// At most so many entries, the newest.
    #[arg(long, default_value_t = 1000)]
    limit: u32,
    /// Answer as CSV.
    #[arg(long, conflicts_with = "json")]
    csv: bool,
}

/// Runs it.
pub async fn run(c: &Context, args: AuditArgs) -> Result<u8, Failure> {
    wiring::existing(&c.dir)?;
    let home = wiring::home(&c.dir, &c.config).await?;
    let filter = AuditFilter {
        actor: args.actor,
        action: args.action,
        since_us: args.since.as_deref().map(since).transpose()?,
        limit: args.limit.into(),
    };
    let entries = home.ops.audit_log(&filter).await?;
    if c.json {
        let all: Vec<_> = entries.iter().map(document).collect();
        output::json(&all)?;
    } else if args.csv {
        let mut text = "at,actor,action,subject,detail\r\n".to_owned();
        for entry in &entries {
            let cells =
                [output::instant(entry.at_us), entry.actor.clone(), entry.action.clone(), entry.subject.clone(), entry.detail.clone()];
            for (at, cell) in cells.iter().enumerate() {
                push_cell(&mut text, at, cell, true);
            }
            text.push_str("\r\n");
        }
        output::raw(text.as_bytes());
    } else {
        let rows: Vec<Vec<String>> =
            entries.iter().map(|e| vec![output::instant(e.at_us), e.actor.clone(), e.action.clone(), e.subject.clone()]).collect();
        output::table(&["at (UTC)", "actor", "action", "subject"], &rows);
    }
    Ok(DONE)
}

fn document(entry: &AuditEntry) -> serde_json::Value {
    let detail: serde_json::Value = serde_json::from_str(&entry.detail).unwrap_or_default();
    let at = jiff::Timestamp::from_microsecond(entry.at_us).map(|t| t.to_string()).unwrap_or_default();
    serde_json::json!({ "at": at, "actor": entry.actor, "action": entry.action, "subject": entry.subject, "detail": detail })
}

fn since(text: &str) -> Result<i64, Failure> {
    let day = text.parse::<jiff::civil::Date>().ok().and_then(|day| day.to_zoned(jiff::tz::TimeZone::UTC).ok()).map(|at| at.timestamp());
    day.or_else(|| text.parse::<jiff::Timestamp>().ok())
        .map(jiff::Timestamp::as_microsecond)
        .ok_or_else(|| Failure::usage("usage.time", format!("{text} is no day or instant"), "write YYYY-MM-DD, or 2026-11-22T08:00:00Z"))
}
