//! Many metrics at once: one figure each, over the same days and with the same filters.

use crate::app::App;
use crate::error::ApiError;
use crate::params::Params;
use crate::routes::metrics::{asked, posed, unit};
use crate::wire::{ErrorBody, Figure, Figures, Period};
use axum::Json;
use axum::extract::{RawQuery, State};
use entrepot_engine::LakeSession;
use entrepot_semantic::{Answer, MetricQuery, SemanticError};
use futures::{StreamExt, stream};

/// Questions that are worked on at a time.
const AT_ONCE: usize = 3;

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
    let (app, session) = (&app, &session);
    let found: Vec<Figure> =
        stream::iter(questions).map(|question| async move { figure(app, session, &question).await }).buffered(AT_ONCE).collect().await;
    Ok(Json(Figures { lake_version: session.version(), figures: found }))
}

/// A metric's figure; what cannot be told is told why, and does not keep the others from being told.
async fn figure(app: &App, session: &LakeSession, question: &MetricQuery) -> Figure {
    match told(app, session, question).await {
        Ok(answer) => Figure {
            metric: answer.metric,
            unit: unit(answer.unit).to_owned(),
            currency: answer.currency,
            value: answer.total.value,
            previous: answer.total.previous,
            compare: answer.compare.map(|days| Period { from: days.from, to: days.to }),
            problem: None,
            questions: answer.questions.into_iter().map(posed).collect(),
        },
        Err(error) => Figure {
            metric: question.metric.clone(),
            unit: app.semantic().registry().get(&question.metric).map_or("", |metric| unit(metric.unit)).to_owned(),
            currency: None,
            value: None,
            previous: None,
            compare: None,
            problem: Some(ApiError::from(error).problem),
            questions: Vec::new(),
        },
    }
}

/// The answer; a metric that is never compared is told without its comparison.
async fn told(app: &App, session: &LakeSession, question: &MetricQuery) -> Result<Answer, SemanticError> {
    match app.semantic().answer(session, question).await {
        Err(error) if error.code() == "bad_period" && question.compare.is_some() => {
            app.semantic().answer(session, &MetricQuery { compare: None, ..question.clone() }).await
        }
        answered => answered,
    }
}
