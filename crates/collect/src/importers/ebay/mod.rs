//! eBay: the orders report of its seller hub.

pub(super) mod orders;
mod written;
