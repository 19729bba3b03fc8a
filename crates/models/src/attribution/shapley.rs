//! The Shapley value of channels.
//!
//! A coalition of channels is worth what journeys brought that met no channel outside of it. That game is a sum of unanimity
//! games, one a journey, and the Shapley value of a unanimity game is equal parts among its players: so a journey's value goes
//! in equal parts to the channels that it met, however often. The tests compare with the definition over all coalitions.

use super::share::by_weights;
use super::{Credits, Journeys};

/// Each channel's Shapley value.
#[must_use]
pub fn shapley(journeys: &Journeys) -> Credits {
    let mut credits = Credits::none(journeys.channels());
    for journey in journeys.all() {
        let mut met = journey.touches.clone();
        met.sort_unstable();
        met.dedup();
        match by_weights(journey.value_micros, &vec![1; met.len()]) {
            Some(parts) => {
                for (channel, part) in met.into_iter().zip(parts) {
                    credits.by_channel_micros[channel] += part;
                }
            }
            None => credits.direct_micros += journey.value_micros,
        }
    }
    credits
}
