//! Days that stood out.

use super::Label;
use serde::Serialize;
use utoipa::ToSchema;

/// What was watched, and what stood out.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AlertList {
    /// Lake version that was read.
    pub lake_version: i64,
    /// Metrics that were judged.
    pub watched: Vec<String>,
    /// First day that was judged.
    pub from: Option<String>,
    /// Last day that was judged.
    pub to: Option<String>,
    /// Days and metrics that were judged together.
    pub judged: usize,
    /// The share of ordinary days that are reported at most, in percent.
    pub false_alarm_pct: String,
    /// What stood out, the newest day first.
    pub alerts: Vec<AlertDay>,
    /// Why nothing could be judged.
    pub note: Option<Label>,
}

/// A day that stood out.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AlertDay {
    /// Metric.
    pub metric: String,
    /// Name for people.
    pub label: Label,
    /// money, count, quantity or ratio.
    pub unit: String,
    /// ISO 4217 code of money.
    pub currency: Option<String>,
    /// The day.
    pub day: String,
    /// What it was.
    pub value: String,
    /// What was to be expected, an estimate.
    pub expected: String,
    /// The least that is ordinary.
    pub low: String,
    /// The most that is ordinary.
    pub high: String,
    /// above or below.
    pub direction: String,
    /// Whether it is the wrong direction for the metric.
    pub bad: bool,
    /// Why it stands out.
    pub why: Label,
}
