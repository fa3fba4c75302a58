"""Tarra Creek Mill: what is measured, a list of values a tag, on tables of two, five and one minute."""

from made import Mixed, Table, by_tag, description
from sugarmill_plan import LENGTH, START, minute, time_of

NAME = "sugarmill"
STEPS = {"milling": 2, "process": 5, "pans": 5, "power": 1}  # minutes, in the order of the histories in plant.toml
COUNTERS = ("WQ-101", "TA1_EXP_KWH", "AFUG_CYC")
DECIMALS = by_tag(
    {
        0: "SHR_KW ML1_HYD_P ML2_HYD_P ML3_HYD_P ML4_HYD_P AFUG_CYC B1_STM_PR TA1_OIL_P TA1_EXP_KWH",
        1: "WT-101 WQ-101 FT-115 FT-130 SHR_DE_T SHR_NDE_T ML1_BRG_T ML2_BRG_T ML3_BRG_T ML4_BRG_T ML4_LIFT "
        "TIC2101.PV TIC2102.PV AI2125.PV FI2130.PV EV_EXH_P EV4_P EV_COND_US P1_Brix P2_Brix P3_Brix P1_Level "
        "P2_Level P3_Level P1_AbsPress P2_AbsPress P3_AbsPress 42-TT-01 42-WT-05 B1_STM_FLOW B1_DRUM_LVL "
        "B1_STACK_T 20LBA10CF001 20HAD10CL001 20HNA10CT001 TA1_VIB CT_BASIN_T",
        2: "MT-140 SHR_VIB ML1_SPD ML2_SPD ML3_SPD ML4_SPD AIC2110.PV AI2126.PV EV_SYR_BX B1_O2 20HNA10CQ001 TA1_MW",
        3: "42-MT-02",
    }
)


def milling(source, train, out):
    """Shredder and mills; the bearing of mill 3 warmed up until it was renewed, hammers wear until they are changed."""
    noise = Mixed(source).noise
    total, juice = 612480.0, 530.0
    ends = {"SHR_DE_T": (60.0, 41), "SHR_NDE_T": (57.0, 37)}  # of the shredder: temperature, rise at no load
    warmth, bearings = {end: start for end, (start, _) in ends.items()}, {mill: 44 for mill in (1, 2, 3, 4)}
    hammers = [minute(time) for time in ("07-30 10:00", "08-13 12:00", "08-27 12:00")]
    hot_from, hot_to = minute("08-18 00:00"), minute("08-27 06:00")
    for i in range(LENGTH):
        up, rate, air, on = train.up[i], train.rate[i], train.air[i], not train.long_stop[i]
        total += rate / 60
        if i % 2:
            continue
        water = max(0.0, up * (0.325 * train.smooth[i] + noise("water", 7, 0.95)))
        juice += (1.015 * rate + 0.12 * water - juice) / 3
        out["WT-101"].append(rate)
        out["WQ-101"].append(total)
        out["FT-115"].append(water)
        out["FT-130"].append(max(0.0, juice + noise("juice", 5)) if juice > 3 else 0.0)
        moisture = 49.4 + 0.022 * (water - 165) + noise("moisture", 0.75, 0.97) if up > 0.3 else None
        out["MT-140"].append(moisture)
        power = 640 + 4.15 * rate + noise("power", 85, 0.6) if on else 0.0
        out["SHR_KW"].append(power)
        worn = min([i - changed for changed in hammers if i >= changed] or [i + 9000]) / 1440
        shaking = 2.0 + 0.155 * worn + 0.0012 * (rate - 500) + noise("shaking", 0.16, 0.7)
        out["SHR_VIB"].append(max(0.1, shaking) if on else 0.15 + source.random() * 0.1)
        for end, (_, rise) in ends.items():
            target = air + (rise * (0.75 + power / 11000) if on else 2)
            warmth[end] += (target - warmth[end]) / 45
            out[end].append(warmth[end] + noise(end, 0.35, 0.6))
        for mill in (1, 2, 3, 4):
            speed = up * (3.55 + 0.22 * mill) * (0.5 + rate / 1040) if up > 0 else 0.0
            out[f"ML{mill}_SPD"].append(max(0.0, speed + (noise(f"speed {mill}", 0.06) if up > 0 else 0)))
            load = 62 + 0.235 * rate + 9 * (mill == 4) - 6 * (mill == 2) + noise(f"load {mill}", 8, 0.8)
            out[f"ML{mill}_HYD_P"].append(max(0.0, load * up if up > 0 else 4 + source.random()))
            wear = 19.5 * (i - hot_from) / (hot_to - hot_from) if mill == 3 and hot_from <= i < hot_to else 0
            bearings[mill] += (air + (23 + 1.4 * mill + wear) * up - bearings[mill]) / 55
            out[f"ML{mill}_BRG_T"].append(bearings[mill] + noise(f"bearing {mill}", 0.4, 0.5))
        out["ML4_LIFT"].append(max(0.0, up * (3.5 + 0.0195 * rate + noise("lift", 1.5, 0.85))))


def pans(source, cycles, out):
    for pan, strikes in cycles.items():
        which, final, noise = 0, 95.2 if pan == 3 else 93.0, Mixed(source, 0.8).noise
        for i in range(0, LENGTH, 5):
            while which < len(strikes) and i >= strikes[which][1]:
                which += 1
            boiling = which < len(strikes) and i >= strikes[which][0]
            share = (i - strikes[which][0]) / (strikes[which][1] - strikes[which][0]) if boiling else 0
            brix, level = noise("brix", 0.35), noise("level", 0.6)
            out[f"P{pan}_Brix"].append((79.5 + (final - 79.5) * share**1.4 if boiling else 71.5) + brix)
            full = 34 + 64 * min(1, share * 1.12) + level
            out[f"P{pan}_Level"].append(min(100.0, full) if boiling else abs(level))
            vacuum = min(1.0, share * 14) * (86.4 - 1.5 * (pan == 3))
            out[f"P{pan}_AbsPress"].append(101.2 - vacuum + source.gauss(0, 0.35))


class Process:
    """From juice to sugar. The clear juice's pH probe drifted until the 14th; sugar was carried over on the 20th."""

    def __init__(self, source, train, cycles, stops, out):
        self.noise, self.train, self.cycles, self.out = Mixed(source, 0.85).noise, train, cycles, out
        self.primary, self.secondary, self.basin = 76.0, 103.5, 27.0
        self.fugalled, self.sugar = 184220.0, 68.0
        self.dry_stops = [(start, start + (length or 9999)) for start, length, asset, *_ in stops if asset == "dryer"]

    def add(self, tag, value):
        self.out[tag].append(value)

    def step(self, i):
        self.flow, self.air = self.train.smooth[i], self.train.air[i]
        self.working = min(1.0, self.flow / 320)
        self.juice(i)
        self.evaporators(i)
        self.raw_sugar(i)
        self.basin += (self.air * 0.5 + 16.5 + 2.2 * self.working - self.basin) / 18
        self.add("CT_BASIN_T", self.basin + self.noise("basin", 0.2))

    def juice(self, i):
        noise, flow, hot = self.noise, self.flow, self.working > 0.4
        self.primary += ((76.2 if hot else 55) - self.primary) / (6 if hot else 30)
        target = 103.6 + 0.0016 * (500 - flow) if hot else 70
        self.secondary += (target - self.secondary) / (5 if hot else 30)
        self.add("TIC2101.PV", self.primary + noise("primary", 0.7))
        self.add("TIC2102.PV", self.secondary + noise("secondary", 0.6))
        self.add("AIC2110.PV", 7.68 + noise("lime", 0.17, 0.8))
        self.add("AI2125.PV", max(4.0, 21 + 0.03 * (flow - 480) * self.working + noise("turbidity", 5.5, 0.94)))
        drift_from, drift_to = minute("08-06 00:00"), minute("08-14 10:20")
        drift = 0.36 * (i - drift_from) / (drift_to - drift_from) if drift_from <= i < drift_to else 0
        self.add("AI2126.PV", 7.04 - drift + noise("pH", 0.05, 0.8))
        self.add("FI2130.PV", max(0.0, 1.07 * flow + noise("clear juice", 7) if flow > 8 else 0.0))

    def evaporators(self, i):
        """Scale grows from one fortnightly stop to the next."""
        noise, working = self.noise, self.working
        self.add("EV_EXH_P", 118 * (0.55 + 0.45 * working) + noise("exhaust", 4.5))
        self.add("EV4_P", 14.2 + 0.18 * (self.air - 20) + 4 * (1 - working) + noise("vacuum", 0.7))
        scale = (i - minute("07-30 06:00")) % (14 * 1440) / 1440 * 0.12
        self.add("EV_SYR_BX", 69.4 - scale - 0.012 * (self.flow - 500) * working + noise("brix", 1.0, 0.9))
        carried = 34 * max(0.0, 1 - abs(i - minute("08-20 16:40")) / 130)
        self.add("EV_COND_US", max(5.0, 21 + carried + noise("condensate", 3.2, 0.9)))

    def raw_sugar(self, i):
        """Fugals work for an hour and a half after each strike of A massecuite."""
        noise = self.noise
        busy = sum(1 for pan in (1, 2) for _, end in self.cycles[pan] if end < i < end + 95)
        self.sugar += ((14 + 46 * busy if self.flow > 51 or busy else 2) - self.sugar) / 7
        out = any(start <= i < end for start, end in self.dry_stops)
        self.fugalled += (0 if out else self.sugar) * 0.038
        self.add("AFUG_CYC", self.fugalled)
        self.add("42-TT-01", (36.2 + 0.22 * (self.air - 20) if not out else 29) + noise("sugar warm", 0.6))
        moisture = 0.168 + 0.0009 * (self.sugar - 45)
        self.add("42-MT-02", None if out else max(0.02, moisture + noise("sugar moist", 0.024, 0.9)))
        self.add("42-WT-05", 0.0 if out else max(0.0, self.sugar + noise("sugar", 2)))


def power(source, train, out):
    """Boilers and the turbine; boiler 1 leaked from the 15th, the turbine tripped on the 19th."""
    noise = Mixed(source, 0.95).noise
    leak, trip = ("08-15 11:05", "08-17 16:00"), ("08-19 03:41", "08-19 06:10")
    leak, trip = [[minute(time) for time in window] for window in (leak, trip)]
    first, second, energy = 80.0, 140.0, 8412300.0  # steam of the boilers, t/h, and the export meter, kWh

    def add(tag, value):
        out[tag].append(value)

    for i in range(LENGTH):
        demand = 46 + 0.352 * train.smooth[i] + noise("demand", 6, 0.97)
        leaking, tripped = leak[0] <= i < leak[1], trip[0] <= i < trip[1]
        first += ((0 if leaking else 0.37 * demand) - first) / 12
        second += (min(172, demand - first if not leaking else demand) * (0.55 if tripped else 1) - second) / 8
        add("B1_STM_FLOW", max(0.0, first + noise("steam 1", 1.6, 0.8)) if first > 1.5 else 0.0)
        add("20LBA10CF001", max(0.0, second + noise("steam 2", 2.4, 0.8)))
        add("B1_DRUM_LVL", 50 + noise("drum 1", 4.6, 0.9) - (22 if leaking and first < 30 else 0))
        add("20HAD10CL001", 50 + noise("drum 2", 4.2, 0.9))
        sinking = max(0.02, 1 - (i - leak[0]) / 260) if leaking else 1
        add("B1_STM_PR", 1845 * sinking + noise("pressure", 14) * (first > 3))
        cold, oxygen = leaking and first < 3, noise("oxygen 1", 0.8)
        add("B1_O2", 20.6 + source.gauss(0, 0.05) if cold else 6.1 - 0.018 * (first - 80) + oxygen)
        add("20HNA10CQ001", 4.9 - 0.011 * (second - 140) + noise("oxygen 2", 0.55))
        add("B1_STACK_T", max(train.air[i], 120 + 1.15 * first) + noise("stack 1", 4) - 60 * cold)
        add("20HNA10CT001", 118 + 0.36 * second + noise("stack 2", 2.6))
        output = 0.0 if tripped else max(0.0, 0.0795 * (first + second) - 1.2 + noise("output", 0.22))
        energy += max(0.0, output - 4.2 - 0.0088 * train.smooth[i]) * 1000 / 60
        add("TA1_MW", output)
        add("TA1_EXP_KWH", energy)
        add("TA1_VIB", 6 + source.random() if tripped else 31 + 0.9 * output - 14 + noise("turbine", 3.2, 0.98))
        add("TA1_OIL_P", (74 if tripped else 148) + noise("oil", 3.0))


def table_of(tag, tables):
    return next(table for table in tables.values() if tag in table.series)


def spoil(source, tables):
    """What went wrong with the recordings, and what the historian keeps of the digits."""
    process, mills, boilers = tables["process"], tables["milling"], tables["power"]
    process.blank("EV_COND_US", "2025-08-24 09:10", "2025-08-26 13:25")
    mills.blank("ML4_LIFT", "2025-08-02 06:30", "2025-08-02 15:10")
    for time in ("07-24 10:02", "07-29 03:18", "08-12 19:44", "08-12 19:46"):
        mills.put("ML2_BRG_T", f"2025-{time}", 199.9)
    boilers.put("20HNA10CQ001", "2025-08-20 08:15", 0.0)
    process.put("AI2125.PV", "2025-08-11 04:30", 400.0)
    mills.put("SHR_VIB", "2025-08-21 21:06", 11.84)
    for k in boilers.between("2025-08-21 02:00", "2025-08-22 09:00"):
        boilers.series["B1_O2"][k] = 5.83  # the analyser froze
    for tag in (tag["id"] for tag in description(NAME)["tag"]):
        column, lost = table_of(tag, tables).series[tag], 0 if tag in COUNTERS else 0.0004
        for k, value in enumerate(column):
            if value is not None and source.random() < lost:
                column[k] = None
    for table in tables.values():
        table.rounded(DECIMALS)
    boilers.drop("2025-08-05 13:13", "2025-08-05 17:47")
    process.drop("2025-08-18 01:06", "2025-08-18 02:40")
    process.drop("2025-07-26 23:41", "2025-07-27 00:15")


def simulate(source, train, cycles, stops):
    """{name of the history: its table}"""
    tables = {name: Table(START, time_of(LENGTH - 1), step) for name, step in STEPS.items()}
    for table, history in zip(tables.values(), description(NAME)["history"], strict=True):
        table.series = {tag: [] for tag in history["columns"].values()}
    milling(source, train, tables["milling"].series)
    process = Process(source, train, cycles, stops, tables["process"].series)
    for i in range(0, LENGTH, STEPS["process"]):
        process.step(i)
    pans(source, cycles, tables["pans"].series)
    power(source, train, tables["power"].series)
    spoil(source, tables)
    return tables
