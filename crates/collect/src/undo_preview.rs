//! What taking an import back would do, told before it is done. Reads only; nothing is locked, staged or written to the lake.

use crate::ImportError;
use crate::undo::{later_imports, undoable};
use entrepot_lake::schema::TABLES;
use entrepot_lake::{Home, LakeSnapshot, scan_columns};
use entrepot_ops::{ImportRecord, QuarantineFilter};
use serde::Serialize;
use std::collections::HashSet;
use std::path::Path;

/// What an undo would do to the lake as it is now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UndoPreview {
    /// The import.
    pub import_id: i64,
    /// The lake version that was looked at.
    pub lake_version: i64,
    /// Rows of the import that would go, over all tables.
    pub rows_removed: i64,
    /// Older versions that would return.
    pub rows_restored: i64,
    /// Rows of it that wait in quarantine and would be put aside.
    pub rows_quarantined: i64,
    /// Later imports of the same source whose kept originals would be read once more, newest first.
    pub refills: Vec<Refill>,
}

/// A later import that would be filled up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refill {
    /// Import id.
    pub import_id: i64,
    /// When it was imported, microseconds since the epoch.
    pub at_us: i64,
    /// Its files.
    pub files: Vec<String>,
    /// At most so many of its rows come back: those that were duplicates when it was imported.
    pub rows_at_most: i64,
}

/// Looks at what an undo would do.
///
/// # Errors
/// As [`crate::undo()`]: `ops.missing`, `undo.state`, or any of the lake.
pub async fn undo_preview(home: &Home, import_id: i64) -> Result<UndoPreview, ImportError> {
    let target = undoable(home, import_id).await?;
    let snapshot = home.snapshot(None).await?;
    // Outside of the staging folder: whoever writes meanwhile clears that.
    let folder = home.dir.join("scratch").join(format!("preview-{import_id}"));
    if home.tables.local.is_none() {
        std::fs::create_dir_all(&folder).map_err(entrepot_lake::LakeError::io(format!("cannot create {}", folder.display())))?;
    }
    let counted = count(home, &snapshot, import_id, &folder).await;
    let _ = std::fs::remove_dir_all(&folder);
    let (rows_removed, rows_restored) = counted?;
    let waiting = QuarantineFilter { import_id: Some(import_id), limit: 1, ..QuarantineFilter::default() };
    let refills = later_imports(home, &target).await?.into_iter().map(refill).collect();
    Ok(UndoPreview {
        import_id,
        lake_version: snapshot.version,
        rows_removed,
        rows_restored,
        rows_quarantined: home.ops.quarantine(&waiting).await?.1,
        refills,
    })
}

fn refill(later: ImportRecord) -> Refill {
    let names = later.files.as_array().into_iter().flatten();
    Refill {
        import_id: later.id,
        at_us: later.at_us,
        files: names.filter_map(|file| file["name"].as_str()).map(str::to_owned).collect(),
        rows_at_most: later.counts.duplicate,
    }
}

/// Rows that the import holds, and versions that it replaced and nobody else did since.
async fn count(home: &Home, snapshot: &LakeSnapshot, import_id: i64, folder: &Path) -> Result<(i64, i64), ImportError> {
    let (mut removed, mut restored) = (0, 0);
    for def in TABLES.iter() {
        if let Some(live) = snapshot.table(def.name) {
            for file in &live.files {
                if file.import_min.is_some_and(|m| m > import_id) || file.import_max.is_some_and(|m| m < import_id) {
                    continue;
                }
                let path = home.local_file(live, file, folder).await?;
                scan_columns::<ImportError>(&path, &["import_id"], |c| {
                    removed += c[0].values().iter().filter(|v| **v == import_id).count();
                    Ok(())
                })?;
            }
        }
        let Some(old) = snapshot.table(&def.history_name()) else { continue };
        // A row of this import that was replaced itself hands its predecessor on; nothing returns then.
        let mut passed: HashSet<(i64, i64)> = HashSet::new();
        let mut replaced: Vec<(i64, i64)> = Vec::new();
        for file in &old.files {
            let path = home.local_file(old, file, folder).await?;
            scan_columns::<ImportError>(&path, &["key_hi", "key_lo", "import_id", "superseded_by"], |c| {
                for i in 0..c[0].len() {
                    let key = (c[0].value(i), c[1].value(i));
                    if c[2].value(i) == import_id {
                        passed.insert(key);
                    } else if c[3].value(i) == import_id {
                        replaced.push(key);
                    }
                }
                Ok(())
            })?;
        }
        restored += replaced.iter().filter(|key| !passed.contains(key)).count();
    }
    Ok((i64::try_from(removed).unwrap_or(i64::MAX), i64::try_from(restored).unwrap_or(i64::MAX)))
}
