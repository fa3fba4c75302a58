"""Green Hollow Dairy: milk and yoghurt drinks in bottles and cartons."""

import csv
import math
import random
from dataclasses import dataclass, field
from datetime import timedelta, timezone

from made import HERE, Mixed, Noise, Table, at, by_tag, description, stamp, write_rows

NAME = "dairy"
START, END = at("2026-03-02 00:00:00"), at("2026-03-26 10:40:00")
CHINA = timezone(timedelta(hours=8))
IDLE, HEATING, PRODUCTION, DIVERSION, CLEANING = range(5)  # steps of a pasteuriser
RUNNING, FAULT, WASHED = 1, 4, 6  # states of a filler that matter here
STATE_OF_CODE = {"10": 0, "12": 5, "15": 6, "21": 2, "22": 3, "51": 0, "52": 2, "99": 0}  # else a fault
FLOW = {1: 15.0, 2: 8.2}  # m3/h through the pasteurisers
SHIFTS = {1: [(6.0, 13.2), (15.7, 21.0)], 2: [(8.2, 12.0), (13.7, 17.2)]}  # hours in which they run
FLOW_DIVERSIONS = {  # (day, pasteuriser): start, minutes
    ("2026-03-05", 1): ("2026-03-05 10:14", 6),
    ("2026-03-11", 1): ("2026-03-11 16:52", 9),
    ("2026-03-19", 1): ("2026-03-19 10:16", 38),
    ("2026-03-19", 2): ("2026-03-19 10:21", 31),
    ("2026-03-23", 2): ("2026-03-23 08:47", 5),
    ("2026-03-24", 1): ("2026-03-24 12:03", 4),
}
LONG_STOPS = {  # (day, line): start, minutes, code, remark
    ("2026-03-10", "bottle"): ("2026-03-10 15:06", 74, "41", "Compressor 2 off, compressor 1 could not keep up"),
    ("2026-03-19", "bottle"): ("2026-03-19 10:34", 47, "52", "Boiler burner lockout"),
    ("2026-03-19", "carton"): ("2026-03-19 10:34", 52, "42", "Boiler burner lockout"),
    ("2026-03-16", "carton"): ("2026-03-16 11:20", 185, "33", "Jaw heater replaced"),
    ("2026-03-13", "bottle"): ("2026-03-13 19:02", 96, "51", "Cap torque out of range, line held"),
}
DECIMALS = by_tag(
    {
        0: "past1_step past2_step sep_speed ferm1_agitator ferm2_agitator ferm3_agitator bottle_speed "
        "bottle_state bottle_rejects carton_speed carton_state carton_rejects cip_phase boiler_steam_flow "
        "cold1_door",
        1: "raw_silo_1_level raw_silo_2_level sep_current homog_pressure homog_power homog_oil_temp bottle_air "
        "cip_supply_temp cip_flow boiler_gas_flow boiler_feed_temp ice_comp_power air1_power air2_pressure "
        "air2_power cold1_humidity cold2_humidity",
        2: "raw_silo_1_temp raw_silo_2_temp intake_flow past1_hold_temp past1_inlet_temp past1_outlet_temp "
        "past1_flow past1_hw_temp past2_hold_temp past2_inlet_temp past2_outlet_temp past2_flow past2_hw_temp "
        "sep_vibration ferm1_temp ferm1_ph ferm2_temp ferm2_ph ferm3_temp ferm3_ph bottle_weight "
        "carton_weight carton_h2o2 cip_return_cond boiler_pressure ice_water_supply ice_water_return "
        "air1_pressure cold1_temp cold2_temp",
        3: "past1_diff_press past2_diff_press bottle_cap_torque",
    }
)


def minutes(count):
    return timedelta(minutes=count)


def days():
    """Every day of the recording, at midnight."""
    day = START
    while day < END:
        yield day
        day += timedelta(days=1)


def within(start, time, end):
    """Whether a time lies in a half-open window."""
    return at(start) <= time < at(end)


@dataclass
class Batch:
    number: int
    product: str
    asset: str
    tank: str
    start: object
    end: object


@dataclass
class Plan:
    """What was run, before anything is measured."""

    steps: dict = field(default_factory=lambda: {1: [], 2: []})  # pasteuriser: (start, end, step)
    batches: list = field(default_factory=list)
    stops: dict = field(default_factory=lambda: {"bottle": [], "carton": []})  # line: (start, end, code, remark)
    runs: dict = field(default_factory=lambda: {"bottle": [], "carton": []})  # line: (start, end)
    yoghurts: int = 0


def planned(random):
    plan = Plan()
    for day in days():
        if day.weekday() != 6:
            for pasteuriser in (1, 2):
                for number, hours in enumerate(SHIFTS[pasteuriser]):
                    if number == 0 or day.weekday() != 5:
                        plan_pasteuriser(random, plan, day, pasteuriser, number, hours)
            plan_filler(random, plan, day, "bottle", 7.0, 21.6, 5.2)
            plan_filler(random, plan, day, "carton", 6.6, 20.4, 4.1)
    plan.batches = [batch for batch in plan.batches if batch.start < END]
    return plan


def plan_pasteuriser(random, plan, day, pasteuriser, number, hours):
    """One run: heating up, production, cleaning, a diversion perhaps, and its batches."""
    start = day + minutes(round(hours[0] * 60 + random.gauss(0, 6)))
    end = day + minutes(round(hours[1] * 60 + random.gauss(0, 14)))
    washed = end + minutes(12)
    plan.steps[pasteuriser] += [
        (start - minutes(22), start, HEATING),
        (start, end, PRODUCTION),
        (washed, washed + minutes(76 + random.randrange(0, 9)), CLEANING),
    ]
    diverted = FLOW_DIVERSIONS.get((f"{day:%Y-%m-%d}", pasteuriser))
    if diverted and start <= at(diverted[0]) < end:
        plan.steps[pasteuriser].append((at(diverted[0]), at(diverted[0]) + minutes(diverted[1]), DIVERSION))
    count = 1 if pasteuriser == 2 else 3 if number == 0 else 2
    cut = start
    for k in range(count):
        last = k == count - 1
        until = end if last else cut + (end - start) / count + minutes(random.randrange(-9, 10))
        until = until.replace(second=0, microsecond=0)
        tank = ""
        if pasteuriser == 1:
            product = ["WM1L", "SK1L", "WM1L"][k] if number == 0 else ["WM1L", "CM25"][k]
        elif number == 0 and day.weekday() == 2:
            product = "OT1L"
        else:
            product, tank = ["YP20", "YS20"][plan.yoghurts % 2], f"ferm{plan.yoghurts % 3 + 1}"
            plan.yoghurts += 1
        finished = until if last else until - minutes(2)
        batch = Batch(4101 + len(plan.batches), product, f"past{pasteuriser}", tank, cut, finished)
        plan.batches.append(batch)
        cut = until


def plan_filler(random, plan, day, line, first, last, mean_stops):
    """One day of a filler: its run and the stops in it, those that matter first, none overlapping."""
    bottle, saturday = line == "bottle", day.weekday() == 5
    start = day + minutes(round(first * 60 + random.gauss(0, 8)))
    end = day + minutes(round((14.2 if saturday else last) * 60 + random.gauss(0, 12)))
    small = [(day + minutes(600 + random.randrange(0, 25)), random.randrange(20, 33), "10", "")]
    if not saturday:
        begin, length = day + minutes(780 + random.randrange(20, 50)), random.randrange(24, 58)
        small.append((begin, length, "12", random.choice(["", "to cocoa", "label reel too", "size parts"])))
        small.append((day + minutes(1020 + random.randrange(30, 55)), random.randrange(20, 30), "10", ""))
    great = [(end, random.randrange(62, 84), "15", "")]
    if bottle:
        codes = ["31"] * 6 + ["32"] * 5 + ["21"] * 4 + ["22"] * 3 + ["34"] + ["99"] * 2
    else:
        codes = ["33"] * 6 + ["21"] * 4 + ["22"] * 4 + ["34"] * 2 + ["99"] * 2
    remarks = ["", "", "", "reset", "cleared by hand", "waited for fitter", "again", "calling maint.", "see handover"]
    span = int((end - start).total_seconds() / 60)
    for _ in range(max(1, round(random.gauss(mean_stops, 1.6)))):
        begin = start + minutes(random.randrange(20, span - 60))
        length = max(3, round(random.expovariate(1 / (13 if bottle else 16))))
        small.append((begin, length, random.choice(codes), random.choice(remarks)))
    if special := LONG_STOPS.get((f"{day:%Y-%m-%d}", line)):
        great.append((at(special[0]), *special[1:]))
    kept = []
    for begin, length, code, remark in great + sorted(small, key=lambda stop: stop[0]):
        until = begin + minutes(length)
        apart = all(until + minutes(4) <= a or begin >= b + minutes(4) for a, b, _, _ in kept)
        if apart and (code == "15" or until < end):
            kept.append((begin, until, code, remark))
    plan.runs[line].append((start, end))
    plan.stops[line] += sorted(kept)


def on_grid(table, intervals, default=0):
    """What holds at each time of a table: (start, end, what), the later in the list over the earlier."""
    held, first = [default] * len(table.times), table.times[0]
    for start, end, what in intervals:
        begin, until = max(0, math.ceil((start - first) / table.step)), max(0, math.ceil((end - first) / table.step))
        for k in range(begin, min(until, len(held))):
            held[k] = what
    return held


def pasteurise(random, table, pasteuriser, steps):
    """The signals of a pasteuriser by its steps."""
    noise, series = Mixed(random).noise, table.series
    first = pasteuriser == 1
    target_hold, flow = 75.3 if first else 92.4, FLOW[pasteuriser]
    fouling, hold, hot, outlet = 0.0, 24.0, 30.0, 9.0

    def add(what, value):
        series[f"past{pasteuriser}_{what}"].append(value)

    for k, step in enumerate(steps):
        washing = 71 if (k // 20) % 2 else 58
        target = (26, target_hold, target_hold, target_hold - 4.4, washing)[step]
        hold += (target - hold) * (0.006, 0.22, 0.35, 0.22, 0.05)[step]
        fouling = fouling + 0.0042 if step == PRODUCTION else 0 if step == CLEANING else fouling
        heats, flows = step in (HEATING, PRODUCTION, DIVERSION), step in (PRODUCTION, DIVERSION)
        hot_target = hold + 1.6 + fouling if heats else 60 if step == CLEANING else 24
        hot += (hot_target - hot) * (0.3 if step else 0.01)
        cooled = 3.9 + 0.1 * fouling if step == PRODUCTION else 6.2 if step == DIVERSION else 18
        outlet += (cooled - outlet) * (0.1 if flows else 0.004)
        add("hold_temp", hold + (noise("hold", 0.16, 0.85) if step else random.gauss(0, 0.03)))
        add("inlet_temp", ((4.6 if first else 7.4) if flows else 19) + noise("inlet", 0.18, 0.97))
        add("outlet_temp", outlet + noise("outlet", 0.15, 0.95))
        pumped = flow * (1 if step < CLEANING else 1.3) + noise("flow", 0.07, 0.8) if step >= PRODUCTION else 0.0
        add("flow", max(0, pumped))
        add("hw_temp", hot + noise("hot water", 0.2) * (step > 0))
        difference = 0.52 - 0.012 * fouling + noise("difference", 0.018) if flows else 0.01 + random.gauss(0, 0.003)
        add("diff_press", difference)
        add("step", step)


def fill(random, table, line, states):
    """The signals of a filler by its states."""
    bottle, series = line == "bottle", table.series
    nominal, speed = 11800 if bottle else 6900, 0.0
    weight, torque, peroxide = Noise(random, 0.9, 0.97), Noise(random, 0.05, 0.95), 35.2
    for k, state in enumerate(states):
        time, runs = table.times[k], state == RUNNING
        speed += ((nominal if runs else 0) - speed) * (0.75 if runs else 0.95)
        speed = 0 if speed < 40 else speed
        bad_caps = bottle and within("2026-03-13 17:30", time, "2026-03-13 20:40")
        series[f"{line}_speed"].append(max(0, speed + random.gauss(0, 45)) if speed else 0.0)
        series[f"{line}_state"].append(state)
        expected = speed / 30 * (0.0016 if bottle else 0.0024) * (7 if bad_caps else 1) + (1.2 if state == FAULT else 0)
        chances = int(expected * 4) + 1
        rejected = [random.random() < expected / chances for _ in range(chances)]
        series[f"{line}_rejects"].append(min(60, sum(rejected)))
        deviation = (0.6 if bottle else -0.4) + weight() + 0.35 * math.sin(k / 700) if runs else None
        series[f"{line}_weight"].append(deviation)
        if bottle:
            series["bottle_cap_torque"].append(1.72 + torque() - (0.62 if bad_caps else 0) if runs else None)
            low = 24 if within("2026-03-10 14:50", time, "2026-03-10 16:24") else 0
            series["bottle_air"].append((95 - low - (2.2 if runs else 0)) + random.gauss(0, 0.5))
        else:
            peroxide -= 0.0028 if runs else 0
            if state == WASHED and peroxide < 34.9:
                peroxide = 35.6 + random.gauss(0, 0.15)
            series["carton_h2o2"].append(peroxide + random.gauss(0, 0.04))


class Dairy:
    """What is measured every five minutes: milk reception, process hall and utilities."""

    def __init__(self, random, plan, process, utilities, steps, states):
        """`steps`: of the two pasteurisers at each time; `states`: of the fillers every two minutes."""
        self.random, self.noise = random, Mixed(random).noise
        self.process, self.utilities = process, utilities
        self.steps, self.states = steps, states
        self.silo_level, self.silo_temperature = [62.0, 35.0], [4.1, 4.4]
        self.oil, self.cold_store, self.ice_water = 24.0, 3.1, 1.0
        self.unloading = on_grid(process, self.tankers())
        self.fermentations = {1: [], 2: [], 3: []}
        for batch in plan.batches:
            if batch.tank:
                self.fermentations[int(batch.tank[-1])].append((batch.start, batch.end))

    def tankers(self):
        """(start, end, silo) of the tankers, which fill the silos by turns."""
        tankers = []
        for day in days():
            for hour in (6.3, 9.1, 12.4, 17.8) if day.weekday() != 6 else (8.5, 14.0):
                start = day + minutes(round(hour * 60 + self.random.gauss(0, 20)))
                tankers.append((start, start + minutes(75), len(tankers) % 2 + 1))
        return tankers

    def add(self, tag, value):
        table = self.process if tag in self.process.series else self.utilities
        table.series[tag].append(value)

    def step(self, k, time):
        self.time, self.hour = time, time.hour + time.minute / 60
        self.past1, self.past2 = self.steps[0][k], self.steps[1][k]
        bottle, carton = self.states
        filler = min(len(bottle) - 1, k * 5 // 2)
        self.bottle, self.carton = bottle[filler], carton[filler]
        self.cleaning = CLEANING in (self.past1, self.past2) or WASHED in (self.bottle, self.carton)
        self.reception(k)
        self.separator()
        self.homogeniser()
        for tank in (1, 2, 3):
            self.fermenter(tank)
        self.cip(k)
        self.boiler()
        self.ice()
        self.compressed_air()
        self.cold_stores()

    def reception(self, k):
        drawn_from = 0 if (self.time.toordinal() + (self.hour > 14)) % 2 else 1
        for j in (0, 1):
            if self.unloading[k] == j + 1:
                self.silo_level[j] += 25.0 / 12 / 115 * 100
                self.silo_temperature[j] += (5.1 - self.silo_temperature[j]) * 0.05
            if j == drawn_from:
                drawn = (15 if self.past1 == PRODUCTION else 0) + (4.5 if self.past2 == PRODUCTION else 0)
                self.silo_level[j] -= drawn / 12 / 115 * 100
            if self.silo_level[j] < 6:
                self.silo_level[j] += 40 / 115
            self.silo_level[j] = min(97.5, max(3, self.silo_level[j]))
            self.silo_temperature[j] += (4.0 - self.silo_temperature[j]) * 0.01 + self.random.gauss(0, 0.012)
            self.add(f"raw_silo_{j + 1}_level", self.silo_level[j] + self.random.gauss(0, 0.1))
            self.add(f"raw_silo_{j + 1}_temp", self.silo_temperature[j])
        self.add("intake_flow", 25 + self.random.gauss(0, 0.35) if self.unloading[k] else 0.0)

    def separator(self):
        """Its bowl fills with sludge until it is cleaned on the 21st."""
        random, wear = self.random, 0
        if self.time < at("2026-03-21 15:00"):
            wear = max(0, min(1, (self.time - at("2026-03-12 00:00")).total_seconds() / 86400 / 8.3))
        on = self.past1 in (PRODUCTION, DIVERSION, CLEANING)
        self.add("sep_speed", 7450 + random.gauss(0, 9) if on else 0.0)
        shaking = 1.9 + 2.4 * wear**2 + self.noise("shaking", 0.12, 0.8) if on else 0.05 + abs(random.gauss(0, 0.01))
        self.add("sep_vibration", shaking)
        self.add("sep_current", 38.5 + 3 * wear + random.gauss(0, 0.5) if on else 0.0)

    def homogeniser(self):
        pressure = 0.0
        if PRODUCTION in (self.past1, self.past2):
            pressure = (182 if self.past1 == PRODUCTION else 150) + self.noise("homogeniser", 1.6, 0.7)
        self.add("homog_pressure", pressure)
        self.add("homog_power", pressure * 0.335 + self.random.gauss(0, 0.6) if pressure else 0.0)
        self.oil += ((57 if pressure else 24) - self.oil) * 0.09
        self.add("homog_oil_temp", self.oil + self.random.gauss(0, 0.2))

    def fermenter(self, tank):
        """Culture at 42 degrees for six hours, then cooling; slower in tank 3 since the 17th."""
        random, name = self.random, f"ferm{tank}"
        held = timedelta(hours=20 + tank)
        current = [(start, end) for start, end in self.fermentations[tank] if start <= self.time < end + held]
        if not current:
            self.add(f"{name}_temp", 21 + random.gauss(0, 0.3))
            self.add(f"{name}_ph", None)
            self.add(f"{name}_agitator", 0)
            return
        hours = (self.time - current[-1][1]).total_seconds() / 3600
        slow = 1.45 if tank == 3 and self.time > at("2026-03-17") else 1.0
        temperature = 42.2 if hours < 6.2 * slow else 18 + 24.2 * math.exp(-(hours - 6.2 * slow) / 0.9)
        self.add(f"{name}_temp", temperature + random.gauss(0, 0.08))
        acidity = 4.36 + 2.2 / (1 + math.exp((hours - 3.4 * slow) / 0.75))
        self.add(f"{name}_ph", acidity + random.gauss(0, 0.012))
        self.add(f"{name}_agitator", 28 if hours < 0 or hours > 6.2 * slow else 0)

    def cip(self, k):
        """Phases 1 pre-rinse, 2 caustic, 3 rinse, 4 acid, 5 final rinse; 0 off."""
        random = self.random
        phase = (1, 2, 2, 2, 2, 2, 3, 4, 4, 4, 4, 5, 5)[k % 13] if self.cleaning else 0
        self.add("cip_phase", phase)
        self.add("cip_supply_temp", (24, 35, 78, 45, 62, 25)[phase] + random.gauss(0, 0.8))
        self.add("cip_return_cond", (0.6, 0.8, 62, 8, 31, 0.7)[phase] * (1 + random.gauss(0, 0.03)))
        self.add("cip_flow", 18.5 + random.gauss(0, 0.2) if phase else 0.0)

    def boiler(self):
        heats = (HEATING, PRODUCTION, DIVERSION)
        steam = 420 + 980 * (self.past1 in heats) + 760 * (self.past2 in heats) + 540 * self.cleaning
        steam = steam + 120 * (self.carton == RUNNING) + self.noise("steam", 60, 0.8)
        lockout = within("2026-03-19 10:05", self.time, "2026-03-19 10:50")
        steam *= 0.35 if lockout else 1
        pressure = 8.1 - 0.00016 * (steam - 900) + self.noise("steam pressure", 0.1, 0.8) - (3.0 if lockout else 0)
        self.add("boiler_pressure", pressure)
        self.add("boiler_steam_flow", steam)
        self.add("boiler_gas_flow", steam * 0.0772 + self.random.gauss(0, 1.5) if not lockout else 0.0)
        self.add("boiler_feed_temp", 96 + self.random.gauss(0, 0.9))

    def ice(self):
        load = (self.past1 == PRODUCTION) * 1.6 + (self.past2 == PRODUCTION) * 1.3
        self.ice_water += (1.0 + 0.45 * load - self.ice_water) * 0.2
        self.add("ice_water_supply", self.ice_water + self.noise("ice water", 0.12))
        self.add("ice_water_return", self.ice_water + 1.4 + 1.5 * load + self.noise("ice water", 0.12))
        self.add("ice_comp_power", 46 + 38 * load + self.random.gauss(0, 2.5))

    def compressed_air(self):
        """Compressor 2 stood from the 9th to the 10th, when compressor 1 could not keep up in the afternoon."""
        random = self.random
        need = 18 * (self.bottle == RUNNING) + 11 * (self.carton == RUNNING) + 9
        alone = within("2026-03-09 13:10", self.time, "2026-03-10 16:20")
        short = alone and self.bottle in (RUNNING, FAULT) and self.hour > 14.7 and self.time.day == 10
        self.add("air1_pressure", (7.0 - (1.5 if short else 0)) + random.gauss(0, 0.06))
        self.add("air1_power", min(55, 17 + need * (1.5 if alone else 0.75)) + random.gauss(0, 0.5))
        if alone:
            self.add("air2_pressure", max(0, 0.4 + random.gauss(0, 0.1)))
            self.add("air2_power", 0.0)
        else:
            self.add("air2_pressure", 101.5 + random.gauss(0, 0.9))
            self.add("air2_power", 14 + need * 0.7 + random.gauss(0, 0.5))

    def cold_stores(self):
        """Store 1 warms up by its dock door; the fans of store 2 failed in the night to the 15th."""
        loading = self.time.weekday() != 6 and (6 <= self.hour < 11 or 14 <= self.hour < 17)
        door = 1 if loading and self.random.random() < 0.45 else 0
        failed = within("2026-03-14 21:30", self.time, "2026-03-15 04:10")
        self.add("cold1_temp", 3.4 + 0.7 * door + 0.4 * (6 <= self.hour < 17) + self.noise("store 1", 0.12))
        self.add("cold1_humidity", 84 + 3 * door + self.noise("humidity", 1.2, 0.97))
        self.add("cold1_door", door)
        self.cold_store += 0.085 if failed else (3.1 - self.cold_store) * 0.06
        self.add("cold2_temp", self.cold_store + self.noise("store 2", 0.15))
        self.add("cold2_humidity", 86 + 1.1 * (self.cold_store - 3.1) + self.noise("humidity", 1.2, 0.97) * 0.8)


def simulate(random):
    """The plan, and the tables of pasteurisers (1 min), fillers (2 min), process hall and utilities (5 min)."""
    plan = planned(random)
    sources = description(NAME)["history"]
    tables = [Table(START, END, step, DECIMALS) for step in (1, 2, 5, 5)]
    pasteurisers, fillers, process, utilities = tables
    for table, parts in zip(tables, (sources[:2], sources[2:3], sources[3:4], sources[4:5]), strict=True):
        table.series = {tag: [] for source in parts for tag in source["columns"].values()}
    steps = []
    for pasteuriser in (1, 2):
        intervals = sorted(plan.steps[pasteuriser], key=lambda part: (part[2] == DIVERSION, part[0]))
        held = on_grid(pasteurisers, intervals)
        pasteurise(random, pasteurisers, pasteuriser, held)
        steps.append(held[::5])
    states = []
    for line in ("bottle", "carton"):
        runs = [(start, end, RUNNING) for start, end in plan.runs[line]]
        stops = [(start, end, STATE_OF_CODE.get(code, FAULT)) for start, end, code, _ in plan.stops[line]]
        states.append(on_grid(fillers, runs + stops))
        fill(random, fillers, line, states[-1])
    simulation = Dairy(random, plan, process, utilities, steps, states)
    for k, time in enumerate(process.times):
        simulation.step(k, time)
    return plan, tables


def spoil(random, pasteurisers, fillers, process, utilities):
    """What went wrong with the recordings."""
    pasteurisers.blank("past2_diff_press", "2026-03-17 06:00", "2026-03-18 18:00")
    pasteurisers.blank("past1_hw_temp", "2026-03-06 12:31", "2026-03-06 15:02")
    pasteurisers.put("past1_hold_temp", "2026-03-15 10:07", 0.0)
    process.stuck("raw_silo_2_temp", "2026-03-17 08:00", "2026-03-18 13:30")
    process.blank("ferm1_temp", "2026-03-20 02:10", "2026-03-20 03:40")
    fillers.blank("carton_h2o2", "2026-03-12 09:00", "2026-03-12 13:00")
    fillers.put("bottle_weight", "2026-03-04 09:20", 41.5)
    fillers.put("bottle_weight", "2026-03-18 15:46", -38.0)
    utilities.stuck("cold1_humidity", "2026-03-07 00:00", "2026-03-08 10:00")
    utilities.blank("boiler_feed_temp", "2026-03-24 00:00", "2026-03-26 11:00")
    utilities.put("cold2_temp", "2026-03-08 12:00", 85.0)
    utilities.put("cold2_temp", "2026-03-22 03:15", 85.0)
    for table, tags, probability in (
        (pasteurisers, ("past1_flow", "past2_inlet_temp", "past1_inlet_temp"), 0.003),
        (fillers, ("bottle_air", "carton_speed"), 0.004),
        (process, ("sep_current", "raw_silo_1_level"), 0.006),
        (utilities, ("ice_water_return", "air1_power", "cold1_temp"), 0.006),
    ):
        for tag in tags:
            table.sprinkle(tag, random, probability)
    utilities.drop("2026-03-21 22:00", "2026-03-22 01:25")
    fillers.drop("2026-03-07 23:10", "2026-03-08 01:00")


def write_history(folder, pasteurisers, fillers, process, utilities):
    columns = [source["columns"] for source in description(NAME)["history"]]
    history = folder / "history"
    pasteurisers.write(history / "Pasteuriser1_1min.csv", columns[0], "DateTime")
    pasteurisers.write(history / "Pasteuriser2_1min.csv", columns[1], "DateTime")

    def unix_ms(time):
        return str(int(time.replace(tzinfo=CHINA).timestamp()) * 1000)

    fillers.write(history / "fillers.csv", columns[2], "ts_ms", unix_ms)
    process.write(history / "process_5min.csv", columns[3], "time", lambda time: f"{time:%Y-%m-%dT%H:%M:%S}")
    utilities.write(history / "utilities_5min.csv", columns[4], "时间")


def laboratory(random, batch, fat):
    """(characteristic, result, unit, lower limit, upper limit) of the sample of a batch."""
    family = batch.product[0]
    neutral = 6.9 if family == "O" else 6.7
    matter = {"W": 12.4, "S": 9.0, "C": 16.8, "Y": 15.2, "O": 10.6}[family]
    results = [
        ("fat", fat + random.gauss(0, 0.045), "%", round(fat - 0.1, 2), round(fat + 0.1, 2)),
        ("pH", neutral + random.gauss(0, 0.04), "", 6.55, 7.0),
        ("coliforms", 0 if random.random() < 0.97 else random.randrange(1, 9), "CFU/mL", "", 0),
        ("dry matter", matter + random.gauss(0, 0.12), "%", "", ""),
    ]
    if family in "WS":
        activity = 95 + random.gauss(0, 40) + (180 if batch.number == 4137 else 0)
        results.append(("phosphatase", round(max(12, activity)), "mU/L", "", 350))
    return results


def verdict(value, lower, upper):
    return "NOK" if (upper != "" and value > upper) or (lower != "" and value < lower) else "OK"


def write_batches(random, records, plan):
    """The batches; returns the laboratory's inspections of them."""
    with open(HERE / NAME / "records" / "products.csv", encoding="utf-8") as file:
        fat = {row["ProductCode"]: float(row["FatTarget"]) for row in csv.DictReader(file)}
    rows, inspections = [], []
    for batch in plan.batches:
        start, end, number = batch.start, batch.end, batch.number
        flow, hours, busy = FLOW[int(batch.asset[-1])], (end - start).total_seconds() / 3600, end > END
        diverted = 0.62 if start.day == 19 and start <= at("2026-03-19 10:20") < end else 0
        litres = round(flow * (hours - diverted) * 1000 * random.uniform(0.975, 0.995) / 10) * 10
        if busy:
            status = "P"
        elif number in (4137, 4209):
            status = "X"
        else:
            status = "H" if diverted or start > at("2026-03-25 12:00") or number == 4170 else "R"
        finished, made = ("", "") if busy else (stamp(end), litres)
        operator = random.choice(["Lin", "Chen Y.", "Maddox", "Sato", "Wu"])
        line = [f"B{number}", batch.product, batch.asset, batch.tank, stamp(start), finished]
        rows.append([*line, round(flow * hours) * 1000, made, status, operator])
        if busy:
            continue
        sampled = end + minutes(random.randrange(12, 55))
        inspector = random.choice(["Amy", "Guo", "Priya"])
        if sampled > END:
            continue
        for what, value, unit, lower, upper in laboratory(random, batch, fat[batch.product]):
            value = value if isinstance(value, int) else round(value, 2)
            checked = [value, unit, lower, upper, verdict(value, lower, upper), inspector]
            inspections.append([sampled, f"B{number}", batch.asset, what, *checked])
    header = "BatchNo ProductCode Line Tank Started Finished PlannedLitres ActualLitres Status Operator".split()
    write_rows(records / "batches.csv", header, rows)
    return inspections


def filler_checks(random):
    """The checks at the fillers, every third hour."""
    checks = [  # filler, what, lower limit, upper limit, mean, deviation, unit
        ("bottle_filler", "cap torque", 1.2, 2.2, 1.72, 0.12, "N.m"),
        ("bottle_filler", "net weight", 1027.0, 1037.0, 1031.6, 1.4, "g"),
        ("carton_filler", "seal integrity", "", 0, 0, 0, "leaks/50"),
        ("carton_filler", "net weight", 204.0, 210.0, 206.8, 1.1, "g"),
    ]
    for day in days():
        for hour in range(7, 21, 3):
            for filler, what, lower, upper, mean, deviation, unit in checks:
                time = day + minutes(60 * hour + random.randrange(0, 40))
                if day.weekday() == 6 or (day.weekday() == 5 and hour > 13) or time > END:
                    continue
                if deviation:
                    value = round(random.gauss(mean, deviation), 2)
                else:
                    value = 1 if random.random() < 0.05 or (day.day == 16 and hour < 12) else 0
                if what == "cap torque" and day.day == 13 and hour == 19:
                    value = 1.07
                inspector = random.choice(["Tom", "Guo", "Mei"])
                checked = [value, unit, lower, upper, verdict(value, lower, upper), inspector]
                yield [time, "", filler, what, *checked]


def write_inspections(records, inspections):
    inspections.sort(key=lambda row: (row[0], row[2], row[3]))
    header = "InspNo SampledAt BatchNo Where Characteristic Result Unit LowerLimit UpperLimit Verdict Inspector".split()
    rows = [[f"Q{number}", stamp(row[0]), *row[1:]] for number, row in enumerate(inspections, 9001)]
    write_rows(records / "quality_inspections.csv", header, rows)


def write_downtime(random, records, plan):
    """The stops; machines are called by their names or by those of their lines."""
    stops = [
        (start, end, f"{line.capitalize()} filler", code, remark)
        for line in ("bottle", "carton")
        for start, end, code, remark in plan.stops[line]
        if start < END
    ]
    stops += [
        (at("2026-03-09 13:10"), at("2026-03-10 16:20"), "Air compressor 2", "34", "Motor starter"),
        (at("2026-03-14 21:30"), at("2026-03-15 04:10"), "Cold store 2", "34", "Evaporator fans off"),
        (at("2026-03-19 10:05"), at("2026-03-19 10:50"), "Steam boiler", "42", "Burner lockout"),
        (at("2026-03-21 13:30"), at("2026-03-21 16:10"), "Separator", "10", "Bowl cleaned and balanced"),
        (at("2026-03-24 15:20"), at("2026-03-24 16:05"), "Palletiser", "34", ""),
    ]
    also = {"Bottle filler": "bottle line", "Carton filler": "carton line"}
    rows = []
    for number, (start, end, machine, code, remark) in enumerate(sorted(stops), 700):
        called = machine if random.random() < 0.8 else also.get(machine, machine)
        ended = [stamp(end), int((end - start).total_seconds() // 60)] if end <= END else ["", ""]
        rows.append([number, called, stamp(start), *ended, code, remark])
    write_rows(records / "downtime.csv", "EventId Machine StartTime EndTime Minutes Code Remark".split(), rows)


def write(folder):
    """Adds history and records to a folder that has the plant's description."""
    source = random.Random(20260302)
    plan, tables = simulate(source)
    spoil(source, *tables)
    write_history(folder, *tables)
    records = folder / "records"
    inspections = write_batches(source, records, plan)
    write_inspections(records, [*inspections, *filler_checks(source)])
    write_downtime(source, records, plan)
