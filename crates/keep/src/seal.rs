//! The seal of a backup: the hash of everything before it, as a zstd frame that other programs skip.
//!
//! Hashes inside a compressed file leave bits that no decoder looks at. The seal covers every byte of the file, so a backup
//! in which any byte differs, or which ends early, is found out before anything is unpacked.

use crate::KeepError;
use crate::progress::{Progress, Watched};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// A zstd skippable frame (RFC 8878, 3.1.2), little-endian.
const MAGIC: [u8; 4] = 0x184D_2A5E_u32.to_le_bytes();
/// Who seals, and the form of the seal.
const MARK: &[u8; 16] = b"entrepot-seal-1\n";
const HASH_BYTES: usize = 32;
const PAYLOAD_BYTES: u32 = (MARK.len() + HASH_BYTES) as u32;
/// Length of a seal.
pub(crate) const SEAL_BYTES: usize = MAGIC.len() + 4 + PAYLOAD_BYTES as usize;

/// Hashes what passes through, and seals it at the end.
pub(crate) struct Sealing<W: Write> {
    out: W,
    hash: Sha256,
    bytes: u64,
}

impl<W: Write> Sealing<W> {
    pub fn new(out: W) -> Self {
        Self { out, hash: Sha256::new(), bytes: 0 }
    }

    /// Writes the seal; returns the writer, the whole length and the hash of what was sealed.
    pub fn finish(mut self) -> io::Result<(W, u64, String)> {
        let hash = self.hash.finalize();
        self.out.write_all(&MAGIC)?;
        self.out.write_all(&PAYLOAD_BYTES.to_le_bytes())?;
        self.out.write_all(MARK)?;
        self.out.write_all(&hash)?;
        self.out.flush()?;
        Ok((self.out, self.bytes + SEAL_BYTES as u64, hex::encode(hash)))
    }
}

impl<W: Write> Write for Sealing<W> {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        let n = self.out.write(data)?;
        self.hash.update(&data[..n]);
        self.bytes += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Reads the whole file and checks its seal; returns the length of what is sealed.
pub(crate) fn verify(path: &Path, progress: &Progress) -> Result<u64, KeepError> {
    let mut file = File::open(path).map_err(|e| {
        if e.kind() == io::ErrorKind::NotFound {
            KeepError::refused("backup.missing", format!("there is no file {}", path.display()), "check the path")
        } else {
            KeepError::reading(path)(e)
        }
    })?;
    let whole = file.metadata().map_err(KeepError::reading(path))?.len();
    let unsealed = || {
        KeepError::refused(
            "backup.unsealed",
            format!("{} does not end like a backup: it was cut off, or is something else", path.display()),
            "copy it again from where it is kept, whole; a backup of this program ends with its own hash",
        )
    };
    let sealed = whole.checked_sub(SEAL_BYTES as u64).ok_or_else(unsealed)?;
    let mut seal = [0_u8; SEAL_BYTES];
    file.seek(SeekFrom::Start(sealed)).and_then(|_| file.read_exact(&mut seal)).map_err(KeepError::reading(path))?;
    let want = seal.strip_prefix(&MAGIC).and_then(|s| s.strip_prefix(&PAYLOAD_BYTES.to_le_bytes())).and_then(|s| s.strip_prefix(MARK));
    let want = want.ok_or_else(unsealed)?;
    progress.expect(whole);
    file.rewind().map_err(KeepError::reading(path))?;
    let mut hash = Sha256::new();
    let mut reader = Watched { inner: file.take(sealed), progress };
    let mut block = vec![0_u8; 1 << 20];
    loop {
        progress.go_on()?;
        match reader.read(&mut block).map_err(KeepError::reading(path))? {
            0 => break,
            n => hash.update(&block[..n]),
        }
    }
    if hash.finalize().as_slice() != want {
        return Err(KeepError::damaged(path, "its bytes are not those that were sealed"));
    }
    Ok(sealed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sealed_is_verified_and_every_other_byte_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x");
        let mut sealing = Sealing::new(Vec::new());
        sealing.write_all(b"some bytes").unwrap();
        let (bytes, length, _) = sealing.finish().unwrap();
        assert_eq!(bytes.len() as u64, length);
        std::fs::write(&path, &bytes).unwrap();
        assert_eq!(verify(&path, &Progress::default()).unwrap(), 10);
        for at in 0..bytes.len() {
            let mut bad = bytes.clone();
            bad[at] ^= 1;
            std::fs::write(&path, &bad).unwrap();
            let code = verify(&path, &Progress::default()).unwrap_err().code();
            assert!(["backup.damaged", "backup.unsealed"].contains(&code), "{at}: {code}");
        }
        for length in 0..bytes.len() {
            std::fs::write(&path, &bytes[..length]).unwrap();
            assert!(verify(&path, &Progress::default()).is_err(), "{length}");
        }
    }
}
