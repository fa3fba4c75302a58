"""Records of the float glass works: stops, samples of the laboratory, output of shifts and work orders."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from made import at, stamp

FIRST_SHIFT, LAST_SHIFT = at("2026-04-29 08:00:00"), at("2026-06-09 20:00:00")
LAST_SAMPLE = at("2026-06-10 08:30:00")
CREWS = {"D": "AABBCCDD", "N": "CCDDAABB"}

# What people call a machine, when they write down a stop.
CALLED = {
    "stacker-1": ["stk1", "ST-511", "Stacker 1", "robot 1", "1号堆垛机"],
    "stacker-2": ["stk2", "ST-512", "Stacker 2", "robot 2", "2#堆垛机"],
    "cutter": ["XC-501", "cross cutter", "横切机"],
    "scanner": ["SC-502", "inspection camera"],
    "lor": ["LOR", "过渡辊台"],
    "lehr-drive": ["LD-421", "lehr main drive"],
    "air-net": ["instrument air"],
    "cut-line": ["CL-500", "cutting line"],
    "tin-bath": ["TB-300", "the bath", "锡槽"],
}
# Stops by chance: machine, how many, reasons, shortest and longest (minutes).
BY_CHANCE = [
    ("stacker-1", 17, ["JAM", "JAM", "MEC", "ELE", "CLN"], 12, 75),
    ("stacker-2", 21, ["JAM", "JAM", "JAM", "MEC", "CLN"], 12, 95),
    ("cutter", 10, ["MEC", "CLN", "ELE", "JAM"], 8, 50),
    ("scanner", 5, ["CLN", "ELE", "QLT"], 10, 40),
    ("lor", 2, ["MEC"], 15, 35),
    ("lehr-drive", 2, ["ELE", "MEC"], 6, 20),
]


@dataclass
class Stop:
    asset: str
    began: datetime
    ended: datetime
    unit: str
    reason: str
    lost: float

    def row(self, number):
        crew = crew_of(*shift_of(self.began))
        times = [stamp(self.began), stamp(self.ended)]
        return [f"ST{number:03d}", *times, self.unit, self.reason, f"{self.lost:.1f}", crew]


def shift_of(time):
    """The start of the shift of a time, and its letter."""
    early = time - timedelta(hours=8)
    letter = "D" if early.hour < 12 else "N"
    return early.replace(hour=8 if letter == "D" else 20, minute=0, second=0), letter


def crew_of(began, letter):
    return CREWS[letter][(began.date() - FIRST_SHIFT.date()).days % 8]


def line_stops(source, campaigns, breaks):
    """Known ones and ones by chance, which do not touch one another."""
    stops = []

    def add(asset, began, minutes, reason, share, unit=None):
        ended = began + timedelta(minutes=minutes)
        free = all(ended + timedelta(minutes=20) <= s.began or began >= s.ended + timedelta(minutes=20) for s in stops)
        if free:
            unit = unit or source.choice(CALLED[asset])
            stops.append(Stop(asset, began, ended, unit, reason, minutes / 60 * 24.8 * share))
        return free

    for k, (start, end) in enumerate(breaks):
        minutes = int((at(end) - at(start)).total_seconds() // 60)
        add("tin-bath", at(start), minutes, "RBR", 0.97, CALLED["tin-bath"][k])
    for k, (start, _, _) in enumerate(campaigns[1:]):
        add("cut-line", at(start) + timedelta(minutes=20), 70 + 5 * k, "CHG", 0.9, CALLED["cut-line"][k % 2])
    add("stacker-2", at("2026-05-28 09:00"), 27 * 60 + 30, "MEC", 0.12, "robot 2")
    add("air-net", at("2026-05-19 05:20"), 31, "AIR", 0.8)
    add("air-net", at("2026-06-03 08:05"), 14, "AIR", 0.5)
    for asset, number, reasons, shortest, longest in BY_CHANCE:
        while number:
            began = FIRST_SHIFT + timedelta(minutes=source.randrange(int(42 * 1440 - 200)))
            share = 0.25 if asset.startswith("stacker") else 0.8
            number -= add(asset, began, source.randrange(shortest, longest), source.choice(reasons), share)
    return sorted(stops, key=lambda stop: stop.began)


def mean(table, tag, start, end):
    values = [x for x in table.series[tag][table.index(stamp(start)) : table.index(stamp(end))] if x is not None]
    return sum(values) / len(values) if values else None


def lab_samples(source, dcs, line):
    """Four samples a day; the residual stress follows the edges of lehr zone B, the seeds the heat of the furnace."""
    rows, slot = [], at("2026-04-29 02:30:00")
    while slot <= LAST_SAMPLE:
        taken = slot + timedelta(minutes=source.randrange(-12, 25))
        before = taken - timedelta(hours=1)
        thickness = mean(dcs, "THK-321", before, taken)
        if thickness is not None:
            edge = mean(dcs, "TI-412L", before, taken) - mean(dcs, "TI-412R", before, taken)
            hot, faults = mean(dcs, "TI-223", before, taken), mean(line, "defect_m2", before, taken) or 0.1
            stress = 17 + 2.4 * abs(edge) + source.gauss(0, 2.2)
            seeds = max(0, int(round(3.2 - 0.25 * (hot - 1588) + 5 * (faults - 0.1) + source.gauss(0, 1.2))))
            zebra = 57 - 0.6 * (5 - thickness) + source.gauss(0, 1.3)
            light = 90.6 - 0.42 * thickness + source.gauss(0, 0.12)
            iron = 0.086 + source.gauss(0, 0.0022)
            poor = faults > 0.4 or stress > 41
            grade = "X" if poor else "M" if zebra > 57.6 and seeds < 4 else "A" if seeds < 5 else "C"
            nominal = min((3.2, 4, 5, 6, 8), key=lambda mm: abs(mm - thickness))
            measured = f"{thickness + source.gauss(0, 0.02):.2f}"
            numbers = [measured, f"{stress:.1f}", f"{zebra:.1f}", f"{light:.2f}", f"{iron:.4f}", seeds, grade]
            tester = source.choice(["LY", "ZQ", "WHM", "CX"])
            rows.append([f"L{len(rows) + 2601:04d}", stamp(taken), nominal, *numbers, tester])
        slot += timedelta(hours=6)
    return rows


def shift_output(source, dcs, stops):
    rows, began = [], FIRST_SHIFT
    while began < LAST_SHIFT + timedelta(hours=1):
        ended, letter = began + timedelta(hours=12), "D" if began.hour == 8 else "N"
        thickness = sorted(x for x in dcs.series["THK-321"][dcs.index(stamp(began)) : dcs.index(stamp(ended))] if x)
        nominal = min((3.2, 4, 5, 6, 8), key=lambda mm: abs(mm - thickness[len(thickness) // 2]))
        gross = mean(dcs, "WI-208", began, min(ended, dcs.times[-1])) * 12
        lost = sum(stop.lost for stop in stops if began <= stop.began < ended)
        packed = gross * (0.868 + source.gauss(0, 0.012)) - 0.9 * lost
        cells = [f"{gross:.1f}", f"{packed:.1f}", f"{gross - packed:.1f}", int(packed / 4.6)]
        rows.append([stamp(began), letter, crew_of(began, letter), nominal, *cells])
        began = ended
    return rows


# opened, hours until closed (None: open), machine, type, priority, fault, trade, labour, cost, remarks
KNOWN = [
    ("05-02 09:10", 5, "K-230", "INS", 3, "", "MECH", 1.5, 0, "vibration 2.4 mm/s, ok, next check in four weeks"),
    ("05-04 13:40", 26, "robot 2", "CM", 2, "LEAK", "MECH", 4.0, 310, "vacuum hose split at the third arm, replaced"),
    ("05-06 10:00", 3, "AC-650", "INS", 3, "", "CTRL", 2.0, 0, "hydrogen analyser checked with test gas"),
    ("05-10 08:15", 9, "instrument air", "CM", 2, "INST", "CTRL", 3.0, 1900, "dew point sensor dead, replaced"),
    ("05-12 07:20", 4, "锡槽", "CM", 1, "REF", "FURN", 6.0, 0, "ribbon break, lip checked, a stone on the tweel"),
    ("05-13 09:30", 6, "melter", "CM", 2, "INST", "CTRL", 2.5, 7800, "oxygen probe in the flue cracked, new cell"),
    ("05-16 18:00", 15, "SS-1", "CM", 2, "INST", "CTRL", 3.5, 650, "logger without supply, fuse blown"),
    ("05-18 22:30", 5, "ASU", "CM", 1, "ELE", "ELEC", 4.5, 1200, "expander tripped, speed pickup loose"),
    ("05-19 05:25", 34, "K-602", "CM", 1, "LUB", "MECH", 14.0, 5260, "tripped on 110 °C, thermostat stuck, oil black"),
    ("05-21 19:50", 12, "the bath", "CM", 1, "LEAK", "FURN", 8.0, 2400, "side seal bay 12 open, packed and clamped"),
    ("05-25 08:10", 3, "P-701", "CM", 2, "BRG", "MECH", 3.0, 0, "noisy at the coupling end, changed over to pump 2"),
    ("05-25 10:30", 48, "P-701", "CM", 2, "BRG", "MECH", 11.0, 3900, "both bearings and seal replaced"),
    ("05-25 17:30", 3, "float bath", "CM", 2, "INST", "CTRL", 1.5, 0, "bay 7 temperature frozen, input card restarted"),
    ("05-26 07:50", 9, "MX-111A", "PM", 2, "", "MECH", 16.0, 5300, "scraper blades and lining replaced"),
    ("05-28 08:30", 29, "ST-512", "CM", 1, "OTH", "MECH", 22.0, 17400, "axis 2 gearbox stripped, exchanged"),
    ("05-29 14:00", 20, "FD fan", "INS", 1, "BRG", "MECH", 2.0, 0, "4.9 mm/s, outer race damage, order bearing"),
    ("06-02 08:00", 9, "comb fan", "CM", 1, "BRG", "MECH", 18.0, 6800, "bearing on drive end replaced, aligned"),
    ("06-03 07:30", 6, "1#空压机", "PM", 2, "", "MECH", 9.0, 4100, "8000 h service, separator and filters"),
    ("06-07 09:20", None, "BH", "CM", 2, "INST", "CTRL", 1.0, 0, "moisture probe no signal, spare ordered"),
    ("06-08 10:05", None, "LH-400", "CM", 2, "OTH", "FURN", 0.0, 0, "zone B right edge too cold, look at the seals"),
    ("06-09 15:30", None, "XC-501", "CM", 1, "ELE", "ELEC", 2.0, 0, "servo drive fault F07, none in the store"),
]
ROUTINE = [
    ("stk1|ST-511|robot 1|1号堆垛机", "CM", "LEAK", "MECH", 1.5, 190, "suction cups worn"),
    ("stk2|robot 2|2#堆垛机", "CM", "ELE", "ELEC", 2.5, 420, "gripper sensor out of place"),
    ("stk2|ST-512", "CM", "BLT", "MECH", 3.0, 880, "toothed belt slack"),
    ("XC-501|flying cutter|横切机", "PM", "", "MECH", 1.0, 76, "cutting wheels changed"),
    ("cross cutter|XC-501", "CM", "OTH", "MECH", 2.0, 260, "bridge rail dirty, play in the carriage"),
    ("SC-502|inspection camera", "PM", "", "CTRL", 1.5, 0, "lenses and lamps cleaned"),
    ("CB-105|cullet conveyor|碎玻璃皮带", "CM", "BLT", "MECH", 2.5, 340, "belt runs off, scraper set"),
    ("CB-105", "CM", "BLK", "MECH", 1.0, 0, "chute blocked"),
    ("B mixer|MX-111B|混合机B", "CM", "LUB", "MECH", 2.0, 150, "gearbox oil low, topped up"),
    ("A mixer|MX-111A", "INS", "", "MECH", 1.0, 0, "blades measured"),
    ("K-603|VSD compressor|3号空压机", "PM", "", "MECH", 2.0, 230, "filters changed"),
    ("LOR|过渡辊台", "CM", "BRG", "MECH", 4.0, 1750, "roller bearing hot, exchanged"),
    ("LD-421|主传动", "INS", "", "MECH", 1.0, 0, "belts and oil checked"),
    ("CT-710|cooling tower|凉水塔", "PM", "", "MECH", 3.0, 610, "strainers cleaned, gearbox oil"),
    ("roof elements|EH-311", "CM", "ELE", "ELEC", 3.5, 1260, "elements replaced"),
    ("port 3|3号小炉", "PM", "", "FURN", 2.0, 0, "lances cleaned"),
    ("port 1|1#小炉", "CM", "BLK", "FURN", 2.5, 1150, "nozzle burnt, replaced"),
    ("RG-240|蓄热室", "INS", "", "FURN", 3.0, 0, "checkers looked at through the peep holes"),
    ("GRS|gas regulating station", "INS", "", "CTRL", 1.5, 0, "slam-shut valve tested"),
]


def work_orders(source):
    """Those that belong to what happened, and routine."""
    orders = []
    for opened, *rest in KNOWN:
        orders.append((at(f"2026-{opened}"), *rest))
    taken = {order[0] for order in orders}
    for k in range(52):
        machines, kind, fault, trade, labour, cost, remarks = ROUTINE[k % len(ROUTINE)]
        opened = at("2026-04-29 07:00") + timedelta(minutes=5 * source.randrange(41 * 288))
        opened = opened.replace(hour=7 + opened.hour % 12)
        while opened in taken:
            opened += timedelta(minutes=5)
        taken.add(opened)
        closing = timedelta(hours=source.choice([2, 3, 5, 8, 22, 27, 50, 74]))
        late = opened + closing > at("2026-06-10 06:00")
        labour = max(0.5, round(2 * labour * source.uniform(0.6, 1.6)) / 2)
        priority = 3 if kind != "CM" else source.choice([1, 2, 2, 3])
        hours = None if late or k in (7, 23, 40) else closing.total_seconds() / 3600
        machine = source.choice(machines.split("|"))
        orders.append((opened, hours, machine, kind, priority, fault, trade, labour, cost, remarks))
    rows = []
    for k, (opened, hours, *rest) in enumerate(sorted(orders, key=lambda order: order[0])):
        closed = None if hours is None else stamp(opened + timedelta(hours=hours))
        rows.append([f"WO{26410 + k}", stamp(opened), closed, *rest])
    return rows
