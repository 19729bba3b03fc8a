//! One writer at a time: an advisory lock on a file of the home that names its holder.

use crate::LakeError;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::{Duration, Instant};

/// Held while this process may write; released on drop, also when the process dies.
#[derive(Debug)]
pub struct WriteLock {
    file: File,
}

impl WriteLock {
    /// Takes the lock, waiting at most `patience`.
    ///
    /// # Errors
    /// `lake.locked` with the holder's pid, `lake.io`.
    pub fn acquire(path: &Path, patience: Duration) -> Result<Self, LakeError> {
        let what = || format!("cannot lock {}", path.display());
        let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path).map_err(LakeError::io(what()))?;
        let end = Instant::now() + patience;
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if Instant::now() < end => std::thread::sleep(Duration::from_millis(50)),
                Err(TryLockError::WouldBlock) => {
                    let mut pid = String::new();
                    let _ = file.seek(SeekFrom::Start(0));
                    let _ = file.read_to_string(&mut pid);
                    let pid = pid.trim().to_owned();
                    return Err(LakeError::Locked { pid: if pid.is_empty() { "unknown".to_owned() } else { pid } });
                }
                Err(TryLockError::Error(source)) => return Err(LakeError::Io { what: what(), source }),
            }
        }
        let mut write = || {
            file.set_len(0)?;
            file.seek(SeekFrom::Start(0))?;
            writeln!(file, "{}", std::process::id())?;
            file.flush()
        };
        write().map_err(LakeError::io(what()))?;
        Ok(Self { file })
    }
}

impl Drop for WriteLock {
    fn drop(&mut self) {
        let _ = self.file.set_len(0);
        let _ = self.file.unlock();
    }
}
