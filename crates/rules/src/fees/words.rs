//! The closed words of fee tables: when a fee falls due, what it is taken of, and what a refund does to it.

use serde::{Deserialize, Serialize};

/// What makes a fee fall due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// Every sale.
    #[default]
    Sale,
    /// A stretch of time: a membership, a subscription.
    Period,
    /// Money that is taken out of an account, and perhaps converted.
    Withdrawal,
    /// A payment that the buyer's bank takes back.
    Chargeback,
    /// Money that is held and given back: no cost, but capital that is bound.
    Deposit,
}

impl Event {
    /// The word as files spell it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sale => "sale",
            Self::Period => "period",
            Self::Withdrawal => "withdrawal",
            Self::Chargeback => "chargeback",
            Self::Deposit => "deposit",
        }
    }
}

/// What a fee of a sale is counted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Each piece: brackets, minimum and cap are those of one piece.
    #[default]
    Item,
    /// The whole order, once.
    Order,
}

/// The amount that a rate is taken of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Base {
    /// The price of the goods after the seller's own discount.
    #[default]
    Item,
    /// Goods and what the buyer pays for shipping, without tax.
    ItemAndShipping,
    /// All that the buyer pays: goods, shipping and tax.
    BuyerTotal,
}

impl Base {
    /// In words, for the steps of a quote.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Item => "price of the goods",
            Self::ItemAndShipping => "goods and shipping",
            Self::BuyerTotal => "all that the buyer pays",
        }
    }
}

/// Which amount finds the bracket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// The base itself.
    #[default]
    Base,
    /// The goods of the whole order, while the rate is taken of the base.
    Order,
}

/// How brackets are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// One rate, and perhaps a fixed part.
    Flat,
    /// The whole amount at the rate of the bracket that it falls into.
    Threshold,
    /// Each part of the amount at the rate of its bracket.
    Marginal,
    /// A percentage of other fees.
    PctOfFee,
}

/// How often a fee of a period is invoiced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Every {
    /// Twelve times a year.
    Month,
    /// Four times a year.
    Quarter,
    /// Twice a year.
    HalfYear,
    /// Once a year.
    Year,
}

impl Every {
    /// The word as files spell it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::HalfYear => "half_year",
            Self::Year => "year",
        }
    }
}

/// What becomes of a fee when the buyer is refunded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnRefund {
    /// It stays with whoever took it.
    Kept,
    /// It comes back whole when the whole amount is refunded, and not before.
    Returned,
    /// It comes back in proportion to what is refunded of its base.
    Proportional,
}
