//! An export into an empty home: the same rows, history and settings, and everything goes on from there.

use super::export::{sums, take};
use super::{EXPORT_FORMAT, ExportManifest, MANIFEST};
use crate::KeepError;
use crate::backup::apart;
use crate::members::{files_below, relative};
use crate::progress::Progress;
use crate::restore::{is_occupied, publish};
use crate::scratch::{Scratch, parent, sync_dir};
use entrepot_lake::schema::{TABLES, TableDef};
use entrepot_lake::{Home, HomeOptions, StageWriter, TableChange, each_batch, footer, schema_of};
use entrepot_ops::{AuditEntry, CARRIED, SCHEMA_VERSION};
use serde::Serialize;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

/// What is asked for.
#[derive(Clone, Debug)]
pub struct CarryRequest {
    /// The folder of the export.
    pub folder: PathBuf,
    /// The home to be.
    pub home: PathBuf,
    /// Who asks.
    pub actor: String,
    /// The present, microseconds since the epoch.
    pub now_us: i64,
}

/// What came in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CarryReport {
    /// The home.
    pub home: String,
    /// Its lake version.
    pub lake_version: i64,
    /// Rows of each table.
    pub tables: Vec<super::TableRows>,
    /// Keys of `entrepot.toml` that did not come along.
    pub set_again: Vec<String>,
}

/// Takes an export into a home that is empty or not there.
///
/// # Errors
/// `carry.home_not_empty`, `carry.no_export`, `carry.damaged` when a file is not what the manifest says, `carry.newer`,
/// `keep.disk_full`, `keep.stopped`. The home does not appear then.
pub async fn import(request: &CarryRequest, progress: &Progress) -> Result<CarryReport, KeepError> {
    if is_occupied(&request.home)? {
        return Err(KeepError::refused(
            "carry.home_not_empty",
            format!("{} is not empty", request.home.display()),
            "an export becomes a home of its own: name a new folder with --home",
        ));
    }
    let manifest = manifest(&request.folder)?;
    verify(&request.folder, &manifest).await?;
    let above = parent(&request.home);
    std::fs::create_dir_all(&above).map_err(KeepError::writing(&above))?;
    let scratch = Scratch::beside(&request.home, "carrying")?;
    let dir = scratch.dir.join("home");
    let home = Home::open(&dir, &HomeOptions::default()).await?;
    for path in files_below(&request.folder.join("raw"))?.into_iter().chain(files_below(&request.folder.join("presets"))?) {
        take(&path, &dir.join(relative(&request.folder, &path)))?;
    }
    let config = request.folder.join("entrepot.toml");
    if config.exists() {
        take(&config, &dir.join("entrepot.toml"))?;
    }
    store(&home, &request.folder.join("ops")).await?;
    tables(&home, request, &manifest, progress).await?;
    let entry = AuditEntry {
        at_us: request.now_us,
        actor: request.actor.clone(),
        action: "carry.import".to_owned(),
        subject: request.folder.display().to_string(),
        detail: serde_json::json!({ "made_at": manifest.made_at, "lake_version": manifest.lake_version }).to_string(),
    };
    home.ops.audit(&entry).await?;
    home.ops.close().await;
    sync_dir(&dir)?;
    publish(&request.home, &dir, false, request.now_us)?;
    Ok(CarryReport {
        home: request.home.display().to_string(),
        lake_version: manifest.lake_version,
        tables: manifest.tables,
        set_again: manifest.left_out,
    })
}

fn manifest(folder: &Path) -> Result<ExportManifest, KeepError> {
    let path = folder.join(MANIFEST);
    let text = std::fs::read_to_string(&path).map_err(|e| {
        if e.kind() == std::io::ErrorKind::NotFound {
            KeepError::refused(
                "carry.no_export",
                format!("{} has no {MANIFEST}", folder.display()),
                "name the folder that `entrepot export --all` made; single files are imported without --all",
            )
        } else {
            KeepError::reading(&path)(e)
        }
    })?;
    // The form is looked at first: a later one may have other fields.
    let document: serde_json::Value = serde_json::from_str(&text).map_err(|e| damaged(folder, e))?;
    let (format, schema) = (document["format"].as_u64().unwrap_or(0), document["ops_schema"].as_i64().unwrap_or(0));
    if format > u64::from(EXPORT_FORMAT) || schema > SCHEMA_VERSION {
        return Err(KeepError::refused(
            "carry.newer",
            format!("{} was made by entrepot {}", folder.display(), document["entrepot"].as_str().unwrap_or("of a later version")),
            "take it in with that version or a later one; nothing was changed",
        ));
    }
    serde_json::from_value(document).map_err(|e| damaged(folder, e))
}

fn damaged(folder: &Path, why: impl std::fmt::Display) -> KeepError {
    KeepError::refused(
        "carry.damaged",
        format!("{} is not as it was exported: {why}", folder.display()),
        "nothing was changed; export again, or copy the folder whole",
    )
}

/// Compares every file with the manifest.
async fn verify(folder: &Path, manifest: &ExportManifest) -> Result<(), KeepError> {
    let base = folder.to_owned();
    let found = apart(move || sums(&base)).await?;
    for want in &manifest.files {
        match found.iter().find(|f| f.path == want.path) {
            None => return Err(damaged(folder, format!("{} is missing", want.path))),
            Some(file) if file != want => return Err(damaged(folder, format!("{} has other bytes", want.path))),
            Some(_) => {}
        }
    }
    match found.iter().find(|f| !manifest.files.iter().any(|want| want.path == f.path)) {
        Some(stranger) => Err(damaged(folder, format!("{} is not part of it", stranger.path))),
        None => Ok(()),
    }
}

async fn store(home: &Home, folder: &Path) -> Result<(), KeepError> {
    for table in CARRIED {
        let path = folder.join(format!("{table}.jsonl"));
        // A store of an earlier schema has fewer tables.
        let Ok(file) = File::open(&path) else { continue };
        home.ops.load(table, &mut BufReader::new(file).lines()).await?;
    }
    Ok(())
}

/// Tables come from their Parquet files, whose rows keep their order.
async fn tables(home: &Home, request: &CarryRequest, manifest: &ExportManifest, progress: &Progress) -> Result<(), KeepError> {
    let staged = home.dir.join("staging").join("carried");
    std::fs::create_dir_all(&staged).map_err(KeepError::writing(&staged))?;
    progress.expect(manifest.files.iter().filter(|f| f.path.ends_with(".parquet")).map(|f| f.bytes).sum());
    let mut changes = Vec::new();
    for said in &manifest.tables {
        let known = TABLES.iter().find_map(|def| match said.table.strip_suffix("_history") {
            Some(name) if name == def.name => Some((def, true)),
            None if said.table == def.name => Some((def, false)),
            _ => None,
        });
        let Some((def, history)) = known else { return Err(later(&request.folder, &format!("table {}", said.table))) };
        let source = request.folder.join("tables").join(format!("{}.parquet", said.table));
        let (staged, progress, folder) = (staged.clone(), progress.clone(), request.folder.clone());
        let (table, rows) = (said.table.clone(), said.rows);
        changes.push(apart(move || stage(def, history, &source, &staged, &folder, &table, rows, &progress)).await?);
    }
    let versions = home.take_in(&changes, &staged, request.now_us).await?;
    home.ops.settle_in(manifest.lake_version, &versions).await?;
    std::fs::remove_dir_all(home.dir.join("staging")).map_err(KeepError::writing(&staged))
}

#[expect(clippy::too_many_arguments, reason = "where a table comes from, where it goes and what is promised about it")]
fn stage(
    def: &'static TableDef, history: bool, source: &Path, staged: &Path, folder: &Path, table: &str, rows: u64, progress: &Progress,
) -> Result<TableChange, KeepError> {
    let schema = schema_of(def, history);
    let (_, columns) = footer(source)?;
    if let Some(stranger) = columns.iter().find(|name| schema.field_with_name(name).is_err()) {
        return Err(later(folder, &format!("column {table}.{stranger}")));
    }
    let mut writer = StageWriter::new(staged, def, history, &format!("{table}-carried"));
    each_batch(source, &schema, |batch| {
        progress.go_on()?;
        writer.write(&batch).map_err(KeepError::from)
    })?;
    let add = writer.finish()?;
    progress.add(std::fs::metadata(source).map_or(0, |m| m.len()));
    let found: u64 = add.iter().map(|f| f.rows).sum();
    if found != rows {
        return Err(damaged(folder, format!("{table} has {found} rows instead of {rows}")));
    }
    Ok(TableChange { table: table.to_owned(), add, remove: Vec::new() })
}

fn later(folder: &Path, what: &str) -> KeepError {
    KeepError::refused(
        "carry.newer",
        format!("{} has the {what}, which this build does not know", folder.display()),
        "take it in with the version that made it or a later one; nothing was changed",
    )
}
