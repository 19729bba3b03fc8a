//! Metrics, their values and the lines behind them; dimensions.

use super::{Label, Problem, Question};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Whether parts add up to the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Additive {
    /// Over the values of a dimension.
    pub slices: bool,
    /// Over periods.
    pub time: bool,
}

/// What a metric is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MetricInfo {
    /// Name in addresses.
    pub name: String,
    /// Name for people.
    pub label: Label,
    /// sales, customers, trade, profit or service.
    pub group: String,
    /// money, count, quantity or ratio.
    pub unit: String,
    /// Whether its parts add up.
    pub additive: Additive,
    /// Why one looks at it.
    pub why: Label,
    /// What exactly it counts.
    pub definition: Label,
    /// Dimensions it can be sliced by.
    pub dimensions: Vec<String>,
    /// Which direction is good: up, down or none.
    pub better: String,
    /// What a question may change: of (the metric looked at), over (the dimension).
    pub parameters: Vec<String>,
}

/// Two days, both included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Period {
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
}

/// One value of a metric: the keys of its slice beside it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Cell {
    /// Dimension -> value, null for unknown; one entry for each dimension in `by`.
    #[serde(flatten)]
    pub slices: BTreeMap<String, Option<String>>,
    /// First day of the period; only with a grain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
    /// The value; null when there is none (a ratio over nothing).
    pub value: Option<String>,
    /// The value of the compared period; null without a comparison.
    pub previous: Option<String>,
}

/// The value over everything.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Total {
    /// The value.
    pub value: Option<String>,
    /// The value of the compared period.
    pub previous: Option<String>,
}

/// The answer to a question about a metric.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MetricResult {
    /// The metric.
    pub metric: String,
    /// money, count, quantity or ratio.
    pub unit: String,
    /// ISO 4217 code of money.
    pub currency: Option<String>,
    /// Lake version that was read.
    pub lake_version: i64,
    /// The query that gave the rows.
    pub sql: String,
    /// How long it took.
    pub elapsed_ms: u64,
    /// Dimensions, in order.
    pub by: Vec<String>,
    /// day, week, month, quarter or year.
    pub grain: Option<String>,
    /// First day; null for an empty book.
    pub from: Option<String>,
    /// Last day, included.
    pub to: Option<String>,
    /// The days compared with.
    pub compare: Option<Period>,
    /// Values.
    pub rows: Vec<Cell>,
    /// The value over everything.
    pub total: Total,
    /// Whether the rows add up to the total.
    pub additive: Additive,
    /// What must be answered before the value is complete.
    pub questions: Vec<Question>,
}

/// One figure of a metric.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Figure {
    /// The metric.
    pub metric: String,
    /// money, count, quantity or ratio.
    pub unit: String,
    /// ISO 4217 code of money.
    pub currency: Option<String>,
    /// The value; null when there is none.
    pub value: Option<String>,
    /// The value of the compared period; null without a comparison.
    pub previous: Option<String>,
    /// The days compared with.
    pub compare: Option<Period>,
    /// Why the metric cannot be told, when it cannot.
    pub problem: Option<Problem>,
}

/// Figures of many metrics over the same days.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Figures {
    /// Lake version that was read.
    pub lake_version: i64,
    /// One a metric, in the order asked for.
    pub figures: Vec<Figure>,
}

/// One order line behind a number.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MetricRow {
    /// Document; null for a charge that belongs to none.
    pub trade_id: Option<String>,
    /// Line.
    pub line_id: Option<String>,
    /// Article.
    pub sku: Option<String>,
    /// Its name.
    pub product_name: Option<String>,
    /// sale, return, adjustment or stock; for an amount of profit and loss its account.
    pub kind: String,
    /// Pieces.
    pub quantity: Option<String>,
    /// What the line adds to the metric, in its own currency.
    pub amount: Option<String>,
    /// ISO 4217 code.
    pub currency: Option<String>,
    /// The same in the report currency; null when there is no rate.
    pub converted: Option<String>,
    /// Day.
    pub day: Option<String>,
    /// ISO 3166-1 alpha-2 code; null when unknown.
    pub country: Option<String>,
    /// Source file.
    pub file: String,
    /// Its id.
    pub file_id: i64,
    /// Line in that file.
    pub row: i64,
    /// The import that brought it.
    pub import_id: i64,
}

/// A page of the lines behind a number.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MetricRows {
    /// Names of the columns, in order.
    pub columns: Vec<String>,
    /// Lines, latest first.
    pub rows: Vec<MetricRow>,
    /// How many there are.
    pub total: i64,
}

/// A dimension.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DimensionInfo {
    /// Name in addresses.
    pub name: String,
    /// Name for people.
    pub label: Label,
}

/// A value of a dimension.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct DimensionValue {
    /// The value; null for unknown.
    pub value: Option<String>,
    /// Its name for people, where it has another one.
    pub label: Option<Label>,
    /// Order lines that have it.
    pub lines: i64,
}
