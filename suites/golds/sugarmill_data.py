"""Sugar mill, read with pandas alone, and what the computations of its answers share.

Rows of a history are read as they stand: windows are half-open, blanks are left out.
"""

import pandas as pd
from expect import instant, number
from plant import Plant

P = Plant("sugarmill")
DAY, HOUR = pd.Timedelta(days=1), pd.Timedelta(hours=1)
NOW = P.now
TODAY = NOW.normalize()
YESTERDAY = (TODAY - DAY, TODAY)
LAST_WEEK = (pd.Timestamp("2025-08-25"), pd.Timestamp("2025-09-01"))
WEEK_BEFORE = (pd.Timestamp("2025-08-18"), pd.Timestamp("2025-08-25"))
AUGUST = (pd.Timestamp("2025-08-01"), pd.Timestamp("2025-09-01"))


def day(date):
    """The window of a day of 2025, such as 08-20."""
    start = pd.Timestamp(f"2025-{date}")
    return start, start + DAY


def days(first, last):
    """The window of days, the last one whole."""
    return day(first)[0], day(last)[1]


def stat(tag, how, window, unit=None):
    """A statistic in the tag's own unit (or that of a total)."""
    return number(P.stat(tag, how, *window), unit or P.tags[tag]["unit"])


def latest(tag):
    return number(P(tag).iloc[-1], P.tags[tag]["unit"])


def when(tag, how, window):
    """When an extreme was; it must be one sample only."""
    values = P(tag, *window)
    extreme = getattr(values, how)()
    assert (values == extreme).sum() == 1, (tag, how, window, values[values == extreme])
    return instant(values[values == extreme].index[0], P.zone)


def held(tag, condition, window):
    return number(P.lasting(tag, condition, *window), "s")


def counted(tag, window, scale=1.0):
    """What a counter went up by: the reading at the end less that at the start."""
    values = P(tag, *window)
    before = P(tag, None, window[0])
    upto = P(tag, None, window[1] + pd.Timedelta(minutes=1))
    value = (values.iloc[-1] - values.iloc[0]) * scale
    others = [(values.iloc[-1] - (before.iloc[-1] if len(before) else values.iloc[0])) * scale]
    return P.fair(tag, value, [*others, (upto.iloc[-1] - values.iloc[0]) * scale])


def daily(tag, window, how="mean"):
    values = P(tag, *window)
    return getattr(values.groupby(values.index.normalize()), how)()


def rows(table, column=None, window=None, **equal):
    """Records whose time lies in a window and whose columns have these values."""
    found = P.tables[table]
    if window:
        found = found[(found[column] >= window[0]) & (found[column] < window[1])]
    for name, value in equal.items():
        found = found[found[name] == value]
    return found


def meaning(which, code):
    return rows("codes", list=which, code=code).meaning.iloc[0]
