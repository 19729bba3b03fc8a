//! The lake: Delta tables, kept originals and lake versions under one home.
//!
//! It writes staged Parquet files, commits them exactly once and publishes a lake version over all tables; it hands out
//! pinned snapshots that list files. It runs no queries (that is the engine) and knows no file formats (that is collect).

pub mod about;
mod bits;
mod carry;
mod commit;
mod error;
mod home;
mod location;
mod lock;
mod log_store;
mod raw;
mod rewrite;
pub mod schema;
mod snapshot;
mod stage;
mod tables;
mod whole;

pub use bits::BitSet;
pub use commit::{Intent, TableChange};
pub use error::LakeError;
pub use home::{Home, HomeOptions};
pub use location::Location;
pub use lock::WriteLock;
pub use raw::{RawStore, RawWriter};
pub use rewrite::{Fate, HistoryRow, RewriteOutcome, conform, rewrite_history, rewrite_without, scan_columns};
pub use snapshot::{DataFile, LakeSnapshot, TableSnapshot};
pub use stage::{StageWriter, StagedFile};
pub use whole::{WholeWriter, each_batch, footer, schema_of};
