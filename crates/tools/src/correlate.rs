//! `correlate`: which tags go along with a tag, and how closely.

use analytics::{Correlation, LaggedCorrelation, align, correlate_with_lag};
use plant::{Problem, Tag, TimeRange, Unit};
use rayon::prelude::*;
use tool::{
    AnswerValue, Arguments, Cell, Column, Effect, Evidence, Example, Findings, Parameter, ParameterKind, Spec,
};

use crate::choice::{chosen_tags, has_numbers};
use crate::readings::Readings;
use crate::sql_text::from_samples;
use crate::support::{Call, EvidenceBuilder, problems};
use crate::{Engines, Tool};

/// Tags in the answer without a number asked for, and at most.
const USUAL_LIMIT: usize = 5;
const MOST: usize = 1000;

/// The longest lag that is searched, s: a week.
const LONGEST_LAG_S: f64 = 7.0 * 86_400.0;

/// Pearson's correlation of a tag with others.
pub struct Correlate;

const PARAMETERS: &[Parameter] = &[
    Parameter::required("tag", ParameterKind::Tag, "what the others go along with"),
    Parameter::optional("with", ParameterKind::Tags, "the others; every other tag without it"),
    Parameter::optional("quantity", ParameterKind::Text, "only others that measure this"),
    Parameter::optional("asset", ParameterKind::Asset, "only others of this asset and what is below it"),
    Parameter::optional("window", ParameterKind::Window, "when; all of the history without it"),
    Parameter::optional(
        "max_lag_s",
        ParameterKind::Number,
        "search the lag, up to this many seconds, where it is strongest",
    ),
    Parameter::optional(
        "report",
        ParameterKind::OneOf(&["coefficient", "strongest"]),
        "the coefficient of each (without it, where others are named), or which are strongest",
    ),
    Parameter::optional("limit", ParameterKind::Integer, "how many of the strongest; 5 without it"),
    Parameter::optional(
        "claim",
        ParameterKind::OneOf(&["positive", "negative"]),
        "of one other: answer yes or no, whether the correlation has this sign and is no chance",
    ),
];

impl Tool for Correlate {
    fn spec(&self) -> Spec {
        Spec {
            name: "correlate",
            about: "How closely other tags go along with a tag (Pearson's correlation, with a lag if asked for), the strongest first.",
            effect: Effect::ReadOnly,
            parameters: PARAMETERS,
            example: Example {
                question: "What goes along most with the power of pump P-101 on 8 June?",
                arguments: r#"{"tag": "P-101.power", "window": {"start": "2026-06-08", "end": "2026-06-09"}, "report": "strongest"}"#,
            },
        }
    }

    fn run(&self, engines: &Engines, arguments: &Arguments) -> Result<Evidence, Problem> {
        let call = Call::new(engines, "correlate", arguments);
        let tag = call.tag("tag")?;
        let named = call.texts("with")?;
        let limit = call.count("limit", USUAL_LIMIT, MOST)?;
        let strongest = call.text("report")?.map_or(named.is_empty(), |report| report == "strongest");
        let max_lag = max_lag(&call)?;
        let readings = Readings::read(&call, tag, call.window("window")?)?;

        let others: Vec<&Tag> =
            chosen_tags(&call, "with")?.into_iter().filter(|other| other.id != tag.id).collect();
        let (numeric, without): (Vec<&Tag>, Vec<&Tag>) =
            others.iter().copied().partition(|other| has_numbers(call.profile(other)));
        let compared: Vec<Outcome<'_>> =
            numeric.par_iter().map(|other| outcome(&call, &readings, other, max_lag)).collect();
        let mut found: Vec<Found<'_>> = Vec::new();
        let (mut flat, mut absent) = (Vec::new(), without);
        for outcome in compared {
            match outcome {
                Outcome::Found(pair) => found.push(pair),
                Outcome::Flat(tag) => flat.push(tag),
                Outcome::Absent(tag) => absent.push(tag),
                Outcome::Failed(problem) => return Err(problem),
            }
        }
        if found.is_empty() {
            return Err(nothing(&call, &readings, &flat, &absent));
        }
        found.sort_by(|a, b| b.lagged.correlation.r.abs().total_cmp(&a.lagged.correlation.r.abs()));
        let mut notes = Vec::new();
        notes.extend(names(&flat).map(|names| format!("Left out because they do not change: {names}.")));
        // What nobody named needs no word when it has no data.
        notes.extend(
            names(&absent)
                .filter(|_| !named.is_empty())
                .map(|names| format!("Without data to pair: {names}.")),
        );
        if max_lag > 0 {
            notes.push("A positive lag: the other tag trails.".to_owned());
        }

        let evidence = readings.evidence(&call).query(query(&readings, &found)).notes(notes);
        if let (Some(claim), [one]) = (call.text("claim")?, found.as_slice()) {
            return Ok(one.verdict(tag, &claim, evidence));
        }
        Ok(match (strongest, found.as_slice()) {
            (false, [one]) => {
                evidence.rows(one.lagged.correlation.pairs).value(one.value()).finish(one.finding(tag))
            }
            (false, all) => evidence.values(all.iter().map(Found::value)).finish(table(tag, all)),
            (true, all) => evidence
                .values(
                    all.iter().take(limit).map(|found| AnswerValue::new(&found.tag.id, found.tag.id.clone())),
                )
                .finish(table(tag, all)),
        })
    }
}

fn max_lag(call: &Call<'_>) -> Result<i64, Problem> {
    let seconds = call.number("max_lag_s")?.unwrap_or(0.0);
    if (0.0..=LONGEST_LAG_S).contains(&seconds) {
        Ok((seconds * 1e9) as i64)
    } else {
        Err(problems::bad_argument(
            "max_lag_s",
            format!("from 0 to {LONGEST_LAG_S} seconds are needed, not {seconds}"),
        ))
    }
}

/// One other tag.
struct Found<'t> {
    tag: &'t Tag,
    lagged: LaggedCorrelation,
}

enum Outcome<'t> {
    Found(Found<'t>),
    /// It does not change.
    Flat(&'t Tag),
    /// It has no samples to pair.
    Absent(&'t Tag),
    Failed(Problem),
}

fn outcome<'t>(call: &Call<'_>, left: &Readings<'_>, other: &'t Tag, max_lag: i64) -> Outcome<'t> {
    // Both sides stand in the window that was asked for, also where it is the left one's history.
    let window =
        TimeRange::new(left.window.start.saturating_sub(max_lag), left.window.end.saturating_add(max_lag));
    let right = match Readings::read(call, other, Some(window)) {
        Ok(right) => right,
        Err(problem) if problem.code.starts_with("PW3") => return Outcome::Absent(other),
        Err(problem) => return Outcome::Failed(problem),
    };
    let values = right.inside().values;
    if values.iter().all(|value| *value == values[0]) {
        return Outcome::Flat(other);
    }
    let (Ok(left_step), Ok(right_step)) = (left.step(), right.step()) else { return Outcome::Absent(other) };
    let (l, r) = (left.inside(), right.inside());
    let lagged = if max_lag > 0 {
        correlate_with_lag(l, r, left_step.max(right_step), max_lag)
    } else {
        let (l, r) = align(l, r, left_step.min(right_step) / 2, 0);
        analytics::correlate(&l, &r).map(|correlation| LaggedCorrelation { correlation, lag: 0 })
    };
    lagged.map_or(Outcome::Absent(other), |lagged| Outcome::Found(Found { tag: other, lagged }))
}

impl Found<'_> {
    fn r(&self) -> Correlation {
        self.lagged.correlation
    }

    fn lag_s(&self) -> f64 {
        self.lagged.lag as f64 / 1e9
    }

    fn value(&self) -> AnswerValue {
        AnswerValue::number(&self.tag.id, self.r().r, Some(Unit::default()))
    }

    /// Whether the correlation has the sign that is claimed, its interval not reaching beyond zero.
    fn verdict(&self, tag: &Tag, claim: &str, evidence: EvidenceBuilder) -> Evidence {
        let r = self.r().r;
        let sign = if claim == "positive" { r > 0.0 } else { r < 0.0 };
        let told = self.r().interval().is_none_or(|(low, high)| low > 0.0 || high < 0.0);
        let subject = format!("{} and {}", tag.id, self.tag.id);
        let details = vec![
            AnswerValue::number("correlation", r, Some(Unit::default())),
            AnswerValue::number("pairs", self.r().pairs as f64, Some(Unit::default())),
        ];
        let verdict = sign && told;
        evidence.rows(self.r().pairs).value(AnswerValue::new(&subject, verdict)).finish(Findings::Verdict {
            what: format!("{claim} correlation"),
            subject,
            verdict,
            details,
        })
    }

    fn finding(&self, tag: &Tag) -> Findings {
        let mut details = vec![AnswerValue::number("pairs", self.r().pairs as f64, Some(Unit::default()))];
        if let Some((low, high)) = self.r().interval() {
            details.push(AnswerValue::number("interval from", low, Some(Unit::default())));
            details.push(AnswerValue::number("interval to", high, Some(Unit::default())));
        }
        details.push(AnswerValue::number("lag", self.lag_s(), Some(Unit::new("s"))));
        Findings::Quantity {
            what: "correlation".to_owned(),
            subject: format!("{} and {}", tag.id, self.tag.id),
            value: self.r().r,
            unit: Some(Unit::default()),
            details,
            episodes: Vec::new(),
        }
    }
}

fn table(tag: &Tag, found: &[Found<'_>]) -> Findings {
    let column = |name: &str, unit: Option<&str>| Column { name: name.to_owned(), unit: unit.map(Unit::new) };
    let rows = found.iter().map(|found| {
        vec![
            Cell::Text(found.tag.id.clone()),
            Cell::Number(found.r().r),
            Cell::Integer(i64::try_from(found.r().pairs).unwrap_or(i64::MAX)),
            Cell::Number(found.lag_s()),
        ]
    });
    Findings::Table {
        what: format!("correlation with {}", tag.id),
        columns: vec![
            column("tag", None),
            column("r", Some("1")),
            column("pairs", None),
            column("lag", Some("s")),
        ],
        rows: rows.collect(),
        total_rows: found.len() as u64,
    }
}

fn nothing(call: &Call<'_>, left: &Readings<'_>, flat: &[&Tag], absent: &[&Tag]) -> Problem {
    let values = left.inside().values;
    if values.iter().all(|value| *value == values[0]) {
        return Problem::new(
            "PW3107",
            format!("{} does not change in this window, so nothing can go along with it", left.tag.id),
        )
        .help("Ask for another window.");
    }
    match (flat, absent) {
        ([], [one]) if !has_numbers(call.profile(one)) => problems::no_data_at_all(&one.id),
        ([], [one]) => problems::no_data_in_window(&one.id, left.window, call.profile(one), call.zone()),
        ([one], []) => Problem::new("PW3107", format!("{} does not change in this window", one.id))
            .help("Ask for another window."),
        _ => {
            Problem::new("PW3107", format!("no other tag can be paired with {} in this window", left.tag.id))
                .help("Ask for a longer window, or name the tags.")
        }
    }
}

fn names(tags: &[&Tag]) -> Option<String> {
    (!tags.is_empty()).then(|| tags.iter().map(|tag| tag.id.as_str()).collect::<Vec<_>>().join(", "))
}

/// The strongest pair's coefficient, of samples at the same instants.
fn query(left: &Readings<'_>, found: &[Found<'_>]) -> String {
    let side = |id: &str| format!("SELECT time, value {}", from_samples([id], left.window));
    let other = found.first().map_or("", |found| found.tag.id.as_str());
    format!(
        "SELECT corr(l.value, r.value) AS r FROM ({}) AS l JOIN ({}) AS r ON l.time = r.time",
        side(&left.tag.id),
        side(other)
    )
}
