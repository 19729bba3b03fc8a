//! Forecasts: the past, the periods ahead with their intervals, and the reasons.

use super::{Label, Problem, Question};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A period that was not learnt from.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PeriodLeftOut {
    /// Its first day.
    pub period: String,
    /// unfinished (it goes on after the last day known), or begins_inside (the book begins after its first day).
    pub reason: String,
}

/// A finished period.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PastPoint {
    /// Its first day.
    pub period: String,
    /// The value; null when there was none.
    pub value: Option<String>,
}

/// An interval that the value should fall into.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ForecastInterval {
    /// Percent of cases.
    pub level: f64,
    /// Lower bound.
    pub low: String,
    /// Upper bound.
    pub high: String,
}

/// A period ahead.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ForecastPoint {
    /// Its first day.
    pub period: String,
    /// The expected value, a rounded decimal.
    pub value: String,
    /// Intervals by level.
    pub intervals: Vec<ForecastInterval>,
    /// Names of holidays whose effect is part of the value.
    pub holidays: Vec<String>,
}

/// A method in the backtest.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ForecastScore {
    /// naive, seasonal_naive, drift, mean, ets, theta, dotm, comb, croston, sba or tsb.
    pub method: String,
    /// Symmetric mean absolute percentage error, 0 to 200.
    pub smape: Option<String>,
    /// Mean absolute error as a multiple of the seasonal naive method's.
    pub mase: Option<String>,
    /// The same with squares.
    pub rmsse: Option<String>,
    /// Values compared.
    pub points: usize,
    /// Whether it was chosen.
    pub chosen: bool,
}

/// How often an interval held in the backtest.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ForecastCoverage {
    /// Percent that was promised.
    pub level: f64,
    /// Percent that was kept; null without a backtest.
    pub measured: Option<f64>,
    /// Values compared.
    pub points: usize,
}

/// A holiday that was looked for.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ForecastHoliday {
    /// Stable name.
    pub holiday: String,
    /// Name for people.
    pub label: Label,
    /// What a whole period of it multiplies the series by.
    pub factor: String,
    /// How many times it was seen.
    pub seen: usize,
    /// Whether it was used.
    pub used: bool,
}

/// Something that a reader of the forecast must know.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ForecastWarning {
    /// gaps, negatives, leading_empty, short, no_backtest, ends_in_zeros or holiday_unknown.
    pub code: String,
    /// How many periods, where it is about some.
    pub periods: Option<usize>,
    /// Whether gaps were taken as zero.
    pub as_zero: Option<bool>,
    /// The holiday, where it is about one.
    pub holiday: Option<String>,
}

/// One series.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ForecastSeries {
    /// Dimension -> value, null for unknown.
    pub slices: BTreeMap<String, Option<String>>,
    /// The finished periods.
    pub history: Vec<PastPoint>,
    /// smooth or intermittent; null without a forecast.
    pub pattern: Option<String>,
    /// The method used; null without a forecast.
    pub method: Option<String>,
    /// The periods ahead; empty without a forecast.
    pub points: Vec<ForecastPoint>,
    /// How often intervals held.
    pub coverage: Vec<ForecastCoverage>,
    /// Every method, best first.
    pub backtest: Vec<ForecastScore>,
    /// Holidays seen in the history.
    pub holidays: Vec<ForecastHoliday>,
    /// What the reader must know.
    pub warnings: Vec<ForecastWarning>,
    /// Why there is no forecast.
    pub problem: Option<Problem>,
}

/// The answer to a question for a forecast.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ForecastResult {
    /// The metric.
    pub metric: String,
    /// money, count, quantity or ratio.
    pub unit: String,
    /// ISO 4217 code of money.
    pub currency: Option<String>,
    /// The lake version that was read.
    pub lake_version: i64,
    /// The SQL that the history comes from.
    pub sql: String,
    /// Length of a period.
    pub grain: String,
    /// Periods ahead.
    pub horizon: usize,
    /// Periods that were not learnt from.
    pub left_out: Vec<PeriodLeftOut>,
    /// The series, those with the largest totals first.
    pub series: Vec<ForecastSeries>,
    /// How many series there are, also those beyond the limit.
    pub series_total: usize,
    /// What must be asked before every value can be told.
    pub questions: Vec<Question>,
}
