//! Words of headers: quantities, kinds of machines, abbreviations.

use crate::Unit;

/// What a name says is measured.
pub(super) fn quantity(tokens: &[String]) -> Option<&'static str> {
    // From the end: in "pump current temperature" the last word says what it is.
    tokens.iter().rev().find_map(|token| {
        let token = token.to_lowercase();
        Some(match spelled_out(&token) {
            "temperature" | "thermocouple" => "temperature",
            "pressure" => "pressure",
            "flow" | "flowrate" => "flow",
            "level" => "level",
            "speed" | "rpm" => "speed",
            "vibration" | "acceleration" => "vibration",
            "power" => "power",
            "energy" => "energy",
            "current" | "amps" | "amperage" => "electric current",
            "voltage" | "volts" => "voltage",
            "humidity" => "humidity",
            "torque" => "torque",
            "frequency" => "frequency",
            "position" | "opening" => "position",
            "status" | "state" | "running" => "status",
            "conductivity" => "conductivity",
            "efficiency" => "efficiency",
            other => {
                return CHINESE.iter().find(|(word, _)| other.contains(word)).map(|(_, quantity)| *quantity);
            }
        })
    })
}

const CHINESE: [(&str, &str); 12] = [
    ("温度", "temperature"),
    ("压力", "pressure"),
    ("流量", "flow"),
    ("液位", "level"),
    ("转速", "speed"),
    ("振动", "vibration"),
    ("功率", "power"),
    ("电量", "energy"),
    ("电流", "electric current"),
    ("电压", "voltage"),
    ("湿度", "humidity"),
    ("频率", "frequency"),
];

/// What is measured in a unit, where that is one thing in a plant.
pub(super) fn quantity_of_unit(unit: &Unit) -> Option<&'static str> {
    const EXAMPLES: [(&str, &str); 9] = [
        ("Cel", "temperature"),
        ("kPa", "pressure"),
        ("m3/h", "flow"),
        ("kg/h", "flow"),
        ("kW", "power"),
        ("A", "electric current"),
        ("V", "voltage"),
        ("Hz", "frequency"),
        ("{rpm}", "speed"),
    ];
    if matches!(unit.code(), "kW.h" | "MW.h" | "W.h" | "kJ" | "MJ" | "GJ") {
        return Some("energy");
    }
    let found = EXAMPLES.iter().find(|(code, _)| {
        let example = Unit::new(code);
        unit.is_comparable(&example) || unit.like(&example).is_some()
    });
    found.map(|(_, quantity)| *quantity)
}

/// Abbreviations of headers in full; other words stay.
pub(super) fn spelled_out(token: &str) -> &str {
    match token.to_lowercase().as_str() {
        "temp" | "tmp" | "temperature" => "temperature",
        "press" | "pres" | "pressure" => "pressure",
        "pwr" => "power",
        "spd" => "speed",
        "vib" | "vibr" => "vibration",
        "lvl" => "level",
        "pos" => "position",
        "freq" => "frequency",
        "hum" => "humidity",
        "eff" => "efficiency",
        "cond" => "conductivity",
        "volt" => "voltage",
        "curr" => "current",
        "pv" => "process value",
        "sp" => "setpoint",
        "op" => "output",
        _ => token,
    }
}

/// The kind of machine that a word is.
pub(super) fn kind(word: &str) -> Option<&'static str> {
    const KINDS: [&str; 30] = [
        "pump",
        "chiller",
        "boiler",
        "compressor",
        "motor",
        "fan",
        "reactor",
        "tank",
        "turbine",
        "valve",
        "conveyor",
        "mixer",
        "heater",
        "cooler",
        "condenser",
        "evaporator",
        "separator",
        "stripper",
        "column",
        "furnace",
        "press",
        "robot",
        "line",
        "tower",
        "exchanger",
        "filter",
        "blower",
        "generator",
        "extruder",
        "centrifuge",
    ];
    const CHINESE: [(&str, &str); 6] = [
        ("泵", "pump"),
        ("冷机", "chiller"),
        ("锅炉", "boiler"),
        ("压缩机", "compressor"),
        ("电机", "motor"),
        ("风机", "fan"),
    ];
    let folded = word.to_lowercase();
    let letters = folded.trim_end_matches(|c: char| c.is_ascii_digit());
    let english = KINDS.iter().find(|kind| **kind == letters || letters.strip_suffix('s') == Some(kind));
    english.copied().or_else(|| CHINESE.iter().find(|(name, _)| folded.contains(name)).map(|(_, kind)| *kind))
}

/// Words that stand before a number and are no machines.
pub(super) const NOT_ASSETS: [&str; 22] = [
    "sensor", "channel", "ch", "no", "nr", "var", "variable", "x", "y", "v", "xmeas", "xmv", "signal", "tag",
    "point", "value", "phase", "col", "press", "tmp", "t", "column",
];

/// Units that are recognised at the end of a name without brackets.
pub(super) const SUFFIXES: [&str; 52] = [
    "kw",
    "mw",
    "kwh",
    "mwh",
    "kva",
    "bar",
    "barg",
    "bara",
    "mbar",
    "kpa",
    "mpa",
    "psi",
    "psig",
    "psia",
    "degc",
    "degf",
    "deg c",
    "deg f",
    "celsius",
    "fahrenheit",
    "°c",
    "°f",
    "pct",
    "percent",
    "%",
    "rpm",
    "hz",
    "lpm",
    "gpm",
    "l/min",
    "l/h",
    "l/s",
    "m3/h",
    "m3/hr",
    "m3h",
    "m³/h",
    "kg/h",
    "t/h",
    "mm/s",
    "m/s",
    "mm",
    "kg",
    "amps",
    "volts",
    "volt",
    "amp",
    "ppm",
    "cel",
    "kelvin",
    "nm",
    "ma",
    "mv",
];
