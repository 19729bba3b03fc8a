//! SBA: Croston's rate without its upward bias. Syntetos & Boylan (2005), International Journal of Forecasting 21.

use super::croston::{SMOOTHING, scaled};
use super::series::{Forecast, Series};

/// Demand a period, for every step.
pub fn sba(series: &Series, horizon: usize) -> Forecast {
    scaled(series, horizon, 1.0 - SMOOTHING / 2.0)
}
