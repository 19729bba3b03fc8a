//! One series from raw values to a forecast with its reasons.

use super::backtest::{self, Origin, Score};
use super::error::ForecastError;
use super::holiday::{self, Effect, Regressor};
use super::interval::{self, Band, Coverage};
use super::methods;
use super::pattern::Pattern;
use super::series::{Forecast, Gaps, Series, Warning};

/// Most steps ahead.
pub const HORIZON_MAX: usize = 400;

/// What to forecast.
#[derive(Debug, Clone)]
pub struct Task<'a> {
    /// Finished periods, oldest first; `None` where nothing is known.
    pub values: &'a [Option<f64>],
    /// Periods in a season: 12 for months, 52 for weeks, 7 for days, 1 for none.
    pub period: usize,
    /// Steps ahead.
    pub horizon: usize,
    /// Levels of intervals in percent.
    pub levels: &'a [f64],
    /// What a missing period means.
    pub gaps: Gaps,
    /// Holidays, over the periods of `values` and then of the horizon.
    pub regressors: &'a [Regressor],
}

/// One step ahead.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Point {
    /// The expected value.
    pub value: f64,
    /// Intervals, one a level, in the order of the task.
    pub bands: Vec<Band>,
}

/// A forecast with its reasons.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Outcome {
    /// The kind of demand.
    pub pattern: Pattern,
    /// The method used.
    pub method: &'static str,
    /// The steps ahead.
    pub points: Vec<Point>,
    /// How often each level's interval held in the backtest.
    pub coverage: Vec<Coverage>,
    /// Every method in the backtest, best first.
    pub backtest: Vec<Score>,
    /// Holidays and their effects.
    pub effects: Vec<Effect>,
    /// What the reader must know.
    pub warnings: Vec<Warning>,
    /// The values that were learnt from, after cleaning.
    pub history: Vec<f64>,
    /// How many empty periods at the beginning were cut off.
    pub cut: usize,
}

/// Cleans, backtests, chooses and forecasts one series.
pub fn forecast(task: &Task<'_>) -> Result<Outcome, ForecastError> {
    if task.horizon == 0 || task.horizon > HORIZON_MAX {
        return Err(ForecastError::Horizon(task.horizon));
    }
    if let Some(level) = task.levels.iter().find(|level| !(50.0..=99.9).contains(*level)) {
        return Err(ForecastError::Level(*level));
    }
    let (series, cut, mut warnings) = Series::clean(task.values, task.period, task.gaps)?;
    let regressors: Vec<Regressor> = task
        .regressors
        .iter()
        .map(|r| Regressor { name: r.name.clone(), shares: r.shares.get(cut..).unwrap_or_default().to_vec() })
        .collect();
    let (n, period) = (series.len(), series.period());
    let pattern = Pattern::of(series.values());
    // A ratio's history may end before its last period: steps count from there.
    let late = task.values.len() - cut - n;
    let steps = task.horizon + late;
    let known = |points: usize, steps: usize| {
        let head = series.head(points);
        let effects = holiday::estimate(head.values(), period, &regressors);
        let quiet = |t: usize, value: &f64| value / holiday::factor_at(&effects, &regressors, t);
        let values = head.values().iter().enumerate().map(|(t, v)| quiet(t, v)).collect();
        let factors = (points..points + steps).map(|t| holiday::factor_at(&effects, &regressors, t)).collect();
        (Origin { series: head.with(values), factors }, effects)
    };
    let tested = backtest::run(&series, steps, pattern, |points, steps| known(points, steps).0);
    if tested.trials.is_empty() {
        warnings.push(Warning::NoBacktest);
    }
    let (origin, effects) = known(n, steps);
    let (method, mut forecast) = chosen(&origin.series, steps, tested.chosen);
    for (step, factor) in origin.factors.iter().enumerate() {
        forecast.mean[step] *= factor;
        forecast.spread[step] *= factor;
    }
    for (effect, r) in effects.iter().zip(&regressors) {
        let ahead = r.shares.iter().skip(n).take(steps).any(|share| *share > 0.0);
        if ahead && !effect.used && effect.seen < 2 {
            warnings.push(Warning::HolidayUnknown { holiday: effect.holiday.clone() });
        }
    }
    let floor = series.values().iter().all(|value| *value >= 0.0);
    let lift = |value: f64| if floor { value.max(0.0) } else { value };
    let points = (late..steps)
        .map(|step| {
            let (mean, spread) = (forecast.mean[step], forecast.spread[step]);
            let bands = task.levels.iter().map(|level| {
                let band = interval::band(*level, mean, spread, series.values(), pattern, &tested.trials);
                Band { low: lift(band.low), high: lift(band.high), ..band }
            });
            Point { value: lift(mean), bands: bands.collect() }
        })
        .collect();
    let coverage = task.levels.iter().map(|level| interval::coverage(*level, pattern, &tested.trials, floor)).collect();
    Ok(Outcome { pattern, method, points, coverage, backtest: tested.scores, effects, warnings, history: series.values().to_vec(), cut })
}

/// The chosen method's forecast; where it fails on the whole series, the first that does not.
fn chosen(series: &Series, steps: usize, name: &'static str) -> (&'static str, Forecast) {
    let usable = |name: &str| methods::method(name).and_then(|m| Some((m.name, (m.run)(series, steps)?))).filter(|(_, f)| f.is_finite());
    [name, "theta", "naive"].into_iter().find_map(usable).unwrap_or_else(|| ("mean", super::mean(series, steps)))
}
