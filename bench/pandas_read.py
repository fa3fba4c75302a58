"""Reads a CSV file of history with pandas, as a Python script of a plant engineer would, and
prints the seconds it took: times parsed, all columns in memory as numbers.

    python3 bench/pandas_read.py FILE.csv
"""
import sys
import time

import pandas as pd

start = time.perf_counter()
frame = pd.read_csv(sys.argv[1], parse_dates=["timestamp"])
took = time.perf_counter() - start
assert str(frame["timestamp"].dtype).startswith("datetime64"), frame.dtypes
print(f"{took:.3f} {len(frame)} {float(frame.iloc[:, 1:].sum().sum()):.6e}")
