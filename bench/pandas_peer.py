"""pandas' side of `bench import`: reads a CSV file of history as a script of a plant engineer would,
times parsed and all columns in memory.

    python pandas_peer.py JOB.json RESULT.json
"""
import json
import statistics
import sys
import time

import pandas as pd

with open(sys.argv[1]) as file:
    job = json.load(file)

clock, processor = [], []
for run in range(job["runs"] + 1):
    start, used = time.perf_counter(), time.process_time()
    frame = pd.read_csv(job["file"], parse_dates=["timestamp"], engine=job["engine"])
    clock.append(time.perf_counter() - start)
    processor.append(time.process_time() - used)
assert str(frame["timestamp"].dtype).startswith("datetime64"), frame.dtypes
values = frame.select_dtypes("number")
with open(sys.argv[2], "w") as file:
    json.dump({
        # The first run does not count.
        "clock_s": statistics.median(clock[1:]),
        "processor_s": statistics.median(processor[1:]),
        "numbers": int(values.count().sum()),
        "sum": float(values.sum().sum()),
    }, file)
