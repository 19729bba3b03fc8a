//! Which way to sell: the rules of platforms over the seller's own presets and orders.
//!
//! `rules` knows what a table says; this room reads the home's own tables beside the shipped ones and answers what a sale costs.

pub mod cliffs;
pub mod error;
pub mod fees;
pub mod presets;
pub mod view;

pub use error::ModesError;
