//! The whole station: weather, pumps, tower, exchanger, compressor, line and meters, coupled.

use serde::{Deserialize, Serialize};

use super::clock::Local;
use super::faults::{FaultKind, Severities};
use crate::basin::{Basin, BasinFlows};
use crate::compressor::Compressor;
use crate::exchanger::Exchanger;
use crate::noise::Noise;
use crate::packaging::{Line, LineInputs, LineState, Planned};
use crate::psychrometrics::WATER_CP;
use crate::pump::{BAR_PER_M, COOLING_WATER_PUMP, Pump, strainer_dp_kpa};
use crate::totaliser::Totaliser;
use crate::tower::{COOLING_TOWER, Tower, TowerDesign};
use crate::weather::Weather;

/// Fast parts (pressures) are stepped at this length, seconds.
const FAST_S: f64 = 5.0;
/// Slow parts are never stepped further than this, seconds.
pub const LONGEST_STEP_S: i64 = 60;

/// Static head to the top of the tower, bar.
const RETURN_BAR: f64 = 0.7;
/// Loss of the pipe between pump and header, bar/(m³/h)².
const LINE_LOSS: f64 = 5.0e-6;
const EXCHANGER_VALVE_CV: f64 = 60.0;
const COMPRESSOR_COOLER_CV: f64 = 7.6;
const OTHER_CONSUMERS_CV: f64 = 6.0;
const BASIN_SETPOINT_C: f64 = 23.0;
const PROCESS_SETPOINT_C: f64 = 28.0;
/// Instrument air, m³/h.
const INSTRUMENT_AIR: f64 = 45.0;
/// Leaks of the sound network at 7 bar, m³/h, and what the fault adds.
const SOUND_LEAK: f64 = 15.0;
const FAULT_LEAK: f64 = 170.0;

/// Feeders of the main meter.
pub const PUMPING: usize = 0;
pub const COOLING: usize = 1;
pub const AIR: usize = 2;
pub const PACKAGING: usize = 3;
pub const BUILDING: usize = 4;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// bar (gauge).
    pub pressure: f64,
    pub setpoint: f64,
    /// m³/h.
    pub flow: f64,
    /// The controller's output: speed over rated speed.
    pub speed: f64,
    last_error: f64,
}

/// Electrical energy, kWh, and line water.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Meters {
    pub feeders: [Totaliser; 5],
    pub pumps: [Totaliser; 2],
    pub fan: Totaliser,
    pub compressor: Totaliser,
    pub line: Totaliser,
    /// Rinse water of the line, m³.
    pub line_water: Totaliser,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Station {
    pub weather: Weather,
    pub line: Line,
    pub pumps: [Pump; 2],
    pub duty: usize,
    pub header: Header,
    pub exchanger: Exchanger,
    pub tower: Tower,
    pub basin: Basin,
    pub compressor: Compressor,
    pub meters: Meters,
    /// Pump hall and compressor room, °C.
    pub hall_c: f64,
    /// Compressor cooler, °C.
    pub cooler_out_c: f64,
    pub web_tension: f64,
    /// What fouling the exchanger has from the fault, and the drift of its transmitter, K.
    pub exchanger_fault: f64,
    pub transmitter_drift: f64,
}

/// What surrounds one step.
#[derive(Debug, Clone, Copy)]
pub struct Surroundings {
    pub noise: Noise,
    pub local: Local,
    pub severities: Severities,
    pub available: [bool; 2],
}

impl Station {
    pub fn new(noise: Noise, at_s: i64) -> Self {
        let start = |kwh| Totaliser::starting_at(kwh);
        Self {
            weather: Weather::new(noise, at_s),
            line: Line::new(noise, at_s),
            pumps: [Pump::new(21_340.0, 0.35), Pump::new(19_870.0, 0.25)],
            duty: 0,
            header: Header { pressure: 3.2, setpoint: 3.2, flow: 60.0, speed: 0.85, last_error: 0.0 },
            exchanger: Exchanger::new(),
            tower: Tower::new(),
            basin: Basin::new(),
            compressor: Compressor::new(),
            meters: Meters {
                feeders: [
                    start(412_500.0),
                    start(151_200.0),
                    start(1_904_300.0),
                    start(1_388_700.0),
                    start(802_100.0),
                ],
                pumps: [start(210_400.0), start(202_100.0)],
                fan: start(151_200.0),
                compressor: start(1_871_900.0),
                line: start(1_301_500.0),
                line_water: start(61_240.0),
            },
            hall_c: 20.0,
            cooler_out_c: 26.0,
            web_tension: 18.0,
            exchanger_fault: 0.0,
            transmitter_drift: 0.0,
        }
    }

    /// Advances by `dt_s` (at most [`LONGEST_STEP_S`]) to `at_s`, UTC seconds.
    pub fn step(&mut self, around: &Surroundings, at_s: i64, dt_s: f64) {
        let severity = |kind| around.severities.of(kind);
        self.weather.step(around.noise, at_s, dt_s);
        self.hall_c = 19.0 + 0.4 * (self.weather.dry_bulb - 10.0).max(-6.0);
        let planned = around.local.planned();
        let inputs = LineInputs {
            planned,
            soon: around.local.later(5400).planned() != Planned::Off,
            jam_factor: 1.0 + 6.0 * severity(FaultKind::LabelJams),
            air_bar: self.compressor.receiver_bar,
            loop_c: self.exchanger.hot_in,
        };
        self.line.step(around.noise, inputs, at_s, dt_s);
        self.web_tension = self.line_tension(around, at_s);
        self.choose_pump(around);
        self.exchanger_fault = severity(FaultKind::ExchangerFouling).powf(0.8);
        self.transmitter_drift = 3.2 * severity(FaultKind::TemperatureDrift);
        let (pump_kw, compressor_kw) = self.step_fast(around, dt_s);
        self.step_heat(around, planned, compressor_kw, dt_s);
        self.count_energy(around.local, planned, pump_kw, compressor_kw, dt_s);
    }

    /// Ends a recording interval: every meter's mean is that over `dt_s`.
    pub fn read_meters(&mut self, dt_s: f64) {
        let meters = &mut self.meters;
        for meter in meters.feeders.iter_mut().chain(&mut meters.pumps).chain([
            &mut meters.fan,
            &mut meters.compressor,
            &mut meters.line,
            &mut meters.line_water,
            &mut self.basin.makeup,
            &mut self.basin.blowdown,
            &mut self.compressor.delivered,
        ]) {
            meter.read(dt_s);
        }
    }

    /// Power of the main meter, kW, and its counter, kWh.
    pub fn main_kw(&self) -> f64 {
        self.meters.feeders.iter().map(|feeder| feeder.mean).sum()
    }

    pub fn main_kwh(&self) -> f64 {
        self.meters.feeders.iter().map(|feeder| feeder.total).sum()
    }

    fn line_tension(&self, around: &Surroundings, at_s: i64) -> f64 {
        let jams = around.severities.of(FaultKind::LabelJams);
        if self.line.state == LineState::Running {
            18.0 - 5.0 * jams + (0.3 + 2.2 * jams) * around.noise.normal(830, at_s)
        } else {
            6.0
        }
    }

    /// Duty changes every Monday at 07:00; a pump that may not run is replaced at once.
    fn choose_pump(&mut self, around: &Surroundings) {
        let hours = around.local.day * 24 + around.local.second / 3600;
        let week = (hours + 3 * 24 - 7).div_euclid(7 * 24);
        let wanted = week.rem_euclid(2) as usize;
        self.duty = if around.available[wanted] { wanted } else { 1 - wanted };
        for (index, pump) in self.pumps.iter_mut().enumerate() {
            pump.running = index == self.duty;
        }
    }

    /// Header pressure and compressed air; returns mean power of pump and compressor, kW.
    ///
    /// The flow is where pump and system meet: suction + ρ g (r² H₀ − a Q²) − losses =
    /// p_return + (Q / Cv)², all quadratic in Q and so solved in closed form. A PI
    /// controller in velocity form sets the speed.
    fn step_fast(&mut self, around: &Surroundings, dt_s: f64) -> (f64, f64) {
        let severity = |kind| around.severities.of(kind);
        let curve = COOLING_WATER_PUMP;
        let fouling = self.exchanger_fault + self.exchanger.fouling;
        let plates = 0.000_111 * (1.0 + 1.1 * fouling);
        let valve = EXCHANGER_VALVE_CV * self.exchanger.valve;
        let exchanger_cv = 1.0 / (1.0 / (valve * valve) + plates).sqrt();
        let cv = exchanger_cv + COMPRESSOR_COOLER_CV + OTHER_CONSUMERS_CV;
        let clogging = if self.duty == 1 { 9.0 * severity(FaultKind::StrainerClogging) } else { 0.0 };
        let pump = &mut self.pumps[self.duty];
        let strainer_fouling = pump.strainer_fouling + clogging;
        let strainer = strainer_dp_kpa(1.0, strainer_fouling) / 100.0;
        let static_bar = 0.18 + 0.0014 * self.basin.level();
        let resistance = strainer + curve.head_slope * BAR_PER_M + LINE_LOSS + 1.0 / (cv * cv);
        let head_loss = 1.0 - 0.04 * pump.wear;
        let air_demand = self.line.air_m3_h() + INSTRUMENT_AIR;
        let leak = SOUND_LEAK + FAULT_LEAK * severity(FaultKind::AirLeak);
        let unload_leak = severity(FaultKind::UnloadValveLeak);
        let mut left = dt_s;
        let (mut pump_energy, mut compressor_energy) = (0.0, 0.0);
        while left > 1e-9 {
            let step = left.min(FAST_S);
            left -= step;
            let header = &mut self.header;
            let lift = curve.shutoff_head_m * head_loss * header.speed * header.speed * BAR_PER_M;
            let flow = ((static_bar + lift - RETURN_BAR) / resistance).max(0.0).sqrt();
            header.flow = flow;
            header.pressure = RETURN_BAR + (flow / cv).powi(2);
            let error = header.setpoint - header.pressure;
            let change = 0.03 * (error - header.last_error) + 0.004 * error * step;
            header.last_error = error;
            header.speed = (header.speed + change).clamp(0.35, 1.03);
            pump.power_kw = curve.power_kw(flow, header.speed, pump.wear);
            pump_energy += pump.power_kw * step;
            self.compressor.step(air_demand, leak, unload_leak, step);
            compressor_energy += self.compressor.power_kw * step;
        }
        pump.flow = self.header.flow;
        pump.ratio = self.header.speed;
        pump.strainer_dp_kpa = strainer_dp_kpa(pump.flow, strainer_fouling);
        pump.suction_bar = static_bar - pump.strainer_dp_kpa / 100.0;
        pump.discharge_bar = self.header.pressure + LINE_LOSS * pump.flow * pump.flow;
        self.exchanger.cold_flow = self.header.flow * exchanger_cv / cv;
        let standby = &mut self.pumps[1 - self.duty];
        standby.suction_bar = static_bar;
        standby.discharge_bar = static_bar;
        (pump_energy / dt_s, compressor_energy / dt_s)
    }

    fn step_heat(&mut self, around: &Surroundings, planned: Planned, compressor_kw: f64, dt_s: f64) {
        let severity = |kind| around.severities.of(kind);
        let exchanger = &mut self.exchanger;
        exchanger.hot_flow = if planned == Planned::Off { 15.0 } else { 40.0 };
        exchanger.cold_in = self.basin.temperature;
        exchanger.step(
            self.line.heat_kw(),
            self.exchanger_fault,
            self.transmitter_drift,
            PROCESS_SETPOINT_C,
            dt_s,
        );
        let total = self.header.flow;
        let consumers = total - exchanger.cold_flow;
        let cooler = consumers * COMPRESSOR_COOLER_CV / (COMPRESSOR_COOLER_CV + OTHER_CONSUMERS_CV);
        let other = consumers - cooler;
        // 94 % of the compressor's power leaves with the oil and air coolers.
        let cooler_kw = 0.94 * compressor_kw;
        self.cooler_out_c = self.basin.temperature + cooler_kw / (cooler / 3.6 * WATER_CP);
        let other_out = self.basin.temperature + if planned == Planned::Off { 0.6 } else { 2.5 };
        let tower = &mut self.tower;
        tower.return_c =
            (exchanger.cold_flow * exchanger.cold_out + cooler * self.cooler_out_c + other * other_out)
                / total;
        let slip = severity(FaultKind::BeltSlip);
        tower.control_fan(self.basin.temperature, BASIN_SETPOINT_C, slip, dt_s);
        let water = total / 3.6;
        tower.heat_kw =
            COOLING_TOWER.heat_kw(tower.return_c, water, self.weather.wet_bulb, tower.air_share(slip));
        tower.evaporation_m3_h = TowerDesign::evaporation_m3_h(tower.heat_kw, self.weather.dry_bulb);
        let flows = BasinFlows {
            circulation: total,
            tower_c: tower.return_c - tower.heat_kw / (water * WATER_CP),
            evaporation: tower.evaporation_m3_h,
            makeup_c: 11.0 + 0.25 * (self.weather.dry_bulb - 10.0),
            passing: 2.4 * severity(FaultKind::MakeupPassing),
            level_stuck: severity(FaultKind::LevelStuck) > 0.0,
        };
        self.basin.step(flows, dt_s);
        self.compressor.warm(compressor_kw, self.basin.temperature, self.hall_c, dt_s);
        let damage = severity(FaultKind::BearingWear);
        for (index, pump) in self.pumps.iter_mut().enumerate() {
            let margin =
                10.0 + pump.suction_bar / BAR_PER_M - 0.3 - COOLING_WATER_PUMP.npsh_required_m(pump.flow);
            pump.age(dt_s, self.hall_c, if index == 0 { damage } else { 0.0 }, margin);
        }
    }

    fn count_energy(&mut self, local: Local, planned: Planned, pump_kw: f64, compressor_kw: f64, dt_s: f64) {
        let office = local.weekday < 5 && (6 * 3600..19 * 3600).contains(&local.second);
        let outdoor = self.weather.dry_bulb;
        let building = 18.0
            + if office { 16.0 } else { 0.0 }
            + 1.0 * (15.0 - outdoor).max(0.0)
            + 1.3 * (outdoor - 22.0).max(0.0);
        let line_kw = self.line.power_kw();
        let loop_pump = if planned == Planned::Off { 0.9 } else { 4.1 };
        let dryer = 2.9;
        let meters = &mut self.meters;
        meters.pumps[self.duty].add(pump_kw, dt_s);
        meters.fan.add(self.tower.fan_kw, dt_s);
        meters.compressor.add(compressor_kw, dt_s);
        meters.line.add(line_kw, dt_s);
        meters.line_water.add(self.line.water_m3_h(), dt_s);
        meters.feeders[PUMPING].add(pump_kw, dt_s);
        meters.feeders[COOLING].add(self.tower.fan_kw, dt_s);
        meters.feeders[AIR].add(compressor_kw + dryer, dt_s);
        meters.feeders[PACKAGING].add(line_kw + loop_pump, dt_s);
        meters.feeders[BUILDING].add(building, dt_s);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::clock::PlantClock;
    use super::super::faults::FAULTS;
    use super::super::tags::all_tags;
    use super::*;

    /// 2026-07-13T22:00:00Z, a Tuesday's midnight in summer; the duty pump is P-101.
    const BEGIN: i64 = 1_783_980_000;

    /// Runs two days and hands each minute of the second to `look`.
    fn run(severities: Severities, begin: i64, mut look: impl FnMut(&Station)) -> Station {
        let noise = Noise::new(9);
        let mut clock = PlantClock::new().unwrap();
        let mut station = Station::new(noise, begin);
        for minute in 1..=2880 {
            let at_s = begin + minute * 60;
            let around =
                Surroundings { noise, local: clock.local(at_s), severities, available: [true, true] };
            station.step(&around, at_s, 60.0);
            station.read_meters(60.0);
            if minute > 1440 {
                look(&station);
            }
        }
        station
    }

    fn mean(severities: Severities, tag: &str) -> f64 {
        let read = all_tags().into_iter().find(|spec| spec.id == tag).unwrap().read;
        let week_of_pump_2 = BEGIN + 7 * 86_400;
        let begin = if tag.starts_with("P-102") { week_of_pump_2 } else { BEGIN };
        let mut sum = 0.0;
        run(severities, begin, |station| sum += read(station) / 1440.0);
        sum
    }

    fn check(kind: FaultKind, tag: &str, expected: std::ops::Range<f64>) {
        let ratio = mean(Severities::only(kind), tag) / mean(Severities::none(), tag);
        assert!(expected.contains(&ratio), "{kind:?}: {tag} is {ratio} times the sound value");
        let spec = FAULTS.iter().find(|spec| spec.kind == kind).unwrap();
        assert!(spec.tags.contains(&tag), "{tag} is no tag of {kind:?}");
    }

    #[test]
    fn each_fault_shows_where_the_truth_file_says() {
        check(FaultKind::StrainerClogging, "P-102.strainer_dp", 4.0..12.0);
        check(FaultKind::StrainerClogging, "P-102.suction_pressure", -2.0..0.7);
        check(FaultKind::ExchangerFouling, "HX-101.cold_flow", 1.2..3.0);
        check(FaultKind::ExchangerFouling, "HX-101.cold_pressure_drop", 2.0..12.0);
        check(FaultKind::UnloadValveLeak, "C-201.power", 1.15..1.6);
        check(FaultKind::LabelJams, "PL-301.speed", 0.4..0.85);
        check(FaultKind::TemperatureDrift, "HX-101.hot_outlet_temperature", 0.98..1.2);
        check(FaultKind::BearingWear, "P-101.vibration", 3.0..6.0);
        check(FaultKind::BearingWear, "P-101.bearing_temperature", 1.4..2.0);
        check(FaultKind::BeltSlip, "CT-101.fan_vibration", 1.5..5.0);
        check(FaultKind::MakeupPassing, "CT-101.makeup_flow", 1.5..6.0);
        check(FaultKind::MakeupPassing, "CT-101.basin_level", 1.1..1.5);
        check(FaultKind::AirLeak, "V-201.outlet_flow", 1.3..2.2);
        check(FaultKind::AirLeak, "C-201.power", 1.1..1.7);
    }

    #[test]
    fn a_stuck_level_stands_still_while_water_moves() {
        let (mut seen, mut true_level) = (Vec::new(), Vec::new());
        run(Severities::only(FaultKind::LevelStuck), BEGIN, |station| {
            seen.push(station.basin.level_seen);
            true_level.push(station.basin.level());
        });
        assert!(seen.iter().all(|level| *level == seen[0]));
        assert!((true_level[0] - true_level[1439]).abs() > 0.5);
    }

    #[test]
    fn the_heat_that_consumers_give_is_what_the_water_brings_back() {
        let (mut given, mut brought, mut rejected) = (0.0, 0.0, 0.0);
        run(Severities::none(), BEGIN, |station| {
            let total = station.header.flow;
            let water = total / 3.6 * WATER_CP;
            let consumers = total - station.exchanger.cold_flow;
            let cooler = consumers * COMPRESSOR_COOLER_CV / (COMPRESSOR_COOLER_CV + OTHER_CONSUMERS_CV);
            let other = (consumers - cooler) / 3.6 * WATER_CP * 2.5;
            // The mean of the meter is that of this very minute.
            given += station.exchanger.heat_kw + 0.94 * station.meters.compressor.mean + other;
            rejected += station.tower.heat_kw;
            brought += water * (station.tower.return_c - station.exchanger.cold_in);
        });
        assert!((given - brought).abs() < 0.005 * given, "{given} given, {brought} brought back");
        assert!((rejected - given).abs() < 0.04 * given, "{rejected} rejected of {given}");
    }

    #[test]
    fn the_basin_loses_no_water_over_two_days() {
        let before = Station::new(Noise::new(9), BEGIN).basin;
        let after = run(Severities::none(), BEGIN, |_| ()).basin;
        let gained = after.makeup.total
            - before.makeup.total
            - (after.blowdown.total - before.blowdown.total)
            - after.lost.total;
        assert!((after.volume - before.volume - gained).abs() < 1e-6);
    }

    #[test]
    fn the_header_pressure_is_held_whatever_the_line_does() {
        let (mut least, mut most) = (f64::MAX, f64::MIN);
        run(Severities::none(), BEGIN, |station| {
            least = least.min(station.header.pressure);
            most = most.max(station.header.pressure);
        });
        assert!(least > 3.0 && most < 3.4, "{least} to {most} bar");
    }
}
