//! The Theta method as entered in M3: Assimakopoulos & Nikolopoulos (2000), International Journal of Forecasting 16.
//!
//! The season is tested for and taken out as factors; the series is bent into two lines: one without curvature (a straight
//! regression line) and one with twice the curvature, which is smoothed exponentially. The forecast is their average.

use super::season::{Seasonal, is_seasonal};
use super::series::{Forecast, Series, sigma};
use super::simplex::minimise;

/// Bounds of the smoothing weight.
pub(super) const ALPHA: (f64, f64) = (0.1, 0.99);

/// Forecasts by Theta.
pub fn theta(series: &Series, horizon: usize) -> Forecast {
    let (flat, season) = deseasonalised(series);
    let n = flat.len();
    let (intercept, slope) = line(&flat);
    let line_at = |t: usize| intercept + slope * t as f64;
    let bent: Vec<f64> = flat.iter().enumerate().map(|(t, v)| 2.0 * v - line_at(t)).collect();
    let (alpha, first) = smoothing(&bent);
    let mut level = first;
    let mut residuals = Vec::with_capacity(n);
    for (t, value) in bent.iter().enumerate() {
        residuals.push(flat[t] - (level + line_at(t)) / 2.0);
        level += alpha * (value - level);
    }
    let sigma = sigma(residuals.into_iter(), 3);
    let mut forecast = Forecast { mean: Vec::with_capacity(horizon), spread: Vec::with_capacity(horizon) };
    for h in 0..horizon {
        forecast.mean.push((level + line_at(n + h)) / 2.0);
        forecast.spread.push(sigma * (1.0 + h as f64 * alpha * alpha).sqrt());
    }
    reseasonalise(&mut forecast, season.as_ref(), n);
    forecast
}

/// The series without its season, when it has one.
pub(super) fn deseasonalised(series: &Series) -> (Vec<f64>, Option<Seasonal>) {
    let (values, period) = (series.values(), series.period());
    let season = if is_seasonal(values, period) { Seasonal::estimate(values, period) } else { None };
    (season.as_ref().map_or_else(|| values.to_vec(), |s| s.remove(values)), season)
}

/// Puts the season back on a forecast that begins after `n` points.
pub(super) fn reseasonalise(forecast: &mut Forecast, season: Option<&Seasonal>, n: usize) {
    let Some(season) = season else { return };
    for (h, (mean, spread)) in forecast.mean.iter_mut().zip(&mut forecast.spread).enumerate() {
        *mean = season.put_back(*mean, n + h);
        *spread = season.widen(*spread, n + h);
    }
}

/// Least-squares line over 0, 1, 2 …: intercept and slope.
pub(super) fn line(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let (mean_t, mean) = ((n - 1.0) / 2.0, values.iter().sum::<f64>() / n);
    let (mut above, mut below) = (0.0, 0.0);
    for (t, value) in values.iter().enumerate() {
        above += (t as f64 - mean_t) * (value - mean);
        below += (t as f64 - mean_t).powi(2);
    }
    let slope = if below > 0.0 { above / below } else { 0.0 };
    (mean - slope * mean_t, slope)
}

/// Smoothing weight and first level with the smallest squared one-step errors.
fn smoothing(values: &[f64]) -> (f64, f64) {
    let scale = values.iter().map(|v| v.abs()).sum::<f64>() / values.len() as f64;
    if scale == 0.0 {
        return (ALPHA.0, 0.0);
    }
    let first = values[0] / scale;
    let found = minimise(&[0.3, first], &[0.2, 0.1 * first.abs().max(0.1)], 1e-9, 300, |p| {
        if p[0] < ALPHA.0 || p[0] > ALPHA.1 {
            return f64::INFINITY;
        }
        let (mut level, mut sum) = (p[1], 0.0);
        for value in values {
            let error = value / scale - level;
            sum += error * error;
            level += p[0] * error;
        }
        sum
    });
    (found.at[0], found.at[1] * scale)
}
