//! Imports: their counts, state and write-ahead intent, and the single transaction that publishes them.

use crate::audit::append;
use crate::quarantine::{NewQuarantine, insert_quarantine};
use crate::{AuditEntry, Ops, OpsError};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What an import did to the rows it read. Always: accepted + updated + quarantined + duplicate = read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Data rows read from all files.
    pub read: i64,
    /// Rows that are new in the lake.
    pub accepted: i64,
    /// Rows that replaced an older version of themselves.
    pub updated: i64,
    /// Rows kept verbatim in quarantine.
    pub quarantined: i64,
    /// Rows that were already there with the same content.
    pub duplicate: i64,
}

impl Counts {
    /// Does every row that was read have exactly one outcome?
    #[must_use]
    pub fn balanced(&self) -> bool {
        self.accepted + self.updated + self.quarantined + self.duplicate == self.read
    }
}

/// What kind of change an entry of the history is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ImportKind {
    /// Files were imported.
    Import,
    /// Quarantined rows were fixed and imported.
    Replay,
    /// An earlier import was taken back.
    Undo,
    /// Files were rewritten, sorted; no content changed.
    Compact,
}

impl ImportKind {
    /// Stable name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::Replay => "replay",
            Self::Undo => "undo",
            Self::Compact => "compact",
        }
    }

    fn parse(text: &str) -> Self {
        match text {
            "replay" => Self::Replay,
            "undo" => Self::Undo,
            "compact" => Self::Compact,
            _ => Self::Import,
        }
    }
}

/// Where an import stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ImportState {
    /// Reading and staging; nothing is visible, and a crash leaves only files to sweep.
    Staging,
    /// The intent is durable: a crash from here on is rolled forward on the next open.
    Committing,
    /// Part of the lake.
    Published,
    /// Taken back by an undo.
    Undone,
    /// Ended without changing anything.
    Failed,
}

impl ImportState {
    /// Stable name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Staging => "staging",
            Self::Committing => "committing",
            Self::Published => "published",
            Self::Undone => "undone",
            Self::Failed => "failed",
        }
    }

    pub(crate) fn parse(text: &str) -> Self {
        match text {
            "staging" => Self::Staging,
            "committing" => Self::Committing,
            "published" => Self::Published,
            "undone" => Self::Undone,
            _ => Self::Failed,
        }
    }
}

/// One entry of the import history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ImportRecord {
    /// Import id.
    pub id: i64,
    /// What it is.
    pub kind: ImportKind,
    /// Where it stands.
    pub state: ImportState,
    /// Mapping profile.
    pub profile: String,
    /// Namespace of the row keys: the profile's name unless the user named another shop.
    pub source: String,
    /// The import that this one undoes or replays.
    pub of_import: Option<i64>,
    /// Start, microseconds since the epoch.
    pub at_us: i64,
    /// How long it took.
    pub elapsed_ms: i64,
    /// Who asked for it.
    pub actor: String,
    /// Row balance.
    pub counts: Counts,
    /// New trades.
    pub trades: i64,
    /// New or updated order lines.
    pub lines: i64,
    /// The lake version it published.
    pub lake_version: Option<i64>,
    /// Latest instant in the data, microseconds since the epoch.
    pub reaches_us: Option<i64>,
    /// Files as `{id, name, role, rows}` documents.
    pub files: serde_json::Value,
    /// Free note (error text of a failed one).
    pub note: Option<String>,
}

type Row = (i64, String, String, String, String, Option<i64>, i64, i64, String, i64, i64, i64, i64, i64, i64, i64);
type Row2 = (Option<i64>, Option<i64>, String, Option<String>);

const COLUMNS_A: &str = "id, kind, state, profile, source, of_import, at_us, elapsed_ms, actor, rows_read, accepted, updated, quarantined, duplicate, trades, lines";

fn from_rows(a: Row, b: Row2) -> Result<ImportRecord, OpsError> {
    Ok(ImportRecord {
        id: a.0,
        kind: ImportKind::parse(&a.1),
        state: ImportState::parse(&a.2),
        profile: a.3,
        source: a.4,
        of_import: a.5,
        at_us: a.6,
        elapsed_ms: a.7,
        actor: a.8,
        counts: Counts { read: a.9, accepted: a.10, updated: a.11, quarantined: a.12, duplicate: a.13 },
        trades: a.14,
        lines: a.15,
        lake_version: b.0,
        reaches_us: b.1,
        files: serde_json::from_str(&b.2)?,
        note: b.3,
    })
}

/// What the audit log says about a publication.
async fn told(tx: &mut sqlx::Transaction<'_, sqlx::Sqlite>, id: i64, at_us: i64) -> Result<Option<AuditEntry>, OpsError> {
    type Told = (String, String, String, Option<i64>, i64, i64, i64, i64, i64);
    let row: Option<Told> = sqlx::query_as(
        "SELECT kind, actor, profile, of_import, rows_read, accepted, updated, quarantined, lake_version FROM imports WHERE id = $1",
    )
    .bind(id)
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|(kind, actor, profile, of, read, accepted, updated, quarantined, version)| {
        let (action, subject) = match ImportKind::parse(&kind) {
            ImportKind::Import => ("import.run", format!("import {id}")),
            ImportKind::Replay => ("quarantine.replay", format!("import {id}")),
            ImportKind::Undo => ("import.undo", format!("import {}", of.unwrap_or(0))),
            ImportKind::Compact => ("lake.compact", format!("lake version {version}")),
        };
        let detail = serde_json::json!({
            "import": id, "of": of, "profile": profile, "read": read, "accepted": accepted, "updated": updated,
            "quarantined": quarantined, "lake_version": version,
        });
        AuditEntry::new(at_us, &actor, action, &subject, &detail)
    }))
}

impl Ops {
    /// Starts a history entry in state `staging` and returns its id.
    ///
    /// # Errors
    /// `ops.sql`.
    pub async fn begin_import(
        &self, kind: ImportKind, profile: &str, source: &str, of_import: Option<i64>, actor: &str, at_us: i64,
    ) -> Result<i64, OpsError> {
        let row: (i64,) = sqlx::query_as(
            "INSERT INTO imports (kind, state, profile, source, of_import, at_us, actor) VALUES ($1, 'staging', $2, $3, $4, $5, $6) RETURNING id",
        )
        .bind(kind.as_str())
        .bind(profile)
        .bind(source)
        .bind(of_import)
        .bind(at_us)
        .bind(actor)
        .fetch_one(&self.pool)
        .await?;
        Ok(row.0)
    }

    /// Makes the intent of an import durable, with its counts and quarantined rows. From here it is rolled forward.
    ///
    /// # Errors
    /// `ops.sql`, `ops.document`.
    pub async fn intend(
        &self, record: &ImportRecord, intent: &str, rows: &mut (dyn Iterator<Item = NewQuarantine> + Send),
    ) -> Result<(), OpsError> {
        let mut tx = self.pool.begin().await?;
        sqlx::query(
            "UPDATE imports SET state = 'committing', rows_read = $2, accepted = $3, updated = $4, quarantined = $5, duplicate = $6, \
             trades = $7, lines = $8, reaches_us = $9, files = $10, intent = $11, elapsed_ms = $12 WHERE id = $1",
        )
        .bind(record.id)
        .bind(record.counts.read)
        .bind(record.counts.accepted)
        .bind(record.counts.updated)
        .bind(record.counts.quarantined)
        .bind(record.counts.duplicate)
        .bind(record.trades)
        .bind(record.lines)
        .bind(record.reaches_us)
        .bind(record.files.to_string())
        .bind(intent)
        .bind(record.elapsed_ms)
        .execute(&mut *tx)
        .await?;
        insert_quarantine(&mut tx, record.id, rows).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Publishes: the new lake version, the import's final state and everything that hangs on it, in one transaction.
    ///
    /// Idempotent: publishing an import that is already published returns its version. Without a changed table the lake
    /// version stays what it is.
    ///
    /// # Errors
    /// `ops.sql`, `ops.document`.
    pub async fn publish(
        &self, import_id: i64, reason: &str, at_us: i64, elapsed_ms: i64, changed: &BTreeMap<String, i64>,
    ) -> Result<i64, OpsError> {
        let mut tx = self.pool.begin().await?;
        let done: Option<(String, Option<i64>)> =
            sqlx::query_as("SELECT state, lake_version FROM imports WHERE id = $1").bind(import_id).fetch_optional(&mut *tx).await?;
        if let Some((state, Some(version))) = &done
            && state == "published"
        {
            return Ok(*version);
        }
        let last: Option<(i64, String)> =
            sqlx::query_as("SELECT version, tables FROM lake_versions ORDER BY version DESC LIMIT 1").fetch_optional(&mut *tx).await?;
        let same = changed.is_empty();
        let (version, mut tables, new) = match last {
            Some((v, t)) => (v + i64::from(!same), serde_json::from_str::<BTreeMap<String, i64>>(&t)?, !same),
            None => (1, BTreeMap::new(), true),
        };
        tables.extend(changed.iter().map(|(k, v)| (k.clone(), *v)));
        if new {
            sqlx::query("INSERT INTO lake_versions (version, at_us, reason, import_id, tables) VALUES ($1, $2, $3, $4, $5)")
                .bind(version)
                .bind(at_us)
                .bind(reason)
                .bind(import_id)
                .bind(serde_json::to_string(&tables)?)
                .execute(&mut *tx)
                .await?;
        }
        sqlx::query("UPDATE imports SET state = 'published', lake_version = $2, elapsed_ms = $3, intent = NULL WHERE id = $1")
            .bind(import_id)
            .bind(version)
            .bind(elapsed_ms)
            .execute(&mut *tx)
            .await?;
        sqlx::query("UPDATE quarantine SET state = 'open' WHERE import_id = $1 AND state = 'pending'")
            .bind(import_id)
            .execute(&mut *tx)
            .await?;
        let of: Option<(String, Option<i64>)> =
            sqlx::query_as("SELECT kind, of_import FROM imports WHERE id = $1").bind(import_id).fetch_optional(&mut *tx).await?;
        if let Some((kind, Some(target))) = of
            && kind == "undo"
        {
            sqlx::query("UPDATE imports SET state = 'undone' WHERE id = $1").bind(target).execute(&mut *tx).await?;
            sqlx::query("UPDATE quarantine SET state = 'undone' WHERE import_id = $1 AND state = 'open'")
                .bind(target)
                .execute(&mut *tx)
                .await?;
            sqlx::query("UPDATE quarantine SET state = 'open', replayed_by = NULL WHERE replayed_by = $1")
                .bind(target)
                .execute(&mut *tx)
                .await?;
        }
        if let Some(entry) = told(&mut tx, import_id, at_us).await? {
            append(&mut tx, &entry).await?;
        }
        tx.commit().await?;
        Ok(version)
    }

    /// Ends an import that changed nothing.
    ///
    /// # Errors
    /// `ops.sql`.
    pub async fn fail_import(&self, id: i64, note: &str) -> Result<(), OpsError> {
        let mut tx = self.pool.begin().await?;
        sqlx::query("UPDATE imports SET state = 'failed', note = $2, intent = NULL WHERE id = $1 AND state IN ('staging', 'committing')")
            .bind(id)
            .bind(note)
            .execute(&mut *tx)
            .await?;
        sqlx::query("DELETE FROM quarantine WHERE import_id = $1 AND state = 'pending'").bind(id).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Imports that a crash left open: `(id, state, intent)`.
    ///
    /// # Errors
    /// `ops.sql`.
    pub async fn open_imports(&self) -> Result<Vec<(i64, ImportState, Option<String>)>, OpsError> {
        let rows: Vec<(i64, String, Option<String>)> =
            sqlx::query_as("SELECT id, state, intent FROM imports WHERE state IN ('staging', 'committing') ORDER BY id")
                .fetch_all(&self.pool)
                .await?;
        Ok(rows.into_iter().map(|r| (r.0, ImportState::parse(&r.1), r.2)).collect())
    }

    /// The history, newest first.
    ///
    /// # Errors
    /// `ops.sql`, `ops.document`.
    pub async fn imports(&self) -> Result<Vec<ImportRecord>, OpsError> {
        self.select_imports("ORDER BY id DESC", None).await
    }

    /// One entry.
    ///
    /// # Errors
    /// `ops.missing` when there is none.
    pub async fn import(&self, id: i64) -> Result<ImportRecord, OpsError> {
        self.select_imports("WHERE id = $1", Some(id)).await?.pop().ok_or(OpsError::Missing { what: "import", id })
    }

    async fn select_imports(&self, tail: &'static str, id: Option<i64>) -> Result<Vec<ImportRecord>, OpsError> {
        let a = format!("SELECT {COLUMNS_A} FROM imports {tail}");
        let b = format!("SELECT lake_version, reaches_us, files, note FROM imports {tail}");
        let mut qa = sqlx::query_as::<_, Row>(sqlx::AssertSqlSafe(a));
        let mut qb = sqlx::query_as::<_, Row2>(sqlx::AssertSqlSafe(b));
        if let Some(id) = id {
            qa = qa.bind(id);
            qb = qb.bind(id);
        }
        let mut tx = self.pool.begin().await?;
        let rows = qa.fetch_all(&mut *tx).await?;
        let more = qb.fetch_all(&mut *tx).await?;
        rows.into_iter().zip(more).map(|(a, b)| from_rows(a, b)).collect()
    }
}
