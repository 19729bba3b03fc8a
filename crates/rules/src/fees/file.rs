//! How fee tables are written: the TOML form of categories, fees and unknown fees, and its reading.
//!
//! Numbers are strings, so that no float comes near money. Unknown keys are errors.

use super::rule::{Bracket, FeeRule, Refund};
use super::words::{Base, Event, Every, Method, OnRefund, Scope, Tier};
use crate::dated::Period;
use crate::error::RuleError;
use crate::provenance::Provenance;
use entrepot_domain::Currency;
use entrepot_domain::Day;
use entrepot_domain::money::{DecimalStyle, to_micros};
use serde::Deserialize;

/// A category of a table, with the other words that people use for it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Its name, as the platform writes it.
    pub name: String,
    /// Other words for it.
    #[serde(default)]
    pub aliases: Vec<String>,
}

/// A fee that is known to exist and whose amount is not public: it is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unknown {
    /// The fee.
    pub fee: String,
    /// Its kind in the ledger.
    pub kind: String,
    /// What makes it fall due.
    #[serde(default)]
    pub event: Event,
    /// What is known about it.
    pub why: String,
}

/// A fee as written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FeeEntry {
    fee: String,
    kind: String,
    #[serde(default)]
    event: Event,
    when: Option<String>,
    #[serde(default)]
    categories: Vec<String>,
    #[serde(default)]
    scope: Scope,
    #[serde(default)]
    base: Base,
    #[serde(default)]
    tier: Tier,
    method: Method,
    #[serde(default)]
    of: Vec<String>,
    pct: Option<String>,
    pct_high: Option<String>,
    fixed: Option<String>,
    fixed_high: Option<String>,
    #[serde(default)]
    bracket: Vec<BracketEntry>,
    min: Option<String>,
    max: Option<String>,
    every: Option<Every>,
    currency: Option<Currency>,
    #[serde(default)]
    includes: Vec<String>,
    refund: Option<RefundEntry>,
    eff_from: Option<toml::value::Datetime>,
    eff_to: Option<toml::value::Datetime>,
    source: Option<String>,
    as_of: Option<toml::value::Datetime>,
    verified: Option<bool>,
    note: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct BracketEntry {
    to: Option<String>,
    below: Option<String>,
    pct: Option<String>,
    pct_high: Option<String>,
    fixed: Option<String>,
    fixed_high: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct RefundEntry {
    keeps: OnRefund,
    admin_pct: Option<String>,
    admin_max: Option<String>,
    source: Option<String>,
    verified: Option<bool>,
}

/// What every fee of a file inherits.
pub(crate) struct Heading<'a> {
    /// The file's name, for errors.
    pub file: &'a str,
    /// The table's name, the beginning of its rules' ids.
    pub slug: &'a str,
    /// The table's currency.
    pub currency: Currency,
    /// The table's origin.
    pub provenance: &'a Provenance,
    /// The table's categories.
    pub categories: &'a [Category],
}

impl Heading<'_> {
    fn wrong(&self, fee: &str, cause: impl std::fmt::Display) -> RuleError {
        RuleError::new(
            "preset.fee",
            self.file,
            format!("fee \"{fee}\": {cause}"),
            "Correct the entry; numbers are written as text: \"13.25\".",
        )
    }

    /// Reads one entry.
    pub fn read(&self, entry: FeeEntry) -> Result<FeeRule, RuleError> {
        let fee = entry.fee.clone();
        let wrong = |cause: String| self.wrong(&fee, cause);
        let brackets = brackets(&entry).map_err(wrong)?;
        let categories = entry
            .categories
            .iter()
            .map(|name| {
                let found = self.categories.iter().position(|category| category.name == *name);
                found.ok_or_else(|| wrong(format!("there is no category \"{name}\" in this file")))
            })
            .collect::<Result<Vec<_>, _>>()?;
        let period = Period { from: day(entry.eff_from).map_err(wrong)?, to: day(entry.eff_to).map_err(wrong)? };
        let refund = match &entry.refund {
            None => None,
            Some(said) => Some(Refund {
                keeps: said.keeps,
                admin: number(said.admin_pct.as_deref(), "admin_pct").map_err(wrong)?.unwrap_or(0),
                admin_max: number(said.admin_max.as_deref(), "admin_max").map_err(wrong)?,
                source: said.source.clone(),
                verified: said.verified.unwrap_or_else(|| entry.verified.unwrap_or(self.provenance.verified)),
            }),
        };
        let rule = FeeRule {
            id: id(self, &entry, period),
            categories,
            brackets,
            refund,
            period,
            min: number(entry.min.as_deref(), "min").map_err(wrong)?,
            max: number(entry.max.as_deref(), "max").map_err(wrong)?,
            provenance: Provenance {
                source: entry.source.unwrap_or_else(|| self.provenance.source.clone()),
                as_of: entry.as_of.map(|day| day.to_string()).or_else(|| self.provenance.as_of.clone()),
                verified: entry.verified.unwrap_or(self.provenance.verified),
            },
            currency: entry.currency.unwrap_or(self.currency),
            fee: entry.fee,
            kind: entry.kind,
            event: entry.event,
            when: entry.when,
            scope: entry.scope,
            base: entry.base,
            tier: entry.tier,
            method: entry.method,
            of: entry.of,
            every: entry.every,
            includes: entry.includes,
            note: entry.note,
        };
        match shape(&rule, self.currency) {
            None => Ok(rule),
            Some(cause) => Err(self.wrong(&rule.fee, cause)),
        }
    }
}

/// What a rule says that does not go together.
fn shape(rule: &FeeRule, table: Currency) -> Option<&'static str> {
    let one = rule.brackets.len() == 1;
    let no_rate = rule.brackets.iter().all(|bracket| bracket.rate == 0 && bracket.fixed == 0 && bracket.rate_high == 0);
    match rule.method {
        Method::Flat if !one => Some("`flat` has one rate; brackets are for `threshold` and `marginal`"),
        Method::PctOfFee if rule.of.is_empty() || !one || rule.brackets[0].fixed != 0 => {
            Some("`pct_of_fee` has a rate and the fees that it is `of`")
        }
        Method::Threshold | Method::Marginal if one && rule.brackets[0].bound.is_none() => Some("it needs more than one bracket"),
        Method::Marginal if rule.tier == Tier::Order => Some("`marginal` finds its brackets by its own base"),
        Method::Flat | Method::Threshold | Method::Marginal if !rule.of.is_empty() => Some("`of` belongs to `pct_of_fee`"),
        _ if rule.scope == Scope::Order && rule.tier == Tier::Order && rule.base != Base::Item => {
            Some("an order's own amount is its base; `tier = \"order\"` is for fees of a piece")
        }
        _ if rule.event == Event::Period && rule.every.is_none() => Some("a fee of a period says how often: `every`"),
        _ if rule.event != Event::Period && rule.every.is_some() => Some("`every` belongs to fees of a period"),
        _ if rule.event == Event::Sale && rule.currency != table => Some("a fee of a sale is charged in the table's currency"),
        _ if rule.max.is_some_and(|max| rule.min.is_some_and(|min| max < min)) => Some("`max` is below `min`"),
        _ if no_rate && rule.event != Event::Sale => Some("it has no amount"),
        _ => None,
    }
}

fn brackets(entry: &FeeEntry) -> Result<Vec<Bracket>, String> {
    if entry.bracket.is_empty() {
        if entry.pct.is_none() && entry.fixed.is_none() {
            return Err("it has neither `pct`, `fixed` nor `bracket`".to_owned());
        }
        let only = BracketEntry {
            to: None,
            below: None,
            pct: entry.pct.clone(),
            pct_high: entry.pct_high.clone(),
            fixed: entry.fixed.clone(),
            fixed_high: entry.fixed_high.clone(),
        };
        return Ok(vec![bracket(&only)?]);
    }
    if [&entry.pct, &entry.pct_high, &entry.fixed, &entry.fixed_high].into_iter().any(Option::is_some) {
        return Err("rates stand in its brackets or beside them, not both".to_owned());
    }
    let all = entry.bracket.iter().map(bracket).collect::<Result<Vec<_>, _>>()?;
    for pair in all.windows(2) {
        match (pair[0].bound, pair[1].bound) {
            (None, _) => return Err("only its last bracket may be open".to_owned()),
            (Some(lower), Some(upper)) if upper <= lower => return Err("its brackets do not ascend".to_owned()),
            _ => {}
        }
    }
    Ok(all)
}

fn bracket(entry: &BracketEntry) -> Result<Bracket, String> {
    let (to, below) = (number(entry.to.as_deref(), "to")?, number(entry.below.as_deref(), "below")?);
    if to.is_some() && below.is_some() {
        return Err("a bracket ends at `to` or `below` an amount, not both".to_owned());
    }
    let (rate, fixed) = (number(entry.pct.as_deref(), "pct")?, number(entry.fixed.as_deref(), "fixed")?);
    if rate.is_none() && fixed.is_none() {
        return Err("a bracket has neither `pct` nor `fixed`".to_owned());
    }
    let (rate, fixed) = (rate.unwrap_or(0), fixed.unwrap_or(0));
    let rate_high = number(entry.pct_high.as_deref(), "pct_high")?.unwrap_or(rate);
    let fixed_high = number(entry.fixed_high.as_deref(), "fixed_high")?.unwrap_or(fixed);
    if rate_high < rate || fixed_high < fixed {
        return Err("the high end of a range is below its low end".to_owned());
    }
    if rate_high > super::rule::WHOLE_E8 {
        return Err("a rate is above 100 %".to_owned());
    }
    Ok(Bracket { bound: to.or(below), inclusive: below.is_none(), rate, rate_high, fixed, fixed_high })
}

/// A decimal of the file in millionths, never negative.
pub(crate) fn number(text: Option<&str>, key: &str) -> Result<Option<i64>, String> {
    let Some(text) = text else { return Ok(None) };
    let micros = to_micros(text.as_bytes(), DecimalStyle::POINT).map_err(|reason| format!("`{key}` \"{text}\": {reason}"))?;
    match i64::try_from(micros) {
        Ok(micros) if micros >= 0 => Ok(Some(micros)),
        _ => Err(format!("`{key}` is negative")),
    }
}

/// A day of the file.
pub(crate) fn day(written: Option<toml::value::Datetime>) -> Result<Option<Day>, String> {
    written.map(|day| day.to_string().parse().map_err(|_| format!("\"{day}\" is no day; write 2026-01-15 without quotes"))).transpose()
}

fn id(heading: &Heading<'_>, entry: &FeeEntry, period: Period) -> String {
    let mut parts = vec![heading.slug.to_owned(), entry.fee.clone()];
    if let [first, rest @ ..] = entry.categories.as_slice() {
        parts.push(if rest.is_empty() { dashed(first) } else { format!("{}+{}", dashed(first), rest.len()) });
    }
    parts.extend(entry.when.clone());
    parts.push(period.from.map_or_else(|| "always".to_owned(), |day| day.to_string()));
    parts.join("/")
}

/// `Clothing and Accessories` -> `clothing-and-accessories`.
fn dashed(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("-")
}
