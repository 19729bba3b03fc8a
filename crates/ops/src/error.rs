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
    /// A schema step failed.
    #[error("the operational store cannot be brought to schema {step}: {cause}")]
    Migrate {
        /// The step.
        step: i64,
        /// Why.
        cause: String,
    },
    /// A statement failed.
    #[error("the operational store failed: {0}")]
    Sql(#[from] sqlx::Error),
    /// A stored document could not be read.
    #[error("a record of the operational store cannot be read: {0}")]
    Document(#[from] serde_json::Error),
    /// A carried row that does not fit this build's table.
    #[error("column {column} of a carried row does not fit the table {table}")]
    Stranger {
        /// The table.
        table: &'static str,
        /// The column.
        column: String,
    },
    /// A name that no token can have.
    #[error("\"{name}\" cannot be the name of a token")]
    TokenName {
        /// What was asked for.
        name: String,
    },
    /// A name that a token has or had.
    #[error("there is or was a token \"{name}\"")]
    TokenTaken {
        /// The name.
        name: String,
    },
    /// No token has this name.
    #[error("there is no token \"{name}\"")]
    TokenMissing {
        /// The name.
        name: String,
    },
    /// The system gives no random numbers.
    #[error("there are no random numbers: {0}")]
    Random(String),
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
            Self::Migrate { .. } => "ops.migrate",
            Self::Sql(_) => "ops.sql",
            Self::Document(_) => "ops.document",
            Self::Stranger { .. } => "ops.stranger",
            Self::TokenName { .. } => "token.name",
            Self::TokenTaken { .. } => "token.taken",
            Self::TokenMissing { .. } => "token.missing",
            Self::Random(_) => "ops.random",
            Self::Missing { .. } => "ops.missing",
        }
    }

    /// What the user can do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Open { .. } => "check that the home folder exists, is writable and its disk is not full",
            Self::Newer { .. } => "run the newer entrepot, or restore a backup made by this one",
            Self::Migrate { .. } => {
                "nothing was changed: make room on the disk and make the home folder writable, then run the same command again"
            }
            Self::Sql(_) => "check free disk space and permissions of the home folder",
            Self::Document(_) => "the home was edited by hand or damaged; restore a backup",
            Self::Stranger { .. } => "use the version that wrote it, or a later one",
            Self::TokenName { .. } => "use 1 to 60 letters, digits, - _ . @, and none of the names console, nightly, token",
            Self::TokenTaken { .. } => "choose another name: the audit log speaks of this one",
            Self::TokenMissing { .. } => "see `entrepot token list`",
            Self::Random(_) => "try again; the system's random numbers are needed for a secret",
            Self::Missing { .. } => "list them first: `entrepot import history`, `entrepot quarantine list`",
        }
    }
}
