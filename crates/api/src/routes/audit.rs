//! The audit log: who did what, with filters, and as a file.

use crate::app::App;
use crate::error::ApiError;
use crate::params::Params;
use crate::wire::{self, AuditItem, AuditLog, ErrorBody};
use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderName, header};
use entrepot_engine::csv::push_cell;
use entrepot_ops::{AuditEntry, AuditFilter};
use jiff::Timestamp;

const LIMIT: usize = 100;
const LIMIT_MAX: usize = 100_000;

fn filter(params: &Params, limit: usize) -> Result<AuditFilter, ApiError> {
    let since = params.one("since").map(|text| {
        let day =
            text.parse::<jiff::civil::Date>().ok().and_then(|day| day.to_zoned(jiff::tz::TimeZone::UTC).ok()).map(|at| at.timestamp());
        day.or_else(|| text.parse::<Timestamp>().ok()).map(Timestamp::as_microsecond).ok_or_else(|| {
            ApiError::usage(
                "usage.parameter",
                format!("\"{text}\" is no value for \"since\"."),
                "Write a day as YYYY-MM-DD or an instant as 2026-11-22T08:00:00Z.",
            )
        })
    });
    Ok(AuditFilter {
        actor: params.one("actor").map(str::to_owned),
        action: params.one("action").map(str::to_owned),
        since_us: since.transpose()?,
        limit: i64::try_from(params.number("limit", limit, LIMIT_MAX)?).unwrap_or(0),
    })
}

/// Who did what, newest first.
#[utoipa::path(get, operation_id = "audit_log", path = "/api/v1/audit", tag = "admin",
    params(("actor" = Option<String>, Query, description = "Of one actor"), ("action" = Option<String>, Query, description = "One action, or all that begin with it and a point"),
        ("since" = Option<String>, Query, description = "From this day or instant on, UTC"), ("limit" = Option<usize>, Query, description = "Most entries; 100 when absent")),
    responses((status = 200, body = AuditLog), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn list(State(app): State<App>, RawQuery(query): RawQuery) -> Result<Json<AuditLog>, ApiError> {
    let params = Params::read(query.as_deref(), &["actor", "action", "since", "limit"])?;
    let ops = &app.home().ops;
    let entries = ops.audit_log(&filter(&params, LIMIT)?).await?;
    let (actors, actions) = ops.audit_words().await?;
    Ok(Json(AuditLog { entries: entries.into_iter().map(shown).collect(), actors, actions }))
}

/// The same as a CSV file, all entries unless limited.
#[utoipa::path(get, operation_id = "audit_csv", path = "/api/v1/audit.csv", tag = "admin",
    params(("actor" = Option<String>, Query, description = "Of one actor"), ("action" = Option<String>, Query, description = "One action, or all that begin with it and a point"),
        ("since" = Option<String>, Query, description = "From this day or instant on, UTC"), ("limit" = Option<usize>, Query, description = "Most entries; all when absent")),
    responses((status = 200, body = String, content_type = "text/csv"), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn csv(State(app): State<App>, RawQuery(query): RawQuery) -> Result<([(HeaderName, &'static str); 2], String), ApiError> {
    let params = Params::read(query.as_deref(), &["actor", "action", "since", "limit"])?;
    let entries = app.home().ops.audit_log(&filter(&params, 0)?).await?;
    let mut text = "at,actor,action,subject,detail\r\n".to_owned();
    for entry in entries {
        let cells = [wire::instant(entry.at_us), entry.actor, entry.action, entry.subject, entry.detail];
        for (at, cell) in cells.iter().enumerate() {
            push_cell(&mut text, at, cell, true);
        }
        text.push_str("\r\n");
    }
    let headers =
        [(header::CONTENT_TYPE, "text/csv; charset=utf-8"), (header::CONTENT_DISPOSITION, "attachment; filename=\"entrepot-audit.csv\"")];
    Ok((headers, text))
}

fn shown(entry: AuditEntry) -> AuditItem {
    AuditItem {
        at: wire::instant(entry.at_us),
        actor: entry.actor,
        action: entry.action,
        subject: entry.subject,
        detail: serde_json::from_str(&entry.detail).unwrap_or(serde_json::Value::String(entry.detail)),
    }
}
