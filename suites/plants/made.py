"""What the generators of plants share: noise, series on a grid of times with the mishaps of real recordings, and files.

Everything is drawn from one seeded generator of random numbers, so a plant is the same, byte for byte, every time.
"""

import csv
import math
import tomllib
from datetime import datetime, timedelta
from pathlib import Path

HERE = Path(__file__).parent
at = datetime.fromisoformat


def stamp(time):
    """`2025-07-01 08:00:00`"""
    return time.strftime("%Y-%m-%d %H:%M:%S")


def description(name):
    """The plant.toml of a plant, read: it stands beside the generators and is copied as it is."""
    return tomllib.loads((HERE / name / "plant.toml").read_text(encoding="utf-8"))


def limits(tag):
    """The alarm limits of a tag of plant.toml, by kind."""
    return {kind: tag[kind] for kind in tag if kind in ("low_low", "low", "high", "high_high")}


def total(values):
    """The plain sum from the left, which is the same on every version of Python."""
    result = 0
    for value in values:
        result += value
    return result


def by_tag(places):
    """Decimal places by tag, from the tags of each number of places, parted by blanks."""
    return {tag: digits for digits, tags in places.items() for tag in tags.split()}


class Noise:
    """First-order autoregressive noise: its stationary deviation, and the correlation from one sample to the next."""

    def __init__(self, random, deviation, correlation=0.9):
        self.random, self.correlation, self.value = random, correlation, 0.0
        self.innovation = deviation * math.sqrt(1 - correlation * correlation)

    def __call__(self):
        self.value = self.correlation * self.value + self.random.gauss(0, self.innovation)
        return self.value


class Lag:
    """Follows a target by a share of the distance a step, upwards and downwards."""

    def __init__(self, value, up, down=None):
        self.value, self.up, self.down = value, up, down or up

    def __call__(self, target):
        self.value += (target - self.value) * (self.up if target > self.value else self.down)
        return self.value


class Mixed:
    """Named noises and lags that come into being where they are first used."""

    def __init__(self, random, correlation=0.9):
        """`correlation`: of noises, where none is said."""
        self.random, self.correlation, self.noises, self.lags = random, correlation, {}, {}

    def noise(self, name, deviation, correlation=None):
        correlation = self.correlation if correlation is None else correlation
        return self.noises.setdefault(name, Noise(self.random, deviation, correlation))()

    def lag(self, name, start, target, up, down=None):
        return self.lags.setdefault(name, Lag(start, up, down))(target)


class Table:
    """One series a tag over one grid of times, and what goes wrong with recordings."""

    def __init__(self, start, end, minutes, decimals=None):
        """`decimals`: places by tag, which are then written with all of them; else numbers as `rounded` leaves them."""
        self.step, self.decimals = timedelta(minutes=minutes), decimals
        count = int((end - start) / self.step) + 1
        self.times = [start + self.step * k for k in range(count)]
        self.series, self.dropped = {}, set()

    def index(self, time):
        """The first sample at or after a time."""
        return max(0, min(len(self.times), math.ceil((at(time) - self.times[0]) / self.step)))

    def between(self, start, end):
        """The samples of a half-open window."""
        return range(self.index(start), self.index(end))

    def value(self, tag, time):
        """The value at a time of the grid."""
        return self.series[tag][int((time - self.times[0]) / self.step)]

    def blank(self, tag, start, end):
        for k in self.between(start, end):
            self.series[tag][k] = None

    def stuck(self, tag, start, end):
        window = self.between(start, end)
        for k in window:
            self.series[tag][k] = self.series[tag][window[0]]

    def put(self, tag, time, value):
        self.series[tag][self.index(time)] = value

    def drop(self, start, end):
        """No rows at all."""
        self.dropped.update(self.between(start, end))

    def sprinkle(self, tag, random, probability):
        """Blanks, each sample with the same probability."""
        for k in range(len(self.times)):
            if random.random() < probability:
                self.series[tag][k] = None

    def drizzle(self, random, share, spared=()):
        """Blanks in every series but the spared ones, more in some than in others."""
        for tag in sorted(self.series.keys() - set(spared)):
            column = self.series[tag]
            for _ in range(int(len(column) * share * (0.3 + 1.4 * random.random()))):
                column[random.randrange(len(column))] = None

    def rounded(self, decimals):
        """Rounds all series for good, as the control system does before it stores a value."""
        for tag, column in self.series.items():
            digits = decimals[tag]
            for k, value in enumerate(column):
                if value is not None:
                    column[k] = round(value, digits) if digits else int(round(value))

    def cell(self, tag, k):
        """A sample as it is written."""
        value = self.series[tag][k]
        if value is None:
            return ""
        if isinstance(value, str) or self.decimals is None:
            return str(value)
        text = f"{value:.{self.decimals[tag]}f}"
        return text[1:] if text.startswith("-") and float(text) == 0 else text

    def numbers(self, tag):
        """(time, value) of the samples that are written and are numbers."""
        for k, time in enumerate(self.times):
            cell = "" if k in self.dropped else self.cell(tag, k)
            try:
                yield time, float(cell)
            except ValueError:
                pass

    def write(self, path, columns, time="time", written=stamp, months=None):
        """A wide CSV. `columns`: {column: tag}; `time`: the column of times, each as `written` puts it."""
        tags = list(columns.values())
        with open(path, "w", newline="", encoding="utf-8") as file:
            file.write(",".join([time, *columns]) + "\n")
            for k, when in enumerate(self.times):
                if k not in self.dropped and (months is None or when.month in months):
                    file.write(",".join([written(when), *(self.cell(tag, k) for tag in tags)]) + "\n")


def write_rows(path, header, rows, encoding="utf-8"):
    """A CSV of records; None is an empty cell."""
    with open(path, "w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def crossings(table, tag, kind, limit, hysteresis):
    """Runs beyond a limit: [first time, time back inside by the hysteresis or None, worst value]."""
    high, run, runs = kind.startswith("high"), None, []
    for k, time in enumerate(table.times):
        value = table.series[tag][k]
        if value is None or k in table.dropped:
            continue
        if run is None:
            if (value > limit) if high else (value < limit):
                run = [time, None, value]
        elif (value < limit - hysteresis) if high else (value > limit + hysteresis):
            run[1] = time
            runs.append(run)
            run = None
        else:
            run[2] = max(run[2], value) if high else min(run[2], value)
    return runs + [run] if run else runs
