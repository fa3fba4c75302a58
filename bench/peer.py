"""What the sides of the other engines share: the job, the rows, clocks, and answers as numbers.

A peer is run as `python X_peer.py JOB.json RESULT.json` by `bench historian`.
"""
import json
import os
import statistics
import sys
import time

import numpy as np
import pyarrow as pa

# Columns of the answers, as in crates/bench/src/beside/questions.rs.
COLUMNS = [
    ["bucket", "mean", "minimum", "maximum", "count"],
    ["tag", "bucket", "mean", "minimum", "maximum", "count"],
    ["tag", "time", "value"],
    ["tag", "start", "seconds"],
    ["bucket", "minimum", "maximum"],
]
# Wordings of one question are tried until this many seconds have gone into one of them.
ENOUGH_S = 40


class Job:
    def __init__(self):
        with open(sys.argv[1]) as file:
            self.__dict__.update(json.load(file))
        self.place = {name: at for at, name in enumerate(self.tags)}

    def table(self):
        """The rows as an Arrow table in memory: tag (dictionary), time (ns), value."""
        count = len(self.tags)
        keys = pa.array(np.repeat(np.arange(count, dtype=np.int32), self.samples))
        times = self.start_ns + np.arange(self.samples, dtype=np.int64) * self.step_ns
        values = np.fromfile(self.values, dtype="<f8")
        return pa.table({
            "tag": pa.DictionaryArray.from_arrays(keys, pa.array(self.tags)),
            "time": pa.array(np.tile(times, count)).cast(pa.timestamp("ns")),
            "value": pa.array(values),
        })

    def finish(self, engine, version, setups):
        with open(sys.argv[2], "w") as file:
            json.dump({"name": engine, "version": version, "setups": setups}, file)


def timing(seconds):
    return {"median_s": statistics.median_low(seconds), "best_s": min(seconds)}


def clock(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def loads(job, before, work):
    """Times several loads: by the clock, and the seconds of the processor over all threads.

    `before` makes room for each and is not timed.
    """
    clocks, processor = [], []
    for _ in range(job.loads):
        before()
        used = time.process_time()
        clocks.append(clock(work))
        processor.append(time.process_time() - used)
    return {"ingest": timing(clocks), "ingest_processor": timing(processor)}


def ask(job, setup, wordings, run, fetch):
    """Times every wording of every question and keeps the fastest with its answer.

    `run` is what the clock sees; `fetch` gives the rows as an Arrow table.
    """
    asked = []
    for index, queries in enumerate(wordings):
        best = None
        for query in queries:
            run(query)
            seconds = []
            while len(seconds) < job.runs and (len(seconds) < 3 or sum(seconds) < ENOUGH_S):
                seconds.append(clock(lambda: run(query)))
            found = timing(seconds) | {"query": query}
            if best is None or found["median_s"] < best["median_s"]:
                best = found
        best["answer"] = os.path.join(job.dir, f"{setup}-{index}")
        numbers(job, index, fetch(best["query"])).tofile(best["answer"])
        asked.append(best)
    return asked


def numbers(job, index, table):
    """An answer as rows of doubles: tags by their place, times and buckets as seconds since the start."""
    columns = dict(zip(table.column_names, table.columns))
    if index == 3:
        lengths = [len(starts) for starts in columns["starts"].to_pylist()]
        flat = [start for starts in columns["starts"].to_pylist() for start in sorted(starts)]
        columns = {
            "tag": pa.array(np.repeat(places(job, columns["tag"]), lengths)),
            "start": pa.array(flat, pa.int64()),
            "seconds": pa.array(np.repeat(doubles(columns["ns"]) / 1e9, lengths)),
        }
    rows = []
    for name in COLUMNS[index]:
        if name == "tag":
            rows.append(doubles(columns[name]) if index == 3 else places(job, columns[name]))
        elif name in ("time", "start"):
            rows.append((doubles_of_times(columns[name]) - job.start_ns) / 1e9)
        elif name == "bucket" and index == 4:
            rows.append(doubles(columns[name]) * (job.questions["envelope_width_ns"] / 1e9))
        elif name == "bucket":
            rows.append((doubles_of_times(columns[name]) - job.start_ns) / 1e9)
        else:
            rows.append(doubles(columns[name]))
    rows = np.column_stack(rows)
    return rows[np.lexsort((rows[:, 1], rows[:, 0]))].astype("<f8")


def doubles(column):
    return np.asarray(column.to_numpy(zero_copy_only=False) if isinstance(column, pa.Array)
                      else column.to_numpy(), dtype=np.float64)


def doubles_of_times(column):
    """Times or whole nanoseconds as whole nanoseconds."""
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("ns")).cast(pa.int64())
    return np.asarray(column.to_numpy(), dtype=np.int64)


def places(job, column):
    names = column.to_pylist()
    names = [name.decode() if isinstance(name, bytes) else name for name in names]
    return np.array([job.place[name] for name in names], dtype=np.float64)
