//! One output file, plain or gzip, with a count of its rows.
//!
//! Gzip headers carry no name and no time, so that equal rows give equal bytes.

use crate::DemoError;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

enum Target {
    Plain(BufWriter<File>),
    Gzip(Box<GzEncoder<BufWriter<File>>>),
}

/// A file being written.
pub(crate) struct Sink {
    path: PathBuf,
    target: Target,
    rows: u64,
}

/// More expected rows than this and the file is compressed.
pub(crate) const GZIP_FROM_ROWS: u64 = 200_000;

impl Sink {
    /// Creates `name` (or `name.gz`, if many rows are expected) in a folder and writes the header.
    pub(crate) fn create(dir: &Path, name: &str, header: &str, expected_rows: u64) -> Result<Self, DemoError> {
        let gzip = expected_rows > GZIP_FROM_ROWS;
        let path = dir.join(if gzip { format!("{name}.gz") } else { name.to_owned() });
        let file = File::create(&path).map_err(|source| DemoError::Write { path: path.clone(), source })?;
        let file = BufWriter::with_capacity(1 << 18, file);
        let target = if gzip { Target::Gzip(Box::new(GzEncoder::new(file, Compression::fast()))) } else { Target::Plain(file) };
        let mut sink = Sink { path, target, rows: 0 };
        sink.put(header.as_bytes())?;
        Ok(sink)
    }

    /// Writes `rows` whole rows.
    pub(crate) fn write(&mut self, bytes: &[u8], rows: u64) -> Result<(), DemoError> {
        self.rows += rows;
        self.put(bytes)
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), DemoError> {
        let done = match &mut self.target {
            Target::Plain(file) => file.write_all(bytes),
            Target::Gzip(file) => file.write_all(bytes),
        };
        done.map_err(|source| DemoError::Write { path: self.path.clone(), source })
    }

    /// Flushes and closes; gives the path and the rows written (without header).
    pub(crate) fn close(self) -> Result<(PathBuf, u64), DemoError> {
        let done = match self.target {
            Target::Plain(mut file) => file.flush(),
            Target::Gzip(file) => file.finish().and_then(|mut file| file.flush()),
        };
        match done {
            Ok(()) => Ok((self.path, self.rows)),
            Err(source) => Err(DemoError::Write { path: self.path, source }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn many_rows_are_compressed_and_read_back_the_same() {
        let dir = tempfile::tempdir().unwrap();
        let write = |expected| {
            let mut sink = Sink::create(dir.path(), "rows.csv", "a,b\n", expected).unwrap();
            (0..1_000).for_each(|n| sink.write(format!("{n},x\n").as_bytes(), 1).unwrap());
            sink.close().unwrap()
        };
        let (plain, rows) = write(GZIP_FROM_ROWS);
        let (gzip, rows_gzip) = write(GZIP_FROM_ROWS + 1);
        assert_eq!((rows, rows_gzip), (1_000, 1_000));
        assert!(plain.ends_with("rows.csv") && gzip.ends_with("rows.csv.gz"));
        let mut text = String::new();
        flate2::read::GzDecoder::new(File::open(&gzip).unwrap()).read_to_string(&mut text).unwrap();
        assert_eq!(text, std::fs::read_to_string(&plain).unwrap());
        let once = std::fs::read(&gzip).unwrap();
        write(GZIP_FROM_ROWS + 1);
        assert_eq!(once, std::fs::read(&gzip).unwrap(), "the header carries something that changes");
    }
}
