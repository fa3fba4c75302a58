"""Writes the history and the records of a float glass works, made up, out of one seeded generator of random numbers.

What happens in the six weeks: five changes of thickness, three ribbon breaks, a bearing of the combustion air fan that
wears until it is replaced, a trip of compressor 2, an outage of the nitrogen plant, a leak of air into the tin bath, a
change from one cooling water pump to the other, and what recordings suffer: gaps, a frozen signal, spikes, blanks.
"""

import math
import random
from datetime import timedelta

from floatglass_records import line_stops, shift_output, work_orders
from floatglass_records import lab_samples as lab
from made import Mixed, Table, at, by_tag, description, write_rows

SEED = 20260610
START, NOW = at("2026-04-29 00:00:00"), at("2026-06-10 10:20:00")
DCS, LINE, UTIL, METERS = range(4)

# From when on which thickness is made (mm), and the pull (t/h).
CAMPAIGNS = [
    ("2026-04-29 00:00", 5.0, 24.8),
    ("2026-05-07 14:00", 6.0, 25.2),
    ("2026-05-14 09:30", 4.0, 24.4),
    ("2026-05-21 22:00", 8.0, 25.6),
    ("2026-05-27 10:00", 5.0, 24.9),
    ("2026-06-04 16:00", 3.2, 23.6),
]
BREAKS = [
    ("2026-05-12 03:40", "2026-05-12 06:30"),
    ("2026-05-23 14:15", "2026-05-23 16:05"),
    ("2026-06-06 01:20", "2026-06-06 04:50"),
]
FAN_STOP = ("2026-06-02 13:00", "2026-06-02 14:40")
COMP2_DOWN = ("2026-05-19 05:10", "2026-05-20 15:40")
COMP1_SERVICE = ("2026-06-03 08:00", "2026-06-03 13:00")
N2_OUTAGE = ("2026-05-18 22:00", "2026-05-19 02:30")
PUMP_CHANGE = at("2026-05-25 09:00")
HYDROGEN_UP = at("2026-06-05 09:00")
NH3_FILLS = {at("2026-05-07 10:30"), at("2026-05-19 14:10"), at("2026-06-01 09:50")}
# Air in the tin bath: from, to, ppm of oxygen at the worst.
UPSETS = [("2026-05-21 15:30", "2026-05-21 19:30", 29.0), ("2026-06-01 02:00", "2026-06-01 03:10", 12.0)]

# Signals that only wander about a mean: mean, deviation, correlation from sample to sample.
PLAIN = {
    "LI-201": (0.02, 0.14, 0.93),
    "PI-202": (8.0, 1.1, 0.6),
    "TI-210": (44.0, 1.3, 0.97),
    "PI-242": (-92.0, 3.5, 0.9),
    "LI-304": (63.0, 0.35, 0.995),
    "PI-305": (28.0, 1.4, 0.8),
    "n2_o2_ppm": (1.9, 0.35, 0.95),
    "crk_temp": (828.0, 4.5, 0.95),
    "LI-714": (68.0, 5.0, 0.98),
    "AI-606": (-41.0, 2.2, 0.97),
    "GM01_P": (3.4, 0.09, 0.97),
    "EM01_PF": (0.955, 0.009, 0.9),
    "MI-104": (3.9, 0.18, 0.9),
}
LEHR = {"TI-411": (556.0, 2.0), "TI-412": (512.0, 2.6), "TI-413": (438.0, 3.1)}  # base, fall for each mm less

DECIMALS = by_tag(
    {
        0: "mxa_charge_cnt mxb_charge_cnt good_cnt reject_cnt stk1_run stk2_run SI-230 FI-230 FI-211 FI-212 FI-213 "
        "FI-214 WID-320 EM01_KWH EM02_KWH EM03_KWH EM04_KWH GM01_M3 n2_flow FI-713 FI-306 EM01_KW",
        1: "AMB_T LI-101 LI-102 II-111A II-111B TI-112A TI-112B PI-202 TI-203 TI-204 TI-205 TI-206 TI-210 TI-221 "
        "TI-222 TI-223 TI-224 II-230 TI-232 TI-233 TI-241L TI-241R PI-242 TI-301 TI-302 TI-303 PI-305 FI-307 AI-310 "
        "LI-304 roof_pwr lor_amp TI-411L TI-411C TI-411R TI-412L TI-412C TI-412R TI-413L TI-413C TI-413R TI-414 TI-419 "
        "lehr_heat_kw ld_amp ld_gb_temp xc_amp stk1_vac stk2_vac comp1_pwr_kw comp1_t_out comp1_run_h comp2_pwr_kw "
        "comp2_t_out comp2_run_h comp3_pwr_kw comp3_t_out comp3_run_h AI-606 n2_tank_lvl crk_temp crk_h2_flow "
        "crk_nh3_lvl cwp1_amp cwp2_amp TI-711 TI-712 LI-714 MKUP_M3",
        2: "MI-104 WI-105 LI-201 AI-207 WI-208 WI-209 VI-231 AI-309 THK-321 lor_spd ld_spd comp1_p_out comp2_p_out "
        "comp3_p_out PI-604 n2_o2_ppm cwp1_p_out cwp1_vib cwp2_p_out cwp2_vib GM01_P",
        3: "defect_m2 EM01_PF",
    }
)
DECIMALS["FI-605"] = 0


def within(time, spans):
    return any(at(span[0]) <= time < at(span[1]) for span in spans)


def ramp(time, start, end):
    """0 before, 1 after, straight between."""
    return min(1.0, max(0.0, (time - at(start)) / (at(end) - at(start))))


class Works:
    """One step of five minutes after another: a dictionary of all signals."""

    def __init__(self, source, stops):
        self.random, self.mixed, self.stops = source, Mixed(source), stops
        self.counters = {
            "mxa_charge_cnt": 18240.0,
            "mxb_charge_cnt": 17655.0,
            "good_cnt": 402310.0,
            "reject_cnt": 61874.0,
            "comp1_run_h": 41230.5,
            "comp2_run_h": 38714.2,
            "comp3_run_h": 20977.8,
            "MKUP_M3": 15320.4,
            "EM01_KWH": 8412200.0,
            "EM02_KWH": 1203400.0,
            "EM03_KWH": 905100.0,
            "EM04_KWH": 764300.0,
            "GM01_M3": 5218000.0,
        }
        self.sand, self.soda, self.nh3, self.tank = 71.0, 64.0, 58.0, 84.0
        self.sand_fill = self.soda_fill = False

    def wander(self, tag):
        mean, deviation, correlation = PLAIN[tag]
        return mean + self.mixed.noise(tag, deviation, correlation)

    def step(self, time):
        v = {tag: self.wander(tag) for tag in PLAIN}
        self.weather(time, v)
        self.melt(time, v)
        self.fan(time, v)
        self.bath(time, v)
        self.anneal(time, v)
        self.cut(time, v)
        self.batch(time, v)
        self.air(time, v)
        self.gases(time, v)
        self.water(time, v)
        self.meters(v)
        return v | self.counters

    def weather(self, time, v):
        days, hour = (time - START) / timedelta(days=1), time.hour + time.minute / 60
        v["AMB_T"] = 19.5 + 0.17 * days + 4.6 * math.sin((hour - 9) / 24 * 2 * math.pi)
        v["AMB_T"] += self.mixed.noise("weather", 2.4, 0.998) + self.mixed.noise("mast", 0.3, 0.5)

    def melt(self, time, v):
        noise, lag = self.mixed.noise, self.mixed.lag
        nominal, pull = next((mm, t) for since, mm, t in reversed(CAMPAIGNS) if time >= at(since))
        self.broken = within(time, BREAKS)
        self.nominal = lag("nominal", nominal, nominal, 0.12)
        v["WI-208"] = lag("pull", pull, pull, 0.01) + noise("pull", 0.16, 0.97)
        charging = v["WI-208"] * 1.17 + noise("charging", 0.55, 0.7)
        v["WI-209"] = charging
        v["WI-105"] = lag("cullet", 5.4, 4.6 if within(time, [("2026-05-15 06:00", "2026-05-18 06:00")]) else 5.4, 0.05)
        v["WI-105"] += noise("cullet", 0.22, 0.8)
        heat = noise("heat", 1.0, 0.985)
        load = v["WI-208"] - 24.8
        for tag, flow, share in (("FI-211", 1050, 22), ("FI-212", 1305, 30), ("FI-213", 1360, 34), ("FI-214", 890, 14)):
            v[tag] = flow + share * (load + 0.7 * heat) + noise(tag, 9, 0.8)
        crowns = (("TI-221", 1528, 3.0), ("TI-222", 1566, 3.6), ("TI-223", 1588, 4.0), ("TI-224", 1561, 2.6))
        for tag, temperature, share in crowns:
            v[tag] = temperature + share * heat - 1.2 * load + noise(tag, 1.3, 0.9)
        v["TI-203"] = lag("bottom", 1236, 1236 + 3.2 * heat - 5.0 * load, 0.004) + noise("bottom", 0.4, 0.9)
        v["TI-204"] = 1342 + 1.5 * heat + noise("refiner", 1.6, 0.97)
        v["TI-205"] = 1228 + 1.2 * heat + 2.0 * load + noise("waist", 2.1, 0.96)
        v["TI-206"] = 1099 + 0.9 * heat + 2.4 * load + noise("canal", 1.4, 0.95)
        gas = v["FI-211"] + v["FI-212"] + v["FI-213"] + v["FI-214"]
        v["FI-230"] = gas * (10.55 + noise("ratio", 0.08, 0.96))
        v["AI-207"] = 2.0 + 4.4 * (v["FI-230"] / gas - 10.55) + noise("oxygen", 0.16, 0.8)
        swing = 34 * math.sin(2 * math.pi * (time.hour * 60 + time.minute) / 40)
        v["TI-241L"] = 1268 + swing + 2.5 * heat + noise("left", 4.0, 0.9)
        v["TI-241R"] = 1281 - swing + 2.5 * heat + noise("right", 4.0, 0.9)
        self.gas = gas
        if self.broken:
            v["PI-202"] -= 1.5

    def fan(self, time, v):
        noise, lag = self.mixed.noise, self.mixed.lag
        stopped, repaired = within(time, [FAN_STOP]), time >= at(FAN_STOP[1])
        worn = 0.0 if repaired else ramp(time, "2026-05-20 00:00", FAN_STOP[0]) ** 1.3
        v["SI-230"] = 0.0 if stopped else 985 + (v["FI-230"] - 48500) * 0.011 + noise("rpm", 2.5, 0.6)
        v["II-230"] = 0.0 if stopped else 214 + (v["SI-230"] - 985) * 0.5 + noise("fan current", 1.8, 0.7)
        vibration = 1.7 if repaired else 2.3 + 3.5 * worn
        v["VI-231"] = 0.1 if stopped else max(0.4, vibration + noise("vibration", 0.16, 0.85))
        target = v["AMB_T"] + (8 if stopped else 36 if repaired else 37 + 15 * worn)
        v["TI-232"] = lag("DE", 56.0, target, 0.05) + noise("DE", 0.35, 0.8)
        v["TI-233"] = lag("NDE", 53.0, v["AMB_T"] + (8 if stopped else 33.5), 0.05) + noise("NDE", 0.35, 0.8)

    def bath(self, time, v):
        noise, lag = self.mixed.noise, self.mixed.lag
        thin = 5 - self.nominal
        v["TI-301"] = v["TI-206"] - 118 + noise("bath in", 1.1, 0.95)
        v["TI-302"] = 792 + 4 * thin + noise("bath mid", 1.8, 0.97)
        v["TI-303"] = 604 - 1.2 * thin + noise("bath out", 1.5, 0.95) - (6 if self.broken else 0)
        leak = 0.0
        for start, end, worst in UPSETS:
            if within(time, [(start, end)]):
                leak = worst * math.sin(math.pi * ramp(time, start, end)) ** 0.7
        self.leak = lag("leak", 0.0, leak, 0.6, 0.25)
        v["AI-309"] = max(0.6, 4.1 + noise("ppm", 0.75, 0.93) + self.leak)
        v["AI-310"] = -46 + 0.42 * self.leak + noise("dew", 1.3, 0.95)
        v["FI-306"] = 1655 + 4 * self.leak + noise("n2", 11, 0.85)
        v["FI-307"] = lag("h2", 78.0, 92.0 if time >= HYDROGEN_UP else 78.0, 0.08) + noise("h2", 1.0, 0.8)
        v["THK-321"] = None if self.broken else self.nominal - 0.02 + noise("gauge", 0.016 * self.nominal**0.5, 0.8)
        width = 3890 - 25 * thin + noise("width", 7, 0.85)
        v["WID-320"] = None if self.broken else width
        v["roof_pwr"] = max(60.0, lag("roof", 430, 430 + 62 * thin, 0.03) + noise("roof", 9, 0.85))
        metres = v["WI-208"] / (2.5 * width / 1000 * self.nominal / 1000) / 60
        v["ld_spd"] = lag("speed", metres, 6.0 if self.broken else metres, 0.5)
        v["lor_spd"] = v["ld_spd"] * 0.996 + noise("lor", 0.015, 0.5)
        v["lor_amp"] = 17 + 0.35 * v["ld_spd"] + noise("lor amp", 0.5, 0.7)

    def anneal(self, time, v):
        noise, lag = self.mixed.noise, self.mixed.lag
        thin, hot = 5 - self.nominal, 0.0 if self.broken else 1.0
        tilt = 1.5 + 5.5 * ramp(time, "2026-06-05 00:00", "2026-06-08 00:00")  # the right edge of zone B cools down
        for zone, (base, fall) in LEHR.items():
            middle = base + fall * thin + noise(zone, 1.5, 0.96)
            v[zone + "C"] = lag(zone + "C", middle, middle - 12 * (1 - hot), 0.1)
            v[zone + "L"] = v[zone + "C"] - 3.0 + noise(zone + "L", 0.8, 0.9)
            v[zone + "R"] = v[zone + "C"] - 3.0 - (tilt if zone == "TI-412" else 1.0) + noise(zone + "R", 0.8, 0.9)
        self.edge = v["TI-412L"] - v["TI-412R"]
        v["TI-414"] = 362 + 3 * thin + noise("zone D", 2.0, 0.95)
        v["TI-419"] = lag("exit", 62.0, 58 + 0.25 * (v["AMB_T"] - 20) + 0.35 * v["ld_spd"] - 14 * (1 - hot), 0.08)
        v["TI-419"] += noise("exit", 0.9, 0.8)
        v["lehr_heat_kw"] = lag("lehr kW", 265, 265 + 40 * (1 - hot) - 14 * thin, 0.05) + noise("lehr kW", 10, 0.8)
        v["ld_amp"] = 36 + 0.75 * v["ld_spd"] + noise("drive", 0.8, 0.8)
        v["ld_gb_temp"] = v["AMB_T"] + 33 + 0.4 * v["ld_spd"] + noise("gearbox", 0.6, 0.95)

    def cut(self, time, v):
        noise = self.mixed.noise
        stopped = {unit for unit, start, end in self.stops if start <= time < end}
        halted = self.broken or "cut-line" in stopped
        v["xc_amp"] = 1.2 if halted or "cutter" in stopped else 8.4 + 0.3 * v["ld_spd"] + noise("cutter", 0.4, 0.5)
        smell = self.mixed.lag("faults", 0.0, self.leak / 29, 0.08)
        v["defect_m2"] = max(0.01, 0.115 + 0.62 * smell + 0.012 * (self.nominal - 5) + noise("faults", 0.025, 0.9))
        if self.broken:
            v["defect_m2"] = None
        for unit, tag in (("stacker-1", "stk1"), ("stacker-2", "stk2")):
            runs = not (halted or unit in stopped)
            v[tag + "_run"] = 1 if runs else 0
            v[tag + "_vac"] = -62 + noise(tag, 1.8, 0.6) if runs else -0.4
        plates = v["ld_spd"] * 5 / 2.44
        share = min(0.9, max(0.2, 0.885 - 0.5 * ((v["defect_m2"] or 0) - 0.115) + noise("share", 0.012, 0.8)))
        share -= 0.16 * (1 - v["stk1_run"]) + 0.22 * (1 - v["stk2_run"])
        if not halted:
            self.counters["good_cnt"] += plates * share
            self.counters["reject_cnt"] += plates * (1 - share)

    def batch(self, time, v):
        noise, lag = self.mixed.noise, self.mixed.lag
        working = time.hour >= 6 and time.hour < 22
        for letter, tag, share in (("A", "mxa_charge_cnt", 0.55), ("B", "mxb_charge_cnt", 0.45)):
            off = {"A": within(time, [("2026-05-26 08:00", "2026-05-26 16:00")]), "B": time.hour == 13}[letter]
            self.counters[tag] += 0.0 if off else v["WI-209"] / 3.6 / 12 * share
            v["II-111" + letter] = 2.5 if off else 96 + 30 * share + noise("mixer" + letter, 6.0, 0.5)
            rise = 6.0 * ramp(time, "2026-05-10 00:00", "2026-06-10 00:00") if letter == "B" else 0.0
            target = v["AMB_T"] + (6 if off else 28 + rise)
            v["TI-112" + letter] = lag("gear" + letter, 47.0, target, 0.04) + noise("gear" + letter, 0.4, 0.8)
        self.sand_fill = working and (self.sand < 42 or (self.sand_fill and self.sand < 88))
        self.soda_fill = working and (self.soda < 38 or (self.soda_fill and self.soda < 80))
        self.sand += -14.6 / 600 / 12 * 100 + (1.1 if self.sand_fill else 0)
        self.soda += -4.6 / 250 / 12 * 100 + (0.9 if self.soda_fill else 0)
        v["LI-101"] = self.sand + noise("sand", 0.25, 0.5)
        v["LI-102"] = self.soda + noise("soda", 0.25, 0.5)

    def air(self, time, v):
        noise, lag = self.mixed.noise, self.mixed.lag
        day = 1.0 if 8 <= time.hour < 20 and time.weekday() < 5 else 0.0
        flow = 2480 + lag("demand", 0.0, 150 * day, 0.2) + noise("air", 48, 0.85) - (260 if self.broken else 0)
        runs = {1: not within(time, [COMP1_SERVICE]), 2: not within(time, [COMP2_DOWN]), 3: True}
        fouled = ramp(time, "2026-05-14 00:00", COMP2_DOWN[0]) if time < at(COMP2_DOWN[1]) else 0.0
        short = not (runs[1] and runs[2])
        dip = within(time, [(COMP2_DOWN[0], "2026-05-19 05:50"), (COMP1_SERVICE[0], "2026-06-03 08:20")])
        v["FI-605"] = flow - (430 if dip else 0)
        header = lag("header", 6.85, 5.7 if dip else 6.6 if short else 6.85, 0.5)
        v["PI-604"] = header + noise("header", 0.05, 0.6)
        hours = v["AMB_T"] - 20
        for k, full, warm in ((1, 128.0, 82.0), (2, 126.5, 84.0), (3, 46.0, 78.0)):
            power = full + (0.030 if k == 3 else 0.004) * (flow - 2480) + noise(f"comp{k}", 1.4, 0.7)
            if k == 3 and short:
                power = 87.5 + noise("comp3 full", 0.9, 0.6)
            hot = warm + 0.6 * hours + (22 * fouled if k == 2 else 0) + (7 if k == 3 and short else 0)
            v[f"comp{k}_pwr_kw"] = power if runs[k] else 0.0
            v[f"comp{k}_p_out"] = v["PI-604"] + 0.32 + noise(f"out{k}", 0.02, 0.4) if runs[k] else 0.0
            v[f"comp{k}_t_out"] = lag(f"warm{k}", warm, hot if runs[k] else v["AMB_T"] + 3, 0.25, 0.04)
            v[f"comp{k}_t_out"] += noise(f"warm{k}", 0.8, 0.8)
            self.counters[f"comp{k}_run_h"] += 1 / 12 if runs[k] else 0

    def gases(self, time, v):
        noise = self.mixed.noise
        out = within(time, [N2_OUTAGE])
        v["n2_flow"] = 0.0 if out else 2090 + noise("make", 16, 0.9)
        if out:
            v["n2_o2_ppm"] = None
        self.tank += -31 / 54 if out else 0.012 * (84 - self.tank) / 12
        v["n2_tank_lvl"] = self.tank + noise("tank", 0.15, 0.5)
        v["crk_h2_flow"] = v["FI-307"] + 3.2 + noise("crack", 0.5, 0.6)
        self.nh3 += 63.0 if time in NH3_FILLS else -4.7 / 288 * v["FI-307"] / 78
        v["crk_nh3_lvl"] = self.nh3 + noise("nh3", 0.12, 0.5)

    def water(self, time, v):
        noise = self.mixed.noise
        v["TI-711"] = 23.2 + 0.42 * (v["AMB_T"] - 20) + noise("supply", 0.35, 0.9)
        v["FI-713"] = 1180 + noise("circulation", 14, 0.85)
        v["TI-712"] = v["TI-711"] + 7.2 + 0.25 * (v["WI-208"] - 24.8) + noise("return", 0.18, 0.8)
        duty = 1 if time < PUMP_CHANGE else 2
        for k, amps, shake in ((1, 128.0, 2.9), (2, 124.5, 1.8)):
            runs, tag = k == duty, f"cwp{k}"
            v[tag + "_amp"] = amps + 0.02 * (v["FI-713"] - 1180) + noise(tag, 0.9, 0.7) if runs else 0.0
            v[tag + "_p_out"] = 4.2 - 0.0012 * (v["FI-713"] - 1180) + noise(tag + "p", 0.03, 0.6) if runs else 0.0
            growth = 1.3 * ramp(time, "2026-05-08 00:00", "2026-05-25 09:00") if k == 1 else 0
            v[tag + "_vib"] = shake + growth + noise(tag + "v", 0.14, 0.8) if runs else 0.05
        self.counters["MKUP_M3"] += (13.5 + 0.55 * (v["AMB_T"] - 20) + noise("make-up", 1.2, 0.8)) / 12

    def meters(self, v):
        counters, noise = self.counters, self.mixed.noise
        air = v["comp1_pwr_kw"] + v["comp2_pwr_kw"] + v["comp3_pwr_kw"] + 11
        lehr = v["lehr_heat_kw"] + 62 + 0.5 * v["ld_amp"]
        v["EM01_KW"] = 1990 + air + lehr + v["roof_pwr"] + 0.6 * v["II-230"] + noise("works", 38, 0.85)
        for tag, power in (("EM01", v["EM01_KW"]), ("EM02", v["roof_pwr"]), ("EM03", air), ("EM04", lehr)):
            counters[tag + "_KWH"] += power / 12
        counters["GM01_M3"] += (self.gas + 64) / 12


def simulate(source, stops):
    """Four tables of series, one a source of data."""
    tags = {tag["id"] for tag in description("floatglass")["tag"]}
    columns = [set(source.get("columns", {}).values()) for source in description("floatglass")["history"]]
    columns[METERS] = tags - set().union(*columns)
    tables = [Table(START, NOW, minutes, DECIMALS) for minutes in (5, 10, 10, 10)]
    for table, tags in zip(tables, columns):
        table.series = {tag: [] for tag in sorted(tags)}
    works = Works(source, stops)
    for k, time in enumerate(tables[DCS].times):
        values = works.step(time)
        for table in tables if k % 2 == 0 else tables[:1]:
            for tag, series in table.series.items():
                series.append(values[tag])
    return tables


def spoil(tables, source):
    """What goes wrong with the recordings."""
    dcs, line, util, meters = tables
    dcs.drop("2026-05-30 02:10:00", "2026-05-30 05:30:00")
    meters.drop("2026-05-16 11:00:00", "2026-05-16 17:20:00")
    dcs.stuck("TI-302", "2026-05-24 09:00:00", "2026-05-25 18:00:00")
    dcs.blank("AI-207", "2026-05-13 08:00:00", "2026-05-13 15:00:00")
    line.blank("MI-104", "2026-06-07 08:20:00", "2026-06-10 23:00:00")
    util.blank("AI-606", "2026-05-08 00:00:00", "2026-05-10 00:00:00")
    for table in (dcs, line, util):
        spared = [tag for tag in table.series if tag.endswith(("_cnt", "_run", "_run_h"))]
        table.drizzle(source, 0.002, [*spared, "MI-104"])
    dcs.put("TI-241R", "2026-05-11 11:20:00", 1999.0)
    dcs.put("TI-241R", "2026-05-29 04:35:00", 1999.0)
    util.put("FI-713", "2026-05-17 13:30:00", 9999.0)
    util.put("crk_temp", "2026-06-02 23:00:00", 0.0)


def weekly(table, folder, prefix, header, rows):
    """A file a week, named by its Monday; `rows`: the lines of a sample."""
    files = {}
    for k, time in enumerate(table.times):
        if k not in table.dropped:
            monday = time - timedelta(days=time.weekday())
            files.setdefault(f"{prefix}_{monday:%Y-%m-%d}.csv", [header]).extend(rows(k, time))
    for name, lines in files.items():
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8", newline="")


def write_history(tables, folder):
    sources = description("floatglass")["history"]
    for table, source, prefix, written in zip(
        tables, sources, ("dcs", "line", "util"), ("%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M:%S")
    ):
        columns = source["columns"]

        def wide(k, time, table=table, columns=columns, written=written):
            return [",".join([time.strftime(written), *(table.cell(tag, k) for tag in columns.values())])]

        weekly(table, folder, prefix, ",".join([source["time"], *columns]), wide)
    meters = tables[METERS]

    def long(k, time):
        universal = f"{time - timedelta(hours=8):%Y-%m-%dT%H:%M:%SZ}"
        return [f"{universal},{tag},{meters.cell(tag, k)}" for tag in meters.series]

    weekly(meters, folder, "meters", "ts_utc,point,reading", long)


def write(folder):
    source = random.Random(SEED)
    stops = line_stops(source, CAMPAIGNS, BREAKS)
    tables = simulate(source, [(stop.asset, stop.began, stop.ended) for stop in stops])
    lab_rows, shift_rows = lab(source, tables[DCS], tables[LINE]), shift_output(source, tables[DCS], stops)
    spoil(tables, source)
    write_history(tables, folder / "history")
    records = folder / "records"
    write_rows(
        records / "line_stops.csv",
        ["stop", "began", "ended", "unit", "reason", "lost_t", "crew"],
        [stop.row(k) for k, stop in enumerate(stops, 1)],
    )
    header = "sample taken nominal_mm thick_mm stress_nm_cm zebra_deg lt_pct fe2o3_pct seeds grade tester"
    write_rows(records / "lab_samples.csv", header.split(), lab_rows)
    header = "began shift crew nominal_mm gross_t packed_t cullet_t racks"
    write_rows(records / "shift_output.csv", header.split(), shift_rows)
    header = "wo opened finished machine wtype prio fault trade labour_h cost_cny remarks"
    write_rows(records / "work_orders.csv", header.split(), work_orders(source))
