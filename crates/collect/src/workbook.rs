//! XLSX workbooks as CSV text: one line a row of the first sheet that has rows, dates as ISO 8601, ids as written.
//!
//! One sheet is held in memory, so what the workbook says it unpacks to is bounded first.

use crate::ImportError;
use calamine::{Data, Reader, Xlsx};
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

/// Unpacked bytes that a workbook may declare.
const UNPACKED_MAX: u64 = 1 << 30;
/// Rows handed out at a time.
const ROWS_A_BLOCK: usize = 4096;

/// The rows of a sheet as CSV text.
pub struct Rows {
    range: calamine::Range<Data>,
    at: usize,
}

impl Rows {
    /// Opens the first sheet that has rows.
    ///
    /// # Errors
    /// `file.workbook` for a damaged one, `file.bomb` for one that unpacks to more than a gigabyte.
    pub fn open(path: &Path, name: &str) -> Result<Self, ImportError> {
        let broken = |e: &dyn std::fmt::Display| {
            ImportError::refused(
                "file.workbook",
                format!("{name} is no readable workbook: {e}"),
                "open and save it again as .xlsx, or export CSV",
            )
        };
        let mut file = File::open(path).map_err(ImportError::reading(name))?;
        let unpacked = declared_size(&mut file).map_err(|e| broken(&e))?;
        if unpacked > UNPACKED_MAX {
            return Err(ImportError::refused(
                "file.bomb",
                format!("{name} unpacks to {} MB", unpacked >> 20),
                "export it as CSV: spreadsheets of that size cannot be read safely",
            ));
        }
        file.seek(SeekFrom::Start(0)).map_err(ImportError::reading(name))?;
        let mut book: Xlsx<_> = Xlsx::new(BufReader::new(file)).map_err(|e| broken(&e))?;
        for sheet in book.sheet_names() {
            let range = book.worksheet_range(&sheet).map_err(|e| broken(&e))?;
            if range.height() > 0 {
                return Ok(Self { range, at: 0 });
            }
        }
        Err(ImportError::refused("file.empty", format!("{name} has no rows"), "check the export; nothing was imported"))
    }

    /// Appends some rows as text; false when there are no more.
    ///
    /// # Errors
    /// None so far; the signature is that of every text source.
    pub fn next_block(&mut self, out: &mut Vec<u8>) -> Result<bool, ImportError> {
        if self.at == 0 {
            // Lines are sheet rows: rows above the first used one are blank lines.
            let skipped = self.range.start().map_or(0, |s| s.0);
            out.extend(std::iter::repeat_n(b'\n', skipped as usize));
        }
        for row in self.range.rows().skip(self.at).take(ROWS_A_BLOCK) {
            for (i, cell) in row.iter().enumerate() {
                if i > 0 {
                    out.push(b',');
                }
                push_cell(cell, out);
            }
            out.push(b'\n');
            self.at += 1;
        }
        Ok(self.at < self.range.height())
    }
}

fn push_cell(cell: &Data, out: &mut Vec<u8>) {
    let text = match cell {
        Data::Empty => return,
        Data::String(s) => s.replace(['\r', '\n'], " "),
        Data::DateTime(t) => {
            let (year, month, day, hour, minute, second, _) = t.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
        }
        Data::Float(f) if f.fract() == 0.0 && f.abs() < 1e15 => format!("{f:.0}"),
        other => other.to_string(),
    };
    if text.contains(['"', ',']) {
        out.push(b'"');
        out.extend_from_slice(text.replace('"', "\"\"").as_bytes());
        out.push(b'"');
    } else {
        out.extend_from_slice(text.as_bytes());
    }
}

/// Sum of the unpacked sizes in a zip file's central directory (APPNOTE 4.3.12).
fn declared_size(file: &mut File) -> std::io::Result<u64> {
    let invalid = |text: &str| std::io::Error::new(std::io::ErrorKind::InvalidData, text.to_owned());
    let len = file.metadata()?.len();
    let tail = len.min(66_000);
    file.seek(SeekFrom::Start(len - tail))?;
    let mut end = Vec::new();
    file.read_to_end(&mut end)?;
    let at = (0..end.len().saturating_sub(21))
        .rev()
        .find(|i| end[*i..].starts_with(b"PK\x05\x06"))
        .ok_or_else(|| invalid("it has no directory"))?;
    let word = |b: &[u8], i: usize| b.get(i..i + 4).and_then(|w| w.try_into().ok()).map(u32::from_le_bytes);
    let half = |b: &[u8], i: usize| b.get(i..i + 2).and_then(|w| w.try_into().ok()).map(u16::from_le_bytes);
    let size = word(&end, at + 12).ok_or_else(|| invalid("its directory is cut off"))?;
    let start = word(&end, at + 16).ok_or_else(|| invalid("its directory is cut off"))?;
    file.seek(SeekFrom::Start(u64::from(start)))?;
    let mut directory = vec![0; size as usize];
    file.read_exact(&mut directory)?;
    let (mut i, mut total) = (0, 0_u64);
    while directory.get(i..i + 4) == Some(b"PK\x01\x02") {
        total += u64::from(word(&directory, i + 24).unwrap_or(0));
        let extra: usize = [28, 30, 32].iter().map(|o| usize::from(half(&directory, i + o).unwrap_or(0))).sum();
        i += 46 + extra;
    }
    Ok(total)
}
