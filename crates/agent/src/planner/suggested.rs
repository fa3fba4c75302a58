//! Readings that what is named suggests by itself, whatever words stand between: a record and a field of it are asked for
//! together, a machine and a column of its register, samples above a number, the day with the most of one thing and another
//! thing on it. No author writes every way to say these; they compete with what the model reads.

mod compared;
mod following;
mod groups;
mod held;
mod known;
mod machine;
mod periods;
mod records;
mod running;
mod samples;
mod steps;
mod words;

use tool::{Catalogue, ColumnKind};

use super::bound::Bound;
use super::sketch::Sketch;
use crate::meaning::{Slot, SlotKind, Term};

pub use following::changes;

/// How likely a suggestion is beside what the model reads; set by hand.
const LIKELY: f32 = 0.35;
/// Where the words ask for just that.
const PLAIN: f32 = 0.6;
/// Where hardly anything else can be meant.
const CERTAIN: f32 = 0.9;

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
    found.extend(running::at_instant(sketch, bound, catalogue));
    let at_extreme = running::at_extreme(bound, catalogue);
    if at_extreme.is_none() {
        found.extend(records::in_which_record(sketch, bound, catalogue));
    }
    found.extend(at_extreme);
    found.extend(samples::of_likes(sketch, bound));
    found.extend(samples::in_all(sketch, bound, catalogue));
    found.extend(records::of_fields(sketch, bound, catalogue));
    found.extend(groups::of_many(sketch, bound, catalogue));
    found.extend(groups::by_field(sketch, bound, catalogue));
    found.extend(samples::counted_up(sketch, bound, catalogue));
    found.extend(samples::slope(sketch, bound));
    found.extend(held::in_state(sketch, bound, catalogue));
    found.extend(held::held(sketch, bound));
    found.extend(held::longest_period(sketch, bound));
    found.extend(held::while_other(sketch, bound, catalogue));
    found.extend(held::ran_longest(sketch, bound, catalogue));
    found.extend(held::during_record(sketch, bound));
    found.extend(samples::pearson(bound));
    found.extend(known::limits(bound));
    found.extend(known::meaning_of_state(sketch, bound, catalogue));
    let on_it = steps::then_on_it(sketch, bound, catalogue);
    found.extend(periods::on_the_day(bound).filter(|_| on_it.is_none()));
    found.extend(on_it);
    found.extend(steps::then_during_it(bound, catalogue));
    found.extend(machine::with_the_most(sketch, bound, catalogue));
    found.extend(periods::which_time(sketch, bound));
    found.extend(periods::on_days_with_records(sketch, bound, catalogue));
    found.extend(groups::per_period_on_average(sketch, bound, catalogue));
    found.extend(held::records_while(sketch, bound, catalogue));
    found.extend(periods::ratio_of_times(bound));
    found.extend(held::holes_in_record(bound));
    found.extend(held::without_zeros(bound));
    found.extend(known::which_tag(sketch, bound));
    found.extend(records::not_yet(sketch, bound, catalogue));
    found.extend(records::of_two_machines(sketch, bound, catalogue));
    found.extend(records::of_values(sketch, bound, catalogue));
    found.extend(compared::of_two_fields(sketch, bound, catalogue));
    found.extend(compared::over_its_limit(sketch, bound, catalogue));
    found.extend(held::beyond_own(sketch, bound));
    found.extend(compared::late(sketch, bound, catalogue));
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
    use crate::planner::frame::When;
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

    fn window(day: i64) -> When {
        When::Range(plant::TimeRange::new(day, day + 1))
    }

    #[test]
    fn of_two_times_one_is_told() {
        let check = |question: &str, windows: usize, expected: Option<&str>| {
            let bound = Bound {
                tags: vec![tag(0)],
                question: question.to_owned(),
                windows: (0..windows as i64).map(window).collect(),
                ..Bound::default()
            };
            let got = periods::which_time(&Sketch::default(), &bound).map(|found| found.meaning.to_string());
            assert_eq!(got.as_deref(), expected, "{question}");
        };
        let higher = "compare(mean(t, w), mean(t, w2), report=which)";
        check("was the load higher on the 8th or on the 9th", 2, Some(higher));
        check("20号和22号哪天流量大", 2, Some(higher));
        check("which day had the lower peak", 2, Some("compare(max(t, w), max(t, w2), report=which_lower)"));
        check("how much higher was it on the 8th or on the 9th", 2, None);
        check("which day was higher", 1, None);
    }

    #[test]
    fn part_of_the_time_is_told_by_something_else() {
        let number = |value: f64| Threshold { value, unit: None };
        let bound = |question: &str, numbers: &[f64]| Bound {
            tags: vec![tag(0)],
            question: question.to_owned(),
            numbers: numbers.iter().map(|value| number(*value)).collect(),
            how_long: question.contains("how long"),
            ..Bound::default()
        };
        let above = Sketch { asked: vec!["above".to_owned()], ..Sketch::default() };
        let text = |found: Option<Suggestion>| found.map(|found| found.meaning.to_string());
        let asked = bound("how long was it above 80", &[80.0]);
        assert_eq!(text(held::held(&above, &asked)).as_deref(), Some("time(above(t, n), w)"));
        assert_eq!(text(held::held(&above, &bound("how long was the longest time above 80", &[80.0]))), None);
        let left_out = bound("average power, leaving out the time it stood still", &[]);
        let expected = Some("mean(t, w, while=above(t, 0))");
        assert_eq!(text(held::without_zeros(&left_out)).as_deref(), expected);
        assert_eq!(text(held::without_zeros(&bound("average power", &[]))), None);
    }

    #[test]
    fn several_limits_are_asked_for_at_once() {
        let check = |question: &str, expected: Option<&str>| {
            let bound = Bound { tags: vec![tag(0)], question: question.to_owned(), ..Bound::default() };
            let got = known::limits(&bound).map(|found| found.meaning.to_string());
            assert_eq!(got.as_deref(), expected, "{question}");
        };
        check("what are high and high-high set to", Some("several(limit(t, high), limit(t, high_high))"));
        check("报警上下限各是多少", Some("several(limit(t, high), limit(t, low))"));
        check("what is the high limit", None);
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
