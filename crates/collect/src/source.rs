//! One source file as a stream of UTF-8 text blocks, its original bytes teed to the raw store on the way.

use crate::ImportError;
use crate::text::{BombGuard, Packing, SAMPLE, TextDecoder, bare_cr, encoding_of};
use crate::workbook;
use encoding_rs::{Encoding, UTF_8};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::SyncSender;

/// Size of a block of original bytes; one zstd frame of the kept original.
const BLOCK: usize = 1 << 20;

/// What a file turned out to be, from its first bytes.
#[derive(Clone, Debug)]
pub struct Probe {
    /// The file.
    pub path: PathBuf,
    /// Its name without folders.
    pub name: String,
    /// Size on disk.
    pub bytes: u64,
    /// How it is packed.
    pub packing: Packing,
    /// How its text is encoded.
    pub encoding: &'static Encoding,
    /// Do lines end in CR alone?
    pub bare_cr: bool,
    /// The first text.
    pub sample: Vec<u8>,
    /// Is the sample the whole file?
    pub whole: bool,
}

impl Probe {
    /// Looks at a file.
    ///
    /// # Errors
    /// `file.missing`, `file.read`, `file.truncated`, `file.empty`, `file.bomb`, `file.workbook`.
    pub fn open(path: &Path, encoding: Option<&'static Encoding>) -> Result<Self, ImportError> {
        let name = path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned());
        let fail = ImportError::reading(&name);
        let meta = std::fs::metadata(path).map_err(&fail)?;
        if meta.is_dir() {
            return Err(ImportError::refused(
                "file.folder",
                format!("{name} is a folder"),
                "name the files in it, for example folder/*.csv",
            ));
        }
        let mut head = [0; 8];
        let mut file = File::open(path).map_err(&fail)?;
        let n = read_up_to(&mut file, &mut head).map_err(&fail)?;
        let packing = Packing::of(&head[..n]);
        let mut probe = Self {
            path: path.to_owned(),
            name: name.clone(),
            bytes: meta.len(),
            packing,
            encoding: UTF_8,
            bare_cr: false,
            sample: Vec::new(),
            whole: false,
        };
        if packing == Packing::Workbook {
            let mut rows = workbook::Rows::open(path, &probe.name)?;
            while probe.sample.len() < SAMPLE {
                if !rows.next_block(&mut probe.sample)? {
                    probe.whole = true;
                    break;
                }
            }
        } else {
            let inner = Box::new(BufReader::new(File::open(path).map_err(&fail)?));
            let mut stream = packing.unpack(inner).map_err(&fail)?;
            let mut raw = vec![0; SAMPLE];
            let n = read_up_to(&mut stream, &mut raw).map_err(&fail)?;
            raw.truncate(n);
            probe.whole = n < SAMPLE;
            probe.encoding = encoding.unwrap_or_else(|| encoding_of(&raw, probe.whole));
            TextDecoder::new(probe.encoding, false).push(&raw, probe.whole, &mut probe.sample);
            probe.bare_cr = bare_cr(&probe.sample);
            if probe.bare_cr {
                probe.sample.iter_mut().filter(|b| **b == b'\r').for_each(|b| *b = b'\n');
            }
        }
        if probe.sample.trim_ascii().is_empty() {
            return Err(ImportError::refused(
                "file.empty",
                format!("{} has no rows", probe.name),
                "check the export; nothing was imported",
            ));
        }
        Ok(probe)
    }

    /// Opens the file for reading from its start. Original bytes go to `tee`, read bytes are counted in `done`.
    ///
    /// # Errors
    /// `file.read`, `file.workbook`.
    pub fn stream(&self, tee: Option<SyncSender<Vec<u8>>>, done: Arc<AtomicU64>) -> Result<TextStream, ImportError> {
        let fail = ImportError::reading(&self.name);
        let file = File::open(&self.path).map_err(&fail)?;
        let packed = Arc::new(AtomicU64::new(0));
        let tee = Tee { inner: file, tx: tee, block: Vec::with_capacity(BLOCK), done, packed: packed.clone() };
        let kind = if self.packing == Packing::Workbook {
            Kind::Workbook(Box::new(workbook::Rows::open(&self.path, &self.name)?), Some(tee))
        } else {
            Kind::Text(self.packing.unpack(Box::new(tee)).map_err(&fail)?, TextDecoder::new(self.encoding, self.bare_cr))
        };
        Ok(TextStream { name: self.name.clone(), kind, raw: vec![0; BLOCK], guard: BombGuard::default(), packed, ended: false })
    }
}

/// UTF-8 text, block by block.
pub struct TextStream {
    name: String,
    kind: Kind,
    raw: Vec<u8>,
    guard: BombGuard,
    packed: Arc<AtomicU64>,
    ended: bool,
}

enum Kind {
    Text(Box<dyn Read + Send>, TextDecoder),
    Workbook(Box<workbook::Rows>, Option<Tee>),
}

impl TextStream {
    /// Appends the next block to `out`; false at the end of the file.
    ///
    /// # Errors
    /// `file.read`, `file.truncated`, `file.bomb`, `file.workbook`.
    pub fn next_block(&mut self, out: &mut Vec<u8>) -> Result<bool, ImportError> {
        if self.ended {
            return Ok(false);
        }
        let fail = ImportError::reading(&self.name);
        match &mut self.kind {
            Kind::Text(stream, decoder) => {
                let n = read_up_to(stream, &mut self.raw).map_err(fail)?;
                self.guard.unpacked += n as u64;
                self.guard.packed = self.packed.load(Ordering::Relaxed);
                self.guard.check(&self.name)?;
                self.ended = n < self.raw.len();
                decoder.push(&self.raw[..n], self.ended, out);
                Ok(true)
            }
            Kind::Workbook(rows, tee) => {
                if let Some(mut tee) = tee.take() {
                    let mut block = vec![0; BLOCK];
                    while tee.read(&mut block).map_err(&fail)? > 0 {}
                }
                self.ended = !rows.next_block(out)?;
                Ok(true)
            }
        }
    }
}

/// Passes bytes on and hands a copy to the raw store in blocks.
struct Tee {
    inner: File,
    tx: Option<SyncSender<Vec<u8>>>,
    block: Vec<u8>,
    done: Arc<AtomicU64>,
    packed: Arc<AtomicU64>,
}

impl Read for Tee {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.done.fetch_add(n as u64, Ordering::Relaxed);
        self.packed.fetch_add(n as u64, Ordering::Relaxed);
        if self.tx.is_some() {
            self.block.extend_from_slice(&buf[..n]);
            if self.block.len() >= BLOCK || n == 0 {
                self.flush_block()?;
            }
        }
        Ok(n)
    }
}

impl Tee {
    fn flush_block(&mut self) -> std::io::Result<()> {
        if self.block.is_empty() {
            return Ok(());
        }
        let block = std::mem::replace(&mut self.block, Vec::with_capacity(BLOCK));
        match &self.tx {
            Some(tx) => tx.send(block).map_err(|_| std::io::Error::other("the original could not be kept")),
            None => Ok(()),
        }
    }
}

impl Drop for Tee {
    /// An unpacker may stop before the last bytes: the original is kept whole all the same.
    fn drop(&mut self) {
        if self.tx.is_some() {
            let mut rest = vec![0; 1 << 16];
            while let Ok(n) = self.read(&mut rest) {
                if n == 0 {
                    break;
                }
            }
        }
    }
}

fn read_up_to(stream: &mut dyn Read, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut n = 0;
    while n < buffer.len() {
        match stream.read(&mut buffer[n..]) {
            Ok(0) => break,
            Ok(k) => n += k,
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(n)
}
