//! The tables beside `samples`: `tags`, `assets`, `latest`, and the records.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, Float64Array, RecordBatch, StringBuilder, StringViewArray, StringViewBuilder,
    TimestampNanosecondArray, UInt32Array, UInt64Array,
};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::{DataFusionError, Result};
use datafusion::datasource::MemTable;
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown, TableType};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::streaming::StreamingTableExec;
use plant::{Sample, Value};

use super::computed::{Computed, Small};
use super::functions::Zone;
use super::prune;
use super::samples::{self, time_type};
use super::view::{TagRow, View};

/// `tags`: one row per tag that is described or has a sample.
pub(super) fn tags(view: &Arc<View>) -> Arc<dyn TableProvider> {
    let text = |name: &str| Field::new(name, DataType::Utf8View, true);
    let number = |name: &str| Field::new(name, DataType::Float64, true);
    let time = time_type(view.zone());
    let schema = Arc::new(Schema::new(vec![
        Field::new("id", DataType::Utf8View, false),
        text("asset"),
        text("name"),
        text("quantity"),
        text("unit"),
        text("description"),
        number("low_low"),
        number("low"),
        number("high"),
        number("high_high"),
        Field::new("first_time", time.clone(), true),
        Field::new("last_time", time, true),
        Field::new("samples", DataType::UInt64, false),
    ]));
    let (view, out) = (Arc::clone(view), Arc::clone(&schema));
    Small::table(schema, &["id"], move || {
        let rows = view.tag_rows()?;
        let text = |of: fn(&TagRow) -> Option<&str>| -> ArrayRef {
            Arc::new(rows.iter().map(of).collect::<StringViewArray>())
        };
        let limit = |of: fn(&plant::Limits) -> Option<f64>| -> ArrayRef {
            Arc::new(
                rows.iter()
                    .map(|row| row.tag.as_ref().and_then(|tag| of(&tag.limits)))
                    .collect::<Float64Array>(),
            )
        };
        let time = |of: fn(&TagRow) -> Option<i64>| -> ArrayRef {
            let times: TimestampNanosecondArray = rows.iter().map(of).collect();
            Arc::new(times.with_timezone(view.zone().name()))
        };
        Ok(RecordBatch::try_new(
            Arc::clone(&out),
            vec![
                text(|row| Some(&row.id)),
                text(|row| row.tag.as_ref()?.asset.as_deref()),
                text(|row| Some(row.tag.as_ref()?.name.as_str()).filter(|name| !name.is_empty())),
                text(|row| row.tag.as_ref()?.quantity.as_deref()),
                text(|row| Some(row.tag.as_ref()?.unit.as_ref()?.code())),
                text(|row| Some(row.tag.as_ref()?.description.as_str()).filter(|text| !text.is_empty())),
                limit(|limits| limits.low_low),
                limit(|limits| limits.low),
                limit(|limits| limits.high),
                limit(|limits| limits.high_high),
                time(|row| row.first),
                time(|row| row.last),
                Arc::new(rows.iter().map(|row| row.samples).collect::<UInt64Array>()),
            ],
        )?)
    })
}

/// `assets`: one row per asset of the plant, in the plant's order.
pub(super) fn assets(view: &Arc<View>) -> Arc<dyn TableProvider> {
    let schema = Arc::new(Schema::new(vec![
        Field::new("id", DataType::Utf8View, false),
        Field::new("name", DataType::Utf8View, true),
        Field::new("kind", DataType::Utf8View, true),
        Field::new("parent", DataType::Utf8View, true),
    ]));
    let (view, out) = (Arc::clone(view), Arc::clone(&schema));
    Small::table(schema, &[], move || {
        let assets = view.plant().map(|plant| plant.assets.as_slice()).unwrap_or_default();
        let text = |of: fn(&plant::Asset) -> Option<&str>| -> ArrayRef {
            Arc::new(assets.iter().map(of).collect::<StringViewArray>())
        };
        Ok(RecordBatch::try_new(
            Arc::clone(&out),
            vec![
                text(|asset| Some(&asset.id)),
                text(|asset| Some(asset.name.as_str()).filter(|name| !name.is_empty())),
                text(|asset| asset.kind.as_deref()),
                text(|asset| asset.parent.as_deref()),
            ],
        )?)
    })
}

/// A records table. Its instants are shown in the plant's zone, like `samples.time`.
pub(super) fn records(batch: &RecordBatch, zone: &Zone) -> Result<Arc<dyn TableProvider>> {
    let mut fields: Vec<Arc<Field>> = Vec::with_capacity(batch.num_columns());
    let mut columns: Vec<ArrayRef> = Vec::with_capacity(batch.num_columns());
    for (field, column) in batch.schema().fields().iter().zip(batch.columns()) {
        match field.data_type() {
            DataType::Timestamp(unit, Some(_)) => {
                let local = DataType::Timestamp(*unit, Some(zone.name()));
                columns.push(cast(column, &local)?);
                fields.push(Arc::new(field.as_ref().clone().with_data_type(local)));
            }
            _ => {
                columns.push(Arc::clone(column));
                fields.push(Arc::clone(field));
            }
        }
    }
    let schema: SchemaRef = Arc::new(Schema::new(fields));
    let batch = RecordBatch::try_new(Arc::clone(&schema), columns)?;
    Ok(Arc::new(MemTable::try_new(schema, vec![vec![batch]])?))
}

/// `latest`: the newest sample of every tag, found without reading the others.
#[derive(Debug)]
pub(super) struct LatestTable {
    view: Arc<View>,
    schema: SchemaRef,
}

impl LatestTable {
    pub(super) fn new(view: Arc<View>) -> Self {
        let schema = samples::schema(view.zone());
        Self { view, schema }
    }
}

#[async_trait]
impl TableProvider for LatestTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> Result<Vec<TableProviderFilterPushDown>> {
        Ok(filters
            .iter()
            .map(|filter| match prune::is_about_tags(filter) {
                true => TableProviderFilterPushDown::Exact,
                false => TableProviderFilterPushDown::Unsupported,
            })
            .collect())
    }

    async fn scan(
        &self,
        _state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let mut tags = match prune::tags(filters, self.view.tags())? {
            Some(tags) => tags,
            None => self.view.tags().to_vec(),
        };
        tags.truncate(limit.unwrap_or(usize::MAX));
        let (view, schema) = (Arc::clone(&self.view), Arc::clone(&self.schema));
        let rows = Computed::new(Arc::clone(&self.schema), move || {
            let mut newest: Vec<Sample> = Vec::with_capacity(tags.len());
            for tag in &tags {
                newest.extend(view.latest(tag).map_err(|error| DataFusionError::External(Box::new(error)))?);
            }
            latest_rows(&newest, &schema, view.zone())
        });
        let exec = StreamingTableExec::try_new(
            Arc::clone(&self.schema),
            vec![rows],
            projection,
            None,
            false,
            limit,
        )?;
        Ok(Arc::new(exec))
    }
}

fn latest_rows(samples: &[Sample], schema: &SchemaRef, zone: &Zone) -> Result<RecordBatch> {
    let mut tags = StringViewBuilder::new();
    let mut texts = StringBuilder::new();
    for sample in samples {
        tags.append_value(&sample.tag);
        texts.append_option(match &sample.value {
            Value::Text(text) => Some(text.as_ref()),
            _ => None,
        });
    }
    let times = TimestampNanosecondArray::from_iter_values(samples.iter().map(|sample| sample.time));
    let values: Float64Array =
        samples.iter().map(|sample| sample.value.as_f64().filter(|value| !value.is_nan())).collect();
    Ok(RecordBatch::try_new(
        Arc::clone(schema),
        vec![
            Arc::new(tags.finish()),
            Arc::new(times.with_timezone(zone.name())),
            Arc::new(values),
            Arc::new(texts.finish()),
            Arc::new(UInt32Array::from_iter_values(samples.iter().map(|sample| sample.quality.0))),
        ],
    )?)
}
