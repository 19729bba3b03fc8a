//! Exchange rates: the ECB's daily reference rates, shipped in compact form, and the rule that picks a rate for a day.
//!
//! Rates are exact decimals, units of a currency per one euro, (18,9). [`EcbTable`] is the published table;
//! [`RateBook`] answers questions from one or several sources. There is no network here: updating is the caller's work,
//! and a question that the book cannot answer is asked back ([`Ask`]), never guessed.

mod book;
mod ecb;
mod pack;

pub use book::{Ask, AskReason, CROSS_DECIMALS, CrossRate, DenseRate, LOOK_BACK_DAYS, RateBook};
pub use ecb::{EcbRate, EcbTable, parse_ecb_csv};
pub use pack::{pack, unpack};

/// The source that must be named wherever these rates are shown or passed on.
pub const ECB_SOURCE: &str = "European Central Bank, euro foreign exchange reference rates";
/// The source's short name, as stored with every rate.
pub const ECB_SOURCE_ID: &str = "ecb";
/// Nano units in one unit: rates are stored as whole billionths.
pub const NANO: i64 = 1_000_000_000;
