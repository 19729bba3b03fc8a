//! What people keep under a name: queries of the SQL page, views of any page.

use crate::app::App;
use crate::caller::Caller;
use crate::error::ApiError;
use crate::params::Params;
use crate::wire::{self, ErrorBody, SavedChange, SavedItem};
use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use entrepot_ops::Saved;

/// What can be kept.
const KINDS: [&str; 2] = ["query", "view"];
/// Longest name, in characters.
const NAME_CHARS_MAX: usize = 100;

/// Everything that is kept, by kind and name.
#[utoipa::path(get, operation_id = "list_saved", path = "/api/v1/saved", tag = "saved",
    params(("kind" = Option<String>, Query, description = "query or view; both when absent")),
    responses((status = 200, body = Vec<SavedItem>), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn list(State(app): State<App>, RawQuery(query): RawQuery) -> Result<Json<Vec<SavedItem>>, ApiError> {
    let params = Params::read(query.as_deref(), &["kind"])?;
    let kind = params.one("kind").map(known).transpose()?;
    Ok(Json(app.home().ops.saved(kind).await?.into_iter().map(shown).collect()))
}

/// Keeps something under a name, replaces what had the name, or gives it another name.
#[utoipa::path(put, operation_id = "put_saved", path = "/api/v1/saved/{kind}/{name}", tag = "saved", request_body = SavedChange,
    params(("kind" = String, Path, description = "query or view"), ("name" = String, Path, description = "Name")),
    responses((status = 200, body = SavedItem), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn put(
    State(app): State<App>, caller: Caller, Path((kind, name)): Path<(String, String)>, body: Result<Json<SavedChange>, JsonRejection>,
) -> Result<Json<SavedItem>, ApiError> {
    let change = super::body(body)?;
    let (kind, mut name) = (known(&kind)?, fitting(&name)?);
    let ops = &app.home().ops;
    let (actor, now_us) = (caller.name, app.now_us());
    if let Some(to) = change.rename.as_deref().map(fitting).transpose()?.filter(|to| *to != name) {
        if ops.saved_one(kind, &to).await?.is_some() {
            let cause = format!("There is a {kind} \"{to}\" already.");
            return Err(ApiError::new(StatusCode::CONFLICT, "saved.taken", cause, "Choose another name, or remove the other one first."));
        }
        if !ops.rename_saved(kind, &name, &to, &actor, now_us).await? {
            return Err(none(kind, &name));
        }
        name = to;
    }
    let kept = match &change.body {
        Some(body) => ops.save(kind, &name, body, &actor, now_us).await?,
        None => ops.saved_one(kind, &name).await?.ok_or_else(|| none(kind, &name))?,
    };
    Ok(Json(shown(kept)))
}

/// Forgets one, and says what it was: put it back with the same body.
#[utoipa::path(delete, operation_id = "remove_saved", path = "/api/v1/saved/{kind}/{name}", tag = "saved",
    params(("kind" = String, Path, description = "query or view"), ("name" = String, Path, description = "Name")),
    responses((status = 200, body = SavedItem), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn remove(
    State(app): State<App>, caller: Caller, Path((kind, name)): Path<(String, String)>,
) -> Result<Json<SavedItem>, ApiError> {
    let kind = known(&kind)?;
    let ops = &app.home().ops;
    let kept = ops.saved_one(kind, &name).await?.ok_or_else(|| none(kind, &name))?;
    ops.remove_saved(kind, &name, &caller.name, app.now_us()).await?;
    Ok(Json(shown(kept)))
}

fn shown(saved: Saved) -> SavedItem {
    SavedItem {
        kind: saved.kind,
        name: saved.name,
        body: saved.body,
        created_at: wire::instant(saved.created_us),
        updated_at: wire::instant(saved.updated_us),
        actor: saved.actor,
    }
}

fn known(kind: &str) -> Result<&'static str, ApiError> {
    KINDS.into_iter().find(|one| *one == kind).ok_or_else(|| {
        ApiError::usage("usage.parameter", format!("\"{kind}\" is no value for \"kind\"."), format!("Known: {}.", KINDS.join(", ")))
    })
}

/// A name without blanks around it.
fn fitting(name: &str) -> Result<String, ApiError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > NAME_CHARS_MAX || name.chars().any(char::is_control) {
        return Err(ApiError::usage(
            "usage.name",
            "This cannot be a name.",
            format!("Names have 1 to {NAME_CHARS_MAX} characters and none that cannot be seen."),
        ));
    }
    Ok(name.to_owned())
}

fn none(kind: &str, name: &str) -> ApiError {
    ApiError::missing("saved.missing", format!("There is no {kind} \"{name}\"."), "See the list.")
}
