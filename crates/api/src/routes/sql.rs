//! Queries written by hand: one read-only statement, with the engine's limits.

use crate::app::App;
use crate::error::ApiError;
use crate::wire::{ErrorBody, Place, Scalar, SqlColumn, SqlRequest, SqlResult};
use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use entrepot_engine::{Limits, json, position};

const LIMIT: usize = 200;
pub(super) const LIMIT_MAX: usize = 10_000;

/// Runs one SELECT over the newest lake version.
#[utoipa::path(post, path = "/api/v1/sql", tag = "lake", request_body = SqlRequest,
    responses((status = 200, body = SqlResult), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn sql(State(app): State<App>, body: Result<Json<SqlRequest>, JsonRejection>) -> Result<Json<SqlResult>, ApiError> {
    let request = super::body(body)?;
    let limit = request.limit.unwrap_or(LIMIT);
    if limit > LIMIT_MAX {
        return Err(ApiError::usage("usage.parameter", format!("{limit} rows are too many."), format!("Ask for at most {LIMIT_MAX}.")));
    }
    let session = app.pin().await?;
    let asked = session.sql_with(&request.sql, Limits { rows: limit, time_ms: app.config().sql_time_ms }).await;
    let result = asked.map_err(|error| {
        let place = position(&request.sql, &error).map(|place| Place { line: place.line, column: place.column });
        let mut refused = ApiError::from(error);
        refused.problem.at = place;
        refused
    })?;
    Ok(Json(SqlResult {
        columns: result.columns().into_iter().map(|(name, r#type)| SqlColumn { name, r#type }).collect(),
        rows: json::rows_json(&result).into_iter().map(|row| row.into_iter().map(Scalar::from).collect()).collect(),
        truncated: result.truncated,
        lake_version: result.lake_version,
        elapsed_ms: result.elapsed_ms,
    }))
}
