//! Numbers in the unit that the caller asks for.

use plant::{Problem, Unit};

/// From a tag's own unit to the one asked for; the identity when none is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Conversion {
    /// The unit of what comes out.
    pub unit: Option<Unit>,
    change: Option<(Unit, Unit)>,
}

impl Conversion {
    /// # Errors
    /// PW3202 when `from` does not measure what `to` does, or `from` is not known.
    pub fn new(subject: &str, from: Option<&Unit>, to: Option<&Unit>) -> Result<Self, Problem> {
        match (from, to) {
            (_, None) => Ok(Self { unit: from.cloned(), change: None }),
            (Some(from), Some(to)) if from == to => Ok(Self { unit: Some(to.clone()), change: None }),
            // A plain `bar` asked of a gauge pressure is a gauge pressure in bar.
            (Some(from), Some(to)) => {
                if let Some(to) = from.like(to) {
                    return Ok(Self { unit: Some(to.clone()), change: Some((from.clone(), to)) });
                }
                Err(Problem::new("PW3202", format!("{subject} is in {from}, which does not convert to {to}"))
                    .help("Ask for a unit of the same quantity, or leave the unit out."))
            }
            (None, Some(to)) => {
                Err(Problem::new("PW3202", format!("{subject} has no unit, so it cannot be given in {to}"))
                    .help("Give the tag's unit in plant.toml, or leave the unit out."))
            }
        }
    }

    /// A value.
    pub fn value(&self, value: f64) -> f64 {
        match &self.change {
            Some((from, to)) => from.convert(value, to).unwrap_or(f64::NAN),
            None => value,
        }
    }

    /// A difference of two values, a standard deviation, a change per hour.
    pub fn difference(&self, difference: f64) -> f64 {
        match &self.change {
            Some((from, to)) => from.convert_difference(difference, to).unwrap_or(f64::NAN),
            None => difference,
        }
    }

    /// A value in the unit asked for, back in the tag's own: what a threshold needs.
    pub fn back(&self, value: f64) -> f64 {
        match &self.change {
            Some((from, to)) => to.convert(value, from).unwrap_or(f64::NAN),
            None => value,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn check(from: Option<&str>, to: Option<&str>, value: f64, expected: Result<f64, &str>) {
        let (from, to) = (from.map(Unit::new), to.map(Unit::new));
        match (Conversion::new("x", from.as_ref(), to.as_ref()), expected) {
            (Ok(conversion), Ok(want)) => {
                let got = conversion.value(value);
                assert!((got - want).abs() < 1e-9, "{got} {want}");
                assert!((conversion.back(got) - value).abs() < 1e-9);
            }
            (Err(problem), Err(code)) => assert_eq!(problem.code, code),
            (got, want) => panic!("{got:?} {want:?}"),
        }
    }

    #[test]
    fn values_convert_there_and_back() {
        check(Some("[degF]"), Some("Cel"), 50.0, Ok(10.0));
        check(Some("kW"), None, 3.0, Ok(3.0));
        check(None, None, 3.0, Ok(3.0));
        check(Some("kW"), Some("kW.h"), 3.0, Err("PW3202"));
        check(None, Some("kW.h"), 3.0, Err("PW3202"));
        check(Some("kPa{gauge}"), Some("bar"), 250.0, Ok(2.5));
        check(Some("bar{absolute}"), Some("bar{gauge}"), 2.0, Err("PW3202"));
    }

    #[test]
    fn differences_do_not_shift() {
        let (f, c) = (Unit::new("[degF]"), Unit::new("Cel"));
        let conversion = Conversion::new("x", Some(&f), Some(&c)).unwrap();
        assert!((conversion.difference(9.0) - 5.0).abs() < 1e-9);
    }
}
