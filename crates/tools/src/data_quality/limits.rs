//! Values beyond the engineering limits.

use analytics::{Samples, Stretch, stretches};
use plant::{Limits, Problem, Tag, TimeRange, Unit};
use tool::{AnswerValue, Cell, Column, Episode, Evidence, Findings};

use super::Asked;
use crate::support::{EvidenceBuilder, problems};

/// Episodes that are listed at most.
const MOST: usize = 200;

/// One tag beyond its limits.
pub struct Beyond {
    low: Option<f64>,
    high: Option<f64>,
    seconds: f64,
    below: u64,
    above: u64,
    /// The first of them.
    episodes: Vec<Stretch>,
}

/// The inner limits; the outer ones where there are no inner ones.
fn inner(limits: &Limits) -> (Option<f64>, Option<f64>) {
    (limits.low.or(limits.low_low), limits.high.or(limits.high_high))
}

impl Beyond {
    /// `None` for a tag without limits, or of too few samples to know how long one holds.
    pub fn of(tag: &Tag, samples: Samples<'_>, step: Option<i64>, window: TimeRange) -> Option<Self> {
        let (low, high) = inner(&tag.limits);
        if low.is_none() && high.is_none() {
            return None;
        }
        let is_below = |value: f64| low.is_some_and(|low| value < low);
        let is_above = |value: f64| high.is_some_and(|high| value > high);
        let mut out = stretches(samples, step?, window.start, window.end, |v| is_below(v) || is_above(v));
        let count = |is: &dyn Fn(f64) -> bool| samples.finite().filter(|(_, v)| is(*v)).count() as u64;
        let seconds = out.iter().map(|stretch| stretch.seconds()).sum();
        out.truncate(MOST);
        Some(Self { low, high, seconds, below: count(&is_below), above: count(&is_above), episodes: out })
    }
}

/// Of one tag, how long it was out of limits; of several, which were, the longest first.
pub fn judge(asked: &Asked<'_>, evidence: EvidenceBuilder) -> Result<Evidence, Problem> {
    let mut found: Vec<(&Tag, &Beyond)> = asked
        .all
        .iter()
        .filter_map(|recorded| recorded.beyond.as_ref().map(|beyond| (recorded.tag, beyond)))
        .collect();
    if found.is_empty() {
        return Err(problems::not_described(format!("no limits are described for {}", asked.subject)));
    }
    if let ([_], [(tag, beyond)]) = (asked.all, found.as_slice()) {
        return Ok(of_one(asked, tag, beyond, evidence));
    }
    found.retain(|(_, beyond)| beyond.seconds > 0.0);
    found.sort_by(|a, b| b.1.seconds.total_cmp(&a.1.seconds));
    if asked.claim {
        let details = found
            .iter()
            .map(|(tag, beyond)| AnswerValue::number(&tag.id, beyond.seconds, Some(Unit::new("s"))));
        return Ok(asked.verdict(evidence, "out of limits", !found.is_empty(), details.collect()));
    }
    let rows = found.iter().map(|(tag, beyond)| {
        vec![
            Cell::Text(tag.id.clone()),
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
    let values = found.iter().map(|(tag, _)| AnswerValue::new(&tag.id, tag.id.clone()));
    Ok(evidence.values(values).finish(finding))
}

fn of_one(asked: &Asked<'_>, tag: &Tag, beyond: &Beyond, evidence: EvidenceBuilder) -> Evidence {
    let unit = tag.unit.clone();
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
    let episodes = beyond.episodes.iter().map(|stretch| Episode {
        start: asked.call.local(stretch.start),
        end: asked.call.local(stretch.end),
        seconds: stretch.seconds(),
    });
    evidence.value(value).finish(Findings::Quantity {
        what: "out of limits".to_owned(),
        subject: asked.subject.to_owned(),
        value: beyond.seconds,
        unit: Some(Unit::new("s")),
        details,
        episodes: episodes.collect(),
    })
}
