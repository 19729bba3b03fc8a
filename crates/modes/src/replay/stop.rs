//! Why an order has no result under a scenario: small values on the hot path, told in words afterwards.

use crate::replay::fx::Column;
use entrepot_domain::Country;
use entrepot_rules::customs::{Gap, HsNumber};
use entrepot_rules::fees::NoAmount;
use entrepot_rules::lanes::{Missing, Refusal};

/// Why there is no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    /// It cannot be sold or carried that way.
    Refused(Refused),
    /// Something must be known first; of an article where that is the reason.
    Ask(Ask, Option<u32>),
}

/// Why it cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    /// By a lane of the scenario.
    Lane {
        /// Its place in the scenario's list; the first leg stands after them.
        lane: u16,
        /// Why.
        why: Refusal,
    },
    /// The platform does not sell there.
    Market(Country),
}

/// What must be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ask {
    /// What a piece costs.
    Cost,
    /// Its weight.
    Weight,
    /// Its measures.
    Dims,
    /// Its customs code.
    Hs,
    /// Where it is made.
    Origin,
    /// Where the buyer is.
    To,
    /// Where goods are sent from.
    From,
    /// A rate between two currencies.
    Fx(Column),
    /// An amount that does not fit.
    Overflow,
    /// Fees that no rule tells: the table and the place among its questions.
    Fees(Table, u16),
    /// A fee has no amount for the sale.
    NoAmount(Table, NoAmount),
    /// A lane of the scenario asks.
    Lane(u16, Missing),
    /// There is no customs table.
    NoTerritory(Country),
    /// A customs table asks, of a code where that is the reason.
    Duty {
        /// Its place in the book of customs.
        territory: u8,
        /// What is missing; places of items are set to 0.
        gap: Gap,
        /// The code.
        hs: Option<HsNumber>,
        /// Where the goods were made.
        origin: Option<Country>,
        /// The destination.
        to: Country,
    },
    /// The VAT rebate of a category, by its place among the questions.
    Rebate(u16),
    /// A name that no preset has, by its place among the questions.
    Unknown(u16),
}

/// Which table of fees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Table {
    /// The platform's.
    Platform,
    /// The payment provider's.
    Payment,
}

impl Stop {
    /// A question that is not about an article.
    pub fn ask(ask: Ask) -> Self {
        Self::Ask(ask, None)
    }
}
