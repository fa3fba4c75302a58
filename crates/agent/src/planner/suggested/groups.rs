//! Groups of records: each one's sum of a field, the group with the most, groups with more than a number.

use tool::{Catalogue, ColumnKind};

use super::words::{HIGHEST, LOWEST, MACHINES, MEAN};
use super::{CERTAIN, PLAIN, Suggestion, is_number, named, word};
use crate::meaning::{SlotKind, Term};
use crate::planner::bound::Bound;
use crate::planner::complete::{compared, one_bare_number};
use crate::planner::sketch::Sketch;

/// "machines with more than 3 alarms", 哪几天报警超过5次: groups that must have so many records, or how many such there are.
pub(super) fn of_many(sketch: &Sketch, bound: &Bound, catalogue: &Catalogue) -> Option<Suggestion> {
    let profile = &catalogue.tables[*bound.tables.first()?];
    let asked = |names: &[&str]| sketch.asked.iter().any(|asked| names.contains(&asked.as_str()));
    // A field of numbers that is named is what the number is compared with.
    let of_field =
        bound.columns.iter().any(|(table, column)| is_number(&catalogue.tables[*table].columns[*column]));
    if profile.time.is_none() || of_field || !one_bare_number(bound) || compared(sketch).is_none() {
        return None;
    }
    let days = asked(&["how_many_days", "which_days"])
        || bound.speaks_of(&["days with", "days when", "days on which"]);
    let machines = profile.asset.is_some() && (bound.speaks_of(MACHINES) || !bound.kinds.is_empty());
    let by = match (days, machines) {
        (true, _) => "day",
        (false, true) if bound.assets.is_empty() => "asset",
        _ => return None,
    };
    let counted = asked(&["how_many_days"])
        || by == "asset"
            && bound.speaks_of(&[
                "how many machine",
                "how many asset",
                "number of machine",
                "几台",
                "多少台",
            ]);
    let counted = counted && !bound.speaks_of(&["哪几台", "which"]);
    let mut options = vec![("by".to_owned(), Term::word(by))];
    if counted {
        options.push(("report".to_owned(), Term::word("count")));
    }
    let arguments = vec![word(SlotKind::Records, 1), Term::word("w")];
    Some(Suggestion::new(Term::Call { name: "group".to_owned(), arguments, options }, PLAIN))
}

/// "how many alarms per day on average", 平均每天几条报警: the days without any count as well.
pub(super) fn per_period_on_average(
    sketch: &Sketch,
    bound: &Bound,
    catalogue: &Catalogue,
) -> Option<Suggestion> {
    let ([table], [_]) = (bound.tables.as_slice(), bound.windows.as_slice()) else { return None };
    let asked = |names: &[&str]| sketch.asked.iter().any(|asked| names.contains(&asked.as_str()));
    let counted = asked(&["count_things", "how_many_times"]) || bound.speaks_of(&["number of", "几", "多少"]);
    let other = !bound.tags.is_empty() || !bound.columns.is_empty() || !bound.numbers.is_empty();
    if other || !counted || !bound.speaks_of(MEAN) || catalogue.tables[*table].time.is_none() {
        return None;
    }
    let by = match bound.per? {
        "h" => "hour",
        "d" => "day",
        "wk" => "week",
        _ => return None,
    };
    let arguments = vec![word(SlotKind::Records, 1), Term::word("w")];
    let options = vec![("by".to_owned(), Term::word(by))];
    let each = Term::Call { name: "group".to_owned(), arguments, options };
    Some(Suggestion::new(Term::call("mean", vec![each]), CERTAIN))
}

/// "downtime minutes split by reason", 毛重最高的是哪个模具: a number for each value of a field, or the value with the most.
pub(super) fn by_field(sketch: &Sketch, bound: &Bound, catalogue: &Catalogue) -> Option<Suggestion> {
    let table = bound.tables.first().copied()?;
    let profile = &catalogue.tables[table];
    let (sort, asks) = sorted_by(sketch, bound, table, catalogue)?;
    let mut numbers =
        named(table, bound, catalogue).filter(|(place, column)| is_number(column) && *place != sort);
    let number = numbers.next().filter(|_| numbers.next().is_none())?.0;
    // What is put in order has a suggestion of its own.
    if sketch.asked.iter().any(|asked| asked == "ranking") {
        return None;
    }
    let (high, low) = (bound.speaks_of(HIGHEST), bound.speaks_of(LOWEST));
    if profile.time.is_none() || !bound.records.is_empty() || high && low {
        return None;
    }
    const SINGLE: &[&str] = &["single", "单次", "单个"];
    if bound.speaks_of(SINGLE) {
        return None;
    }
    let statistic = if bound.speaks_of(MEAN) { "mean" } else { "sum" };
    let measure = Term::call(statistic, vec![word(SlotKind::Field, number)]);
    let mut options = vec![("by".to_owned(), word(SlotKind::Field, sort)), ("measure".to_owned(), measure)];
    let top = match (bound.count, asks) {
        _ if !high && !low && bound.count.is_none() => None,
        (Some(_), _) => Some(Term::word("m")),
        (None, Asks::Which) => Some(Term::Number(1.0)),
        (None, Asks::Each) => None,
    };
    if asks == Asks::Which && top.is_none() {
        return None;
    }
    if low {
        options.push(("order".to_owned(), Term::word("lowest")));
    }
    options.extend(top.map(|top| ("top".to_owned(), top)));
    let arguments = vec![word(SlotKind::Records, 1), Term::word("w")];
    Some(Suggestion::new(Term::Call { name: "group".to_owned(), arguments, options }, PLAIN))
}

/// What is said of a field that sorts records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asks {
    /// "by reason", 各班组, "top 3 reasons".
    Each,
    /// "which crew", 哪个模具.
    Which,
}

/// Columns of more different numbers are quantities.
const MOST_SORTS: u64 = 50;

/// The one field by which the words before it sort the records: its place among the slots.
fn sorted_by(sketch: &Sketch, bound: &Bound, table: usize, catalogue: &Catalogue) -> Option<(usize, Asks)> {
    let pieces = &sketch.pieces;
    let fields: Vec<usize> = (0..pieces.len()).filter(|at| pieces[*at].text.starts_with("<f:")).collect();
    let columns: Vec<(usize, &tool::ColumnProfile)> = named(table, bound, catalogue).collect();
    let sorts = |column: &tool::ColumnProfile| match column.kind {
        ColumnKind::Text | ColumnKind::Boolean => true,
        ColumnKind::Integer => column.unit.is_none() && column.distinct <= MOST_SORTS,
        _ => false,
    };
    let mut found = match fields.len() == columns.len() {
        true => fields
            .iter()
            .zip(&columns)
            .filter_map(|(at, (place, column))| Some((*place, asks(sketch, *at)?)).filter(|_| sorts(column)))
            .collect::<Vec<_>>(),
        // Where not every field is a piece of its own, only texts can be told.
        false => {
            let texts: Vec<usize> = columns
                .iter()
                .filter(|(_, column)| column.kind == ColumnKind::Text)
                .map(|(place, _)| *place)
                .collect();
            let said =
                fields.iter().filter(|at| pieces[**at].text == "<f:text>").find_map(|at| asks(sketch, *at));
            match (texts.as_slice(), said) {
                ([one], Some(said)) => vec![(*one, said)],
                _ => Vec::new(),
            }
        }
    };
    found.pop().filter(|_| found.is_empty())
}

/// What the words before a field ask of it.
fn asks(sketch: &Sketch, at: usize) -> Option<Asks> {
    let before = |back: usize, words: &[&str]| {
        at.checked_sub(back).is_some_and(|at| words.contains(&sketch.pieces[at].text.as_str()))
    };
    if before(1, &["which", "what", "whose", "哪"]) || before(1, &["个"]) && before(2, &["哪"]) {
        return Some(Asks::Which);
    }
    let each = before(1, &["by", "per", "each", "every", "按", "各", "每", "<m>"])
        || before(2, &["<m>", "每", "各"]);
    each.then_some(Asks::Each)
}
