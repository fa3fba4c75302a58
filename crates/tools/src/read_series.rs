//! `read_series`: the curve of a tag, thinned so that no spike is lost.

use plant::{Problem, Tag, TimeRange, Unit};
use tool::{
    AnswerValue, Arguments, Effect, Evidence, Example, Findings, Parameter, ParameterKind, Point,
    QualityShare, SeriesResult, Spec,
};

use crate::readings::resolve;
use crate::sql_text::from_samples;
use crate::support::{Call, Conversion, no_window_data, problems};
use crate::{Engines, Tool};

/// Points of a curve without a number asked for, and at most.
const USUAL_POINTS: usize = 600;
const MOST_POINTS: usize = 20_000;

/// Curves of tags over a window.
pub struct ReadSeries;

const PARAMETERS: &[Parameter] = &[
    Parameter::required("tags", ParameterKind::Tags, "whose curves"),
    Parameter::optional("window", ParameterKind::Window, "when; all of the history without it"),
    Parameter::optional("points", ParameterKind::Integer, "points of each curve at most; 600 without it"),
    Parameter::optional("unit", ParameterKind::Unit, "unit of the values"),
];

impl Tool for ReadSeries {
    fn spec(&self) -> Spec {
        Spec {
            name: "read_series",
            about: "The course of tags over a window: a curve for each, thinned to minimum, mean and maximum where it is long.",
            effect: Effect::ReadOnly,
            parameters: PARAMETERS,
            example: Example {
                question: "Show me the flow of pump P-101 on 8 June.",
                arguments: r#"{"tags": ["P-101.flow"], "window": {"start": "2026-06-08", "end": "2026-06-09"}}"#,
            },
        }
    }

    fn run(&self, engines: &Engines, arguments: &Arguments) -> Result<Evidence, Problem> {
        let call = Call::new(engines, "read_series", arguments);
        let points = call.count("points", USUAL_POINTS, MOST_POINTS)?;
        let window = call.window("window")?;
        let unit = call.unit("unit")?;
        let tags = call.tags("tags")?;
        let (mut curves, mut notes, mut first) = (Vec::new(), Vec::new(), None);
        for tag in &tags {
            match curve(&call, tag, window, points, unit.as_ref()) {
                Ok(curve) => curves.push(curve),
                Err(problem) if problem.code.starts_with("PW31") || problem.code == "PW3203" => {
                    notes.push(format!("{}: {}.", tag.id, problem.message));
                    first.get_or_insert(problem);
                }
                Err(problem) => return Err(problem),
            }
        }
        if let (true, Some(problem)) = (curves.is_empty(), first) {
            return Err(problem);
        }
        let thinned: Vec<&str> = curves
            .iter()
            .filter(|c| c.series.samples > c.series.points.len() as u64)
            .map(|c| c.series.tag.as_str())
            .collect();
        if !thinned.is_empty() {
            notes.push(format!("Thinned to minimum, mean and maximum of stretches: {}.", thinned.join(", ")));
        }
        let ids = || curves.iter().map(|curve| curve.series.tag.as_str());
        let whole = curves
            .iter()
            .map(|curve| curve.window)
            .reduce(|a, b| TimeRange::new(a.start.min(b.start), a.end.max(b.end)));
        let all = |of: fn(&Curve) -> u64| curves.iter().map(of).sum::<u64>();
        let recorded = all(|c| c.good + c.uncertain + c.bad).max(1) as f64;
        let quality = QualityShare {
            good: all(|c| c.good) as f64 / recorded,
            uncertain: all(|c| c.uncertain) as f64 / recorded,
            bad: all(|c| c.bad) as f64 / recorded,
        };
        let from = from_samples(ids(), whole.unwrap_or(TimeRange::ALL));
        Ok(call
            .evidence()
            .query(format!("SELECT tag, time, value {from} ORDER BY tag, time"))
            .rows(all(|curve| curve.series.samples))
            .window_if(whole)
            .quality(Some(quality))
            .values(curves.iter().map(|curve| {
                AnswerValue::number(&curve.series.tag, curve.series.samples as f64, Some(Unit::default()))
            }))
            .notes(notes)
            .finish(Findings::Series { series: curves.into_iter().map(|curve| curve.series).collect() }))
    }
}

struct Curve {
    series: SeriesResult,
    window: TimeRange,
    good: u64,
    uncertain: u64,
    bad: u64,
}

fn curve(
    call: &Call<'_>,
    tag: &Tag,
    window: Option<TimeRange>,
    points: usize,
    unit: Option<&Unit>,
) -> Result<Curve, Problem> {
    let conversion = Conversion::new(&tag.id, tag.unit.as_ref(), unit)?;
    let window = resolve(call, tag, window)?;
    let historian = call.engines.historian();
    let buckets = historian.envelope(&tag.id, window, points)?;
    let total = |of: fn(&historian::Aggregate) -> u64| buckets.iter().map(|b| of(&b.aggregate)).sum::<u64>();
    let samples = total(|a| a.count);
    if samples == 0 {
        if call.profile(tag).is_some_and(|profile| profile.minimum.is_none()) {
            return Err(problems::not_numeric(&tag.id));
        }
        return Err(no_window_data(call, tag, window));
    }
    let (good, uncertain, bad) = (total(|a| a.good), total(|a| a.uncertain), total(|a| a.bad));
    let point = |t: i64, min: f64, max: f64, mean: f64| Point {
        t: t.div_euclid(1_000_000),
        min: conversion.value(min),
        max: conversion.value(max),
        mean: conversion.value(mean),
    };
    let points: Vec<Point> = if samples <= points as u64 {
        let series = historian.read(&tag.id, window)?;
        let usable = (0..series.times.len()).filter(|&i| {
            series.values[i].is_finite()
                && !series.quality.get(i).is_some_and(|code| plant::Quality(*code).is_bad())
        });
        usable.map(|i| (series.times[i], series.values[i])).map(|(t, v)| point(t, v, v, v)).collect()
    } else {
        let filled = buckets.iter().filter(|bucket| bucket.aggregate.count > 0);
        filled
            .map(|bucket| {
                let a = &bucket.aggregate;
                point(a.first_time, a.minimum, a.maximum, a.mean().unwrap_or(f64::NAN))
            })
            .collect()
    };
    let series = SeriesResult {
        tag: tag.id.clone(),
        name: tag.name.clone(),
        unit: conversion.unit.clone(),
        points,
        samples,
    };
    Ok(Curve { series, window, good, uncertain, bad })
}
