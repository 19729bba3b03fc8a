//! The market room: published values, bad tables, the user's own series.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod bad_tables;
mod forecast;
mod own_series;
mod published;
