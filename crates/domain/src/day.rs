//! A calendar day as the number of days since 1970-01-01, the form in which the lake stores dates.
//!
//! A day has no zone: whoever makes one from an instant says in which zone. Months and weeks are left to `jiff`.

use core::fmt;
use core::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::errors::{DomainError, excerpt};

/// A calendar day; the value is the number of days since 1970-01-01 and may be negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

/// Microseconds in a day.
pub const DAY_MICROS: i64 = 86_400_000_000;

impl Day {
    /// From a year, month and day; `None` when the calendar has no such day or the year is outside 1..=9999.
    pub const fn from_ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        if year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month) {
            return None;
        }
        // Days are counted from 0000-03-01, so that the leap day is the last of its year.
        let y = if month <= 2 { year - 1 } else { year };
        let era = y.div_euclid(400);
        let year_of_era = y.rem_euclid(400);
        let month_from_march = (month as i32 + 9) % 12;
        let day_of_year = (153 * month_from_march + 2) / 5 + day as i32 - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Some(Self(era * 146_097 + day_of_era - 719_468))
    }

    /// Reads exactly `YYYY-MM-DD`.
    pub const fn parse_bytes(text: &[u8]) -> Option<Self> {
        if text.len() != 10 || text[4] != b'-' || text[7] != b'-' {
            return None;
        }
        let mut digits = [0_u32; 10];
        let mut i = 0;
        while i < 10 {
            if i != 4 && i != 7 {
                if !text[i].is_ascii_digit() {
                    return None;
                }
                digits[i] = (text[i] - b'0') as u32;
            }
            i += 1;
        }
        let year = digits[0] * 1000 + digits[1] * 100 + digits[2] * 10 + digits[3];
        Self::from_ymd(year as i32, digits[5] * 10 + digits[6], digits[8] * 10 + digits[9])
    }

    /// Days since 1970-01-01 (Arrow's Date32).
    pub const fn epoch_days(self) -> i32 {
        self.0
    }

    /// The day of an instant in UTC, from microseconds since 1970-01-01T00:00:00Z.
    pub const fn of_micros(micros: i64) -> Self {
        Self(micros.div_euclid(DAY_MICROS) as i32)
    }

    /// Midnight UTC of this day in microseconds since 1970-01-01T00:00:00Z.
    pub const fn start_micros(self) -> i64 {
        self.0 as i64 * DAY_MICROS
    }

    /// The day `days` later (earlier when negative), stopping at the ends of the number range.
    pub const fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// Year, month and day.
    pub const fn ymd(self) -> (i32, u32, u32) {
        let z = self.0 as i64 + 719_468;
        let era = z.div_euclid(146_097);
        let day_of_era = z.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = (day_of_year - (153 * month_from_march + 2) / 5 + 1) as u32;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 } as u32;
        let year = year_of_era + era * 400 + if month <= 2 { 1 } else { 0 };
        (year as i32, month, day)
    }

    /// As `jiff`'s calendar date; `None` outside its range of years.
    pub fn to_date(self) -> Option<Date> {
        let (year, month, day) = self.ymd();
        Date::new(i16::try_from(year).ok()?, month as i8, day as i8).ok()
    }
}

const fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

impl From<Date> for Day {
    fn from(date: Date) -> Self {
        let (year, month, day) = (i32::from(date.year()), date.month() as u32, date.day() as u32);
        // Years outside 1..=9999 do not occur in trade; they are clamped to the first day rather than panic.
        Self::from_ymd(year, month, day).unwrap_or(Self(-719_162))
    }
}

impl FromStr for Day {
    type Err = DomainError;

    fn from_str(text: &str) -> Result<Self, DomainError> {
        Self::parse_bytes(text.as_bytes()).ok_or_else(|| DomainError::Day(excerpt(text)))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
