//! Copy on write: a new file without some of the rows of an old one, the dropped rows going to the history twin.

use crate::schema::TableDef;
use crate::stage::{StageWriter, StagedFile};
use crate::LakeError;
use arrow::array::{ArrayRef, BooleanArray, Int64Array, RecordBatch};
use arrow::compute::filter_record_batch;
use arrow::datatypes::Schema;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

/// What a rewrite made.
#[derive(Debug, Default)]
pub struct RewriteOutcome {
    /// Files with the rows that stay.
    pub kept: Vec<StagedFile>,
    /// Files of the history twin with the rows that went, when asked for.
    pub history: Vec<StagedFile>,
}

/// Rewrites `source` into `dir` without the rows whose positions are in `drop` (sorted, unique).
///
/// With `superseded_by`, the dropped rows are written to the history twin under that import id.
///
/// # Errors
/// `lake.data`, `lake.io`, `lake.disk_full`.
pub fn rewrite_without(
    source: &Path, dir: &Path, table: &TableDef, prefix: &str, drop: &[u64], superseded_by: Option<i64>,
) -> Result<RewriteOutcome, LakeError> {
    let file = File::open(source).map_err(LakeError::io(format!("cannot open {}", source.display())))?;
    let reader = ParquetRecordBatchReaderBuilder::try_new(file)?.with_batch_size(8192).build()?;
    let mut kept = StageWriter::new(dir, table, false, prefix);
    let mut history = StageWriter::new(dir, table, true, &format!("{prefix}-h"));
    let (mut at, mut next) = (0_u64, 0_usize);
    for batch in reader {
        let batch = conform(&batch?, &table.schema())?;
        let end = at + batch.num_rows() as u64;
        let stop = next + drop[next..].partition_point(|p| *p < end);
        if stop == next {
            kept.write(&batch)?;
        } else {
            let mut keep = vec![true; batch.num_rows()];
            for p in &drop[next..stop] {
                keep[usize::try_from(p - at).unwrap_or(usize::MAX)] = false;
            }
            let gone = BooleanArray::from(keep.iter().map(|k| !k).collect::<Vec<_>>());
            kept.write(&filter_record_batch(&batch, &BooleanArray::from(keep))?)?;
            if let Some(by) = superseded_by {
                history.write(&with_superseded(&filter_record_batch(&batch, &gone)?, table, by)?)?;
            }
            next = stop;
        }
        at = end;
    }
    Ok(RewriteOutcome { kept: kept.finish()?, history: history.finish()? })
}

/// Adds the `superseded_by` column of the history twin.
fn with_superseded(batch: &RecordBatch, table: &TableDef, by: i64) -> Result<RecordBatch, LakeError> {
    let mut columns: Vec<ArrayRef> = batch.columns().to_vec();
    columns.push(Arc::new(Int64Array::from(vec![by; batch.num_rows()])));
    Ok(RecordBatch::try_new(table.history_schema(), columns)?)
}

/// Brings a batch read from an older file to the table's schema: columns by name, missing ones null.
pub(crate) fn conform(batch: &RecordBatch, schema: &Arc<Schema>) -> Result<RecordBatch, LakeError> {
    if batch.schema().fields() == schema.fields() {
        return Ok(RecordBatch::try_new(schema.clone(), batch.columns().to_vec())?);
    }
    let columns = schema
        .fields()
        .iter()
        .map(|f| match batch.column_by_name(f.name()) {
            Some(c) if c.data_type() == f.data_type() => Ok(c.clone()),
            Some(c) => arrow::compute::cast(c, f.data_type()).map_err(LakeError::from),
            None => Ok(arrow::array::new_null_array(f.data_type(), batch.num_rows())),
        })
        .collect::<Result<Vec<_>, _>>()?;
    Ok(RecordBatch::try_new(schema.clone(), columns)?)
}
