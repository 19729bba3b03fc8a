//! Platforms and payment providers: what a preset says of each, and all of them together.

mod catalogue;
pub(crate) mod preset;
mod profit;
mod shipped;
mod words;

pub use catalogue::{Catalogue, OwnFiles, PresetFile};
pub use preset::{Platform, Provider, SeedRow};
pub use profit::{Blocked, BookOrder, Party, Payment, Settled, settle};
pub use words::{Channel, LogisticsMode, ProfitModel};
