//! `rank_periods`: the days, hours, weeks, months or shifts with the highest or lowest statistic.

use plant::{Problem, TimeRange};
use tool::{
    AnswerValue, Arguments, Cell, Column, Effect, Evidence, Example, Findings, Parameter, ParameterKind, Spec,
};

use crate::period::{self, By, Period};
use crate::readings::Readings;
use crate::sql_text::Aggregation;
use crate::statistic::{self, Chosen};
use crate::support::Call;
use crate::support::time::local_window;
use crate::{Engines, Tool};

/// A period with less than this share of the usual number of samples is left out.
const ALMOST_NOTHING: f64 = 0.1;

/// A period with less than this share is worth a note.
const INCOMPLETE: f64 = 0.9;

/// Periods without a number asked for, and at most.
const USUAL_LIMIT: usize = 5;
const MOST: usize = 1000;

/// Rows of the table, whatever the limit of the values.
const TABLE_ROWS: usize = 31;

/// Periods ordered by a statistic.
pub struct RankPeriods;

const PARAMETERS: &[Parameter] = &[
    Parameter::required("tag", ParameterKind::Tag, "whose statistic"),
    Parameter::optional("window", ParameterKind::Window, "when; all of the history without it"),
    Parameter::required("by", ParameterKind::OneOf(period::WORDS), "what is ranked"),
    Parameter::optional(
        "statistic",
        ParameterKind::OneOf(statistic::WORDS),
        "of each period; mean without it",
    ),
    Parameter::optional("percentile", ParameterKind::Number, "for percentile: which, 0 to 100"),
    Parameter::optional(
        "order",
        ParameterKind::OneOf(&["highest", "lowest"]),
        "which come first; the highest without it",
    ),
    Parameter::optional("limit", ParameterKind::Integer, "how many; 5 without it, all with a threshold"),
    Parameter::optional("above", ParameterKind::Number, "only periods whose statistic is above this"),
    Parameter::optional("below", ParameterKind::Number, "only periods whose statistic is below this"),
    Parameter::optional(
        "report",
        ParameterKind::OneOf(&["periods", "count"]),
        "which periods, or how many; which without it",
    ),
    Parameter::optional("unit", ParameterKind::Unit, "unit of the statistic"),
    Parameter::optional("shift", ParameterKind::Text, "name of a shift: its samples alone"),
    Parameter::optional("within", ParameterKind::Windows, "only these stretches of the window"),
];

impl Tool for RankPeriods {
    fn spec(&self) -> Spec {
        Spec {
            name: "rank_periods",
            about: "The hours, days, weeks, months or shifts with the highest or lowest statistic of a tag.",
            effect: Effect::ReadOnly,
            parameters: PARAMETERS,
            example: Example {
                question: "On which three days in June was the power of compressor C-201 highest on average?",
                arguments: r#"{"tag": "C-201.power", "window": {"start": "2026-06-01", "end": "2026-07-01"}, "by": "day", "statistic": "mean", "order": "highest", "limit": 3}"#,
            },
        }
    }

    fn run(&self, engines: &Engines, arguments: &Arguments) -> Result<Evidence, Problem> {
        let call = Call::new(engines, "rank_periods", arguments);
        let tag = call.tag("tag")?;
        let by = By::of(&call.needed_text("by")?, call.plant())?;
        let chosen = Chosen::of(&call, "mean")?;
        let measure = chosen.measure(tag, call.unit("unit")?.as_ref())?;
        let (above, below) = (call.number("above")?, call.number("below")?);
        let thresholds = above.is_some() || below.is_some();
        let limit = call.count("limit", if thresholds { MOST } else { USUAL_LIMIT }, MOST)?;
        let shift = call.text("shift")?.map(|name| period::shift_called(call.plant(), &name)).transpose()?;
        let highest = call.text("order")?.as_deref() != Some("lowest");
        let readings = Readings::read(&call, tag, call.window("window")?)?;

        let window = if readings.is_windowed() { readings.window } else { readings.covered() };
        let buckets =
            period::buckets(readings.inside(), window, readings.is_windowed(), by, shift, call.plant());
        let mut ranked = Vec::new();
        let within = call.windows("within")?;
        for mut bucket in buckets {
            if let Some(within) = &within {
                let cut = |part: &TimeRange| within.iter().map(|w| w.intersect(*part)).collect::<Vec<_>>();
                bucket.parts = bucket.parts.iter().flat_map(cut).filter(|part| !part.is_empty()).collect();
            }
            if let Ok(Some((raw, count))) = readings.statistic(chosen.statistic, &bucket.parts) {
                ranked.push(Ranked { period: bucket.period, number: measure.number(raw, count), count });
            }
        }
        let usual = median_count(&ranked);
        let all = ranked.len();
        ranked.retain(|ranked| ranked.count as f64 >= ALMOST_NOTHING * usual);
        let left_out = all - ranked.len();
        ranked.retain(|ranked| {
            above.is_none_or(|above| ranked.number > above) && below.is_none_or(|below| ranked.number < below)
        });
        // Equal numbers stay in the order of time; so do all of them where a threshold chose them.
        if !thresholds || call.text("order")?.is_some() {
            ranked.sort_by(|a, b| {
                if highest { b.number.total_cmp(&a.number) } else { a.number.total_cmp(&b.number) }
            });
        }

        let step = match chosen.word {
            "total" | "time_weighted_mean" => readings.step()?,
            _ => 0,
        };
        let tags = [tag.id.as_str()];
        let held = (chosen.word == "time_weighted_mean").then_some(step);
        let order = if highest { "DESC" } else { "ASC" };
        let (window, within) = (readings.window, within.as_deref());
        let inner = Aggregation { tags: &tags, window, by: Some(by), shift, within, held }
            .sql(&chosen.sql(step, &measure), call.plant());
        let sides = [above.map(|n| format!("value > {n}")), below.map(|n| format!("value < {n}"))];
        let sides: Vec<String> = sides.into_iter().flatten().collect();
        let query = if thresholds {
            format!("SELECT * FROM ({inner}) WHERE {} ORDER BY period", sides.join(" AND "))
        } else {
            format!("SELECT * FROM ({inner}) ORDER BY value {order} LIMIT {limit}")
        };

        let mut notes = Vec::new();
        if left_out > 0 {
            notes.push(format!(
                "{left_out} of {all} periods were left out: they hold less than a tenth of the usual {usual:.0} samples."
            ));
        }
        for poor in ranked.iter().take(limit).filter(|ranked| (ranked.count as f64) < INCOMPLETE * usual) {
            notes.push(format!("{} holds {} samples; {usual:.0} are usual.", poor.period.label, poor.count));
        }
        if call.text("report")?.as_deref() == Some("count") {
            let count = ranked.len() as f64;
            let labels = ranked.iter().take(TABLE_ROWS).map(|ranked| {
                AnswerValue::number(&ranked.period.label, ranked.number, measure.unit())
                    .over(local_window(ranked.period.range, call.zone()))
            });
            let unit = Some(plant::Unit::default());
            return Ok(readings
                .evidence(&call)
                .query(format!("SELECT count(*) AS count FROM ({query})"))
                .value(AnswerValue::number(by.word(), count, unit.clone()))
                .notes(notes)
                .finish(Findings::Quantity {
                    what: format!("{}s", by.word()),
                    subject: tag.id.clone(),
                    value: count,
                    unit,
                    details: labels.collect(),
                    episodes: Vec::new(),
                }));
        }
        let values = ranked.iter().take(limit).map(|ranked| {
            AnswerValue::new(&ranked.period.label, ranked.period.label.clone())
                .over(local_window(ranked.period.range, call.zone()))
        });
        let rows = ranked.iter().take(limit.max(TABLE_ROWS)).map(|ranked| {
            vec![
                Cell::Text(ranked.period.label.clone()),
                Cell::Number(ranked.number),
                Cell::Integer(i64::try_from(ranked.count).unwrap_or(i64::MAX)),
            ]
        });
        let finding = Findings::Table {
            what: format!("{} of {} by {}", chosen.word, tag.id, by.word()),
            columns: vec![
                Column { name: by.word().to_owned(), unit: None },
                Column { name: chosen.word.to_owned(), unit: measure.unit() },
                Column { name: "samples".to_owned(), unit: None },
            ],
            rows: rows.collect(),
            total_rows: ranked.len() as u64,
        };
        Ok(readings.evidence(&call).query(query).values(values).notes(notes).finish(finding))
    }
}

struct Ranked {
    period: Period,
    number: f64,
    count: u64,
}

fn median_count(ranked: &[Ranked]) -> f64 {
    let counts: Vec<f64> = ranked.iter().map(|ranked| ranked.count as f64).collect();
    analytics::quantile(&counts, 0.5).unwrap_or(0.0)
}
