//! Reads the forecasting competitions and measures methods on them, as their papers do. The held-out values never reach a method.

use entrepot_models::forecast::{Gaps, Task, forecast, measure, method};
use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::PathBuf;

/// One series of a competition.
pub struct Case {
    /// YEARLY, QUARTERLY, MONTHLY, OTHER.
    pub group: String,
    /// Length of the season.
    pub period: usize,
    /// What is known.
    pub history: Vec<f64>,
    /// What came.
    pub future: Vec<f64>,
}

/// The series of a file; `None`, told on stderr, when it is not there.
pub fn read(file: &str) -> Option<Vec<Case>> {
    let root = std::env::var_os("ENTREPOT_TEST_DATA")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"), PathBuf::from);
    let Ok(bytes) = std::fs::read(root.join("forecast").join(file)) else {
        eprintln!("skipped: forecast/{file} is not in the test data (set ENTREPOT_TEST_DATA)");
        return None;
    };
    let mut text = String::new();
    flate2::read::GzDecoder::new(bytes.as_slice()).read_to_string(&mut text).expect("a readable gzip file");
    let all: BTreeMap<String, serde_json::Value> = serde_json::from_str(&text).expect("a JSON object");
    let numbers = |value: &serde_json::Value| -> Vec<f64> {
        value.as_array().expect("a list").iter().filter_map(serde_json::Value::as_f64).collect()
    };
    let cases = all.into_values().map(|series| {
        let group = series["period"][0].as_str().map_or_else(|| series["period"][0].to_string(), str::to_owned);
        let period = match group.as_str() {
            "QUARTERLY" => 4,
            "MONTHLY" => 12,
            "HALFHOURLY" => 48,
            other => other.parse().unwrap_or(1),
        };
        Case { group, period, history: numbers(&series["x"]), future: numbers(&series["xx"]) }
    });
    Some(cases.collect())
}

/// What came out for one series.
pub struct Result {
    /// Absolute percentage errors by step, and MASE.
    pub errors: Vec<f64>,
    pub mase: Option<f64>,
    /// The method (for the automatic one: which it chose).
    pub method: &'static str,
    /// By level: values inside, and values.
    pub inside: [(usize, usize); 2],
}

/// The levels that are measured.
pub const LEVELS: [f64; 2] = [80.0, 95.0];

/// The automatic forecast of a case.
pub fn automatic(case: &Case) -> Result {
    let values: Vec<Option<f64>> = case.history.iter().copied().map(Some).collect();
    let task =
        Task { values: &values, period: case.period, horizon: case.future.len(), levels: &LEVELS, gaps: Gaps::Between, regressors: &[] };
    let outcome = forecast(&task).expect("every series of a competition can be forecast");
    let mean: Vec<f64> = outcome.points.iter().map(|p| p.value).collect();
    let mut inside = [(0, case.future.len()); 2];
    for (at, count) in inside.iter_mut().enumerate() {
        count.0 = outcome.points.iter().zip(&case.future).filter(|(p, y)| (p.bands[at].low..=p.bands[at].high).contains(y)).count();
    }
    measured(case, &mean, outcome.method, inside)
}

/// One named method's forecast of a case.
pub fn single(case: &Case, name: &'static str) -> Result {
    let series = entrepot_models::forecast::Series::new(case.history.clone(), case.period).expect("finite values");
    let run = method(name).expect("a known method").run;
    let naive = || entrepot_models::forecast::naive(&series, case.future.len());
    let mean = run(&series, case.future.len()).unwrap_or_else(naive).mean;
    measured(case, &mean, name, [(0, 0); 2])
}

fn measured(case: &Case, mean: &[f64], method: &'static str, inside: [(usize, usize); 2]) -> Result {
    let errors = case.future.iter().zip(mean).map(|(y, f)| measure::sape(*y, *f)).collect();
    Result { errors, mase: measure::mase(&case.history, case.period, &case.future, mean), method, inside }
}

/// Runs something over all cases on two threads; the order of the answers is that of the cases.
pub fn over<T: Send>(cases: &[Case], run: impl Fn(&Case) -> T + Sync) -> Vec<T> {
    std::thread::scope(|scope| {
        let run = &run;
        // Long and short series are spread evenly: every second case to each thread.
        let odd = scope.spawn(move || cases.iter().skip(1).step_by(2).map(run).collect::<Vec<T>>());
        let even: Vec<T> = cases.iter().step_by(2).map(run).collect();
        let odd = odd.join().expect("no panic in a thread");
        let mut all = Vec::with_capacity(cases.len());
        let mut odd = odd.into_iter();
        for value in even {
            all.push(value);
            all.extend(odd.next());
        }
        all
    })
}

/// The mean over all series and horizons, as M3 averages; all groups, or one.
pub fn smape(cases: &[Case], results: &[Result], group: Option<&str>) -> f64 {
    let errors = cases.iter().zip(results).filter(|(c, _)| group.is_none_or(|g| g == c.group)).flat_map(|(_, r)| &r.errors);
    let (sum, count) = errors.fold((0.0, 0), |(sum, count), e| (sum + e, count + 1));
    sum / f64::from(count)
}

/// The mean of the series' own means, as Hyndman's recalculation averages.
pub fn smape_by_series(results: &[Result]) -> f64 {
    results.iter().map(|r| r.errors.iter().sum::<f64>() / r.errors.len() as f64).sum::<f64>() / results.len() as f64
}

/// Mean MASE over the series that have one.
pub fn mase(results: &[Result]) -> f64 {
    let all: Vec<f64> = results.iter().filter_map(|r| r.mase).collect();
    all.iter().sum::<f64>() / all.len() as f64
}

/// Percent of values inside the interval of a level.
pub fn coverage(results: &[Result], level: usize) -> f64 {
    let (inside, all) = results.iter().fold((0, 0), |(a, b), r| (a + r.inside[level].0, b + r.inside[level].1));
    100.0 * inside as f64 / all as f64
}
