//! "last week without the 18th", 除周末外: times that are named to be left out.

use super::{TimeMeaning, TimeMention};

/// Words right before what is left out, and articles and prepositions that may stand between.
const BEFORE: &[&str] = &[
    "without",
    "except",
    "excepting",
    "excluding",
    "excl",
    "excl.",
    "exclude",
    "leaving out",
    "leave out",
    "left out",
    "apart from",
    "other than",
    "but not",
    "not counting",
    "ignoring",
    "ignore",
    "skipping",
    "skip",
    "minus the",
    "除了",
    "除去",
    "除开",
    "除",
    "不算",
    "不含",
    "去掉",
    "扣除",
    "扣掉",
    "剔除",
    "排除",
    "不包括",
    "不包含",
    "不计",
    "刨去",
    "刨掉",
    "抛开",
];
const BETWEEN: &[&str] = &["the", "on", "for", "from", "of", "those", "this", "all"];
/// Words right behind it.
const BEHIND: &[&str] = &["除外", "不算", "不计", "excluded", "aside", "left out", "not included"];
/// What joins a further time to one that is left out, and what joins one before it.
const JOINED: &[&str] = &["and", "&", ",", "、", "和", "与", "及", "or", "，"];
const JOINED_BEFORE: &[&str] = &["and", "&", "、", "和", "与", "及"];

/// Marks the times of a question that are left out.
pub fn mark(text: &str, mentions: &mut [TimeMention]) {
    let lower = text.to_lowercase();
    // Where lower case has other lengths, places would be wrong.
    if lower.len() != text.len() {
        return;
    }
    let gap = |mentions: &[TimeMention], at: usize| {
        let (end, start) = (mentions[at].span.end, mentions[at + 1].span.start);
        without_articles(lower.get(end..start).unwrap_or_default()).trim().to_owned()
    };
    let mut left: Vec<bool> = Vec::new();
    for at in 0..mentions.len() {
        let before = without_articles(&lower[..mentions[at].span.start]);
        let said = BEFORE.iter().any(|word| strip_word(before, word).is_some());
        let joined = at > 0 && left[at - 1] && JOINED.contains(&gap(mentions, at - 1).as_str());
        left.push(said || joined);
    }
    for at in (0..mentions.len()).rev() {
        let behind = lower[mentions[at].span.end..].trim_start();
        let said = BEHIND.iter().any(|word| behind.starts_with(word));
        let joined =
            at + 1 < left.len() && left[at + 1] && JOINED_BEFORE.contains(&gap(mentions, at).as_str());
        left[at] |= said || joined && !left[..=at].iter().any(|left| *left);
    }
    for (mention, _) in mentions.iter_mut().zip(left).filter(|(_, left)| *left) {
        if let Some(reading) = mention.readings.first_mut()
            && matches!(reading.meaning, TimeMeaning::Window(_) | TimeMeaning::Recurring(_))
        {
            reading.meaning = TimeMeaning::LeftOut(Box::new(reading.meaning.clone()));
        }
    }
}

fn without_articles(text: &str) -> &str {
    let mut text = text.trim_end();
    while let Some(rest) = BETWEEN.iter().find_map(|word| strip_word(text, word)) {
        text = rest.trim_end();
    }
    text
}

fn strip_word<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    text.strip_suffix(word).filter(|rest| !rest.ends_with(|c: char| c.is_ascii_alphanumeric()))
}
