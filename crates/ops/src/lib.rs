//! The operational store: what happened to the lake and who did it.
//!
//! Lake versions, imports with their write-ahead intent, source files, the quarantine index and the audit log, in one
//! SQLite file. The SQL is kept portable to PostgreSQL (`$1`, `ON CONFLICT`, `RETURNING`). It holds no business rows:
//! those are in the lake.

mod audit;
mod dump;
mod error;
mod files;
mod imports;
mod inbox;
mod migrate;
mod nights;
mod quarantine;
mod saved;
mod tokens;
mod versions;

pub use audit::{AuditEntry, AuditFilter};
pub use dump::CARRIED;
pub use error::OpsError;
pub use files::{KeptOriginal, LineMark, SourceFile};
pub use imports::{Counts, ImportKind, ImportRecord, ImportState};
pub use inbox::{Message, MessageState, NewMessage};
pub use migrate::SCHEMA_VERSION;
pub use nights::{Night, NightStep};
pub use quarantine::{NewQuarantine, QuarantineFilter, QuarantineGroup, QuarantineRow};
pub use saved::Saved;
pub use tokens::{Role, Token, TokenState, secret_hash};
pub use versions::{KEPT_FROM, LakeVersion};

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use std::path::Path;
use std::time::Duration;

/// A handle on the operational store; cheap to clone.
#[derive(Clone, Debug)]
pub struct Ops {
    pub(crate) pool: SqlitePool,
}

impl Ops {
    /// Opens (and creates when `create`) the store at `path`, and brings an older one up to date, a copy of it first.
    ///
    /// Every commit is fsynced (`synchronous = FULL`): a lake version that was reported stays.
    ///
    /// # Errors
    /// `ops.open` when the file cannot be opened or written, `ops.newer` when a later build wrote it, `ops.migrate` when it
    /// cannot be brought up to date; it stays as it is then.
    pub async fn open(path: &Path, create: bool) -> Result<Self, OpsError> {
        let ops = Self::connect(path, create).await?;
        ops.migrate(path).await?;
        Ok(ops)
    }

    /// Opens the file as it is.
    pub(crate) async fn connect(path: &Path, create: bool) -> Result<Self, OpsError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(create)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(20));
        let pool = SqlitePoolOptions::new()
            .max_connections(4)
            .connect_with(options)
            .await
            .map_err(|source| OpsError::Open { path: path.display().to_string(), source })?;
        Ok(Self { pool })
    }

    /// Reads one setting.
    ///
    /// # Errors
    /// `ops.sql` when the store fails.
    pub async fn meta(&self, key: &str) -> Result<Option<String>, OpsError> {
        let row: Option<(String,)> = sqlx::query_as("SELECT value FROM meta WHERE key = $1").bind(key).fetch_optional(&self.pool).await?;
        Ok(row.map(|r| r.0))
    }

    /// Writes one setting.
    ///
    /// # Errors
    /// `ops.sql` when the store fails.
    pub async fn set_meta(&self, key: &str, value: &str) -> Result<(), OpsError> {
        sqlx::query("INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value")
            .bind(key)
            .bind(value)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Closes the pool and checkpoints the write-ahead log.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}
