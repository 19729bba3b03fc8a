//! Nightly runs: when each was, what it did step by step, and how it ended.

use crate::{Ops, OpsError};
use serde::{Deserialize, Serialize};

/// One step of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NightStep {
    /// `rates`, `compact`, `doctor`, `warm` or `backup`.
    pub name: String,
    /// `done`, `skipped` or `failed`.
    pub outcome: String,
    /// What came of it, or why not.
    pub note: String,
    /// How long it took, in milliseconds.
    pub elapsed_ms: i64,
}

/// One run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Night {
    /// Its number.
    pub id: i64,
    /// When it began, microseconds since the epoch.
    pub begun_us: i64,
    /// When it ended.
    pub ended_us: Option<i64>,
    /// `running`, `done` or `failed` (a step failed; the others ran).
    pub state: String,
    /// Who asked for it.
    pub actor: String,
    /// Its steps so far.
    pub steps: Vec<NightStep>,
}

type Row = (i64, i64, Option<i64>, String, String, String);

impl Ops {
    /// Begins a run. One that a crash left running is told as failed.
    ///
    /// # Errors
    /// `ops.sql`.
    pub async fn begin_night(&self, actor: &str, now_us: i64) -> Result<i64, OpsError> {
        let mut tx = self.pool.begin().await?;
        sqlx::query("UPDATE nights SET state = 'failed', ended_us = begun_us WHERE state = 'running'").execute(&mut *tx).await?;
        let row: (i64,) = sqlx::query_as("INSERT INTO nights (begun_us, state, actor) VALUES ($1, 'running', $2) RETURNING id")
            .bind(now_us)
            .bind(actor)
            .fetch_one(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(row.0)
    }

    /// Writes down the steps so far, and the end when there is one.
    ///
    /// # Errors
    /// `ops.sql`, `ops.document`.
    pub async fn note_night(&self, id: i64, steps: &[NightStep], ended_us: Option<i64>) -> Result<(), OpsError> {
        let failed = steps.iter().any(|s| s.outcome == "failed");
        let state = if ended_us.is_none() {
            "running"
        } else if failed {
            "failed"
        } else {
            "done"
        };
        sqlx::query("UPDATE nights SET steps = $2, ended_us = $3, state = $4 WHERE id = $1")
            .bind(id)
            .bind(serde_json::to_string(steps)?)
            .bind(ended_us)
            .bind(state)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// The newest runs, newest first.
    ///
    /// # Errors
    /// `ops.sql`, `ops.document`.
    pub async fn nights(&self, limit: i64) -> Result<Vec<Night>, OpsError> {
        let rows: Vec<Row> = sqlx::query_as("SELECT id, begun_us, ended_us, state, actor, steps FROM nights ORDER BY id DESC LIMIT $1")
            .bind(limit)
            .fetch_all(&self.pool)
            .await?;
        rows.into_iter()
            .map(|r| Ok(Night { id: r.0, begun_us: r.1, ended_us: r.2, state: r.3, actor: r.4, steps: serde_json::from_str(&r.5)? }))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_run_is_told_step_by_step_and_one_that_died_has_failed() {
        let dir = tempfile::tempdir().unwrap();
        let ops = Ops::open(&dir.path().join("ops.sqlite"), true).await.unwrap();
        let step = |outcome: &str| NightStep { name: "rates".into(), outcome: outcome.into(), note: String::new(), elapsed_ms: 1 };
        let first = ops.begin_night("nightly", 10).await.unwrap();
        ops.note_night(first, &[step("done")], None).await.unwrap();
        let second = ops.begin_night("ann", 20).await.unwrap();
        ops.note_night(second, &[step("done"), step("failed")], Some(25)).await.unwrap();
        let third = ops.begin_night("ann", 30).await.unwrap();
        ops.note_night(third, &[step("skipped")], Some(31)).await.unwrap();
        let told: Vec<_> = ops.nights(10).await.unwrap().into_iter().map(|n| (n.id, n.state, n.steps.len())).collect();
        assert_eq!(told, [(third, "done".into(), 1), (second, "failed".into(), 2), (first, "failed".into(), 1)]);
    }
}
