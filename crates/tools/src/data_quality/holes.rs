//! Gaps, missing samples and counts.

use analytics::{Gap, gaps, longest_gap, usual_step};
use plant::{Problem, Unit};
use tool::{AnswerValue, Cell, Column, Evidence, Findings};

use super::Asked;
use crate::support::{EvidenceBuilder, problems};

/// Gaps that are listed at most.
const MOST: usize = 100;

/// Steps between neighbours from which on there is a gap.
const GAP_STEPS: i64 = 2;

impl Asked<'_> {
    fn gap(&self, gap: Gap) -> AnswerValue {
        let (start, end) = (self.call.local(gap.start), self.call.local(gap.end));
        AnswerValue::number(self.subject, gap.length() as f64 / 1e9, seconds())
            .at(start.clone())
            .over([start, end])
    }
}

fn seconds() -> Option<Unit> {
    Some(Unit::new("s"))
}

/// The longest time between neighbouring samples; of several tags, between instants at which
/// any of them has one.
pub fn longest(asked: &Asked<'_>, evidence: EvidenceBuilder) -> Result<Evidence, Problem> {
    let times = asked.instants;
    let gap = longest_gap(times).ok_or_else(|| problems::not_enough("a gap", 2, times.len() as u64))?;
    let step = usual_step(times).unwrap_or(0);
    if asked.claim {
        let is_gap = gap.length() > step.saturating_mul(GAP_STEPS);
        return Ok(asked.verdict(
            evidence,
            "gap",
            is_gap,
            vec![AnswerValue { label: "longest gap".to_owned(), ..asked.gap(gap) }],
        ));
    }
    let value = asked.gap(gap);
    let window = asked.window();
    let edges = [(times.first(), window.start, "start"), (times.last(), window.end, "end")];
    let notes = edges.into_iter().filter_map(|(sample, edge, name)| {
        let open = sample?.abs_diff(edge);
        (open > gap.length().unsigned_abs()).then(|| {
            format!("There is also no sample for {:.0} s at the {name} of the window.", open as f64 / 1e9)
        })
    });
    let details = vec![
        AnswerValue::new("from", asked.call.local(gap.start)).at(asked.call.local(gap.start)),
        AnswerValue::new("to", asked.call.local(gap.end)).at(asked.call.local(gap.end)),
        AnswerValue::number("usual step", step as f64 / 1e9, seconds()),
    ];
    Ok(asked.conclude(evidence.notes(notes), "longest gap", value, details))
}

/// Every gap from a length on, in the order of time.
pub fn list(
    asked: &Asked<'_>,
    min_gap_s: Option<f64>,
    evidence: EvidenceBuilder,
) -> Result<Evidence, Problem> {
    let times = asked.instants;
    let step = usual_step(times).ok_or_else(|| problems::not_enough("a gap", 2, times.len() as u64))?;
    let minimum = match min_gap_s {
        Some(seconds) if seconds > 0.0 => (seconds * 1e9) as i64,
        Some(_) => return Err(problems::bad_argument("min_gap_s", "a number above 0 is needed")),
        // Longer than so many steps, not just as long.
        None => step.saturating_mul(GAP_STEPS).saturating_add(1),
    };
    let found = gaps(times, minimum);
    let in_all: f64 = found.iter().map(|gap| gap.length() as f64 / 1e9).sum();
    if asked.claim {
        let details = vec![
            AnswerValue::number("gaps", found.len() as f64, Some(Unit::default())),
            AnswerValue::number("together", in_all, seconds()),
        ];
        return Ok(asked.verdict(evidence, "gaps", !found.is_empty(), details));
    }
    let rows = found.iter().take(MOST).map(|gap| {
        vec![
            Cell::Text(asked.call.local(gap.start)),
            Cell::Text(asked.call.local(gap.end)),
            Cell::Number(gap.length() as f64 / 1e9),
        ]
    });
    let column = |name: &str, unit| Column { name: name.to_owned(), unit };
    let finding = Findings::Table {
        what: "gaps".to_owned(),
        columns: vec![column("start", None), column("end", None), column("length", seconds())],
        rows: rows.collect(),
        total_rows: found.len() as u64,
    };
    let note = format!(
        "Gaps of at least {} s count; the usual step is {} s.",
        minimum as f64 / 1e9,
        step as f64 / 1e9
    );
    let values = found.iter().take(MOST).map(|gap| asked.gap(*gap));
    Ok(evidence.values(values).note(note).finish(finding))
}

/// How many samples there are; of several tags, at how many instants any has one.
pub fn count(asked: &Asked<'_>, evidence: EvidenceBuilder) -> Evidence {
    let instants = asked.instants;
    let count = match asked.all {
        [one] => one.all,
        _ => instants.len() as u64,
    };
    let bad: u64 = asked.all.iter().map(|recorded| recorded.all - recorded.present).sum();
    let mut details: Vec<AnswerValue> = [("first", instants.first()), ("last", instants.last())]
        .into_iter()
        .filter_map(|(label, time)| {
            Some(AnswerValue::new(label, asked.call.local(*time?)).at(asked.call.local(*time?)))
        })
        .collect();
    let mut evidence = evidence;
    if asked.all.len() > 1 {
        evidence = evidence.note("Instants are counted at which any of the tags has a sample.");
        let samples = asked.all.iter().map(|recorded| recorded.all).sum::<u64>();
        details.push(AnswerValue::number("samples of all tags", samples as f64, Some(Unit::default())));
    }
    if bad > 0 {
        evidence = evidence.note(format!("{bad} samples are of bad quality or no number."));
    }
    asked.conclude(
        evidence,
        "count",
        AnswerValue::number(asked.subject, count as f64, Some(Unit::default())),
        details,
    )
}

/// Samples that the usual step lets expect and that are not there: `missing` (a number),
/// `missing_share` or `coverage` (percent).
pub fn missing(asked: &Asked<'_>, aspect: &str, evidence: EvidenceBuilder) -> Result<Evidence, Problem> {
    let (mut expected, mut missing) = (0, 0);
    for recorded in asked.all {
        let step = recorded.step.ok_or_else(|| problems::not_enough("the usual step", 2, recorded.all))?;
        let (e, m) = analytics::missing(recorded.present, recorded.window.start, recorded.window.end, step);
        expected += e;
        missing += m;
    }
    let share = 100.0 * missing as f64 / expected.max(1) as f64;
    let percent = Some(Unit::new("%"));
    let (what, value, unit) = match aspect {
        "missing" => ("missing", missing as f64, Some(Unit::default())),
        "missing_share" => ("missing share", share, percent.clone()),
        _ => ("coverage", 100.0 - share, percent.clone()),
    };
    let one = |label: &str, value: f64| AnswerValue::number(label, value, Some(Unit::default()));
    let present = asked.all.iter().map(|recorded| recorded.present).sum::<u64>();
    let details = vec![
        one("expected", expected as f64),
        one("present", present as f64),
        one("missing", missing as f64),
        AnswerValue::number("missing share", share, percent),
    ];
    Ok(asked.conclude(evidence, what, AnswerValue::number(asked.subject, value, unit), details))
}
