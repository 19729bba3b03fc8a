//! One fee by one rule, as a table holds it after reading.

use super::words::{Base, Event, Every, Method, OnRefund, Scope, Tier};
use crate::dated::{Dated, Period};
use crate::provenance::Provenance;
use entrepot_domain::Currency;

/// A percentage in units of 10^-8: 13.25 % is `13_250_000`.
pub type RateE8 = i64;

/// The whole, in the unit of [`RateE8`].
pub const WHOLE_E8: i64 = 100_000_000;

/// One bracket of a rule. Low and high end are equal unless the source states a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bracket {
    /// Its upper end in micros of the currency; none when it is open.
    pub bound: Option<i64>,
    /// Whether the bound itself still belongs to it.
    pub inclusive: bool,
    /// The rate, low end.
    pub rate: RateE8,
    /// The rate, high end.
    pub rate_high: RateE8,
    /// The fixed part in micros, low end.
    pub fixed: i64,
    /// The fixed part in micros, high end.
    pub fixed_high: i64,
}

/// What a refund does, and what handling it costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    /// What becomes of the fee.
    pub keeps: OnRefund,
    /// What is taken of the fee that comes back, as an administration fee.
    pub admin: RateE8,
    /// The most that this takes for one piece, in micros.
    pub admin_max: Option<i64>,
    /// Where this was read, when that is not where the fee was.
    pub source: Option<String>,
    /// False when it was not read in its source.
    pub verified: bool,
}

/// One dated rule of one fee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeeRule {
    /// Its id, unique over all tables: table, fee, category and first day.
    pub id: String,
    /// The fee, in the table's own terms: `referral`.
    pub fee: String,
    /// Its kind in the ledger: `commission`.
    pub kind: String,
    /// What makes it fall due.
    pub event: Event,
    /// Only with this option: `international`.
    pub when: Option<String>,
    /// The categories that it is for, as positions in the table's list; every one when empty.
    pub categories: Vec<usize>,
    /// Once a piece or once an order.
    pub scope: Scope,
    /// What its rate is taken of.
    pub base: Base,
    /// Which amount finds the bracket.
    pub tier: Tier,
    /// How the brackets are read.
    pub method: Method,
    /// Its brackets in ascending order, at least one.
    pub brackets: Vec<Bracket>,
    /// The fees that a percentage is taken of.
    pub of: Vec<String>,
    /// The least that is taken, in micros.
    pub min: Option<i64>,
    /// The most that is taken, in micros.
    pub max: Option<i64>,
    /// How often a fee of a period is invoiced.
    pub every: Option<Every>,
    /// The currency that it is charged in.
    pub currency: Currency,
    /// What the rate already contains, for example a tax.
    pub includes: Vec<String>,
    /// What a refund does to it; none when the source does not say.
    pub refund: Option<Refund>,
    /// When it is in force.
    pub period: Period,
    /// Where it comes from.
    pub provenance: Provenance,
    /// More to know.
    pub note: Option<String>,
}

impl FeeRule {
    /// True when its source states a range and not a number.
    pub fn is_range(&self) -> bool {
        self.brackets.iter().any(|bracket| bracket.rate != bracket.rate_high || bracket.fixed != bracket.fixed_high)
    }

    /// True when it is for a category of the table.
    pub fn is_for(&self, category: Option<usize>) -> bool {
        self.categories.is_empty() || category.is_some_and(|category| self.categories.contains(&category))
    }
}

impl Dated for FeeRule {
    fn period(&self) -> Period {
        self.period
    }
}

impl Dated for &FeeRule {
    fn period(&self) -> Period {
        self.period
    }
}
