//! One field of records beside another: "readings above their upper limit", "orders that were finished late".

use plant::RecordKind;
use tool::{Catalogue, ColumnKind, ColumnProfile};

use super::words::MACHINES;
use super::{CERTAIN, Suggestion, is_number, named, word};
use crate::meaning::{SlotKind, Term};
use crate::planner::bound::Bound;
use crate::planner::sketch::Sketch;

/// Words that set what stands before them beyond what follows, or short of it.
const BEYOND: &[&str] = &[
    "above",
    "over",
    "exceed",
    "exceeds",
    "exceeded",
    "exceeding",
    "more",
    "higher",
    "greater",
    "larger",
    "longer",
    "after",
    "later",
    "beyond",
    "past",
    "超过",
    "超出",
    "高于",
    "大于",
    "多于",
    "长于",
    "晚于",
];
const SHORT: &[&str] = &[
    "below", "under", "less", "lower", "smaller", "fewer", "shorter", "before", "earlier", "低于", "小于",
    "少于", "短于", "早于", "不到",
];
/// What follows 实际比计划.
const LESS: &[&str] = &["低", "小", "少", "短", "早"];

/// "results above the upper limit", 实际工时比计划多的工单: records in which one field that is named is more than another.
pub(super) fn of_two_fields(sketch: &Sketch, bound: &Bound, catalogue: &Catalogue) -> Option<Suggestion> {
    let table = timed(bound, catalogue)?;
    if !bound.numbers.is_empty() || !bound.lengths.is_empty() || !bound.records.is_empty() {
        return None;
    }
    let columns: Vec<(usize, &ColumnProfile)> = named(table, bound, catalogue).collect();
    let of = |kind: fn(&ColumnProfile) -> bool| -> Vec<usize> {
        columns.iter().filter(|(_, column)| kind(column)).map(|(place, _)| *place).collect()
    };
    let (numbers, times) = (of(is_number), of(|column| column.kind == ColumnKind::Time));
    let pair = if numbers.len() == 2 { numbers } else { times };
    let [first, second] = *pair.as_slice() else { return None };
    let condition = Term::call(
        "where",
        vec![
            word(SlotKind::Field, first),
            Term::word(between_fields(sketch)?),
            word(SlotKind::Field, second),
        ],
    );
    asked_of(condition, table, sketch, bound, catalogue).map(|meaning| Suggestion::new(meaning, CERTAIN))
}

/// "anomalies over their upper bound": the limit is named, and what it limits is the value of the record.
pub(super) fn over_its_limit(sketch: &Sketch, bound: &Bound, catalogue: &Catalogue) -> Option<Suggestion> {
    const LIMITS: &[&str] = &["bound", "limit", "spec", "上限", "下限", "限值", "lsl", "usl"];
    const VALUES: &[&str] = &["value", "result", "measured", "reading", "actual", "结果", "测值", "实测"];
    let table = timed(bound, catalogue)?;
    if !bound.numbers.is_empty() || !bound.records.is_empty() {
        return None;
    }
    let has = |column: &ColumnProfile, words: &[&str]| {
        let name = column.name.to_lowercase();
        is_number(column) && words.iter().any(|word| name.contains(word))
    };
    let (place, _) = named(table, bound, catalogue).find(|(_, column)| has(column, LIMITS))?;
    let says = |words: &[&str]| sketch.pieces.iter().any(|piece| words.contains(&piece.text.as_str()));
    let way = match (says(BEYOND), says(SHORT)) {
        (true, false) => "above",
        (false, true) => "below",
        _ => return None,
    };
    let mut values =
        catalogue.tables[table].columns.iter().enumerate().filter(|(_, column)| has(column, VALUES));
    let value = values.next().filter(|_| values.next().is_none())?.0;
    let columns: Vec<(usize, usize)> = bound.columns.iter().copied().chain([(table, value)]).collect();
    let own = Bound { columns, ..bound.clone() };
    let last = named(table, &own, catalogue).map(|(place, _)| place).max()?;
    let fields = vec![word(SlotKind::Field, last), Term::word(way), word(SlotKind::Field, place)];
    let meaning = asked_of(Term::call("where", fields), table, sketch, bound, catalogue)?;
    Some(Suggestion { meaning, likelihood: CERTAIN, bound: Some(own) })
}

/// "work orders that were finished late", 逾期完成的工单: records that ended after they were due.
pub(super) fn late(sketch: &Sketch, bound: &Bound, catalogue: &Catalogue) -> Option<Suggestion> {
    const LATE: &[&str] = &["late", "overdue", "delayed"];
    let table = timed(bound, catalogue)?;
    let profile = &catalogue.tables[table];
    let said = sketch.pieces.iter().any(|piece| LATE.contains(&piece.text.as_str()))
        || bound.speaks_of(&[
            "behind schedule",
            "past due",
            "not on time",
            "逾期",
            "超期",
            "延期",
            "拖期",
            "没按时",
            "未按时",
        ]);
    let (end, due) = (profile.end_column()?, profile.due_column()?);
    if !said || end == due || profile.kind == RecordKind::Alarm {
        return None;
    }
    // The two fields stand before all that the question names.
    let columns: Vec<(usize, usize)> =
        [(table, end), (table, due)].into_iter().chain(bound.columns.clone()).collect();
    let own = Bound { columns, ..bound.clone() };
    let fields = [word(SlotKind::Field, 1), Term::word("above"), word(SlotKind::Field, 2)];
    let meaning = asked_of(Term::call("where", fields.to_vec()), table, sketch, bound, catalogue)?;
    Some(Suggestion { meaning, likelihood: CERTAIN, bound: Some(own) })
}

/// The first table that is named, of records that happened.
fn timed(bound: &Bound, catalogue: &Catalogue) -> Option<usize> {
    bound.tables.first().copied().filter(|table| catalogue.tables[*table].time.is_some())
}

/// What is asked of the records for which a condition holds: how many, of which machines, which.
fn asked_of(
    condition: Term,
    table: usize,
    sketch: &Sketch,
    bound: &Bound,
    catalogue: &Catalogue,
) -> Option<Term> {
    let asked = |names: &[&str]| sketch.asked.iter().any(|asked| names.contains(&asked.as_str()));
    let arguments = vec![word(SlotKind::Records, 1), Term::word("w"), condition];
    let machines = bound.speaks_of(MACHINES) || !bound.kinds.is_empty();
    if asked(&["count_things", "how_many_times"]) {
        return Some(Term::call("count", arguments));
    }
    if !asked(&["which_one", "ranking", "list_records"])
        && !bound.speaks_of(&["which", "list", "show", "哪", "列"])
    {
        return None;
    }
    if machines && bound.assets.is_empty() && catalogue.tables[table].asset.is_some() {
        let options = vec![("by".to_owned(), Term::word("asset"))];
        return Some(Term::Call { name: "group".to_owned(), arguments, options });
    }
    Some(Term::call("list", arguments))
}

/// Which way the words between two fields, or those after them, compare the first with the second.
fn between_fields(sketch: &Sketch) -> Option<&'static str> {
    let pieces = &sketch.pieces;
    let mut fields = (0..pieces.len()).filter(|at| pieces[*at].text.starts_with("<f:"));
    let (first, second) = (fields.next()?, fields.next()?);
    let words = &pieces[first + 1..second];
    let joined: String = words.iter().map(|piece| piece.text.as_str()).collect();
    let says = |list: &[&str]| {
        list.iter().any(|word| match word.is_ascii() {
            true => words.iter().any(|piece| piece.text == *word),
            false => joined.contains(word),
        })
    };
    if joined.contains('比') {
        let after: String = pieces[second + 1..].iter().take(2).map(|piece| piece.text.as_str()).collect();
        return Some(if LESS.iter().any(|word| after.contains(word)) { "below" } else { "above" });
    }
    match (says(BEYOND), says(SHORT)) {
        (true, false) => Some("above"),
        (false, true) => Some("below"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::planner::sketch::Piece;

    #[test]
    fn words_between_two_fields_compare_them() {
        let check = |text: &str, expected: Option<&str>| {
            let piece = |text: &str| Piece { text: text.to_owned(), slot: text.starts_with('<') };
            let sketch = Sketch { pieces: text.split(' ').map(piece).collect(), ..Sketch::default() };
            assert_eq!(between_fields(&sketch), expected, "{text}");
        };
        check("<r:lab> with <f:number> above the <f:number>", Some("above"));
        check("<f:number> lower than <f:number>", Some("below"));
        check("<f:number> 比 <f:number> 少 的", Some("below"));
        check("<f:time> 晚 于 <f:time>", Some("above"));
        check("<f:number> and <f:number>", None);
    }
}
