//! Backups, the doctor and nightly runs: is the home kept, and is it whole?

use crate::app::App;
use crate::caller::Caller;
use crate::error::ApiError;
use crate::params::Params;
use crate::wire::{self, BackupFile, Backups, DoctorFinding, DoctorReport, ErrorBody, NewBackup, Night, NightStep};
use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use entrepot_keep::{BackupRequest, KeepError, Progress, doctor};
use std::sync::{Mutex, PoisonError};

/// The backup that runs, or what became of the last one.
#[derive(Debug, Default)]
pub(crate) struct Making(Mutex<Stand>);

#[derive(Debug, Default)]
struct Stand {
    running: Option<Progress>,
    error: Option<wire::Problem>,
}

impl Making {
    fn begin(&self) -> Option<Progress> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if state.running.is_some() {
            return None;
        }
        let progress = Progress::default();
        *state = Stand { running: Some(progress.clone()), error: None };
        Some(progress)
    }

    fn end(&self, error: Option<wire::Problem>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Stand { running: None, error };
    }

    fn look(&self) -> (Option<Progress>, Option<wire::Problem>) {
        let state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (state.running.clone(), state.error.clone())
    }

    /// Asks the one that runs to stop; nothing half is left.
    pub fn stop(&self) {
        if let (Some(progress), _) = self.look() {
            progress.stop();
        }
    }
}

/// Backups in the folder that is set up for them, and whether one is being made.
#[utoipa::path(get, operation_id = "list_backups", path = "/api/v1/backups", tag = "admin",
    responses((status = 200, body = Backups), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn backups(State(app): State<App>) -> Result<Json<Backups>, ApiError> {
    Ok(Json(listed(&app)?))
}

fn listed(app: &App) -> Result<Backups, ApiError> {
    let folder = app.config().backup_dir.clone();
    let files = match &folder {
        Some(dir) => entrepot_keep::shelf::list(dir)?,
        None => Vec::new(),
    };
    let (running, error) = app.making().look();
    Ok(Backups {
        folder: folder.map(|dir| dir.display().to_string()),
        files: files.into_iter().map(|f| BackupFile { name: f.name, bytes: f.bytes, at: wire::instant(f.at_us) }).collect(),
        bytes_done: running.as_ref().map_or(0, Progress::bytes_done),
        bytes_total: running.as_ref().map_or(0, Progress::bytes_total),
        running: running.is_some(),
        error,
    })
}

/// Makes a backup into the folder that is set up for them, in the background.
#[utoipa::path(post, operation_id = "make_backup", path = "/api/v1/backups", tag = "admin", request_body = NewBackup,
    responses((status = 202, body = Backups), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn make(
    State(app): State<App>, caller: Caller, body: Result<Json<NewBackup>, JsonRejection>,
) -> Result<(StatusCode, Json<Backups>), ApiError> {
    let asked = super::body(body)?;
    let Some(folder) = app.config().backup_dir.clone() else {
        return Err(ApiError::new(
            StatusCode::CONFLICT,
            "backup.no_folder",
            "No folder is set up for backups.",
            "Name one in entrepot.toml as backup_dir, on another disk if there is one, and start the server again.",
        ));
    };
    let Some(progress) = app.making().begin() else {
        return Err(ApiError::new(StatusCode::CONFLICT, "backup.running", "A backup is being made.", "Wait for it to end."));
    };
    let request = BackupRequest {
        target: entrepot_keep::shelf::next(&folder, app.now_us()),
        force: false,
        with_secrets: asked.with_secrets,
        actor: caller.name,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        now_us: app.now_us(),
    };
    let worker = app.clone();
    tokio::spawn(async move {
        let made = match std::fs::create_dir_all(&folder) {
            Ok(()) => entrepot_keep::backup(worker.home(), &request, &progress).await.map_err(ApiError::from),
            Err(e) => Err(ApiError::from(entrepot_lake::LakeError::io(format!("cannot create {}", folder.display()))(e))),
        };
        worker.making().end(made.err().map(|error| error.problem));
    });
    Ok((StatusCode::ACCEPTED, Json(listed(&app)?)))
}

/// Examines the home: lake, history and originals against each other. Every byte is read by `entrepot doctor --deep` only.
#[utoipa::path(get, operation_id = "doctor", path = "/api/v1/doctor", tag = "admin",
    responses((status = 200, body = DoctorReport), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn examine(State(app): State<App>) -> Result<Json<DoctorReport>, ApiError> {
    let worker = app.clone();
    let found = app
        .apart(move || async move { doctor::examine(worker.home(), &worker.engine_shared(), false, &Progress::default()).await })
        .await??;
    Ok(Json(DoctorReport {
        sound: found.sound,
        lake_version: found.lake_version,
        looked: serde_json::to_value(&found.looked).unwrap_or_default(),
        findings: found.findings.into_iter().map(finding).collect(),
    }))
}

fn finding(found: doctor::Finding) -> DoctorFinding {
    DoctorFinding {
        zh: crate::texts::chinese(found.code, &found.cause, Some(found.hint)),
        code: found.code.to_owned(),
        severity: found.severity.as_str().to_owned(),
        cause: found.cause,
        hint: found.hint.to_owned(),
    }
}

/// The newest nightly runs.
#[utoipa::path(get, operation_id = "nights", path = "/api/v1/nights", tag = "admin", params(("limit" = Option<usize>, Query, description = "Most runs; 30 when absent")),
    responses((status = 200, body = Vec<Night>), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn nights(State(app): State<App>, RawQuery(query): RawQuery) -> Result<Json<Vec<Night>>, ApiError> {
    let limit = Params::read(query.as_deref(), &["limit"])?.number("limit", 30, 1_000)?;
    let all = app.home().ops.nights(i64::try_from(limit).unwrap_or(30)).await?;
    let step = |s: entrepot_ops::NightStep| NightStep { name: s.name, outcome: s.outcome, note: s.note, elapsed_ms: s.elapsed_ms };
    Ok(Json(
        all.into_iter()
            .map(|n| Night {
                id: n.id,
                begun_at: wire::instant(n.begun_us),
                ended_at: n.ended_us.map(wire::instant),
                state: n.state,
                actor: n.actor,
                steps: n.steps.into_iter().map(step).collect(),
            })
            .collect(),
    ))
}

impl From<KeepError> for ApiError {
    fn from(error: KeepError) -> Self {
        let otherwise = StatusCode::INTERNAL_SERVER_ERROR;
        Self::new(crate::error::status_of(error.code(), otherwise), error.code(), error.to_string(), error.hint())
    }
}
