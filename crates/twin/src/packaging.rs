//! A packaging line: filler, capper, labeller and case packer in a row.

use serde::{Deserialize, Serialize};

use crate::noise::{Noise, lag};

/// What a line or machine does; the number is what its state tag shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum LineState {
    /// No production planned.
    Off = 0,
    Running = 1,
    /// Stopped by a fault of its own.
    Stopped = 2,
    /// Waiting for what comes from upstream.
    Starved = 3,
    /// Waiting for room downstream.
    Blocked = 4,
    Changeover = 5,
    /// Crew's break.
    Break = 6,
}

/// Position in the line; 4 stands for the line as a whole.
pub const FILLER: usize = 0;
pub const CAPPER: usize = 1;
pub const LABELLER: usize = 2;
pub const CASE_PACKER: usize = 3;
pub const WHOLE_LINE: usize = 4;

/// A reason why the line stands.
#[derive(Debug, Clone, Copy)]
pub struct StopCause {
    pub code: &'static str,
    pub machine: usize,
    pub state: LineState,
    /// Stops per hour of running.
    pub per_hour: f64,
    pub mean_minutes: f64,
    /// `U` unplanned, `P` planned, `X` from outside the line.
    pub category: &'static str,
    pub about: &'static str,
}

const fn cause(
    code: &'static str,
    machine: usize,
    per_hour: f64,
    mean_minutes: f64,
    about: &'static str,
) -> StopCause {
    StopCause { code, machine, state: LineState::Stopped, per_hour, mean_minutes, category: "U", about }
}

/// All causes; the first ones come by chance, those with rate 0 by what happens in the plant.
pub const STOP_CAUSES: &[StopCause] = &[
    cause("FIL-VALVE", FILLER, 0.07, 5.5, "Filling valve does not close, underfill"),
    cause("CAP-JAM", CAPPER, 0.20, 3.0, "Caps jam in the chute"),
    cause("CAP-TORQUE", CAPPER, 0.05, 6.5, "Closing torque out of range"),
    cause("LAB-JAM", LABELLER, 0.24, 3.6, "Label jam"),
    StopCause { category: "P", ..cause("LAB-REEL", LABELLER, 0.22, 2.4, "Label reel change") },
    cause("PAC-JAM", CASE_PACKER, 0.17, 4.2, "Carton jam"),
    cause("PAC-GLUE", CASE_PACKER, 0.03, 9.0, "Glue unit blocked or cold"),
    cause("LIN-GUARD", WHOLE_LINE, 0.04, 4.0, "Guard door or emergency stop"),
    StopCause {
        state: LineState::Starved,
        category: "X",
        ..cause("LIN-NOBOT", FILLER, 0.12, 5.0, "No bottles at the infeed")
    },
    StopCause { category: "X", ..cause("UTI-AIR", WHOLE_LINE, 0.0, 3.0, "Compressed air pressure too low") },
    StopCause { category: "X", ..cause("UTI-HEAT", WHOLE_LINE, 0.0, 10.0, "Process cooling loop too warm") },
    StopCause {
        state: LineState::Changeover,
        category: "P",
        ..cause("LIN-CHANGE", WHOLE_LINE, 0.0, 42.0, "Changeover to another product")
    },
    StopCause {
        state: LineState::Break,
        category: "P",
        ..cause("LIN-BREAK", WHOLE_LINE, 0.0, 30.0, "Crew's break")
    },
];
const LAB_JAM: usize = 3;
const UTI_AIR: usize = 9;
const UTI_HEAT: usize = 10;
const CHANGEOVER: usize = 11;
const BREAK: usize = 12;

/// Something that is filled.
#[derive(Debug, Clone, Copy)]
pub struct Product {
    pub code: &'static str,
    pub name: &'static str,
    pub bottle_ml: f64,
    /// Bottles a minute.
    pub speed: f64,
    pub per_case: f64,
}

pub const PRODUCTS: &[Product] = &[
    Product { code: "MW-050", name: "Mineral water 0.5 L", bottle_ml: 500.0, speed: 300.0, per_case: 12.0 },
    Product { code: "MW-100", name: "Mineral water 1.0 L", bottle_ml: 1000.0, speed: 220.0, per_case: 6.0 },
    Product { code: "LE-033", name: "Lemonade 0.33 L", bottle_ml: 330.0, speed: 340.0, per_case: 24.0 },
    Product { code: "IT-050", name: "Iced tea 0.5 L", bottle_ml: 500.0, speed: 280.0, per_case: 12.0 },
];

/// What the calendar wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Planned {
    Off,
    Break,
    Run,
}

/// What comes to the line from the plant in one step.
#[derive(Debug, Clone, Copy)]
pub struct LineInputs {
    pub planned: Planned,
    /// Production is planned within the next hour and a half: heaters come on.
    pub soon: bool,
    /// Times the usual rate of label jams, 1 when sound.
    pub jam_factor: f64,
    /// bar.
    pub air_bar: f64,
    /// Process loop, °C.
    pub loop_c: f64,
}

#[derive(Debug, Clone, PartialEq)]
pub enum LineEvent {
    /// UTC seconds.
    Downtime {
        start: i64,
        end: i64,
        cause: usize,
    },
    Batch {
        start: i64,
        end: i64,
        product: usize,
        planned: f64,
        good: f64,
        rejected: f64,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Stop {
    cause: usize,
    started: i64,
    remaining_s: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Batch {
    product: usize,
    started: i64,
    planned: f64,
    good_at_start: f64,
    rejected_at_start: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    pub state: LineState,
    /// Of filler, capper, labeller, case packer.
    pub machines: [LineState; 4],
    /// Bottles a minute.
    pub speed: f64,
    pub good: f64,
    /// Rejected by filler, capper, labeller.
    pub rejected: [f64; 3],
    pub cases: f64,
    pub glue_c: f64,
    stop: Option<Stop>,
    batch: Batch,
    #[serde(skip)]
    events: Vec<LineEvent>,
}

impl Line {
    pub fn new(noise: Noise, at_s: i64) -> Self {
        let mut line = Self {
            state: LineState::Off,
            machines: [LineState::Off; 4],
            speed: 0.0,
            good: 41_822_310.0,
            rejected: [96_400.0, 52_118.0, 118_552.0],
            cases: 3_102_544.0,
            glue_c: 165.0,
            stop: None,
            batch: Batch {
                product: 0,
                started: at_s,
                planned: 0.0,
                good_at_start: 0.0,
                rejected_at_start: 0.0,
            },
            events: Vec::new(),
        };
        line.next_batch(noise, at_s);
        line
    }

    pub fn product(&self) -> &'static Product {
        &PRODUCTS[self.batch.product]
    }

    pub fn rejected_total(&self) -> f64 {
        self.rejected.iter().map(|count| count.floor()).sum()
    }

    /// What has ended since the last call.
    pub fn take_events(&mut self) -> Vec<LineEvent> {
        std::mem::take(&mut self.events)
    }

    /// One step that ends at `at_s` (UTC seconds). Stops come as a Poisson process while the
    /// line runs, one rate for each cause; their lengths are exponential with a floor of
    /// 40 s (the usual description of short stops: Nakajima, "Introduction to TPM", 1988).
    pub fn step(&mut self, noise: Noise, inputs: LineInputs, at_s: i64, dt_s: f64) {
        let began = at_s - dt_s as i64;
        self.glue_c = lag(
            self.glue_c,
            if inputs.planned != Planned::Off || inputs.soon { 165.0 } else { 40.0 },
            1300.0,
            dt_s,
        );
        match inputs.planned {
            Planned::Off => {
                self.end_stop(began);
                self.set(LineState::Off, WHOLE_LINE);
            }
            Planned::Break => {
                if self.stop.is_none_or(|stop| stop.cause != BREAK) {
                    self.end_stop(began);
                    self.stop = Some(Stop { cause: BREAK, started: began, remaining_s: 0.0 });
                }
                self.set(LineState::Break, WHOLE_LINE);
            }
            Planned::Run => self.produce(noise, inputs, at_s, began, dt_s),
        }
        let target = if self.state == LineState::Running { self.product().speed } else { 0.0 };
        self.speed = if target == 0.0 { 0.0 } else { lag(self.speed, target, 45.0, dt_s) };
        self.count(inputs, dt_s);
        if self.good - self.batch.good_at_start >= self.batch.planned {
            self.finish_batch(noise, at_s);
        }
    }

    fn produce(&mut self, noise: Noise, inputs: LineInputs, at_s: i64, began: i64, dt_s: f64) {
        if let Some(stop) = &mut self.stop {
            let waits_for_plant = match stop.cause {
                BREAK => false,
                UTI_AIR => inputs.air_bar < 6.0,
                UTI_HEAT => inputs.loop_c > 42.0,
                _ => stop.remaining_s > 0.0,
            };
            if waits_for_plant {
                stop.remaining_s -= dt_s;
                return;
            }
            self.end_stop(began);
        }
        let cause = if inputs.air_bar < 5.2 {
            Some(UTI_AIR)
        } else if inputs.loop_c > 46.0 {
            Some(UTI_HEAT)
        } else {
            chance_stop(noise, inputs.jam_factor, at_s, dt_s)
        };
        match cause {
            Some(cause) => {
                let stretch = if cause == LAB_JAM { inputs.jam_factor.sqrt() } else { 1.0 };
                let mean = STOP_CAUSES[cause].mean_minutes * 60.0 * stretch - 40.0;
                let length = 40.0 + noise.exponential(811, at_s, mean);
                self.stop = Some(Stop { cause, started: began, remaining_s: length - dt_s });
                self.set(STOP_CAUSES[cause].state, STOP_CAUSES[cause].machine);
            }
            None => self.set(LineState::Running, WHOLE_LINE),
        }
    }

    /// Sets the line's state and from it the machines': upstream of a stop they are
    /// blocked, downstream starved.
    fn set(&mut self, state: LineState, machine: usize) {
        self.state = state;
        for (position, own) in self.machines.iter_mut().enumerate() {
            *own = match position.cmp(&machine) {
                _ if machine == WHOLE_LINE => state,
                std::cmp::Ordering::Less => LineState::Blocked,
                std::cmp::Ordering::Equal => state,
                std::cmp::Ordering::Greater => LineState::Starved,
            };
        }
    }

    fn end_stop(&mut self, at_s: i64) {
        if let Some(stop) = self.stop.take()
            && at_s > stop.started
        {
            self.events.push(LineEvent::Downtime { start: stop.started, end: at_s, cause: stop.cause });
        }
    }

    fn count(&mut self, inputs: LineInputs, dt_s: f64) {
        let filled = self.speed * dt_s / 60.0;
        let shares = [0.0022, 0.0013, 0.0021 + 0.0028 * (inputs.jam_factor - 1.0)];
        let mut left = filled;
        for (count, share) in self.rejected.iter_mut().zip(shares) {
            let taken = left * share;
            *count += taken;
            left -= taken;
        }
        self.good += left;
        self.cases += left / self.product().per_case;
    }

    fn rejected_exact(&self) -> f64 {
        self.rejected.iter().sum()
    }

    fn next_batch(&mut self, noise: Noise, at_s: i64) {
        let product = (noise.bits(820, at_s) % PRODUCTS.len() as u64) as usize;
        let product = if product == self.batch.product { (product + 1) % PRODUCTS.len() } else { product };
        let hours = 5.0 + 6.0 * noise.uniform(821, at_s);
        let planned = (PRODUCTS[product].speed * 60.0 * hours * 0.8 / 1000.0).round() * 1000.0;
        self.batch = Batch {
            product,
            started: at_s,
            planned,
            good_at_start: self.good,
            rejected_at_start: self.rejected_exact(),
        };
    }

    fn finish_batch(&mut self, noise: Noise, at_s: i64) {
        self.events.push(LineEvent::Batch {
            start: self.batch.started,
            end: at_s,
            product: self.batch.product,
            planned: self.batch.planned,
            good: self.good - self.batch.good_at_start,
            rejected: self.rejected_exact() - self.batch.rejected_at_start,
        });
        self.end_stop(at_s);
        let minutes = 25.0 + 35.0 * noise.uniform(822, at_s);
        self.next_batch(noise, at_s);
        self.batch.started = at_s + (minutes * 60.0) as i64;
        self.stop = Some(Stop { cause: CHANGEOVER, started: at_s, remaining_s: minutes * 60.0 });
        self.set(LineState::Changeover, WHOLE_LINE);
    }

    /// kW: drives and heaters follow speed; heaters and conveyors idle through short stops.
    pub fn power_kw(&self) -> f64 {
        match self.state {
            LineState::Off => 6.0,
            LineState::Running => 34.0 + 58.0 * self.speed / 300.0,
            LineState::Break => 24.0,
            _ => 32.0,
        }
    }

    /// Compressed air, m³/h free air.
    pub fn air_m3_h(&self) -> f64 {
        match self.state {
            LineState::Off => 8.0,
            LineState::Running => 70.0 + 300.0 * self.speed / 300.0,
            _ => 75.0,
        }
    }

    /// Rinse water, m³/h.
    pub fn water_m3_h(&self) -> f64 {
        match self.state {
            LineState::Off => 0.0,
            LineState::Running => 0.6 + 3.4 * self.speed / 300.0,
            LineState::Changeover => 5.5,
            _ => 0.4,
        }
    }

    /// Heat that the process loop takes from filler and tunnel, kW.
    pub fn heat_kw(&self) -> f64 {
        match self.state {
            LineState::Off => 18.0,
            LineState::Running => 90.0 + 300.0 * self.speed / 300.0 * self.product().bottle_ml.sqrt() / 22.4,
            LineState::Changeover => 120.0,
            _ => 150.0,
        }
    }
}

/// Whether a stop begins by chance in this step, and which: one draw against the sum of
/// the rates, so that the causes compete.
fn chance_stop(noise: Noise, jam_factor: f64, at_s: i64, dt_s: f64) -> Option<usize> {
    let rate =
        |index: usize, cause: &StopCause| cause.per_hour * if index == LAB_JAM { jam_factor } else { 1.0 };
    let total: f64 = STOP_CAUSES.iter().enumerate().map(|(index, cause)| rate(index, cause)).sum();
    if noise.uniform(810, at_s) >= 1.0 - (-total * dt_s / 3600.0).exp() {
        return None;
    }
    let mut left = noise.uniform(812, at_s) * total;
    STOP_CAUSES.iter().enumerate().position(|(index, cause)| {
        left -= rate(index, cause);
        left < 0.0
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(jam_factor: f64) -> (Line, Vec<LineEvent>, f64) {
        let noise = Noise::new(5);
        let mut line = Line::new(noise, 0);
        let (mut events, mut running) = (Vec::new(), 0.0);
        for minute in 1..=20_000_i64 {
            let inputs =
                LineInputs { planned: Planned::Run, soon: true, jam_factor, air_bar: 7.0, loop_c: 30.0 };
            line.step(noise, inputs, minute * 60, 60.0);
            running += f64::from(u8::from(line.state == LineState::Running)) / 20_000.0;
            events.extend(line.take_events());
        }
        (line, events, running)
    }

    #[test]
    fn availability_is_that_of_a_real_line_and_jams_lower_it() {
        let (_, _, sound) = run(1.0);
        let (_, _, jammed) = run(7.0);
        assert!((0.75..0.93).contains(&sound), "{sound}");
        assert!(jammed < sound - 0.08, "{jammed}");
    }

    #[test]
    fn batches_hold_what_the_counters_say() {
        let (line, events, _) = run(1.0);
        let in_batches: f64 = events
            .iter()
            .map(|event| match event {
                LineEvent::Batch { good, .. } => *good,
                LineEvent::Downtime { .. } => 0.0,
            })
            .sum();
        let counted = line.batch.good_at_start - 41_822_310.0;
        assert!((in_batches - counted).abs() < 1.0, "{in_batches} {counted}");
    }

    #[test]
    fn downtimes_do_not_overlap() {
        let (_, events, _) = run(3.0);
        let mut last_end = 0;
        for event in events {
            if let LineEvent::Downtime { start, end, .. } = event {
                assert!(start >= last_end && end > start, "{start} {end} after {last_end}");
                last_end = end;
            }
        }
    }

    #[test]
    fn machines_wait_for_the_one_that_stands() {
        let mut line = Line::new(Noise::new(1), 0);
        line.set(LineState::Stopped, LABELLER);
        use LineState::{Blocked, Starved, Stopped};
        assert_eq!(line.machines, [Blocked, Blocked, Stopped, Starved]);
    }
}
