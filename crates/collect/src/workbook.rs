//! XLSX workbooks as CSV text: one line a row of the first sheet that has rows, dates as ISO 8601, ids as written.
//!
//! Formulas stand as the value that the spreadsheet kept of them; one without a value is marked, so that its row waits in
//! quarantine. Cells merged downwards have the value in each row, as people read them.
//!
//! One sheet is held in memory, so what the workbook says it unpacks to is bounded first.

use crate::ImportError;
use calamine::{Data, Dimensions, Range, Reader, Xlsx};
use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

/// Unpacked bytes that a workbook may declare.
const UNPACKED_MAX: u64 = 1 << 30;
/// Rows handed out at a time.
const ROWS_A_BLOCK: usize = 4096;
/// Stands before a formula that has no value: a code point that no text has.
pub const UNCALCULATED: &str = "\u{fdd0}";

/// The rows of a sheet as CSV text.
pub struct Rows {
    range: Range<Data>,
    /// Formulas whose cell has no value.
    formulas: HashMap<(u32, u32), String>,
    /// Cells merged downwards: the cell that holds their value.
    merged: HashMap<(u32, u32), (u32, u32)>,
    first: (u32, u32),
    last: (u32, u32),
    /// The next row.
    at: u32,
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
            let written = book.worksheet_formula(&sheet).map_err(|e| broken(&e))?;
            let merges = book.merge_cells_by_sheet_name(&sheet).map_err(|e| broken(&e))?;
            if let Some(rows) = Self::of(range, &written, &merges) {
                return Ok(rows);
            }
        }
        Err(ImportError::refused("file.empty", format!("{name} has no rows"), "check the export; nothing was imported"))
    }

    /// A sheet that has cells.
    fn of(range: Range<Data>, written: &Range<String>, merges: &[Dimensions]) -> Option<Self> {
        let ends = [range.start().zip(range.end()), written.start().zip(written.end())];
        let first = ends.iter().flatten().map(|(a, _)| *a).reduce(|a, b| (a.0.min(b.0), a.1.min(b.1)))?;
        let last = ends.iter().flatten().map(|(_, b)| *b).reduce(|a, b| (a.0.max(b.0), a.1.max(b.1)))?;
        let empty = |at| matches!(range.get_value(at), None | Some(Data::Empty));
        let mut formulas = HashMap::new();
        if let Some((row, column)) = written.start() {
            for (r, c, formula) in written.used_cells() {
                let at = (row + index(r), column + index(c));
                if !formula.is_empty() && empty(at) {
                    formulas.insert(at, formula.clone());
                }
            }
        }
        let mut merged = HashMap::new();
        for m in merges.iter().filter(|m| m.end.0 > m.start.0) {
            // What is merged across stays where it stands: it is a title, not a value of each column.
            for row in m.start.0 + 1..=m.end.0.min(last.0) {
                merged.insert((row, m.start.1), m.start);
            }
        }
        Some(Self { range, formulas, merged, first, last, at: first.0 })
    }

    /// Appends some rows as text; false when there are no more.
    ///
    /// # Errors
    /// None so far; the signature is that of every text source.
    pub fn next_block(&mut self, out: &mut Vec<u8>) -> Result<bool, ImportError> {
        if self.at == self.first.0 {
            // Lines are sheet rows: rows above the first used one are blank lines.
            out.extend(std::iter::repeat_n(b'\n', self.first.0 as usize));
        }
        for _ in 0..ROWS_A_BLOCK {
            if self.at > self.last.0 {
                break;
            }
            for column in self.first.1..=self.last.1 {
                if column > self.first.1 {
                    out.push(b',');
                }
                let at = (self.at, column);
                let from = self.merged.get(&at).copied().unwrap_or(at);
                match self.formulas.get(&from) {
                    Some(formula) => push_text(&format!("{UNCALCULATED}={formula}"), out),
                    None => push_cell(self.range.get_value(from).unwrap_or(&Data::Empty), out),
                }
            }
            out.push(b'\n');
            self.at += 1;
        }
        Ok(self.at <= self.last.0)
    }
}

fn index(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
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
    push_text(&text, out);
}

fn push_text(text: &str, out: &mut Vec<u8>) {
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
