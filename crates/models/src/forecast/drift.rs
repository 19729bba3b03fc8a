//! Drift: a straight line through the first and the last value.

use super::series::{Forecast, Series, sigma};

/// The last value plus the average change, step by step.
pub fn drift(series: &Series, horizon: usize) -> Forecast {
    let values = series.values();
    let steps = (values.len() - 1).max(1) as f64;
    let slope = (series.last() - values[0]) / steps;
    let sigma = sigma(values.windows(2).map(|w| w[1] - w[0] - slope), 1);
    let ahead = (1..=horizon).map(|h| h as f64);
    Forecast {
        mean: ahead.clone().map(|h| series.last() + slope * h).collect(),
        spread: ahead.map(|h| sigma * (h * (1.0 + h / steps)).sqrt()).collect(),
    }
}
