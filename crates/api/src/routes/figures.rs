//! Many metrics at once: one figure each, over the same days and with the same filters.

use crate::app::App;
use crate::error::ApiError;
use crate::params::Params;
use crate::routes::metrics::{asked, unit};
use crate::wire::{ErrorBody, Figure, Figures, Period};
use axum::Json;
use axum::extract::{RawQuery, State};
use entrepot_semantic::{MetricQuery, SemanticError};

/// One figure of every metric, or of those named.
#[utoipa::path(get, operation_id = "overview", path = "/api/v1/overview", tag = "overview",
    params(("metrics" = Option<String>, Query, description = "Names with commas between them; all metrics when absent"),
        ("where" = Option<Vec<String>>, Query, description = "dimension:value; repeats, as for one metric"),
        ("from" = Option<String>, Query, description = "First day; the book's first when absent"),
        ("to" = Option<String>, Query, description = "Last day, included; the book's last when absent"),
        ("currency" = Option<String>, Query, description = "ISO 4217 code to report money in"),
        ("compare" = Option<String>, Query, description = "previous or year: earlier days, moved by whole weeks")),
    responses((status = 200, body = Figures), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn figures(State(app): State<App>, RawQuery(query): RawQuery) -> Result<Json<Figures>, ApiError> {
    let params = Params::read(query.as_deref(), &["metrics", "where", "from", "to", "currency", "compare"])?;
    let registry = app.semantic().registry();
    let names: Vec<String> = match params.one("metrics") {
        None => registry.metrics().iter().map(|metric| metric.name.clone()).collect(),
        Some(list) => list.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect(),
    };
    let mut questions = Vec::new();
    for name in &names {
        registry.get(name)?;
        questions.push(asked(name, &params)?);
    }
    let session = app.pin().await?;
    let mut found = app.semantic().figures(&session, &questions).await;
    for (question, figure) in questions.iter().zip(&mut found) {
        // A metric that is never compared is told without its comparison.
        if question.compare.is_some() && figure.as_ref().is_err_and(|error| error.code() == "bad_period") {
            let alone = MetricQuery { compare: None, ..question.clone() };
            if let Some(told) = app.semantic().figures(&session, &[alone]).await.pop() {
                *figure = told;
            }
        }
    }
    let figures = questions.iter().zip(found).map(|(question, figure)| shown(&app, &question.metric, figure)).collect();
    Ok(Json(Figures { lake_version: session.version(), figures }))
}

/// A figure, or why it cannot be told.
fn shown(app: &App, metric: &str, figure: Result<entrepot_semantic::Figure, SemanticError>) -> Figure {
    match figure {
        Ok(figure) => Figure {
            metric: figure.metric,
            unit: unit(figure.unit).to_owned(),
            currency: figure.currency,
            value: figure.value,
            previous: figure.previous,
            compare: figure.compare.map(|days| Period { from: days.from, to: days.to }),
            problem: None,
        },
        Err(error) => Figure {
            metric: metric.to_owned(),
            unit: app.semantic().registry().get(metric).map_or("", |metric| unit(metric.unit)).to_owned(),
            currency: None,
            value: None,
            previous: None,
            compare: None,
            problem: Some(ApiError::from(error).problem),
        },
    }
}
