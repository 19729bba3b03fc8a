//! The period of a published figure: a year, half-year, quarter or month. Periods of different length never mix: half a
//! year is not a year, and no figure is stretched to make it one.

use crate::error::MarketError;
use core::fmt;
use serde::{Serialize, Serializer};

/// How long a period is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// A calendar year.
    Year,
    /// January to June or July to December.
    HalfYear,
    /// A calendar quarter.
    Quarter,
    /// A calendar month.
    Month,
}

impl Span {
    /// How many of them make a year.
    #[must_use]
    pub const fn per_year(self) -> i32 {
        match self {
            Self::Year => 1,
            Self::HalfYear => 2,
            Self::Quarter => 4,
            Self::Month => 12,
        }
    }
}

/// A period: `2018`, `2018H1`, `2018Q3` or `2018-07`. Ordered by its end, shorter ones first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    year: i32,
    span: Span,
    /// From 0 within the year.
    part: i32,
}

impl Period {
    /// Reads a period.
    ///
    /// # Errors
    /// `market.period` for anything that is none of the four forms.
    pub fn parse(text: &str) -> Result<Self, MarketError> {
        Self::read(text.trim()).ok_or_else(|| {
            MarketError::asked(
                "market.period",
                format!("\"{}\" is no period.", text.chars().take(40).collect::<String>()),
                "Write 2018, 2018H1, 2018Q3 or 2018-07.",
            )
        })
    }

    fn read(text: &str) -> Option<Self> {
        let (year, rest) = text.split_at_checked(4)?;
        if !year.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let year: i32 = year.parse().ok().filter(|year| (1900..=2199).contains(year))?;
        let part = |digits: &str, span: Span| {
            let digits_only = digits.bytes().all(|byte| byte.is_ascii_digit());
            let part: i32 = if digits_only { digits.parse().ok()? } else { return None };
            (1..=span.per_year()).contains(&part).then_some(Self { year, span, part: part - 1 })
        };
        match rest.split_at_checked(1) {
            None | Some(("", _)) => Some(Self { year, span: Span::Year, part: 0 }),
            Some(("H", half)) if half.len() == 1 => part(half, Span::HalfYear),
            Some(("Q", quarter)) if quarter.len() == 1 => part(quarter, Span::Quarter),
            Some(("-", month)) if month.len() == 2 => part(month, Span::Month),
            Some(_) => None,
        }
    }

    /// Its length.
    #[must_use]
    pub const fn span(self) -> Span {
        self.span
    }

    /// Its calendar year.
    #[must_use]
    pub const fn year(self) -> i32 {
        self.year
    }

    /// How many periods of this length lie between this one and a later one; nothing when their lengths differ.
    #[must_use]
    pub fn steps_to(self, later: Self) -> Option<i32> {
        (self.span == later.span).then(|| (later.year - self.year) * self.span.per_year() + later.part - self.part)
    }

    /// Whole years to a later period of the same length and the same place in its year; nothing otherwise.
    #[must_use]
    pub fn years_to(self, later: Self) -> Option<i32> {
        (self.span == later.span && self.part == later.part).then_some(later.year - self.year)
    }

    /// Sort key: last month, then length.
    fn order(self) -> (i32, i32) {
        let months = 12 / self.span.per_year();
        (self.year * 12 + (self.part + 1) * months, months)
    }
}

impl PartialOrd for Period {
    fn partial_cmp(&self, other: &Self) -> Option<core::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Period {
    fn cmp(&self, other: &Self) -> core::cmp::Ordering {
        self.order().cmp(&other.order())
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, part) = (self.year, self.part + 1);
        match self.span {
            Span::Year => write!(f, "{year}"),
            Span::HalfYear => write!(f, "{year}H{part}"),
            Span::Quarter => write!(f, "{year}Q{part}"),
            Span::Month => write!(f, "{year}-{part:02}"),
        }
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(text: &str) -> Period {
        Period::parse(text).unwrap()
    }

    #[test]
    fn the_four_forms_are_read_and_written_and_nothing_else() {
        for text in ["2018", "2018H1", "2018H2", "2018Q4", "2018-07"] {
            assert_eq!(period(text).to_string(), text);
        }
        for text in [
            "",
            "18",
            "2018h1",
            "2018H3",
            "2018H0",
            "2018Q5",
            "2018-13",
            "2018-7",
            "2018 ",
            "2018/19",
            "+018",
            "2018H+",
            "二零一八年",
            "0000",
        ] {
            let again = Period::parse(text);
            assert!(text == "2018 " || again.is_err(), "{text}");
        }
        assert_eq!(Period::parse("MMXVIII").unwrap_err().code(), "market.period");
    }

    #[test]
    fn a_half_year_is_not_a_year() {
        assert_eq!(period("2018H1").steps_to(period("2018")), None);
        assert_eq!(period("2015H1").years_to(period("2018H1")), Some(3));
        assert_eq!(period("2015H1").years_to(period("2018H2")), None);
        assert_eq!(period("2015H1").steps_to(period("2018H2")), Some(7));
        let mut all = ["2019", "2018", "2018H1", "2018H2", "2018-12"].map(period);
        all.sort();
        assert_eq!(all.map(|one| one.to_string()), ["2018H1", "2018-12", "2018H2", "2018", "2019"]);
    }
}
