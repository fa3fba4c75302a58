//! Now, all data, "at that moment", buckets, shifted windows, repeating days.

use super::super::calendar::add_days;
use super::super::item::{Cal, Item, Length, Readings};
use super::super::recurrence::Shifted;
use super::super::token::Kind;
use super::super::words::{
    ALL_DATA, AMOUNTS, BUCKETED, BUCKETS, CHINESE_WEEK, CHINESE_WEEKDAYS, MEASURES, MOMENT, NOT_NOW_BEFORE, NOW, PER, UNITS,
};
use super::super::{Bucket, TimeMeaning, Unit};
use super::{Parsed, Parser};
use plant::TimeRange;

const fn beside(count: i64, unit: Unit) -> Shifted {
    Shifted::Beside { count, unit }
}

const fn moved(count: i64, unit: Unit) -> Shifted {
    Shifted::Moved { count, unit }
}

pub(super) const SHIFTED: &[(&str, Shifted)] = &[
    ("the day before", beside(-1, Unit::Day)),
    ("day before", beside(-1, Unit::Day)),
    ("the previous day", beside(-1, Unit::Day)),
    ("the day after", beside(1, Unit::Day)),
    ("the next day", beside(1, Unit::Day)),
    ("the following day", beside(1, Unit::Day)),
    ("next day", beside(1, Unit::Day)),
    ("the week before", beside(-1, Unit::Week)),
    ("week before", beside(-1, Unit::Week)),
    ("the week after", beside(1, Unit::Week)),
    ("the following week", beside(1, Unit::Week)),
    ("the month before", beside(-1, Unit::Month)),
    ("month before", beside(-1, Unit::Month)),
    ("the month after", beside(1, Unit::Month)),
    ("the following month", beside(1, Unit::Month)),
    ("the year before", beside(-1, Unit::Year)),
    ("year before", beside(-1, Unit::Year)),
    ("the year after", beside(1, Unit::Year)),
    ("the following year", beside(1, Unit::Year)),
    ("the hour before", beside(-1, Unit::Hour)),
    ("hour before", beside(-1, Unit::Hour)),
    ("the hour after", beside(1, Unit::Hour)),
    ("the following hour", beside(1, Unit::Hour)),
    ("the next hour", beside(1, Unit::Hour)),
    ("the quarter before", beside(-1, Unit::Quarter)),
    ("the shift before", beside(-1, Unit::Shift)),
    ("the same day a year earlier", moved(-1, Unit::Year)),
    ("same day a year earlier", moved(-1, Unit::Year)),
    ("the same day last year", moved(-1, Unit::Year)),
    ("same day last year", moved(-1, Unit::Year)),
    ("same day the year before", moved(-1, Unit::Year)),
    ("the same period last year", moved(-1, Unit::Year)),
    ("same period last year", moved(-1, Unit::Year)),
    ("the same period a year earlier", moved(-1, Unit::Year)),
    ("same period a year earlier", moved(-1, Unit::Year)),
    ("same period the year before", moved(-1, Unit::Year)),
    ("same time last year", moved(-1, Unit::Year)),
    ("the same time last year", moved(-1, Unit::Year)),
    ("same month last year", moved(-1, Unit::Year)),
    ("the same month last year", moved(-1, Unit::Year)),
    ("same month a year earlier", moved(-1, Unit::Year)),
    ("the same week last year", moved(-1, Unit::Year)),
    ("a year earlier", moved(-1, Unit::Year)),
    ("one year earlier", moved(-1, Unit::Year)),
    ("a year before", moved(-1, Unit::Year)),
    ("a year later", moved(1, Unit::Year)),
    ("a month earlier", moved(-1, Unit::Month)),
    ("one month earlier", moved(-1, Unit::Month)),
    ("a month later", moved(1, Unit::Month)),
    ("a week earlier", moved(-1, Unit::Week)),
    ("one week earlier", moved(-1, Unit::Week)),
    ("a week before", moved(-1, Unit::Week)),
    ("a week later", moved(1, Unit::Week)),
    ("a day earlier", moved(-1, Unit::Day)),
    ("one day earlier", moved(-1, Unit::Day)),
    ("a day later", moved(1, Unit::Day)),
    ("an hour earlier", moved(-1, Unit::Hour)),
    ("an hour later", moved(1, Unit::Hour)),
    ("the same time the day before", moved(-1, Unit::Day)),
    ("same time the day before", moved(-1, Unit::Day)),
    ("the same period last month", moved(-1, Unit::Month)),
    ("same period last month", moved(-1, Unit::Month)),
    ("the same period last week", moved(-1, Unit::Week)),
    ("same period last week", moved(-1, Unit::Week)),
    ("the same day last week", moved(-1, Unit::Week)),
    ("same day last week", moved(-1, Unit::Week)),
    ("same day the week before", moved(-1, Unit::Week)),
    ("the same day", Shifted::Around { unit: Unit::Day }),
    ("same day", Shifted::Around { unit: Unit::Day }),
    ("that day", Shifted::Around { unit: Unit::Day }),
    ("that same day", Shifted::Around { unit: Unit::Day }),
    ("that week", Shifted::Around { unit: Unit::Week }),
    ("the same week", Shifted::Around { unit: Unit::Week }),
    ("that month", Shifted::Around { unit: Unit::Month }),
    ("the same month", Shifted::Around { unit: Unit::Month }),
    ("that year", Shifted::Around { unit: Unit::Year }),
    ("前一天", beside(-1, Unit::Day)),
    ("前一日", beside(-1, Unit::Day)),
    ("头一天", beside(-1, Unit::Day)),
    ("后一天", beside(1, Unit::Day)),
    ("第二天", beside(1, Unit::Day)),
    ("次日", beside(1, Unit::Day)),
    ("隔天", beside(1, Unit::Day)),
    ("前一周", beside(-1, Unit::Week)),
    ("前一个星期", beside(-1, Unit::Week)),
    ("后一周", beside(1, Unit::Week)),
    ("前一个月", beside(-1, Unit::Month)),
    ("前一月", beside(-1, Unit::Month)),
    ("后一个月", beside(1, Unit::Month)),
    ("前一年", beside(-1, Unit::Year)),
    ("后一年", beside(1, Unit::Year)),
    ("前一小时", beside(-1, Unit::Hour)),
    ("前一个小时", beside(-1, Unit::Hour)),
    ("后一小时", beside(1, Unit::Hour)),
    ("后一个小时", beside(1, Unit::Hour)),
    ("前一班", beside(-1, Unit::Shift)),
    ("后一班", beside(1, Unit::Shift)),
    ("去年同期", moved(-1, Unit::Year)),
    ("上年同期", moved(-1, Unit::Year)),
    ("去年同一天", moved(-1, Unit::Year)),
    ("去年同月", moved(-1, Unit::Year)),
    ("上月同期", moved(-1, Unit::Month)),
    ("上个月同期", moved(-1, Unit::Month)),
    ("上周同期", moved(-1, Unit::Week)),
    ("上一周同期", moved(-1, Unit::Week)),
    ("上周同一天", moved(-1, Unit::Week)),
    ("同比", moved(-1, Unit::Year)),
    ("昨天同期", moved(-1, Unit::Day)),
    ("昨日同期", moved(-1, Unit::Day)),
    ("前一天同期", moved(-1, Unit::Day)),
    ("前一天同一时间", moved(-1, Unit::Day)),
    ("当天", Shifted::Around { unit: Unit::Day }),
    ("当日", Shifted::Around { unit: Unit::Day }),
    ("那天", Shifted::Around { unit: Unit::Day }),
    ("那一天", Shifted::Around { unit: Unit::Day }),
    ("同一天", Shifted::Around { unit: Unit::Day }),
    ("那周", Shifted::Around { unit: Unit::Week }),
    ("那一周", Shifted::Around { unit: Unit::Week }),
    ("那个月", Shifted::Around { unit: Unit::Month }),
    ("那一年", Shifted::Around { unit: Unit::Year }),
];

impl Parser<'_> {
    pub(super) fn special(&self, at: usize) -> Parsed<Readings<Item>> {
        let fixed = |meaning, end| Some((vec![(Item::Fixed(meaning), 0.9)], end));
        let moment = self.entry(at, MOMENT).and_then(|((), end)| fixed(TimeMeaning::MomentReference, end));
        let all = self.entry(at, ALL_DATA).and_then(|((), end)| fixed(TimeMeaning::AllData, end));
        let candidates =
            [self.then(at), moment, self.now(at), all, self.bucket(at), self.previous_unit(at), self.relative_shift(at), self.shifted(at), self.moment_ago(at)];
        candidates.into_iter().flatten().max_by_key(|(_, end)| *end)
    }

    /// A lone "then" at the end of a question or after "what was": the moment spoken of.
    fn then(&self, at: usize) -> Parsed<Readings<Item>> {
        (self.text(at) == "then" && self.stops(at + 1) && at > 0 && !matches!(self.before(at), "and" | "," | "if"))
            .then(|| (vec![(Item::Fixed(TimeMeaning::MomentReference), 0.8)], at + 1))
    }

    fn now(&self, at: usize) -> Parsed<Readings<Item>> {
        let ((), end) = self.entry(at, NOW)?;
        let word = self.text(at);
        // "motor current", "the last now": words that are names of quantities here.
        let quantity = word == "current"
            && (NOT_NOW_BEFORE.contains(&self.before(at))
                || self.stops(end)
                || matches!(self.text(end), "of" | "draw" | "drawn" | "transformer" | "in" | "is" | "was" | "and" | "at" | "on" | "to" | "the" | "limit" | "sensor" | "above" | "below" | "over" | "exceed" | "exceeded" | "stay" | "go" | "between" | "during" | "for" | "per" | "by"));
        let counted = matches!(word, "most" | "latest") && self.number(end).is_some();
        let gap = self.before(at) == "until" || self.before(at) == "to" || self.before(at) == "till";
        (!quantity && !counted).then(|| (vec![(Item::Fixed(TimeMeaning::Now), if gap { 0.6 } else { 0.9 })], end))
    }

    /// "hourly", "per day", "every 15 minutes", 每小时, 按天.
    fn bucket(&self, at: usize) -> Parsed<Readings<Item>> {
        if let Some((unit, end)) = self.entry(at, BUCKETS) {
            return Some((self.bucket_of(1, unit), end));
        }
        if let Some(found) = self.length_as_bucket(at) {
            return Some(found);
        }
        let ((), next) = self.entry(at, PER)?;
        let (count, unit_at) = match self.number(next) {
            Some((count, end)) => (count, self.skip(end, &["-"])),
            None => (1, self.skip(next, &["single"])),
        };
        let (unit, end) = self.entry(unit_at, UNITS).or_else(|| self.short_bucket_unit(unit_at))?;
        let chinese = self.is(unit_at, Kind::Han);
        if count == 0 || self.text(at) == "以" && self.text(end) != "为" {
            return None;
        }
        let clocklike = matches!(unit, Unit::Second | Unit::Minute | Unit::Hour);
        if clocklike && count == 1 && AMOUNTS.contains(&self.before(at)) {
            return None;
        }
        // 各年级, "by the second pump": an ordinal or a compound.
        if unit == Unit::Second && count == 1 && matches!(self.text(at), "by" | "each" | "every" | "in" | "on") {
            return None;
        }
        if !chinese && self.glued(end) && self.is(end, Kind::Word) {
            return None;
        }
        let end = if self.text(at) == "以" { end + 1 } else { self.skip(end, &["of the week", "的"]) };
        Some((self.bucket_of(count, unit), end))
    }

    /// "15-minute averages", "1 hour means", 15分钟平均.
    fn length_as_bucket(&self, at: usize) -> Parsed<Readings<Item>> {
        let (count, next) = self.number(at).filter(|(count, _)| *count > 0)?;
        let (unit, end) = self.entry(self.skip(next, &["-"]), UNITS)?;
        self.any(end, BUCKETED)?;
        Some((self.bucket_of(count, unit), end))
    }

    /// "the previous month": before another window when one was named, else before now.
    fn previous_unit(&self, at: usize) -> Parsed<Readings<Item>> {
        let next = self.any(at, &["previous", "the previous", "preceding", "the preceding"])?;
        let (unit, end) = self.entry(next, UNITS)?;
        if !matches!(unit, Unit::Week | Unit::Month | Unit::Quarter | Unit::Year) {
            return None;
        }
        let span = self.calendar.unit(self.calendar.today, unit, -1)?;
        let shifted = Item::Fixed(TimeMeaning::Shifted(beside(-1, unit)));
        Some((vec![(Item::Cal(Cal::Span(span)), 0.9), (shifted, 0.5)], end))
    }

    /// "this shift", "last shift", 上一班: by the described shifts, else asked back.
    fn relative_shift(&self, at: usize) -> Parsed<Readings<Item>> {
        let table = [
            ("this shift", 0),
            ("the current shift", 0),
            ("current shift", 0),
            ("last shift", -1),
            ("the last shift", -1),
            ("previous shift", -1),
            ("the previous shift", -1),
            ("本班", 0),
            ("当班", 0),
            ("这个班", 0),
            ("上一班", -1),
            ("上一个班", -1),
            ("上个班", -1),
            ("上一个班次", -1),
            ("上个班次", -1),
        ];
        let (offset, end) = self.entry(at, &table)?;
        let calendar = self.calendar;
        let now = calendar.context.now;
        let mut windows: Vec<TimeRange> = Vec::new();
        for back in 0..3 {
            let date = add_days(calendar.today, -back)?;
            windows.extend(calendar.shifts().iter().filter_map(|shift| calendar.on(date, shift.start, shift.end)));
        }
        // The latest first; overlapping descriptions (a day shift over an early one) stay apart.
        windows.sort_by_key(|window| std::cmp::Reverse(window.start));
        let wanted = windows.into_iter().find(|window| if offset == 0 { window.contains(now) } else { window.end <= now });
        let meaning = match wanted {
            Some(window) => TimeMeaning::Window(window),
            None => TimeMeaning::UnknownShift { name: self.tokens[at..end].iter().map(|t| t.text.as_str()).collect::<Vec<_>>().join(" "), day: calendar.day(calendar.today)?.range },
        };
        Some((vec![(Item::Fixed(meaning), 0.9)], end))
    }

    fn short_bucket_unit(&self, at: usize) -> Parsed<Unit> {
        self.entry(at, &[("月", Unit::Month), ("班", Unit::Shift), ("时", Unit::Hour), ("分钟", Unit::Minute)])
    }

    fn bucket_of(&self, count: u32, unit: Unit) -> Readings<Item> {
        vec![(Item::Fixed(TimeMeaning::Bucket(Bucket { count, unit })), 0.9)]
    }

    /// "weekdays", "on weekends", "every monday", 工作日, 每周一.
    pub(super) fn recurring_days(&self, at: usize) -> Parsed<Readings<Item>> {
        const WORKDAYS: u8 = 0b001_1111;
        const WEEKEND: u8 = 0b110_0000;
        let table = [
            ("weekdays", WORKDAYS),
            ("on weekdays", WORKDAYS),
            ("workdays", WORKDAYS),
            ("working days", WORKDAYS),
            ("weekends", WEEKEND),
            ("on weekends", WEEKEND),
            ("every weekend", WEEKEND),
            ("工作日", WORKDAYS),
            ("每个工作日", WORKDAYS),
            ("每周末", WEEKEND),
            ("每个周末", WEEKEND),
        ];
        if let Some((mask, end)) = self.entry(at, &table) {
            return Some((vec![(Item::Days(mask), 0.9)], end));
        }
        if let Some(next) = self.any(at, &["每", "每个"]) {
            let ((), next) = self.entry(next, CHINESE_WEEK)?;
            let (weekday, end) = self.entry(next, CHINESE_WEEKDAYS)?;
            return Some((vec![(Item::Days(1 << weekday), 0.9)], end));
        }
        let every = self.any(at, &["every", "each", "on"]);
        let (weekday, end) = self.weekday_name(every.unwrap_or(at))?;
        let plural = self.text(end - 1).ends_with("days");
        let all = plural || every.is_some() && self.text(at) != "on";
        all.then(|| (vec![(Item::Days(1 << weekday), 0.9)], end))
    }

    /// "20 minutes", "for 3 hours", 半小时: a length and no window.
    pub(super) fn bare_length(&self, at: usize) -> Parsed<Readings<Item>> {
        let (length, end) = self.length(at)?;
        Some((vec![(Item::Fixed(TimeMeaning::Duration(length)), 0.9)], end))
    }

    /// Whether a number is measured in something else than time.
    pub(super) fn is_measured(&self, at: usize) -> bool {
        MEASURES.contains(&self.text(at)) || matches!(self.text(at), "%" | "°" | "℃" | "℉" | "/" | "度" | "千" | "兆" | "安" | "伏" | "帕" | "吨" | "个" | "台" | "次" | "米" | "升" | "转")
    }

    pub(super) fn seconds_of(length: Length) -> Option<f64> {
        length.seconds().filter(|seconds| *seconds > 0.0 && seconds.is_finite())
    }
}
