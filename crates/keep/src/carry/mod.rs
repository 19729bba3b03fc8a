//! Everything in open formats, and back into an empty home: nobody is locked in.
//!
//! Tables as Parquet (which comes back) and as CSV (for any program), kept originals, presets, and the operational store as
//! JSON lines; a manifest with the hash of every file. What comes out of a home that was carried is the same again.

mod csv;
mod export;
mod import;
mod readme;

pub use export::{ExportReport, ExportRequest, export};
pub use import::{CarryReport, CarryRequest, import};

use serde::{Deserialize, Serialize};

/// The form of exports that this build writes; a later one is refused.
pub const EXPORT_FORMAT: u32 = 1;
/// The file that lists all others.
const MANIFEST: &str = "manifest.json";

/// What an export says about itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportManifest {
    /// Form of the export.
    pub format: u32,
    /// Version of the program that wrote it.
    pub entrepot: String,
    /// Schema of the operational store.
    pub ops_schema: i64,
    /// The lake version in it; 0 for a home without data.
    pub lake_version: i64,
    /// When it was made, RFC 3339.
    pub made_at: String,
    /// Keys of `entrepot.toml` that were left out.
    pub left_out: Vec<String>,
    /// Rows of each table.
    pub tables: Vec<TableRows>,
    /// Every other file, by path.
    pub files: Vec<FileSum>,
}

/// Rows of one table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableRows {
    /// Table, `_history` twins included.
    pub table: String,
    /// Its rows.
    pub rows: u64,
}

/// One file and its hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileSum {
    /// Path below the folder, with `/`.
    pub path: String,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256, hex.
    pub sha256: String,
}
