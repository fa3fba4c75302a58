//! The words of time, in tables. An entry is a phrase: English words are separated by
//! spaces, Chinese is written together; the grammar takes the longest that fits.

use super::Unit;

pub(super) type Table<T> = &'static [(&'static str, T)];

pub(super) const MONTHS: Table<i8> = &[
    ("january", 1),
    ("jan", 1),
    ("february", 2),
    ("feb", 2),
    ("march", 3),
    ("mar", 3),
    ("april", 4),
    ("apr", 4),
    ("may", 5),
    ("june", 6),
    ("jun", 6),
    ("july", 7),
    ("jul", 7),
    ("august", 8),
    ("aug", 8),
    ("september", 9),
    ("sept", 9),
    ("sep", 9),
    ("october", 10),
    ("oct", 10),
    ("november", 11),
    ("nov", 11),
    ("december", 12),
    ("dec", 12),
];

/// Words at distance 1 of a month's name that are words of their own.
pub(super) const NOT_MONTHS: &[&str] =
    &["match", "larch", "marsh", "tune", "rune", "dune", "june", "jury", "duly", "jute", "mach", "arch", "july"];

/// Month names that are also everyday words: they need a preposition, a number or a capital.
pub(super) const EVERYDAY_MONTHS: &[&str] = &["may", "march", "mar", "dec", "sep", "jan", "jun", "jul", "apr", "nov", "oct"];

/// Monday is 0.
pub(super) const WEEKDAYS: Table<i8> = &[
    ("monday", 0),
    ("mon", 0),
    ("mondays", 0),
    ("tuesday", 1),
    ("tue", 1),
    ("tues", 1),
    ("tuesdays", 1),
    ("wednesday", 2),
    ("wed", 2),
    ("weds", 2),
    ("wednesdays", 2),
    ("wensday", 2),
    ("wendsday", 2),
    ("thursday", 3),
    ("thu", 3),
    ("thur", 3),
    ("thurs", 3),
    ("thursdays", 3),
    ("friday", 4),
    ("fri", 4),
    ("fridays", 4),
    ("saturday", 5),
    ("sat", 5),
    ("saturdays", 5),
    ("sunday", 6),
    ("sun", 6),
    ("sundays", 6),
];

/// Weekday abbreviations that are everyday words.
pub(super) const EVERYDAY_WEEKDAYS: &[&str] = &["sat", "sun", "wed", "mon", "fri", "thu", "tue"];

pub(super) const CHINESE_WEEK: Table<()> = &[("周", ()), ("星期", ()), ("礼拜", ())];

pub(super) const CHINESE_WEEKDAYS: Table<i8> = &[
    ("一", 0),
    ("二", 1),
    ("三", 2),
    ("四", 3),
    ("五", 4),
    ("六", 5),
    ("日", 6),
    ("天", 6),
    ("1", 0),
    ("2", 1),
    ("3", 2),
    ("4", 3),
    ("5", 4),
    ("6", 5),
];

/// Days counted from today.
pub(super) const RELATIVE_DAYS: Table<i64> = &[
    ("today", 0),
    ("yesterday", -1),
    ("yesteday", -1),
    ("yestarday", -1),
    ("yday", -1),
    ("the day before yesterday", -2),
    ("day before yesterday", -2),
    ("tomorrow", 1),
    ("今天", 0),
    ("今日", 0),
    ("昨天", -1),
    ("昨日", -1),
    ("前天", -2),
    ("前日", -2),
    ("大前天", -3),
    ("明天", 1),
    ("明日", 1),
];

pub(super) const NOW: Table<()> = &[
    ("now", ()),
    ("right now", ()),
    ("just now", ()),
    ("currently", ()),
    ("at present", ()),
    ("presently", ()),
    ("at the moment", ()),
    ("as of now", ()),
    ("latest", ()),
    ("most recent", ()),
    ("current", ()),
    ("现在", ()),
    ("当前", ()),
    ("目前", ()),
    ("此刻", ()),
    ("眼下", ()),
    ("最新", ()),
    ("这会儿", ()),
    ("实时", ()),
];

/// After these, a word of [`NOW`] is a name: electric current, most recent three, now and then.
pub(super) const NOT_NOW_BEFORE: &[&str] =
    &["motor", "phase", "electric", "electrical", "rms", "stator", "average", "mean", "total", "max", "maximum",
      "the motor", "high", "low", "draw", "drawn", "what", "its", "winding", "line", "supply", "field", "rotor",
      "starting", "inrush", "leakage", "compressor", "pump", "peak", "highest", "lowest", "min", "minimum", "a", "b", "c"];

pub(super) const ALL_DATA: Table<()> = &[
    ("all time", ()),
    ("of all time", ()),
    ("ever", ()),
    ("overall", ()),
    ("entire history", ()),
    ("the entire history", ()),
    ("whole history", ()),
    ("the whole history", ()),
    ("all the data", ()),
    ("all data", ()),
    ("all available data", ()),
    ("entire dataset", ()),
    ("whole dataset", ()),
    ("entire data set", ()),
    ("whole data set", ()),
    ("entire record", ()),
    ("whole record", ()),
    ("entire recording", ()),
    ("whole recording", ()),
    ("entire period", ()),
    ("whole period", ()),
    ("full history", ()),
    ("on record", ()),
    ("so far", ()),
    ("to date", ()),
    ("since the beginning", ()),
    ("since records began", ()),
    ("from the beginning", ()),
    ("一直以来", ()),
    ("历史上", ()),
    ("历来", ()),
    ("有史以来", ()),
    ("有记录以来", ()),
    ("全部历史", ()),
    ("整个历史", ()),
    ("所有历史", ()),
    ("全部数据", ()),
    ("所有数据", ()),
    ("全部时间", ()),
    ("整个时期", ()),
    ("整个期间", ()),
    ("迄今为止", ()),
    ("迄今", ()),
    ("至今为止", ()),
];

pub(super) const MOMENT: Table<()> = &[
    ("at that moment", ()),
    ("at that time", ()),
    ("at that point", ()),
    ("at that instant", ()),
    ("at this moment in time", ()),
    ("at the same time", ()),
    ("at the same moment", ()),
    ("at the time", ()),
    ("back then", ()),
    ("by then", ()),
    ("at those times", ()),
    ("当时", ()),
    ("那时候", ()),
    ("那时", ()),
    ("那一刻", ()),
    ("那个时候", ()),
    ("那个时刻", ()),
    ("那会儿", ()),
    ("此时", ()),
    ("同一时刻", ()),
    ("同一时间", ()),
];

pub(super) const UNITS: Table<Unit> = &[
    ("second", Unit::Second),
    ("seconds", Unit::Second),
    ("sec", Unit::Second),
    ("s", Unit::Second),
    ("secs", Unit::Second),
    ("minute", Unit::Minute),
    ("minutes", Unit::Minute),
    ("min", Unit::Minute),
    ("mins", Unit::Minute),
    ("hour", Unit::Hour),
    ("hours", Unit::Hour),
    ("hr", Unit::Hour),
    ("hrs", Unit::Hour),
    ("h", Unit::Hour),
    ("day", Unit::Day),
    ("days", Unit::Day),
    ("week", Unit::Week),
    ("weeks", Unit::Week),
    ("wk", Unit::Week),
    ("wks", Unit::Week),
    ("month", Unit::Month),
    ("months", Unit::Month),
    ("quarter", Unit::Quarter),
    ("quarters", Unit::Quarter),
    ("year", Unit::Year),
    ("years", Unit::Year),
    ("yr", Unit::Year),
    ("yrs", Unit::Year),
    ("shift", Unit::Shift),
    ("shifts", Unit::Shift),
    ("秒", Unit::Second),
    ("秒钟", Unit::Second),
    ("分钟", Unit::Minute),
    ("小时", Unit::Hour),
    ("个小时", Unit::Hour),
    ("个钟头", Unit::Hour),
    ("钟头", Unit::Hour),
    ("天", Unit::Day),
    ("日", Unit::Day),
    ("个星期", Unit::Week),
    ("星期", Unit::Week),
    ("个礼拜", Unit::Week),
    ("周", Unit::Week),
    ("个月", Unit::Month),
    ("季度", Unit::Quarter),
    ("个季度", Unit::Quarter),
    ("年", Unit::Year),
    ("个班", Unit::Shift),
    ("个班次", Unit::Shift),
    ("班次", Unit::Shift),
];

pub(super) const SMALL_NUMBERS: Table<u32> = &[
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("fifteen", 15),
    ("twenty", 20),
    ("twenty four", 24),
    ("twenty five", 25),
    ("thirty", 30),
    ("forty eight", 48),
    ("forty five", 45),
    ("sixty", 60),
    ("ninety", 90),
    ("a couple of", 2),
    ("couple of", 2),
];

pub(super) const ORDINALS: Table<u32> = &[
    ("first", 1),
    ("1st", 1),
    ("second", 2),
    ("2nd", 2),
    ("third", 3),
    ("3rd", 3),
    ("fourth", 4),
    ("4th", 4),
    ("fifth", 5),
    ("5th", 5),
];

/// Parts of a day: start and end in hours (an end at or before the start lies on the next day).
///
/// These are conventions, not measurements; a described shift of the same name outranks
/// `night` (see `grammar::clock`).
pub(super) const DAY_PARTS: Table<(i8, i8)> = &[
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
pub(super) const NIGHT: (i8, i8) = (22, 6);

/// Phrases that carry the day as well: days from today, start and end hours.
pub(super) const NAMED_PARTS: Table<(i64, (i8, i8))> = &[
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
pub(super) const SHIFT_WORDS: &[&str] = &[
    "night", "day", "morning", "afternoon", "evening", "late", "early", "first", "second", "third", "graveyard",
    "swing", "back", "1st", "2nd", "3rd", "mid", "middle",
];

pub(super) const CHINESE_SHIFTS: &[&str] = &[
    "早班", "中班", "夜班", "白班", "晚班", "大夜班", "小夜班", "甲班", "乙班", "丙班", "丁班", "日班", "后夜班", "前夜班",
];

/// Characters that follow `N号` when it numbers a machine and not a day.
pub(super) const EQUIPMENT: &str =
    "机泵炉塔线阀罐车冷压电变风水釜窑仓站楼厂区柜表床辊轧磨釜槽池器箱管主设工产生反汽锅发离除空热储进出传备输真注挤焊打包过滤给循蒸分精预";

/// What may stand after an English ordinal day (`the 10th was`), beside punctuation and the end.
pub(super) const AFTER_DAY: &[&str] = &[
    "at", "between", "from", "to", "and", "until", "till", "through", "was", "were", "did", "do", "does", "is",
    "in", "for", "on", "what", "how", "which", "when", "there", "it", "the", "night", "morning", "afternoon",
    "evening", "day", "inclusive", "inclusively", "included", "before", "after", "vs", "versus", "with", "than",
    "or", "by", "only", "around", "about", "during", "late", "early", "compared", "please", "has", "had", "have",
    "this", "last", "if", "why", "where", "who", "show", "plot", "as", "so", "exclusive", "excluded", "noon",
];

/// What a measured number is followed by; a number before one of these is no time.
pub(super) const MEASURES: &[&str] = &[
    "kpa", "mpa", "pa", "bar", "barg", "psi", "psig", "kw", "mw", "w", "kwh", "mwh", "v", "kv", "a", "ma", "amp",
    "amps", "hz", "khz", "rpm", "c", "f", "k", "deg", "degc", "degf", "celsius", "fahrenheit", "degrees",
    "degree", "percent", "pct", "ppm", "kg", "g", "t", "tonnes", "tonne", "tons", "ton", "m", "mm", "cm", "m3",
    "l", "lpm", "gpm", "cfm", "litres", "liters", "litre", "liter", "units", "pieces", "parts", "times", "points",
    "rows", "samples", "records", "cycles", "tr", "kscmh", "kscm", "nm", "um", "mol", "x", "volts", "watts", "meters", "metres",
    "alarms", "events", "orders", "faults", "failures", "pumps", "work", "bars", "j", "kj", "mj", "gj", "n", "kn",
    "hours", "minutes", "seconds", "days", "hrs", "mins", "rev", "revolutions", "gal", "gallons", "cubic",
    "readings", "values", "inch", "inches", "ft", "feet",
];

/// Amounts before `per hour`: a rate's unit and no bucket.
pub(super) const AMOUNTS: &[&str] = &[
    "kg", "kgs", "kilograms", "t", "ton", "tons", "tonnes", "m3", "m", "meters", "metres", "l", "liters", "litres",
    "liter", "litre", "gallons", "gal", "feet", "ft", "revolutions", "rev", "revs", "btu", "mol", "lb", "lbs",
    "pounds", "cubic", "km", "miles", "kscm", "strokes", "scf", "barrels", "bbl", "3",
    "米", "升", "吨", "斤", "克", "方", "转",
];

/// What makes a length a bucket: "15-minute averages".
pub(super) const BUCKETED: &[&str] = &[
    "average", "averages", "averaged", "mean", "means", "bucket", "buckets", "bin", "bins", "interval", "intervals",
    "resolution", "step", "steps", "total", "totals", "avg", "avgs", "rollup", "rollups", "values", "sums", "grid",
    "平均", "均值", "一个点", "间隔", "粒度", "一次", "汇总", "分辨率",
];

/// What may stand before "5 min", where `min` after a name is a minimum ("chiller 6 min").
pub(super) const BEFORE_LENGTH: &[&str] = &[
    "for", "than", "least", "most", "over", "under", "within", "about", "above", "below", "last", "past", "every",
    "exceeds", "exceeded", "exceeding", "exceed", "lasting", "lasted", "lasts", "after", "around", "of", "in", "the",
    "and", "to", "by", "approx", "approximately", "a", "is", "was", "took", "takes", "up", "or", "previous", "first",
    "per", "each", "next", "roughly", "nearly", "almost", "only", "beyond", "until", "with", "at", "<", ">", "=", "(",
    ",", "-", "~", "", "h", "hr", "hour", "hours", "min", "minutes", "half", "between", "from", "using", "into", "plus",
];

/// After these a four-digit number is a name or a measurement and no year.
pub(super) const BEFORE_NUMBER: &[&str] = &[
    "unit", "model", "line", "pump", "tag", "asset", "no", "number", "above", "below", "under", "exceed", "exceeds",
    "exceeded", "order", "id", "machine", "motor", "type", "series", "code", "room", "value", "exceeding", "reach",
    "reached", "hit", "equals", "is", "was", "least", "most", "top", "first", "last", "cycle", "record", "row", "#",
    "valve", "tank", "fan", "engine", "sensor", "part", "batch", "lot", "wo", "step", "at", "by", "than", "chiller",
];

pub(super) const BUCKETS: Table<Unit> = &[
    ("hourly", Unit::Hour),
    ("daily", Unit::Day),
    ("weekly", Unit::Week),
    ("monthly", Unit::Month),
    ("quarterly", Unit::Quarter),
    ("yearly", Unit::Year),
    ("annual", Unit::Year),
    ("annually", Unit::Year),
    ("day by day", Unit::Day),
    ("hour by hour", Unit::Hour),
    ("week by week", Unit::Week),
    ("month by month", Unit::Month),
    ("shift by shift", Unit::Shift),
    ("逐日", Unit::Day),
    ("逐天", Unit::Day),
    ("逐小时", Unit::Hour),
    ("逐时", Unit::Hour),
    ("逐月", Unit::Month),
    ("逐周", Unit::Week),
    ("逐年", Unit::Year),
    ("逐班", Unit::Shift),
    ("分月", Unit::Month),
    ("每班", Unit::Shift),
    ("各班", Unit::Shift),
    ("每时", Unit::Hour),
    ("日均", Unit::Day),
    ("每分", Unit::Minute),
];

/// What opens `per day`.
pub(super) const PER: Table<()> = &[
    ("per", ()),
    ("each", ()),
    ("every", ()),
    ("by", ()),
    ("for each", ()),
    ("for every", ()),
    ("of each", ()),
    ("of every", ()),
    ("on each", ()),
    ("in each", ()),
    ("grouped by", ()),
    ("by the", ()),
    ("每", ()),
    ("每个", ()),
    ("每一", ()),
    ("每一个", ()),
    ("每隔", ()),
    ("按", ()),
    ("按照", ()),
    ("各", ()),
    ("各个", ()),
    ("以", ()),
];
