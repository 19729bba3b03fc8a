//! `entrepot forecast`: what a metric, or the demand for products, is expected to be, as a table or as JSON.

use super::{ASKS, Context, DONE};
use crate::failure::Failure;
use crate::{output, wiring};
use clap::Args;
use entrepot_domain::{Currency, Day};
use entrepot_market::forecast::{ForecastAnswer, ForecastAsked, Holidays, SeriesForecast, SeriesResult, compute, read};
use entrepot_models::forecast::Warning;
use entrepot_semantic::{Grain, MetricQuery};
use std::num::NonZeroUsize;

/// Arguments of `forecast`.
#[derive(Debug, Args)]
pub struct ForecastArgs {
    /// The metric, for example `net_sales`. See `entrepot metric list`.
    metric: Option<String>,
    /// Forecast the units of one product instead.
    #[arg(long, conflicts_with_all = ["metric", "all_skus"])]
    sku: Option<String>,
    /// Forecast the units of every product, one series each.
    #[arg(long, conflicts_with = "metric")]
    all_skus: bool,
    /// One series for every value of these dimensions, separated by commas.
    #[arg(long, value_delimiter = ',')]
    by: Vec<String>,
    /// Only where a dimension has a value: `country=DE`. Repeat for more; values of one dimension are alternatives.
    #[arg(long = "where", value_name = "K=V")]
    filters: Vec<String>,
    /// Periods ahead.
    #[arg(long, default_value_t = entrepot_market::forecast::HORIZON)]
    horizon: usize,
    /// Length of a period: day, week, month, quarter or year; chosen by the length of the history when absent.
    #[arg(long)]
    grain: Option<String>,
    /// Levels of the intervals in percent.
    #[arg(long, default_value = "80,95")]
    level: String,
    /// Report currency, ISO 4217.
    #[arg(long)]
    currency: Option<String>,
    /// First day of the history, YYYY-MM-DD.
    #[arg(long)]
    from: Option<String>,
    /// Last day of the history, YYYY-MM-DD.
    #[arg(long)]
    to: Option<String>,
    /// At most so many series, those with the largest totals.
    #[arg(long)]
    limit: Option<usize>,
}

/// Runs it.
pub async fn run(c: &Context, args: ForecastArgs) -> Result<u8, Failure> {
    let asked = asked(&args)?;
    let semantic = wiring::semantic(&c.dir, &c.config)?;
    let holidays = Holidays::with_directory(&wiring::holidays_dir(&c.dir))?;
    let home = wiring::home(&c.dir, &c.config).await?;
    wiring::settle(&semantic, &home, &c.config).await?;
    let engine = wiring::engine(&c.config, &c.dir)?;
    let session = wiring::session(&home, &engine).await?;
    let history = read(&semantic, &session, &asked, Day::of_micros(wiring::now_us())).await?;
    let threads = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let answer = compute(&history, &holidays, threads);
    // One series that cannot be forecast is the answer; among many it is a line of the table.
    if let [SeriesResult { problem: Some(fault), .. }] = answer.series.as_slice() {
        return Err(Failure::new(fault.code, fault.cause.clone(), fault.hint.clone()));
    }
    if c.json {
        output::json(&answer)?;
    } else {
        table(&answer);
    }
    for left in &answer.left_out {
        let why = if left.reason == "unfinished" { "is not finished in the data" } else { "begins before the data does" };
        eprintln!("left out: {} of {} {why}", answer.grain.as_str(), left.period);
    }
    for q in &answer.questions {
        eprintln!("question[{}]: {}\nhint: {}", q.code, q.text, q.hint);
    }
    Ok(if answer.questions.is_empty() { DONE } else { ASKS })
}

fn asked(args: &ForecastArgs) -> Result<ForecastAsked, Failure> {
    let day = |text: &Option<String>| text.as_deref().map(str::parse::<Day>).transpose();
    let mut asked = ForecastAsked::of(args.metric.as_deref(), args.sku.as_deref(), args.all_skus)?;
    asked.set_levels(&args.level)?;
    asked.by.clone_from(&args.by);
    let mut query = MetricQuery::default();
    for filter in &args.filters {
        query.push_filter(filter)?;
    }
    asked.filters = query.filters;
    asked.horizon = args.horizon;
    asked.grain = args.grain.as_deref().map(Grain::parse).transpose()?;
    asked.currency = args.currency.as_deref().map(Currency::parse).transpose()?;
    (asked.from, asked.to) = (day(&args.from)?, day(&args.to)?);
    asked.limit = args.limit;
    Ok(asked)
}

fn table(answer: &ForecastAnswer) {
    let keys: Vec<&str> = answer.series.first().map_or_else(Vec::new, |s| s.keys.iter().map(|(name, _)| name.as_str()).collect());
    let mut header = keys;
    header.extend(["period", "value"]);
    let levels = answer.series.iter().find_map(|s| s.forecast.as_ref()).and_then(|f| f.points.first());
    let bounds: Vec<String> = levels
        .map_or_else(Vec::new, |p| p.intervals.iter().flat_map(|i| [format!("low {}%", i.level), format!("high {}%", i.level)]).collect());
    header.extend(bounds.iter().map(String::as_str));
    header.extend(["method", "holidays"]);
    let mut rows = Vec::new();
    for series in &answer.series {
        let own: Vec<String> = series.keys.iter().map(|(_, value)| value.clone().unwrap_or_else(|| "–".to_owned())).collect();
        match &series.forecast {
            Some(forecast) => rows.extend(forecast.points.iter().map(|point| {
                let mut row = own.clone();
                row.extend([point.period.to_string(), point.value.clone()]);
                row.extend(point.intervals.iter().flat_map(|i| [i.low.clone(), i.high.clone()]));
                row.extend([forecast.method.to_owned(), point.holidays.join(" ")]);
                row
            })),
            None => {
                let mut row = own;
                row.extend(vec!["–".to_owned(); 2 + bounds.len()]);
                row.extend([String::new(), series.problem.as_ref().map(|p| p.code.to_owned()).unwrap_or_default()]);
                rows.push(row);
            }
        }
    }
    output::table(&header, &rows);
    let currency = answer.currency.as_deref().map(|c| format!(" in {c}")).unwrap_or_default();
    eprintln!("{}{currency} by {}, lake version {}", answer.metric, answer.grain.as_str(), answer.lake_version);
    if let [SeriesResult { forecast: Some(forecast), .. }] = answer.series.as_slice() {
        talk(forecast);
    } else {
        let refused = answer.series.iter().filter(|s| s.problem.is_some()).count();
        eprintln!("{} of {} series, {refused} of them cannot be forecast", answer.series.len(), answer.series_total);
    }
}

/// What stands behind the forecast of one series.
fn talk(forecast: &SeriesForecast) {
    for score in forecast.backtest.iter().take(5) {
        let mark = if score.chosen { "*" } else { " " };
        let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "–".to_owned());
        eprintln!("backtest {mark} {:<14} sMAPE {:>7}  MASE {:>7}", score.method, text(&score.smape), text(&score.mase));
    }
    for kept in forecast.coverage.iter() {
        if let Some(measured) = kept.measured {
            eprintln!("intervals of {} %: {measured:.0} % of {} values held in the backtest", kept.level, kept.points);
        }
    }
    for holiday in forecast.holidays.iter().filter(|h| h.used) {
        eprintln!("holiday {}: x{} over a whole period, seen {} times", holiday.label.en, holiday.factor, holiday.seen);
    }
    for warning in &forecast.warnings {
        eprintln!("note: {}", words(warning));
    }
}

fn words(warning: &Warning) -> String {
    match warning {
        Warning::Gaps { periods, as_zero: true } => format!("{periods} periods without a value were taken as zero"),
        Warning::Gaps { periods, as_zero: false } => format!("{periods} periods without a value were filled in between their neighbours"),
        Warning::Negatives { periods } => format!("{periods} periods are below zero; methods that multiply were left out"),
        Warning::LeadingEmpty { periods } => format!("{periods} empty periods before the first value were cut off"),
        Warning::Short { points } => format!("only {points} periods are known; no season can be learnt from them"),
        Warning::NoBacktest => "the history is too short for a backtest".to_owned(),
        Warning::EndsInZeros { periods } => format!("the newest {periods} periods are zero; is it still sold?"),
        Warning::HolidayUnknown { holiday } => format!("{holiday} lies ahead but was hardly seen before; no effect is assumed"),
    }
}
