//! The rows that a query hands back.
//!
//! Writing them as JSON or CSV is in [`crate::json`] and [`crate::csv`].

use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, SchemaRef};

/// Result of one statement.
#[derive(Debug, Clone)]
pub struct QueryResult {
    /// Columns.
    pub schema: SchemaRef,
    /// Rows, in order.
    pub batches: Vec<RecordBatch>,
    /// Whether rows beyond the limit were cut off.
    pub truncated: bool,
    /// The lake version that was read.
    pub lake_version: i64,
    /// Wall time from parsing to the last row, in milliseconds.
    pub elapsed_ms: u64,
}

impl QueryResult {
    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    /// Names and types of the columns, types in plain words: text, decimal, integer, number, day, instant, bool, other.
    #[must_use]
    pub fn columns(&self) -> Vec<(String, &'static str)> {
        self.schema.fields().iter().map(|field| (field.name().clone(), type_name(field.data_type()))).collect()
    }
}

/// A column type in plain words.
#[must_use]
pub fn type_name(data_type: &DataType) -> &'static str {
    match data_type {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => "text",
        DataType::Decimal32(..) | DataType::Decimal64(..) | DataType::Decimal128(..) | DataType::Decimal256(..) => "decimal",
        DataType::Float16 | DataType::Float32 | DataType::Float64 => "number",
        DataType::Date32 | DataType::Date64 => "day",
        DataType::Timestamp(..) => "instant",
        DataType::Boolean => "bool",
        other if other.is_integer() => "integer",
        _ => "other",
    }
}
