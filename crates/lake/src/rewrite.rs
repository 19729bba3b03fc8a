//! Copy on write: a new file without some of the rows of an old one, the dropped rows going to the history twin.

use crate::schema::TableDef;
use crate::stage::{StageWriter, StagedFile};
use crate::{BitSet, LakeError};
use arrow::array::{ArrayRef, AsArray, BooleanArray, Int64Array, RecordBatch};
use arrow::compute::filter_record_batch;
use arrow::datatypes::{Int64Type, Schema};
use parquet::arrow::ProjectionMask;
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

/// Rewrites `source` into `dir` without the rows at the positions `offset + i` that are in `drop`.
///
/// Dropped rows that are also in `keep` go to the history twin under the import id `superseded_by`.
///
/// # Errors
/// `lake.data`, `lake.io`, `lake.disk_full`.
#[expect(clippy::too_many_arguments, reason = "a rewrite is these eight facts; a struct would be used once")]
pub fn rewrite_without(
    source: &Path, dir: &Path, table: &TableDef, prefix: &str, offset: u64, drop: &BitSet, keep: &BitSet, superseded_by: i64,
) -> Result<RewriteOutcome, LakeError> {
    let file = File::open(source).map_err(LakeError::io(format!("cannot open {}", source.display())))?;
    let reader = ParquetRecordBatchReaderBuilder::try_new(file)?.with_batch_size(8192).build()?;
    let mut kept = StageWriter::new(dir, table, false, prefix);
    let mut history = StageWriter::new(dir, table, true, &format!("{prefix}-h"));
    let mut at = offset;
    for batch in reader {
        let batch = conform(&batch?, &table.schema())?;
        let end = at + batch.num_rows() as u64;
        let stay: BooleanArray = (at..end).map(|p| Some(!drop.contains(p))).collect();
        if stay.true_count() == batch.num_rows() {
            kept.write(&batch)?;
        } else {
            kept.write(&filter_record_batch(&batch, &stay)?)?;
            let old: BooleanArray = (at..end).map(|p| Some(drop.contains(p) && keep.contains(p))).collect();
            if old.true_count() > 0 {
                history.write(&with_superseded(&filter_record_batch(&batch, &old)?, table, superseded_by)?)?;
            }
        }
        at = end;
    }
    Ok(RewriteOutcome { kept: kept.finish()?, history: history.finish()? })
}

/// Reads some 64-bit columns of a data file, batch by batch.
///
/// # Errors
/// `lake.data`, `lake.io`, or what `each` returns.
pub fn scan_columns<E: From<LakeError>>(
    source: &Path, columns: &[&str], mut each: impl FnMut(&[&Int64Array]) -> Result<(), E>,
) -> Result<(), E> {
    let file = File::open(source).map_err(|e| LakeError::io(format!("cannot open {}", source.display()))(e))?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(LakeError::from)?;
    let mask = ProjectionMask::columns(builder.parquet_schema(), columns.iter().copied());
    let reader = builder.with_projection(mask).with_batch_size(8192).build().map_err(LakeError::from)?;
    for batch in reader {
        let batch = batch.map_err(LakeError::from)?;
        let picked: Option<Vec<&Int64Array>> =
            columns.iter().map(|c| batch.column_by_name(c).map(|a| a.as_primitive::<Int64Type>())).collect();
        let picked = picked.ok_or_else(|| LakeError::Home { cause: format!("{} lacks a lineage column", source.display()) })?;
        each(&picked)?;
    }
    Ok(())
}

/// Adds the `superseded_by` column of the history twin.
fn with_superseded(batch: &RecordBatch, table: &TableDef, by: i64) -> Result<RecordBatch, LakeError> {
    let mut columns: Vec<ArrayRef> = batch.columns().to_vec();
    columns.push(Arc::new(Int64Array::from(vec![by; batch.num_rows()])));
    Ok(RecordBatch::try_new(table.history_schema(), columns)?)
}

/// Brings a batch read from an older file to the table's schema: columns by name, missing ones null.
///
/// # Errors
/// `lake.data`.
pub fn conform(batch: &RecordBatch, schema: &Arc<Schema>) -> Result<RecordBatch, LakeError> {
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

/// What identifies a row of a history twin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HistoryRow {
    /// High half of the row's key.
    pub key_hi: i64,
    /// Low half of the row's key.
    pub key_lo: i64,
    /// The import that wrote this version.
    pub import_id: i64,
    /// The import that replaced it.
    pub superseded_by: i64,
}

/// What happens to a row of a history twin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It stays as it is.
    Keep,
    /// It goes.
    Drop,
    /// It returns to the table.
    Restore,
    /// It stays, replaced by another import than before.
    Retarget(i64),
}

/// Rewrites a file of a history twin row by row: `kept` are files of the table with restored rows, `history` the rest.
///
/// # Errors
/// `lake.data`, `lake.io`, `lake.disk_full`.
pub fn rewrite_history(
    source: &Path, dir: &Path, table: &TableDef, prefix: &str, decide: &mut dyn FnMut(&HistoryRow) -> Fate,
) -> Result<RewriteOutcome, LakeError> {
    let file = File::open(source).map_err(LakeError::io(format!("cannot open {}", source.display())))?;
    let reader = ParquetRecordBatchReaderBuilder::try_new(file)?.with_batch_size(8192).build()?;
    let mut restored = StageWriter::new(dir, table, false, prefix);
    let mut history = StageWriter::new(dir, table, true, &format!("{prefix}-h"));
    for batch in reader {
        let batch = conform(&batch?, &table.history_schema())?;
        let column = |name: &str| {
            batch
                .column_by_name(name)
                .map(|c| c.as_primitive::<Int64Type>().clone())
                .ok_or_else(|| LakeError::Home { cause: format!("{} lacks {name}", source.display()) })
        };
        let (hi, lo, import, by) = (column("key_hi")?, column("key_lo")?, column("import_id")?, column("superseded_by")?);
        let fates: Vec<Fate> = (0..batch.num_rows())
            .map(|i| {
                decide(&HistoryRow { key_hi: hi.value(i), key_lo: lo.value(i), import_id: import.value(i), superseded_by: by.value(i) })
            })
            .collect();
        let back: BooleanArray = fates.iter().map(|f| Some(*f == Fate::Restore)).collect();
        if back.true_count() > 0 {
            let rows = filter_record_batch(&batch, &back)?;
            let columns = rows.columns()[..rows.num_columns() - 1].to_vec();
            restored.write(&RecordBatch::try_new(table.schema(), columns)?)?;
        }
        let stay: BooleanArray = fates.iter().map(|f| Some(matches!(f, Fate::Keep | Fate::Retarget(_)))).collect();
        if stay.true_count() > 0 {
            let targets: Int64Array =
                fates.iter().enumerate().map(|(i, f)| if let Fate::Retarget(to) = f { *to } else { by.value(i) }).collect();
            let mut columns = batch.columns().to_vec();
            if let Some(last) = columns.last_mut() {
                *last = Arc::new(targets);
            }
            history.write(&filter_record_batch(&RecordBatch::try_new(table.history_schema(), columns)?, &stay)?)?;
        }
    }
    Ok(RewriteOutcome { kept: restored.finish()?, history: history.finish()? })
}
