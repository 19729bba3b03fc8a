//! `line_sums`: the lines of one document that agree in everything but the article, added up once a lake version.
//!
//! An order of twenty articles is twenty lines and one row here, so whatever does not ask for articles reads a fraction of
//! the rows. Lines of a document lie beside each other in the files (they are sorted by day and document), so neighbours
//! are merged while they are read: one pass, no hashing. A document whose lines lie apart has several rows; all that is
//! asked of the table adds up or counts distinct documents, so nothing depends on where the rows end.

use crate::error::EngineError;
use crate::session::LakeSession;
use arrow::array::{Array, ArrayRef, AsArray, Decimal128Array, Int8Array, Int64Array, RecordBatch, StringViewArray, UInt32Array};
use arrow::compute::{concat_batches, min, partition, take};
use arrow::datatypes::{DataType, Decimal128Type, Field, Schema, SchemaRef, TimestampMicrosecondType};
use datafusion::common::{DataFusionError, Result};
use datafusion::datasource::MemTable;
use datafusion::execution::memory_pool::{MemoryConsumer, MemoryReservation};
use futures::StreamExt;
use std::ops::Range;
use std::sync::Arc;

/// The table's name.
pub const LINE_SUMS: &str = "line_sums";

/// What the lines of a row agree in.
pub const KEYS: [&str; 14] = [
    "trade_id",
    "kind",
    "component",
    "mode",
    "platform",
    "channel",
    "seller_id",
    "seller_country",
    "buyer_id",
    "customer_type",
    "country",
    "cross_border",
    "currency",
    "day",
];
/// What is added up. The amounts of a row are all above zero, all below, or all zero: a condition on the sign of `amount` holds
/// for a row as it does for its lines.
pub const SUMS: [&str; 5] = ["quantity", "amount", "discount", "tax", "shipping"];
/// The earliest instant of the lines.
const TIME: &str = "time";
/// How many lines a row stands for.
const LINES: &str = "lines";

/// Lines for each document below which merging them is not worth a pass.
const LINES_EACH_MIN: u64 = 2;
/// Most bytes that the table may take; and never more than half of the engine's memory.
const BYTES_MAX: usize = 256 * 1024 * 1024;
/// Rows of a batch of the table.
const BATCH_ROWS: usize = 16 * 1024;

/// When the table is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UseLineSums {
    /// When documents have so many lines that it pays, and it fits.
    #[default]
    WhenWorth,
    /// Whenever it fits.
    Always,
    /// Never: everything reads the lines.
    Never,
}

/// The same as a view, for a lake where the table is not made.
pub(crate) const VIEW: &str = "\
SELECT trade_id, kind, component, mode, platform, channel, seller_id, seller_country, buyer_id, customer_type, country, cross_border,
       currency, day, sum(quantity) AS quantity, sum(amount) AS amount, sum(discount) AS discount, sum(tax) AS tax,
       sum(shipping) AS shipping, min(time) AS time, count(*) AS lines
FROM lines
GROUP BY trade_id, kind, component, mode, platform, channel, seller_id, seller_country, buyer_id, customer_type, country, cross_border,
         currency, day, CASE WHEN amount > 0 THEN 1 WHEN amount < 0 THEN -1 ELSE 0 END";

/// The table in memory, with what it holds of the engine's memory.
#[derive(Debug)]
pub(crate) struct LineSums {
    pub table: Arc<MemTable>,
    _held: Vec<MemoryReservation>,
}

/// Makes the table; `None` when it is not worth it or does not fit.
pub(crate) async fn make(session: &LakeSession) -> Result<Option<LineSums>, EngineError> {
    let engine = session.engine()?;
    let rows = |name: &str| session.snapshot().table(name).map_or(0, |table| table.rows());
    let worth = match engine.config().line_sums {
        UseLineSums::Never => false,
        UseLineSums::Always => rows("lines") > 0,
        UseLineSums::WhenWorth => rows("lines") > 0 && rows("trades") > 0 && rows("lines") / rows("trades") >= LINES_EACH_MIN,
    };
    if !worth {
        return Ok(None);
    }
    let fail = |error: &DataFusionError| EngineError::from_datafusion(error, &[]);
    let columns: Vec<&str> = KEYS.iter().chain(&SUMS).copied().chain([TIME]).collect();
    let statement = format!("SELECT {} FROM lines", columns.join(", "));
    let context = session.context().clone();
    let streams = engine.spawn(async move { context.sql(&statement).await?.execute_stream_partitioned().await });
    let Some(streams) = streams else { return Ok(None) };
    let streams = streams.result().await?.map_err(|error| fail(&error))?;
    let bytes_max = BYTES_MAX.min(engine.config().memory_bytes / 2);
    let held = MemoryConsumer::new(LINE_SUMS).register(&session.context().runtime_env().memory_pool);
    let each_max = bytes_max / streams.len().max(1);
    let mut parts = Vec::new();
    for mut stream in streams {
        let reservation = held.new_empty();
        let merging = async move {
            let mut part = Part::new(reservation, each_max);
            while let Some(batch) = stream.next().await {
                if !part.add(&batch?)? {
                    return Ok(None);
                }
            }
            part.end().map(Some)
        };
        parts.extend(engine.spawn(merging));
    }
    let mut batches = Vec::new();
    let mut reserved = Vec::new();
    for part in parts {
        let done: Result<Option<(Vec<RecordBatch>, MemoryReservation)>> = part.result().await?;
        let Some((part, reservation)) = done.map_err(|error| fail(&error))? else { return Ok(None) };
        reserved.push(reservation);
        batches.push(part);
    }
    let table = MemTable::try_new(schema(&batches), batches).map_err(|error| fail(&error))?;
    Ok(Some(LineSums { table: Arc::new(table), _held: reserved }))
}

fn schema(batches: &[Vec<RecordBatch>]) -> SchemaRef {
    batches.iter().flatten().next().map_or_else(|| Arc::new(Schema::empty()), RecordBatch::schema)
}

/// The rows of one partition so far.
struct Part {
    done: Vec<RecordBatch>,
    /// Merged batches that are still small.
    small: Vec<RecordBatch>,
    held: MemoryReservation,
    bytes_max: usize,
}

impl Part {
    fn new(held: MemoryReservation, bytes_max: usize) -> Self {
        Self { done: Vec::new(), small: Vec::new(), held, bytes_max }
    }

    /// Merges a batch; false when there is no room.
    fn add(&mut self, batch: &RecordBatch) -> Result<bool> {
        if batch.num_rows() == 0 {
            return Ok(true);
        }
        let merged = merge(batch)?;
        let bytes = merged.get_array_memory_size();
        self.small.push(merged);
        if self.held.size() + bytes > self.bytes_max || self.held.try_grow(bytes).is_err() {
            return Ok(false);
        }
        if self.small.iter().map(RecordBatch::num_rows).sum::<usize>() >= BATCH_ROWS {
            self.pack()?;
        }
        Ok(true)
    }

    fn pack(&mut self) -> Result<()> {
        if let Some(first) = self.small.first() {
            self.done.push(concat_batches(&first.schema(), &self.small)?);
            self.small.clear();
        }
        Ok(())
    }

    fn end(mut self) -> Result<(Vec<RecordBatch>, MemoryReservation)> {
        self.pack()?;
        Ok((self.done, self.held))
    }
}

/// Merges neighbouring lines of a batch that agree in all keys and in the sign of their amount.
fn merge(batch: &RecordBatch) -> Result<RecordBatch> {
    let keys = &batch.columns()[..KEYS.len()];
    let amount_at = KEYS.len() + SUMS.iter().position(|name| *name == "amount").unwrap_or_default();
    let signs: Int8Array = batch.column(amount_at).as_primitive::<Decimal128Type>().unary(|amount| amount.signum() as i8);
    let mut same: Vec<ArrayRef> = keys.to_vec();
    same.push(Arc::new(signs));
    let ranges = partition(&same)?.ranges();
    let firsts = UInt32Array::from_iter_values(ranges.iter().map(|range| u32::try_from(range.start).unwrap_or(u32::MAX)));
    let mut columns: Vec<ArrayRef> = Vec::with_capacity(batch.num_columns() + 1);
    let mut fields = Vec::with_capacity(batch.num_columns() + 1);
    for (at, field) in batch.schema_ref().fields().iter().enumerate() {
        let column = batch.column(at);
        let merged: ArrayRef = if at < KEYS.len() {
            // Long texts are copied, so that the batch they come from can go.
            let taken = take(column, &firsts, None)?;
            taken.as_any().downcast_ref::<StringViewArray>().map(|views| Arc::new(views.gc()) as ArrayRef).unwrap_or(taken)
        } else if at < KEYS.len() + SUMS.len() {
            Arc::new(sums(column.as_primitive::<Decimal128Type>(), &ranges)?)
        } else {
            let times = column.as_primitive::<TimestampMicrosecondType>();
            let earliest = ranges.iter().map(|range| min(&times.slice(range.start, range.len())));
            Arc::new(earliest.collect::<arrow::array::TimestampMicrosecondArray>().with_data_type(times.data_type().clone()))
        };
        fields.push(Field::new(field.name(), merged.data_type().clone(), field.is_nullable()));
        columns.push(merged);
    }
    fields.push(Field::new(LINES, DataType::Int64, false));
    columns.push(Arc::new(Int64Array::from_iter_values(ranges.iter().map(|range| i64::try_from(range.len()).unwrap_or(i64::MAX)))));
    Ok(RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)?)
}

/// Exact sums of ranges, wide enough for any number of lines that a batch can have.
fn sums(values: &Decimal128Array, ranges: &[Range<usize>]) -> Result<Decimal128Array> {
    let all = values.values();
    let sums = ranges.iter().map(|range| {
        all[range.clone()]
            .iter()
            .try_fold(0_i128, |sum, value| sum.checked_add(*value))
            .ok_or_else(|| DataFusionError::Execution("Overflow in sum: the lines of one document".to_owned()))
    });
    Ok(Decimal128Array::from_iter_values(sums.collect::<Result<Vec<_>>>()?).with_precision_and_scale(38, values.scale())?)
}
