//! A folder for what is not finished: beside its goal, locked while it is used, gone afterwards.

use crate::KeepError;
use entrepot_lake::WriteLock;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The folder; removed on drop, also after a failure. What a killed process left is removed by the next one.
#[derive(Debug)]
pub(crate) struct Scratch {
    pub dir: PathBuf,
    _lock: WriteLock,
}

impl Scratch {
    /// Takes the folder `.NAME.WORD` beside `goal`.
    pub fn beside(goal: &Path, word: &str) -> Result<Self, KeepError> {
        let name = goal.file_name().unwrap_or_default().to_string_lossy();
        let dir = parent(goal).join(format!(".{name}.{word}"));
        match std::fs::create_dir(&dir) {
            Err(e) if e.kind() != std::io::ErrorKind::AlreadyExists => return Err(KeepError::writing(&dir)(e)),
            _ => {}
        }
        let lock = WriteLock::acquire(&dir.join("lock"), Duration::ZERO)?;
        let entries = std::fs::read_dir(&dir).map_err(KeepError::reading(&dir))?;
        for path in entries.flatten().map(|e| e.path()).filter(|p| p.file_name().is_some_and(|n| n != "lock")) {
            let gone = if path.is_dir() { std::fs::remove_dir_all(&path) } else { std::fs::remove_file(&path) };
            gone.map_err(KeepError::writing(&path))?;
        }
        Ok(Self { dir, _lock: lock })
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

/// The folder that holds a path.
pub(crate) fn parent(path: &Path) -> PathBuf {
    path.parent().filter(|p| !p.as_os_str().is_empty()).map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// Makes renames and creations in a folder durable.
pub(crate) fn sync_dir(dir: &Path) -> Result<(), KeepError> {
    std::fs::File::open(dir).and_then(|d| d.sync_all()).map_err(KeepError::writing(dir))
}
