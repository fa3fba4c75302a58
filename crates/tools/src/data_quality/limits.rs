//! Values beyond the engineering limits.

use analytics::stretches;
use plant::{Limits, Problem, Unit};
use tool::{AnswerValue, Cell, Column, Episode, Evidence, Findings};

use super::Asked;
use super::recorded::Recorded;
use crate::support::{EvidenceBuilder, problems};

/// Episodes that are listed at most.
const MOST: usize = 200;

/// One tag beyond its limits.
struct Beyond<'a> {
    recorded: &'a Recorded<'a>,
    low: Option<f64>,
    high: Option<f64>,
    seconds: f64,
    below: u64,
    above: u64,
    episodes: Vec<Episode>,
}

/// The inner limits; the outer ones where there are no inner ones.
fn inner(limits: &Limits) -> (Option<f64>, Option<f64>) {
    (limits.low.or(limits.low_low), limits.high.or(limits.high_high))
}

/// Of one tag, how long it was out of limits; of several, which were, the longest first.
pub fn judge(asked: &Asked<'_>, evidence: EvidenceBuilder) -> Result<Evidence, Problem> {
    let limited = asked.all.iter().filter(|recorded| inner(&recorded.tag.limits) != (None, None));
    let mut found: Vec<Beyond<'_>> =
        limited.map(|recorded| beyond(asked, recorded)).collect::<Result<_, _>>()?;
    if found.is_empty() {
        return Err(problems::not_described(format!("no limits are described for {}", asked.subject)));
    }
    if let ([_], [one]) = (asked.all, found.as_slice()) {
        return Ok(of_one(asked, one, evidence));
    }
    found.retain(|beyond| beyond.seconds > 0.0);
    found.sort_by(|a, b| b.seconds.total_cmp(&a.seconds));
    let id = |beyond: &Beyond<'_>| beyond.recorded.tag.id.clone();
    if asked.claim {
        let details =
            found.iter().map(|beyond| AnswerValue::number(id(beyond), beyond.seconds, Some(Unit::new("s"))));
        return Ok(asked.verdict(evidence, "out of limits", !found.is_empty(), details.collect()));
    }
    let rows = found.iter().map(|beyond| {
        vec![
            Cell::Text(id(beyond)),
            Cell::Number(beyond.seconds),
            Cell::Integer(i64::try_from(beyond.below).unwrap_or(i64::MAX)),
            Cell::Integer(i64::try_from(beyond.above).unwrap_or(i64::MAX)),
        ]
    });
    let column = |name: &str, unit: Option<&str>| Column { name: name.to_owned(), unit: unit.map(Unit::new) };
    let finding = Findings::Table {
        what: "out of limits".to_owned(),
        columns: vec![
            column("tag", None),
            column("time", Some("s")),
            column("samples below", None),
            column("samples above", None),
        ],
        rows: rows.collect(),
        total_rows: found.len() as u64,
    };
    Ok(evidence.values(found.iter().map(|beyond| AnswerValue::new(id(beyond), id(beyond)))).finish(finding))
}

fn beyond<'a>(asked: &Asked<'_>, recorded: &'a Recorded<'a>) -> Result<Beyond<'a>, Problem> {
    let (low, high) = inner(&recorded.tag.limits);
    let is_below = |value: f64| low.is_some_and(|low| value < low);
    let is_above = |value: f64| high.is_some_and(|high| value > high);
    let step =
        recorded.step.ok_or_else(|| problems::not_enough("the time out of limits", 2, recorded.all))?;
    let window = recorded.window;
    let out = stretches(recorded.samples(), step, window.start, window.end, |v| is_below(v) || is_above(v));
    let samples =
        |is: &dyn Fn(f64) -> bool| recorded.samples().finite().filter(|(_, v)| is(*v)).count() as u64;
    let episodes = out.iter().take(MOST).map(|stretch| Episode {
        start: asked.call.local(stretch.start),
        end: asked.call.local(stretch.end),
        seconds: stretch.seconds(),
    });
    Ok(Beyond {
        recorded,
        low,
        high,
        seconds: out.iter().map(|stretch| stretch.seconds()).sum(),
        below: samples(&is_below),
        above: samples(&is_above),
        episodes: episodes.collect(),
    })
}

fn of_one(asked: &Asked<'_>, beyond: &Beyond<'_>, evidence: EvidenceBuilder) -> Evidence {
    let unit = beyond.recorded.tag.unit.clone();
    let limit = |label: &str, value: Option<f64>| value.map(|v| AnswerValue::number(label, v, unit.clone()));
    let count = |label: &str, value: u64| AnswerValue::number(label, value as f64, Some(Unit::default()));
    let mut details: Vec<AnswerValue> =
        limit("low limit", beyond.low).into_iter().chain(limit("high limit", beyond.high)).collect();
    details.push(count("samples below", beyond.below));
    details.push(count("samples above", beyond.above));
    details.push(AnswerValue::number("time", beyond.seconds, Some(Unit::new("s"))));
    if asked.claim {
        return asked.verdict(evidence, "out of limits", beyond.below + beyond.above > 0, details);
    }
    let value = AnswerValue::number(asked.subject, beyond.seconds, Some(Unit::new("s")));
    evidence.value(value).finish(Findings::Quantity {
        what: "out of limits".to_owned(),
        subject: asked.subject.to_owned(),
        value: beyond.seconds,
        unit: Some(Unit::new("s")),
        details,
        episodes: beyond.episodes.clone(),
    })
}
