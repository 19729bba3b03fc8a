//! What buyers met before they bought, or did not.

use std::collections::BTreeMap;
use thiserror::Error;

/// Equal journeys, counted together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Journey {
    /// Channels in the order in which they were met, by place in the list of channels.
    pub touches: Vec<usize>,
    /// Journeys that ended with an order.
    pub conversions: u64,
    /// Journeys that ended without one.
    pub losses: u64,
    /// What those orders brought together, in millionths of the currency; a loss-making order brings less than nothing.
    pub value_micros: i128,
}

/// All journeys over a number of channels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Journeys {
    channels: usize,
    journeys: Vec<Journey>,
}

/// What no attribution can be made of.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AttributionError {
    /// A touch names a channel that there is not.
    #[error("a journey names channel {channel}, and there are {channels}")]
    Channel {
        /// The channel's place.
        channel: usize,
        /// How many there are.
        channels: usize,
    },
    /// More channels than a chain is solved for.
    #[error("{channels} channels are more than {max}")]
    TooMany {
        /// How many there are.
        channels: usize,
        /// The most.
        max: usize,
    },
    /// A journey brings value and ended nowhere with an order.
    #[error("a journey without an order brings {value_micros} millionths")]
    ValueWithoutOrder {
        /// The value.
        value_micros: i128,
    },
}

/// Most channels: a chain of them is solved directly.
pub const CHANNELS_MAX: usize = 256;

impl Journeys {
    /// Journeys over channels `0..channels`; equal ones are put together.
    ///
    /// # Errors
    /// A channel that there is not, too many channels, value without an order.
    pub fn new(channels: usize, all: impl IntoIterator<Item = Journey>) -> Result<Self, AttributionError> {
        if channels > CHANNELS_MAX {
            return Err(AttributionError::TooMany { channels, max: CHANNELS_MAX });
        }
        let mut known: BTreeMap<Vec<usize>, Journey> = BTreeMap::new();
        for journey in all {
            if let Some(channel) = journey.touches.iter().copied().find(|channel| *channel >= channels) {
                return Err(AttributionError::Channel { channel, channels });
            }
            if journey.conversions == 0 && journey.value_micros != 0 {
                return Err(AttributionError::ValueWithoutOrder { value_micros: journey.value_micros });
            }
            match known.get_mut(&journey.touches) {
                Some(same) => {
                    same.conversions += journey.conversions;
                    same.losses += journey.losses;
                    same.value_micros += journey.value_micros;
                }
                None => {
                    known.insert(journey.touches.clone(), journey);
                }
            }
        }
        Ok(Self { channels, journeys: known.into_values().collect() })
    }

    /// How many channels there are.
    #[must_use]
    pub const fn channels(&self) -> usize {
        self.channels
    }

    /// The journeys, each sequence of touches once, in order.
    #[must_use]
    pub fn all(&self) -> &[Journey] {
        &self.journeys
    }
}
