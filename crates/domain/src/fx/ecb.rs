//! The ECB's table of reference rates: one row a business day, one column a currency, `N/A` where none is published.
//!
//! Reads the public `eurofxref-hist.csv` (and `eurofxref.csv`, its one-day sister with dates like `30 October 2026`).

use crate::errors::{DomainError, excerpt};
use crate::{Currency, Day};

use super::NANO;
use super::pack::unpack;

const PACKED: &[u8] = include_bytes!("../../../../presets/fx/ecb.bin");

/// One published rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EcbRate {
    /// The business day.
    pub day: Day,
    /// The currency.
    pub currency: Currency,
    /// Billionths of the currency's unit per one euro.
    pub nanos: i64,
}

/// The whole table. Days ascend; a column holds one cell a day, in billionths, 0 = not published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EcbTable {
    pub(crate) days: Vec<Day>,
    pub(crate) columns: Vec<(Currency, Vec<i64>)>,
}

impl EcbTable {
    /// The table shipped with the product. Decodes it: keep the result.
    pub fn embedded() -> Result<Self, DomainError> {
        unpack(PACKED)
    }

    /// The published days, ascending.
    pub fn days(&self) -> &[Day] {
        &self.days
    }

    /// The currencies in the table's order.
    pub fn currencies(&self) -> impl Iterator<Item = Currency> + '_ {
        self.columns.iter().map(|(currency, _)| *currency)
    }

    /// The rate published on exactly this day, in billionths per euro.
    pub fn published(&self, currency: Currency, day: Day) -> Option<i64> {
        let row = self.days.binary_search(&day).ok()?;
        let (_, cells) = self.columns.iter().find(|(column, _)| *column == currency)?;
        cells.get(row).copied().filter(|&nanos| nanos > 0)
    }

    /// Every published rate, column by column, days ascending.
    pub fn rates(&self) -> impl Iterator<Item = EcbRate> + '_ {
        self.columns.iter().flat_map(move |(currency, cells)| {
            self.days.iter().zip(cells).filter(|&(_, &nanos)| nanos > 0).map(move |(&day, &nanos)| EcbRate {
                day,
                currency: *currency,
                nanos,
            })
        })
    }
}

/// Reads the ECB's CSV, newest or oldest day first. Unknown columns, double days and malformed cells are errors with
/// their line: a rate is never skipped.
pub fn parse_ecb_csv(text: &str) -> Result<EcbTable, DomainError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let (_, header) = lines.next().ok_or_else(|| wrong(0, "the file is empty"))?;
    let mut names = header.split(',').map(str::trim);
    if names.next() != Some("Date") {
        return Err(wrong(1, "the header does not start with `Date`"));
    }
    let mut names: Vec<&str> = names.collect();
    // The file ends every line with a comma.
    if names.last() == Some(&"") {
        names.pop();
    }
    let mut currencies = Vec::with_capacity(names.len());
    for name in names {
        let currency = Currency::parse(name).map_err(|error| wrong(1, error.to_string()))?;
        if currency == Currency::EUR || currencies.contains(&currency) {
            return Err(wrong(1, format!("the column {currency} does not belong here")));
        }
        currencies.push(currency);
    }
    if currencies.is_empty() {
        return Err(wrong(1, "the header names no currency"));
    }

    let mut rows: Vec<(Day, Vec<i64>)> = Vec::new();
    for (index, line) in lines {
        let number = index + 1;
        let mut fields = line.split(',').map(str::trim);
        let date = fields.next().unwrap_or_default();
        let day = read_day(date).ok_or_else(|| wrong(number, format!("`{}` is not a day", excerpt(date))))?;
        let mut cells = Vec::with_capacity(currencies.len());
        for field in fields.by_ref().take(currencies.len()) {
            let nanos = read_rate(field).ok_or_else(|| wrong(number, format!("`{}` is neither a rate nor N/A", excerpt(field))))?;
            cells.push(nanos);
        }
        if cells.len() != currencies.len() || fields.any(|rest| !rest.is_empty()) {
            return Err(wrong(number, format!("the line does not have {} rates", currencies.len())));
        }
        rows.push((day, cells));
    }
    rows.sort_unstable_by_key(|(day, _)| *day);
    if let Some(pair) = rows.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        return Err(wrong(0, format!("the day {} is there twice", pair[0].0)));
    }

    let columns = currencies
        .into_iter()
        .enumerate()
        .map(|(column, currency)| (currency, rows.iter().map(|(_, cells)| cells[column]).collect()))
        .collect();
    Ok(EcbTable { days: rows.into_iter().map(|(day, _)| day).collect(), columns })
}

fn wrong(line: usize, reason: impl Into<String>) -> DomainError {
    DomainError::Rates { line, reason: reason.into() }
}

fn read_day(text: &str) -> Option<Day> {
    if let Some(day) = Day::parse_bytes(text.as_bytes()) {
        return Some(day);
    }
    let mut parts = text.split_ascii_whitespace();
    let day = parts.next()?.parse().ok()?;
    let name = parts.next()?;
    let year = parts.next()?.parse().ok()?;
    const MONTHS: [&str; 12] =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    let month = MONTHS.iter().position(|month| month.eq_ignore_ascii_case(name))? as u32 + 1;
    if parts.next().is_some() { None } else { Day::from_ymd(year, month, day) }
}

/// A positive decimal of at most nine digits before and after the point as billionths; `N/A` and empty are 0.
fn read_rate(text: &str) -> Option<i64> {
    if text.is_empty() || text == "N/A" {
        return Some(0);
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.len() <= 9 && part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) {
        return None;
    }
    let mut nanos = whole.parse::<i64>().ok()? * NANO;
    if !fraction.is_empty() {
        nanos += fraction.parse::<i64>().ok()? * 10_i64.pow(9 - fraction.len() as u32);
    }
    (nanos > 0).then_some(nanos)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = "Date,USD,RUB,\n2022-03-02,1.1106,N/A,\n2022-03-01,1.1162,117.201,\n";

    #[test]
    fn reads_the_published_form() {
        let table = parse_ecb_csv(SMALL).unwrap();
        let rub = Currency::parse("RUB").unwrap();
        let (first, second) = (Day::from_ymd(2022, 3, 1).unwrap(), Day::from_ymd(2022, 3, 2).unwrap());
        assert_eq!(table.days(), [first, second]);
        assert_eq!(table.published(rub, first), Some(117_201_000_000));
        assert_eq!(table.published(rub, second), None);
        assert_eq!(table.published(Currency::USD, second), Some(1_110_600_000));
        assert_eq!(table.rates().count(), 3);
    }

    #[test]
    fn reads_the_daily_file() {
        let table = parse_ecb_csv("Date, USD, JPY, \n30 October 2026, 1.1172, 175.68, \n").unwrap();
        assert_eq!(table.days(), [Day::from_ymd(2026, 10, 30).unwrap()]);
        assert_eq!(table.published(Currency::USD, table.days()[0]), Some(1_117_200_000));
    }

    #[test]
    fn refuses_what_it_would_have_to_guess() {
        for (text, part) in [
            ("", "empty"),
            ("Day,USD\n", "Date"),
            ("Date\n", "no currency"),
            ("Date,USD,ABC\n", "ABC"),
            ("Date,USD,USD\n", "USD"),
            ("Date,EUR\n", "EUR"),
            ("Date,USD\n2022-02-30,1\n", "not a day"),
            ("Date,USD\n2022-02-01,1;5\n", "neither"),
            ("Date,USD\n2022-02-01,-1\n", "neither"),
            ("Date,USD\n2022-02-01,0\n", "neither"),
            ("Date,USD\n2022-02-01,1e3\n", "neither"),
            ("Date,USD,JPY\n2022-02-01,1\n", "2 rates"),
            ("Date,USD\n2022-02-01,1,2\n", "1 rates"),
            ("Date,USD\n2022-02-01,1\n2022-02-01,1\n", "twice"),
        ] {
            let error = parse_ecb_csv(text).unwrap_err();
            assert_eq!(error.code(), "rates_malformed");
            assert!(error.to_string().contains(part), "{text:?}: {error}");
        }
    }
}
