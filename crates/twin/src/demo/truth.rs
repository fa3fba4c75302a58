//! The truth file: what was made to go wrong. No part of the plant's data; it is for
//! judging what a diagnosis finds.

use serde_json::{Value, json};

use super::faults::FAULTS;
use super::simulation::Simulation;

/// All faults and flaws of the data as JSON. Times are RFC 3339 with the plant's offset;
/// `null` means that it has not happened by the end of the history.
pub fn faults_json(simulation: &Simulation) -> String {
    let end_s = simulation.state.end_s;
    let at = |at_s: i64| if at_s <= end_s { json!(simulation.clock.rfc3339(at_s)) } else { Value::Null };
    let maybe = |at_s: Option<i64>| at_s.map_or(Value::Null, at);
    let faults: Vec<Value> = FAULTS
        .iter()
        .zip(&simulation.state.faults.faults)
        .map(|(spec, fault)| {
            json!({
                "id": spec.id,
                "kind": spec.kind,
                "asset": spec.asset,
                "failure_code": spec.failure_code,
                "started": at(fault.started),
                "detected": maybe(fault.detected),
                "repair_began": maybe(fault.repair_began),
                "repaired": maybe(fault.repaired),
                "active_at_end": fault.started <= end_s && fault.repaired.is_none_or(|end| end > end_s),
                "tags": spec.tags,
                "signature": spec.signature,
            })
        })
        .collect();
    let flaws: Vec<Value> = simulation
        .state
        .flaws
        .list
        .iter()
        .map(|flaw| {
            json!({
                "id": flaw.id,
                "kind": flaw.kind,
                "where": flaw.place,
                "started": at(flaw.start),
                "ended": at(flaw.end),
                "signature": flaw.signature,
            })
        })
        .collect();
    let truth = json!({
        "about": "What the simulator made to go wrong in this plant. Not part of the plant's data.",
        "history": [at(simulation.state.start_s), at(end_s)],
        "faults": faults,
        "data_flaws": flaws,
        "lost_values": "about 0.015 % of single values are missing, at random",
    });
    format!("{truth:#}\n")
}
