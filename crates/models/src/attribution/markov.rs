//! Removal effects in a first-order Markov chain of channels.
//!
//! From the start a buyer goes from channel to channel and ends with an order or without. Taking a channel away sends those
//! who would have met it away without an order; how much rarer orders become is the channel's removal effect.

use super::share::by_shares;
use super::{Credits, Journeys};

/// What taking a channel away would do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Removal {
    /// The part of all orders that would be lost, 0 to 1.
    pub effect: f64,
}

/// The chain: counted steps between the start (row 0), channels (rows 1..) and the two ends.
struct Chain {
    size: usize,
    /// Steps from row to column, `size` columns for start and channels, then orders, then losses.
    steps: Vec<f64>,
}

impl Chain {
    fn of(journeys: &Journeys) -> Self {
        let size = journeys.channels() + 1;
        let width = size + 2;
        let mut steps = vec![0.0; size * width];
        for journey in journeys.all().iter().filter(|journey| !journey.touches.is_empty()) {
            let times = (journey.conversions + journey.losses) as f64;
            let mut at = 0;
            for channel in &journey.touches {
                steps[at * width + channel + 1] += times;
                at = channel + 1;
            }
            steps[at * width + size] += journey.conversions as f64;
            steps[at * width + size + 1] += journey.losses as f64;
        }
        Self { size, steps }
    }

    /// The chance that a buyer who starts ends with an order, when `without` (a row) cannot be met.
    fn orders(&self, without: Option<usize>) -> f64 {
        let (size, width) = (self.size, self.size + 2);
        // (I - Q) x = r, with x the chance of an order from each row.
        let mut rows: Vec<Vec<f64>> = Vec::with_capacity(size);
        for at in 0..size {
            let steps = &self.steps[at * width..(at + 1) * width];
            let all: f64 = steps.iter().sum();
            let mut row = vec![0.0; size + 1];
            row[at] = 1.0;
            if all > 0.0 && without != Some(at) {
                for (to, count) in steps[..size].iter().enumerate() {
                    if without != Some(to) {
                        row[to] -= count / all;
                    }
                }
                row[size] = steps[size] / all;
            }
            rows.push(row);
        }
        solve(&mut rows).first().copied().unwrap_or(0.0)
    }
}

/// Gaussian elimination with partial pivoting; each row ends with its right-hand side. A row that cannot be told (a circle that
/// nobody leaves) is 0.
fn solve(rows: &mut [Vec<f64>]) -> Vec<f64> {
    const NOTHING: f64 = 1e-12;
    let size = rows.len();
    for pivot in 0..size {
        let best = (pivot..size).max_by(|a, b| rows[*a][pivot].abs().total_cmp(&rows[*b][pivot].abs())).unwrap_or(pivot);
        rows.swap(pivot, best);
        if rows[pivot][pivot].abs() < NOTHING {
            continue;
        }
        let (above, below) = rows.split_at_mut(pivot + 1);
        let row = &above[pivot];
        for other in below {
            let factor = other[pivot] / row[pivot];
            if factor != 0.0 {
                for (value, from) in other.iter_mut().zip(row).skip(pivot) {
                    *value -= factor * from;
                }
            }
        }
    }
    let mut solution = vec![0.0; size];
    for at in (0..size).rev() {
        let known: f64 = (at + 1..size).map(|to| rows[at][to] * solution[to]).sum();
        let pivot = rows[at][at];
        solution[at] = if pivot.abs() < NOTHING { 0.0 } else { (rows[at][size] - known) / pivot };
    }
    solution
}

/// The removal effect of every channel; all zero when no touched journey ended with an order.
#[must_use]
pub fn removal_effects(journeys: &Journeys) -> Vec<Removal> {
    let chain = Chain::of(journeys);
    let all = chain.orders(None);
    (1..chain.size)
        .map(|channel| {
            let effect = if all > 0.0 { (1.0 - chain.orders(Some(channel)) / all).clamp(0.0, 1.0) } else { 0.0 };
            Removal { effect }
        })
        .collect()
}

/// The value of all touched journeys in proportion to the removal effects.
#[must_use]
pub fn markov(journeys: &Journeys) -> Credits {
    let mut credits = Credits::none(journeys.channels());
    let (direct, touched): (Vec<_>, Vec<_>) = journeys.all().iter().partition(|journey| journey.touches.is_empty());
    credits.direct_micros = direct.iter().map(|journey| journey.value_micros).sum();
    let whole: i128 = touched.iter().map(|journey| journey.value_micros).sum();
    let effects: Vec<f64> = removal_effects(journeys).iter().map(|removal| removal.effect).collect();
    match by_shares(whole, &effects) {
        Some(parts) => credits.by_channel_micros = parts,
        None => credits.direct_micros += whole,
    }
    credits
}
