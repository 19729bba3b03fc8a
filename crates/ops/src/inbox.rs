//! The inbox: messages that were acknowledged to their sender and are imported a little later.
//!
//! A message is committed (and so fsynced) before it is acknowledged, and is known by its source's delivery id: senders deliver
//! at least once, and a second delivery changes nothing. Its body goes once the import keeps the original.

use crate::{Ops, OpsError};
use std::collections::HashMap;

/// A message on its way in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMessage {
    /// Who sent it: a slug.
    pub source: String,
    /// The sender's id of this delivery.
    pub delivery: String,
    /// What it is about, in the sender's words.
    pub topic: String,
    /// Identity of the thing that it describes.
    pub subject: String,
    /// When the thing was as described, microseconds since the epoch.
    pub happened_us: i64,
    /// When it arrived.
    pub received_us: i64,
    /// The body, verbatim.
    pub body: Vec<u8>,
}

/// A message that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Id.
    pub id: i64,
    /// Identity of the thing that it describes.
    pub subject: String,
    /// When the thing was as described.
    pub happened_us: i64,
    /// The body, verbatim.
    pub body: Vec<u8>,
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageState {
    /// It was imported.
    Imported,
    /// A newer message about the same thing was there before it; its body stays.
    Superseded,
    /// It cannot be imported; its body stays.
    Failed,
}

impl MessageState {
    fn as_str(self) -> &'static str {
        match self {
            Self::Imported => "imported",
            Self::Superseded => "superseded",
            Self::Failed => "failed",
        }
    }
}

impl Ops {
    /// Keeps a message; false when this delivery is known.
    ///
    /// # Errors
    /// `ops.sql`.
    pub async fn inbox_put(&self, message: &NewMessage) -> Result<bool, OpsError> {
        let done = sqlx::query(
            "INSERT INTO inbox (source, delivery, topic, subject, happened_us, received_us, body) VALUES ($1, $2, $3, $4, $5, $6, $7) \
             ON CONFLICT (source, delivery) DO NOTHING",
        )
        .bind(&message.source)
        .bind(&message.delivery)
        .bind(&message.topic)
        .bind(&message.subject)
        .bind(message.happened_us)
        .bind(message.received_us)
        .bind(&message.body)
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Messages of a source that wait, oldest first by what they describe.
    ///
    /// # Errors
    /// `ops.sql`.
    pub async fn inbox_waiting(&self, source: &str, limit: i64) -> Result<Vec<Message>, OpsError> {
        let rows: Vec<(i64, String, i64, Vec<u8>)> = sqlx::query_as(
            "SELECT id, subject, happened_us, body FROM inbox WHERE source = $1 AND state = 'waiting' ORDER BY happened_us, id LIMIT $2",
        )
        .bind(source)
        .bind(limit)
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().map(|(id, subject, happened_us, body)| Message { id, subject, happened_us, body }).collect())
    }

    /// The time of the newest message about a thing that was imported.
    ///
    /// # Errors
    /// `ops.sql`.
    pub async fn inbox_newest(&self, source: &str, subject: &str) -> Result<Option<i64>, OpsError> {
        let row: (Option<i64>,) =
            sqlx::query_as("SELECT max(happened_us) FROM inbox WHERE source = $1 AND subject = $2 AND state = 'imported'")
                .bind(source)
                .bind(subject)
                .fetch_one(&self.pool)
                .await?;
        Ok(row.0)
    }

    /// Notes what became of messages, all or none.
    ///
    /// # Errors
    /// `ops.sql`.
    pub async fn inbox_settle(&self, ids: &[i64], state: MessageState, import_id: Option<i64>, note: Option<&str>) -> Result<(), OpsError> {
        let mut tx = self.pool.begin().await?;
        for id in ids {
            sqlx::query("UPDATE inbox SET state = $2, import_id = $3, note = $4, body = CASE WHEN $2 = 'imported' THEN NULL ELSE body END WHERE id = $1")
                .bind(id)
                .bind(state.as_str())
                .bind(import_id)
                .bind(note)
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// How many messages of a source are in each state.
    ///
    /// # Errors
    /// `ops.sql`.
    pub async fn inbox_counts(&self, source: &str) -> Result<HashMap<String, i64>, OpsError> {
        let rows: Vec<(String, i64)> =
            sqlx::query_as("SELECT state, count(*) FROM inbox WHERE source = $1 GROUP BY state").bind(source).fetch_all(&self.pool).await?;
        Ok(rows.into_iter().collect())
    }
}
