//! The answer to a question about a metric, and the questions that it asks back.

use crate::metric::{Additive, Unit};
use crate::query::Grain;
use serde::ser::{Serialize, SerializeMap, Serializer};

/// The answer to a [`crate::MetricQuery`].
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Answer {
    /// The metric's name.
    pub metric: String,
    /// What its values are.
    pub unit: Unit,
    /// The report currency of metrics that add up money.
    pub currency: Option<String>,
    /// The lake version that was read.
    pub lake_version: i64,
    /// The one SQL text whose rows these are.
    pub sql: String,
    /// Wall time in milliseconds, totals and questions included.
    pub elapsed_ms: u64,
    /// Slices, in the order of the rows' keys.
    pub by: Vec<String>,
    /// The time axis, when there is one.
    pub grain: Option<Grain>,
    /// First day, `YYYY-MM-DD`; the book's when none was asked, null for an empty book.
    pub from: Option<String>,
    /// Last day.
    pub to: Option<String>,
    /// The days that were compared with.
    pub compare: Option<Days>,
    /// One row a slice and period, ordered by key (by value, largest first, when limited without a time axis).
    pub rows: Vec<Row>,
    /// The value over all slices and periods.
    pub total: Total,
    /// Whether the rows add up to the total.
    pub additive: Additive,
    /// What must be asked before every value can be told.
    pub questions: Vec<Question>,
}

/// A range of days, inclusive.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Days {
    /// First day, `YYYY-MM-DD`.
    pub from: String,
    /// Last day.
    pub to: String,
}

/// One row: its keys and its values. Values are exact decimals as text; null cannot be told (or would divide by zero).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Dimension name (or `period`) and value; a null value is unknown.
    pub keys: Vec<(&'static str, Option<String>)>,
    /// The value.
    pub value: Option<String>,
    /// The value of the compared days, when compared.
    pub previous: Option<String>,
}

impl Row {
    /// A key's value; the outer `None` when there is no such key.
    #[must_use]
    pub fn key(&self, name: &str) -> Option<Option<&str>> {
        self.keys.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_deref())
    }
}

impl Serialize for Row {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.keys.len() + 2))?;
        for (name, value) in &self.keys {
            map.serialize_entry(name, value)?;
        }
        map.serialize_entry("value", &self.value)?;
        map.serialize_entry("previous", &self.previous)?;
        map.end()
    }
}

/// The value over everything that was asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Total {
    /// The value.
    pub value: Option<String>,
    /// The value of the compared days, when compared.
    pub previous: Option<String>,
}

/// Something that only the user can tell.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Question {
    /// Stable name: `fx_missing`.
    pub code: &'static str,
    /// The question in a sentence.
    pub text: String,
    /// How to answer it.
    pub hint: String,
    /// How many orders are concerned.
    pub count: u64,
    /// Their amount, in the currency.
    pub amount: String,
    /// The currency without a rate.
    pub currency: String,
    /// First day without a rate, `YYYY-MM-DD`.
    pub from: String,
    /// Last day without a rate.
    pub to: String,
}
