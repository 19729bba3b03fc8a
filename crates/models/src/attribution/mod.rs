//! Attribution: how much of what buyers brought is owed to each channel that they met on the way.
//!
//! Four answers to one question, because none is the truth: the last touch; the first and last with most of it and the rest
//! between; the removal effect in a Markov chain (Anderl et al. 2016, *Mapping the customer journey*); the Shapley value of
//! channels as players (Zhao, Mahboobi & Bagheri 2018, *Shapley value methods for attribution modeling in online
//! advertising*). Each distributes the whole value exactly: credits and what has no touch add up to it, to the millionth.

mod journey;
mod markov;
mod shapley;
mod share;
mod touch;

pub use journey::{AttributionError, Journey, Journeys};
pub use markov::{Removal, markov, removal_effects};
pub use shapley::shapley;
pub use touch::{last_touch, position_based};

/// What each channel is owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credits {
    /// By channel, in millionths of the currency.
    pub by_channel_micros: Vec<i128>,
    /// The value of buyers who met no channel, in millionths.
    pub direct_micros: i128,
}

impl Credits {
    fn none(channels: usize) -> Self {
        Self { by_channel_micros: vec![0; channels], direct_micros: 0 }
    }

    /// Everything together: the value that was to be distributed.
    #[must_use]
    pub fn total_micros(&self) -> i128 {
        self.by_channel_micros.iter().sum::<i128>() + self.direct_micros
    }
}
