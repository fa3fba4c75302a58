//! Records that were running at an instant that is said, or that something else finds.

use tool::Catalogue;

use super::words::{HIGHEST, LOWEST};
use super::{CERTAIN, PLAIN, Suggestion, named, word};
use crate::meaning::{SlotKind, Term};
use crate::planner::bound::Bound;
use crate::planner::sketch::Sketch;

const WHICH: &[&str] = &["which", "what", "whose", "哪", "什么", "谁"];

/// "which jobs were in progress at noon on Monday", 昨天14:30在做哪一批.
pub(super) fn at_instant(sketch: &Sketch, bound: &Bound, catalogue: &Catalogue) -> Option<Suggestion> {
    let table = lasting(bound, catalogue)?;
    let plain = bound.instants.len() == 1
        && bound.windows.is_empty()
        && bound.records.is_empty()
        && bound.tags.iter().all(|slot| slot.ambiguous || slot.bare);
    if !plain {
        return None;
    }
    let counted = sketch.asked.iter().any(|asked| asked == "count_things");
    if !counted && !bound.speaks_of(WHICH) && !bound.speaks_of(&["list", "show"]) {
        return None;
    }
    let at = word(SlotKind::Instant, 1);
    let likelihood = if bound.speaks_of(RUNNING) { PLAIN } else { super::LIKELY };
    Some(Suggestion::new(records_at(at, counted, table, bound, catalogue), likelihood))
}

/// "when the pressure was highest, which batch was running then".
pub(super) fn at_extreme(bound: &Bound, catalogue: &Catalogue) -> Option<Suggestion> {
    let table = lasting(bound, catalogue)?;
    let [slot] = bound.tags.as_slice() else { return None };
    let high = bound.speaks_of(HIGHEST) || bound.speaks_of(&["max"]);
    let low = bound.speaks_of(LOWEST) || bound.speaks_of(&["min "]);
    let then = bound.speaks_of(RUNNING)
        || bound.speaks_of(&["at that", "at the time", "then", "当时", "那时", "那一刻"]);
    if slot.ambiguous || high == low || !then || !bound.speaks_of(WHICH) || !bound.records.is_empty() {
        return None;
    }
    let extreme = Term::call(if low { "min" } else { "max" }, ["t", "w"].map(Term::word).to_vec());
    let at = Term::call("when", vec![extreme]);
    Some(Suggestion::new(records_at(at, false, table, bound, catalogue), CERTAIN))
}

const RUNNING: &[&str] = &[
    "running",
    "in progress",
    "under way",
    "underway",
    "ongoing",
    "active",
    "正在",
    "在跑",
    "在做",
    "进行",
    "在产",
    "在制",
];

/// The first table that is named, where its records tell when they began and ended.
fn lasting(bound: &Bound, catalogue: &Catalogue) -> Option<usize> {
    bound.tables.first().copied().filter(|table| catalogue.tables[*table].end_column().is_some())
}

fn records_at(at: Term, counted: bool, table: usize, bound: &Bound, catalogue: &Catalogue) -> Term {
    let arguments = vec![word(SlotKind::Records, 1), at];
    if counted {
        return Term::call("count", arguments);
    }
    let field = named(table, bound, catalogue)
        .next()
        .map(|(place, _)| ("show".to_owned(), word(SlotKind::Field, place)));
    Term::Call { name: "list".to_owned(), arguments, options: field.into_iter().collect() }
}
