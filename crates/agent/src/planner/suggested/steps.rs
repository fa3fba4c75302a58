//! Two steps told one after the other: what finds a day or a record, and what is asked of it - "which day had the highest
//! load, and what was the mean flow that day".

use tool::Catalogue;

use super::words::{AMOUNT, HIGHEST, LONGEST, LOWEST, MAX, MEAN, MIN, SHORTEST, TOTAL, period, says};
use super::{PLAIN, Suggestion, is_number, named, word};
use crate::meaning::{SlotKind, Term};
use crate::planner::bound::Bound;
use crate::planner::complete::compared;
use crate::planner::sketch::Sketch;
use crate::planner::slots::TagSlot;

/// Words that point back to what was found.
const BACK: &[&str] = &[
    "that day",
    "that same day",
    "same day",
    "that week",
    "that hour",
    "that month",
    "that shift",
    "that run",
    "that one",
    "that test",
    "that experiment",
    "that batch",
    "on it",
    "in it",
    "over it",
    "during it",
    "while it ran",
    "its ",
    "for that",
    "那天",
    "当天",
    "那一天",
    "那个小时",
    "那周",
    "那个班",
    "那次",
    "那批",
    "其间",
    "期间",
    "这天",
];
/// A question in two parts, the second of which points back to the first.
struct Parts<'q> {
    first: &'q str,
    second: &'q str,
    /// Where the second begins (bytes).
    cut: usize,
}

impl<'q> Parts<'q> {
    fn of(bound: &'q Bound) -> Option<Self> {
        const CUTS: &[&str] =
            &[", and ", ", then ", " then ", " - ", "? ", ". ", "; ", ": ", ", ", "，", "。", "；", "？"];
        let question = bound.question.as_str();
        let superlative = [HIGHEST, LOWEST, LONGEST, SHORTEST, &["hardest"]]
            .concat()
            .iter()
            .filter_map(|word| bound.place_of(word))
            .min()?;
        // The first of them; of several that begin there, the longest.
        let found = |cut: &&str| {
            let at = question[superlative..].find(*cut)?;
            Some((at, std::cmp::Reverse(cut.len()), superlative + at + cut.len()))
        };
        let (.., cut) = CUTS.iter().filter_map(found).min()?;
        let (first, second) = (&question[..cut], &question[cut..]);
        says(second, BACK).then_some(Self { first, second, cut })
    }

    /// The tags of each part by their places among the slots.
    fn tags(&self, bound: &Bound) -> [Vec<usize>; 2] {
        let places = bound.tag_places.iter().enumerate();
        let (first, second): (Vec<_>, Vec<_>) = places.partition(|(_, at)| **at < self.cut);
        [first, second].map(|of| of.into_iter().map(|(i, _)| i + 1).collect())
    }
}

/// What finds the day, and another number on it.
pub(super) fn then_on_it(sketch: &Sketch, bound: &Bound, catalogue: &Catalogue) -> Option<Suggestion> {
    let parts = Parts::of(bound)?;
    let [finders, asked] = parts.tags(bound);
    let [asked] = *asked.as_slice() else { return None };
    let period = period(parts.first)?;
    let lowest = says(parts.first, LOWEST);
    let timed = |table: &usize| catalogue.tables[*table].time.is_some();
    // "the day it burned the most energy": the power of the machine that is named, where that is all that is said.
    let power =
        power_of(parts.first, bound, catalogue).filter(|_| finders.is_empty() && bound.tables.is_empty());
    let own = power.map(|slot| {
        let mut own = bound.clone();
        own.tags.push(slot);
        own
    });
    // "the day it was above 80 longest".
    let held = match (bound.numbers.as_slice(), finders.as_slice()) {
        ([], _) => None,
        ([_], [one]) if says(parts.first, LONGEST) => {
            let held = vec![word(SlotKind::Tag, *one), word(SlotKind::Number, 1)];
            Some(Term::call("time", vec![Term::call(compared(sketch)?, held), Term::word("w")]))
        }
        _ => return None,
    };
    let finder = match (finders.as_slice(), bound.tables.first().filter(|table| timed(table))) {
        _ if held.is_some() => held?,
        ([one], None) => {
            let arguments = vec![word(SlotKind::Tag, *one), Term::word("w")];
            Term::call(found_by(parts.first, lowest), arguments)
        }
        ([], None) if own.is_some() => {
            Term::call("total", vec![word(SlotKind::Tag, bound.tags.len() + 1), Term::word("w")])
        }
        ([], Some(_)) => Term::call("count", vec![word(SlotKind::Records, 1), Term::word("w")]),
        _ => return None,
    };
    if bound.tags.iter().any(|slot| slot.ambiguous) || !bound.records.is_empty() {
        return None;
    }
    let best = Term::Call {
        name: "best".to_owned(),
        arguments: vec![Term::word(period), finder],
        options: order(lowest),
    };
    let meaning = Term::call(statistic(parts.second), vec![word(SlotKind::Tag, asked), best]);
    Some(Suggestion { meaning, likelihood: PLAIN, bound: own })
}

/// The one tag that measures the power of the one machine that is named.
fn power_of(text: &str, bound: &Bound, catalogue: &Catalogue) -> Option<TagSlot> {
    let [asset] = bound.assets.as_slice() else { return None };
    if !says(text, &["energy", "electricity", "kwh", "用电", "耗电"]) {
        return None;
    }
    let plant = &catalogue.plant;
    let id = plant.assets[*asset].id.as_str();
    let power = |tag: &usize| {
        plant.tags[*tag].asset.as_deref() == Some(id) && plant.tags[*tag].quantity.as_deref() == Some("power")
    };
    let mut found = (0..plant.tags.len()).filter(power);
    let one = found.next().filter(|_| found.next().is_none())?;
    Some(TagSlot {
        candidates: vec![(one, 1.0)],
        ambiguous: false,
        at: 0,
        unexplained: Vec::new(),
        elsewhere: false,
        bare: true,
    })
}

/// What finds a record, and a number while it lasted: "the run in which pressure was highest, then the mean speed over it".
pub(super) fn then_during_it(bound: &Bound, catalogue: &Catalogue) -> Option<Suggestion> {
    let parts = Parts::of(bound)?;
    let table =
        bound.tables.first().copied().filter(|table| catalogue.tables[*table].end_column().is_some())?;
    let [finders, asked] = parts.tags(bound);
    let [asked] = *asked.as_slice() else { return None };
    if !bound.numbers.is_empty() {
        return None;
    }
    let lowest = says(parts.first, LOWEST);
    let records = || word(SlotKind::Records, 1);
    let number =
        || named(table, bound, catalogue).find(|(_, column)| is_number(column)).map(|(place, _)| place);
    let long = says(parts.first, LONGEST);
    let short = says(parts.first, SHORTEST);
    let of_field = |field: Term, least: bool| {
        let of = Term::call(if least { "min" } else { "max" }, vec![field]);
        Term::call("extreme", vec![records(), of, Term::word("w")])
    };
    let found = match finders.as_slice() {
        [one] => {
            let of =
                Term::call(found_by(parts.first, lowest), vec![word(SlotKind::Tag, *one), Term::word("w")]);
            let mut options = vec![("of".to_owned(), records()), ("top".to_owned(), Term::Number(1.0))];
            options.extend(order(lowest));
            Term::Call { name: "rank".to_owned(), arguments: vec![Term::word("record"), of], options }
        }
        [] if long != short => of_field(Term::word("length"), short),
        [] => of_field(word(SlotKind::Field, number()?), lowest),
        _ => return None,
    };
    if bound.tags.iter().any(|slot| slot.ambiguous) || !bound.records.is_empty() {
        return None;
    }
    let during = Term::call("during", vec![found]);
    Some(Suggestion::new(
        Term::call(statistic(parts.second), vec![word(SlotKind::Tag, asked), during]),
        PLAIN,
    ))
}

fn order(lowest: bool) -> Vec<(String, Term)> {
    if lowest { vec![("order".to_owned(), Term::word("lowest"))] } else { Vec::new() }
}

/// By which statistic the first part finds.
pub(super) fn found_by(text: &str, lowest: bool) -> &'static str {
    const MOST: &[&str] = &["most", "最多", "least", "最少"];
    match () {
        () if says(text, MEAN) => "mean",
        () if says(text, TOTAL) || says(text, AMOUNT) || says(text, MOST) => "total",
        () if lowest => "min",
        () => "max",
    }
}

/// The statistic that the second part asks for.
pub(super) fn statistic(text: &str) -> &'static str {
    match () {
        () if says(text, MEAN) => "mean",
        () if says(text, MAX) => "max",
        () if says(text, MIN) => "min",
        () if says(text, TOTAL) || says(text, AMOUNT) => "total",
        () => "mean",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_question_is_cut_where_its_second_part_points_back() {
        let check = |question: &str, expected: Option<&str>| {
            let bound = Bound { question: question.to_owned(), ..Bound::default() };
            assert_eq!(Parts::of(&bound).map(|parts| parts.second), expected, "{question}");
        };
        check(
            "which day had the highest load, and what was the mean flow that day",
            Some("what was the mean flow that day"),
        );
        check(
            "take the day with the most stops - how much did we pack on it?",
            Some("how much did we pack on it?"),
        );
        check("上周哪天流量最大，那天平均功率多少", Some("那天平均功率多少"));
        check("which day had the highest load, and which the lowest", None);
        check("mean flow yesterday, and that day's max", None);
    }

    #[test]
    fn statistics_are_told_by_their_part() {
        assert_eq!(found_by("which day had the highest mean tonnage", false), "mean");
        assert_eq!(found_by("the day it burned the most energy", false), "total");
        assert_eq!(found_by("the run where flow dipped lowest", true), "min");
        assert_eq!(statistic("highest reading on it"), "max");
        assert_eq!(statistic("what was the power that day"), "mean");
    }
}
