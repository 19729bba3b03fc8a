//! A backup into an empty home, or in the place of one that is moved aside.
//!
//! Everything is unpacked beside the home and checked there: the seal over every byte, every member against the manifest, and
//! the lake by opening it. Only then does it get the home's name.

use crate::archive;
use crate::backup::apart;
use crate::manifest::{FORMAT, Header, Manifest};
use crate::progress::Progress;
use crate::scratch::{Scratch, parent, sync_dir};
use crate::{KeepError, seal};
use entrepot_lake::{Home, HomeOptions, WriteLock};
use entrepot_ops::{AuditEntry, SCHEMA_VERSION};
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct RestoreRequest {
    /// The backup.
    pub file: PathBuf,
    /// The home to be.
    pub home: PathBuf,
    /// Move a home that is there aside.
    pub replace: bool,
    /// Who asks.
    pub actor: String,
    /// The present, microseconds since the epoch.
    pub now_us: i64,
}

/// What was restored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RestoreReport {
    /// The home.
    pub home: String,
    /// Its lake version.
    pub lake_version: i64,
    /// When the backup was made.
    pub made_at: String,
    /// The program that made it.
    pub made_with: String,
    /// Number of members.
    pub members: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Where the home that was there is now.
    pub moved_aside: Option<String>,
    /// Keys of `entrepot.toml` that were not in the backup and must be set again.
    pub set_again: Vec<String>,
}

/// Checks a backup without unpacking it anywhere; says what is in it.
///
/// # Errors
/// `backup.missing`, `backup.unsealed`, `backup.damaged`, `backup.newer`.
pub async fn check(file: &Path, progress: &Progress) -> Result<Header, KeepError> {
    let (file, progress) = (file.to_owned(), progress.clone());
    apart(move || {
        let sealed = seal::verify(&file, &progress)?;
        Ok(archive::read(&file, sealed, None, &|h| known(&file, h), &progress)?.header)
    })
    .await
}

/// Restores a backup.
///
/// # Errors
/// `restore.not_empty` when there is a home and `replace` is not asked for, `backup.missing`, `backup.unsealed`,
/// `backup.damaged`, `backup.newer`, `keep.disk_full`, `lake.locked`. Nothing is changed then.
pub async fn restore(request: &RestoreRequest, progress: &Progress) -> Result<RestoreReport, KeepError> {
    let home = &request.home;
    let occupied = is_occupied(home)?;
    if occupied && !request.replace {
        return Err(KeepError::refused(
            "restore.not_empty",
            format!("{} is not empty", home.display()),
            "restore into a new folder with --home, or move this one aside with --replace",
        ));
    }
    let above = parent(home);
    std::fs::create_dir_all(&above).map_err(KeepError::writing(&above))?;
    let scratch = Scratch::beside(home, "restoring")?;
    let unpacked = scratch.dir.join("home");
    let manifest = unpack(&request.file, &unpacked, progress).await?;
    confirm(&request.file, &unpacked, &manifest, request).await?;
    let moved_aside = publish(home, &unpacked, occupied, request.now_us)?;
    let header = manifest.header;
    Ok(RestoreReport {
        home: home.display().to_string(),
        lake_version: header.lake_version,
        made_at: header.made_at,
        made_with: header.entrepot,
        members: header.members,
        bytes: header.bytes,
        moved_aside: moved_aside.map(|path| path.display().to_string()),
        set_again: header.left_out,
    })
}

async fn unpack(file: &Path, into: &Path, progress: &Progress) -> Result<Manifest, KeepError> {
    let (file, into, progress) = (file.to_owned(), into.to_owned(), progress.clone());
    apart(move || {
        let sealed = seal::verify(&file, &progress)?;
        std::fs::create_dir_all(&into).map_err(KeepError::writing(&into))?;
        archive::read(&file, sealed, Some(&into), &|h| known(&file, h), &progress)
    })
    .await
}

/// May this build read it?
fn known(file: &Path, header: &Header) -> Result<(), KeepError> {
    if header.format <= FORMAT && header.ops_schema <= SCHEMA_VERSION {
        return Ok(());
    }
    Err(KeepError::refused(
        "backup.newer",
        format!(
            "{} was made by entrepot {} (form {}, schema {}; this build knows {FORMAT} and {SCHEMA_VERSION})",
            file.display(),
            header.entrepot,
            header.format,
            header.ops_schema
        ),
        "restore it with that version or a later one; nothing was changed",
    ))
}

/// Opens what was unpacked, brings it up to date, looks whether the lake is whole, and writes down that it was restored.
async fn confirm(file: &Path, unpacked: &Path, manifest: &Manifest, request: &RestoreRequest) -> Result<(), KeepError> {
    let home = Home::open(unpacked, &HomeOptions::default()).await?;
    let snapshot = home.snapshot(None).await?;
    if snapshot.version != manifest.header.lake_version {
        return Err(KeepError::damaged(file, format!("lake version {} is in it", snapshot.version)));
    }
    for table in snapshot.tables.values() {
        for data in &table.files {
            let path = unpacked.join("lake").join(&table.name).join(&data.path);
            let bytes = std::fs::metadata(&path).map_err(|e| KeepError::damaged(file, format!("{}: {e}", data.path)))?.len();
            if bytes != data.size {
                return Err(KeepError::damaged(file, format!("{} has {bytes} bytes instead of {}", data.path, data.size)));
            }
        }
    }
    let detail =
        serde_json::json!({ "file": file.display().to_string(), "made_at": manifest.header.made_at, "lake_version": snapshot.version });
    let entry = AuditEntry {
        at_us: request.now_us,
        actor: request.actor.clone(),
        action: "backup.restore".to_owned(),
        subject: request.home.display().to_string(),
        detail: detail.to_string(),
    };
    home.ops.audit(&entry).await?;
    home.ops.close().await;
    sync_dir(unpacked)
}

/// Gives what was unpacked the home's name; returns where the old home went.
pub(crate) fn publish(home: &Path, unpacked: &Path, occupied: bool, now_us: i64) -> Result<Option<PathBuf>, KeepError> {
    let above = parent(home);
    let mut aside = None;
    if occupied {
        // Nobody may be writing while the folder goes.
        let _lock = WriteLock::acquire(&home.join("lock"), Duration::ZERO)?;
        let at = jiff::Timestamp::from_microsecond(now_us).map(|t| t.strftime("%Y%m%dT%H%M%SZ").to_string()).unwrap_or_default();
        let name = home.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let free = (0..).map(|n| if n == 0 { String::new() } else { format!("-{n}") });
        let target = free.map(|n| home.with_file_name(format!("{name}.before-{at}{n}"))).find(|path| !path.exists());
        let target = target.unwrap_or_else(|| home.with_file_name(format!("{name}.before")));
        std::fs::rename(home, &target).map_err(KeepError::writing(home))?;
        aside = Some(target);
    } else if home.exists() {
        std::fs::remove_dir(home).map_err(KeepError::writing(home))?;
    }
    if let Err(error) = std::fs::rename(unpacked, home) {
        if let Some(old) = &aside {
            std::fs::rename(old, home).map_err(KeepError::writing(home))?;
        }
        return Err(KeepError::writing(home)(error));
    }
    sync_dir(&above)?;
    Ok(aside)
}

/// Is there something in the folder?
pub(crate) fn is_occupied(home: &Path) -> Result<bool, KeepError> {
    match std::fs::read_dir(home) {
        Ok(mut entries) => Ok(entries.next().is_some()),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(e) => Err(KeepError::reading(home)(e)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::members::{Member, Source};

    fn header() -> Header {
        Header {
            format: FORMAT,
            entrepot: "9.9.9".into(),
            ops_schema: SCHEMA_VERSION,
            lake_version: 0,
            made_at: String::new(),
            made_by: String::new(),
            secrets: false,
            left_out: Vec::new(),
            members: 1,
            bytes: 1,
        }
    }

    async fn restored(header: &Header, names: &[&str]) -> (Result<RestoreReport, KeepError>, bool) {
        let dir = tempfile::tempdir().unwrap();
        let (file, home) = (dir.path().join("b"), dir.path().join("home"));
        let members = names.iter().map(|name| Member { name: (*name).to_owned(), bytes: 1, source: Source::Bytes(vec![1]) }).collect();
        archive::write(&file, header, members, 0, &Progress::default()).unwrap();
        let request = RestoreRequest { file, home: home.clone(), replace: false, actor: "t".into(), now_us: 0 };
        let done = restore(&request, &Progress::default()).await;
        (done, home.exists() || dir.path().join("escaped").exists())
    }

    #[tokio::test]
    async fn a_backup_of_a_later_build_is_refused_with_what_to_do() {
        for header in [Header { format: FORMAT + 1, ..header() }, Header { ops_schema: SCHEMA_VERSION + 1, ..header() }] {
            let (done, made) = restored(&header, &["raw/x"]).await;
            let error = done.unwrap_err();
            assert_eq!(error.code(), "backup.newer");
            assert!(error.to_string().contains("9.9.9") && error.hint().contains("that version") && !made);
        }
    }

    #[tokio::test]
    async fn a_sealed_file_with_strange_members_is_refused() {
        for names in [&["staging/x"][..], &["lock"], &["raw/x", "raw/x"]] {
            let (done, made) = restored(&header(), names).await;
            assert_eq!(done.unwrap_err().code(), "backup.damaged", "{names:?}");
            assert!(!made);
        }
        let (done, made) = restored(&Header { lake_version: 7, ..header() }, &["raw/x"]).await;
        assert_eq!(done.unwrap_err().code(), "backup.damaged", "a lake version that is not in it");
        assert!(!made);
    }

    #[tokio::test]
    async fn a_stop_is_a_stop() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("b");
        let progress = Progress::default();
        let member = Member { name: "raw/x".into(), bytes: 1, source: Source::Bytes(vec![1]) };
        archive::write(&file, &header(), vec![member], 0, &progress).unwrap();
        progress.stop();
        assert_eq!(check(&file, &progress).await.unwrap_err().code(), "keep.stopped");
    }
}
