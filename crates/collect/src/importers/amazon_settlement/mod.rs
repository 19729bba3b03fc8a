//! Amazon's money: settlement reports, old and new layout, and the date range report of transactions.
//!
//! All three say the same things in other shapes, so what an amount means is written down once, in [`kinds`].

pub(super) mod date_range;
mod kinds;
pub(super) mod settlement;
