//! Rules that look at one journey at a time.

use super::share::by_weights;
use super::{Credits, Journeys};

/// Everything to the channel that was met last.
#[must_use]
pub fn last_touch(journeys: &Journeys) -> Credits {
    each(journeys, |touches| {
        let mut weights = vec![0; touches];
        weights[touches - 1] = 1;
        weights
    })
}

/// `first_pct` per cent to the first touch, `last_pct` to the last, the rest to those between in equal parts; of two touches
/// each has its share of the two, and one has all; shares above a hundred together leave nothing for those between. The usual
/// choice is 40 and 40.
#[must_use]
pub fn position_based(journeys: &Journeys, first_pct: u8, last_pct: u8) -> Credits {
    let (first, last) = (u128::from(first_pct), u128::from(last_pct));
    each(journeys, |touches| match touches {
        1 => vec![1],
        2 if first + last == 0 => vec![1, 1],
        2 => vec![first, last],
        _ => {
            let between = touches as u128 - 2;
            let mut weights = vec![100_u128.saturating_sub(first + last); touches];
            (weights[0], weights[touches - 1]) = (first * between, last * between);
            weights
        }
    })
}

/// Each journey's value over its touches, by weights for that number of touches.
fn each(journeys: &Journeys, weights: impl Fn(usize) -> Vec<u128>) -> Credits {
    let mut credits = Credits::none(journeys.channels());
    for journey in journeys.all() {
        let parts = (!journey.touches.is_empty()).then(|| by_weights(journey.value_micros, &weights(journey.touches.len()))).flatten();
        match parts {
            Some(parts) => {
                for (channel, part) in journey.touches.iter().zip(parts) {
                    credits.by_channel_micros[*channel] += part;
                }
            }
            None => credits.direct_micros += journey.value_micros,
        }
    }
    credits
}
