//! A lake table as DataFusion sees it: the snapshot's file list as one plain Parquet scan with statistics.
//!
//! Knows nothing of Delta. A column that a file does not have yet reads as null. Text is read as views (`Utf8View`),
//! which groups and compares about twice as fast as `Utf8`; the lake's schema is unchanged.

use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::pruning::PrunableStatistics;
use datafusion::common::stats::Precision;
use datafusion::common::{ColumnStatistics, DFSchema, Result, ScalarValue, Statistics};
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::parquet::CachedParquetFileReaderFactory;
use datafusion::datasource::physical_plan::{FileGroup, FileScanConfigBuilder, ParquetSource};
use datafusion::datasource::source::DataSourceExec;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::logical_expr::utils::conjunction;
use datafusion::logical_expr::{Expr, Operator, TableProviderFilterPushDown, TableType};
use datafusion::physical_optimizer::pruning::PruningPredicateBuilder;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::empty::EmptyExec;
use entrepot_lake::{DataFile, TableSnapshot};
use object_store::path::Path;
use std::sync::Arc;

/// Columns whose equality picks few rows: the scan then filters while it decodes, instead of decoding everything first.
const SELECTIVE: [&str; 10] =
    ["trade_id", "line_id", "parent_trade_id", "charge_id", "shipment_id", "party_id", "lot_id", "key_hi", "file_id", "gtin"];

/// One table of one lake version.
#[derive(Debug)]
pub struct LakeTable {
    snapshot: Arc<TableSnapshot>,
    schema: SchemaRef,
    store_url: ObjectStoreUrl,
}

impl LakeTable {
    /// Wraps a table's snapshot. The store must be registered under [`LakeTable::store_url`].
    pub fn try_new(snapshot: Arc<TableSnapshot>) -> Result<Self> {
        let schema = Arc::new(with_text_views(&snapshot.schema));
        let store_url = ObjectStoreUrl::parse(&snapshot.store_url[url::Position::BeforeScheme..url::Position::BeforePath])?;
        Ok(Self { snapshot, schema, store_url })
    }

    /// The URL (scheme and authority) of the store that holds the files.
    #[must_use]
    pub fn store_url(&self) -> &ObjectStoreUrl {
        &self.store_url
    }

    /// What is known about one file without opening it.
    fn file_statistics(&self, file: &DataFile) -> Statistics {
        let rows = usize::try_from(file.rows).unwrap_or(usize::MAX);
        let column_statistics = self
            .schema
            .fields()
            .iter()
            .map(|field| match (field.name().as_str(), field.data_type()) {
                ("day", DataType::Date32) => bounds(
                    file.day_min.map(|day| ScalarValue::Date32(Some(day))),
                    file.day_max.map(|day| ScalarValue::Date32(Some(day))),
                    field.is_nullable(),
                ),
                ("import_id", DataType::Int64) => bounds(
                    file.import_min.map(|id| ScalarValue::Int64(Some(id))),
                    file.import_max.map(|id| ScalarValue::Int64(Some(id))),
                    field.is_nullable(),
                ),
                _ => ColumnStatistics::new_unknown(),
            })
            .collect();
        Statistics { num_rows: Precision::Exact(rows), total_byte_size: Precision::Inexact(byte_size(file.size)), column_statistics }
    }

    /// Keeps the files that may hold rows which pass the filters.
    fn prune(&self, state: &dyn Session, filters: &[Expr], files: Vec<PartitionedFile>) -> Result<Vec<PartitionedFile>> {
        let Some(predicate) = conjunction(filters.to_vec()) else { return Ok(files) };
        let df_schema = DFSchema::try_from(Arc::clone(&self.schema))?;
        let physical = state.create_physical_expr(predicate, &df_schema)?;
        let Ok(pruning) = PruningPredicateBuilder::new().with_file_schema(Arc::clone(&self.schema)).try_build(physical) else {
            return Ok(files);
        };
        let statistics: Vec<Arc<Statistics>> = files.iter().filter_map(|file| file.statistics.clone()).collect();
        if statistics.len() != files.len() {
            return Ok(files);
        }
        let keep = pruning.prune(&PrunableStatistics::new(statistics, Arc::clone(&self.schema)))?;
        Ok(files.into_iter().zip(keep).filter(|(_, keep)| *keep).map(|(file, _)| file).collect())
    }
}

#[async_trait]
impl TableProvider for LakeTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> Result<Vec<TableProviderFilterPushDown>> {
        Ok(vec![TableProviderFilterPushDown::Inexact; filters.len()])
    }

    async fn scan(
        &self, state: &dyn Session, projection: Option<&Vec<usize>>, filters: &[Expr], limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let files = self
            .snapshot
            .files
            .iter()
            .filter(|file| file.rows > 0)
            .map(|file| {
                PartitionedFile::new(location(&self.snapshot, &file.path).to_string(), file.size)
                    .with_statistics(Arc::new(self.file_statistics(file)))
            })
            .collect::<Vec<_>>();
        let mut files = self.prune(state, filters, files)?;
        if files.is_empty() {
            let projected = projection.map_or_else(|| Ok(self.schema.as_ref().clone()), |columns| self.schema.project(columns))?;
            return Ok(Arc::new(EmptyExec::new(Arc::new(projected))));
        }
        if filters.is_empty()
            && let Some(limit) = limit
        {
            files = first_rows(files, limit);
        }
        let statistics = total(&files, &self.schema)?;
        let store = state.runtime_env().object_store(&self.store_url)?;
        let cache = state.runtime_env().cache_manager.get_file_metadata_cache();
        let options = datafusion::common::config::TableParquetOptions {
            global: state.config_options().execution.parquet.clone(),
            ..Default::default()
        };
        let selective = filters.iter().any(is_selective);
        let source = ParquetSource::new(Arc::clone(&self.schema))
            .with_table_parquet_options(options)
            .with_parquet_file_reader_factory(Arc::new(CachedParquetFileReaderFactory::new(store, cache)))
            .with_metadata_size_hint(512 * 1024)
            .with_pushdown_filters(selective)
            .with_reorder_filters(selective);
        let groups = FileGroup::new(files).split_files(state.config().target_partitions().max(1));
        let config = FileScanConfigBuilder::new(self.store_url.clone(), Arc::new(source))
            .with_file_groups(groups)
            .with_statistics(statistics)
            .with_projection_indices(projection.cloned())?
            .with_limit(limit)
            .build();
        Ok(DataSourceExec::from_data_source(config))
    }
}

/// Where a file of a table lies in its store.
pub(crate) fn location(table: &TableSnapshot, file: &str) -> Path {
    table.root.parts().chain(Path::from(file).parts()).collect()
}

/// Drops files that are not needed for the first `limit` rows.
fn first_rows(files: Vec<PartitionedFile>, limit: usize) -> Vec<PartitionedFile> {
    let mut rows = 0_usize;
    let mut kept = Vec::new();
    for file in files {
        if rows >= limit && !kept.is_empty() {
            break;
        }
        rows += file.statistics.as_ref().and_then(|s| s.num_rows.get_value().copied()).unwrap_or(0);
        kept.push(file);
    }
    kept
}

/// Statistics of several files together.
fn total(files: &[PartitionedFile], schema: &Schema) -> Result<Statistics> {
    let parts: Vec<&Statistics> = files.iter().filter_map(|file| file.statistics.as_deref()).collect();
    if parts.len() != files.len() {
        return Ok(Statistics::new_unknown(schema));
    }
    Statistics::try_merge_iter(parts, schema)
}

fn bounds(min: Option<ScalarValue>, max: Option<ScalarValue>, nullable: bool) -> ColumnStatistics {
    let (Some(min), Some(max)) = (min, max) else { return ColumnStatistics::new_unknown() };
    let statistics = ColumnStatistics::new_unknown().with_min_value(Precision::Exact(min)).with_max_value(Precision::Exact(max));
    if nullable { statistics } else { statistics.with_null_count(Precision::Exact(0)) }
}

fn byte_size(size: u64) -> usize {
    usize::try_from(size).unwrap_or(usize::MAX)
}

/// Whether a filter pins an identifier to a value or a short list.
fn is_selective(filter: &Expr) -> bool {
    let names = |expr: &Expr| matches!(expr, Expr::Column(column) if SELECTIVE.contains(&column.name()));
    match filter {
        Expr::BinaryExpr(binary) => match binary.op {
            Operator::Eq => names(&binary.left) || names(&binary.right),
            Operator::And => is_selective(&binary.left) || is_selective(&binary.right),
            Operator::Or => is_selective(&binary.left) && is_selective(&binary.right),
            _ => false,
        },
        Expr::InList(list) => !list.negated && names(&list.expr) && list.list.len() <= 64,
        _ => false,
    }
}

/// The same schema with text as views.
fn with_text_views(schema: &Schema) -> Schema {
    let fields: Vec<Field> = schema
        .fields()
        .iter()
        .map(|field| match field.data_type() {
            DataType::Utf8 | DataType::LargeUtf8 => field.as_ref().clone().with_data_type(DataType::Utf8View),
            _ => field.as_ref().clone(),
        })
        .collect();
    Schema::new(fields)
}
