//! A home into one file, while others read and write.
//!
//! The operational store is copied first, in one consistent step; the copy says which lake version there is and what that
//! consists of. The file grows under another name and appears whole or not at all.

use crate::manifest::{FORMAT, Header};
use crate::progress::Progress;
use crate::scratch::{Scratch, parent, sync_dir};
use crate::{KeepError, archive, members};
use entrepot_lake::Home;
use entrepot_ops::{AuditEntry, KEPT_FROM, Ops, SCHEMA_VERSION};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// What is asked for.
#[derive(Clone, Debug)]
pub struct BackupRequest {
    /// The file to write.
    pub target: PathBuf,
    /// Replace a file that is there.
    pub force: bool,
    /// Carry the secrets of `entrepot.toml` too.
    pub with_secrets: bool,
    /// Who asks.
    pub actor: String,
    /// Version of the program.
    pub program: String,
    /// The present, microseconds since the epoch.
    pub now_us: i64,
}

/// What was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BackupReport {
    /// The file.
    pub file: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// The hash that seals it, SHA-256, hex.
    pub sha256: String,
    /// Number of members.
    pub members: u64,
    /// Their bytes before compression.
    pub content_bytes: u64,
    /// The lake version in it.
    pub lake_version: i64,
    /// Keys of `entrepot.toml` that are not in it.
    pub left_out: Vec<String>,
}

/// Makes a backup.
///
/// # Errors
/// `backup.exists`, `backup.elsewhere` when the tables are in an object store, `backup.incomplete` when the home lacks a file,
/// `keep.disk_full`, `keep.stopped`, `lake.locked` when a backup to the same file runs, or any of the lake.
pub async fn backup(home: &Home, request: &BackupRequest, progress: &Progress) -> Result<BackupReport, KeepError> {
    if home.tables.local.is_none() {
        return Err(KeepError::refused(
            "backup.elsewhere",
            format!("the tables of this home are in {}", home.tables.url),
            "keep them with the versions of that store; `entrepot export --all FOLDER` writes everything as plain files",
        ));
    }
    let target = &request.target;
    if target.exists() && !request.force {
        return Err(KeepError::refused(
            "backup.exists",
            format!("{} is there already", target.display()),
            "name another file, or replace it with --force",
        ));
    }
    let scratch = Scratch::beside(target, "partial")?;
    let copied = scratch.dir.join("ops.sqlite");
    let (copy, version) = copy_of(home, &copied).await?;
    let snapshot = home.snapshot((version > 0).then_some(version)).await?;
    let originals = copy.kept_originals().await?;
    // Closing folds the write-ahead log into the copy: from here on its size is what it is.
    copy.close().await;
    let (members, left_out) = members::of(home, originals, &copied, &snapshot, request.with_secrets)?;
    let bytes = members.iter().map(|m| m.bytes).sum();
    let header = Header {
        format: FORMAT,
        entrepot: request.program.clone(),
        ops_schema: SCHEMA_VERSION,
        lake_version: version,
        made_at: jiff::Timestamp::from_microsecond(request.now_us).map(|t| t.to_string()).unwrap_or_default(),
        made_by: request.actor.clone(),
        secrets: request.with_secrets,
        left_out: left_out.clone(),
        members: members.len() as u64,
        bytes,
    };
    progress.expect(bytes);
    let partial = scratch.dir.join("backup");
    let report = {
        let (partial, progress, target, header) = (partial.clone(), progress.clone(), target.clone(), header.clone());
        let at_s = u64::try_from(request.now_us / 1_000_000).unwrap_or(0);
        apart(move || {
            let (bytes, sha256) = archive::write(&partial, &header, members, at_s, &progress)?;
            std::fs::rename(&partial, &target).map_err(KeepError::writing(&target))?;
            sync_dir(&parent(&target))?;
            Ok(BackupReport {
                file: target.display().to_string(),
                bytes,
                sha256,
                members: header.members,
                content_bytes: header.bytes,
                lake_version: header.lake_version,
                left_out: header.left_out,
            })
        })
        .await?
    };
    let detail =
        serde_json::json!({ "bytes": report.bytes, "sha256": report.sha256, "lake_version": version, "secrets": request.with_secrets });
    let entry = AuditEntry {
        at_us: request.now_us,
        actor: request.actor.clone(),
        action: "backup.make".to_owned(),
        subject: report.file.clone(),
        detail: detail.to_string(),
    };
    home.ops.audit(&entry).await?;
    Ok(report)
}

/// A copy of the operational store that stands on its own, and the newest lake version in it.
pub(crate) async fn copy_of(home: &Home, copied: &Path) -> Result<(Ops, i64), KeepError> {
    home.ops.copy_to(copied).await.map_err(|e| full(e.into(), copied))?;
    let copy = Ops::open(copied, false).await?;
    let version = settle(&copy).await?;
    Ok((copy, version))
}

/// Makes the copy one that stands on its own: what was under way is told as such, and older lake versions, whose files do
/// not come along, cannot be asked for. Returns the newest lake version.
async fn settle(copy: &Ops) -> Result<i64, KeepError> {
    for (id, _, _) in copy.open_imports().await? {
        copy.fail_import(id, "was under way when the backup was made").await?;
    }
    let version = copy.lake_version(None).await?.map_or(0, |v| v.version);
    copy.set_meta(KEPT_FROM, &version.to_string()).await?;
    Ok(version)
}

/// A store that cannot be copied because the disk is full says so.
fn full(error: KeepError, path: &Path) -> KeepError {
    if error.to_string().contains("full") {
        return KeepError::writing(path)(std::io::Error::new(std::io::ErrorKind::StorageFull, error.to_string()));
    }
    error
}

/// Runs what blocks its thread away from the others.
pub(crate) async fn apart<T: Send + 'static>(work: impl FnOnce() -> Result<T, KeepError> + Send + 'static) -> Result<T, KeepError> {
    tokio::task::spawn_blocking(work).await.map_err(|e| {
        KeepError::refused("keep.fault", format!("the work ended early: {e}"), "run it again; if it stays, please report it")
    })?
}
