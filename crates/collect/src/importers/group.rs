//! Groups: source text that belongs together, with the plain rows that it says. A group is taken whole or kept whole.

use super::Made;
use crate::reasons::Reason;
use crate::record::Record;

/// A plain row for a table of the profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Position among what the importer makes.
    pub made: usize,
    values: Vec<Vec<u8>>,
    columns: &'static [&'static str],
}

impl Row {
    /// An empty row of the given kind.
    #[must_use]
    pub fn new(makes: &'static [Made], made: usize) -> Self {
        let columns = makes[made].columns;
        Self { made, values: vec![Vec::new(); columns.len()], columns }
    }

    /// Sets a column. A name that the kind does not have is a fault of the importer and found by its first test.
    #[must_use]
    pub fn with(mut self, column: &str, value: impl AsRef<[u8]>) -> Self {
        self.set(column, value);
        self
    }

    /// Sets a column.
    pub fn set(&mut self, column: &str, value: impl AsRef<[u8]>) {
        let at = self.columns.iter().position(|c| *c == column);
        debug_assert!(at.is_some(), "no column {column} among {:?}", self.columns);
        if let Some(at) = at {
            self.values[at] = value.as_ref().to_vec();
        }
    }

    /// The value of a column.
    #[must_use]
    pub fn get(&self, column: &str) -> &[u8] {
        self.columns.iter().position(|c| *c == column).map_or(b"", |i| &self.values[i])
    }

    /// All values one behind the other, and where each begins and ends: a record for the converter.
    pub(crate) fn laid_out(&self, text: &mut Vec<u8>, spans: &mut Vec<(u32, u32)>) {
        text.clear();
        spans.clear();
        let place = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        for value in &self.values {
            let start = text.len();
            text.extend_from_slice(value);
            spans.push((place(start), place(text.len())));
        }
    }
}

/// Source text with what it says.
#[derive(Clone, Debug, Default)]
pub struct Group {
    /// Line (or number of the document) of its first record.
    pub line: u64,
    /// The records, verbatim, joined by line ends.
    pub raw: Vec<u8>,
    /// Records in it.
    pub records: u64,
    /// What it says.
    pub rows: Vec<Row>,
    /// Why it cannot be taken: reason, column and value.
    pub rejected: Option<(&'static Reason, Option<&'static str>, Option<String>)>,
}

/// Groups on their way out of a reader.
#[derive(Debug, Default)]
pub struct Groups {
    done: Vec<Group>,
    open: Option<Group>,
    bytes: usize,
}

impl Groups {
    /// Begins a group with a record; an open one is closed.
    pub fn open(&mut self, record: &Record<'_>) {
        self.close();
        self.open = Some(Group { line: record.line, raw: record.raw.to_vec(), records: 1, ..Group::default() });
    }

    /// Adds a record to the open group, or begins one.
    pub fn join(&mut self, record: &Record<'_>) {
        match &mut self.open {
            None => self.open(record),
            Some(group) => {
                group.raw.push(b'\n');
                group.raw.extend_from_slice(record.raw);
                group.records += 1;
            }
        }
    }

    /// Adds a row to the open group.
    pub fn row(&mut self, row: Row) {
        if let Some(group) = &mut self.open {
            group.rows.push(row);
        }
    }

    /// The rows of the open group.
    pub fn rows(&mut self) -> &mut [Row] {
        self.open.as_mut().map_or(&mut [], |g| g.rows.as_mut_slice())
    }

    /// Is a group open?
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Marks the open group as one that cannot be taken.
    pub fn refuse(&mut self, reason: &'static Reason, column: &'static str, value: impl AsRef<[u8]>) {
        if let Some(group) = &mut self.open {
            let shown = String::from_utf8_lossy(value.as_ref()).chars().take(200).collect();
            group.rejected.get_or_insert((reason, Some(column), Some(shown)));
        }
    }

    /// Closes the open group.
    pub fn close(&mut self) {
        if let Some(group) = self.open.take() {
            self.bytes += group.raw.len();
            self.done.push(group);
        }
    }

    /// Adds a record that goes to quarantine by itself.
    pub fn reject(&mut self, line: u64, raw: &[u8], reason: &'static Reason, column: Option<&'static str>, value: Option<String>) {
        self.bytes += raw.len();
        self.done.push(Group { line, raw: raw.to_vec(), records: 1, rows: Vec::new(), rejected: Some((reason, column, value)) });
    }

    /// Bytes of source text in closed groups.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Hands over the closed groups.
    pub(crate) fn take(&mut self) -> Vec<Group> {
        self.bytes = 0;
        std::mem::take(&mut self.done)
    }
}
