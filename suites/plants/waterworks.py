"""Aldermere Water Works: river abstraction, clarification, filtration, disinfection, high lift pumping."""

import math
import random
from datetime import timedelta, timezone

from made import Mixed, Table, at, by_tag, description, limits, stamp, write_rows

NAME = "waterworks"
START, END = at("2025-07-01 00:00:00"), at("2025-09-30 14:20:00")
SUMMER_TIME = timezone(timedelta(hours=1))
STORMS = [  # start, peak of the river's turbidity
    (at("2025-07-19 16:00"), 46.0),
    (at("2025-08-07 04:30"), 31.0),
    (at("2025-08-27 01:00"), 171.0),
    (at("2025-09-14 11:00"), 64.0),
]
PUMPS = ["P-601", "P-602", "P-603", "P-604"]
REMOTE = ["LIT-701", "FIT-701", "AIT-701", "LIT-711", "PIT-711", "AIT-711"]  # reservoirs, by telemetry
TELEMETRY_LOST = (at("2025-09-08 22:00"), at("2025-09-10 09:30"))  # of Eastfield tower
DECIMALS = by_tag(
    {
        0: "AIT-103 XS-101A XS-101B XS-301 XS-302 XS-303 XS-304 XS-601 XS-602 XS-603 XS-604 JQI-001",
        1: "FIT-101 PDIT-105 JI-101A JI-101B FIT-201 AIC-201 LIT-201 FIT-202 LIT-501 FIT-301 FIT-302 FIT-303 "
        "FIT-304 PDIT-304 FIT-310 JI-311 FIT-600 SI-601 JI-601 TI-601 SI-602 JI-602 TI-602 SI-603 JI-603 "
        "TI-603 SI-604 JI-604 TI-604 JI-001 FIT-701 LIT-711 PIT-711",
        2: "TIT-101 AIT-101 AIT-102 PIT-101A PIT-101B FIT-501 AIT-211 LIT-211 AIT-221 LIT-221 PDIT-301 PDIT-302 "
        "PDIT-303 AIT-402 TIT-401 PIT-600 VI-601 VI-602 VI-603 VI-604 LIT-701 AIT-701 AIT-711",
        3: "LIT-101 AIT-301 AIT-302 AIT-303 AIT-304 LIT-401 AIT-401 AIT-403",
    }
)

# asset, start, end, state, reason code, comment
OUTAGES = [
    ("P-603", "2025-07-23 02:38", "2025-07-23 07:30", 2, "E02", "Tripped on overload, reset by day crew"),
    ("RGF-2", "2025-07-30 08:15", "2025-07-31 15:40", 0, "P01", "Media top-up, sand 40 mm low"),
    ("P-601", "2025-08-05 12:55", "2025-08-05 15:20", 2, "E02", "VSD earth fault, cable gland wet"),
    ("P-101B", "2025-08-18 07:30", "2025-08-20 15:10", 3, "P02", "Planned overhaul, new wear rings"),
    ("P-602", "2025-08-21 08:00", "2025-08-21 16:30", 3, "M01", "DE bearing replaced, realigned"),
    ("RGF-4", "2025-08-28 10:20", "2025-08-29 17:05", 0, "W01", "Off line, turbidity would not come down after storm"),
    ("P-604", "2025-09-03 09:10", "2025-09-11 14:00", 3, "M02", "Mechanical seal, waiting for part"),
    ("P-603", "2025-09-22 18:18", "2025-09-22 19:40", 2, "E02", "Overload again, ragging suspected"),
]

# asset, title, craft, hours
PREVENTIVE = [
    ("INTAKE", "Band screen wash bar check", "ops", 1.5),
    ("P-101A", "Vibration survey and grease", "mech", 1.0),
    ("P-101B", "Vibration survey and grease", "mech", 1.0),
    ("DOSING", "Calibrate dosing pumps, draw-down test", "ops", 2.0),
    ("CLR-1", "Desludge valve exercise", "mech", 1.5),
    ("CLR-2", "Desludge valve exercise", "mech", 1.5),
    ("Filter 1", "Turbidimeter clean and verify", "inst", 1.0),
    ("Filter 2", "Turbidimeter clean and verify", "inst", 1.0),
    ("Filter 3", "Turbidimeter clean and verify", "inst", 1.0),
    ("Filter 4", "Turbidimeter clean and verify", "inst", 1.0),
    ("CWT", "Chlorine analyser service", "inst", 2.0),
    ("HLP1", "Vibration survey and grease", "mech", 1.0),
    ("HLP2", "Vibration survey and grease", "mech", 1.0),
    ("HLP3", "Vibration survey and grease", "mech", 1.0),
    ("HLP4", "Vibration survey and grease", "mech", 1.0),
    ("GEN-1", "On-load test run", "elec", 2.5),
    ("INC", "Thermographic survey", "elec", 3.0),
    ("Hillcrest", "Site security and hatch check", "ops", 1.0),
    ("TWR-1", "Site security and hatch check", "ops", 1.0),
]
# asset, raised, title, craft, priority, hours (0: still open), parts, fault code
CORRECTIVE = [
    ("P-603", "2025-07-23 05:10", "Trip on overload, megger and reset", "elec", 1, 3.5, 0, "E02"),
    ("Filter 2", "2025-07-30 07:40", "Sand level low, top up media", "mech", 3, 22.0, 2140.0, "P01"),
    ("DOSING", "2025-07-28 05:35", "Hypo pump airlocked, vent and prime", "ops", 1, 2.0, 0, "M04"),
    ("INTAKE", "2025-08-04 09:10", "Raw pH probe frozen, replace and calibrate", "inst", 2, 2.5, 385.5, "I01"),
    ("HLP1", "2025-08-05 13:20", "VSD earth fault, remake gland", "elec", 1, 4.0, 62.0, "E02"),
    ("P-602", "2025-08-11 10:15", "DE bearing running warm, check grease", "mech", 3, 1.5, 0, "M01"),
    ("P-602", "2025-08-19 08:30", "Replace drive end bearing and align", "mech", 2, 14.5, 1276.0, "M01"),
    ("P-101B", "2025-08-12 09:00", "Overhaul, power creeping up", "mech", 3, 38.0, 3410.0, "P02"),
    ("Filt 4", "2025-08-28 11:00", "High turbidity after storm, core samples", "ops", 2, 9.0, 0, "W01"),
    ("INTAKE", "2025-08-27 06:20", "Clear leaves and weed from band screen", "ops", 2, 5.0, 0, "M04"),
    ("DOSING", "2025-09-01 08:45", "Polymer flowmeter out for rebuild", "inst", 3, 6.5, 910.0, "I01"),
    ("HLP4", "2025-09-03 09:30", "Seal leaking, renew mechanical seal", "mech", 2, 17.0, 1895.0, "M02"),
    ("F3", "2025-09-08 14:00", "Filtrate turbidimeter flat-lining", "inst", 2, 3.0, 240.0, "I01"),
    ("Eastfield tower", "2025-09-09 09:15", "RTU off comms, replace modem", "inst", 2, 4.5, 318.0, "I01"),
    ("F3", "2025-09-15 10:30", "Head loss building too fast, inspect for mudballs", "mech", 3, 8.0, 0, "M04"),
    ("HLPS", "2025-09-18 22:05", "Low header pressure, burst in Mill Lane zone", "ops", 1, 5.5, 0, ""),
    ("HLP3", "2025-09-22 18:40", "Overload trip, strip and clear rags", "mech", 1, 6.0, 85.0, "M04"),
    ("CLR-2", "2025-09-24 13:15", "Scraper noisy at half turn", "mech", 4, 0, 0, ""),
    ("INC", "2025-09-26 10:00", "Power factor correction alarm", "elec", 4, 0, 0, ""),
    ("P-101A", "2025-09-29 15:45", "Gland drip more than usual", "mech", 3, 0, 0, "M02"),
]


def daily_demand(time):
    """The share of the mean demand at a time of day; later mornings at weekends."""
    hour = time.hour + time.minute / 60
    if time.weekday() >= 5:
        morning, evening = 0.30 * math.exp(-(((hour - 9.6) / 2.6) ** 2)), math.exp(-(((hour - 18.4) / 3.0) ** 2))
        return 0.64 + morning + 0.24 * evening
    morning, evening = 0.30 * math.exp(-(((hour - 7.6) / 2.1) ** 2)), math.exp(-(((hour - 18.8) / 2.8) ** 2))
    return 0.62 + morning + 0.27 * evening + 0.14 * math.exp(-(((hour - 12.5) / 3.0) ** 2))


def storm_turbidity(time):
    """What storms add to the river's turbidity: up within hours, down within days."""
    total = 0
    for start, peak in STORMS:
        if time >= start:
            hours = (time - start).total_seconds() / 3600
            total += peak * (1 - math.exp(-hours / 3)) * math.exp(-hours / 22)
    return total


def simulate(random):
    """The tables of the works, every 10 minutes, and of the remote sites, every 30."""
    simulation = Works(random)
    for k, time in enumerate(simulation.works.times):
        simulation.step(k, time)
    return simulation.works, simulation.remote


class Works:
    """The state of the works from step to step. One method a section, in the order in which water flows."""

    def __init__(self, random):
        self.random = random
        self.noise = Mixed(random).noise
        self.works, self.remote = Table(START, END, 10, DECIMALS), Table(START, END, 30, DECIMALS)
        wide = [tag for source in description(NAME)["history"][:4] for tag in source["columns"].values()]
        self.works.series = {tag: [] for tag in wide}
        self.remote.series = {tag: [] for tag in REMOTE}
        self.outages = [(asset, at(start), at(end), state) for asset, start, end, state, _, _ in OUTAGES]
        self.two_raw_pumps = False
        self.screen_loss, self.alum_level, self.hypo_level = 9.0, 82.0, 77.0
        self.head_loss, self.age = [6.0, 11.0, 15.5, 9.0], [60, 150, 210, 110]
        self.filter_state, self.countdown, self.ripening = [1, 1, 1, 1], [0] * 4, [0.0] * 4
        self.bearing = dict.fromkeys(PUMPS, 20.0)
        self.clear_water, self.hill_level, self.tower_level = 3.7, 4.1, 71.0
        self.energy = 1284310.0

    def add(self, tag, value):
        self.works.series[tag].append(value)

    def last(self, tag):
        return self.works.series[tag][-1]

    def step(self, k, time):
        self.time = time
        self.day, self.hour = (time - START).total_seconds() / 86400, time.hour + time.minute / 60
        self.out = {asset: state for asset, start, end, state in self.outages if start <= time < end}
        self.storm, self.profile = storm_turbidity(time), daily_demand(time)
        warm = 0.7 * math.sin((self.hour - 10) / 24 * 2 * math.pi)
        season = 4.2 * math.sin((self.day - 8) / 92 * math.pi)
        self.water_temperature = 15.2 + season + warm + self.noise("temperature", 0.5, 0.995)
        self.demand = 745 * self.profile * (1 + 0.012 * (self.water_temperature - 16)) + self.noise("demand", 14)
        self.burst = at("2025-09-18 21:40") <= time < at("2025-09-18 23:50")
        if self.burst:
            self.demand += 240
        self.river()
        self.raw_pumps()
        self.dosing()
        self.clarifiers()
        self.operate_filters()
        self.filters()
        self.high_lift()
        self.clear_water_tank()
        self.electricity()
        self.network(written=k % 3 == 0)

    def river(self):
        self.turbidity = 4.0 + 0.8 * math.sin(self.day / 9) + self.noise("turbidity", 0.35, 0.95) + self.storm
        self.add("AIT-101", max(0.8, self.turbidity))
        self.add("TIT-101", self.water_temperature)
        light = 0.08 * math.sin((self.hour - 9) / 24 * 2 * math.pi)
        self.add("AIT-102", 7.82 - 0.0045 * self.storm + light + self.noise("pH", 0.05, 0.98))
        conductivity = 424 - 1.25 * self.storm + 0.35 * self.day * 0.5 + self.noise("conductivity", 6, 0.97)
        self.add("AIT-103", conductivity)
        self.add("LIT-101", 1.16 + 0.0125 * self.storm - 0.002 * self.day + self.noise("river", 0.02, 0.99))

    def raw_pumps(self):
        """The level of the clear water tank asks for one pump or two; A and B lead by turns of a week."""
        if self.clear_water < 3.0:
            self.two_raw_pumps = True
        if self.clear_water > 4.25:
            self.two_raw_pumps = False
        ready = [pump for pump in "AB" if f"P-101{pump}" not in self.out]
        lead = "A" if int(self.day // 7) % 2 == 0 else "B"
        running = []
        if self.clear_water < 4.6:
            running = ready if self.two_raw_pumps else [lead if lead in ready else ready[0]]
        flow = 0
        if running:
            flow = 985 if len(running) == 2 else 700 if self.clear_water < 2.6 else 560
            flow += self.noise("raw flow", 6, 0.7)
        self.raw_flow = flow
        for pump in "AB":
            self.raw_pump(pump, pump in running, len(running))
        self.add("FIT-101", max(0, flow))
        self.screen_loss += 0.006 * (flow / 560) * (1 + self.storm / 25)
        if self.screen_loss > 33 or (self.hour == 6.0 and self.screen_loss > 22):
            self.screen_loss = 7.5
        self.add("PDIT-105", max(1, self.screen_loss + self.noise("screen", 1.2)) if flow > 0 else 0.6)

    def raw_pump(self, pump, runs, running):
        share = self.raw_flow / max(1, running)
        wear = 1.0 + (0.09 * min(1, self.day / 48) if pump == "B" and self.day < 48.3 else 0)
        self.add(f"XS-101{pump}", 1 if runs else self.out.get(f"P-101{pump}", 0))
        self.add(f"JI-101{pump}", share / 560 * 41.5 * wear + self.random.gauss(0, 0.5) if runs else 0.0)
        pressure = (
            2.05 + 0.35 * (running - 1) + self.random.gauss(0, 0.03) if runs else 0.42 + self.random.gauss(0, 0.01)
        )
        self.add(f"PIT-101{pump}", pressure)

    def dosing(self):
        dose = round(24 + 2.3 * math.sqrt(max(0, self.turbidity - 3)) * 2, 0) if self.raw_flow else 24.0
        alum = dose * self.raw_flow / 620 + (self.random.gauss(0, 0.25) if self.raw_flow else 0)
        self.add("AIC-201", dose)
        self.add("FIT-201", max(0, alum))
        self.alum_level -= alum / 6 / 260
        if self.alum_level < 24:
            self.alum_level = 88.0
        self.add("LIT-201", self.alum_level + self.random.gauss(0, 0.15))
        polymer = max(0, self.raw_flow / 560 * 11.5 + self.noise("polymer", 0.5, 0.8)) if self.raw_flow else 0.0
        self.add("FIT-202", polymer)

    def clarifiers(self):
        settled = []
        for n, settling, blanket in ((1, 0.08, 0.06), (2, 0.10, 0.07)):
            turbidity = 0.95 + 0.014 * self.storm + self.noise(f"settled {n}", settling, 0.97) + (0.22 if n == 2 else 0)
            settled.append(max(0.3, turbidity))
            self.add(f"AIT-2{n}1", settled[-1])
            cycle = 0.5 * math.sin(self.day * 2 * math.pi / 3.5 + (n - 1)) * 0.5
            noise = self.noise(f"blanket {n}", blanket, 0.99)
            self.add(f"LIT-2{n}1", max(0.2, 1.1 + cycle + 0.0035 * self.storm + noise))
        self.settled = sum(settled) / 2

    def operate_filters(self):
        """The states of the filters: 0 off, 1 filtering, 2 backwash, 3 ripening. One is washed at a time."""
        state = self.filter_state
        for j in range(4):
            self.countdown[j] -= state[j] in (2, 3)
            if f"RGF-{j + 1}" in self.out:
                state[j] = 0
            elif state[j] == 0:
                state[j], self.countdown[j] = 3, 2
            elif state[j] == 2 and self.countdown[j] <= 0:
                state[j], self.countdown[j] = 3, 2
                self.head_loss[j], self.age[j], self.ripening[j] = 3.6 + self.random.random() * 0.8, 0, 0.22
            elif state[j] == 3 and self.countdown[j] <= 0:
                state[j] = 1
            elif state[j] == 1 and (self.head_loss[j] > 20 or self.age[j] > 330):
                if 2 not in state and 3 not in state and not 7 <= self.hour < 9:
                    state[j], self.countdown[j] = 2, 2

    def filters(self):
        live = [j for j in range(4) if self.filter_state[j] in (1, 3)]
        self.washing = 2 in self.filter_state
        for j in range(4):
            self.filter(j, j in live, self.raw_flow * 0.975 / len(live) if j in live else 0.0)
        self.add("FIT-310", 610 + self.random.gauss(0, 9) if self.washing else 0.0)
        self.add("JI-311", 29.5 + self.random.gauss(0, 0.6) if self.washing else 0.0)

    def filter(self, j, live, flow):
        if live:
            self.age[j] += 1
            blinding = 1 + (0.004 * max(0, self.day - 40) if j == 2 else 0)
            self.head_loss[j] += 0.05 * (flow / 170) * (0.55 + 0.45 * self.settled) * blinding
        self.ripening[j] *= 0.72
        loss = self.head_loss[j]
        self.add(f"FIT-30{j + 1}", max(0, flow + self.random.gauss(0, 1.2)) if flow > 0 else 0.0)
        turbidity = 0.075 + 0.012 * j + 0.06 * (self.settled - 1) + 0.0009 * max(0, loss - 15) ** 2
        turbidity = turbidity + self.ripening[j] + self.noise(f"filtrate {j}", 0.006, 0.93)
        if j == 3:
            hours = (self.time - at("2025-08-28 08:00")).total_seconds() / 3600
            turbidity += 0.12 * math.exp(-((hours / 14) ** 2))
        self.add(f"AIT-30{j + 1}", max(0.02, turbidity) if live else None)
        loss *= (flow / 170 if flow > 0 else 0.6) ** 0.6
        scale = 10 if j == 3 else 1  # filter 4 is measured in mbar, the others in kPa
        self.add(f"PDIT-30{j + 1}", (loss + self.random.gauss(0, 0.12)) * scale if live else 0.0)
        self.add(f"XS-30{j + 1}", self.filter_state[j])

    def high_lift(self):
        """One to three pumps by demand; the first of them changes every week."""
        wanted = 1 if self.demand < 300 else 2 if self.demand < 590 else 3
        first = int(self.day // 7) % 4
        running = [pump for pump in PUMPS[first:] + PUMPS[:first] if pump not in self.out][:wanted]
        self.supply = self.demand if not self.burst else self.demand * 0.97
        self.ambient = 19 + 0.5 * (self.water_temperature - 15) + self.noise("ambient", 0.8, 0.99)
        self.pump_power = 0.0
        for pump in PUMPS:
            self.high_lift_pump(pump, pump in running, self.supply / len(running))
        self.add("FIT-600", self.supply)
        pressure = 5.62 + 0.08 * (wanted - 2) - 0.00035 * (self.demand - 600)
        if self.burst:
            pressure = 3.25 + self.random.gauss(0, 0.15)
        self.add("PIT-600", pressure + self.noise("pressure", 0.05, 0.8))

    def high_lift_pump(self, pump, runs, flow):
        number, random = pump[2:], self.random
        speed = min(100.0, 58 + 40 * flow / 330 + random.gauss(0, 0.4)) if runs else 0.0
        power = 0.0
        if runs:
            power = 17 + 45 * (flow / 300) ** 1.25 * (1.06 if pump == "P-604" else 1) + random.gauss(0, 0.5)
        worn = 0
        if pump == "P-602" and self.time < at("2025-08-21 08:00"):
            worn = max(0, self.day - 24) / 27
        target = self.ambient + (27 + 0.1 * (speed - 80) + 19 * worn**2 if runs else 0)
        self.bearing[pump] += (target - self.bearing[pump]) * 0.18
        self.add(f"XS-{number}", 1 if runs else self.out.get(pump, 0))
        self.add(f"SI-{number}", speed)
        self.add(f"JI-{number}", max(0, power))
        self.add(f"TI-{number}", self.bearing[pump] + random.gauss(0, 0.15))
        if runs:
            seal = 0.9 if pump == "P-604" and 55 < self.day < 64.4 else 0
            vibration = 1.7 + 0.25 * PUMPS.index(pump) + 3.6 * worn**2 + seal + random.gauss(0, 0.13)
            self.add(f"VI-{number}", max(0.05, vibration))
        else:
            self.add(f"VI-{number}", max(0.02, 0.09 + random.gauss(0, 0.02)))
        self.pump_power += max(0, power)

    def clear_water_tank(self):
        drawn = 610 if self.washing else 0
        self.clear_water += (self.raw_flow * 0.955 - self.supply - drawn) / 6 / 640
        self.clear_water = min(4.85, max(0.9, self.clear_water))
        self.add("LIT-401", self.clear_water + self.random.gauss(0, 0.004))
        locked, vented = at("2025-07-28 03:00"), at("2025-07-28 06:20")  # the hypochlorite pump is airlocked
        airlock = locked <= self.time < vented
        flow = 0.0 if airlock else 0.0078 * self.supply + self.noise("hypochlorite", 0.15, 0.8)
        lost = 0
        if airlock:
            lost = 0.52 * (1 - math.exp(-(self.time - locked).total_seconds() / 3000))
        elif self.time >= vented and self.day < 28:
            lost = 0.52 * math.exp(-(self.time - vented).total_seconds() / 2400)
        self.chlorine = 0.78 + self.noise("chlorine", 0.035, 0.96) - lost
        self.add("FIT-501", max(0, flow))
        self.hypo_level -= flow / 6 / 95
        self.hypo_level = 90.0 if self.hypo_level < 27 else self.hypo_level
        self.add("LIT-501", self.hypo_level + self.random.gauss(0, 0.15))
        self.add("AIT-401", self.chlorine)
        self.add("AIT-402", 7.42 + self.noise("final pH", 0.04, 0.98))
        self.add("AIT-403", max(0.03, 0.11 + 0.035 * (self.settled - 1) + self.noise("final turbidity", 0.008)))
        self.add("TIT-401", self.water_temperature - 0.4 + self.noise("final temperature", 0.25, 0.99))

    def electricity(self):
        power = self.pump_power + self.last("JI-101A") + self.last("JI-101B") + self.last("JI-311") + 24
        power = power + self.noise("base load", 2.5) + (3 if 7 <= self.hour < 19 else 0)
        self.energy += power / 6
        self.add("JI-001", power)
        self.add("JQI-001", self.energy)

    def network(self, written):
        """Hillcrest reservoir and Eastfield tower, which telemetry reads every third step."""
        random, remote = self.random, self.remote.series
        drawn = 745 * 0.42 * (0.62 + (self.profile - 0.62) * 1.5)
        self.hill_level += (self.supply * 0.42 - drawn) / 6 / 900 + (4.0 - self.hill_level) * 0.004
        self.hill_level = min(5.7, max(1.2, self.hill_level))
        low, high = self.profile * 745 < 560, self.profile * 745 >= 560
        self.tower_level += (71 - self.tower_level) * 0.01 + low * 0.55 - high * 0.6 - (2.6 if self.burst else 0)
        self.tower_level = min(98, max(12, self.tower_level))
        if not written:
            return
        remote["LIT-701"].append(self.hill_level + random.gauss(0, 0.01))
        remote["FIT-701"].append(max(0, self.demand * 0.41 / 3.6 + random.gauss(0, 1.1)))
        remote["AIT-701"].append(max(0.1, self.chlorine * 0.74 + self.noise("Hillcrest chlorine", 0.03, 0.97)))
        remote["LIT-711"].append(self.tower_level + random.gauss(0, 0.2))
        pressure = 41.5 + self.tower_level * 0.17 - (9 if self.burst else 0) + self.noise("zone pressure", 0.8, 0.8)
        remote["PIT-711"].append(pressure)
        decay = 0.004 * (self.water_temperature - 15)
        chlorine = self.chlorine * 0.58 - decay + self.noise("Eastfield chlorine", 0.03, 0.97)
        remote["AIT-711"].append(max(0.05, chlorine))


def spoil(random, works):
    """What went wrong with the recordings."""
    works.stuck("AIT-102", "2025-08-02 10:00", "2025-08-04 11:30")
    works.stuck("AIT-303", "2025-09-06 13:00", "2025-09-08 16:20")
    works.blank("FIT-202", "2025-09-01 09:00", "2025-09-05 14:00")
    works.blank("VI-603", "2025-07-10 00:00", "2025-07-11 12:00")
    works.blank("AIT-401", "2025-07-15 09:20", "2025-07-15 11:40")
    works.blank("AIT-401", "2025-08-15 09:00", "2025-08-15 11:10")
    for tag, time, value in (
        ("TIT-401", "2025-07-12 04:10", 45.0),
        ("TIT-401", "2025-08-09 22:50", -10.0),
        ("TIT-401", "2025-09-02 17:30", 45.0),
        ("LIT-201", "2025-07-08 11:20", 110.0),
        ("LIT-201", "2025-08-16 03:40", 110.0),
        ("AIT-403", "2025-08-22 10:40", 2.0),
        ("FIT-600", "2025-07-17 05:20", 0.0),
    ):
        works.put(tag, time, value)
    for tag in ("AIT-101", "FIT-101", "TI-601", "JI-001", "LIT-211", "AIT-402", "SI-603"):
        works.sprinkle(tag, random, 0.004)
    for time in ("2025-07-09 08:30", "2025-08-25 14:10", "2025-09-16 09:50"):
        works.put("AIT-302", time, "Bad")
    works.drop("2025-08-12 02:10", "2025-08-12 05:40")


def write_history(random, folder, works, remote):
    """Every export writes times in its own way: with an offset, without, and as Unix seconds."""
    raw, filters, treated, pumps = (source["columns"] for source in description(NAME)["history"][:4])
    history = folder / "history"
    works.write(history / "raw_and_dosing.csv", raw, "Timestamp", lambda time: f"{time:%Y-%m-%dT%H:%M:%S}+01:00")
    for month in (7, 8, 9):
        works.write(history / f"filters_2025{month:02d}.csv", filters, "TIME", months=[month])
    works.write(history / "treated water export.csv", treated, "Date Time")
    works.write(
        history / "hlp.csv", pumps, "epoch", lambda time: str(int(time.replace(tzinfo=SUMMER_TIME).timestamp()))
    )
    write_telemetry(random, history / "telemetry.csv", remote)


def write_telemetry(random, path, remote):
    """One row a sample; bad ones stand without a value."""
    lost, back = TELEMETRY_LOST
    silent = [tag for tag in REMOTE if tag[-3] == "7" and tag[-2:] != "01"]
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write("time,point,val,q\n")
        for k, time in enumerate(remote.times):
            for tag in REMOTE:
                if tag in silent and lost <= time < back:
                    continue
                if random.random() < 0.003:
                    file.write(f"{stamp(time)},{tag},,bad\n")
                    remote.series[tag][k] = None
                else:
                    file.write(f"{stamp(time)},{tag},{remote.cell(tag, k)},good\n")
    for tag in silent:
        remote.blank(tag, lost.isoformat(), back.isoformat())


def episodes(table, tag, kind, limit):
    """(first, last, worst) of the runs beyond a limit; runs with fewer than four samples between them are one."""
    high, worse = kind.startswith("high"), max if kind.startswith("high") else min
    start = last = worst = None
    after = END + timedelta(days=9)
    for time, value in [*table.numbers(tag), (after, -1e9 if high else 1e9)]:
        if (value > limit) if high else (value < limit):
            if start is None:
                start, worst = time, value
            worst, last = worse(worst, value), time
        elif start is not None and time - last > 4 * table.step:
            yield start, last, worst
            start = None


def write_alarms(random, records, works, remote):
    """The alarm journal: limits of the tags, trips, and lost telemetry."""
    alarms = []
    for tag in description(NAME)["tag"]:
        name = tag["id"]
        table = remote if name in REMOTE else works
        for kind, limit in limits(tag).items():
            priority = 3 if kind in ("high", "low") else 1
            if priority == 3 and name in ("PIT-600", "AIT-401", "AIT-711"):
                priority = 2
            for start, last, worst in episodes(table, name, kind, limit):
                end = last + table.step
                raised = start + timedelta(seconds=random.randrange(5, 290))
                cleared = end + timedelta(seconds=random.randrange(5, 290)) if end < END else ""
                figure = f"{worst:.{DECIMALS[name]}f} {tag['unit'].strip('[]')}"
                message = f"{tag['name']} {kind.replace('_', ' ')} ({figure})"
                sort = {"high": "HI", "low": "LO", "high_high": "HIHI", "low_low": "LOLO"}[kind]
                alarms.append([raised, cleared, name, tag["asset"], sort, priority, message])
    for asset, start, end, state, _, _ in OUTAGES:
        if state == 2:
            raised = at(start) + timedelta(seconds=12)
            alarms.append([raised, at(end), f"XS-{asset[2:]}", asset, "TRIP", 1, f"{asset} tripped"])
    for start, end, asset in (
        ("2025-09-08 22:04", "2025-09-10 09:22", "TWR-1"),
        ("2025-07-21 03:10", "2025-07-21 03:55", "SR-1"),
        ("2025-08-30 17:31", "2025-08-30 18:02", "SR-1"),
    ):
        alarms.append([at(start), at(end), "", asset, "COMMS", 2, f"{asset} telemetry lost"])
    alarms.sort(key=lambda alarm: (alarm[0], alarm[2], alarm[4]))
    rows = []
    for number, alarm in enumerate(alarms, 5001):
        operator = random.choice(["K. Brand", "S. Oduya", "M. Teale", "J. Pires"]) if random.random() < 0.93 else ""
        rows.append([f"A{number}", *alarm, operator, random.randrange(1, 38) if operator else ""])
    header = "alarm_no raised cleared tag asset alarm_type prio message ack_by ack_after_min".split()
    write_rows(records / "alarms.csv", header, rows)


def planned_orders(random):
    """Preventive work orders: each job every four weeks, some of the last still open."""
    for number, (asset, title, craft, hours) in enumerate(PREVENTIVE):
        due = START + timedelta(days=number % 13, hours=8)
        while due < END - timedelta(days=3):
            raised = due + timedelta(minutes=15 * random.randrange(0, 12))
            done = raised + timedelta(days=random.choice((0, 0, 1, 1, 2)), minutes=5 * random.randrange(20, 70))
            due += timedelta(days=28)
            if done > at("2025-09-24") and random.random() < 0.5:
                priority = random.choice((3, 4))
                yield [raised, "", asset, title, "PM", craft, priority, "WSCH", "", "", ""]
                continue
            priority = random.choice((3, 4))
            booked = round(hours * random.uniform(0.7, 1.6) * 4) / 4
            parts = round(random.uniform(8, 90), 2) if random.random() < 0.3 else 0
            yield [raised, done, asset, title, "PM", craft, priority, "COMP", booked, parts, ""]


def corrective_orders():
    """Corrective work orders; those without hours are still open."""
    finished = {
        "P-101B": at("2025-08-20 15:45"),
        "HLP4": at("2025-09-11 14:30"),
        "Filt 4": at("2025-08-29 17:20"),
    }
    for asset, start, title, craft, priority, hours, cost, code in CORRECTIVE:
        row = [at(start), "", asset, title, "CM", craft, priority, "COMP", hours, cost, code]
        if hours == 0:
            row[7:10] = ["INPRG" if priority == 3 else "WAPPR", "", ""]
        elif title.startswith("Replace drive"):
            row[1] = at("2025-08-21 16:50")
        else:
            row[1] = finished.get(asset, at(start) + timedelta(minutes=5 * round(hours * 18 + 6)))
        yield row


def write_work_orders(random, records):
    orders = sorted([*planned_orders(random), *corrective_orders()], key=lambda order: (order[0], order[2]))
    header = "wo_no raised_at completed_at asset title wo_type craft priority status labour_h parts_gbp fault_code"
    rows = [[f"WO-{number}", *order] for number, order in enumerate(orders, 70410)]
    write_rows(records / "work_orders.csv", header.split(), rows)


def write_downtime(records):
    outages = [(asset, start, end, code, comment) for asset, start, end, _, code, comment in OUTAGES]
    outages += [
        ("HLP3", "2025-09-25 10:05", "2025-09-25 11:20", "P01", "Guard refit"),
        (
            "CLR-2",
            "2025-09-10 08:00",
            "2025-09-10 16:45",
            "P01",
            "Scraper inspection, forward flow through Clar 1 only",
        ),
        ("GEN-1", "2025-08-14 09:00", "2025-08-16 13:30", "M02", "Coolant leak"),
    ]
    header = ["dt_no", "asset", "out_of_service", "back_in_service", "reason_code", "comment"]
    rows = [
        [f"D{number}", asset, f"{start}:00", f"{end}:00", code, comment]
        for number, (asset, start, end, code, comment) in enumerate(outages, 31)
    ]
    write_rows(records / "downtime.csv", header, rows)


def determinands(random, storm, day):
    """(what, value, unit, upper limit) of one grab sample, by sample point."""
    raw = [
        ("turbidity", storm * random.uniform(0.92, 1.08), "NTU", ""),
        ("colour", 38 + storm * 0.3 + random.gauss(0, 4), "Hazen", ""),
        ("alkalinity", 128 - storm * 0.2 + random.gauss(0, 4), "mg/L CaCO3", ""),
        ("E. coli", max(0, round(90 + storm * 9 + random.gauss(0, 30))), "MPN/100mL", ""),
    ]
    final = [
        ("turbidity", 0.11 + abs(random.gauss(0, 0.03)), "NTU", 0.5),
        ("free chlorine", 0.77 + random.gauss(0, 0.04), "mg/L", 1.2),
        ("aluminium", 58 + storm * 0.5 + random.gauss(0, 13), "ug/L", 100),
        ("E. coli", 0, "MPN/100mL", 0),
        ("coliforms", 1 if day in (29, 58) else 0, "MPN/100mL", 0),
    ]
    scatter = random.gauss(0, 0.05)
    hill = [("free chlorine", 0.58 + scatter, "mg/L", 1.2), ("coliforms", 0, "MPN/100mL", 0)]
    tower = [("free chlorine", 0.44 + scatter, "mg/L", 1.2), ("coliforms", 2 if day == 72 else 0, "MPN/100mL", 0)]
    return {"RAW-TAP": raw, "FINAL": final, "HILL-OUT": hill, "TOWER-OUT": tower}


def write_lab(random, records, works):
    """Grab samples: at the works every day but Sunday, the final water on Sundays too, in the network twice a week."""
    results = []
    points = [("RAW-TAP", "INTAKE"), ("FINAL", "CWT"), ("HILL-OUT", "SR-1"), ("TOWER-OUT", "TWR-1")]
    for number in range(92):
        day = START + timedelta(days=number)
        storm = max(0, works.series["AIT-101"][min(number * 144 + 55, len(works.times) - 1)] or 4)
        for point, asset in points:
            if point in ("HILL-OUT", "TOWER-OUT") and day.weekday() not in (0, 3):
                continue
            if day.weekday() == 6 and point != "FINAL":
                continue
            hour = 9 if point == "FINAL" else 8
            taken = day.replace(hour=hour) + timedelta(minutes=5 * random.randrange(0, 11))
            analyst = random.choice(["Ruth", "Dev", "Ania"])
            if taken > END:
                continue
            for what, value, unit, limit in determinands(random, storm, number)[point]:
                whole = unit[0] in "MHu" or "CaCO3" in unit
                value = int(round(value, 0)) if whole else round(value, 2)
                verdict = "" if limit == "" else "FAIL" if value > limit else "PASS"
                results.append([taken, point, asset, what, value, unit, limit, verdict, analyst])
    header = "sample_no taken sample_point asset determinand result units upper_limit verdict analyst".split()
    write_rows(records / "lab.csv", header, [[f"L25-{number}", *row] for number, row in enumerate(results, 1200)])


def write(folder):
    """Adds history and records to a folder that has the plant's description."""
    source = random.Random(20250701)
    works, remote = simulate(source)
    spoil(source, works)
    write_history(source, folder, works, remote)
    write_alarms(source, folder / "records", works, remote)
    write_work_orders(source, folder / "records")
    write_downtime(folder / "records")
    write_lab(source, folder / "records", works)
