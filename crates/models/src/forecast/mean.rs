//! Mean: what happened on average.

use super::series::{Forecast, Series, sigma};

/// The average of all values, for every step.
pub fn mean(series: &Series, horizon: usize) -> Forecast {
    let values = series.values();
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let spread = sigma(values.iter().map(|v| v - mean), 1) * (1.0 + 1.0 / n).sqrt();
    Forecast { mean: vec![mean; horizon], spread: vec![spread; horizon] }
}
