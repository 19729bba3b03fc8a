//! The wish: how many orders, until which day, from which seed.

use crate::DemoError;
use crate::calendar::{FIRST_YEAR, LAST_YEAR};
use jiff::civil::{Date, date};

/// What the demo seller should look like. Same spec, same bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoSpec {
    /// Sale documents to make, 1 to 3,000,000: B2C and B2B orders, and bulk and child orders of B2B2C.
    /// Returns and adjustments come on top.
    pub orders: u64,
    /// Where all chance starts.
    pub seed: u64,
    /// Last day with orders (Asia/Shanghai); the later export is taken at its end.
    pub end_day: Date,
    /// How many years of history, 1 to 10.
    pub years: u16,
}

impl Default for DemoSpec {
    fn default() -> Self {
        DemoSpec { orders: 20_000, seed: 1, end_day: date(2026, 11, 1), years: 3 }
    }
}

impl DemoSpec {
    /// Most orders a spec may ask for.
    pub const ORDERS_MAX: u64 = 3_000_000;

    /// First day with orders: the day after the same date `years` earlier.
    pub fn first_day(&self) -> Date {
        let year = self.end_day.year() - i16::try_from(self.years).unwrap_or(0);
        // 29 February falls back to the 28th.
        let day = Date::new(year, self.end_day.month(), self.end_day.day())
            .or_else(|_| Date::new(year, self.end_day.month(), 28))
            .unwrap_or(self.end_day);
        day.tomorrow().unwrap_or(day)
    }

    pub(crate) fn check(&self) -> Result<(), DemoError> {
        let wrong = |cause: String| Err(DemoError::Spec { cause });
        if self.orders == 0 || self.orders > Self::ORDERS_MAX {
            return wrong(format!("orders is {}, not 1 to {}", self.orders, Self::ORDERS_MAX));
        }
        if self.years == 0 || self.years > 10 {
            return wrong(format!("years is {}, not 1 to 10", self.years));
        }
        let (first, last) = (self.first_day(), self.end_day);
        if first.year() < FIRST_YEAR || last.year() > LAST_YEAR {
            return wrong(format!("{first} to {last} leaves the calendar of {FIRST_YEAR} to {LAST_YEAR}"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_covers_three_years_to_the_last_day() {
        let spec = DemoSpec::default();
        assert_eq!(spec.first_day(), date(2023, 11, 2));
        assert!(spec.check().is_ok());
    }

    #[test]
    fn a_leap_day_counts_back_to_the_28th() {
        let spec = DemoSpec { end_day: date(2024, 2, 29), years: 1, ..DemoSpec::default() };
        assert_eq!(spec.first_day(), date(2023, 3, 1));
    }

    #[test]
    fn impossible_wishes_are_refused_with_a_hint() {
        let base = DemoSpec::default();
        for spec in [
            DemoSpec { orders: 0, ..base.clone() },
            DemoSpec { orders: 3_000_001, ..base.clone() },
            DemoSpec { years: 0, ..base.clone() },
            DemoSpec { years: 11, ..base.clone() },
            DemoSpec { end_day: date(2031, 1, 1), ..base.clone() },
            DemoSpec { end_day: date(2016, 1, 1), ..base.clone() },
        ] {
            let error = spec.check().unwrap_err();
            assert_eq!(error.code(), "demo_spec", "{spec:?}");
        }
    }
}
