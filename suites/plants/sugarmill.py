"""Tarra Creek Mill: a raw sugar mill, six weeks of its crushing season to the morning of 2 September 2025."""

import random

from made import description, limits, stamp, write_rows
from sugarmill_plan import CODE, LENGTH, crushed, minute, pan_cycles, planned_stops, time_of
from sugarmill_signals import NAME, simulate, table_of

PLANNED = [  # asset, craft, task
    ("shredder", "F", "Check hammers and tips"),
    ("mill-1", "F", "Grease mill journals"),
    ("mill-4", "F", "Check roll settings"),
    ("mill-2", "F", "Inspect scraper and trash plate"),
    ("mill-3", "F", "Grease mill journals"),
    ("heaters", "B", "Clean heater tubes"),
    ("clarifier", "I", "Calibrate pH probes"),
    ("evaps", "B", "Pressure test calandria"),
    ("pan-1", "I", "Calibrate brix probe"),
    ("pan-2", "I", "Calibrate brix probe"),
    ("pan-3", "F", "Check stirrer gearbox"),
    ("fugals", "F", "Basket and brake inspection"),
    ("dryer", "F", "Check trunnions and girth ring"),
    ("boiler-1", "B", "Soot blow and feeder check"),
    ("tower", "F", "Clean nozzles"),
    ("boiler-2", "I", "Zero and span O2 analyser"),
    ("ta-1", "F", "Oil sample and filter change"),
]
BROKEN = [  # craft, task
    ("F", "Gland leaks"),
    ("I", "Transmitter reads wrong"),
    ("E", "Motor overload trips"),
    ("F", "Bearing noisy"),
    ("B", "Weld cracked"),
    ("I", "Valve sticks"),
    ("E", "Cable damaged"),
    ("F", "Pump has lost prime"),
]
KNOWN_JOBS = [  # raised, asset, type, craft, priority, task, minutes: of what is seen in the signals
    ("08-13 06:20", "shredder", "PM", "F", 2, "Change hammers", 340),
    ("07-30 06:15", "shredder", "PM", "F", 2, "Change hammers", 290),
    ("08-24 15:40", "mill-3", "CM", "F", 1, "Top roll bearing running hot, renew white metal", 3880),
    ("08-14 08:50", "clarifier", "CM", "I", 2, "Clear juice pH probe has drifted, recalibrate", 95),
    ("08-15 11:40", "boiler-1", "CM", "B", 1, "Tube leak, generating bank, plug two tubes", 3100),
    ("08-22 08:10", "boiler-1", "CM", "I", 2, "O2 analyser frozen, sample line blocked", 60),
    ("09-02 09:55", "dryer", "CM", "F", 1, "Scroll jammed, clear and realign", 900),
]
SAMPLED = {  # mean and deviation of brix, purity, moisture, colour; 0: not measured
    "MJ": ((15.6, 0.5), (86.4, 0.9), (0, 0), (0, 0)),
    "ESJ": ((14.9, 0.45), (87.3, 0.8), (0, 0), (9800, 700)),
    "SYR": ((68.9, 1.4), (87.0, 0.8), (0, 0), (10900, 900)),
    "FM": ((79.5, 1.1), (43.8, 1.3), (0, 0), (0, 0)),
    "BAG": ((0, 0), (0, 0), (49.5, 0.9), (0, 0)),
    "RS": ((0, 0), (0, 0), (0.17, 0.025), (1180, 150)),
}
BOSSES = {"Red": "P. Whitlam", "Blue": "S. Tan", "Green": "R. Kowalski", "Gold": "J. Nair"}
ALARMS = {"high": ("HI", 2), "high_high": ("HH", 1), "low": ("LO", 3)}  # code, priority


def clock(minutes):
    return stamp(time_of(minutes))


def limit_alarms(tag, table):
    """(raised, cleared or None, asset, tag, code, priority, value): cleared at the first sample well inside."""
    step = int(table.step.total_seconds() // 60)
    values = [(k, value) for k, value in enumerate(table.series[tag["id"]]) if value is not None]
    for kind, bound in limits(tag).items():
        sign, band, since, first = -1 if kind == "low" else 1, abs(bound) * 0.015, None, None
        for k, value in values:
            if since is None and (value - bound) * sign > 0:
                since, first = k * step, value
            elif since is not None and (bound - value) * sign > band:
                yield since, k * step, tag["asset"], tag["id"], *ALARMS[kind], first
                since = None
        if since is not None:
            yield since, None, tag["asset"], tag["id"], *ALARMS[kind], first


def write_alarms(source, path, tables):
    tags = description(NAME)["tag"]
    found = [alarm for tag in tags for alarm in limit_alarms(tag, table_of(tag["id"], tables))]
    rows = []
    for number, alarm in enumerate(sorted(found, key=lambda alarm: alarm[0]), 30411):
        since, until, asset, *rest = alarm
        seen = since + 1 + int(source.expovariate(1 / 6))
        seen = clock(seen) if seen < LENGTH and source.random() < 0.93 else ""
        rows.append([f"AL{number}", clock(since), seen, clock(until) if until else "", CODE[asset], *rest])
    write_rows(path, "alarm_no raised acknowledged cleared equipment tag code priority value".split(), rows)


def write_work_orders(source, path):
    jobs = [(minute(raised), *rest) for raised, *rest in KNOWN_JOBS]
    for _ in range(126):
        kind = source.choice(["PM"] * 5 + ["CM"] * 6 + ["INS"] * 2 + ["MOD"])
        asset, craft, task = source.choice(PLANNED)
        if kind in ("CM", "MOD"):
            craft, task = source.choice(BROKEN)
        task = f"Modify: {task}" if kind == "MOD" else task
        priority = source.choice([1, 2, 2, 3] if kind == "CM" else [3, 3, 4])
        length = 30 + source.expovariate(1 / 2600)
        jobs.append((source.randrange(0, LENGTH - 200), asset, kind, craft, priority, task, length))
    rows = []
    for number, (raised, asset, kind, craft, priority, task, length) in enumerate(sorted(jobs), 51207):
        ended, finished = raised + int(length), ["", "", ""]
        if ended < LENGTH - 30 and not (kind == "CM" and priority == 3 and source.random() < 0.3):
            hours = round(max(0.5, min(60, length / 60 * source.uniform(0.1, 0.5))) * 2) / 2
            cost = hours * 96 + source.expovariate(1 / (900 if kind == "CM" else 260))
            finished = [clock(ended), hours, round(cost, 2)]
        rows.append([f"WO{number}", CODE[asset], task, kind, craft, priority, clock(raised), *finished])
    header = "wo_no equipment task type craft priority raised finished labour_hours cost_aud".split()
    write_rows(path, header, rows)


def write_shifts(source, path):
    """Returns the rows: (start, end, shift, crew, boss, people)"""
    rows, crews = [], list(BOSSES)
    for n, start in enumerate(range(-60, LENGTH, 480), -1):
        crew = crews[(n % 3 - n // 12) % 4]
        people = source.randrange(17, 23)
        rows.append([clock(start), clock(start + 480), "DAN"[n % 3], crew, BOSSES[crew], people])
    write_rows(path, "start end shift crew shift_boss people".split(), rows)
    return rows


def write_laboratory(source, path, train):
    """Samples every four hours, of molasses once a day."""
    rows = []
    for time in range(120, LENGTH, 240):
        for stream in ("MJ", "ESJ", "SYR", "BAG", "RS", *(["FM"] if time % 1440 == 120 else [])):
            if (train.up[time] < 0.1 and stream in ("MJ", "BAG")) or source.random() < 0.015:
                continue
            brix, purity, moisture, colour = (mean and source.gauss(mean, spread) for mean, spread in SAMPLED[stream])
            pol = {"BAG": source.gauss(1.85, 0.22), "RS": source.gauss(98.92, 0.14)}.get(stream) or brix * purity / 100
            taken, analyst = clock(time + source.randrange(0, 12)), source.choice("JJKKMT")
            values = [(brix, 2), (pol, 2), (purity, 1), (moisture, 3), (colour, None)]
            found = [round(value, places) if value else "" for value, places in values]
            rows.append([f"L{25000 + len(rows)}", taken, stream, analyst, *found])
    write_rows(path, "sample_no taken stream analyst brix pol purity moisture colour".split(), rows)


def write_strikes(source, path, cycles, roster):
    rows = []
    for start, end, pan in sorted((start, end, pan) for pan, runs in cycles.items() for start, end in runs):
        low, begun, ended, found = pan == 3, clock(start), "", ["", "", "", ""]
        crew = next(shift[3] for shift in roster if shift[0] <= begun < shift[1])
        if end < LENGTH:
            ended, result = clock(end), source.choices(["OK", "FG", "CG", "RW"], [90, 4, 4, 2])[0]
            volume, brix = source.gauss(62 if low else 78, 2.5), source.gauss(95.1 if low else 92.9, 0.4)
            found = [round(value, 1) for value in (volume, brix, source.gauss(62.5 if low else 85.8, 1.1))] + [result]
        rows.append([f"S{1840 + len(rows)}", CODE[f"pan-{pan}"], "C" if low else "A", begun, ended, crew, *found])
    write_rows(path, "strike_no pan grade start dropped crew volume_m3 brix purity result".split(), rows)


def write_stops(path, stops):
    rows = [
        [f"D{number}", clock(start), clock(start + length) if length else "", length or "", CODE[asset], code]
        + ["Y" if stopping else "N", comment]
        for number, (start, length, asset, code, comment, stopping) in enumerate(stops, 701)
    ]
    write_rows(path, "stop_no start end minutes equipment code train_stopped comment".split(), rows)


def write_history(folder, tables):
    """Milling and pans in one file each, the others in one a month; power has an offset to its times."""
    for (name, table), source in zip(tables.items(), description(NAME)["history"], strict=True):
        if name in ("milling", "pans"):
            table.write(folder / f"{name}.csv", source["columns"])
            continue
        for month in (7, 8, 9):
            written = (lambda time: f"{time:%Y-%m-%dT%H:%M:%S}+10:00") if name == "power" else stamp
            path = folder / f"{name}_2025-{month:02d}.csv"
            table.write(path, source["columns"], written=written, months=[month])


def write(folder):
    """Adds history and records to a folder that has the plant's description."""
    source = random.Random(1888)
    stops = planned_stops(source)
    train = crushed(source, stops)
    cycles = pan_cycles(source, train)
    tables = simulate(source, train, cycles, stops)
    write_history(folder / "history", tables)
    records = folder / "records"
    roster = write_shifts(source, records / "shifts.csv")
    write_alarms(source, records / "alarms.csv", tables)
    write_work_orders(source, records / "work_orders.csv")
    write_laboratory(source, records / "lab.csv", train)
    write_strikes(source, records / "strikes.csv", cycles, roster)
    write_stops(records / "downtime.csv", stops)
