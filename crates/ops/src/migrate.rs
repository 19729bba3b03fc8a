//! Schema steps: numbered, each applied once, in a transaction of its own, and recorded.
//!
//! A store that exists is copied before its first missing step (`ops.sqlite.schema-1.20261127T031500Z.bak` beside it), so
//! that the build that wrote it can still read the copy. A store from a later build is refused, never guessed at.
//! A step is only ever added at the end; one that was released is not edited.

use crate::{Ops, OpsError};
use sqlx::Connection;
use std::path::{Path, PathBuf};

/// One step.
struct Step {
    /// Position, from 1; the schema version that it leads to.
    number: i64,
    /// What it brings.
    name: &'static str,
    /// The statements.
    sql: &'static str,
}

/// All steps, in order.
const STEPS: &[Step] = &[
    Step { number: 1, name: "history", sql: include_str!("migrations/0001_history.sql") },
    Step { number: 2, name: "saved", sql: include_str!("migrations/0002_saved.sql") },
    Step { number: 3, name: "inbox", sql: include_str!("migrations/0003_inbox.sql") },
    Step { number: 4, name: "tokens", sql: include_str!("migrations/0004_tokens.sql") },
    Step { number: 5, name: "nights", sql: include_str!("migrations/0005_nights.sql") },
];

/// Which steps a store has seen.
const RECORD: &str = "CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, at_us BIGINT NOT NULL)";

/// The schema version this build writes: the number of its last step.
pub const SCHEMA_VERSION: i64 = STEPS[STEPS.len() - 1].number;

impl Ops {
    /// Brings the store to [`SCHEMA_VERSION`].
    pub(crate) async fn migrate(&self, path: &Path) -> Result<(), OpsError> {
        let found = self.schema_version().await?;
        if found > SCHEMA_VERSION {
            return Err(OpsError::Newer { found, known: SCHEMA_VERSION });
        }
        if found == SCHEMA_VERSION {
            return Ok(());
        }
        if found > 0 {
            let copy = self.keep_copy(path, found).await?;
            tracing::info!(from = found, to = SCHEMA_VERSION, copy = %copy.display(), "the operational store is brought up to date");
        }
        for step in STEPS {
            self.apply(step).await?;
        }
        Ok(())
    }

    /// The schema version of the file; 0 when there is nothing in it.
    ///
    /// # Errors
    /// `ops.sql`.
    pub async fn schema_version(&self) -> Result<i64, OpsError> {
        let known: Option<(String,)> =
            sqlx::query_as("SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'meta'").fetch_optional(&self.pool).await?;
        if known.is_none() {
            return Ok(0);
        }
        Ok(self.meta("schema_version").await?.and_then(|v| v.parse().ok()).unwrap_or(0))
    }

    /// Applies a step, unless another process did so meanwhile.
    async fn apply(&self, step: &Step) -> Result<(), OpsError> {
        let failed = |source: sqlx::Error| OpsError::Migrate { step: step.number, cause: source.to_string() };
        let mut held = self.pool.acquire().await.map_err(failed)?;
        let mut tx = held.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?;
        let has_meta: (i64,) =
            sqlx::query_as("SELECT COUNT(*) FROM sqlite_master WHERE name = 'meta'").fetch_one(&mut *tx).await.map_err(failed)?;
        if has_meta.0 > 0 {
            let at: Option<(String,)> =
                sqlx::query_as("SELECT value FROM meta WHERE key = 'schema_version'").fetch_optional(&mut *tx).await.map_err(failed)?;
            if at.and_then(|v| v.0.parse::<i64>().ok()).unwrap_or(0) >= step.number {
                return Ok(());
            }
        }
        sqlx::raw_sql(step.sql).execute(&mut *tx).await.map_err(failed)?;
        sqlx::raw_sql(RECORD).execute(&mut *tx).await.map_err(failed)?;
        sqlx::query("INSERT INTO migrations (number, name, at_us) VALUES ($1, $2, $3)")
            .bind(step.number)
            .bind(step.name)
            .bind(jiff::Timestamp::now().as_microsecond())
            .execute(&mut *tx)
            .await
            .map_err(failed)?;
        sqlx::query("INSERT INTO meta (key, value) VALUES ('schema_version', $1) ON CONFLICT (key) DO UPDATE SET value = excluded.value")
            .bind(step.number.to_string())
            .execute(&mut *tx)
            .await
            .map_err(failed)?;
        tx.commit().await.map_err(failed)
    }

    /// Copies the store beside itself before it is changed.
    async fn keep_copy(&self, path: &Path, version: i64) -> Result<PathBuf, OpsError> {
        let at = jiff::Timestamp::now().strftime("%Y%m%dT%H%M%S%.6fZ").to_string();
        let mut name = path.file_name().unwrap_or_default().to_os_string();
        name.push(format!(".schema-{version}.{at}.bak"));
        let copy = path.with_file_name(name);
        self.copy_to(&copy)
            .await
            .map_err(|e| OpsError::Migrate { step: version + 1, cause: format!("no copy could be made first: {e}") })?;
        Ok(copy)
    }

    /// What is wrong with the file's own pages; nothing when it is whole. `deep` also compares indices with their tables.
    ///
    /// # Errors
    /// `ops.sql`.
    pub async fn faults(&self, deep: bool) -> Result<Vec<String>, OpsError> {
        let sql = if deep { "PRAGMA integrity_check" } else { "PRAGMA quick_check" };
        let rows: Vec<(String,)> = sqlx::query_as(sql).fetch_all(&self.pool).await?;
        Ok(rows.into_iter().map(|r| r.0).filter(|text| text != "ok").collect())
    }

    /// Writes a consistent copy of the store to `target`, while others read and write; durable when it returns.
    ///
    /// # Errors
    /// `ops.sql` when `target` exists or cannot be written; nothing is left there then.
    pub async fn copy_to(&self, target: &Path) -> Result<(), OpsError> {
        let done = async {
            sqlx::query("VACUUM INTO $1").bind(target.display().to_string()).execute(&self.pool).await?;
            std::fs::File::open(target).and_then(|f| f.sync_all()).map_err(sqlx::Error::Io)
        };
        let existed = target.exists();
        if let Err(error) = done.await {
            if !existed {
                let _ = std::fs::remove_file(target);
            }
            return Err(error.into());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn count(ops: &Ops, sql: &'static str) -> i64 {
        sqlx::query_as::<_, (i64,)>(sql).fetch_one(&ops.pool).await.unwrap().0
    }

    fn copies(dir: &Path) -> Vec<PathBuf> {
        let all = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().path());
        all.filter(|p| p.extension().is_some_and(|x| x == "bak")).collect()
    }

    /// A store as the first release wrote it: steps that were applied on every open, and schema version 1.
    async fn first_release(path: &Path) {
        let ops = Ops::connect(path, true).await.unwrap();
        for step in &STEPS[..3] {
            sqlx::raw_sql(step.sql).execute(&ops.pool).await.unwrap();
        }
        ops.set_meta("schema_version", "1").await.unwrap();
        ops.set_meta("seller", "Ann").await.unwrap();
        ops.close().await;
    }

    #[test]
    fn steps_are_numbered_without_a_gap() {
        assert!(STEPS.iter().zip(1..).all(|(step, n)| step.number == n));
    }

    #[tokio::test]
    async fn an_old_store_is_copied_first_and_brought_up_to_date_once() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("ops.sqlite");
        first_release(&path).await;
        let ops = Ops::open(&path, false).await.unwrap();
        assert_eq!(ops.schema_version().await.unwrap(), SCHEMA_VERSION);
        assert_eq!(ops.meta("seller").await.unwrap().as_deref(), Some("Ann"), "what was there stays");
        assert_eq!(count(&ops, "SELECT COUNT(*) FROM migrations").await, SCHEMA_VERSION - 1, "the first step was there");
        ops.close().await;
        let kept = copies(dir.path());
        assert_eq!(kept.len(), 1);
        assert!(kept[0].display().to_string().contains("ops.sqlite.schema-1."), "{kept:?}");
        let old = Ops::connect(&kept[0], false).await.unwrap();
        assert_eq!(old.schema_version().await.unwrap(), 1);
        old.close().await;
        Ops::open(&path, false).await.unwrap().close().await;
        assert_eq!(copies(dir.path()).len(), 1, "a store that is up to date is not copied again");
    }

    #[tokio::test]
    async fn a_new_store_takes_every_step_and_needs_no_copy() {
        let dir = tempfile::tempdir().unwrap();
        let ops = Ops::open(&dir.path().join("ops.sqlite"), true).await.unwrap();
        assert_eq!(count(&ops, "SELECT COUNT(*) FROM migrations").await, SCHEMA_VERSION);
        assert!(copies(dir.path()).is_empty());
    }

    #[tokio::test]
    async fn a_store_of_a_later_build_is_refused_untouched() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("ops.sqlite");
        let ops = Ops::open(&path, true).await.unwrap();
        ops.set_meta("schema_version", &(SCHEMA_VERSION + 1).to_string()).await.unwrap();
        ops.close().await;
        let before = std::fs::read(&path).unwrap();
        let refused = Ops::open(&path, false).await.unwrap_err();
        assert_eq!(refused.code(), "ops.newer");
        assert!(refused.hint().contains("newer") && copies(dir.path()).is_empty());
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }

    #[tokio::test]
    async fn a_step_that_fails_leaves_the_store_as_it_was() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("ops.sqlite");
        let ops = Ops::open(&path, true).await.unwrap();
        let bad = Step { number: SCHEMA_VERSION + 1, name: "bad", sql: "CREATE TABLE half (x TEXT); INSERT INTO nowhere VALUES (1);" };
        assert_eq!(ops.apply(&bad).await.unwrap_err().code(), "ops.migrate");
        assert_eq!(count(&ops, "SELECT COUNT(*) FROM sqlite_master WHERE name = 'half'").await, 0);
        assert_eq!(ops.schema_version().await.unwrap(), SCHEMA_VERSION);
    }

    #[tokio::test]
    async fn several_processes_that_open_an_old_store_take_each_step_once() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("ops.sqlite");
        first_release(&path).await;
        let opened = futures::future::join_all((0..6).map(|_| Ops::open(&path, false))).await;
        for ops in opened {
            assert_eq!(count(&ops.unwrap(), "SELECT COUNT(*) FROM migrations").await, SCHEMA_VERSION - 1);
        }
    }

    #[tokio::test]
    async fn a_copy_never_overwrites() {
        let dir = tempfile::tempdir().unwrap();
        let ops = Ops::open(&dir.path().join("ops.sqlite"), true).await.unwrap();
        let taken = dir.path().join("taken");
        std::fs::write(&taken, "mine").unwrap();
        assert!(ops.copy_to(&taken).await.is_err());
        assert_eq!(std::fs::read(&taken).unwrap(), b"mine");
    }
}
