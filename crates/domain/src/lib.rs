//! The words of the trade: money, currencies, countries, codes, ids, the ledger and its invariants, the life of an
//! order and exchange rates.
//!
//! This is the ground of the house: plain values and pure functions. There is deliberately no input or output here, no
//! clock, no async, no global state: time, days and file contents are arguments. The tables of countries, currencies and
//! reference rates are data files under `presets/`, compiled in.

pub mod country;
pub mod day;
pub mod errors;
pub mod fx;
pub mod ids;
pub mod ledger;
pub mod lifecycle;
pub mod money;
mod table;

pub use country::{Country, Resolved};
pub use day::Day;
pub use errors::{DomainError, Fault};
pub use money::{Currency, Money};
