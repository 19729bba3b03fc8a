//! Lanes: what it costs and how long it takes to carry a parcel from one country to another.
//!
//! A lane is a file (`presets/lanes/<code>.toml`): where it goes, how it weighs, what it refuses, what it charges. It is
//! compiled once into flat tables; [`Lane::evaluate`] is integer arithmetic over them without allocation, and a quote with its
//! steps is told about the very same lines. A lane without a tariff asks for it; it never costs nothing.

mod book;
mod check;
mod evaluate;
mod examples;
mod file;
mod lane;
mod quote;
mod shipped;
mod told;
mod transit;
mod weigh;

pub use book::{LaneBook, Leg};
pub use evaluate::{Line, LineKind, Miss, Missing, Parcel, Refusal};
pub use examples::ExampleFault;
pub use file::Cargo;
pub(crate) use file::Place;
pub use lane::{ImportCharge, Lane, Rule};
pub use quote::{Offer, Quotes, Refused, quote};
pub use transit::Transit;
pub use weigh::Weighed;
