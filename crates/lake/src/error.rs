//! Errors of the lake: code, cause and hint.

use thiserror::Error;

/// What can go wrong with the lake or its home.
#[derive(Debug, Error)]
pub enum LakeError {
    /// The operational store failed.
    #[error(transparent)]
    Ops(#[from] entrepot_ops::OpsError),
    /// The Delta log failed.
    #[error("the table log failed: {0}")]
    Delta(#[from] deltalake_core::DeltaTableError),
    /// The object store failed.
    #[error("the object store failed: {0}")]
    Store(#[from] object_store::Error),
    /// A Parquet file could not be read or written.
    #[error("a data file failed: {0}")]
    Parquet(#[from] parquet::errors::ParquetError),
    /// An Arrow operation failed.
    #[error("a data batch failed: {0}")]
    Arrow(#[from] arrow::error::ArrowError),
    /// The file system failed.
    #[error("{what}: {source}")]
    Io {
        /// What was being done, with the file.
        what: String,
        /// The system's cause.
        source: std::io::Error,
    },
    /// Another process is writing.
    #[error("another process (pid {pid}) is writing to this home")]
    Locked {
        /// The holder.
        pid: String,
    },
    /// The home folder cannot be used.
    #[error("{cause}")]
    Home {
        /// Why.
        cause: String,
    },
    /// The lake's location cannot be used.
    #[error("cannot use the lake location {url}: {cause}")]
    Location {
        /// The URL.
        url: String,
        /// Why.
        cause: String,
    },
    /// A lake version whose files are not here.
    #[error("the files of lake version {version} are not here; the oldest is {from}")]
    Gone {
        /// What was asked for.
        version: i64,
        /// The oldest that can be read.
        from: i64,
    },
    /// A table uses a Delta feature that a plain Parquet reader would misread.
    #[error("table {table} uses {feature}, which this reader does not apply")]
    Feature {
        /// Table name.
        table: String,
        /// The feature.
        feature: &'static str,
    },
}

impl LakeError {
    /// Wraps an I/O error with what was being done.
    pub fn io(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let what = what.into();
        move |source| Self::Io { what, source }
    }

    /// Stable code for surfaces.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Ops(e) => e.code(),
            Self::Delta(_) => "lake.log",
            Self::Store(_) => "lake.store",
            Self::Parquet(_) | Self::Arrow(_) => "lake.data",
            Self::Io { source, .. } if source.kind() == std::io::ErrorKind::StorageFull => "lake.disk_full",
            Self::Io { source, .. } if read_only(source) => "lake.read_only",
            Self::Io { .. } => "lake.io",
            Self::Locked { .. } => "lake.locked",
            Self::Home { .. } => "lake.home",
            Self::Location { .. } => "lake.location",
            Self::Gone { .. } => "lake.version_gone",
            Self::Feature { .. } => "lake.feature",
        }
    }

    /// What the user can do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self.code() {
            "lake.disk_full" => "free some space on the disk of the home folder and run the same command again; nothing was published",
            "lake.read_only" => "make the home folder writable, or choose another one with --home",
            "lake.locked" => "wait for it to end, or stop that process; reading is always possible",
            "lake.location" => "use a folder, or an s3:// URL with credentials in the environment",
            "lake.home" => "choose a folder with --home; it is created when missing",
            "lake.version_gone" => "ask for a newer one: a home that was restored or carried has only what came with it",
            "lake.feature" => "rewrite the table without that feature, or restore a backup",
            code if code.starts_with("ops.") => match self {
                Self::Ops(e) => e.hint(),
                _ => "restore a backup",
            },
            _ => "run the same command again; if it stays, restore a backup and keep the damaged home for a report",
        }
    }
}

fn read_only(e: &std::io::Error) -> bool {
    matches!(e.kind(), std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem)
}
