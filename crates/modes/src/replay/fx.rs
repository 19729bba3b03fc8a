//! Exchange rates in the form that a replay needs: one dense column a pair of currencies over the days of the book.
//!
//! A rate is that of [`RateBook::rate`], a whole number of 10^-15, so that an amount is exchanged exactly as everywhere else.

use entrepot_domain::fx::RateBook;
use entrepot_domain::money::divide_half_even;
use entrepot_domain::{Currency, Day};

const SCALE: u32 = 15;
const ONE: i128 = 1_000_000_000_000_000;

/// A pair of currencies, by its place in [`Fx`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Column(u16);

/// A currency that rules speak, seen from every currency of the book, and the way back to the report currency.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    /// From each currency of the book.
    pub from: Vec<Column>,
    /// To the report currency.
    pub back: Column,
}

/// All rates that a replay can ask for.
#[derive(Debug)]
pub(crate) struct Fx {
    pairs: Vec<(Currency, Currency)>,
    first: Day,
    days: usize,
    /// By pair, then by day; 0 where there is no rate.
    rates: Vec<i128>,
    report: Currency,
    currencies: Vec<Currency>,
}

impl Fx {
    /// For a book's currencies and days, both ends included.
    pub fn new(report: Currency, currencies: Vec<Currency>, first: Day, last: Day) -> Self {
        let days = (last.0 - first.0).max(0) as usize + 1;
        Self { pairs: Vec::new(), first, days, rates: Vec::new(), report, currencies }
    }

    /// Asks for a pair.
    pub fn column(&mut self, from: Currency, to: Currency) -> Column {
        let at = self.pairs.iter().position(|pair| *pair == (from, to)).unwrap_or_else(|| {
            self.pairs.push((from, to));
            self.pairs.len() - 1
        });
        Column(at as u16)
    }

    /// Asks for everything that rules in a currency need.
    pub fn target(&mut self, currency: Currency) -> Target {
        let known = self.currencies.clone();
        let from = known.into_iter().map(|own| self.column(own, currency)).collect();
        Target { from, back: self.column(currency, self.report) }
    }

    /// Looks up everything that was asked for.
    pub fn fill(&mut self, book: &RateBook) {
        self.rates.clear();
        for (from, to) in &self.pairs {
            for day in 0..self.days {
                let rate = if from == to {
                    ONE
                } else {
                    let found = book.rate(*from, *to, self.first.plus(day as i32)).ok().map(|cross| cross.rate);
                    found.and_then(|rate| rate.mantissa().checked_mul(10_i128.pow(SCALE.checked_sub(rate.scale())?))).unwrap_or(0)
                };
                self.rates.push(rate);
            }
        }
    }

    /// The currencies of a pair.
    pub fn pair(&self, column: Column) -> (Currency, Currency) {
        self.pairs[usize::from(column.0)]
    }

    /// An amount in the other currency by the rate of a day; none without a rate, or when it does not fit.
    pub fn change(&self, column: Column, day: Day, micros: i64) -> Option<i64> {
        let at = usize::try_from(day.0 - self.first.0).ok().filter(|at| *at < self.days)?;
        let rate = self.rates[usize::from(column.0) * self.days + at];
        if rate == ONE {
            return Some(micros);
        }
        if rate == 0 {
            return None;
        }
        i64::try_from(divide_half_even(i128::from(micros).checked_mul(rate)?, ONE)).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use entrepot_domain::Money;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn amounts_are_exchanged_as_the_rate_book_does(micros in -1_000_000_000_000_i64..1_000_000_000_000, offset in 0_i32..200) {
            let book = RateBook::embedded().unwrap();
            let first: Day = "2023-01-02".parse().unwrap();
            let mut fx = Fx::new(Currency::CNY, vec![Currency::GBP], first, first.plus(200));
            let target = fx.target(Currency::USD);
            fx.fill(&book);
            let day = first.plus(offset);
            let money = Money::from_micros(micros.into(), Currency::GBP).unwrap();
            let there = book.convert(money, Currency::USD, day).unwrap();
            prop_assert_eq!(i128::from(fx.change(target.from[0], day, micros).unwrap()), there.micros());
            let back = book.convert(there, Currency::CNY, day).unwrap();
            prop_assert_eq!(i128::from(fx.change(target.back, day, there.micros() as i64).unwrap()), back.micros());
        }
    }

    #[test]
    fn outside_its_days_and_without_a_rate_there_is_nothing() {
        let first: Day = "2023-01-02".parse().unwrap();
        let mut fx = Fx::new(Currency::CNY, vec![Currency::GBP], first, first);
        let column = fx.column(Currency::GBP, Currency::USD);
        fx.fill(&RateBook::new());
        assert_eq!(fx.change(column, first, 1), None);
        assert_eq!(fx.change(column, first.plus(1), 1), None);
        assert_eq!(fx.pair(column), (Currency::GBP, Currency::USD));
    }
}
