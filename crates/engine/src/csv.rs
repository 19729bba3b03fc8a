//! Results as CSV (RFC 4180, UTF-8, CRLF) that a spreadsheet opens without running anything.
//!
//! A text cell that a spreadsheet would take for a formula gets a leading apostrophe. Numbers, days and instants are
//! written as they are, negative ones included.

use crate::cells::cell_text;
use crate::result::QueryResult;
use arrow::datatypes::DataType;
use std::io::{self, Write};

/// First characters that make a spreadsheet read text as a formula; the wide forms do so in East Asian versions.
const FORMULA_STARTS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Writes a header and all rows.
pub fn write_csv(result: &QueryResult, out: &mut impl Write) -> io::Result<()> {
    let mut line = String::new();
    for (at, field) in result.schema.fields().iter().enumerate() {
        push_cell(&mut line, at, field.name(), true);
    }
    line.push_str("\r\n");
    for batch in &result.batches {
        let text: Vec<bool> = batch.columns().iter().map(|column| is_text(column.data_type())).collect();
        for row in 0..batch.num_rows() {
            for (at, column) in batch.columns().iter().enumerate() {
                push_cell(&mut line, at, &cell_text(column, row).unwrap_or_default(), text[at]);
            }
            line.push_str("\r\n");
            if line.len() > 64 * 1024 {
                out.write_all(line.as_bytes())?;
                line.clear();
            }
        }
    }
    out.write_all(line.as_bytes())
}

/// The text of one CSV cell, made safe and quoted where needed. `text` says whether it is words rather than a number.
pub fn push_cell(line: &mut String, at: usize, cell: &str, text: bool) {
    if at > 0 {
        line.push(',');
    }
    let guard = text && cell.starts_with(FORMULA_STARTS);
    let quote = cell.contains([',', '"', '\n', '\r', '\t']) || cell.starts_with(' ') || cell.ends_with(' ');
    if quote {
        line.push('"');
    }
    if guard {
        line.push('\'');
    }
    if quote {
        line.push_str(&cell.replace('"', "\"\""));
        line.push('"');
    } else {
        line.push_str(cell);
    }
}

fn is_text(data_type: &DataType) -> bool {
    !(data_type.is_numeric() || data_type.is_temporal() || *data_type == DataType::Boolean)
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::{Decimal128Array, Int64Array, RecordBatch, StringArray};
    use std::sync::Arc;

    #[test]
    fn text_is_defused_and_numbers_are_not() {
        let batch = RecordBatch::try_from_iter([
            ("=name", Arc::new(StringArray::from(vec![Some("=1+1"), Some("a,\"b\""), None, Some("+49"), Some("-"), Some("\tx")])) as _),
            ("n", Arc::new(Int64Array::from(vec![-5, 1, 2, 3, 4, 5])) as _),
            ("amount", Arc::new(Decimal128Array::from(vec![-1_500_000; 6]).with_precision_and_scale(18, 6).unwrap()) as _),
        ])
        .unwrap();
        let result = QueryResult { schema: batch.schema(), batches: vec![batch], truncated: false, lake_version: 1, elapsed_ms: 0 };
        let mut out = Vec::new();
        write_csv(&result, &mut out).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "'=name,n,amount\r\n'=1+1,-5,-1.50\r\n\"a,\"\"b\"\"\",1,-1.50\r\n,2,-1.50\r\n'+49,3,-1.50\r\n'-,4,-1.50\r\n\"'\tx\",5,-1.50\r\n"
        );
    }
}
