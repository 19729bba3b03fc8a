//! Exactly-once commits over several tables.
//!
//! The order is: stage and fsync files -> write the intent to the operational store (fsync) -> move files in and commit
//! each Delta table under one application id -> fsync the logs -> publish the lake version (fsync). A crash before the
//! intent leaves files to sweep; after it, the next writer rolls the same intent forward.

use crate::stage::StagedFile;
use crate::{Home, LakeError, Location, tables};
use entrepot_ops::{ImportRecord, NewQuarantine};
use object_store::ObjectStoreExt;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

/// What a commit does to one table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableChange {
    /// Table name.
    pub table: String,
    /// New files, in the staging folder of the import.
    pub add: Vec<StagedFile>,
    /// Paths of live files that go.
    pub remove: Vec<String>,
}

/// Everything needed to finish a commit after a crash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intent {
    /// The import that commits.
    pub import_id: i64,
    /// Reason recorded with the lake version.
    pub reason: String,
    /// Time of the commit, microseconds since the epoch.
    pub at_us: i64,
    /// Changes by table; tables without a change are not listed.
    pub changes: Vec<TableChange>,
    /// Quarantined rows that this import replays.
    pub replays: Vec<i64>,
}

impl Home {
    /// Commits an import: durable intent, tables, lake version. Returns the lake version.
    ///
    /// The caller holds the write lock and has staged all files under [`Home::staging`].
    ///
    /// # Errors
    /// Any of the lake; before the intent nothing happened, after it the next writer finishes the work.
    pub async fn commit(
        &self, record: &ImportRecord, intent: &Intent, quarantine: &mut (dyn Iterator<Item = NewQuarantine> + Send),
    ) -> Result<i64, LakeError> {
        let staging = self.staging(intent.import_id);
        if staging.is_dir() {
            sync_dir(&staging)?;
        }
        let document = serde_json::to_string(intent).map_err(entrepot_ops::OpsError::from)?;
        self.ops.intend(record, &document, quarantine).await?;
        self.roll_forward(intent, record.elapsed_ms).await
    }

    /// Finishes a durable intent; safe to call again at any point.
    ///
    /// # Errors
    /// Any of the lake.
    pub async fn roll_forward(&self, intent: &Intent, elapsed_ms: i64) -> Result<i64, LakeError> {
        let app_id = format!("entrepot-import-{}", intent.import_id);
        let staging = self.staging(intent.import_id);
        let mut versions = BTreeMap::new();
        for change in &intent.changes {
            for file in &change.add {
                place(&self.tables, &staging.join(&file.name), &change.table, &file.name).await?;
            }
            if let Some(dir) = &self.tables.local {
                sync_dir(&dir.join(&change.table))?;
            }
            let version = tables::commit(&self.tables, change, &app_id, intent.at_us / 1000).await?;
            if let Some(dir) = &self.tables.local {
                let log = dir.join(&change.table).join("_delta_log");
                let entry = log.join(format!("{version:020}.json"));
                File::open(&entry).and_then(|f| f.sync_all()).map_err(LakeError::io(format!("cannot sync {}", entry.display())))?;
                sync_dir(&log)?;
                sync_dir(dir)?;
            }
            versions.insert(change.table.clone(), version);
        }
        if !intent.replays.is_empty() {
            self.ops.mark_replayed(&intent.replays, intent.import_id).await?;
        }
        let version = self.ops.publish(intent.import_id, &intent.reason, intent.at_us, elapsed_ms, &versions).await?;
        let _ = std::fs::remove_dir_all(&staging);
        Ok(version)
    }

    /// Finishes or forgets what a crash left behind. The caller holds the write lock.
    ///
    /// # Errors
    /// Any of the lake.
    pub async fn recover(&self) -> Result<(), LakeError> {
        for (id, _state, intent) in self.ops.open_imports().await? {
            match intent {
                Some(text) => {
                    let intent: Intent = serde_json::from_str(&text).map_err(entrepot_ops::OpsError::from)?;
                    tracing::info!(import_id = id, "finishing an import that was interrupted");
                    self.roll_forward(&intent, 0).await?;
                }
                None => {
                    tracing::info!(import_id = id, "forgetting an import that was interrupted before it committed");
                    self.ops.fail_import(id, "interrupted before anything was committed").await?;
                }
            }
        }
        let staging = self.dir.join("staging");
        if let Ok(entries) = std::fs::read_dir(&staging) {
            for entry in entries.flatten() {
                let _ = std::fs::remove_dir_all(entry.path());
            }
        }
        self.raw.sweep();
        Ok(())
    }
}

/// Moves a staged file into its table; a file that is there already stays.
pub(crate) async fn place(at: &Location, staged: &Path, table: &str, name: &str) -> Result<(), LakeError> {
    if let Some(dir) = &at.local {
        let folder = dir.join(table);
        std::fs::create_dir_all(&folder).map_err(LakeError::io(format!("cannot create {}", folder.display())))?;
        let target = folder.join(name);
        if !staged.exists() && target.exists() {
            return Ok(());
        }
        return std::fs::rename(staged, &target).map_err(LakeError::io(format!("cannot move a data file to {}", target.display())));
    }
    let target = object_store::path::Path::from(format!("{}/{table}/{name}", at.root));
    if !staged.exists() {
        at.store.head(&target).await?;
        return Ok(());
    }
    let mut file = File::open(staged).map_err(LakeError::io(format!("cannot open {}", staged.display())))?;
    let mut upload = object_store::WriteMultipart::new(at.store.put_multipart(&target).await?);
    let mut block = vec![0_u8; 8 << 20];
    loop {
        let n = std::io::Read::read(&mut file, &mut block).map_err(LakeError::io(format!("cannot read {}", staged.display())))?;
        if n == 0 {
            break;
        }
        upload.wait_for_capacity(4).await?;
        upload.write(&block[..n]);
    }
    upload.finish().await?;
    Ok(())
}

/// Makes renames and creations in a folder durable.
pub(crate) fn sync_dir(dir: &Path) -> Result<(), LakeError> {
    File::open(dir).and_then(|d| d.sync_all()).map_err(LakeError::io(format!("cannot sync {}", dir.display())))
}
