//! Seasonal naive: this December is like last December. Without a season, or with less than one, it is [`naive`].

use super::naive::naive;
use super::series::{Forecast, Series, sigma};

/// The value one season before, for every step.
pub fn seasonal_naive(series: &Series, horizon: usize) -> Forecast {
    let (values, period) = (series.values(), series.period());
    if period < 2 || values.len() < period {
        return naive(series, horizon);
    }
    let sigma = sigma(values.iter().zip(&values[period..]).map(|(before, now)| now - before), 0);
    let season = &values[values.len() - period..];
    let mean = (0..horizon).map(|h| season[h % period]).collect();
    let spread = (0..horizon).map(|h| sigma * ((h / period + 1) as f64).sqrt()).collect();
    Forecast { mean, spread }
}
