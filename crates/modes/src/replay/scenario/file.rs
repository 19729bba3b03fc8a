//! The file of scenarios: `[[scenario]]` after `[[scenario]]`. Percentages and amounts are decimals in quotes; an unknown key is
//! an error.

use super::{Millionths, Payment, Returns, Scenario, StorageRate, Warehouse, as_it_was};
use crate::replay::error::ScenarioError;
use entrepot_domain::ledger::{Incoterm, Mode};
use entrepot_domain::money::{DecimalStyle, to_micros};
use entrepot_domain::{Country, Currency, Day};
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;

/// A decimal in quotes, in millionths.
#[derive(Debug, Clone, Copy)]
struct Decimal(i64);

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        decimal(&String::deserialize(deserializer)?).map(Self).map_err(serde::de::Error::custom)
    }
}

/// An amount with its currency in quotes: `"2.50 EUR"`.
#[derive(Debug, Clone, Copy)]
struct Amount(i64, Currency);

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let (number, currency) =
            text.trim().split_once(' ').ok_or_else(|| serde::de::Error::custom("an amount is written \"2.50 EUR\""))?;
        let micros = decimal(number).map_err(serde::de::Error::custom)?;
        let currency = Currency::parse(currency).map_err(|error| serde::de::Error::custom(error.to_string()))?;
        if micros < 0 {
            return Err(serde::de::Error::custom(format!("`{text}` is negative")));
        }
        Ok(Self(micros, currency))
    }
}

fn decimal(text: &str) -> Result<i64, String> {
    let micros =
        to_micros(text.trim().as_bytes(), DecimalStyle::POINT).map_err(|reason| format!("`{text}` is not a decimal number: {reason}"))?;
    i64::try_from(micros).map_err(|_| format!("`{text}` is too large"))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default = "one")]
    schema_version: u32,
    #[serde(default)]
    scenario: Vec<Raw>,
}

fn one() -> u32 {
    1
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    slug: String,
    mode: Mode,
    on: Option<Day>,
    from: Option<Country>,
    price_change_pct: Option<Decimal>,
    elasticity: Option<Decimal>,
    platform: Option<String>,
    #[serde(default)]
    platform_options: Vec<String>,
    category: Option<String>,
    #[serde(default)]
    categories: BTreeMap<String, String>,
    payment: Option<String>,
    #[serde(default)]
    payment_options: Vec<String>,
    #[serde(default)]
    lanes: Vec<String>,
    #[serde(default)]
    special_cargo: bool,
    incoterm: Option<Incoterm>,
    #[serde(default)]
    procedures: BTreeMap<String, String>,
    rebate: Option<String>,
    #[serde(default)]
    rebates: BTreeMap<String, String>,
    export_code: Option<String>,
    advertising_pct: Option<Decimal>,
    return_rate_pct: Option<Decimal>,
    return_resale_pct: Option<Decimal>,
    return_freight_pct: Option<Decimal>,
    chargeback_rate_pct: Option<Decimal>,
    capital_pct: Option<Decimal>,
    goods_days: Option<u32>,
    payout_days: Option<u32>,
    fx_spread_pct: Option<Decimal>,
    unverified_pct: Option<Decimal>,
    warehouse: Option<RawWarehouse>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWarehouse {
    country: Country,
    first_leg: String,
    replenish_days: u32,
    transfer_price_pct: Decimal,
    arms_length_pct: Option<(Decimal, Decimal)>,
    days_on_hand: u32,
    cover_days: Option<u32>,
    handling: Option<Amount>,
    #[serde(default)]
    storage: Vec<RawStorage>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawStorage {
    up_to_days: Option<u32>,
    per_m3_day: Amount,
}

/// Unless a scenario says otherwise: a transfer price from a fifth to seven tenths of the selling price.
const ARMS_LENGTH: (Millionths, Millionths) = (20_000_000, 70_000_000);

/// Reads a file of scenarios; `file` is its name for messages.
///
/// # Errors
/// An unknown key, a word or number that cannot be, two scenarios of one name, or an input that another one needs.
pub fn parse(file: &str, text: &str) -> Result<Vec<Scenario>, ScenarioError> {
    let raw: File = toml::from_str(text).map_err(|error| {
        ScenarioError::new("scenario.invalid", file, error.to_string().trim_end(), "Correct the file; docs/guide/modes.md shows its form.")
    })?;
    if raw.schema_version != 1 {
        let cause = format!("schema_version is {}, this program reads 1", raw.schema_version);
        return Err(ScenarioError::new("scenario.invalid", file, cause, "Leave it out, or take a newer program."));
    }
    if raw.scenario.is_empty() {
        return Err(ScenarioError::new("scenario.none", file, "it holds no [[scenario]]", "Write at least one."));
    }
    let mut scenarios: Vec<Scenario> = Vec::new();
    for one in raw.scenario {
        let scenario = one.read(file)?;
        if scenarios.iter().any(|known| known.slug == scenario.slug) {
            let cause = format!("two scenarios are called \"{}\"", scenario.slug);
            return Err(ScenarioError::new("scenario.twice", file, cause, "Give each its own slug."));
        }
        scenarios.push(scenario);
    }
    Ok(scenarios)
}

impl Raw {
    fn read(self, file: &str) -> Result<Scenario, ScenarioError> {
        let of = |decimal: Option<Decimal>| decimal.map(|decimal| decimal.0);
        let base = as_it_was(self.mode);
        let returns = self.return_rate_pct.map(|rate| Returns {
            rate: rate.0,
            resale: of(self.return_resale_pct).unwrap_or(-1),
            freight: of(self.return_freight_pct).unwrap_or(-1),
        });
        if returns.is_none() && (self.return_resale_pct.is_some() || self.return_freight_pct.is_some()) {
            let cause = format!("scenario \"{}\" tells of returns and not how many there are", self.slug);
            return Err(ScenarioError::new("scenario.needs", file, cause, "Add return_rate_pct."));
        }
        if self.payment.is_none() && !self.payment_options.is_empty() {
            let cause = format!("scenario \"{}\" has payment options and no payment provider", self.slug);
            return Err(ScenarioError::new("scenario.needs", file, cause, "Add payment."));
        }
        let warehouse = self.warehouse.map(|one| Warehouse {
            country: one.country,
            first_leg: one.first_leg,
            replenish_days: one.replenish_days,
            transfer_price: one.transfer_price_pct.0,
            arms_length: one.arms_length_pct.map_or(ARMS_LENGTH, |(low, high)| (low.0, high.0)),
            days_on_hand: one.days_on_hand,
            cover_days: one.cover_days.unwrap_or(one.replenish_days),
            handling: one.handling.map(|amount| (amount.0, amount.1)),
            storage: (one.storage.iter())
                .map(|rate| StorageRate { up_to_days: rate.up_to_days, per_m3_day: rate.per_m3_day.0, currency: rate.per_m3_day.1 })
                .collect(),
        });
        let scenario = Scenario {
            slug: self.slug,
            mode: self.mode,
            on: self.on,
            from: self.from,
            price_change: of(self.price_change_pct).unwrap_or(0),
            elasticity: of(self.elasticity).unwrap_or(0),
            platform: self.platform,
            platform_options: self.platform_options,
            category: self.category,
            categories: self.categories,
            payment: self.payment.map(|provider| Payment { provider, options: self.payment_options }),
            lanes: self.lanes,
            special_cargo: self.special_cargo,
            incoterm: self.incoterm,
            procedures: self.procedures,
            rebate: self.rebate,
            rebates: self.rebates,
            export_code: self.export_code,
            warehouse,
            advertising: of(self.advertising_pct),
            returns,
            chargebacks: of(self.chargeback_rate_pct),
            capital: of(self.capital_pct),
            goods_days: self.goods_days,
            payout_days: self.payout_days,
            fx_spread: of(self.fx_spread_pct),
            unverified: of(self.unverified_pct).unwrap_or(base.unverified),
        };
        scenario.check(file)?;
        Ok(scenario)
    }
}
