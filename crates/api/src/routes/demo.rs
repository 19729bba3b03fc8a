//! The demo seller from the console: its files are made and imported like anybody's, but only into a home without data.

use crate::app::{App, HOME_COUNTRY};
use crate::caller::Caller;
use crate::collect_calls;
use crate::error::ApiError;
use crate::jobs::Jobs;
use crate::wire::{DemoRequest, ErrorBody, ImportReport, JobStarted};
use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use entrepot_collect::{ImportRequest, Progress, presets};
use entrepot_demo::DemoSpec;

/// Orders when no number is given.
const ORDERS: u64 = 5_000;
/// Most orders: more are made on the command line, where the progress is seen.
const ORDERS_MAX: u64 = 200_000;

/// Makes the demo seller's files and imports them, in the background.
#[utoipa::path(post, operation_id = "start_demo", path = "/api/v1/demo", tag = "data", request_body = DemoRequest,
    responses((status = 202, body = JobStarted), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn start(
    State(app): State<App>, caller: Caller, body: Result<Json<DemoRequest>, JsonRejection>,
) -> Result<(StatusCode, Json<JobStarted>), ApiError> {
    let orders = super::body(body)?.orders.unwrap_or(ORDERS);
    if orders == 0 || orders > ORDERS_MAX {
        return Err(ApiError::usage(
            "usage.parameter",
            format!("{orders} orders are no value for \"orders\"."),
            format!("Write a whole number from 1 to {ORDERS_MAX}."),
        ));
    }
    empty(&app).await?;
    let id = Jobs::new_id()?;
    let (worker, folder) = (app.clone(), app.upload_dir().join(&id));
    app.jobs().start(&id, 0, move |progress| async move {
        let done = run(&worker, &caller.name, &folder, orders, &progress).await;
        let _ = tokio::fs::remove_dir_all(&folder).await;
        done
    });
    Ok((StatusCode::ACCEPTED, Json(JobStarted { job_id: id })))
}

/// Refuses when something was published: invented orders do not belong among real ones.
async fn empty(app: &App) -> Result<(), ApiError> {
    if app.home().ops.lake_version(None).await?.is_none() {
        return Ok(());
    }
    let session = app.pin().await?;
    if session.facts().await?.lines == 0 {
        return Ok(());
    }
    Err(ApiError::new(
        StatusCode::CONFLICT,
        "demo.not_empty",
        "There is data here; the demo seller goes into an empty home only.",
        "Use a new home, or undo the imports first.",
    ))
}

async fn run(app: &App, actor: &str, folder: &std::path::Path, orders: u64, progress: &Progress) -> Result<ImportReport, ApiError> {
    empty(app).await?;
    let ops = &app.home().ops;
    if ops.meta(entrepot_collect::BUSINESS_ZONE).await?.is_none() {
        ops.set_meta(entrepot_collect::BUSINESS_ZONE, entrepot_demo::ZONE).await?;
    }
    if ops.meta(HOME_COUNTRY).await?.is_none() {
        ops.set_meta(HOME_COUNTRY, entrepot_demo::HOME_COUNTRY).await?;
    }
    let (target, stop) = (folder.to_owned(), progress.clone());
    let made = app
        .apart(move || async move {
            std::fs::create_dir_all(&target).map_err(entrepot_lake::LakeError::io("cannot create the folder of the demo files"))?;
            let spec = DemoSpec { orders, ..DemoSpec::default() };
            Ok::<_, ApiError>(entrepot_demo::write(&target, &spec, &mut |_, _| {}, &|| stop.stopped())?)
        })
        .await??;
    let mut whole: Option<ImportReport> = None;
    for files in made.imports() {
        let request = ImportRequest {
            profile: presets::profile(files[0].profile, app.config().profiles_dir.as_deref())?,
            files: files.iter().map(|file| file.path.clone()).collect(),
            source: None,
            actor: actor.to_owned(),
            now_us: app.now_us(),
            patience: app.config().patience,
        };
        let (home, progress) = (app.home().clone(), progress.clone());
        let report = app.apart(move || async move { entrepot_collect::import(&home, &request, &progress).await }).await??;
        whole = Some(joined(whole, collect_calls::report(report)));
    }
    let report = whole.ok_or_else(|| ApiError::fault("The demo seller has no files."))?;
    app.note(actor, "demo.run", &format!("import {}", report.import_id), serde_json::json!({ "orders": orders })).await;
    Ok(report)
}

/// One account of several imports; its id is that of the last.
fn joined(before: Option<ImportReport>, mut next: ImportReport) -> ImportReport {
    let Some(mut before) = before else { return next };
    before.files.append(&mut next.files);
    ImportReport {
        import_id: next.import_id,
        profile: "demo".to_owned(),
        files: before.files,
        rows_read: before.rows_read + next.rows_read,
        rows_accepted: before.rows_accepted + next.rows_accepted,
        rows_updated: before.rows_updated + next.rows_updated,
        rows_quarantined: before.rows_quarantined + next.rows_quarantined,
        rows_duplicate: before.rows_duplicate + next.rows_duplicate,
        trades: before.trades + next.trades,
        lines: before.lines + next.lines,
        lake_version: next.lake_version,
        questions: next.questions,
    }
}
