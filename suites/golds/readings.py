"""Readings of a series without a plant around it: windows, fair alternatives and their tolerance."""

import numpy as np
import pandas as pd
from expect import number


def window(series, start=None, end=None):
    """A half-open window, blanks left out."""
    series = series.dropna()
    series = series[series.index >= pd.Timestamp(start)] if start is not None else series
    return series[series.index < pd.Timestamp(end)] if end is not None else series


def day(date):
    """The window of a day."""
    date = pd.Timestamp(date)
    return date, date + pd.Timedelta(days=1)


def day_labels(date):
    """How a day may be written, parted by bars."""
    d = pd.Timestamp(date)
    english = f"{d:%B} {d.day}|{d:%b} {d.day}|{d.day} {d:%B}"
    return f"{d:%Y-%m-%d}|{english}|{d.month}月{d.day}日|{d:%m-%d}"


def tolerance(value, others, what):
    """0.5 %, or 1.5 % where other fair readings differ; a question where they differ by more than 1.2 % says so."""
    apart = max((abs(other - value) / abs(value) if value else abs(other) for other in others), default=0)
    if apart > 0.012:
        print(f"{what}: {value} differs by {apart:.3%}")
    return 0.005 if apart <= 0.0045 else 0.015


def weighed(value, unit, *others):
    """A number, with the wider tolerance where other fair readings differ a little."""
    value = float(value)
    return number(value, unit, tolerance(value, [float(other) for other in others], f"{value} {unit}"))


def weighted_mean(series):
    """Each value held until the next."""
    lengths = np.diff(series.index.astype("datetime64[ns]").asi8 / 1e9)
    lengths = np.append(lengths, np.median(lengths))
    return float((series.values * lengths).sum() / lengths.sum())


def percentile(share):
    def of(series):
        return np.percentile(series, share)

    of.share = share
    return of


def aggregate(series, how, start=None, end=None, unit="", what=""):
    """The expectation of a statistic (a method of series, or a function) over a window."""

    def value_of(values):
        return float(getattr(values, how)()) if isinstance(how, str) else float(how(values))

    values = window(series, start, end)
    value, others = value_of(values), []
    if end is not None:
        closed = series.dropna()
        closed = closed[closed.index <= pd.Timestamp(end)]
        others.append(value_of(closed[closed.index >= pd.Timestamp(start)] if start is not None else closed))
    if how == "mean":
        others.append(weighted_mean(values))
    if how == "std":
        others.append(float(values.std(ddof=0)))
    if hasattr(how, "share"):
        methods = ("lower", "higher", "nearest", "hazen", "median_unbiased")
        others += [float(np.percentile(values, how.share, method=method)) for method in methods]
    return number(value, unit, tolerance(value, others, what), note=f"{start} to {end}, n={len(values)}")
