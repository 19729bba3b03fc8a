//! The audit log: who did what, append-only. A change of this store and its entry are one transaction.

use crate::{Ops, OpsError};
use serde::Serialize;
use sqlx::{Sqlite, Transaction};

/// One action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuditEntry {
    /// When, microseconds since the epoch.
    pub at_us: i64,
    /// Who: a token's name, the user of the command line, `console` for the console of this machine, or `nightly`.
    pub actor: String,
    /// What, as `noun.verb`.
    pub action: String,
    /// On which thing.
    pub subject: String,
    /// JSON document with the arguments.
    pub detail: String,
}

impl AuditEntry {
    /// An entry.
    #[must_use]
    pub fn new(at_us: i64, actor: &str, action: &str, subject: &str, detail: &serde_json::Value) -> Self {
        Self { at_us, actor: actor.to_owned(), action: action.to_owned(), subject: subject.to_owned(), detail: detail.to_string() }
    }
}

/// Which entries are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Of one actor.
    pub actor: Option<String>,
    /// Of one action, or of all that begin with `noun.`.
    pub action: Option<String>,
    /// From this time on, microseconds since the epoch.
    pub since_us: Option<i64>,
    /// Most entries; 0 for all.
    pub limit: i64,
}

/// Appends an entry within a transaction.
pub(crate) async fn append(tx: &mut Transaction<'_, Sqlite>, entry: &AuditEntry) -> Result<(), OpsError> {
    sqlx::query("INSERT INTO audit (at_us, actor, action, subject, detail) VALUES ($1, $2, $3, $4, $5)")
        .bind(entry.at_us)
        .bind(&entry.actor)
        .bind(&entry.action)
        .bind(&entry.subject)
        .bind(&entry.detail)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

impl Ops {
    /// Appends an entry about something that happened outside this store.
    ///
    /// # Errors
    /// `ops.sql`.
    pub async fn audit(&self, entry: &AuditEntry) -> Result<(), OpsError> {
        let mut tx = self.pool.begin().await?;
        append(&mut tx, entry).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Entries, newest first.
    ///
    /// # Errors
    /// `ops.sql`.
    pub async fn audit_log(&self, filter: &AuditFilter) -> Result<Vec<AuditEntry>, OpsError> {
        let rows: Vec<(i64, String, String, String, String)> = sqlx::query_as(
            "SELECT at_us, actor, action, subject, detail FROM audit WHERE ($1 IS NULL OR actor = $1) \
             AND ($2 IS NULL OR action = $2 OR substr(action, 1, length($2) + 1) = $2 || '.') AND ($3 IS NULL OR at_us >= $3) \
             ORDER BY id DESC LIMIT $4",
        )
        .bind(&filter.actor)
        .bind(&filter.action)
        .bind(filter.since_us)
        .bind(if filter.limit > 0 { filter.limit } else { -1 })
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().map(|r| AuditEntry { at_us: r.0, actor: r.1, action: r.2, subject: r.3, detail: r.4 }).collect())
    }

    /// Everybody who is in the log, and every action.
    ///
    /// # Errors
    /// `ops.sql`.
    pub async fn audit_words(&self) -> Result<(Vec<String>, Vec<String>), OpsError> {
        let actors: Vec<(String,)> = sqlx::query_as("SELECT DISTINCT actor FROM audit ORDER BY 1").fetch_all(&self.pool).await?;
        let actions: Vec<(String,)> = sqlx::query_as("SELECT DISTINCT action FROM audit ORDER BY 1").fetch_all(&self.pool).await?;
        Ok((actors.into_iter().map(|r| r.0).collect(), actions.into_iter().map(|r| r.0).collect()))
    }

    /// Changes a setting of the home, or takes it back with `None`, and tells of it.
    ///
    /// # Errors
    /// `ops.sql`.
    pub async fn change_setting(&self, key: &str, value: Option<&str>, actor: &str, now_us: i64) -> Result<(), OpsError> {
        let mut tx = self.pool.begin().await?;
        let before: Option<(String,)> = sqlx::query_as("SELECT value FROM meta WHERE key = $1").bind(key).fetch_optional(&mut *tx).await?;
        let before = before.map(|r| r.0);
        if before.as_deref() == value {
            return Ok(());
        }
        match value {
            Some(value) => {
                sqlx::query("INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value")
                    .bind(key)
                    .bind(value)
                    .execute(&mut *tx)
                    .await?
            }
            None => sqlx::query("DELETE FROM meta WHERE key = $1").bind(key).execute(&mut *tx).await?,
        };
        let detail = serde_json::json!({ "from": before, "to": value });
        append(&mut tx, &AuditEntry::new(now_us, actor, "settings.change", key, &detail)).await?;
        tx.commit().await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_log_is_filtered_and_a_change_that_is_none_is_not_told() {
        let dir = tempfile::tempdir().unwrap();
        let ops = Ops::open(&dir.path().join("ops.sqlite"), true).await.unwrap();
        ops.change_setting("report_currency", Some("USD"), "ann", 10).await.unwrap();
        ops.change_setting("report_currency", Some("USD"), "ann", 11).await.unwrap();
        ops.change_setting("report_currency", None, "bob", 12).await.unwrap();
        ops.save("query", "a", &serde_json::json!({}), "bob", 13).await.unwrap();
        ops.rename_saved("query", "a", "b", "bob", 14).await.unwrap();
        ops.remove_saved("query", "b", "ann", 15).await.unwrap();
        ops.remove_saved("query", "b", "ann", 16).await.unwrap();
        let ask = |filter: AuditFilter| {
            let ops = ops.clone();
            async move { ops.audit_log(&filter).await.unwrap().into_iter().map(|e| (e.at_us, e.action)).collect::<Vec<_>>() }
        };
        let all = ask(AuditFilter::default()).await;
        assert_eq!(all.iter().map(|e| e.0).collect::<Vec<_>>(), [15, 14, 13, 12, 10]);
        assert_eq!(ask(AuditFilter { actor: Some("ann".into()), ..AuditFilter::default() }).await.len(), 2);
        assert_eq!(ask(AuditFilter { action: Some("saved".into()), ..AuditFilter::default() }).await.len(), 3);
        assert_eq!(ask(AuditFilter { action: Some("saved.put".into()), ..AuditFilter::default() }).await.len(), 1);
        assert_eq!(ask(AuditFilter { action: Some("save".into()), ..AuditFilter::default() }).await.len(), 0);
        assert_eq!(ask(AuditFilter { since_us: Some(14), limit: 1, ..AuditFilter::default() }).await, [(15, "saved.remove".to_owned())]);
        assert_eq!(ops.audit_words().await.unwrap().0, ["ann", "bob"]);
        assert_eq!(ops.meta("report_currency").await.unwrap(), None);
    }
}
