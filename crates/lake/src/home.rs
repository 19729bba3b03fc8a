//! A home: one folder with the operational store, the tables, the kept originals and the write lock.

use crate::lock::WriteLock;
use crate::raw::RawStore;
use crate::snapshot::{DataFile, LakeSnapshot, TableSnapshot};
use crate::{LakeError, Location, tables};
use entrepot_ops::Ops;
use futures::future::try_join_all;
use object_store::ObjectStoreExt;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How to open a home.
#[derive(Clone, Debug, Default)]
pub struct HomeOptions {
    /// Tables somewhere else than `<home>/lake`: a folder or an object store URL.
    pub tables: Option<String>,
    /// Options of that object store.
    pub store_options: Vec<(String, String)>,
}

/// An open home; cheap to clone. Any number of processes may read one, one at a time may write.
#[derive(Clone, Debug)]
pub struct Home {
    /// The folder.
    pub dir: PathBuf,
    /// Operational store.
    pub ops: Ops,
    /// Where the tables are.
    pub tables: Location,
    /// Kept originals.
    pub raw: RawStore,
}

impl Home {
    /// Opens a home, creating it when missing.
    ///
    /// # Errors
    /// `lake.home`, `lake.read_only`, `lake.location`, `ops.open`, `ops.newer`.
    pub async fn open(dir: &Path, options: &HomeOptions) -> Result<Self, LakeError> {
        if dir.exists() && !dir.is_dir() {
            return Err(LakeError::Home { cause: format!("{} is a file, not a folder", dir.display()) });
        }
        let fresh = !dir.join("ops.sqlite").exists();
        std::fs::create_dir_all(dir).map_err(LakeError::io(format!("cannot create the home {}", dir.display())))?;
        let tables = match &options.tables {
            None => Location::folder(&dir.join("lake"))?,
            Some(text) if text.contains("://") => Location::parse(text, &options.store_options)?,
            Some(text) => Location::folder(Path::new(text))?,
        };
        let raw = RawStore::open(&dir.join("raw"))?;
        let ops = Ops::open(&dir.join("ops.sqlite"), fresh).await?;
        Ok(Self { dir: dir.to_owned(), ops, tables, raw })
    }

    /// Takes the write lock and finishes what a crash left behind.
    ///
    /// # Errors
    /// `lake.locked` after `patience`, or any of the lake.
    pub async fn writer(&self, patience: Duration) -> Result<WriteLock, LakeError> {
        let path = self.dir.join("lock");
        let lock = tokio::task::spawn_blocking(move || WriteLock::acquire(&path, patience))
            .await
            .map_err(|e| LakeError::Home { cause: e.to_string() })??;
        self.recover().await?;
        Ok(lock)
    }

    /// The staging folder of an import.
    #[must_use]
    pub fn staging(&self, import_id: i64) -> PathBuf {
        self.dir.join("staging").join(import_id.to_string())
    }

    /// Pins the latest lake version, or the given one.
    ///
    /// # Errors
    /// `ops.missing` for a version that was never published, `lake.version_gone` for one whose files are not here, or any of
    /// the lake.
    pub async fn snapshot(&self, version: Option<i64>) -> Result<LakeSnapshot, LakeError> {
        if let Some(version) = version {
            let from = self.ops.kept_from().await?;
            if version < from {
                return Err(LakeError::Gone { version, from });
            }
        }
        let pinned = self.ops.lake_version(version).await?;
        let (version, published_at_us, map) = pinned.map_or_else(|| (0, 0, BTreeMap::new()), |v| (v.version, v.at_us, v.tables));
        let loads = tables::all_names()
            .filter(|n| !n.ends_with("_history") || map.contains_key(n))
            .map(|name| tables::snapshot_shared(&self.tables, name.clone(), map.get(&name).copied()));
        let tables = try_join_all(loads).await?.into_iter().collect();
        Ok(LakeSnapshot { version, published_at_us, tables })
    }

    /// A local path with the content of a table's file: the file itself, or a download under `dir`.
    ///
    /// # Errors
    /// `lake.store`, `lake.io`.
    pub async fn local_file(&self, table: &TableSnapshot, file: &DataFile, dir: &Path) -> Result<PathBuf, LakeError> {
        if let Some(root) = &self.tables.local {
            return Ok(root.join(&table.name).join(&file.path));
        }
        let target = dir.join(format!("fetched-{}", file.path));
        if !target.exists() {
            let source = object_store::path::Path::from(format!("{}/{}", table.root, file.path));
            let bytes = self.tables.store.get(&source).await?.bytes().await?;
            std::fs::write(&target, &bytes).map_err(LakeError::io(format!("cannot write {}", target.display())))?;
        }
        Ok(target)
    }
}
