//! A folder of backups: how they are named, which there are, and which are too many.

use crate::KeepError;
use std::path::{Path, PathBuf};

/// How the names of backups in the folder begin and end; other files are left alone.
const HEAD: &str = "entrepot-";
const TAIL: &str = ".tar.zst";

/// A backup in the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shelved {
    /// File name.
    pub name: String,
    /// Size in bytes.
    pub bytes: u64,
    /// When it was written, microseconds since the epoch.
    pub at_us: i64,
}

/// The name of the next backup: the time in it makes the order of names that of time.
#[must_use]
pub fn next(folder: &Path, now_us: i64) -> PathBuf {
    let at = jiff::Timestamp::from_microsecond(now_us).map(|t| t.strftime("%Y%m%dT%H%M%SZ").to_string()).unwrap_or_default();
    folder.join(format!("{HEAD}{at}{TAIL}"))
}

/// Backups in the folder, newest first; none when there is no folder.
///
/// # Errors
/// `lake.io`.
pub fn list(folder: &Path) -> Result<Vec<Shelved>, KeepError> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(KeepError::reading(folder)(e)),
    };
    let mut all = Vec::new();
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(time) = name.strip_prefix(HEAD).and_then(|n| n.strip_suffix(TAIL)) else { continue };
        let Ok(at) = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%SZ", time).and_then(|t| t.to_zoned(jiff::tz::TimeZone::UTC)) else {
            continue;
        };
        let bytes = entry.metadata().map_err(KeepError::reading(&entry.path()))?.len();
        all.push(Shelved { name, bytes, at_us: at.timestamp().as_microsecond() });
    }
    all.sort_by(|a, b| b.name.cmp(&a.name));
    Ok(all)
}

/// Removes backups beyond the newest `keep`, at least one of which stays; returns their names.
///
/// # Errors
/// `lake.io`.
pub fn thin(folder: &Path, keep: usize) -> Result<Vec<String>, KeepError> {
    let mut gone = Vec::new();
    for old in list(folder)?.into_iter().skip(keep.max(1)) {
        let path = folder.join(&old.name);
        std::fs::remove_file(&path).map_err(KeepError::writing(&path))?;
        gone.push(old.name);
    }
    Ok(gone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_newest_stay_and_nothing_else_is_touched() {
        let dir = tempfile::tempdir().unwrap();
        for day in 1..=5 {
            std::fs::write(next(dir.path(), day * 86_400_000_000), "x").unwrap();
        }
        for other in ["entrepot-notes.tar.zst", "mine.tar.zst", "entrepot-19700102T000000Z.tar.zst.part"] {
            std::fs::write(dir.path().join(other), "x").unwrap();
        }
        assert_eq!(list(dir.path()).unwrap().len(), 5);
        assert_eq!(thin(dir.path(), 2).unwrap().len(), 3);
        let left: Vec<String> = list(dir.path()).unwrap().into_iter().map(|f| f.name).collect();
        assert_eq!(left, ["entrepot-19700106T000000Z.tar.zst", "entrepot-19700105T000000Z.tar.zst"]);
        assert_eq!(thin(dir.path(), 0).unwrap().len(), 1, "the newest always stays");
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 4);
        assert!(list(&dir.path().join("none")).unwrap().is_empty());
    }
}
