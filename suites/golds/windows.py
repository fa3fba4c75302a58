"""Series by windows, and fair readings of a question beside each other: of the second author of the last questions."""

import tomllib

import numpy as np
import pandas as pd
from expect import identifier, identifiers, number


class Names:
    """What assets and tags of a plant are called, by its plant.toml."""

    def __init__(self, place):
        self.config = tomllib.loads((place / "plant.toml").read_text(encoding="utf-8"))

    def __call__(self, thing):
        for known in self.config["asset"] + self.config["tag"]:
            if known["id"] == thing:
                return [known["name"], *known.get("aliases", [])]
        return []

    def thing(self, what):
        return identifier(what, self(what))

    def things(self, what):
        return identifiers(what, {w: self(w) for w in what if self(w)})


def fair(value, *others, what=""):
    """(value, tolerance): 1.5 % where another fair reading differs a little; says where it differs too much."""
    value = float(value)
    apart = max((abs(float(o) - value) / max(abs(value), 1e-12) for o in others), default=0)
    if apart > 0.012:
        print(f"readings differ: {what} {value} {others}")
    return value, 0.005 if apart <= 0.0045 else 0.015


def date(day):
    d = pd.Timestamp(day)
    return identifier(
        f"{d:%Y-%m-%d}", [f"{d:%B} {d.day}", f"{d:%b} {d.day}", f"{d.day} {d:%B}", f"{d.month}月{d.day}日"]
    )


def between(times, start, end):
    """Which times of a column lie in a half-open window."""
    return (times >= pd.Timestamp(start)) & (times < pd.Timestamp(end))


def win(series, start, end):
    """Half-open, blanks left out."""
    s = series.dropna()
    return s[(s.index >= pd.Timestamp(start)) & (s.index < pd.Timestamp(end))]


def closed(series, start, end):
    s = series.dropna()
    return s[(s.index >= pd.Timestamp(start)) & (s.index <= pd.Timestamp(end))]


def held(s, end):
    """Seconds for which each sample holds."""
    t = s.index.values.astype("datetime64[ns]").astype("int64") / 1e9
    return np.append(np.diff(t), pd.Timestamp(end).timestamp() - t[-1])


def weighted(s, end):
    """The mean, each value held until the next."""
    h = held(s, end)
    return float((s.values * h).sum() / h.sum())


def mean(series, start, end, what="mean"):
    s = win(series, start, end)
    return fair(s.mean(), closed(series, start, end).mean(), weighted(s, end), what=what)


def total(series, start, end, step_h, what="total"):
    """Sum of a rate per hour times the interval."""
    s = win(series, start, end)
    return fair(s.sum() * step_h, (s.values * held(s, end)).sum() / 3600, what=what)


def slope(s, unit_s):
    t = (s.index - s.index[0]).total_seconds().values / unit_s
    return float(np.polyfit(t, s.values, 1)[0])


def corr(frame, a, b, start, end):
    f = frame[[a, b]].dropna()
    f = f[(f.index >= pd.Timestamp(start)) & (f.index < pd.Timestamp(end))]
    return float(f[a].corr(f[b]))


def relation(value):
    """A correlation."""
    return number(value, None, 0.005, abs_tol=0.005)
