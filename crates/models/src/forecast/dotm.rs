//! The Dynamic Optimised Theta Model: Fiorucci, Pellegrini, Louzada, Petropoulos & Koehler (2016), International Journal of
//! Forecasting 32.
//!
//! Theta's straight line is re-estimated with every point, and how much the curvature is stretched is estimated instead of
//! being two. Equations 10 to 16 of the paper.

use super::series::{Forecast, Series, sigma};
use super::simplex::minimise;
use super::theta::{ALPHA, deseasonalised, reseasonalise};

/// Most stretch that is looked at.
const THETA_MAX: f64 = 1e4;

/// The state after a point: level, running mean and running line.
#[derive(Clone, Copy)]
struct State {
    level: f64,
    mean: f64,
    intercept: f64,
    slope: f64,
    /// Points seen.
    seen: f64,
    /// `(1 - alpha)` to the power of the points seen.
    fade: f64,
}

/// The three parameters.
#[derive(Clone, Copy)]
struct Parameters {
    alpha: f64,
    theta: f64,
    first: f64,
}

impl State {
    fn start(p: Parameters) -> Self {
        Self { level: p.first, mean: 0.0, intercept: 0.0, slope: 0.0, seen: 0.0, fade: 1.0 }
    }

    /// What the next point is expected to be.
    fn expected(&self, p: Parameters) -> f64 {
        let line = self.fade * self.intercept + (1.0 - self.fade * (1.0 - p.alpha)) / p.alpha * self.slope;
        self.level + (1.0 - 1.0 / p.theta) * line
    }

    /// Takes a point in.
    fn learn(&mut self, value: f64, p: Parameters) {
        let t = self.seen + 1.0;
        let before = self.mean;
        self.level += p.alpha * (value - self.level);
        self.mean = (self.seen * before + value) / t;
        // One point has no slope.
        self.slope = if t < 2.0 { 0.0 } else { ((t - 2.0) * self.slope + 6.0 / t * (value - before)) / (t + 1.0) };
        self.intercept = self.mean - self.slope * (t + 1.0) / 2.0;
        self.seen = t;
        self.fade *= 1.0 - p.alpha;
    }
}

/// Forecasts by the dynamic optimised Theta model.
pub fn dotm(series: &Series, horizon: usize) -> Forecast {
    let (flat, season) = deseasonalised(series);
    let n = flat.len();
    let scale = flat.iter().map(|v| v.abs()).sum::<f64>() / n as f64;
    let unit = if scale > 0.0 { scale } else { 1.0 };
    let scaled: Vec<f64> = flat.iter().map(|v| v / unit).collect();
    let p = estimate(&scaled);
    let mut state = State::start(p);
    let mut residuals = Vec::with_capacity(n);
    for (t, value) in scaled.iter().enumerate() {
        // The first two points only set the line up.
        if t >= 2 {
            residuals.push(value - state.expected(p));
        }
        state.learn(*value, p);
    }
    let sigma = sigma(residuals.into_iter(), 3) * unit;
    let mut forecast = Forecast { mean: Vec::with_capacity(horizon), spread: Vec::with_capacity(horizon) };
    for h in 0..horizon {
        let expected = state.expected(p);
        forecast.mean.push(expected * unit);
        forecast.spread.push(sigma * (1.0 + h as f64 * p.alpha * p.alpha).sqrt());
        state.learn(expected, p);
    }
    reseasonalise(&mut forecast, season.as_ref(), n);
    forecast
}

fn estimate(values: &[f64]) -> Parameters {
    let found = minimise(&[0.5, 2.0, values[0] / 2.0], &[0.2, 1.0, 0.5], 1e-9, 500, |point| {
        let p = Parameters { alpha: point[0], theta: point[1], first: point[2] };
        if p.alpha < ALPHA.0 || p.alpha > ALPHA.1 || p.theta < 1.0 || p.theta > THETA_MAX {
            return f64::INFINITY;
        }
        let (mut state, mut sum) = (State::start(p), 0.0);
        for (t, value) in values.iter().enumerate() {
            let error = value - state.expected(p);
            if t >= 2 {
                sum += error * error;
            }
            state.learn(*value, p);
        }
        sum
    });
    Parameters { alpha: found.at[0], theta: found.at[1], first: found.at[2] }
}
