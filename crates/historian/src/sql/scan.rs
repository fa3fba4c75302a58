//! Reads `samples` for a query: one partition per stretch of tags, each sorted
//! by tag and time.

use std::fmt;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, AsArray, Float64Array, PrimitiveArray, RecordBatch, RecordBatchOptions, StringArray,
    StringViewBuilder,
};
use arrow::compute::SortOptions;
use arrow::datatypes::{Float64Type, Int32Type, SchemaRef, TimestampNanosecondType};
use datafusion::common::stats::Precision;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{DataFusionError, Result, ScalarValue, SplitPoint, Statistics, internal_err};
use datafusion::config::ConfigOptions;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::expressions::Column;
use datafusion::physical_expr::utils::{collect_columns, reassign_expr_columns};
use datafusion::physical_expr::{
    ConstExpr, EquivalenceProperties, LexOrdering, PhysicalExpr, PhysicalSortExpr, RangePartitioning,
};
use datafusion::physical_plan::execution_plan::{Boundedness, EmissionType};
use datafusion::physical_plan::filter_pushdown::{
    ChildPushdownResult, FilterPushdownPhase, FilterPushdownPropagation, PushedDown,
};
use datafusion::physical_plan::metrics::{Count, ExecutionPlanMetricsSet, MetricBuilder, MetricsSet};
use datafusion::physical_plan::stream::{RecordBatchReceiverStreamBuilder, RecordBatchStreamAdapter};
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, ExecutionPlan, Partitioning, PlanProperties, ReplaceChildrenOptions,
    StatisticsArgs,
};
use futures::StreamExt;
use plant::TimeRange;
use tokio::sync::mpsc::Sender;

use super::prune;
use super::samples::{QUALITY, TAG, TEXT, TIME, VALUE};
use super::view::View;

/// Batches that wait for the reader of a partition.
const BATCHES_AHEAD: usize = 2;
/// Tags decided on at a time when a join says at run time which ones it wants.
const TAGS_AT_A_TIME: usize = 32;

/// What is read, whatever the partition.
#[derive(Debug, Clone)]
pub(super) struct What {
    pub view: Arc<View>,
    /// Positions in the table's schema, as they are given out.
    pub columns: Vec<usize>,
    /// The schema of those.
    pub schema: SchemaRef,
    pub range: TimeRange,
}

/// The plan node.
#[derive(Debug, Clone)]
pub(super) struct SamplesScan {
    what: What,
    /// Tags of each partition; sorted, and all of one partition before all of the next.
    groups: Arc<[Vec<Arc<str>>]>,
    limit: Option<usize>,
    /// Conditions on `tag` that other operators come to know while the query runs.
    wanted: Vec<Arc<dyn PhysicalExpr>>,
    properties: Arc<PlanProperties>,
    metrics: ExecutionPlanMetricsSet,
}

impl SamplesScan {
    pub(super) fn try_new(what: What, groups: Vec<Vec<Arc<str>>>, limit: Option<usize>) -> Result<Self> {
        let properties = Arc::new(properties(&what, &groups)?);
        Ok(Self {
            what,
            groups: groups.into(),
            limit,
            wanted: Vec::new(),
            properties,
            metrics: ExecutionPlanMetricsSet::new(),
        })
    }
}

/// Sorted by tag and time; partitioned by ranges of tags; with one tag, that tag is constant.
fn properties(what: &What, groups: &[Vec<Arc<str>>]) -> Result<PlanProperties> {
    let place = |column: usize| what.columns.iter().position(|c| *c == column);
    let ascending = |name: &str, at: usize| {
        PhysicalSortExpr::new(
            Arc::new(Column::new(name, at)),
            SortOptions { descending: false, nulls_first: false },
        )
    };
    let tag = place(TAG).map(|at| ascending("tag", at));
    let time = place(TIME).map(|at| ascending("time", at));
    let one_tag = groups.len() == 1 && groups[0].len() == 1;
    // Without the tags in sight, times of several tags are in no order.
    let order: Vec<PhysicalSortExpr> = match (&tag, time) {
        (Some(tag), time) => std::iter::once(tag.clone()).chain(time).collect(),
        (None, Some(time)) if one_tag => vec![time],
        (None, _) => Vec::new(),
    };
    let mut equivalence = EquivalenceProperties::new_with_orderings(Arc::clone(&what.schema), [order]);
    if let (true, Some(tag)) = (one_tag, &tag) {
        equivalence.add_constants([ConstExpr::from(Arc::clone(&tag.expr))])?;
    }
    let partitioning = match tag.and_then(|tag| LexOrdering::new([tag])) {
        Some(by_tag) if groups.len() > 1 => {
            let firsts = groups.iter().skip(1).filter_map(|group| group.first());
            let splits =
                firsts.map(|tag| SplitPoint::new(vec![ScalarValue::Utf8View(Some(tag.to_string()))]));
            Partitioning::Range(RangePartitioning::try_new(by_tag, splits.collect())?)
        }
        _ => Partitioning::UnknownPartitioning(groups.len()),
    };
    Ok(PlanProperties::new(equivalence, partitioning, EmissionType::Incremental, Boundedness::Bounded))
}

impl DisplayAs for SamplesScan {
    fn fmt_as(&self, _format: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        let tags: usize = self.groups.iter().map(Vec::len).sum();
        write!(f, "SamplesScan: tags={tags}")?;
        if self.what.range.start != i64::MIN {
            write!(f, ", from={}", plant::time::timestamp(self.what.range.start))?;
        }
        if self.what.range.end != i64::MAX {
            write!(f, ", to={}", plant::time::timestamp(self.what.range.end))?;
        }
        let names: Vec<&str> = self.what.schema.fields().iter().map(|field| field.name().as_str()).collect();
        write!(f, ", columns=[{}]", names.join(", "))?;
        if let Some(limit) = self.limit {
            write!(f, ", limit={limit}")?;
        }
        for wanted in &self.wanted {
            write!(f, ", wanted={wanted}")?;
        }
        Ok(())
    }
}

impl ExecutionPlan for SamplesScan {
    fn name(&self) -> &'static str {
        "SamplesScan"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        Vec::new()
    }

    fn apply_expressions(
        &self,
        visit: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        datafusion::physical_plan::execution_plan::apply_expression_roots(&self.wanted, visit)
    }

    fn replace_children(
        self: Arc<Self>,
        _children: Vec<Arc<dyn ExecutionPlan>>,
        _options: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(self)
    }

    fn with_new_children(
        self: Arc<Self>,
        _children: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(self)
    }

    fn metrics(&self) -> Option<MetricsSet> {
        Some(self.metrics.clone_inner())
    }

    fn supports_limit_pushdown(&self) -> bool {
        true
    }

    fn with_fetch(&self, limit: Option<usize>) -> Option<Arc<dyn ExecutionPlan>> {
        Some(Arc::new(Self { limit, ..self.clone() }))
    }

    fn fetch(&self) -> Option<usize> {
        self.limit
    }

    fn statistics_from_inputs(
        &self,
        _inputs: &[Arc<Statistics>],
        args: &StatisticsArgs,
    ) -> Result<Arc<Statistics>> {
        let groups = match args.partition() {
            Some(partition) => &self.groups[partition..=partition],
            None => &self.groups[..],
        };
        let mut rows = 0;
        for group in groups {
            rows += self.what.view.rows_bound(group, self.what.range)?;
        }
        let rows = self.limit.map_or(rows, |limit| rows.min(limit.saturating_mul(groups.len())));
        Ok(Arc::new(Statistics::new_unknown(&self.what.schema).with_num_rows(Precision::Inexact(rows))))
    }

    fn handle_child_pushdown_result(
        &self,
        _phase: FilterPushdownPhase,
        pushed: ChildPushdownResult,
        _config: &ConfigOptions,
    ) -> Result<FilterPushdownPropagation<Arc<dyn ExecutionPlan>>> {
        let tag_schema = prune::tag_schema();
        let mut wanted = self.wanted.clone();
        // Whoever asks keeps the filter: here it only saves reading tags that cannot pass.
        let answers = pushed.parent_filters.iter().map(|_| PushedDown::No).collect();
        for filter in pushed.parent_filters {
            let columns = collect_columns(&filter.filter);
            if !columns.is_empty() && columns.iter().all(|column| column.name() == "tag") {
                wanted.push(reassign_expr_columns(filter.filter, &tag_schema)?);
            }
        }
        let propagation = FilterPushdownPropagation::with_parent_pushdown_result(answers);
        if wanted.len() == self.wanted.len() {
            return Ok(propagation);
        }
        Ok(propagation.with_updated_node(Arc::new(Self { wanted, ..self.clone() })))
    }

    fn execute(&self, partition: usize, _context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let Some(tags) = self.groups.get(partition).cloned() else {
            return internal_err!("samples have no partition {partition}");
        };
        let reading = Reading {
            what: self.what.clone(),
            tags,
            wanted: self.wanted.clone(),
            limit: self.limit.unwrap_or(usize::MAX),
            rows: MetricBuilder::new(&self.metrics).output_rows(partition),
        };
        if reading.wanted.is_empty() {
            return Ok(reading.start());
        }
        // A join knows what it wants once it asks for the first row, and not before.
        let schema = Arc::clone(&self.what.schema);
        let later = futures::stream::once(async move { reading.start() }).flatten();
        Ok(Box::pin(RecordBatchStreamAdapter::new(schema, later)))
    }
}

/// The tags of one partition, to be read.
struct Reading {
    what: What,
    tags: Vec<Arc<str>>,
    wanted: Vec<Arc<dyn PhysicalExpr>>,
    /// Most rows to give out.
    limit: usize,
    rows: Count,
}

impl Reading {
    /// Begins to read in a thread of its own, a few batches ahead of whoever takes them.
    fn start(self) -> SendableRecordBatchStream {
        let schema = Arc::clone(&self.what.schema);
        let mut stream = RecordBatchReceiverStreamBuilder::new(schema, BATCHES_AHEAD);
        let out = stream.tx();
        stream.spawn_blocking(move || self.read(&out));
        stream.build()
    }

    fn read(&self, out: &Sender<Result<RecordBatch>>) -> Result<()> {
        let mut left = self.limit;
        let at_a_time = if self.wanted.is_empty() { self.tags.len().max(1) } else { TAGS_AT_A_TIME };
        for tags in self.tags.chunks(at_a_time) {
            let mut tags = tags.to_vec();
            for test in &self.wanted {
                tags = prune::passing(test, &tags)?;
            }
            if tags.is_empty() {
                // The receiver is gone when the query was stopped.
                if out.is_closed() {
                    return Ok(());
                }
                continue;
            }
            for batch in self.what.view.scan(&tags, self.what.range)? {
                let batch = shape(&batch.map_err(outside)?, &self.what)?;
                let batch = if batch.num_rows() > left { batch.slice(0, left) } else { batch };
                left -= batch.num_rows();
                self.rows.add(batch.num_rows());
                if out.blocking_send(Ok(batch)).is_err() || left == 0 {
                    return Ok(());
                }
            }
        }
        Ok(())
    }
}

fn outside(error: crate::HistorianError) -> DataFusionError {
    DataFusionError::External(Box::new(error))
}

/// A batch of the store as the query wants it.
fn shape(batch: &RecordBatch, what: &What) -> Result<RecordBatch> {
    let mut columns: Vec<ArrayRef> = Vec::with_capacity(what.columns.len());
    for (&column, field) in what.columns.iter().zip(what.schema.fields()) {
        let given = |name: &str| {
            batch
                .column_by_name(name)
                .ok_or_else(|| DataFusionError::Internal(format!("the store gives no column {name}")))
        };
        columns.push(match column {
            TAG => tag_column(given("tag")?),
            TIME => {
                let times = given("time")?.as_primitive::<TimestampNanosecondType>();
                let times = PrimitiveArray::<TimestampNanosecondType>::new(times.values().clone(), None);
                Arc::new(times.with_data_type(field.data_type().clone()))
            }
            VALUE => value_column(given("value")?),
            TEXT => Arc::clone(given("text")?),
            QUALITY => Arc::clone(given("quality")?),
            other => return internal_err!("samples have no column {other}"),
        });
    }
    let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    Ok(RecordBatch::try_new_with_options(Arc::clone(&what.schema), columns, &options)?)
}

/// Tags come as long runs of the same key; every run shares one string.
fn tag_column(tags: &ArrayRef) -> ArrayRef {
    let tags = tags.as_dictionary::<Int32Type>();
    let names: &StringArray = tags.values().as_string();
    let mut column = StringViewBuilder::with_capacity(tags.len());
    let blocks: Vec<u32> =
        names.iter().map(|name| column.append_block(name.unwrap_or_default().as_bytes().into())).collect();
    for key in tags.keys().values() {
        let name = names.value(*key as usize);
        // The block is the whole name, so the view always lies within it.
        if column.try_append_view(blocks[*key as usize], 0, name.len() as u32).is_err() {
            column.append_value(name);
        }
    }
    Arc::new(column.finish())
}

/// Not-a-number is no number to SQL: null.
fn value_column(values: &ArrayRef) -> ArrayRef {
    let numbers = values.as_primitive::<Float64Type>();
    if !numbers.values().iter().any(|value| value.is_nan()) {
        return Arc::clone(values);
    }
    Arc::new(numbers.iter().map(|value| value.filter(|value| !value.is_nan())).collect::<Float64Array>())
}
