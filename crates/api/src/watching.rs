//! The folder that the server watches: what is dropped in is imported like an upload, as a job, and moved aside.

use crate::app::App;
use crate::collect_calls;
use crate::error::ApiError;
use crate::jobs::Jobs;
use crate::wire::{self, JobState, Watched, WatchedFile};
use entrepot_collect::watch::{Dropped, Outcome, Watch, settle};
use entrepot_collect::{ImportError, ImportRequest};
use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Who imports what the folder receives.
const ACTOR: &str = "watch";
/// Files that are still told about.
const KEPT: usize = 50;
/// How long to wait before a folder that another process watches is tried again.
const AGAIN: Duration = Duration::from_secs(30);

/// What the watch has done so far.
#[derive(Debug, Default)]
pub(crate) struct Watching(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    problem: Option<wire::Problem>,
    waiting: Vec<String>,
    recent: VecDeque<WatchedFile>,
}

impl Watching {
    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// What it is doing, for people.
    pub fn told(&self, folder: Option<&PathBuf>) -> Watched {
        let state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Watched {
            folder: folder.map(|f| f.display().to_string()),
            problem: state.problem.clone(),
            waiting: state.waiting.clone(),
            recent: state.recent.iter().cloned().collect(),
        }
    }
}

/// Begins to watch the folder of the settings, if there is one.
pub(crate) fn begin(app: &App) {
    let Some(dir) = app.config().watch.clone() else { return };
    let app = app.clone();
    tokio::spawn(async move {
        loop {
            let problem = match Watch::open(&dir) {
                Ok(watch) => follow(&app, watch).await,
                Err(error) => ApiError::from(error).problem,
            };
            tracing::warn!(code = problem.code, cause = problem.cause, "the folder is not watched");
            app.watching().change(|state| state.problem = Some(problem));
            tokio::time::sleep(AGAIN).await;
        }
    });
}

/// Looks again and again; ends with what went wrong.
async fn follow(app: &App, mut watch: Watch) -> wire::Problem {
    app.watching().change(|state| state.problem = None);
    loop {
        let found = collect_calls::profiles(app).and_then(|known| Ok(watch.look(&known)?));
        let ready = match found {
            Ok(ready) => ready,
            Err(error) => return error.problem,
        };
        app.watching().change(|state| state.waiting = watch.waiting());
        for dropped in ready {
            take(app, &mut watch, dropped).await;
        }
        app.watching().change(|state| state.waiting = watch.waiting());
        tokio::time::sleep(app.config().watch_every).await;
    }
}

/// Imports one drop as a job, and moves it.
async fn take(app: &App, watch: &mut Watch, dropped: Dropped) {
    let Ok(id) = Jobs::new_id() else { return };
    let (tell, told) = tokio::sync::oneshot::channel();
    let (worker, files) = (app.clone(), dropped.clone());
    app.jobs().start(&id, dropped.bytes(), move |progress| async move {
        let result = import(&worker, &files, progress).await;
        let settled = settle(&files, &result);
        let _ = tell.send(settled.map_err(ApiError::from));
        Ok(collect_calls::report(result?))
    });
    // A job that was stopped before its turn tells nothing; its file is taken again at a later look.
    let (outcome, stuck) = match told.await {
        Ok(Ok(Outcome::Done)) => ("done", None),
        Ok(Ok(Outcome::Failed)) => ("failed", None),
        Ok(Ok(Outcome::Later)) | Err(_) => ("later", None),
        Ok(Err(error)) => ("stuck", Some(error.problem)),
    };
    if stuck.is_some() {
        watch.leave(&dropped);
    }
    let mut job = app.jobs().find(&id);
    while job.as_ref().is_some_and(|job| matches!(job.state, JobState::Queued | JobState::Running)) {
        tokio::time::sleep(Duration::from_millis(20)).await;
        job = app.jobs().find(&id);
    }
    let (result, error) = job.map_or((None, None), |job| (job.result, job.error));
    let entry = WatchedFile { file: dropped.name(), at: wire::instant(app.now_us()), outcome, result, error: stuck.or(error) };
    app.watching().change(|state| {
        // What waits is told once, however often it is tried.
        state.recent.retain(|other| other.outcome != "later" || other.file != entry.file);
        state.recent.push_front(entry);
        state.recent.truncate(KEPT);
    });
}

async fn import(app: &App, dropped: &Dropped, progress: entrepot_collect::Progress) -> Result<entrepot_collect::ImportReport, ImportError> {
    let known = entrepot_collect::presets::profiles(app.config().profiles_dir.as_deref())?;
    let request = ImportRequest {
        profile: dropped.choose(&known)?.clone(),
        files: dropped.files.clone(),
        source: None,
        actor: ACTOR.to_owned(),
        now_us: app.now_us(),
        patience: app.config().patience,
    };
    let home = app.home().clone();
    let done = app.apart(move || async move { entrepot_collect::import(&home, &request, &progress).await }).await;
    done.unwrap_or_else(|error| Err(ImportError::refused("import.fault", error.problem.cause, "please report it with the file")))
}
