//! What the lines say about the book as a whole: its days and its currencies.
//!
//! Taken from the footers of the files where they can tell, so that asking costs no scan.

use crate::error::EngineError;
use crate::session::LakeSession;
use arrow::array::AsArray;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::ParquetFileReaderFactory;
use datafusion::datasource::physical_plan::parquet::CachedParquetFileReaderFactory;
use datafusion::physical_plan::metrics::ExecutionPlanMetricsSet;
use entrepot_domain::Day;
use entrepot_lake::TableSnapshot;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The book at a glance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookFacts {
    /// Number of order lines.
    pub lines: u64,
    /// First and last day of any line.
    pub days: Option<(Day, Day)>,
    /// ISO 4217 codes that occur, sorted.
    pub currencies: Vec<String>,
}

impl BookFacts {
    /// The currency of all lines, when there is exactly one.
    #[must_use]
    pub fn single_currency(&self) -> Option<&str> {
        match self.currencies.as_slice() {
            [one] => Some(one),
            _ => None,
        }
    }
}

/// The profit and loss account at a glance: what its postings are in, and when they are. Wider than the lines: charges
/// and parcels have days and currencies of their own.
pub(crate) async fn of_postings(session: &LakeSession, lines: &BookFacts) -> Result<BookFacts, EngineError> {
    let mut currencies: BTreeSet<String> = lines.currencies.iter().cloned().collect();
    let (mut first, mut last) = (lines.days.map(|days| days.0.0), lines.days.map(|days| days.1.0));
    for (table, sql) in [
        ("charges", "SELECT currency, min(day) AS first, max(day) AS last FROM charges GROUP BY currency"),
        (
            "shipments",
            "SELECT currency, CAST(min(coalesce(shipped_at, delivered_at, promised_at)) AS DATE) AS first, \
             CAST(max(coalesce(shipped_at, delivered_at, promised_at)) AS DATE) AS last FROM shipments WHERE cost <> 0 GROUP BY currency",
        ),
        (
            "products",
            "SELECT cost_currency AS currency, CAST(NULL AS DATE) AS first, CAST(NULL AS DATE) AS last FROM products \
             WHERE cost IS NOT NULL GROUP BY cost_currency",
        ),
    ] {
        if session.snapshot().table(table).is_none_or(|table| table.rows() == 0) {
            continue;
        }
        for batch in &session.sql(sql).await?.batches {
            currencies.extend(batch.column(0).as_string_view().iter().flatten().map(str::to_owned));
            let days = |column: usize| batch.column(column).as_primitive::<arrow::datatypes::Date32Type>().iter().flatten();
            first = days(1).chain(first).min();
            last = days(2).chain(last).max();
        }
    }
    let days = first.zip(last).map(|(first, last)| (Day(first), Day(last)));
    Ok(BookFacts { lines: lines.lines, days, currencies: currencies.into_iter().collect() })
}

pub(crate) async fn read(session: &LakeSession) -> Result<BookFacts, EngineError> {
    let Some(lines) = session.snapshot().table("lines") else {
        return Ok(BookFacts { lines: 0, days: None, currencies: Vec::new() });
    };
    let currencies = match from_footers(session, lines).await {
        Some(found) => found,
        None => from_rows(session).await?,
    };
    let first = lines.files.iter().map(|file| file.day_min).min().flatten();
    let last = lines.files.iter().map(|file| file.day_max).max().flatten();
    let known = lines.files.iter().all(|file| file.rows == 0 || (file.day_min.is_some() && file.day_max.is_some()));
    let days = match (first, last) {
        (Some(first), Some(last)) if known => Some((Day(first), Day(last))),
        _ if lines.rows() == 0 => None,
        _ => days_from_rows(session).await?,
    };
    Ok(BookFacts { lines: lines.rows(), days, currencies: currencies.into_iter().collect() })
}

/// The currencies, when every row group holds only one (its exact minimum equals its maximum).
async fn from_footers(session: &LakeSession, lines: &TableSnapshot) -> Option<BTreeSet<String>> {
    let cache = session.context().runtime_env().cache_manager.get_file_metadata_cache();
    let factory = CachedParquetFileReaderFactory::new(Arc::clone(&lines.store), cache);
    let metrics = ExecutionPlanMetricsSet::new();
    let mut found = BTreeSet::new();
    for file in &lines.files {
        let location = crate::provider::location(lines, &file.path);
        let partitioned = PartitionedFile::new(location.to_string(), file.size);
        let mut reader = factory.create_reader(0, partitioned, Some(512 * 1024), &metrics).ok()?;
        let footer = reader.get_metadata(None).await.ok()?;
        for group in footer.row_groups() {
            let column = group.columns().iter().find(|column| column.column_path().string() == "currency")?;
            let statistics = column.statistics()?;
            let (min, max) = (statistics.min_bytes_opt()?, statistics.max_bytes_opt()?);
            if !statistics.min_is_exact() || !statistics.max_is_exact() || min != max || statistics.null_count_opt() != Some(0) {
                return None;
            }
            found.insert(String::from_utf8(min.to_vec()).ok()?);
        }
    }
    Some(found)
}

async fn from_rows(session: &LakeSession) -> Result<BTreeSet<String>, EngineError> {
    let result = session.sql("SELECT DISTINCT currency FROM lines").await?;
    let mut found = BTreeSet::new();
    for batch in &result.batches {
        found.extend(batch.column(0).as_string_view().iter().flatten().map(str::to_owned));
    }
    Ok(found)
}

async fn days_from_rows(session: &LakeSession) -> Result<Option<(Day, Day)>, EngineError> {
    let result = session.sql("SELECT min(day) AS first, max(day) AS last FROM lines").await?;
    let cell = |column: usize| {
        result.batches.first().and_then(|batch| {
            let days = batch.column(column).as_primitive::<arrow::datatypes::Date32Type>();
            days.iter().next().flatten().map(Day)
        })
    };
    Ok(cell(0).zip(cell(1)))
}
