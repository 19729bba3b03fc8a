//! Fees: published values, bad tables, properties and the platforms of the paper.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod ask;
mod bad_tables;
mod cliffs;
mod fulfilment;
mod profit;
mod properties;
mod seed;
mod vectors;
