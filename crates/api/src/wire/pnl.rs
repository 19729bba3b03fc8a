//! The profit and loss statement.

use super::{Label, Period, Question};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A profit and loss statement. Amounts are signed as the seller sees them: costs are negative.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PnlStatement {
    /// ISO 4217 code of the amounts.
    pub currency: String,
    /// Lake version that was read.
    pub lake_version: i64,
    /// The query that the amounts come from.
    pub sql: String,
    /// How long it took.
    pub elapsed_ms: u64,
    /// Dimensions of the columns, in order.
    pub by: Vec<String>,
    /// day, week, month, quarter or year.
    pub grain: Option<String>,
    /// First day; null for an empty book.
    pub from: Option<String>,
    /// Last day, included.
    pub to: Option<String>,
    /// The days compared with.
    pub compare: Option<Period>,
    /// Columns beside the total; they add up to it.
    pub columns: Vec<PnlColumn>,
    /// Accounts and subtotals, in order.
    pub lines: Vec<PnlLine>,
    /// What must be answered before every amount can be told.
    pub questions: Vec<Question>,
}

/// A column of the statement.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PnlColumn {
    /// Dimension -> value; null for unknown, or for what belongs to no order.
    pub slices: BTreeMap<String, Option<String>>,
    /// First day of the period; only with a grain.
    pub period: Option<String>,
    /// How many columns it stands for: more than one for the rest.
    pub stands_for: usize,
}

/// A line of the statement.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PnlLine {
    /// Name of the account or subtotal.
    pub name: String,
    /// account, subtotal, total or memo.
    pub kind: String,
    /// Name for people.
    pub label: Label,
    /// The metric that opens it.
    pub metric: String,
    /// Over everything.
    pub total: PnlCell,
    /// One for each column.
    pub cells: Vec<PnlCell>,
}

/// An amount of the statement.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PnlCell {
    /// The amount; null when a part of it is unknown.
    pub value: Option<String>,
    /// What is known of it.
    pub known: String,
    /// As a fraction of net sales.
    pub share: Option<String>,
    /// The amount of the compared days.
    pub previous: Option<String>,
}
