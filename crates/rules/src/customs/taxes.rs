//! Import taxes with their history: VAT, GST and the like, by country and day.

use super::territory::Rule;
use crate::Text;
use crate::error::RuleError;
use crate::exact::Amount;
use crate::{Dated, Period, Provenance, date_faults};
use entrepot_domain::{Country, Day};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The class of goods that pay the full rate.
pub const STANDARD: &str = "standard";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    schema_version: u32,
    source: String,
    as_of: String,
    verified: bool,
    tax: Vec<RawTax>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTax {
    country: Country,
    name: String,
    source: Option<String>,
    verified: Option<bool>,
    note: Option<Text>,
    /// The tax is part of its own base.
    #[serde(default)]
    on_itself: bool,
    rates: Vec<RawRate>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRate {
    eff_from: Option<Day>,
    eff_to: Option<Day>,
    pct: Amount,
    pct_high: Option<Amount>,
    #[serde(default)]
    classes: BTreeMap<String, Amount>,
}

/// The tax of a country.
#[derive(Debug)]
pub(super) struct Tax {
    pub name: String,
    pub on_itself: bool,
    pub note: Option<Text>,
    pub rates: Vec<Rate>,
    pub rule: Rule,
}

#[derive(Debug)]
pub(super) struct Rate {
    pub period: Period,
    pub pct: (i128, i128),
    pub classes: Vec<(String, i128)>,
}

impl Dated for Rate {
    fn period(&self) -> Period {
        self.period
    }
}

impl Rate {
    /// Low and high percentage of a class in millionths.
    pub fn class(&self, class: &str) -> Option<(i128, i128)> {
        if class == STANDARD {
            return Some(self.pct);
        }
        self.classes.iter().find(|(name, _)| name == class).map(|(_, pct)| (*pct, *pct))
    }
}

/// The taxes of all countries, by slot.
#[derive(Debug)]
pub(super) struct Taxes(Vec<Option<Tax>>);

impl Taxes {
    pub fn parse(file: &str, text: &str) -> Result<Self, RuleError> {
        let fault = |code, cause: String| RuleError::new(code, file, cause, "correct the file; docs/guide/landed-cost.md shows its form");
        let raw: File = toml::from_str(text).map_err(|error| fault("preset.invalid", error.to_string().trim_end().to_owned()))?;
        if raw.schema_version != 1 {
            return Err(fault("preset.version", format!("schema_version is {}, this program reads 1", raw.schema_version)));
        }
        let mut taxes: Vec<Option<Tax>> = (0..Country::SLOTS).map(|_| None).collect();
        for tax in raw.tax {
            let place = &mut taxes[tax.country.slot()];
            if place.is_some() {
                return Err(fault("preset.twice", format!("the tax of {} stands twice", tax.country)));
            }
            let rates: Vec<Rate> = (tax.rates.into_iter())
                .map(|rate| Rate {
                    period: Period { from: rate.eff_from, to: rate.eff_to },
                    pct: (rate.pct.0, rate.pct_high.unwrap_or(rate.pct).0),
                    classes: rate.classes.into_iter().map(|(name, pct)| (name, pct.0)).collect(),
                })
                .collect();
            if let Some(wrong) = date_faults(&rates).first() {
                return Err(fault("preset.dates", format!("the tax of {}: {wrong}", tax.country)));
            }
            // A tax on itself divides by what is left of a hundred.
            let most = if tax.on_itself { 99_000_000 } else { 100_000_000 };
            if rates.is_empty() || rates.iter().any(|rate| rate.pct.0 > rate.pct.1 || rate.pct.1 > most) {
                return Err(fault("preset.range", format!("the tax of {} has no rate, or one that is out of range", tax.country)));
            }
            let provenance = Provenance {
                source: tax.source.unwrap_or_else(|| raw.source.clone()),
                as_of: Some(raw.as_of.clone()),
                verified: tax.verified.unwrap_or(raw.verified),
            };
            let rule = Rule { id: format!("taxes/import/{}", tax.country), provenance };
            *place = Some(Tax { name: tax.name, on_itself: tax.on_itself, note: tax.note, rates, rule });
        }
        Ok(Self(taxes))
    }

    pub fn of(&self, country: Country) -> Option<&Tax> {
        self.0.get(country.slot()).and_then(Option::as_ref)
    }

    /// The classes of a country on a day, the standard one first.
    pub fn classes(&self, country: Country, day: Day) -> Vec<String> {
        let rate = self.of(country).and_then(|tax| tax.rates.iter().find(|rate| rate.period.holds(day)));
        let mut names = vec![STANDARD.to_owned()];
        names.extend(rate.into_iter().flat_map(|rate| rate.classes.iter().map(|(name, _)| name.clone())));
        names
    }
}
