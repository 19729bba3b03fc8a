//! A pinned, immutable view of the lake: which Parquet files each table has in one lake version.
//!
//! It only lists files. Reading them is the engine's work, so that a cluster can read the same list.

use arrow::datatypes::SchemaRef;
use object_store::ObjectStore;
use object_store::path::Path;
use std::collections::BTreeMap;
use std::sync::Arc;
use url::Url;

/// One Parquet file of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataFile {
    /// Path relative to the table's root.
    pub path: String,
    /// Size in bytes.
    pub size: u64,
    /// Number of rows.
    pub rows: u64,
    /// Smallest `day` in days since the epoch, for tables that have one.
    pub day_min: Option<i32>,
    /// Largest `day` in days since the epoch.
    pub day_max: Option<i32>,
    /// Smallest import id in the file.
    pub import_min: Option<i64>,
    /// Largest import id in the file.
    pub import_max: Option<i64>,
}

/// One table in one lake version.
#[derive(Clone, Debug)]
pub struct TableSnapshot {
    /// Table name.
    pub name: String,
    /// Arrow schema.
    pub schema: SchemaRef,
    /// Delta version, -1 when the table does not exist yet.
    pub delta_version: i64,
    /// Live files, sorted by path.
    pub files: Vec<DataFile>,
    /// The store that holds them.
    pub store: Arc<dyn ObjectStore>,
    /// The table's root in that store.
    pub root: Path,
    /// URL under which an engine registers the store.
    pub store_url: Url,
}

impl TableSnapshot {
    /// Rows in all files.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.files.iter().map(|f| f.rows).sum()
    }

    /// Bytes in all files.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|f| f.size).sum()
    }
}

/// The whole lake in one version.
#[derive(Clone, Debug)]
pub struct LakeSnapshot {
    /// Lake version; 0 before anything was published.
    pub version: i64,
    /// When it was published, microseconds since the epoch.
    pub published_at_us: i64,
    /// Every table of the schema, empty ones included, and the history twins that exist.
    pub tables: BTreeMap<String, Arc<TableSnapshot>>,
}

impl LakeSnapshot {
    /// A table by name.
    #[must_use]
    pub fn table(&self, name: &str) -> Option<&Arc<TableSnapshot>> {
        self.tables.get(name)
    }
}
