//! Which way to sell: the rules of platforms over the seller's own presets and orders.
//!
//! `rules` knows what a table says; this room reads the home's own tables beside the shipped ones and answers what a sale costs, and
//! replays the orders that a seller really had under other scenarios ([`replay`]).
//!
//! Without the feature `lake` the replay is there alone, over plain values: it builds and tests in seconds.

#[cfg(feature = "lake")]
pub mod border;
#[cfg(feature = "lake")]
pub mod cliffs;
#[cfg(feature = "lake")]
pub mod compare;
#[cfg(feature = "lake")]
pub mod error;
#[cfg(feature = "lake")]
pub mod fees;
#[cfg(feature = "lake")]
pub mod own_orders;
#[cfg(feature = "lake")]
pub mod presets;
pub mod replay;
#[cfg(feature = "lake")]
pub mod view;

#[cfg(feature = "lake")]
pub use error::ModesError;
