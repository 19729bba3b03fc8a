//! Errors of the operational store: code, cause and hint.

use thiserror::Error;

/// What can go wrong with the operational store.
#[derive(Debug, Error)]
pub enum OpsError {
    /// The file could not be opened or created.
    #[error("cannot open the operational store {path}: {source}")]
    Open {
        /// The file.
        path: String,
        /// The driver's cause.
        source: sqlx::Error,
    },
    /// A later build wrote this file.
    #[error("this home was written by a newer entrepot (schema {found}, this build knows {known})")]
    Newer {
        /// Version found in the file.
        found: i64,
        /// Version this build writes.
        known: i64,
    },
    /// A statement failed.
    #[error("the operational store failed: {0}")]
    Sql(#[from] sqlx::Error),
    /// A stored document could not be read.
    #[error("a record of the operational store cannot be read: {0}")]
    Document(#[from] serde_json::Error),
    /// The thing asked for is not there.
    #[error("there is no {what} {id}")]
    Missing {
        /// Kind of thing.
        what: &'static str,
        /// Its id.
        id: i64,
    },
}

impl OpsError {
    /// Stable code for surfaces.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Open { .. } => "ops.open",
            Self::Newer { .. } => "ops.newer",
            Self::Sql(_) => "ops.sql",
            Self::Document(_) => "ops.document",
            Self::Missing { .. } => "ops.missing",
        }
    }

    /// What the user can do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Open { .. } => "check that the home folder exists, is writable and its disk is not full",
            Self::Newer { .. } => "run the newer entrepot, or restore a backup made by this one",
            Self::Sql(_) => "check free disk space and permissions of the home folder",
            Self::Document(_) => "the home was edited by hand or damaged; restore a backup",
            Self::Missing { .. } => "list them first: `entrepot import history`, `entrepot quarantine list`",
        }
    }
}
