"""Nanhai Extrusion Works: what is measured, in tables of a line, of ovens and utilities, and of the main meters."""

import math
import random

from extrusion_plan import ALLOYS, BELT_WORN, DIE_CHANGE, EXTRUDING, NOW, RECIPES, START, manned, minutes, within
from made import Lag, Table, at, description

NAME = "extrusion"
GATEWAY_DOWN = "2025-03-12 10:22", "2025-03-12 13:06"
HISTORIAN_PATCHED = "2025-03-29 23:55", "2025-03-30 04:15"
COOLER_CLEANED = at("2025-04-08 10:30")  # that of the oil of press 1


def columns(source):
    """Column and tag of one of the wide histories in plant.toml, by its position."""
    return description(NAME)["history"][source]["columns"]


def places(tag):
    """Decimal places."""
    if tag.endswith(("_CNT", "_STATE")):
        return 0
    return 3 if tag == "SS_PF" else 2 if tag.endswith(("_VIB", "_SPD", "_O2", "CW1_PRS")) else 1


def empty(step, tags):
    table = Table(START, NOW, step, {tag: places(tag) for tag in tags})
    table.series = {tag: [] for tag in tags}
    return table


def lag(value, minutes_of_lag, step):
    """Follows a target as a first-order process does."""
    return Lag(value, 1 - math.exp(-step / minutes_of_lag))


def days(time, start=START):
    return (time - start).total_seconds() / 86400


def hall(time):
    hour = time.hour + time.minute / 60
    day = days(time)
    return 21.0 + 0.1 * day + 4.2 * math.sin((hour - 9) / 24 * 2 * math.pi) + 2 * math.sin(day / 3.1)


class Press:
    """A press with its billet heater, quench and puller, every two minutes."""

    def __init__(self, line):
        self.line, self.number, self.random = line, line.number, random.Random(f"signals {line.number}")
        self.table = empty(2, columns(line.number - 1))
        self.container, self.oil = lag(395, 75, 2), lag(27, 50, 2)
        self.zones = [lag(value, 24, 2) for value in (250, 300, 330)]
        self.level, self.pump_changed, self.wander = 83.0, START, 0.0
        self.billets = 412338 if self.number == 1 else 287906
        self.pushed = [end for _, end, state, _ in line.spans if state == EXTRUDING]
        self.counted = 0

    def add(self, tag, value):
        self.table.series[tag.format(n=self.number)].append(value)

    def step(self, time):
        rng, first = self.random, self.number == 1
        start, end, state, run = self.line.holding(time)
        crew, on = manned(self.number, time), state == EXTRUDING
        soon = crew or manned(self.number, time + minutes(150))
        self.wander = 0.97 * self.wander + rng.gauss(0, 0.35)
        speed, pressure, leaving, pull, out = 0.0, abs(rng.gauss(1.5, 0.8)), 250.0, 0.0, 0.0
        if state == DIE_CHANGE:
            pressure = rng.gauss(14, 2)
        if on:
            base, billet, more = ALLOYS[run.alloy]
            share = min(1.0, (time - start) / (end - start))
            if share > 0.12:
                speed = base * run.pace * (1 if first else 0.94) + rng.gauss(0, 0.28) + 0.09 * self.wander
                speed = max(0.5, speed)
                pressure = 214 + more - 52 * share + 3.1 * (speed - base) + rng.gauss(0, 4) + (0 if first else 4)
                leaving = 503 + 6.4 * speed + (17 if run.alloy == "6082" else 0) + 1.4 * self.wander + rng.gauss(0, 2.2)
                pull = 320 + 9 * run.ratio + 14 * speed + rng.gauss(0, 28)
                out = speed * 0.06 * run.ratio * rng.gauss(1, 0.008)
            else:
                pressure = rng.gauss(38, 6)
        self.add("P{n}_RAM_PRS", pressure)
        self.add("P{n}_RAM_SPD", speed)
        self.add("P{n}_EXIT_TMP", leaving)
        self.add("PL{n}_FORCE", pull)
        self.add("PL{n}_SPD", out)
        self.add("P{n}_STATE", state)
        self.warm(time, crew, soon, on)
        self.wear(time, crew, state)
        power = 9 + abs(rng.gauss(0, 1)) if not crew else 118 + rng.gauss(0, 5) + 0.26 * pressure * speed
        self.add("P{n}_PWR", power)
        while self.counted < len(self.pushed) and self.pushed[self.counted] <= time:
            self.counted += 1
        self.add("P{n}_BLT_CNT", self.billets + self.counted)
        self.heat(time, soon, on)
        self.read(time, on, run, billet if on else None)

    def warm(self, time, crew, soon, on):
        """Container and oil; heater 2 failed for hours, the cooler of oil 1 fouled until it was cleaned."""
        first = self.number == 1
        failed = not first and within(("2025-04-09 06:50", "2025-04-09 11:20"), time)
        self.container(300 if failed else 428 if soon else 385)
        fouling = 0.17 * days(time) if first and time < COOLER_CLEANED else 0.6
        self.oil(hall(time) + (4 if not crew else 9) + (12.5 + fouling + (0.8 if first else 0) if on else 0))

    def wear(self, time, crew, state):
        """Oil leaks and is topped up; the main pump of press 1 wore out and was changed."""
        first = self.number == 1
        self.level -= (0.00062 if first else 0.00026) if crew else 0
        if first and time == at("2025-03-25 16:30"):
            self.level, self.pump_changed = 86.0, at("2025-03-25")
        if time == at("2025-04-10 09:00" if first else "2025-03-28 15:00"):
            self.level = 84.0
        worn, vibration = days(time, self.pump_changed), 0.12
        if state:
            vibration = 1.62 + 0.011 * worn
            if first and self.pump_changed == START:
                vibration = 2.05 + 0.02 * worn + 2.4 * (worn / 22) ** 5
            vibration = vibration * (1 if state == EXTRUDING else 0.8) * self.random.gauss(1, 0.04)
        self.add("P{n}_MP_VIB", vibration)

    def heat(self, time, soon, on):
        """The billet heater; its oxygen probe stuck on line 2."""
        rng = self.random
        for k, (zone, working, resting) in enumerate(zip(self.zones, (384, 436, 472), (240, 290, 320), strict=True), 1):
            self.add(f"BH{{n}}_Z{k}_TMP", zone((working if soon else resting) + rng.gauss(0, 4)))
        if on:
            gas = 61 * (1 if self.number == 1 else 0.7) + rng.gauss(0, 3)
        else:
            gas = 27 + rng.gauss(0, 2) if soon else 11 + rng.gauss(0, 1)
        self.add("BH{n}_GAS_FLW", gas)
        oxygen = 3.6 + 0.5 * math.sin(days(time) * 2.2) + rng.gauss(0, 0.18) + (0 if on else 1.1)
        stuck = self.number == 2 and within(("2025-03-19 03:12", "2025-03-21 08:31"), time)
        self.add("BH{n}_O2", 3.87 if stuck else oxygen)

    def read(self, time, on, run, billet):
        """Container and oil as the sensors read them, billets and quench while there are any."""
        rng, hard = self.random, run and run.alloy == "6082"
        swing = 2.5 * math.sin(days(time) * 9)
        self.add("P{n}_CONT_TMP", self.container.value + swing + rng.gauss(0, 0.6))
        self.add("P{n}_OIL_TMP", self.oil.value + rng.gauss(0, 0.15))
        self.add("P{n}_OIL_LVL", self.level + rng.gauss(0, 0.12))
        self.add("BH{n}_BLT_TMP", billet + 0.6 * self.wander + rng.gauss(0, 2.5) if on else None)
        self.add("QN{n}_WTR_FLW", (38.5 if self.number == 1 else 27) + rng.gauss(0, 0.9) if on and hard else 0.0)
        fan = 45 if hard else 78 + 4 * math.sin(days(time))
        self.add("QN{n}_FAN_SPD", fan + rng.gauss(0, 1.5) if on else 0.0)


def line_table(line):
    press = Press(line)
    for time in press.table.times:
        press.step(time)
    if line.number == 2:
        press.table.drop(*GATEWAY_DOWN)
        press.table.put("P2_EXIT_TMP", "2025-03-17 13:04", 812.0)
        press.table.put("P2_MP_VIB", "2025-04-02 19:46", 19.9)
    return press.table


class Utilities:
    """Ageing ovens, die oven, cooling water and what the whole works draws, every five minutes."""

    BLOWDOWNS = [at("2025-03-14 09:00"), at("2025-03-27 14:30"), at("2025-04-11 10:00")]

    def __init__(self, lines, loads, meters):
        """`lines`: the tables of the two lines; `meters`: the tags of the main meters."""
        self.lines, self.loads, self.random = lines, loads, random.Random("utilities")
        self.table, self.meters = empty(5, columns(2)), empty(5, meters)
        self.air, self.metal = [lag(40, 16, 5) for _ in range(3)], [lag(40, 45, 5) for _ in range(3)]
        self.die, self.supply, self.conductivity = lag(450, 30, 5), lag(22, 40, 5), 930.0
        self.gas_total, self.energy = 2841067.0, 19304512.0
        self.last = [0, 0]

    def add(self, tag, value):
        self.table.series[tag].append(value)

    def of_lines(self, what):
        """The last sample of both lines, as `P{n}_PWR`."""
        return [
            line.series[what.format(n=n)][k] for n, (line, k) in enumerate(zip(self.lines, self.last, strict=True), 1)
        ]

    def step(self, time):
        k = int((time - START).total_seconds() // 120)
        self.last = [was if k in line.dropped else k for line, was in zip(self.lines, self.last, strict=True)]
        power, gas = (first + second for first, second in map(self.of_lines, ("P{n}_PWR", "BH{n}_GAS_FLW")))
        running = self.of_lines("P{n}_STATE").count(EXTRUDING)
        for oven in (1, 2, 3):
            heat, load = self.age(time, oven)
            gas, power = gas + heat, power + (24 if load else 0)
        crew = manned(1, time)
        self.water(time, crew, running)
        self.meter(time, crew, running, gas, power)

    def age(self, time, oven):
        """(gas, load) of an oven; the fan of oven 3 slipped until its belt was changed."""
        rng, air, metal = self.random, self.air[oven - 1], self.metal[oven - 1]
        load = next((load for load in self.loads if load.oven == oven and load.start <= time < load.end), None)
        worn = oven == 3 and within(BELT_WORN, time)
        if load:
            if (time - load.start).total_seconds() / 60 < 5:
                metal.value = hall(time) + 3
            air(RECIPES[load.recipe][0] + 1.5)
            metal(air.value - (9 if worn else 1.2))
        else:
            air(hall(time) + 30)
            metal(hall(time) + 12)
        current = (26.4 if worn else 41.8 + oven - 1) * rng.gauss(1, 0.012) if load else 0.0
        self.add(f"AO{oven}_AIR_TMP", air.value + rng.gauss(0, 0.7))
        self.add(f"AO{oven}_MET_TMP", metal.value + rng.gauss(0, 0.3))
        self.add(f"AO{oven}_FAN_AMP", current)
        return 34 if load and air.value < 165 else 17 if load else 0, load

    def water(self, time, crew, running):
        """The die oven, whose door opens, and the cooling water, which thickens until it is blown down."""
        rng = self.random
        self.die(405 if crew and rng.random() < 0.09 else 452)
        self.supply(12.5 + 0.48 * hall(time) + 1.7 * running)
        self.conductivity += 0.11 + 0.1 * running + rng.gauss(0, 0.3)
        if time in self.BLOWDOWNS:
            self.conductivity = 880.0
        self.flow = 92 + 44 * running + rng.gauss(0, 2.5) if crew else 58 + rng.gauss(0, 1.5)
        self.add("CW1_FLW", self.flow)
        self.add("CW1_COND", self.conductivity)

    def meter(self, time, crew, running, gas, power):
        rng = self.random
        total = power + 160 + (210 if crew else 0) + rng.gauss(0, 8)
        uncorrected = 0.06 if within(("2025-04-01 06:00", "2025-04-03 11:00"), time) else 0  # capacitors out
        factor = 0.955 - 0.018 * (running == 0) + rng.gauss(0, 0.006) - uncorrected
        self.add("DO1_TMP", None if rng.random() < 0.008 else self.die.value + rng.gauss(0, 1))
        self.add("CW1_SUP_TMP", self.supply.value + rng.gauss(0, 0.12))
        back = self.supply.value + (1.2 + 2.4 * running if crew else 0.5)
        self.add("CW1_RET_TMP", back + rng.gauss(0, 0.12))
        self.add("CW1_PRS", 3.35 - 0.0042 * self.flow + rng.gauss(0, 0.03))
        blank = within(("2025-04-01 08:00", "2025-04-02 16:00"), time)
        self.add("HALL_TMP", None if blank else hall(time) + 1.1 * running + rng.gauss(0, 0.15))
        sagging = 6.5 if within(("2025-03-22 02:40", "2025-03-22 05:15"), time) else 0
        pressure = 30.5 - 0.022 * gas + rng.gauss(0, 0.35) - sagging
        for tag, value in zip(self.meters.series, (self.gas_total, pressure, self.energy, total, factor), strict=True):
            self.meters.series[tag].append(value)
        self.gas_total, self.energy = self.gas_total + (gas + 9) / 12, self.energy + total / 12


def utility_tables(lines, loads):
    """The tables of ovens and utilities, and of the meters."""
    utilities = Utilities(lines, loads, ["GS_GAS_TOT", "GS_GAS_PRS", "SS_KWH", "SS_PWR", "SS_PF"])
    for time in utilities.table.times:
        utilities.step(time)
    table = utilities.table
    for time in ("2025-03-20 04:35", "2025-03-20 04:50", "2025-04-03 16:10"):
        table.put("AO2_MET_TMP", time, 850.0)
    table.drop(*HISTORIAN_PATCHED)
    return table, utilities.meters
