"""Lantern, read with pandas alone, and fair readings of a question about it beside each other."""

import tomllib

import numpy as np
import pandas as pd
from expect import identifier, identifiers, number
from plant import folder

ZONE, MAY = "Europe/Brussels", pd.Timestamp("2026-05-01")
PLACE = folder("lantern")
CONFIG = tomllib.loads((PLACE / "plant.toml").read_text(encoding="utf-8"))
TAGS = {t["id"]: t for t in CONFIG["tag"]}
ASSETS = {a["id"]: a for a in CONFIG["asset"]}
NAME = {a["name"]: k for k, a in ASSETS.items()}


def history():
    """The series by tag, on plant-local times."""
    series = {}
    for kind in ("brewhouse", "packaging"):
        paths = sorted(PLACE.glob(f"history/{kind}_*.csv"))
        rows = pd.concat(pd.read_csv(p, parse_dates=["timestamp"]) for p in paths).set_index("timestamp")
        series |= {column: rows[column].astype(float) for column in rows}
    rows = pd.read_csv(PLACE / "history/cellar_export.csv", sep=";", decimal=",")
    rows["Zeit"] = pd.to_datetime(rows["Zeit"], format="%d/%m/%Y %H:%M")
    series |= {tag: part.set_index("Zeit")["Wert"].astype(float) for tag, part in rows.groupby("Messstelle")}
    rows = pd.read_csv(PLACE / "history/utilities.csv")
    rows.index = pd.to_datetime(rows.pop("utc")).dt.tz_localize("UTC").dt.tz_convert(ZONE).dt.tz_localize(None)
    columns = next(source["columns"] for source in CONFIG["history"] if "columns" in source)
    series |= {columns[column]: rows[column].astype(float) for column in rows}
    assert set(series) == set(TAGS)
    return series


def table(name, *times):
    rows = pd.read_csv(PLACE / f"records/{name}.csv", keep_default_na=True)
    for column in times:
        rows[column] = pd.to_datetime(rows[column])
    return rows


S = history()
WO = table("work_orders", "raised", "finished")
WO["machine"] = WO.equipment.replace({"KF": "Beer filter", "Filler": "Bottle filler"})
LAB = table("lab_samples", "taken")
BREWS = table("brews", "start", "end")
STOPS = table("line_stops", "start", "end")
STOPS["min"] = (STOPS.end - STOPS.start).dt.total_seconds() / 60
CODES = table("stop_codes")
EQ = table("equipment")
FILL, TUN = (STOPS[STOPS.machine == m] for m in ("Bottle filler", "Tunnel pasteuriser"))
CODED = STOPS.merge(CODES, on="code")


def d(text_):
    return pd.Timestamp(f"2026-{text_}")


def w(tag, a, b):
    """Samples of a half-open window, blanks out. A bare date as the end is its midnight."""
    s = S[tag]
    return s[(s.index >= d(a)) & (s.index < d(b))].dropna()


def step(tag):
    return S[tag].index.to_series().diff().dt.total_seconds().median()


def fair(what, value, others):
    apart = max((abs(o - value) / max(abs(value), 1e-12) for o in others), default=0)
    if apart > 0.012:
        print(f"readings apart {apart:.2%}: {what} {value} {others}")
    return value, 0.015 if apart > 0.002 else 0.005


def closed(tag, a, b):
    s = S[tag]
    return s[(s.index >= d(a)) & (s.index <= d(b))].dropna()


def weighted(s, end):
    held = np.append(
        np.diff(s.index.values).astype("timedelta64[s]").astype(float), (d(end) - s.index[-1]).total_seconds()
    )
    return float((s.values * held).sum() / held.sum())


def mean(tag, a, b, time_weighted=True):
    s = w(tag, a, b)
    others = [closed(tag, a, b).mean()] + ([weighted(s, b)] if time_weighted else [])
    return fair(f"mean {tag} {a}", float(s.mean()), others)


def total(tag, a, b, per=3600):
    s = w(tag, a, b)
    held = np.append(
        np.diff(s.index.values).astype("timedelta64[s]").astype(float), (d(b) - s.index[-1]).total_seconds()
    )
    return fair(f"total {tag} {a}", float(s.sum() * step(tag) / per), [float((s.values * held).sum() / per)])


def used(tag, a, b):
    """(value, tolerance) of a counter: from the reading at the start to that at the end."""
    s, c = w(tag, a, b), closed(tag, a, b)
    value = float(c.iloc[-1] - c.iloc[0])
    return fair(f"counter {tag} {a}", value, [float(s.iloc[-1] - s.iloc[0])])


def lasting(tag, met, a, b):
    s = w(tag, a, b)
    m = met(s)
    held = np.append(
        np.diff(s.index.values).astype("timedelta64[s]").astype(float), (d(b) - s.index[-1]).total_seconds()
    )
    return fair(f"lasting {tag} {a}", float(m.sum() * step(tag)), [float((m.values * held).sum())])


def slope(s):
    return float(np.polyfit((s.index - s.index[0]).total_seconds() / 86400, s.values, 1)[0])


def asset(key, *more):
    names = [ASSETS[key]["name"], *ASSETS[key]["aliases"], *more]
    for t in TAGS.values():
        if t["asset"] == key:
            names += [t["id"], *t["aliases"]]
    return identifier(key, sorted(set(names)))


def assets(keys, ordered=False):
    return identifiers(keys, {k: sorted({ASSETS[k]["name"], *ASSETS[k]["aliases"]}) for k in keys}, ordered)


def last(tag):
    return float(S[tag].dropna().iloc[-1])


def n(value, unit=None, tol=0.005):
    return number(value, unit, tol)


def margin(what, ranked):
    """Says how far the first of a ranking is from the second."""
    a, b = ranked.iloc[0], ranked.iloc[1]
    if abs(a - b) / max(abs(a), 1e-9) < 0.01:
        print(f"close ranking: {what} {ranked.head(3).to_dict()}")
    return ranked.index[0]
