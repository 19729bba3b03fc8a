//! Members in and out of one file: tar, compressed with zstd, sealed. Memory is bounded by a block, whatever their size.

use crate::KeepError;
use crate::manifest::{HEADER, Header, MANIFEST, Manifest, MemberSum};
use crate::members::{Member, Source};
use crate::progress::{Progress, Watched};
use crate::seal::Sealing;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Component, Path};

/// Data files and originals are compressed already: a higher level would only take time.
const LEVEL: i32 = 1;
/// Buffer of a file, in bytes.
const BLOCK: usize = 1 << 18;
/// Longest header or manifest, in bytes: a member takes about 200 of them.
const DOCUMENT_BYTES_MAX: u64 = 1 << 30;
/// Folders and files that a backup may have.
const KNOWN: [&str; 5] = ["ops.sqlite", "entrepot.toml", "lake", "raw", "presets"];

/// Writes header, members and manifest to `path`, durable; returns the length of the file and its seal's hash.
pub(crate) fn write(
    path: &Path, header: &Header, members: Vec<Member>, at_s: u64, progress: &Progress,
) -> Result<(u64, String), KeepError> {
    let full = KeepError::writing(path);
    let file = match File::create(path) {
        Ok(file) => file,
        Err(e) => return Err(full(e)),
    };
    match fill(file, header, members, at_s, progress) {
        Ok(done) => Ok(done),
        Err(Fault::Keep(e)) => Err(e),
        Err(Fault::Write(_)) if progress.stopped() => Err(crate::progress::stopped()),
        Err(Fault::Write(e)) => Err(full(e)),
    }
}

/// What stopped the writing: the target, or something that has its own words.
enum Fault {
    Write(io::Error),
    Keep(KeepError),
}

impl From<io::Error> for Fault {
    fn from(e: io::Error) -> Self {
        Self::Write(e)
    }
}

fn fill(file: File, header: &Header, members: Vec<Member>, at_s: u64, progress: &Progress) -> Result<(u64, String), Fault> {
    let mut encoder = zstd::Encoder::new(Sealing::new(BufWriter::with_capacity(BLOCK, file)), LEVEL)?;
    encoder.include_checksum(true)?;
    let mut tar = tar::Builder::new(encoder);
    document(&mut tar, HEADER, header, at_s)?;
    let mut sums = Vec::with_capacity(members.len());
    for member in members {
        let mut hash = Sha256::new();
        let mut head = tar_header(member.bytes, at_s);
        let read = match &member.source {
            Source::File(from) => {
                let file = File::open(from).map_err(|e| Fault::Keep(KeepError::reading(from)(e)))?;
                let watched = Watched { inner: BufReader::with_capacity(BLOCK, file).take(member.bytes), progress };
                let mut hashing = Hashing { inner: watched, hash: &mut hash, bytes: 0 };
                tar.append_data(&mut head, &member.name, &mut hashing)?;
                hashing.bytes
            }
            Source::Bytes(bytes) => {
                hash.update(bytes);
                tar.append_data(&mut head, &member.name, bytes.as_slice())?;
                progress.add(bytes.len() as u64);
                member.bytes
            }
        };
        if read != member.bytes {
            let cause = format!("{} became shorter while it was read", member.name);
            return Err(Fault::Keep(KeepError::refused("backup.incomplete", cause, "run `entrepot doctor`, then make the backup again")));
        }
        sums.push(MemberSum { name: member.name, bytes: member.bytes, sha256: hex::encode(hash.finalize()) });
    }
    document(&mut tar, MANIFEST, &Manifest { header: header.clone(), members: sums }, at_s)?;
    let (out, length, sha256) = tar.into_inner()?.finish()?.finish()?;
    out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
    Ok((length, sha256))
}

fn document<W: Write>(tar: &mut tar::Builder<W>, name: &str, value: &impl serde::Serialize, at_s: u64) -> Result<(), Fault> {
    let text = serde_json::to_vec_pretty(value).map_err(io::Error::from)?;
    tar.append_data(&mut tar_header(text.len() as u64, at_s), name, text.as_slice())?;
    Ok(())
}

fn tar_header(bytes: u64, at_s: u64) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.set_size(bytes);
    header.set_mode(0o600);
    header.set_mtime(at_s);
    header.set_entry_type(tar::EntryType::Regular);
    header
}

/// Hashes and counts what is read.
struct Hashing<'a, R> {
    inner: R,
    hash: &'a mut Sha256,
    bytes: u64,
}

impl<R: Read> Read for Hashing<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.hash.update(&buffer[..n]);
        self.bytes += n as u64;
        Ok(n)
    }
}

/// Unpacks the first `sealed` bytes of `path` into `into` (nowhere when absent) and checks every member against the manifest.
/// `accept` looks at the header before anything is written.
pub(crate) fn read(
    path: &Path, sealed: u64, into: Option<&Path>, accept: &dyn Fn(&Header) -> Result<(), KeepError>, progress: &Progress,
) -> Result<Manifest, KeepError> {
    let damaged = |e: io::Error| if progress.stopped() { crate::progress::stopped() } else { KeepError::damaged(path, e) };
    let file = File::open(path).map_err(KeepError::reading(path))?;
    progress.expect(sealed);
    let watched = Watched { inner: file.take(sealed), progress };
    let decoder = zstd::Decoder::new(watched).map_err(damaged)?;
    let mut tar = tar::Archive::new(decoder);
    let mut header: Option<Header> = None;
    let mut manifest: Option<Manifest> = None;
    let mut sums: Vec<MemberSum> = Vec::new();
    for entry in tar.entries().map_err(damaged)? {
        let mut entry = entry.map_err(damaged)?;
        let name =
            String::from_utf8(entry.path_bytes().into_owned()).map_err(|_| KeepError::damaged(path, "a member has no readable name"))?;
        if manifest.is_some() || entry.header().entry_type() != tar::EntryType::Regular {
            return Err(KeepError::damaged(path, format!("{name} does not belong there")));
        }
        match (&header, name.as_str()) {
            (None, HEADER) => {
                let read: Header = parsed(path, &mut entry)?;
                accept(&read)?;
                header = Some(read);
            }
            (None, _) => return Err(KeepError::damaged(path, "it does not begin with its header")),
            (Some(_), MANIFEST) => manifest = Some(parsed(path, &mut entry)?),
            (Some(_), _) => {
                if !is_safe(&name) {
                    return Err(KeepError::damaged(path, format!("{name} would not stay in the home")));
                }
                sums.push(unpack(path, &mut entry, name, into, &damaged)?);
            }
        }
    }
    let manifest = manifest.ok_or_else(|| KeepError::damaged(path, "its manifest is missing"))?;
    if Some(&manifest.header) != header.as_ref() || manifest.members != sums {
        return Err(KeepError::damaged(path, "its members are not those of its manifest"));
    }
    Ok(manifest)
}

fn parsed<T: serde::de::DeserializeOwned>(path: &Path, entry: &mut impl Read) -> Result<T, KeepError> {
    serde_json::from_reader(BufReader::new(entry.take(DOCUMENT_BYTES_MAX))).map_err(|e| KeepError::damaged(path, e))
}

fn unpack(
    path: &Path, entry: &mut impl Read, name: String, into: Option<&Path>, damaged: &dyn Fn(io::Error) -> KeepError,
) -> Result<MemberSum, KeepError> {
    let mut hash = Sha256::new();
    let mut bytes = 0;
    let mut out = match into {
        None => None,
        Some(dir) => {
            let target = dir.join(&name);
            let folder = crate::scratch::parent(&target);
            std::fs::create_dir_all(&folder).map_err(KeepError::writing(&folder))?;
            let made = File::options().write(true).create_new(true).open(&target);
            let made = made.map_err(|e| match e.kind() {
                io::ErrorKind::AlreadyExists => KeepError::damaged(path, format!("{name} is in it twice")),
                _ => KeepError::writing(&target)(e),
            })?;
            Some((made, target))
        }
    };
    let mut block = vec![0_u8; BLOCK];
    loop {
        let n = entry.read(&mut block).map_err(damaged)?;
        if n == 0 {
            break;
        }
        hash.update(&block[..n]);
        bytes += n as u64;
        if let Some((file, target)) = &mut out {
            file.write_all(&block[..n]).map_err(KeepError::writing(target))?;
        }
    }
    if let Some((file, target)) = &out {
        file.sync_all().map_err(KeepError::writing(target))?;
    }
    Ok(MemberSum { name, bytes, sha256: hex::encode(hash.finalize()) })
}

/// A path that stays below the home and belongs there.
fn is_safe(name: &str) -> bool {
    let parts: Vec<Component<'_>> = Path::new(name).components().collect();
    let plain = parts.iter().all(|c| matches!(c, Component::Normal(_)));
    plain && !name.contains('\\') && parts.first().is_some_and(|c| KNOWN.iter().any(|k| c.as_os_str() == *k))
}

#[cfg(test)]
mod tests {
    use super::is_safe;

    #[test]
    fn only_what_belongs_into_a_home_is_unpacked() {
        for good in
            ["ops.sqlite", "lake/lines/a.parquet", "lake/lines/_delta_log/0.json", "raw/x.zst", "presets/metrics/x.toml", "entrepot.toml"]
        {
            assert!(is_safe(good), "{good}");
        }
        for bad in ["/etc/passwd", "../x", "lake/../../x", "raw/..", "lock", "staging/x", "", "lake\\..\\x"] {
            assert!(!is_safe(bad), "{bad}");
        }
    }
}
