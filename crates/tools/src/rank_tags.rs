//! `rank_tags`: tags ordered by a statistic, or by how much they vary.

use analytics::Statistic;
use plant::{Problem, Unit};
use rayon::prelude::*;
use tool::{
    AnswerValue, Arguments, Cell, Column, Effect, Evidence, Example, Findings, Parameter, ParameterKind, Spec,
};

use crate::choice::{chosen_tags, has_numbers};
use crate::readings::{Readings, joint_evidence};
use crate::sql_text::Aggregation;
use crate::statistic::{self, Chosen};
use crate::support::{Call, problems};
use crate::{Engines, Tool};

/// Tags without a number asked for, and at most.
const USUAL_LIMIT: usize = 5;
const MOST: usize = 1000;

/// Tags ordered by a statistic.
pub struct RankTags;

const PARAMETERS: &[Parameter] = &[
    Parameter::optional("tags", ParameterKind::Tags, "what is ranked; every tag without it"),
    Parameter::optional("quantity", ParameterKind::Text, "only tags that measure this, such as power"),
    Parameter::optional("asset", ParameterKind::Asset, "only tags of this asset and what is below it"),
    Parameter::optional("window", ParameterKind::Window, "when; all of the history without it"),
    Parameter::optional("statistic", ParameterKind::OneOf(statistic::WORDS), "of each tag; mean without it"),
    Parameter::optional("percentile", ParameterKind::Number, "for percentile: which, 0 to 100"),
    Parameter::optional(
        "order",
        ParameterKind::OneOf(&["highest", "lowest"]),
        "which come first; the highest without it",
    ),
    Parameter::optional("limit", ParameterKind::Integer, "how many; 5 without it, all with a threshold"),
    Parameter::optional(
        "by",
        ParameterKind::OneOf(&["value", "variability"]),
        "by the statistic (without it), or by the deviation, relative to the mean where units differ",
    ),
    Parameter::optional("above", ParameterKind::Number, "only tags whose statistic is above this"),
    Parameter::optional("below", ParameterKind::Number, "only tags whose statistic is below this"),
    Parameter::optional("unit", ParameterKind::Unit, "unit of the statistic and of above and below"),
    Parameter::optional(
        "report",
        ParameterKind::OneOf(&["tag", "asset"]),
        "what is named: the tag itself, or the asset that it belongs to; the tag without it",
    ),
];

impl Tool for RankTags {
    fn spec(&self) -> Spec {
        Spec {
            name: "rank_tags",
            about: "Tags ordered by a statistic over a window, or by how much they vary.",
            effect: Effect::ReadOnly,
            parameters: PARAMETERS,
            example: Example {
                question: "Which machine drew the most power in June?",
                arguments: r#"{"quantity": "power", "window": {"start": "2026-06-01", "end": "2026-07-01"}, "statistic": "mean", "order": "highest"}"#,
            },
        }
    }

    fn run(&self, engines: &Engines, arguments: &Arguments) -> Result<Evidence, Problem> {
        let call = Call::new(engines, "rank_tags", arguments);
        let varies = call.text("by")?.as_deref() == Some("variability");
        let chosen = if varies {
            Chosen { word: "std", statistic: Statistic::StandardDeviation }
        } else {
            Chosen::of(&call, "mean")?
        };
        let (above, below) = (call.number("above")?, call.number("below")?);
        let usual = if above.is_some() || below.is_some() { MOST } else { USUAL_LIMIT };
        let limit = call.count("limit", usual, MOST)?;
        let window = call.window("window")?;
        let highest = call.text("order")?.as_deref() != Some("lowest");
        let assets = call.text("report")?.as_deref() == Some("asset");
        let tags = chosen_tags(&call, "tags")?;
        let (readable, mut notes) = read(&call, &tags, window, chosen.statistic)?;

        let asked = call.unit("unit")?;
        let scale = Scale::of(&readable, chosen, asked.as_ref(), varies);
        let mut ranked: Vec<(usize, f64, u64)> = Vec::new();
        for (place, readings) in readable.iter().enumerate() {
            match scale.number(readings, chosen)? {
                Some((number, count)) => ranked.push((place, number, count)),
                None => notes
                    .push(format!("{} does not compare with the others and was left out.", readings.tag.id)),
            }
        }
        if ranked.is_empty() {
            let unit = asked.map_or_else(|| "one unit".to_owned(), |unit| unit.to_string());
            return Err(Problem::new(
                "PW3202",
                format!("the {} of none of these tags can be given in {unit}", chosen.word),
            )
            .help("Ask for a unit of the quantity that is meant, or leave it out."));
        }
        ranked.retain(|(_, number, _)| {
            above.is_none_or(|above| *number > above) && below.is_none_or(|below| *number < below)
        });
        ranked.sort_by(|a, b| if highest { b.1.total_cmp(&a.1) } else { a.1.total_cmp(&b.1) });

        let values = ranked.iter().take(limit).map(|(place, ..)| {
            let tag = readable[*place].tag;
            let named = if assets { tag.asset.as_ref().unwrap_or(&tag.id) } else { &tag.id };
            AnswerValue::new(&tag.id, named.clone())
        });
        let rows = ranked.iter().map(|(place, number, count)| {
            let tag = readable[*place].tag;
            vec![
                Cell::Text(tag.id.clone()),
                Cell::Text(tag.asset.clone().unwrap_or_default()),
                Cell::Number(*number),
                Cell::Integer(i64::try_from(*count).unwrap_or(i64::MAX)),
            ]
        });
        let what = if scale.is_relative { "std over mean" } else { chosen.word };
        let finding = Findings::Table {
            what: format!("tags by {what}"),
            columns: vec![
                Column { name: "tag".to_owned(), unit: None },
                Column { name: "asset".to_owned(), unit: None },
                Column { name: what.to_owned(), unit: scale.unit.clone() },
                Column { name: "samples".to_owned(), unit: None },
            ],
            rows: rows.collect(),
            total_rows: ranked.len() as u64,
        };
        let query = query(&call, &readable, chosen, &scale, (above, below), highest, limit)?;
        let threshold = above.is_some() || below.is_some();
        let left_out =
            if threshold && call.json("limit").is_none() { ranked.len().saturating_sub(limit) } else { 0 };
        Ok(joint_evidence(&call, &readable)
            .query(query)
            .values(values)
            .left_out(left_out)
            .notes(notes)
            .finish(finding))
    }
}

/// Every tag of numbers that has some in the window, and notes on the others.
///
/// # Errors
/// The first tag's problem when no tag can be read.
fn read<'t>(
    call: &Call<'_>,
    tags: &[&'t plant::Tag],
    window: Option<plant::TimeRange>,
    statistic: Statistic,
) -> Result<(Vec<Readings<'t>>, Vec<String>), Problem> {
    let numeric: Vec<&plant::Tag> =
        tags.iter().copied().filter(|tag| has_numbers(call.profile(tag))).collect();
    let read: Vec<Result<Readings<'t>, Problem>> =
        numeric.par_iter().map(|tag| Readings::read_for(call, tag, window, statistic)).collect();
    let (mut readable, mut first, mut without) = (Vec::new(), None, tags.len() - numeric.len());
    for result in read {
        match result {
            Ok(readings) => readable.push(readings),
            Err(problem) if problem.code.starts_with("PW3") => {
                without += 1;
                first.get_or_insert(problem);
            }
            Err(problem) => return Err(problem),
        }
    }
    if readable.is_empty() {
        return Err(first.unwrap_or_else(|| problems::no_data_at_all(tags.first().map_or("", |tag| &tag.id))));
    }
    let notes =
        (without > 0).then(|| format!("{without} of {} tags have no numbers in this window.", tags.len()));
    Ok((readable, notes.into_iter().collect()))
}

/// What makes numbers of different tags comparable.
struct Scale {
    unit: Option<Unit>,
    /// Deviations relative to the mean: the units differ.
    is_relative: bool,
}

impl Scale {
    /// The unit asked for, else that of the most tags; deviations of different units are taken
    /// relative to the mean.
    fn of(all: &[Readings<'_>], chosen: Chosen, asked: Option<&Unit>, varies: bool) -> Self {
        if let Some(unit) = asked {
            return Self { unit: Some(unit.clone()), is_relative: false };
        }
        let units: Vec<Option<Unit>> =
            all.iter().map(|r| chosen.measure(r.tag, None).ok().and_then(|measure| measure.unit())).collect();
        let agreeing = |unit: &Option<Unit>| {
            let agrees = |other: &&Option<Unit>| match (unit, other) {
                (Some(unit), Some(other)) => unit.is_comparable(other),
                (None, None) => true,
                _ => false,
            };
            units.iter().filter(agrees).count()
        };
        // The first of those that most tags agree with.
        let common = units.iter().rev().max_by_key(|unit| agreeing(unit)).cloned().flatten();
        let all_agree = agreeing(&common) == units.len();
        if varies && !all_agree {
            return Self { unit: Some(Unit::default()), is_relative: true };
        }
        Self { unit: common, is_relative: false }
    }

    /// `None` when the tag's number is not to be had in this unit.
    fn number(&self, readings: &Readings<'_>, chosen: Chosen) -> Result<Option<(f64, u64)>, Problem> {
        let parts = [readings.window];
        let Ok(Some((raw, count))) = readings.statistic(chosen.statistic, &parts) else { return Ok(None) };
        if self.is_relative {
            let mean = readings.statistic(Statistic::Mean, &parts)?.map_or(0.0, |(mean, _)| mean);
            return Ok((mean != 0.0).then(|| (raw / mean.abs(), count)));
        }
        if readings.tag.unit.is_none() != self.unit.is_none() && chosen.statistic != Statistic::Count {
            return Ok(None);
        }
        Ok(chosen.measure(readings.tag, self.unit.as_ref()).ok().map(|m| (m.number(raw, count), count)))
    }
}

fn query(
    call: &Call<'_>,
    all: &[Readings<'_>],
    chosen: Chosen,
    scale: &Scale,
    (above, below): (Option<f64>, Option<f64>),
    highest: bool,
    limit: usize,
) -> Result<String, Problem> {
    let Some(first) = all.first() else { return Ok(String::new()) };
    let step = match chosen.statistic {
        Statistic::Total | Statistic::TimeWeightedMean => first.step()?,
        _ => 0,
    };
    let column = if scale.is_relative {
        "stddev(value) / abs(avg(value))".to_owned()
    } else {
        chosen.sql(step, &chosen.measure(first.tag, None)?)
    };
    let tags: Vec<&str> = all.iter().map(|readings| readings.tag.id.as_str()).collect();
    let held = (chosen.statistic == Statistic::TimeWeightedMean).then_some(step);
    let inner = Aggregation { tags: &tags, window: first.window, by: None, shift: None, within: None, held }
        .sql(&column, call.plant());
    let order = if highest { "DESC" } else { "ASC" };
    let sides = [(above, ">"), (below, "<")];
    let sides: Vec<String> =
        sides.iter().filter_map(|(at, sign)| at.map(|at| format!("value {sign} {at}"))).collect();
    let chosen = if sides.is_empty() { String::new() } else { format!(" WHERE {}", sides.join(" AND ")) };
    Ok(format!("SELECT * FROM ({inner}){chosen} ORDER BY value {order} LIMIT {limit}"))
}
