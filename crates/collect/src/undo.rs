//! Takes an import back: its rows go, the versions that they replaced return, and later imports of the same source are
//! filled up from their kept originals, because a row of theirs may have been a duplicate of one that is gone.

use crate::import::{ImportRequest, open_kept, run};
use crate::presets;
use crate::progress::Progress;
use crate::{ImportError, progress::Phase};
use entrepot_lake::schema::TABLES;
use entrepot_lake::{BitSet, Fate, Home, Intent, LakeSnapshot, TableChange, rewrite_history, rewrite_without, scan_columns};
use entrepot_ops::{Counts, ImportKind, ImportRecord, ImportState};
use std::collections::HashMap;
use std::path::Path;
use std::time::{Duration, Instant};

/// What an undo did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UndoReport {
    /// The history entry of the undo itself.
    pub import_id: i64,
    /// The lake version that shows it.
    pub lake_version: i64,
    /// Rows of the undone import that went, over all tables.
    pub rows_removed: i64,
    /// Older versions that returned.
    pub rows_restored: i64,
    /// Later imports that were filled up from their originals.
    pub replayed: Vec<i64>,
}

/// Undoes an import.
///
/// # Errors
/// `ops.missing`, `undo.state` when it is not part of the lake, or any of the lake.
pub async fn undo(
    home: &Home, import_id: i64, profiles_dir: Option<&Path>, actor: &str, now_us: i64, patience: Duration, progress: &Progress,
) -> Result<UndoReport, ImportError> {
    let start = Instant::now();
    let _lock = home.writer(patience).await?;
    let target = undoable(home, import_id).await?;
    let id = home.ops.begin_import(ImportKind::Undo, &target.profile, &target.source, Some(import_id), actor, now_us).await?;
    progress.set_phase(Phase::Resolving);
    let staging = home.staging(id);
    std::fs::create_dir_all(&staging).map_err(entrepot_lake::LakeError::io(format!("cannot create {}", staging.display())))?;
    let snapshot = home.snapshot(None).await?;
    let made = remove(home, &snapshot, import_id, id, &staging).await;
    let (changes, removed, restored) = match made {
        Ok(m) => m,
        Err(e) => {
            home.ops.fail_import(id, &e.to_string()).await?;
            return Err(e);
        }
    };
    let record = ImportRecord {
        id,
        kind: ImportKind::Undo,
        state: ImportState::Committing,
        profile: target.profile.clone(),
        source: target.source.clone(),
        of_import: Some(import_id),
        at_us: now_us,
        elapsed_ms: i64::try_from(start.elapsed().as_millis()).unwrap_or(i64::MAX),
        actor: actor.to_owned(),
        counts: Counts::default(),
        trades: 0,
        lines: 0,
        lake_version: None,
        reaches_us: None,
        files: serde_json::json!([]),
        note: None,
    };
    progress.set_phase(Phase::Committing);
    let intent = Intent { import_id: id, reason: "undo".to_owned(), at_us: now_us, changes, replays: Vec::new() };
    let mut lake_version = home.commit(&record, &intent, &mut std::iter::empty()).await?;
    let mut replayed = Vec::new();
    for i in later_imports(home, &target).await? {
        let request = ImportRequest {
            profile: presets::profile(&i.profile, profiles_dir)?,
            files: Vec::new(),
            source: Some(i.source.clone()),
            actor: actor.to_owned(),
            now_us,
            patience,
        };
        let folder = tempfolder(home, &format!("refill-{}", i.id))?;
        let opened = open_kept(home, &request.profile, i.id, &folder).await?;
        let report = run(home, &request, opened, progress, Some(i.id)).await?;
        let _ = std::fs::remove_dir_all(&folder);
        lake_version = report.lake_version;
        replayed.push(i.id);
    }
    progress.set_phase(Phase::Done);
    Ok(UndoReport { import_id: id, lake_version, rows_removed: removed, rows_restored: restored, replayed })
}

/// The import, when it is part of the lake.
pub(crate) async fn undoable(home: &Home, import_id: i64) -> Result<ImportRecord, ImportError> {
    let target = home.ops.import(import_id).await?;
    if target.state == ImportState::Published && matches!(target.kind, ImportKind::Import | ImportKind::Replay) {
        return Ok(target);
    }
    Err(ImportError::refused(
        "undo.state",
        format!("import {import_id} is {} of kind {}", target.state.as_str(), target.kind.as_str()),
        "only an import that is part of the lake can be undone: `entrepot import history`",
    ))
}

/// Later imports of the same source. Newest first, and only what is missing is added: the newest version of a row wins
/// without passing through older ones.
pub(crate) async fn later_imports(home: &Home, target: &ImportRecord) -> Result<Vec<ImportRecord>, ImportError> {
    let mut later = home.ops.imports().await?;
    later.retain(|i| {
        i.id > target.id
            && i.kind == ImportKind::Import
            && i.state == ImportState::Published
            && i.profile == target.profile
            && i.source == target.source
    });
    later.sort_by_key(|i| std::cmp::Reverse(i.id));
    Ok(later)
}

/// A folder of its own in the staging area.
fn tempfolder(home: &Home, name: &str) -> Result<std::path::PathBuf, ImportError> {
    let dir = home.dir.join("staging").join(name);
    std::fs::create_dir_all(&dir).map_err(entrepot_lake::LakeError::io(format!("cannot create {}", dir.display())))?;
    Ok(dir)
}

/// Stages the tables without the rows of `import_id` and with the versions that they had replaced.
async fn remove(
    home: &Home, snapshot: &LakeSnapshot, import_id: i64, id: i64, staging: &Path,
) -> Result<(Vec<TableChange>, i64, i64), ImportError> {
    let (mut changes, mut removed, mut restored) = (Vec::new(), 0, 0);
    for def in TABLES.iter() {
        let mut change = TableChange { table: def.name.to_owned(), ..TableChange::default() };
        let mut history = TableChange { table: def.history_name(), ..TableChange::default() };
        if let Some(live) = snapshot.table(def.name) {
            for (n, f) in live.files.iter().enumerate() {
                if f.import_min.is_some_and(|m| m > import_id) || f.import_max.is_some_and(|m| m < import_id) {
                    continue;
                }
                let path = home.local_file(live, f, staging).await?;
                let mut drop = BitSet::default();
                let mut at = 0;
                scan_columns::<ImportError>(&path, &["import_id"], |c| {
                    for v in c[0].values() {
                        if *v == import_id {
                            drop.insert(at);
                        }
                        at += 1;
                    }
                    Ok(())
                })?;
                if drop.is_empty() {
                    continue;
                }
                removed += i64::try_from(drop.len()).unwrap_or(0);
                change.remove.push(f.path.clone());
                if drop.len() < f.rows {
                    let made = rewrite_without(&path, staging, def, &format!("{}-u{id}-{n}", def.name), 0, &drop, &BitSet::default(), id)?;
                    change.add.extend(made.kept);
                }
            }
        }
        if let Some(old) = snapshot.table(&def.history_name()) {
            // Versions of the undone import that were superseded themselves: who superseded them.
            let mut passed: HashMap<(i64, i64), i64> = HashMap::new();
            let mut paths = Vec::new();
            for f in &old.files {
                let path = home.local_file(old, f, staging).await?;
                scan_columns::<ImportError>(&path, &["key_hi", "key_lo", "import_id", "superseded_by"], |c| {
                    for i in 0..c[0].len() {
                        if c[2].value(i) == import_id {
                            passed.insert((c[0].value(i), c[1].value(i)), c[3].value(i));
                        }
                    }
                    Ok(())
                })?;
                paths.push((f, path));
            }
            for (n, (f, path)) in paths.into_iter().enumerate() {
                let mut touched = false;
                let mut decide = |row: &entrepot_lake::HistoryRow| {
                    let fate = if row.import_id == import_id {
                        Fate::Drop
                    } else if row.superseded_by == import_id {
                        passed.get(&(row.key_hi, row.key_lo)).map_or(Fate::Restore, |by| Fate::Retarget(*by))
                    } else {
                        Fate::Keep
                    };
                    touched |= fate != Fate::Keep;
                    fate
                };
                let made = rewrite_history(&path, staging, def, &format!("{}-u{id}-v{n}", def.name), &mut decide)?;
                if touched {
                    restored += i64::try_from(made.kept.iter().map(|f| f.rows).sum::<u64>()).unwrap_or(0);
                    change.add.extend(made.kept);
                    history.remove.push(f.path.clone());
                    history.add.extend(made.history);
                } else {
                    for staged in made.kept.iter().chain(&made.history) {
                        let _ = std::fs::remove_file(staging.join(&staged.name));
                    }
                }
            }
        }
        for c in [change, history] {
            if !c.add.is_empty() || !c.remove.is_empty() {
                changes.push(c);
            }
        }
    }
    Ok((changes, removed, restored))
}
