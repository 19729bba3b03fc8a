//! Puts the rooms together: home, engine, metrics, clock.

use crate::config::Config;
use crate::failure::Failure;
use entrepot_domain::{Country, Currency};
use entrepot_engine::{Engine, EngineConfig, LakeSession};
use entrepot_lake::{Home, HomeOptions};
use entrepot_semantic::{Registry, Semantic};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// How long a change waits for another writer.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// The present, microseconds since the epoch. `ENTREPOT_NOW` (RFC 3339) fixes it for tests and documents.
pub fn now_us() -> i64 {
    let fixed = std::env::var("ENTREPOT_NOW").ok().and_then(|t| t.parse::<jiff::Timestamp>().ok());
    fixed.unwrap_or_else(jiff::Timestamp::now).as_microsecond()
}

/// Who acts on the command line.
pub fn actor() -> String {
    std::env::var("USER").ok().filter(|u| !u.is_empty()).unwrap_or_else(|| "cli".to_owned())
}

/// Is there a home? Commands that only look at one do not make it.
pub fn existing(dir: &Path) -> Result<(), Failure> {
    if dir.join("ops.sqlite").exists() {
        return Ok(());
    }
    Err(Failure::usage("home.missing", format!("there is no home at {}", dir.display()), "name it with --home, or import something first"))
}

/// Opens the home.
pub async fn home(dir: &Path, config: &Config) -> Result<Home, Failure> {
    let store_options = std::env::vars().filter(|(k, _)| k.starts_with("AWS_")).map(|(k, v)| (k.to_lowercase(), v)).collect();
    let tables = (!config.tables.is_empty()).then(|| config.tables.clone());
    let home = Home::open(dir, &HomeOptions { tables, store_options }).await?;
    if !config.business_zone.is_empty() && home.ops.meta(entrepot_collect::BUSINESS_ZONE).await?.is_none() {
        home.ops.set_meta(entrepot_collect::BUSINESS_ZONE, &config.business_zone).await?;
    }
    Ok(home)
}

/// How long what a killed process left in the scratch folder may stay.
const SCRATCH_AGE_MAX: Duration = Duration::from_secs(24 * 60 * 60);

/// The folder for queries that outgrow their memory. Not `staging`: whoever writes next clears that, while other processes read.
fn scratch(dir: &Path) -> PathBuf {
    let scratch = dir.join("scratch");
    for entry in std::fs::read_dir(&scratch).into_iter().flatten().flatten() {
        let age = entry.metadata().and_then(|meta| meta.modified()).ok().and_then(|at| at.elapsed().ok());
        if age.is_some_and(|age| age > SCRATCH_AGE_MAX) {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
    scratch
}

/// Builds the engine.
pub fn engine(config: &Config, dir: &Path) -> Result<Arc<Engine>, Failure> {
    let mut settings = EngineConfig {
        memory_bytes: config.query_memory_mb.max(64) << 20,
        time_limit_ms: config.query_seconds.max(1) * 1000,
        spill_dir: Some(scratch(dir)),
        ..EngineConfig::default()
    };
    if config.partitions > 0 {
        settings.partitions = config.partitions;
    }
    Ok(Engine::new(settings)?)
}

/// A query session on the newest lake version.
pub async fn session(home: &Home, engine: &Arc<Engine>) -> Result<Arc<LakeSession>, Failure> {
    let snapshot = Arc::new(home.snapshot(None).await?);
    Ok(engine.session(&snapshot)?)
}

/// The metrics, shipped and the home's own.
pub fn metrics(dir: &Path) -> Result<Registry, Failure> {
    let own = dir.join("presets").join("metrics");
    Ok(if own.is_dir() { Registry::with_directory(&own)? } else { Registry::shipped()? })
}

/// The metric runner with the home's report currency.
pub fn semantic(dir: &Path, config: &Config) -> Result<Semantic, Failure> {
    let currency = if config.report_currency.is_empty() { None } else { Some(Currency::parse(&config.report_currency)?) };
    let semantic = Semantic::new(metrics(dir)?, currency);
    semantic.set_home_country(home_country(config)?);
    Ok(semantic)
}

/// The configured country of the seller.
pub fn home_country(config: &Config) -> Result<Option<Country>, Failure> {
    Ok(if config.home_country.is_empty() { None } else { Some(Country::parse(&config.home_country)?) })
}

/// Takes over the report currency and the home country that were chosen in the home, unless file or environment name them.
pub async fn settle(semantic: &Semantic, home: &Home, config: &Config) -> Result<(), Failure> {
    if config.report_currency.is_empty() {
        let chosen = home.ops.meta("report_currency").await?;
        semantic.set_report_currency(chosen.and_then(|code| Currency::parse(&code).ok()));
    }
    if config.home_country.is_empty() {
        let chosen = home.ops.meta("home_country").await?;
        semantic.set_home_country(chosen.and_then(|code| Country::parse(&code).ok()));
    }
    Ok(())
}

/// The home's own presets, a folder for each kind.
pub fn presets_dir(dir: &Path) -> PathBuf {
    dir.join("presets")
}

/// The platforms and payment providers, shipped and the home's own.
pub fn platforms(dir: &Path) -> Result<entrepot_rules::platforms::Catalogue, Failure> {
    Ok(entrepot_modes::presets::catalogue(Some(&presets_dir(dir)))?)
}

/// The exchange rates: the shipped ones, and those that the home has loaded.
pub async fn rates(c: &crate::cli::Context) -> Result<entrepot_domain::fx::RateBook, Failure> {
    if !c.dir.join("ops.sqlite").exists() {
        return Ok(entrepot_domain::fx::RateBook::embedded()?);
    }
    let home = home(&c.dir, &c.config).await?;
    let engine = engine(&c.config, &c.dir)?;
    Ok(session(&home, &engine).await?.rates().await?)
}

/// The home's own holidays.
pub fn holidays_dir(dir: &Path) -> PathBuf {
    dir.join("presets").join("holidays")
}

/// The home's own mapping profiles.
pub fn profiles_dir(dir: &Path) -> PathBuf {
    dir.join("presets").join("profiles")
}
