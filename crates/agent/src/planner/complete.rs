//! A meaning together with what the question names and the meaning leaves out: a second value, the machine, the window, the
//! shift, a number that a field must exceed. No author can write every combination; what is named is meant.

use super::bound::Bound;
use super::compile::is_about_records;
use super::frame::When;
use super::sketch::Sketch;
use crate::meaning::{Slot, SlotKind, Term};

/// The meaning with what it leaves out; `None` where it leaves out nothing that could be added.
pub fn completed(meaning: &Term, slots: &[Slot], bound: &Bound, sketch: &Sketch) -> Option<Term> {
    let Term::Call { name, arguments, options } = meaning else { return None };
    let records = is_about_records(name) && !slots.iter().any(|slot| slot.kind == SlotKind::Tag);
    let measured = super::compile::is_statistic(name);
    let found = |kind: SlotKind| slots.iter().filter(|slot| slot.kind == kind).count();
    let (mut arguments, mut options) = (arguments.clone(), options.clone());
    // "is it stuck on the 19th" asks what was then.
    if name == "is" && found(SlotKind::Window) == 0 && bound.windows.len() == 1 && bound.instants.is_empty() {
        arguments.push(Term::word("w"));
        return Some(Term::Call { name: "was".to_owned(), arguments, options });
    }
    let before = (arguments.len(), options.len());
    if matches!(name.as_str(), "percent" | "ratio" | "minus" | "plus" | "compare") {
        return sides(meaning, bound);
    }
    if !records && !measured {
        return None;
    }
    if found(SlotKind::Window) == 0 && bound.windows.len() == 1 && !finds_window(&arguments) {
        arguments.push(Term::word("w"));
    }
    let by_shift = options.iter().any(|(key, value)| key == "by" && value.name() == "shift");
    if found(SlotKind::Shift) == 0 && bound.shifts.len() == 1 && !by_shift {
        options.push(("shift".to_owned(), Term::word("s")));
    }
    if measured && found(SlotKind::Unit) == 0 && bound.units.len() == 1 {
        options.push(("unit".to_owned(), Term::word("u")));
    }
    if name == "group" {
        bound_of_groups(&mut options, slots, bound, sketch);
    }
    if records {
        conditions(&mut arguments, slots, bound);
        if !options.iter().any(|(key, _)| matches!(key.as_str(), "above" | "below")) {
            numbers(&mut arguments, bound, sketch);
        }
        if bound.columns.len() == 1
            && found(SlotKind::Field) == 0
            && bound.speaks_of(&["nobody", "no one", "noone", "没人", "无人"])
        {
            arguments.push(Term::call("where", ["f", "empty"].map(Term::word).to_vec()));
        }
        machine(&mut arguments, &options, slots, bound);
    }
    let changed = (arguments.len(), options.len()) != before;
    changed.then(|| Term::Call { name: name.clone(), arguments, options })
}

/// "what percentage of pump 2's orders of 2012 was preventive": the one time and the one machine that are named hold for both
/// sides.
fn sides(meaning: &Term, bound: &Bound) -> Option<Term> {
    let Term::Call { name, arguments, options } = meaning else { return None };
    let whole = |term: &Term| {
        let Term::Call { name, arguments, options } = term else { return term.clone() };
        let slots = term.slots();
        let has = |kind: SlotKind| slots.iter().any(|slot| slot.kind == kind);
        let records = is_about_records(name) && !has(SlotKind::Tag);
        let mut arguments = arguments.clone();
        let statistic = records || super::compile::is_statistic(name);
        if statistic && bound.windows.len() == 1 && !has(SlotKind::Window) && !finds_window(&arguments) {
            arguments.push(Term::word("w"));
        }
        if records {
            machine(&mut arguments, options, &slots, bound);
        }
        Term::Call { name: name.clone(), arguments, options: options.clone() }
    };
    let sides: Vec<Term> = arguments.iter().map(whole).collect();
    (sides != *arguments).then(|| Term::Call {
        name: name.clone(),
        arguments: sides,
        options: options.clone(),
    })
}

/// What fills the slots, with windows that follow each other without a gap made one; `None` where there are no two such.
pub fn one_time(bound: &Bound) -> Option<Bound> {
    let ranges: Option<Vec<plant::TimeRange>> = bound
        .windows
        .iter()
        .map(|when| if let When::Range(range) = when { Some(*range) } else { None })
        .collect();
    let ranges = ranges.filter(|ranges| ranges.len() >= 2)?;
    let follows = ranges.windows(2).all(|pair| pair[0].end == pair[1].start);
    let whole = plant::TimeRange::new(ranges.first()?.start, ranges.last()?.end);
    follows.then(|| Bound { windows: vec![When::Range(whole)], ..bound.clone() })
}

/// The meaning without what it asks and the question does not name: a machine, a kind, a value of the records; a shift, a
/// unit. `None` where it lacks something else, or nothing.
pub fn reduced(meaning: &Term, bound: &Bound) -> Option<Term> {
    let filled = |slot: Slot| match slot.kind {
        SlotKind::Asset => slot.place <= bound.assets.len(),
        SlotKind::Kind => slot.place <= bound.kinds.len(),
        SlotKind::Value => slot.place <= bound.values.len(),
        SlotKind::Shift => slot.place <= bound.shifts.len(),
        SlotKind::Unit => slot.place <= bound.units.len(),
        _ => true,
    };
    let named = |term: &Term| term.slots().into_iter().all(filled);
    match meaning {
        Term::Call { name, arguments, options } => {
            let records =
                is_about_records(name) && meaning.slots().iter().all(|slot| slot.kind != SlotKind::Tag);
            let kept = |term: &&Term| !records || named(term);
            let arguments: Vec<Term> = arguments
                .iter()
                .filter(kept)
                .map(|term| reduced(term, bound).unwrap_or_else(|| term.clone()))
                .collect();
            let options = options
                .iter()
                .filter(|(key, value)| !matches!(key.as_str(), "shift" | "unit") || named(value))
                .cloned()
                .collect();
            let less = Term::Call { name: name.clone(), arguments, options };
            (less != *meaning).then_some(less)
        }
        _ => None,
    }
}

/// Values that no condition takes yet.
fn conditions(arguments: &mut Vec<Term>, slots: &[Slot], bound: &Bound) {
    let names_codes = slots.iter().any(|slot| slot.kind == SlotKind::Code || slot.kind == SlotKind::Record);
    let taken = slots.iter().filter(|slot| slot.kind == SlotKind::Value).map(|slot| slot.place).max();
    if !names_codes {
        for place in taken.unwrap_or(0) + 1..=bound.values.len() {
            let value = Slot { kind: SlotKind::Value, place };
            arguments.push(Term::call("where", vec![Term::word(value.to_string())]));
        }
    }
}

/// A number that no condition takes yet, where a word says how a field is compared with it.
fn numbers(arguments: &mut Vec<Term>, bound: &Bound, sketch: &Sketch) {
    let conditions = arguments.iter().filter(|term| term.name() == "where").count();
    let numbered =
        arguments.iter().any(|term| matches!(term, Term::Call { arguments, .. } if compares(arguments)));
    let number = !bound.numbers.is_empty() || !bound.lengths.is_empty();
    if let Some(op) = compared(sketch).filter(|_| !numbered && number && conditions < 4) {
        let terms = ["f", op, "n"].map(Term::word).to_vec();
        arguments.push(Term::call("where", terms));
    }
}

/// "machines with more than 5 alarms": a bare number is how many records a group must have, unless a field of numbers is
/// named that it can be compared with.
fn bound_of_groups(options: &mut Vec<(String, Term)>, slots: &[Slot], bound: &Bound, sketch: &Sketch) {
    let bare = one_bare_number(bound);
    let taken = slots.iter().any(|slot| slot.kind == SlotKind::Number);
    if let Some(op) = compared(sketch).filter(|_| bare && !taken) {
        options.push((op.to_owned(), Term::word("n")));
    }
}

/// Whether the one number that is named tells how many; a year does not.
pub(super) fn one_bare_number(bound: &Bound) -> bool {
    let few = |number: &super::slots::Threshold| number.unit.is_none() && number.value < 1000.0;
    matches!(bound.numbers.as_slice(), [one] if few(one)) && bound.lengths.is_empty()
}

/// Which way a number is compared, where the words say just one.
pub(super) fn compared(sketch: &Sketch) -> Option<&'static str> {
    let says = |concepts: &[&str]| sketch.asked.iter().any(|asked| concepts.contains(&asked.as_str()));
    let above = says(&["above", "higher_than", "for_at_least"]);
    match (above, says(&["below", "lower_than"])) {
        (true, false) => Some("above"),
        (false, true) => Some("below"),
        _ => None,
    }
}

fn compares(arguments: &[Term]) -> bool {
    arguments.iter().any(|term| matches!(term.name(), "above" | "below"))
}

/// The machine whose records are meant, or the kind.
fn machine(arguments: &mut Vec<Term>, options: &[(String, Term)], slots: &[Slot], bound: &Bound) {
    let placed = |slot: &Slot| matches!(slot.kind, SlotKind::Asset | SlotKind::Kind);
    let by_asset = options.iter().any(|(key, value)| key == "by" && value.name() == "asset");
    if slots.iter().any(placed) || by_asset {
        return;
    }
    match (bound.assets.as_slice(), bound.kinds.as_slice()) {
        ([_], _) => arguments.push(Term::word("a")),
        ([], [_]) => arguments.push(Term::word("k")),
        _ => {}
    }
}

/// Whether a window is found rather than said: during a record, the best day.
fn finds_window(arguments: &[Term]) -> bool {
    let finds = ["during", "before", "after", "around", "since", "best"];
    arguments.iter().any(|term| finds.contains(&term.name()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::planner::slots::{Filter, Threshold};

    fn check(meaning: &str, bound: &Bound, asked: &[&str], expected: Option<&str>) {
        let meaning = Term::parse(meaning).unwrap();
        let asked = asked.iter().map(|word| (*word).to_owned()).collect();
        let sketch = Sketch { asked, ..Sketch::default() };
        let got = completed(&meaning, &meaning.slots(), bound, &sketch);
        assert_eq!(got.map(|term| term.to_string()).as_deref(), expected, "{meaning}");
    }

    fn filter(value: &str) -> (usize, Filter) {
        let filter = Filter {
            column: "type".to_owned(),
            value: value.to_owned(),
            more: Vec::new(),
            denied: false,
            negated: false,
        };
        (0, filter)
    }

    #[test]
    fn days_that_follow_each_other_are_one_time() {
        let day = |day: i64| When::Range(plant::TimeRange::new(day, day + 1));
        let joined = |days: &[i64]| {
            let windows = days.iter().map(|start| day(*start)).collect();
            one_time(&Bound { windows, ..Bound::default() }).map(|bound| bound.windows)
        };
        assert_eq!(joined(&[3, 4, 5]), Some(vec![When::Range(plant::TimeRange::new(3, 6))]));
        assert_eq!(joined(&[3, 5]), None);
        assert_eq!(joined(&[3]), None);
    }

    #[test]
    fn what_is_not_named_is_left_out() {
        let bound = Bound { tables: vec![0], ..Bound::default() };
        let check = |meaning: &str, expected: Option<&str>| {
            let got = reduced(&Term::parse(meaning).unwrap(), &bound);
            assert_eq!(got.map(|term| term.to_string()).as_deref(), expected, "{meaning}");
        };
        check("count(r, a, w, where(v))", Some("count(r, w)"));
        check("percent(count(r, a), count(r))", Some("percent(count(r), count(r))"));
        check("mean(t, w, shift=s)", Some("mean(t, w)"));
        check("compare(mean(t, a), mean(t2, a2))", None);
        check("count(r, w)", None);
    }

    #[test]
    fn what_is_named_is_meant() {
        let two = Bound { values: vec![filter("CM"), filter("high")], assets: vec![3], ..Bound::default() };
        check("count(r)", &two, &[], Some("count(r, where(v), where(v2), a)"));
        check("count(r, a, where(v))", &two, &[], Some("count(r, a, where(v), where(v2))"));
        check("group(r, by=asset)", &two, &[], Some("group(r, where(v), where(v2), by=asset)"));
        check("latest(t)", &two, &[], None);
        check(
            "percent(count(r, a, where(v)), count(r))",
            &two,
            &[],
            Some("percent(count(r, a, where(v)), count(r, a))"),
        );
    }

    #[test]
    fn a_number_is_compared_where_a_word_says_how() {
        let number = Threshold { value: 30.0, unit: None };
        let one = Bound { numbers: vec![number], ..Bound::default() };
        check("count(r)", &one, &["above"], Some("count(r, where(f, above, n))"));
        check("count(r, where(f2, below, n))", &one, &["below"], None);
        check("count(r)", &one, &[], None);
        check("group(r, by=asset)", &one, &["above"], Some("group(r, by=asset, above=n)"));
        check("group(r, where(f, above, n), by=asset)", &one, &["above"], None);
    }

    #[test]
    fn windows_and_shifts_are_added_to_statistics_too() {
        let window = crate::planner::When::Range(plant::TimeRange::new(0, 1));
        let said = Bound { windows: vec![window], shifts: vec!["night".to_owned()], ..Bound::default() };
        check("mean(t)", &said, &[], Some("mean(t, w, shift=s)"));
        check("mean(t, w, by=shift)", &said, &[], None);
        check("is(stuck(t))", &said, &[], Some("was(stuck(t), w)"));
        check("stat(r, mean(f), during(rec))", &said, &[], Some("stat(r, mean(f), during(rec), shift=s)"));
    }
}
