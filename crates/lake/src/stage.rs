//! Staged Parquet files: written next to the lake, invisible until a commit moves them in.

use crate::LakeError;
use crate::schema::TableDef;
use arrow::array::AsArray;
use arrow::array::{Array, RecordBatch};
use arrow::compute::{max, min};
use arrow::datatypes::{Date32Type, Int64Type, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::path::{Path, PathBuf};

/// Rows of one Parquet row group.
const ROW_GROUP_ROWS: usize = 256 * 1024;
/// Rows after which a file is closed and the next one begins.
const FILE_ROWS: u64 = 2 * 1024 * 1024;

/// A closed Parquet file that waits for its commit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StagedFile {
    /// File name, unique over the life of the lake.
    pub name: String,
    /// Size in bytes.
    pub size: u64,
    /// Number of rows.
    pub rows: u64,
    /// Smallest and largest `day`, days since the epoch.
    pub days: Option<(i32, i32)>,
    /// Smallest and largest `import_id`.
    pub imports: Option<(i64, i64)>,
}

/// Writes batches of one table into files of bounded size, with bounded memory.
#[derive(Debug)]
pub struct StageWriter {
    dir: PathBuf,
    prefix: String,
    schema: SchemaRef,
    day: Option<usize>,
    import: Option<usize>,
    open: Option<Open>,
    next: u32,
    done: Vec<StagedFile>,
}

#[derive(Debug)]
struct Open {
    name: String,
    writer: ArrowWriter<File>,
    rows: u64,
    days: Option<(i32, i32)>,
    imports: Option<(i64, i64)>,
}

/// Writer settings: zstd, dictionaries for what repeats, none for hashes.
pub(crate) fn properties() -> Result<WriterProperties, LakeError> {
    let mut p = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(1)?))
        .set_max_row_group_row_count(Some(ROW_GROUP_ROWS))
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_write_batch_size(8192)
        .set_created_by("entrepot".to_owned());
    for name in ["key_hi", "key_lo", "content"] {
        let column = ColumnPath::from(name);
        p = p
            .set_column_dictionary_enabled(column.clone(), false)
            .set_column_statistics_enabled(column.clone(), EnabledStatistics::None)
            .set_column_compression(column, Compression::UNCOMPRESSED);
    }
    let row = ColumnPath::from("row");
    p = p.set_column_dictionary_enabled(row.clone(), false).set_column_encoding(row, Encoding::DELTA_BINARY_PACKED);
    Ok(p.build())
}

impl StageWriter {
    /// A writer for `table` (or its history twin) into `dir`; file names start with `prefix`.
    #[must_use]
    pub fn new(dir: &Path, table: &TableDef, history: bool, prefix: &str) -> Self {
        let schema = if history { table.history_schema() } else { table.schema() };
        Self {
            dir: dir.to_owned(),
            prefix: prefix.to_owned(),
            day: schema.index_of("day").ok(),
            import: schema.index_of("import_id").ok(),
            schema,
            open: None,
            next: 0,
            done: Vec::new(),
        }
    }

    /// Appends a batch of the table's schema.
    ///
    /// # Errors
    /// `lake.data`, `lake.io`, `lake.disk_full`.
    pub fn write(&mut self, batch: &RecordBatch) -> Result<(), LakeError> {
        if batch.num_rows() == 0 {
            return Ok(());
        }
        if self.open.is_none() {
            let name = format!("{}-{:04}.parquet", self.prefix, self.next);
            self.next += 1;
            let path = self.dir.join(&name);
            let file = File::create(&path).map_err(LakeError::io(format!("cannot create {}", path.display())))?;
            let writer = ArrowWriter::try_new(file, self.schema.clone(), Some(properties()?))?;
            self.open = Some(Open { name, writer, rows: 0, days: None, imports: None });
        }
        let Some(open) = self.open.as_mut() else { return Ok(()) };
        open.writer.write(batch).map_err(parquet_io)?;
        open.rows += batch.num_rows() as u64;
        if let Some(i) = self.day {
            let days = batch.column(i).as_primitive::<Date32Type>();
            if days.null_count() < days.len() {
                open.days = widen(open.days, min(days), max(days));
            }
        }
        if let Some(i) = self.import {
            let ids = batch.column(i).as_primitive::<Int64Type>();
            open.imports = widen(open.imports, min(ids), max(ids));
        }
        if open.rows >= FILE_ROWS {
            self.close()?;
        }
        Ok(())
    }

    fn close(&mut self) -> Result<(), LakeError> {
        let Some(open) = self.open.take() else { return Ok(()) };
        let path = self.dir.join(&open.name);
        let file = open.writer.into_inner().map_err(parquet_io)?;
        file.sync_all().map_err(LakeError::io(format!("cannot write {}", path.display())))?;
        let size = file.metadata().map_err(LakeError::io(format!("cannot read {}", path.display())))?.len();
        self.done.push(StagedFile { name: open.name, size, rows: open.rows, days: open.days, imports: open.imports });
        Ok(())
    }

    /// Closes the last file, fsynced, and returns all of them.
    ///
    /// # Errors
    /// `lake.data`, `lake.io`, `lake.disk_full`.
    pub fn finish(mut self) -> Result<Vec<StagedFile>, LakeError> {
        self.close()?;
        Ok(self.done)
    }
}

/// An I/O error inside the Parquet writer is an I/O error (a full disk must say so).
pub(crate) fn parquet_io(e: parquet::errors::ParquetError) -> LakeError {
    if let parquet::errors::ParquetError::External(inner) = e {
        return match inner.downcast::<std::io::Error>() {
            Ok(io) => LakeError::Io { what: "cannot write a data file".to_owned(), source: *io },
            Err(other) => LakeError::Parquet(parquet::errors::ParquetError::External(other)),
        };
    }
    let text = e.to_string();
    if text.contains("No space left") {
        let source = std::io::Error::new(std::io::ErrorKind::StorageFull, text);
        return LakeError::Io { what: "cannot write a data file".to_owned(), source };
    }
    LakeError::Parquet(e)
}

fn widen<T: Ord + Copy>(range: Option<(T, T)>, low: Option<T>, high: Option<T>) -> Option<(T, T)> {
    let (Some(low), Some(high)) = (low, high) else { return range };
    Some(match range {
        None => (low, high),
        Some((a, b)) => (a.min(low), b.max(high)),
    })
}
