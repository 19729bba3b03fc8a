//! Everything of a home into a folder, while others read and write.

use super::{EXPORT_FORMAT, ExportManifest, FileSum, MANIFEST, TableRows, csv, readme};
use crate::backup::{apart, copy_of};
use crate::members::{files_below, relative};
use crate::progress::Progress;
use crate::scratch::{Scratch, parent, sync_dir};
use crate::{KeepError, secrets};
use entrepot_lake::schema::{LINEAGE, TABLES, TableDef};
use entrepot_lake::{Home, LakeError, LakeSnapshot, TableSnapshot, WholeWriter, about, each_batch, schema_of};
use entrepot_ops::{AuditEntry, CARRIED, ImportState, Ops, SCHEMA_VERSION};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// What is asked for.
#[derive(Clone, Debug)]
pub struct ExportRequest {
    /// The folder to make.
    pub folder: PathBuf,
    /// Who asks.
    pub actor: String,
    /// Version of the program.
    pub program: String,
    /// The present, microseconds since the epoch.
    pub now_us: i64,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExportReport {
    /// The folder.
    pub folder: String,
    /// The lake version in it.
    pub lake_version: i64,
    /// Rows of each table.
    pub tables: Vec<TableRows>,
    /// Number of files.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Keys of `entrepot.toml` that are not in it.
    pub left_out: Vec<String>,
}

/// Writes everything into a folder that is empty or not there.
///
/// # Errors
/// `carry.not_empty`, `keep.disk_full`, `keep.stopped`, or any of the lake; the folder does not appear then.
pub async fn export(home: &Home, request: &ExportRequest, progress: &Progress) -> Result<ExportReport, KeepError> {
    let folder = &request.folder;
    if crate::restore::is_occupied(folder)? {
        return Err(KeepError::refused(
            "carry.not_empty",
            format!("{} is not empty", folder.display()),
            "name a folder that is empty or not there: files of two exports must not mix",
        ));
    }
    let above = parent(folder);
    std::fs::create_dir_all(&above).map_err(KeepError::writing(&above))?;
    let scratch = Scratch::beside(folder, "exporting")?;
    let (copy, version) = copy_of(home, &scratch.dir.join("ops.sqlite")).await?;
    let snapshot = home.snapshot((version > 0).then_some(version)).await?;
    progress.expect(snapshot.tables.values().map(|t| t.bytes()).sum());
    let out = scratch.dir.join("out");
    let tables = tables(home, &snapshot, &out, &scratch.dir, progress).await?;
    store(&copy, &out.join("ops")).await?;
    originals(home, &copy, &out.join("raw")).await?;
    copy.close().await;
    let left_out = own_files(&home.dir, &out)?;
    let mut manifest = ExportManifest {
        format: EXPORT_FORMAT,
        entrepot: request.program.clone(),
        ops_schema: SCHEMA_VERSION,
        lake_version: version,
        made_at: jiff::Timestamp::from_microsecond(request.now_us).map(|t| t.to_string()).unwrap_or_default(),
        left_out: left_out.clone(),
        tables: tables.clone(),
        files: Vec::new(),
    };
    write(&out.join("README.md"), readme::text(&manifest).as_bytes())?;
    let base = out.clone();
    manifest.files = apart(move || sums(&base)).await?;
    write(&out.join(MANIFEST), &serde_json::to_vec_pretty(&manifest).map_err(entrepot_ops::OpsError::from)?)?;
    if folder.exists() {
        std::fs::remove_dir(folder).map_err(KeepError::writing(folder))?;
    }
    std::fs::rename(&out, folder).map_err(KeepError::writing(folder))?;
    sync_dir(&above)?;
    let report = ExportReport {
        folder: folder.display().to_string(),
        lake_version: version,
        tables,
        files: manifest.files.len() as u64 + 1,
        bytes: manifest.files.iter().map(|f| f.bytes).sum(),
        left_out,
    };
    let detail = serde_json::json!({ "lake_version": version, "files": report.files, "bytes": report.bytes });
    let entry = AuditEntry {
        at_us: request.now_us,
        actor: request.actor.clone(),
        action: "carry.export".to_owned(),
        subject: report.folder.clone(),
        detail: detail.to_string(),
    };
    home.ops.audit(&entry).await?;
    Ok(report)
}

/// Every table that has rows, history twins included, and what their columns say.
async fn tables(
    home: &Home, snapshot: &LakeSnapshot, out: &Path, scratch: &Path, progress: &Progress,
) -> Result<Vec<TableRows>, KeepError> {
    let folder = out.join("tables");
    std::fs::create_dir_all(&folder).map_err(KeepError::writing(&folder))?;
    let mut written = Vec::new();
    for def in &TABLES {
        for history in [false, true] {
            let name = if history { def.history_name() } else { def.name.to_owned() };
            let Some(table) = snapshot.table(&name).filter(|t| t.rows() > 0) else { continue };
            let mut files = Vec::new();
            for file in &table.files {
                files.push((home.local_file(table, file, scratch).await?, file.size));
            }
            let (folder, progress, table) = (folder.clone(), progress.clone(), table.clone());
            let rows = apart(move || one_table(def, history, &table, &files, &folder, &progress)).await?;
            written.push(TableRows { table: name, rows });
        }
    }
    write(&folder.join("schema.json"), &serde_json::to_vec_pretty(&schemas()).map_err(entrepot_ops::OpsError::from)?)?;
    Ok(written)
}

fn one_table(
    def: &'static TableDef, history: bool, table: &TableSnapshot, files: &[(PathBuf, u64)], folder: &Path, progress: &Progress,
) -> Result<u64, KeepError> {
    let schema = schema_of(def, history);
    let target = |kind: &str| folder.join(format!("{}.{kind}", table.name));
    let (parquet, text) = (target("parquet"), target("csv"));
    let create = |path: &Path| File::create(path).map_err(KeepError::writing(path));
    let mut whole = WholeWriter::new(create(&parquet)?, schema.clone()).map_err(|e| full(e, &parquet))?;
    let mut lines = BufWriter::with_capacity(1 << 18, create(&text)?);
    csv::header(&mut lines, &schema).map_err(KeepError::writing(&text))?;
    let mut rows = 0;
    for (path, bytes) in files {
        each_batch(path, &schema, |batch| {
            progress.go_on()?;
            rows += batch.num_rows() as u64;
            csv::rows(&mut lines, &batch).map_err(KeepError::writing(&text))?;
            whole.write(batch).map_err(|e| full(e, &parquet))
        })?;
        progress.add(*bytes);
    }
    let file = whole.finish().map_err(|e| full(e, &parquet))?;
    file.sync_all().map_err(KeepError::writing(&parquet))?;
    let file = lines.into_inner().map_err(|e| KeepError::writing(&text)(e.into_error()))?;
    file.sync_all().map_err(KeepError::writing(&text))?;
    Ok(rows)
}

/// A data file that cannot be written because the disk is full says which disk.
fn full(error: LakeError, path: &Path) -> KeepError {
    match error {
        LakeError::Io { source, .. } => KeepError::writing(path)(source),
        other => other.into(),
    }
}

/// Columns, types and texts of every table.
fn schemas() -> serde_json::Value {
    let tables = TABLES.iter().map(|def| {
        let schema = def.schema();
        let columns = schema.fields().iter().map(|field| {
            let (en, zh) = about::column(def.name, field.name()).unwrap_or_default();
            serde_json::json!({
                "name": field.name(), "type": field.data_type().to_string(), "nullable": field.is_nullable(),
                "lineage": LINEAGE.contains(&field.name().as_str()), "en": en, "zh": zh,
            })
        });
        let (en, zh) = about::table(def.name).unwrap_or_default();
        serde_json::json!({ "table": def.name, "history": def.history_name(), "en": en, "zh": zh, "columns": columns.collect::<Vec<_>>() })
    });
    serde_json::Value::Array(tables.collect())
}

/// The operational store as JSON lines.
async fn store(copy: &Ops, folder: &Path) -> Result<(), KeepError> {
    std::fs::create_dir_all(folder).map_err(KeepError::writing(folder))?;
    for table in CARRIED {
        let path = folder.join(format!("{table}.jsonl"));
        let mut out = BufWriter::new(File::create(&path).map_err(KeepError::writing(&path))?);
        copy.dump(table, |line| writeln!(out, "{line}").map_err(KeepError::writing(&path))).await?;
        let file = out.into_inner().map_err(|e| KeepError::writing(&path)(e.into_error()))?;
        file.sync_all().map_err(KeepError::writing(&path))?;
    }
    Ok(())
}

/// Kept originals, as they are kept.
async fn originals(home: &Home, copy: &Ops, folder: &Path) -> Result<(), KeepError> {
    std::fs::create_dir_all(folder).map_err(KeepError::writing(folder))?;
    let mut seen = BTreeSet::new();
    for kept in copy.kept_originals().await? {
        let from = home.raw.path(&kept.stored);
        if (kept.state == ImportState::Failed && !from.exists()) || !seen.insert(kept.stored.clone()) {
            continue;
        }
        let to = folder.join(&kept.stored);
        apart(move || take(&from, &to)).await?;
    }
    Ok(())
}

/// Presets and configuration of the home; returns the keys that were left out.
fn own_files(home: &Path, out: &Path) -> Result<Vec<String>, KeepError> {
    for path in files_below(&home.join("presets"))? {
        take(&path, &out.join(relative(home, &path)))?;
    }
    let Some((text, left_out)) = secrets::carried(&home.join("entrepot.toml"), false)? else { return Ok(Vec::new()) };
    write(&out.join("entrepot.toml"), &text)?;
    Ok(left_out)
}

/// Copies a file, durable.
pub(super) fn take(from: &Path, to: &Path) -> Result<(), KeepError> {
    let folder = parent(to);
    std::fs::create_dir_all(&folder).map_err(KeepError::writing(&folder))?;
    let mut source = File::open(from).map_err(KeepError::reading(from))?;
    let mut target = File::create(to).map_err(KeepError::writing(to))?;
    std::io::copy(&mut source, &mut target).and_then(|_| target.sync_all()).map_err(KeepError::writing(to))
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), KeepError> {
    let mut file = File::create(path).map_err(KeepError::writing(path))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(KeepError::writing(path))
}

/// Size and hash of every file below a folder but the manifest.
pub(super) fn sums(folder: &Path) -> Result<Vec<FileSum>, KeepError> {
    let mut all = Vec::new();
    for path in files_below(folder)? {
        let name = relative(folder, &path);
        if name == MANIFEST {
            continue;
        }
        let mut reader = BufReader::with_capacity(1 << 18, File::open(&path).map_err(KeepError::reading(&path))?);
        let (mut hash, mut bytes, mut block) = (Sha256::new(), 0, vec![0_u8; 1 << 18]);
        loop {
            let n = reader.read(&mut block).map_err(KeepError::reading(&path))?;
            if n == 0 {
                break;
            }
            hash.update(&block[..n]);
            bytes += n as u64;
        }
        all.push(FileSum { path: name, bytes, sha256: hex::encode(hash.finalize()) });
    }
    Ok(all)
}
