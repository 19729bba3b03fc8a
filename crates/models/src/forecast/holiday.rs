//! Holidays that move: how much a series rises or falls in them, told apart from its trend and its season.
//!
//! A regressor says for every period, past and to come, which share of it lies in the holiday's window. The series is
//! compared with its moving average; what remains is explained by the season and by the shares together, by least squares.
//! A holiday counts only when its effect is clear (t value) and it was seen often enough. One that always falls into the same
//! period is part of the season and cannot be told apart from it: nothing is lost, since it does not move.

/// Smallest t value of an effect that was seen twice or more, and of one that was seen once.
const CLEAR: f64 = 2.5;
const CLEAR_ONCE: f64 = 5.0;
/// A share of a period from which on the holiday counts as seen in it.
const SEEN: f64 = 0.02;
/// Rounds of taking the effects out before the moving average is drawn anew.
const ROUNDS: usize = 4;
/// Bounds of an effect on a whole period: nothing sells less than a twentieth or more than twenty times.
const FACTOR: (f64, f64) = (0.05, 20.0);
/// Most places of a season that get an index each; a longer season is drawn by waves.
const PLACES_MAX: usize = 12;
/// Waves of a longer season.
const WAVES: usize = 3;

/// A holiday on the time axis of a series.
#[derive(Debug, Clone, PartialEq)]
pub struct Regressor {
    /// The holiday's name, with its part when it has several (before, during).
    pub name: String,
    /// The share of every period, 0 to 1, that lies in its window: the history's periods, then those of the forecast.
    pub shares: Vec<f64>,
}

/// A holiday's effect.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Effect {
    /// The holiday.
    pub holiday: String,
    /// What a whole period of it multiplies the series by.
    pub factor: f64,
    /// How many times it was seen in the history.
    pub seen: usize,
    /// How clear the effect is: its size in standard errors.
    pub t: f64,
    /// Whether it was used.
    pub used: bool,
}

/// Estimates effects on the values; only their first `values.len()` shares are looked at.
pub(super) fn estimate(values: &[f64], period: usize, regressors: &[Regressor]) -> Vec<Effect> {
    let n = values.len();
    let seen: Vec<usize> = regressors.iter().map(|r| occurrences(&r.shares[..n.min(r.shares.len())])).collect();
    let mut effects: Vec<Effect> = regressors
        .iter()
        .zip(&seen)
        .map(|(r, seen)| Effect { holiday: r.name.clone(), factor: 1.0, seen: *seen, t: 0.0, used: false })
        .collect();
    let asked: Vec<usize> = (0..regressors.len()).filter(|at| seen[*at] > 0 && regressors[*at].shares.len() >= n).collect();
    if asked.is_empty() || n < 12 {
        return effects;
    }
    let season = season_columns(n, period);
    let width = season.first().map_or(0, Vec::len) + asked.len();
    if n < width + 4 {
        return effects;
    }
    let mut slopes = vec![0.0; asked.len()];
    for round in 0..ROUNDS {
        let quiet: Vec<f64> = (0..n).map(|t| values[t] / factor(&slopes, &asked, regressors, t)).collect();
        let trend = moving_average(&quiet, window(period, n));
        let rows: Vec<usize> = (0..n).filter(|t| trend[*t] > 0.0).collect();
        if rows.len() < width + 4 {
            return effects;
        }
        let design = |t: usize| -> Vec<f64> {
            let mut row = season[t].clone();
            row.extend(asked.iter().map(|at| regressors[*at].shares[t]));
            row
        };
        let Some(fit) = least_squares(rows.iter().map(|t| (design(*t), values[*t] / trend[*t]))) else { return effects };
        let from = width - asked.len();
        for (nth, at) in asked.iter().enumerate() {
            // Effects are relative to the season's level, which is near one.
            slopes[nth] = if fit.known[from + nth] { fit.slopes[from + nth].clamp(FACTOR.0 - 1.0, FACTOR.1 - 1.0) } else { 0.0 };
            effects[*at].t = if fit.known[from + nth] { fit.slopes[from + nth] / fit.errors[from + nth].max(1e-12) } else { 0.0 };
        }
        if round + 1 == ROUNDS {
            for (nth, at) in asked.iter().enumerate() {
                let effect = &mut effects[*at];
                effect.factor = 1.0 + slopes[nth];
                effect.used = effect.t.abs() >= if effect.seen >= 2 { CLEAR } else { CLEAR_ONCE };
            }
        }
    }
    effects
}

/// What a series is multiplied by in a period, given the effects in use.
pub(super) fn factor_at(effects: &[Effect], regressors: &[Regressor], period: usize) -> f64 {
    let sum: f64 = effects
        .iter()
        .zip(regressors)
        .filter(|(effect, _)| effect.used)
        .map(|(effect, r)| (effect.factor - 1.0) * r.shares.get(period).copied().unwrap_or_default())
        .sum();
    (1.0 + sum).clamp(FACTOR.0, FACTOR.1)
}

fn factor(slopes: &[f64], asked: &[usize], regressors: &[Regressor], t: usize) -> f64 {
    let sum: f64 = slopes.iter().zip(asked).map(|(slope, at)| slope * regressors[*at].shares[t]).sum();
    (1.0 + sum).clamp(FACTOR.0, FACTOR.1)
}

/// Runs of periods that the holiday touches.
fn occurrences(shares: &[f64]) -> usize {
    let mut before = false;
    let mut runs = 0;
    for share in shares {
        let now = *share >= SEEN;
        runs += usize::from(now && !before);
        before = now;
    }
    runs
}

/// Points of the moving average: two weeks of days, a year of anything longer, and never more than a third of the history.
fn window(period: usize, n: usize) -> usize {
    let wanted = if period == 7 { 29 } else { period.max(7) };
    wanted.min(n / 3).max(3)
}

/// A centred moving average; at the ends the window slides and a straight line through it is read off, so that a trend is not bent.
fn moving_average(values: &[f64], window: usize) -> Vec<f64> {
    let n = values.len();
    let half = window / 2;
    (0..n)
        .map(|t| {
            let from = t.saturating_sub(half).min(n.saturating_sub(window));
            let part = &values[from..(from + window).min(n)];
            if t >= half && t + half < n {
                return part.iter().sum::<f64>() / part.len() as f64;
            }
            let (intercept, slope) = super::theta::line(part);
            let read = intercept + slope * (t - from) as f64;
            // A line that leaves what was seen is not believed.
            let (low, high) = part.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(*v), h.max(*v)));
            read.clamp(low, high)
        })
        .collect()
}

/// One row a period: an index a place for short seasons, waves for long ones, a constant when less than two seasons are known.
fn season_columns(n: usize, period: usize) -> Vec<Vec<f64>> {
    (0..n)
        .map(|t| {
            if period < 2 || n < 2 * period {
                vec![1.0]
            } else if period <= PLACES_MAX {
                (0..period).map(|place| f64::from(u8::from(t % period == place))).collect()
            } else {
                let turn = core::f64::consts::TAU * t as f64 / period as f64;
                let waves = (1..=WAVES).flat_map(|k| [(turn * k as f64).cos(), (turn * k as f64).sin()]);
                std::iter::once(1.0).chain(waves).collect()
            }
        })
        .collect()
}

struct Fit {
    slopes: Vec<f64>,
    errors: Vec<f64>,
    /// Whether the column can be told apart from those before it.
    known: Vec<bool>,
}

/// Ordinary least squares by the normal equations, columns in order: one that the columns before it explain is left out.
fn least_squares(rows: impl Iterator<Item = (Vec<f64>, f64)>) -> Option<Fit> {
    let rows: Vec<(Vec<f64>, f64)> = rows.collect();
    let width = rows.first()?.0.len();
    let mut known = vec![true; width];
    // Gauss-Jordan on [X'X | X'y | I]; a pivot that shrank to nothing marks a column that is already explained.
    let mut table = vec![vec![0.0; 2 * width + 1]; width];
    for (row, y) in &rows {
        for i in 0..width {
            for j in 0..width {
                table[i][j] += row[i] * row[j];
            }
            table[i][width] += row[i] * y;
        }
    }
    let scale: Vec<f64> = (0..width).map(|i| table[i][i]).collect();
    for (i, line) in table.iter_mut().enumerate() {
        line[width + 1 + i] = 1.0;
    }
    for pivot in 0..width {
        let size = table[pivot][pivot];
        if size <= scale[pivot] * 1e-3 || size <= 0.0 {
            known[pivot] = false;
            continue;
        }
        let line: Vec<f64> = table[pivot].iter().map(|v| v / size).collect();
        for (i, other) in table.iter_mut().enumerate() {
            if i == pivot {
                other.clone_from(&line);
            } else {
                let by = other[pivot];
                for (cell, v) in other.iter_mut().zip(&line) {
                    *cell -= by * v;
                }
            }
        }
    }
    let slopes: Vec<f64> = (0..width).map(|i| if known[i] { table[i][width] } else { 0.0 }).collect();
    let used = known.iter().filter(|k| **k).count();
    let squares: f64 = rows.iter().map(|(row, y)| (y - row.iter().zip(&slopes).map(|(x, b)| x * b).sum::<f64>()).powi(2)).sum();
    let variance = squares / rows.len().saturating_sub(used).max(1) as f64;
    let errors = (0..width).map(|i| (variance * table[i][width + 1 + i].max(0.0)).sqrt()).collect();
    Some(Fit { slopes, errors, known })
}
