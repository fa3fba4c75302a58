"""水泥厂一号熟料线: a line that burns cement clinker, told in Chinese."""

import math
import random
from datetime import timedelta

from made import Mixed, Noise, Table, at, by_tag, crossings, description, limits, stamp, total, write_rows

NAME = "cement-zh"
START, NOW = at("2025-03-01T00:00:00"), at("2025-04-15T08:40:00")
KILN, MILL, COAL_MILL, HEAT_RECOVERY = "1KL01", "1RM01", "1CM01", "1WH01"
FAST = ("YAO_DL", "YAO_SCD", "YAO_PI02", "GW_VI01")  # every two minutes, the others every five
# asset, start, end, code, class, words
KILN_STOPS = [
    (KILN, "2025-03-09 02:15", "2025-03-09 09:40", "E03", "电气", "高温风机变频器过流跳停，联锁停窑"),
    (KILN, "2025-03-20 06:30", "2025-03-23 14:00", "P01", "计划", "计划检修：更换窑口浇注料及前20米耐火砖"),
    (KILN, "2025-04-06 15:20", "2025-04-06 21:05", "G02", "工艺", "C5A下料管堵料，止料停窑清堵"),
]
OTHER_STOPS = [
    (MILL, "2025-03-20 05:10", "2025-03-23 18:30", "P01", "计划", "随窑计划检修，更换磨辊衬板"),
    (COAL_MILL, "2025-03-20 07:00", "2025-03-23 12:10", "P01", "计划", "随窑计划检修，清理煤磨系统"),
    ("1BE01", "2025-03-20 08:00", "2025-03-21 17:30", "P01", "计划", "提升机链斗检查，更换6只料斗"),
    ("1FN03", "2025-03-21 08:30", "2025-03-21 16:45", "M05", "机械", "头排风机联轴器膜片更换"),
    ("1GC01", "2025-03-20 09:00", "2025-03-22 20:00", "P01", "计划", "篦板更换42块，液压缸检修"),
    (HEAT_RECOVERY, "2025-03-12 10:20", "2025-03-12 15:10", "E04", "电气", "发电机励磁故障跳机"),
]
REASONS = {  # why the mills stop
    MILL: [
        ("M01", "机械", "磨辊油封漏油，停磨处理"),
        ("G01", "工艺", "磨机振动大跳停"),
        ("G01", "工艺", "断料引起振动跳停"),
        ("E01", "电气", "选粉机变频器报故障"),
        ("P02", "计划", "避峰停磨"),
        ("P02", "计划", "避峰停磨"),
        ("P03", "计划", "库满停磨"),
        ("M02", "机械", "三道锁风阀卡铁件"),
    ],
    COAL_MILL: [
        ("G03", "工艺", "煤粉仓满停磨"),
        ("G03", "工艺", "煤粉仓满停磨"),
        ("M03", "机械", "原煤皮带跑偏"),
        ("G04", "工艺", "煤磨袋收尘CO高，紧急停磨"),
        ("E02", "电气", "主电机绕组温度信号故障"),
    ],
}
DECIMALS = by_tag(
    {
        0: "RM_JI01 RM_PD01 RM_LH01 RM_TI01 RM_SI01 RM_ZT01 YRQ_TI01A YRQ_TI01B YRQ_PI01 YRQ_AI02 YRQ_TI05A "
        "YRQ_TI05B YRQ_PI05A FJL_TI01 FJL_TI02 FJL_TI03 FJL_PI01 YAO_TI01 YAO_PI01 YAO_AI02 YAO_TM01 YAO_DL "
        "YAO_SCD YAO_PI02 BLJ_PI01 BLJ_TI01 BLJ_TI02 BLJ_TI03 MM_TI01 MM_AI01 MM_ZT01 GW_SI01 WP_SI01 TP_SI01 "
        "SC_PD01 SC_TI01 DB_JI01 DB_EQ01",
        1: "RM_WF01 RM_II01 RM_TI02 JHK_LI01 WL_WF01 TSJ_II01 YAO_TT1 YAO_TT2 YAO_TT3 BLJ_SP1 BLJ_SP2 BLJ_PI11 "
        "MM_WF01 MM_II01 MM_TI02 MM_LI01 MM_LI02 GW_II01 GW_TI01 GW_TI02 WP_II01 WP_TI01 TP_II01 TP_TI01 "
        "SC_NOX SC_SO2 FD_FI01 FD_FI02 QX_TI01",
        2: "RM_VI01 RM_PI01 YRQ_AI01 FJL_WM01 YAO_ZS YAO_AI01 YAO_WM01 MM_VI01 GW_VI01 WP_VI01 TP_VI01 SC_FC01 FD_JI01",
    }
)


def minutes(count):
    return timedelta(minutes=count)


def index(time):
    """The five-minute sample in which a time lies."""
    return int((time - START).total_seconds() // 300)


def planned_stops(random):
    """All stops, in the order of their starts. The mills stop by themselves, but not about a stop of the kiln."""
    stops = list(KILN_STOPS)
    for asset, shortest, longest in ((MILL, 200, 560), (COAL_MILL, 300, 760)):
        time = START + timedelta(hours=9)
        while True:
            time += minutes(5 * random.randint(shortest, longest))
            length = minutes(5 * random.randint(6, 70))
            if time + length > NOW - timedelta(hours=3):
                break
            if any(near(time, at(start), at(end)) for _, start, end, *_ in KILN_STOPS):
                continue
            reason = random.choice(REASONS[asset])
            stops.append((asset, stamp(time)[:16], stamp(time + length)[:16], *reason))
            time += length
    return sorted(stops + OTHER_STOPS, key=lambda stop: (stop[1], stop[0]))


def near(time, start, end):
    close = abs((start - time).total_seconds()) < 86400 * 0.5
    return close or start - timedelta(hours=12) < time < end + timedelta(hours=14)


class Line:
    """The state of the line from step to step. One method a machine, in the order in which the material flows."""

    def __init__(self, random, stops):
        self.random = random
        mixed = Mixed(random)
        self.noise, self.lag = mixed.noise, mixed.lag
        self.table = Table(START, NOW, 5)
        tags = [tag["id"] for tag in description(NAME)["tag"] if tag["id"] not in FAST]
        self.table.series = {tag: [] for tag in tags}
        self.running = {asset: self.on(asset, stops) for asset in (KILN, MILL, COAL_MILL, HEAT_RECOVERY)}
        self.loads, self.burning_zone = [], []  # not measured, but others follow from them
        self.meal_store, self.head_coal, self.tail_coal = 62.0, 42.0, 55.0
        self.energy, self.dust = 48216300.0, 0.0

    def on(self, asset, stops):
        """1 where an asset runs, 0 where it stands."""
        running = [1] * len(self.table.times)
        for stopped, start, end, *_ in stops:
            if stopped == asset:
                for k in self.table.between(start, end):
                    running[k] = 0
        return running

    def add(self, tag, value):
        self.table.series[tag].append(value)
        return value

    def step(self, k, time):
        self.time, self.day = time, (time - START).total_seconds() / 86400
        self.kiln_on, self.mill_on = self.running[KILN][k], self.running[MILL][k]
        self.coal_on, self.turbine_on = self.running[COAL_MILL][k], self.running[HEAT_RECOVERY][k]
        hour = time.hour + time.minute / 60
        daily = 6.5 * math.sin((hour - 9.3) / 24 * 2 * math.pi)
        self.ambient = 9 + 0.22 * self.day + daily + self.noise("ambient", 2.2, 0.999)
        self.load = self.lag("load", 1, self.kiln_on, 0.03, 0.5)  # the feed ramps up slowly after a stop
        self.heat = self.lag("heat", 1, self.kiln_on, 0.02, 0.008)  # the kiln cools and warms slowly
        self.slow = self.noise("slow", 1.0, 0.995)
        self.feed_and_coal()
        self.calciner()
        self.preheater()
        self.kiln()
        self.cooler()
        self.raw_mill()
        self.meal_silo()
        self.coal_mill()
        self.fans()
        self.bag_filter()
        self.heat_recovery()
        self.electricity()

    def feed_and_coal(self):
        on, load, slow, noise = self.kiln_on, self.load, self.slow, self.noise
        feed = max(0, 398 * load + 5 * slow * load + noise("feed", 1.6, 0.5) * on)
        self.feed = self.add("WL_WF01", feed if on else 0.0)
        self.add("YAO_ZS", 4.05 * load + 0.05 * slow * on + noise("speed", 0.015) if on else 0.0)
        self.head = 12.6 * (0.55 + 0.45 * load) * on + 0.22 * slow * on + noise("head", 0.12) * on
        self.tail = (18.9 * load + 0.35 * slow * load + noise("tail", 0.28, 0.8) * on) * on
        self.add("YAO_WM01", max(0, self.head))
        self.add("FJL_WM01", max(0, self.tail))
        self.burning = self.lag("burning", 1, (self.head / 12.6) if on else 0, 0.05, 0.02)
        self.loads.append(load)
        flame = 1330 + 95 * (self.burning - 0.9) / 0.1 * 0.5 + 20 * noise("flame", 1, 0.97)
        self.burning_zone.append(60 + self.heat * flame)

    def calciner(self):
        on, load, heat, slow, noise = self.kiln_on, self.load, self.heat, self.slow, self.noise
        target = 60 + heat * (818 + 11 * (self.tail - 18.9 * load) - 2.2 * noise("calciner", 1))
        self.calciner_exit = self.lag("calciner", 878, target, 0.3)
        self.add("FJL_TI01", self.calciner_exit + noise("calciner exit", 1.4, 0.3))
        self.add("FJL_TI02", self.calciner_exit + 18 * heat + noise("calciner middle", 3, 0.6))
        self.add("FJL_TI03", 60 + heat * (860 + 12 * slow) + noise("tertiary air", 9))
        draught = -(380 * load + 60 * on) + noise("tertiary draught", 18) if on else -15 + noise("tertiary draught", 18)
        self.add("FJL_PI01", draught)

    def preheater(self):
        on, load, heat, slow, noise = self.kiln_on, self.load, self.heat, self.slow, self.noise
        self.add("YRQ_TI01A", 45 + heat * (272 + 3 * slow - 14 * (load - 1)) + noise("C1A", 2.4))
        self.add("YRQ_TI01B", 45 + heat * (279 + 3 * slow - 14 * (load - 1)) + noise("C1B", 2.6))
        draught = -60
        if on:
            draught = -(5150 * load + 60 * slow * load + 350 * on)
        self.add("YRQ_PI01", draught + noise("C1 draught", 55))
        oxygen = (2.9 + 3 * (1 - load) - 0.28 * slow + noise("oxygen", 0.25)) if on else 20.4 + noise("oxygen", 0.25)
        self.add("YRQ_AI01", max(0.3, oxygen))
        monoxide = 120 + 260 * math.exp(-1.6 * (oxygen - 2.2)) + noise("monoxide", 25) if on else 8
        self.add("YRQ_AI02", max(5, monoxide))
        self.add("YRQ_TI05A", self.calciner_exit - 14 * heat + noise("C5A", 2.2))
        self.add("YRQ_TI05B", self.calciner_exit - 9 * heat + noise("C5B", 2.3))
        self.add("YRQ_PI05A", -(1650 * load + 200) + noise("C5 cone", 60) if on else -40 + noise("C5 cone", 60))

    def kiln(self):
        on, load, heat, slow, noise = self.kiln_on, self.load, self.heat, self.slow, self.noise
        oxygen = (2.1 + 2.5 * (1 - load) - 0.35 * slow + noise("kiln oxygen", 0.3)) if on else 20.3
        self.add("YAO_AI01", max(0.4, oxygen))
        oxides = 640 + 95 * (oxygen - 2.1) + 260 * (self.burning - 0.95) + noise("kiln NOx", 40)
        self.kiln_oxides = self.add("YAO_AI02", max(0, oxides * on))
        self.add("YAO_TI01", 60 + heat * (1058 + 9 * slow) + noise("kiln inlet", 8))
        self.add(
            "YAO_PI01", -(190 * load + 40) + noise("inlet draught", 14) if on else -10 + noise("inlet draught", 14)
        )
        relined = self.time >= at("2025-03-20T06:30")
        shell = 0.35 * (self.day - 19) - 12 if relined else 0.9 * self.day
        self.add("YAO_TM01", 30 + heat * (288 + shell) + noise("shell", 4))
        for tyre, bearing in ((1, 42.5), (2, 46.5), (3, 44.0)):
            target = self.ambient + (bearing - 11) * (0.25 + 0.75 * load)
            warm = self.lag(f"tyre {tyre}", bearing, target, 0.02)
            self.add(f"YAO_TT{tyre}", warm + noise(f"tyre {tyre}", 0.5))

    def cooler(self):
        on, load, heat, slow, noise = self.kiln_on, self.load, self.heat, self.slow, self.noise
        self.add("BLJ_SP1", (9.6 * load + 0.25 * slow * load + noise("grate 1", 0.2)) * on)
        self.add("BLJ_SP2", (13.2 * load + 0.3 * slow * load + noise("grate 2", 0.25)) * on)
        self.add("BLJ_PI01", (5300 * load + 180 * slow * load + 500 + noise("chamber", 160)) * on)
        self.add("BLJ_PI11", (15.5 * load + 2 + noise("hydraulics", 0.5)) * on)
        secondary = 1065 + 18 * noise("secondary air", 1, 0.97)
        self.add("BLJ_TI01", 50 + heat * secondary + noise("secondary air measured", 8))
        self.add("BLJ_TI02", self.ambient + heat * (88 + 3 * slow) + noise("waste air", 3))
        clinker = heat * (86 + 4 * slow) * (0.3 + 0.7 * load)
        self.add("BLJ_TI03", self.ambient + 4 + clinker + noise("clinker", 4))

    def raw_mill(self):
        on, noise, lag = self.mill_on, self.noise, self.lag
        load = self.mill_load = lag("mill load", 1, on, 0.3, 0.9)
        feed = (436 * load + 6 * noise("mill feed slow", 1, 0.98) + noise("mill feed", 3, 0.5)) if on else 0.0
        self.meal = feed
        self.add("RM_WF01", max(0, feed))
        bed = noise("bed", 1, 0.95)
        current = self.add("RM_II01", (262 * load + 7 * bed + noise("mill current", 4, 0.5)) if on else 0.0)
        self.add("RM_JI01", current * 10.45 + noise("mill power", 14, 0.3) if on else 0.0)
        if on:
            self.add("RM_PD01", 7400 * load + 190 * bed + noise("mill pressure", 110) + 2.2 * (feed - 436 * load))
            self.add("RM_LH01", 96 * load + 6 * bed + noise("bed height", 2))
            self.add("RM_VI01", max(0.1, 3.1 + 0.55 * abs(bed) + noise("mill shaking", 0.42, 0.6) + 1.6 * (1 - load)))
        else:
            self.add("RM_PD01", 120 + noise("mill pressure at rest", 20))
            self.add("RM_LH01", 0)
            self.add("RM_VI01", 0.12 + abs(noise("mill shaking at rest", 0.03)))
        entry, leaving = (205 * self.heat, 60 + 28 * self.heat) if on else (90 * self.heat + 20, 55 * self.heat + 22)
        self.add("RM_TI01", lag("mill entry", 212, entry, 0.15) + noise("mill entry", 4))
        self.add("RM_TI02", lag("mill exit", 88, leaving, 0.1) + noise("mill exit", 1.2))
        self.add("RM_PI01", 9.8 + noise("grinding", 0.12) if on else 3.1 + noise("grinding at rest", 0.03))
        self.add("RM_SI01", 1085 + 12 * noise("classifier", 1, 0.98) if on else 0)
        self.add("RM_ZT01", 1 if on else 0)

    def meal_silo(self):
        self.meal_store = min(98.0, max(8.0, self.meal_store + (self.meal * 0.985 - self.feed) / 12 / 190))
        self.add("JHK_LI01", self.meal_store + self.noise("silo", 0.15, 0.3))
        lifting = 62 + 0.26 * self.feed + self.noise("elevator", 2, 0.4) if self.kiln_on else 0.0
        self.add("TSJ_II01", lifting)

    def coal_mill(self):
        on, noise, lag = self.coal_on, self.noise, self.lag
        load = lag("coal load", 1, on, 0.3, 0.9)
        feed = (38.2 * load + 0.8 * noise("coal feed slow", 1, 0.97) + noise("coal feed", 0.5, 0.4)) if on else 0.0
        self.add("MM_WF01", max(0, feed))
        current = (48 * load + 0.5 * (feed - 38.2 * load) + noise("coal current", 0.8)) if on else 0.0
        self.add("MM_II01", current)
        self.add("MM_TI01", lag("coal entry", 265, 262 if on else 60, 0.15) + noise("coal entry", 5))
        target = 66 + 0.25 * (self.ambient - 14) if on else 35
        self.add("MM_TI02", lag("coal exit", 66, target, 0.08) + noise("coal exit", 0.9))
        if on:
            self.add("MM_VI01", 2.2 + noise("coal shaking", 0.35, 0.6))
            self.add("MM_AI01", max(3, 62 + noise("coal monoxide", 18)))
        else:
            self.add("MM_VI01", 0.08 + abs(noise("coal shaking at rest", 0.02)))
            self.add("MM_AI01", max(2, 12 + noise("coal monoxide at rest", 3)))
        self.add("MM_ZT01", 1 if on else 0)
        self.head_coal = min(78, max(6, self.head_coal + (feed * 0.92 * 0.40 - self.head) / 12))
        self.tail_coal = min(92, max(6, self.tail_coal + (feed * 0.92 * 0.60 - self.tail) / 12))
        self.add("MM_LI01", self.head_coal + noise("head bin", 0.2, 0.3))
        self.add("MM_LI02", self.tail_coal + noise("tail bin", 0.2, 0.3))

    def fans(self):
        """The ID fan behind the preheater, then the exhaust fans of the kiln's tail and of its head."""
        on, load, noise, lag = self.kiln_on, self.load, self.noise, self.lag
        speed = self.add("GW_SI01", (905 * (0.35 + 0.65 * load) + 6 * self.slow + noise("ID fan", 2)) * on) / 905
        self.add("GW_II01", 198 * speed**3 + noise("ID fan current", 1.5) * on + 2 * on)
        for end, start, rise in ((1, 52, 40), (2, 49, 37)):
            warm = lag(f"ID fan bearing {end}", start, self.ambient + rise * speed, 0.03)
            self.add(f"GW_TI0{end}", warm + noise(f"ID fan bearing {end}", 0.5))
        through_mill = 0.72 + 0.28 * self.mill_load
        speed = self.add("WP_SI01", (820 * through_mill * (0.3 + 0.7 * load) + noise("tail fan", 3)) * on) / 820
        self.tail_fan = speed
        self.add("WP_II01", max(0, 128 * speed**3 + noise("tail fan current", 1.2) * on))
        self.add("WP_VI01", max(0.1, (1.9 * speed + noise("tail fan shaking", 0.15, 0.7)) * on))
        warm = lag("tail fan bearing", 45, self.ambient + 33 * speed, 0.03)
        self.add("WP_TI01", warm + noise("tail fan bearing", 0.5))
        speed = self.add("TP_SI01", (640 * (0.4 + 0.6 * load) + noise("head fan", 4)) * on) / 640
        self.add("TP_II01", max(0, 71 * speed**3 + noise("head fan current", 0.9) * on))
        self.add("TP_VI01", max(0.1, (1.5 * speed + noise("head fan shaking", 0.12, 0.7)) * on))
        warm = lag("head fan bearing", 41, self.ambient + 29 * speed, 0.03)
        self.add("TP_TI01", warm + noise("head fan bearing", 0.4))

    def bag_filter(self):
        on, noise = self.kiln_on, self.noise
        self.dust = 0.0 if self.time == at("2025-03-23T12:00") else self.dust + 0.045
        self.add("SC_PD01", (960 * self.tail_fan + self.dust * 0.95 + noise("bag", 25)) * on + 15)
        target = (98 + 62 * (1 - self.mill_load)) * self.heat + self.ambient * 0.3
        self.add("SC_TI01", self.lag("bag", 105, target, 0.2) + noise("bag entry", 2.5))
        dust = (3.4 + 0.0016 * self.dust + 0.9 * abs(self.slow) + noise("dust", 0.5)) * on + 0.3
        self.add("SC_FC01", max(0.2, dust))
        self.add("SC_NOX", max(2, (72 + 0.035 * (self.kiln_oxides - 640) + noise("stack NOx", 6, 0.8)) * on))
        self.add("SC_SO2", max(0.5, (5 + 11 * (1 - self.mill_load) + noise("stack SO2", 1.3)) * on))

    def heat_recovery(self):
        on, load, heat, noise, lag = self.turbine_on, self.load, self.heat, self.noise, self.lag
        cooler = lag("AQC steam", 21, (21 * heat * (0.2 + 0.8 * load) + 0.9 * self.slow) * on, 0.06)
        tail = (26 * heat * (0.3 + 0.7 * load) + 1.5 * (1 - self.mill_load) * load) * on
        tail = max(0, lag("SP steam", 26, tail, 0.06) + noise("SP steam", 0.35))
        cooler = max(0, cooler + noise("AQC steam", 0.4))
        self.add("FD_FI01", tail)
        self.add("FD_FI02", cooler)
        self.add("FD_JI01", max(0, (tail + cooler) * 0.172 - 0.6 + noise("turbine", 0.06)) * on)

    def electricity(self):
        last = {tag: column[-1] for tag, column in self.table.series.items() if column}
        power = 2400 + last["RM_JI01"] + last["RM_II01"] * 6.4 + 14.2 * last["GW_II01"] + 11 * last["WP_II01"]
        power = power + 8 * last["TP_II01"] + 3900 * self.load + 17 * last["MM_II01"] + self.noise("power", 90)
        self.energy += power / 12
        self.add("DB_JI01", power)
        self.add("DB_EQ01", self.energy)
        self.add("QX_TI01", self.ambient)


def simulate_fast(random, line):
    """The kiln's drive and flame, and the shaking of the ID fan, every two minutes."""
    fast = Table(START, NOW, 2)
    fast.series = {tag: [] for tag in FAST}
    drive, flame, draught = Noise(random, 22), Noise(random, 9, 0.8), Noise(random, 6, 0.7)
    shaking, coating = Noise(random, 0.16, 0.8), Noise(random, 30, 0.9995)
    kiln_on = line.running[KILN]
    for time in fast.times:
        k = min(len(kiln_on) - 1, index(time))
        load, burning, on = line.loads[k], line.burning_zone[k], kiln_on[k]
        current = max(0, 250 + 390 * load + 0.35 * (burning - 1400) + coating() + drive()) if on else 0
        fast.series["YAO_DL"].append(current)
        fast.series["YAO_SCD"].append(max(300, burning + flame()))
        fast.series["YAO_PI02"].append(-38 + draught() if on else -8 + 0.4 * draught())
        days = (time - at("2025-04-01T00:00")).total_seconds() / 86400
        wear = 0.11 * days if 0 < days and time < at("2025-04-13T10:00") else 0
        running = 2.1 * (0.4 + 0.6 * load) + wear + shaking() if on else 0.15 + 0.1 * shaking()
        fast.series["GW_VI01"].append(max(0.1, running))
    return fast


def happen(random, series, line, stops):
    """What happened to the machines."""
    between, times = line.between, line.times
    for k in between("2025-03-15T06:00", "2025-03-16T18:00"):
        share = (times[k] - at("2025-03-15T06:00")).total_seconds() / 129600
        series["YAO_TT2"][k] += 17.5 * math.sin(math.pi * share)
    for k in between("2025-04-01T00:00", "2025-04-13T10:00"):
        series["GW_TI02"][k] += 2.05 * (times[k] - at("2025-04-01T00:00")).total_seconds() / 86400
    for number, k in enumerate(between("2025-04-06T14:35", "2025-04-06T15:20"), 1):
        series["YRQ_PI05A"][k] = -1750 + 190 * number
        series["YRQ_TI05A"][k] -= 22 * number
    for k in between("2025-03-28T19:10", "2025-03-28T20:25"):
        series["MM_AI01"][k] += 420 + 30 * random.random()
    for k in between("2025-04-02T03:00", "2025-04-02T04:30"):
        series["SC_NOX"][k] += 45
    for asset, start, end, code, *_ in stops:
        state = {MILL: "RM_ZT01", COAL_MILL: "MM_ZT01"}.get(asset)
        window = between(start, end) if state else ()
        for k in window:  # a fault for some minutes, ready for half an hour before the start, else stopped
            fault = code in ("G01", "E01", "E02", "G04", "M03") and k - window[0] < 4
            series[state][k] = 3 if fault else 2 if window[-1] - k < 6 else 0


def spoil(line, fast):
    """What went wrong with the recordings."""
    line.stuck("YRQ_AI01", "2025-03-27T00:00", "2025-03-28T06:00")
    line.stuck("JHK_LI01", "2025-04-10T02:00", "2025-04-10T13:30")
    fast.stuck("YAO_SCD", "2025-03-12T14:00", "2025-03-12T19:30")
    for time in ("04-08T22:15", "04-09T01:40", "04-09T03:05", "04-09T04:50", "04-09T06:25"):
        line.put("YRQ_TI05B", f"2025-{time}", 1372.0)
    line.blank("YRQ_TI05B", "2025-04-09T07:00", "2025-04-10T15:40")
    line.put("SC_FC01", "2025-03-17T11:20", 28.6)
    line.blank("SC_SO2", "2025-03-30T08:00", "2025-03-31T10:00")
    line.blank("YAO_AI02", "2025-04-11T00:00", "2025-04-11T09:00")
    for day in range(46):  # the emission monitor calibrates itself at three
        start = START + timedelta(days=day, hours=3)
        for tag in ("SC_NOX", "SC_SO2", "SC_FC01"):
            line.blank(tag, start.isoformat(), (start + minutes(15)).isoformat())
    line.drop("2025-03-14T13:05", "2025-03-14T16:20")
    line.drop("2025-04-04T23:40", "2025-04-05T00:30")
    fast.drop("2025-04-02T22:10", "2025-04-02T23:32")


# code, words by kind of work order; {n} is drawn
JOBS = {
    "点检消缺": [
        ("M03", "皮带托辊异响，更换托辊{n}只"),
        ("M06", "液压站管接头渗油，紧固并更换密封圈"),
        ("I01", "测温点显示异常，更换热电偶"),
        ("I02", "取样探头堵塞，吹扫并标定分析仪"),
        ("I03", "取压管积灰，吹扫"),
        ("I04", "皮带秤零点漂移，重新标定"),
        ("E02", "绕组测温跳变，倒换备用通道"),
        ("M02", "锁风阀间隙大，调整刮板"),
        ("M07", "轴承温度偏高，补脂{n}00克"),
    ],
    "故障抢修": [
        ("M01", "油封漏油，更换油封并补油"),
        ("E01", "变频器报故障，更换冷却风机"),
        ("M08", "振动超标，清理叶轮积灰"),
        ("M05", "联轴器膜片裂纹，更换膜片"),
        ("M02", "锁风阀卡铁件，清除"),
    ],
    "计划检修": [
        ("P01", "月度计划检修，紧固地脚螺栓"),
        ("P01", "更换磨损衬板{n}块"),
        ("P01", "检查并更换易损件"),
    ],
    "润滑保养": [
        (None, "按周期加注润滑脂"),
        (None, "稀油站换油并清洗滤芯"),
        (None, "油样送检"),
    ],
}
# asset: how often it is worked on, the codes that fit it
WORKED_ON = {
    MILL: (6, "M01 M02 M03 M06 M08 E01 E02 I01 I03 I04"),
    KILN: (5, "M06 M07 E01 I01 I02 I03"),
    "1GC01": (4, "M06 M07 I01 I03"),
    COAL_MILL: (4, "M01 M02 M03 M06 E02 I01 I02 I04"),
    "1FN01": (3, "M05 M07 M08 E01 E02"),
    "1FN02": (2, "M05 M07 M08 E01 E02"),
    "1FN03": (2, "M05 M07 M08 E01 E02"),
    "1BF01": (2, "I02 I03 M02"),
    "1PH01": (3, "I01 I02 I03 M02"),
    "1BE01": (1, "M07 E02 M05"),
    HEAT_RECOVERY: (1, "M06 M07 I01 I03 E02"),
    "1CA01": (1, "I01 I03 M02"),
    "1EL01": (1, "E01 E02"),
}
# raised, asset, kind, code, priority, finished, hours, cost, team, words
TOLD_ORDERS = [
    (
        "2025-04-13T08:20", "1FN01", "点检消缺", "M07", 1, "2025-04-13 10:30:00", 2.0, 860, "机修一班",
        "非驱动端轴承温度持续上升，停用前补脂并更换冷却水软管",
    ),
    (
        "2025-04-09T07:10", "1PH01", "点检消缺", "I01", 2, "2025-04-10 15:40:00", 3.5, 1980, "仪表班",
        "C5B下料温度跳到最大，更换热电偶",
    ),
    (
        "2025-03-09T02:30", "1FN01", "故障抢修", "E03", 1, "2025-03-09 08:50:00", 6.5, 15200, "电气班",
        "高压变频器过流跳停，更换功率单元",
    ),
    (
        "2025-04-06T15:25", "1PH01", "故障抢修", "G02", 1, "2025-04-06 20:40:00", 5.5, 2300, "机修二班",
        "C5A下料管堵料清堵，更换翻板阀配重",
    ),
]  # fmt: skip


def write_stops(records, stops):
    rows = []
    for number, (asset, start, end, code, sort, words) in enumerate(stops, 1):
        length = int((at(end) - at(start)).total_seconds() // 60)
        rows.append([f"TJ2503{number:03d}", asset, f"{start}:00", f"{end}:00", length, code, sort, words])
    header = ["停机编号", "设备编号", "开始时间", "结束时间", "时长分钟", "原因代码", "原因类别", "说明"]
    write_rows(records / "tingji.csv", header, rows)


def write_alarms(random, records, line, fast, kiln_on):
    """Alarms from the limits of the tags, as the control system would raise them; low ones not while the kiln stands."""
    level = {"high": "高报", "high_high": "高高报", "low": "低报", "low_low": "低低报"}
    hysteresis = {"%": 0.6, "t": 0.6, "mm/s": 0.25, "MPa": 0.3, "A": 4, "Pa": 60}
    alarms = []
    for tag in description(NAME)["tag"]:
        name = tag["id"]
        table = fast if name in FAST else line
        for kind, limit in limits(tag).items():
            shown = f"{limit:.1f}" if 0 < limit < 10 else f"{limit:.0f}"
            for start, end, worst in crossings(table, name, kind, limit, hysteresis.get(tag["unit"], 1.5)):
                if kind == "low" and not kiln_on[min(len(kiln_on) - 1, index(start))]:
                    continue
                seen = stamp(start + timedelta(seconds=random.randint(6, 900))) if random.random() < 0.86 else None
                words, back = f"{tag['name']}{level[kind]}", stamp(end) if end else None
                alarms.append([start, tag["asset"], name, words, level[kind], worst, shown, seen, back])
    alarms.sort(key=lambda alarm: (alarm[0], alarm[2], alarm[4]))
    header = "报警编号 报警时间 设备编号 位号 报警内容 级别 极值 限值 确认时间 恢复时间".split()
    rows = [[f"BJ{number:05d}", stamp(alarm[0]), *alarm[1:]] for number, alarm in enumerate(alarms, 1)]
    write_rows(records / "baojing.csv", header, rows)


def team_for(random, kind, code):
    if code and code[0] in "EI":
        return {"E": "电气班", "I": "仪表班"}[code[0]]
    return "巡检班" if kind == "润滑保养" else random.choice(["机修一班", "机修二班"])


def work_order(random, time):
    """One order raised at a time: [raised, asset, kind, code, priority, status, finished, hours, cost, team, words]."""
    kind = random.choices(["点检消缺", "故障抢修", "计划检修", "润滑保养"], [0.42, 0.2, 0.2, 0.18])[0]
    asset = random.choice([asset for asset, (times, _) in WORKED_ON.items() for _ in range(times)])
    fitting = [job for job in JOBS[kind] if job[0] in (None, "P01") or job[0] in WORKED_ON[asset][1].split()]
    code, words = random.choice(fitting or [("E01", "变频器报故障，更换冷却风机")])
    hours = round(max(0.5, random.lognormvariate(0.9, 0.7)) * 2) / 2
    urgent, usual = random.choice([1, 1, 2]), random.choice([2, 3, 3])
    priority = {"故障抢修": urgent, "点检消缺": usual, "计划检修": 3, "润滑保养": 4}[kind]
    finished = time + minutes(10 * random.randint(1, 9 if priority == 1 else 300)) + timedelta(hours=hours)
    done = finished < NOW and random.random() < 0.95
    status = "已完成" if done else random.choice(["进行中", "待备件"])
    team = team_for(random, kind, code)
    order = [time, asset, kind, code, priority, status, None, None, None, team]
    if done:
        material = 60 if kind == "润滑保养" else random.choice([0, 0, 120, 680, 1500, 4200])
        order[6:9] = stamp(finished), hours, round(hours * 85 + material)
    return [*order, words.format(n=random.randint(2, 9))]


def write_work_orders(random, records):
    name = {asset["id"]: asset["name"] for asset in description(NAME)["asset"]}
    orders, time = [], START + timedelta(hours=2)
    while time < NOW - timedelta(hours=2):
        orders.append(work_order(random, time))
        time += minutes(random.randint(40, 560))
    for raised, asset, kind, code, priority, *rest in TOLD_ORDERS:
        orders.append([at(raised), asset, kind, code, priority, "已完成", *rest])
    orders.sort(key=lambda order: order[0])
    rows = []
    for number, (raised, asset, kind, code, priority, status, *rest) in enumerate(orders, 2503001):
        rows.append([f"GD{number}", asset, name[asset], kind, code, priority, status, stamp(raised), *rest])
    header = "工单号 设备编号 设备名称 工单类型 缺陷代码 优先级 状态 报修时间 完成时间 工时 费用 班组 描述"
    write_rows(records / "gongdan.csv", header.split(), rows)


def laboratory(random, table, line):
    """Samples: [taken, what, KH, SM, IM, free lime, litre weight, residue, moisture, verdict]."""
    saturation, silica, alumina = Noise(random, 0.012, 0.8), Noise(random, 0.05, 0.85), Noise(random, 0.05, 0.85)
    time = START + timedelta(hours=1)
    while time <= NOW - timedelta(hours=1):
        k = index(time)
        kh, sm, im = 0.905 + saturation(), 2.52 + silica(), 1.58 + alumina()
        if line.running[KILN][k] and line.loads[k] > 0.9:
            burning = line.burning_zone[k] - 1405
            lime = max(0.25, 1.02 - 0.0042 * burning + 9 * (kh - 0.905) + random.gauss(0, 0.17))
            weight = 1265 + 0.55 * burning + random.gauss(0, 14)
            if random.random() > 0.04:
                shown = [round(lime, 2) if random.random() > 0.02 else None]
                shown.append(round(weight) if random.random() > 0.03 else None)
                verdict = "合格" if lime <= 1.5 else "不合格"
                yield [time, "熟料", round(kh, 3), round(sm, 2), round(im, 2), *shown, None, None, verdict]
        residue, moisture = max(8, random.gauss(14.2, 1.3)), max(0.1, random.gauss(0.42, 0.1))
        if table.series["RM_ZT01"][k] == 1 and random.random() > 0.05:
            moduli = [round(1.02 + (kh - 0.905) * 1.3 + random.gauss(0, 0.018), 3)]
            moduli += [round(sm + random.gauss(0, 0.04), 2), round(im + random.gauss(0, 0.04), 2)]
            verdict = "合格" if residue <= 16 else "不合格"
            taken = time + minutes(10)
            yield [taken, "出磨生料", *moduli, None, None, round(residue, 1), round(moisture, 2), verdict]
        if time.hour % 8 == 5 and table.series["MM_ZT01"][k] == 1:
            residue, moisture = random.gauss(6.1, 0.9), max(0.5, random.gauss(1.35, 0.25))
            verdict = "合格" if residue <= 7.5 and moisture <= 1.8 else "不合格"
            yield [time + minutes(25), "煤粉", *[None] * 5, round(residue, 1), round(moisture, 2), verdict]
        time += timedelta(hours=2)


def write_laboratory(random, records, table, line):
    samples = sorted(laboratory(random, table, line), key=lambda sample: (sample[0], sample[1]))
    header = "样品编号 取样时间 样品名称 KH SM IM 游离氧化钙 立升重 细度筛余 水分 判定".split()
    rows = [[f"HY{number}", stamp(sample[0]), *sample[1:]] for number, sample in enumerate(samples, 25030001)]
    write_rows(records / "huayan.csv", header, rows, encoding="utf-8-sig")


def write_output(random, records, table):
    """Clinker, coal and electricity of each shift of eight hours."""
    series, rows, time = table.series, [], START
    while time + timedelta(hours=8) <= NOW:
        first, number = index(time), len(rows)
        shift = range(first, first + 96)
        feed = total(series["WL_WF01"][k] or 0 for k in shift) / 12
        coal = total((series["YAO_WM01"][k] or 0) + (series["FJL_WM01"][k] or 0) for k in shift) / 12
        meter = series["DB_EQ01"]
        energy = (meter[min(first + 96, len(meter) - 1)] or 0) - (meter[first] or 0)
        clinker = feed / 1.53
        use = [round(coal * 805 / clinker, 1), round(energy / clinker, 1)] if clinker > 200 else [None, None]
        team = "甲乙丙丁"[(number + number // 12) % 4]
        defects = random.choice([0, 0, 0, 1, 1, 2])
        rows.append([f"{time:%Y-%m-%d}", ("夜班", "早班", "中班")[number % 3], team, round(clinker, 1), *use, defects])
        time += timedelta(hours=8)
    write_rows(records / "banchan.csv", "日期 班次 班组 熟料产量 标准煤耗 综合电耗 巡检缺陷数".split(), rows)


def write(folder):
    """Adds history and records to a folder that has the plant's description."""
    source = random.Random(20250415)
    stops = planned_stops(source)
    line = Line(source, stops)
    for k, time in enumerate(line.table.times):
        line.step(k, time)
    table, fast = line.table, simulate_fast(source, line)
    happen(source, table.series, table, stops)
    spoil(table, fast)
    for recorded in (table, fast):
        recorded.rounded(DECIMALS)
    records = folder / "records"
    write_stops(records, stops)
    write_alarms(source, records, table, fast, line.running[KILN])
    write_work_orders(source, records)
    write_laboratory(source, records, table, line)
    write_output(source, records, table)
    table.drizzle(source, 0.002, spared=["DB_EQ01"])
    fast.drizzle(source, 0.003)
    mills, burning, drive = (part["columns"] for part in description(NAME)["history"])
    table.write(folder / "history" / "shengliao_meimo.csv", mills, "时间")
    table.write(folder / "history" / "shaocheng.csv", burning)
    fast.write(folder / "history" / "yao_2min.csv", drive, written=lambda time: f"{time:%Y-%m-%dT%H:%M:%S}+08:00")
