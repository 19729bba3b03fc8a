//! Croston (1972), Operational Research Quarterly 23: size and interval of demand, each smoothed on its own.

use super::series::{Forecast, Series, sigma};

/// How fast size and interval follow; 0.1 as in Syntetos & Boylan (2005), International Journal of Forecasting 21.
pub(super) const SMOOTHING: f64 = 0.1;

/// Demand a period, for every step.
pub fn croston(series: &Series, horizon: usize) -> Forecast {
    scaled(series, horizon, 1.0)
}

/// Croston's rate times a factor; the factor is what its bias corrections differ in.
pub(super) fn scaled(series: &Series, horizon: usize, factor: f64) -> Forecast {
    let values = series.values();
    let rates = rates(values);
    let rate = rates.last().copied().unwrap_or_default() * factor;
    // Before the first demand there is no forecast to be wrong.
    let errors = values.iter().skip(1).zip(&rates).filter(|(_, rate)| **rate > 0.0).map(|(value, rate)| value - rate * factor);
    Forecast { mean: vec![rate; horizon], spread: vec![sigma(errors, 1); horizon] }
}

/// The rate known after each period; 0 before the first demand.
fn rates(values: &[f64]) -> Vec<f64> {
    let mut state: Option<(f64, f64)> = None;
    let mut since = 0.0;
    let mut rates = Vec::with_capacity(values.len());
    for value in values {
        since += 1.0;
        if *value != 0.0 {
            state = Some(match state {
                None => (*value, since),
                Some((size, interval)) => (size + SMOOTHING * (value - size), interval + SMOOTHING * (since - interval)),
            });
            since = 0.0;
        }
        rates.push(state.map_or(0.0, |(size, interval)| size / interval));
    }
    rates
}
