//! Words that several suggestions look for, both languages. Each list stands here once; what only one suggestion looks for
//! stands beside it.

/// Periods that may have the most of something.
pub(super) const PERIODS: [(&str, &[&str]); 5] = [
    ("day", &["day", "date", "天", "日"]),
    ("hour", &["hour", "小时", "钟头"]),
    ("week", &["week", "周", "星期"]),
    ("month", &["month", "月份", "个月"]),
    ("shift", &["shift", "班"]),
];

/// Whether a period itself is asked for or found: "which day", "the hour with", 哪天. Not that of "yesterday", nor a date.
pub(super) fn period_asked(text: &str) -> bool {
    period(text).is_some()
}

/// The period that is asked for or found.
pub(super) fn period(text: &str) -> Option<&'static str> {
    const BEFORE: &[&str] =
        &["which", "what", "the", "a", "one", "single", "calendar", "that", "find", "take", "best", "worst"];
    const BEFORE_CHINESE: &[&str] =
        &["哪一个", "哪个", "哪一", "哪", "那一", "那个", "那", "的一", "的", "一个"];
    let english = |word: &str| {
        text.match_indices(word).any(|(at, _)| {
            let behind = text[at + word.len()..].chars().next();
            let whole = !text[..at].ends_with(|c: char| c.is_ascii_alphanumeric())
                && behind.is_none_or(|c| !c.is_ascii_alphanumeric());
            let last = text[..at].trim_end().rsplit(|c: char| !c.is_ascii_alphabetic()).next();
            whole && (at == 0 || last.is_some_and(|last| BEFORE.contains(&last)))
        })
    };
    let chinese = |word: &str| {
        text.match_indices(word)
            .any(|(at, _)| BEFORE_CHINESE.iter().any(|before| text[..at].ends_with(before)))
    };
    let said = |word: &str| if word.is_ascii() { english(word) } else { chinese(word) };
    PERIODS.iter().find(|(_, words)| words.iter().any(|word| said(word))).map(|(period, _)| *period)
}

/// What puts one above all others.
pub(super) const HIGHEST: &[&str] = &[
    "highest",
    "strongest",
    "most",
    "greatest",
    "largest",
    "biggest",
    "maximum",
    "peak",
    "hottest",
    "warmest",
    "最高",
    "最大",
    "最多",
    "最热",
    "最强",
    "最快",
];
/// What puts one below all others.
pub(super) const LOWEST: &[&str] = &[
    "lowest", "least", "smallest", "fewest", "minimum", "coldest", "coolest", "最低", "最小", "最少", "最冷",
    "最弱", "最慢",
];
pub(super) const LONGEST: &[&str] = &["longest", "最长", "最久"];
pub(super) const SHORTEST: &[&str] = &["shortest", "briefest", "最短"];

/// Statistics that are asked for by name.
pub(super) const MEAN: &[&str] = &["average", "mean", "avg", "平均", "均值"];
pub(super) const MAX: &[&str] =
    &["max", "maximum", "highest", "peak", "how high", "hottest", "最高", "最大", "峰值"];
pub(super) const MIN: &[&str] = &["min", "minimum", "lowest", "how low", "coldest", "最低", "最小"];
pub(super) const TOTAL: &[&str] = &["total", "in all", "累计", "总量"];
/// What is spoken of as an amount, which is a total where nothing else is asked.
pub(super) const AMOUNT: &[&str] =
    &["consumption", "used", "usage", "energy", "how much", "总", "用了", "用电", "产量", "多少度"];

/// Words for whatever machine.
pub(super) const MACHINES: &[&str] = &["machine", "equipment", "asset", "设备", "哪台", "哪几台", "机器"];

/// Whether a part of a question holds any of these words; "min" does not stand in "minutes".
pub(super) fn says(text: &str, words: &[&str]) -> bool {
    let found = |word: &str| {
        let short = matches!(word, "min" | "max" | "avg");
        let inside = |end: usize| short && text[end..].starts_with(|c: char| c.is_ascii_alphabetic());
        text.match_indices(word).any(|(at, _)| !inside(at + word.len()))
    };
    words.iter().any(|word| found(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_asked_for_or_found() {
        for (text, expected) in [
            ("which day had the highest load", Some("day")),
            ("take the hour with the most stops", Some("hour")),
            ("day with the highest load", Some("day")),
            ("上周哪天流量最大", Some("day")),
            ("气温最高的那个小时", Some("hour")),
            ("which pump had the highest load yesterday", None),
            ("the mean power per day", None),
            ("昨天哪台泵报警最多", None),
            ("6月3日最高温度", None),
        ] {
            assert_eq!(period(text), expected, "{text}");
        }
    }
}
