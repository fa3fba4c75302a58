//! Readings that what is named suggests by itself, whatever words stand between: a record and a field of it are asked for
//! together, a machine and a column of its register, samples above a number, the day with the most of one thing and another
//! thing on it. No author writes every way to say these; they compete with what the model reads.

mod following;
mod groups;
mod periods;
mod records;
mod samples;

use tool::{Catalogue, ColumnKind};

use super::bound::Bound;
use super::sketch::Sketch;
use crate::meaning::{Slot, SlotKind, Term};

pub use following::changes;

/// How likely a suggestion is beside what the model reads; set by hand.
const LIKELY: f32 = 0.35;
/// Where the words ask for just that.
const PLAIN: f32 = 0.6;

/// A reading with how likely it is.
pub struct Suggestion {
    pub meaning: Term,
    pub likelihood: f32,
    /// What fills its slots, where that is not what the question fills in general.
    pub bound: Option<Bound>,
}

impl Suggestion {
    fn new(meaning: Term, likelihood: f32) -> Self {
        Self { meaning, likelihood, bound: None }
    }
}

/// What is named suggests these.
pub fn readings(sketch: &Sketch, bound: &Bound, catalogue: &Catalogue) -> Vec<Suggestion> {
    let mut found = Vec::new();
    found.extend(records::of_record(sketch, bound, catalogue));
    found.extend(records::of_register(bound, catalogue));
    found.extend(records::of_codes(bound, catalogue));
    found.extend(records::of_code(sketch, bound, catalogue));
    found.extend(samples::of_samples(sketch, bound));
    found.extend(samples::of_missing(sketch, bound));
    found.extend(samples::at_zero(sketch, bound));
    found.extend(samples::newest(sketch, bound));
    found.extend(records::longest(bound, catalogue));
    found.extend(records::in_which_record(sketch, bound, catalogue));
    found.extend(samples::of_likes(sketch, bound));
    found.extend(samples::in_all(sketch, bound, catalogue));
    found.extend(records::of_fields(sketch, bound, catalogue));
    found.extend(groups::of_many(sketch, bound, catalogue));
    found.extend(groups::by_field(sketch, bound, catalogue));
    found.extend(samples::counted_up(sketch, bound, catalogue));
    found.extend(samples::slope(sketch, bound));
    found.extend(samples::in_state(sketch, bound, catalogue));
    found.extend(samples::held(sketch, bound));
    found.extend(samples::while_other(sketch, bound, catalogue));
    found.extend(samples::during_record(sketch, bound));
    found.extend(samples::pearson(bound));
    found.extend(samples::limits(bound));
    found.extend(samples::meaning_of_state(sketch, bound, catalogue));
    found.extend(periods::on_the_day(bound));
    found.extend(periods::which_time(sketch, bound));
    found.extend(samples::holes_in_record(bound));
    found.extend(samples::without_zeros(bound));
    found.extend(samples::which_tag(sketch, bound));
    found.extend(records::not_yet(sketch, bound, catalogue));
    found.extend(records::of_two_machines(sketch, bound, catalogue));
    found.extend(records::of_values(sketch, bound, catalogue));
    found
}

fn word(kind: SlotKind, place: usize) -> Term {
    Term::word(Slot { kind, place }.to_string())
}

/// The columns that are named of a table, or of one in which it is looked up, with their places among the slots.
fn named<'c>(
    table: usize,
    bound: &'c Bound,
    catalogue: &'c Catalogue,
) -> impl Iterator<Item = (usize, &'c tool::ColumnProfile)> {
    let tables = &catalogue.tables;
    let of_records = move |of: usize| {
        of == table || tables[table].lookups.iter().any(|lookup| lookup.table == tables[of].table)
    };
    let machine = move |of: usize, column: usize| {
        tables[of].asset.as_ref() == Some(&tables[of].columns[column].name) && !bound.kinds.is_empty()
    };
    let columns = bound.columns.iter().filter(move |(of, _)| of_records(*of));
    let columns = columns.enumerate().filter(move |(_, (of, column))| !machine(*of, *column));
    columns.map(move |(i, (of, column))| (i + 1, &tables[*of].columns[*column]))
}

fn is_number(column: &tool::ColumnProfile) -> bool {
    matches!(column.kind, ColumnKind::Number | ColumnKind::Integer)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use super::{periods::on_the_day, samples::of_samples};
    use crate::planner::slots::{TagSlot, Threshold};

    fn tag(tag: usize) -> TagSlot {
        TagSlot {
            candidates: vec![(tag, 2.0)],
            ambiguous: false,
            at: 0,
            unexplained: Vec::new(),
            elsewhere: false,
            bare: false,
        }
    }

    fn check_day(question: &str, tags: [&str; 2], expected: Option<&str>) {
        let bound = Bound {
            tags: vec![tag(0), tag(1)],
            tag_places: tags.iter().map(|words| question.find(words).unwrap()).collect(),
            question: question.to_owned(),
            ..Bound::default()
        };
        let got = on_the_day(&bound).map(|found| found.meaning.to_string());
        assert_eq!(got.as_deref(), expected, "{question}");
    }

    #[test]
    fn one_thing_finds_the_day_for_another() {
        check_day(
            "average air pressure on the day with the most rejects",
            ["air pressure", "rejects"],
            Some("mean(t, best(day, total(t2, w)))"),
        );
        check_day(
            "find the day with the highest average load, then the mean efficiency on it",
            ["load", "efficiency"],
            Some("mean(t2, best(day, mean(t, w)))"),
        );
        check_day(
            "气温最高的那天余热发电平均几兆瓦",
            ["气温", "余热发电"],
            Some("mean(t2, best(day, max(t, w)))"),
        );
        check_day("highest flow and pressure on the day before", ["flow", "pressure"], None);
    }

    #[test]
    fn samples_above_a_number_are_counted() {
        let check = |question: &str, asked: &[&str], numbers: usize, expected: Option<&str>| {
            let bound = Bound {
                tags: vec![tag(0)],
                question: question.to_owned(),
                numbers: vec![Threshold { value: 1.0, unit: None }; numbers],
                percent: question.contains("百分"),
                ..Bound::default()
            };
            let asked = asked.iter().map(|word| (*word).to_owned()).collect();
            let sketch = Sketch { asked, ..Sketch::default() };
            let got = of_samples(&sketch, &bound).map(|found| found.meaning.to_string());
            assert_eq!(got.as_deref(), expected, "{question}");
        };
        check("how many readings were above 5", &["above"], 1, Some("count(t, w, while=above(t, n))"));
        check("how many readings were negative", &[], 0, Some("count(t, w, while=below(t, 0))"));
        check("负的读数占百分之多少", &[], 0, Some("percent(count(t, w, while=below(t, 0)), count(t, w))"));
        check("how long was it above 5", &["above"], 1, None);
    }
}
