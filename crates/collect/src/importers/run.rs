//! Runs an importer's reader over the text of a file, or over a part of it that is read again.

use super::json::Documents;
use super::{Body, Group, Groups, Importer, Reader, Start};
use crate::ImportError;
use crate::reasons::ROW_JSON;
use crate::record::{Record, RecordFormat, RecordReader};
use crate::split::Chunk;
use entrepot_domain::money::DecimalStyle;

/// Source text that a batch of groups has at least.
const BATCH: usize = 256 << 10;
/// One object may be this long.
const MAX_DOCUMENT: usize = 96 << 20;

/// An importer at work on one file.
pub(crate) struct Shaping {
    reader: Box<dyn Reader>,
    records: RecordReader,
    documents: Option<Documents>,
    number: u64,
    groups: Groups,
}

impl Shaping {
    /// Begins a file whose text starts at `offset`. With a context, a part of a known file is read again.
    ///
    /// # Errors
    /// When the importer cannot read the header.
    pub(crate) fn new(
        importer: &'static dyn Importer, format: RecordFormat, header: &[String], style: DecimalStyle, offset: u64,
        context: Option<&serde_json::Value>,
    ) -> Result<Self, ImportError> {
        Ok(Self {
            reader: importer.reader(&Start { header, style, context })?,
            records: RecordReader::new(format, header.to_vec()).lenient(),
            documents: (importer.body() == Body::Documents).then(|| Documents::at(offset)),
            number: 0,
            groups: Groups::default(),
        })
    }

    /// Takes a chunk of whole rows.
    ///
    /// # Errors
    /// When the importer refuses the file.
    pub(crate) fn chunk(&mut self, chunk: &Chunk) -> Result<(), ImportError> {
        let (reader, groups) = (&mut self.reader, &mut self.groups);
        self.records.read(&chunk.bytes, chunk.line, |outcome| match outcome {
            Ok(record) => reader.record(&record, groups),
            Err((reason, raw, line)) => reader.broken(reason, raw, line, groups),
        })
    }

    /// The buffer for text of documents.
    pub(crate) fn buffer(&mut self) -> Option<&mut Vec<u8>> {
        self.documents.as_mut().map(Documents::buffer)
    }

    /// Takes the whole objects in the buffer; tells the number and offset of the first one.
    ///
    /// # Errors
    /// When the importer refuses the file; `row.endless` when an object does not end.
    pub(crate) fn objects(&mut self, end: bool) -> Result<Option<(u64, u64)>, ImportError> {
        let mut first = None;
        while let Some(document) = self.documents.as_mut().and_then(|d| d.next(end)) {
            self.number += 1;
            first.get_or_insert((self.number, document.offset));
            let whole = !document.cut && serde_json::from_slice::<serde::de::IgnoredAny>(&document.text).is_ok();
            if whole {
                let record = Record { text: &document.text, spans: &[], raw: &document.text, line: self.number };
                self.reader.record(&record, &mut self.groups)?;
            } else {
                self.reader.broken(&ROW_JSON, &document.text, self.number, &mut self.groups)?;
            }
        }
        if self.documents.as_ref().is_some_and(|d| d.held() > MAX_DOCUMENT) {
            return Err(ImportError::refused(
                "row.endless",
                format!("object {} goes on for more than {} MB", self.number + 1, MAX_DOCUMENT >> 20),
                "check the file: a bracket may be missing",
            ));
        }
        Ok(first)
    }

    /// The file has ended.
    ///
    /// # Errors
    /// When the importer refuses the file.
    pub(crate) fn end(&mut self) -> Result<(), ImportError> {
        self.reader.end(&mut self.groups)
    }

    /// Closed groups, when there are enough of them or `all` are wanted.
    pub(crate) fn take(&mut self, all: bool) -> Option<Vec<Group>> {
        if !all && self.groups.bytes() < BATCH {
            return None;
        }
        let groups = self.groups.take();
        if groups.is_empty() { None } else { Some(groups) }
    }

    /// What a later reading of single rows has to know.
    pub(crate) fn context(&self) -> Option<serde_json::Value> {
        self.reader.context()
    }
}

/// Reads a corrected text again.
///
/// # Errors
/// When the importer refuses it.
pub(crate) fn reshape(
    importer: &'static dyn Importer, format: RecordFormat, header: &[String], style: DecimalStyle, context: &serde_json::Value, text: &str,
    line: u64,
) -> Result<Vec<Group>, ImportError> {
    let mut shaping = Shaping::new(importer, format, header, style, 0, Some(context))?;
    match shaping.buffer() {
        Some(buffer) => {
            buffer.extend_from_slice(text.as_bytes());
            shaping.number = line.saturating_sub(1);
            shaping.objects(true)?;
        }
        None => shaping.chunk(&Chunk { seq: 0, line, offset: 0, bytes: text.as_bytes().to_vec() })?,
    }
    shaping.end()?;
    Ok(shaping.take(true).unwrap_or_default())
}
