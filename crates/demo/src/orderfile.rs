//! One file of orders: made when its first order is written, closed as its format closes.

use crate::DemoError;
use crate::formats::Format;
use crate::sink::Sink;
use crate::summary::DemoFile;
use std::path::{Path, PathBuf};

/// A file of orders, and what its rows become when it is imported.
pub(crate) struct OrderFile {
    dir: PathBuf,
    name: String,
    pub format: Format,
    expected_rows: u64,
    sink: Option<Sink>,
    records: u64,
    pub quarantined: u64,
    pub duplicate: u64,
    pub updated: u64,
}

impl OrderFile {
    /// A file that is not there yet.
    pub(crate) fn new(dir: &Path, name: String, format: Format, expected_rows: u64) -> Self {
        OrderFile { dir: dir.to_owned(), name, format, expected_rows, sink: None, records: 0, quarantined: 0, duplicate: 0, updated: 0 }
    }

    /// Writes an order (or a line of one): so many records of the file, so many rows for whoever counts order lines.
    pub(crate) fn write(&mut self, bytes: &[u8], records: u64, rows: u64) -> Result<(), DemoError> {
        let mut sink = match self.sink.take() {
            Some(mut sink) => {
                sink.write(self.format.between(), 0)?;
                sink
            }
            None => Sink::create(&self.dir, &self.name, self.format.opening(), self.expected_rows)?,
        };
        self.records += records;
        sink.write(bytes, rows)?;
        self.sink = Some(sink);
        Ok(())
    }

    /// Closes it; nothing if it was never begun. `later` marks an export that repeats others.
    pub(crate) fn close(self, later: bool) -> Result<Option<DemoFile>, DemoError> {
        let Some(mut sink) = self.sink else { return Ok(None) };
        sink.write(self.format.closing(self.records).as_bytes(), 0)?;
        let (path, rows) = sink.close()?;
        Ok(Some(DemoFile {
            path,
            profile: self.format.profile(),
            later,
            rows,
            expect_quarantined: self.quarantined,
            expect_duplicate: self.duplicate,
            expect_updated: self.updated,
        }))
    }
}
