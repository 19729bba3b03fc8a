//! One platform, or one payment provider, as its preset says.

use super::words::{Channel, LogisticsMode, ProfitModel};
use crate::error::RuleError;
use crate::fees::file::{FeeEntry, Heading};
use crate::fees::{Category, Event, FeeTable, Unknown};
use crate::provenance::Provenance;
use crate::text::Text;
use entrepot_domain::ledger::Mode;
use entrepot_domain::{Country, Currency};
use serde::{Deserialize, Serialize};

/// What the paper behind this product says of a platform, in its own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedRow {
    /// Its table: 1 is B2C, 2 is B2B, 3 is B2B2C.
    pub table: u8,
    /// What it sells.
    pub scope: Option<String>,
    /// How it earns.
    pub profit_model: String,
    /// How goods travel.
    pub logistics: Option<String>,
    /// Where buyers are found.
    pub marketing: Vec<String>,
}

/// A platform that somebody sells on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Platform {
    /// Its name in files and addresses.
    pub slug: String,
    /// Other names for the same platform: it is never counted twice.
    pub aliases: Vec<String>,
    /// Its name for people.
    pub label: Text,
    /// Who sells to whom on it.
    pub mode: Mode,
    /// The countries that its buyers are in; everywhere when empty.
    pub markets: Vec<Country>,
    /// What it sells, when that is narrow.
    pub scope: Option<String>,
    /// What became of it.
    pub status: String,
    /// How it earns.
    pub profit_models: Vec<ProfitModel>,
    /// How goods travel.
    pub logistics: Vec<LogisticsMode>,
    /// Where buyers are found.
    pub channels: Vec<Channel>,
    /// The paper's own row.
    pub seed: Option<SeedRow>,
    /// More to know.
    pub note: Option<String>,
    /// Where all this comes from.
    pub provenance: Provenance,
    /// Its fees.
    pub fees: FeeTable,
    /// The text of its preset, to start an own one from.
    pub text: String,
}

/// A payment provider, in a country of sellers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    /// Its name in files and addresses.
    pub slug: String,
    /// Its name for people.
    pub label: Text,
    /// The country of the sellers that its fees are for; everywhere when none.
    pub region: Option<Country>,
    /// More to know.
    pub note: Option<String>,
    /// Where all this comes from.
    pub provenance: Provenance,
    /// Its fees.
    pub fees: FeeTable,
    /// The text of its preset, to start an own one from.
    pub text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlatformFile {
    schema_version: u32,
    slug: String,
    #[serde(default)]
    aliases: Vec<String>,
    label: Text,
    mode: Mode,
    #[serde(default)]
    markets: Vec<String>,
    currency: Currency,
    scope: Option<String>,
    status: String,
    #[serde(default)]
    profit_models: Vec<ProfitModel>,
    #[serde(default)]
    logistics: Vec<LogisticsMode>,
    #[serde(default)]
    channels: Vec<Channel>,
    seed: Option<SeedRow>,
    source: String,
    as_of: toml::value::Datetime,
    verified: bool,
    note: Option<String>,
    #[serde(default)]
    category: Vec<Category>,
    #[serde(default)]
    fee: Vec<FeeEntry>,
    #[serde(default)]
    unknown: Vec<Unknown>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProviderFile {
    schema_version: u32,
    slug: String,
    label: Text,
    region: Option<Country>,
    currency: Currency,
    source: String,
    as_of: toml::value::Datetime,
    verified: bool,
    note: Option<String>,
    #[serde(default)]
    fee: Vec<FeeEntry>,
    #[serde(default)]
    unknown: Vec<Unknown>,
}

/// The version of the form that is read here.
const SCHEMA_VERSION: u32 = 1;

impl Platform {
    /// Reads a preset. `file` is its path for errors and hints; its name must be `<slug>.<mode>.toml`.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn parse(file: &str, text: &str) -> Result<Self, RuleError> {
        let read: PlatformFile = toml::from_str(text).map_err(|error| not_read(file, &error))?;
        version(file, read.schema_version)?;
        let expected = format!("{}.{}.toml", read.slug, read.mode);
        named(file, &expected)?;
        let provenance = Provenance { source: read.source, as_of: Some(read.as_of.to_string()), verified: read.verified };
        let heading = Heading { file, slug: &read.slug, currency: read.currency, provenance: &provenance, categories: &read.category };
        let fees = FeeTable::read(&heading, read.category.clone(), read.fee, read.unknown)?;
        tells_sales(file, &fees)?;
        let markets = read.markets.iter().map(|code| Country::parse(code)).collect::<Result<Vec<_>, _>>();
        let markets = markets.map_err(|error| RuleError::new("preset.market", file, error.to_string(), error.hint()))?;
        for model in &read.profit_models {
            let earns = |kind: &str| model.kinds().contains(&kind);
            if !fees.rules.iter().any(|rule| earns(&rule.kind)) && !fees.unknown.iter().any(|unknown| earns(&unknown.kind)) {
                let cause = format!("it earns by {}, but has no fee of kind {}", model.as_str(), model.kinds().join(" or "));
                return Err(RuleError::new("preset.profit_model", file, cause, "Add the [[fee]], or an [[unknown]] that asks for it."));
            }
        }
        Ok(Self {
            aliases: read.aliases,
            label: read.label,
            mode: read.mode,
            markets,
            scope: read.scope,
            status: read.status,
            profit_models: read.profit_models,
            logistics: read.logistics,
            channels: read.channels,
            seed: read.seed,
            note: read.note,
            slug: read.slug,
            provenance,
            fees,
            text: text.to_owned(),
        })
    }

    /// True when every fee of a sale was read in its source and none is missing.
    pub fn is_verified(&self) -> bool {
        self.fees.unknown.is_empty() && self.provenance.verified && self.fees.rules.iter().all(|rule| rule.provenance.verified)
    }
}

impl Provider {
    /// Reads a preset. `file` is its path for errors and hints; its name must be `<slug>.toml`.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn parse(file: &str, text: &str) -> Result<Self, RuleError> {
        let read: ProviderFile = toml::from_str(text).map_err(|error| not_read(file, &error))?;
        version(file, read.schema_version)?;
        named(file, &format!("{}.toml", read.slug))?;
        let provenance = Provenance { source: read.source, as_of: Some(read.as_of.to_string()), verified: read.verified };
        let heading = Heading { file, slug: &read.slug, currency: read.currency, provenance: &provenance, categories: &[] };
        let fees = FeeTable::read(&heading, Vec::new(), read.fee, read.unknown)?;
        tells_sales(file, &fees)?;
        Ok(Self { label: read.label, region: read.region, note: read.note, slug: read.slug, provenance, fees, text: text.to_owned() })
    }
}

/// No fee of a sale at all would read like a fee of nothing.
fn tells_sales(file: &str, fees: &FeeTable) -> Result<(), RuleError> {
    let told = fees.of_event(Event::Sale).next().is_some() || fees.unknown.iter().any(|unknown| unknown.event == Event::Sale);
    if told {
        return Ok(());
    }
    let hint = "Add a [[fee]] (pct = \"0\" when it is free) or an [[unknown]] that asks for it.";
    Err(RuleError::new("preset.no_sale", file, "it does not tell what a sale costs", hint))
}

pub(crate) fn not_read(file: &str, error: &toml::de::Error) -> RuleError {
    RuleError::new(
        "preset.form",
        file,
        error.to_string().trim().replace('\n', " "),
        "Keys and words are closed lists: correct what the message names.",
    )
}

pub(crate) fn version(file: &str, version: u32) -> Result<(), RuleError> {
    if version == SCHEMA_VERSION {
        return Ok(());
    }
    let cause = format!("schema_version {version} is not known");
    Err(RuleError::new("preset.version", file, cause, format!("This build reads schema_version = {SCHEMA_VERSION}.")))
}

pub(crate) fn named(file: &str, expected: &str) -> Result<(), RuleError> {
    if file.rsplit(['/', '\\']).next() == Some(expected) {
        return Ok(());
    }
    Err(RuleError::new("preset.name", file, format!("its name must be {expected}"), "Rename the file or correct the slug."))
}
