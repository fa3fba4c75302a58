//! Units as suites and answers write them, brought to a common one.

use plant::Unit;

/// `value` of unit `from` in unit `to`; unchanged where one of them is not
/// named or they do not convert, so that a wrong unit fails by its number.
pub fn convert(value: f64, from: Option<&str>, to: Option<&str>, difference: bool) -> f64 {
    let (Some(from), Some(to)) = (read(from), read(to)) else { return value };
    let dimensionless = |unit: &Unit| matches!(unit.code(), "1" | "{count}");
    if from == to || (dimensionless(&from) || dimensionless(&to)) && from.code() != "%" && to.code() != "%" {
        return value;
    }
    let converted = if difference { from.convert_difference(value, &to) } else { from.convert(value, &to) };
    converted.or_else(|| rate(value, &from, &to)).unwrap_or(value)
}

/// A rate of the same thing per another length of time: what UCUM refuses for temperatures (`Cel/h`).
fn rate(value: f64, from: &Unit, to: &Unit) -> Option<f64> {
    let (thing, per) = from.code().rsplit_once('/')?;
    let (other, other_per) = to.code().rsplit_once('/')?;
    (thing == other).then(|| Unit::new(other_per).convert(value, &Unit::new(per)))?
}

/// A unit as people write it; `度` is a kilowatt hour here.
fn read(text: Option<&str>) -> Option<Unit> {
    let text = text?.trim().trim_end_matches("gauge").trim_end();
    match text {
        "" => None,
        "度" | "kW·h" => Some(Unit::new("kW.h")),
        "{count}" | "count" => Some(Unit::new("1")),
        other => Some(Unit::parse(other).unwrap_or_else(|| Unit::new(other))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: f64, from: &str, to: &str, difference: bool, expected: f64) {
        let got = convert(value, Some(from), Some(to), difference);
        assert!((got - expected).abs() < 1e-6 * expected.abs().max(1.0), "{value} {from} to {to}: {got}");
    }

    #[test]
    fn what_measures_the_same_is_brought_together() {
        check(45.5, "°F", "Cel", false, 7.5);
        check(9.0, "[degF]", "Cel", true, 5.0);
        check(2.0, "h", "s", false, 7200.0);
        check(1.0, "MWh", "kWh", false, 1000.0);
        check(60.0, "L/min", "m3/h", false, 3.6);
        check(5.0, "Cel/h", "Cel/d", false, 120.0);
        check(0.25, "1", "%", false, 25.0);
    }

    #[test]
    fn what_does_not_is_left_alone() {
        check(3.0, "kW", "bar", false, 3.0);
        check(3.0, "1", "kW", false, 3.0);
        assert_eq!(convert(3.0, None, Some("kW"), false), 3.0);
    }
}
