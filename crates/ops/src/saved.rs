//! What people keep under a name: queries, views of a page, and whatever else a surface wants to find again.
//!
//! The body is a JSON document that only the surface that wrote it understands. A name is unique within its kind.

use crate::audit::append;
use crate::{AuditEntry, Ops, OpsError};
use serde::Serialize;

/// Something kept under a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Saved {
    /// Id.
    pub id: i64,
    /// `query`, `view` or another kind.
    pub kind: String,
    /// Name, unique within the kind.
    pub name: String,
    /// The document.
    pub body: serde_json::Value,
    /// When it was kept first, microseconds since the epoch.
    pub created_us: i64,
    /// When it was changed last.
    pub updated_us: i64,
    /// Who changed it last.
    pub actor: String,
}

type Row = (i64, String, String, String, i64, i64, String);

fn from_row(row: Row) -> Result<Saved, OpsError> {
    Ok(Saved {
        id: row.0,
        kind: row.1,
        name: row.2,
        body: serde_json::from_str(&row.3)?,
        created_us: row.4,
        updated_us: row.5,
        actor: row.6,
    })
}

const COLUMNS: &str = "id, kind, name, body, created_us, updated_us, actor";

impl Ops {
    /// Everything of a kind, or of all kinds, by kind and name.
    ///
    /// # Errors
    /// `ops.sql`, `ops.document`.
    pub async fn saved(&self, kind: Option<&str>) -> Result<Vec<Saved>, OpsError> {
        let text = format!("SELECT {COLUMNS} FROM saved WHERE $1 IS NULL OR kind = $1 ORDER BY kind, lower(name), name");
        let rows: Vec<Row> = sqlx::query_as(sqlx::AssertSqlSafe(text)).bind(kind).fetch_all(&self.pool).await?;
        rows.into_iter().map(from_row).collect()
    }

    /// One, by kind and name.
    ///
    /// # Errors
    /// `ops.sql`, `ops.document`.
    pub async fn saved_one(&self, kind: &str, name: &str) -> Result<Option<Saved>, OpsError> {
        let text = format!("SELECT {COLUMNS} FROM saved WHERE kind = $1 AND name = $2");
        let row: Option<Row> = sqlx::query_as(sqlx::AssertSqlSafe(text)).bind(kind).bind(name).fetch_optional(&self.pool).await?;
        row.map(from_row).transpose()
    }

    /// Keeps a document under a name; what had that name before is replaced.
    ///
    /// # Errors
    /// `ops.sql`, `ops.document`.
    pub async fn save(&self, kind: &str, name: &str, body: &serde_json::Value, actor: &str, now_us: i64) -> Result<Saved, OpsError> {
        let text = format!(
            "INSERT INTO saved (kind, name, body, created_us, updated_us, actor) VALUES ($1, $2, $3, $4, $4, $5) \
             ON CONFLICT (kind, name) DO UPDATE SET body = excluded.body, updated_us = excluded.updated_us, actor = excluded.actor \
             RETURNING {COLUMNS}"
        );
        let mut tx = self.pool.begin().await?;
        let row: Row = sqlx::query_as(sqlx::AssertSqlSafe(text))
            .bind(kind)
            .bind(name)
            .bind(body.to_string())
            .bind(now_us)
            .bind(actor)
            .fetch_one(&mut *tx)
            .await?;
        append(&mut tx, &AuditEntry::new(now_us, actor, "saved.put", &format!("{kind} {name}"), body)).await?;
        tx.commit().await?;
        from_row(row)
    }

    /// Gives another name. False when there is nothing of the old name; what has the new name already stays and is an error
    /// of the caller: ask [`Ops::saved_one`] first.
    ///
    /// # Errors
    /// `ops.sql`.
    pub async fn rename_saved(&self, kind: &str, from: &str, to: &str, actor: &str, now_us: i64) -> Result<bool, OpsError> {
        let mut tx = self.pool.begin().await?;
        let done = sqlx::query("UPDATE saved SET name = $3, actor = $4, updated_us = $5 WHERE kind = $1 AND name = $2")
            .bind(kind)
            .bind(from)
            .bind(to)
            .bind(actor)
            .bind(now_us)
            .execute(&mut *tx)
            .await?;
        if done.rows_affected() > 0 {
            let detail = serde_json::json!({ "to": to });
            append(&mut tx, &AuditEntry::new(now_us, actor, "saved.rename", &format!("{kind} {from}"), &detail)).await?;
        }
        tx.commit().await?;
        Ok(done.rows_affected() > 0)
    }

    /// Forgets one and tells what it was; false when there was none.
    ///
    /// # Errors
    /// `ops.sql`, `ops.document`.
    pub async fn remove_saved(&self, kind: &str, name: &str, actor: &str, now_us: i64) -> Result<bool, OpsError> {
        let mut tx = self.pool.begin().await?;
        let body: Option<(String,)> = sqlx::query_as("DELETE FROM saved WHERE kind = $1 AND name = $2 RETURNING body")
            .bind(kind)
            .bind(name)
            .fetch_optional(&mut *tx)
            .await?;
        if let Some((body,)) = &body {
            let detail = serde_json::from_str(body)?;
            append(&mut tx, &AuditEntry::new(now_us, actor, "saved.remove", &format!("{kind} {name}"), &detail)).await?;
        }
        tx.commit().await?;
        Ok(body.is_some())
    }
}

#[cfg(test)]
mod tests {
    use crate::Ops;
    use serde_json::json;

    #[tokio::test]
    async fn a_name_is_kept_replaced_renamed_and_forgotten() {
        let dir = tempfile::tempdir().unwrap();
        let ops = Ops::open(&dir.path().join("ops.db"), true).await.unwrap();
        let first = ops.save("query", "top", &json!({ "sql": "SELECT 1" }), "ann", 10).await.unwrap();
        ops.save("view", "top", &json!({ "path": "/" }), "ann", 11).await.unwrap();
        let again = ops.save("query", "top", &json!({ "sql": "SELECT 2" }), "bob", 20).await.unwrap();
        assert_eq!((again.id, again.created_us, again.updated_us, again.actor.as_str()), (first.id, 10, 20, "bob"));
        assert_eq!(again.body["sql"], "SELECT 2");
        assert_eq!(ops.saved(None).await.unwrap().len(), 2);
        assert!(ops.rename_saved("query", "top", "Ünï 上", "ann", 30).await.unwrap());
        assert!(!ops.rename_saved("query", "top", "x", "ann", 30).await.unwrap());
        assert_eq!(ops.saved(Some("query")).await.unwrap()[0].name, "Ünï 上");
        assert!(ops.saved_one("view", "top").await.unwrap().is_some());
        assert!(ops.remove_saved("view", "top", "ann", 40).await.unwrap());
        assert!(!ops.remove_saved("view", "top", "ann", 40).await.unwrap());
    }
}
