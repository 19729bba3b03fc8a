//! The lake: every lake version's files are there, with the size and the rows that the log says; what no version knows.

use super::{Notes, RESTORE, Severity};
use crate::KeepError;
use crate::backup::apart;
use crate::progress::Progress;
use entrepot_lake::schema::TABLES;
use entrepot_lake::{DataFile, Home, LakeSnapshot, each_batch, footer, schema_of};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Returns the newest version when it can be opened.
pub(super) async fn look(home: &Home, deep: bool, progress: &Progress, notes: &mut Notes) -> Result<Option<LakeSnapshot>, KeepError> {
    let from = home.ops.kept_from().await?;
    let mut versions = home.ops.lake_versions(i64::MAX).await?;
    versions.retain(|v| v.version >= from);
    let mut files: BTreeMap<(String, String), DataFile> = BTreeMap::new();
    let mut newest = None;
    for version in &versions {
        progress.go_on()?;
        notes.looked.lake_versions += 1;
        match home.snapshot(Some(version.version)).await {
            Ok(snapshot) => {
                for table in snapshot.tables.values() {
                    files.extend(table.files.iter().map(|f| ((table.name.clone(), f.path.clone()), f.clone())));
                }
                newest.get_or_insert(snapshot);
            }
            Err(e) => notes.broken("doctor.log_unreadable", format!("lake version {}: {e}", version.version), RESTORE),
        }
    }
    progress.expect(files.values().map(|f| f.size).sum());
    for ((table, _), file) in &files {
        progress.go_on()?;
        notes.looked.data_files += 1;
        notes.looked.data_bytes += file.size;
        notes.looked.data_rows += file.rows;
        if let Some(root) = &home.tables.local {
            let path = root.join(table).join(&file.path);
            let (name, file) = (format!("{table}/{}", file.path), file.clone());
            let table = table.clone();
            if let Some((code, cause)) = apart(move || Ok(fault(&path, &table, &name, &file, deep))).await? {
                notes.broken(code, cause, RESTORE);
            }
        } else if let Some(cause) = remote(home, table, file).await {
            notes.broken("doctor.file_missing", cause, "see the versions of the object store");
        }
        progress.add(file.size);
    }
    if let Some(root) = home.tables.local.as_deref().filter(|_| !notes.busy) {
        strangers(root, &files.into_keys().collect(), from, notes);
        // Queries spill into the same folder; only what an import or an undo staged is a leftover.
        let is_staged = |name: String| name.starts_with("refill-") || name.chars().all(|c| c.is_ascii_digit());
        let entries = std::fs::read_dir(home.dir.join("staging")).into_iter().flatten().flatten();
        let staging = entries.filter(|e| is_staged(e.file_name().to_string_lossy().into_owned())).count();
        if staging > 0 {
            notes.add(
                "doctor.staging",
                Severity::Note,
                format!("{staging} leftovers of interrupted work are in the staging folder"),
                "the next import removes them",
            );
        }
    }
    Ok(newest)
}

/// What is wrong with a data file.
fn fault(path: &Path, table: &str, name: &str, file: &DataFile, deep: bool) -> Option<(&'static str, String)> {
    let bytes = match std::fs::metadata(path) {
        Ok(at) => at.len(),
        Err(e) => return Some(("doctor.file_missing", format!("the data file {name} is not there: {e}"))),
    };
    if bytes != file.size {
        return Some(("doctor.file_size", format!("the data file {name} has {bytes} bytes instead of {}", file.size)));
    }
    let rows = match footer(path) {
        Ok((rows, _)) => rows,
        Err(e) => return Some(("doctor.file_unreadable", format!("the data file {name}: {e}"))),
    };
    if rows != file.rows {
        return Some(("doctor.file_rows", format!("the data file {name} has {rows} rows instead of {}", file.rows)));
    }
    if deep {
        let def = TABLES.iter().find(|def| def.name == table.strip_suffix("_history").unwrap_or(table))?;
        let mut read = 0;
        let whole = each_batch(path, &schema_of(def, table.ends_with("_history")), |batch| {
            read += batch.num_rows() as u64;
            Ok::<_, entrepot_lake::LakeError>(())
        });
        match whole {
            Err(e) => return Some(("doctor.file_unreadable", format!("the data file {name}: {e}"))),
            Ok(()) if read != file.rows => {
                return Some(("doctor.file_rows", format!("the data file {name} gives {read} rows instead of {}", file.rows)));
            }
            Ok(()) => {}
        }
    }
    None
}

/// Is a file of an object store there, with its size?
async fn remote(home: &Home, table: &str, file: &DataFile) -> Option<String> {
    match home.size_of(table, &file.path).await {
        Ok(bytes) if bytes == file.size => None,
        Ok(bytes) => Some(format!("{table}/{} has {bytes} bytes instead of {}", file.path, file.size)),
        Err(e) => Some(format!("{table}/{}: {e}", file.path)),
    }
}

/// Data files that no lake version knows.
fn strangers(root: &Path, known: &BTreeSet<(String, String)>, from: i64, notes: &mut Notes) {
    for def in &TABLES {
        for table in [def.name.to_owned(), def.history_name()] {
            let Ok(entries) = std::fs::read_dir(root.join(&table)) else { continue };
            for entry in entries.flatten() {
                let name = entry.file_name().to_string_lossy().into_owned();
                if name.ends_with(".parquet") && !known.contains(&(table.clone(), name.clone())) {
                    let since = if from > 0 { " from here on" } else { "" };
                    notes.add(
                        "doctor.orphan_file",
                        Severity::Warning,
                        format!("no lake version{since} knows the data file {table}/{name}"),
                        "an interrupted commit may have left it; it counts in no figure and only takes space",
                    );
                }
            }
        }
    }
}
