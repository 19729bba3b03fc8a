//! Files on their way in: profiles, detection, imports in the background, their history, and undo.

use crate::app::App;
use crate::caller::Caller;
use crate::collect_calls;
use crate::error::ApiError;
use crate::jobs::Jobs;
use crate::uploads::Upload;
use crate::wire::{
    self, DetectForm, Detection, ErrorBody, ImportEntry, ImportFile, ImportForm, ImportReport, Job, JobStarted, Label, ProfileInfo,
    ProfileTable, UndoPreview, UndoReport, Watched,
};
use axum::Json;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use entrepot_ops::{ImportKind, ImportRecord, ImportState};

/// All mapping profiles.
#[utoipa::path(get, operation_id = "list_profiles", path = "/api/v1/profiles", tag = "data",
    responses((status = 200, body = Vec<ProfileInfo>), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn profiles(State(app): State<App>) -> Result<Json<Vec<ProfileInfo>>, ApiError> {
    let all = collect_calls::profiles(&app)?;
    let table = |table: entrepot_collect::profile::SourceTable| ProfileTable { role: table.role, required: table.header, file_hint: None };
    Ok(Json(
        all.into_iter()
            .map(|profile| ProfileInfo {
                name: profile.name,
                label: Label::new(profile.label.en, profile.label.zh),
                tables: profile.table.into_iter().map(table).collect(),
            })
            .collect(),
    ))
}

/// Looks at the beginning of a file and says what it seems to be.
#[utoipa::path(post, path = "/api/v1/detect", tag = "data", request_body(content = DetectForm, content_type = "multipart/form-data"),
    responses((status = 200, body = Detection), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn detect(State(app): State<App>, form: Result<Multipart, MultipartRejection>) -> Result<Json<Detection>, ApiError> {
    let upload = Upload::receive(&app.upload_dir(), &Jobs::new_id()?, form).await?;
    Ok(Json(collect_calls::detect(&app, &upload).await?))
}

/// Starts an import. It goes on when the connection is closed.
#[utoipa::path(post, operation_id = "start_import", path = "/api/v1/imports", tag = "data", request_body(content = ImportForm, content_type = "multipart/form-data"),
    responses((status = 202, body = JobStarted), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn start(
    State(app): State<App>, caller: Caller, form: Result<Multipart, MultipartRejection>,
) -> Result<(StatusCode, Json<JobStarted>), ApiError> {
    let id = Jobs::new_id()?;
    let upload = Upload::receive(&app.upload_dir(), &id, form).await?;
    let profile = collect_calls::choose_profile(&app, &upload).await?;
    let (bytes, worker) = (upload.bytes, app.clone());
    app.jobs().start(&id, bytes, move |progress| collect_calls::import(worker, upload, profile, progress, caller.name));
    Ok((StatusCode::ACCEPTED, Json(JobStarted { job_id: id })))
}

/// The folder that this server watches, and what became of the files dropped into it, newest first.
#[utoipa::path(get, operation_id = "watched_folder", path = "/api/v1/watch", tag = "data", responses((status = 200, body = Watched)))]
pub(crate) async fn watch(State(app): State<App>) -> Json<Watched> {
    Json(app.watching().told(app.config().watch.as_ref()))
}

/// All imports that this server was asked for, newest first.
#[utoipa::path(get, operation_id = "list_jobs", path = "/api/v1/jobs", tag = "data", responses((status = 200, body = Vec<Job>)))]
pub(crate) async fn jobs(State(app): State<App>) -> Json<Vec<Job>> {
    Json(app.jobs().list())
}

/// How far an import is.
#[utoipa::path(get, path = "/api/v1/jobs/{id}", tag = "data", params(("id" = String, Path, description = "Job")),
    responses((status = 200, body = Job), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn job(State(app): State<App>, Path(id): Path<String>) -> Result<Json<Job>, ApiError> {
    app.jobs().find(&id).map(Json).ok_or_else(|| no_job(&id))
}

/// Stops an import; nothing of it is published then. One that is past stopping ends as done.
#[utoipa::path(delete, operation_id = "cancel_job", path = "/api/v1/jobs/{id}", tag = "data", params(("id" = String, Path, description = "Job")),
    responses((status = 200, body = Job), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn cancel(State(app): State<App>, Path(id): Path<String>) -> Result<Json<Job>, ApiError> {
    app.jobs().cancel(&id).map(Json).ok_or_else(|| no_job(&id))
}

fn no_job(id: &str) -> ApiError {
    ApiError::missing(
        "job.missing",
        format!("There is no job {id}."),
        "Jobs are forgotten when the server ends; the history of imports has what was published.",
    )
}

/// Everything that was imported or taken back, newest first.
#[utoipa::path(get, operation_id = "list_imports", path = "/api/v1/imports", tag = "data",
    responses((status = 200, body = Vec<ImportEntry>), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn history(State(app): State<App>) -> Result<Json<Vec<ImportEntry>>, ApiError> {
    Ok(Json(app.home().ops.imports().await?.into_iter().filter_map(entry).collect()))
}

/// What the history shows: nothing that failed or is under way, and no rewriting of files.
fn entry(record: ImportRecord) -> Option<ImportEntry> {
    let state = match record.state {
        ImportState::Published => "published",
        ImportState::Undone => "undone",
        ImportState::Staging | ImportState::Committing | ImportState::Failed => return None,
    };
    if record.kind == ImportKind::Compact {
        return None;
    }
    let file = |file: &serde_json::Value| ImportFile {
        name: file["name"].as_str().unwrap_or_default().to_owned(),
        rows_read: file["rows"].as_i64().unwrap_or(0),
    };
    Some(ImportEntry {
        report: ImportReport {
            import_id: record.id,
            profile: record.profile,
            files: record.files.as_array().into_iter().flatten().map(file).collect(),
            rows_read: record.counts.read,
            rows_accepted: record.counts.accepted,
            rows_updated: record.counts.updated,
            rows_quarantined: record.counts.quarantined,
            rows_duplicate: record.counts.duplicate,
            trades: record.trades,
            lines: record.lines,
            lake_version: record.lake_version.unwrap_or(0),
            questions: Vec::new(),
        },
        at: wire::instant(record.at_us),
        actor: record.actor,
        state,
        undo_of: record.of_import.filter(|_| record.kind == ImportKind::Undo),
        elapsed_ms: record.elapsed_ms,
    })
}

/// What taking an import back would do: rows that go and return, and later imports that are filled up.
#[utoipa::path(get, operation_id = "preview_undo", path = "/api/v1/imports/{id}/undo", tag = "data", params(("id" = i64, Path, description = "Import")),
    responses((status = 200, body = UndoPreview), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn undo_preview(State(app): State<App>, Path(id): Path<String>) -> Result<Json<UndoPreview>, ApiError> {
    Ok(Json(collect_calls::undo_preview(&app, import_id(&id)?).await?))
}

fn import_id(text: &str) -> Result<i64, ApiError> {
    text.parse().map_err(|_| ApiError::usage("usage.path", format!("\"{text}\" is no import."), "Imports have numbers; see the history."))
}

/// Takes an import back.
#[utoipa::path(post, operation_id = "undo_import", path = "/api/v1/imports/{id}/undo", tag = "data", params(("id" = i64, Path, description = "Import")),
    responses((status = 200, body = UndoReport), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn undo(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Result<Json<UndoReport>, ApiError> {
    let id = import_id(&id)?;
    let worker = app.clone();
    let done = super::carried(async move {
        let _turn = worker.jobs().turn().await?;
        collect_calls::undo(&worker, id, caller.name).await
    });
    Ok(Json(done.await?))
}
