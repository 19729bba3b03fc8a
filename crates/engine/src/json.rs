//! Results as JSON: decimals, days and instants as strings, integers and floats as numbers, null as null.

use crate::cells::cell_text;
use crate::result::QueryResult;
use arrow::array::{Array, AsArray};
use arrow::datatypes::{
    DataType, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use serde_json::{Map, Value, json};

/// One cell.
#[must_use]
pub fn cell_json(array: &dyn Array, row: usize) -> Value {
    if array.is_null(row) {
        return Value::Null;
    }
    match array.data_type() {
        DataType::Boolean => Value::Bool(array.as_boolean().value(row)),
        DataType::Int8 => array.as_primitive::<Int8Type>().value(row).into(),
        DataType::Int16 => array.as_primitive::<Int16Type>().value(row).into(),
        DataType::Int32 => array.as_primitive::<Int32Type>().value(row).into(),
        DataType::Int64 => array.as_primitive::<Int64Type>().value(row).into(),
        DataType::UInt8 => array.as_primitive::<UInt8Type>().value(row).into(),
        DataType::UInt16 => array.as_primitive::<UInt16Type>().value(row).into(),
        DataType::UInt32 => array.as_primitive::<UInt32Type>().value(row).into(),
        DataType::UInt64 => array.as_primitive::<UInt64Type>().value(row).into(),
        // JSON has no infinity and no NaN: those become null.
        DataType::Float32 => f64::from(array.as_primitive::<Float32Type>().value(row)).into(),
        DataType::Float64 => array.as_primitive::<Float64Type>().value(row).into(),
        _ => cell_text(array, row).map_or(Value::Null, Value::String),
    }
}

/// The rows as arrays, in column order.
#[must_use]
pub fn rows_json(result: &QueryResult) -> Vec<Vec<Value>> {
    let mut rows = Vec::with_capacity(result.rows());
    for batch in &result.batches {
        for row in 0..batch.num_rows() {
            rows.push(batch.columns().iter().map(|column| cell_json(column, row)).collect());
        }
    }
    rows
}

/// The rows as objects, keyed by column name.
#[must_use]
pub fn objects_json(result: &QueryResult) -> Vec<Map<String, Value>> {
    let names: Vec<String> = result.schema.fields().iter().map(|field| field.name().clone()).collect();
    rows_json(result).into_iter().map(|row| names.iter().cloned().zip(row).collect()).collect()
}

/// The whole result: `{columns:[{name,type}], rows:[[..]], truncated, lake_version, elapsed_ms}`.
#[must_use]
pub fn result_json(result: &QueryResult) -> Value {
    let columns: Vec<Value> = result.columns().into_iter().map(|(name, kind)| json!({ "name": name, "type": kind })).collect();
    json!({
        "columns": columns,
        "rows": rows_json(result),
        "truncated": result.truncated,
        "lake_version": result.lake_version,
        "elapsed_ms": result.elapsed_ms,
    })
}
