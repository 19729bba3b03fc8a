//! A table as one Parquet file: the same rows in the same order give the same bytes, however they were split before.

use crate::LakeError;
use crate::rewrite::conform;
use crate::schema::TableDef;
use crate::stage::properties;
use arrow::array::RecordBatch;
use arrow::compute::concat_batches;
use arrow::datatypes::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::fs::File;
use std::io::Write;
use std::path::Path;

/// Rows of a batch, read or written.
const BATCH_ROWS: usize = 8192;

/// Reads a data file batch by batch, brought to `schema`: columns that an older file lacks are null.
///
/// # Errors
/// `lake.data`, `lake.io`, or what `each` returns.
pub fn each_batch<E: From<LakeError>>(
    source: &Path, schema: &SchemaRef, mut each: impl FnMut(RecordBatch) -> Result<(), E>,
) -> Result<(), E> {
    let file = File::open(source).map_err(|e| LakeError::io(format!("cannot open {}", source.display()))(e))?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(LakeError::from)?;
    for batch in builder.with_batch_size(BATCH_ROWS).build().map_err(LakeError::from)? {
        each(conform(&batch.map_err(LakeError::from)?, schema)?)?;
    }
    Ok(())
}

/// What the footer of a data file says: its rows and the names of its columns.
///
/// # Errors
/// `lake.data`, `lake.io`.
pub fn footer(source: &Path) -> Result<(u64, Vec<String>), LakeError> {
    let file = File::open(source).map_err(LakeError::io(format!("cannot open {}", source.display())))?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file)?;
    let rows = u64::try_from(builder.metadata().file_metadata().num_rows()).unwrap_or(0);
    Ok((rows, builder.schema().fields().iter().map(|f| f.name().clone()).collect()))
}

/// The schema of a table or of its history twin.
#[must_use]
pub fn schema_of(def: &TableDef, history: bool) -> SchemaRef {
    if history { def.history_schema() } else { def.schema() }
}

/// Writes one file of any number of rows.
pub struct WholeWriter<W: Write + Send> {
    writer: ArrowWriter<W>,
    schema: SchemaRef,
    held: Vec<RecordBatch>,
    held_rows: usize,
}

impl<W: Write + Send> std::fmt::Debug for WholeWriter<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WholeWriter").field("held_rows", &self.held_rows).finish_non_exhaustive()
    }
}

impl<W: Write + Send> WholeWriter<W> {
    /// Begins a file.
    ///
    /// # Errors
    /// `lake.data`.
    pub fn new(out: W, schema: SchemaRef) -> Result<Self, LakeError> {
        Ok(Self { writer: ArrowWriter::try_new(out, schema.clone(), Some(properties()?))?, schema, held: Vec::new(), held_rows: 0 })
    }

    /// Appends rows. Pages depend on how rows arrive, so they are written in batches of one size.
    ///
    /// # Errors
    /// `lake.data`, `lake.io`, `lake.disk_full`.
    pub fn write(&mut self, batch: RecordBatch) -> Result<(), LakeError> {
        self.held_rows += batch.num_rows();
        self.held.push(batch);
        while self.held_rows >= BATCH_ROWS {
            self.flush(BATCH_ROWS)?;
        }
        Ok(())
    }

    fn flush(&mut self, rows: usize) -> Result<(), LakeError> {
        let all = concat_batches(&self.schema, &self.held)?;
        self.writer.write(&all.slice(0, rows)).map_err(crate::stage::parquet_io)?;
        let rest = all.slice(rows, all.num_rows() - rows);
        self.held_rows = rest.num_rows();
        self.held = vec![rest];
        Ok(())
    }

    /// Ends the file and gives back where it was written to.
    ///
    /// # Errors
    /// `lake.data`, `lake.io`, `lake.disk_full`.
    pub fn finish(mut self) -> Result<W, LakeError> {
        if self.held_rows > 0 {
            self.flush(self.held_rows)?;
        }
        self.writer.into_inner().map_err(crate::stage::parquet_io)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::Int64Array;
    use arrow::datatypes::{DataType, Field, Schema};
    use std::sync::Arc;

    #[test]
    fn the_bytes_do_not_depend_on_how_the_rows_arrive() {
        let schema = Arc::new(Schema::new(vec![Field::new("n", DataType::Int64, false)]));
        let write = |sizes: &mut dyn Iterator<Item = i64>| {
            let mut writer = WholeWriter::new(Vec::new(), schema.clone()).unwrap();
            let mut at = 0;
            for size in sizes {
                let size = size.min(30_000 - at);
                let numbers: Int64Array = (at..at + size).map(|n| n * 7919 % 10_007).collect();
                writer.write(RecordBatch::try_new(schema.clone(), vec![Arc::new(numbers)]).unwrap()).unwrap();
                at += size;
            }
            assert_eq!(at, 30_000);
            writer.finish().unwrap()
        };
        let once = write(&mut [30_000].into_iter());
        assert_eq!(once, write(&mut std::iter::repeat_n(1_000, 30)));
        assert_eq!(once, write(&mut [1, 8_191, 8_193, 20_000].into_iter()));
    }
}
