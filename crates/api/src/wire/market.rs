//! The market: published series with their citations, what follows from them, and the seller's own trade beside them.

use super::{Label, Question};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A citation.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct MarketSource {
    /// Its id, or the user's own words.
    pub id: String,
    /// What was read.
    pub title: String,
    /// When it was published; empty when that is not known.
    pub published: String,
    /// Where it was read.
    pub r#where: String,
    /// Whether the numbers that cite it were read there.
    pub verified: bool,
}

/// What a source counts. Series of two bases are never joined.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct MarketBasis {
    /// Its id.
    pub id: String,
    /// industry, customs or user.
    pub kind: String,
    /// Its name.
    pub label: Label,
    /// What it counts.
    pub note: Label,
}

/// One published number.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MarketPoint {
    /// 2018, 2018H1, 2018Q3 or 2018-07.
    pub period: String,
    /// year, half_year, quarter or month. Periods of different length never mix.
    pub span: String,
    /// Category or country code of a share; OTHER is all that the source does not name.
    pub item: Option<String>,
    /// The number, in the series' unit.
    pub value: String,
    /// actual, estimate, forecast, derived or lower_bound.
    pub kind: String,
    /// The true number is larger.
    pub lower_bound: bool,
    /// Whether somebody read the number in its source.
    pub verified: bool,
    /// The lost figure that it stands in for; such a number is no fact.
    pub stand_in: Option<String>,
    /// Growth over a year before, percent, as published.
    pub yoy_pct: Option<String>,
    /// Share of all foreign trade of that flow, percent, as published.
    pub share_of_trade_pct: Option<String>,
    /// All foreign trade of that flow as this share implies.
    pub implied_trade: Option<String>,
    /// Share of exports, percent, as published.
    pub export_share_pct: Option<String>,
    /// Where it was read.
    pub sources: Vec<MarketSource>,
    /// When it was read.
    pub as_of: Option<String>,
    /// More to know.
    pub note: Option<String>,
}

/// What the shares of a period add up to, never rescaled.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MarketSum {
    /// The period.
    pub period: String,
    /// The sum as published.
    pub sum: String,
    /// Whether the source names a remainder, so that the sum should be 100.
    pub complete: bool,
    /// What is not itemised.
    pub not_itemised: Option<String>,
    /// Herfindahl index of the named items: the least that the whole can have.
    pub herfindahl_min: String,
}

/// Something to know before a series is used.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MarketWarning {
    /// Stable code.
    pub code: String,
    /// The period that it is about.
    pub period: Option<String>,
    /// The number in question.
    pub amount: String,
    /// It in a sentence.
    pub text: String,
}

/// A series: one basis, one flow.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MarketSeries {
    /// figure.basis.flow
    pub id: String,
    /// volume, products or destinations.
    pub dataset: String,
    /// What it counts.
    pub basis: MarketBasis,
    /// total, export, import or export_as_stated.
    pub flow: String,
    /// What a value is counted in.
    pub unit: String,
    /// shipped, user or user_replaced.
    pub origin: String,
    /// Its points, by period.
    pub points: Vec<MarketPoint>,
    /// Sums of shares.
    pub sums: Vec<MarketSum>,
    /// What must be known about it.
    pub warnings: Vec<MarketWarning>,
}

/// Growth within one series.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MarketChange {
    /// The series.
    pub series: String,
    /// First period.
    pub from: String,
    /// Last period.
    pub to: String,
    /// First value.
    pub from_value: String,
    /// Last value.
    pub to_value: String,
    /// Growth over the whole time, percent.
    pub growth_pct: String,
    /// Whole years between them.
    pub years: Option<i32>,
    /// Compound growth a year, percent.
    pub cagr_pct: Option<String>,
    /// The growth is at least this.
    pub lower_bound: bool,
    /// Both numbers were read in their sources.
    pub verified: bool,
    /// Kinds of the two numbers.
    pub kinds: Vec<String>,
}

/// A published total in exports and imports.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MarketSplit {
    /// The basis of all its numbers.
    pub basis: String,
    /// The period.
    pub period: String,
    /// Exports.
    pub export: String,
    /// Imports.
    pub import: String,
    /// Exports, percent of both.
    pub export_pct: String,
    /// Imports, percent of both.
    pub import_pct: String,
    /// What a value is counted in.
    pub unit: String,
    /// Both were published; otherwise they follow from a total and its share.
    pub published: bool,
    /// Every number used was read in its source.
    pub verified: bool,
}

/// One row of the seller's own figure.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OwnRow {
    /// Year, country, category, province, park or mode; null is unknown.
    pub key: Option<String>,
    /// Its name, where it has another one.
    pub label: Option<Label>,
    /// First day of the period.
    pub period: Option<String>,
    /// Money or a count; null while a rate is missing.
    pub value: Option<String>,
    /// Share of the total or of the period, percent.
    pub share_pct: Option<String>,
    /// What was added up.
    pub members: Vec<String>,
}

/// How concentrated a figure is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OwnConcentration {
    /// First day of the period; null for the whole.
    pub period: Option<String>,
    /// Herfindahl index, 0 to 1.
    pub herfindahl: String,
    /// How many have a share.
    pub count: usize,
}

/// A direction of the own trade of a year.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OwnSplit {
    /// First day of the year.
    pub period: String,
    /// export, import, domestic, abroad or unknown.
    pub direction: String,
    /// Money.
    pub value: Option<String>,
    /// Share of the year, percent.
    pub share_pct: Option<String>,
}

/// A figure of the seller's own trade.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OwnFigure {
    /// The metric behind it.
    pub metric: String,
    /// ISO 4217 code of money; null for counts.
    pub currency: Option<String>,
    /// Lake version that was read.
    pub lake_version: i64,
    /// The query whose rows were added up.
    pub sql: String,
    /// First day.
    pub from: Option<String>,
    /// Last day.
    pub to: Option<String>,
    /// Rows, largest first.
    pub rows: Vec<OwnRow>,
    /// The same rolled up; a roll-up is the sum of its members.
    pub groups: Vec<OwnRow>,
    /// All of it.
    pub total: Option<String>,
    /// How concentrated it is.
    pub concentration: Vec<OwnConcentration>,
    /// Directions, on the volume.
    pub splits: Vec<OwnSplit>,
    /// The country from which directions are seen.
    pub home: Option<String>,
    /// What must be answered before it is complete.
    pub questions: Vec<Question>,
}

/// A figure: published series, one for each basis and flow, and the seller's own trade.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MarketFigure {
    /// volume, products, destinations, origins or modes.
    pub dataset: String,
    /// Published series; none for origins and modes.
    pub series: Vec<MarketSeries>,
    /// Growth that was asked for.
    pub changes: Vec<MarketChange>,
    /// Exports and imports by period.
    pub splits: Vec<MarketSplit>,
    /// The seller's own trade; null when it was not asked for.
    pub own: Option<OwnFigure>,
}

/// Series to add or replace, as a CSV table.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MarketTable {
    /// The table: period, flow, value_trn_cny (or value and unit; or share_pct with partner or category), kind, basis, source, as_of, verified, note.
    pub table: String,
    /// Whether known series may be replaced.
    #[serde(default)]
    pub replace: bool,
    /// Only say what it would do.
    #[serde(default)]
    pub preview: bool,
}

/// What a table does to one series.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MarketStep {
    /// The series.
    pub series: String,
    /// adds, replaces_shipped or replaces_own.
    pub effect: String,
    /// Its points.
    pub points: usize,
    /// Points of the series that it replaces.
    pub points_before: usize,
    /// What must be known about it.
    pub warnings: Vec<MarketWarning>,
}

/// One thing that is wrong with a table.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MarketProblem {
    /// Stable code.
    pub code: String,
    /// Line in the table.
    pub line: Option<u64>,
    /// What is wrong.
    pub cause: String,
    /// What to do about it.
    pub hint: String,
}

/// What became of a table.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MarketChanged {
    /// Whether it was written; false for a preview.
    pub done: bool,
    /// Series by series.
    pub steps: Vec<MarketStep>,
    /// In a preview: all that is wrong with it.
    pub problems: Vec<MarketProblem>,
}

/// What became of a removal.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MarketRemoved {
    /// The series.
    pub series: String,
    /// Whether the shipped one is back.
    pub shipped_is_back: bool,
}
