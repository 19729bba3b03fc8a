//! Platforms with their dated fees, and what a sale costs by them.

use super::{Label, Question};
use serde::Serialize;
use utoipa::ToSchema;

/// A platform in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlatformRow {
    /// Its name in files and addresses.
    pub slug: String,
    /// Its name.
    pub label: Label,
    /// b2c, b2b or b2b2c.
    pub mode: String,
    /// How it earns, first of all: net_price_difference, advertising_fee, commission, service_fee or sales_profit.
    pub profit_model: Option<String>,
    /// How goods travel, first of all: postal_packet, logistics_lines, overseas_warehouse, parcel_post or express.
    pub logistics: Option<String>,
    /// Where buyers are found: sem, seo, sns, bbs, ads, email, o2o, pavilion.
    pub marketing: Vec<String>,
    /// Every way in which it earns.
    pub profit_models: Vec<String>,
    /// Every way in which goods travel.
    pub logistics_modes: Vec<String>,
    /// Its table in the paper behind this product, when it is one of the nine.
    pub seed_table: Option<u8>,
    /// False when a fee is missing or was not read in its source.
    pub verified: bool,
    /// How many fees are asked for.
    pub unknown: usize,
}

/// One bracket of a rule; it begins where the one before it ends.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FeeBracket {
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
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FeeRefund {
    /// kept, returned or proportional.
    pub keeps: String,
    /// Percent of what comes back that is taken for handling it.
    pub admin_pct: Option<String>,
    /// The most that this takes for one piece.
    pub admin_max: Option<String>,
    /// False when it was not read in its source.
    pub verified: bool,
}

/// One dated rule of a fee.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FeeRule {
    /// Its id.
    pub id: String,
    /// The fee.
    pub fee: String,
    /// Its kind in the ledger.
    pub kind: String,
    /// sale, period, withdrawal, chargeback or deposit.
    pub event: String,
    /// Only with this option.
    pub when: Option<String>,
    /// Its categories; every one when empty.
    pub categories: Vec<String>,
    /// item or order.
    pub scope: String,
    /// item, item_and_shipping or buyer_total.
    pub base: String,
    /// base or order: which amount finds the bracket.
    pub tier: String,
    /// flat, threshold, marginal or pct_of_fee.
    pub method: String,
    /// Its brackets.
    pub brackets: Vec<FeeBracket>,
    /// The fees that it is a percentage of.
    pub of: Vec<String>,
    /// The least that is taken.
    pub min: Option<String>,
    /// The most that is taken.
    pub max: Option<String>,
    /// month, quarter, half_year or year.
    pub every: Option<String>,
    /// ISO 4217 code.
    pub currency: String,
    /// What it contains already.
    pub includes: Vec<String>,
    /// What a refund does to it; unknown when absent.
    pub refund: Option<FeeRefund>,
    /// First day in force.
    pub eff_from: Option<String>,
    /// Last day in force.
    pub eff_to: Option<String>,
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
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FeeCategory {
    /// Its name.
    pub name: String,
    /// Other words for it.
    pub aliases: Vec<String>,
}

/// A fee that is asked for.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FeeUnknown {
    /// The fee.
    pub fee: String,
    /// Its kind in the ledger.
    pub kind: String,
    /// What makes it fall due.
    pub event: String,
    /// What is known about it.
    pub why: String,
}

/// What the paper behind this product says of a platform, in its own words.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlatformSeed {
    /// 1 is B2C, 2 is B2B, 3 is B2B2C.
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

/// Everything that a platform's preset says.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlatformDetail {
    /// What the list says of it.
    pub platform: PlatformRow,
    /// Other names for the same platform.
    pub aliases: Vec<String>,
    /// ISO 3166-1 codes of its buyers' countries; everywhere when empty.
    pub markets: Vec<String>,
    /// ISO 4217 code of its fees of a sale.
    pub currency: String,
    /// What it sells, when that is narrow.
    pub scope: Option<String>,
    /// What became of it.
    pub status: String,
    /// The paper's own row.
    pub seed: Option<PlatformSeed>,
    /// Where this was read.
    pub source: String,
    /// When it was read.
    pub as_of: Option<String>,
    /// More to know.
    pub note: Option<String>,
    /// The file that says so.
    pub file: String,
    /// Its categories.
    pub categories: Vec<FeeCategory>,
    /// Its dated rules.
    pub fees: Vec<FeeRule>,
    /// Fees that are asked for.
    pub asks: Vec<FeeUnknown>,
    /// What can be said to apply to a sale.
    pub options: Vec<String>,
}

/// One step of a computation.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RuleStep {
    /// What happens.
    pub text: String,
    /// The result, not rounded.
    pub amount: String,
}

/// One fee of a quote.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FeeLine {
    /// The platform or provider that takes it.
    pub by: String,
    /// The fee.
    pub fee: String,
    /// Its kind in the ledger.
    pub kind: String,
    /// The amount; of a range, its low end.
    pub amount: String,
    /// The high end of a range.
    pub high: Option<String>,
    /// How it came about.
    pub steps: Vec<RuleStep>,
    /// The rule.
    pub rule_id: String,
    /// Where the rule comes from.
    pub source: String,
    /// False when it was not read there.
    pub verified: bool,
}

/// A fee that is not of a sale.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FeeStanding {
    /// The fee.
    pub fee: String,
    /// Its kind in the ledger.
    pub kind: String,
    /// period or deposit.
    pub event: String,
    /// month, quarter, half_year or year.
    pub every: Option<String>,
    /// The amount; of a range, its low end.
    pub amount: String,
    /// The high end of a range.
    pub high: Option<String>,
    /// ISO 4217 code.
    pub currency: String,
    /// The rule.
    pub rule_id: String,
    /// False when it was not read in its source.
    pub verified: bool,
}

/// A fee after a refund.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FeeRefunded {
    /// The fee.
    pub fee: String,
    /// What was charged.
    pub charged: String,
    /// What comes back of it.
    pub returned: String,
    /// What handling the refund costs.
    pub admin: String,
    /// The rule.
    pub rule_id: String,
    /// False when what a refund does was not read in its source.
    pub verified: bool,
}

/// What a sale costs in fees.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FeeQuote {
    /// The platform's slug.
    pub platform: String,
    /// The category, in the platform's own words.
    pub category: Option<String>,
    /// The day whose rules were asked.
    pub on: String,
    /// The sum; of ranges, the low end. Nothing while a question is open.
    pub amount: Option<String>,
    /// The high end, when a rule states a range.
    pub high: Option<String>,
    /// ISO 4217 code.
    pub currency: String,
    /// True when the sum is an end of a range.
    pub estimate: bool,
    /// True when every rule was read in its source.
    pub verified: bool,
    /// Each fee.
    pub breakdown: Vec<FeeLine>,
    /// Each rule.
    pub rule_ids: Vec<String>,
    /// Memberships and deposits, which are no part of the sum.
    pub standing: Vec<FeeStanding>,
    /// The fees after the refund that was asked about.
    pub refund: Vec<FeeRefunded>,
    /// What can be said to apply.
    pub options: Vec<String>,
    /// What must be known first.
    pub questions: Vec<Question>,
}

/// The seller's own sales at a cliff.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CliffOwn {
    /// Orders with a price in the zone.
    pub orders: i64,
    /// Pieces (or orders, where the cliff is one of orders) in the zone.
    pub count: i64,
    /// What these sold for.
    pub sold: String,
    /// What the other side of the cliff would have saved them.
    pub saved: String,
}

/// A price at which a fee jumps.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FeeCliff {
    /// The platform's slug.
    pub platform: String,
    /// The category, in the platform's own words.
    pub category: Option<String>,
    /// up or down: which way the fee jumps when the price rises.
    pub turn: String,
    /// item or order: whose price it is.
    pub of: String,
    /// The last price before the jump.
    pub below: String,
    /// The first price after it.
    pub above: String,
    /// The fee before the jump.
    pub fee_below: String,
    /// The fee after it.
    pub fee_above: String,
    /// First price at which the other side is better.
    pub zone_from: String,
    /// Last such price.
    pub zone_to: String,
    /// What the other side is better by, beside the cliff.
    pub saving: String,
    /// ISO 4217 code.
    pub currency: String,
    /// The rules that jump.
    pub rule_ids: Vec<String>,
    /// Own sales at it; nothing when they were left out.
    pub own: Option<CliffOwn>,
}

/// Every cliff that was looked for.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FeeCliffs {
    /// The day whose rules were asked.
    pub on: String,
    /// The cliffs, by platform, category and price.
    pub cliffs: Vec<FeeCliff>,
    /// The lake version of own sales.
    pub lake_version: Option<i64>,
    /// What must be known first.
    pub questions: Vec<Question>,
}
