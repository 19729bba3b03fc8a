//! What it takes to carry tables to another home: their logs as files, and tables that come in whole.

use crate::commit::{TableChange, place, sync_dir};
use crate::snapshot::TableSnapshot;
use crate::{Home, LakeError, tables};
use std::collections::BTreeMap;
use std::path::Path;

/// Digits of the version at the head of a log file's name.
const VERSION_DIGITS: usize = 20;

impl Home {
    /// Names of the log files that a table's version needs, sorted: commits and checkpoints up to it.
    ///
    /// The hint at the last checkpoint is not among them: it may already speak of a later one, and readers do without.
    ///
    /// # Errors
    /// `lake.io`; none for tables in an object store, which have no files here.
    pub fn log_files(&self, table: &TableSnapshot) -> Result<Vec<String>, LakeError> {
        let Some(root) = &self.tables.local else { return Ok(Vec::new()) };
        let folder = root.join(&table.name).join("_delta_log");
        let reading = || LakeError::io(format!("cannot read {}", folder.display()));
        let mut names = Vec::new();
        for entry in std::fs::read_dir(&folder).map_err(reading())? {
            let name = entry.map_err(reading())?.file_name().to_string_lossy().into_owned();
            let version = name.get(..VERSION_DIGITS).and_then(|digits| digits.parse::<i64>().ok());
            if version.is_some_and(|version| version <= table.delta_version) {
                names.push(name);
            }
        }
        names.sort();
        Ok(names)
    }

    /// Size of a table's file, in bytes, as its store says.
    ///
    /// # Errors
    /// `lake.store`.
    pub async fn size_of(&self, table: &str, path: &str) -> Result<u64, LakeError> {
        let at = object_store::path::Path::from(format!("{}/{table}/{path}", self.tables.root));
        Ok(object_store::ObjectStoreExt::head(&self.tables.store, &at).await?.size)
    }

    /// Takes files from `staged` into tables of this home, which nobody else knows yet, and says which version each is.
    ///
    /// Nothing is published: the caller writes the lake version once everything is in.
    ///
    /// # Errors
    /// Any of the lake.
    pub async fn take_in(&self, changes: &[TableChange], staged: &Path, at_us: i64) -> Result<BTreeMap<String, i64>, LakeError> {
        let mut versions = BTreeMap::new();
        for change in changes {
            for file in &change.add {
                place(&self.tables, &staged.join(&file.name), &change.table, &file.name).await?;
            }
            let version = tables::commit(&self.tables, change, "entrepot-carried", at_us / 1000).await?;
            if let Some(dir) = &self.tables.local {
                sync_dir(&dir.join(&change.table).join("_delta_log"))?;
                sync_dir(&dir.join(&change.table))?;
            }
            versions.insert(change.table.clone(), version);
        }
        Ok(versions)
    }
}
