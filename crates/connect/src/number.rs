//! Numbers as files write them, without an allocation for each.

const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19, 1e20, 1e21, 1e22,
];

/// The finite number at the beginning of `bytes` and how many bytes it takes; `None` when there
/// is none. Exact: what the quick way cannot represent goes through the standard parser
/// (Clinger 1990: up to 2^53 times or by a power of ten up to 10^22 is one rounding).
#[inline]
pub(crate) fn leading(bytes: &[u8], decimal: u8) -> Option<(f64, usize)> {
    short(bytes, decimal).or_else(|| any_length(bytes, decimal))
}

/// Numbers of up to 7 characters, which is what sensors mostly give, eight bytes at a time
/// and without a loop whose end the processor would have to guess (Lemire 2021, "Number
/// parsing at a gigabyte per second", section 4).
#[inline]
fn short(bytes: &[u8], decimal: u8) -> Option<(f64, usize)> {
    const ZEROS: u64 = 0x3030_3030_3030_3030;
    let negative = *bytes.first()? == b'-';
    let sign = usize::from(negative);
    let window: &[u8; 8] = bytes.get(sign..)?.first_chunk()?;
    let word = u64::from_le_bytes(*window);
    let digits = word ^ ZEROS;
    // The high bit of each byte that is no digit.
    let others = (digits.wrapping_add(0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080;
    let whole = (others.trailing_zeros() / 8) as usize;
    if whole == 0 || whole > 7 {
        return None;
    }
    let below = (1_u64 << (8 * whole)).wrapping_sub(1);
    let at = |place: usize| (word >> (8 * place)) as u8;
    let (length, fraction, packed) = if at(whole) == decimal {
        let end = ((others & !(below | 0xff << (8 * whole))).trailing_zeros() / 8) as usize;
        if end > 7 {
            return None;
        }
        (end, end.wrapping_sub(whole).wrapping_sub(1), digits & below | digits >> 8 & !below)
    } else {
        (whole, 0, digits)
    };
    if matches!(at(length), b'e' | b'E') {
        return None;
    }
    let count = whole.wrapping_add(fraction);
    // The last digit into the highest byte; zeros before the first.
    let packed = packed << (64_usize.wrapping_sub(8 * count));
    let pairs = packed.wrapping_mul(10).wrapping_add(packed >> 8);
    let odd = (pairs & 0x0000_00ff_0000_00ff).wrapping_mul(0x000f_4240_0000_0064);
    let even = (pairs >> 16 & 0x0000_00ff_0000_00ff).wrapping_mul(0x0000_2710_0000_0001);
    let mantissa = odd.wrapping_add(even) >> 32;
    let value = mantissa as f64 / POWERS[fraction];
    Some((if negative { -value } else { value }, length.wrapping_add(sign)))
}

fn any_length(bytes: &[u8], decimal: u8) -> Option<(f64, usize)> {
    let mut at = 0;
    let negative = match bytes.first()? {
        b'-' => {
            at = 1;
            true
        }
        b'+' => {
            at = 1;
            false
        }
        _ => false,
    };
    let mut mantissa: u64 = 0;
    let mut digits: usize = 0;
    let begin = at;
    while let Some(digit) = bytes.get(at).map(|byte| byte.wrapping_sub(b'0')).filter(|digit| *digit < 10) {
        mantissa = mantissa.wrapping_mul(10).wrapping_add(u64::from(digit));
        at = at.wrapping_add(1);
    }
    digits = digits.wrapping_add(at.wrapping_sub(begin));
    let mut exponent: i64 = 0;
    if bytes.get(at) == Some(&decimal) {
        at = at.wrapping_add(1);
        let begin = at;
        while let Some(digit) = bytes.get(at).map(|byte| byte.wrapping_sub(b'0')).filter(|digit| *digit < 10)
        {
            mantissa = mantissa.wrapping_mul(10).wrapping_add(u64::from(digit));
            at = at.wrapping_add(1);
        }
        let fraction = at.wrapping_sub(begin);
        exponent = -(fraction as i64);
        digits = digits.wrapping_add(fraction);
    }
    if digits == 0 {
        return None;
    }
    if matches!(bytes.get(at), Some(b'e' | b'E'))
        && let Some((power, end)) = exponent_at(bytes, at + 1)
    {
        exponent = exponent.saturating_add(power);
        at = end;
    }
    // 19 digits cannot have wrapped around.
    if digits <= 19 && mantissa <= 1 << 53 {
        let power = POWERS.get(exponent.unsigned_abs() as usize);
        if let Some(power) = power {
            let magnitude = mantissa as f64;
            let value = if exponent < 0 { magnitude / power } else { magnitude * power };
            return Some((if negative { -value } else { value }, at));
        }
    }
    slowly(&bytes[..at], decimal).filter(|value| value.is_finite()).map(|value| (value, at))
}

fn exponent_at(bytes: &[u8], start: usize) -> Option<(i64, usize)> {
    let mut at = start;
    let negative = match bytes.get(at)? {
        b'-' => {
            at += 1;
            true
        }
        b'+' => {
            at += 1;
            false
        }
        _ => false,
    };
    let begin = at;
    let mut power: i64 = 0;
    while let Some(digit) = bytes.get(at).filter(|byte| byte.is_ascii_digit()) {
        power = power.saturating_mul(10).saturating_add(i64::from(digit - b'0')).min(100_000);
        at += 1;
    }
    (at > begin).then_some((if negative { -power } else { power }, at))
}

#[cold]
fn slowly(bytes: &[u8], decimal: u8) -> Option<f64> {
    let text = std::str::from_utf8(bytes).ok()?;
    if decimal == b'.' { text.parse().ok() } else { text.replace(char::from(decimal), ".").parse().ok() }
}

/// How numbers of a file are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NumberStyle {
    pub decimal: u8,
    /// The file shows which of comma and dot is which, so the other one may group digits.
    pub groups: bool,
}

impl Default for NumberStyle {
    fn default() -> Self {
        Self { decimal: b'.', groups: false }
    }
}

/// A whole cell as a number: also with digits in groups of three, where the file is plain
/// about them. Infinite when it is written in digits and too large for a float.
pub(crate) fn whole(cell: &[u8], style: NumberStyle) -> Option<f64> {
    let cell = cell.trim_ascii();
    match leading(cell, style.decimal) {
        Some((value, length)) if length == cell.len() => Some(value),
        Some(_) => grouped(cell, style),
        None => too_large(cell, style.decimal),
    }
}

fn too_large(cell: &[u8], decimal: u8) -> Option<f64> {
    let digits =
        |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'e' | b'E') || *byte == decimal;
    if !cell.iter().any(u8::is_ascii_digit) || !cell.iter().all(digits) {
        return None;
    }
    slowly(cell, decimal).filter(|value| value.is_infinite())
}

/// `1,234.5`, `1.234,5`, `1 234,5`, `1'234.5`.
fn grouped(cell: &[u8], style: NumberStyle) -> Option<f64> {
    let text = std::str::from_utf8(cell).ok().filter(|text| text.len() <= 64)?;
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, _) = unsigned.split_once(char::from(style.decimal)).unwrap_or((unsigned, ""));
    let separator = whole.chars().find(|c| !c.is_ascii_digit())?;
    let other = if style.decimal == b'.' { ',' } else { '.' };
    let known =
        matches!(separator, ' ' | '\u{a0}' | '\u{202f}' | '\'' | '’') || (separator == other && style.groups);
    let mut groups = whole.split(separator);
    let first = groups.next().filter(|group| (1..=3).contains(&group.len()))?;
    let plain = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    if !known || !plain(first) || !groups.all(|group| group.len() == 3 && plain(group)) {
        return None;
    }
    let joined = text.replacen(separator, "", whole.matches(separator).count());
    let (value, length) = leading(joined.as_bytes(), style.decimal)?;
    (length == joined.len()).then_some(value)
}

/// What a cell says of the decimal separator of its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Evidence {
    Nothing,
    Dot,
    Comma,
    /// `1,234`: a thousand or a fraction.
    Either,
}

pub(crate) fn evidence(cell: &[u8]) -> Evidence {
    let cell = cell.trim_ascii();
    let cell = cell.strip_prefix(b"-").unwrap_or(cell);
    let numeric = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b' ');
    if cell.is_empty() || cell.len() > 32 || !cell.iter().all(numeric) {
        return Evidence::Nothing;
    }
    let (dots, commas) = (memchr::memchr_iter(b'.', cell).count(), memchr::memchr_iter(b',', cell).count());
    let last = memchr::memrchr2(b'.', b',', cell);
    let after = last.map_or(0, |at| cell.len() - at - 1);
    let before = last.unwrap_or(0);
    match (dots, commas) {
        (0, 0) => Evidence::Nothing,
        (1, 0) => Evidence::Dot,
        (0, 1) if after == 3 && (1..=3).contains(&before) && cell[0] != b'0' => Evidence::Either,
        (0, 1) => Evidence::Comma,
        (_, 1) if cell[before] == b',' => Evidence::Comma,
        (1, _) if cell[before] == b'.' => Evidence::Dot,
        (0, _) => Evidence::Dot,
        (_, 0) => Evidence::Comma,
        _ => Evidence::Nothing,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_quick_way_agrees_with_the_long_one() {
        let mut state = 0x1234_5678_9abc_def1_u64;
        for _ in 0..200_000 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let cell: Vec<u8> =
                (0..12).map(|at| b"0123456789.,-e;\n5707"[(state >> (5 * at)) as usize % 20]).collect();
            for decimal in [b'.', b','] {
                if let Some((value, length)) = short(&cell, decimal) {
                    let (slow, slow_length) = any_length(&cell, decimal).unwrap();
                    assert_eq!((value.to_bits(), length), (slow.to_bits(), slow_length), "{cell:?}");
                }
            }
        }
    }

    fn check(cell: &str, decimal: u8, groups: bool, expected: Option<f64>) {
        let got = whole(cell.as_bytes(), NumberStyle { decimal, groups });
        assert_eq!(got.map(f64::to_bits), expected.map(f64::to_bits), "{cell} with {}", char::from(decimal));
    }

    #[test]
    fn numbers_as_they_are_written() {
        for text in [
            "0",
            "-0",
            "1",
            "+1.5",
            "-273.15",
            "0.1",
            "123456.789",
            "1e3",
            "1E-7",
            "2.5e+10",
            ".5",
            "5.",
            "1e400",
            "9007199254740993",
            "123456789012345678901234567890",
            "0.30000000000000004",
            "1.7976931348623157e308",
            "48.88189585817613",
            "5e-324",
        ] {
            check(text, b'.', false, Some(text.parse().unwrap()));
            check(&text.replace('.', ","), b',', false, Some(text.parse().unwrap()));
        }
        for text in ["", "-", ".", "e5", "1.2.3", "abc", "12 bar", "1,5", "0x10", "--1", "1-2", "1e", "５"] {
            check(text, b'.', false, None);
        }
    }

    #[test]
    fn groups_of_three_only_where_they_are_plain() {
        check("1,234.5", b'.', true, Some(1234.5));
        check("1,234", b'.', true, Some(1234.0));
        check("1,234", b'.', false, None);
        check("12,34", b'.', true, None);
        check("1.234.567,5", b',', true, Some(1_234_567.5));
        check("1 234,5", b',', false, Some(1234.5));
        check("-1'234.5", b'.', false, Some(-1234.5));
        check("1,234,56", b'.', true, None);
        check("1234,567.0", b'.', true, None);
    }

    #[test]
    fn a_cell_tells_its_decimal_separator() {
        for (cell, expected) in [
            ("12", Evidence::Nothing),
            ("2024-01-05", Evidence::Nothing),
            ("1.5", Evidence::Dot),
            ("1,5", Evidence::Comma),
            ("0,125", Evidence::Comma),
            ("1,234", Evidence::Either),
            ("1234,567", Evidence::Comma),
            ("1,234.5", Evidence::Dot),
            ("1.234,5", Evidence::Comma),
            ("1.234.567", Evidence::Comma),
            ("1,234,567", Evidence::Dot),
        ] {
            assert_eq!(evidence(cell.as_bytes()), expected, "{cell}");
        }
    }

    #[test]
    fn every_float_survives() {
        let mut state = 88_172_645_463_325_252_u64;
        for _ in 0..20_000 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let value = f64::from_bits(state);
            if value.is_finite() {
                for text in [format!("{value}"), format!("{value:e}"), format!("{:.3}", value % 1e6)] {
                    check(&text, b'.', false, Some(text.parse().unwrap()));
                }
            }
        }
    }
}
