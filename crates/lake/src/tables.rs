//! Delta tables: creating them on first use, listing their files at a version, committing changes exactly once.

use crate::commit::TableChange;
use crate::schema::{TABLES, TableDef};
use crate::snapshot::{DataFile, TableSnapshot};
use crate::{LakeError, Location};
use arrow::datatypes::SchemaRef;
use deltalake_core::kernel::engine::arrow_conversion::TryIntoKernel;
use deltalake_core::kernel::transaction::{CommitBuilder, CommitProperties, TableReference};
use deltalake_core::kernel::{Action, Add, Remove, StructType, Transaction};
use deltalake_core::operations::create::CreateBuilder;
use deltalake_core::protocol::{DeltaOperation, SaveMode};
use deltalake_core::{DeltaTable, DeltaTableBuilder, DeltaTableError};
use std::collections::HashMap;
use std::sync::Arc;

/// The definition and schema behind a table name, history twins included.
pub(crate) fn definition(name: &str) -> Option<(&'static TableDef, bool)> {
    TABLES.iter().find_map(|t| {
        if t.name == name {
            Some((t, false))
        } else if name.strip_suffix("_history") == Some(t.name) {
            Some((t, true))
        } else {
            None
        }
    })
}

fn schema_of(name: &str) -> Result<SchemaRef, LakeError> {
    match definition(name) {
        Some((t, false)) => Ok(t.schema()),
        Some((t, true)) => Ok(t.history_schema()),
        None => Err(LakeError::Home { cause: format!("the lake has no table {name}") }),
    }
}

fn builder(at: &Location, name: &str) -> Result<DeltaTableBuilder, LakeError> {
    let url = at.table_url(name)?;
    Ok(DeltaTableBuilder::from_url(url.clone())?.with_storage_backend(at.store.clone(), url))
}

/// Opens a table at its newest version, creating it when `create`.
async fn open(at: &Location, name: &str, create: bool) -> Result<Option<DeltaTable>, LakeError> {
    match builder(at, name)?.load().await {
        Ok(t) => Ok(Some(t)),
        Err(DeltaTableError::NotATable(_) | DeltaTableError::InvalidTableLocation(_)) | Err(DeltaTableError::NotInitialized) if !create => {
            Ok(None)
        }
        Err(e) if !create => missing_or(e),
        Err(_) => {
            let kernel: StructType = schema_of(name)?.as_ref().try_into_kernel()?;
            let log_store = builder(at, name)?.build()?.log_store();
            let table = CreateBuilder::new()
                .with_log_store(log_store)
                .with_table_name(name)
                .with_columns(kernel.fields().cloned())
                .with_save_mode(SaveMode::Ignore)
                .await?;
            Ok(Some(table))
        }
    }
}

fn missing_or(e: DeltaTableError) -> Result<Option<DeltaTable>, LakeError> {
    let text = e.to_string().to_lowercase();
    if text.contains("not found")
        || text.contains("no files in log segment")
        || text.contains("not a delta table")
        || text.contains("no table metadata")
    {
        Ok(None)
    } else {
        Err(LakeError::Delta(e))
    }
}

/// Lists a table's files at `version`; without a version the table is empty in this lake version.
pub(crate) async fn snapshot(at: &Location, name: &str, version: Option<i64>) -> Result<TableSnapshot, LakeError> {
    let root = object_store::path::Path::from(format!("{}/{name}", at.root));
    let mut snapshot = TableSnapshot {
        name: name.to_owned(),
        schema: schema_of(name)?,
        delta_version: -1,
        files: Vec::new(),
        store: at.store.clone(),
        root,
        store_url: at.store_url.clone(),
    };
    let Some(version) = version.and_then(|v| u64::try_from(v).ok()) else { return Ok(snapshot) };
    let table = builder(at, name)?.with_version(version).load().await?;
    let state = table.snapshot()?;
    if state.protocol().reader_features().is_some_and(|f| !f.is_empty()) {
        return Err(LakeError::Feature { table: name.to_owned(), feature: "a reader table feature (deletion vectors, column mapping)" });
    }
    snapshot.delta_version = i64::try_from(version).unwrap_or(i64::MAX);
    for file in state.log_data().iter() {
        let stats: serde_json::Value = file.stats().and_then(|s| serde_json::from_str(&s).ok()).unwrap_or_default();
        let day = |bound: &str| stats[bound]["day"].as_str().and_then(parse_day);
        let import = |bound: &str| stats[bound]["import_id"].as_i64();
        snapshot.files.push(DataFile {
            path: file.path().into_owned(),
            size: u64::try_from(file.size()).unwrap_or(0),
            rows: stats["numRecords"].as_u64().unwrap_or(0),
            day_min: day("minValues"),
            day_max: day("maxValues"),
            import_min: import("minValues"),
            import_max: import("maxValues"),
        });
    }
    snapshot.files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(snapshot)
}

/// Commits one table's change under an application transaction, once: a repeated call finds it and returns its version.
pub(crate) async fn commit(at: &Location, change: &TableChange, app_id: &str, at_ms: i64) -> Result<i64, LakeError> {
    let table = open(at, &change.table, true).await?.ok_or_else(|| LakeError::Home { cause: format!("cannot create {}", change.table) })?;
    let state = table.snapshot()?;
    let log_store = table.log_store();
    let current = i64::try_from(state.version()).unwrap_or(i64::MAX);
    if state.transaction_version(log_store.as_ref(), app_id).await?.is_some() {
        return Ok(current);
    }
    let mut actions: Vec<Action> = change.remove.iter().map(|path| Action::Remove(removal(path, at_ms))).collect();
    actions.extend(change.add.iter().map(|f| Action::Add(addition(f, at_ms))));
    let properties = CommitProperties::default()
        .with_application_transaction(Transaction::new(app_id, 1))
        .with_create_checkpoint(true)
        .with_cleanup_expired_logs(Some(false));
    let operation = DeltaOperation::Write { mode: SaveMode::Append, partition_by: None, predicate: None };
    let reference: &dyn TableReference = state.snapshot();
    let done = CommitBuilder::from(properties).with_actions(actions).build(Some(reference), log_store, operation).await?;
    Ok(i64::try_from(done.version()).unwrap_or(i64::MAX))
}

fn removal(path: &str, at_ms: i64) -> Remove {
    Remove {
        path: path.to_owned(),
        data_change: true,
        deletion_timestamp: Some(at_ms),
        extended_file_metadata: None,
        partition_values: None,
        size: None,
        tags: None,
        deletion_vector: None,
        base_row_id: None,
        default_row_commit_version: None,
    }
}

fn addition(file: &crate::StagedFile, at_ms: i64) -> Add {
    let mut low = serde_json::Map::new();
    let mut high = serde_json::Map::new();
    if let Some((a, b)) = file.days {
        low.insert("day".into(), format_day(a).into());
        high.insert("day".into(), format_day(b).into());
    }
    if let Some((a, b)) = file.imports {
        low.insert("import_id".into(), a.into());
        high.insert("import_id".into(), b.into());
    }
    let stats = serde_json::json!({ "numRecords": file.rows, "minValues": low, "maxValues": high, "nullCount": {} });
    Add {
        path: file.name.clone(),
        partition_values: HashMap::new(),
        size: i64::try_from(file.size).unwrap_or(i64::MAX),
        modification_time: at_ms,
        data_change: true,
        stats: Some(stats.to_string()),
        tags: None,
        deletion_vector: None,
        base_row_id: None,
        default_row_commit_version: None,
        clustering_provider: None,
    }
}

/// Days since the epoch as `YYYY-MM-DD` (proleptic Gregorian; Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
pub(crate) fn format_day(days: i32) -> String {
    let z = i64::from(days) + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let (d, m) = (doy - (153 * mp + 2) / 5 + 1, if mp < 10 { mp + 3 } else { mp - 9 });
    format!("{:04}-{m:02}-{d:02}", yoe + era * 400 + i64::from(m <= 2))
}

/// The inverse of [`format_day`].
pub(crate) fn parse_day(text: &str) -> Option<i32> {
    let mut parts = text.splitn(3, '-').map(|p| p.parse::<i64>().ok());
    let (y, m, d) = (parts.next()??, parts.next()??, parts.next()??);
    let y = y - i64::from(m <= 2);
    let (era, yoe) = (y.div_euclid(400), y.rem_euclid(400));
    let doy = (153 * (if m > 2 { m - 3 } else { m + 9 }) + 2) / 5 + d - 1;
    i32::try_from(era * 146_097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719_468).ok()
}

/// Every name a lake version can map: tables and their history twins.
pub(crate) fn all_names() -> impl Iterator<Item = String> {
    TABLES.iter().flat_map(|t| [t.name.to_owned(), t.history_name()])
}

/// Shared snapshot of a table that has nothing in it.
pub(crate) async fn snapshot_shared(at: &Location, name: String, version: Option<i64>) -> Result<(String, Arc<TableSnapshot>), LakeError> {
    let s = snapshot(at, &name, version).await?;
    Ok((name, Arc::new(s)))
}

#[cfg(test)]
mod tests {
    use super::{format_day, parse_day};

    #[test]
    fn days_round_trip() {
        for d in (-200_000..200_000).step_by(37) {
            assert_eq!(parse_day(&format_day(d)), Some(d));
        }
        assert_eq!(format_day(0), "1970-01-01");
        assert_eq!(format_day(19_782), "2024-02-29");
    }
}
