//! `data_quality`: gaps, missing samples, stuck values, values out of limits, counts and coverage.

mod holes;
mod limits;
mod recorded;
mod stuck;

use analytics::union_of_times;
use plant::{Problem, TimeRange};
use rayon::prelude::*;
use tool::{
    AnswerValue, Arguments, Effect, Evidence, Example, Findings, Parameter, ParameterKind, QualityShare, Spec,
};

use crate::sql_text::of_tags;
use crate::support::time::sql_window;
use crate::support::{Call, EvidenceBuilder, problems};
use crate::{Engines, Tool};
use recorded::Recorded;

/// Tags whose samples are in memory at once.
const TAGS_AT_ONCE: usize = 8;

/// How good the recorded data is.
pub struct DataQuality;

const ASPECTS: &[&str] = &[
    "longest_gap",
    "gaps",
    "missing",
    "missing_share",
    "stuck",
    "longest_stuck",
    "out_of_limits",
    "count",
    "coverage",
];

const PARAMETERS: &[Parameter] = &[
    Parameter::optional("tags", ParameterKind::Tags, "whose data; every tag without it"),
    Parameter::optional("window", ParameterKind::Window, "when; all of the history without it"),
    Parameter::required(
        "aspect",
        ParameterKind::OneOf(ASPECTS),
        "longest gap, each gap, samples missing (or their share), stuck, longest time unchanged, out of limits, count, coverage",
    ),
    Parameter::optional(
        "min_gap_s",
        ParameterKind::Number,
        "for gaps: from this many seconds on; two usual steps without it",
    ),
    Parameter::optional("claim", ParameterKind::Boolean, "answer yes or no: whether there is any"),
    Parameter::optional(
        "report",
        ParameterKind::OneOf(&["length", "start", "end"]),
        "for the longest time of something: how long, from when, or until when; how long without it",
    ),
];

impl Tool for DataQuality {
    fn spec(&self) -> Spec {
        Spec {
            name: "data_quality",
            about: "How good the recorded data is: gaps, missing samples, stuck values, values out of limits, counts, coverage.",
            effect: Effect::ReadOnly,
            parameters: PARAMETERS,
            example: Example {
                question: "What was the longest gap in the flow readings of pump P-101 in June?",
                arguments: r#"{"tags": ["P-101.flow"], "window": {"start": "2026-06-01", "end": "2026-07-01"}, "aspect": "longest_gap"}"#,
            },
        }
    }

    fn run(&self, engines: &Engines, arguments: &Arguments) -> Result<Evidence, Problem> {
        let call = Call::new(engines, "data_quality", arguments);
        let aspect = call.needed_text("aspect")?;
        let min_gap_s = call.number("min_gap_s")?;
        let claim = call.boolean("claim")?.unwrap_or(false);
        let asked = call.window("window")?;
        let tags = call.tags("tags")?;
        let (mut all, mut notes, mut first) = (Vec::new(), Vec::new(), None);
        // All instants at which any of the tags has a sample.
        let mut instants: Vec<i64> = Vec::new();
        for some in tags.chunks(TAGS_AT_ONCE) {
            let read: Vec<Result<Recorded<'_>, Problem>> =
                some.par_iter().map(|tag| Recorded::read(&call, tag, asked, &aspect)).collect();
            for (tag, result) in some.iter().zip(read) {
                match result {
                    Ok(mut recorded) => {
                        let times = std::mem::take(&mut recorded.times);
                        instants =
                            if instants.is_empty() { times } else { union_of_times(&[&instants, &times]) };
                        all.push(recorded);
                    }
                    Err(problem) if problem.code.starts_with("PW31") => {
                        if tags.len() > 1 {
                            notes.push(format!("{}: {}.", tag.id, problem.message));
                        }
                        first.get_or_insert(problem);
                    }
                    Err(problem) => return Err(problem),
                }
            }
        }
        // Where samples are counted that should be there, none in the window is an answer.
        let expects = matches!(aspect.as_str(), "missing" | "missing_share" | "coverage");
        if !expects {
            all.retain(|recorded| recorded.all > 0);
        }
        if all.is_empty() {
            return Err(first.unwrap_or_else(|| nothing_then(&call, &tags, asked)));
        }
        let subject = subject(&call, &all);
        let evidence = evidence(&call, &all).notes(notes);
        let edge = call.text("report")?.filter(|report| report != "length");
        let asked = Asked {
            call: &call,
            subject: &subject,
            all: &all,
            instants: &instants,
            claim,
            edge: edge.as_deref(),
        };
        match aspect.as_str() {
            "longest_gap" => holes::longest(&asked, evidence),
            "gaps" => holes::list(&asked, min_gap_s, evidence),
            "stuck" => stuck::judge(&asked, evidence),
            "longest_stuck" => stuck::longest(&asked, evidence),
            "out_of_limits" => limits::judge(&asked, evidence),
            "count" => Ok(holes::count(&asked, evidence)),
            _ => holes::missing(&asked, &aspect, evidence),
        }
    }
}

/// What is asked, and the data to answer it from: at least one tag's.
struct Asked<'a> {
    call: &'a Call<'a>,
    /// What values are labelled with.
    subject: &'a str,
    all: &'a [Recorded<'a>],
    /// All instants at which any of the tags has a sample, for the aspects that look at holes.
    instants: &'a [i64],
    /// Yes or no, instead of how much.
    claim: bool,
    /// `start` or `end`: that instant of the longest time of something, instead of its length.
    edge: Option<&'a str>,
}

impl Asked<'_> {
    /// The window that holds every tag's.
    fn window(&self) -> TimeRange {
        self.all.iter().skip(1).fold(self.all[0].window, |whole, recorded| {
            TimeRange::new(whole.start.min(recorded.window.start), whole.end.max(recorded.window.end))
        })
    }

    /// A number, or with a claim whether it is above zero, with what stands beside it.
    fn conclude(
        &self,
        evidence: EvidenceBuilder,
        what: &str,
        value: AnswerValue,
        details: Vec<AnswerValue>,
    ) -> Evidence {
        let number = value.value.as_f64().unwrap_or(f64::NAN);
        if let (Some(edge), Some([start, end])) = (self.edge, &value.window) {
            let time = if edge == "end" { end.clone() } else { start.clone() };
            return evidence.value(AnswerValue::new(self.subject, time.clone()).at(time.clone())).finish(
                Findings::Instant {
                    what: format!("{edge} of the {what}"),
                    subject: self.subject.to_owned(),
                    time,
                    value: Some(number),
                    unit: value.unit.clone(),
                },
            );
        }
        if self.claim {
            let verdict = number > 0.0;
            let details =
                std::iter::once(AnswerValue { label: what.to_owned(), ..value }).chain(details).collect();
            return self.verdict(evidence, what, verdict, details);
        }
        let finding = Findings::Quantity {
            what: what.to_owned(),
            subject: self.subject.to_owned(),
            value: number,
            unit: value.unit.clone(),
            details,
            episodes: Vec::new(),
        };
        evidence.value(value).finish(finding)
    }

    fn verdict(
        &self,
        evidence: EvidenceBuilder,
        what: &str,
        verdict: bool,
        details: Vec<AnswerValue>,
    ) -> Evidence {
        evidence.value(AnswerValue::new(self.subject, verdict)).finish(Findings::Verdict {
            what: what.to_owned(),
            subject: self.subject.to_owned(),
            verdict,
            details,
        })
    }
}

/// The tag; of several, the asset that has them all, else the plant.
fn subject(call: &Call<'_>, all: &[Recorded<'_>]) -> String {
    if let [one] = all {
        return one.tag.id.clone();
    }
    match all[0].tag.asset.as_ref() {
        Some(asset) if all.iter().all(|recorded| recorded.tag.asset.as_ref() == Some(asset)) => asset.clone(),
        _ => call.plant().name.clone(),
    }
}

fn evidence(call: &Call<'_>, all: &[Recorded<'_>]) -> EvidenceBuilder {
    let whole = all
        .iter()
        .map(|recorded| recorded.window)
        .reduce(|a, b| TimeRange::new(a.start.min(b.start), a.end.max(b.end)));
    let rows: u64 = all.iter().map(|recorded| recorded.all).sum();
    let share = |of: fn(&QualityShare) -> f64| {
        let weighed = all.iter().filter_map(|r| r.quality.as_ref().map(|q| of(q) * r.all as f64));
        weighed.sum::<f64>() / rows.max(1) as f64
    };
    let quality = (rows > 0).then(|| QualityShare {
        good: share(|q| q.good),
        uncertain: share(|q| q.uncertain),
        bad: share(|q| q.bad),
    });
    let mut conditions = Vec::new();
    // A plant's every tag is not worth a list of thousands.
    if all.len() < call.plant().tags.len() || all.len() == 1 {
        conditions.push(of_tags(all.iter().map(|recorded| recorded.tag.id.as_str())));
    }
    conditions.extend(whole.map(|whole| sql_window("time", whole)).unwrap_or_default());
    conditions.push("NOT is_bad(quality)".to_owned());
    let query =
        format!("SELECT tag, time, value FROM samples WHERE {} ORDER BY tag, time", conditions.join(" AND "));
    call.evidence().query(query).rows(rows).window_if(whole).quality(quality)
}

fn nothing_then(call: &Call<'_>, tags: &[&plant::Tag], asked: Option<TimeRange>) -> Problem {
    match tags {
        [tag] => problems::no_data_in_window(
            &tag.id,
            asked.unwrap_or(TimeRange::ALL),
            call.profile(tag),
            call.zone(),
        ),
        _ => problems::no_data_in_window("these tags", asked.unwrap_or(TimeRange::ALL), None, call.zone())
            .help("Ask for another window."),
    }
}
