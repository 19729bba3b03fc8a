//! The seller's own trade beside the market: by year, category, destination, origin of sellers and mode, asked of
//! `semantic` and added up exactly. Every figure says its metric and query, so that it opens like any other number.

mod categories;
mod destinations;
mod exact;
mod modes;
mod origins;
mod products;
mod volume;

pub use categories::{Category, CategoryTree};
pub use destinations::{DestinationGroup, destination_groups, destinations, group_of};
pub use modes::modes;
pub use origins::origins;
pub use products::products;
pub use volume::{OwnSplit, volume};

use crate::derive::herfindahl_of_percent;
use entrepot_domain::{Currency, Day};
use entrepot_semantic::{Answer, MetricQuery, Question, Text};
use exact::Exact;
use rust_decimal::Decimal;
use serde::Serialize;

/// The metric that stands for trade: what was sold, before discounts and returns, as published volumes count.
pub const METRIC: &str = "gross_sales";
/// Decimals of a share in percent.
const SHARE_DECIMALS: u32 = 4;

/// What is asked of the seller's own trade.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnQuery {
    /// Report currency; the home's when absent.
    pub currency: Option<Currency>,
    /// First day.
    pub from: Option<Day>,
    /// Last day.
    pub to: Option<Day>,
}

impl OwnQuery {
    fn metric(&self, by: &[&str]) -> MetricQuery {
        MetricQuery {
            by: by.iter().map(|name| (*name).to_owned()).collect(),
            from: self.from,
            to: self.to,
            currency: self.currency,
            ..MetricQuery::new(METRIC)
        }
    }
}

/// One row of an own figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OwnRow {
    /// Year, country, category, province, park or mode; nothing when it is unknown.
    pub key: Option<String>,
    /// Its name, where it has another one.
    pub label: Option<Text>,
    /// First day of the period, on figures over time.
    pub period: Option<String>,
    /// Money in the figure's currency, or a count; nothing when a rate is missing.
    pub value: Option<String>,
    /// Share of the total (of the period), percent, four decimals.
    pub share_pct: Option<Decimal>,
    /// What was added up: country codes of a group, subcategories …
    pub members: Vec<String>,
}

/// Concentration of a period or of the whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Concentration {
    /// First day of the period; nothing for the whole.
    pub period: Option<String>,
    /// Herfindahl index, 0 to 1: the sum of squared shares.
    pub herfindahl: Decimal,
    /// How many have a share.
    pub count: usize,
}

/// A figure of the seller's own trade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OwnFigure {
    /// The metric behind it; `sellers` for counted parties.
    pub metric: String,
    /// The currency of money; nothing for counts.
    pub currency: Option<String>,
    /// The lake version that was read.
    pub lake_version: i64,
    /// The query whose rows were added up.
    pub sql: String,
    /// First day.
    pub from: Option<String>,
    /// Last day.
    pub to: Option<String>,
    /// The figure, largest first (by period over time).
    pub rows: Vec<OwnRow>,
    /// The same rows rolled up: regions, categories' groups, parks.
    pub groups: Vec<OwnRow>,
    /// All of it; nothing when a rate is missing.
    pub total: Option<String>,
    /// How concentrated it is.
    pub concentration: Vec<Concentration>,
    /// What must be answered before it is complete.
    #[serde(skip)]
    pub questions: Vec<Question>,
}

impl OwnFigure {
    fn of(answer: &Answer) -> Self {
        Self {
            metric: answer.metric.clone(),
            currency: answer.currency.clone(),
            lake_version: answer.lake_version,
            sql: answer.sql.clone(),
            from: answer.from.clone(),
            to: answer.to.clone(),
            rows: Vec::new(),
            groups: Vec::new(),
            total: None,
            concentration: Vec::new(),
            questions: answer.questions.clone(),
        }
    }

    /// Rows with their shares of the total, largest first, and the concentration of the known ones.
    fn fill(&mut self, parts: Vec<Part>, decimals: usize) {
        let total = Exact::sum(parts.iter().map(|part| part.value));
        self.rows = rows(parts, total, decimals);
        self.total = total.map(|total| total.text(decimals));
        self.concentration.extend(concentration(None, &self.rows));
    }
}

/// A key with its number, before shares are told.
#[derive(Debug, Clone)]
struct Part {
    key: Option<String>,
    label: Option<Text>,
    value: Option<Exact>,
    members: Vec<String>,
}

fn rows(mut parts: Vec<Part>, total: Option<Exact>, decimals: usize) -> Vec<OwnRow> {
    let share = |part: &Part| part.value.and_then(|value| value.share_pct(total?, SHARE_DECIMALS));
    parts.sort_by_cached_key(|part| (std::cmp::Reverse(part.value.and_then(|value| value.share_pct(total?, 12))), part.key.clone()));
    parts
        .into_iter()
        .map(|part| OwnRow {
            share_pct: share(&part),
            key: part.key,
            label: part.label,
            period: None,
            value: part.value.map(|value| value.text(decimals)),
            members: part.members,
        })
        .collect()
}

fn concentration(period: Option<String>, rows: &[OwnRow]) -> Option<Concentration> {
    let shares: Vec<Decimal> = rows.iter().filter_map(|row| row.share_pct).filter(|share| !share.is_zero()).collect();
    (!shares.is_empty() && rows.iter().all(|row| row.share_pct.is_some())).then(|| Concentration {
        period,
        herfindahl: herfindahl_of_percent(shares.iter().copied()),
        count: shares.len(),
    })
}

/// The parts of an answer by one of its keys.
fn parts(answer: &Answer, key: &str) -> Vec<Part> {
    answer
        .rows
        .iter()
        .map(|row| Part {
            key: row.key(key).flatten().map(str::to_owned),
            label: None,
            value: row.value.as_deref().and_then(Exact::parse),
            members: Vec::new(),
        })
        .collect()
}
