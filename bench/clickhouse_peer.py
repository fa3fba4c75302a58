"""ClickHouse's side of `bench historian`, in process (chdb): MergeTree ordered by tag and time, with
codecs for regular times, once with the codec of values that is stable and once with the smaller one
that it still calls beta. Loading is timed as it is used, with its files synced; parts are merged into
one afterwards, before size and questions.
"""
import os
import shutil

import chdb
import pyarrow  # noqa: F401  (chdb reads Arrow tables through it)
from chdb.session import Session

from peer import Job, ask, loads

job = Job()
rows = job.table()
ask_of = job.questions
tag, width, threshold = ask_of["tag"], ask_of["envelope_width_ns"], ask_of["threshold"]
session = Session(os.path.join(job.dir, "clickhouse"))
# Rows come sorted: with one thread that inserts they stay so.
settings = f"max_threads = {job.threads}, max_insert_threads = {job.threads}"
session.query("SET enable_alp_codec = 1")

nanoseconds = "toUnixTimestamp64Nano(time)"
within = (f"tag = '{tag}' AND time >= fromUnixTimestamp64Nano({ask_of['hour_start_ns']}) "
          f"AND time < fromUnixTimestamp64Nano({ask_of['hour_end_ns']})")
aggregates = "avg(value) AS mean, min(value) AS minimum, max(value) AS maximum, count() AS count"
window = "(PARTITION BY tag ORDER BY time ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)"
minute = f"intDiv({nanoseconds}, 60000000000) * 60000000000"
in_order = "optimize_aggregation_in_order = 1"

# (query, settings of its own); several where it is not plain which is the fastest.
WORDINGS = [
    [(f"SELECT {minute} AS bucket, {aggregates} FROM samples WHERE {within} GROUP BY bucket", "")],
    [(f"SELECT tag, {minute} AS bucket, {aggregates} FROM samples GROUP BY tag, bucket", ""),
     (f"SELECT tag, {minute} AS bucket, {aggregates} FROM samples GROUP BY tag, bucket", in_order),
     (f"SELECT tag, toStartOfMinute(time) AS minute, {aggregates}, "
      f"toUnixTimestamp(minute) * 1000000000 AS bucket FROM samples GROUP BY tag, minute", in_order)],
    [(f"SELECT tag, max({nanoseconds}) AS time, argMax(value, samples.time) AS value FROM samples GROUP BY tag", ""),
     (f"SELECT tag, max({nanoseconds}) AS time, argMax(value, samples.time) AS value FROM samples GROUP BY tag",
      in_order)],
    [(f"SELECT tag, sumIf(next - t, above) AS ns, groupArrayIf(t, above AND NOT before) AS starts FROM ("
      f"SELECT tag, {nanoseconds} AS t, value > {threshold} AS above, lagInFrame(above, 1, 0) OVER w AS before, "
      f"leadInFrame(t, 1, t) OVER w AS next FROM samples WINDOW w AS {window}) GROUP BY tag HAVING ns > 0 OR "
      "notEmpty(starts)", ""),
     (f"SELECT tag, arraySum((a, b, on) -> if(on, b - a, 0), ts, arrayPushBack(arrayPopFront(ts), ts[-1]), ons) "
      "AS ns, arrayFilter((a, on, before) -> on AND NOT before, ts, ons, arrayPushFront(arrayPopBack(ons), 0)) "
      f"AS starts FROM (SELECT tag, groupArray({nanoseconds}) AS ts, groupArray(value > {threshold}) AS ons FROM "
      "(SELECT tag, time, value FROM samples ORDER BY tag, time) GROUP BY tag) WHERE notEmpty(starts)", in_order)],
    [(f"SELECT intDiv({nanoseconds} - {job.start_ns}, {width}) AS bucket, min(value) AS minimum, "
      f"max(value) AS maximum FROM samples WHERE tag = '{tag}' GROUP BY bucket", "")],
]


def text(wording):
    query, own = wording
    return f"{query} SETTINGS {settings}" + (f", {own}" if own else "")


def make(codec):
    session.query("DROP TABLE IF EXISTS samples SYNC")
    session.query(
        "CREATE TABLE samples (tag LowCardinality(String), "
        "time DateTime64(9, 'UTC') CODEC(DoubleDelta, ZSTD(1)), "
        f"value Float64 CODEC({codec})) ENGINE = MergeTree ORDER BY (tag, time) "
        "SETTINGS fsync_after_insert = 1, fsync_part_directory = 1")


def setup(name, codec):
    insert = f"INSERT INTO samples SELECT tag, time, value FROM Python(rows) SETTINGS {settings}"
    ingest = loads(job, lambda: make(codec), lambda: session.query(insert))
    session.query("OPTIMIZE TABLE samples FINAL")
    size = session.query("SELECT sum(bytes_on_disk) FROM system.parts WHERE active AND table = 'samples'", "CSV")
    # The answer is computed and not handed over: its cheapest way.
    run = lambda query: session.query(query, "Null")
    fetch = lambda query: session.query(query, "ArrowTable")
    queries = [[text(wording) for wording in wordings] for wordings in WORDINGS]
    return {"name": name, **ingest, "bytes": int(str(size)),
            "questions": ask(job, name, queries, run, fetch)}


setups = [setup("ZSTD", "ZSTD(1)"), setup("ALP", "ALP, ZSTD(1)")]
job.finish("ClickHouse", f"{str(session.query('SELECT version()', 'CSV')).strip().strip(chr(34))} "
           f"(chdb {chdb.__version__})", setups)
session.close()
shutil.rmtree(os.path.join(job.dir, "clickhouse"), ignore_errors=True)
