//! The store as JSON lines and back: one object a row, in the order of the first column.
//!
//! What belongs to this file rather than to the business is left out: the schema version, the versions of the tables' logs.

use crate::{KEPT_FROM, Ops, OpsError};
use futures::TryStreamExt;
use serde_json::{Map, Value};
use sqlx::{Column, Row, SqliteConnection};

/// Tables that are carried.
pub const CARRIED: &[&str] = &["meta", "imports", "files", "quarantine", "lake_versions", "saved", "inbox", "tokens", "nights", "audit"];
/// Columns that are not carried, with what stands for them in a new store.
const LEFT_OUT: &[(&str, &str, &str)] = &[("lake_versions", "tables", "'{}'"), ("imports", "intent", "NULL")];
/// Settings that are not carried.
const OF_THIS_FILE: &[&str] = &["schema_version", KEPT_FROM];

/// A column of a table: its name, and whether it holds bytes.
async fn columns(on: &mut SqliteConnection, table: &str) -> Result<Vec<(String, bool)>, OpsError> {
    let rows: Vec<(String, String)> =
        sqlx::query_as("SELECT name, type FROM pragma_table_info($1) ORDER BY cid").bind(table).fetch_all(on).await?;
    Ok(rows.into_iter().map(|(name, kind)| (name, kind == "BLOB")).collect())
}

fn left_out(table: &str, column: &str) -> bool {
    LEFT_OUT.iter().any(|(t, c, _)| *t == table && *c == column)
}

impl Ops {
    /// Gives each row of a table in [`CARRIED`] as a line of JSON; returns their number.
    ///
    /// Bytes that are text are given as text, others as `{"hex": "…"}`.
    ///
    /// # Errors
    /// `ops.sql`, or what `each` returns.
    pub async fn dump<E: From<OpsError>>(&self, table: &'static str, mut each: impl FnMut(&str) -> Result<(), E>) -> Result<u64, E> {
        let mut held = self.pool.acquire().await.map_err(OpsError::from)?;
        let columns = columns(&mut held, table).await?;
        let columns: Vec<(String, bool)> = columns.into_iter().filter(|(name, _)| !left_out(table, name)).collect();
        let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
        let sql = format!("SELECT {} FROM {table} ORDER BY 1", names.join(", "));
        let mut rows = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch(&mut *held);
        let mut count = 0;
        while let Some(row) = rows.try_next().await.map_err(OpsError::from)? {
            let mut object = Map::new();
            for (at, (name, bytes)) in columns.iter().enumerate() {
                debug_assert_eq!(row.column(at).name(), name);
                object.insert(name.clone(), cell(&row, at, *bytes).map_err(OpsError::from)?);
            }
            if table == "meta" && object["key"].as_str().is_some_and(|key| OF_THIS_FILE.contains(&key)) {
                continue;
            }
            each(&Value::Object(object).to_string())?;
            count += 1;
        }
        Ok(count)
    }

    /// Takes lines of [`Ops::dump`] into a table that is empty, all or none; returns their number.
    ///
    /// # Errors
    /// `ops.document` for a line that is no row of the table, `ops.sql`.
    pub async fn load(
        &self, table: &'static str, lines: &mut (dyn Iterator<Item = std::io::Result<String>> + Send),
    ) -> Result<u64, OpsError> {
        let mut tx = self.pool.begin().await?;
        let known = columns(&mut tx, table).await?;
        let mut count = 0;
        for line in lines {
            let line = line.map_err(|e| OpsError::Document(serde_json::Error::io(e)))?;
            let object: Map<String, Value> = serde_json::from_str(&line)?;
            if let Some(stranger) = object.keys().find(|key| !known.iter().any(|(name, _)| name == *key)) {
                return Err(OpsError::Stranger { table, column: stranger.clone() });
            }
            let mut names: Vec<&str> = object.keys().map(String::as_str).collect();
            let mut places: Vec<String> = (1..=names.len()).map(|n| format!("${n}")).collect();
            for (_, column, value) in LEFT_OUT.iter().filter(|(t, c, _)| *t == table && !object.contains_key(*c)) {
                names.push(column);
                places.push((*value).to_owned());
            }
            let sql = format!("INSERT INTO {table} ({}) VALUES ({})", names.join(", "), places.join(", "));
            let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
            for (name, value) in &object {
                let bytes = known.iter().any(|(n, bytes)| n == name && *bytes);
                query = match value {
                    Value::Null => query.bind(None::<String>),
                    Value::Number(n) => query.bind(n.as_i64()),
                    Value::String(text) if bytes => query.bind(text.clone().into_bytes()),
                    Value::String(text) => query.bind(text.clone()),
                    other => query.bind(unhex(other["hex"].as_str()).ok_or_else(|| OpsError::Stranger { table, column: name.clone() })?),
                };
            }
            query.execute(&mut *tx).await?;
            count += 1;
        }
        tx.commit().await?;
        Ok(count)
    }

    /// Says in a carried store which versions the tables of its newest lake version have, and that older ones did not come along.
    ///
    /// # Errors
    /// `ops.sql`, `ops.document`.
    pub async fn settle_in(&self, version: i64, tables: &std::collections::BTreeMap<String, i64>) -> Result<(), OpsError> {
        let mut tx = self.pool.begin().await?;
        sqlx::query("UPDATE lake_versions SET tables = $2 WHERE version = $1")
            .bind(version)
            .bind(serde_json::to_string(tables)?)
            .execute(&mut *tx)
            .await?;
        sqlx::query("INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value")
            .bind(KEPT_FROM)
            .bind(version.to_string())
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }
}

fn cell(row: &sqlx::sqlite::SqliteRow, at: usize, bytes: bool) -> Result<Value, sqlx::Error> {
    if bytes {
        let value: Option<Vec<u8>> = row.try_get(at)?;
        return Ok(value.map_or(Value::Null, |bytes| match String::from_utf8(bytes) {
            Ok(text) => Value::String(text),
            Err(e) => serde_json::json!({ "hex": e.as_bytes().iter().map(|b| format!("{b:02x}")).collect::<String>() }),
        }));
    }
    // Typed by what is stored, as SQLite does.
    if let Ok(number) = row.try_get::<Option<i64>, _>(at) {
        return Ok(number.map_or(Value::Null, Value::from));
    }
    Ok(row.try_get::<Option<String>, _>(at)?.map_or(Value::Null, Value::String))
}

fn unhex(text: Option<&str>) -> Option<Vec<u8>> {
    let text = text.filter(|t| t.len() % 2 == 0 && t.is_ascii())?;
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn lines(ops: &Ops, table: &'static str) -> Vec<String> {
        let mut all = Vec::new();
        ops.dump(table, |line| {
            all.push(line.to_owned());
            Ok::<_, OpsError>(())
        })
        .await
        .unwrap();
        all
    }

    #[tokio::test]
    async fn every_row_comes_back_as_it_was() {
        let dir = tempfile::tempdir().unwrap();
        let ops = Ops::open(&dir.path().join("a.sqlite"), true).await.unwrap();
        ops.save("query", "上", &serde_json::json!({ "sql": "SELECT 1" }), "ann", 10).await.unwrap();
        ops.set_meta("seller", "123").await.unwrap();
        ops.set_meta(KEPT_FROM, "4").await.unwrap();
        for text in ["plain".as_bytes(), &[0xff, 0x00, 0x41], b""] {
            sqlx::query("INSERT INTO quarantine (import_id, file_id, row, code, hint, text) VALUES (1, 1, 2, 'c', 'h', $1)")
                .bind(text)
                .execute(&ops.pool)
                .await
                .unwrap();
        }
        let other = Ops::open(&dir.path().join("b.sqlite"), true).await.unwrap();
        for table in CARRIED {
            let all = lines(&ops, table).await;
            let count = other.load(table, &mut all.clone().into_iter().map(Ok)).await.unwrap();
            assert_eq!(count, all.len() as u64);
            assert_eq!(lines(&other, table).await, all, "{table}");
        }
        assert_eq!(lines(&ops, "meta").await.len(), 1, "what belongs to the file stays with it");
        assert_eq!(other.meta("seller").await.unwrap().as_deref(), Some("123"));
        assert_eq!(lines(&other, "quarantine").await.len(), 3);
    }

    #[tokio::test]
    async fn every_table_of_the_schema_is_carried_or_left_out_on_purpose() {
        let dir = tempfile::tempdir().unwrap();
        let ops = Ops::open(&dir.path().join("a.sqlite"), true).await.unwrap();
        let all: Vec<(String,)> = sqlx::query_as("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
            .fetch_all(&ops.pool)
            .await
            .unwrap();
        for (name,) in all {
            assert!(CARRIED.contains(&name.as_str()) || name == "migrations", "{name}");
        }
    }

    #[tokio::test]
    async fn a_column_of_a_later_build_is_refused_and_nothing_is_loaded() {
        let dir = tempfile::tempdir().unwrap();
        let ops = Ops::open(&dir.path().join("a.sqlite"), true).await.unwrap();
        let mut given = [r#"{"key":"a","value":"b"}"#, r#"{"key":"c","value":"d","colour":1}"#].into_iter().map(|l| Ok(l.to_owned()));
        assert_eq!(ops.load("meta", &mut given).await.unwrap_err().code(), "ops.stranger");
        assert_eq!(ops.meta("a").await.unwrap(), None);
    }
}
