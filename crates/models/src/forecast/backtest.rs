//! The backtest: stand at some days of the past, forecast with what was known then, and compare with what came.

use super::measure;
use super::methods::{self, Memory, Method, preferred};
use super::pattern::Pattern;
use super::series::{Forecast, POINTS_MIN, Series};

/// Most origins that are looked from.
const ORIGINS: usize = 3;
/// By how much another method's error must be smaller before it replaces the preferred one. Chosen on the M1 and
/// tourism series, not on M3: a backtest of a few origins is noisy, and a hasty change costs more than a missed one.
const MARGIN: f64 = 0.4;

/// How a method did.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Score {
    /// The method.
    pub method: &'static str,
    /// Symmetric mean absolute percentage error, 0 to 200.
    pub smape: Option<f64>,
    /// Mean absolute scaled error; null when the history never changes.
    pub mase: Option<f64>,
    /// Root mean squared scaled error; null when the history never changes.
    pub rmsse: Option<f64>,
    /// Values compared.
    pub points: usize,
    /// Whether it was chosen.
    pub chosen: bool,
}

/// What one method said at one origin, and what came.
#[derive(Debug, Clone)]
pub(super) struct Trial {
    pub train: Vec<f64>,
    pub forecast: Forecast,
    pub actual: Vec<f64>,
}

/// All that a backtest found.
pub(super) struct Backtest {
    pub scores: Vec<Score>,
    pub chosen: &'static str,
    pub trials: Vec<Trial>,
}

/// A series at an origin: what is learnt from, and the factors that the forecast is multiplied by.
pub(super) struct Origin {
    pub series: Series,
    pub factors: Vec<f64>,
}

struct Record {
    method: &'static Method,
    trials: Vec<Trial>,
    smape: Mean,
    scaled: Mean,
    squared: Mean,
}

impl Record {
    fn new(method: &'static Method) -> Self {
        Self { method, trials: Vec::new(), smape: Mean::default(), scaled: Mean::default(), squared: Mean::default() }
    }
}

#[derive(Default)]
struct Mean {
    sum: f64,
    count: usize,
}

impl Mean {
    fn add(&mut self, value: Option<f64>, count: usize) {
        if let Some(value) = value {
            self.sum += value * count as f64;
            self.count += count;
        }
    }

    fn get(&self) -> Option<f64> {
        (self.count > 0).then(|| self.sum / self.count as f64)
    }
}

/// Runs every method from every origin. `at` gives what was known after so many points, for so many steps.
pub(super) fn run(series: &Series, horizon: usize, pattern: Pattern, at: impl Fn(usize, usize) -> Origin) -> Backtest {
    let values = series.values();
    let (steps, origins) = origins(values.len(), series.period(), horizon);
    let mut records: Vec<Record> = Vec::new();
    // From the earliest on, so that what is remembered was known then.
    let mut memory = Memory::default();
    for (nth, origin) in origins.iter().rev().enumerate() {
        let actual = &values[*origin..*origin + steps];
        let known = at(*origin, steps);
        let train = &values[..*origin];
        let (scale, square) = (measure::naive_error(train, series.period()), measure::naive_square(train, series.period()));
        for (method, mut forecast) in methods::all(&known.series, steps, pattern, &mut memory) {
            for (step, factor) in known.factors.iter().enumerate() {
                forecast.mean[step] *= factor;
                forecast.spread[step] *= factor;
            }
            let place = records.iter().position(|r| r.method.name == method.name).unwrap_or_else(|| {
                records.push(Record::new(method));
                records.len() - 1
            });
            let record = &mut records[place];
            record.smape.add(measure::smape(actual, &forecast.mean), steps);
            record.scaled.add(measure::mae(actual, &forecast.mean).zip(scale).map(|(e, s)| e / s), steps);
            record.squared.add(measure::mse(actual, &forecast.mean).zip(square).map(|(e, s)| e / s), steps);
            record.trials.push(Trial { train: train.to_vec(), forecast, actual: actual.to_vec() });
        }
        // A method that cannot be used from every origin would be compared on other ground.
        records.retain(|record| record.trials.len() == nth + 1);
    }
    choose(records, pattern)
}

fn choose(records: Vec<Record>, pattern: Pattern) -> Backtest {
    let error = |record: &Record| match pattern {
        Pattern::Smooth => record.scaled.get(),
        // Absolute errors would reward a forecast of nothing.
        Pattern::Intermittent => record.squared.get().map(f64::sqrt),
    };
    let usual = records.iter().position(|record| record.method.name == preferred(pattern));
    let best = (0..records.len()).filter(|at| error(&records[*at]).is_some()).min_by(|a, b| {
        let (a, b) = (error(&records[*a]), error(&records[*b]));
        a.unwrap_or(f64::INFINITY).total_cmp(&b.unwrap_or(f64::INFINITY))
    });
    let chosen = match (usual, best) {
        (Some(usual), Some(best)) => match (error(&records[usual]), error(&records[best])) {
            (Some(usually), Some(least)) if least >= usually * (1.0 - MARGIN) => Some(usual),
            _ => Some(best),
        },
        (usual, best) => usual.or(best),
    };
    let name = chosen.map_or(preferred(pattern), |at| records[at].method.name);
    let mut scores: Vec<Score> = records
        .iter()
        .map(|record| Score {
            method: record.method.name,
            smape: record.smape.get(),
            mase: record.scaled.get(),
            rmsse: record.squared.get().map(f64::sqrt),
            points: record.smape.count,
            chosen: record.method.name == name,
        })
        .collect();
    scores.sort_by(|a, b| {
        let key = |s: &Score| if pattern == Pattern::Smooth { s.mase } else { s.rmsse }.unwrap_or(f64::INFINITY);
        key(a).total_cmp(&key(b))
    });
    let trials = chosen.and_then(|at| records.into_iter().nth(at)).map_or_else(Vec::new, |record| record.trials);
    Backtest { scores, chosen: name, trials }
}

/// How many steps are tested, and after how many points each origin stands; the latest first. None when the series is too short.
fn origins(points: usize, period: usize, horizon: usize) -> (usize, Vec<usize>) {
    let least = if points >= 4 * period { (3 * period).max(POINTS_MIN) } else { (points / 2).max(POINTS_MIN) };
    if points <= least {
        return (0, Vec::new());
    }
    let steps = horizon.min(points / 4).clamp(1, points - least);
    let stride = (steps / 3).max(1);
    let origins = (0..ORIGINS).map_while(|k| (points - steps).checked_sub(k * stride)).take_while(|origin| *origin >= least);
    (steps, origins.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_leave_enough_to_learn_from() {
        assert_eq!(origins(14, 1, 6), (3, vec![11, 10, 9]));
        assert_eq!(origins(48, 12, 18), (12, vec![36]));
        assert_eq!(origins(120, 12, 18), (18, vec![102, 96, 90]));
        assert_eq!(origins(5, 1, 6), (1, vec![4]));
        assert_eq!(origins(4, 1, 6), (0, vec![]));
        for (points, period, horizon) in [(7, 7, 3), (30, 12, 12), (200, 52, 13), (9, 4, 30)] {
            let (steps, origins) = origins(points, period, horizon);
            assert!(steps >= 1 && origins.iter().all(|o| *o >= POINTS_MIN && o + steps <= points));
        }
    }

    #[test]
    fn a_straight_line_is_recognised() {
        let series = Series::new((0..40).map(|t| 10.0 + 3.0 * f64::from(t)).collect(), 1).unwrap();
        let result = run(&series, 6, Pattern::Smooth, |n, steps| Origin { series: series.head(n), factors: vec![1.0; steps] });
        let score = |name: &str| result.scores.iter().find(|s| s.method == name).unwrap().mase.unwrap();
        assert!(score("drift") < 1e-9 && score("naive") > 1.0);
        assert!(result.scores.iter().filter(|s| s.chosen).count() == 1);
        assert!(score(result.chosen) < 0.05);
    }
}
