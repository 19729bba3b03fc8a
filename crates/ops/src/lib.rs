//! The operational store: what happened to the lake and who did it.
//!
//! Lake versions, imports with their write-ahead intent, source files, the quarantine index and the audit log, in one
//! SQLite file. The SQL is kept portable to PostgreSQL (`$1`, `ON CONFLICT`, `RETURNING`). It holds no business rows:
//! those are in the lake.

mod audit;
mod error;
mod files;
mod imports;
mod inbox;
mod quarantine;
mod saved;
mod versions;

pub use audit::AuditEntry;
pub use error::OpsError;
pub use files::{LineMark, SourceFile};
pub use imports::{Counts, ImportKind, ImportRecord, ImportState};
pub use inbox::{Message, MessageState, NewMessage};
pub use quarantine::{NewQuarantine, QuarantineFilter, QuarantineGroup, QuarantineRow};
pub use saved::Saved;
pub use versions::LakeVersion;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use std::path::Path;
use std::time::Duration;

/// The schema, applied on open; every statement is idempotent.
const SCHEMA: &str = include_str!("schema.sql");
/// What people keep under a name; becomes a numbered step once there are steps.
const SAVED: &str = include_str!("migrations/0003_saved.sql");
/// Messages that were acknowledged; becomes a numbered step likewise.
const INBOX: &str = include_str!("migrations/0004_inbox.sql");

/// The schema version this build writes; a newer file is refused rather than guessed at.
pub const SCHEMA_VERSION: i64 = 1;

/// A handle on the operational store; cheap to clone.
#[derive(Clone, Debug)]
pub struct Ops {
    pub(crate) pool: SqlitePool,
}

impl Ops {
    /// Opens (and creates when `create`) the store at `path`.
    ///
    /// Every commit is fsynced (`synchronous = FULL`): a lake version that was reported stays.
    ///
    /// # Errors
    /// `ops.open` when the file cannot be opened or written, `ops.newer` when a later build wrote it.
    pub async fn open(path: &Path, create: bool) -> Result<Self, OpsError> {
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
        let ops = Self { pool };
        ops.migrate().await?;
        Ok(ops)
    }

    async fn migrate(&self) -> Result<(), OpsError> {
        let known: Option<(String,)> =
            sqlx::query_as("SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'meta'").fetch_optional(&self.pool).await?;
        if known.is_some() {
            let found = self.meta("schema_version").await?.and_then(|v| v.parse().ok()).unwrap_or(0);
            if found > SCHEMA_VERSION {
                return Err(OpsError::Newer { found, known: SCHEMA_VERSION });
            }
            if found == SCHEMA_VERSION {
                sqlx::raw_sql(SAVED).execute(&self.pool).await?;
                sqlx::raw_sql(INBOX).execute(&self.pool).await?;
                return Ok(());
            }
        }
        sqlx::raw_sql(SCHEMA).execute(&self.pool).await?;
        sqlx::raw_sql(SAVED).execute(&self.pool).await?;
        sqlx::raw_sql(INBOX).execute(&self.pool).await?;
        self.set_meta("schema_version", &SCHEMA_VERSION.to_string()).await
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
