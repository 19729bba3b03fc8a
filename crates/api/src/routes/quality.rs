//! The quality of the data: a score and the checks behind it.

use crate::app::App;
use crate::error::ApiError;
use crate::params::Params;
use crate::routes::metrics::currency;
use crate::routes::overview::report_currency;
use crate::wire::{ErrorBody, Label, QualityCheck, QualityScore};
use axum::Json;
use axum::extract::{RawQuery, State};
use entrepot_domain::Day;
use entrepot_semantic::{Beside, Check};

/// How good the data is: a score from 0 to 100 and the checks behind it.
#[utoipa::path(get, operation_id = "quality", path = "/api/v1/quality", tag = "overview",
    params(("currency" = Option<String>, Query, description = "ISO 4217 code that rates are looked for into")),
    responses((status = 200, body = QualityScore), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn quality(State(app): State<App>, RawQuery(query): RawQuery) -> Result<Json<QualityScore>, ApiError> {
    let params = Params::read(query.as_deref(), &["currency"])?;
    let session = app.pin().await?;
    let into = match params.one("currency") {
        Some(code) => currency(code)?,
        None => currency(&report_currency(&app, &session).await?)?,
    };
    let quarantined = app.home().ops.quarantine_open().await?.unsigned_abs();
    let beside = Beside { quarantined, today: Day::of_micros(app.now_us()) };
    let found = app.semantic().quality(&session, into, beside).await?;
    Ok(Json(QualityScore {
        score: found.score,
        lake_version: found.lake_version,
        currency: found.currency,
        checks: found.checks.into_iter().map(shown).collect(),
    }))
}

fn shown(check: Check) -> QualityCheck {
    QualityCheck {
        name: check.name.to_owned(),
        points: check.points,
        label: Label::new(check.label.en, check.label.zh),
        hint: Label::new(check.hint.en, check.hint.zh),
        found: check.found,
        of: check.of,
        share: check.share,
        costs: check.costs,
        sql: check.sql,
        rows_sql: check.rows_sql,
    }
}
