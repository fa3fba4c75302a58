//! `latest`: the last known value of tags.

use plant::{Problem, Sample, Tag, TimeRange};
use tool::{AnswerValue, Arguments, Effect, Evidence, Example, Findings, Parameter, ParameterKind, Spec};

use crate::sql_text::of_tags;
use crate::support::time::{in_words, sql_instant};
use crate::support::{Call, problems};
use crate::value_at::{evidence_of_samples, is_usable};
use crate::{Engines, Tool};

/// A sample older than this many usual steps is worth a note.
const OLD: f64 = 10.0;

/// Steps searched back from a last sample that cannot be used.
const SEARCHED: f64 = 1000.0;

/// The last sample at or before now.
pub struct Latest;

const PARAMETERS: &[Parameter] = &[
    Parameter::required("tags", ParameterKind::Tags, "whose values"),
    Parameter::optional("at", ParameterKind::Instant, "now without it"),
    Parameter::optional("unit", ParameterKind::Unit, "unit of the values"),
    Parameter::optional(
        "report",
        ParameterKind::OneOf(&["value", "time"]),
        "of one tag: its value, or when it came; the value without it",
    ),
];

impl Tool for Latest {
    fn spec(&self) -> Spec {
        Spec {
            name: "latest",
            about: "The current value of tags: the last sample at or before now, with its time.",
            effect: Effect::ReadOnly,
            parameters: PARAMETERS,
            example: Example {
                question: "What is the flow of pump P-101 right now?",
                arguments: r#"{"tags": ["P-101.flow"]}"#,
            },
        }
    }

    fn run(&self, engines: &Engines, arguments: &Arguments) -> Result<Evidence, Problem> {
        let call = Call::new(engines, "latest", arguments);
        let asked = call.instant("at")?;
        let at = asked.unwrap_or(call.catalogue.now);
        let tags = call.tags("tags")?;
        let (mut found, mut notes, mut first) = (Vec::new(), Vec::new(), None);
        for tag in &tags {
            match find(&call, tag, at, asked.is_none()) {
                Ok((sample, note)) => {
                    notes.extend(note);
                    found.push((*tag, sample));
                }
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
        if let (Some("time"), [(tag, sample)]) = (call.text("report")?.as_deref(), found.as_slice()) {
            return Ok(of_time(&call, tag, sample, at, notes));
        }
        let query = format!(
            "SELECT tag, last_value(time ORDER BY time) AS time, last_value(text ORDER BY time) AS text, \
             last_value(value ORDER BY time) AS value \
             FROM samples WHERE {} AND time <= {} AND NOT is_bad(quality) GROUP BY tag",
            of_tags(tags.iter().map(|tag| tag.id.as_str())),
            sql_instant(at)
        );
        evidence_of_samples(&call, "latest", &found, query, notes, |tag, sample| {
            let step = call.profile(tag).and_then(|profile| profile.step_s)?;
            let age = (at as f64 - sample.time as f64) / 1e9;
            (age > OLD * step).then(|| {
                format!(
                    "{} has no newer sample than that of {}, {} before.",
                    tag.id,
                    in_words(sample.time, call.zone()),
                    in_time(age)
                )
            })
        })
    }
}

/// When the last sample came.
fn of_time(call: &Call<'_>, tag: &Tag, sample: &Sample, at: i64, notes: Vec<String>) -> Evidence {
    let time = call.local(sample.time);
    let query = format!(
        "SELECT max(time) AS time FROM samples WHERE {} AND time <= {} AND NOT is_bad(quality)",
        of_tags([tag.id.as_str()]),
        sql_instant(at)
    );
    call.evidence()
        .query(query)
        .rows(1)
        .notes(notes)
        .value(AnswerValue::new(&tag.id, time.clone()).at(time.clone()))
        .finish(Findings::Instant {
            what: "latest".to_owned(),
            subject: tag.id.clone(),
            time,
            value: sample.value.as_f64(),
            unit: tag.unit.clone(),
        })
}

/// The last usable sample at or before `at`, else, when nothing was asked for but now, the
/// newest of all; with what to say about a newer one that was passed over.
fn find(call: &Call<'_>, tag: &Tag, at: i64, is_now: bool) -> Result<(Sample, Option<String>), Problem> {
    let profile = call.profile(tag).filter(|profile| profile.count > 0);
    let profile = profile.ok_or_else(|| problems::no_data_at_all(&tag.id))?;
    let historian = call.engines.historian();
    let none = || {
        let problem = Problem::new(
            "PW3104",
            format!("no usable data of {} up to {}", tag.id, in_words(at, call.zone())),
        );
        match profile.first {
            Some(first) => problem.help(format!("It is recorded from {} on.", in_words(first, call.zone()))),
            None => problem,
        }
    };
    let mut newest = historian.latest(&tag.id, at)?;
    if newest.is_none() && is_now {
        newest = historian.latest(&tag.id, i64::MAX)?;
    }
    let newest = newest.ok_or_else(none)?;
    if is_usable(&newest) {
        return Ok((newest, None));
    }
    let back = (profile.step_s.unwrap_or(60.0) * SEARCHED * 1e9) as i64;
    let before = TimeRange::new(newest.time.saturating_sub(back), newest.time);
    let usable =
        historian.read_values(&tag.id, before)?.into_iter().rev().find(is_usable).ok_or_else(none)?;
    let note = format!(
        "{}: the newest sample, of {}, is of bad quality and was left out.",
        tag.id,
        in_words(newest.time, call.zone())
    );
    Ok((usable, Some(note)))
}

/// A length of time as a person says it.
fn in_time(seconds: f64) -> String {
    let (length, unit) = if seconds >= 172_800.0 {
        (seconds / 86_400.0, "days")
    } else if seconds >= 7200.0 {
        (seconds / 3600.0, "hours")
    } else if seconds >= 120.0 {
        (seconds / 60.0, "minutes")
    } else {
        (seconds, "seconds")
    };
    format!("{length:.0} {unit}")
}
