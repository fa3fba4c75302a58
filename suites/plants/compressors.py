"""A metal works' compressed air and utilities: three compressors, two dryers, two boilers, a cooling tower, meters."""

import math
import random
from datetime import datetime, timedelta

from made import Mixed, Noise, Table, at, by_tag, crossings, description, limits, stamp, write_rows

NAME = "compressors"
START, NOW = at("2025-09-01T00:00:00"), at("2025-10-31T14:30:00")
OFFSET = timedelta(hours=-5)  # daylight time all through
STOPPED, UNLOADED, LOADED, TRIPPED = range(4)  # states of a compressor
METERS = {
    "elec_main_kwh": 81230450.0,
    "elec_comp_house_kwh": 9120733.0,
    "gas_main_m3": 5401822.0,
    "water_main_m3": 301944.0,
}
# What is fed by the grid, and stands with it.
FED = ["compressor-1", "compressor-2", "compressor-3", "boiler-1", "boiler-2", "cooling-tower", "cw-pump-1", "grid"]
OIL_TEMPERATURE = {1: "comp1_oil_temp", 2: "Comp2_OilTemp", 3: "comp3_oil_temp"}
OIL_PRESSURE = {1: "comp1_oil_pressure", 2: "Comp2_OilPress"}
BOILER_GAS = {1: "boiler1_gas_flow", 2: "Boiler2_GasFlow"}
# asset, start, end, category, cause, words
DOWNTIME = [
    (
        "compressor-2",
        "2025-09-11 03:20",
        "2025-09-11 11:45",
        "unplanned",
        "F02",
        "Tripped on element temperature, oil cooler fouled",
    ),
    ("compressor-1", "2025-09-20 06:00", "2025-09-21 16:30", "planned", "P01", "8000 h overhaul"),
    ("compressor-3", "2025-10-07 13:10", "2025-10-08 09:35", "unplanned", "F05", "Inverter fault, fan module replaced"),
    ("compressor-1", "2025-10-15 21:05", "2025-10-15 23:40", "unplanned", "F03", "Inlet valve stuck closed"),
    ("compressor-2", "2025-09-28 07:00", "2025-09-28 15:20", "planned", "P02", "Oil and separator change"),
    ("compressor-2", "2025-10-26 08:00", "2025-10-26 12:50", "planned", "P03", "Coupling alignment"),
    ("dryer-1", "2025-09-25 10:15", "2025-09-25 18:40", "unplanned", "F06", "Refrigerant leak, bypassed"),
    ("dryer-2", "2025-10-19 05:50", "2025-10-19 14:10", "unplanned", "F07", "Condensate drain blocked, water in line"),
    ("boiler-1", "2025-10-04 06:00", "2025-10-06 18:00", "planned", "P04", "Annual inspection by the authority"),
    ("boiler-2", "2025-09-17 04:35", "2025-09-17 06:10", "unplanned", "F08", "Flame failure, UV cell dirty"),
    ("boiler-2", "2025-10-13 22:50", "2025-10-14 00:25", "unplanned", "F08", "Flame failure, UV cell replaced"),
    ("boiler-1", "2025-10-24 14:20", "2025-10-24 15:35", "unplanned", "F09", "Low water lockout, level probe scaled"),
    ("cooling-tower", "2025-09-30 09:00", "2025-09-30 11:30", "unplanned", "F10", "Fan belts broken"),
    ("cw-pump-1", "2025-10-10 13:00", "2025-10-10 16:45", "planned", "P03", "Mechanical seal and alignment"),
    ("utilities", "2025-10-22 02:10", "2025-10-22 02:55", "external", "X01", "Grid outage"),
    ("compressor-3", "2025-09-05 16:25", "2025-09-05 17:10", "unplanned", "F04", "Phase imbalance trip"),
    ("cooling-tower", "2025-10-18 07:00", "2025-10-18 13:30", "planned", "P05", "Basin cleaning"),
]


DECIMALS = by_tag(
    {
        0: "comp1_state comp2_state comp3_state Comp3_MotorSpeed dryer1_dp dryer2_dp boiler1_flue_temp "
        "boiler1_state boiler2_flue_temp boiler2_state CT_FanSpeedPct ct_conductivity ambient_rh "
        "main_power_kw elec_main_kwh elec_comp_house_kwh gas_main_m3",
        1: "comp1_discharge_temp comp1_element_temp comp1_oil_temp comp1_power comp2_discharge_temp "
        "comp2_element_temp Comp2_OilTemp comp2_power comp3_discharge_temp comp3_element_temp comp3_oil_temp "
        "comp3_power Comp3_InverterTemp dryer1_dew_point dryer1_inlet_temp dryer2_dew_point dryer2_inlet_temp "
        "boiler1_gas_flow boiler1_level boiler1_feedwater_temp Boiler2_GasFlow boiler2_level "
        "boiler2_feedwater_temp ct_supply_temp ct_return_temp ct_basin_level cwp1_current cwp2_current "
        "ambient_temp comp_house_power_kw water_main_m3",
        2: "comp1_discharge_pressure comp1_oil_pressure comp1_airflow comp1_vibration comp1_run_hours "
        "comp1_loaded_hours comp2_discharge_pressure Comp2_OilPress comp2_airflow comp2_vibration "
        "comp2_run_hours comp2_loaded_hours comp3_discharge_pressure comp3_airflow comp3_vibration "
        "comp3_run_hours Dryer2_PowerKW header_flow receiver_pressure foundry_airflow machining_airflow "
        "press_shop_airflow PressShop_LinePressure boiler1_steam_pressure boiler1_steam_flow boiler1_o2 "
        "boiler2_steam_pressure boiler2_steam_flow ct_makeup_flow cwp1_vibration",
        3: "header_pressure power_factor",
    }
)


def minutes(count):
    return timedelta(minutes=count)


class Utilities:
    """The state of the utilities from step to step of five minutes. One method a system."""

    def __init__(self, random):
        mixed = Mixed(random)
        self.noise, self.lag = mixed.noise, mixed.lag
        self.air, self.quarter_hours = Table(START, NOW, 5), Table(START, NOW, 15)
        columns = [list(source.get("columns", {}).values()) for source in description(NAME)["history"]]
        self.air.series = {tag: [] for tag in columns[0]}
        self.quarter_hours.series = {tag: [] for tag in columns[1]}
        self.header_pressure, self.header_flow = [], []  # measured faster, see `simulate_header`
        self.readings, self.meters = [], dict(METERS)
        self.down = self.downtimes()
        self.run_hours = {1: 41212.4, 2: 38870.9, 3: 12345.6}
        self.loaded_hours = {1: 30118.2, 2: 27405.5}
        self.unloaded, self.state = {1: 0, 2: 0}, {1: STOPPED, 2: STOPPED, 3: LOADED}

    def downtimes(self):
        """(machine, step): whether it is down without a plan."""
        down = {}
        for asset, start, end, category, *_ in DOWNTIME:
            for k in self.air.between(start, end):
                for machine in FED if asset == "utilities" else [asset]:
                    down[machine, k] = asset == "utilities" or category == "unplanned"
        return down

    def up(self, machine):
        return (machine, self.k) not in self.down

    def add(self, tag, value):
        self.air.series[tag].append(value)
        return value

    def last(self, tag):
        return self.air.series[tag][-1]

    def step(self, k, time):
        self.k, self.time, self.day = k, time, k / 288
        self.grid = self.up("grid")
        self.weather_and_work()
        self.air_demand()
        self.dispatch()
        self.pressure()
        for number in (1, 2, 3):
            self.compressor(number)
        self.drive()
        self.dryers()
        self.network()
        self.cooling_tower()
        self.pumps()
        self.electricity()
        if k % 3 == 0:
            self.boilers()
        self.count()

    def weather_and_work(self):
        """The activity of the works, 0 to 1: by shifts, with breaks, none on Sundays and on the holiday."""
        time = self.time
        hour, weekday = time.hour + time.minute / 60, time.weekday()
        shift = 0 if hour >= 22 or hour < 6 else 1 if hour < 14 else 2
        if f"{time:%m-%d}" == "09-01":
            work = 0.0
        elif weekday < 5:
            work = (0.32, 1.0, 0.86)[shift]
        else:
            work = 0.62 if weekday == 5 and shift == 1 else 0.0
        if weekday == 0 and hour < 6:
            work *= 0.6
        if any(abs(hour - pause) < 0.26 for pause in (10, 18, 2)):
            work *= 0.72
        self.work = self.lag("work", 0.3, work, 0.25) * (1 if self.grid else 0.05)
        daily = 6.2 * math.sin((hour - 9.5) / 24 * 2 * math.pi)
        self.ambient = 19.5 - 0.17 * self.day + daily + self.noise("ambient", 2.6, 0.998)
        humidity = 66 - 2.1 * (self.ambient - 16 + 0.1 * self.day) + self.noise("humidity", 6, 0.995)
        self.humidity = min(99, max(22, humidity))
        self.add("ambient_temp", self.ambient)
        self.add("ambient_rh", self.humidity)

    def air_demand(self):
        """The press shop's line leaks more and more until it is mended."""
        leak = 5.0 + (0.105 * self.day if self.time < at("2025-10-14T10:00") else 0.6)
        foundry = max(0.4, 2.4 + 27 * self.work * (1 + self.noise("foundry", 0.07, 0.8)))
        machining = max(0.3, 1.6 + 21 * self.work * (1 + self.noise("machining", 0.08, 0.8)))
        self.press_shop = max(0.5, leak + 24 * self.work * (1 + self.noise("press shop", 0.09, 0.8)))
        self.add("foundry_airflow", foundry)
        self.add("machining_airflow", machining)
        self.add("press_shop_airflow", self.press_shop)
        self.need = foundry + machining + self.press_shop

    def dispatch(self):
        """Compressors 1 and 2 carry the base, leading by turns of a week; compressor 3 trims where it can."""
        trims = self.up("compressor-3")
        lead = 1 if self.time.isocalendar()[1] % 2 == 0 else 2
        wanted, rest = [], self.need
        for number in (lead, 3 - lead):
            hysteresis = -3 if self.state[number] == LOADED else 0
            if self.up(f"compressor-{number}") and rest > (40 if trims else 4) + hysteresis:
                wanted.append(number)
                rest -= 37
        for number in (1, 2):
            self.fixed_speed_state(number, number in wanted)
        self.base, self.trim = 37 * len(wanted), 0.0
        if trims:
            trim = min(41, max(0, self.need - self.base))
            self.state[3] = LOADED if trim > 8 else UNLOADED if self.grid else STOPPED
            self.trim = trim if self.state[3] == LOADED else 0
        else:
            self.state[3] = TRIPPED if self.grid else STOPPED
        self.made = self.base + self.trim

    def fixed_speed_state(self, number, wanted):
        """It runs unloaded for four steps before it stops."""
        machine = f"compressor-{number}"
        if not self.up(machine):
            self.state[number] = TRIPPED if self.down[machine, self.k] and self.grid else STOPPED
            self.unloaded[number] = 0
        elif wanted:
            self.state[number], self.unloaded[number] = LOADED, 0
        elif self.state[number] in (UNLOADED, LOADED):
            self.unloaded[number] += 1
            self.state[number] = UNLOADED if self.unloaded[number] <= 4 else STOPPED
        else:
            self.state[number] = STOPPED

    def pressure(self):
        short = max(0, self.need - self.base - self.trim)
        over = max(0, self.base + self.trim - self.need)
        target = 7.02 - 0.085 * short + 0.02 * min(over, 12) if self.grid else 2.2
        self.header = self.lag("header", 7, target, 0.5, 0.35) + self.noise("header", 0.025, 0.5)
        self.header_pressure.append(self.header)
        self.header_flow.append(max(0, self.need - 0.5 * short))

    def compressor(self, number):
        noise, lag, state, ambient = self.noise, self.lag, self.state[number], self.ambient
        speed, name = self.trim / 41 if number == 3 else 1.0, f"comp{number}"
        runs, fouled = state in (UNLOADED, LOADED), number == 2 and self.time < at("2025-09-11T03:20")
        flow = 0
        if state == LOADED:
            flow = self.trim if number == 3 else 37 * (1 + noise(f"flow {number}", 0.006))
        fouling = 0.035 * self.day * (1 if fouled else 0.25)
        if state == LOADED:
            full = (22 + 218 * speed) if number == 3 else 246 + (4 if number == 2 else 0)
            power = full * (1 + 0.06 * (self.header - 7)) + noise(f"power {number}", 2.2, 0.5)
            heat = 90 * fouling / 1.05 * 0.3 if fouled else 8 * fouling * 0.3
            target = 72 + 0.75 * ambient + (6 if number == 2 else 0) + 7 * speed + heat
        elif state == UNLOADED:
            power, target = 62 + noise(f"power {number}", 1), 62 + 0.5 * ambient
        else:
            power, target = 0.4, ambient + 4
        element = lag(f"element {number}", 78, target, 0.3, 0.12) + noise(f"element {number}", 0.7)
        self.add(f"{name}_element_temp", element)
        self.add(OIL_TEMPERATURE[number], ambient + (element - ambient) * 0.62 + noise(f"oil {number}", 0.5))
        cooled = ambient + (13 if state == LOADED else 5 if state == UNLOADED else 1)
        cooled = lag(f"discharge {number}", 32, cooled, 0.25) + noise(f"discharge {number}", 0.5)
        self.add(f"{name}_discharge_temp", cooled)
        scatter = noise(f"discharge pressure {number}", 0.01)
        above = 0.22 * speed if state == LOADED else 0.02
        self.add(f"{name}_discharge_pressure", self.header + above + scatter if state else max(0, scatter))
        if number < 3:
            oil = (2.6 if state == LOADED else 2.1) + noise(f"oil pressure {number}", 0.05) if runs else 0.0
            self.add(OIL_PRESSURE[number], oil)
        self.add(f"{name}_power", power if self.grid else 0)
        self.add(f"{name}_airflow", flow)
        self.add(f"{name}_state", state)
        self.add(f"{name}_vibration", self.vibration(number, state, speed))
        self.run_hours[number] += 1 / 12 if runs else 0
        self.add(f"{name}_run_hours", self.run_hours[number])
        if number < 3:
            self.loaded_hours[number] += 1 / 12 if state == LOADED else 0
            self.add(f"{name}_loaded_hours", self.loaded_hours[number])

    def vibration(self, number, state, speed):
        """The coupling of compressor 2 goes out of line until it is aligned."""
        if state not in (UNLOADED, LOADED):
            return 0.05 + abs(self.noise(f"vibration {number}", 0.02))
        level = (2.4, 2.9, 1.5 + 1.2 * speed)[number - 1] * (1 if state == LOADED else 0.6)
        misaligned = number == 2 and self.time < at("2025-10-26T08:00")
        drift = 0.028 * max(0, self.day - 20) if misaligned else 0
        return max(0.05, level + self.noise(f"vibration {number}", 0.18, 0.7) + drift)

    def drive(self):
        """The inverter of compressor 3 runs hotter from the 4th of October until its fan is replaced."""
        state = self.state[3]
        speed = 700 if state == UNLOADED else 0
        if state == LOADED:
            speed = 700 + 2300 * self.trim / 41 + self.noise("motor speed", 8, 0.3)
        self.add("Comp3_MotorSpeed", speed)
        failing = self.time < at("2025-10-07T13:10") and self.day > 33.5
        warm = self.lag("inverter", 42, self.ambient + 14 + 16 * self.trim / 41, 0.1) + self.noise("inverter", 0.6)
        self.add("Comp3_InverterTemp", warm + (9 * max(0, self.day - 33.5) / 3 if failing else 0))

    def dryers(self):
        """The drain of dryer 2 blocks from the 17th of October, and its dew point climbs."""
        noise, made = self.noise, self.made
        blocked = at("2025-10-17T00:00") < self.time < at("2025-10-19T14:10")
        for number in (1, 2):
            inlet = self.ambient + 11 + 0.05 * made + noise(f"inlet {number}", 0.6)
            target = 15
            if self.up(f"dryer-{number}"):
                target = 2.6 + 0.035 * made + 0.04 * (inlet - 30)
                if number == 2 and blocked:
                    target += 3.2 * (self.time - at("2025-10-17T00:00")).total_seconds() / 86400
            dew_point = self.lag(f"dew point {number}", 3.2, target, 0.12) + noise(f"dew point {number}", 0.25)
            drop = 4
            if made > 1:
                drop = (55 if number == 1 else 48) + 145 * (made / 100) ** 1.8 + 1.1 * self.day
                drop = max(3, drop + noise(f"drop {number}", 4))
            self.add(f"dryer{number}_inlet_temp", inlet)
            self.add(f"dryer{number}_dew_point", dew_point)
            self.add(f"dryer{number}_dp", drop)
        power = 0.15 if self.grid else 0
        if self.grid and self.up("dryer-2"):
            power = 3.1 + 0.035 * made + noise("dryer power", 0.12)
        self.add("Dryer2_PowerKW", power)

    def network(self):
        self.add("receiver_pressure", self.header + 0.12 + 0.0006 * self.made + self.noise("receiver", 0.012))
        far = self.header - 0.18 - 0.00055 * self.press_shop**2 + self.noise("far end", 0.02)
        self.add("PressShop_LinePressure", far)

    def cooling_tower(self):
        noise, up = self.noise, self.up("cooling-tower")
        load = self.cooling = (self.made / 100 + 0.25) * (1 if self.grid else 0.2)
        wet_bulb = self.ambient - (100 - self.humidity) * 0.09
        fan = 0
        if up:
            fan = 18 + 5.2 * (wet_bulb + 4 - 14) * min(1, load + 0.3) + noise("fan", 2)
            fan = min(100, max(0, fan))
        stopped = 8.5 * (load + 0.2) if not up else 0
        target = wet_bulb + 4 + 4.6 * load + stopped + max(0, 20 - wet_bulb) * 0.25
        supply = self.lag("tower", 22, target, 0.15) + noise("tower", 0.25)
        self.add("ct_supply_temp", supply)
        self.add("ct_return_temp", supply + 2 + 6.2 * load + noise("return", 0.3))
        self.add("CT_FanSpeedPct", fan)
        self.add("ct_basin_level", 71 + 3 * math.sin(self.k / 9) + noise("basin", 0.8))
        self.add("ct_conductivity", 1180 + 420 * ((self.day * 1.0 % 7) / 7) + noise("conductivity", 15))
        makeup = max(0, 0.35 + 1.15 * load + noise("make-up", 0.12)) if self.grid else 0
        self.makeup = self.add("ct_makeup_flow", makeup)

    def pumps(self):
        """Pump 1 runs in the first half of a month, pump 2 in the second and where pump 1 is down."""
        noise, load = self.noise, self.cooling
        first = self.up("cw-pump-1") and self.time.day <= 15
        self.add("cwp1_current", 62 + 3 * load + noise("pump 1", 0.6) if first and self.grid else 0)
        self.add("cwp2_current", 60 + 3 * load + noise("pump 2", 0.6) if not first and self.grid else 0)
        shaking = 0.04
        if first and self.grid:
            worn = 0.05 * (self.day - 25) if self.day > 25 and self.time < at("2025-10-10T13:00") else 0
            shaking = 2.1 + noise("pump shaking", 0.15) + worn
        self.add("cwp1_vibration", shaking)

    def electricity(self):
        compressors = self.last("comp1_power") + self.last("comp2_power") + self.last("comp3_power")
        house = compressors + self.last("Dryer2_PowerKW") * 2 + (34 if self.grid else 0)
        self.house_power = house + 7 * self.last("CT_FanSpeedPct") / 100
        self.main_power = 0
        if self.grid:
            self.main_power = 420 + 3350 * self.work * (1 + self.noise("works", 0.04)) + self.house_power

    def boilers(self):
        series, noise = self.quarter_hours.series, self.noise
        heat = max(0.12, 0.25 + 0.75 * self.work + 0.022 * max(0, 15 - self.ambient)) * 5.2
        up = {number: self.up(f"boiler-{number}") for number in (1, 2)}
        self.gas = 0.0
        for number, share in ((1, 0.58), (2, 0.42)):
            self.gas += self.boiler(number, up[number], heat * (share if all(up.values()) else 0.88))
        series["main_power_kw"].append(self.main_power)
        series["comp_house_power_kw"].append(self.house_power)
        factor = None
        if self.grid:
            factor = min(0.995, max(0.8, 0.955 - 0.035 * (1 - self.work) + noise("power factor", 0.006, 0.7)))
        series["power_factor"].append(factor)

    def boiler(self, number, up, share):
        """The signals of a boiler that bears a share of the steam, t/h. Returns its gas, m3/h."""
        series, noise, lag, name = self.quarter_hours.series, self.noise, self.lag, f"boiler{number}"
        steam = max(0.25, share * (1 + noise(f"steam {number}", 0.05, 0.7))) if up else 0.0
        steam = min(steam, 4.6)
        gas = steam * (72.5 if number == 1 else 75.8) + (3 if up else 0) + noise(f"gas {number}", 2, 0.3) * (steam > 0)
        state = 2 if steam < 0.75 else 3
        if not up:
            state = 4 if self.down[f"boiler-{number}", self.k] and self.grid else 0
        pressure = 9.1 - 0.12 * max(0, steam - 2.6) if up else 0.4
        pressure = lag(f"drum {number}", 9.1, pressure, 0.5, 0.05) + noise(f"drum {number}", 0.06)
        flue = 118 + 11 * steam + 0.12 * self.day * (number == 1) if up else 45
        flue = lag(f"flue {number}", 140, flue, 0.3, 0.1) + noise(f"flue {number}", 1.3)
        series[f"{name}_steam_pressure"].append(pressure)
        series[f"{name}_steam_flow"].append(steam)
        series[f"{name}_flue_temp"].append(flue)
        series[f"{name}_level"].append((52 if up else 50) + noise(f"level {number}", 1.6, 0.6))
        series[f"{name}_feedwater_temp"].append((96 if up else 55) + noise(f"feedwater {number}", 0.8))
        series[f"{name}_state"].append(state)
        series[BOILER_GAS[number]].append(max(0, gas) if up else 0.0)
        if number == 1:
            oxygen = max(1.2, 3.4 + 1.6 * math.exp(-steam) + 0.006 * self.day + noise("oxygen", 0.18)) if up else 20.6
            series["boiler1_o2"].append(oxygen)
        return gas

    def count(self):
        """The meters, read on the hour."""
        meters = self.meters
        meters["elec_main_kwh"] += self.main_power / 12
        meters["elec_comp_house_kwh"] += self.house_power / 12
        meters["gas_main_m3"] += (self.gas + 38 * self.work) / 12
        meters["water_main_m3"] += (self.makeup + 0.9 * self.work + 0.15) / 12
        if self.time.minute == 55:
            self.readings += [(self.time + minutes(5), meter, reading) for meter, reading in meters.items()]


def simulate_header(random, utilities):
    """The header's pressure and flow, every two minutes."""
    table, steps = Table(START, NOW, 2), len(utilities.air.times)
    pressure, flow = Noise(random, 0.018, 0.6), Noise(random, 0.8, 0.7)
    table.series = {"header_pressure": [], "header_flow": []}
    for time in table.times:
        k = min(steps - 1, int((time - START).total_seconds() // 300))
        table.series["header_pressure"].append(max(0, utilities.header_pressure[k] + pressure()))
        table.series["header_flow"].append(max(0, utilities.header_flow[k] + flow()))
    return table


def spoil(air, quarter_hours, header):
    """What went wrong with the recordings."""
    air.stuck("dryer1_dew_point", "2025-10-02T11:00", "2025-10-03T08:00")
    air.stuck("ambient_rh", "2025-09-14T00:00", "2025-09-15T10:00")
    air.blank("comp3_vibration", "2025-09-22T08:00", "2025-09-24T14:00")
    air.blank("ct_conductivity", "2025-10-05T00:00", "2025-10-06T12:00")
    for time in ("2025-09-18T14:35", "2025-09-18T15:10", "2025-10-03T09:20"):
        air.put("comp1_discharge_temp", time, 850.0)
    air.put("ct_makeup_flow", "2025-10-12T04:05", 99.99)
    air.drop("2025-09-16T22:05", "2025-09-17T01:40")
    air.drop("2025-10-22T02:15", "2025-10-22T03:05")
    quarter_hours.stuck("boiler1_o2", "2025-10-16T09:00", "2025-10-17T07:00")
    quarter_hours.put("boiler2_flue_temp", "2025-09-17T06:15", 212.0)
    quarter_hours.put("boiler2_flue_temp", "2025-10-14T00:30", 212.0)
    quarter_hours.drop("2025-10-01T03:15", "2025-10-01T06:30")
    header.drop("2025-09-08T11:30", "2025-09-08T12:44")


def unix_seconds(time):
    return str(int((time - OFFSET - datetime(1970, 1, 1)).total_seconds()))


def write_history(folder, air, quarter_hours, header, readings):
    history = folder / "history"
    columns = [source.get("columns") for source in description(NAME)["history"]]
    air.write(history / "airhouse_5min.csv", columns[0], "timestamp")
    quarter_hours.write(
        history / "boilers_energy_15min.csv", columns[1], "timestamp", lambda time: f"{time:%Y-%m-%dT%H:%M}:00-05:00"
    )
    header.write(history / "header_2min.csv", columns[2], "epoch", unix_seconds)
    rows = []
    for time, meter, reading in readings:
        silent = meter == "water_main_m3" and at("2025-10-09 00:00") <= time < at("2025-10-09 17:00")
        if not silent:
            digits = DECIMALS[meter]
            rows.append([stamp(time), meter, round(reading, digits) if digits else int(round(reading))])
    write_rows(history / "meters_hourly.csv", ["timestamp", "meter", "reading"], sorted(rows))


def write_downtime(records):
    rows = []
    for number, (asset, start, end, category, code, words) in enumerate(sorted(DOWNTIME, key=lambda row: row[1]), 1):
        length = int((at(end) - at(start)).total_seconds() // 60)
        rows.append([f"DT-{number:03d}", asset, f"{start}:00", f"{end}:00", length, category, code, words])
    header = "event_id equipment start_time end_time duration_min category cause_code remark".split()
    write_rows(records / "downtime.csv", header, rows)


def limit_alarms(tables):
    """[raised, cleared, equipment, tag, severity, message, worst] of the runs beyond the limits of the tags."""
    severity = {"high_high": "critical", "low_low": "critical", "high": "high", "low": "high"}
    medium = "dryer1_dew_point dryer2_dew_point dryer1_dp dryer2_dp ct_conductivity power_factor".split()
    medium += ["PressShop_LinePressure", "boiler1_flue_temp"]
    hysteresis = {"m3/min": 0.5, "bar": 0.08, "mm/s": 0.25, "1": 0.004, "uS/cm": 30, "mbar": 8}
    for tag in description(NAME)["tag"]:
        name = tag["id"]
        table = next((table for table in tables if name in table.series), None)
        for kind, limit in limits(tag).items():
            if kind.startswith("low") and name in OIL_PRESSURE.values():
                continue  # it is low whenever the compressor stands
            for start, end, worst in crossings(table, name, kind, limit, hysteresis.get(tag["unit"], 1.2)):
                level = "medium" if name in medium else severity[kind]
                yield [start, end, tag["asset"], name, level, f"{tag['name']} {kind.replace('_', ' ')}", worst]


def system_alarms(random):
    """Alarms of the control system itself."""
    machines = "compressor-1 compressor-2 compressor-3 dryer-1 boiler-1 boiler-2 energy-meters".split()
    messages = ["Communication lost", "Communication restored late", "Local mode selected", "Door open"]
    for _ in range(46):
        start = START + minutes(random.randint(0, 87000))
        end = start + minutes(random.randint(1, 240))
        yield [start, end, random.choice(machines), None, "low", random.choice(messages), None]


def write_alarms(random, records, tables):
    alarms = [*limit_alarms(tables), *system_alarms(random)]
    alarms.sort(key=lambda alarm: (alarm[0], alarm[2], alarm[5]))
    rows = []
    for number, (raised, cleared, *rest) in enumerate(alarms, 1):
        seen = [None, None]
        if random.random() < 0.83:
            when = stamp(raised + timedelta(seconds=random.randint(15, 2400)))
            seen = [when, random.choice(["OP-11", "OP-12", "OP-14", "OP-17", "OP-21"])]
        rows.append([f"AL-{number:04d}", stamp(raised), stamp(cleared) if cleared else None, *rest, *seen])
    header = "alarm_id raised_at cleared_at equipment tag severity message peak_value acked_at acked_by".split()
    write_rows(records / "alarms.csv", header, rows)


# type, failure code, summary by equipment; the second machine of a kind has the jobs of the first
JOBS = {
    "compressor-1": [
        ("PM", None, "Weekly check, drain condensate"),
        ("PM", "P02", "Oil top-up and filter change"),
        ("CM", "F01", "Clean aftercooler fins"),
        ("CM", "F03", "Inlet valve sluggish"),
        ("INS", None, "Vibration route"),
    ],
    "compressor-3": [
        ("PM", None, "Clean inverter filters"),
        ("CM", "F05", "Inverter over-temperature warning"),
        ("INS", None, "Thermography of drive cabinet"),
        ("CM", "F12", "Flow sensor reads low"),
    ],
    "dryer-1": [
        ("CM", "F07", "Drain not opening"),
        ("PM", None, "Clean condenser coil"),
    ],
    "air-network": [
        ("CM", "F11", "Mend tagged leaks, press shop"),
        ("CM", "F11", "Mend tagged leaks, foundry"),
        ("INS", None, "Leak survey with ultrasound"),
        ("MOD", None, "Add isolation valve"),
    ],
    "boiler-1": [
        ("PM", None, "Blowdown and softener check"),
        ("CM", "F09", "Level probe cleaning"),
        ("CM", "F14", "Boiler water out of range"),
        ("INS", None, "Safety valve test"),
    ],
    "cooling-tower": [
        ("PM", None, "Dose biocide, check drift eliminators"),
        ("CM", "F14", "Conductivity high, check blowdown valve"),
        ("CM", "F10", "Belt squeal"),
    ],
    "cw-pump-1": [
        ("CM", "F13", "Bearing noisy"),
        ("PM", None, "Grease bearings"),
    ],
    "energy-meters": [
        ("CM", "F12", "Meter pulse lost"),
        ("MOD", None, "Add sub-meter"),
    ],
}
JOBS_OF = {"compressor-2": "compressor-1", "dryer-2": "dryer-1", "boiler-2": "boiler-1", "cw-pump-2": "cw-pump-1"}
WORKED_ON = {  # how often
    "compressor-1": 5,
    "compressor-2": 6,
    "compressor-3": 4,
    "dryer-1": 1,
    "dryer-2": 2,
    "air-network": 3,
    "boiler-1": 3,
    "boiler-2": 3,
    "cooling-tower": 2,
    "cw-pump-1": 1,
    "cw-pump-2": 1,
    "energy-meters": 1,
}


def craft_for(random, sort, code):
    if code in ("F04", "F05"):
        return "electrical"
    if code in ("F12", "F09"):
        return "instrument"
    return "contractor" if sort == "MOD" else random.choice(["mechanical", "mechanical", "utilities"])


def work_order(random, time):
    """One order: [opened, equipment, type, priority, code, closed, hours, parts, craft, status, summary]."""
    asset = random.choice([asset for asset, times in WORKED_ON.items() for _ in range(times)])
    sort, code, summary = random.choice(JOBS[JOBS_OF.get(asset, asset)])
    hours = max(0.25, round(random.lognormvariate(0.8, 0.75) * 4) / 4)
    corrective = random.choice(["P1", "P2", "P2", "P3"])
    priority = {"CM": corrective, "PM": "P3", "INS": "P3", "MOD": "P4"}[sort]
    wait = minutes(random.randint(20, 300 if priority == "P1" else 7000))
    finished = time + wait + timedelta(hours=hours)
    closed = finished < NOW and random.random() < 0.93
    status = "CLOSED" if closed else random.choice(["OPEN", "WAITING PARTS"])
    craft = craft_for(random, sort, code)
    done = [None, None, None]
    if closed:
        parts = 0 if sort == "INS" else random.choice([0, 0, 35, 80, 140, 420, 1150])
        done = [stamp(finished), hours, parts]
    return [time, asset, sort, priority, code, *done, craft, status, summary]


def write_work_orders(random, records):
    orders, time = [], START + timedelta(hours=6, minutes=20)
    while time < NOW - timedelta(hours=3):
        orders.append(work_order(random, time))
        time += minutes(random.randint(60, 860))
    for asset, start, end, category, code, words in DOWNTIME:
        if asset != "utilities":
            sort, priority = ("CM", "P1") if category == "unplanned" else ("PM", "P3")
            hours = round((at(end) - at(start)).total_seconds() / 3600 * 4) / 4
            parts = random.choice([180, 640, 2350, 3900])
            craft = "electrical" if code in ("F04", "F05", "F08", "F09") else "mechanical"
            opened, closed = at(start) + minutes(10), f"{end}:00"
            orders.append([opened, asset, sort, priority, code, closed, hours, parts, craft, "CLOSED", words])
    mended = "Press shop: cracked hose manifold and 11 couplings replaced"
    told = ["air-network", "CM", "P2", "F11", "2025-10-14 10:20:00", 6.5, 310, "mechanical", "CLOSED", mended]
    orders.append([at("2025-10-13T13:05"), *told])
    orders.sort(key=lambda order: (order[0], order[1]))
    rows = []
    for number, (opened, *order) in enumerate(orders):
        rows.append([f"WO-{51200 + 3 * number}", *order[:4], stamp(opened), *order[4:]])
    header = "wo_no equipment wo_type priority failure_code opened closed labor_hours parts_cost craft status summary"
    write_rows(records / "work_orders.csv", header.split(), rows)


def graded(value, watch, fail=math.inf):
    return "OK" if value < watch else "WATCH" if value < fail else "FAIL"


def inspections(random):
    """Rounds and tests week by week: [time, equipment, inspection, reading, unit, result, remark]."""
    for week in range(9):
        monday = START + timedelta(weeks=week)
        for k, level in enumerate((2.4, 2.9 + 0.2 * max(0, week - 2) * (week < 8), 2.3)):
            value, time = level + random.gauss(0, 0.15), monday + minutes(24 * 60 + 8 * 60 + 20 * k)
            result = graded(value, 3.5, 4.5)
            yield [time, f"compressor-{k + 1}", "vibration route", round(value, 2), "mm/s", result, None]
        for k, level in ((1, 2350), (2, 2600)):
            value, time = random.gauss(level, 260), monday + minutes(48 * 60 + 7 * 60 + 15 * k)
            result, remark = graded(value, 2800, 3000), "Blowdown increased" if value >= 2800 else None
            yield [time, f"boiler-{k}", "boiler water test", round(value), "uS/cm", result, remark]
        value, time = random.gauss(7.8, 0.25), monday + minutes(72 * 60 + 9 * 60)
        result = "OK" if 7.4 <= value <= 8.2 else "WATCH"
        yield [time, "cooling-tower", "cooling water pH", round(value, 2), "pH", result, None]
        if week % 2 == 0:
            value, time = 6 + 0.74 * week * (1 if week < 6 else 0.35), monday + minutes(120 * 60 + 15 * 60)
            found, remark = round(value + random.gauss(0, 0.4), 1), "Most leaks in the press shop"
            yield [time, "air-network", "leak survey", found, "m3/min", graded(value, 7, 9), remark]
        if week % 3 == 1:
            for k in (1, 2, 3):
                value, time = random.gauss(0.9, 0.25), monday + minutes(96 * 60 + 10 * 60 + 10 * k)
                yield [time, f"compressor-{k}", "oil analysis", round(value, 2), "mg KOH/g", graded(value, 1.2), None]


def write_inspections(random, records):
    rows = sorted((row for row in inspections(random) if row[0] < NOW), key=lambda row: row[0])
    header = "insp_id inspected_at equipment inspection reading reading_unit result remark".split()
    numbered = [[f"IN-{number:03d}", stamp(row[0]), *row[1:]] for number, row in enumerate(rows, 1)]
    write_rows(records / "inspections.csv", header, numbered)


def write(folder):
    """Adds history and records to a folder that has the plant's description."""
    source = random.Random(61000)
    utilities = Utilities(source)
    for k, time in enumerate(utilities.air.times):
        utilities.step(k, time)
    tables = air, quarter_hours, header = utilities.air, utilities.quarter_hours, simulate_header(source, utilities)
    spoil(*tables)
    for table in tables:
        table.rounded(DECIMALS)
    records = folder / "records"
    write_downtime(records)
    write_alarms(source, records, tables)
    write_work_orders(source, records)
    write_inspections(source, records)
    air.drizzle(source, 0.002, spared=[tag for tag in air.series if tag.endswith("_hours")])
    quarter_hours.drizzle(source, 0.003)
    header.drizzle(source, 0.002)
    write_history(folder, *tables, utilities.readings)
