//! A table that no profile knows: a proposed mapping, corrected by answers, kept as a profile of the home.

use crate::app::App;
use crate::caller::Caller;
use crate::collect_calls;
use crate::error::ApiError;
use crate::jobs::Jobs;
use crate::uploads::Upload;
use crate::wire::{ErrorBody, KeepProfile, KeptProfile, SuggestForm, Suggestion};
use axum::Json;
use axum::extract::multipart::MultipartRejection;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Multipart, Path, State};

/// Proposes a mapping for an unknown table and shows its first rows by it. Nothing is imported.
#[utoipa::path(post, operation_id = "suggest_profile", path = "/api/v1/suggest", tag = "data",
    request_body(content = SuggestForm, content_type = "multipart/form-data"),
    responses((status = 200, body = Suggestion), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn suggest(State(app): State<App>, form: Result<Multipart, MultipartRejection>) -> Result<Json<Suggestion>, ApiError> {
    let upload = Upload::receive(&app.upload_dir(), &Jobs::new_id()?, form).await?;
    Ok(Json(collect_calls::suggest(&app, upload).await?))
}

/// Keeps a proposed mapping as a profile of the home.
#[utoipa::path(put, operation_id = "keep_profile", path = "/api/v1/profiles/{name}", tag = "data",
    params(("name" = String, Path, description = "Name of the profile")), request_body = KeepProfile,
    responses((status = 200, body = KeptProfile), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn keep(
    State(app): State<App>, caller: Caller, Path(name): Path<String>, body: Result<Json<KeepProfile>, JsonRejection>,
) -> Result<Json<KeptProfile>, ApiError> {
    let body = super::body(body)?;
    collect_calls::keep_profile(&app, &name, &body.text, body.replace, &caller.name).await?;
    Ok(Json(KeptProfile { name }))
}
