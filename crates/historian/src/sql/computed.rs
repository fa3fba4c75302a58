//! Tables that are computed when a query reads them: what table functions give, `tags`, `assets`.

use std::fmt;
use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use arrow::record_batch::RecordBatch;
use datafusion::catalog::TableProvider;
use datafusion::catalog::streaming::StreamingTable;
use datafusion::common::Result;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::col;
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
