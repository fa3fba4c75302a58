//! Units: UCUM codes (conversion by `octofhir-ucum`), what people write instead
//! of them, and what UCUM alone would get wrong in a plant.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A unit as a UCUM code: `[degF]`, `kW`, `L/min`, `{TR}`.
///
/// Annotations in braces count: `{TR}` and `{kscm}` are both the pure number 1
/// to UCUM, but not to a plant, and never convert into each other.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Unit(Arc<str>);

/// Tons of refrigeration in kilowatts (12,000 Btu(IT)/h; ASHRAE Handbook, Fundamentals).
const KILOWATT_PER_TON_OF_REFRIGERATION: f64 = 3.516_852_842_067;

impl Unit {
    /// Takes a UCUM code as it is; see [`Unit::parse`] for what people write.
    pub fn new(code: &str) -> Self {
        Self(code.into())
    }

    pub fn code(&self) -> &str {
        &self.0
    }

    /// Reads a unit as people write it: a UCUM code, or `°C`, `degF`, `psi`,
    /// `lpm`, `m³/h`, `千瓦时`. `None` when it is neither.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(code) = colloquial(text) {
            return Some(Self::new(code));
        }
        if text.is_empty() || !text.is_ascii() {
            return None;
        }
        octofhir_ucum::validate(text).is_ok().then(|| Self::new(text))
    }

    /// How the unit reads in a sentence: `°F`, `m³/h`, `tons of refrigeration`.
    pub fn symbol(&self) -> String {
        let spelled = match &*self.0 {
            "Cel" => "°C",
            "[degF]" => "°F",
            "[psi]" => "psi",
            "1" | "{count}" => "",
            "[g]" => "g",
            "{TR}" => "TR",
            "m3/h" => "m³/h",
            "kW.h" => "kWh",
            "MW.h" => "MWh",
            other => return other.replace(['{', '}', '[', ']'], ""),
        };
        spelled.to_owned()
    }

    /// `value` in this unit, as `to`. `None` when the two do not measure the same.
    pub fn convert(&self, value: f64, to: &Self) -> Option<f64> {
        if self == to {
            return Some(value);
        }
        let (from_code, from_factor) = self.without_refrigeration_tons();
        let (to_code, to_factor) = to.without_refrigeration_tons();
        if annotations(&from_code) != annotations(&to_code) {
            return None;
        }
        let converted = octofhir_ucum::convert(value * from_factor, &from_code, &to_code).ok()?;
        Some(converted / to_factor)
    }

    /// Like [`Unit::convert`] for a difference: 9 degF apart are 5 Cel apart.
    pub fn convert_difference(&self, difference: f64, to: &Self) -> Option<f64> {
        Some(self.convert(difference, to)? - self.convert(0.0, to)?)
    }

    pub fn is_comparable(&self, to: &Self) -> bool {
        self.convert(1.0, to).is_some()
    }

    /// The unit of this rate's total over time with the factor from
    /// "sum of value times seconds" to it: kW gives kWh and 1/3600; L/min gives L and 1/60.
    /// `None` when the unit is not a rate that adds up.
    pub fn total_over_time(&self) -> Option<(Self, f64)> {
        let code = &*self.0;
        for (power, energy) in [("W", "W.h"), ("kW", "kW.h"), ("MW", "MW.h"), ("GW", "GW.h")] {
            if code == power {
                return Some((Self::new(energy), 1.0 / 3600.0));
            }
        }
        let (amount, per) = code.rsplit_once('/')?;
        let seconds = match per {
            "s" => 1.0,
            "min" => 60.0,
            "h" => 3600.0,
            "d" => 86_400.0,
            _ => return None,
        };
        Some((Self::new(amount), 1.0 / seconds))
    }

    fn without_refrigeration_tons(&self) -> (String, f64) {
        if &*self.0 == "{TR}" {
            ("kW".to_owned(), KILOWATT_PER_TON_OF_REFRIGERATION)
        } else {
            (self.0.to_string(), 1.0)
        }
    }
}

impl Default for Unit {
    fn default() -> Self {
        Self::new("1")
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The annotations of a code, in order: `{kscm}/h` has `{kscm}`.
fn annotations(code: &str) -> Vec<&str> {
    code.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect()
}

/// What people write, to UCUM. Longest first is not needed: whole strings only.
fn colloquial(text: &str) -> Option<&'static str> {
    let folded = text.to_lowercase().replace('³', "3").replace('²', "2").replace('·', ".");
    Some(match folded.as_str() {
        "°c" | "℃" | "degc" | "deg c" | "celsius" | "centigrade" | "摄氏度" | "摄氏" => "Cel",
        "°f" | "℉" | "degf" | "deg f" | "fahrenheit" | "华氏度" | "华氏" => "[degF]",
        "kelvin" | "开尔文" => "K",
        "psi" | "psig" | "psia" | "[psi]" => "[psi]",
        "bar" | "barg" | "bara" | "bars" | "巴" => "bar",
        "mbar" => "mbar",
        "kpa" | "kpag" | "kpaa" | "kilopascal" | "kilopascals" | "千帕" => "kPa",
        "mpa" | "megapascal" | "兆帕" => "MPa",
        "pa" | "pascal" | "pascals" | "帕" => "Pa",
        "kw" | "kilowatt" | "kilowatts" | "千瓦" => "kW",
        "mw" | "megawatt" | "megawatts" | "兆瓦" => "MW",
        "watt" | "watts" | "w" | "瓦" => "W",
        "kwh" | "kw.h" | "kw*h" | "kw-h" | "kilowatt hour" | "kilowatt hours" | "千瓦时" | "度电" => {
            "kW.h"
        }
        "mwh" | "mw.h" | "megawatt hours" | "兆瓦时" => "MW.h",
        "lpm" | "l/min" | "l/m" | "liters per minute" | "litres per minute" | "升/分" | "升每分钟" => {
            "L/min"
        }
        "l/h" | "lph" | "升/小时" => "L/h",
        "m3/h" | "m3/hr" | "cmh" | "cbm/h" | "cubic meters per hour" | "立方米/小时" | "立方米每小时" => {
            "m3/h"
        }
        "gpm" | "gal/min" => "[gal_us]/min",
        "l" | "litre" | "litres" | "liter" | "liters" | "升" => "L",
        "m3" | "cubic metres" | "cubic meters" | "立方米" | "立方" => "m3",
        "amp" | "amps" | "ampere" | "amperes" | "安" | "安培" | "a" => "A",
        "volt" | "volts" | "v" | "伏" | "伏特" => "V",
        "percent" | "pct" | "%" | "百分之" => "%",
        "rpm" | "r/min" | "转/分" => "{rpm}",
        "hz" | "hertz" | "赫兹" => "Hz",
        "mm/s" => "mm/s",
        "tr" | "ton of refrigeration" | "tons of refrigeration" | "冷吨" => "{TR}",
        "tonne" | "tonnes" | "t" | "吨" => "t",
        "kg" | "kilogram" | "kilograms" | "公斤" | "千克" => "kg",
        "kg/h" | "kg/hr" | "公斤/小时" | "千克/小时" => "kg/h",
        "t/h" | "tph" | "吨/小时" => "t/h",
        "s" | "sec" | "secs" | "second" | "seconds" | "秒" => "s",
        "min" | "mins" | "minute" | "minutes" | "分钟" => "min",
        "h" | "hr" | "hrs" | "hour" | "hours" | "小时" => "h",
        "d" | "day" | "days" | "天" => "d",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: f64, from: &str, to: &str, expected: Option<f64>) {
        let got = Unit::new(from).convert(value, &Unit::new(to));
        match (got, expected) {
            (Some(got), Some(want)) => {
                assert!((got - want).abs() < 1e-6 * want.abs().max(1.0), "{got} != {want}")
            }
            (got, want) => assert_eq!(got, want, "{from} to {to}"),
        }
    }

    #[test]
    fn temperatures_are_affine_and_their_differences_are_not() {
        check(45.5, "[degF]", "Cel", Some(7.5));
        check(25.0, "Cel", "K", Some(298.15));
        let f = Unit::new("[degF]");
        assert!((f.convert_difference(9.0, &Unit::new("Cel")).unwrap_or(0.0) - 5.0).abs() < 1e-9);
    }

    #[test]
    fn what_measures_something_else_does_not_convert() {
        check(1.0, "kW", "kW.h", None);
        check(1.0, "{TR}", "{kscm}", None);
        check(1.0, "{kscm}/h", "1/h", None);
        check(2.0, "{TR}", "kW", Some(7.033_705_684));
        check(1.0, "kW", "{TR}", Some(0.284_345));
    }

    #[test]
    fn pressures_and_flows_convert() {
        check(2633.7, "kPa", "[psi]", Some(381.986_9));
        check(60.0, "L/min", "m3/h", Some(3.6));
        check(1.0, "kW.h", "MW.h", Some(0.001));
    }

    #[test]
    fn what_people_write_is_read() {
        for (text, code) in
            [("°C", "Cel"), ("lpm", "L/min"), ("kWh", "kW.h"), ("千瓦", "kW"), ("m³/h", "m3/h")]
        {
            assert_eq!(Unit::parse(text), Some(Unit::new(code)), "{text}");
        }
        assert_eq!(Unit::parse("bananas"), None);
    }

    #[test]
    fn a_rate_knows_its_total() {
        let (unit, factor) = Unit::new("kW").total_over_time().unwrap_or_default();
        assert_eq!((unit.code(), (factor * 3600.0).round()), ("kW.h", 1.0));
        assert!(Unit::new("bar").total_over_time().is_none());
    }
}
