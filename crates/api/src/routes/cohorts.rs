//! Cohorts: buyers by the period of their first purchase, and how many came back.

use crate::app::App;
use crate::error::ApiError;
use crate::params::Params;
use crate::routes::metrics::asked;
use crate::wire::{CohortKept, CohortRow, CohortTable, ErrorBody};
use axum::Json;
use axum::extract::{RawQuery, State};
use entrepot_semantic::Kept;

const QUESTION: [&str; 4] = ["where", "from", "to", "grain"];

/// Buyers by the period of their first purchase, and how many of them bought in each period after.
#[utoipa::path(get, operation_id = "cohorts", path = "/api/v1/cohorts", tag = "metrics",
    params(("where" = Option<Vec<String>>, Query, description = "dimension:value; repeats; several values of one dimension are alternatives; an empty value is unknown"),
        ("from" = Option<String>, Query, description = "First day of the first purchases"),
        ("to" = Option<String>, Query, description = "Last day of the first purchases, included"),
        ("grain" = Option<String>, Query, description = "week, month, quarter or year; month when absent")),
    responses((status = 200, body = CohortTable), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn cohorts(State(app): State<App>, RawQuery(query): RawQuery) -> Result<Json<CohortTable>, ApiError> {
    let params = Params::read(query.as_deref(), &QUESTION)?;
    let question = asked("retention", &params)?;
    let session = app.pin().await?;
    let found = app.semantic().cohorts(&session, &question).await?;
    let kept = |kept: Kept| CohortKept { buyers: kept.buyers, of: kept.of, share: kept.share };
    Ok(Json(CohortTable {
        grain: found.grain.as_str().to_owned(),
        lake_version: found.lake_version,
        sql: found.sql,
        elapsed_ms: found.elapsed_ms,
        to: found.to,
        cohorts: found
            .cohorts
            .into_iter()
            .map(|one| CohortRow { period: one.period, buyers: one.buyers, ages: one.ages.into_iter().map(kept).collect() })
            .collect(),
        whole: found.whole.into_iter().map(kept).collect(),
    }))
}
