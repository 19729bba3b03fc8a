//! Is the home whole? Lake, operational store and kept originals are checked against each other; nothing is changed.
//!
//! The light examination looks at every log, name, size and footer; the deep one reads every byte.

mod lake;
mod ledger;
mod originals;
mod space;
mod store;

use crate::KeepError;
use crate::progress::Progress;
use entrepot_engine::Engine;
use entrepot_lake::{Home, WriteLock};
use serde::Serialize;
use std::sync::Arc;
use std::time::Duration;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Something is lost or wrong.
    Broken,
    /// Nothing is lost; somebody should look.
    Warning,
    /// Good to know.
    Note,
}

impl Severity {
    /// Stable name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Broken => "broken",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// One thing that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Stable code.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is so.
    pub cause: String,
    /// What to do.
    pub hint: &'static str,
}

/// What was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Looked {
    /// Schema of the operational store.
    pub ops_schema: i64,
    /// Lake versions.
    pub lake_versions: u64,
    /// Data files.
    pub data_files: u64,
    /// Their bytes.
    pub data_bytes: u64,
    /// Their rows.
    pub data_rows: u64,
    /// Kept originals.
    pub originals: u64,
    /// Entries of the history of imports.
    pub imports: u64,
}

/// The result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Examination {
    /// Nothing is broken.
    pub sound: bool,
    /// Every byte was read.
    pub deep: bool,
    /// Newest lake version.
    pub lake_version: i64,
    /// What was looked at.
    pub looked: Looked,
    /// What was found, the worst first.
    pub findings: Vec<Finding>,
}

/// Findings as they come up.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    pub findings: Vec<Finding>,
    pub looked: Looked,
    /// Somebody is writing: what is not published yet may lie about.
    pub busy: bool,
}

/// Findings of one code that are told one by one, at most.
const SAME_CODE_MAX: usize = 20;

impl Notes {
    pub fn add(&mut self, code: &'static str, severity: Severity, cause: impl Into<String>, hint: &'static str) {
        self.findings.push(Finding { code, severity, cause: cause.into(), hint });
    }

    pub fn broken(&mut self, code: &'static str, cause: impl Into<String>, hint: &'static str) {
        self.add(code, Severity::Broken, cause, hint);
    }
}

/// Advice where content is lost.
pub(crate) const RESTORE: &str = "restore a backup into a new home; the kept originals can be imported again as well";

/// Examines a home.
///
/// # Errors
/// `keep.stopped`, or when the operational store cannot be asked at all; what is wrong with the home is a finding.
pub async fn examine(home: &Home, engine: &Arc<Engine>, deep: bool, progress: &Progress) -> Result<Examination, KeepError> {
    let lock = home.dir.join("lock");
    let busy = lock.exists() && WriteLock::acquire(&lock, Duration::ZERO).is_err();
    let mut notes = Notes { busy, ..Notes::default() };
    store::look(home, deep, &mut notes).await?;
    let newest = lake::look(home, deep, progress, &mut notes).await?;
    originals::look(home, deep, progress, &mut notes).await?;
    // Figures are only worth checking over files that can be read.
    if let Some(snapshot) = newest.filter(|_| notes.findings.iter().all(|f| f.severity != Severity::Broken)) {
        ledger::look(home, engine, &Arc::new(snapshot), deep, &mut notes).await?;
    }
    space::look(home, &mut notes);
    let mut findings = shortened(notes.findings);
    findings.sort_by_key(|finding| finding.severity);
    Ok(Examination {
        sound: findings.iter().all(|f| f.severity != Severity::Broken),
        deep,
        lake_version: home.ops.lake_version(None).await?.map_or(0, |v| v.version),
        looked: notes.looked,
        findings,
    })
}

/// The first of each code; how many more there are is told in the last.
fn shortened(all: Vec<Finding>) -> Vec<Finding> {
    let mut kept: Vec<Finding> = Vec::new();
    let mut seen: std::collections::BTreeMap<&'static str, usize> = std::collections::BTreeMap::new();
    for finding in all {
        let n = seen.entry(finding.code).or_default();
        *n += 1;
        if *n <= SAME_CODE_MAX {
            kept.push(finding);
        }
    }
    for (code, n) in seen.into_iter().filter(|(_, n)| *n > SAME_CODE_MAX) {
        if let Some(last) = kept.iter_mut().rev().find(|f| f.code == code) {
            last.cause = format!("{} (and {} more)", last.cause, n - SAME_CODE_MAX);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_findings_of_one_code_are_counted() {
        let mut notes = Notes::default();
        for n in 0..50 {
            notes.broken("a.b", format!("{n}"), "");
        }
        notes.broken("c.d", "x", "");
        let kept = shortened(notes.findings);
        assert_eq!(kept.len(), SAME_CODE_MAX + 1);
        assert_eq!(kept[SAME_CODE_MAX - 1].cause, "19 (and 30 more)");
    }
}
