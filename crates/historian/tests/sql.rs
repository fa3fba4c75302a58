//! SQL from outside: golden files (`tests/sql/*.sql` with what they give beside them),
//! the examples of `docs/sql.md`, plans, limits.
//!
//! `UPDATE_GOLDEN=1 cargo nextest run -p historian --test sql` writes the `.out` files anew.

#![allow(clippy::unwrap_used)]

#[path = "support/plant.rs"]
mod plant_data;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use arrow::util::pretty::pretty_format_batches;
use historian::{Historian, HistorianError, Options, SqlLimits, SqlResult};
use plant::{Quality, Value};
use plant_data::{MINUTE, ns, sample};

fn sql(historian: &Historian, query: &str) -> Result<SqlResult, HistorianError> {
    historian.sql(query, SqlLimits::default())
}

/// What a person sees of a query: its table, or the problem.
fn shown(historian: &Historian, query: &str) -> String {
    match sql(historian, query) {
        Ok(result) if result.batches.is_empty() => format!("no rows of {}\n", names(&result)),
        Ok(result) => format!("{}\n", pretty_format_batches(&result.batches).unwrap()),
        Err(error) => format!("{}\n", error.problem()),
    }
}

fn names(result: &SqlResult) -> String {
    let names: Vec<&str> = result.schema.fields().iter().map(|field| field.name().as_str()).collect();
    names.join(", ")
}

/// The statements of a file, each with the comment above it.
fn statements(text: &str) -> Vec<&str> {
    text.split_inclusive(";\n").map(str::trim).filter(|statement| !statement.is_empty()).collect()
}

#[test]
fn golden_files_give_what_stands_beside_them() {
    let dir = tempfile::tempdir().unwrap();
    let historian = plant_data::open(dir.path());
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sql");
    let mut files: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "sql"));
    files.sort();
    assert!(files.len() > 5);
    let mut wrong = String::new();
    for file in files {
        let mut out = String::new();
        for statement in statements(&fs::read_to_string(&file).unwrap()) {
            writeln!(out, "{statement}\n\n{}", shown(&historian, statement)).unwrap();
        }
        let golden = file.with_extension("out");
        if update {
            fs::write(&golden, &out).unwrap();
        } else if fs::read_to_string(&golden).unwrap_or_default() != out {
            writeln!(wrong, "{}:\n{out}", golden.display()).unwrap();
        }
    }
    assert!(wrong.is_empty(), "what came is not what the golden file says:\n{wrong}");
}

#[test]
fn the_examples_of_the_documentation_run() {
    let dir = tempfile::tempdir().unwrap();
    let historian = plant_data::open(dir.path());
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/sql.md");
    let page = fs::read_to_string(page).unwrap();
    let examples: Vec<&str> = page
        .split("```sql\n")
        .skip(1)
        .filter_map(|rest| rest.split_once("```"))
        .map(|(example, _)| example)
        .collect();
    assert!(examples.len() >= 12, "only {} examples", examples.len());
    for example in examples {
        match sql(&historian, example) {
            Ok(result) => assert!(result.rows > 0, "no rows:\n{example}"),
            Err(error) => panic!("{}\n{example}", error.problem()),
        }
    }
}

/// A store with many tags, so that scans have several partitions.
fn wide(dir: &Path, tags: i64, samples: i64) -> Historian {
    let historian = Historian::open(dir, Options { background: false, ..Options::default() }).unwrap();
    let mut all = Vec::new();
    for tag in 0..tags {
        for i in 0..samples {
            let value = ((i * 7 + tag * 13) % 101) as f64;
            all.push(sample(&format!("tag-{tag:03}"), i * MINUTE, Value::Float(value), Quality::GOOD));
        }
    }
    historian.append(&all).unwrap();
    historian.seal().unwrap();
    historian
}

/// The physical plan of a query.
fn plan(historian: &Historian, query: &str) -> String {
    let result = sql(historian, &format!("EXPLAIN {query}")).unwrap_or_else(|e| panic!("{}", e.problem()));
    let text = pretty_format_batches(&result.batches).unwrap().to_string();
    let physical = text.find("physical_plan").unwrap_or_else(|| panic!("{query}\n{text}"));
    text[physical..].to_owned()
}

#[test]
fn queries_in_the_order_of_samples_do_not_sort() {
    let dir = tempfile::tempdir().unwrap();
    let historian = wide(dir.path(), 20, 50);
    for query in [
        "SELECT tag, time, lag(value) OVER (PARTITION BY tag ORDER BY time) FROM samples",
        "SELECT tag, time, value - lag(value) OVER (PARTITION BY tag ORDER BY time) FROM samples WHERE time >= '1970-01-01 00:10'",
        "SELECT tag, time, avg(value) OVER (PARTITION BY tag ORDER BY time ROWS BETWEEN 4 PRECEDING AND CURRENT ROW) FROM samples",
        "SELECT * FROM samples ORDER BY tag, time",
        "SELECT time, value FROM samples WHERE tag = 'tag-003' ORDER BY time",
        "SELECT tag, time_bucket('10 minutes', time) AS t, avg(value) FROM samples GROUP BY tag, t ORDER BY tag, t",
        "SELECT time_bucket('10 minutes', time) AS t, avg(value) FROM samples WHERE tag = 'tag-003' GROUP BY t ORDER BY t",
    ] {
        let plan = plan(&historian, query);
        assert!(!plan.contains("SortExec"), "{query}\n{plan}");
        // With one tag there is nothing to keep apart, and two threads may share its rows.
        let one_tag = query.contains("tag = ");
        assert!(one_tag || !plan.contains("RepartitionExec: partitioning=Hash"), "{query}\n{plan}");
    }
    // The check above can fail: another order needs a sort.
    assert!(plan(&historian, "SELECT * FROM samples ORDER BY value").contains("SortExec"));
}

#[test]
fn conditions_on_tag_and_time_reach_the_store() {
    let dir = tempfile::tempdir().unwrap();
    let historian = wide(dir.path(), 20, 50);
    for (condition, scan) in [
        ("tag = 'tag-003'", "tags=1, columns"),
        ("tag IN ('tag-003', 'tag-004', 'nothing')", "tags=2, columns"),
        ("tag LIKE 'tag-01%'", "tags=10, columns"),
        ("tag = 'tag-003' OR tag = 'tag-005'", "tags=2, columns"),
        ("tag = 'tag-003' AND time >= '1970-01-01T00:10:00Z'", "tags=1, from=1970-01-01T00:10:00Z, columns"),
        (
            "time BETWEEN '1970-01-01T00:10:00Z' AND '1970-01-01T00:11:00Z'",
            "tags=20, from=1970-01-01T00:10:00Z, to=1970-01-01T00:11:00.000000001Z, columns",
        ),
        ("time < TIMESTAMP '1970-01-01 00:10'", "tags=20, to=1970-01-01T00:10:00Z, columns"),
    ] {
        let plan = plan(&historian, &format!("SELECT value FROM samples WHERE {condition}"));
        assert!(plan.contains(scan), "{condition}\n{plan}");
        assert!(!plan.contains("FilterExec"), "{condition}\n{plan}");
    }
    let none = plan(&historian, "SELECT value FROM samples WHERE tag = 'nothing'");
    assert!(none.contains("EmptyExec"), "{none}");
    let limited = plan(&historian, "SELECT value FROM samples LIMIT 3");
    assert!(limited.contains("limit=3"), "{limited}");
}

#[test]
fn a_join_reads_only_the_tags_that_it_wants() {
    let dir = tempfile::tempdir().unwrap();
    let historian = plant_data::open(dir.path());
    let query = "SELECT count(*) FROM samples JOIN tags ON tag = id WHERE asset = 'pump-1'";
    let text = plan(&historian, query);
    assert!(text.contains("wanted="), "{text}");
    assert!(shown(&historian, query).contains("| 117 "), "{}", shown(&historian, query));
    let analyzed = sql(&historian, &format!("EXPLAIN ANALYZE {query}")).unwrap();
    let text = pretty_format_batches(&analyzed.batches).unwrap().to_string();
    let scan = text.lines().find(|line| line.contains("SamplesScan")).unwrap();
    assert!(scan.contains("output_rows=117"), "{text}");
}

#[test]
fn answers_do_not_depend_on_how_the_store_holds_the_samples() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let sealed = wide(one.path(), 7, 300);
    // The same samples, shuffled, partly overwritten, partly in memory.
    let mixed = Historian::open(two.path(), Options { background: false, ..Options::default() }).unwrap();
    let mut all = Vec::new();
    for tag in 0..7_i64 {
        for i in 0..300_i64 {
            let i = (i * 77) % 300;
            let value = ((i * 7 + tag * 13) % 101) as f64;
            all.push(sample(&format!("tag-{tag:03}"), i * MINUTE, Value::Float(value), Quality::GOOD));
        }
    }
    let wrong: Vec<_> =
        all.iter().step_by(3).map(|s| plant::Sample { value: Value::Float(-1.0), ..s.clone() }).collect();
    mixed.append(&wrong).unwrap();
    mixed.seal().unwrap();
    let (first, second) = all.split_at(all.len() / 2);
    mixed.append(first).unwrap();
    mixed.seal().unwrap();
    mixed.append(second).unwrap();
    for query in [
        "SELECT * FROM samples ORDER BY tag, time",
        "SELECT tag, count(*), sum(value), min(value), max(value) FROM samples GROUP BY tag ORDER BY tag",
        "SELECT tag, duration_above(value, time, 50), duration_below(value, time, 50), time_weighted_mean(value, time) FROM samples GROUP BY tag ORDER BY tag",
        "SELECT * FROM latest ORDER BY tag",
        "SELECT * FROM buckets('*', '1 hour') ORDER BY tag, start",
        "SELECT * FROM episodes('*', 'above', 90) ORDER BY tag, start",
        "SELECT id, first_time, last_time, samples FROM tags ORDER BY id",
    ] {
        assert_eq!(shown(&sealed, query), shown(&mixed, query), "{query}");
    }
}

#[test]
fn roll_ups_and_samples_give_the_same_buckets() {
    let dir = tempfile::tempdir().unwrap();
    let historian = plant_data::open(dir.path());
    for width in ["5 minutes", "15 minutes", "1 hour", "90 minutes", "6 hours", "1 day", "7 days", "1 month"]
    {
        let native = shown(
            &historian,
            &format!(
                "SELECT tag, start, samples, mean, minimum, maximum, sum FROM buckets('*', '{width}') WHERE samples > 0 ORDER BY tag, start"
            ),
        );
        let grouped = shown(
            &historian,
            &format!(
                "SELECT tag, time_bucket('{width}', time) AS start, CAST(count(value) AS BIGINT UNSIGNED) AS samples, avg(value) AS mean, \
                 min(value) AS minimum, max(value) AS maximum, sum(value) AS sum \
                 FROM samples WHERE NOT is_bad(quality) AND value IS NOT NULL GROUP BY tag, start ORDER BY tag, start"
            ),
        );
        assert_eq!(native, grouped, "{width}");
    }
}

#[test]
fn episodes_add_up_to_the_duration() {
    let dir = tempfile::tempdir().unwrap();
    let historian = wide(dir.path(), 9, 400);
    for side in ["above", "below"] {
        let episodes = shown(
            &historian,
            &format!(
                "SELECT tag, sum(seconds) AS s FROM episodes('*', '{side}', 42) GROUP BY tag ORDER BY tag"
            ),
        );
        let durations = shown(
            &historian,
            &format!(
                "SELECT tag, duration_{side}(value, time, 42) AS s FROM samples GROUP BY tag ORDER BY tag"
            ),
        );
        assert_eq!(episodes, durations);
    }
}

#[test]
fn rows_beyond_the_limit_are_cut_and_said_so() {
    let dir = tempfile::tempdir().unwrap();
    let historian = wide(dir.path(), 5, 100);
    let limits = |max_rows| SqlLimits { max_rows, ..SqlLimits::default() };
    for (max_rows, rows, truncated) in
        [(10, 10, true), (500, 500, false), (499, 499, true), (501, 500, false), (0, 0, true)]
    {
        let result = historian.sql("SELECT * FROM samples ORDER BY tag, time", limits(max_rows)).unwrap();
        let counted: usize = result.batches.iter().map(arrow::array::RecordBatch::num_rows).sum();
        assert_eq!((result.rows, counted, result.truncated), (rows, rows, truncated), "{max_rows}");
    }
}

#[test]
fn a_query_that_takes_too_long_is_stopped_and_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let historian = wide(dir.path(), 5, 100);
    let limits = SqlLimits { timeout: Duration::from_millis(300), ..SqlLimits::default() };
    let error = historian
        .sql("SELECT count(*) FROM generate_series(1, 100000000000) AS a(x) WHERE x % 7 = 3", limits)
        .unwrap_err();
    assert_eq!(error.problem().code, "PW5003");
    // The next query has the threads for itself.
    assert_eq!(sql(&historian, "SELECT 1").unwrap().rows, 1);
}

#[test]
fn a_query_that_nobody_waits_for_is_stopped() {
    let dir = tempfile::tempdir().unwrap();
    let historian = wide(dir.path(), 4, 20_000);
    // Each sample meets twenty thousand others: more rows than any time is enough for.
    let query = "SELECT sum(a.value * b.value) FROM samples a JOIN samples b ON a.tag = b.tag";
    let limits = SqlLimits { timeout: Duration::from_secs(600), ..SqlLimits::default() };
    let asked = std::cell::Cell::new(0);
    let wanted = || {
        asked.set(asked.get() + 1);
        asked.get() < 5
    };
    let error = historian.sql_while(query, limits, &wanted).unwrap_err();
    assert_eq!((error.problem().code.as_str(), asked.get()), ("PW5003", 5));
    assert!(error.problem().message.contains("nobody waits"), "{}", error.problem());
    // The threads are free again.
    assert_eq!(sql(&historian, "SELECT count(*) FROM samples").unwrap().rows, 1);
}

#[test]
fn a_query_that_needs_too_much_memory_is_stopped() {
    let dir = tempfile::tempdir().unwrap();
    let historian = wide(dir.path(), 3, 10);
    let limits = SqlLimits { memory_bytes: 2 << 20, ..SqlLimits::default() };
    let query = "SELECT count(*) FROM generate_series(1, 2000000) AS a(x) JOIN generate_series(1, 2000000) AS b(y) ON x = y";
    let error = historian.sql(query, limits.clone()).unwrap_err();
    assert_eq!(error.problem().code, "PW5003", "{}", error.problem());
    // A result too large to hold is refused as well.
    let query = format!("SELECT '{}' || x FROM generate_series(1, 5000) AS t(x)", "x".repeat(1000));
    let query = query.as_str();
    let error = historian.sql(query, limits).unwrap_err();
    assert_eq!(error.problem().code, "PW5003", "{}", error.problem());
    // What no limit could stop is not there at all.
    for query in [
        "SELECT repeat('x', 1000000000000)",
        "SELECT lpad('x', 2000000000, 'y')",
        "SELECT array_agg(x) OVER () FROM generate_series(1, 2000000) AS t(x)",
        "SELECT string_agg(CAST(x AS TEXT), ',') OVER () FROM generate_series(1, 2000000) AS t(x)",
    ] {
        assert!(sql(&historian, query).is_err(), "{query}");
    }
}

#[test]
fn a_large_sort_spills_into_the_store_and_is_cleaned_up() {
    let dir = tempfile::tempdir().unwrap();
    let historian = wide(dir.path(), 3, 10);
    let limits = SqlLimits { memory_bytes: 48 << 20, max_rows: 3, timeout: Duration::from_secs(60) };
    let query = "SELECT * FROM (SELECT x, row_number() OVER (ORDER BY (x * 7919) % 1000003, x) AS n \
                 FROM generate_series(1, 3000000) AS t(x)) WHERE n <= 3 ORDER BY n";
    let result = historian.sql(query, limits).unwrap_or_else(|error| panic!("{}", error.problem()));
    assert_eq!(result.rows, 3);
    let left = |dir: &Path| -> usize {
        let folders = fs::read_dir(dir.join("temporary")).unwrap().map(|entry| entry.unwrap().path());
        folders.map(|folder| fs::read_dir(folder).unwrap().count()).sum()
    };
    assert_eq!(left(dir.path()), 0);
    drop(historian);
    // What a crash leaves is gone with the next open.
    fs::create_dir_all(dir.path().join("temporary/left")).unwrap();
    fs::write(dir.path().join("temporary/left/over"), "x").unwrap();
    let _again = Historian::open(dir.path(), Options::default()).unwrap();
    assert_eq!(fs::read_dir(dir.path().join("temporary")).unwrap().count(), 0);
}

#[test]
fn queries_run_inside_another_runtime_too() {
    let dir = tempfile::tempdir().unwrap();
    let historian = Arc::new(wide(dir.path(), 5, 100));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let inside = Arc::clone(&historian);
        let rows = tokio::task::spawn_blocking(move || sql(&inside, "SELECT * FROM tags").unwrap().rows);
        assert_eq!(rows.await.unwrap(), 5);
        let inside = Arc::clone(&historian);
        let rows = tokio::spawn(async move { sql(&inside, "SELECT * FROM tags").unwrap().rows });
        assert_eq!(rows.await.unwrap(), 5);
        // The last one to let go may do so inside a runtime as well.
        drop(historian);
    });
}

#[test]
fn a_query_sees_one_instant_of_a_store_that_is_written_to() {
    let dir = tempfile::tempdir().unwrap();
    let historian =
        Arc::new(Historian::open(dir.path(), Options { seal_samples: 500, ..Options::default() }).unwrap());
    let stop = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let writer = {
        let (historian, stop) = (Arc::clone(&historian), Arc::clone(&stop));
        std::thread::spawn(move || {
            let mut i = 0;
            while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                // Both tags in one append: no query may see one without the other.
                let pair = ["a", "b"].map(|tag| sample(tag, i, Value::Integer(i), Quality::GOOD));
                historian.append(&pair).unwrap();
                i += 1;
            }
        })
    };
    for _ in 0..30 {
        let result = sql(
            &historian,
            "SELECT (SELECT count(*) FROM samples WHERE tag = 'a') = (SELECT count(*) FROM samples WHERE tag = 'b') \
             AND (SELECT count(*) FROM samples) = (SELECT coalesce(sum(samples), 0) FROM tags) AS same",
        )
        .unwrap();
        let same = arrow::util::display::array_value_to_string(result.batches[0].column(0), 0).unwrap();
        assert_eq!(same, "true");
    }
    stop.store(true, std::sync::atomic::Ordering::Relaxed);
    writer.join().unwrap();
}

#[test]
fn no_file_can_be_read() {
    let dir = tempfile::tempdir().unwrap();
    let historian = plant_data::open(dir.path());
    let secret = dir.path().join("secret.csv");
    fs::write(&secret, "a,b\n1,2\n").unwrap();
    let path = secret.display();
    for query in [
        format!("SELECT * FROM '{path}'"),
        format!("SELECT * FROM \"{path}\""),
        format!("SELECT * FROM \"file://{path}\""),
        format!("SELECT * FROM read_csv('{path}')"),
        format!("SELECT * FROM csv('{path}')"),
        format!("CREATE EXTERNAL TABLE t STORED AS CSV LOCATION '{path}'"),
        format!("COPY tags TO '{path}'"),
        format!("EXPLAIN ANALYZE COPY tags TO '{path}'"),
    ] {
        let code = sql(&historian, &query).unwrap_err().problem().code;
        assert!(code == "PW5001" || code == "PW5002", "{query}: {code}");
    }
    assert_eq!(fs::read_to_string(&secret).unwrap(), "a,b\n1,2\n");
}

#[test]
fn instants_of_the_store_are_read_and_shown_in_plant_time() {
    let dir = tempfile::tempdir().unwrap();
    let historian = plant_data::open(dir.path());
    let count = |condition: &str| {
        let result =
            sql(&historian, &format!("SELECT * FROM samples WHERE tag = 'chiller-6.power' AND {condition}"))
                .unwrap();
        result.rows
    };
    // A day of 25 hours in local time; the same stretch with offsets.
    assert_eq!(count("time >= '2020-11-01' AND time < '2020-11-02'"), 100);
    assert_eq!(count("time >= '2020-11-01T04:00:00Z' AND time < '2020-11-02T00:00:00-05:00'"), 100);
    assert_eq!(count("time >= DATE '2020-11-01' AND time < DATE '2020-11-02'"), 100);
    assert_eq!(count("time_bucket('1 day', time) = '2020-11-01'"), 100);
    assert_eq!(count("CAST(local_time(time) AS DATE) = DATE '2020-11-01'"), 100);
    assert_eq!(count(&format!("time = to_timestamp_nanos({})", ns("2020-11-01T04:00:00Z"))), 1);
}
