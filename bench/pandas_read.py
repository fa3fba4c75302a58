"""Reads a CSV file of history with pandas, as a Python script of a plant engineer would (times
parsed, all columns in memory as numbers), and prints the seconds it took by the clock, the
seconds of the processor, and the sum of all values.

    python3 bench/pandas_read.py FILE.csv
"""
import sys
import time

import pandas as pd

start, processor = time.perf_counter(), time.process_time()
frame = pd.read_csv(sys.argv[1], parse_dates=["timestamp"])
took, processor = time.perf_counter() - start, time.process_time() - processor
assert str(frame["timestamp"].dtype).startswith("datetime64"), frame.dtypes
print(f"{took:.3f} {processor:.3f} {float(frame.iloc[:, 1:].sum().sum()):.6e}")
