//! A file a year, begun when its first row is written.

use crate::DemoError;
use crate::sink::Sink;
use crate::summary::DemoFile;
use std::path::{Path, PathBuf};

/// The files of one report.
pub(super) struct Yearly {
    dir: PathBuf,
    stem: &'static str,
    profile: &'static str,
    header: &'static str,
    open: Option<(i16, Sink)>,
    files: Vec<DemoFile>,
}

impl Yearly {
    pub(super) fn new(dir: &Path, stem: &'static str, profile: &'static str, header: &'static str) -> Self {
        Yearly { dir: dir.to_owned(), stem, profile, header, open: None, files: Vec::new() }
    }

    /// Writes rows of a year; years come in order.
    pub(super) fn write(&mut self, year: i16, bytes: &[u8], rows: u64) -> Result<(), DemoError> {
        let mut sink = match self.open.take() {
            Some((of, sink)) if of == year => sink,
            before => {
                self.finish(before)?;
                Sink::create(&self.dir, &format!("{}_{year}.csv", self.stem), self.header, 0)?
            }
        };
        sink.write(bytes, rows)?;
        self.open = Some((year, sink));
        Ok(())
    }

    fn finish(&mut self, open: Option<(i16, Sink)>) -> Result<(), DemoError> {
        if let Some((_, sink)) = open {
            let (path, rows) = sink.close()?;
            self.files.push(DemoFile::clean(path, self.profile, rows));
        }
        Ok(())
    }

    pub(super) fn close(mut self) -> Result<Vec<DemoFile>, DemoError> {
        let open = self.open.take();
        self.finish(open)?;
        Ok(self.files)
    }
}
