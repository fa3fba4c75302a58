//! The table `samples`: one row per sample, sorted by tag and time.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::Result;
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown, TableType};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::empty::EmptyExec;

use super::prune::{self, Answered};
use super::scan::{SamplesScan, What};
use super::view::View;
use crate::sql::functions::Zone;

/// Positions of the columns.
pub(super) const TAG: usize = 0;
pub(super) const TIME: usize = 1;
pub(super) const VALUE: usize = 2;
pub(super) const TEXT: usize = 3;
pub(super) const QUALITY: usize = 4;

/// Columns of `samples` and of `latest`; times are shown in the plant's zone.
pub(super) fn schema(zone: &Zone) -> SchemaRef {
    Arc::new(Schema::new(vec![
        Field::new("tag", DataType::Utf8View, false),
        Field::new("time", time_type(zone), false),
        Field::new("value", DataType::Float64, true),
        Field::new("text", DataType::Utf8, true),
        Field::new("quality", DataType::UInt32, false),
    ]))
}

/// An instant, shown in the plant's zone.
pub(super) fn time_type(zone: &Zone) -> DataType {
    DataType::Timestamp(TimeUnit::Nanosecond, Some(zone.name()))
}

/// The table as it is at one instant.
#[derive(Debug)]
pub(super) struct SamplesTable {
    view: Arc<View>,
    schema: SchemaRef,
}

impl SamplesTable {
    pub(super) fn new(view: Arc<View>) -> Self {
        let schema = schema(view.zone());
        Self { view, schema }
    }
}

#[async_trait]
impl TableProvider for SamplesTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> Result<Vec<TableProviderFilterPushDown>> {
        Ok(filters
            .iter()
            .map(|filter| match prune::answered(filter) {
                Answered::Fully => TableProviderFilterPushDown::Exact,
                Answered::Not => TableProviderFilterPushDown::Unsupported,
            })
            .collect())
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        // Without a description any name may be that of a tag to come.
        if self.view.plant().is_some() {
            for name in prune::named(filters) {
                self.view.known(name)?;
            }
        }
        let range = prune::range(filters);
        let tags = prune::tags(filters, self.view.tags())?;
        let columns: Vec<usize> =
            projection.cloned().unwrap_or_else(|| (0..self.schema.fields().len()).collect());
        let schema = Arc::new(self.schema.project(&columns)?);
        let groups = if range.is_empty() {
            Vec::new()
        } else {
            self.view.partitions(tags.as_deref(), range, state.config().target_partitions())?
        };
        if groups.is_empty() {
            return Ok(Arc::new(EmptyExec::new(schema)));
        }
        let what = What { view: Arc::clone(&self.view), columns, schema, range };
        Ok(Arc::new(SamplesScan::try_new(what, groups, limit)?))
    }
}
