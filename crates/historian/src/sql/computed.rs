//! Tables that are computed when a query reads them: what table functions give, `tags`, `assets`.

use std::fmt;
use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use arrow::record_batch::RecordBatch;
use async_trait::async_trait;
use datafusion::catalog::streaming::StreamingTable;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::Result;
use datafusion::datasource::MemTable;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{Expr, SortExpr, TableType, col};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::stream::RecordBatchReceiverStreamBuilder;
use datafusion::physical_plan::streaming::PartitionStream;

/// Rows of a batch that is passed on.
const BATCH_ROWS: usize = 8192;

/// Rows that a function computes, off the threads that run the query.
pub(super) struct Computed {
    schema: SchemaRef,
    compute: Arc<dyn Fn() -> Result<RecordBatch> + Send + Sync>,
}

impl Computed {
    pub(super) fn new(
        schema: SchemaRef,
        compute: impl Fn() -> Result<RecordBatch> + Send + Sync + 'static,
    ) -> Arc<Self> {
        Arc::new(Self { schema, compute: Arc::new(compute) })
    }

    /// As a table; its rows come sorted by the columns of `order`.
    pub(super) fn table(
        schema: SchemaRef,
        order: &[&str],
        compute: impl Fn() -> Result<RecordBatch> + Send + Sync + 'static,
    ) -> Result<Arc<dyn TableProvider>> {
        let rows = Self::new(Arc::clone(&schema), compute);
        let order = order.iter().map(|name| col(*name).sort(true, false)).collect();
        Ok(Arc::new(StreamingTable::try_new(schema, vec![rows])?.with_sort_order(order)))
    }
}

/// A small table that is computed when a query names it, so that the planner knows its size: the
/// smaller side of a join is read first and decides what is read of the other.
pub(super) struct Small {
    schema: SchemaRef,
    order: Vec<SortExpr>,
    compute: Box<dyn Fn() -> Result<RecordBatch> + Send + Sync>,
}

impl Small {
    /// Rows come sorted by the columns of `order`.
    pub(super) fn table(
        schema: SchemaRef,
        order: &[&str],
        compute: impl Fn() -> Result<RecordBatch> + Send + Sync + 'static,
    ) -> Arc<dyn TableProvider> {
        let order = order.iter().map(|name| col(*name).sort(true, false)).collect();
        Arc::new(Self { schema, order, compute: Box::new(compute) })
    }
}

impl fmt::Debug for Small {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.debug_struct("Small").finish_non_exhaustive()
    }
}

#[async_trait]
impl TableProvider for Small {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let rows = (self.compute)()?;
        let table = MemTable::try_new(Arc::clone(&self.schema), vec![vec![rows]])?;
        let order = if self.order.is_empty() { Vec::new() } else { vec![self.order.clone()] };
        table.with_sort_order(order).scan(state, projection, filters, limit).await
    }
}

impl fmt::Debug for Computed {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.debug_struct("Computed").finish_non_exhaustive()
    }
}

impl PartitionStream for Computed {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn execute(&self, _context: Arc<TaskContext>) -> SendableRecordBatchStream {
        let mut stream = RecordBatchReceiverStreamBuilder::new(Arc::clone(&self.schema), 2);
        let (out, compute) = (stream.tx(), Arc::clone(&self.compute));
        stream.spawn_blocking(move || {
            let rows = compute()?;
            for start in (0..rows.num_rows()).step_by(BATCH_ROWS) {
                let batch = rows.slice(start, BATCH_ROWS.min(rows.num_rows() - start));
                // The receiver is gone when the query was stopped or has rows enough.
                if out.blocking_send(Ok(batch)).is_err() {
                    break;
                }
            }
            Ok(())
        });
        stream.build()
    }
}
