//! What the server is told from outside: who may ask, whose business it shows, where it may write, and what time it is.
//!
//! It reads no file and no environment; the binary does and passes the answer in.

use entrepot_domain::Country;
use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// The present in microseconds since the epoch, asked whenever it is needed. Tests pass a fixed one.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// The settings of the server.
#[derive(Clone)]
pub struct ApiConfig {
    /// The bearer token that every request for data must carry. Without one only loopback is served.
    pub token: Option<String>,
    /// Host names, beside those of loopback, that a request without a token may name.
    pub hosts: Vec<String>,
    /// The business, as the console's title shows it.
    pub seller: String,
    /// ISO 4217 code of the currency that money is reported in; the book's only one, else EUR, when absent.
    pub report_currency: Option<String>,
    /// The business zone is given from outside and cannot be changed here.
    pub zone_fixed: bool,
    /// Folder that backups go to.
    pub backup_dir: Option<PathBuf>,
    /// Time of the nightly run, as it is shown.
    pub nightly_at: Option<String>,
    /// The seller's own country; the only one that sellers are in when absent.
    pub home_country: Option<Country>,
    /// IANA name of the business zone that is shown until the home has its own.
    pub zone: String,
    /// Folder with mapping profiles that join or replace the shipped ones.
    pub profiles_dir: Option<PathBuf>,
    /// Folder with holidays that join or replace the shipped ones.
    pub holidays_dir: Option<PathBuf>,
    /// Folder whose presets of platforms and the like join or replace the shipped ones.
    pub presets_dir: Option<PathBuf>,
    /// Folder for files on their way in; `uploads` in the home when absent.
    pub upload_dir: Option<PathBuf>,
    /// The name under which imports and undos made here enter the history.
    pub actor: String,
    /// How long a change waits for another writer before it gives up.
    pub patience: Duration,
    /// Longest a query written by hand may take, in milliseconds.
    pub sql_time_ms: u64,
    /// Secrets that shops sign their messages with, by source.
    pub webhook_secrets: BTreeMap<String, String>,
    /// How long messages are gathered before they are imported together.
    pub webhook_wait: Duration,
    /// Folder whose files are imported.
    pub watch: Option<PathBuf>,
    /// Time between two looks at that folder; a file is taken when two looks find it unchanged.
    pub watch_every: Duration,
    /// The clock.
    pub now_us: Clock,
}

impl Default for ApiConfig {
    fn default() -> Self {
        Self {
            token: None,
            hosts: Vec::new(),
            seller: String::new(),
            report_currency: None,
            zone_fixed: false,
            backup_dir: None,
            nightly_at: None,
            home_country: None,
            zone: "UTC".to_owned(),
            profiles_dir: None,
            holidays_dir: None,
            presets_dir: None,
            upload_dir: None,
            actor: "console".to_owned(),
            patience: Duration::from_secs(10),
            sql_time_ms: 30_000,
            webhook_secrets: BTreeMap::new(),
            webhook_wait: Duration::from_secs(2),
            watch: None,
            watch_every: Duration::from_secs(2),
            now_us: Arc::new(|| jiff::Timestamp::now().as_microsecond()),
        }
    }
}

impl fmt::Debug for ApiConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiConfig")
            .field("token", &self.token.as_ref().map(|_| "(set)"))
            .field("seller", &self.seller)
            .field("report_currency", &self.report_currency)
            .field("zone", &self.zone)
            .field("actor", &self.actor)
            .finish_non_exhaustive()
    }
}

/// Why the server does not listen.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Other machines could reach it and it would ask nobody who they are.
    #[error("{addr} can be reached by other machines, and there is no token")]
    Token {
        /// The address.
        addr: SocketAddr,
    },
    /// The system refused.
    #[error("cannot serve: {0}")]
    Io(#[from] std::io::Error),
}

impl ServeError {
    /// Stable code for surfaces.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Token { .. } => "serve.token",
            Self::Io(_) => "serve.io",
        }
    }

    /// What the user can do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Token { .. } => "set a long random token, or listen on 127.0.0.1",
            Self::Io(_) => "choose another port; another program may be listening on this one",
        }
    }
}

/// May the server listen here? Loopback always; any other address only with a token that is not empty.
///
/// # Errors
/// `serve.token`.
pub fn check_listen(addr: SocketAddr, token: Option<&str>) -> Result<(), ServeError> {
    if addr.ip().to_canonical().is_loopback() || token.is_some_and(|token| !token.trim().is_empty()) {
        return Ok(());
    }
    Err(ServeError::Token { addr })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_is_served_without_a_token() {
        let code = |addr: &str, token: Option<&str>| check_listen(addr.parse().unwrap(), token).map_or_else(|e| e.code(), |()| "ok");
        for addr in ["127.0.0.1:0", "127.8.9.1:80", "[::1]:8080", "[::ffff:127.0.0.1]:8080"] {
            assert_eq!(code(addr, None), "ok", "{addr}");
        }
        for addr in ["0.0.0.0:8080", "192.168.1.4:8080", "[::]:8080", "[::ffff:10.0.0.1]:80", "[fe80::1]:80"] {
            assert_eq!(code(addr, None), "serve.token", "{addr}");
            assert_eq!(code(addr, Some("  ")), "serve.token", "{addr}");
            assert_eq!(code(addr, Some("a long word")), "ok", "{addr}");
        }
    }
}
