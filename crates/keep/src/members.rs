//! What a home consists of, as a list of members with their sizes.
//!
//! The lake is listed as of the lake version that the copy of the operational store knows: its live files, and the tables'
//! logs up to their version in it. Whatever an import adds meanwhile is not in the list.

use crate::{KeepError, secrets};
use entrepot_lake::{Home, LakeSnapshot};
use entrepot_ops::{ImportState, KeptOriginal};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Where a member's bytes are.
#[derive(Debug)]
pub(crate) enum Source {
    /// In a file that does not change any more.
    File(PathBuf),
    /// Here.
    Bytes(Vec<u8>),
}

/// One member.
#[derive(Debug)]
pub(crate) struct Member {
    /// Path in the home, with `/`.
    pub name: String,
    /// Size in bytes.
    pub bytes: u64,
    pub source: Source,
}

impl Member {
    fn file(name: String, path: PathBuf, lost: &'static str) -> Result<Self, KeepError> {
        match std::fs::metadata(&path) {
            Ok(at) => Ok(Self { name, bytes: at.len(), source: Source::File(path) }),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Err(KeepError::refused(
                "backup.incomplete",
                format!("{lost} {} is not there", path.display()),
                "`entrepot doctor` lists what is missing; a backup of a damaged home would only look like one",
            )),
            Err(e) => Err(KeepError::reading(&path)(e)),
        }
    }

    fn bytes(name: String, bytes: Vec<u8>) -> Self {
        Self { name, bytes: bytes.len() as u64, source: Source::Bytes(bytes) }
    }
}

/// All members, and the keys of `entrepot.toml` that were left out.
pub(crate) fn of(
    home: &Home, originals: Vec<KeptOriginal>, copied: &Path, snapshot: &LakeSnapshot, with_secrets: bool,
) -> Result<(Vec<Member>, Vec<String>), KeepError> {
    let mut members = vec![Member::file("ops.sqlite".to_owned(), copied.to_owned(), "the copy of the operational store")?];
    lake(home, snapshot, &mut members)?;
    raw(home, originals, &mut members)?;
    presets(&home.dir, &mut members)?;
    let mut left_out = Vec::new();
    if let Some((text, without)) = secrets::carried(&home.dir.join("entrepot.toml"), with_secrets)? {
        members.push(Member::bytes("entrepot.toml".to_owned(), text));
        left_out = without;
    }
    Ok((members, left_out))
}

fn lake(home: &Home, snapshot: &LakeSnapshot, members: &mut Vec<Member>) -> Result<(), KeepError> {
    let Some(root) = &home.tables.local else { return Ok(()) };
    for table in snapshot.tables.values().filter(|t| t.delta_version >= 0) {
        let folder = root.join(&table.name);
        for name in home.log_files(table)? {
            members.push(Member::file(format!("lake/{}/_delta_log/{name}", table.name), folder.join("_delta_log").join(&name), "the log")?);
        }
        for file in &table.files {
            members.push(Member::file(format!("lake/{}/{}", table.name, file.path), folder.join(&file.path), "the data file")?);
        }
    }
    Ok(())
}

fn raw(home: &Home, originals: Vec<KeptOriginal>, members: &mut Vec<Member>) -> Result<(), KeepError> {
    let mut seen = BTreeSet::new();
    for kept in originals {
        let path = home.raw.path(&kept.stored);
        // An import that failed promised nothing.
        if (kept.state == ImportState::Failed && !path.exists()) || !seen.insert(kept.stored.clone()) {
            continue;
        }
        members.push(Member::file(format!("raw/{}", kept.stored), path, "the kept original")?);
    }
    Ok(())
}

/// The home's own presets. They are small and may be edited at any time: their bytes are taken now.
fn presets(home: &Path, members: &mut Vec<Member>) -> Result<(), KeepError> {
    for path in files_below(&home.join("presets"))? {
        let name = relative(home, &path);
        let bytes = std::fs::read(&path).map_err(KeepError::reading(&path))?;
        members.push(Member::bytes(name, bytes));
    }
    Ok(())
}

/// Every file below a folder, sorted; none when there is no folder.
pub(crate) fn files_below(folder: &Path) -> Result<Vec<PathBuf>, KeepError> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(dir) = open.pop() {
        if !dir.is_dir() {
            continue;
        }
        for entry in std::fs::read_dir(&dir).map_err(KeepError::reading(&dir))? {
            let path = entry.map_err(KeepError::reading(&dir))?.path();
            if path.is_dir() { open.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    Ok(found)
}

/// A path below `base`, with `/`.
pub(crate) fn relative(base: &Path, path: &Path) -> String {
    let below = path.strip_prefix(base).unwrap_or(path);
    below.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}
