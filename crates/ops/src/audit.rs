//! The audit log: who did what, append-only.

use crate::{Ops, OpsError};
use serde::Serialize;

/// One action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuditEntry {
    /// When, microseconds since the epoch.
    pub at_us: i64,
    /// Who.
    pub actor: String,
    /// What, as `noun.verb`.
    pub action: String,
    /// On which thing.
    pub subject: String,
    /// JSON document with the arguments.
    pub detail: String,
}

impl Ops {
    /// Appends an entry.
    ///
    /// # Errors
    /// `ops.sql`.
    pub async fn audit(&self, entry: &AuditEntry) -> Result<(), OpsError> {
        sqlx::query("INSERT INTO audit (at_us, actor, action, subject, detail) VALUES ($1, $2, $3, $4, $5)")
            .bind(entry.at_us)
            .bind(&entry.actor)
            .bind(&entry.action)
            .bind(&entry.subject)
            .bind(&entry.detail)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// The newest entries, newest first.
    ///
    /// # Errors
    /// `ops.sql`.
    pub async fn audit_log(&self, limit: i64) -> Result<Vec<AuditEntry>, OpsError> {
        let rows: Vec<(i64, String, String, String, String)> =
            sqlx::query_as("SELECT at_us, actor, action, subject, detail FROM audit ORDER BY id DESC LIMIT $1")
                .bind(limit)
                .fetch_all(&self.pool)
                .await?;
        Ok(rows.into_iter().map(|r| AuditEntry { at_us: r.0, actor: r.1, action: r.2, subject: r.3, detail: r.4 }).collect())
    }
}
