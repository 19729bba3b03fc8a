//! What an order costs under a scenario, group by group. A group that a scenario does not name is taken from the ledger.

pub(crate) mod border;
pub(crate) mod bulk;
pub(crate) mod capital;
pub(crate) mod carriage;
pub(crate) mod goods;
pub(crate) mod ledger;
pub(crate) mod payment;
pub(crate) mod platform;
pub(crate) mod program;
pub(crate) mod selling;
pub(crate) mod warehouse;

use crate::replay::book::{Article, Order, OrderLine};
use crate::replay::kind::Kind;
use entrepot_domain::Day;

/// An order as a scenario sells it. Amounts are micros of its currency unless told otherwise.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sale<'a> {
    /// Its place in the book.
    pub at: usize,
    pub order: &'a Order,
    pub lines: &'a [OrderLine],
    pub articles: &'a [Article],
    /// What each line is sold for.
    pub amounts: &'a [i64],
    /// Their sum.
    pub goods: i64,
    /// Shipping that the seller collects.
    pub shipping: i64,
    /// Tax that the seller collects.
    pub tax: i64,
    /// Goods and shipping in the report currency.
    pub revenue: i64,
    /// Whose law counts.
    pub law: Day,
}

impl<'a> Sale<'a> {
    pub fn article(&self, line: &OrderLine) -> &'a Article {
        &self.articles[line.article as usize]
    }
}

/// What the seller pays, a kind, in micros of the report currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Costs {
    pub low: [i64; Kind::COUNT],
    pub high: [i64; Kind::COUNT],
    /// What of the low end rests on rules that nobody read in their source, or on the ledger's estimates.
    pub unverified: [i64; Kind::COUNT],
    /// What the buyer pays to others beside the seller.
    pub beside: i64,
    /// How many charges were evaluated.
    pub charges: u32,
}

impl Default for Costs {
    fn default() -> Self {
        Self { low: [0; Kind::COUNT], high: [0; Kind::COUNT], unverified: [0; Kind::COUNT], beside: 0, charges: 0 }
    }
}

impl Costs {
    /// Adds an amount that may be a range.
    pub fn add(&mut self, kind: Kind, low: i64, high: i64, verified: bool) {
        let at = kind as usize;
        self.low[at] += low;
        self.high[at] += high;
        if !verified {
            self.unverified[at] += low;
        }
        self.charges += 1;
    }

    /// Adds an input of the scenario: no range, and the scenario's own.
    pub fn given(&mut self, kind: Kind, micros: i64) {
        self.add(kind, micros, micros, true);
    }

    pub fn of(&self, kind: Kind) -> (i64, i64) {
        (self.low[kind as usize], self.high[kind as usize])
    }
}

/// A percentage (millionths) of an amount, rounded half to even to the micro.
pub(crate) fn percent(micros: i64, pct: i64) -> i64 {
    entrepot_domain::money::divide_half_even(i128::from(micros) * i128::from(pct), crate::replay::scenario::HUNDRED) as i64
}

/// The share of a total that lies between two points of a whole, so that shares add up to the total.
pub(crate) fn share(total: i64, before: i128, after: i128, whole: i128) -> i64 {
    if whole == 0 {
        return 0;
    }
    let upto = |point: i128| (i128::from(total) * point).div_euclid(whole);
    (upto(after) - upto(before)) as i64
}
