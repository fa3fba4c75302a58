"""Nanhai Extrusion Works: two lines that extrude aluminium, ageing ovens, utilities; six weeks to 15 April 2025."""

import random
from datetime import timedelta

from extrusion_plan import BELT_WORN, NOW, RECIPES, START, Line, manned, minutes, planned_loads, shift_of, within
from extrusion_signals import NAME, columns, line_table, utility_tables
from made import at, description, limits, stamp, write_rows

RULES = [  # code of an alarm, its tag on a line, limit, hysteresis, priority
    ("A10", "P{n}_OIL_TMP", "high", 0.5, 2),
    ("A11", "P{n}_OIL_TMP", "high_high", 1, 1),
    ("A20", "P{n}_MP_VIB", "high", 0.3, 1),
    ("A21", "P{n}_RAM_PRS", "high", 5, 3),
    ("A22", "P{n}_EXIT_TMP", "high", 7, 2),
    ("A23", "P{n}_CONT_TMP", "low", 4, 2),
]
UTILITY_RULES = [("A30", "CW1_COND", "high", 50, 3), ("A31", "DO1_TMP", "low", 5, 2)]
MACHINE_ALARMS = [  # code, assets, priority, how many were rolled
    ("A40", ["PR1", "PR2", "PL1", "PL2"], 2, 63),
    ("A41", ["PL1", "PL2"], 1, 21),
    ("A42", ["BH1", "BH2", "AO1", "AO2", "AO3"], 1, 26),
    ("A43", ["PR1", "PR2"], 1, 9),
]
STANDING = [(at("2025-04-15 13:47"), None, "AO3", "A42", 1, ""), (at("2025-04-15 14:16"), None, "PL1", "A40", 2, "")]
JOBS = [  # asset, type, title, trade
    ("PR1", "PM", "Lubricate platen guides", "mechanic"),
    ("PR2", "PM", "Lubricate platen guides", "mechanic"),
    ("PR1", "CM", "Tighten leaking pipe flange", "mechanic"),
    ("PR2", "CM", "Replace limit switch of shear", "electrician"),
    ("PL1", "CM", "Re-align puller jaw", "mechanic"),
    ("PL2", "CM", "Replace graphite slats", "mechanic"),
    ("BH1", "PM", "Clean burner and check ignition", "instrument"),
    ("BH2", "IN", "Check oxygen probe", "instrument"),
    ("AO1", "IN", "Temperature uniformity survey", "instrument"),
    ("AO2", "CM", "Replace load thermocouple", "instrument"),
    ("AO3", "PM", "Grease fan bearings", "mechanic"),
    ("DO1", "CM", "Door seal torn", "mechanic"),
    ("CW1", "PM", "Clean strainers", "mechanic"),
    ("QN1", "CM", "Unblock spray nozzles", "mechanic"),
    ("QN2", "PM", "Check fan belts", "mechanic"),
    ("SS1", "IN", "Thermography of busbars", "electrician"),
    ("GS1", "IN", "Leak test", "instrument"),
    ("PR1", "IN", "Oil sample of main tank", "mechanic"),
    ("PR2", "PM", "Change return filter", "mechanic"),
    ("PL1", "PM", "Check puller rope", "mechanic"),
]
REPAIRS = [  # opened, closed, asset, type, priority, title, trade, hours: of what is seen in the signals
    ("03-24 15:20", "03-25 18:00", "PR1", "CM", 1, "Replace main pump, bearing worn", "mechanic", 22.5),
    ("03-20 07:40", "03-21 08:45", "BH2", "CM", 2, "Oxygen reading does not move", "instrument", 3.0),
    ("03-30 08:10", "04-02 10:00", "AO3", "CM", 2, "Fan belt slipping, current low", "mechanic", 9.0),
    ("04-07 09:00", "04-08 10:30", "PR1", "CM", 2, "Clean oil cooler, oil too warm", "mechanic", 6.5),
    ("04-09 07:20", "04-09 12:45", "PR2", "CM", 1, "Replace container heater cartridges", "electrician", 11.0),
    ("04-01 09:30", "04-03 11:00", "SS1", "CM", 2, "Capacitor bank tripped", "electrician", 5.5),
]


def done(time):
    """A time that is not to come, else nothing."""
    return stamp(time) if time <= NOW else ""


def write_runs(path, lines):
    header = "run_id press die alloy start_time end_time billets gross_kg scrap_kg crew".split()
    runs = sorted(((run, line.number) for line in lines for run in line.runs), key=lambda pair: pair[0].start)
    rows = []
    for run, n in runs:
        ended = [stamp(run.end), run.billets, round(run.gross), round(run.scrap)]
        if run.end >= NOW:
            ended = ["", run.billets, "", ""]
        crew = shift_of(run.start)[2]
        rows.append([f"R{n}-{run.number:04d}", f"PR{n}", run.die, run.alloy, stamp(run.start), *ended, crew])
    write_rows(path, header, rows)


def write_stops(path, lines):
    header = "dt_id press start_time end_time minutes reason shift crew remark".split()
    stops = sorted((stop, line.number) for line in lines for stop in line.stops)
    rows = []
    for number, ((start, end, code, remark), n) in enumerate(stops, 5001):
        length = round((end - start).total_seconds() / 60)
        times = [stamp(start), stamp(end), length]
        rows.append([f"DT{number}", f"PR{n}", *times, code, *shift_of(start)[1:], remark])
    write_rows(path, header, rows)


def write_loads(path, loads):
    header = "load_no oven start_time end_time recipe setpoint racks kg".split()
    rows = [
        [load.number, f"AO{load.oven}", stamp(load.start), done(load.end), load.recipe]
        + [RECIPES[load.recipe][0], load.racks, load.weight]
        for load in loads
    ]
    write_rows(path, header, rows)


def write_hardness(rng, path, loads):
    """Two samples a load; those of oven 3 are too soft while its fan slips."""
    samples = []
    for load in (load for load in loads if load.end <= NOW):
        soft = load.oven == 3 and within(BELT_WORN, load.start)
        for k in range(2):
            mean = {"T5": 11.6, "T6": 12.8, "T66": 13.9}[load.recipe] - (1.9 if soft else 0)
            value = round(rng.gauss(mean, 0.65), 1)
            if 10.5 <= value <= 15:
                defect = rng.choices(["", "Q1", "Q2", "Q5"], (92, 4, 2, 2))[0]
            else:
                defect = "Q3" if value < 10.5 else "Q4"
            time = load.end + minutes(40 + 7 * k + rng.randint(0, 25))
            verdict = ["FAIL" if defect else "PASS", defect, rng.choice(["Chen", "Huang", "Liang", "Wu"])]
            samples.append([f"H{len(samples) + 9001}", time, f"AO{load.oven}", load.number, value, *verdict])
    samples = sorted((sample for sample in samples if sample[1] <= NOW), key=lambda sample: sample[1])
    header = "sample_no time oven load_no webster result defect inspector".split()
    write_rows(path, header, ([number, stamp(time), *rest] for number, time, *rest in samples))


def limit_alarms(table, tag, kind, hysteresis, line=None):
    """(raised, cleared or None), none within 45 minutes after another. `line`: only while it has a crew."""
    limit, high = limits(tag)[kind], kind.startswith("high")
    since, quiet = None, START
    for k, time in enumerate(table.times):
        value = table.series[tag["id"]][k]
        if value is None or k in table.dropped or (line and not manned(line, time)):
            continue
        outside = value > limit if high else value < limit
        inside = value < limit - hysteresis if high else value > limit + hysteresis
        if since is None and outside and time >= quiet:
            since = time
        elif since is not None and inside:
            yield since, time
            since, quiet = None, time + minutes(45)
    if since is not None:
        yield since, None


def write_alarms(rng, path, lines, utilities):
    """`lines`, `utilities`: the tables; alarms of limits and of the machines themselves."""
    tags = {tag["id"]: tag for tag in description(NAME)["tag"]}
    watched = [
        (n, table, code, name.format(n=n), *rule) for n, table in enumerate(lines, 1) for code, name, *rule in RULES
    ]
    watched += [(None, utilities, *rule) for rule in UTILITY_RULES]
    found = []
    for n, table, code, name, kind, hysteresis, priority in watched:
        for since, until in limit_alarms(table, tags[name], kind, hysteresis, n if code == "A23" else None):
            found.append((since, until, tags[name]["asset"], code, priority, name))
    for code, assets, priority, many in MACHINE_ALARMS:
        for _ in range(many):
            time, asset = START + minutes(rng.randint(0, 62000)), rng.choice(assets)
            if manned(2 if asset.endswith("2") else 1, time):
                until = time + minutes(max(1, round(rng.lognormvariate(1.7, 0.8))))
                found.append((time, until, asset, code, priority, ""))
    found = sorted(found + STANDING, key=lambda alarm: (alarm[0], alarm[2], alarm[3]))
    header = "alarm_id raised cleared asset alarm_code priority tag".split()
    rows = [
        [f"AL{number}", stamp(since), stamp(until) if until else "", *rest]
        for number, (since, until, *rest) in enumerate(found, 70001)
    ]
    write_rows(path, header, rows)


def write_work_orders(rng, path):
    known = [(at(f"2025-{opened}"), at(f"2025-{closed}"), *rest) for opened, closed, *rest in REPAIRS]
    always_closed = {order[1] for order in known}
    for _ in range(112):
        asset, kind, title, trade = rng.choice(JOBS)
        opened = START + timedelta(days=rng.randint(0, 42), minutes=rng.randint(400, 1020))
        closed = opened + minutes(60 * rng.lognormvariate(3.1, 1.0) + 30)
        priority = rng.choices((1, 2, 3, 4), (1, 4, 6, 3))[0]
        hours = round(rng.lognormvariate(0.7, 0.6) * 2) / 2 + 0.5
        known.append((opened, closed, asset, kind, priority, title, trade, hours))
    rows = []
    for number, order in enumerate(sorted(known, key=lambda order: order[0]), 40117):
        opened, closed, asset, kind, priority, title, trade, hours = order
        if opened > NOW:
            continue
        over = closed <= NOW and (rng.random() > 0.09 or closed in always_closed)
        status = "C" if over else rng.choice("OOW")
        ended = [stamp(closed), trade, hours] if over else ["", trade, ""]
        rows.append([f"WO-{number}", asset, kind, priority, status, stamp(opened), *ended, title])
    header = "wo_no asset wo_type priority status opened closed trade hours title".split()
    write_rows(path, header, rows)


def write_shifts(path):
    rows, time = [], START - timedelta(hours=2)
    while time < NOW:
        if manned(1, time):
            end = time + timedelta(hours=8)
            rows.append([*shift_of(time), stamp(time), stamp(end), "1+2" if manned(2, time) else "1"])
        time += timedelta(hours=8)
    write_rows(path, "date shift crew start_time end_time presses".split(), rows)


def write_meters(path, meters):
    """A long CSV: a row a sample."""
    tags = list(meters.series)
    rows = ([stamp(time), tag, meters.cell(tag, k)] for k, time in enumerate(meters.times) for tag in tags)
    write_rows(path, ["time", "tag", "value"], rows)


def write(folder):
    """Adds history and records to a folder that has the plant's description."""
    lines, loads = [Line(1), Line(2)], planned_loads()
    tables = [line_table(line) for line in lines]
    utilities, meters = utility_tables(tables, loads)
    history, records = folder / "history", folder / "records"
    for n, table in enumerate(tables, 1):
        table.write(history / f"line{n}.csv", columns(n - 1), "timestamp")
    utilities.write(history / "ovens_utilities.csv", columns(2), "timestamp")
    write_meters(history / "meters.csv", meters)
    source = random.Random("records")
    write_runs(records / "runs.csv", lines)
    write_stops(records / "downtime.csv", lines)
    write_loads(records / "ageing_loads.csv", loads)
    write_hardness(source, records / "hardness.csv", loads)
    write_alarms(source, records / "alarms.csv", tables, utilities)
    write_work_orders(source, records / "work_orders.csv")
    write_shifts(records / "shifts.csv")
