//! Picks the rate for a day.
//!
//! The rule: the rate of the order's day; on a day on which the source published nothing (a weekend or holiday) the last
//! one before, at most [`LOOK_BACK_DAYS`] days back. On a day on which the source published other currencies but not this
//! one, the currency has stopped or has a gap: that is asked back, because the last rate would be a guess.
//!
//! Two currencies cross through the euro: `rate(to) / rate(from)`, rounded half to even to [`CROSS_DECIMALS`] digits.
//! Fifteen, because nine would leave an Indonesian rupiah in euro (about 0.00005) with only four significant digits;
//! amounts round once, after the multiplication, to six decimals.

use rust_decimal::Decimal;
use serde::Serialize;

use super::ecb::EcbTable;
use super::{ECB_SOURCE_ID, NANO};
use crate::errors::Fault;
use crate::money::{convert_micros, divide_half_even};
use crate::{Currency, Day, DomainError, Money};

/// How far back a rate may be taken over a run of days without publication. The longest such run of the ECB's own
/// calendar is five days (Easter, or Christmas beside a weekend).
pub const LOOK_BACK_DAYS: i32 = 10;
/// Decimals of a cross rate.
pub const CROSS_DECIMALS: u32 = 15;

/// A rate between two currencies for one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct CrossRate {
    /// Units of the target currency for one unit of the source currency.
    pub rate: Decimal,
    /// The day whose rate of the source currency was used; the day asked for when that currency is the euro.
    pub day_used_from: Day,
    /// The day whose rate of the target currency was used; the day asked for when that currency is the euro.
    pub day_used_to: Day,
}

/// Why a rate cannot be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AskReason {
    /// No rate of this currency is known at all.
    NoCurrency,
    /// The day is before the first rate of this currency.
    BeforeFirst,
    /// The source went on without this currency: it was withdrawn, suspended or has a gap.
    NotPublished,
    /// The last rate is more than the look-back away.
    TooOld,
    /// The cross rate does not fit the number format.
    OutOfRange,
}

/// A question back to the user: which rate holds for this currency on this day?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Ask {
    /// The currency without a rate.
    pub currency: Currency,
    /// The day asked for.
    pub day: Day,
    /// Why it is asked.
    pub reason: AskReason,
}

impl Ask {
    /// The shared shape; the code is `fx_missing` for every reason.
    pub fn fault(&self) -> Fault {
        let Self { currency, day, .. } = self;
        let cause = match self.reason {
            AskReason::NoCurrency => format!("there is no exchange rate of {currency} at all"),
            AskReason::BeforeFirst => format!("the first exchange rate of {currency} is later than {day}"),
            AskReason::NotPublished => format!("the source published other rates but none of {currency} for {day}"),
            AskReason::TooOld => {
                format!("the last exchange rate of {currency} is more than {LOOK_BACK_DAYS} days before {day}")
            }
            AskReason::OutOfRange => format!("the exchange rate of {currency} on {day} is out of range"),
        };
        let hint = match self.reason {
            AskReason::TooOld => "update the rates, or load a file that covers the day",
            _ => "load a file with a rate for this currency and day, or exclude the currency",
        };
        Fault::new("fx_missing", cause, hint)
    }
}

/// One cell of the dense table of a range of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DenseRate {
    /// The day.
    pub day: Day,
    /// The currency.
    pub currency: Currency,
    /// Billionths of the currency's unit per one euro.
    pub nanos: i64,
    /// The day whose rate it is.
    pub day_used: Day,
}

#[derive(Debug, Clone, Copy)]
struct Cell {
    day: Day,
    nanos: i64,
    source: u16,
}

#[derive(Debug, Clone)]
struct Source {
    name: String,
    /// Days on which it published anything, ascending.
    days: Vec<Day>,
}

/// Rates per euro of any number of sources. A rate inserted later replaces one of the same currency and day.
#[derive(Debug, Clone)]
pub struct RateBook {
    /// Cells by currency slot, days ascending.
    series: Vec<Vec<Cell>>,
    sources: Vec<Source>,
}

impl Default for RateBook {
    fn default() -> Self {
        Self::new()
    }
}

impl RateBook {
    /// A book without rates: only the euro is known.
    pub fn new() -> Self {
        Self { series: vec![Vec::new(); Currency::SLOTS], sources: Vec::new() }
    }

    /// The rates shipped with the product.
    pub fn embedded() -> Result<Self, DomainError> {
        Ok(Self::from_table(&EcbTable::embedded()?))
    }

    /// The rates of a table of the ECB.
    pub fn from_table(table: &EcbTable) -> Self {
        let mut book = Self::new();
        book.insert_table(table, ECB_SOURCE_ID);
        book
    }

    /// Adds a whole table under a source's name.
    pub fn insert_table(&mut self, table: &EcbTable, source: &str) {
        for rate in table.rates() {
            self.insert(rate.day, rate.currency, rate.nanos, source);
        }
    }

    /// Adds one rate, billionths of the currency's unit per euro; one that is not positive, or of the euro itself, is
    /// ignored and returns false.
    pub fn insert(&mut self, day: Day, currency: Currency, nanos: i64, source: &str) -> bool {
        if nanos <= 0 || nanos >= NANO * NANO || currency == Currency::EUR {
            return false;
        }
        let source = self.source(source);
        let cell = Cell { day, nanos, source };
        let series = &mut self.series[currency.slot()];
        match search(series, day) {
            Ok(at) => series[at] = cell,
            Err(at) => series.insert(at, cell),
        }
        let days = &mut self.sources[source as usize].days;
        if let Err(at) = days.binary_search(&day) {
            days.insert(at, day);
        }
        true
    }

    fn source(&mut self, name: &str) -> u16 {
        let found = self.sources.iter().position(|source| source.name == name);
        found.unwrap_or_else(|| {
            self.sources.push(Source { name: name.to_owned(), days: Vec::new() });
            self.sources.len() - 1
        }) as u16
    }

    /// Billionths of the currency's unit per euro for a day, and the day whose rate it is.
    pub fn per_euro(&self, currency: Currency, day: Day) -> Result<(i64, Day), Ask> {
        if currency == Currency::EUR {
            return Ok((NANO, day));
        }
        let ask = |reason| Err(Ask { currency, day, reason });
        let series = self.series.get(currency.slot()).map_or(&[][..], Vec::as_slice);
        if series.is_empty() {
            return ask(AskReason::NoCurrency);
        }
        let at = match search(series, day) {
            Ok(at) => at,
            Err(0) => return ask(AskReason::BeforeFirst),
            Err(at) => at - 1,
        };
        let cell = series[at];
        // Nothing of the same source may lie between the rate and the day asked for.
        let days = &self.sources[cell.source as usize].days;
        let next = days.partition_point(|published| *published <= cell.day);
        if days.get(next).is_some_and(|&published| published <= day) {
            return ask(AskReason::NotPublished);
        }
        if day.0.saturating_sub(cell.day.0) > LOOK_BACK_DAYS {
            return ask(AskReason::TooOld);
        }
        Ok((cell.nanos, cell.day))
    }

    /// The rate from one currency to another for a day.
    pub fn rate(&self, from: Currency, to: Currency, day: Day) -> Result<CrossRate, Ask> {
        if from == to {
            return Ok(CrossRate { rate: Decimal::ONE, day_used_from: day, day_used_to: day });
        }
        let (from_nanos, day_used_from) = self.per_euro(from, day)?;
        let (to_nanos, day_used_to) = self.per_euro(to, day)?;
        // Below 10^18 * 10^15 = 10^33, within 128 bits.
        let scaled = divide_half_even(i128::from(to_nanos) * 10_i128.pow(CROSS_DECIMALS), i128::from(from_nanos));
        match Decimal::try_from_i128_with_scale(scaled, CROSS_DECIMALS) {
            Ok(rate) if scaled > 0 => Ok(CrossRate { rate: rate.normalize(), day_used_from, day_used_to }),
            _ => Err(Ask { currency: to, day, reason: AskReason::OutOfRange }),
        }
    }

    /// An amount in another currency with the rate of a day, rounded half to even to six decimals.
    pub fn convert(&self, money: Money, to: Currency, day: Day) -> Result<Money, Ask> {
        let cross = self.rate(money.currency(), to, day)?;
        convert_micros(money.micros(), cross.rate).and_then(|micros| Money::from_micros(micros, to).ok()).ok_or(Ask {
            currency: to,
            day,
            reason: AskReason::OutOfRange,
        })
    }

    /// The first and last day with any rate.
    pub fn span(&self) -> Option<(Day, Day)> {
        let first = self.sources.iter().filter_map(|source| source.days.first()).min()?;
        let last = self.sources.iter().filter_map(|source| source.days.last()).max()?;
        Some((*first, *last))
    }

    /// The currencies with at least one rate, by code, the euro included.
    pub fn currencies(&self) -> Vec<Currency> {
        let has_rate =
            |currency: &Currency| *currency == Currency::EUR || self.series.get(currency.slot()).is_some_and(|series| !series.is_empty());
        Currency::all().filter(has_rate).collect()
    }

    /// Every (day, currency) of the range that has a rate by the rule above, the euro included: the dense table that
    /// metrics join. A pair that is missing must be asked.
    pub fn dense(&self, from: Day, to: Day) -> Vec<DenseRate> {
        let mut out = Vec::new();
        for currency in self.currencies() {
            for day in (from.0..=to.0).map(Day) {
                if let Ok((nanos, day_used)) = self.per_euro(currency, day) {
                    out.push(DenseRate { day, currency, nanos, day_used });
                }
            }
        }
        out
    }

    /// The name of the source of the rate that a day's question is answered from.
    pub fn source_of(&self, currency: Currency, day: Day) -> Option<&str> {
        let (_, used) = self.per_euro(currency, day).ok()?;
        let series = self.series.get(currency.slot())?;
        let at = search(series, used).ok()?;
        self.sources.get(series[at].source as usize).map(|source| source.name.as_str())
    }
}

fn search(series: &[Cell], day: Day) -> Result<usize, usize> {
    // Tables come in order of days: the end is the usual place.
    match series.last() {
        Some(last) if last.day < day => Err(series.len()),
        None => Err(0),
        _ => series.binary_search_by_key(&day, |cell| cell.day),
    }
}
