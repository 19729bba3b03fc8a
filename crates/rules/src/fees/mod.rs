//! Fees of platforms and payment providers: dated tables, and what a sale costs by them.
//!
//! A [`FeeTable`] is read from a file and checked. For a category, a day and options it gives a [`Program`], which runs over
//! sales without allocating; [`quote()`] runs the same program and tells its steps. What no rule tells is a question.

mod choose;
mod cliffs;
pub(crate) mod file;
mod program;
mod quote;
mod refund;
mod rule;
mod spread;
mod table;
mod words;

pub use choose::Circumstances;
pub use cliffs::{Cliff, Turn, cliffs, gain};
pub use file::{Category, Unknown};
pub use program::{Amounts, FEES_MAX, NoAmount, Program, Sale};
pub use quote::{FeeQuote, no_amount, quote};
pub use refund::{RefundedFee, refund};
pub use rule::{Bracket, FeeRule, RateE8, Refund, WHOLE_E8};
pub use spread::spread;
pub use table::{FULFILMENT, FeeTable};
pub use words::{Base, Event, Every, Method, OnRefund, Scope, Tier};
