//! The recursion itself. Written with the plain error `y - expected`, it is the same for both kinds of error: they differ in
//! the likelihood only.

use super::form::{EtsForm, Season};

/// Weights and first states.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights {
    /// Of the level, 0 to 1.
    pub alpha: f64,
    /// Of the trend, 0 to alpha.
    pub beta: f64,
    /// Of the season, 0 to 1 - alpha.
    pub gamma: f64,
    /// Damping, 1 when there is none.
    pub phi: f64,
    /// First level.
    pub level: f64,
    /// First slope.
    pub slope: f64,
}

/// The state after the last point. `season[t % period]` belongs to point `t`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct State {
    pub level: f64,
    pub slope: f64,
    pub season: Vec<f64>,
}

/// Runs over a series; `each` sees every point's expected value and error. `season` holds the first season and is overwritten.
/// Answers with the last level and slope.
pub(super) fn run(form: EtsForm, w: &Weights, values: &[f64], season: &mut [f64], mut each: impl FnMut(f64, f64)) -> (f64, f64) {
    let (mut level, mut slope) = (w.level, if form.trend { w.slope } else { 0.0 });
    let mut place = 0;
    for value in values {
        let damped = w.phi * slope;
        let base = level + damped;
        let (expected, error);
        match form.season {
            Season::None => {
                expected = base;
                error = value - expected;
                level = base + w.alpha * error;
                slope = damped + w.beta * error;
            }
            Season::Add => {
                let s = season[place];
                expected = base + s;
                error = value - expected;
                level = base + w.alpha * error;
                slope = damped + w.beta * error;
                season[place] = s + w.gamma * error;
            }
            Season::Multiply => {
                let s = season[place];
                expected = base * s;
                error = value - expected;
                level = base + w.alpha * error / s;
                slope = damped + w.beta * error / s;
                season[place] = s + w.gamma * error / base;
            }
        }
        if !form.trend {
            slope = 0.0;
        }
        each(expected, error);
        place += 1;
        if place == season.len() {
            place = 0;
        }
    }
    (level, slope)
}
