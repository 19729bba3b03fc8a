//! Dated rule tables to charges: what a platform, a payment provider, a carrier or a customs office takes, by the rule in
//! force on a day.
//!
//! Everything here is a value and a pure function: tables come in as text, days and amounts are arguments. An amount carries
//! the rule that computed it, step by step; what no rule answers becomes a [`Question`], never a zero (invariant 7 of the house).

pub mod customs;
mod dated;
mod error;
mod exact;
pub mod fees;
pub mod fulfilment;
pub mod lanes;
pub mod platforms;
mod provenance;
mod question;
mod quoted;
mod text;

pub use dated::{DateFault, Dated, Period, date_faults, pick};
pub use error::RuleError;
pub use provenance::Provenance;
pub use question::Question;
pub use quoted::{Quoted, Step};
pub use text::Text;
