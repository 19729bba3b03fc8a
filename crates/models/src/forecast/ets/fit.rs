//! Fitting one member: first states, the likelihood, the search, the forecast with its spread.

use super::super::season::Seasonal;
use super::super::series::{Forecast, Series};
use super::super::simplex::minimise;
use super::super::theta::line;
use super::form::{EtsForm, Season};
use super::recursion::{State, Weights, run};

/// Bounds of the damping: less is no trend, more is not damped.
const PHI: (f64, f64) = (0.8, 0.98);
/// Weights stay this far inside their bounds.
const EDGE: f64 = 1e-4;
/// Points that the first level and slope are read from.
const FIRST_POINTS: usize = 10;

/// A fitted member.
#[derive(Debug, Clone, PartialEq)]
pub struct EtsFit {
    /// The member.
    pub form: EtsForm,
    /// Its weights and first states, on the series' own scale.
    pub weights: Weights,
    /// Corrected Akaike criterion, comparable between members on one series.
    pub aicc: f64,
    /// Standard deviation of the one-step errors (relative ones when the error is).
    pub sigma: f64,
    state: State,
    points: usize,
}

/// Fits one member; `None` when the series does not allow it: too short, or values not above zero where they are divided by.
pub fn ets_of(series: &Series, form: EtsForm) -> Option<EtsFit> {
    let (values, period) = (series.values(), series.period());
    let n = values.len();
    let parameters = form.parameters(period);
    let seasonal = form.season != Season::None;
    if n < parameters + 2 || (seasonal && (period < 2 || n < 2 * period)) {
        return None;
    }
    if (form.relative_error || form.season == Season::Multiply) && !series.is_positive() {
        return None;
    }
    // Everything is estimated on a series of size one, so that its unit does not matter.
    let unit = values.iter().map(|v| v.abs()).sum::<f64>() / n as f64;
    if unit == 0.0 || !unit.is_finite() {
        return None;
    }
    let scaled: Vec<f64> = values.iter().map(|v| v / unit).collect();
    let season = match form.season {
        Season::None => None,
        kind => Some(Seasonal::estimate_as(&scaled, period, kind == Season::Multiply)?),
    };
    let flat = season.as_ref().map_or_else(|| scaled.clone(), |s| s.remove(&scaled));
    let first = season.map_or_else(Vec::new, |s| s.indices);
    let head = &flat[..n.min(FIRST_POINTS.max(2 * period))];
    let (level, slope) = if form.trend {
        let (intercept, slope) = line(head);
        (intercept - slope, slope)
    } else {
        (head.iter().sum::<f64>() / head.len() as f64, 0.0)
    };
    let search = Search { form, values: &scaled, first: &first, level, slope };
    let (weights, objective) = search.best()?;
    let mut last = first.clone();
    let (mut squares, mut count) = (0.0, 0.0);
    let (level, slope) = run(form, &weights, &scaled, &mut last, |expected, error| {
        let error = if form.relative_error { error / expected } else { error };
        squares += error * error;
        count += 1.0;
    });
    let k = parameters as f64;
    let n_f = n as f64;
    let aicc = objective + 2.0 * k + 2.0 * k * (k + 1.0) / (n_f - k - 1.0);
    let free = (n_f - (parameters - 1) as f64).max(1.0);
    let sigma = (squares / free).sqrt() * if form.relative_error { 1.0 } else { unit };
    let times = |value: f64| value * unit;
    let season = if form.season == Season::Add { last.iter().map(|s| s * unit).collect() } else { last };
    Some(EtsFit {
        form,
        weights: Weights { level: times(weights.level), slope: times(weights.slope), ..weights },
        aicc,
        sigma,
        state: State { level: times(level), slope: times(slope), season },
        points: n,
    })
    .filter(|fit| fit.aicc.is_finite() && fit.sigma.is_finite())
}

impl EtsFit {
    /// The forecast. Spreads are the exact ones of the linear members (table 6.1 of the book); members with a factor in them
    /// use the same weights relative to the mean, the book's approximation for small errors.
    pub fn forecast(&self, horizon: usize) -> Forecast {
        let (w, period) = (&self.weights, self.state.season.len());
        let mut forecast = Forecast { mean: Vec::with_capacity(horizon), spread: Vec::with_capacity(horizon) };
        // phi + phi^2 + … and the sum of squared weights that earlier errors still have.
        let (mut damp, mut power, mut squares) = (0.0, 1.0, 1.0);
        for h in 1..=horizon {
            power *= w.phi;
            damp += power;
            let base = self.state.level + if self.form.trend { damp * self.state.slope } else { 0.0 };
            let season = if period == 0 { None } else { Some(self.state.season[(self.points + h - 1) % period]) };
            let mean = match (self.form.season, season) {
                (Season::Add, Some(s)) => base + s,
                (Season::Multiply, Some(s)) => base * s,
                _ => base,
            };
            let size = if self.form.relative_error { mean.abs() } else { 1.0 };
            forecast.mean.push(mean);
            forecast.spread.push(self.sigma * size * f64::sqrt(squares));
            let again = if period > 0 && h % period == 0 { w.gamma } else { 0.0 };
            let weight = w.alpha + if self.form.trend { w.beta * damp } else { 0.0 } + again;
            squares += weight * weight;
        }
        forecast
    }
}

/// The search over weights and first states.
struct Search<'a> {
    form: EtsForm,
    values: &'a [f64],
    first: &'a [f64],
    level: f64,
    slope: f64,
}

impl Search<'_> {
    fn best(&self) -> Option<(Weights, f64)> {
        let spread = self.values.iter().map(|v| (v - self.level).abs()).sum::<f64>() / self.values.len() as f64;
        let step = spread.max(0.01);
        let mut season = self.first.to_vec();
        let mut look = |point: &[f64]| self.objective(&self.weights(point, step), &mut season);
        // The likelihood has several hills: look around, and climb from the most promising places.
        let mut starts: Vec<(f64, Vec<f64>)> = self.starts().map(|start| (look(&start), start)).collect();
        starts.sort_by(|a, b| a.0.total_cmp(&b.0));
        let climbs = if self.form.trend || self.form.season != Season::None { 1 } else { 3 };
        let climb = |(_, start): &(f64, Vec<f64>)| minimise(start, &vec![0.7; start.len()], 1e-6, 100 * start.len(), &mut look);
        let found = starts.iter().take(climbs).map(climb).min_by(|a, b| a.value.total_cmp(&b.value))?;
        found.value.is_finite().then(|| (self.weights(&found.at, step), found.value))
    }

    /// Slow, middling and quick weights, on the open scale of the search.
    fn starts(&self) -> impl Iterator<Item = Vec<f64>> {
        let one = |wanted: bool, places: &'static [f64]| if wanted { places } else { &[f64::NAN] };
        let betas = one(self.form.trend, &[-2.2, 0.0]);
        let gammas = one(self.form.season != Season::None, &[-2.9, 0.0]);
        let (damped, trend) = (self.form.damped, self.form.trend);
        [-2.5, -0.85, 0.3, 1.5].into_iter().flat_map(move |alpha| {
            betas.iter().flat_map(move |beta| {
                gammas.iter().map(move |gamma| {
                    let phi = if damped { 1.5 } else { f64::NAN };
                    // Weights, then first level and slope as estimated.
                    let all = [alpha, *beta, phi, *gamma, 0.0, if trend { 0.0 } else { f64::NAN }];
                    all.into_iter().filter(|x| !x.is_nan()).collect()
                })
            })
        })
    }

    /// From the open scale of the search to weights inside their bounds.
    fn weights(&self, point: &[f64], step: f64) -> Weights {
        let mut at = 0;
        let mut next = || {
            at += 1;
            point[at - 1]
        };
        let alpha = inside(next(), EDGE, 1.0 - EDGE);
        let beta = if self.form.trend { inside(next(), EDGE, alpha) } else { 0.0 };
        let phi = if self.form.damped { inside(next(), PHI.0, PHI.1) } else { 1.0 };
        let gamma = if self.form.season == Season::None { 0.0 } else { inside(next(), EDGE, 1.0 - alpha) };
        let level = self.level + step * next();
        let slope = if self.form.trend { self.slope + 0.2 * step * next() } else { 0.0 };
        Weights { alpha, beta, gamma, phi, level, slope }
    }

    /// Minus twice the logarithm of the likelihood, up to a constant (equation 5.3 of the book).
    fn objective(&self, w: &Weights, season: &mut [f64]) -> f64 {
        season.copy_from_slice(self.first);
        let n = self.values.len() as f64;
        let mut squares = 0.0;
        if !self.form.relative_error {
            run(self.form, w, self.values, season, |_, error| squares += error * error);
            return n * squares.max(1e-300).ln();
        }
        // The logarithm of a product, taken now and then, is that of its factors.
        let (mut logs, mut product, mut pending) = (0.0, 1.0, 0);
        let mut crossed = false;
        run(self.form, w, self.values, season, |expected, error| {
            crossed |= expected <= 0.0;
            let error = error / expected;
            squares += error * error;
            product *= expected;
            pending += 1;
            if pending == 8 {
                logs += f64::ln(product);
                product = 1.0;
                pending = 0;
            }
        });
        if crossed {
            return f64::INFINITY;
        }
        n * squares.max(1e-300).ln() + 2.0 * (logs + product.ln())
    }
}

/// Any number to one between two bounds.
fn inside(x: f64, low: f64, high: f64) -> f64 {
    low + (high - low) / (1.0 + (-x).exp())
}
