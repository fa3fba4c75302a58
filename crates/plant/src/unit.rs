//! Units: UCUM codes (conversion by `octofhir-ucum`), what people write instead
//! of them, and what UCUM alone would get wrong in a plant.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

mod colloquial;

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

    /// Reads a unit as people write it in a question: `°C`, `degF`, `psi`, `lpm`, `m³/h`,
    /// `千瓦时`, and only then a UCUM code. `None` when it is neither.
    pub fn parse(text: &str) -> Option<Self> {
        colloquial::read(text).or_else(|| Self::from_code(text))
    }

    /// Reads a UCUM code (case-sensitive), and only then what people write: for files, where
    /// `a` is a year and `A` an ampere.
    pub fn from_code_or_text(text: &str) -> Option<Self> {
        Self::from_code(text).or_else(|| colloquial::read(text))
    }

    /// Reads a UCUM code (case-sensitive) and nothing else.
    pub fn from_code(text: &str) -> Option<Self> {
        let text = text.trim();
        // Long before the limit it is no unit any more, and the parser need not see it.
        if text.is_empty() || text.len() > 64 || !text.is_ascii() {
            return None;
        }
        // `TR` is also the tera-roentgen, which no plant measures.
        if text == "TR" {
            return None;
        }
        octofhir_ucum::validate(text).is_ok().then(|| Self::new(text))
    }

    /// A unit that UCUM does not know, kept as it is written: `{pieces}` reads "pieces" and
    /// converts into nothing. `None` when the text cannot stand in an annotation.
    pub fn own(text: &str) -> Option<Self> {
        let text = text.trim().replace(' ', "_");
        let fits = !text.is_empty()
            && text.len() <= 32
            && text.bytes().all(|b| b.is_ascii_graphic() && b != b'{' && b != b'}');
        fits.then(|| Self::new(&format!("{{{text}}}")))
    }

    /// The known code that is written most like `text`, to suggest.
    pub fn nearest(text: &str) -> Option<&'static str> {
        crate::nearest::nearest(text, colloquial::CODES.iter().copied())
    }

    /// How the unit reads in a sentence: `°F`, `m³/h`, `tons of refrigeration`.
    pub fn symbol(&self) -> String {
        if let Some((base, annotation)) = self.qualified() {
            let base = Self::new(base).symbol();
            return match annotation {
                "gauge" => format!("{base}(g)"),
                "absolute" => format!("{base}(a)"),
                other => format!("{base} {other}"),
            };
        }
        let spelled = match &*self.0 {
            "Cel" => "°C",
            "[degF]" => "°F",
            "[psi]" => "psi",
            "1" | "{count}" => "",
            "[g]" => "g",
            "{TR}" => "TR",
            "m3" => "m³",
            "m2" => "m²",
            "m3/h" => "m³/h",
            "m3/min" => "m³/min",
            "m3/s" => "m³/s",
            "[gal_us]" => "gal",
            "[gal_us]/min" => "gal/min",
            "kW.h" => "kWh",
            "MW.h" => "MWh",
            other => return other.replace(['{', '}', '[', ']'], ""),
        };
        spelled.to_owned()
    }

    /// A code that ends in an annotation, apart: `bar{gauge}` is `bar` and `gauge`.
    fn qualified(&self) -> Option<(&str, &str)> {
        let (base, annotation) = self.0.strip_suffix('}')?.split_once('{')?;
        let stands_alone = !base.is_empty() && !base.ends_with(['/', '.']);
        (stands_alone && !annotation.contains(['{', '}'])).then_some((base, annotation))
    }

    /// The unit that is meant when `asked` is said of a value in this unit: a plain `bar` asked
    /// of a `kPa{gauge}` value is `bar{gauge}`. `None` when the two do not measure the same;
    /// gauge is never turned into absolute.
    pub fn like(&self, asked: &Self) -> Option<Self> {
        if self.is_comparable(asked) {
            return Some(asked.clone());
        }
        let (base, annotation) = self.qualified()?;
        let plain = annotations(&asked.0).is_empty();
        (plain && Self::new(base).is_comparable(asked))
            .then(|| Self::new(&format!("{}{{{annotation}}}", asked.0)))
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
        check(2633.7, "kPa", "[psi]", Some(381.985_889_86));
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
    fn case_tells_milli_from_mega() {
        for (text, question, file) in [
            ("mW", "mW", "mW"),
            ("MW", "MW", "MW"),
            ("Mw", "MW", "MW"),
            ("mPa", "mPa", "mPa"),
            ("MPa", "MPa", "MPa"),
            ("mpa", "MPa", "MPa"),
            ("KPA", "kPa", "kPa"),
            ("A", "A", "A"),
            ("TR", "{TR}", "{TR}"),
            ("°C", "Cel", "Cel"),
            ("C", "Cel", "C"),
            ("F", "[degF]", "F"),
            ("psig", "[psi]{gauge}", "[psi]{gauge}"),
            ("bar(a)", "bar{absolute}", "bar{absolute}"),
            ("bar g", "bar{gauge}", "bar{gauge}"),
            ("kPa (abs)", "kPa{absolute}", "kPa{absolute}"),
            ("kW/{TR}", "kW/{TR}", "kW/{TR}"),
        ] {
            assert_eq!(Unit::parse(text), Some(Unit::new(question)), "{text} asked");
            assert_eq!(Unit::from_code_or_text(text), Some(Unit::new(file)), "{text} in a file");
        }
    }

    #[test]
    fn no_money_and_no_nonsense() {
        for text in ["", "  ", "USD", "€", "$", "EUR/h", "bananas", "kW)", "m^^2", &"m.".repeat(5000)] {
            assert_eq!(Unit::parse(text), None, "{text}");
            assert_eq!(Unit::from_code_or_text(text), None, "{text}");
        }
        assert_eq!(Unit::own("pieces").map(|u| u.symbol()), Some("pieces".to_owned()));
        assert_eq!(Unit::own("a{b"), None);
    }

    #[test]
    fn gauge_and_absolute_stay_apart() {
        check(1.0, "bar{gauge}", "bar{absolute}", None);
        check(1.0, "bar{gauge}", "bar", None);
        check(2.5, "bar{gauge}", "kPa{gauge}", Some(250.0));
        for (of, asked, meant) in [
            ("kPa{gauge}", "bar", Some("bar{gauge}")),
            ("kPa{absolute}", "[psi]", Some("[psi]{absolute}")),
            ("kPa{gauge}", "bar{absolute}", None),
            ("kPa{gauge}", "bar{gauge}", Some("bar{gauge}")),
            ("kPa", "bar", Some("bar")),
            ("kPa", "bar{gauge}", None),
            ("kPa{gauge}", "Cel", None),
            ("%{mol}", "%", Some("%{mol}")),
            ("{kscm}/h", "1/h", None),
            ("kW/{TR}", "kW", None),
            ("{TR}", "kW", Some("kW")),
        ] {
            assert_eq!(Unit::new(of).like(&Unit::new(asked)), meant.map(Unit::new), "{asked} of {of}");
        }
    }

    #[test]
    fn a_difference_has_no_zero_point() {
        for (from, to, difference, expected) in [
            ("[degF]", "Cel", 1.8, 1.0),
            ("Cel", "K", 10.0, 10.0),
            ("K", "[degF]", 10.0, 18.0),
            ("kPa{gauge}", "bar{gauge}", 100.0, 1.0),
            ("{TR}", "kW", 1.0, KILOWATT_PER_TON_OF_REFRIGERATION),
        ] {
            let got = Unit::new(from).convert_difference(difference, &Unit::new(to)).unwrap_or(f64::NAN);
            assert!((got - expected).abs() < 1e-9, "{difference} {from} apart are {got} {to}");
        }
    }

    #[test]
    fn conversion_there_and_back_is_the_identity() {
        let groups: [&[&str]; 4] = [
            &["Cel", "[degF]", "K"],
            &["bar", "kPa", "MPa", "[psi]", "Pa", "mbar"],
            &["kW", "MW", "W", "{TR}"],
            &["m3/h", "L/min", "L/h", "[gal_us]/min", "m3/s"],
        ];
        for group in groups {
            for (from, to) in group.iter().flat_map(|f| group.iter().map(move |t| (f, t))) {
                for value in [-40.0, 0.0, 1e-3, 17.25, 98_765.4] {
                    let (from, to) = (Unit::new(from), Unit::new(to));
                    let there = from.convert(value, &to).unwrap_or(f64::NAN);
                    let back = to.convert(there, &from).unwrap_or(f64::NAN);
                    assert!((back - value).abs() < 1e-6, "{value} {from} by {to} became {back}");
                }
            }
        }
    }

    #[test]
    fn every_code_that_people_mean_is_one() {
        for code in colloquial::CODES {
            assert!(Unit::from_code(code).is_some(), "{code}");
        }
    }

    #[test]
    fn symbols_read_well() {
        for (code, symbol) in [
            ("bar{gauge}", "bar(g)"),
            ("[psi]{absolute}", "psi(a)"),
            ("%{mol}", "% mol"),
            ("kW/{TR}", "kW/TR"),
            ("{rpm}", "rpm"),
            ("{kscm}/h", "kscm/h"),
        ] {
            assert_eq!(Unit::new(code).symbol(), symbol);
        }
    }

    #[test]
    fn a_rate_knows_its_total() {
        let (unit, factor) = Unit::new("kW").total_over_time().unwrap_or_default();
        assert_eq!((unit.code(), (factor * 3600.0).round()), ("kW.h", 1.0));
        assert!(Unit::new("bar").total_over_time().is_none());
    }
}
