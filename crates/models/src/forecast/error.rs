//! Why a series cannot be forecast, and what to do about it.

use entrepot_domain::Fault;

/// Every code that forecasting can give, with its meaning, by code.
pub const CODES: &[(&str, &str)] = &[
    ("forecast_all_zero", "a series holds nothing but zeros"),
    ("forecast_horizon", "a horizon is zero or too far"),
    ("forecast_level", "a level of an interval is not between 50 and 99.9"),
    ("forecast_no_history", "a series holds no value"),
    ("forecast_not_finite", "a series holds a value that is no number"),
    ("forecast_too_short", "a series has fewer points than any method can learn from"),
    ("forecast_too_sparse", "most periods of a ratio have no value"),
];

/// Why a series cannot be forecast.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ForecastError {
    /// No value at all.
    #[error("the series holds no value")]
    NoHistory,
    /// Fewer points than any method can learn from.
    #[error("the series has {points} finished {}; a forecast needs at least {needed}", if *.points == 1 { "period" } else { "periods" })]
    TooShort {
        /// Points after cleaning.
        points: usize,
        /// Points needed.
        needed: usize,
    },
    /// Only zeros.
    #[error("all {points} periods of the series are zero")]
    AllZero {
        /// Points after cleaning.
        points: usize,
    },
    /// Infinite, or not a number.
    #[error("the value of period {at} is no finite number")]
    NotFinite {
        /// Place in the series, from 0.
        at: usize,
    },
    /// A ratio with more gaps than values.
    #[error("{gaps} of {points} periods have no value, and this measure cannot be taken as zero where it is missing")]
    TooSparse {
        /// Periods without a value.
        gaps: usize,
        /// Periods from the first to the last value.
        points: usize,
    },
    /// Zero, or too many steps.
    #[error("a horizon of {0} periods cannot be forecast")]
    Horizon(usize),
    /// Outside 50 to 99.9 percent.
    #[error("{0} is no level of an interval")]
    Level(f64),
}

impl ForecastError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoHistory => "forecast_no_history",
            Self::TooShort { .. } => "forecast_too_short",
            Self::AllZero { .. } => "forecast_all_zero",
            Self::NotFinite { .. } => "forecast_not_finite",
            Self::TooSparse { .. } => "forecast_too_sparse",
            Self::Horizon(_) => "forecast_horizon",
            Self::Level(_) => "forecast_level",
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::NoHistory => "import its history, or remove the filter that leaves nothing".into(),
            Self::TooShort { .. } => "choose a finer grain (week or day), import older files, or wait for more history".into(),
            Self::AllZero { .. } => "nothing was sold in this slice; widen it or choose another product".into(),
            Self::NotFinite { .. } => "look at the rows of that period: a quantity or amount is out of range".into(),
            Self::TooSparse { .. } => "choose a coarser grain (month), so that every period has a value".into(),
            Self::Horizon(_) => "ask for 1 to 400 periods".into(),
            Self::Level(_) => "ask for levels between 50 and 99.9, for example 80,95".into(),
        }
    }

    /// The shared shape.
    pub fn fault(&self) -> Fault {
        Fault::new(self.code(), self.to_string(), self.hint())
    }
}

impl From<ForecastError> for Fault {
    fn from(error: ForecastError) -> Self {
        error.fault()
    }
}
