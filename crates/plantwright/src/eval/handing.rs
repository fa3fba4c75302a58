//! What the planner `auto` would keep and hand to a larger model, over thresholds.

use std::io::{self, Write};

use agent::router;

use super::report::{Graded, GradedTurn};
use crate::terminal::table::{self, Align};

/// Thresholds, in hundredths.
const THRESHOLDS: &[u8] = &[0, 1, 2, 5, 10, 15, 20, 30, 40, 50, 60, 70, 80, 90, 95];

/// Questions, and how many of them the built-in planner answered as expected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Tally {
    right: usize,
    all: usize,
}

impl Tally {
    fn of<'g>(turns: impl Iterator<Item = &'g GradedTurn>) -> Self {
        turns.fold(Self::default(), |tally, turn| Self {
            right: tally.right + usize::from(turn.failed.is_none()),
            all: tally.all + 1,
        })
    }

    fn share(self) -> String {
        percent(self.right, self.all)
    }

    fn cells(self) -> [String; 2] {
        [format!("{}/{}", self.right, self.all), self.share()]
    }
}

/// Writes, for each threshold: which share of the questions is kept (coverage), how many of those are answered as expected
/// (of the rest one runs the risk), how many of those that are handed over would have been, and of those that this
/// threshold hands over and the one before does not. Each turn of a conversation is a question, as it was asked after what
/// the built-in planner made of the turns before.
///
/// # Errors
/// Those of the writer.
pub fn write(out: &mut impl Write, graded: &[Graded]) -> io::Result<()> {
    let turns: Vec<&GradedTurn> = graded.iter().flat_map(|case| &case.turns).collect();
    let handed = |turn: &GradedTurn, below: f32| router::is_handed_over(turn.probability, below);
    let mut before: Option<f32> = None;
    let rows: Vec<Vec<String>> = THRESHOLDS
        .iter()
        .map(|hundredths| {
            let below = f32::from(*hundredths) / 100.0;
            let of = |keep: &dyn Fn(&GradedTurn) -> bool| {
                Tally::of(turns.iter().copied().filter(|turn| keep(turn)))
            };
            let kept = of(&|turn| !handed(turn, below));
            let over = of(&|turn| handed(turn, below));
            let fresh = of(&|turn| handed(turn, below) && before.is_none_or(|before| !handed(turn, before)));
            before = Some(below);
            let [kept_count, kept_share] = kept.cells();
            let [over_count, over_share] = over.cells();
            let [fresh_count, fresh_share] = fresh.cells();
            let coverage = percent(kept.all, turns.len());
            let below = format!("{below:.2}");
            vec![below, coverage, kept_count, kept_share, over_count, over_share, fresh_count, fresh_share]
        })
        .collect();
    let headings = [
        ("below", Align::Right),
        ("kept", Align::Right),
        ("right of kept", Align::Right),
        ("", Align::Right),
        ("right of handed over", Align::Right),
        ("", Align::Right),
        ("right of these alone", Align::Right),
        ("", Align::Right),
    ];
    table::write(out, &headings, &rows, 120)
}

fn percent(part: usize, all: usize) -> String {
    if all == 0 { "-".to_owned() } else { format!("{:.1} %", 100.0 * part as f64 / all as f64) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::eval::report::tests::turn;

    #[test]
    fn a_threshold_hands_over_what_is_less_likely_and_keeps_what_is_known() {
        let of = |passes, probability| GradedTurn { probability, ..turn(passes) };
        let turns = vec![
            of(false, Some(0.0)),
            of(false, Some(0.12)),
            of(true, Some(0.8)),
            of(true, None),
            of(false, None),
        ];
        let case = Graded {
            id: "x-1".to_owned(),
            plant: "p".to_owned(),
            lang: "en".to_owned(),
            category: "trend".to_owned(),
            turns,
        };
        let mut out = Vec::new();
        write(&mut out, &[case]).unwrap();
        let text = console::strip_ansi_codes(std::str::from_utf8(&out).unwrap()).into_owned();
        let row = |below: &str| -> Vec<String> {
            let line = text.lines().find(|line| line.trim_start().starts_with(below)).unwrap();
            line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).map(str::to_owned).collect()
        };
        assert_eq!(row("0.00"), ["0.00", "80.0 %", "2/4", "50.0 %", "0/1", "0.0 %", "0/1", "0.0 %"]);
        assert_eq!(row("0.15"), ["0.15", "60.0 %", "2/3", "66.7 %", "0/2", "0.0 %", "0/1", "0.0 %"]);
        assert_eq!(row("0.90"), ["0.90", "40.0 %", "1/2", "50.0 %", "1/3", "33.3 %", "1/1", "100.0 %"]);
        assert_eq!(row("0.95"), ["0.95", "40.0 %", "1/2", "50.0 %", "1/3", "33.3 %", "0/0", "-"]);
    }
}
