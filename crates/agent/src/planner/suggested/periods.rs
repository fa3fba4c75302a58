//! One thing on the day that another finds.

use tool::Catalogue;

use super::held::one_statistic;
use super::words::{AMOUNT, HIGHEST, LOWEST, MAX, MEAN, MIN, PERIODS, TOTAL};
use super::{CERTAIN, LIKELY, PLAIN, Suggestion, word};
use crate::meaning::{SlotKind, Term};
use crate::planner::bound::Bound;
use crate::planner::complete::compared;
use crate::planner::evident::{LESS, one_or_other};
use crate::planner::sketch::Sketch;

/// "mean current of the 8th divided by that of the 9th", 这周是上周的几倍: one time as a multiple of another.
pub(super) fn ratio_of_times(bound: &Bound) -> Option<Suggestion> {
    const RATIO: &[&str] = &["divided by", "as a multiple of", "除以", "之比", "比值", "几倍", "多少倍"];
    let ([slot], [_, _]) = (bound.tags.as_slice(), bound.windows.as_slice()) else { return None };
    if slot.ambiguous || !bound.speaks_of(RATIO) || !bound.tables.is_empty() || !bound.records.is_empty() {
        return None;
    }
    let statistic = one_statistic(bound).unwrap_or("mean");
    let side = |window: &str| Term::call(statistic, ["t", window].map(Term::word).to_vec());
    let options = vec![("report".to_owned(), Term::word("ratio"))];
    let meaning = Term::Call { name: "compare".to_owned(), arguments: vec![side("w"), side("w2")], options };
    Some(Suggestion::new(meaning, PLAIN))
}

/// "the mean pressure on the day with the most rejects", 气温最高的那天发电平均多少: one thing on the day that another finds.
pub(super) fn on_the_day(bound: &Bound) -> Option<Suggestion> {
    let ([_, _], [first, second]) = (bound.tags.as_slice(), bound.tag_places.as_slice()) else { return None };
    if !bound.records.is_empty() || bound.windows.len() > 1 {
        return None;
    }
    let question = bound.question.as_str();
    let find = |words: &[&str]| {
        let mut at: Vec<(usize, usize)> =
            words.iter().filter_map(|word| bound.place_of(word).map(|at| (at, at + word.len()))).collect();
        at.sort_unstable();
        at.first().copied()
    };
    let (superlative, lowest) = match (find(HIGHEST), find(LOWEST)) {
        (Some(high), None) => (high, false),
        (None, Some(low)) => (low, true),
        _ => return None,
    };
    let chinese = question[superlative.0..superlative.1].chars().any(crate::text::is_chinese);
    // The period stands before the superlative in English ("the day with the most"), and behind it in Chinese.
    let (period, finder) = if chinese {
        let behind: String = question[superlative.1..].chars().take(6).collect();
        let told = behind.starts_with('的') || behind.starts_with('那') || behind.starts_with('一');
        let period =
            PERIODS.iter().find(|(_, words)| told && words.iter().any(|word| behind.contains(word)))?;
        let finder = [*first, *second].into_iter().rposition(|place| place < superlative.0)?;
        (period.0, finder)
    } else {
        let start = question[..superlative.0].char_indices().rev().nth(30).map_or(0, |(at, _)| at);
        let before = &question[start..superlative.0];
        let links =
            ["with", "when", "that had", "which had", "of", "where", "that saw", "having", "on which", "it "];
        let period = PERIODS.iter().find(|(_, words)| {
            words.iter().any(|word| {
                before.rfind(word).is_some_and(|at| {
                    let gap = &before[at + word.len()..];
                    gap.len() <= 24 && links.iter().any(|link| gap.contains(link))
                })
            })
        })?;
        let finder = [*first, *second].into_iter().position(|place| place >= superlative.0)?;
        (period.0, finder)
    };
    let asked = 1 - finder;
    let places = [*first, *second];
    // What is said nearer to the one than to the other is said of it.
    let near = |words: &[&str], which: usize| {
        words.iter().flat_map(|word| question.match_indices(word)).any(|(at, _)| {
            let distance = |place: usize| place.abs_diff(at);
            at != superlative.0 && distance(places[which]) < distance(places[1 - which])
        })
    };
    let near_total = |which: usize| near(TOTAL, which) || near(AMOUNT, which);
    let most =
        matches!(&question[superlative.0..superlative.1], "most" | "最多" | "least" | "最少" | "fewest");
    let found_by = if near(MEAN, finder) {
        "mean"
    } else if near_total(finder) || most {
        "total"
    } else if lowest {
        "min"
    } else {
        "max"
    };
    let statistic = if near_total(asked) && !near(MEAN, asked) {
        "total"
    } else if near(MAX, asked) {
        "max"
    } else if near(MIN, asked) {
        "min"
    } else {
        "mean"
    };
    let tag = |which: usize| word(SlotKind::Tag, which + 1);
    let inner = Term::call(found_by, vec![tag(finder), Term::word("w")]);
    let options = if lowest { vec![("order".to_owned(), Term::word("lowest"))] } else { Vec::new() };
    let best = Term::Call { name: "best".to_owned(), arguments: vec![Term::word(period), inner], options };
    Some(Suggestion::new(Term::call(statistic, vec![tag(asked), best]), LIKELY))
}

/// "mean power on days with alarms", 有报警的那几天平均功率: one thing on the days that have records, or more than so many.
pub(super) fn on_days_with_records(
    sketch: &Sketch,
    bound: &Bound,
    catalogue: &Catalogue,
) -> Option<Suggestion> {
    let ([slot], [table], [place]) =
        (bound.tags.as_slice(), bound.tables.as_slice(), bound.table_places.as_slice())
    else {
        return None;
    };
    let question = bound.question.as_str();
    let (before, behind) = (question.get(..*place)?, question.get(*place..)?);
    const DAYS: &[&str] =
        &["days with", "days that had", "days having", "days when there were", "days on which there were"];
    let near: String = before.chars().rev().take(40).collect::<Vec<_>>().into_iter().rev().collect();
    let english = DAYS.iter().any(|days| near.contains(days));
    let none = near.contains("days without") || near.contains("days with no") || near.ends_with("没有");
    let chinese = near.contains('有')
        && ["的那几天", "的那些天", "的日子", "的天"].iter().any(|days| behind.contains(days));
    if !(english || none || chinese) || slot.ambiguous || catalogue.tables[*table].time.is_none() {
        return None;
    }
    let records = || vec![word(SlotKind::Records, 1)];
    let days = match (bound.numbers.as_slice(), compared(sketch)) {
        _ if none => Term::call("not", vec![Term::call("exists", records())]),
        ([], _) => Term::call("exists", records()),
        ([_], Some(way @ "above")) => {
            Term::call(way, vec![Term::call("count", records()), word(SlotKind::Number, 1)])
        }
        _ => return None,
    };
    let statistic = one_statistic(bound).unwrap_or("mean");
    let options = vec![("days".to_owned(), days)];
    let arguments = ["t", "w"].map(Term::word).to_vec();
    Some(Suggestion::new(Term::Call { name: statistic.to_owned(), arguments, options }, CERTAIN))
}

/// "was it loaded harder on the 8th or on the 9th", 20号和22号哪天流量大: of two times the one with more of a thing.
pub(super) fn which_time(sketch: &Sketch, bound: &Bound) -> Option<Suggestion> {
    let ([slot], [_, _]) = (bound.tags.as_slice(), bound.windows.as_slice()) else { return None };
    const WHICH: &[&str] = &[
        "which",
        "哪天",
        "哪一天",
        "哪日",
        "哪个",
        "哪周",
        "哪一周",
        "哪月",
        "哪次",
        "哪一次",
        "哪段",
        "哪批",
    ];
    const HOW_MUCH: &[&str] = &["how much", "how many", "多少", "几度", "差几", "times the", "ratio"];
    const OTHERS: &[&str] =
        &["trend", "slope", "correlation", "duration", "count_things", "count_samples", "why", "series"];
    let asked = bound.speaks_of(WHICH) || one_or_other(bound);
    let other = sketch.asked.iter().any(|asked| OTHERS.contains(&asked.as_str()));
    let plain = !slot.ambiguous && bound.numbers.is_empty() && bound.tables.is_empty() && !bound.how_long;
    if !asked || other || !plain || bound.speaks_of(HOW_MUCH) {
        return None;
    }
    let statistic = one_statistic(bound).filter(|statistic| *statistic != "range").unwrap_or("mean");
    let side = |window: &str| Term::call(statistic, ["t", window].map(Term::word).to_vec());
    let which = if bound.speaks_of(LESS) { "which_lower" } else { "which" };
    Some(Suggestion::new(
        Term::Call {
            name: "compare".to_owned(),
            arguments: vec![side("w"), side("w2")],
            options: vec![("report".to_owned(), Term::word(which))],
        },
        PLAIN,
    ))
}
