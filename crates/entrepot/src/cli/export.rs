//! `entrepot export --all FOLDER` and `entrepot import --all FOLDER`: everything in open formats, and back.

use super::{Context, DONE};
use crate::failure::Failure;
use crate::{output, progress, wiring};
use clap::Args;
use entrepot_keep::Progress;
use entrepot_keep::carry::{self, CarryRequest, ExportRequest, TableRows};
use std::path::PathBuf;

/// Arguments of `export`.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// The folder to make: every table as Parquet and CSV, originals, presets, history, a README.
    #[arg(long, value_name = "FOLDER")]
    all: PathBuf,
}

/// Writes an export.
pub async fn export(c: &Context, args: ExportArgs) -> Result<u8, Failure> {
    wiring::existing(&c.dir)?;
    let home = wiring::home(&c.dir, &c.config).await?;
    let request =
        ExportRequest { folder: args.all, actor: wiring::actor(), program: env!("CARGO_PKG_VERSION").to_owned(), now_us: wiring::now_us() };
    let watched = Progress::default();
    let guard = progress::show_carry(&watched, "export", c.json);
    let done = carry::export(&home, &request, &watched).await;
    drop(guard);
    let report = done?;
    if c.json {
        output::json(&report)?;
        return Ok(DONE);
    }
    show(&report.tables);
    eprintln!("{}: {} files, {} bytes, lake version {}", report.folder, report.files, report.bytes, report.lake_version);
    if !report.left_out.is_empty() {
        eprintln!("hint: not in it: {} of entrepot.toml", report.left_out.join(", "));
    }
    Ok(DONE)
}

/// Takes an export into an empty home.
pub async fn import(c: &Context, folder: PathBuf) -> Result<u8, Failure> {
    if std::env::var_os("ENTREPOT_TABLES").is_some_and(|value| !value.is_empty()) {
        return Err(Failure::usage(
            "carry.elsewhere",
            "ENTREPOT_TABLES names another place for the tables; an export becomes a home with its tables in itself",
            "unset it and run the command again",
        ));
    }
    let request = CarryRequest { folder, home: c.dir.clone(), actor: wiring::actor(), now_us: wiring::now_us() };
    let watched = Progress::default();
    let guard = progress::show_carry(&watched, "import", c.json);
    let done = carry::import(&request, &watched).await;
    drop(guard);
    let report = done?;
    if c.json {
        output::json(&report)?;
        return Ok(DONE);
    }
    show(&report.tables);
    eprintln!("{}: lake version {}", report.home, report.lake_version);
    if !report.set_again.is_empty() {
        eprintln!("hint: set again in entrepot.toml: {}", report.set_again.join(", "));
    }
    Ok(DONE)
}

fn show(tables: &[TableRows]) {
    let rows: Vec<Vec<String>> = tables.iter().map(|t| vec![t.table.clone(), t.rows.to_string()]).collect();
    output::table(&["table", "rows"], &rows);
}
