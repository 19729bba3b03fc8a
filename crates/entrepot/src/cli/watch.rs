//! `entrepot import --watch`: what is dropped into a folder is imported, in the foreground, until it is stopped.

use super::{Context, DONE};
use crate::failure::Failure;
use crate::wiring::{self, PATIENCE};
use crate::{output, progress};
use entrepot_collect::presets::profiles;
use entrepot_collect::watch::{Dropped, Outcome, Watch, settle};
use entrepot_collect::{ImportError, ImportReport, ImportRequest, Progress, import};
use entrepot_lake::Home;
use std::path::Path;
use std::time::Duration;

/// Who imports what a folder receives.
pub const ACTOR: &str = "watch";
/// Looks after which `--once` has seen what is there: an empty file needs the most.
const ONCE_LOOKS: u32 = 5;

/// Runs it until Ctrl-C, or with `once` until everything that is there was taken.
pub async fn run(c: &Context, dir: &Path, every: Duration, once: bool) -> Result<u8, Failure> {
    let home = wiring::home(&c.dir, &c.config).await?;
    let mut watch = Watch::open(dir)?;
    eprintln!("watching {}; what is imported goes to done/, what cannot be to failed/", dir.display());
    let mut looks = 0;
    loop {
        let known = profiles(Some(&wiring::profiles_dir(&c.dir)))?;
        let ready = watch.look(&known)?;
        looks += 1;
        for dropped in ready {
            take(c, &home, &mut watch, &dropped).await?;
        }
        if once && looks >= ONCE_LOOKS {
            return Ok(DONE);
        }
        tokio::select! {
            () = tokio::time::sleep(every) => {}
            _ = tokio::signal::ctrl_c() => return Ok(DONE),
        }
    }
}

/// Imports one drop, moves it and says what became of it.
async fn take(c: &Context, home: &Home, watch: &mut Watch, dropped: &Dropped) -> Result<(), Failure> {
    let result = one(c, home, dropped).await;
    let outcome = settle(dropped, &result).inspect_err(|_| watch.leave(dropped));
    let name = dropped.name();
    if c.json {
        let error = |e: &ImportError| serde_json::json!({ "code": e.code(), "cause": e.to_string(), "hint": e.hint() });
        let outcome = match &outcome {
            Ok(Outcome::Done) => "done",
            Ok(Outcome::Failed) => "failed",
            Ok(Outcome::Later) => "later",
            Err(_) => "stuck",
        };
        let doc = serde_json::json!({ "file": name, "outcome": outcome, "report": result.as_ref().ok(), "error": result.as_ref().err().map(error) });
        output::line(&doc.to_string());
    } else {
        match &result {
            Ok(r) => output::line(&format!(
                "{name}: import {} by profile {}: {} read = {} accepted + {} updated + {} quarantined + {} duplicate",
                r.import_id, r.profile, r.rows_read, r.rows_accepted, r.rows_updated, r.rows_quarantined, r.rows_duplicate
            )),
            Err(e) => output::line(&format!("{name}: {}: {e}", e.code())),
        }
    }
    if let Err(e) = &outcome {
        eprintln!("warning[{}]: {e}\nhint: {}", e.code(), e.hint());
    }
    Ok(())
}

async fn one(c: &Context, home: &Home, dropped: &Dropped) -> Result<ImportReport, ImportError> {
    let known = profiles(Some(&wiring::profiles_dir(&c.dir)))?;
    let request = ImportRequest {
        profile: dropped.choose(&known)?.clone(),
        files: dropped.files.clone(),
        source: None,
        actor: ACTOR.to_owned(),
        now_us: wiring::now_us(),
        patience: PATIENCE,
    };
    let progress = Progress::default();
    let guard = progress::show(&progress, c.json);
    let report = import(home, &request, &progress).await;
    drop(guard);
    report
}
