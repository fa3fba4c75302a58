"""What the questions about the float glass works are computed from: its files, the windows asked for, the records."""

import pandas as pd
from plant import Plant
from windows import closed, fair

P = Plant("floatglass")
NOW = P.now
HOUR, DAY, WEEK = pd.Timedelta(hours=1), pd.Timedelta(days=1), pd.Timedelta(days=7)
TODAY = NOW.normalize()
THIS_WEEK = TODAY - DAY * TODAY.weekday()
LAST_WEEK, WEEK_BEFORE = (THIS_WEEK - WEEK, THIS_WEEK), (THIS_WEEK - 2 * WEEK, THIS_WEEK - WEEK)
YESTERDAY = (TODAY - DAY, TODAY)
MAY, JUNE = (pd.Timestamp("2026-05-01"), pd.Timestamp("2026-06-01")), (pd.Timestamp("2026-06-01"), NOW)

ORDERS, STOPS, SAMPLES = P.tables["work_orders"], P.tables["line_stops"], P.tables["lab_samples"]
SHIFTS, SPARES = P.tables["shift_output"], P.tables["spares"]
STOPS["length_s"] = (STOPS.ended - STOPS.began).dt.total_seconds()


def date(day):
    """The window of a day, such as `06-05`."""
    start = pd.Timestamp(f"2026-{day}")
    return start, start + DAY


def days(first, last):
    """Both whole days included."""
    return date(first)[0], date(last)[1]


def span(start, end):
    """`05-12 03:40` to `05-12 06:30`"""
    return pd.Timestamp(f"2026-{start}"), pd.Timestamp(f"2026-{end}")


def within(table, column, window):
    return table[(table[column] >= window[0]) & (table[column] < window[1])]


def stops(window=None, **columns):
    """Stops that began in a window, by values of columns."""
    found = STOPS if window is None else within(STOPS, "began", window)
    for column, value in columns.items():
        found = found[found[column].isin([value] if isinstance(value, str) else value)]
    return found


def opened(window):
    return within(ORDERS, "opened", window)


def shifts(window):
    return within(SHIFTS, "began", window)


def still_open(asset=None):
    orders = ORDERS[ORDERS.finished.isna()]
    return orders if asset is None else orders[orders.asset_id == asset]


def row(table, column, key):
    """The one record of a key."""
    (found,) = table[table[column] == key].itertuples()
    return found


def stop(number):
    found = row(STOPS, "stop", number)
    return found.began, found.ended


def used(tag, window):
    """(value, tolerance) of what a counter moved: from the reading at the start to that at the end of a window."""
    inside, whole = P(tag, *window), closed(P.series[tag], *window)
    return fair(
        whole.iloc[-1] - whole.iloc[0], inside.iloc[-1] - inside.iloc[0], what=f"{tag} {window[0]} {window[1]}"
    )


def over(above, below):
    """(value, tolerance) of a quotient of two such."""
    return above[0] / below[0], 0.015


def highest(tag, window):
    """When a tag was at its highest in a window; once only."""
    series = P(tag, *window)
    times = series[series == series.max()].index
    if len(times) > 1:
        print(f"highest more than once: {tag} {times}")
    return times[0]


def yields(table):
    """Percent packed of drawn, of sums; and the mean of that of shifts."""
    return 100 * table.packed_t.sum() / table.gross_t.sum(), 100 * (table.packed_t / table.gross_t).mean()
