//! What a follow-up suggests by what it names alone.

use tool::Catalogue;

use super::words::{MACHINES, MEAN};
use super::{LIKELY, PLAIN, Suggestion, is_number, word};
use crate::meaning::{SlotKind, Term};
use crate::planner::again::{Meant, machine_of};
use crate::planner::bound::Bound;
use crate::planner::frame::When;

/// What a follow-up suggests by what it names alone: another record, a field of the record that was spoken of, a sum over the
/// records that were.
pub fn changes(bound: &Bound, earlier: &Meant, catalogue: &Catalogue) -> Vec<Suggestion> {
    let of_record = earlier.meaning.slots().iter().any(|slot| slot.kind == SlotKind::Record);
    let said = |when: &When| matches!(when, When::Range(_));
    // "its cost": a pronoun brings the machine that was spoken of along.
    let machine = machine_of(earlier, catalogue);
    let elsewhere = bound.assets.iter().any(|asset| Some(*asset) != machine);
    if !bound.tags.is_empty() || elsewhere || bound.windows.iter().any(said) {
        return Vec::new();
    }
    let field = || word(SlotKind::Field, 1);
    let mut found = Vec::new();
    match (bound.records.as_slice(), bound.columns.as_slice()) {
        ([_], []) if of_record => {
            let options = vec![("rec".to_owned(), word(SlotKind::Record, 1))];
            let meaning = Term::Call { name: "same".to_owned(), arguments: Vec::new(), options };
            found.push(Suggestion::new(meaning, PLAIN));
        }
        ([], [(table, column)]) => {
            let column = &catalogue.tables[*table].columns[*column];
            const TOTAL: &[&str] = &[
                "total",
                "in all",
                "altogether",
                "sum",
                "cost",
                "spent",
                "how much",
                "how many",
                "一共",
                "总共",
                "合计",
                "总",
                "花了",
                "多少",
            ];
            let several =
                matches!(earlier.meaning.name(), "count" | "list" | "group" | "exists" | "stat" | "time");
            let statistic = match (bound.speaks_of(MEAN), bound.speaks_of(TOTAL)) {
                (true, _) => Some("mean"),
                (false, true) => Some("sum"),
                (false, false) => None,
            };
            let likelihood = if of_record { PLAIN } else { LIKELY };
            let meaning = match statistic.filter(|_| several && is_number(column)) {
                Some(statistic) => {
                    Term::call("stat", vec![Term::word("those"), Term::call(statistic, vec![field()])])
                }
                None if several => Term::Call {
                    name: "list".to_owned(),
                    arguments: vec![Term::word("those")],
                    options: vec![("show".to_owned(), field())],
                },
                None => Term::call("field", vec![Term::word("it"), field()]),
            };
            found.push(Suggestion::new(meaning, likelihood));
        }
        _ => {}
    }
    found.extend(machine_with_most(bound, earlier));
    found
}

/// 哪台最多 after a number of records: which machine had the most of them.
fn machine_with_most(bound: &Bound, earlier: &Meant) -> Option<Suggestion> {
    let counted = matches!(earlier.meaning.name(), "count" | "list" | "group");
    let of_records = earlier.meaning.slots().iter().all(|slot| slot.kind != SlotKind::Tag);
    let machines = !bound.kinds.is_empty() || bound.speaks_of(MACHINES);
    let low = bound.speaks_of(&["fewest", "least", "最少"]);
    let most = low || bound.speaks_of(&["most", "最多"]);
    let nothing_else = bound.columns.is_empty() && bound.values.is_empty() && bound.tables.is_empty();
    if !counted || !of_records || !machines || !most || !nothing_else {
        return None;
    }
    let mut options = vec![("by".to_owned(), Term::word("asset")), ("top".to_owned(), Term::Number(1.0))];
    if low {
        options.push(("order".to_owned(), Term::word("lowest")));
    }
    Some(Suggestion::new(Term::Call { name: "same".to_owned(), arguments: Vec::new(), options }, PLAIN))
}
