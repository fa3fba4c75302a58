"""Tarra Creek Mill: when the train crushes and how much, what stops, what the pans boil; nothing is measured yet."""

import math
from dataclasses import dataclass
from datetime import timedelta

from made import Mixed, at

START, NOW = at("2025-07-21T00:00:00"), at("2025-09-02T10:36:00")
LENGTH = int((NOW - START).total_seconds() // 60)  # minutes, in which everything here is counted
CODE = {  # what records call an asset
    "train": "TRAIN",
    "shredder": "SHR",
    "mill-1": "M1",
    "mill-2": "M2",
    "mill-3": "M3",
    "mill-4": "M4",
    "heaters": "JHTR",
    "clarifier": "CLAR",
    "evaps": "EVAP",
    "pan-1": "PAN1",
    "pan-2": "PAN2",
    "pan-3": "PAN3",
    "fugals": "AFUG",
    "dryer": "DRY",
    "boiler-1": "BLR1",
    "boiler-2": "BLR2",
    "ta-1": "TA1",
    "tower": "CT",
}
GREAT_STOPS = [  # start, minutes, asset, code, comment; all of these stop the train
    ("07-30 06:00", 540, "train", "SM", "Fortnightly maintenance stop"),
    ("08-04 22:17", 95, "shredder", "CH", "Shredder choked, dug out by hand"),
    ("08-09 04:20", 2310, "train", "WW", "62 mm of rain, harvesters out of the paddocks"),
    ("08-13 06:00", 600, "train", "SM", "Fortnightly maintenance stop, hammers changed"),
    ("08-15 11:05", 205, "boiler-1", "LS", "Boiler 1 tube leak, train down until boiler 2 took the load"),
    ("08-19 03:41", 149, "ta-1", "EL", "TA tripped on low lube oil pressure, factory black"),
    ("08-23 14:26", 310, "mill-2", "ME", "Intercarrier 2 chain broke"),
    ("08-27 06:00", 630, "train", "SM", "Fortnightly maintenance stop, mill 3 bearing"),
]
SMALL_STOPS = [  # asset, code, comment; these stop the train too
    ("train", "NC", "Empty bins, waiting for locos"),
    ("train", "NC", "Derailed bin on the full yard"),
    ("train", "FS", "Syrup tank full"),
    ("shredder", "CH", "Shredder feed choke"),
    ("mill-1", "CH", "Mill 1 chute choke"),
    ("train", "LS", "Steam down"),
    ("mill-3", "CH", "Mill 3 chute choke"),
    ("mill-4", "ME", "Scraper plate bent"),
    ("mill-1", "EL", "Drive fault, reset"),
    ("mill-2", "ME", "Coupling bolt sheared"),
    ("train", "EL", "Metal detector trip, tramp iron"),
]
OTHER_STOPS = [  # these do not
    ("dryer", "EL", "Moisture probe fault"),
    ("dryer", "ME", "Dryer trunnion hot"),
    ("fugals", "ME", "Basket out"),
    ("fugals", "EL", "Drive tripped"),
    ("pan-2", "ME", "Pan stirrer gearbox"),
    ("pan-3", "CH", "Foot valve choked"),
    ("evaps", "CH", "Effect 3 tubes scaled, boil-out"),
    ("boiler-2", "ME", "Bagasse feeder 4 jammed"),
]
SLOW = [("08-15 14:30", "08-17 16:00", 335), ("07-23 20:00", "07-24 05:00", 410)]  # start, end, t/h


def minute(time):
    """Minutes since the start, of a time of 2025 such as 08-04 22:17."""
    return int((at(f"2025-{time}") - START).total_seconds() // 60)


def time_of(minutes):
    return START + timedelta(minutes=minutes)


def within(start, minutes, end):
    """Whether minutes since the start lie in a half-open window."""
    return minute(start) <= minutes < minute(end)


def planned_stops(source):
    """(start, minutes or None, asset, code, comment, does it stop the train), by start."""
    stops = [(minute(start), length, *rest, True) for start, length, *rest in GREAT_STOPS]
    start = 500
    while (start := start + int(source.expovariate(1 / 900)) + 120) < LENGTH - 400:
        length = 6 + int(source.expovariate(1 / 22))
        if all(start + length + 60 < begin or start > begin + known + 60 for begin, known, *_ in stops):
            stops.append((start, length, *source.choice(SMALL_STOPS), True))
    for _ in range(26):
        start, length = source.randrange(300, LENGTH - 900), 15 + int(source.expovariate(1 / 75))
        stops.append((start, length, *source.choice(OTHER_STOPS), False))
    stops.append((minute("09-02 09:48"), None, "dryer", "ME", "Dryer scroll jammed, sugar to floor", False))
    return sorted(stops)


@dataclass
class Train:
    """The milling train, minute by minute: all else follows from it."""

    up: list  # how far it is up, 0 to 1
    rate: list  # t/h of cane
    smooth: list  # the same, smoothed
    air: list  # temperature outside
    long_stop: bytearray  # 1 where it stands so long that its machines are off


def crushed(source, stops):
    stopped, long_stop = bytearray(LENGTH), bytearray(LENGTH)
    for start, length, *_, stopping in stops:
        if stopping:
            stopped[start : start + length] = b"\1" * length
            if length > 60:
                long_stop[start + 5 : start + length - 4] = b"\1" * (length - 9)
    train, noise = Train([], [], [], [], long_stop), Mixed(source, 0.93).noise
    up, smooth, pace = 1.0, 500.0, 0.0
    slow = [(minute(start), minute(end), rate) for start, end, rate in SLOW]
    for i in range(LENGTH):
        if i % 480 == 0:
            pace = source.uniform(478, 548)  # each shift has its own
        target = next((rate for start, end, rate in slow if start <= i < end), pace)
        up = max(0.0, up - 0.5) if stopped[i] else min(1.0, up + 0.11)
        rate = max(0.0, up * (target + noise("rate", 13)))
        smooth += (rate - smooth) / 14
        daily = 6.2 * math.sin((i % 1440 - 540) / 720 * math.pi)
        train.air.append(19.5 + i / LENGTH * 2.4 + noise("air", 1.8, 0.9995) + daily)
        train.up.append(up)
        train.rate.append(rate)
        train.smooth.append(smooth)
    return train


def pan_cycles(source, train):
    """(start, end) of the strikes of each pan, the last may be unfinished; none begins where there is no syrup."""
    cycles = {}
    for pan, typical, pause in ((1, 195, 42), (2, 210, 38), (3, 400, 65)):
        start, cycles[pan] = source.randrange(20, 160), []
        while start < LENGTH:
            if train.up[start] < 0.1 and all(up < 0.1 for up in train.up[max(0, start - 120) : start]):
                start += 15
                continue
            end = start + int(source.gauss(typical, typical * 0.09))
            cycles[pan].append((start, end))
            start = end + int(source.uniform(0.6, 1.7) * pause)
    return cycles
