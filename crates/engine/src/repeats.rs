//! Drops rows that repeat the row before them, below aggregations that repetition cannot change.
//!
//! The lake keeps the lines of a document together, so counting documents or buyers meets the same keys many times in a
//! row. Comparing neighbours costs a fraction of hashing each row. It applies to plain grouping (what `DISTINCT` and
//! `count(DISTINCT ...)` become), to `min`, `max` and `bit_or`, never to sums or counts; the answer is the same whatever the
//! order of rows, and where neighbours seldom repeat it stops trying.

use arrow::array::{Array, ArrayRef, BooleanArray, BooleanBufferBuilder, RecordBatch};
use arrow::buffer::BooleanBuffer;
use arrow::compute::BatchCoalescer;
use arrow::compute::kernels::cmp::distinct;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::common::{Result, Statistics, internal_err};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::aggregates::{AggregateExec, AggregateMode};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{
    ChildrenPropertiesMode, DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties, ReplaceChildrenOptions,
    replace_children_if_necessary,
};
use futures::{StreamExt, stream};
use std::fmt;
use std::sync::Arc;

/// Rows after which it is decided whether going on is worth it.
const TRIAL_ROWS: usize = 100_000;

/// Puts [`RepeatsExec`] below the aggregations that it may serve.
#[derive(Debug, Default)]
pub struct DropRepeats;

impl PhysicalOptimizerRule for DropRepeats {
    fn optimize(&self, plan: Arc<dyn ExecutionPlan>, _config: &ConfigOptions) -> Result<Arc<dyn ExecutionPlan>> {
        let done = plan.transform_up(|node| {
            let Some(columns) = node.downcast_ref::<AggregateExec>().and_then(unmoved_by_repeats) else {
                return Ok(Transformed::no(node));
            };
            let input = Arc::clone(node.children()[0]);
            let below = Arc::new(RepeatsExec::new(input, columns));
            Ok(Transformed::yes(replace_children_if_necessary(node, vec![below])?))
        })?;
        Ok(done.data)
    }

    fn name(&self) -> &'static str {
        "drop_repeats"
    }

    fn schema_check(&self) -> bool {
        true
    }
}

/// The expressions that an aggregation reads, when rows that repeat all of them cannot change it.
fn unmoved_by_repeats(aggregate: &AggregateExec) -> Option<Vec<Arc<dyn PhysicalExpr>>> {
    let reads_rows = matches!(aggregate.mode(), AggregateMode::Partial | AggregateMode::Single | AggregateMode::SinglePartitioned);
    let group = aggregate.group_expr();
    if !reads_rows || group.is_empty() || group.has_grouping_set() || aggregate.filter_expr().iter().any(Option::is_some) {
        return None;
    }
    let mut columns = group.input_exprs();
    for function in aggregate.aggr_expr() {
        if !matches!(function.fun().name(), "min" | "max" | "bit_or") {
            return None;
        }
        columns.extend(function.expressions());
    }
    Some(columns)
}

/// Passes rows on, without those whose `columns` all equal those of the row before.
#[derive(Debug)]
struct RepeatsExec {
    input: Arc<dyn ExecutionPlan>,
    columns: Vec<Arc<dyn PhysicalExpr>>,
    properties: Arc<PlanProperties>,
}

impl RepeatsExec {
    fn new(input: Arc<dyn ExecutionPlan>, columns: Vec<Arc<dyn PhysicalExpr>>) -> Self {
        let properties = Arc::clone(input.properties());
        Self { input, columns, properties }
    }
}

impl DisplayAs for RepeatsExec {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns: Vec<String> = self.columns.iter().map(ToString::to_string).collect();
        write!(f, "RepeatsExec: columns=[{}]", columns.join(", "))
    }
}

impl ExecutionPlan for RepeatsExec {
    fn name(&self) -> &'static str {
        "RepeatsExec"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn maintains_input_order(&self) -> Vec<bool> {
        vec![true]
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.input]
    }

    fn apply_expressions(&self, f: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>) -> Result<TreeNodeRecursion> {
        for column in &self.columns {
            if f(column)? == TreeNodeRecursion::Stop {
                return Ok(TreeNodeRecursion::Stop);
            }
        }
        Ok(TreeNodeRecursion::Continue)
    }

    fn replace_children(
        self: Arc<Self>, mut children: Vec<Arc<dyn ExecutionPlan>>, _: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let (Some(input), true) = (children.pop(), children.is_empty()) else { return internal_err!("RepeatsExec has one input") };
        Ok(Arc::new(Self::new(input, self.columns.clone())))
    }

    fn with_new_children(self: Arc<Self>, children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        self.replace_children(children, ReplaceChildrenOptions::new(ChildrenPropertiesMode::Recompute))
    }

    fn statistics_from_inputs(
        &self, inputs: &[Arc<Statistics>], _: &datafusion::physical_plan::statistics::StatisticsArgs,
    ) -> Result<Arc<Statistics>> {
        Ok(Arc::new(inputs[0].as_ref().clone().to_inexact()))
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let schema = self.schema();
        let target = context.session_config().batch_size();
        let work = Repeats {
            input: self.input.execute(partition, context)?,
            columns: self.columns.clone(),
            kept: BatchCoalescer::new(Arc::clone(&schema), target),
            rows_seen: 0,
            rows_kept: 0,
            ended: false,
        };
        let rows = stream::try_unfold(work, |mut work| async move { Ok(work.next().await?.map(|batch| (batch, work))) });
        Ok(Box::pin(RecordBatchStreamAdapter::new(schema, rows)))
    }
}

struct Repeats {
    input: SendableRecordBatchStream,
    columns: Vec<Arc<dyn PhysicalExpr>>,
    /// Kept rows, gathered into full batches.
    kept: BatchCoalescer,
    rows_seen: usize,
    rows_kept: usize,
    ended: bool,
}

impl Repeats {
    async fn next(&mut self) -> Result<Option<RecordBatch>> {
        loop {
            if let Some(batch) = self.kept.next_completed_batch() {
                return Ok(Some(batch));
            }
            if self.ended {
                return Ok(None);
            }
            let Some(batch) = self.input.next().await.transpose()? else {
                self.ended = true;
                self.kept.finish_buffered_batch()?;
                continue;
            };
            let pointless = self.rows_seen > TRIAL_ROWS && self.rows_kept * 4 > self.rows_seen * 3;
            if pointless {
                if self.kept.is_empty() {
                    return Ok(Some(batch));
                }
                self.kept.push_batch(batch)?;
                self.kept.finish_buffered_batch()?;
                continue;
            }
            let first_of_run = self.first_of_run(&batch)?;
            self.rows_seen += batch.num_rows();
            self.rows_kept += first_of_run.true_count();
            self.kept.push_batch_with_filter(batch, &first_of_run)?;
        }
    }

    /// True where a row differs from the one before; the first row of a batch always counts as different.
    fn first_of_run(&self, batch: &RecordBatch) -> Result<BooleanArray> {
        let rows = batch.num_rows();
        let mut differs: Option<BooleanBuffer> = None;
        for column in &self.columns {
            let values: ArrayRef = column.evaluate(batch)?.into_array(rows)?;
            if rows < 2 {
                break;
            }
            let here = distinct(&values.slice(1, rows - 1), &values.slice(0, rows - 1))?;
            differs = Some(match differs {
                Some(so_far) => &so_far | here.values(),
                None => here.values().clone(),
            });
        }
        let mut mask = BooleanBufferBuilder::new(rows);
        if rows > 0 {
            mask.append(true);
        }
        if let Some(differs) = differs {
            mask.append_buffer(&differs);
        }
        Ok(BooleanArray::new(mask.finish(), None))
    }
}
