//! Export from the seller's country: the supervision code under which goods leave, and what VAT comes back for them.

use super::shipped::EXPORT;
use crate::error::RuleError;
use crate::exact::{Amount, PERCENT, rounded_ratio, shown};
use crate::{Dated, Period, Provenance, Question, Step, Text, date_faults};
use entrepot_domain::ledger::Mode;
use entrepot_domain::{Country, Currency, Day, Money};
use serde::Deserialize;

/// A customs supervision code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupervisionCode {
    /// Four digits.
    pub code: String,
    /// Its name for people.
    pub label: Text,
    /// Operating modes that it fits.
    pub modes: Vec<Mode>,
    /// `yes`, `conditional` or `no`.
    pub rebate: String,
    /// On which conditions.
    pub rebate_note: Text,
    /// How goods are declared.
    pub declaration: Text,
    /// The most that one declaration may hold.
    pub limit: Option<Money>,
    /// When it is in force.
    pub period: Period,
    /// Its origin.
    pub provenance: Provenance,
}

/// A pilot city of cross-border e-commerce.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PilotCity {
    /// Stable code.
    pub code: String,
    /// Its name for people.
    pub label: Text,
    /// Supervision codes that may be used there.
    pub codes: Vec<String>,
    /// Its origin.
    pub provenance: Provenance,
}

/// What comes back of the VAT on a purchase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rebate {
    /// The purchase with VAT, as given.
    pub purchase: Money,
    /// The rate in millionths of a percent.
    pub pct: i128,
    /// What comes back.
    pub amount: Money,
    /// What the goods cost after it.
    pub net_cost: Money,
    /// How it came about.
    pub steps: Vec<Step>,
    /// The rule.
    pub rule_id: String,
    /// Its origin.
    pub provenance: Provenance,
}

#[derive(Debug, Clone)]
struct Category {
    code: String,
    label: Text,
    vat_pct: i128,
    rates: Vec<RebateRate>,
    provenance: Provenance,
}

#[derive(Debug, Clone)]
struct RebateRate {
    period: Period,
    pct: i128,
}

impl Dated for RebateRate {
    fn period(&self) -> Period {
        self.period
    }
}

/// The export side of a country.
#[derive(Debug, Clone)]
pub struct ExportBook {
    /// The country.
    pub country: Country,
    codes: Vec<SupervisionCode>,
    cities: Vec<PilotCity>,
    categories: Vec<Category>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    schema_version: u32,
    source: String,
    as_of: String,
    verified: bool,
    country: Country,
    code: Vec<RawCode>,
    city: Vec<RawCity>,
    rebate: Vec<RawRebate>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCode {
    code: String,
    label: Text,
    modes: Vec<Mode>,
    rebate: String,
    rebate_note: Text,
    declaration: Text,
    limit: Option<Amount>,
    limit_currency: Option<Currency>,
    eff_from: Option<Day>,
    eff_to: Option<Day>,
    source: Option<String>,
    verified: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCity {
    code: String,
    label: Text,
    codes: Vec<String>,
    source: Option<String>,
    verified: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRebate {
    category: String,
    label: Text,
    vat_pct: Amount,
    source: Option<String>,
    verified: Option<bool>,
    rates: Vec<RawRate>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRate {
    pct: Amount,
    eff_from: Option<Day>,
    eff_to: Option<Day>,
}

impl ExportBook {
    /// The shipped table.
    ///
    /// # Errors
    /// [`RuleError`]; a test keeps it from happening.
    pub fn shipped() -> Result<Self, RuleError> {
        Self::parse(EXPORT.0, EXPORT.1)
    }

    /// Reads a table.
    ///
    /// # Errors
    /// [`RuleError`] for an unknown key, a code that is not declared, dates that overlap or leave a gap.
    pub fn parse(file: &str, text: &str) -> Result<Self, RuleError> {
        let fault = |code, cause: String| RuleError::new(code, file, cause, "correct the file");
        let raw: File = toml::from_str(text).map_err(|error| fault("preset.invalid", error.to_string().trim_end().to_owned()))?;
        if raw.schema_version != 1 {
            return Err(fault("preset.version", format!("schema_version is {}, this program reads 1", raw.schema_version)));
        }
        let own = Provenance { source: raw.source, as_of: Some(raw.as_of), verified: raw.verified };
        let of = |source: Option<String>, verified: Option<bool>| Provenance {
            source: source.unwrap_or_else(|| own.source.clone()),
            verified: verified.unwrap_or(own.verified),
            ..own.clone()
        };
        let mut codes = Vec::new();
        for code in raw.code {
            let limit = match (code.limit, code.limit_currency) {
                (Some(amount), Some(currency)) => Money::from_micros(amount.0, currency).ok(),
                (None, None) => None,
                _ => return Err(fault("preset.range", format!("the limit of {} needs amount and currency", code.code))),
            };
            codes.push(SupervisionCode {
                code: code.code,
                label: code.label,
                modes: code.modes,
                rebate: code.rebate,
                rebate_note: code.rebate_note,
                declaration: code.declaration,
                limit,
                period: Period { from: code.eff_from, to: code.eff_to },
                provenance: of(code.source, code.verified),
            });
        }
        let mut cities = Vec::new();
        for city in raw.city {
            if let Some(unknown) = city.codes.iter().find(|code| !codes.iter().any(|known| known.code == **code)) {
                return Err(fault("preset.word", format!("{} may use {unknown}, which is not declared", city.code)));
            }
            cities.push(PilotCity { code: city.code, label: city.label, codes: city.codes, provenance: of(city.source, city.verified) });
        }
        let mut categories = Vec::new();
        for rebate in raw.rebate {
            let rate = |rate: RawRate| RebateRate { period: Period { from: rate.eff_from, to: rate.eff_to }, pct: rate.pct.0 };
            let rates: Vec<RebateRate> = rebate.rates.into_iter().map(rate).collect();
            if let Some(wrong) = date_faults(&rates).first() {
                return Err(fault("preset.dates", format!("the rebate of {}: {wrong}", rebate.category)));
            }
            if rates.iter().any(|rate| rate.pct > rebate.vat_pct.0) {
                return Err(fault("preset.range", format!("the rebate of {} is over the VAT", rebate.category)));
            }
            let provenance = of(rebate.source, rebate.verified);
            categories.push(Category { code: rebate.category, label: rebate.label, vat_pct: rebate.vat_pct.0, rates, provenance });
        }
        Ok(Self { country: raw.country, codes, cities, categories })
    }

    /// Every supervision code.
    #[must_use]
    pub fn codes(&self) -> &[SupervisionCode] {
        &self.codes
    }

    /// The pilot cities.
    #[must_use]
    pub fn cities(&self) -> &[PilotCity] {
        &self.cities
    }

    /// Categories of the VAT rebate with their names.
    pub fn categories(&self) -> impl Iterator<Item = (&str, &Text)> {
        self.categories.iter().map(|category| (category.code.as_str(), &category.label))
    }

    /// The codes that fit a mode on a day, in a pilot city where one is named.
    ///
    /// # Errors
    /// A [`Question`] when the city is not known.
    pub fn allowed(&self, mode: Mode, day: Day, city: Option<&str>) -> Result<Vec<&SupervisionCode>, Question> {
        let city = match city {
            None => None,
            Some(code) => Some(self.cities.iter().find(|city| city.code == code).ok_or_else(|| {
                let known: Vec<&str> = self.cities.iter().map(|city| city.code.as_str()).collect();
                Question {
                    code: "export.no_city",
                    subject: code.to_owned(),
                    text: format!("Which codes may be used in {code}?"),
                    hint: format!("Known: {}.", known.join(", ")),
                }
            })?),
        };
        let fits = |code: &&SupervisionCode| {
            code.modes.contains(&mode) && code.period.holds(day) && city.is_none_or(|city| city.codes.contains(&code.code))
        };
        Ok(self.codes.iter().filter(fits).collect())
    }

    /// What comes back of a purchase with VAT for goods that are declared for export on a day.
    ///
    /// # Errors
    /// A [`Question`] when the category or the day is not in the table.
    pub fn rebate(&self, purchase: Money, category: &str, day: Day) -> Result<Rebate, Question> {
        let ask = |code, text: String, hint: String| Question { code, subject: category.to_owned(), text, hint };
        let found = self.categories.iter().find(|known| known.code == category).ok_or_else(|| {
            let known: Vec<&str> = self.categories.iter().map(|category| category.code.as_str()).collect();
            ask("export.no_category", format!("What VAT comes back for goods of \"{category}\"?"), format!("Known: {}.", known.join(", ")))
        })?;
        let rate = found.rates.iter().find(|rate| rate.period.holds(day)).ok_or_else(|| {
            ask(
                "export.no_rebate_on",
                format!("What VAT came back for {category} on {day}?"),
                "Write it in presets/trade/export.toml of the home.".to_owned(),
            )
        })?;
        let currency = purchase.currency();
        let minor = currency.minor_units();
        let too_large =
            || ask("export.overflow", "Is the purchase so large? The amount does not fit.".to_owned(), "Check the amount.".to_owned());
        // One division: purchase / (100 % + VAT) x rate.
        let micros = rounded_ratio(purchase.micros() * rate.pct, PERCENT + found.vat_pct, minor).ok_or_else(too_large)?;
        let net = rounded_ratio(purchase.micros() * PERCENT, PERCENT + found.vat_pct, 6).ok_or_else(too_large)?;
        let amount = Money::from_micros(micros, currency).map_err(|_| too_large())?;
        let net_cost = purchase.checked_sub(amount).map_err(|_| too_large())?;
        let since = rate.period.from.map(|day| format!("@{day}")).unwrap_or_default();
        Ok(Rebate {
            purchase,
            pct: rate.pct,
            amount,
            net_cost,
            steps: vec![
                Step { text: format!("{purchase} without {} % VAT", shown(found.vat_pct)), amount: shown(net) },
                Step { text: format!("{} % of it come back", shown(rate.pct)), amount: shown(micros) },
            ],
            rule_id: format!("trade/export/rebate/{category}{since}"),
            provenance: found.provenance.clone(),
        })
    }
}
