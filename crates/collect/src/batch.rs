//! Rows to Arrow batches: one typed builder a column, lineage last.

use crate::ImportError;
use arrow::array::{
    ArrayRef, BooleanBuilder, Date32Builder, Decimal128Builder, Int32Builder, Int64Builder, RecordBatch, StringBuilder,
    TimestampMicrosecondBuilder,
};
use entrepot_lake::LakeError;
use entrepot_lake::schema::{AMOUNT, Kind, RATE, TableDef};
use std::sync::Arc;

/// Rows of one batch.
pub const BATCH_ROWS: usize = 8192;
/// More columns than any table has.
pub const CELLS: usize = 40;

/// One value on its way into a column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Nothing.
    Null,
    /// Text (UTF-8).
    Text(&'a [u8]),
    /// DECIMAL(18,6) or (18,9), unscaled.
    Number(i128),
    /// Microseconds since the epoch, UTC.
    Instant(i64),
    /// Days since the epoch.
    Day(i32),
    /// True or false.
    Bool(bool),
    /// A whole number.
    Int(i32),
}

impl Cell<'_> {
    /// Bytes that stand for the value in a content hash.
    pub fn hash_into(&self, out: &mut Vec<u8>) {
        match self {
            Self::Null => out.push(0),
            Self::Text(t) => out.extend_from_slice(t),
            Self::Number(n) => out.extend_from_slice(&n.to_le_bytes()),
            Self::Instant(t) => out.extend_from_slice(&t.to_le_bytes()),
            Self::Day(d) | Self::Int(d) => out.extend_from_slice(&d.to_le_bytes()),
            Self::Bool(b) => out.push(1 + u8::from(*b)),
        }
        out.push(0x1f);
    }
}

/// Identity of a row: 128-bit key and 64-bit content.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowKey {
    /// High half of the key.
    pub hi: u64,
    /// Low half of the key.
    pub lo: u64,
    /// Hash of what the row says.
    pub content: u64,
}

/// Where a row came from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lineage {
    /// Import.
    pub import_id: i64,
    /// Source file.
    pub file_id: i64,
    /// Line.
    pub row: i64,
}

#[derive(Debug)]
enum Column {
    Text(StringBuilder),
    Number(Decimal128Builder),
    Instant(TimestampMicrosecondBuilder),
    Day(Date32Builder),
    Bool(BooleanBuilder),
    Int(Int32Builder),
}

/// Collects rows of one table.
#[derive(Debug)]
pub struct TableBatch {
    /// The table.
    pub def: &'static TableDef,
    columns: Vec<Column>,
    lineage: [Int64Builder; 6],
    rows: usize,
}

impl TableBatch {
    /// An empty batch.
    #[must_use]
    pub fn new(def: &'static TableDef) -> Self {
        let columns = def.columns.iter().map(|(_, kind, _)| Column::new(*kind)).collect();
        Self { def, columns, lineage: std::array::from_fn(|_| Int64Builder::with_capacity(BATCH_ROWS)), rows: 0 }
    }

    /// Rows so far.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Appends a row; `cells` are in the order of the table's columns.
    pub fn push(&mut self, cells: &[Cell<'_>], key: RowKey, lineage: Lineage) {
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            column.push(*cell);
        }
        let values =
            [key.hi.cast_signed(), key.lo.cast_signed(), key.content.cast_signed(), lineage.import_id, lineage.file_id, lineage.row];
        for (builder, value) in self.lineage.iter_mut().zip(values) {
            builder.append_value(value);
        }
        self.rows += 1;
    }

    /// Hands over the rows and starts again.
    ///
    /// # Errors
    /// `lake.data` when a required column has no value (a bug, caught here rather than in a reader).
    pub fn take(&mut self) -> Result<RecordBatch, ImportError> {
        let mut arrays: Vec<ArrayRef> = self.columns.iter_mut().map(Column::finish).collect::<Result<_, _>>()?;
        arrays.extend(self.lineage.iter_mut().map(|b| Arc::new(b.finish()) as ArrayRef));
        self.rows = 0;
        Ok(RecordBatch::try_new(self.def.schema(), arrays).map_err(LakeError::from)?)
    }
}

impl Column {
    fn new(kind: Kind) -> Self {
        match kind {
            Kind::Text => Self::Text(StringBuilder::with_capacity(BATCH_ROWS, BATCH_ROWS * 8)),
            Kind::Amount => Self::Number(
                Decimal128Builder::with_capacity(BATCH_ROWS).with_data_type(arrow::datatypes::DataType::Decimal128(AMOUNT.0, AMOUNT.1)),
            ),
            Kind::Rate => Self::Number(
                Decimal128Builder::with_capacity(BATCH_ROWS).with_data_type(arrow::datatypes::DataType::Decimal128(RATE.0, RATE.1)),
            ),
            Kind::Instant => Self::Instant(TimestampMicrosecondBuilder::with_capacity(BATCH_ROWS).with_timezone("UTC")),
            Kind::Day => Self::Day(Date32Builder::with_capacity(BATCH_ROWS)),
            Kind::Bool => Self::Bool(BooleanBuilder::with_capacity(BATCH_ROWS)),
            Kind::Int | Kind::Long => Self::Int(Int32Builder::with_capacity(BATCH_ROWS)),
        }
    }

    fn push(&mut self, cell: Cell<'_>) {
        match (self, cell) {
            (Self::Text(b), Cell::Text(t)) => match std::str::from_utf8(t) {
                Ok(t) => b.append_value(t),
                Err(_) => b.append_value(String::from_utf8_lossy(t)),
            },
            (Self::Number(b), Cell::Number(n)) => b.append_value(n),
            (Self::Instant(b), Cell::Instant(t)) => b.append_value(t),
            (Self::Day(b), Cell::Day(d)) => b.append_value(d),
            (Self::Bool(b), Cell::Bool(v)) => b.append_value(v),
            (Self::Int(b), Cell::Int(v)) => b.append_value(v),
            (Self::Text(b), _) => b.append_null(),
            (Self::Number(b), _) => b.append_null(),
            (Self::Instant(b), _) => b.append_null(),
            (Self::Day(b), _) => b.append_null(),
            (Self::Bool(b), _) => b.append_null(),
            (Self::Int(b), _) => b.append_null(),
        }
    }

    fn finish(&mut self) -> Result<ArrayRef, ImportError> {
        Ok(match self {
            Self::Text(b) => Arc::new(b.finish()),
            Self::Number(b) => Arc::new(b.finish()),
            Self::Instant(b) => Arc::new(b.finish()),
            Self::Day(b) => Arc::new(b.finish()),
            Self::Bool(b) => Arc::new(b.finish()),
            Self::Int(b) => Arc::new(b.finish()),
        })
    }
}
