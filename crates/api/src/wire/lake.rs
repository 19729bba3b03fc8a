//! Status, lake versions and freshness.

use super::Question;
use serde::Serialize;
use utoipa::ToSchema;

/// The business and its book at a glance.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Status {
    /// Version of the program.
    pub version: String,
    /// Published lake version that the rest is about; 0 before the first import.
    pub lake_version: i64,
    /// When it was published.
    pub published_at: Option<String>,
    /// The business.
    pub seller: String,
    /// IANA name of the zone that decides on which day something happened.
    pub zone: String,
    /// ISO 4217 code that money is reported in unless asked otherwise.
    pub report_currency: String,
    /// ISO 4217 codes that occur in the book.
    pub currencies: Vec<String>,
    /// First day of any order line.
    pub first_day: Option<String>,
    /// Last day of any order line.
    pub last_day: Option<String>,
    /// Order lines.
    pub lines: u64,
    /// Documents.
    pub trades: u64,
    /// Rows waiting in quarantine.
    pub quarantine_open: i64,
    /// What the seller is asked.
    pub questions: Vec<Question>,
}

/// One published state of the lake.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LakeVersion {
    /// Number, rising by one.
    pub version: i64,
    /// When it was published.
    pub at: String,
    /// Why: import, replay, undo, compact, fx.
    pub reason: String,
    /// The import that made it.
    pub import_id: Option<i64>,
}

/// How recent the data of one source is.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct Freshness {
    /// Source: the profile's name, or the shop's when several share a profile.
    pub source: String,
    /// When something of it was last imported.
    pub last_import_at: Option<String>,
    /// Last day that its data tells about.
    pub reaches: Option<String>,
    /// Rows of it that were taken.
    pub rows: i64,
    /// Usual days from one import to the next (median); null before the second import.
    pub rhythm_days: Option<f64>,
    /// Days since the last import.
    pub age_days: Option<f64>,
    /// `late` when older than twice the rhythm and two days.
    #[schema(example = "fresh")]
    pub state: &'static str,
}
