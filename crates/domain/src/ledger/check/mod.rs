//! The invariants of the ledger. Each is a function over plain slices that returns what it found; an empty answer means
//! that it holds. Whoever creates records refuses on a violation, whoever imports flags it: that is the caller's choice.
//!
//! | invariant | function |
//! | --- | --- |
//! | what the buyer paid minus refunds = what all others received net | [`trades_balance`] |
//! | a payout = its charges + opening balance - reserve, in one currency | [`payouts_balance`] |
//! | child quantity never exceeds the parent's | [`children_within_parent`] |
//! | each unit draws one lot, no lot gives more than it holds | [`units_draw_lots`] |
//! | an actual replaces its estimate, never adds to it | [`actuals_replace_estimates`] |
//! | a refund never exceeds the original, kind by kind | [`refunds_within_original`] |
//! | another currency than the book's needs a rate and its day | [`rates_are_known`] |
//! | a file with a control total reconciles to it | [`control_total`] |
//! | accepted + updated + quarantined + duplicate = read | [`rows_add_up`] |

mod amounts;
mod lots;
mod totals;

use serde::Serialize;

use super::{Charge, Line, Lot, Payout, Trade};
use crate::{Currency, Day, Fault};

pub use amounts::{actuals_replace_estimates, effective, rates_are_known, refunds_within_original, trades_balance};
pub use lots::{children_within_parent, units_draw_lots};
pub use totals::{RowCounts, control_total, payouts_balance, rows_add_up};

/// An invariant that does not hold, and for what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// Stable code in snake case.
    pub code: &'static str,
    /// The record that it is about: its noun and id, for example `trade 536365`.
    pub subject: String,
    /// What was found.
    pub cause: String,
    /// What to do about it.
    pub hint: &'static str,
}

impl Violation {
    /// The shared shape, with the subject in the cause.
    pub fn fault(&self) -> Fault {
        Fault::new(self.code, format!("{}: {}", self.subject, self.cause), self.hint)
    }
}

/// A set of books to be checked together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Books {
    /// Documents.
    pub trades: Vec<Trade>,
    /// Their lines.
    pub lines: Vec<Line>,
    /// Lots that lines draw.
    pub lots: Vec<Lot>,
    /// Charges.
    pub charges: Vec<Charge>,
    /// Payouts that settle charges.
    pub payouts: Vec<Payout>,
}

impl Books {
    /// Every invariant over records, in the order of the table above. `has_rate` tells whether there is an exchange rate
    /// of a currency for a day.
    pub fn check(&self, book_currency: Currency, has_rate: impl Fn(Currency, Day) -> bool) -> Vec<Violation> {
        let mut found = trades_balance(&self.trades, &self.charges);
        found.extend(payouts_balance(&self.payouts, &self.charges));
        found.extend(children_within_parent(&self.trades, &self.lines));
        found.extend(units_draw_lots(&self.trades, &self.lines, &self.lots));
        found.extend(actuals_replace_estimates(&self.charges));
        found.extend(refunds_within_original(&self.trades, &self.charges));
        found.extend(rates_are_known(book_currency, &self.charges, has_rate));
        found
    }
}
