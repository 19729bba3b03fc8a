//! The calls into `collect`, and its reports as wire types: the one place that changes when `collect` does.

use crate::app::App;
use crate::error::ApiError;
use crate::uploads::Upload;
use crate::wire::{self, Candidate, ImportFile, ImportReport};
use axum::http::StatusCode;
use entrepot_collect::profile::Profile;
use entrepot_collect::{ImportRequest, Progress, presets};
use std::sync::Arc;

/// The report of an import on the wire.
pub(crate) fn report(report: entrepot_collect::ImportReport) -> ImportReport {
    ImportReport {
        import_id: report.import_id,
        profile: report.profile,
        files: report.files.into_iter().map(|file| ImportFile { name: file.name, rows_read: file.rows_read }).collect(),
        rows_read: report.rows_read,
        rows_accepted: report.rows_accepted,
        rows_updated: report.rows_updated,
        rows_quarantined: report.rows_quarantined,
        rows_duplicate: report.rows_duplicate,
        trades: report.trades,
        lines: report.lines,
        lake_version: report.lake_version,
        questions: Vec::new(),
    }
}

/// All profiles.
pub(crate) fn profiles(app: &App) -> Result<Vec<Profile>, ApiError> {
    Ok(presets::profiles(app.config().profiles_dir.as_deref())?)
}

/// The profile that a form names, or else the one that all its files fit.
pub(crate) async fn choose_profile(app: &App, upload: &Upload) -> Result<Profile, ApiError> {
    if let Some(name) = &upload.profile {
        return Ok(presets::profile(name, app.config().profiles_dir.as_deref())?);
    }
    let profiles = Arc::new(profiles(app)?);
    let mut chosen: Option<String> = None;
    for path in &upload.files {
        let (known, file) = (Arc::clone(&profiles), path.clone());
        let found = app.apart(move || async move { entrepot_collect::detect(&known, &file) }).await??;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let unclear = |cause: String, hint: String| Err(ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "profile.unclear", cause, hint));
        match (found.profile, &chosen) {
            (None, _) => {
                let near: Vec<String> = found.candidates.iter().take(3).map(|(name, _)| name.clone()).collect();
                return unclear(
                    format!("It is not clear what {name} is."),
                    if near.is_empty() {
                        "Choose a profile.".to_owned()
                    } else {
                        format!("Choose a profile; nearest are: {}.", near.join(", "))
                    },
                );
            }
            (Some(profile), None) => chosen = Some(profile),
            (Some(profile), Some(other)) if profile != *other => {
                return unclear(
                    format!("The files are of several profiles: {other} and {profile}."),
                    "Import the files of each profile on their own.".to_owned(),
                );
            }
            (Some(_), Some(_)) => {}
        }
    }
    profiles
        .iter()
        .find(|profile| Some(&profile.name) == chosen.as_ref())
        .cloned()
        .ok_or_else(|| ApiError::fault("The profile that was found is not there."))
}

/// Imports what was received in the name of somebody. The files go when it ends.
pub(crate) async fn import(
    app: App, upload: Upload, profile: Profile, progress: Progress, actor: String,
) -> Result<ImportReport, ApiError> {
    let request = ImportRequest {
        profile,
        files: upload.files.clone(),
        source: upload.source.clone(),
        actor,
        now_us: app.now_us(),
        patience: app.config().patience,
    };
    let home = app.home().clone();
    let done = app.apart(move || async move { entrepot_collect::import(&home, &request, &progress).await }).await;
    drop(upload);
    Ok(report(done??))
}

/// What a file seems to be.
pub(crate) async fn detect(app: &App, upload: &Upload) -> Result<wire::Detection, ApiError> {
    let profiles = profiles(app)?;
    let Some(path) = upload.files.first().cloned() else { return Err(ApiError::fault("A form without a file came through.")) };
    let found = app.apart(move || async move { entrepot_collect::detect(&profiles, &path) }).await??;
    Ok(wire::Detection {
        profile: found.profile,
        table: found.table,
        encoding: found.encoding,
        separator: found.separator,
        header: found.header,
        candidates: found.candidates.into_iter().map(|(profile, score)| Candidate { profile, score }).collect(),
    })
}

/// A proposed mapping for an unknown table.
pub(crate) async fn suggest(app: &App, upload: Upload) -> Result<wire::Suggestion, ApiError> {
    let profiles = profiles(app)?;
    let zone = app.home().ops.meta(entrepot_collect::BUSINESS_ZONE).await?.unwrap_or_else(|| app.config().zone.clone());
    let mut answers = entrepot_collect::Answers::default();
    for text in &upload.answers {
        answers.take(text)?;
    }
    let name = match &upload.name {
        Some(name) => entrepot_collect::profile_name(name)?.to_owned(),
        None => "my-table".to_owned(),
    };
    let now_us = app.now_us();
    let work = move || async move {
        let Some(path) = upload.files.first() else { return Err(ApiError::fault("A form without a file came through.")) };
        let request = entrepot_collect::SuggestRequest { path, profiles: &profiles, answers: &answers, name: &name, zone: &zone, now_us };
        Ok(entrepot_collect::suggest(&request)?)
    };
    Ok(crate::suggest_calls::suggestion(app.apart(work).await??))
}

/// Keeps a profile in the home.
pub(crate) async fn keep_profile(app: &App, name: &str, text: &str, replace: bool, actor: &str) -> Result<(), ApiError> {
    let Some(dir) = app.config().profiles_dir.clone() else { return Err(ApiError::fault("The server has no folder for profiles.")) };
    let (own, text) = (name.to_owned(), text.to_owned());
    app.apart(move || async move { entrepot_collect::save(&dir, &own, &text, replace) }).await??;
    app.note(actor, "profile.keep", name, serde_json::json!({ "replace": replace })).await;
    Ok(())
}

/// What taking an import back would do.
pub(crate) async fn undo_preview(app: &App, import_id: i64) -> Result<wire::UndoPreview, ApiError> {
    let home = app.home().clone();
    let told = app.apart(move || async move { entrepot_collect::undo_preview(&home, import_id).await }).await??;
    let refill = |r: entrepot_collect::Refill| wire::Refill {
        import_id: r.import_id,
        at: wire::instant(r.at_us),
        files: r.files,
        rows_at_most: r.rows_at_most,
    };
    Ok(wire::UndoPreview {
        import_id: told.import_id,
        lake_version: told.lake_version,
        rows_removed: told.rows_removed,
        rows_restored: told.rows_restored,
        rows_quarantined: told.rows_quarantined,
        refills: told.refills.into_iter().map(refill).collect(),
    })
}

/// Takes an import back.
pub(crate) async fn undo(app: &App, import_id: i64, actor: String) -> Result<wire::UndoReport, ApiError> {
    let (home, config, now_us) = (app.home().clone(), app.config().clone(), app.now_us());
    let work = move || async move {
        let progress = Progress::default();
        entrepot_collect::undo(&home, import_id, config.profiles_dir.as_deref(), &actor, now_us, config.patience, &progress).await
    };
    let done = app.apart(work).await??;
    Ok(wire::UndoReport {
        import_id: done.import_id,
        lake_version: done.lake_version,
        rows_removed: done.rows_removed,
        rows_restored: done.rows_restored,
        replayed: done.replayed,
    })
}

fn replay_request(app: &App, request: wire::ReplayRequest, actor: String) -> entrepot_collect::ReplayRequest {
    entrepot_collect::ReplayRequest {
        ids: request.ids,
        edits: request.edits.into_iter().map(|edit| (edit.id, edit.text)).collect(),
        replace: request.replace.map(|replace| entrepot_collect::Replace {
            column: replace.column.filter(|column| !column.is_empty()),
            find: replace.find,
            with: replace.with,
        }),
        set: Vec::new(),
        profiles_dir: app.config().profiles_dir.clone(),
        actor,
        now_us: app.now_us(),
        patience: app.config().patience,
    }
}

/// What a replay would do.
pub(crate) async fn replay_preview(app: &App, request: wire::ReplayRequest, actor: String) -> Result<wire::Preview, ApiError> {
    let (home, request) = (app.home().clone(), replay_request(app, request, actor));
    let rows = app.apart(move || async move { entrepot_collect::replay_preview(&home, &request).await }).await??;
    let preview = rows
        .into_iter()
        .map(|row| wire::ReplayPreview { id: row.id, before: row.before, after: row.after, ok: row.ok, code: row.code })
        .collect();
    Ok(wire::Preview { preview })
}

/// Fixes rows and imports them.
pub(crate) async fn replay(app: &App, request: wire::ReplayRequest, actor: String) -> Result<ImportReport, ApiError> {
    let (home, request) = (app.home().clone(), replay_request(app, request, actor));
    let work = move || async move { entrepot_collect::replay(&home, &request, &Progress::default()).await };
    Ok(report(app.apart(work).await??))
}

/// A source line, as it was written.
pub(crate) async fn source_row(app: &App, file_id: i64, row: i64) -> Result<wire::SourceLine, ApiError> {
    let home = app.home().clone();
    let found = app.apart(move || async move { entrepot_collect::source_row(&home, file_id, row).await }).await??;
    Ok(wire::SourceLine {
        file_id: found.file_id,
        file: found.file,
        row: found.row,
        import_id: found.import_id,
        header: found.header,
        values: found.values,
        text: found.text,
    })
}
