//! From histories to forecasts: every series on its own, on as many threads as given, in the order of the histories.

use entrepot_domain::{Day, Fault};
use entrepot_models::forecast::{Coverage, ForecastError, POINTS_MIN, Pattern, Task, Warning, forecast};
use entrepot_semantic::{Grain, Question, Text, Unit};
use std::num::NonZeroUsize;

use super::calendar::{ahead, season};
use super::history::{History, LeftOut, SeriesHistory};
use super::holidays::Holidays;

/// A bound of an interval, as text.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Interval {
    /// Percent.
    pub level: f64,
    /// Lower bound.
    pub low: String,
    /// Upper bound.
    pub high: String,
}

/// One period ahead.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct PointAhead {
    /// Its first day.
    pub period: Day,
    /// The expected value, a rounded decimal.
    pub value: String,
    /// Intervals by level.
    pub intervals: Vec<Interval>,
    /// Holidays in it whose effect is part of the value.
    pub holidays: Vec<String>,
}

/// A finished period.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct HistoryPoint {
    /// Its first day.
    pub period: Day,
    /// The value; null when there was none.
    pub value: Option<String>,
}

/// How a method did in the backtest.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct MethodScore {
    /// The method.
    pub method: &'static str,
    /// 0 to 200.
    pub smape: Option<String>,
    /// Multiple of the seasonal naive method's error.
    pub mase: Option<String>,
    /// The same with squares; what intermittent demand is judged by.
    pub rmsse: Option<String>,
    /// Values compared.
    pub points: usize,
    /// Whether it was chosen.
    pub chosen: bool,
}

/// A holiday and its effect.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct HolidayUsed {
    /// Stable name.
    pub holiday: String,
    /// Its name for people.
    pub label: Text,
    /// What a whole period of it multiplies the series by.
    pub factor: String,
    /// How many times it was seen.
    pub seen: usize,
    /// Whether it was used; otherwise its effect is not clear enough.
    pub used: bool,
}

/// A forecast of one series.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct SeriesForecast {
    /// The kind of demand.
    pub pattern: Pattern,
    /// The method used.
    pub method: &'static str,
    /// The periods ahead.
    pub points: Vec<PointAhead>,
    /// How often each level's interval held in the backtest.
    pub coverage: Vec<Coverage>,
    /// Every method in the backtest, best first.
    pub backtest: Vec<MethodScore>,
    /// Holidays that were seen in the history.
    pub holidays: Vec<HolidayUsed>,
    /// What the reader must know.
    pub warnings: Vec<Warning>,
}

/// A series with its forecast, or the reason why there is none.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct SeriesResult {
    /// Dimension and value; a null value is unknown.
    #[serde(rename = "slices", serialize_with = "as_map")]
    pub keys: Vec<(String, Option<String>)>,
    /// The finished periods.
    pub history: Vec<HistoryPoint>,
    /// The forecast.
    pub forecast: Option<SeriesForecast>,
    /// Why there is none.
    pub problem: Option<Fault>,
}

fn as_map<S: serde::Serializer>(keys: &[(String, Option<String>)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(keys.iter().map(|(name, value)| (name, value)))
}

/// The answer to a question for a forecast.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct ForecastAnswer {
    /// The metric.
    pub metric: String,
    /// What its values are.
    pub unit: Unit,
    /// The report currency of money.
    pub currency: Option<String>,
    /// The lake version.
    pub lake_version: i64,
    /// The SQL that the history comes from.
    pub sql: String,
    /// Length of a period.
    pub grain: Grain,
    /// Periods ahead.
    pub horizon: usize,
    /// Periods that were left out.
    pub left_out: Vec<LeftOut>,
    /// The series.
    pub series: Vec<SeriesResult>,
    /// How many series there are, also those beyond the limit.
    pub series_total: usize,
    /// What the answer asks back.
    pub questions: Vec<Question>,
}

/// Forecasts all series. The number of threads changes nothing but the time it takes.
#[must_use]
pub fn compute(history: &History, holidays: &Holidays, threads: NonZeroUsize) -> ForecastAnswer {
    let threads = threads.get().min(history.series.len()).max(1);
    let one = |series: &SeriesHistory| result(history, series, holidays);
    let mut series: Vec<Option<SeriesResult>> = vec![None; history.series.len()];
    // Every thread takes every n-th series: long and short ones are spread evenly, and each has its own place.
    let parts: Vec<Vec<SeriesResult>> = std::thread::scope(|scope| {
        let workers: Vec<_> = (1..threads)
            .map(|nth| scope.spawn(move || history.series.iter().skip(nth).step_by(threads).map(one).collect::<Vec<_>>()))
            .collect();
        let own = history.series.iter().step_by(threads).map(one).collect();
        std::iter::once(own).chain(workers.into_iter().map(|worker| worker.join().unwrap_or_default())).collect()
    });
    for (nth, part) in parts.into_iter().enumerate() {
        for (at, found) in part.into_iter().enumerate() {
            series[nth + at * threads] = Some(found);
        }
    }
    ForecastAnswer {
        metric: history.metric.clone(),
        unit: history.unit,
        currency: history.currency.clone(),
        lake_version: history.lake_version,
        sql: history.sql.clone(),
        grain: history.grain,
        horizon: history.asked.horizon,
        left_out: history.left_out.clone(),
        // A worker that died leaves its places empty: they are answered here, so that nothing is missing in silence.
        series: series.into_iter().zip(&history.series).map(|(found, asked)| found.unwrap_or_else(|| one(asked))).collect(),
        series_total: history.series_total,
        questions: history.questions.clone(),
    }
}

fn result(history: &History, series: &SeriesHistory, holidays: &Holidays) -> SeriesResult {
    let unit = history.unit;
    let past = history.periods.iter().zip(&series.values);
    let shown = past.map(|(period, value)| HistoryPoint { period: *period, value: value.map(|v| text(unit, v)) }).collect();
    let found = one(history, series, holidays);
    let (forecast, problem) = match found {
        Ok(forecast) => (Some(forecast), None),
        Err(error) => (None, Some(error.fault())),
    };
    SeriesResult { keys: series.keys.clone(), history: shown, forecast, problem }
}

fn one(history: &History, series: &SeriesHistory, holidays: &Holidays) -> Result<SeriesForecast, ForecastError> {
    let Some(last) = history.periods.last() else { return Err(ForecastError::TooShort { points: 0, needed: POINTS_MIN }) };
    let (grain, unit, horizon) = (history.grain, history.unit, history.asked.horizon);
    let future = ahead(grain, *last, horizon);
    let periods: Vec<Day> = history.periods.iter().chain(&future).copied().collect();
    let regressors = holidays.regressors(grain, &periods);
    let task = Task {
        values: &series.values,
        period: season(grain),
        horizon,
        levels: &history.asked.levels,
        gaps: history.gaps,
        regressors: &regressors,
    };
    let outcome = forecast(&task)?;
    let known = history.periods.len();
    let in_use = |at: usize| {
        let touched = outcome.effects.iter().zip(&regressors).filter(|(e, r)| e.used && r.shares[known + at] > 0.0);
        touched.map(|(e, _)| e.holiday.clone()).collect()
    };
    let points = outcome.points.iter().zip(&future).enumerate().map(|(at, (point, period))| PointAhead {
        period: *period,
        value: text(unit, point.value),
        intervals: point.bands.iter().map(|b| Interval { level: b.level, low: text(unit, b.low), high: text(unit, b.high) }).collect(),
        holidays: in_use(at),
    });
    let points = points.collect();
    let score = |value: Option<f64>, decimals: usize| value.map(|value| rounded(value, decimals));
    Ok(SeriesForecast {
        pattern: outcome.pattern,
        method: outcome.method,
        points,
        coverage: outcome.coverage,
        backtest: outcome
            .backtest
            .iter()
            .map(|s| MethodScore {
                method: s.method,
                smape: score(s.smape, 2),
                mase: score(s.mase, 3),
                rmsse: score(s.rmsse, 3),
                points: s.points,
                chosen: s.method == outcome.method,
            })
            .collect(),
        holidays: outcome
            .effects
            .iter()
            .filter(|effect| effect.seen > 0)
            .map(|effect| HolidayUsed {
                holiday: effect.holiday.clone(),
                label: holidays
                    .label(&effect.holiday)
                    .cloned()
                    .unwrap_or_else(|| Text { en: effect.holiday.clone(), zh: effect.holiday.clone() }),
                factor: rounded(effect.factor, 2),
                seen: effect.seen,
                used: effect.used,
            })
            .collect(),
        warnings: outcome.warnings,
    })
}

/// An estimate as a decimal: two places, six for ratios.
fn text(unit: Unit, value: f64) -> String {
    rounded(value, if unit == Unit::Ratio { 6 } else { 2 })
}

fn rounded(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    // Minus nothing is nothing.
    if text.starts_with('-') && text.chars().all(|c| matches!(c, '-' | '0' | '.')) { text[1..].to_owned() } else { text }
}
