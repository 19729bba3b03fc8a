//! Compaction: many small files become few, sorted ones. Rows, lineage and answers stay the same.
//!
//! It lives here because it needs the engine to sort and the lake to commit, and neither may know the other's work. Rows are
//! sorted range by range of days, so memory is bounded by the largest range.

use crate::failure::Failure;
use crate::wiring;
use entrepot_engine::{LakeSession, Limits};
use entrepot_lake::schema::{TABLES, TableDef};
use entrepot_lake::{Home, Intent, StageWriter, StagedFile, TableChange, TableSnapshot, conform};
use entrepot_ops::{Counts, ImportKind, ImportRecord, ImportState};
use std::path::Path;
use std::sync::Arc;

/// Rows sorted at a time.
const RANGE_ROWS: u64 = 400_000;
/// A table is worth compacting from this many files on.
const FILES_MIN: usize = 2;

/// What a compaction did.
#[derive(Debug, serde::Serialize)]
pub struct Compacted {
    /// Lake version that shows it.
    pub lake_version: i64,
    /// Files before and after, by table.
    pub tables: Vec<TableFiles>,
}

/// One table of a compaction.
#[derive(Debug, serde::Serialize)]
pub struct TableFiles {
    /// Table name.
    pub table: String,
    /// Files before.
    pub files_before: usize,
    /// Files after.
    pub files_after: usize,
    /// Rows, the same before and after.
    pub rows: u64,
}

/// Compacts every table that has several files.
pub async fn compact(home: &Home, session: &Arc<LakeSession>, actor: &str) -> Result<Compacted, Failure> {
    let _lock = home.writer(wiring::PATIENCE).await?;
    let snapshot = home.snapshot(None).await?;
    if snapshot.version != session.version() {
        return Err(Failure::new("lake.moved", "the lake changed while compaction began", "run it again"));
    }
    let id = home.ops.begin_import(ImportKind::Compact, "", "", None, actor, wiring::now_us()).await?;
    let staging = home.staging(id);
    std::fs::create_dir_all(&staging)?;
    let mut changes = Vec::new();
    let mut tables = Vec::new();
    for def in TABLES.iter() {
        let Some(table) = snapshot.table(def.name).filter(|t| t.files.len() >= FILES_MIN) else { continue };
        let add = sorted(session, def, table, &staging, id).await?;
        let rows: u64 = add.iter().map(|f| f.rows).sum();
        if rows != table.rows() {
            home.ops.fail_import(id, "row counts differ").await?;
            return Err(Failure::new(
                "lake.compact",
                format!("{}: {rows} rows instead of {}", def.name, table.rows()),
                "nothing was changed; please report it",
            ));
        }
        tables.push(TableFiles { table: def.name.to_owned(), files_before: table.files.len(), files_after: add.len(), rows });
        changes.push(TableChange { table: def.name.to_owned(), add, remove: table.files.iter().map(|f| f.path.clone()).collect() });
    }
    let record = ImportRecord {
        id,
        kind: ImportKind::Compact,
        state: ImportState::Committing,
        profile: String::new(),
        source: String::new(),
        of_import: None,
        at_us: wiring::now_us(),
        elapsed_ms: 0,
        actor: actor.to_owned(),
        counts: Counts::default(),
        trades: 0,
        lines: 0,
        lake_version: None,
        reaches_us: None,
        files: serde_json::json!([]),
        note: None,
    };
    let intent = Intent { import_id: id, reason: "compact".to_owned(), at_us: wiring::now_us(), changes, replays: Vec::new() };
    let lake_version = home.commit(&record, &intent, &mut std::iter::empty()).await?;
    Ok(Compacted { lake_version, tables })
}

/// Stages a table's rows in order.
async fn sorted(
    session: &LakeSession, def: &'static TableDef, table: &TableSnapshot, staging: &Path, id: i64,
) -> Result<Vec<StagedFile>, Failure> {
    let mut writer = StageWriter::new(staging, def, false, &format!("{}-c{id}", def.name));
    let order = def.sort.iter().chain(&["import_id", "file_id", "row", "key_hi", "key_lo"]).copied().collect::<Vec<_>>().join(", ");
    for range in ranges(session, def, table).await? {
        let text = format!("SELECT * FROM {} WHERE {range} ORDER BY {order}", def.name);
        let rows = session.sql_with(&text, Limits { rows: usize::MAX / 2, time_ms: 3_600_000 }).await?;
        for batch in rows.batches {
            writer.write(&conform(&batch, &def.schema())?)?;
        }
    }
    Ok(writer.finish()?)
}

/// Conditions that cut a table into ranges of days with at most [`RANGE_ROWS`] rows (a single day may have more).
async fn ranges(session: &LakeSession, def: &TableDef, table: &TableSnapshot) -> Result<Vec<String>, Failure> {
    if def.column("day").is_none() || table.rows() <= RANGE_ROWS {
        return Ok(vec!["true".to_owned()]);
    }
    let limits = Limits { rows: usize::MAX / 2, time_ms: 3_600_000 };
    let days = session.sql_with(&format!("SELECT day, count(*) AS n FROM {} GROUP BY day ORDER BY day", def.name), limits).await?;
    let (mut out, mut first, mut held) = (Vec::new(), None::<String>, 0);
    let mut last = String::new();
    for row in entrepot_engine::json::rows_json(&days) {
        let day = row[0].as_str().unwrap_or_default().to_owned();
        let n = row[1].as_u64().or_else(|| row[1].as_str().and_then(|t| t.parse().ok())).unwrap_or(0);
        if held > 0 && held + n > RANGE_ROWS {
            out.push(format!("day BETWEEN DATE '{}' AND DATE '{last}'", first.take().unwrap_or_default()));
            held = 0;
        }
        first.get_or_insert_with(|| day.clone());
        held += n;
        last = day;
    }
    if let Some(first) = first {
        out.push(format!("day BETWEEN DATE '{first}' AND DATE '{last}'"));
    }
    if session.sql_with(&format!("SELECT count(*) AS n FROM {} WHERE day IS NULL", def.name), limits).await?.rows() > 0 {
        out.push("day IS NULL".to_owned());
    }
    Ok(out)
}
