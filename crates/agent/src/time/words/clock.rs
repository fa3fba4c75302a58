//! Parts of the day and shifts.

use super::Table;

/// Parts of a day: start and end in hours (an end at or before the start lies on the next day).
///
/// These are conventions, not measurements; a described shift of the same name outranks
/// `night` (see `grammar::clock`).
pub(in crate::time) const DAY_PARTS: Table<(i8, i8)> = &[
    ("early morning", (4, 8)),
    ("early hours", (0, 6)),
    ("morning", (6, 12)),
    ("mornings", (6, 12)),
    ("afternoon", (12, 18)),
    ("afternoons", (12, 18)),
    ("evening", (18, 22)),
    ("evenings", (18, 22)),
    ("night", NIGHT),
    ("nights", NIGHT),
    ("night time", NIGHT),
    ("nighttime", NIGHT),
    ("daytime", (6, 18)),
    ("day time", (6, 18)),
    ("凌晨", (0, 6)),
    ("清晨", (4, 8)),
    ("早上", (6, 12)),
    ("早晨", (6, 12)),
    ("上午", (6, 12)),
    ("中午", (11, 13)),
    ("下午", (12, 18)),
    ("午后", (12, 18)),
    ("傍晚", (17, 19)),
    ("晚上", (18, 0)),
    ("晚间", (18, 0)),
    ("夜间", NIGHT),
    ("夜里", NIGHT),
    ("夜晚", NIGHT),
    ("深夜", NIGHT),
    ("半夜", NIGHT),
    ("白天", (6, 18)),
];

/// The night where no night shift is described.
pub(in crate::time) const NIGHT: (i8, i8) = (22, 6);

/// Phrases that carry the day as well: days from today, start and end hours.
pub(in crate::time) const NAMED_PARTS: Table<(i64, (i8, i8))> = &[
    ("this morning", (0, (6, 12))),
    ("this afternoon", (0, (12, 18))),
    ("this evening", (0, (18, 22))),
    ("tonight", (0, (18, 0))),
    ("last night", (-1, NIGHT)),
    ("overnight", (-1, NIGHT)),
    ("last evening", (-1, (18, 22))),
    ("昨晚", (-1, NIGHT)),
    ("昨夜", (-1, NIGHT)),
    ("前晚", (-2, NIGHT)),
    ("前夜", (-2, NIGHT)),
    ("今晚", (0, (18, 0))),
    ("今早", (0, (6, 12))),
    ("今晨", (0, (4, 8))),
    ("昨早", (-1, (6, 12))),
    ("明早", (1, (6, 12))),
    ("明晚", (1, (18, 0))),
];

/// Shift names that people use whether or not `plant.toml` describes them. In Chinese the
/// word itself, in English the word before `shift`.
pub(in crate::time) const SHIFT_WORDS: &[&str] = &[
    "night",
    "day",
    "morning",
    "afternoon",
    "evening",
    "late",
    "early",
    "first",
    "second",
    "third",
    "graveyard",
    "swing",
    "back",
    "1st",
    "2nd",
    "3rd",
    "mid",
    "middle",
];

pub(in crate::time) const CHINESE_SHIFTS: &[&str] = &[
    "早班",
    "中班",
    "夜班",
    "白班",
    "晚班",
    "大夜班",
    "小夜班",
    "甲班",
    "乙班",
    "丙班",
    "丁班",
    "日班",
    "后夜班",
    "前夜班",
];
