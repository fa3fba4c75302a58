//! Aligned tables and readable numbers.

/// Prints rows under a header: the first column to the left, the others to the right.
pub fn print(header: &[&str], rows: &[Vec<String>]) {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count());
        cells.chain(header.get(column).map(|cell| cell.chars().count())).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..header.len()).map(width).collect();
    let line = |cells: Vec<&str>| {
        let cells = cells.iter().zip(&widths).enumerate();
        let padded: Vec<String> = cells
            .map(|(column, (cell, width))| match column {
                0 => format!("{cell:<width$}"),
                _ => format!("{cell:>width$}"),
            })
            .collect();
        println!("| {} |", padded.join(" | "));
    };
    line(header.to_vec());
    let rules: Vec<String> = widths
        .iter()
        .enumerate()
        .map(
            |(column, width)| {
                if column == 0 { "-".repeat(*width) } else { format!("{}:", "-".repeat(width - 1)) }
            },
        )
        .collect();
    line(rules.iter().map(String::as_str).collect());
    for row in rows {
        line(row.iter().map(String::as_str).collect());
    }
}

/// Seconds with three digits and a unit that suits them.
pub fn seconds(seconds: f64) -> String {
    let (value, unit) = match seconds {
        s if s.is_nan() => return "-".to_owned(),
        s if s >= 1.0 => (s, "s"),
        s if s >= 1e-3 => (s * 1e3, "ms"),
        s => (s * 1e6, "µs"),
    };
    let decimals = if value >= 100.0 {
        0
    } else if value >= 10.0 {
        1
    } else {
        2
    };
    format!("{value:.decimals$} {unit}")
}

/// Bytes in millions.
pub fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}

/// How many times `ours` goes into the best of the others: above 1, ours is better.
pub fn ratio(ours: f64, best_other: f64) -> String {
    let times = best_other / ours;
    if times.is_nan() {
        return "-".to_owned();
    }
    let decimals = if times >= 100.0 {
        0
    } else if times >= 10.0 {
        1
    } else {
        2
    };
    format!("{times:.decimals$} x")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_carry_three_digits() {
        assert_eq!(seconds(0.000_012_34), "12.3 µs");
        assert_eq!(seconds(0.1234), "123 ms");
        assert_eq!(seconds(2.345), "2.35 s");
        assert_eq!(ratio(0.5, 1.0), "2.00 x");
        assert_eq!(megabytes(12_345_678), "12.3 MB");
    }
}
