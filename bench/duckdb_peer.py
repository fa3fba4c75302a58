"""DuckDB's side of `bench historian`: a table sorted by tag and time, tags as an ENUM (its most compact
and fastest way), and the same rows in a Parquet file of DuckDB's own.
"""
import os

import duckdb

from peer import Job, ask, loads

job = Job()
rows = job.table()
ask_of = job.questions
tag, width, threshold = ask_of["tag"], ask_of["envelope_width_ns"], ask_of["threshold"]


def wordings(source):
    """Several ways to ask where it is not plain which is the fastest."""
    # A string of nanoseconds would be a cast of every row: the bounds are timestamps.
    within = (f"tag = '{tag}' AND time >= make_timestamp_ns({ask_of['hour_start_ns']}) "
              f"AND time < make_timestamp_ns({ask_of['hour_end_ns']})")
    aggregates = "avg(value) AS mean, min(value) AS minimum, max(value) AS maximum, count(*) AS count"
    steps = ("SELECT tag, epoch_ns(time) AS time, value > {0} AS above, "
             "lag(value > {0}, 1, false) OVER w AS before, lead(epoch_ns(time), 1, epoch_ns(time)) OVER w AS next "
             "FROM {1} WINDOW w AS (PARTITION BY tag ORDER BY time)").format(threshold, source)
    return [
        [f"SELECT date_trunc('minute', time) AS bucket, {aggregates} FROM {source} WHERE {within} GROUP BY bucket",
         f"SELECT epoch_ns(time) // 60000000000 * 60000000000 AS bucket, {aggregates} FROM {source} "
         f"WHERE {within} GROUP BY bucket"],
        [f"SELECT tag, date_trunc('minute', time) AS bucket, {aggregates} FROM {source} GROUP BY tag, bucket",
         f"SELECT tag, epoch_ns(time) // 60000000000 * 60000000000 AS bucket, {aggregates} FROM {source} "
         "GROUP BY tag, bucket"],
        [f"SELECT tag, max(time) AS time, arg_max(value, time) AS value FROM {source} GROUP BY tag",
         f"SELECT tag, time, value FROM {source} JOIN (SELECT tag, max(time) AS time FROM {source} GROUP BY tag) "
         "USING (tag, time)"],
        [f"SELECT tag, sum(next - time) AS ns, list(time) FILTER (NOT before) AS starts FROM ({steps}) "
         "WHERE above GROUP BY tag"],
        [f"SELECT (epoch_ns(time) - {job.start_ns}) // {width} AS bucket, min(value) AS minimum, "
         f"max(value) AS maximum FROM {source} WHERE tag = '{tag}' GROUP BY bucket"],
    ]


def connect(file):
    connection = duckdb.connect(file)
    connection.execute(f"SET threads = {job.threads}")
    return connection


def load_table(file):
    connection = connect(file)
    names = ", ".join(f"'{name}'" for name in job.tags)
    connection.execute(f"CREATE TYPE tags AS ENUM ({names})")
    connection.execute("CREATE TABLE samples (tag tags, time TIMESTAMP_NS, value DOUBLE)")
    connection.register("rows", rows)
    connection.execute("INSERT INTO samples SELECT tag, time, value FROM rows")
    connection.execute("CHECKPOINT")
    connection.close()


def load_parquet(file):
    connection = connect(":memory:")
    connection.register("rows", rows)
    connection.execute("SET preserve_insertion_order = true")
    connection.execute(f"COPY (SELECT tag, time, value FROM rows) TO '{file}' "
                       "(FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd)")
    connection.close()
    with open(file, "rb") as written:
        os.fsync(written.fileno())


def measure(load, name):
    file = os.path.join(job.dir, name)

    def before():
        if os.path.exists(file):
            os.remove(file)

    return file, loads(job, before, lambda: load(file)) | {"bytes": os.path.getsize(file)}


def questions(connection, setup, source):
    run = lambda query: connection.sql(query).to_arrow_table()
    return ask(job, setup, wordings(source), run, run)


file, table = measure(load_table, "samples.duckdb")
table = {"name": "table", **table, "questions": questions(connect(file), "table", "samples")}
file, parquet = measure(load_parquet, "samples.parquet")
parquet = {"name": "Parquet", **parquet, "questions": questions(connect(":memory:"), "parquet", f"'{file}'")}
job.finish("DuckDB", duckdb.__version__, [table, parquet])
