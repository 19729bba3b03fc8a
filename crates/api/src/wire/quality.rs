//! The quality of the data.

use super::Label;
use serde::Serialize;
use utoipa::ToSchema;

/// A score and the checks behind it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct QualityScore {
    /// 0 to 100 with one decimal; null for an empty book.
    pub score: Option<String>,
    /// Lake version that was read.
    pub lake_version: i64,
    /// ISO 4217 code that rates are looked for into.
    pub currency: String,
    /// Every check, the one that costs most first.
    pub checks: Vec<QualityCheck>,
}

/// What one check found.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct QualityCheck {
    /// Name.
    pub name: String,
    /// Weight; those of all checks add up to 100.
    pub points: u64,
    /// What is wrong.
    pub label: Label,
    /// How to put it right.
    pub hint: Label,
    /// How much is wrong.
    pub found: u64,
    /// Of how much; 0 when there is nothing to look at.
    pub of: u64,
    /// The fraction that is wrong.
    pub share: Option<String>,
    /// Points of the score that it costs.
    pub costs: String,
    /// The query that counts; null for what stands outside the lake.
    pub sql: Option<String>,
    /// The query that lists the rows.
    pub rows_sql: Option<String>,
}
