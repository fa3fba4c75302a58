"""Extrusion, read with pandas alone, and what the computations of its answers share. Now is 15 April 2025, 14:20."""

import pandas as pd
from expect import count, instant, number
from plant import Plant

P = Plant("extrusion", as_text=("alloy",))
RUNS, STOPS, ALARMS, ORDERS, LOADS, HARDNESS, CODES = (
    P.tables[name] for name in ("runs", "downtime", "alarms", "work_orders", "ageing_loads", "hardness", "codes")
)
MEANING = dict(zip(CODES.code, CODES.meaning, strict=True))
YESTERDAY, LAST_WEEK = ("2025-04-14", "2025-04-15"), ("2025-04-07", "2025-04-14")
MARCH, APRIL = ("2025-03-01", "2025-04-01"), ("2025-04-01", "2025-04-16")
TENTH = ("2025-04-10", "2025-04-11")
SHIFT = {"Early": ["早班"], "Late": ["中班", "晚班"], "Night": ["夜班"]}


def stat(tag, how, start, end, unit=None):
    return number(P.stat(tag, how, start, end), unit or P.tags[tag]["unit"])


def latest(tag, rel_tol=0.005):
    return number(P(tag).iloc[-1], P.tags[tag]["unit"], rel_tol)


def counted(tag, start, end):
    """(value, tolerance) of what a counter counted, from the reading at the start to that at the end."""
    closed = P.series[tag].loc[pd.Timestamp(start) : pd.Timestamp(end)].dropna()
    half = P(tag, start, end)
    value, other = closed.iloc[-1] - closed.iloc[0], half.iloc[-1] - half.iloc[0]
    return P.fair(f"{tag} {start}", float(value), [float(other)])


def when(tag, how, start, end):
    """The moment of the highest or lowest reading, which must be the only one."""
    series = P(tag, start, end)
    best = getattr(series, how)()
    assert (series == best).sum() == 1, (tag, how, series[series == best])
    return instant(series.index[series == best][0], P.zone)


def lasting(tag, condition, start, end):
    return number(P.lasting(tag, condition, start, end), "s")


def during(table, column, start, end):
    return table[(table[column] >= pd.Timestamp(start)) & (table[column] < pd.Timestamp(end))]


def runs(start, end, **same):
    return matching(during(RUNS, "start_time", start, end), **same)


def stops(start, end, **same):
    return matching(during(STOPS, "start_time", start, end), **same)


def matching(table, **same):
    for column, value in same.items():
        table = table[table[column] == value]
    return table


def ranked(values, many=None):
    """Keys from the highest value to the lowest, no two of them equal where the order could turn on it."""
    values = values.sort_values(ascending=False)
    many = many or len(values)
    assert values.iloc[: many + 1].is_unique, values
    return list(values.index[:many])


def first(values):
    return ranked(values, 1)[0]


def labelled(values):
    return {f"{key}|{MEANING[key]}": value for key, value in values.items()}


def blanks(tag, start, end):
    return count(P.raw(tag, start, end).isna().sum())


def standing():
    return ORDERS[ORDERS.status != "C"]


def frozen(tag, start, end):
    """The longest time a reading did not change, in seconds."""
    series = P(tag, start, end)
    block = (series != series.shift()).cumsum()
    return max((part.index[-1] - part.index[0]).total_seconds() for _, part in series.groupby(block))
