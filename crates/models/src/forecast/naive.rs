//! Naive: tomorrow is like today.

use super::series::{Forecast, Series, sigma};

/// The last value, for every step; a random walk's spread.
pub fn naive(series: &Series, horizon: usize) -> Forecast {
    let values = series.values();
    let sigma = sigma(values.windows(2).map(|w| w[1] - w[0]), 0);
    let spread = (1..=horizon).map(|h| sigma * (h as f64).sqrt()).collect();
    Forecast { mean: vec![series.last(); horizon], spread }
}
