//! Statistics as plans name them: the words, their units and their SQL.

use analytics::Statistic;
use plant::{Problem, Tag, Unit};

use crate::support::{Call, Conversion, problems};

/// The words that the parameter `statistic` takes.
pub const WORDS: &[&str] = &[
    "mean",
    "min",
    "max",
    "sum",
    "count",
    "std",
    "median",
    "percentile",
    "first",
    "last",
    "range",
    "change",
    "time_weighted_mean",
    "total",
];

/// A statistic under the word that a plan gave.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chosen {
    pub word: &'static str,
    pub statistic: Statistic,
}

/// How a statistic's number and unit follow from the tag's.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    kind: Kind,
    conversion: Conversion,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    /// A value of the tag.
    Value,
    /// A difference of two of them.
    Difference,
    /// A sum of values: what offsets of a unit add up to depends on how many there are.
    Sum,
    /// A number of samples.
    Count,
    /// Value seconds, with the factor to the unit of the total.
    Total { factor: f64 },
}

impl Chosen {
    /// The arguments `statistic` (else `default`) and `percentile`.
    ///
    /// # Errors
    /// PW3201 for a word that is none, and for a percentile that is missing or outside 0 to 100.
    pub fn of(call: &Call<'_>, default: &str) -> Result<Self, Problem> {
        let word = call.text("statistic")?.unwrap_or_else(|| default.to_owned());
        let percentile = call.number("percentile")?;
        // A percentile that is given says which statistic is meant.
        let word =
            if percentile.is_some() && call.json("statistic").is_none() { "percentile" } else { &word };
        let statistic = match word {
            "mean" => Statistic::Mean,
            "min" => Statistic::Minimum,
            "max" => Statistic::Maximum,
            "sum" => Statistic::Sum,
            "count" => Statistic::Count,
            "std" => Statistic::StandardDeviation,
            "median" => Statistic::Median,
            "percentile" => Statistic::Percentile(percent(percentile)?),
            "first" => Statistic::First,
            "last" => Statistic::Last,
            "range" => Statistic::Range,
            "change" => Statistic::Change,
            "time_weighted_mean" => Statistic::TimeWeightedMean,
            "total" => Statistic::Total,
            _ => {
                let known = WORDS.join(", ");
                return Err(problems::bad_argument(
                    "statistic",
                    format!("one of {known} is needed, not {word}"),
                ));
            }
        };
        let word = WORDS.iter().find(|known| **known == word).copied().unwrap_or("mean");
        Ok(Self { word, statistic })
    }

    /// How the number reads in the unit asked for, for this tag.
    ///
    /// # Errors
    /// PW3202 when the unit is none that the statistic of this tag converts to, or when
    /// the tag is not a rate and a total is asked for.
    pub fn measure(self, tag: &Tag, unit: Option<&Unit>) -> Result<Measure, Problem> {
        let own = tag.unit.as_ref();
        let subject = format!("the {} of {}", self.word, tag.id);
        let (kind, conversion) = match self.statistic {
            Statistic::Count => (
                Kind::Count,
                Conversion::new(
                    &subject,
                    Some(&Unit::default()),
                    unit.filter(|u| **u != Unit::new("{count}")),
                )?,
            ),
            Statistic::StandardDeviation | Statistic::Range | Statistic::Change => {
                (Kind::Difference, Conversion::new(&subject, own, unit)?)
            }
            Statistic::Sum => (Kind::Sum, Conversion::new(&subject, own, unit)?),
            Statistic::Total => {
                let (total, factor) =
                    own.and_then(|own| total_of(own, unit)).ok_or_else(|| not_a_rate(tag))?;
                (Kind::Total { factor }, Conversion::new(&subject, Some(&total), unit)?)
            }
            _ => (Kind::Value, Conversion::new(&subject, own, unit)?),
        };
        Ok(Measure { kind, conversion })
    }

    /// The statistic as a column of SQL over `samples`.
    pub fn sql(self, step_ns: i64, measure: &Measure) -> String {
        let step_s = step_ns as f64 / 1e9;
        match self.statistic {
            Statistic::Mean => "avg(value)".to_owned(),
            Statistic::Minimum => "min(value)".to_owned(),
            Statistic::Maximum => "max(value)".to_owned(),
            Statistic::Sum => "sum(value)".to_owned(),
            Statistic::Count => "count(value)".to_owned(),
            Statistic::StandardDeviation => "stddev(value)".to_owned(),
            Statistic::Median => quantile_sql(0.5),
            Statistic::Percentile(percent) => quantile_sql(percent / 100.0),
            Statistic::First => "first_value(value ORDER BY time)".to_owned(),
            Statistic::Last => "last_value(value ORDER BY time)".to_owned(),
            Statistic::Range => "max(value) - min(value)".to_owned(),
            Statistic::Change => {
                "last_value(value ORDER BY time) - first_value(value ORDER BY time)".to_owned()
            }
            Statistic::TimeWeightedMean => "sum(value * held) / sum(held)".to_owned(),
            Statistic::Total => match measure.kind {
                Kind::Total { factor } => format!("sum(value) * {}", step_s * factor),
                _ => "sum(value)".to_owned(),
            },
        }
    }
}

impl Measure {
    /// Of the unit that numbers come out in.
    pub fn unit(&self) -> Option<Unit> {
        self.conversion.unit.clone()
    }

    /// The statistic's number in the unit asked for; `count` is how many samples it rests on.
    pub fn number(&self, raw: f64, count: u64) -> f64 {
        match self.kind {
            Kind::Value => self.conversion.value(raw),
            Kind::Difference => self.conversion.difference(raw),
            Kind::Sum => match count {
                0 => 0.0,
                count => self.conversion.value(raw / count as f64) * count as f64,
            },
            Kind::Count => self.conversion.value(raw),
            Kind::Total { factor } => self.conversion.value(raw * factor),
        }
    }
}

/// The unit of a rate's total and the factor from value seconds to it. A cooling load in tons of
/// refrigeration is a power under another name: its total is an energy when one is asked for.
fn total_of(own: &Unit, asked: Option<&Unit>) -> Option<(Unit, f64)> {
    let direct = own.total_over_time();
    if direct.as_ref().is_some_and(|(total, _)| asked.is_none_or(|asked| total.is_comparable(asked))) {
        return direct;
    }
    let kilowatt = Unit::new("kW");
    let per = own.convert(1.0, &kilowatt);
    let (energy, factor) = kilowatt.total_over_time()?;
    per.map(|per| (energy, per * factor)).or(direct)
}

fn percent(given: Option<f64>) -> Result<f64, Problem> {
    let percent =
        given.ok_or_else(|| problems::bad_argument("percentile", "which percentile, 0 to 100, is needed"))?;
    if (0.0..=100.0).contains(&percent) {
        Ok(percent)
    } else {
        Err(problems::bad_argument("percentile", format!("a number from 0 to 100 is needed, not {percent}")))
    }
}

fn quantile_sql(q: f64) -> String {
    format!("percentile_cont({q}) WITHIN GROUP (ORDER BY value)")
}

fn not_a_rate(tag: &Tag) -> Problem {
    let unit = tag.unit.as_ref().map_or_else(|| "no unit".to_owned(), |unit| unit.to_string());
    Problem::new("PW3202", format!("{} ({unit}) is not a rate, so it has no total over time", tag.id))
        .help("Ask for its mean, or for the change of a counter.")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn check(
        statistic: Statistic,
        own: &str,
        asked: Option<&str>,
        raw: f64,
        expected: Result<(f64, &str), &str>,
    ) {
        let tag = Tag { id: "t".to_owned(), unit: Some(Unit::new(own)), ..Tag::default() };
        let asked = asked.map(Unit::new);
        match (Chosen { word: "mean", statistic }.measure(&tag, asked.as_ref()), expected) {
            (Ok(measure), Ok((number, unit))) => {
                let got = measure.number(raw, 4);
                assert!((got - number).abs() < 1e-9 * number.abs().max(1.0), "{got} {number}");
                assert_eq!(measure.unit().unwrap().code(), unit);
            }
            (Err(problem), Err(code)) => assert_eq!(problem.code, code),
            (got, want) => panic!("{statistic:?} {own}: {got:?} {want:?}"),
        }
    }

    #[test]
    fn values_differences_and_sums_convert_each_in_their_way() {
        check(Statistic::Mean, "[degF]", Some("Cel"), 50.0, Ok((10.0, "Cel")));
        check(Statistic::StandardDeviation, "[degF]", Some("Cel"), 9.0, Ok((5.0, "Cel")));
        check(Statistic::Sum, "[degF]", Some("Cel"), 200.0, Ok((40.0, "Cel")));
        check(Statistic::Count, "[degF]", None, 4.0, Ok((4.0, "1")));
        check(Statistic::Mean, "kW", Some("bar"), 4.0, Err("PW3202"));
    }

    #[test]
    fn totals_of_rates() {
        check(Statistic::Total, "kW", None, 7200.0, Ok((2.0, "kW.h")));
        check(Statistic::Total, "kW", Some("MW.h"), 7.2e6, Ok((2.0, "MW.h")));
        check(Statistic::Total, "L/min", None, 120.0, Ok((2.0, "L")));
        check(Statistic::Total, "L/min", Some("m3"), 120.0, Ok((0.002, "m3")));
        check(Statistic::Total, "{TR}", Some("kW.h"), 3600.0, Ok((3.516_852_842_067, "kW.h")));
        check(Statistic::Total, "bar", None, 1.0, Err("PW3202"));
        check(Statistic::Total, "kW", Some("L"), 1.0, Err("PW3202"));
    }
}
