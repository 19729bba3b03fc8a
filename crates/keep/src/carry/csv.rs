//! A table as CSV (RFC 4180, UTF-8, a line feed ends a row): exactly what is there.
//!
//! Null is nothing, an empty text is `""`, so both come back. Unlike the downloads of the console nothing is defused: this is
//! for programs, and a spreadsheet should be given those.

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Int64Type, Schema};
use entrepot_engine::cell_text;
use std::fmt::Write as _;
use std::io::{self, Write};

/// Writes the names of the columns.
pub fn header(out: &mut impl Write, schema: &Schema) -> io::Result<()> {
    let names: Vec<&str> = schema.fields().iter().map(|f| f.name().as_str()).collect();
    writeln!(out, "{}", names.join(","))
}

/// Writes rows.
pub fn rows(out: &mut impl Write, batch: &RecordBatch) -> io::Result<()> {
    let mut line = String::new();
    for row in 0..batch.num_rows() {
        line.clear();
        for (at, column) in batch.columns().iter().enumerate() {
            if at > 0 {
                line.push(',');
            }
            // Lineage is in six columns of every table: worth a way of its own.
            if *column.data_type() == DataType::Int64 {
                if column.is_valid(row) {
                    let _ = write!(line, "{}", column.as_primitive::<Int64Type>().value(row));
                }
                continue;
            }
            let Some(text) = cell_text(column.as_ref(), row) else { continue };
            let words = *column.data_type() == DataType::Utf8;
            if words && (text.is_empty() || text.contains([',', '"', '\n', '\r'])) {
                line.push('"');
                line.push_str(&text.replace('"', "\"\""));
                line.push('"');
            } else {
                line.push_str(&text);
            }
        }
        line.push('\n');
        out.write_all(line.as_bytes())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::{Int64Array, StringArray};
    use std::sync::Arc;

    #[test]
    fn null_and_nothing_are_told_apart_and_text_stays_as_it_is() {
        let batch = RecordBatch::try_from_iter([
            ("a", Arc::new(StringArray::from(vec![Some("=1+1"), Some(""), None, Some("x,\"y\"\n")])) as _),
            ("n", Arc::new(Int64Array::from(vec![Some(-1), None, Some(2), Some(3)])) as _),
        ])
        .unwrap();
        let mut out = Vec::new();
        header(&mut out, &batch.schema()).unwrap();
        rows(&mut out, &batch).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "a,n\n=1+1,-1\n\"\",\n,2\n\"x,\"\"y\"\"\n\",3\n");
    }
}
