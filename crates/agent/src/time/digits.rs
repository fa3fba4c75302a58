//! Digits and numerals as people type them: full width, Chinese.

/// Full-width letters, digits and punctuation as their ASCII counterparts, the
/// ideographic space as a space; everything else unchanged. One character stays
/// one character, so character positions (not byte positions) survive.
pub fn normalise_digits(text: &str) -> String {
    text.chars().map(half_width).collect()
}

/// One character in the form that the grammar is written in.
pub(super) fn half_width(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '–' | '—' | '−' | '‐' | '‑' => '-',
        '〜' => '~',
        '’' | '‘' => '\'',
        '、' => ',',
        '。' => '.',
        other => other,
    }
}

/// Traditional characters that occur in time words, as simplified ones.
pub(super) fn simplified(c: char) -> char {
    match c {
        '點' => '点',
        '週' => '周',
        '號' => '号',
        '時' => '时',
        '個' => '个',
        '後' => '后',
        '兩' => '两',
        '鐘' => '钟',
        '從' => '从',
        '間' => '间',
        '這' => '这',
        '過' => '过',
        '當' => '当',
        '現' => '现',
        '鍾' => '钟',
        '內' => '内',
        '拜' => '拜',
        '禮' => '礼',
        '歷' => '历',
        other => other,
    }
}

/// Whether a character is part of a Chinese numeral.
pub fn is_chinese_numeral(c: char) -> bool {
    numeral(c).is_some() || matches!(c, '十' | '廿' | '卅' | '百')
}

fn numeral(c: char) -> Option<u32> {
    Some(match c {
        '〇' | '零' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

/// A Chinese numeral up to 999 (`二十三`, `廿五`, `一百零八`) or a row of digits
/// (`二〇二〇`). `None` for anything else.
pub fn chinese_number(text: &str) -> Option<u32> {
    if text.is_empty() || text.chars().count() > 6 {
        return None;
    }
    let positional = text.chars().any(|c| matches!(c, '十' | '廿' | '卅' | '百'));
    let mut total: u32 = 0;
    let mut pending: Option<u32> = None;
    for c in text.chars() {
        if let Some(digit) = numeral(c) {
            if !positional {
                total = total.checked_mul(10)?.checked_add(digit)?;
            } else if pending.is_some_and(|p| p != 0) {
                return None;
            } else {
                pending = Some(digit);
            }
            continue;
        }
        let tens = match c {
            '十' => pending.take().filter(|&p| p > 0).unwrap_or(1) * 10,
            '廿' => 20,
            '卅' => 30,
            '百' => pending.take()? * 100,
            _ => return None,
        };
        total += tens;
    }
    Some(total + pending.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_numerals_are_read() {
        for (text, number) in [
            ("三", 3),
            ("十", 10),
            ("十五", 15),
            ("二十三", 23),
            ("廿五", 25),
            ("卅一", 31),
            ("二〇二〇", 2020),
            ("一百零八", 108),
            ("两", 2),
        ] {
            assert_eq!(chinese_number(text), Some(number), "{text}");
        }
        assert_eq!(chinese_number("三四十"), None);
        assert_eq!(chinese_number("统一"), None);
    }

    #[test]
    fn full_width_becomes_ascii() {
        assert_eq!(normalise_digits("１０：３０，ＣＷＣ"), "10:30,CWC");
        assert_eq!(normalise_digits("冷机6"), "冷机6");
    }
}
