//! Runs one query: plans it over a view, with its own memory and time, on the
//! historian's own threads.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use arrow::array::{Array, ArrayRef};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::record_batch::{RecordBatch, RecordBatchOptions};
use datafusion::catalog::{MemorySchemaProvider, SchemaProvider};
use datafusion::common::DataFusionError;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::execution::context::{SQLOptions, SessionConfig, SessionContext};
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::logical_expr::{LogicalPlan, LogicalPlanBuilder};
use datafusion::sql::parser::Statement;
use futures::StreamExt;
use parking_lot::Mutex;
use plant::Problem;
use tokio::runtime::Runtime;

use super::limits::{SqlLimits, SqlResult};
use super::problem::{self, Names};
use super::samples::SamplesTable;
use super::tables::LatestTable;
use super::view::View;
use super::yielding::Yielding;
use super::{functions, guard, instants, tables};
use crate::error::{HistorianError, Result};
use crate::files;

const CATALOG: &str = "plantwright";
const SCHEMA: &str = "plant";
/// Bytes on disk that all queries together may spill.
const SPILL_BYTES: u64 = 8 << 30;
/// How often it is asked whether somebody still waits.
const ASKED_EVERY: Duration = Duration::from_millis(50);
/// Plans of long queries are walked recursively.
const STACK_BYTES: usize = 8 << 20;

/// The threads and the temporary folder that queries share.
#[derive(Debug)]
pub(crate) struct Engine {
    temporary: PathBuf,
    runtime: OnceLock<Runtime>,
    /// Without a memory pool of its own; made with the first query.
    environment: Mutex<Option<Arc<RuntimeEnv>>>,
}

impl Engine {
    /// `temporary` is emptied: what is in it was left by a crash.
    pub(crate) fn open(temporary: &Path) -> Result<Self> {
        if temporary.exists() {
            std::fs::remove_dir_all(temporary).map_err(|error| HistorianError::io(temporary, error))?;
        }
        files::create_directory(temporary)?;
        Ok(Self {
            temporary: temporary.to_path_buf(),
            runtime: OnceLock::new(),
            environment: Mutex::new(None),
        })
    }

    /// Runs one statement and waits for it. Works on any thread, also on one of another runtime:
    /// it only ever waits on a channel.
    pub(super) fn run(
        &self,
        view: View,
        query: &str,
        limits: &SqlLimits,
        wanted: &dyn Fn() -> bool,
    ) -> Result<SqlResult, Problem> {
        let statement = guard::parse(query)?;
        let environment = self.environment(limits)?;
        let (done, result) = sync_channel(1);
        let (text, owned) = (query.to_owned(), limits.clone());
        let task = self.runtime()?.spawn(async move {
            // Nobody waits any more when this fails.
            let _ = done.send(run(Arc::new(view), statement, &text, &owned, environment).await);
        });
        let end = Instant::now() + limits.timeout;
        let waited = loop {
            let rest = end.saturating_duration_since(Instant::now());
            match result.recv_timeout(rest.min(ASKED_EVERY)) {
                Err(RecvTimeoutError::Timeout) if !rest.is_zero() && wanted() => {}
                waited => break waited,
            }
        };
        match waited {
            Ok(result) => result,
            Err(RecvTimeoutError::Timeout) if Instant::now() < end => {
                task.abort();
                Err(Problem::new("PW5003", "the query was stopped: nobody waits for it any more")
                    .help("ask again"))
            }
            Err(RecvTimeoutError::Timeout) => {
                task.abort();
                Err(Problem::new("PW5003", format!("the query took longer than {}", seconds(limits.timeout)))
                    .help(
                        "narrow the time range or the tags, or use buckets() and latest, which read roll-ups",
                    ))
            }
            Err(RecvTimeoutError::Disconnected) => Err(Problem::new("PW5001", "the query failed inside")
                .help("write it in another way, and please report it with the query")),
        }
    }

    fn runtime(&self) -> Result<&Runtime, Problem> {
        if let Some(runtime) = self.runtime.get() {
            return Ok(runtime);
        }
        let made = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(parallelism())
            .thread_name("historian-sql")
            .thread_stack_size(STACK_BYTES)
            .enable_time()
            .build()
            .map_err(|error| {
                Problem::new("PW5003", format!("no threads to run the query: {error}"))
                    .help("stop other programs and try again")
            })?;
        if let Err(unused) = self.runtime.set(made) {
            // Another query was quicker.
            unused.shutdown_background();
        }
        self.runtime.get().ok_or_else(|| Problem::new("PW5003", "no threads to run the query"))
    }

    fn environment(&self, limits: &SqlLimits) -> Result<Arc<RuntimeEnv>, Problem> {
        let mut shared = self.environment.lock();
        let shared = match &*shared {
            Some(environment) => Arc::clone(environment),
            None => {
                let disk = DiskManagerBuilder::default()
                    .with_mode(DiskManagerMode::Directories(vec![self.temporary.clone()]))
                    .with_max_temp_directory_size(SPILL_BYTES);
                let made = RuntimeEnvBuilder::new()
                    .with_disk_manager_builder(disk)
                    .build_arc()
                    .map_err(|error| problem::from_datafusion(&error, &Names::default()))?;
                Arc::clone(shared.insert(made))
            }
        };
        let memory_pool = Arc::new(FairSpillPool::new(limits.memory_bytes));
        Ok(Arc::new(RuntimeEnv { memory_pool, ..RuntimeEnv::clone(&shared) }))
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        // Waiting for threads is not allowed inside another runtime, so they end by themselves.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

fn parallelism() -> usize {
    std::thread::available_parallelism().map_or(2, usize::from).clamp(2, 16)
}

fn seconds(timeout: Duration) -> String {
    format!("{} s", timeout.as_secs_f64())
}

async fn run(
    view: Arc<View>,
    statement: Statement,
    query: &str,
    limits: &SqlLimits,
    environment: Arc<RuntimeEnv>,
) -> Result<SqlResult, Problem> {
    let session =
        session(&view, environment).map_err(|error| problem::from_datafusion(&error, &Names::default()))?;
    let explain = |error: &DataFusionError| problem::from_datafusion(error, &names(&session, &view));
    let plan = session.state().statement_to_plan(statement).await.map_err(|error| explain(&error))?;
    let read_only =
        SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false);
    read_only.verify_plan(&plan).map_err(|_| guard::not_read_only(query))?;
    let plan = instants::read(plan, view.zone()).map_err(|error| explain(&error))?;
    guard::bounded(&plan)?;
    let plan = limited(plan, limits.max_rows).map_err(|error| explain(&error))?;
    let started = async { session.execute_logical_plan(plan).await?.execute_stream().await };
    let stream = started.await.map_err(|error| explain(&error))?;
    collect(stream, limits, |error| explain(error)).await
}

/// A session that sees `view` and nothing else: no files, no other catalog.
fn session(view: &Arc<View>, environment: Arc<RuntimeEnv>) -> datafusion::common::Result<SessionContext> {
    let mut config = SessionConfig::new()
        .with_target_partitions(parallelism())
        .with_information_schema(true)
        .with_default_catalog_and_schema(CATALOG, SCHEMA);
    let options = config.options_mut();
    options.sql_parser.collect_spans = true;
    options.execution.time_zone = Some(view.zone().name().to_string());
    // Samples come sorted and split by tag; neither is worth giving up for a reshuffle.
    options.optimizer.prefer_existing_sort = true;
    options.optimizer.subset_repartition_threshold = 1;
    let state = SessionStateBuilder::new()
        .with_config(config)
        .with_runtime_env(environment)
        .with_default_features()
        .with_physical_optimizer_rule(Arc::new(Yielding))
        .build();
    let session = SessionContext::new_with_state(state);
    let plant = MemorySchemaProvider::new();
    plant.register_table("samples".to_owned(), Arc::new(SamplesTable::new(Arc::clone(view))))?;
    plant.register_table("latest".to_owned(), Arc::new(LatestTable::new(Arc::clone(view))))?;
    plant.register_table("tags".to_owned(), tables::tags(view))?;
    plant.register_table("assets".to_owned(), tables::assets(view))?;
    for (name, batch) in view.tables() {
        plant.register_table(name.clone(), tables::records(batch, view.zone())?)?;
    }
    if let Some(catalog) = session.catalog(CATALOG) {
        catalog.register_schema(SCHEMA, Arc::new(plant))?;
    }
    functions::register(&session, view);
    for name in guard::LEFT_OUT {
        session.deregister_udf(name);
        session.deregister_udaf(name);
    }
    Ok(session)
}

fn names(session: &SessionContext, view: &View) -> Names {
    let mut tables: Vec<String> = ["samples", "tags", "assets", "latest"].map(str::to_owned).to_vec();
    tables.extend(view.tables().iter().map(|(name, _)| name.clone()));
    tables.extend(functions::TABLE_FUNCTIONS.map(str::to_owned));
    let state = session.state();
    let mut functions: Vec<String> = state.scalar_functions().keys().cloned().collect();
    functions.extend(state.aggregate_functions().keys().cloned());
    functions.extend(state.window_functions().keys().cloned());
    functions.sort();
    Names { tables, functions }
}

/// With one row more than may be given back, so that it shows whether there were more. Sorting
/// for the first rows alone then needs little memory.
fn limited(plan: LogicalPlan, rows: usize) -> datafusion::common::Result<LogicalPlan> {
    match plan {
        LogicalPlan::Explain(_) | LogicalPlan::Analyze(_) | LogicalPlan::DescribeTable(_) => Ok(plan),
        plan => LogicalPlanBuilder::from(plan).limit(0, Some(rows.saturating_add(1)))?.build(),
    }
}

async fn collect(
    mut stream: SendableRecordBatchStream,
    limits: &SqlLimits,
    explain: impl Fn(&DataFusionError) -> Problem,
) -> Result<SqlResult, Problem> {
    let given = stream.schema();
    let schema = plain_schema(&given);
    let (mut batches, mut rows, mut bytes, mut truncated) = (Vec::new(), 0, 0, false);
    while let Some(batch) = stream.next().await {
        let mut batch =
            plain(&batch.map_err(|error| explain(&error))?, &schema).map_err(|error| explain(&error))?;
        if rows + batch.num_rows() > limits.max_rows {
            truncated = true;
            batch = batch.slice(0, limits.max_rows - rows);
        }
        bytes += batch.get_array_memory_size();
        if bytes > limits.memory_bytes {
            return Err(Problem::new("PW5003", "the result needs more memory than it may use")
                .help("ask for fewer rows or columns"));
        }
        rows += batch.num_rows();
        if batch.num_rows() > 0 {
            batches.push(batch);
        }
        if truncated {
            break;
        }
    }
    Ok(SqlResult { schema, batches, rows, truncated })
}

/// Text is given back as plain UTF-8 whatever the query held it in.
fn plain_schema(schema: &SchemaRef) -> SchemaRef {
    let fields: Vec<Field> = schema
        .fields()
        .iter()
        .map(|field| match plain_type(field.data_type()) {
            Some(kind) => field.as_ref().clone().with_data_type(kind),
            None => field.as_ref().clone(),
        })
        .collect();
    Arc::new(Schema::new(fields))
}

fn plain_type(kind: &DataType) -> Option<DataType> {
    match kind {
        DataType::Utf8View | DataType::LargeUtf8 => Some(DataType::Utf8),
        DataType::Dictionary(_, values) => {
            Some(plain_type(values).unwrap_or_else(|| values.as_ref().clone()))
        }
        _ => None,
    }
}

fn plain(batch: &RecordBatch, schema: &SchemaRef) -> datafusion::common::Result<RecordBatch> {
    let columns: Vec<ArrayRef> = batch
        .columns()
        .iter()
        .zip(schema.fields())
        .map(|(column, field)| match column.data_type() == field.data_type() {
            true => Ok(Arc::clone(column)),
            false => cast(column, field.data_type()),
        })
        .collect::<Result<_, _>>()?;
    let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    Ok(RecordBatch::try_new_with_options(Arc::clone(schema), columns, &options)?)
}
