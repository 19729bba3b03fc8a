//! Forecasts of a metric or of a product's demand.

use crate::app::App;
use crate::error::ApiError;
use crate::params::Params;
use crate::routes::metrics::{currency, posed, unit};
use crate::wire::{
    ErrorBody, ForecastCoverage, ForecastHoliday, ForecastInterval, ForecastPoint, ForecastResult, ForecastScore, ForecastSeries,
    ForecastWarning, Label, PastPoint, PeriodLeftOut,
};
use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use entrepot_domain::Day;
use entrepot_market::forecast::{ForecastAnswer, ForecastAsked, Holidays, SeriesForecast, SeriesResult, compute, read};
use entrepot_models::forecast::{HORIZON_MAX, Pattern, Warning};
use entrepot_semantic::Grain;
use std::num::NonZeroUsize;

const QUESTION: [&str; 10] = ["metric", "sku", "by", "where", "grain", "horizon", "level", "from", "to", "currency"];
/// Most series in one answer: a page shows no more. All products at once are the command line's.
const SERIES_MAX: usize = 50;

/// What a metric, or the demand for a product, is expected to be.
#[utoipa::path(get, operation_id = "forecast", path = "/api/v1/forecast", tag = "forecast",
    params(("metric" = Option<String>, Query, description = "Metric; this or `sku`"), ("sku" = Option<String>, Query, description = "Product whose units are forecast; this or `metric`"),
        ("by" = Option<String>, Query, description = "Dimensions, with commas between them: one series a value, the 50 largest"),
        ("where" = Option<Vec<String>>, Query, description = "dimension:value; repeats; several values of one dimension are alternatives; an empty value is unknown"),
        ("grain" = Option<String>, Query, description = "day, week, month, quarter or year; chosen by the length of the history when absent"),
        ("horizon" = Option<usize>, Query, description = "Periods ahead; 12 when absent"), ("level" = Option<String>, Query, description = "Levels of intervals in percent; 80,95 when absent"),
        ("from" = Option<String>, Query, description = "First day of the history"), ("to" = Option<String>, Query, description = "Last day of the history, included"),
        ("currency" = Option<String>, Query, description = "ISO 4217 code to report money in")),
    responses((status = 200, body = ForecastResult), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn forecast(State(app): State<App>, RawQuery(query): RawQuery) -> Result<Json<ForecastResult>, ApiError> {
    let params = Params::read(query.as_deref(), &QUESTION)?;
    let mut asked = ForecastAsked::of(params.one("metric"), params.one("sku"), false)?;
    asked.by =
        params.all("by").flat_map(|list| list.split(',')).map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect();
    let mut filters = entrepot_semantic::MetricQuery::default();
    for filter in params.all("where") {
        filters.push_filter(filter)?;
    }
    asked.filters = filters.filters;
    asked.grain = params.one("grain").map(Grain::parse).transpose()?;
    asked.horizon = params.number("horizon", asked.horizon, HORIZON_MAX)?;
    if let Some(levels) = params.one("level") {
        asked.set_levels(levels)?;
    }
    (asked.from, asked.to) = (params.day("from")?, params.day("to")?);
    asked.currency = params.one("currency").map(currency).transpose()?;
    asked.limit = Some(SERIES_MAX);
    let session = app.pin().await?;
    let holidays = match &app.config().holidays_dir {
        Some(directory) => Holidays::with_directory(directory)?,
        None => Holidays::shipped()?,
    };
    let today = Day::of_micros(app.now_us());
    let history = read(app.semantic(), &session, &asked, today).await?;
    let threads = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let answer = tokio::task::spawn_blocking(move || compute(&history, &holidays, threads))
        .await
        .map_err(|error| ApiError::fault(format!("The forecast ended early: {error}")))?;
    Ok(Json(shown(answer)))
}

fn shown(answer: ForecastAnswer) -> ForecastResult {
    let out = |left: entrepot_market::forecast::LeftOut| PeriodLeftOut { period: left.period.to_string(), reason: left.reason.to_owned() };
    ForecastResult {
        metric: answer.metric,
        unit: unit(answer.unit).to_owned(),
        currency: answer.currency,
        lake_version: answer.lake_version,
        sql: answer.sql,
        grain: answer.grain.as_str().to_owned(),
        horizon: answer.horizon,
        left_out: answer.left_out.into_iter().map(out).collect(),
        series: answer.series.into_iter().map(series).collect(),
        series_total: answer.series_total,
        questions: answer.questions.into_iter().map(posed).collect(),
    }
}

fn series(result: SeriesResult) -> ForecastSeries {
    let mut one = ForecastSeries {
        slices: result.keys.into_iter().collect(),
        history: result.history.into_iter().map(|p| PastPoint { period: p.period.to_string(), value: p.value }).collect(),
        pattern: None,
        method: None,
        points: Vec::new(),
        coverage: Vec::new(),
        backtest: Vec::new(),
        holidays: Vec::new(),
        warnings: Vec::new(),
        problem: result.problem.map(|f| ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, f.code, f.cause, f.hint).problem),
    };
    if let Some(forecast) = result.forecast {
        fill(&mut one, forecast);
    }
    one
}

fn fill(one: &mut ForecastSeries, forecast: SeriesForecast) {
    let pattern = match forecast.pattern {
        Pattern::Smooth => "smooth",
        Pattern::Intermittent => "intermittent",
    };
    one.pattern = Some(pattern.to_owned());
    one.method = Some(forecast.method.to_owned());
    let interval = |i: entrepot_market::forecast::Interval| ForecastInterval { level: i.level, low: i.low, high: i.high };
    let points = forecast.points.into_iter().map(|point| ForecastPoint {
        period: point.period.to_string(),
        value: point.value,
        intervals: point.intervals.into_iter().map(interval).collect(),
        holidays: point.holidays,
    });
    one.points = points.collect();
    one.coverage =
        forecast.coverage.into_iter().map(|c| ForecastCoverage { level: c.level, measured: c.measured, points: c.points }).collect();
    let score = |s: entrepot_market::forecast::MethodScore| ForecastScore {
        method: s.method.to_owned(),
        smape: s.smape,
        mase: s.mase,
        rmsse: s.rmsse,
        points: s.points,
        chosen: s.chosen,
    };
    one.backtest = forecast.backtest.into_iter().map(score).collect();
    let holiday = |h: entrepot_market::forecast::HolidayUsed| ForecastHoliday {
        holiday: h.holiday,
        label: Label::new(h.label.en, h.label.zh),
        factor: h.factor,
        seen: h.seen,
        used: h.used,
    };
    one.holidays = forecast.holidays.into_iter().map(holiday).collect();
    one.warnings = forecast.warnings.into_iter().map(warning).collect();
}

fn warning(warning: Warning) -> ForecastWarning {
    let told = |code: &str, periods: Option<usize>| ForecastWarning { code: code.to_owned(), periods, as_zero: None, holiday: None };
    match warning {
        Warning::Gaps { periods, as_zero } => ForecastWarning { as_zero: Some(as_zero), ..told("gaps", Some(periods)) },
        Warning::Negatives { periods } => told("negatives", Some(periods)),
        Warning::LeadingEmpty { periods } => told("leading_empty", Some(periods)),
        Warning::Short { points } => told("short", Some(points)),
        Warning::NoBacktest => told("no_backtest", None),
        Warning::EndsInZeros { periods } => told("ends_in_zeros", Some(periods)),
        Warning::HolidayUnknown { holiday } => ForecastWarning { holiday: Some(holiday), ..told("holiday_unknown", None) },
    }
}
