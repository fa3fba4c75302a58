//! The table of a graded suite.

use std::collections::BTreeSet;
use std::io::{self, Write};

use crate::terminal::table::{self, Align};

/// A graded case.
#[derive(Debug, Clone)]
pub struct Graded {
    pub id: String,
    pub plant: String,
    pub lang: String,
    pub category: String,
    pub turns: Vec<GradedTurn>,
}

#[derive(Debug, Clone)]
pub struct GradedTurn {
    pub question: String,
    pub expected: String,
    /// What was got instead.
    pub failed: Option<String>,
    /// What the question was read to mean.
    pub meaning: Option<String>,
    /// How sure the built-in planner was, as [`agent::router::sureness`] has it.
    pub probability: Option<f32>,
    /// Status and values of the answer, to be compared with those of another run.
    pub given: String,
    pub took_ms: f64,
    /// Numbers in the text that no evidence holds.
    pub unsupported: u32,
}

impl Graded {
    /// A conversation passes when every turn does.
    pub fn passed(&self) -> bool {
        self.turns.iter().all(|turn| turn.failed.is_none())
    }
}

/// Share of cases that passed; 0 of none.
pub fn share(graded: &[Graded]) -> f64 {
    let passed = graded.iter().filter(|case| case.passed()).count();
    if graded.is_empty() { 0.0 } else { passed as f64 / graded.len() as f64 }
}

/// Writes passed and all by category and language, by plant, and the latency.
///
/// # Errors
/// Those of the writer.
pub fn write(out: &mut impl Write, graded: &[Graded], verbose: bool) -> io::Result<()> {
    write_groups(out, "category", graded, |case| &case.category, true)?;
    writeln!(out)?;
    write_groups(out, "plant", graded, |case| &case.plant, false)?;
    writeln!(out)?;
    let passed = graded.iter().filter(|case| case.passed()).count();
    let turns = || graded.iter().flat_map(|case| &case.turns);
    let mut took: Vec<f64> = turns().map(|turn| turn.took_ms).collect();
    took.sort_by(f64::total_cmp);
    writeln!(
        out,
        "passed {passed}/{} = {:.3}; took_ms median {:.1}, p95 {:.1}; unsupported numbers {}",
        graded.len(),
        share(graded),
        middle(&took),
        nearest_rank(&took, 0.95),
        turns().map(|turn| turn.unsupported).sum::<u32>(),
    )?;
    if verbose {
        write_misses(out, graded)?;
    }
    Ok(())
}

fn write_groups(
    out: &mut impl Write,
    heading: &str,
    graded: &[Graded],
    group: fn(&Graded) -> &String,
    total: bool,
) -> io::Result<()> {
    let languages: BTreeSet<&str> = graded.iter().map(|case| case.lang.as_str()).collect();
    let groups: BTreeSet<&str> = graded.iter().map(|case| group(case).as_str()).collect();
    let cell = |keep: &dyn Fn(&Graded) -> bool| {
        let kept: Vec<&Graded> = graded.iter().filter(|case| keep(case)).collect();
        let passed = kept.iter().filter(|case| case.passed()).count();
        if kept.is_empty() { "-".to_owned() } else { format!("{passed}/{}", kept.len()) }
    };
    let row = |name: &str, keep: &dyn Fn(&Graded) -> bool| {
        let mut fields = vec![name.to_owned()];
        fields.extend(languages.iter().map(|lang| cell(&|case| keep(case) && case.lang == *lang)));
        fields.push(cell(keep));
        fields
    };
    let mut rows: Vec<Vec<String>> =
        groups.iter().map(|name| row(name, &|case| group(case) == name)).collect();
    if total {
        rows.push(row("TOTAL", &|_| true));
    }
    let mut headings = vec![(heading, Align::Left)];
    headings.extend(languages.iter().map(|lang| (*lang, Align::Right)));
    headings.push(("all", Align::Right));
    table::write(out, &headings, &rows, 100)
}

fn write_misses(out: &mut impl Write, graded: &[Graded]) -> io::Result<()> {
    for case in graded {
        for (at, turn) in (1..).zip(&case.turns) {
            let Some(got) = &turn.failed else { continue };
            let which = if case.turns.len() > 1 { format!(" turn {at}") } else { String::new() };
            writeln!(out, "\n{} [{}, {}]{which} {}", case.id, case.category, case.lang, turn.question)?;
            writeln!(out, "  expected {}\n  got      {got}", turn.expected)?;
        }
    }
    Ok(())
}

/// The median of sorted values; of an even number, the mean of the two in the middle.
fn middle(sorted: &[f64]) -> f64 {
    match sorted {
        [] => 0.0,
        _ if sorted.len() % 2 == 1 => sorted[sorted.len() / 2],
        _ => sorted[sorted.len() / 2 - 1].midpoint(sorted[sorted.len() / 2]),
    }
}

/// The smallest value that a share of the sorted values does not exceed.
fn nearest_rank(sorted: &[f64], share: f64) -> f64 {
    let rank = (share * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.saturating_sub(1)).copied().unwrap_or(0.0)
}

#[cfg(test)]
pub mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    /// A turn that passes or not.
    pub fn turn(passes: bool) -> GradedTurn {
        GradedTurn {
            question: "q".to_owned(),
            expected: "{}".to_owned(),
            failed: (!passes).then(|| "something else".to_owned()),
            meaning: None,
            probability: None,
            given: String::new(),
            took_ms: 2.0,
            unsupported: 0,
        }
    }

    fn case(category: &str, lang: &str, passes: &[bool]) -> Graded {
        Graded {
            id: "x-1".to_owned(),
            plant: "p".to_owned(),
            lang: lang.to_owned(),
            category: category.to_owned(),
            turns: passes.iter().map(|passes| turn(*passes)).collect(),
        }
    }

    #[test]
    fn a_conversation_passes_when_every_turn_does() {
        let graded =
            [case("trend", "en", &[true]), case("trend", "zh", &[true, false]), case("rank", "en", &[true])];
        assert!((share(&graded) - 2.0 / 3.0).abs() < 1e-12);
        assert_eq!(share(&[]), 0.0);
        let mut out = Vec::new();
        write(&mut out, &graded, true).unwrap();
        let text = console::strip_ansi_codes(std::str::from_utf8(&out).unwrap()).into_owned();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines[..4],
            [
                "category   en   zh  all",
                "rank      1/1    -  1/1",
                "trend     1/1  0/1  1/2",
                "TOTAL     2/2  0/1  2/3",
            ]
        );
        assert!(text.contains("passed 2/3 = 0.667; took_ms median 2.0, p95 2.0"));
        assert!(text.contains("x-1 [trend, zh] turn 2 q\n  expected {}\n  got      something else"));
    }

    #[test]
    fn ranks_are_those_of_the_grader() {
        assert_eq!((middle(&[1.0, 2.0, 3.0, 10.0]), nearest_rank(&[1.0, 2.0, 3.0, 10.0], 0.95)), (2.5, 10.0));
        assert_eq!((middle(&[]), nearest_rank(&[], 0.95)), (0.0, 0.0));
    }
}
