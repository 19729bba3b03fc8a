//! Named tokens: who may ask from elsewhere, and for what. A secret is told once; only its hash is kept.
//!
//! A secret has 256 random bits, so its SHA-256 says nothing about it and needs no salt. A name is never used twice: the audit
//! log speaks of it.

use crate::audit::append;
use crate::{AuditEntry, Ops, OpsError};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What somebody may do; each role may do what those before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Look at figures and rows.
    Viewer,
    /// Ask in SQL, and keep queries and views.
    Analyst,
    /// Import, undo, replay, and load market series.
    Operator,
    /// Tokens, settings, backups, the audit log.
    Admin,
}

impl Role {
    /// All, the least first.
    pub const ALL: [Self; 4] = [Self::Viewer, Self::Analyst, Self::Operator, Self::Admin];

    /// Stable name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Analyst => "analyst",
            Self::Operator => "operator",
            Self::Admin => "admin",
        }
    }

    /// The role with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }
}

/// A token, without its secret, which nobody knows but its holder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Token {
    /// Its name: the actor in the audit log.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// When it was made, microseconds since the epoch.
    pub created_us: i64,
    /// Who made it.
    pub created_by: String,
    /// When it ends by itself.
    pub expires_us: Option<i64>,
    /// When it was revoked.
    pub revoked_us: Option<i64>,
    /// Who revoked it.
    pub revoked_by: Option<String>,
}

/// Where a token stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TokenState {
    /// It opens the door.
    Valid,
    /// Its time is over.
    Expired,
    /// Somebody took it back.
    Revoked,
}

impl TokenState {
    /// Stable name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
        }
    }
}

impl Token {
    /// Where it stands at a time.
    #[must_use]
    pub fn state(&self, now_us: i64) -> TokenState {
        match (self.revoked_us, self.expires_us) {
            (Some(_), _) => TokenState::Revoked,
            (None, Some(end)) if now_us >= end => TokenState::Expired,
            _ => TokenState::Valid,
        }
    }
}

/// How every secret begins: it is recognised where it should not be.
const PREFIX: &str = "entrepot_";
/// Random bytes of a secret.
const SECRET_BYTES: usize = 32;
/// Longest name, in characters.
const NAME_CHARS_MAX: usize = 60;

type Row = (String, String, i64, String, Option<i64>, Option<i64>, Option<String>);

const COLUMNS: &str = "name, role, created_us, created_by, expires_us, revoked_us, revoked_by";

fn from_row(r: Row) -> Token {
    // A role of a later build may do nothing that this one knows.
    let role = Role::parse(&r.1).unwrap_or(Role::Viewer);
    Token { name: r.0, role, created_us: r.2, created_by: r.3, expires_us: r.4, revoked_us: r.5, revoked_by: r.6 }
}

/// What is kept of a secret.
#[must_use]
pub fn secret_hash(secret: &str) -> String {
    Sha256::digest(secret.as_bytes()).iter().map(|b| format!("{b:02x}")).collect()
}

/// Can this be a name? Seen whole in a log line, and nobody else's.
fn is_name(name: &str) -> bool {
    let reserved = ["console", "nightly", "token"];
    let fits = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '@'));
    !name.is_empty() && name.chars().count() <= NAME_CHARS_MAX && fits && !reserved.contains(&name)
}

impl Ops {
    /// Makes a token and returns it with its secret, which is not kept; the audit log tells of it in the same transaction.
    ///
    /// # Errors
    /// `token.name` for a name that cannot be one, `token.taken` for one that is or was in use, `ops.sql`, `ops.random`.
    pub async fn add_token(
        &self, name: &str, role: Role, expires_us: Option<i64>, actor: &str, now_us: i64,
    ) -> Result<(Token, String), OpsError> {
        if !is_name(name) {
            return Err(OpsError::TokenName { name: name.to_owned() });
        }
        let mut bytes = [0_u8; SECRET_BYTES];
        getrandom::fill(&mut bytes).map_err(|e| OpsError::Random(e.to_string()))?;
        let secret = format!("{PREFIX}{}", bytes.iter().map(|b| format!("{b:02x}")).collect::<String>());
        let mut tx = self.pool.begin().await?;
        let text = format!(
            "INSERT INTO tokens (name, role, hash, created_us, created_by, expires_us) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (name) DO NOTHING RETURNING {COLUMNS}"
        );
        let row: Option<Row> = sqlx::query_as(sqlx::AssertSqlSafe(text))
            .bind(name)
            .bind(role.as_str())
            .bind(secret_hash(&secret))
            .bind(now_us)
            .bind(actor)
            .bind(expires_us)
            .fetch_optional(&mut *tx)
            .await?;
        let token = row.map(from_row).ok_or_else(|| OpsError::TokenTaken { name: name.to_owned() })?;
        let detail = serde_json::json!({ "role": role, "expires_us": expires_us });
        append(&mut tx, &AuditEntry::new(now_us, actor, "token.add", name, &detail)).await?;
        tx.commit().await?;
        Ok((token, secret))
    }

    /// Takes a token back; one that is revoked already stays as it is.
    ///
    /// # Errors
    /// `token.missing`, `ops.sql`.
    pub async fn revoke_token(&self, name: &str, actor: &str, now_us: i64) -> Result<Token, OpsError> {
        let mut tx = self.pool.begin().await?;
        let done = sqlx::query("UPDATE tokens SET revoked_us = $2, revoked_by = $3 WHERE name = $1 AND revoked_us IS NULL")
            .bind(name)
            .bind(now_us)
            .bind(actor)
            .execute(&mut *tx)
            .await?;
        if done.rows_affected() > 0 {
            append(&mut tx, &AuditEntry::new(now_us, actor, "token.revoke", name, &serde_json::json!({}))).await?;
        }
        tx.commit().await?;
        let all = self.tokens().await?;
        all.into_iter().find(|t| t.name == name).ok_or_else(|| OpsError::TokenMissing { name: name.to_owned() })
    }

    /// All tokens, in the order they were made.
    ///
    /// # Errors
    /// `ops.sql`.
    pub async fn tokens(&self) -> Result<Vec<Token>, OpsError> {
        let text = format!("SELECT {COLUMNS} FROM tokens ORDER BY id");
        let rows: Vec<Row> = sqlx::query_as(sqlx::AssertSqlSafe(text)).fetch_all(&self.pool).await?;
        Ok(rows.into_iter().map(from_row).collect())
    }

    /// The token of a secret, whatever its state. The store compares hashes of the secret, so time tells nothing about it.
    ///
    /// # Errors
    /// `ops.sql`.
    pub async fn token_of(&self, secret: &str) -> Result<Option<Token>, OpsError> {
        let text = format!("SELECT {COLUMNS} FROM tokens WHERE hash = $1");
        let row: Option<Row> = sqlx::query_as(sqlx::AssertSqlSafe(text)).bind(secret_hash(secret)).fetch_optional(&self.pool).await?;
        Ok(row.map(from_row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::AuditFilter;

    #[tokio::test]
    async fn a_secret_is_told_once_and_only_its_hash_is_kept() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("ops.sqlite");
        let ops = Ops::open(&path, true).await.unwrap();
        let (token, secret) = ops.add_token("till@shop", Role::Operator, Some(100), "ann", 10).await.unwrap();
        let (_, other) = ops.add_token("second", Role::Viewer, None, "ann", 11).await.unwrap();
        assert!(secret.len() >= PREFIX.len() + 2 * 16 && secret != other, "at least 128 random bits");
        assert_eq!(ops.token_of(&secret).await.unwrap(), Some(token.clone()));
        assert_eq!(ops.token_of("entrepot_nothing").await.unwrap(), None);
        assert_eq!((token.state(99), token.state(100)), (TokenState::Valid, TokenState::Expired));
        let revoked = ops.revoke_token("till@shop", "bob", 50).await.unwrap();
        assert_eq!((revoked.state(51), revoked.revoked_by.as_deref()), (TokenState::Revoked, Some("bob")));
        assert_eq!(ops.revoke_token("till@shop", "eve", 60).await.unwrap(), revoked, "the first revocation counts");
        assert_eq!(ops.revoke_token("none", "eve", 60).await.unwrap_err().code(), "token.missing");
        for taken in ["till@shop", "second"] {
            assert_eq!(ops.add_token(taken, Role::Admin, None, "eve", 70).await.unwrap_err().code(), "token.taken");
        }
        for bad in ["", "a b", "console", "nightly", "a\nb", &"x".repeat(61)] {
            assert_eq!(ops.add_token(bad, Role::Admin, None, "eve", 70).await.unwrap_err().code(), "token.name", "{bad:?}");
        }
        let log = ops.audit_log(&AuditFilter::default()).await.unwrap();
        let told: Vec<_> = log.iter().map(|e| (e.action.as_str(), e.subject.as_str(), e.actor.as_str())).collect();
        assert_eq!(told, [("token.revoke", "till@shop", "bob"), ("token.add", "second", "ann"), ("token.add", "till@shop", "ann")]);
        ops.close().await;
        let bytes = std::fs::read(&path).unwrap();
        let has = |text: &str| bytes.windows(text.len()).any(|w| w == text.as_bytes());
        assert!(has(&secret_hash(&secret)) && !has(&secret) && !has(&secret[PREFIX.len()..]), "the secret is nowhere in the file");
    }

    #[test]
    fn roles_rise() {
        assert!(Role::ALL.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(Role::ALL.iter().all(|role| Role::parse(role.as_str()) == Some(*role)));
        assert_eq!(Role::parse("root"), None);
    }
}
