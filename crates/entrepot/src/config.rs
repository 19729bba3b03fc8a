//! Configuration: defaults < `entrepot.toml` in the home < `ENTREPOT_*` < flags.

use crate::failure::Failure;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The configuration file. Every key is optional; `entrepot.example.toml` holds the defaults.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The home that it belongs to.
    #[serde(skip)]
    pub home: PathBuf,
    /// Address that `serve` listens on.
    pub listen: String,
    /// Token that requests must carry; required for addresses that other machines can reach.
    pub token: String,
    /// Currency of reports, ISO 4217; empty: the book's only one, else EUR.
    pub report_currency: String,
    /// The seller's own country, two letters of ISO 3166-1; empty: the only one that sellers are in.
    pub home_country: String,
    /// Name shown in the console.
    pub seller: String,
    /// Zone that defines the business day, IANA name; empty: the zone of the first import.
    pub business_zone: String,
    /// Where the tables are; empty: `lake` in the home. A folder or an object store URL.
    pub tables: String,
    /// Memory for queries, megabytes.
    pub query_memory_mb: usize,
    /// Parallel parts of a query; 0: one for each processor.
    pub partitions: usize,
    /// Longest time for a query, seconds.
    pub query_seconds: u64,
    /// Where reference rates are fetched from; empty: the European Central Bank.
    pub rates_url: String,
    /// Folder for backups that the console and the nightly run make; relative to the home. Empty: none are made there.
    pub backup_dir: String,
    /// What runs at night.
    pub nightly: NightlyConfig,
    /// Folder whose files `serve` imports; empty: none. A path in the home or from the root.
    pub watch: String,
    /// Shops that send messages, by source.
    pub webhooks: BTreeMap<String, WebhookConfig>,
}

/// A shop that sends messages.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub struct WebhookConfig {
    /// The secret that it signs them with.
    pub secret: String,
}

/// What `serve` does at night.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub struct NightlyConfig {
    /// Time of day in the business zone, HH:MM; empty: nothing runs by itself.
    pub at: String,
    /// Fetch the newest reference rates.
    pub rates: bool,
    /// Compact tables that have many small files.
    pub compact: bool,
    /// Make a backup into `backup_dir`.
    pub backup: bool,
    /// Backups that stay in the folder, the newest; at least one does.
    pub keep_backups: usize,
}

impl Default for NightlyConfig {
    fn default() -> Self {
        Self { at: String::new(), rates: true, compact: true, backup: false, keep_backups: 7 }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            home: PathBuf::new(),
            listen: "127.0.0.1:8080".to_owned(),
            token: String::new(),
            report_currency: String::new(),
            home_country: String::new(),
            seller: String::new(),
            business_zone: String::new(),
            tables: String::new(),
            query_memory_mb: 512,
            partitions: 0,
            query_seconds: 60,
            rates_url: String::new(),
            backup_dir: String::new(),
            nightly: NightlyConfig::default(),
            watch: String::new(),
            webhooks: BTreeMap::new(),
        }
    }
}

impl Config {
    /// Reads the configuration of a home.
    pub fn load(home: &Path) -> Result<Self, Failure> {
        let path = home.join("entrepot.toml");
        let mut config: Self = match std::fs::read_to_string(&path) {
            Ok(text) => toml::from_str(&text).map_err(|e| {
                Failure::usage("config.syntax", format!("{}: {e}", path.display()), "compare it with entrepot.example.toml")
            })?,
            Err(_) => Self::default(),
        };
        for (name, slot) in [
            ("ENTREPOT_LISTEN", &mut config.listen),
            ("ENTREPOT_TOKEN", &mut config.token),
            ("ENTREPOT_REPORT_CURRENCY", &mut config.report_currency),
            ("ENTREPOT_HOME_COUNTRY", &mut config.home_country),
            ("ENTREPOT_SELLER", &mut config.seller),
            ("ENTREPOT_BUSINESS_ZONE", &mut config.business_zone),
            ("ENTREPOT_TABLES", &mut config.tables),
            ("ENTREPOT_RATES_URL", &mut config.rates_url),
            ("ENTREPOT_BACKUP_DIR", &mut config.backup_dir),
            ("ENTREPOT_NIGHTLY_AT", &mut config.nightly.at),
            ("ENTREPOT_WATCH", &mut config.watch),
        ] {
            if let Ok(value) = std::env::var(name) {
                *slot = value;
            }
        }
        for (name, slot) in [("ENTREPOT_QUERY_MEMORY_MB", &mut config.query_memory_mb), ("ENTREPOT_PARTITIONS", &mut config.partitions)] {
            if let Ok(value) = std::env::var(name) {
                *slot = value
                    .parse()
                    .map_err(|_| Failure::usage("config.number", format!("{name}={value} is no number"), "give a whole number"))?;
            }
        }
        for webhook in entrepot_collect::webhooks::WEBHOOKS {
            if let Ok(secret) = std::env::var(format!("ENTREPOT_WEBHOOKS_{}_SECRET", webhook.source.to_uppercase())) {
                config.webhooks.entry(webhook.source.to_owned()).or_default().secret = secret;
            }
        }
        if let Some(name) = config.webhooks.keys().find(|name| entrepot_collect::webhooks::webhook(name).is_none()) {
            let known: Vec<&str> = entrepot_collect::webhooks::WEBHOOKS.iter().map(|w| w.source).collect();
            return Err(Failure::usage(
                "config.syntax",
                format!("{}: [webhooks.{name}] is no sender of messages", path.display()),
                format!("known are {}", known.join(", ")),
            ));
        }
        config.nightly_at()?;
        config.home = home.to_owned();
        Ok(config)
    }

    /// The time of the nightly run, when there is one.
    pub fn nightly_at(&self) -> Result<Option<jiff::civil::Time>, Failure> {
        let text = self.nightly.at.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let time = jiff::civil::Time::strptime("%H:%M", text).map_err(|_| {
            Failure::usage("config.time", format!("nightly.at = \"{text}\" is no time of day"), "write HH:MM, for example 03:30")
        })?;
        Ok(Some(time))
    }

    /// The folder for backups, when there is one.
    pub fn backup_folder(&self) -> Option<PathBuf> {
        (!self.backup_dir.is_empty()).then(|| self.home.join(&self.backup_dir))
    }

    /// Secrets of the shops that send messages.
    pub fn webhook_secrets(&self) -> BTreeMap<String, String> {
        self.webhooks.iter().map(|(name, webhook)| (name.clone(), webhook.secret.clone())).collect()
    }
}

/// The home when none is named: `entrepot` in the user's home folder.
pub fn default_home() -> PathBuf {
    std::env::var_os("HOME").map_or_else(|| PathBuf::from("entrepot-home"), |h| PathBuf::from(h).join("entrepot"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_file_is_the_defaults() {
        let text = include_str!("../../../examples/entrepot.example.toml");
        let example: Config = toml::from_str(text).unwrap();
        assert_eq!(example, Config::default());
    }

    #[test]
    fn unknown_keys_are_refused() {
        assert!(toml::from_str::<Config>("colour = 1").is_err());
    }
}
