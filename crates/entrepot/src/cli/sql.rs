//! `entrepot sql`, one read-only statement over the lake, and `entrepot lake`, its versions and compaction.

use super::{Context, DONE};
use crate::failure::Failure;
use crate::{output, wiring};
use clap::{Args, Subcommand};

/// Arguments of `sql`.
#[derive(Debug, Args)]
pub struct SqlArgs {
    /// One SELECT or WITH statement.
    #[arg(required_unless_present = "saved")]
    statement: Option<String>,
    /// Run the query that is kept under this name instead.
    #[arg(long, value_name = "NAME", conflicts_with = "statement")]
    saved: Option<String>,
    /// Answer as CSV.
    #[arg(long)]
    csv: bool,
}

/// Runs it.
pub async fn run(c: &Context, args: SqlArgs) -> Result<u8, Failure> {
    let home = wiring::home(&c.dir, &c.config).await?;
    let engine = wiring::engine(&c.config, &c.dir)?;
    let session = wiring::session(&home, &engine).await?;
    let statement = match (args.statement, &args.saved) {
        (Some(statement), _) => statement,
        (None, Some(name)) => super::saved::query(&home, name).await?,
        (None, None) => {
            return Err(Failure::usage("sql.statement", "there is no statement", "write one, or name a saved query with --saved"));
        }
    };
    let result = session.sql(&statement).await?;
    if args.csv {
        let mut out = Vec::new();
        entrepot_engine::csv::write_csv(&result, &mut out)?;
        output::raw(&out);
        return Ok(DONE);
    }
    if c.json {
        output::json(&entrepot_engine::json::result_json(&result))?;
        return Ok(DONE);
    }
    let columns = result.columns();
    let header: Vec<&str> = columns.iter().map(|(n, _)| n.as_str()).collect();
    let rows: Vec<Vec<String>> = entrepot_engine::json::rows_json(&result)
        .into_iter()
        .map(|r| {
            r.into_iter()
                .map(|v| match v {
                    serde_json::Value::Null => String::new(),
                    serde_json::Value::String(s) => s,
                    other => other.to_string(),
                })
                .collect()
        })
        .collect();
    output::table(&header, &rows);
    if result.truncated {
        eprintln!("hint: only the first {} rows are shown; add a LIMIT or aggregate", rows.len());
    }
    Ok(DONE)
}

/// Arguments of `lake`.
#[derive(Debug, Args)]
pub struct LakeArgs {
    #[command(subcommand)]
    verb: LakeVerb,
}

#[derive(Debug, Subcommand)]
enum LakeVerb {
    /// The newest lake versions.
    Versions,
    /// Merge small files into few, sorted ones; no content changes.
    Compact,
}

/// Runs it.
pub async fn lake(c: &Context, args: LakeArgs) -> Result<u8, Failure> {
    let home = wiring::home(&c.dir, &c.config).await?;
    if matches!(args.verb, LakeVerb::Compact) {
        let engine = wiring::engine(&c.config, &c.dir)?;
        let session = wiring::session(&home, &engine).await?;
        let done = crate::compact::compact(&home, &session, &wiring::actor()).await?;
        if c.json {
            output::json(&done)?;
        } else {
            let rows: Vec<Vec<String>> = done
                .tables
                .iter()
                .map(|t| vec![t.table.clone(), t.files_before.to_string(), t.files_after.to_string(), t.rows.to_string()])
                .collect();
            output::table(&["table", "files before", "files after", "rows"], &rows);
        }
        return Ok(DONE);
    }
    let versions = home.ops.lake_versions(50).await?;
    if c.json {
        output::json(&versions)?;
        return Ok(DONE);
    }
    let rows: Vec<Vec<String>> = versions
        .iter()
        .map(|v| {
            let at = jiff::Timestamp::from_microsecond(v.at_us).map(|t| t.strftime("%Y-%m-%d %H:%M:%S").to_string()).unwrap_or_default();
            vec![v.version.to_string(), at, v.reason.clone(), v.import_id.map(|i| i.to_string()).unwrap_or_default()]
        })
        .collect();
    output::table(&["version", "at (UTC)", "reason", "import"], &rows);
    Ok(DONE)
}
