//! What the values of a column look like: numbers, dates and their order, currencies, countries, codes.

use crate::times;
use crate::typed::{Meaning, Seen, text};
use entrepot_domain::money::{DecimalStyle, to_micros};
use entrepot_lake::schema::Kind;

/// Values of a column that are looked at.
const VALUES_MAX: usize = 500;
/// Date formats beside ISO 8601, day first and month first as pairs.
const FORMATS: &[&str] = &[
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%d.%m.%Y",
    "%m.%d.%Y",
    "%Y/%m/%d",
    "%Y-%m-%d",
    "%Y年%m月%d日",
    "%d %b %Y",
    "%b %d, %Y",
    "%d-%b-%Y",
    "%d-%b-%y",
    "%B %d, %Y",
    "%d %B %Y",
    "%d/%m/%y",
    "%m/%d/%y",
    "%d.%m.%y",
    "%m.%d.%y",
    "%a, %d %b %Y",
];
const CLOCKS: &[&str] = &["", " %H:%M:%S", " %H:%M", " %I:%M:%S %p", " %I:%M %p", "T%H:%M:%S", " %H:%M:%S %z", ", %H:%M", " %H时%M分%S秒"];

/// A column's values.
#[derive(Debug, Default)]
pub struct Column {
    /// Values that are not empty, at most 500.
    pub values: Vec<String>,
    /// Date formats that read every value; `None` is ISO 8601. Best first.
    pub dates: Vec<Option<String>>,
}

impl Column {
    /// Looks at a column. `now_us` bounds the future.
    #[must_use]
    pub fn of(rows: &[Vec<String>], i: usize, now_us: i64) -> Self {
        let values: Vec<String> =
            rows.iter().map(|r| r[i].as_str()).filter(|v| !v.is_empty()).take(VALUES_MAX).map(str::to_owned).collect();
        let dates = dates(&values, now_us);
        Self { values, dates }
    }

    /// The share of values that a field of this type takes, 0 to 100; 50 when there are none to judge by.
    #[must_use]
    pub fn fit(&self, kind: Kind, meaning: Meaning) -> u32 {
        if self.values.is_empty() {
            return 50;
        }
        let mut seen = Seen::default();
        match kind {
            Kind::Instant | Kind::Day => {
                if self.dates.is_empty() {
                    0
                } else {
                    100
                }
            }
            Kind::Amount | Kind::Rate => self.share(is_number),
            Kind::Int | Kind::Long => self.share(|v| v.parse::<i32>().is_ok()),
            Kind::Bool => self.share(|v| ["true", "false", "yes", "no", "0", "1"].contains(&v.to_ascii_lowercase().as_str())),
            Kind::Text => match meaning {
                // A text that happens to be a date or a price is rather that.
                Meaning::Plain if !self.dates.is_empty() => 20,
                Meaning::Plain => 100 - self.share(is_decimal) / 2,
                Meaning::Id if !self.dates.is_empty() && self.dates[0].is_none() => 20,
                Meaning::Id => self.share(|v| v.chars().count() <= 80 && !is_decimal(v)),
                Meaning::Country => self.share(|v| entrepot_domain::country::resolve(v).country().is_some()),
                other => self.share(|v| text(other, v.as_bytes(), &mut seen).is_ok()),
            },
        }
    }

    fn share(&self, mut is: impl FnMut(&str) -> bool) -> u32 {
        let n = self.values.iter().filter(|v| is(v)).count();
        u32::try_from(n * 100 / self.values.len().max(1)).unwrap_or(0)
    }

    /// What the values look like, in one word for people.
    #[must_use]
    pub fn looks(&self) -> &'static str {
        let mut seen = Seen::default();
        let most = |n: u32| n >= 90;
        match () {
            () if self.values.is_empty() => "empty",
            () if !self.dates.is_empty() => "date",
            () if most(self.share(|v| v.len() == 3 && text(Meaning::Currency, v.as_bytes(), &mut seen).is_ok())) => "currency",
            () if most(self.share(|v| v.contains('@') && v.contains('.') && !v.contains(' '))) => "email",
            () if most(self.share(|v| v.len() >= 12 && text(Meaning::Gtin, v.as_bytes(), &mut Seen::default()).is_ok())) => "gtin",
            () if most(self.share(is_decimal)) => "decimal",
            () if most(self.share(|v| v.bytes().all(|b| b.is_ascii_digit()))) => "number",
            () if most(self.share(is_number)) => "decimal",
            () if most(self.share(|v| entrepot_domain::country::resolve(v).country().is_some())) => "country",
            () if most(self.share(|v| v.is_ascii() && !v.contains(' ') && v.bytes().any(|b| b.is_ascii_digit()))) => "code",
            () => "text",
        }
    }

    /// Numbers that can only have a comma, and those that can only have a point, as decimal mark.
    #[must_use]
    pub fn marks(&self) -> (usize, usize) {
        let of =
            |mark: u8| self.values.iter().filter(|v| crate::identify::decimal_mark(v.as_bytes()) == Some(mark) && is_number(v)).count();
        (of(b','), of(b'.'))
    }
}

/// Is a text a value rather than a column's name?
#[must_use]
pub fn is_value(v: &str) -> bool {
    !v.is_empty() && (is_number(v) || !dates(&[v.to_owned()], i64::MAX / 2).is_empty())
}

/// Is it a number, with either decimal mark?
fn is_number(v: &str) -> bool {
    [DecimalStyle::POINT_GROUPED, DecimalStyle::COMMA_GROUPED].iter().any(|s| to_micros(v.as_bytes(), s.rounding()).is_ok())
}

/// Is it a number with a fraction?
fn is_decimal(v: &str) -> bool {
    v.contains(['.', ',']) && is_number(v)
}

/// Formats that read every value.
fn dates(values: &[String], now_us: i64) -> Vec<Option<String>> {
    let digits = |v: &String| v.bytes().filter(u8::is_ascii_digit).count();
    if values.is_empty() || !values.iter().take(3).all(|v| (3..=20).contains(&digits(v)) && v.chars().count() <= 40 && !is_decimal(v)) {
        return Vec::new();
    }
    let reads = |format: Option<&str>| values.iter().all(|v| times::day(v.as_bytes(), format, now_us).is_ok());
    if reads(None) {
        return vec![None];
    }
    let mut found = Vec::new();
    for clock in CLOCKS {
        for date in FORMATS {
            let format = format!("{date}{clock}");
            if times::day(values[0].as_bytes(), Some(&format), now_us).is_ok() && reads(Some(&format)) {
                found.push(Some(format));
            }
        }
        if !found.is_empty() {
            break;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_795_305_600_000_000;

    fn column(values: &[&str]) -> Column {
        Column::of(&values.iter().map(|v| vec![(*v).to_owned()]).collect::<Vec<_>>(), 0, NOW)
    }

    #[test]
    fn dates_and_what_is_unclear_about_them() {
        let formats = |values: &[&str]| column(values).dates;
        assert_eq!(formats(&["2026-10-01 10:00:00", "2026-10-02"]), [None]);
        assert_eq!(formats(&["25/12/2025 09:05", "1/12/2025 10:00"]), [Some("%d/%m/%Y %H:%M".to_owned())]);
        assert_eq!(formats(&["12/25/2025", "1/2/2026"]), [Some("%m/%d/%Y".to_owned())]);
        assert_eq!(formats(&["1/2/2026", "3/4/2026"]), [Some("%d/%m/%Y".to_owned()), Some("%m/%d/%Y".to_owned())]);
        assert_eq!(formats(&["2026年10月1日", "2026年1月31日"]), [Some("%Y年%m月%d日".to_owned())]);
        assert_eq!(formats(&["1 Oct 2026"]), [Some("%d %b %Y".to_owned())]);
        assert_eq!(formats(&["Oct 1, 2026 9:05:00 AM"]), [Some("%b %d, %Y %I:%M:%S %p".to_owned())]);
        assert_eq!(formats(&["2026/1/5 8:03"]), [Some("%Y/%m/%d %H:%M".to_owned())]);
        for none in [&["12.50"][..], &["1001", "1002"], &["Berlin"], &["2026-10-01", "soon"], &["40513"], &["12345678"]] {
            assert!(formats(none).is_empty(), "{none:?}");
        }
    }

    #[test]
    fn values_are_told_apart() {
        for (values, what) in [
            (&["EUR", "USD"][..], "currency"),
            (&["Germany", "法国", "US"], "country"),
            (&["9.99", "1,234.50"], "decimal"),
            (&["9,99", "1.234,50"], "decimal"),
            (&["1", "25"], "number"),
            (&["a@b.example", "c.d@e.example"], "email"),
            (&["AB-1", "AB-2"], "code"),
            (&["4006381333931"], "gtin"),
            (&["a red mug"], "text"),
            (&["", ""], "empty"),
        ] {
            assert_eq!(column(values).looks(), what, "{values:?}");
        }
        assert_eq!(column(&["9,99", "1.234,50", "1,500"]).marks(), (2, 0));
    }
}
