//! Something of the machine that another thing finds: "average flow of the pump with the most alarms", "which chiller ran
//! longest, and what was its mean power", 报警最多的那台泵平均流量多少.

use std::ops::Range;

use tool::Catalogue;

use super::steps::{found_by, statistic};
use super::words::{HIGHEST, LONGEST, LOWEST, SHORTEST, period_asked, says};
use super::{PLAIN, Suggestion, word};
use crate::meaning::{SlotKind, Term};
use crate::planner::bound::Bound;
use crate::planner::sketch::Sketch;

/// Words that point back to a machine, beside "that pump".
const BACK: &[&str] = &[
    "its ",
    " it ",
    " it?",
    "that one",
    "that machine",
    "that unit",
    "on it",
    "of it",
    "for it",
    "那台",
    "这台",
    "该",
    "它",
    "此",
];
const RUNNING: &[&str] = &["ran ", "run ", "running", "runtime", "运行", "开机", "运转"];
const NOW: &[&str] = &["right now", "currently", "at the moment", " now", "目前", "现在", "当前", "此刻"];

/// Which part of a question finds the machine, and which asks something of it (bytes).
#[derive(Debug, PartialEq)]
struct Parts {
    finds: Range<usize>,
    asks: Range<usize>,
}

pub(super) fn with_the_most(sketch: &Sketch, bound: &Bound, catalogue: &Catalogue) -> Option<Suggestion> {
    // What is left out would make it a wrong answer.
    let others = !bound.assets.is_empty()
        || !bound.records.is_empty()
        || !bound.numbers.is_empty()
        || !bound.values.is_empty()
        || !bound.codes.is_empty()
        || !bound.shifts.is_empty()
        || !bound.lengths.is_empty()
        || !bound.columns.is_empty()
        || !bound.stretches.is_empty();
    if others || bound.windows.len() > 1 || bound.kinds.len() > 1 || bound.tags.len() + bound.tables.len() > 2
    {
        return None;
    }
    let parts = parts(bound)?;
    let (finds, asks) = (bound.question.get(parts.finds.clone())?, bound.question.get(parts.asks.clone())?);
    let lowest = says(finds, LOWEST) || says(finds, SHORTEST);
    let in_part = |places: &[usize], part: &Range<usize>| -> Vec<usize> {
        places.iter().enumerate().filter(|(_, at)| part.contains(at)).map(|(i, _)| i + 1).collect()
    };
    let timed = |place: &usize| {
        let table = &catalogue.tables[bound.tables[place - 1]];
        table.time.is_some() && table.asset.is_some()
    };
    let tags = |part| in_part(&bound.tag_places, part);
    let tables = |part| in_part(&bound.table_places, part);
    let window = || Term::word("w");
    let kind = (!bound.kinds.is_empty()).then(|| word(SlotKind::Kind, 1));
    let finder = match (tags(&parts.finds).as_slice(), tables(&parts.finds).as_slice()) {
        ([one], []) => Term::call(found_by(finds, lowest), vec![word(SlotKind::Tag, *one), window()]),
        ([], [one]) if timed(one) => {
            // "the longest downtime" is the time in all.
            let long = says(finds, LONGEST) || says(finds, SHORTEST);
            let length = long.then(|| Term::call("sum", vec![Term::word("length")]));
            let name = if long { "stat" } else { "count" };
            let records = std::iter::once(word(SlotKind::Records, *one));
            Term::call(name, records.chain(length).chain(kind.clone()).chain([window()]).collect())
        }
        ([], []) if says(finds, RUNNING) => {
            Term::call("time", vec![Term::call("running", vec![kind.clone()?]), window()])
        }
        _ => return None,
    };
    let mut options = Vec::new();
    if !matches!(finder.name(), "count" | "stat" | "time") {
        options.extend(kind.map(|kind| ("of".to_owned(), kind)));
    }
    options.extend(lowest.then(|| ("order".to_owned(), Term::word("lowest"))));
    let best = Term::Call { name: "best".to_owned(), arguments: vec![Term::word("asset"), finder], options };
    let on = vec![("on".to_owned(), best)];
    let counted =
        sketch.asked.iter().any(|asked| matches!(asked.as_str(), "count_things" | "how_many_times"));
    let (name, arguments) = match (tags(&parts.asks).as_slice(), tables(&parts.asks).as_slice()) {
        ([one], []) if says(asks, NOW) => ("latest", vec![word(SlotKind::Tag, *one)]),
        ([one], []) => (statistic(asks), vec![word(SlotKind::Tag, *one), window()]),
        ([], [one]) if timed(one) => {
            (if counted { "count" } else { "list" }, vec![word(SlotKind::Records, *one), window()])
        }
        _ => return None,
    };
    Some(Suggestion::new(Term::Call { name: name.to_owned(), arguments, options: on }, PLAIN))
}

/// The two parts of a question that asks something of the machine that has the most of another thing.
fn parts(bound: &Bound) -> Option<Parts> {
    let question = bound.question.as_str();
    let whole = 0..question.len();
    let superlatives = [HIGHEST, LOWEST, LONGEST, SHORTEST].concat();
    let found = superlatives.iter().filter_map(|word| bound.place_of(word).map(|at| (at, at + word.len())));
    let (at, end) = found.min()?;
    let generic =
        bound.place_of("machine").or_else(|| bound.place_of("unit")).or_else(|| bound.place_of("设备"));
    let kind = bound.kind_places.first().copied().or(generic)?;
    let chinese = question[at..end].chars().any(crate::text::is_chinese);
    // "which pump …, and what was its …".
    const CUTS: &[&str] = &[", ", "? ", ". ", "; ", " - ", "，", "。", "？", "；"];
    let cuts = CUTS.iter().filter_map(|cut| question[end..].find(cut).map(|found| end + found + cut.len()));
    if let Some(cut) = cuts.min() {
        let behind = &question[cut..];
        let that_kind = bound.kinds.first().is_some_and(|kind| {
            let name = kind.name.to_lowercase().replace('_', " ");
            says(behind, &[&format!("that {name}"), &format!("the same {name}"), &format!("那{name}")])
        });
        let back = says(behind, BACK) || that_kind;
        let (finds, asks) = (0..cut, cut..question.len());
        return (back && kind < cut && !period_asked(&question[finds.clone()]))
            .then_some(Parts { finds, asks });
    }
    if chinese {
        // 报警最多的那台泵平均流量: what finds, the machine, what is asked.
        let behind = &question[end..];
        let told = ["的", "那台", "那个", "一台"].iter().any(|word| behind.starts_with(word));
        let of_it = told && kind >= end && !period_asked(question);
        return of_it.then_some(Parts { finds: 0..kind, asks: kind..whole.end });
    }
    // "average flow of the pump with the most alarms": what is asked, the machine, what finds it.
    const LINKS: &[&str] = &["with ", "that ", "which ", "having ", "whose ", "where "];
    let between = question.get(kind..at)?;
    let told = LINKS.iter().any(|link| between.contains(link)) && !question.starts_with("which ");
    (told && !period_asked(question)).then_some(Parts { finds: kind..whole.end, asks: 0..kind })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_finds_a_machine_is_told_from_what_is_asked_of_it() {
        let check = |question: &str, kind: &str, expected: Option<&str>| {
            let kind_places = question.find(kind).into_iter().collect();
            let bound = Bound { question: question.to_owned(), kind_places, ..Bound::default() };
            assert_eq!(parts(&bound).map(|parts| &question[parts.asks]), expected, "{question}");
        };
        check("average flow of the pump with the most alarms", "pump", Some("average flow of the "));
        check("which pump had the most alarms, and what was its flow", "pump", Some("and what was its flow"));
        check("报警最多的那台泵平均流量多少", "泵", Some("泵平均流量多少"));
        check("上周哪台泵报警最多，它平均流量多少", "泵", Some("它平均流量多少"));
        check("flow of the pump on the day with the most alarms", "pump", None);
        check("which pump had the most alarms", "pump", None);
    }
}
