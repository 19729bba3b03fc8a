//! From a row of the lake back to the line of the file it came from, read from the kept original.

use crate::ImportError;
use crate::identify::Identified;
use crate::importers::json::Documents;
use crate::record::{RecordFormat, RecordReader};
use crate::source::Probe;
use crate::text::{Packing, TextDecoder, named_encoding};
use crate::workbook;
use entrepot_domain::money::DecimalStyle;
use entrepot_lake::Home;
use entrepot_ops::SourceFile;
use std::collections::BTreeMap;
use std::io::Read;

/// Text read after a mark while looking for a line.
const WINDOW: usize = 4 << 20;

/// A source record as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceRow {
    /// File id.
    pub file_id: i64,
    /// File name.
    pub file: String,
    /// Line of the record, from 1.
    pub row: i64,
    /// The import that read the file.
    pub import_id: i64,
    /// Column names.
    pub header: Vec<String>,
    /// Values, trimmed, in the order of the header.
    pub values: Vec<String>,
    /// The record verbatim.
    pub text: String,
}

/// How a kept original is read again.
pub(crate) struct Layout {
    pub packing: Packing,
    pub format: RecordFormat,
    /// How the file writes numbers.
    pub style: DecimalStyle,
    /// What an importer remembered of the file.
    pub context: serde_json::Value,
    encoding: &'static encoding_rs::Encoding,
    bare_cr: bool,
}

impl Layout {
    /// The layout of a file, as text for the operational store.
    pub(crate) fn describe(probe: &Probe, found: &Identified) -> String {
        let separator = match found.format {
            RecordFormat::Delimited(s) => char::from(s).to_string(),
            RecordFormat::Whitespace => "whitespace".to_owned(),
            RecordFormat::JsonLines => "json".to_owned(),
            RecordFormat::Documents => "documents".to_owned(),
        };
        let decimal = if found.style == DecimalStyle::COMMA_GROUPED { "," } else { "." };
        serde_json::json!({ "encoding": probe.encoding.name(), "packing": format!("{:?}", probe.packing).to_lowercase(),
            "separator": separator, "bare_cr": probe.bare_cr, "decimal": decimal })
        .to_string()
    }

    pub(crate) fn of(file: &SourceFile) -> Result<Self, ImportError> {
        let doc: serde_json::Value = serde_json::from_str(&file.format).map_err(entrepot_ops::OpsError::from)?;
        let format = match doc["separator"].as_str() {
            Some("whitespace") => RecordFormat::Whitespace,
            Some("json") => RecordFormat::JsonLines,
            Some("documents") => RecordFormat::Documents,
            Some(s) if s.len() == 1 => RecordFormat::Delimited(s.as_bytes()[0]),
            _ => RecordFormat::Delimited(b','),
        };
        let packing = match doc["packing"].as_str() {
            Some("gzip") => Packing::Gzip,
            Some("zstd") => Packing::Zstd,
            Some("workbook") => Packing::Workbook,
            _ => Packing::Plain,
        };
        let style = if doc["decimal"].as_str() == Some(",") { DecimalStyle::COMMA_GROUPED } else { DecimalStyle::POINT_GROUPED };
        Ok(Self {
            packing,
            format,
            style,
            context: doc["context"].clone(),
            encoding: named_encoding(doc["encoding"].as_str().unwrap_or("utf-8"))?,
            bare_cr: doc["bare_cr"].as_bool().unwrap_or(false),
        })
    }
}

/// Finds the record that begins on line `row` of a file.
///
/// # Errors
/// `ops.missing` for an unknown file, `source.row` when there is no record on that line.
pub async fn source_row(home: &Home, file_id: i64, row: i64) -> Result<SourceRow, ImportError> {
    let file = home.ops.file(file_id).await?;
    let home = home.clone();
    tokio::task::spawn_blocking(move || find(&home, &file, row))
        .await
        .map_err(|e| ImportError::refused("source.row", e.to_string(), "try again"))?
}

fn find(home: &Home, file: &SourceFile, row: i64) -> Result<SourceRow, ImportError> {
    let layout = Layout::of(file)?;
    let (line, offset) = file.marks.iter().rev().find(|m| m.0 <= row).copied().unwrap_or((1, 0));
    let text = window(home, file, &layout, usize::try_from(offset).unwrap_or(0))?;
    let mut found = None;
    if layout.format == RecordFormat::Documents {
        let mut documents = Documents::at(0);
        documents.buffer().extend_from_slice(&text);
        let back = usize::try_from(row - line).unwrap_or(usize::MAX);
        let found = std::iter::from_fn(|| documents.next(true)).nth(back);
        let text = found.map(|d| String::from_utf8_lossy(&d.text).into_owned()).ok_or_else(|| nothing(row, file))?;
        let (header, values) = flat(&text);
        return Ok(SourceRow { file_id: file.id, file: file.name.clone(), row, import_id: file.import_id, header, values, text });
    }
    let mut reader = RecordReader::new(layout.format, file.header.clone()).lenient();
    let _ = reader.read::<()>(&text, u64::try_from(line).unwrap_or(1), |r| {
        let (at, raw, values) = match r {
            Ok(r) => (r.line, r.raw, (0..r.spans.len()).map(|i| String::from_utf8_lossy(r.field(i)).into_owned()).collect()),
            Err((_, raw, at)) => (at, raw, Vec::new()),
        };
        if i64::try_from(at) == Ok(row) {
            found = Some((String::from_utf8_lossy(raw).into_owned(), values));
            return Err(());
        }
        Ok(())
    });
    let (text, values) = found.ok_or_else(|| nothing(row, file))?;
    Ok(SourceRow { file_id: file.id, file: file.name.clone(), row, import_id: file.import_id, header: file.header.clone(), values, text })
}

fn nothing(row: i64, file: &SourceFile) -> ImportError {
    ImportError::refused("source.row", format!("no record begins on line {row} of {}", file.name), "open a line that a row points to")
}

/// The keys of an object and their values, one level deep.
fn flat(text: &str) -> (Vec<String>, Vec<String>) {
    let object: BTreeMap<String, &serde_json::value::RawValue> = serde_json::from_str(text).unwrap_or_default();
    object.into_iter().map(|(k, v)| (k, serde_json::from_str::<String>(v.get()).unwrap_or_else(|_| v.get().to_owned()))).unzip()
}

/// Some decoded text from `offset` on.
fn window(home: &Home, file: &SourceFile, layout: &Layout, offset: usize) -> Result<Vec<u8>, ImportError> {
    let mut text = Vec::new();
    let mut skip = offset;
    let trim = |text: &mut Vec<u8>, skip: &mut usize| {
        let n = (*skip).min(text.len());
        text.drain(..n);
        *skip -= n;
    };
    if layout.packing == Packing::Workbook {
        let mut rows = workbook::Rows::open(&home.raw.path(&file.stored), &file.name)?;
        let mut more = true;
        while more && text.len() < WINDOW {
            more = rows.next_block(&mut text)?;
            trim(&mut text, &mut skip);
        }
        return Ok(text);
    }
    let fail = ImportError::reading(&file.name);
    let mut stream = layout.packing.unpack(home.raw.read(&file.stored)?).map_err(&fail)?;
    let mut decoder = TextDecoder::new(layout.encoding, layout.bare_cr);
    let mut block = vec![0; 1 << 20];
    while text.len() < WINDOW {
        let n = stream.read(&mut block).map_err(&fail)?;
        decoder.push(&block[..n], n == 0, &mut text);
        trim(&mut text, &mut skip);
        if n == 0 {
            break;
        }
    }
    Ok(text)
}
