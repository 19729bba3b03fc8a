//! A question about a metric: slices, filters, period, grain, comparison, currency.

use crate::error::SemanticError;
use entrepot_domain::{Currency, Day};
use serde::{Deserialize, Serialize};

/// Length of a period on the time axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grain {
    /// A day.
    Day,
    /// Monday to Sunday.
    Week,
    /// A calendar month.
    Month,
    /// A calendar quarter.
    Quarter,
    /// A calendar year.
    Year,
}

impl Grain {
    /// All grains, short to long.
    pub const ALL: [Self; 5] = [Self::Day, Self::Week, Self::Month, Self::Quarter, Self::Year];

    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    /// Reads a name.
    pub fn parse(text: &str) -> Result<Self, SemanticError> {
        Self::ALL
            .into_iter()
            .find(|grain| grain.as_str() == text)
            .ok_or_else(|| SemanticError::unknown("bad_period", "time grain", text, &Self::ALL.map(Self::as_str)))
    }

    /// The first day of the period of a day, as SQL over a day expression.
    pub(crate) fn start_sql(self, day: &str) -> String {
        match self {
            Self::Day => day.to_owned(),
            _ => format!("CAST(date_trunc('{}', {day}) AS DATE)", self.as_str()),
        }
    }

    /// One period as an SQL interval.
    pub(crate) const fn interval_sql(self) -> &'static str {
        match self {
            Self::Day => "INTERVAL '1 day'",
            Self::Week => "INTERVAL '7 days'",
            Self::Month => "INTERVAL '1 month'",
            Self::Quarter => "INTERVAL '3 months'",
            Self::Year => "INTERVAL '1 year'",
        }
    }

    /// The first day of the period of a day.
    #[must_use]
    pub fn start(self, day: Day) -> Day {
        let (year, month, _) = day.ymd();
        let month = match self {
            Self::Day => return day,
            // 1970-01-01 was a Thursday: three days after a Monday.
            Self::Week => return Day(day.0 - (day.0 + 3).rem_euclid(7)),
            Self::Month => month,
            Self::Quarter => (month - 1) / 3 * 3 + 1,
            Self::Year => 1,
        };
        Day::from_ymd(year, month, 1).unwrap_or(day)
    }

    /// The first day of the period after the one of a day.
    #[must_use]
    pub fn start_after(self, day: Day) -> Day {
        // No period is longer than 366 days, and none is followed by one that is shorter than a day.
        let longest = match self {
            Self::Day => 1,
            Self::Week => 7,
            Self::Month => 31,
            Self::Quarter => 92,
            Self::Year => 366,
        };
        self.start(self.start(day).plus(longest))
    }

    /// The first day of the period before the one of a day.
    #[must_use]
    pub fn start_before(self, day: Day) -> Day {
        self.start(self.start(day).plus(-1))
    }
}

/// What to compare with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Compare {
    /// The days just before, moved by whole weeks so that weekdays match.
    Previous,
    /// The same days a year before: 364 days, so that weekdays match.
    Year,
}

impl Compare {
    /// Reads a name.
    pub fn parse(text: &str) -> Result<Self, SemanticError> {
        match text {
            "previous" => Ok(Self::Previous),
            "year" => Ok(Self::Year),
            _ => Err(SemanticError::unknown("bad_period", "comparison", text, &["previous", "year"])),
        }
    }

    /// By how many days the compared period lies earlier: a multiple of 7.
    #[must_use]
    pub fn shift_days(self, from: Day, to: Day) -> i32 {
        match self {
            Self::Previous => (to.0 - from.0 + 1).div_euclid(7) * 7 + if (to.0 - from.0 + 1).rem_euclid(7) == 0 { 0 } else { 7 },
            Self::Year => 364,
        }
    }
}

/// A question about a metric.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MetricQuery {
    /// The metric's name.
    pub metric: String,
    /// Dimensions to slice by, in the order of the result's columns.
    pub by: Vec<String>,
    /// `(dimension, value)` pairs; several values of one dimension are alternatives, an empty one is unknown.
    pub filters: Vec<(String, String)>,
    /// First day, inclusive; the book's first day when absent.
    pub from: Option<Day>,
    /// Last day, inclusive; the book's last day when absent.
    pub to: Option<Day>,
    /// A time axis, when wanted.
    pub grain: Option<Grain>,
    /// The report currency of a money metric; the home's, else the book's only one, else EUR.
    pub currency: Option<Currency>,
    /// A comparison, when wanted.
    pub compare: Option<Compare>,
    /// The metric to look at, where the metric asked for has such a parameter.
    pub of: Option<String>,
    /// The dimension to look at it over, likewise.
    pub over: Option<String>,
    /// Most rows wanted. Without a time axis these are the ones with the largest values.
    pub limit: Option<usize>,
}

impl MetricQuery {
    /// A question for one number.
    #[must_use]
    pub fn new(metric: &str) -> Self {
        Self { metric: metric.to_owned(), ..Self::default() }
    }

    /// Adds a filter written `dimension:value` or `dimension=value`.
    pub fn push_filter(&mut self, text: &str) -> Result<(), SemanticError> {
        let at = text.find([':', '=']).ok_or_else(|| {
            SemanticError::asked("bad_filter", format!("\"{text}\" is not a filter."), "Write dimension:value, for example mode:b2b.")
        })?;
        self.filters.push((text[..at].trim().to_owned(), text[at + 1..].trim().to_owned()));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn periods_begin_where_the_calendar_says() {
        let d = day("2024-05-15"); // a Wednesday
        for (grain, start, before) in [
            (Grain::Day, "2024-05-15", "2024-05-14"),
            (Grain::Week, "2024-05-13", "2024-05-06"),
            (Grain::Month, "2024-05-01", "2024-04-01"),
            (Grain::Quarter, "2024-04-01", "2024-01-01"),
            (Grain::Year, "2024-01-01", "2023-01-01"),
        ] {
            assert_eq!(grain.start(d), day(start));
            assert_eq!(grain.start_before(d), day(before));
            assert_eq!(grain.start_before(grain.start_after(d)), day(start));
        }
        assert_eq!(Grain::Week.start(day("1969-12-30")), day("1969-12-29"));
    }

    #[test]
    fn comparisons_keep_the_weekday() {
        let shift = |from: &str, to: &str| Compare::Previous.shift_days(day(from), day(to));
        assert_eq!(shift("2024-05-15", "2024-05-15"), 7);
        assert_eq!(shift("2024-05-13", "2024-05-19"), 7);
        assert_eq!(shift("2024-05-13", "2024-05-20"), 14);
        assert_eq!(shift("2024-12-01", "2024-12-31"), 35);
        assert_eq!(Compare::Year.shift_days(day("2024-01-01"), day("2024-12-31")), 364);
    }

    #[test]
    fn filters_have_two_spellings() {
        let mut query = MetricQuery::new("orders");
        query.push_filter("mode:b2b").unwrap();
        query.push_filter("country=").unwrap();
        query.push_filter("product=a:b").unwrap();
        assert_eq!(query.filters, [("mode".into(), "b2b".into()), ("country".into(), String::new()), ("product".into(), "a:b".into())]);
        assert!(query.push_filter("mode").is_err());
    }
}
