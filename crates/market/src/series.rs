//! Published figures: points of a series, a series for each basis and flow, and what is known of every point.
//!
//! A basis is what a source counts. Two bases of one year are two facts, and nothing here ever joins them.

use crate::error::MarketError;
use crate::period::Period;
use core::fmt;
use rust_decimal::Decimal;
use serde::{Serialize, Serializer};

/// Which of the three figures a series belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Dataset {
    /// Trade by period, in money.
    Volume,
    /// Shares of product categories, percent.
    Products,
    /// Shares of partner countries, percent: destinations of exports, origins of imports.
    Destinations,
}

impl Dataset {
    /// All three, in the order of the page.
    pub const ALL: [Self; 3] = [Self::Volume, Self::Products, Self::Destinations];

    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Volume => "volume",
            Self::Products => "products",
            Self::Destinations => "destinations",
        }
    }
}

/// Which way goods go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Flow {
    /// Both ways.
    Total,
    /// Out.
    Export,
    /// In.
    Import,
    /// The source says export where others say total: kept apart from both.
    ExportAsStated,
}

impl Flow {
    /// All flows.
    pub const ALL: [Self; 4] = [Self::Total, Self::Export, Self::Import, Self::ExportAsStated];

    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Total => "total",
            Self::Export => "export",
            Self::Import => "import",
            Self::ExportAsStated => "export_as_stated",
        }
    }

    /// Reads a name.
    ///
    /// # Errors
    /// `market.flow`.
    pub fn parse(text: &str) -> Result<Self, MarketError> {
        named(&Self::ALL, Self::as_str, text, "market.flow", "flow")
    }
}

/// What kind of number a point is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Measured, as the source says.
    Actual,
    /// Estimated by the source.
    Estimate,
    /// Foretold by the source.
    Forecast,
    /// Computed from other published numbers.
    Derived,
    /// The source says "more than".
    LowerBound,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 5] = [Self::Actual, Self::Estimate, Self::Forecast, Self::Derived, Self::LowerBound];

    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Actual => "actual",
            Self::Estimate => "estimate",
            Self::Forecast => "forecast",
            Self::Derived => "derived",
            Self::LowerBound => "lower_bound",
        }
    }

    /// Reads a name.
    ///
    /// # Errors
    /// `market.kind`.
    pub fn parse(text: &str) -> Result<Self, MarketError> {
        named(&Self::ALL, Self::as_str, text, "market.kind", "kind")
    }
}

fn named<T: Copy>(all: &[T], name: fn(T) -> &'static str, text: &str, code: &'static str, what: &str) -> Result<T, MarketError> {
    all.iter().copied().find(|one| name(*one) == text).ok_or_else(|| {
        let known: Vec<&str> = all.iter().map(|one| name(*one)).collect();
        let shown: String = text.chars().take(40).collect();
        MarketError::asked(code, format!("There is no {what} \"{shown}\"."), format!("Known: {}.", known.join(", ")))
    })
}

/// Name of a series: figure, basis and flow, written `volume.100ec.total`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SeriesId {
    /// The figure.
    pub dataset: Dataset,
    /// What the source counts: lower-case letters, digits and `_`.
    pub basis: String,
    /// Which way.
    pub flow: Flow,
}

impl SeriesId {
    /// Reads `figure.basis.flow`.
    ///
    /// # Errors
    /// `market.series`, `market.flow`, `market.joined_bases`, `market.basis`.
    pub fn parse(text: &str) -> Result<Self, MarketError> {
        let wrong = || {
            MarketError::asked(
                "market.series",
                format!("\"{}\" names no series.", text.chars().take(80).collect::<String>()),
                "A series is figure.basis.flow, for example volume.100ec.total; `market list` shows all.",
            )
        };
        let mut parts = text.trim().split('.');
        let (Some(dataset), Some(basis), Some(flow), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
            return Err(wrong());
        };
        let dataset = Dataset::ALL.into_iter().find(|one| one.as_str() == dataset).ok_or_else(wrong)?;
        Ok(Self { dataset, basis: check_basis(basis)?, flow: Flow::parse(flow)? })
    }
}

/// A basis as it may be named: one, and of plain letters, so that it can stand in file names and addresses.
///
/// # Errors
/// `market.joined_bases` where several are named together, `market.basis` otherwise.
pub fn check_basis(text: &str) -> Result<String, MarketError> {
    let basis = text.trim();
    if basis.contains(['+', ';', ',', '/', '&', '|']) {
        return Err(MarketError::asked(
            "market.joined_bases",
            format!("\"{}\" names several bases.", basis.chars().take(40).collect::<String>()),
            "Every basis counts something else. Give each its own rows.",
        ));
    }
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    if basis.is_empty() || basis.len() > 40 || !basis.bytes().all(plain) {
        return Err(MarketError::asked(
            "market.basis",
            format!("\"{}\" is no name of a basis.", basis.chars().take(40).collect::<String>()),
            "Use up to 40 lower-case letters, digits and _, for example customs_gacc.",
        ));
    }
    Ok(basis.to_owned())
}

impl fmt::Display for SeriesId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.dataset.as_str(), self.basis, self.flow.as_str())
    }
}

impl Serialize for SeriesId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The item that stands for all that a source does not name.
pub const OTHER: &str = "OTHER";

/// One published number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Point {
    /// Its period.
    pub period: Period,
    /// Category or ISO 3166-1 alpha-2 code of a share; nothing in a volume.
    pub item: Option<String>,
    /// The number: money in the series' unit, or percent.
    pub value: Decimal,
    /// What kind of number it is.
    pub kind: Kind,
    /// Growth over the same period a year before, percent, as the source says.
    pub yoy_pct: Option<Decimal>,
    /// Share of all foreign trade of that flow, percent, as the source says.
    pub share_of_trade_pct: Option<Decimal>,
    /// Share of exports in the total, percent, as the source says.
    pub export_share_pct: Option<Decimal>,
    /// Ids of shipped sources, or the user's own words.
    pub sources: Vec<String>,
    /// The day on which it was read, `YYYY-MM-DD`.
    pub as_of: Option<String>,
    /// Whether the number was read in its source.
    pub verified: bool,
    /// The lost figure of the seed paper that this stands in for.
    pub stand_in: Option<String>,
    /// More to know.
    pub note: Option<String>,
}

impl Point {
    /// Whether the true number is larger than the one given.
    #[must_use]
    pub fn is_lower_bound(&self) -> bool {
        self.kind == Kind::LowerBound
    }
}

/// Where a series comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// Shipped with the product.
    Shipped,
    /// Added by the user.
    User,
    /// The user's, in the place of a shipped one.
    UserReplaced,
}

/// All points of one figure, basis and flow, in the order of their periods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// Its name.
    pub id: SeriesId,
    /// What a value is counted in: `trn CNY` (trillion yuan), `%`.
    pub unit: String,
    /// Where it comes from.
    pub origin: Origin,
    /// Its points, by period; shares in the order of the table.
    pub points: Vec<Point>,
}

impl Series {
    /// The periods that it has, in order, each once.
    #[must_use]
    pub fn periods(&self) -> Vec<Period> {
        let mut periods: Vec<Period> = self.points.iter().map(|point| point.period).collect();
        periods.sort_unstable();
        periods.dedup();
        periods
    }

    /// The point of a period in a volume.
    #[must_use]
    pub fn at(&self, period: Period) -> Option<&Point> {
        self.points.iter().find(|point| point.period == period)
    }
}
