//! Lake versions: one row maps every table to its Delta version. It is the only thing that publishes data.

use crate::{Ops, OpsError};
use std::collections::BTreeMap;

/// Setting: the oldest lake version whose files are here. A home that was restored or carried has none of the older ones.
pub const KEPT_FROM: &str = "lake.kept_from";

/// One published state of the whole lake.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct LakeVersion {
    /// Version number, rising by one.
    pub version: i64,
    /// When it was published, microseconds since the epoch, UTC.
    pub at_us: i64,
    /// Why: `import`, `undo`, `compact`, `fx`.
    pub reason: String,
    /// The import that made it, when one did.
    pub import_id: Option<i64>,
    /// Delta version by table name.
    pub tables: BTreeMap<String, i64>,
}

type Row = (i64, i64, String, Option<i64>, String);

fn from_row(row: Row) -> Result<LakeVersion, OpsError> {
    Ok(LakeVersion { version: row.0, at_us: row.1, reason: row.2, import_id: row.3, tables: serde_json::from_str(&row.4)? })
}

impl Ops {
    /// The oldest lake version whose files are here; 0 when all are.
    ///
    /// # Errors
    /// `ops.sql`.
    pub async fn kept_from(&self) -> Result<i64, OpsError> {
        Ok(self.meta(KEPT_FROM).await?.and_then(|v| v.parse().ok()).unwrap_or(0))
    }

    /// The latest published version, or the given one.
    ///
    /// # Errors
    /// `ops.missing` when `version` was never published, `ops.sql`.
    pub async fn lake_version(&self, version: Option<i64>) -> Result<Option<LakeVersion>, OpsError> {
        let row: Option<Row> = match version {
            None => {
                sqlx::query_as("SELECT version, at_us, reason, import_id, tables FROM lake_versions ORDER BY version DESC LIMIT 1")
                    .fetch_optional(&self.pool)
                    .await?
            }
            Some(v) => {
                let row = sqlx::query_as("SELECT version, at_us, reason, import_id, tables FROM lake_versions WHERE version = $1")
                    .bind(v)
                    .fetch_optional(&self.pool)
                    .await?;
                if row.is_none() {
                    return Err(OpsError::Missing { what: "lake version", id: v });
                }
                row
            }
        };
        row.map(from_row).transpose()
    }

    /// The newest `limit` versions, newest first.
    ///
    /// # Errors
    /// `ops.sql`.
    pub async fn lake_versions(&self, limit: i64) -> Result<Vec<LakeVersion>, OpsError> {
        let rows: Vec<Row> =
            sqlx::query_as("SELECT version, at_us, reason, import_id, tables FROM lake_versions ORDER BY version DESC LIMIT $1")
                .bind(limit)
                .fetch_all(&self.pool)
                .await?;
        rows.into_iter().map(from_row).collect()
    }
}
