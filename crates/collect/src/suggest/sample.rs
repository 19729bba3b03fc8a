//! The first rows of an unknown table: separator, header line, records. Reads only what a probe has read.

use crate::ImportError;
use crate::record::{RecordFormat, RecordReader};
use crate::source::Probe;
use crate::suggest::values;
use std::collections::BTreeMap;

/// Lines that may stand above a header.
const PREAMBLE: usize = 60;
/// Records that are looked at.
pub const RECORDS_MAX: usize = 2000;
const SEPARATORS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// A table's beginning.
#[derive(Debug)]
pub struct Sample {
    /// How records are written.
    pub format: RecordFormat,
    /// Column names; made up when the file has none.
    pub header: Vec<String>,
    /// Line of the header, from 1; 0 when the file has none.
    pub header_line: u64,
    /// The text below the header, whole records only.
    pub body: Vec<u8>,
    /// Line on which it begins.
    pub line: u64,
    /// Values by record, trimmed, as many as the header has columns.
    pub rows: Vec<Vec<String>>,
}

struct Leading {
    line: u64,
    start: usize,
    fields: Vec<String>,
}

/// Takes a probe apart.
///
/// # Errors
/// `suggest.shape` when it is no table with columns.
pub fn sample(probe: &Probe) -> Result<Sample, ImportError> {
    if matches!(probe.sample.trim_ascii_start().first(), Some(b'{' | b'[')) {
        return json_lines(probe);
    }
    let best = SEPARATORS
        .iter()
        .map(|s| {
            let leading = leading(probe, RecordFormat::Delimited(*s));
            let width = usual_width(&leading);
            let regular = leading.iter().filter(|l| l.fields.len() == width).count();
            (*s, width, regular, leading)
        })
        .filter(|(_, width, regular, leading)| *width > 1 && regular * 2 > leading.len().saturating_sub(12))
        .max_by_key(|(_, width, regular, _)| width * regular);
    let Some((separator, width, _, leading)) = best else { return Err(shapeless(probe)) };
    let format = RecordFormat::Delimited(separator);
    let filled = |l: &Leading| l.fields.iter().filter(|f| !f.is_empty()).count();
    let Some(first) = leading.iter().position(|l| l.fields.len() == width && filled(l) * 10 >= width * 6) else {
        return Err(shapeless(probe));
    };
    let headless = leading[first].fields.iter().any(|f| values::is_value(f));
    // Of two header rows, merged cells above and names below, the fuller one has the names.
    let texts = leading[first..].iter().take(5).take_while(|l| l.fields.len() == width && !l.fields.iter().any(|f| values::is_value(f)));
    let names = texts.enumerate().max_by_key(|(i, l)| (distinct(&l.fields), std::cmp::Reverse(*i))).map_or(0, |(i, _)| i);
    let first = first + names;
    let (header, header_line) = if headless {
        ((1..=width).map(|i| format!("column {i}")).collect(), 0)
    } else {
        (leading[first].fields.iter().map(|f| f.trim_start_matches('\u{feff}').to_owned()).collect::<Vec<_>>(), leading[first].line)
    };
    let begins = if headless { Some(&leading[first]) } else { leading.get(first + 1) };
    let (start, line) = begins.map_or((probe.sample.len(), header_line + 1), |l| (l.start, l.line));
    let (rows, end) = records(&probe.sample[start..], line, format, header.len(), probe.whole);
    Ok(Sample { format, header, header_line, body: probe.sample[start..start + end].to_vec(), line, rows })
}

fn shapeless(probe: &Probe) -> ImportError {
    ImportError::refused(
        "suggest.shape",
        format!("{} is no table: no separator splits its lines into columns", probe.name),
        "export it as CSV, TSV, XLSX or JSON Lines",
    )
}

fn leading(probe: &Probe, format: RecordFormat) -> Vec<Leading> {
    let base = probe.sample.as_ptr() as usize;
    let mut all = Vec::new();
    let _ = RecordReader::new(format, Vec::new()).lenient().read(&probe.sample, 1, |r| {
        let (raw, line, fields) = match &r {
            Ok(r) => (r.raw, r.line, (0..r.spans.len()).map(|i| String::from_utf8_lossy(r.field(i)).into_owned()).collect()),
            Err((_, raw, line)) => (*raw, *line, Vec::new()),
        };
        all.push(Leading { line, start: raw.as_ptr() as usize - base, fields });
        if all.len() < PREAMBLE { Ok(()) } else { Err(()) }
    });
    all
}

fn distinct(fields: &[String]) -> usize {
    fields.iter().filter(|f| !f.is_empty()).collect::<std::collections::BTreeSet<_>>().len()
}

/// The number of fields that most records have; of several, the larger.
fn usual_width(leading: &[Leading]) -> usize {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for l in leading {
        *counts.entry(l.fields.len()).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(width, n)| (*n, *width)).map_or(0, |(width, _)| width)
}

/// Values by record, and where the last whole record ends.
fn records(body: &[u8], line: u64, format: RecordFormat, width: usize, whole: bool) -> (Vec<Vec<String>>, usize) {
    let base = body.as_ptr() as usize;
    let (mut rows, mut starts) = (Vec::new(), Vec::new());
    let done = RecordReader::new(format, Vec::new()).lenient().read(body, line, |r| {
        let raw = match &r {
            Ok(r) => r.raw,
            Err((_, raw, _)) => raw,
        };
        starts.push(raw.as_ptr() as usize - base);
        if starts.len() > RECORDS_MAX {
            return Err(());
        }
        let row = r.ok().map(|r| (0..width).map(|i| String::from_utf8_lossy(r.field(i)).into_owned()).collect());
        rows.push(row);
        Ok(())
    });
    // The last record of a sample may be cut in two.
    let cut = if done.is_err() {
        starts.last().copied()
    } else if whole {
        None
    } else {
        rows.pop().and(starts.last().copied())
    };
    (rows.into_iter().flatten().collect(), cut.unwrap_or(body.len()))
}

/// One JSON object a line: the header is every key, `a.b` for nested ones.
fn json_lines(probe: &Probe) -> Result<Sample, ImportError> {
    let mut header: Vec<String> = Vec::new();
    let end = if probe.whole { probe.sample.len() } else { memchr::memrchr(b'\n', &probe.sample).map_or(0, |p| p + 1) };
    let body = probe.sample[..end].to_vec();
    let mut objects = 0;
    for line in body.split(|b| *b == b'\n').filter(|l| !l.trim_ascii().is_empty()).take(RECORDS_MAX) {
        let Ok(serde_json::Value::Object(object)) = serde_json::from_slice(line) else { continue };
        objects += 1;
        for (key, value) in object {
            match value {
                serde_json::Value::Object(inner) => header.extend(inner.into_iter().map(|(k, _)| format!("{key}.{k}"))),
                serde_json::Value::Array(_) => {}
                _ => header.push(key),
            }
        }
        header.sort();
        header.dedup();
    }
    if objects == 0 || header.len() < 2 {
        return Err(ImportError::refused(
            "suggest.shape",
            format!("{} is JSON, but not one flat object a line", probe.name),
            "export it as CSV, TSV, XLSX or JSON Lines",
        ));
    }
    let mut rows = Vec::new();
    let _ = RecordReader::new(RecordFormat::JsonLines, header.clone()).read::<()>(&body, 1, |r| {
        if let Ok(r) = r
            && rows.len() < RECORDS_MAX
        {
            rows.push((0..header.len()).map(|i| String::from_utf8_lossy(r.field(i)).into_owned()).collect());
        }
        Ok(())
    });
    Ok(Sample { format: RecordFormat::JsonLines, header, header_line: 0, body, line: 1, rows })
}
