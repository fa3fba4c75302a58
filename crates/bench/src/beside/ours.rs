//! Plantwright's side: by the historian's own calls, and by its SQL.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use arrow::array::{Array, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type, TimeUnit};
use historian::{Bucket, ColumnSlice, Historian, Options, Side, SqlLimits};
use plant::TimeRange;

use super::answers::Answer;
use super::questions::{PIXELS, QUESTIONS, Questions};
use super::{Args, Asked, Engine, Rows, START_NS, Setup};
use crate::machine;
use crate::timing::{Timing, once, warm};

pub fn measure(rows: &Rows, questions: &Questions, args: &Args, dir: &Path) -> Result<Engine> {
    let (mut seconds, mut processor) = (Vec::new(), Vec::new());
    let mut store = dir.join("ours-0");
    for load in 0..args.loads.max(1) {
        store = dir.join(format!("ours-{load}"));
        let used = machine::processor_s();
        seconds.push(once(|| ingest(rows, &store))?.1);
        processor.push(machine::processor_s() - used);
        if load + 1 < args.loads {
            std::fs::remove_dir_all(&store)?;
        }
    }
    let bytes = machine::bytes_below(&store)?;
    let historian = Historian::open(&store, Options::default())?;
    let bench = Bench { historian: &historian, rows, questions, runs: args.common.runs, dir };
    Ok(Engine {
        name: "Plantwright".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        setups: vec![
            Setup {
                name: "calls".to_owned(),
                ingest: Some(Timing::of(seconds)),
                ingest_processor: Some(Timing::of(processor)),
                bytes: Some(bytes),
                questions: bench.by_calls()?,
            },
            Setup {
                name: "SQL".to_owned(),
                ingest: None,
                ingest_processor: None,
                bytes: None,
                questions: bench.by_sql()?,
            },
        ],
    })
}

/// From columns in memory to a closed store.
fn ingest(rows: &Rows, store: &Path) -> Result<()> {
    let historian = Historian::open(store, Options::default())?;
    let mut load = historian.bulk()?;
    for (tag, name) in rows.tags.iter().enumerate() {
        load.push(name, &rows.times, ColumnSlice::Float(rows.of_tag(tag)), &[])?;
    }
    load.finish()?;
    Ok(())
}

struct Bench<'a> {
    historian: &'a Historian,
    rows: &'a Rows,
    questions: &'a Questions,
    runs: usize,
    dir: &'a Path,
}

/// Seconds since the first sample.
fn elapsed_s(time: i64) -> f64 {
    (time - START_NS) as f64 / 1e9
}

impl Bench<'_> {
    fn by_calls(&self) -> Result<Vec<Asked>> {
        let Self { historian, questions, .. } = *self;
        let all = TimeRange::ALL;
        let end = self.rows.times.last().context("no samples")? + 1;
        let hour = TimeRange::new(questions.hour_start_ns, questions.hour_end_ns);
        let width = questions.minute_ns;
        let bucket = |bucket: &Bucket| {
            let mean = bucket.mean().unwrap_or(f64::NAN);
            [elapsed_s(bucket.start), mean, bucket.minimum, bucket.maximum, bucket.count as f64]
        };
        let one = self.ask(
            0,
            "buckets",
            || Ok(historian.buckets(&questions.tag, hour, width, 0)?),
            |buckets| buckets.iter().flat_map(bucket).collect(),
        )?;
        let each = self.ask(
            1,
            "buckets_all",
            || Ok(historian.buckets_all(None, all, width, 0)?),
            |tags| {
                let rows = tags.iter().enumerate().flat_map(|(tag, (_, buckets))| {
                    buckets.iter().map(move |found| (tag as f64, bucket(found)))
                });
                rows.flat_map(|(tag, rest)| [tag].into_iter().chain(rest)).collect()
            },
        )?;
        let last = self.ask(
            2,
            "latest_all",
            || Ok(historian.latest_all(None, end)?),
            |samples| {
                let rows = samples.iter().enumerate().map(|(tag, sample)| {
                    [tag as f64, elapsed_s(sample.time), sample.value.as_f64().unwrap_or(f64::NAN)]
                });
                rows.flatten().collect()
            },
        )?;
        let above = self.ask(
            3,
            "threshold_episodes",
            || Ok(historian.threshold_episodes(None, all, questions.threshold, Side::Above)?),
            |tags| {
                let mut rows = Vec::new();
                for (tag, found) in tags.iter().enumerate() {
                    for episode in &found.episodes {
                        rows.extend([tag as f64, elapsed_s(episode.start), found.total_ns as f64 / 1e9]);
                    }
                }
                rows
            },
        )?;
        let envelope = self.ask(
            4,
            "envelope",
            || Ok(historian.envelope(&questions.tag, TimeRange::new(START_NS, end), PIXELS)?),
            |buckets| {
                let rows = buckets.iter().map(|found| [elapsed_s(found.start), found.minimum, found.maximum]);
                rows.flatten().collect()
            },
        )?;
        Ok(vec![one, each, last, above, envelope])
    }

    fn ask<T>(
        &self,
        index: usize,
        query: &str,
        run: impl Fn() -> Result<T>,
        numbers: impl Fn(T) -> Vec<f64>,
    ) -> Result<Asked> {
        let (timing, found) = warm(self.runs, run)?;
        self.asked(format!("calls-{index}"), index, query, timing, numbers(found))
    }

    fn asked(
        &self,
        file: String,
        index: usize,
        query: &str,
        timing: Timing,
        numbers: Vec<f64>,
    ) -> Result<Asked> {
        let answer = self.dir.join(file);
        Answer::new(numbers, QUESTIONS[index].columns).write(&answer)?;
        Ok(Asked { timing, query: query.to_owned(), answer })
    }

    fn by_sql(&self) -> Result<Vec<Asked>> {
        let Questions { tag, hour_start_ns, hour_end_ns, threshold, envelope_width_ns, .. } = self.questions;
        let instant = |ns: i64| plant::time::timestamp(ns).to_string();
        let queries = [
            format!(
                "SELECT start, mean, minimum, maximum, samples FROM buckets('{tag}', '1 minute', '{}', '{}')",
                instant(*hour_start_ns),
                instant(*hour_end_ns)
            ),
            "SELECT tag, start, mean, minimum, maximum, samples FROM buckets('*', '1 minute')".to_owned(),
            "SELECT tag, time, value FROM latest ORDER BY tag".to_owned(),
            format!(
                "WITH steps AS (SELECT tag, time, value > {threshold} AS above, \
                 lag(value > {threshold}, 1, false) OVER w AS before, \
                 coalesce(lead(time) OVER w, time) AS next \
                 FROM samples WINDOW w AS (PARTITION BY tag ORDER BY time)), \
                 totals AS (SELECT tag, time, above AND NOT before AS begins, \
                 sum(CASE WHEN above THEN CAST(next AS BIGINT) - CAST(time AS BIGINT) ELSE 0 END) \
                 OVER (PARTITION BY tag) AS ns FROM steps) \
                 SELECT tag, time, ns / 1e9 AS seconds FROM totals WHERE begins ORDER BY tag, time"
            ),
            format!(
                "SELECT (CAST(time AS BIGINT) - {START_NS}) / {envelope_width_ns} AS bucket, \
                 min(value) AS minimum, max(value) AS maximum \
                 FROM samples WHERE tag = '{tag}' GROUP BY bucket ORDER BY bucket"
            ),
        ];
        let limits =
            SqlLimits { max_rows: 1 << 40, timeout: Duration::from_secs(600), memory_bytes: 4 << 30 };
        let mut asked = Vec::new();
        for (index, query) in queries.into_iter().enumerate() {
            let (timing, found) = warm(self.runs, || Ok(self.historian.sql(&query, limits.clone())?))?;
            let mut numbers = Vec::new();
            for batch in &found.batches {
                self.numbers(batch, index, &mut numbers)?;
            }
            asked.push(self.asked(format!("sql-{index}"), index, &query, timing, numbers)?);
        }
        Ok(asked)
    }

    /// A batch's rows as numbers: tags by their place, times as seconds since the first sample.
    fn numbers(&self, batch: &RecordBatch, index: usize, out: &mut Vec<f64>) -> Result<()> {
        use arrow::array::AsArray;
        let mut columns = Vec::new();
        for column in batch.columns() {
            let numbers: Vec<f64> = match column.data_type() {
                DataType::Timestamp(TimeUnit::Nanosecond, _) => {
                    let times = cast(column, &DataType::Int64)?;
                    let times = times.as_primitive::<arrow::datatypes::Int64Type>();
                    times.values().iter().map(|time| elapsed_s(*time)).collect()
                }
                DataType::Utf8 | DataType::Utf8View | DataType::Dictionary(..) => {
                    let names = cast(column, &DataType::Utf8)?;
                    let place = |name: Option<&str>| {
                        let name = name?;
                        Some(self.rows.tags.binary_search_by(|tag| (**tag).cmp(name)).ok()? as f64)
                    };
                    names.as_string::<i32>().iter().map(|name| place(name).unwrap_or(f64::NAN)).collect()
                }
                _ => cast(column, &DataType::Float64)?.as_primitive::<Float64Type>().values().to_vec(),
            };
            columns.push(numbers);
        }
        // The envelope's buckets are numbered in SQL.
        if index == 4
            && let Some(buckets) = columns.first_mut()
        {
            let width_s = self.questions.envelope_width_ns as f64 / 1e9;
            buckets.iter_mut().for_each(|bucket| *bucket *= width_s);
        }
        for row in 0..batch.num_rows() {
            out.extend(columns.iter().map(|column| column[row]));
        }
        Ok(())
    }
}
