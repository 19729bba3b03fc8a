//! Kept originals: every imported file, content-addressed by SHA-256, so that a row can be read again as it was written.
//!
//! Text is kept as concatenated zstd frames; what is compressed already (gzip, zstd, xlsx) is kept byte by byte.

use crate::LakeError;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// The folder of kept originals.
#[derive(Clone, Debug)]
pub struct RawStore {
    dir: PathBuf,
}

impl RawStore {
    /// Uses `dir`, creating it when missing.
    ///
    /// # Errors
    /// `lake.io`, `lake.read_only`.
    pub fn open(dir: &Path) -> Result<Self, LakeError> {
        std::fs::create_dir_all(dir).map_err(LakeError::io(format!("cannot create {}", dir.display())))?;
        Ok(Self { dir: dir.to_owned() })
    }

    /// Starts keeping a file. `verbatim` for bytes that are compressed already; `tag` makes the temporary name unique.
    ///
    /// # Errors
    /// `lake.io`, `lake.disk_full`.
    pub fn create(&self, tag: &str, verbatim: bool) -> Result<RawWriter, LakeError> {
        let temp = self.dir.join(format!("incoming-{tag}.tmp"));
        let file = File::create(&temp).map_err(LakeError::io(format!("cannot create {}", temp.display())))?;
        Ok(RawWriter { dir: self.dir.clone(), temp, out: BufWriter::with_capacity(1 << 18, file), hash: Sha256::new(), bytes: 0, verbatim })
    }

    /// Opens a kept original and yields its original bytes.
    ///
    /// # Errors
    /// `lake.io` when it is not there.
    pub fn read(&self, stored: &str) -> Result<Box<dyn Read + Send>, LakeError> {
        let path = self.dir.join(stored);
        let what = || format!("cannot read the kept original {}", path.display());
        let file = BufReader::with_capacity(1 << 18, File::open(&path).map_err(LakeError::io(what()))?);
        if stored.ends_with(".zst") {
            Ok(Box::new(zstd::Decoder::with_buffer(file).map_err(LakeError::io(what()))?))
        } else {
            Ok(Box::new(file))
        }
    }

    /// Path of a kept original.
    #[must_use]
    pub fn path(&self, stored: &str) -> PathBuf {
        self.dir.join(stored)
    }

    /// Removes temporary files of imports that died.
    pub fn sweep(&self) {
        let Ok(entries) = std::fs::read_dir(&self.dir) else { return };
        for entry in entries.flatten() {
            if entry.file_name().to_string_lossy().starts_with("incoming-") {
                let _ = std::fs::remove_file(entry.path());
            }
        }
    }
}

/// Receives the bytes of one file in order.
#[derive(Debug)]
pub struct RawWriter {
    dir: PathBuf,
    temp: PathBuf,
    out: BufWriter<File>,
    hash: Sha256,
    bytes: u64,
    verbatim: bool,
}

impl RawWriter {
    /// Keeps one block. Each block of text becomes one zstd frame, so blocks of a megabyte or more compress well.
    ///
    /// # Errors
    /// `lake.io`, `lake.disk_full`.
    pub fn write(&mut self, block: &[u8]) -> Result<(), LakeError> {
        self.hash.update(block);
        self.bytes += block.len() as u64;
        let what = || format!("cannot write {}", self.temp.display());
        if self.verbatim {
            self.out.write_all(block).map_err(LakeError::io(what()))
        } else {
            let frame = zstd::bulk::compress(block, 1).map_err(LakeError::io(what()))?;
            self.out.write_all(&frame).map_err(LakeError::io(what()))
        }
    }

    /// Makes the original durable under its hash and returns `(sha256 hex, stored name, bytes)`.
    ///
    /// # Errors
    /// `lake.io`, `lake.disk_full`.
    pub fn finish(self) -> Result<(String, String, u64), LakeError> {
        let sha = hex::encode(self.hash.finalize());
        let stored = format!("{sha}.{}", if self.verbatim { "orig" } else { "zst" });
        let target = self.dir.join(&stored);
        let what = || format!("cannot keep the original as {}", target.display());
        let file = self.out.into_inner().map_err(|e| LakeError::io(what())(e.into_error()))?;
        if target.exists() {
            drop(file);
            std::fs::remove_file(&self.temp).map_err(LakeError::io(what()))?;
        } else {
            file.sync_all().map_err(LakeError::io(what()))?;
            std::fs::rename(&self.temp, &target).map_err(LakeError::io(what()))?;
            crate::commit::sync_dir(&self.dir)?;
        }
        Ok((sha, stored, self.bytes))
    }
}
