//! Values that do not move.

use analytics::Run;
use plant::{Problem, Unit};
use tool::{AnswerValue, Cell, Column, Evidence, Findings};

use super::Asked;
use super::recorded::Recorded;
use crate::support::{EvidenceBuilder, problems};

/// A value is stuck when its longest run holds this share of the samples ...
const SHARE: f64 = 0.9;

/// ... and at least so many of them.
const SAMPLES: u64 = 10;

/// Also stuck: a value that never changes at all.
fn is_stuck(run: &Run) -> bool {
    run.share >= SHARE && run.count >= SAMPLES || run.share == 1.0 && run.count >= 2
}

/// The longest time for which a value did not change; of several tags, that of the one with the longest.
pub fn longest(asked: &Asked<'_>, evidence: EvidenceBuilder) -> Result<Evidence, Problem> {
    let runs = asked.all.iter().filter_map(|recorded| Some((recorded, recorded.run?)));
    let Some((recorded, run)) = runs.max_by_key(|(_, run)| run.end - run.start) else {
        return Err(problems::not_numeric(asked.subject));
    };
    let details = vec![
        AnswerValue::number("value", run.value, recorded.tag.unit.clone()),
        AnswerValue::number("samples in it", run.count as f64, Some(Unit::default())),
        AnswerValue::number("share of the samples", 100.0 * run.share, Some(Unit::new("%"))),
    ];
    let seconds = (run.end - run.start) as f64 / 1e9;
    let value = AnswerValue::number(&recorded.tag.id, seconds, Some(Unit::new("s")))
        .over([asked.call.local(run.start), asked.call.local(run.end)]);
    Ok(asked.conclude(evidence, "longest time without a change", value, details))
}

/// Of one tag, whether it is stuck; of several, which are.
pub fn judge(asked: &Asked<'_>, evidence: EvidenceBuilder) -> Result<Evidence, Problem> {
    let runs: Vec<(&Recorded<'_>, Run)> =
        asked.all.iter().filter_map(|recorded| Some((recorded, recorded.run?))).collect();
    let Some((first, run)) = runs.first() else { return Err(problems::not_numeric(asked.subject)) };
    if asked.all.len() == 1 {
        let details = vec![
            AnswerValue::number("stuck at", run.value, first.tag.unit.clone()),
            AnswerValue::number(
                "longest flat stretch",
                (run.end - run.start) as f64 / 1e9,
                Some(Unit::new("s")),
            )
            .over([asked.call.local(run.start), asked.call.local(run.end)]),
            AnswerValue::number("samples in it", run.count as f64, Some(Unit::default())),
            AnswerValue::number("share of the samples", 100.0 * run.share, Some(Unit::new("%"))),
        ];
        return Ok(asked.verdict(evidence, "stuck", is_stuck(run), details));
    }
    let stuck: Vec<&(&Recorded<'_>, Run)> = runs.iter().filter(|(_, run)| is_stuck(run)).collect();
    if asked.claim {
        let details = stuck.iter().map(|(recorded, run)| {
            AnswerValue::number(&recorded.tag.id, run.value, recorded.tag.unit.clone())
        });
        return Ok(asked.verdict(evidence, "stuck", !stuck.is_empty(), details.collect()));
    }
    let rows = stuck.iter().map(|(recorded, run)| {
        vec![
            Cell::Text(recorded.tag.id.clone()),
            Cell::Number(run.value),
            Cell::Text(asked.call.local(run.start)),
            Cell::Text(asked.call.local(run.end)),
            Cell::Number(100.0 * run.share),
        ]
    });
    let column = |name: &str, unit: Option<&str>| Column { name: name.to_owned(), unit: unit.map(Unit::new) };
    let finding = Findings::Table {
        what: "stuck".to_owned(),
        columns: vec![
            column("tag", None),
            column("value", None),
            column("start", None),
            column("end", None),
            column("share of samples", Some("%")),
        ],
        rows: rows.collect(),
        total_rows: stuck.len() as u64,
    };
    let values =
        stuck.iter().map(|(recorded, _)| AnswerValue::new(&recorded.tag.id, recorded.tag.id.clone()));
    Ok(evidence.values(values).finish(finding))
}
