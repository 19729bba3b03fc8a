//! The market beside the seller's own trade: published series with basis, source and what is known of every number.
//!
//! Series of different bases are never joined, shares are never rescaled, half a year is never a year. The seller's own
//! trade is asked of `semantic`; this room knows no wire and no command line, and keeps no state but the user's own series.

pub mod alerts;
mod book;
mod derive;
mod error;
pub mod forecast;
pub mod own;
mod period;
mod series;
mod sources;
pub mod store;
pub mod table;
mod view;

pub use book::{Book, Wanted, Warning, warnings};
pub use derive::{Change, End, ShareSum, Split, changes, herfindahl_of_percent, implied_trade, share_sums, splits};
pub use error::{MarketError, Problem};
pub use period::{Period, Span};
pub use series::{Dataset, Flow, Kind, OTHER, Origin, Point, Series, SeriesId, check_basis};
pub use sources::{Basis, References, Source};
pub use view::{PointView, SeriesView, view};
