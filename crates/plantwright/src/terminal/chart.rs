//! A curve in Braille dots and a bar in eighths of a block.

/// Height of a curve in lines.
const LINES: usize = 5;

/// A Braille cell without a dot.
pub const BLANK: char = '\u{2800}';

/// One stretch of a curve: position along the axis, least and greatest value.
#[derive(Debug, Clone, Copy)]
pub struct Stretch {
    pub at: f64,
    pub low: f64,
    pub high: f64,
}

/// A stretch this many times later than is usual follows a gap, over which nothing is drawn.
const GAP: f64 = 5.0;

/// A curve as lines of `width` Braille characters, each 2 by 4 dots; every
/// stretch is drawn from its least to its greatest value, so no spike is lost,
/// and joined to the one before by a straight line.
/// Empty when there are fewer than two stretches.
pub fn curve(stretches: &[Stretch], width: usize) -> Vec<String> {
    let finite: Vec<&Stretch> =
        stretches.iter().filter(|s| s.at.is_finite() && s.low.is_finite() && s.high.is_finite()).collect();
    if finite.len() < 2 || width == 0 {
        return Vec::new();
    }
    let least = |pick: fn(&Stretch) -> f64| finite.iter().map(|s| pick(s)).fold(f64::INFINITY, f64::min);
    let most = |pick: fn(&Stretch) -> f64| finite.iter().map(|s| pick(s)).fold(f64::NEG_INFINITY, f64::max);
    let (first, last) = (least(|s| s.at), most(|s| s.at));
    let (low, high) = (least(|s| s.low), most(|s| s.high));
    let (columns, rows) = (width * 2, LINES * 4);
    let column = |at: f64| scale(at, first, last, columns);
    let row = |value: f64| if low == high { rows / 2 } else { rows - 1 - scale(value, low, high, rows) };

    let mut dots = vec![vec![false; columns]; rows];
    let mut upright = |x: usize, top: usize, bottom: usize| {
        for line in &mut dots[top..=bottom] {
            line[x] = true;
        }
    };
    let usual = usual_step(&finite);
    let mut before: Option<(f64, usize, usize)> = None;
    for stretch in finite {
        let (x, middle) = (column(stretch.at), row(stretch.low.midpoint(stretch.high)));
        upright(x, row(stretch.high), row(stretch.low));
        if let Some((_, from_x, from)) = before.filter(|(at, ..)| stretch.at - at <= GAP * usual) {
            let mut y = from;
            for step in from_x..=x {
                let share = if x == from_x { 1.0 } else { (step - from_x) as f64 / (x - from_x) as f64 };
                let next = (from as f64 + share * (middle as f64 - from as f64)).round() as usize;
                upright(step, y.min(next), y.max(next));
                y = next;
            }
        }
        before = Some((stretch.at, x, middle));
    }
    (0..LINES).map(|line| (0..width).map(|at| braille(&dots, line, at)).collect()).collect()
}

/// The median distance of neighbours along the axis.
fn usual_step(stretches: &[&Stretch]) -> f64 {
    let mut steps: Vec<f64> = stretches.windows(2).map(|pair| pair[1].at - pair[0].at).collect();
    steps.sort_by(f64::total_cmp);
    steps.get(steps.len() / 2).copied().unwrap_or_default()
}

fn scale(value: f64, low: f64, high: f64, steps: usize) -> usize {
    if high <= low {
        return 0;
    }
    let share = ((value - low) / (high - low)).clamp(0.0, 1.0);
    (share * (steps - 1) as f64).round() as usize
}

/// Unicode counts a cell's dots down its left column, then its right, the
/// bottom row last of all.
fn braille(dots: &[Vec<bool>], line: usize, at: usize) -> char {
    const BITS: [[u32; 2]; 4] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];
    let mut bits = 0;
    for (down, pair) in BITS.iter().enumerate() {
        for (right, bit) in pair.iter().enumerate() {
            if dots[line * 4 + down][at * 2 + right] {
                bits |= bit;
            }
        }
    }
    char::from_u32(u32::from(BLANK) + bits).unwrap_or(BLANK)
}

/// A bar of up to `width` characters for a share of 0 to 1.
pub fn bar(share: f64, width: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    if !share.is_finite() {
        return String::new();
    }
    let eighths = (share.clamp(0.0, 1.0) * (width * 8) as f64).round() as usize;
    format!("{}{}", "█".repeat(eighths / 8), EIGHTHS[eighths % 8])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(at: f64, low: f64, high: f64) -> Stretch {
        Stretch { at, low, high }
    }

    fn count_dots(lines: &[String]) -> u32 {
        lines
            .iter()
            .flat_map(|line| line.chars())
            .map(|c| (u32::from(c) - u32::from(BLANK)).count_ones())
            .sum()
    }

    #[test]
    fn a_rising_line_goes_from_bottom_left_to_top_right() {
        let lines = curve(&[at(0.0, 0.0, 0.0), at(1.0, 1.0, 1.0)], 4);
        assert_eq!(lines.len(), LINES);
        assert!(lines[0].ends_with(|c| c != BLANK) && lines[LINES - 1].starts_with(|c| c != BLANK));
        assert!(lines.iter().all(|line| line.chars().count() == 4));
    }

    #[test]
    fn a_spike_of_one_stretch_among_many_is_drawn() {
        let mut flat: Vec<Stretch> = (0..1_000).map(|i| at(f64::from(i), 0.0, 0.1)).collect();
        flat[500].high = 10.0;
        assert_ne!(curve(&flat, 40)[0].trim_matches(BLANK), "");
    }

    #[test]
    fn what_cannot_be_drawn_is_not() {
        assert!(curve(&[], 10).is_empty());
        assert!(curve(&[at(0.0, 1.0, 1.0), at(1.0, f64::NAN, 1.0)], 10).is_empty());
        assert_eq!(count_dots(&curve(&[at(0.0, 5.0, 5.0), at(1.0, 5.0, 5.0)], 3)), 6);
    }

    #[test]
    fn a_gap_stays_open() {
        let samples = [0.0, 1.0, 2.0, 17.0, 18.0, 19.0].map(|x| at(x, 5.0, 5.0));
        let line = curve(&samples, 20)[LINES / 2].clone();
        let dark = line.chars().filter(|c| *c != BLANK).count();
        assert!((4..=8).contains(&dark), "{line}");
    }

    #[test]
    fn bars_grow_by_eighths() {
        assert_eq!(
            (bar(0.0, 4), bar(0.5, 4), bar(1.0, 4), bar(7.0, 2)),
            (String::new(), "██".to_owned(), "████".to_owned(), "██".to_owned())
        );
        assert_eq!(bar(1.0 / 16.0, 2), "▏");
    }
}
