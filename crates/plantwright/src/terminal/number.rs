//! Numbers as a person reads them.

/// A number with as many digits as mean something, thousands apart: `61,204`, `4.517`, `0.00342`.
pub fn number(value: f64) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let size = value.abs();
    if size != 0.0 && !(1e-4..1e15).contains(&size) {
        return format!("{value:.3e}");
    }
    let whole_digits = if size < 1.0 { 0 } else { size.log10().floor() as usize + 1 };
    let decimals = match whole_digits {
        0 if size == 0.0 => 0,
        // Four digits that mean something behind the zeros.
        0 => (4.0 - size.log10().ceil()).min(8.0) as usize,
        n => 5_usize.saturating_sub(n).min(3),
    };
    let text = format!("{value:.decimals$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    group(if text == "-0" { "0" } else { text })
}

/// A whole number, thousands apart.
pub fn count(value: u64) -> String {
    group(&value.to_string())
}

fn group(text: &str) -> String {
    let (sign, rest) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let (whole, fraction) = rest.split_once('.').map_or((rest, None), |(whole, f)| (whole, Some(f)));
    let mut grouped = String::from(sign);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if let Some(fraction) = fraction {
        grouped.push('.');
        grouped.push_str(fraction);
    }
    grouped
}

/// Seconds as a length of time: `2 h 05 min`, `3 d 4 h`, `12 s`.
pub fn duration(seconds: f64) -> String {
    if !seconds.is_finite() || seconds < 0.0 {
        return "–".to_owned();
    }
    let whole = seconds.round() as u64;
    let (days, hours, minutes) = (whole / 86_400, whole / 3_600 % 24, whole / 60 % 60);
    match whole {
        0..60 => format!("{} s", number(seconds)),
        60..3_600 => format!("{minutes} min {:02} s", whole % 60),
        3_600..86_400 => format!("{hours} h {minutes:02} min"),
        _ => format!("{} d {hours} h", count(days)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_that_mean_something_are_kept() {
        for (value, expected) in [
            (0.0, "0"),
            (-0.0, "0"),
            (61_204.12, "61,204"),
            (1_234_567.0, "1,234,567"),
            (-1_234.56, "-1,234.6"),
            (45.512_34, "45.512"),
            (4.5, "4.5"),
            (100.0, "100"),
            (0.003_421_7, "0.003422"),
            (0.5, "0.5"),
            (1e-7, "1.000e-7"),
            (f64::NAN, "–"),
        ] {
            assert_eq!(number(value), expected);
        }
    }

    #[test]
    fn lengths_of_time_read_naturally() {
        for (seconds, expected) in [
            (0.0, "0 s"),
            (59.4, "59.4 s"),
            (125.0, "2 min 05 s"),
            (7_500.0, "2 h 05 min"),
            (273_600.0, "3 d 4 h"),
        ] {
            assert_eq!(duration(seconds), expected);
        }
    }
}
