//! Lanes and borders: what a parcel costs on each lane, what a consignment pays and costs landed, what leaves under which code.

use super::{Label, Question, RuleStep, Said};
use serde::Serialize;
use utoipa::ToSchema;

/// One amount with the rule behind it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RuledLine {
    /// Its name in the ledger.
    pub kind: String,
    /// goods, shipping, duty, tax or fee.
    pub component: String,
    /// Its name for people; absent for lines of a lane.
    pub label: Option<Label>,
    /// The code of the goods that it is for.
    pub hs: Option<String>,
    /// The amount; of a range, its low end.
    pub amount: String,
    /// The high end of a range.
    pub high: Option<String>,
    /// ISO 4217 code.
    pub currency: String,
    /// How it came about.
    pub steps: Vec<RuleStep>,
    /// The rule.
    pub rule_id: String,
    /// Where the rule comes from.
    pub source: String,
    /// False when it was not read there.
    pub verified: bool,
    /// What the rule says besides.
    pub note: Option<Label>,
    /// seller or buyer, for the landed cost.
    pub payer: Option<String>,
    /// The amount in the currency of the totals, for the landed cost.
    pub report: Option<String>,
    /// Its high end.
    pub report_high: Option<String>,
}

/// How long a lane takes, in days.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LaneTransit {
    /// The least, as published.
    pub min: u16,
    /// Half of the parcels arrive within.
    pub median: u16,
    /// Nine of ten arrive within.
    pub p90: u16,
    /// The most, as published.
    pub max: u16,
    /// True when no shares are published and days between least and most are taken as equally likely.
    pub assumed: bool,
}

/// What one lane would take for a parcel.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LaneOffer {
    /// The lane's code.
    pub lane: String,
    /// Its name.
    pub label: Label,
    /// Who carries.
    pub carrier: String,
    /// postal_packet, parcel_post, logistics_lines, express, first_leg or overseas_warehouse.
    pub logistics: String,
    /// The price; of a range, its low end; null when an exchange rate is missing.
    pub price: Option<String>,
    /// The high end of a range.
    pub price_high: Option<String>,
    /// ISO 4217 code of the price.
    pub currency: String,
    /// True when the price is an end of a range.
    pub estimate: bool,
    /// True when every figure in it was read in its source.
    pub verified: bool,
    /// What the scale says, grams.
    pub actual_g: u32,
    /// Volume by the lane's divisor, grams.
    pub volumetric_g: Option<u32>,
    /// What is billed, grams.
    pub billed_g: u32,
    /// How long it takes.
    pub transit_days: Option<LaneTransit>,
    /// Duty and import tax are in the price.
    pub duty_included: bool,
    /// False for a lane of the home's own.
    pub shipped: bool,
    /// When its tariff was read.
    pub as_of: Option<String>,
    /// What else should be known.
    pub note: Option<Label>,
    /// Every amount, in the currency of its rule.
    pub lines: Vec<RuledLine>,
}

/// A lane that does not take the parcel.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LaneRefusal {
    /// The lane's code.
    pub lane: String,
    /// Its name.
    pub label: Label,
    /// Stable code of the reason.
    pub code: String,
    /// The reason.
    pub text: String,
    /// The reason in Chinese.
    pub zh: Option<Said>,
}

/// A parcel over all lanes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LaneQuote {
    /// Where it starts.
    pub from: String,
    /// Where it goes.
    pub to: String,
    /// The day whose tariffs were asked.
    pub on: String,
    /// parcel, first or last.
    pub leg: String,
    /// Weight, grams.
    pub weight_g: Option<u32>,
    /// Sides, millimetres.
    pub dims_mm: Option<[u32; 3]>,
    /// general or special.
    pub cargo: String,
    /// Offers, the cheapest first.
    pub offers: Vec<LaneOffer>,
    /// Refusals with their reason.
    pub refusals: Vec<LaneRefusal>,
    /// What must be known before the other lanes can answer.
    pub questions: Vec<Question>,
}

/// Days, both included; an open end is unlimited.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DaySpan {
    /// The first.
    pub from: Option<String>,
    /// The last.
    pub to: Option<String>,
}

/// Whose law it is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CustomsTerritory {
    /// Its code.
    pub code: String,
    /// Its name.
    pub label: Label,
    /// fob (goods alone) or cif (with carriage and insurance).
    pub valuation: String,
    /// Where that is said.
    pub valuation_source: String,
    /// When its table was read.
    pub as_of: Option<String>,
    /// Over which days its table is complete.
    pub complete: Vec<DaySpan>,
    /// Procedures by which its rules differ.
    pub channels: Vec<String>,
    /// What else should be known.
    pub note: Option<Label>,
    /// False for a table of the home's own.
    pub shipped: bool,
}

/// What freed the goods.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DutyRelief {
    /// duty or tax.
    pub of: String,
    /// Its name.
    pub label: Label,
    /// What the rule says besides.
    pub note: Option<Label>,
    /// The rule.
    pub rule_id: String,
    /// Where the rule comes from.
    pub source: String,
    /// False when it was not read there.
    pub verified: bool,
}

/// A way of paying the import tax at the sale.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TaxScheme {
    /// Its short name.
    pub code: String,
    /// Its name.
    pub label: Label,
    /// Where it is said.
    pub source: String,
}

/// Duty and import tax of a consignment.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DutyQuote {
    /// Where it was sent from.
    pub from: String,
    /// Where it goes.
    pub to: String,
    /// The day whose law was asked.
    pub on: String,
    /// Whose law it is; null for a country without a table.
    pub territory: Option<CustomsTerritory>,
    /// ISO 4217 code of the destination's customs.
    pub currency: String,
    /// The goods.
    pub goods: String,
    /// Carriage.
    pub freight: String,
    /// Insurance.
    pub insurance: String,
    /// What duty is taken of; null while something is asked.
    pub customs_value: Option<String>,
    /// Duty; null while something is asked.
    pub duty: Option<String>,
    /// Its high end, when a rule states a range.
    pub duty_high: Option<String>,
    /// Import tax; null while something is asked.
    pub tax: Option<String>,
    /// Its high end.
    pub tax_high: Option<String>,
    /// Layers of duty, flat charges, import tax; for the landed cost also goods, carriage and clearing.
    pub lines: Vec<RuledLine>,
    /// What freed the goods.
    pub reliefs: Vec<DutyRelief>,
    /// The scheme under which the tax is paid at the sale.
    pub scheme: Option<TaxScheme>,
    /// It crosses no customs border.
    pub domestic: bool,
    /// Charges that are announced and not in force.
    pub announced: Vec<Label>,
    /// True when every figure was read in its source.
    pub verified: bool,
    /// What must be known first.
    pub questions: Vec<Question>,
}

/// An Incoterm and what it says.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TermSaid {
    /// Its three letters.
    pub code: String,
    /// Its name.
    pub label: Label,
    /// Only for carriage by sea.
    pub sea_only: bool,
    /// Where the risk passes.
    pub risk_passes: Label,
}

/// The landed cost of a consignment.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LandedQuote {
    /// The term.
    pub incoterm: TermSaid,
    /// ISO 4217 code of the totals.
    pub report_currency: String,
    /// Everything; null while something is asked.
    pub total: Option<String>,
    /// Its high end.
    pub total_high: Option<String>,
    /// What the seller pays of it.
    pub seller_pays: Option<String>,
    /// Its high end.
    pub seller_pays_high: Option<String>,
    /// What the buyer pays of it, the goods included.
    pub buyer_pays: Option<String>,
    /// Its high end.
    pub buyer_pays_high: Option<String>,
    /// Duty and tax; its lines are those of the landed cost.
    pub duty: DutyQuote,
}

/// What VAT comes back.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExportRebate {
    /// The rebate.
    pub amount: String,
    /// What the goods cost after it.
    pub net_cost: String,
    /// ISO 4217 code.
    pub currency: String,
    /// How it came about.
    pub steps: Vec<RuleStep>,
    /// The rule.
    pub rule_id: String,
    /// Where the rule comes from.
    pub source: String,
    /// False when it was not read there.
    pub verified: bool,
}

/// A customs supervision code.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExportCode {
    /// Four digits.
    pub code: String,
    /// Its name.
    pub label: Label,
    /// Operating modes that it fits.
    pub modes: Vec<String>,
    /// yes, conditional or no.
    pub rebate: String,
    /// On which conditions.
    pub rebate_note: Label,
    /// How goods are declared.
    pub declaration: Label,
    /// The most that one declaration may hold.
    pub limit: Option<String>,
}

/// A pilot city of cross-border e-commerce.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExportCity {
    /// Its code.
    pub code: String,
    /// Its name.
    pub label: Label,
    /// Supervision codes that may be used there.
    pub codes: Vec<String>,
    /// False when that is recalled.
    pub verified: bool,
}

/// The export side of a sale.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExportQuote {
    /// The day of the declaration.
    pub on: String,
    /// What comes back; null when no purchase was named or something is asked.
    pub rebate: Option<ExportRebate>,
    /// Supervision codes that fit.
    pub codes: Vec<ExportCode>,
    /// The pilot cities, or the one that was named.
    pub cities: Vec<ExportCity>,
    /// Categories of the rebate.
    pub categories: Vec<String>,
    /// What must be known first.
    pub questions: Vec<Question>,
}

/// A change of the law.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PolicyChange {
    /// The first day of it.
    pub on: String,
    /// The territory in whose table it shows.
    pub territory: String,
    /// The country or union that changed it.
    pub place: String,
    /// What changed.
    pub event: Label,
    /// What it does to a cost.
    pub effect: Option<Label>,
    /// Where it is said.
    pub source: String,
    /// False when it is announced or recalled.
    pub verified: bool,
}
