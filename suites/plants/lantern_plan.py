"""Lantern Hill Brewery: what is brewed, fermented, filtered and bottled, before anything is measured."""

import math
from datetime import datetime, timedelta

UTC_OFFSET = timedelta(hours=2)  # Brussels is on summer time throughout
START, NOW = datetime(2026, 4, 1), datetime(2026, 5, 13, 9, 20)


def at(text):
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M")


def mins(count):
    return timedelta(minutes=count)


def grid(step):
    """The times of samples, a step of minutes apart."""
    times, t = [], START
    while t <= NOW:
        times.append(t)
        t += mins(step)
    return times


def within(start, t, end):
    return at(start) <= t < at(end)


PRODUCTS = {  # og, final gravity, fermentation temperature, hours to half way, bitterness, colour, alcohol
    "PIL": (11.8, 2.2, 13.0, 78, 31, 7.2, 5.0),
    "AMB": (13.2, 3.1, 18.0, 52, 26, 24.5, 5.4),
    "WIT": (11.6, 2.6, 20.0, 44, 14, 5.9, 4.8),
    "IPA": (15.1, 3.3, 19.0, 56, 58, 13.8, 6.3),
}
FILLS = [  # (first mash-in, tank, product, brews, racked off through the filter; None: not before now)
    ("03-26 05:00", "FV1", "AMB", 0, "03-31 08:00"),
    ("03-26 05:00", "FV2", "PIL", 0, "04-02 08:00"),
    ("03-27 05:00", "FV3", "AMB", 0, "04-07 13:00"),
    ("03-30 05:00", "FV4", "IPA", 0, "04-08 08:00"),
    ("04-01 06:00", "FV1", "PIL", 4, "04-10 08:00"),
    ("04-07 05:00", "FV2", "AMB", 4, "04-15 09:00"),
    ("04-09 05:00", "FV3", "PIL", 4, "04-17 08:30"),
    ("04-10 12:00", "FV4", "WIT", 3, "04-20 08:00"),
    ("04-13 05:00", "FV1", "PIL", 4, "04-22 07:30"),
    ("04-16 05:00", "FV2", "PIL", 4, "04-24 10:00"),
    ("04-20 05:00", "FV3", "IPA", 4, "04-28 08:00"),
    ("04-22 05:00", "FV4", "PIL", 4, "04-30 08:00"),
    ("04-24 05:00", "FV1", "AMB", 3, "05-04 09:00"),
    ("04-27 05:00", "FV2", "PIL", 4, "05-06 08:00"),
    ("04-29 05:00", "FV3", "WIT", 4, "05-08 08:00"),
    ("05-04 05:00", "FV4", "PIL", 4, "05-12 08:00"),
    ("05-05 11:00", "FV1", "IPA", 3, "05-13 07:30"),
    ("05-07 06:00", "FV2", "AMB", 4, None),
    ("05-11 05:00", "FV3", "PIL", 4, None),
]
STUCK_MASH = "B26-0157"  # the lauter tun ran dry-bed on this one


class Brew:
    def __init__(self, number, product, tank, start, lauter):
        self.number, self.product, self.tank, self.start, self.lauter = number, product, tank, start, lauter
        self.lauter_start = start + mins(120)
        self.lauter_end = self.lauter_start + mins(lauter)
        self.boil = self.lauter_end + mins(35)
        self.boil_end = self.boil + mins(65)
        self.cool = self.boil_end + mins(30)
        self.end = self.cool + mins(60)


def plan(rng):
    """The brews, and the fills of the tanks: (tank, product, first mash-in, its brews, racked off)."""
    brews, fills, number = [], [], 118
    for first, tank, product, count, racked in FILLS:
        start = at(first)
        mine = []
        for k in range(count):
            begin = start + mins(k * 365 + round(rng.gauss(0, 9)))
            name = f"B26-{number:04d}"
            lauter = 130 + round(rng.gauss(0, 5)) + (78 if name == STUCK_MASH else 0)
            brew = Brew(name, product, tank, begin, lauter)
            number += 1
            mine.append(brew)
        for brew in mine:
            og, _, _, _, _, colour, _ = PRODUCTS[product]
            brew.og = round(og + rng.gauss(0, 0.13) - (0.5 if brew.number == STUCK_MASH else 0), 2)
            brew.volume = round(101 + rng.gauss(0, 1.6) - (6 if brew.number == STUCK_MASH else 0), 1)
            brew.yield_pct = round(93.4 + rng.gauss(0, 0.8) - (4.6 if brew.number == STUCK_MASH else 0), 1)
            brew.grist = round(brew.og * 150 + rng.gauss(0, 12))
            brew.brewer = rng.choice(["JVD", "LM", "PDC", "SK"])
        brews += mine
        fills.append((tank, product, start, mine, at(racked) if racked else None))
    return brews, fills


FIXED_STOPS = [  # (machine, start, minutes, code, remark)
    ("Bottle filler", "04-14 09:35", 95, "F12", "valve 17 spring broken"),
    ("Bottle filler", "04-21 15:20", 62, "F21", "infeed photocell wet"),
    ("Tunnel pasteuriser", "04-27 11:20", 130, "T11", "spray pump 3 cavitating, strainer full"),
    ("Bottle filler", "05-05 13:50", 48, "F51", "oxygen too high, waiting for lab"),
    ("Bottle filler", "05-06 10:15", 175, "F12", "all vent tube seals changed"),
    ("Tunnel pasteuriser", "04-16 17:05", 41, "T12", "fallen bottles at transfer"),
    ("Tunnel pasteuriser", "05-11 08:40", 73, "T21", "VFD overtemp"),
    ("Beer filter", "05-06 11:10", 54, "K12", "kieselguhr dosing lost stroke"),
    ("Beer filter", "04-22 09:40", 38, "K11", ""),
    ("Beer filter", "04-30 10:05", 44, "K11", "pils again"),
    ("Beer filter", "04-17 11:15", 31, "K11", ""),
]


def off_day(day):
    return day.weekday() >= 5 or (day.month, day.day) in ((4, 3), (4, 6), (5, 1))


def bottling(rng):
    """Runs (start, end) of the bottle line and all line stops (machine, start, end, code, remark)."""
    runs, stops = [], []
    fixed = [(m, at(s), at(s) + mins(n), c, r) for m, s, n, c, r in FIXED_STOPS]
    day = START
    while day <= NOW:
        if not off_day(day):
            start = day + mins(370 + round(rng.gauss(0, 7)))
            end = day + mins((820 if day.weekday() == 4 else 1230) + round(rng.gauss(0, 10)))
            runs.append((start, end))
            mine = [s for s in fixed if s[1].date() == day.date() and s[0] != "Beer filter"]
            length = 35 + round(rng.random() * 25)
            begin = day + mins(700 + round(rng.random() * 60))
            wanted = [
                (
                    "Bottle filler",
                    begin,
                    begin + mins(length),
                    "F41",
                    rng.choice(["", "to amber", "to pils", "new labels"]),
                )
            ]
            wash = end - mins(50 + round(rng.random() * 12))
            wanted.append(("Bottle filler", wash, end, "F42", ""))
            for _ in range(2 + int(rng.random() * 4)):
                code = rng.choice(["F11", "F11", "F11", "F12", "F21", "F31", "F31", "F32", "F32", "T12", "X99"])
                begin = start + mins(25 + round(rng.random() * ((end - start).total_seconds() / 60 - 130)))
                machine = "Tunnel pasteuriser" if code[0] == "T" else "Bottle filler"
                length = 3 + round(rng.expovariate(1 / 13))
                wanted.append(
                    (
                        machine,
                        begin,
                        begin + mins(length),
                        code,
                        rng.choice(["", "", "", "reset", "tech called", "3rd time today", "see handover"]),
                    )
                )
            for stop in wanted:
                if all(stop[2] + mins(6) <= s[1] or stop[1] >= s[2] + mins(6) for s in mine):
                    mine.append(stop)
            stops += mine
        day += mins(1440)
    stops += [s for s in fixed if s[0] == "Beer filter"]
    stops = sorted(s for s in stops if s[2] <= NOW)
    return runs, sorted(stops, key=lambda s: (s[1], s[0]))


def cover(times, spans):
    """What holds at each time: spans are (start, end, what)."""
    held, step = [None] * len(times), (times[1] - times[0]).total_seconds()
    for start, end, what in spans:
        first = max(0, math.ceil((start - times[0]).total_seconds() / step))
        last = min(len(times), math.ceil((end - times[0]).total_seconds() / step))
        for k in range(first, last):
            held[k] = what
    return held
