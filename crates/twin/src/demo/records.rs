//! The records of the demo plant: tables of what happened, as CSV.

use std::path::Path;

use super::alarms::AlarmRow;
use super::clock::PlantClock;
use super::failure_modes::FAILURE_MODES;
use super::faults::FAULTS;
use super::maintenance::PLANS;
use super::simulation::Simulation;
use super::write_file;
use crate::TwinError;
use crate::packaging::{LineEvent, PRODUCTS, STOP_CAUSES, WHOLE_LINE};

/// A table as `plant.toml` describes it.
pub struct TableSpec {
    pub name: &'static str,
    pub kind: &'static str,
    pub time: Option<&'static str>,
    pub asset: Option<&'static str>,
    pub description: &'static str,
    /// Column and meaning, in the order of the file.
    pub columns: &'static [(&'static str, &'static str)],
}

pub const TABLES: &[TableSpec] = &[
    TableSpec {
        name: "work_orders",
        kind: "work_order",
        time: Some("created"),
        asset: Some("asset"),
        description: "Maintenance work orders, planned and corrective",
        columns: &[
            ("work_order_id", "Number of the work order"),
            ("asset", "Machine that is worked on"),
            ("type_code", "Kind of work: PM planned (preventive), CM corrective (repair)"),
            ("priority", "1 at once, 2 within days, 3 when it suits"),
            (
                "crew_code",
                "Who does it: MECH mechanics, ELEC electricians, INST instrumentation, LAB laboratory, EXT service company",
            ),
            ("created", "When the order was written"),
            ("started", "When work began"),
            ("finished", "When work ended; empty while it is open"),
            ("status_code", "OPEN written, PLND planned, CLSD closed"),
            ("failure_code", "Failure mode, see table failure_modes; empty for planned work"),
            ("plan_code", "Maintenance plan; empty for corrective work"),
            ("problem", "What was found or what is to be done"),
            ("action", "What was done"),
            ("labour_hours", "Hours of labour"),
        ],
    },
    TableSpec {
        name: "alarms",
        kind: "alarm",
        time: Some("raised"),
        asset: Some("asset"),
        description: "Process alarms of the control system",
        columns: &[
            ("alarm_id", "Number of the alarm"),
            ("asset", "Machine"),
            ("tag", "Tag whose limit was crossed"),
            ("alarm_code", "LL low-low, LO low, HI high, HH high-high"),
            ("priority", "1 urgent, 2 normal"),
            ("raised", "When it came"),
            ("acknowledged", "When the operator acknowledged it"),
            ("cleared", "When the value was good again; empty while it stands"),
            ("duration_min", "Minutes from raised to cleared"),
            ("value", "Value when it came, in the tag's unit"),
            ("limit_value", "Limit that was crossed, in the tag's unit"),
            ("message", "Text shown to the operator"),
        ],
    },
    TableSpec {
        name: "downtime",
        kind: "downtime",
        time: Some("start"),
        asset: Some("asset"),
        description: "Times in which the packaging line stood although production was planned",
        columns: &[
            ("downtime_id", "Number of the stop"),
            ("asset", "Machine that caused it; PL-301 when it was the line as a whole"),
            ("start", "Begin of the stop"),
            ("end", "End of the stop"),
            ("duration_min", "Minutes"),
            (
                "cause_code",
                "FIL-VALVE filling valve, CAP-JAM caps jam, CAP-TORQUE closing torque, LAB-JAM label jam, LAB-REEL label reel change, PAC-JAM carton jam, PAC-GLUE glue unit, LIN-GUARD guard door or emergency stop, LIN-NOBOT no bottles, UTI-AIR air pressure low, UTI-HEAT cooling loop too warm, LIN-CHANGE changeover, LIN-BREAK crew's break",
            ),
            ("category_code", "U unplanned, P planned, X from outside the line"),
            ("shift", "Shift in which it began: day, evening, night"),
            ("comment", "The cause in words"),
        ],
    },
    TableSpec {
        name: "batches",
        kind: "batch",
        time: Some("start"),
        asset: Some("asset"),
        description: "Production batches of the packaging line",
        columns: &[
            ("batch_id", "Number of the batch"),
            ("asset", "Line"),
            (
                "product_code",
                "MW-050 mineral water 0.5 L, MW-100 mineral water 1.0 L, LE-033 lemonade 0.33 L, IT-050 iced tea 0.5 L",
            ),
            ("product_name", "Product"),
            ("start", "Begin of filling"),
            ("end", "Last bottle"),
            ("planned_bottles", "Bottles planned"),
            ("good_bottles", "Good bottles"),
            ("rejected_bottles", "Rejected bottles"),
        ],
    },
    TableSpec {
        name: "inspections",
        kind: "inspection",
        time: Some("time"),
        asset: Some("asset"),
        description: "Readings of rounds and of the laboratory",
        columns: &[
            ("inspection_id", "Number"),
            ("asset", "Machine"),
            ("time", "When"),
            ("type_code", "VIB vibration round, VIS visual round, LAB water analysis"),
            ("what", "What was read"),
            ("value", "Reading"),
            ("unit", "Unit of the reading (UCUM)"),
            ("result_code", "OK, WATCH rising, FAIL beyond the limit, NA not possible"),
            ("remark", "Remark"),
        ],
    },
    TableSpec {
        name: "failure_modes",
        kind: "failure_mode",
        time: None,
        asset: None,
        description: "Known failure modes of each kind of machine: mechanism, cause, how it shows, what to do",
        columns: &[
            ("code", "Failure code, as in work orders"),
            ("asset_kind", "Kind of machine"),
            ("failure_mode", "How the machine fails"),
            ("mechanism", "What happens physically"),
            ("cause", "Usual root cause"),
            ("detected_by", "Measured quantity in which it shows first"),
            ("symptom", "How it shows there"),
            ("recommended_action", "What to do"),
        ],
    },
];

/// How many rows each table has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    pub work_orders: usize,
    pub alarms: usize,
    pub downtimes: usize,
    pub batches: usize,
    pub inspections: usize,
}

pub fn write(simulation: &Simulation, dir: &Path) -> Result<Counts, TwinError> {
    let clock = &simulation.clock;
    let tables = [
        ("work_orders", work_orders(simulation, clock)),
        ("alarms", alarms(simulation, clock)),
        ("downtime", downtime(simulation, clock)),
        ("batches", batches(simulation, clock)),
        ("inspections", inspections(simulation, clock)),
        ("failure_modes", failure_modes()),
    ];
    for (name, rows) in &tables {
        let Some(spec) = TABLES.iter().find(|table| table.name == *name) else { continue };
        let header: Vec<String> = spec.columns.iter().map(|(column, _)| (*column).to_owned()).collect();
        let mut text = String::new();
        for row in std::iter::once(&header).chain(rows) {
            text.push_str(&row.iter().map(|field| quoted(field)).collect::<Vec<_>>().join(","));
            text.push('\n');
        }
        write_file(&dir.join("records").join(format!("{name}.csv")), text.as_bytes())?;
    }
    let [(_, work_orders), (_, alarms), (_, downtimes), (_, batches), (_, inspections), _] = &tables;
    Ok(Counts {
        work_orders: work_orders.len(),
        alarms: alarms.len(),
        downtimes: downtimes.len(),
        batches: batches.len(),
        inspections: inspections.len(),
    })
}

/// A field of CSV (RFC 4180).
fn quoted(field: &str) -> String {
    if field.contains([',', '"', '\n']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}

struct WorkOrder {
    asset: &'static str,
    kind: &'static str,
    priority: u8,
    crew: &'static str,
    created: i64,
    started: i64,
    finished: i64,
    failure_code: &'static str,
    plan: &'static str,
    problem: String,
    action: &'static str,
}

/// Repairs that a long stop of the line leads to: cause code, crew, failure code, action.
const STOP_REPAIRS: &[(&str, &str, &str, &str)] = &[
    ("FIL-VALVE", "MECH", "FIL-LCP", "Seal set of the filling valve renewed"),
    ("CAP-JAM", "MECH", "CAP-PLU", "Chute cleared and aligned, deformed caps returned to the supplier"),
    ("CAP-TORQUE", "MECH", "CAP-OUT", "Clutch of the closing head renewed and set to 1.8 N.m"),
    ("LAB-JAM", "MECH", "LAB-JAM", "Peel plate and vacuum drum cleaned, sensor set"),
    ("PAC-JAM", "MECH", "PAC-JAM", "Carton magazine and suction cups set"),
    ("PAC-GLUE", "ELEC", "PAC-HTF", "Heating hose of the glue unit renewed"),
    ("LIN-GUARD", "ELEC", "LIN-SPO", "Guard switch adjusted and tested"),
];
/// A stop so long is followed by a work order.
const LONG_STOP_S: i64 = 20 * 60;

fn work_orders(simulation: &Simulation, clock: &PlantClock) -> Vec<Vec<String>> {
    let end_s = simulation.state.end_s;
    let mut orders: Vec<WorkOrder> = Vec::new();
    for work in &simulation.journal.planned {
        let plan = &PLANS[work.plan];
        orders.push(WorkOrder {
            asset: plan.asset,
            kind: "PM",
            priority: 3,
            crew: plan.crew,
            created: work.created,
            started: work.started,
            finished: work.finished,
            failure_code: "",
            plan: plan.code,
            problem: plan.what.to_owned(),
            action: "Done as planned",
        });
    }
    for (spec, fault) in FAULTS.iter().zip(&simulation.state.faults.faults) {
        if let (Some(created), Some(started), Some(finished)) =
            (fault.detected, fault.repair_began, fault.repaired)
        {
            orders.push(WorkOrder {
                asset: spec.asset,
                kind: "CM",
                priority: spec.priority,
                crew: if spec.failure_code.starts_with("INS") { "INST" } else { "MECH" },
                created,
                started,
                finished,
                failure_code: spec.failure_code,
                plan: "",
                problem: spec.problem.to_owned(),
                action: spec.action,
            });
        }
    }
    for event in &simulation.journal.line {
        let LineEvent::Downtime { start, end, cause } = event else { continue };
        let cause = &STOP_CAUSES[*cause];
        let repair = STOP_REPAIRS.iter().find(|(code, ..)| *code == cause.code);
        if let Some((_, crew, failure_code, action)) = repair.filter(|_| end - start >= LONG_STOP_S) {
            orders.push(WorkOrder {
                asset: machine(cause.machine),
                kind: "CM",
                priority: 2,
                crew,
                created: start + 300,
                started: start + 480,
                finished: *end,
                failure_code,
                plan: "",
                problem: format!("{}, line stands", cause.about),
                action,
            });
        }
    }
    orders.retain(|order| order.created <= end_s);
    orders.sort_by_key(|order| (order.created, order.asset, order.started));
    let past = |at: i64| if at <= end_s { clock.rfc3339(at) } else { String::new() };
    orders
        .iter()
        .enumerate()
        .map(|(number, order)| {
            let closed = order.finished <= end_s;
            let status = match (closed, order.kind) {
                (true, _) => "CLSD",
                (false, "PM") => "PLND",
                (false, _) => "OPEN",
            };
            let hours = (order.finished - order.started) as f64 / 3600.0;
            vec![
                format!("WO-{:05}", 10_001 + number),
                order.asset.to_owned(),
                order.kind.to_owned(),
                order.priority.to_string(),
                order.crew.to_owned(),
                clock.rfc3339(order.created),
                past(order.started),
                past(order.finished),
                status.to_owned(),
                order.failure_code.to_owned(),
                order.plan.to_owned(),
                order.problem.clone(),
                if closed { order.action.to_owned() } else { String::new() },
                if closed { format!("{hours:.1}") } else { String::new() },
            ]
        })
        .collect()
}

fn alarms(simulation: &Simulation, clock: &PlantClock) -> Vec<Vec<String>> {
    let noise = simulation.state.noise;
    let end_s = simulation.state.end_s;
    let row = |(number, alarm): (usize, &AlarmRow)| {
        let tag = simulation.instruments.tags[alarm.tag];
        let urgent = alarm.kind.priority() == 1;
        let wait =
            20.0 + noise.exponential(845, alarm.raised + number as i64, if urgent { 60.0 } else { 240.0 });
        let acknowledged = alarm.raised + wait as i64;
        let decimals = usize::from(tag.decimals);
        vec![
            format!("AL-{:05}", 1 + number),
            tag.asset().to_owned(),
            tag.id.to_owned(),
            alarm.kind.code().to_owned(),
            alarm.kind.priority().to_string(),
            clock.rfc3339(alarm.raised),
            if acknowledged <= end_s { clock.rfc3339(acknowledged) } else { String::new() },
            alarm.cleared.map_or_else(String::new, |at| clock.rfc3339(at)),
            alarm.cleared.map_or_else(String::new, |at| format!("{:.1}", (at - alarm.raised) as f64 / 60.0)),
            format!("{:.decimals$}", alarm.value),
            format!("{:.decimals$}", alarm.limit),
            format!("{} {} {}", tag.asset(), tag.name.to_lowercase(), alarm.kind.words()),
        ]
    };
    simulation.journal.alarms.iter().enumerate().map(row).collect()
}

/// The asset of a position in the line.
fn machine(position: usize) -> &'static str {
    ["F-311", "K-312", "L-313", "CP-314"]
        .get(position)
        .copied()
        .filter(|_| position < WHOLE_LINE)
        .unwrap_or("PL-301")
}

fn downtime(simulation: &Simulation, clock: &PlantClock) -> Vec<Vec<String>> {
    let mut local = clock.clone();
    let stops = simulation.journal.line.iter().filter_map(|event| match event {
        LineEvent::Downtime { start, end, cause } => Some((*start, *end, &STOP_CAUSES[*cause])),
        LineEvent::Batch { .. } => None,
    });
    stops
        .enumerate()
        .map(|(number, (start, end, cause))| {
            vec![
                format!("DT-{:05}", 1 + number),
                machine(cause.machine).to_owned(),
                clock.rfc3339(start),
                clock.rfc3339(end),
                format!("{:.1}", (end - start) as f64 / 60.0),
                cause.code.to_owned(),
                cause.category.to_owned(),
                local.local(start).shift().to_owned(),
                cause.about.to_owned(),
            ]
        })
        .collect()
}

fn batches(simulation: &Simulation, clock: &PlantClock) -> Vec<Vec<String>> {
    let batches = simulation.journal.line.iter().filter_map(|event| match event {
        LineEvent::Batch { start, end, product, planned, good, rejected } => {
            Some((*start, *end, &PRODUCTS[*product], *planned, *good, *rejected))
        }
        LineEvent::Downtime { .. } => None,
    });
    batches
        .enumerate()
        .map(|(number, (start, end, product, planned, good, rejected))| {
            vec![
                format!("B-{:05}", 1 + number),
                "PL-301".to_owned(),
                product.code.to_owned(),
                product.name.to_owned(),
                clock.rfc3339(start),
                clock.rfc3339(end),
                format!("{planned:.0}"),
                format!("{good:.0}"),
                format!("{rejected:.0}"),
            ]
        })
        .collect()
}

fn inspections(simulation: &Simulation, clock: &PlantClock) -> Vec<Vec<String>> {
    let rows = simulation.journal.inspections.iter().enumerate();
    rows.map(|(number, reading)| {
        vec![
            format!("IN-{:05}", 1 + number),
            reading.asset.to_owned(),
            clock.rfc3339(reading.at_s),
            reading.kind.to_owned(),
            reading.what.to_owned(),
            reading.value.to_string(),
            reading.unit.to_owned(),
            reading.result.to_owned(),
            reading.remark.to_owned(),
        ]
    })
    .collect()
}

fn failure_modes() -> Vec<Vec<String>> {
    FAILURE_MODES.iter().map(|mode| mode.iter().map(|field| (*field).to_owned()).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_that_records_use_is_explained() {
        let known = |code: &str| FAILURE_MODES.iter().any(|mode| mode[0] == code);
        for spec in &FAULTS {
            assert!(known(spec.failure_code), "{}", spec.failure_code);
        }
        for (cause, _, failure_code, _) in STOP_REPAIRS {
            assert!(known(failure_code), "{failure_code}");
            assert!(STOP_CAUSES.iter().any(|stop| stop.code == *cause), "{cause}");
        }
        let downtime_codes = TABLES[2].columns[5].1;
        for stop in STOP_CAUSES {
            assert!(downtime_codes.contains(stop.code), "{} is not described", stop.code);
        }
    }

    #[test]
    fn fields_with_commas_are_quoted() {
        assert_eq!(quoted("a,b"), "\"a,b\"");
        assert_eq!(quoted("say \"x\""), "\"say \"\"x\"\"\"");
        assert_eq!(quoted("plain"), "plain");
    }
}
