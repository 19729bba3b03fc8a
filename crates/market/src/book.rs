//! The book of published series: the shipped ones, joined or replaced by the user's.

use crate::derive::share_sums;
use crate::error::MarketError;
use crate::period::Period;
use crate::series::{Dataset, Flow, Origin, Series, SeriesId};
use crate::sources::References;
use crate::table;
use rust_decimal::Decimal;
use serde::Serialize;

const SHIPPED: &[(&str, &str)] = &[
    ("volume.csv", include_str!("../../../presets/markets/volume.csv")),
    ("products.csv", include_str!("../../../presets/markets/products.csv")),
    ("destinations.csv", include_str!("../../../presets/markets/destinations.csv")),
];

/// Something to know before a series is used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// Stable name: `market.shares_sum`, `market.not_itemised`, `market.unverified`, `market.stand_in`, `market.lower_bound`.
    pub code: &'static str,
    /// The period that it is about; nothing when it is about the whole series.
    pub period: Option<Period>,
    /// The number in question: a sum, a remainder, a count of points, a bound.
    pub amount: Decimal,
    /// It in a sentence.
    pub text: String,
}

/// Which series are wanted. Empty fields leave all in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// These bases.
    pub bases: Vec<String>,
    /// This flow.
    pub flow: Option<Flow>,
    /// Points of this period.
    pub period: Option<Period>,
}

/// All series that are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Book {
    series: Vec<Series>,
    references: References,
}

impl Book {
    /// The shipped series.
    ///
    /// # Errors
    /// [`MarketError::Preset`]; a test keeps it from happening.
    pub fn shipped() -> Result<Self, MarketError> {
        let mut series = Vec::new();
        for (file, text) in SHIPPED {
            let read = table::parse(text, Origin::Shipped)
                .map_err(|error| MarketError::Preset { file: (*file).to_owned(), cause: error.to_string() })?;
            series.extend(read);
        }
        Ok(Self { series, references: References::shipped()? })
    }

    /// The same book with the user's series: each joins, or stands in the place of the shipped one of its name.
    #[must_use]
    pub fn with(mut self, own: Vec<Series>) -> Self {
        for mut one in own {
            match self.series.iter_mut().find(|known| known.id == one.id) {
                Some(known) => {
                    one.origin = if known.origin == Origin::User { Origin::User } else { Origin::UserReplaced };
                    *known = one;
                }
                None => {
                    one.origin = Origin::User;
                    self.series.push(one);
                }
            }
        }
        self
    }

    /// All series.
    #[must_use]
    pub fn series(&self) -> &[Series] {
        &self.series
    }

    /// Citations and bases.
    #[must_use]
    pub fn references(&self) -> &References {
        &self.references
    }

    /// A series by its name.
    #[must_use]
    pub fn find(&self, id: &SeriesId) -> Option<&Series> {
        self.series.iter().find(|one| one.id == *id)
    }

    /// The series of a figure that are wanted, one for each basis and flow, never joined; only the points of the wanted period.
    ///
    /// # Errors
    /// `market.unknown_basis` for a basis that no series of the figure has.
    pub fn select(&self, dataset: Dataset, wanted: &Wanted) -> Result<Vec<Series>, MarketError> {
        let of_figure = || self.series.iter().filter(|one| one.id.dataset == dataset);
        for basis in &wanted.bases {
            if !of_figure().any(|one| one.id.basis == *basis) {
                let mut known: Vec<&str> = of_figure().map(|one| one.id.basis.as_str()).collect();
                known.sort_unstable();
                known.dedup();
                let shown: String = basis.chars().take(40).collect();
                return Err(MarketError::asked(
                    "market.unknown_basis",
                    format!("No series of {} has the basis \"{shown}\".", dataset.as_str()),
                    format!("Known: {}.", known.join(", ")),
                ));
            }
        }
        let mut found = Vec::new();
        for one in of_figure() {
            let basis = wanted.bases.is_empty() || wanted.bases.contains(&one.id.basis);
            if !basis || wanted.flow.is_some_and(|flow| flow != one.id.flow) {
                continue;
            }
            let mut one = one.clone();
            if let Some(period) = wanted.period {
                one.points.retain(|point| point.period == period);
            }
            if !one.points.is_empty() {
                found.push(one);
            }
        }
        Ok(found)
    }
}

/// What must be known about a series before it is used.
#[must_use]
pub fn warnings(series: &Series) -> Vec<Warning> {
    let mut found = Vec::new();
    if series.id.dataset != Dataset::Volume {
        for sum in share_sums(series) {
            let period = sum.period;
            if let Some(rest) = sum.not_itemised {
                let text = format!("The source itemises {} % of {period}; {rest} % are not itemised.", sum.sum);
                found.push(Warning { code: "market.not_itemised", period: Some(period), amount: rest, text });
            } else if sum.sum != Decimal::ONE_HUNDRED {
                let text =
                    format!("The shares of {period} add up to {}, not to 100. They are shown as published; nothing is rescaled.", sum.sum);
                found.push(Warning { code: "market.shares_sum", period: Some(period), amount: sum.sum, text });
            }
        }
    }
    for point in series.points.iter().filter(|point| point.is_lower_bound()) {
        let text = format!("{} of {} is a lower bound: the source says more than that.", point.value, point.period);
        found.push(Warning { code: "market.lower_bound", period: Some(point.period), amount: point.value, text });
    }
    let count = |is: fn(&crate::Point) -> bool| series.points.iter().filter(|point| is(point)).count();
    let unverified = count(|point| !point.verified);
    if unverified > 0 {
        let text = format!("{unverified} of {} numbers are not verified: nobody has read them in their source.", series.points.len());
        found.push(Warning { code: "market.unverified", period: None, amount: Decimal::from(unverified), text });
    }
    let stand_ins = count(|point| point.stand_in.is_some());
    if stand_ins > 0 {
        let text = format!("{stand_ins} numbers stand in for a lost figure and are no facts. Replace them when you have better ones.");
        found.push(Warning { code: "market.stand_in", period: None, amount: Decimal::from(stand_ins), text });
    }
    found
}
