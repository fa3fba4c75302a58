"""What the mixed suites about the plants of third parties share: windows, days, records by fields, statistics."""

import pandas as pd
from expect import identifier, identifiers, number
from readings import aggregate, weighted_mean

DAY = pd.Timedelta(days=1)


def day(date, days=1):
    """The window of a day, or of several from it on."""
    start = pd.Timestamp(date)
    return start, start + days * DAY


def daily(series, how="mean"):
    return getattr(series.groupby(series.index.normalize()), how)()


def date_id(time):
    """A day as an identifier."""
    return identifier(f"{pd.Timestamp(time):%Y-%m-%d}")


def date_ids(times, ordered=False):
    return identifiers([f"{pd.Timestamp(time):%Y-%m-%d}" for time in times], ordered=ordered)


def having(table, **equal):
    """The records whose fields have these values."""
    for column, value in equal.items():
        table = table[table[column] == value]
    return table


def within(table, column, start, end, **equal):
    """The records whose time lies in a window and whose fields have these values."""
    met = (table[column] >= pd.Timestamp(start)) & (table[column] < pd.Timestamp(end))
    return having(table[met], **equal)


def stat(plant, tag, how, start, end=None, unit=None):
    """A statistic as a number, in the tag's own unit or another name of it; of a day where there is no end."""
    end = pd.Timestamp(start) + DAY if end is None else end
    return number(plant.stat(tag, how, start, end), unit or plant.tags[tag]["unit"])


def scaled(plant, tag, how, start, end, factor, unit):
    """The same in another unit."""
    value, tolerance = plant.stat(tag, how, start, end)
    return number((value * factor, tolerance), unit)


def now(plant, tag):
    return plant(tag).iloc[-1]


def mean_of_day(plant, tag, date):
    """A day that the samples do not fill: time weighting only as far as they go."""
    return aggregate(plant(tag), "mean", date, pd.Timestamp(date) + DAY, plant.tags[tag]["unit"], tag)


def differ(plant, tag, first, second, unit=None):
    """Mean of the first window less that of the second; the tolerance by closed windows and time weighting."""
    closed = [(start, pd.Timestamp(end) + pd.Timedelta(seconds=1)) for start, end in (first, second)]

    def apart(how, windows):
        values = [how(plant(tag, *window)) for window in windows]
        return values[0] - values[1]

    others = [apart(pd.Series.mean, closed), apart(weighted_mean, (first, second))]
    return number(plant.fair(f"difference {tag}", apart(pd.Series.mean, (first, second)), others), unit)


def top(counts, n):
    """The first n, largest first; no tie at the edge or among them."""
    first = counts.sort_values(ascending=False).head(n + 1)
    assert first.is_unique, first
    return list(first.index[:n])


def longest_run(series, condition):
    """Samples of the longest run for which a condition held."""
    met = condition(series)
    part = (met != met.shift()).cumsum()[met]
    return series[part.index[part == part.value_counts().idxmax()]]
