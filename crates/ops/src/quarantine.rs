//! The quarantine: every row that could not be taken, verbatim, with its place, reason and hint.

use crate::{Ops, OpsError};
use serde::{Deserialize, Serialize};
use sqlx::{Sqlite, Transaction};

/// A row on its way into quarantine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewQuarantine {
    /// Source file.
    pub file_id: i64,
    /// Line of the record's first byte, from 1.
    pub row: i64,
    /// Reason code.
    pub code: String,
    /// The field at fault, when one is.
    pub field: Option<String>,
    /// Its value as written.
    pub value: Option<String>,
    /// What the user can do.
    pub hint: String,
    /// The record, verbatim.
    pub text: Vec<u8>,
}

/// A quarantined row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QuarantineRow {
    /// Row id.
    pub id: i64,
    /// The import that met it.
    pub import_id: i64,
    /// Source file.
    pub file_id: i64,
    /// File name.
    pub file: String,
    /// Line in the file.
    pub row: i64,
    /// Reason code.
    pub code: String,
    /// The field at fault.
    pub field: Option<String>,
    /// Its value as written.
    pub value: Option<String>,
    /// What the user can do.
    pub hint: String,
    /// The record (bytes that are not UTF-8 shown as replacement characters; the store keeps them).
    pub text: String,
    /// `open`, `replayed` or `undone`.
    pub state: String,
}

/// How many open rows share a reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QuarantineGroup {
    /// Reason code.
    pub code: String,
    /// One hint of the group.
    pub hint: String,
    /// Number of rows.
    pub count: i64,
}

/// Which rows to list.
#[derive(Clone, Debug, Default)]
pub struct QuarantineFilter {
    /// Of one import.
    pub import_id: Option<i64>,
    /// With one reason.
    pub code: Option<String>,
    /// In one state; `open` when not given.
    pub state: Option<String>,
    /// These ids only.
    pub ids: Vec<i64>,
    /// At most so many (0 = 100).
    pub limit: i64,
    /// After so many.
    pub offset: i64,
}

pub(crate) async fn insert_quarantine(
    tx: &mut Transaction<'_, Sqlite>, import_id: i64, rows: &mut (dyn Iterator<Item = NewQuarantine> + Send),
) -> Result<(), OpsError> {
    for r in rows {
        sqlx::query(
            "INSERT INTO quarantine (import_id, file_id, row, code, field, value, hint, text, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'pending')",
        )
        .bind(import_id)
        .bind(r.file_id)
        .bind(r.row)
        .bind(r.code)
        .bind(r.field)
        .bind(r.value)
        .bind(r.hint)
        .bind(r.text)
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

impl Ops {
    /// Number of rows waiting.
    ///
    /// # Errors
    /// `ops.sql`.
    pub async fn quarantine_open(&self) -> Result<i64, OpsError> {
        let row: (i64,) = sqlx::query_as("SELECT COUNT(*) FROM quarantine WHERE state = 'open'").fetch_one(&self.pool).await?;
        Ok(row.0)
    }

    /// Rows by import, whatever became of them.
    ///
    /// # Errors
    /// `ops.sql`.
    pub async fn quarantine_counts(&self) -> Result<Vec<(i64, i64)>, OpsError> {
        Ok(sqlx::query_as("SELECT import_id, COUNT(*) FROM quarantine GROUP BY import_id").fetch_all(&self.pool).await?)
    }

    /// Open rows by reason, most first.
    ///
    /// # Errors
    /// `ops.sql`.
    pub async fn quarantine_groups(&self, import_id: Option<i64>) -> Result<Vec<QuarantineGroup>, OpsError> {
        let rows: Vec<(String, String, i64)> = sqlx::query_as(
            "SELECT code, MIN(hint), COUNT(*) AS n FROM quarantine WHERE state = 'open' AND ($1 IS NULL OR import_id = $1) GROUP BY code ORDER BY n DESC, code",
        )
        .bind(import_id)
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().map(|(code, hint, count)| QuarantineGroup { code, hint, count }).collect())
    }

    /// Rows by filter, in file order, with the number of all that match.
    ///
    /// # Errors
    /// `ops.sql`, `ops.document`.
    pub async fn quarantine(&self, filter: &QuarantineFilter) -> Result<(Vec<QuarantineRow>, i64), OpsError> {
        type Row = (i64, i64, i64, Option<String>, i64, String, Option<String>, Option<String>, String, Vec<u8>, String);
        const WHERE: &str = "($1 IS NULL OR q.import_id = $1) AND ($2 IS NULL OR q.code = $2) AND q.state = $3 AND ($4 = '[]' OR q.id IN (SELECT value FROM json_each($4)))";
        let state = filter.state.clone().unwrap_or_else(|| "open".to_owned());
        let ids = serde_json::to_string(&filter.ids)?;
        let total: (i64,) = sqlx::query_as(sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM quarantine q WHERE {WHERE}")))
            .bind(filter.import_id)
            .bind(&filter.code)
            .bind(&state)
            .bind(&ids)
            .fetch_one(&self.pool)
            .await?;
        let rows: Vec<Row> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
            "SELECT q.id, q.import_id, q.file_id, f.name, q.row, q.code, q.field, q.value, q.hint, q.text, q.state \
             FROM quarantine q LEFT JOIN files f ON f.id = q.file_id WHERE {WHERE} ORDER BY q.file_id, q.row, q.id LIMIT $5 OFFSET $6"
        )))
        .bind(filter.import_id)
        .bind(&filter.code)
        .bind(&state)
        .bind(&ids)
        .bind(if filter.limit > 0 { filter.limit } else { 100 })
        .bind(filter.offset)
        .fetch_all(&self.pool)
        .await?;
        let rows = rows
            .into_iter()
            .map(|r| QuarantineRow {
                id: r.0,
                import_id: r.1,
                file_id: r.2,
                file: r.3.unwrap_or_default(),
                row: r.4,
                code: r.5,
                field: r.6,
                value: r.7,
                hint: r.8,
                text: String::from_utf8_lossy(&r.9).into_owned(),
                state: r.10,
            })
            .collect();
        Ok((rows, total.0))
    }

    /// Marks rows as replayed by an import.
    ///
    /// # Errors
    /// `ops.sql`, `ops.document`.
    pub async fn mark_replayed(&self, ids: &[i64], import_id: i64) -> Result<(), OpsError> {
        sqlx::query("UPDATE quarantine SET state = 'replayed', replayed_by = $2 WHERE id IN (SELECT value FROM json_each($1))")
            .bind(serde_json::to_string(ids)?)
            .bind(import_id)
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}
