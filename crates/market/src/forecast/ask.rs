//! What is asked for: one metric, one product or all of them, with slices, grain, horizon and levels.

use crate::error::MarketError;
use entrepot_domain::{Currency, Day};
use entrepot_semantic::Grain;

/// Periods ahead when none are asked for.
pub const HORIZON: usize = 12;
/// Levels of intervals when none are asked for, in percent.
pub const LEVELS: [f64; 2] = [80.0, 95.0];
/// Most levels at once.
const LEVELS_MAX: usize = 5;

/// What is forecast.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A metric.
    Metric(String),
    /// Units of one product.
    Sku(String),
    /// Units of every product, one series each.
    AllSkus,
}

/// A question.
#[derive(Debug, Clone, PartialEq)]
pub struct ForecastAsked {
    /// What.
    pub subject: Subject,
    /// One series for every value of these dimensions.
    pub by: Vec<String>,
    /// `(dimension, value)` pairs that rows must have.
    pub filters: Vec<(String, String)>,
    /// Length of a period; chosen by the history's length when absent.
    pub grain: Option<Grain>,
    /// Periods ahead.
    pub horizon: usize,
    /// Levels of intervals in percent, ascending.
    pub levels: Vec<f64>,
    /// Report currency of money.
    pub currency: Option<Currency>,
    /// First day of the history that is looked at.
    pub from: Option<Day>,
    /// Last day of the history that is looked at.
    pub to: Option<Day>,
    /// At most so many series, those with the largest totals.
    pub limit: Option<usize>,
}

impl ForecastAsked {
    /// A question with everything as usual.
    #[must_use]
    pub fn new(subject: Subject) -> Self {
        Self {
            subject,
            by: Vec::new(),
            filters: Vec::new(),
            grain: None,
            horizon: HORIZON,
            levels: LEVELS.to_vec(),
            currency: None,
            from: None,
            to: None,
            limit: None,
        }
    }

    /// The question for whom exactly one of a metric, a product and all products is given.
    pub fn of(metric: Option<&str>, sku: Option<&str>, all_skus: bool) -> Result<Self, MarketError> {
        let subject = match (metric, sku, all_skus) {
            (Some(metric), None, false) => Subject::Metric(metric.to_owned()),
            (None, Some(sku), false) => Subject::Sku(sku.to_owned()),
            (None, None, true) => Subject::AllSkus,
            _ => {
                return Err(MarketError::asked(
                    "forecast_subject",
                    "A forecast needs one metric, one product, or all products.",
                    "Name a metric such as net_sales, or a product by its SKU.",
                ));
            }
        };
        Ok(Self::new(subject))
    }

    /// Reads levels such as `80,95`.
    pub fn set_levels(&mut self, text: &str) -> Result<(), MarketError> {
        let wrong = || {
            MarketError::asked(
                "forecast_level",
                format!("\"{text}\" are no levels of intervals."),
                "Write one to five numbers between 50 and 99.9 with commas between them, for example 80,95.",
            )
        };
        let mut levels = Vec::new();
        for part in text.split(',') {
            let level: f64 = part.trim().parse().map_err(|_| wrong())?;
            if !(50.0..=99.9).contains(&level) {
                return Err(wrong());
            }
            levels.push(level);
        }
        levels.sort_by(f64::total_cmp);
        levels.dedup();
        if levels.len() > LEVELS_MAX {
            return Err(wrong());
        }
        self.levels = levels;
        Ok(())
    }

    /// The metric that is read, and the dimensions of its series.
    pub(crate) fn metric(&self) -> (&str, Vec<String>) {
        match &self.subject {
            Subject::Metric(name) => (name, self.by.clone()),
            Subject::Sku(_) => ("units", self.by.clone()),
            Subject::AllSkus => ("units", std::iter::once("product".to_owned()).chain(self.by.iter().cloned()).collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_subject_and_sane_levels() {
        assert!(ForecastAsked::of(None, None, false).is_err());
        assert!(ForecastAsked::of(Some("net_sales"), Some("A"), false).is_err());
        let mut asked = ForecastAsked::of(None, Some("A"), false).unwrap();
        asked.set_levels("95, 80,80").unwrap();
        assert_eq!(asked.levels, [80.0, 95.0]);
        for bad in ["", "10", "100", "x", "NaN", "80,,95", "60,70,80,90,95,99"] {
            assert_eq!(asked.set_levels(bad).unwrap_err().code(), "forecast_level", "{bad}");
        }
    }
}
