"""Lantern Hill Brewery: a mid-sized brewery, six weeks from 1 April to the morning of 13 May 2026."""

import csv
import random

from lantern_plan import NOW, PRODUCTS, START, STUCK_MASH, UTC_OFFSET, at, bottling, grid, mins, plan, within
from lantern_signals import MISSING, brewhouse, cellar, filtration, packaging, utilities
from made import by_tag, description, stamp, write_rows

NAME = "lantern"
DECIMALS = by_tag(
    {
        0: "BH_FT303 BF_SPD BF_STATE BF_CNT BF_REJ GL_KWH15",
        1: "BH_DPT201 BH_FT202 BH_QT203 BH_LT302 BH_FT402 BH_LT502 FV1_CV FV2_CV FV3_CV FV4_CV KF_FT KF_TOT "
        "BBT_LT BBT_DO BF_DO TP_PU ST_GAS03 ST_FLUE04 ST_GASM05 GL_JT13 GL_LT14 CO2_PT21 CO2_LT22 "
        "CO2_FT24",
        2: "BH_TT101 BH_IT102 BH_TT204 BH_TT301 BH_DT304 BH_TT401 BH_OT403 BH_TT501 FV1_TT FV1_DT FV2_TT "
        "FV2_DT FV3_TT FV3_DT FV4_TT FV4_DT KF_QT BBT_TT BBT_CO2 BF_BOWL TP_Z5 TP_SPR ST_PT01 ST_FT02 "
        "GL_TT11 GL_TT12",
        3: "BH_PH103 FV1_PT FV2_PT FV3_PT FV4_PT KF_DP BBT_PT TP_BELT CO2_QT23",
    }
)


def lab(rng, brews, fills, runs):
    """What the laboratory found in wort, bright beer and bottles, by time."""
    rows = []

    def add(t, point, batch, product, parameter, value, unit, low, high, places):
        if t > NOW:
            return
        value = round(value, places)
        bad = (low != "" and value < low) or (high != "" and value > high)
        code = "R" if bad and rng.random() < 0.45 else "H" if bad else "A"
        if t > NOW - mins(24 * 60) and parameter == "MICRO":
            value, code = "", "P"
        rows.append(
            [t, point, batch, product, parameter, value, unit, low, high, code, rng.choice(["EVB", "TN", "MR"])]
        )

    for b in brews:
        og, _, _, _, _, colour, _ = PRODUCTS[b.product]
        wort = b.end + mins(12 + round(rng.random() * 20)), "Wort cooler", b.number, b.product
        sour = 0.16 if b.number == STUCK_MASH else 0
        add(*wort, "OG", b.og + rng.gauss(0, 0.04), "°P", round(og - 0.3, 1), round(og + 0.3, 1), 2)
        add(*wort, "PH", 5.18 + rng.gauss(0, 0.05) - sour, "", 5.05, 5.3, 2)
        low, high = round(colour * 0.9, 1), round(colour * 1.1, 1)
        add(*wort, "COLOUR", colour * (1 + rng.gauss(0, 0.045)), "EBC", low, high, 1)
    for tank, product, start, mine, racked in fills:
        _, _, _, _, ibu, _, abv = PRODUCTS[product]
        if racked and racked > START:
            drawn = racked + mins(140 + round(rng.random() * 60))
            beer = drawn, "Bright beer tank", mine[0].number if mine else "", product
            slow = tank == "FV2" and start == at("04-16 05:00")
            alcohol = abv + rng.gauss(0, 0.06) - (0.42 if slow else 0)
            add(*beer, "ABV", alcohol, "%", abv - 0.2, round(abv + 0.2, 1), 2)
            bitter = ibu * (1 + rng.gauss(0, 0.05))
            add(*beer, "IBU", bitter, "IBU", round(ibu * 0.9, 1), round(ibu * 1.1, 1), 1)
            haze = 0.45 + abs(rng.gauss(0, 0.08)) + (0.62 if racked == at("05-06 08:00") else 0)
            add(*beer, "HAZE", haze + (0.22 if product == "WIT" else 0), "EBC", "", 0.9, 2)
            butter = 0.04 + abs(rng.gauss(0, 0.015)) + (0.09 if slow else 0)
            add(*beer, "DIACETYL", butter, "mg/L", "", 0.1, 3)
    for start, end in runs:
        for hour in (2.2, 7.5):
            t = start + mins(round(hour * 60 + rng.gauss(0, 15)))
            if t < end:
                leaking = 74 if within("05-05 06:00", t, "05-06 13:10") else 0
                add(t, "Bottle filler", "", "", "TPO", 62 + rng.gauss(0, 9) + leaking, "ug/L", "", 100, 0)
        t = start + mins(240 + round(rng.random() * 40))
        weak = within("04-27 09:40", start + mins(250), "04-27 12:00")
        colonies = 3 if weak else 1 if rng.random() < 0.06 else 0
        add(t, "Tunnel pasteuriser", "", "", "MICRO", colonies, "cfu/100mL", "", 0, 0)
    rows.sort(key=lambda r: (r[0], r[1], r[4]))
    return [[f"L{260410 + k}", stamp(r[0]), *r[1:]] for k, r in enumerate(rows)]


def cell(tag, value):
    """A sample as it is written."""
    if value is None or value is MISSING:
        return ""
    text = f"{value:.{DECIMALS[tag]}f}"
    return text[1:] if text.startswith("-") and float(text) == 0 else text


def write_month(path, times, signals, month):
    """A wide CSV of the samples of a month."""
    rows = (
        [stamp(time), *(cell(tag, signals[tag][k]) for tag in signals)]
        for k, time in enumerate(times)
        if time.month == month
    )
    write_rows(path, ["timestamp", *signals], rows)


def write_cellar(path, times, tanks):
    """A long CSV as a German program exports it; samples that are missing have no row."""
    with open(path, "w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter=";", lineterminator="\n")
        rows.writerow(["Zeit", "Messstelle", "Wert"])
        for k, time in enumerate(times):
            for tag in tanks:
                value = tanks[tag][k]
                if value is not MISSING:
                    rows.writerow([f"{time:%d/%m/%Y %H:%M}", tag, cell(tag, value).replace(".", ",")])


def write_utilities(path, times, signals):
    """A wide CSV in UTC, with columns of its own names."""
    columns = next(source["columns"] for source in description(NAME)["history"] if "columns" in source)
    rows = (
        [stamp(time - UTC_OFFSET), *(cell(tag, signals[tag][k]) for tag in columns.values())]
        for k, time in enumerate(times)
        if not within("04-18 01:10", time, "04-18 06:50")
    )
    write_rows(path, ["utc", *columns], rows)


def write_brews(path, brews):
    header = "brew_no product start end vessel volume_hl og yield_pct grist_kg brewer".split()
    rows = (
        [b.number, b.product, stamp(b.start), stamp(b.end), b.tank, b.volume, b.og, b.yield_pct, b.grist, b.brewer]
        for b in brews
        if b.end <= NOW
    )
    write_rows(path, header, rows)


def write_stops(path, stops):
    rows = (
        [f"S{number}", machine, stamp(start), stamp(end), code, remark]
        for number, (machine, start, end, code, remark) in enumerate(stops, 3301)
    )
    write_rows(path, "stop_id machine start end code remark".split(), rows)


def write(folder):
    """Adds history and records to a folder that has the plant's description."""
    brews, fills = plan(random.Random(11))
    runs, stops = bottling(random.Random(22))
    t5, t10, t15 = grid(5), grid(10), grid(15)
    house = brewhouse(random.Random(33), t5, brews)
    tanks, activity = cellar(random.Random(44), t15, fills)
    filtered = filtration(random.Random(55), t5, fills, stops)
    packed = packaging(random.Random(66), t5, runs, stops)
    power = utilities(random.Random(77), t10, brews, runs, activity, t15)
    history, records = folder / "history", folder / "records"
    for month in (4, 5):
        write_month(history / f"brewhouse_2026-{month:02d}.csv", t5, house, month)
        write_month(history / f"packaging_2026-{month:02d}.csv", t5, filtered | packed, month)
    write_cellar(history / "cellar_export.csv", t15, tanks)
    write_utilities(history / "utilities.csv", t10, power)
    write_brews(records / "brews.csv", brews)
    write_stops(records / "line_stops.csv", stops)
    header = "sample_id taken point batch product parameter result unit lo hi status analyst".split()
    write_rows(records / "lab_samples.csv", header, lab(random.Random(88), brews, fills, runs))
