//! Records of a chunk: delimited, whitespace-separated or JSON lines, as slices of text.
//!
//! A record that cannot be read is returned as such, with its verbatim bytes, and reading goes on with the next line.

use crate::reasons::{ROW_COLUMNS, ROW_JSON, ROW_LONG, ROW_QUOTE, Reason, TEXT_ENCODING, TEXT_NUL};
use crate::split::MAX_RECORD;
use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use memchr::{memchr, memchr_iter};
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// How a file's records are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordFormat {
    /// One record a line, fields separated by this byte, quotes as in RFC 4180.
    Delimited(u8),
    /// Fields separated by blanks.
    Whitespace,
    /// One JSON object a line.
    JsonLines,
    /// JSON objects wherever they are; only importers read them.
    Documents,
}

/// One record.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    /// Bytes that the spans point into.
    pub text: &'a [u8],
    /// Start and end of each field.
    pub spans: &'a [(u32, u32)],
    /// The record as it stands in the file, without its line end.
    pub raw: &'a [u8],
    /// Line of its first byte, from 1.
    pub line: u64,
}

impl<'a> Record<'a> {
    /// Field `i`, trimmed of blanks; empty when there is none.
    #[must_use]
    pub fn field(&self, i: usize) -> &'a [u8] {
        match self.spans.get(i) {
            Some((a, b)) => self.text[*a as usize..*b as usize].trim_ascii(),
            None => b"",
        }
    }
}

/// Buffers that are used again for every record.
#[derive(Debug)]
pub struct RecordReader {
    format: RecordFormat,
    columns: Vec<String>,
    spans: Vec<(u32, u32)>,
    scratch: Vec<u8>,
    ends: Vec<usize>,
    csv: Option<Reader>,
    lenient: bool,
}

/// What to do with the next record.
pub type Outcome<'a> = Result<Record<'a>, (&'static Reason, &'a [u8], u64)>;

impl RecordReader {
    /// A reader for records with these columns (for JSON lines, the keys to pick, `a.b` for nested ones).
    #[must_use]
    pub fn new(format: RecordFormat, columns: Vec<String>) -> Self {
        let csv = match format {
            RecordFormat::Delimited(d) => Some(ReaderBuilder::new().delimiter(d).build()),
            _ => None,
        };
        Self { format, columns, spans: Vec::new(), scratch: vec![0; 4096], ends: vec![0; 64], csv, lenient: false }
    }

    /// Takes rows with any number of fields: importers know what their source cuts short.
    #[must_use]
    pub fn lenient(mut self) -> Self {
        self.lenient = true;
        self
    }

    /// Calls `each` for every record of a chunk that starts on `line`. Blank lines are no records.
    ///
    /// # Errors
    /// Whatever `each` returns.
    pub fn read<E>(&mut self, chunk: &[u8], line: u64, mut each: impl FnMut(Outcome<'_>) -> Result<(), E>) -> Result<(), E> {
        let clean = std::str::from_utf8(chunk).is_ok() && memchr(0, chunk).is_none();
        let lossy = clean && memchr::memmem::find(chunk, "\u{fffd}".as_bytes()).is_some();
        let mut at = 0;
        let mut line = line;
        while at < chunk.len() {
            let stop = memchr(b'\n', &chunk[at..]).map_or(chunk.len(), |p| at + p);
            let raw = strip_cr(&chunk[at..stop]);
            if raw.trim_ascii().is_empty() {
                at = stop + 1;
                line += 1;
                continue;
            }
            let (end, result) = self.one(chunk, at, stop);
            let raw = strip_cr(&chunk[at..end.min(chunk.len())]);
            let outcome = match result {
                Ok(()) if !clean && std::str::from_utf8(raw).is_err() => Err((&TEXT_ENCODING, raw, line)),
                Ok(()) if !clean && memchr(0, raw).is_some() => Err((&TEXT_NUL, raw, line)),
                Ok(()) if lossy && memchr::memmem::find(raw, "\u{fffd}".as_bytes()).is_some() => Err((&TEXT_ENCODING, raw, line)),
                Ok(()) => {
                    let text = match self.format {
                        RecordFormat::Delimited(_) if self.ends[0] == usize::MAX => raw,
                        RecordFormat::Whitespace => raw,
                        _ => self.scratch.as_slice(),
                    };
                    Ok(Record { text, spans: &self.spans, raw, line })
                }
                Err(reason) => Err((reason, raw, line)),
            };
            each(outcome)?;
            line += 1 + memchr_iter(b'\n', &chunk[at..end.min(chunk.len())]).count() as u64;
            at = end + 1;
        }
        Ok(())
    }

    /// Reads the record at `at` whose first line ends at `stop`; returns where it really ends.
    fn one(&mut self, chunk: &[u8], at: usize, stop: usize) -> (usize, Result<(), &'static Reason>) {
        self.spans.clear();
        if stop - at > MAX_RECORD {
            return (stop, Err(&ROW_LONG));
        }
        let raw = strip_cr(&chunk[at..stop]);
        match self.format {
            RecordFormat::Whitespace => {
                for word in raw.split(u8::is_ascii_whitespace).filter(|w| !w.is_empty()) {
                    let start = word.as_ptr() as usize - raw.as_ptr() as usize;
                    self.spans.push(span(start, start + word.len()));
                }
                (stop, self.counted())
            }
            RecordFormat::JsonLines | RecordFormat::Documents => (stop, self.json(raw)),
            RecordFormat::Delimited(separator) => {
                if memchr(b'"', raw).is_some() {
                    return self.quoted(chunk, at, stop);
                }
                self.ends[0] = usize::MAX;
                let mut start = 0;
                for p in memchr_iter(separator, raw) {
                    self.spans.push(span(start, p));
                    start = p + 1;
                }
                self.spans.push(span(start, raw.len()));
                (stop, self.counted())
            }
        }
    }

    /// The careful way, for records with quotes.
    fn quoted(&mut self, chunk: &[u8], at: usize, stop: usize) -> (usize, Result<(), &'static Reason>) {
        let Some(csv) = self.csv.as_mut() else { return (stop, Err(&ROW_QUOTE)) };
        csv.reset();
        let (mut read, mut written, mut fields) = (0, 0, 0);
        let input = &chunk[at..];
        let done = loop {
            let (result, n_in, n_out, n_ends) = csv.read_record(&input[read..], &mut self.scratch[written..], &mut self.ends[fields..]);
            read += n_in;
            written += n_out;
            fields += n_ends;
            match result {
                ReadRecordResult::OutputFull => self.scratch.resize(self.scratch.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::InputEmpty => {
                    if n_in == 0 && read == input.len() {
                        break true;
                    }
                }
                ReadRecordResult::Record => break true,
                ReadRecordResult::End => break true,
            }
            if read > MAX_RECORD * 2 {
                break false;
            }
        };
        // csv_core stops behind the line end (or before the LF of CRLF).
        let mut end = at + read;
        while end > at && matches!(chunk.get(end - 1), Some(b'\n' | b'\r')) {
            end -= 1;
        }
        let line_end = memchr(b'\n', &chunk[end.min(chunk.len())..]).map_or(chunk.len(), |p| end + p);
        let mut start = 0;
        for e in &self.ends[..fields] {
            self.spans.push(span(start, *e));
            start = *e;
        }
        if self.ends[0] == usize::MAX {
            self.ends[0] = 0;
        }
        let counted = self.counted();
        if !done || (counted.is_err() && end > stop) || (end >= chunk.len() && end > stop && unclosed(&chunk[at..])) {
            // The quote swallowed more than its line: give up this line only.
            return (stop, Err(&ROW_QUOTE));
        }
        (line_end, counted)
    }

    /// Numbers keep the digits they were written with: 2.50 stays 2.50.
    fn json(&mut self, raw: &[u8]) -> Result<(), &'static Reason> {
        let object: Object = serde_json::from_slice(raw).map_err(|_| &ROW_JSON)?;
        self.scratch.clear();
        for name in &self.columns {
            let start = self.scratch.len();
            if let Some(text) = pick(&object, name) {
                self.scratch.extend_from_slice(text.as_bytes());
            }
            self.spans.push(span(start, self.scratch.len()));
        }
        Ok(())
    }

    fn counted(&self) -> Result<(), &'static Reason> {
        if self.lenient || self.spans.len() == self.columns.len() { Ok(()) } else { Err(&ROW_COLUMNS) }
    }
}

type Object<'a> = BTreeMap<String, &'a RawValue>;

/// The value under a key, or under a dotted path; strings without their quotes.
fn pick(object: &Object<'_>, name: &str) -> Option<String> {
    let value = match (object.get(name), name.split_once('.')) {
        (Some(v), _) => *v,
        (None, Some((head, rest))) => {
            let inner: Object<'_> = serde_json::from_str(object.get(head)?.get()).ok()?;
            return pick(&inner, rest);
        }
        (None, None) => return None,
    };
    match value.get() {
        "null" => None,
        text if text.starts_with('"') => serde_json::from_str(text).ok(),
        text => Some(text.to_owned()),
    }
}

/// Does the text end inside a quoted field?
fn unclosed(text: &[u8]) -> bool {
    memchr_iter(b'"', text).count() % 2 == 1
}

fn strip_cr(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

fn span(a: usize, b: usize) -> (u32, u32) {
    (u32::try_from(a).unwrap_or(u32::MAX), u32::try_from(b).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(format: RecordFormat, columns: &[&str], text: &[u8]) -> Vec<Result<Vec<String>, (&'static str, u64)>> {
        let mut out = Vec::new();
        RecordReader::new(format, columns.iter().map(|c| (*c).to_owned()).collect())
            .read::<()>(text, 2, |r| {
                out.push(match r {
                    Ok(r) => Ok((0..r.spans.len()).map(|i| String::from_utf8_lossy(r.field(i)).into_owned()).collect()),
                    Err((reason, _, line)) => Err((reason.code, line)),
                });
                Ok(())
            })
            .unwrap();
        out
    }

    fn ok(fields: &[&str]) -> Result<Vec<String>, (&'static str, u64)> {
        Ok(fields.iter().map(|f| (*f).to_owned()).collect())
    }

    #[test]
    fn rfc_4180_and_its_damage() {
        let text = b"1,\"a \"\"b\"\", c\",x\r\n2,\"two\nlines\",y\n\n3,5\" ruler,z\n4,\"open,w\n5,fine,v\n6,short\n7,a\0b,n\n8,last,row";
        let got = rows(RecordFormat::Delimited(b','), &["a", "b", "c"], text);
        assert_eq!(got[0], ok(&["1", "a \"b\", c", "x"]));
        assert_eq!(got[1], ok(&["2", "two\nlines", "y"]));
        assert_eq!(got[2], ok(&["3", "5\" ruler", "z"]));
        assert_eq!(got[3], Err(("row.quote", 7)));
        assert_eq!(got[4], ok(&["5", "fine", "v"]));
        assert_eq!(got[5], Err(("row.columns", 9)));
        assert_eq!(got[6], Err(("text.nul", 10)));
        assert_eq!(got[7], ok(&["8", "last", "row"]));
        assert_eq!(got.len(), 8);
    }

    #[test]
    fn bytes_that_are_not_utf8_cost_one_row() {
        let got = rows(RecordFormat::Delimited(b';'), &["a", "b"], b"1;caf\xe9\n2;th\xc3\xa9\n");
        assert_eq!(got, vec![Err(("text.encoding", 2)), ok(&["2", "thé"])]);
    }

    #[test]
    fn json_lines_pick_columns() {
        let got = rows(
            RecordFormat::JsonLines,
            &["id", "buyer.country", "n"],
            b"{\"n\":2.50,\"id\":\"A\",\"buyer\":{\"country\":\"DE\"}}\n[1]\n{\"id\":\n",
        );
        assert_eq!(got[0], ok(&["A", "DE", "2.50"]));
        assert_eq!(got[1..], [Err(("row.json", 3)), Err(("row.json", 4))]);
    }

    #[test]
    fn blanks_separate_words() {
        assert_eq!(
            rows(RecordFormat::Whitespace, &["a", "b"], b" 00001  11.77\n00002 1 2\n"),
            vec![ok(&["00001", "11.77"]), Err(("row.columns", 3))]
        );
    }

    #[test]
    fn a_long_row_is_kept_apart() {
        let mut text = vec![b'x'; MAX_RECORD + 10];
        text.extend_from_slice(b"\n1,2\n");
        assert_eq!(rows(RecordFormat::Delimited(b','), &["a", "b"], &text), vec![Err(("row.too_long", 2)), ok(&["1", "2"])]);
    }

    proptest! {
        #[test]
        fn agrees_with_the_csv_crates_core_on_good_files(cells in proptest::collection::vec(proptest::collection::vec("[a-z\",\n ]{0,8}", 3), 1..20)) {
            let mut text = Vec::new();
            for row in &cells {
                let line: Vec<String> = row.iter().map(|c| format!("\"{}\"", c.replace('"', "\"\""))).collect();
                text.extend_from_slice(line.join(",").as_bytes());
                text.push(b'\n');
            }
            let got = rows(RecordFormat::Delimited(b','), &["a", "b", "c"], &text);
            let want: Vec<_> = cells.iter().map(|r| Ok(r.iter().map(|c| String::from_utf8_lossy(c.as_bytes().trim_ascii()).into_owned()).collect::<Vec<_>>())).collect();
            prop_assert_eq!(got, want);
        }

        #[test]
        fn any_bytes_are_records_or_reasons(text in proptest::collection::vec(proptest::num::u8::ANY, 0..600)) {
            for format in [RecordFormat::Delimited(b','), RecordFormat::Whitespace, RecordFormat::JsonLines] {
                let _ = rows(format, &["a", "b"], &text);
            }
        }
    }
}
