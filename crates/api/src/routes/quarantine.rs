//! Quarantine: the rows that could not be taken, by reason, and their way back into the book.

use crate::app::App;
use crate::caller::Caller;
use crate::collect_calls;
use crate::error::ApiError;
use crate::params::Params;
use crate::wire::{ErrorBody, Label, Quarantine, QuarantineGroup, QuarantineRow, ReplayAnswer, ReplayRequest};
use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{RawQuery, State};
use entrepot_collect::reasons;
use entrepot_ops::QuarantineFilter;

const LIMIT: usize = 50;
const LIMIT_MAX: usize = 10_000;
const OFFSET_MAX: usize = 100_000_000;
const STATES: [&str; 3] = ["open", "replayed", "undone"];

/// Rows in quarantine.
#[utoipa::path(get, operation_id = "list_quarantine", path = "/api/v1/quarantine", tag = "data",
    params(("import_id" = Option<i64>, Query, description = "Of one import"), ("code" = Option<String>, Query, description = "With one reason"),
        ("state" = Option<String>, Query, description = "open (when absent), replayed or undone"),
        ("limit" = Option<usize>, Query, description = "Rows on a page; 50 when absent"), ("offset" = Option<usize>, Query, description = "Rows before the page")),
    responses((status = 200, body = Quarantine), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn list(State(app): State<App>, RawQuery(query): RawQuery) -> Result<Json<Quarantine>, ApiError> {
    let params = Params::read(query.as_deref(), &["import_id", "code", "state", "limit", "offset"])?;
    let state = params.one("state").unwrap_or("open");
    if !STATES.contains(&state) {
        return Err(ApiError::usage(
            "usage.parameter",
            format!("There is no state \"{state}\"."),
            format!("The states are: {}.", STATES.join(", ")),
        ));
    }
    let limit = params.number("limit", LIMIT, LIMIT_MAX)?;
    let filter = QuarantineFilter {
        import_id: params.id("import_id")?,
        code: params.one("code").map(str::to_owned),
        state: Some(state.to_owned()),
        ids: Vec::new(),
        limit: i64::try_from(limit.max(1)).unwrap_or(1),
        offset: i64::try_from(params.number("offset", 0, OFFSET_MAX)?).unwrap_or(0),
    };
    let ops = &app.home().ops;
    let (rows, total) = ops.quarantine(&filter).await?;
    let groups = ops.quarantine_groups(filter.import_id).await?;
    Ok(Json(Quarantine {
        total,
        groups: groups.into_iter().map(|group| described(group.code, &group.hint, group.count)).collect(),
        rows: rows.into_iter().take(limit).map(shown).collect(),
    }))
}

/// A group in the words of the table of reasons; a code that this build does not know keeps the words stored with it.
fn described(code: String, stored: &str, count: i64) -> QuarantineGroup {
    match reasons::reason(&code) {
        Some(reason) => {
            QuarantineGroup { reason: Label::new(reason.en, reason.zh), hint: Label::new(reason.hint_en, reason.hint_zh), code, count }
        }
        None => QuarantineGroup { reason: Label::new(code.clone(), code.clone()), hint: Label::new(stored, stored), code, count },
    }
}

/// A row's own hint. The one stored with the row is English; when it is the reason's, the reason's Chinese goes with it.
fn hint(code: &str, stored: String) -> Label {
    let zh = reasons::reason(code).map_or_else(|| stored.clone(), |reason| reason.hint_zh.to_owned());
    Label { en: stored, zh }
}

fn shown(row: entrepot_ops::QuarantineRow) -> QuarantineRow {
    QuarantineRow {
        id: row.id,
        import_id: row.import_id,
        file: row.file,
        row: row.row,
        hint: hint(&row.code, row.hint),
        code: row.code,
        column: row.field,
        value: row.value,
        text: row.text,
        state: row.state,
    }
}

/// Fixes rows and imports them, or shows what that would do.
#[utoipa::path(post, operation_id = "replay_quarantine", path = "/api/v1/quarantine/replay", tag = "data", request_body = ReplayRequest,
    responses((status = 200, body = ReplayAnswer), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn replay(
    State(app): State<App>, caller: Caller, body: Result<Json<ReplayRequest>, JsonRejection>,
) -> Result<Json<ReplayAnswer>, ApiError> {
    let request = super::body(body)?;
    if request.dry_run {
        return Ok(Json(ReplayAnswer::Preview(collect_calls::replay_preview(&app, request, caller.name).await?)));
    }
    let worker = app.clone();
    let done = super::carried(async move {
        let _turn = worker.jobs().turn().await?;
        collect_calls::replay(&worker, request, caller.name).await
    });
    Ok(Json(ReplayAnswer::Report(done.await?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_is_described_in_both_languages_and_strangers_keep_their_words() {
        for reason in reasons::REASONS {
            let group = described(reason.code.to_owned(), "", 1);
            assert!(!group.reason.zh.is_empty() && group.hint.en == reason.hint_en, "{}", reason.code);
        }
        let other = described("later.code".to_owned(), "stored hint", 2);
        assert_eq!((other.reason.en.as_str(), other.hint.zh.as_str(), other.count), ("later.code", "stored hint", 2));
    }
}
