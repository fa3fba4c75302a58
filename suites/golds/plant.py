"""A plant's files, read with pandas alone: nothing here knows the program whose answers are graded."""

import re
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
from expect import identifier, identifiers

ROOT = Path(__file__).parents[2]
PLACES = [ROOT / "suites" / ".plants", ROOT.parent / "shared" / "plants"]  # made up, and of third parties
CLOCKED = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")


def folder(name):
    """Where a plant lies."""
    return next(place / name for place in PLACES if (place / name).is_dir())


def local(times, zone):
    """Plant-local times of a column of Unix seconds or milliseconds, or of times with or without an offset."""
    if pd.api.types.is_integer_dtype(times):
        times = pd.to_datetime(times, unit="ms" if times.iloc[0] > 1e11 else "s", utc=True)
    times = pd.to_datetime(times)
    return times if times.dt.tz is None else times.dt.tz_convert(zone).dt.tz_localize(None)


def slope(series, unit_s=86400):
    """Least squares over the samples, by a unit of time."""
    return float(np.polyfit((series.index - series.index[0]).total_seconds().values / unit_s, series.values, 1)[0])


class Plant:
    """Series by tag, tables of records by name. Windows are half-open and plant-local."""

    def __init__(self, name, as_text=()):
        """`as_text`: columns of codes that look like numbers."""
        self.name, place = name, folder(name)
        self.config = tomllib.loads((place / "plant.toml").read_text(encoding="utf-8"))
        self.zone, self.now = self.config["plant"]["timezone"], pd.Timestamp(self.config["plant"]["now"])
        self.assets = {asset["id"]: asset for asset in self.config["asset"]}
        self.tags = {tag["id"]: tag for tag in self.config["tag"]}
        self.also, self.series = {}, {}
        for source in self.config["history"]:
            rows = pd.concat(pd.read_csv(path) for path in sorted(place.glob(source["files"])))
            rows.index = local(rows[source["time"]], self.zone)
            if source["layout"] == "wide":
                columns = [(tag, rows[column]) for column, tag in source["columns"].items()]
            else:
                columns = [(tag, part[source["value"]]) for tag, part in rows.groupby(source["tag"])]
            self.series |= {tag: pd.to_numeric(values, errors="coerce") for tag, values in columns}
        types = dict.fromkeys(as_text, str)
        self.tables = {
            source["table"]: self.records(
                source, pd.read_csv(place / source["files"], encoding="utf-8-sig", dtype=types)
            )
            for source in self.config.get("records", [])
        }

    def records(self, source, table):
        """A table with times read as such, and `asset_id` beside its own name for the asset."""
        for column in table:
            values = table[column].dropna()
            if len(values) and values.map(lambda value: bool(CLOCKED.fullmatch(str(value)))).all():
                table[column] = pd.to_datetime(table[column])
        if "asset" in source:
            called = {name.casefold(): asset for asset in self.assets for name in [asset, *self.names(asset)]}
            table["asset_id"] = table[source["asset"]].map(lambda name: called.get(str(name).casefold(), name))
        return table

    def raw(self, tag, start=None, end=None):
        series = self.series[tag]
        series = series[series.index >= pd.Timestamp(start)] if start is not None else series
        return series[series.index < pd.Timestamp(end)] if end is not None else series

    def __call__(self, tag, start=None, end=None):
        """The samples of a window, blanks left out."""
        return self.raw(tag, start, end).dropna()

    def at(self, tag, time):
        value = float(self.series[tag][pd.Timestamp(time)])
        assert not np.isnan(value), (tag, time)
        return value

    def names(self, thing):
        """What an asset, a tag or another thing is called, beside its id."""
        known = self.assets.get(thing) or self.tags.get(thing) or {}
        return [*filter(None, [known.get("name")]), *known.get("aliases", []), *self.also.get(thing, [])]

    def named(self, thing, *tags):
        """An id, or one of its names, or one of its tags where the question can be read so."""
        accept = [*self.names(thing), *(name for tag in tags for name in [tag, *self.names(tag)])]
        return identifier(thing, sorted(set(accept)))

    def listed(self, things, tags=None, ordered=False):
        """Several ids, each by its names, or by those of `tags`: {id: tags}."""
        accept = {str(thing): self.named(thing, *(tags or {}).get(thing, ())).get("accept") for thing in things}
        return identifiers(things, {thing: names for thing, names in accept.items() if names}, ordered)

    def correlation(self, first, second, start, end):
        pair = pd.concat([self.raw(first, start, end), self.raw(second, start, end)], axis=1).dropna()
        return float(pair.corr().iloc[0, 1])

    def slope(self, tag, start, end, unit_s=86400):
        return slope(self(tag, start, end), unit_s)

    def gap(self, tag, start, end):
        """The longest time between neighbouring samples, in seconds, and the sample before it."""
        times = self(tag, start, end).index.to_series()
        lengths = times.diff().dt.total_seconds()
        return float(lengths.max()), times[lengths.idxmax()] - pd.Timedelta(seconds=lengths.max())

    def step(self, tag):
        """The usual time between samples, in seconds."""
        return self.series[tag].index.to_series().diff().dt.total_seconds().median()

    def fair(self, what, value, others):
        """(value, tolerance): wider where other fair readings differ a little. Warns where they differ more."""
        apart = max([abs(other - value) / max(abs(value), 1e-12) for other in others] or [0])
        if apart > 0.012:
            print(f"readings differ by {apart:.3%}: {what} {value} {others}")
        return value, 0.005 if apart <= 0.002 else 0.015

    def held(self, series, end):
        """The seconds for which each sample of a window holds."""
        last = (pd.Timestamp(end) - series.index[-1]).total_seconds()
        return np.append(np.diff(series.index.values).astype("timedelta64[s]").astype(float), last)

    def stat(self, tag, how, start, end):
        """(value, tolerance) of mean, std, median, max, min, total or a percentile such as p95."""
        series, whole = self(tag, start, end), self.series[tag]
        closed = whole[(whole.index >= pd.Timestamp(start)) & (whole.index <= pd.Timestamp(end))].dropna()
        what, held = f"{tag} {how} {start} {end}", self.held(series, end)
        weighted = float((series.values * held).sum() / held.sum())
        if how == "total":
            unit = self.tags[tag]["unit"]
            per = {"h": 3600, "min": 60}[unit.rsplit("/", 1)[1] if "/" in unit else "h"]
            value = float(series.sum()) * self.step(tag) / per
            span = (pd.Timestamp(end) - series.index[0]).total_seconds()
            return self.fair(what, value, [weighted * span / per])
        if how.startswith("p"):
            share = float(how[1:]) / 100
            others = [float(series.quantile(share, kind)) for kind in ("higher", "lower")]
            return self.fair(what, float(series.quantile(share)), [float(closed.quantile(share)), *others])
        others = [float(getattr(closed, how)())]
        others += [weighted] if how == "mean" else [float(series.std(ddof=0))] if how == "std" else []
        return self.fair(what, float(getattr(series, how)()), others)

    def lasting(self, tag, condition, start, end):
        """(seconds, tolerance) for which a condition held: samples times interval."""
        series = self(tag, start, end)
        met = condition(series)
        held = float((met.values * self.held(series, end)).sum())
        return self.fair(f"{tag} time {start} {end}", float(met.sum() * self.step(tag)), [held])
