//! Platforms and payment providers: what a preset says of each, and all of them together.

mod catalogue;
pub(crate) mod preset;
mod shipped;
mod words;

pub use catalogue::{Catalogue, PresetFile};
pub use preset::{Platform, Provider, SeedRow};
pub use words::{Channel, LogisticsMode, ProfitModel};
