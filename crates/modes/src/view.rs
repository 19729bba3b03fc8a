//! Presets as surfaces show them: a row in a list, and everything that one says.

use entrepot_domain::money::format_micros;
use entrepot_domain::{Country, Day};
use entrepot_rules::Text;
use entrepot_rules::fees::{Bracket, FeeRule, FeeTable, OnRefund, Unknown};
use entrepot_rules::platforms::{Catalogue, Channel, LogisticsMode, Platform, ProfitModel, SeedRow};
use serde::Serialize;

/// A platform in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlatformRow {
    /// Its name in files and addresses.
    pub slug: String,
    /// Its name for people.
    pub label: Text,
    /// b2c, b2b or b2b2c.
    pub mode: &'static str,
    /// How it earns, first of all.
    pub profit_model: Option<ProfitModel>,
    /// How goods travel, first of all.
    pub logistics: Option<LogisticsMode>,
    /// Where buyers are found.
    pub marketing: Vec<Channel>,
    /// Every way in which it earns.
    pub profit_models: Vec<ProfitModel>,
    /// Every way in which goods travel.
    pub logistics_modes: Vec<LogisticsMode>,
    /// Its table in the paper behind this product, when it is one of the nine.
    pub seed_table: Option<u8>,
    /// False when a fee is missing or was not read in its source.
    pub verified: bool,
    /// Fees that are asked for.
    pub unknown: usize,
}

/// One bracket of a rule: amounts above `from`, up to `to` or below `below`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BracketView {
    /// Its end, included.
    pub to: Option<String>,
    /// Its end, not included.
    pub below: Option<String>,
    /// Rate in percent; of a range, its low end.
    pub pct: String,
    /// High end of the rate.
    pub pct_high: Option<String>,
    /// Fixed part; of a range, its low end.
    pub fixed: String,
    /// High end of the fixed part.
    pub fixed_high: Option<String>,
}

/// What a refund does to a fee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RefundView {
    /// kept, returned or proportional.
    pub keeps: OnRefund,
    /// Percent of what comes back that is taken for handling it.
    pub admin_pct: Option<String>,
    /// The most that this takes for one piece.
    pub admin_max: Option<String>,
    /// False when it was not read in its source.
    pub verified: bool,
}

/// One dated rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleView {
    /// Its id.
    pub id: String,
    /// The fee.
    pub fee: String,
    /// Its kind in the ledger.
    pub kind: String,
    /// What makes it fall due.
    pub event: &'static str,
    /// Only with this option.
    pub when: Option<String>,
    /// Its categories; every one when empty.
    pub categories: Vec<String>,
    /// Once a piece or once an order.
    pub scope: entrepot_rules::fees::Scope,
    /// What its rate is taken of.
    pub base: entrepot_rules::fees::Base,
    /// Which amount finds the bracket.
    pub tier: entrepot_rules::fees::Tier,
    /// How its brackets are read.
    pub method: entrepot_rules::fees::Method,
    /// Its brackets.
    pub brackets: Vec<BracketView>,
    /// The fees that it is a percentage of.
    pub of: Vec<String>,
    /// The least that is taken.
    pub min: Option<String>,
    /// The most that is taken.
    pub max: Option<String>,
    /// How often it is invoiced.
    pub every: Option<&'static str>,
    /// ISO 4217 code.
    pub currency: String,
    /// What it contains already.
    pub includes: Vec<String>,
    /// What a refund does to it.
    pub refund: Option<RefundView>,
    /// First day in force.
    pub eff_from: Option<Day>,
    /// Last day in force.
    pub eff_to: Option<Day>,
    /// Where it was read.
    pub source: String,
    /// When it was read.
    pub as_of: Option<String>,
    /// False when it was not read there.
    pub verified: bool,
    /// More to know.
    pub note: Option<String>,
}

/// A category with the other words for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CategoryView {
    /// Its name.
    pub name: String,
    /// Other words for it.
    pub aliases: Vec<String>,
}

/// A fee that is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnknownView {
    /// The fee.
    pub fee: String,
    /// Its kind in the ledger.
    pub kind: String,
    /// What makes it fall due.
    pub event: &'static str,
    /// What is known about it.
    pub why: String,
}

/// Everything that a platform's preset says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlatformView {
    /// What the list says of it.
    #[serde(flatten)]
    pub row: PlatformRow,
    /// Other names for the same platform.
    pub aliases: Vec<String>,
    /// ISO 3166-1 codes of its buyers' countries; everywhere when empty.
    pub markets: Vec<Country>,
    /// ISO 4217 code of its fees of a sale.
    pub currency: String,
    /// What it sells, when that is narrow.
    pub scope: Option<String>,
    /// What became of it.
    pub status: String,
    /// The paper's own row.
    pub seed: Option<SeedRow>,
    /// Where this was read.
    pub source: String,
    /// When it was read.
    pub as_of: Option<String>,
    /// More to know.
    pub note: Option<String>,
    /// The file that says so.
    pub file: String,
    /// Its categories.
    pub categories: Vec<CategoryView>,
    /// Its dated rules.
    pub fees: Vec<RuleView>,
    /// Fees that are asked for.
    pub asks: Vec<UnknownView>,
    /// What can be said to apply to a sale.
    pub options: Vec<String>,
}

/// Every platform in a list, by slug.
#[must_use]
pub fn rows(catalogue: &Catalogue) -> Vec<PlatformRow> {
    catalogue.platforms().iter().map(row).collect()
}

fn row(platform: &Platform) -> PlatformRow {
    PlatformRow {
        slug: platform.slug.clone(),
        label: platform.label.clone(),
        mode: platform.mode.as_str(),
        profit_model: platform.profit_models.first().copied(),
        logistics: platform.logistics.first().copied(),
        marketing: platform.channels.clone(),
        profit_models: platform.profit_models.clone(),
        logistics_modes: platform.logistics.clone(),
        seed_table: platform.seed.as_ref().map(|seed| seed.table),
        verified: platform.is_verified(),
        unknown: platform.fees.unknown.len(),
    }
}

/// One platform, whole.
#[must_use]
pub fn show(platform: &Platform) -> PlatformView {
    let table = &platform.fees;
    PlatformView {
        row: row(platform),
        aliases: platform.aliases.clone(),
        markets: platform.markets.clone(),
        currency: table.currency.as_str().to_owned(),
        scope: platform.scope.clone(),
        status: platform.status.clone(),
        seed: platform.seed.clone(),
        source: platform.provenance.source.clone(),
        as_of: platform.provenance.as_of.clone(),
        note: platform.note.clone(),
        file: table.file.clone(),
        categories: table.categories.iter().map(|one| CategoryView { name: one.name.clone(), aliases: one.aliases.clone() }).collect(),
        fees: table.rules.iter().map(|rule| rule_view(table, rule)).collect(),
        asks: table.unknown.iter().map(unknown).collect(),
        options: table.options().into_iter().map(str::to_owned).collect(),
    }
}

fn unknown(unknown: &Unknown) -> UnknownView {
    UnknownView { fee: unknown.fee.clone(), kind: unknown.kind.clone(), event: unknown.event.as_str(), why: unknown.why.clone() }
}

fn decimal(micros: i64) -> String {
    format_micros(micros.into())
}

fn bracket(bracket: &Bracket) -> BracketView {
    let bound = bracket.bound.map(decimal);
    BracketView {
        to: bound.clone().filter(|_| bracket.inclusive),
        below: bound.filter(|_| !bracket.inclusive),
        pct: decimal(bracket.rate),
        pct_high: (bracket.rate_high != bracket.rate).then(|| decimal(bracket.rate_high)),
        fixed: decimal(bracket.fixed),
        fixed_high: (bracket.fixed_high != bracket.fixed).then(|| decimal(bracket.fixed_high)),
    }
}

fn rule_view(table: &FeeTable, rule: &FeeRule) -> RuleView {
    RuleView {
        id: rule.id.clone(),
        fee: rule.fee.clone(),
        kind: rule.kind.clone(),
        event: rule.event.as_str(),
        when: rule.when.clone(),
        categories: rule.categories.iter().map(|at| table.categories[*at].name.clone()).collect(),
        scope: rule.scope,
        base: rule.base,
        tier: rule.tier,
        method: rule.method,
        brackets: rule.brackets.iter().map(bracket).collect(),
        of: rule.of.clone(),
        min: rule.min.map(decimal),
        max: rule.max.map(decimal),
        every: rule.every.map(entrepot_rules::fees::Every::as_str),
        currency: rule.currency.as_str().to_owned(),
        includes: rule.includes.clone(),
        refund: rule.refund.as_ref().map(|refund| RefundView {
            keeps: refund.keeps,
            admin_pct: (refund.admin > 0).then(|| decimal(refund.admin)),
            admin_max: refund.admin_max.map(decimal),
            verified: refund.verified,
        }),
        eff_from: rule.period.from,
        eff_to: rule.period.to,
        source: rule.provenance.source.clone(),
        as_of: rule.provenance.as_of.clone(),
        verified: rule.provenance.verified,
        note: rule.note.clone(),
    }
}
