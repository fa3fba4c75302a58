//! `value_at`: what tags stood at, at an instant.

use analytics::Found;
use plant::{Problem, Quality, Sample, Tag, TimeRange, Value};
use serde_json::Value as Json;
use tool::{
    AnswerValue, Arguments, Cell, Column, Effect, Evidence, Example, Findings, Parameter, ParameterKind, Spec,
};

use crate::readings::step_of;
use crate::sql_text::of_tags;
use crate::support::time::{in_words, sql_instant};
use crate::support::{Call, Conversion, no_window_data, problems, quality_share};
use crate::{Engines, Tool};

/// The value at an instant, or the nearest one around it.
pub struct ValueAt;

/// Without a usual step (a tag of one sample), samples up to this far away count, ns.
const REACH_WITHOUT_STEP: i64 = 60_000_000_000;

const PARAMETERS: &[Parameter] = &[
    Parameter::required("tags", ParameterKind::Tags, "whose values"),
    Parameter::required("time", ParameterKind::Instant, "when"),
    Parameter::optional("unit", ParameterKind::Unit, "unit of the values"),
];

impl Tool for ValueAt {
    fn spec(&self) -> Spec {
        Spec {
            name: "value_at",
            about: "The value of tags at an instant: the sample at it, else the last one before, else the next, within two usual steps.",
            effect: Effect::ReadOnly,
            parameters: PARAMETERS,
            example: Example {
                question: "What was the flow of pump P-101 on 8 June at 14:00?",
                arguments: r#"{"tags": ["P-101.flow"], "time": "2026-06-08T14:00:00"}"#,
            },
        }
    }

    fn run(&self, engines: &Engines, arguments: &Arguments) -> Result<Evidence, Problem> {
        let call = Call::new(engines, "value_at", arguments);
        let time = call.instant("time")?.ok_or_else(|| problems::bad_argument("time", "is needed"))?;
        let tags = call.tags("tags")?;
        let (mut found, mut notes, mut first) = (Vec::new(), Vec::new(), None);
        for tag in &tags {
            match find(&call, tag, time) {
                Ok(sample) => found.push((*tag, sample)),
                Err(problem) if problem.code.starts_with("PW31") => {
                    notes.push(format!("{}: {}.", tag.id, problem.message));
                    first.get_or_insert(problem);
                }
                Err(problem) => return Err(problem),
            }
        }
        if let (true, Some(problem)) = (found.is_empty(), first) {
            return Err(problem);
        }
        let ids = tags.iter().map(|tag| tag.id.as_str());
        let query = format!(
            "SELECT tag, last_value(time ORDER BY time) AS time, last_value(text ORDER BY time) AS text, \
             last_value(value ORDER BY time) AS value \
             FROM samples WHERE {} AND time <= {} AND NOT is_bad(quality) GROUP BY tag",
            of_tags(ids),
            sql_instant(time)
        );
        evidence_of_samples(&call, "value", &found, query, notes, |tag, sample| {
            (sample.time != time).then(|| {
                format!("{}: the nearest sample is of {}.", tag.id, in_words(sample.time, call.zone()))
            })
        })
    }
}

/// The sample for an instant.
fn find(call: &Call<'_>, tag: &Tag, time: i64) -> Result<Sample, Problem> {
    let profile = call.profile(tag).filter(|profile| profile.count > 0);
    let profile = profile.ok_or_else(|| problems::no_data_at_all(&tag.id))?;
    let reach = step_of(profile).map_or(REACH_WITHOUT_STEP, |step| step.saturating_mul(2));
    let around = TimeRange::new(time.saturating_sub(reach), time.saturating_add(reach).saturating_add(1));
    let samples = call.engines.historian().read_values(&tag.id, around)?;
    let usable: Vec<&Sample> = samples.iter().filter(|sample| is_usable(sample)).collect();
    let times: Vec<i64> = usable.iter().map(|sample| sample.time).collect();
    // A text has no number; its place in the list stands for it.
    let places: Vec<f64> = (0..usable.len()).map(|place| place as f64).collect();
    match analytics::value_at(analytics::Samples::new(&times, &places), time, reach) {
        Some((_, place, Found::Exact | Found::Before | Found::After)) => Ok(usable[place as usize].clone()),
        None => Err(no_window_data(call, tag, around)),
    }
}

/// A value that can be read out: not of bad quality, and a finite number where it is one.
pub fn is_usable(sample: &Sample) -> bool {
    !sample.quality.is_bad() && !matches!(sample.value, Value::Float(value) if !value.is_finite())
}

/// Evidence that reads samples out, one for each tag; texts as they are, numbers in the unit asked for.
pub fn evidence_of_samples(
    call: &Call<'_>,
    what: &str,
    found: &[(&Tag, Sample)],
    query: String,
    notes: Vec<String>,
    note: impl Fn(&Tag, &Sample) -> Option<String>,
) -> Result<Evidence, Problem> {
    let unit = call.unit("unit")?;
    let mut values = Vec::new();
    let mut rows = Vec::new();
    for (tag, sample) in found {
        let time = call.local(sample.time);
        let (value, unit) = match &sample.value {
            Value::Text(text) => (Json::from(text.as_ref()), None),
            Value::Boolean(yes) => (Json::from(*yes), None),
            Value::Integer(exact) if unit.is_none() => (Json::from(*exact), tag.unit.clone()),
            number => {
                let conversion = Conversion::new(&tag.id, tag.unit.as_ref(), unit.as_ref())?;
                (Json::from(conversion.value(number.as_f64().unwrap_or(f64::NAN))), conversion.unit)
            }
        };
        rows.push(vec![
            Cell::Text(tag.id.clone()),
            cell(&value),
            unit.as_ref().map_or(Cell::Null, |unit| Cell::Text(unit.to_string())),
            Cell::Text(time.clone()),
        ]);
        let mut answer = AnswerValue::new(&tag.id, value).at(time);
        answer.unit = unit;
        values.push(answer);
    }
    let finding = match (found, values.as_slice()) {
        ([_], [AnswerValue { label, value, unit, time, .. }]) if value.is_number() => Findings::Quantity {
            what: what.to_owned(),
            subject: label.clone(),
            value: value.as_f64().unwrap_or(f64::NAN),
            unit: unit.clone(),
            details: time.iter().map(|time| AnswerValue::new("time", time.clone()).at(time)).collect(),
            episodes: Vec::new(),
        },
        _ => Findings::Table {
            what: what.to_owned(),
            columns: ["tag", "value", "unit", "time"]
                .map(|name| Column { name: name.to_owned(), unit: None })
                .to_vec(),
            total_rows: rows.len() as u64,
            rows,
        },
    };
    let codes: Vec<u32> = found.iter().map(|(_, sample)| sample.quality.0).collect();
    let uncertain = found.iter().filter(|(_, sample)| Quality::is_uncertain(sample.quality));
    let uncertain: Vec<String> =
        uncertain.map(|(tag, _)| format!("{}: the quality of this sample is uncertain.", tag.id)).collect();
    let times = found.iter().map(|(_, sample)| sample.time);
    let window = times
        .clone()
        .min()
        .zip(times.max())
        .map(|(first, last)| TimeRange::new(first, last.saturating_add(1)));
    Ok(call
        .evidence()
        .query(query)
        .rows(found.len() as u64)
        .window_if(window)
        .quality(quality_share(&codes))
        .values(values)
        .notes(notes)
        .notes(found.iter().filter_map(|(tag, sample)| note(tag, sample)))
        .notes(uncertain)
        .finish(finding))
}

fn cell(value: &Json) -> Cell {
    match value {
        Json::Bool(yes) => Cell::Boolean(*yes),
        Json::Number(number) => match number.as_i64() {
            Some(exact) => Cell::Integer(exact),
            None => number.as_f64().map_or(Cell::Null, Cell::Number),
        },
        Json::String(text) => Cell::Text(text.clone()),
        _ => Cell::Null,
    }
}
