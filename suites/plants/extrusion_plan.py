"""Nanhai Extrusion Works: who works when, what the presses push and the ovens age, before anything is measured."""

import random
from bisect import bisect_right
from dataclasses import dataclass
from datetime import timedelta

from made import at

START, NOW = at("2025-03-03T00:00:00"), at("2025-04-15T14:20:00")
HOLIDAY = at("2025-04-04T06:00:00"), at("2025-04-07T06:00:00")  # Qingming
ALLOYS = {  # ram speed mm/s, temperature of the billet, pressure above that of 6063
    "6060": (9.4, 452, -8),
    "6063": (8.1, 458, 0),
    "6082": (4.6, 478, 24),
}
RECIPES = {"T5": (185, 6.0), "T6": (175, 8.0), "T66": (205, 3.5)}  # of ageing: temperature, hours
SHIFTS = ["Early", "Late", "Night"]
CREWS = ["Red", "Blue", "Green"]
STOPPED, DIE_CHANGE, EXTRUDING = range(3)  # states of a press
REASONS = [  # code of a stop, how often, its usual minutes
    ("D01", 22, 14),
    ("D02", 12, 18),
    ("D03", 8, 12),
    ("D04", 18, 16),
    ("D05", 12, 11),
    ("D06", 7, 38),
    ("D09", 12, 13),
    ("D10", 9, 8),
]
LONG_STOPS = {  # of a press: start, end, code, remark
    1: ("2025-03-25 09:42", "2025-03-25 18:06", "D07", "Bearing of main pump, pump swapped"),
    2: ("2025-04-09 07:14", "2025-04-09 12:50", "D08", "Two heater cartridges burnt"),
}
BELT_WORN = "2025-03-29 12:00", "2025-04-02 10:00"  # of the fan of oven 3


def minutes(count):
    """To the second."""
    return timedelta(seconds=round(count * 60))


def within(window, time):
    """Whether a time lies in a half-open window."""
    return at(window[0]) <= time < at(window[1])


def shift_of(time):
    """(date of the shift, its name, its crew): crews change shifts each week."""
    day = (time - timedelta(hours=6)).date()
    k = 0 if 6 <= time.hour < 14 else 1 if 14 <= time.hour < 22 else 2
    return day, SHIFTS[k], CREWS[(k + day.isocalendar()[1]) % 3]


def manned(line, time):
    """Line 2 does not work at night, neither on Sundays, nor in the night to one."""
    day, shift, _ = shift_of(time)
    if HOLIDAY[0] <= time < HOLIDAY[1] or day.weekday() == 6 or (day.weekday() == 5 and shift == "Night"):
        return False
    return line == 1 or shift != "Night"


@dataclass
class Run:
    """What one die made."""

    number: int
    die: str
    alloy: str
    pace: float
    ratio: float
    start: object
    end: object = None
    billets: int = 0
    gross: float = 0.0
    scrap: float = 0.0


class Line:
    """What a press did: spans of (start, end, state, run), its runs and its stops."""

    def __init__(self, number):
        self.number, self.random = number, random.Random(f"line {number}")
        self.spans, self.runs, self.stops = [], [], []
        self.dies = [self.die() for _ in range(34 if number == 1 else 26)]
        time = START
        while time < NOW:
            if not manned(number, time):
                time = self.span(time, time + minutes(2), STOPPED, None)
            else:
                changed = self.span(time, time + minutes(self.random.uniform(9, 22)), DIE_CHANGE, None)
                time = self.order(changed)
        self.starts = [span[0] for span in self.spans]

    def die(self):
        """(number, alloy, pace, extrusion ratio)"""
        rng = self.random
        name = f"{rng.choice('KLTU')}{rng.randint(1100, 4899)}-{rng.randint(1, 3)}"
        alloy = rng.choices(list(ALLOYS), (5, 4, 2 if self.number == 1 else 1))[0]
        return name, alloy, rng.uniform(0.87, 1.12), rng.uniform(38, 58)

    def span(self, start, end, state, run):
        self.spans.append((start, end, state, run))
        return end

    def order(self, time):
        """A run with a die, until its billets are pushed, the die breaks or the crew goes; returns its end."""
        rng = self.random
        run = Run(len(self.runs) + 1, *rng.choice(self.dies), time)
        cycle = (118 if self.number == 1 else 96) * (1.45 if run.alloy == "6082" else 1) / run.pace / 60
        weight = (61.4 if self.number == 1 else 38.6) * rng.uniform(0.94, 1.04)
        left = min(int(rng.lognormvariate(3.5, 0.55)) + 6, 120)
        start, end, reason, remark = LONG_STOPS[self.number]
        while left and manned(self.number, time) and time < NOW:
            if within((start, end), time):
                time = self.stop(time, at(end), reason, remark, run)
            elif rng.random() < 0.0042:
                code, _, typical = rng.choices(REASONS, [often for _, often, _ in REASONS])[0]
                length = max(3, typical * rng.lognormvariate(0, 0.6))
                time = self.stop(time, time + minutes(length), code, "", run)
                if code == "D01":
                    break
            time = self.span(time, time + minutes(cycle * rng.uniform(0.95, 1.07)), EXTRUDING, run)
            run.billets, left = run.billets + 1, left - 1
        scrap = rng.uniform(0.12, 0.19) + (0.05 if run.billets < 10 else 0) + (0.02 if run.alloy == "6082" else 0)
        run.end, run.gross, run.scrap = time, run.billets * weight, run.billets * weight * scrap
        if run.billets:
            self.runs.append(run)
        return time

    def stop(self, start, end, code, remark, run):
        start, end = start.replace(second=0), end.replace(second=0)
        self.stops.append((start, end, code, remark))
        return self.span(start, end, STOPPED, run)

    def holding(self, time):
        """The span in which a time lies."""
        return self.spans[bisect_right(self.starts, time) - 1]


@dataclass
class Load:
    """What one of the ovens aged."""

    oven: int
    start: object
    end: object
    recipe: str
    weight: int
    racks: int
    number: str = ""


def planned_loads():
    """The loads of the ageing ovens, in the order of their starts."""
    rng, loads = random.Random("loads"), []
    for oven in (1, 2, 3):
        time = START + timedelta(hours=7 + 2.3 * oven)
        while time < NOW - timedelta(hours=1):
            if not manned(1, time) or (oven == 3 and within(("2025-03-31 06:00", "2025-04-02 15:00"), time)):
                time += timedelta(hours=1)
                continue
            time = time.replace(second=0)
            recipe = rng.choices(list(RECIPES), (5, 4, 2))[0]
            end = time + minutes(60 * (RECIPES[recipe][1] + 1.4) + rng.randint(0, 22))
            loads.append(Load(oven, time, end, recipe, rng.randint(1480, 3260), rng.randint(4, 8)))
            time = end + minutes(rng.randint(25, 190))
    loads.sort(key=lambda load: (load.start, load.oven))
    for number, load in enumerate(loads, 25301):
        load.number = f"L{number}"
    return loads
