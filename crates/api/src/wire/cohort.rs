//! Cohorts of buyers on the wire: by the period of the first purchase, and how many came back at each age.

use serde::Serialize;
use utoipa::ToSchema;

/// Buyers by the period of their first purchase, and how many came back.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CohortTable {
    /// week, month, quarter or year.
    pub grain: String,
    /// Lake version that was read.
    pub lake_version: i64,
    /// The query that gave the counts.
    pub sql: String,
    /// How long it took.
    pub elapsed_ms: u64,
    /// Last day that counts; null for an empty book. The period that it lies in may be unfinished.
    pub to: Option<String>,
    /// One a period, in order.
    pub cohorts: Vec<CohortRow>,
    /// All together, age by age.
    pub whole: Vec<CohortKept>,
}

/// Buyers whose first purchase lies in one period.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CohortRow {
    /// First day of the period.
    pub period: String,
    /// How many there are.
    pub buyers: u64,
    /// Age by age, 0 first.
    pub ages: Vec<CohortKept>,
}

/// How many bought at an age.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CohortKept {
    /// How many.
    pub buyers: u64,
    /// Of how many.
    pub of: u64,
    /// As a fraction.
    pub share: Option<String>,
}
