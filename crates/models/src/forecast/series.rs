//! A clean series, how raw values become one, and what a method answers with.

use super::error::ForecastError;

/// Fewest points that a forecast is made from.
pub const POINTS_MIN: usize = 4;
/// From fewer points than this a forecast carries a warning.
pub(super) const POINTS_FEW: usize = 12;

/// What a period without a value means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gaps {
    /// Nothing happened: zero. Right for sums and counts.
    Zero,
    /// Unknown: filled in on a straight line between its neighbours. Right for ratios and averages.
    Between,
}

/// Something that a reader of the forecast must know.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Warning {
    /// Periods without a value were filled in.
    Gaps {
        /// How many.
        periods: usize,
        /// Whether they were taken as zero (otherwise: between their neighbours).
        as_zero: bool,
    },
    /// Values below zero: methods that multiply were left out.
    Negatives {
        /// How many.
        periods: usize,
    },
    /// Empty periods before the first value were cut off.
    LeadingEmpty {
        /// How many.
        periods: usize,
    },
    /// Few points: no pattern of a year can be known.
    Short {
        /// Points.
        points: usize,
    },
    /// Too short for a backtest: the method is the default one and its interval rests on its own residuals.
    NoBacktest,
    /// The newest periods are all zero: the item may have been taken off the shelves.
    EndsInZeros {
        /// How many.
        periods: usize,
    },
    /// A holiday lies in the forecast but was never or hardly seen in the history: no effect is assumed.
    HolidayUnknown {
        /// Its name.
        holiday: String,
    },
}

/// A series without gaps, oldest first, and its season's length (1: none).
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    values: Vec<f64>,
    period: usize,
}

impl Series {
    /// A series of finite values.
    pub fn new(values: Vec<f64>, period: usize) -> Result<Self, ForecastError> {
        match values.iter().position(|value| !value.is_finite()) {
            Some(at) => Err(ForecastError::NotFinite { at }),
            None if values.is_empty() => Err(ForecastError::NoHistory),
            None => Ok(Self { values, period: period.max(1) }),
        }
    }

    /// Makes a series of raw values: cuts the empty beginning, fills gaps, refuses what cannot be forecast. Answers with the
    /// series, the number of periods cut off, and what the reader must know.
    pub fn clean(raw: &[Option<f64>], period: usize, gaps: Gaps) -> Result<(Self, usize, Vec<Warning>), ForecastError> {
        if let Some(at) = raw.iter().position(|value| value.is_some_and(|v| !v.is_finite())) {
            return Err(ForecastError::NotFinite { at });
        }
        if raw.iter().all(Option::is_none) {
            return Err(ForecastError::NoHistory);
        }
        let zero_is_nothing = gaps == Gaps::Zero;
        let begins = raw.iter().position(|value| value.is_some_and(|v| !zero_is_nothing || v != 0.0));
        let Some(cut) = begins else { return Err(ForecastError::AllZero { points: raw.len() }) };
        let last = raw.iter().rposition(Option::is_some).unwrap_or(cut);
        // A sum that stops coming is zero up to the end; a ratio that stops coming ends with its last value.
        let known = if zero_is_nothing { &raw[cut..] } else { &raw[cut..=last] };
        let missing = known.iter().filter(|value| value.is_none()).count();
        if known.len() < POINTS_MIN {
            return Err(ForecastError::TooShort { points: known.len(), needed: POINTS_MIN });
        }
        if !zero_is_nothing && missing * 2 > known.len() {
            return Err(ForecastError::TooSparse { gaps: missing, points: known.len() });
        }
        let values = fill(known, gaps);
        if values.iter().all(|value| *value == 0.0) {
            return Err(ForecastError::AllZero { points: values.len() });
        }
        let mut warnings = Vec::new();
        if cut > 0 {
            warnings.push(Warning::LeadingEmpty { periods: cut });
        }
        if missing > 0 {
            warnings.push(Warning::Gaps { periods: missing, as_zero: zero_is_nothing });
        }
        let negatives = values.iter().filter(|value| **value < 0.0).count();
        if negatives > 0 {
            warnings.push(Warning::Negatives { periods: negatives });
        }
        let zeros = values.iter().rev().take_while(|value| **value == 0.0).count();
        if zeros > 2 && zeros * 4 > values.len() {
            warnings.push(Warning::EndsInZeros { periods: zeros });
        }
        if values.len() < POINTS_FEW {
            warnings.push(Warning::Short { points: values.len() });
        }
        Ok((Self::new(values, period)?, cut, warnings))
    }

    /// The values, oldest first.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The season's length; 1 when there is none.
    pub fn period(&self) -> usize {
        self.period
    }

    /// Number of points; never zero.
    #[expect(clippy::len_without_is_empty, reason = "a series is never empty")]
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// The first `points` points.
    pub(super) fn head(&self, points: usize) -> Self {
        Self { values: self.values[..points.min(self.values.len())].to_vec(), period: self.period }
    }

    /// The same shape around other values.
    pub(super) fn with(&self, values: Vec<f64>) -> Self {
        Self { values, period: self.period }
    }

    /// Whether all values are above zero, so that ratios mean something.
    pub(super) fn is_positive(&self) -> bool {
        self.values.iter().all(|value| *value > 0.0)
    }

    /// The last value.
    pub(super) fn last(&self) -> f64 {
        self.values.last().copied().unwrap_or_default()
    }
}

fn fill(known: &[Option<f64>], gaps: Gaps) -> Vec<f64> {
    let mut values: Vec<f64> = known.iter().map(|value| value.unwrap_or_default()).collect();
    if gaps == Gaps::Between {
        let mut before = 0;
        for at in 1..known.len() {
            if known[at].is_some() {
                let step = (values[at] - values[before]) / (at - before) as f64;
                for gap in before + 1..at {
                    values[gap] = values[before] + step * (gap - before) as f64;
                }
                before = at;
            }
        }
    }
    values
}

/// What a method answers with: one entry a step ahead.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    /// The expected value.
    pub mean: Vec<f64>,
    /// The standard deviation of the forecast error, as the method itself sees it.
    pub spread: Vec<f64>,
}

impl Forecast {
    /// Whether every number is finite.
    pub(super) fn is_finite(&self) -> bool {
        self.mean.iter().chain(&self.spread).all(|value| value.is_finite())
    }
}

/// The standard deviation of residuals around zero, with `parameters` degrees of freedom used up.
pub(super) fn sigma(residuals: impl Iterator<Item = f64>, parameters: usize) -> f64 {
    let (mut sum, mut count) = (0.0, 0_usize);
    for residual in residuals {
        sum += residual * residual;
        count += 1;
    }
    (sum / count.saturating_sub(parameters).max(1) as f64).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some(values: &[f64]) -> Vec<Option<f64>> {
        values.iter().copied().map(Some).collect()
    }

    #[test]
    fn gaps_are_zero_for_sums_and_between_for_ratios() {
        let raw = [None, Some(2.0), None, None, Some(8.0), Some(1.0), None];
        let (sum, cut, warnings) = Series::clean(&raw, 1, Gaps::Zero).unwrap();
        assert_eq!((sum.values(), cut), ([2.0, 0.0, 0.0, 8.0, 1.0, 0.0].as_slice(), 1));
        assert!(warnings.contains(&Warning::Gaps { periods: 3, as_zero: true }));
        let (ratio, _, warnings) = Series::clean(&raw, 1, Gaps::Between).unwrap();
        assert_eq!(ratio.values(), [2.0, 4.0, 6.0, 8.0, 1.0]);
        assert!(warnings.contains(&Warning::Gaps { periods: 2, as_zero: false }));
    }

    #[test]
    fn what_cannot_be_forecast_says_why() {
        let code = |raw: &[Option<f64>], gaps| Series::clean(raw, 1, gaps).unwrap_err().code();
        assert_eq!(code(&[], Gaps::Zero), "forecast_no_history");
        assert_eq!(code(&[None, None], Gaps::Zero), "forecast_no_history");
        assert_eq!(code(&some(&[5.0]), Gaps::Zero), "forecast_too_short");
        assert_eq!(code(&some(&[0.0; 9]), Gaps::Zero), "forecast_all_zero");
        assert_eq!(code(&some(&[0.0; 9]), Gaps::Between), "forecast_all_zero");
        assert_eq!(code(&some(&[1.0, f64::NAN, 2.0, 3.0]), Gaps::Zero), "forecast_not_finite");
        assert_eq!(code(&[Some(1.0), None, None, None, Some(1.0)], Gaps::Between), "forecast_too_sparse");
        let one = Series::clean(&some(&[5.0]), 1, Gaps::Zero).unwrap_err();
        assert_eq!(one.to_string(), "the series has 1 finished period; a forecast needs at least 4");
        assert!(one.hint().contains("finer grain"));
    }

    #[test]
    fn oddities_are_told() {
        let (_, _, warnings) = Series::clean(&some(&[3.0, -1.0, 4.0, 0.0, 0.0, 0.0]), 1, Gaps::Zero).unwrap();
        assert!(warnings.contains(&Warning::Negatives { periods: 1 }));
        assert!(warnings.contains(&Warning::EndsInZeros { periods: 3 }));
        assert!(warnings.contains(&Warning::Short { points: 6 }));
    }
}
