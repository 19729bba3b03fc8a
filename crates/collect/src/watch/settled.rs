//! What becomes of a watched file after its import: moved to `done` or `failed`, with a text that says why.

use super::{DONE, Dropped, FAILED};
use crate::{ImportError, ImportReport};
use entrepot_lake::LakeError;
use std::path::{Path, PathBuf};

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was imported and moved.
    Done,
    /// It cannot be imported, and was moved.
    Failed,
    /// It could be imported later, and stays.
    Later,
}

/// Moves files to where their import has led. What another process, a full disk or an end of the server held up stays for later.
///
/// # Errors
/// `watch.move` when a file cannot be moved; it must not be taken again then.
pub fn settle(dropped: &Dropped, result: &Result<ImportReport, ImportError>) -> Result<Outcome, ImportError> {
    let (folder, text, outcome) = match result {
        Err(ImportError::Lake(_) | ImportError::Ops(_) | ImportError::Cancelled) => return Ok(Outcome::Later),
        Ok(report) => (DONE, waiting_rows(report), Outcome::Done),
        Err(e) => (FAILED, Some(format!("{}\n{e}\nhint: {}\n", e.code(), e.hint())), Outcome::Failed),
    };
    for file in &dropped.files {
        aside(file, folder, text.as_deref()).map_err(|e| {
            ImportError::refused(
                "watch.move",
                format!("cannot move {} to {folder}: {e}", file.display()),
                "move it away by hand; it is not imported again before the watch is started anew",
            )
        })?;
    }
    Ok(outcome)
}

/// What is said beside a file some of whose rows wait.
fn waiting_rows(report: &ImportReport) -> Option<String> {
    let (id, n) = (report.import_id, report.rows_quarantined);
    (n > 0).then(|| {
        format!("import {id}: {n} of {} rows wait in quarantine\nhint: entrepot quarantine list --import {id}\n", report.rows_read)
    })
}

/// Moves a file into a folder beside it, under a name that is free there; the text goes first.
fn aside(file: &Path, folder: &str, text: Option<&str>) -> Result<(), LakeError> {
    let what = || format!("cannot move {}", file.display());
    let dir = file.parent().unwrap_or(Path::new(".")).join(folder);
    std::fs::create_dir_all(&dir).map_err(LakeError::io(what()))?;
    let to = free(&dir, file);
    if let Some(text) = text {
        let mut beside = to.clone().into_os_string();
        beside.push(".txt");
        std::fs::write(&beside, text).map_err(LakeError::io(what()))?;
    }
    std::fs::rename(file, &to).map_err(LakeError::io(what()))
}

/// A path that nothing has yet: a second file of one name gets a number.
fn free(dir: &Path, file: &Path) -> PathBuf {
    let name = file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let (stem, rest) = name.split_once('.').map_or((name.as_str(), String::new()), |(s, r)| (s, format!(".{r}")));
    let mut to = dir.join(&name);
    let mut number = 2;
    while to.exists() {
        to = dir.join(format!("{stem}-{number}{rest}"));
        number += 1;
    }
    to
}
