//! Now, all data, "at that moment", buckets, shifted windows, repeating days.

use super::super::calendar::add_days;
use super::super::item::{Cal, Item, Length, Readings};
use super::super::recurrence::Shifted;
use super::super::token::Kind;
use super::super::words::{
    ALL_DATA, AMOUNTS, BUCKETED, BUCKETS, CHINESE_WEEK, CHINESE_WEEKDAYS, MEASURES, MOMENT, NOT_NOW_BEFORE,
    NOW, PER, UNITS,
};
use super::super::{Bucket, TimeMeaning, Unit};
use super::{Parsed, Parser};
use plant::TimeRange;

impl Parser<'_> {
    pub(super) fn special(&self, at: usize) -> Parsed<Readings<Item>> {
        let fixed = |meaning, end| Some((vec![(Item::Fixed(meaning), 0.9)], end));
        let moment = self.entry(at, MOMENT).and_then(|((), end)| fixed(TimeMeaning::MomentReference, end));
        let all = self.entry(at, ALL_DATA).and_then(|((), end)| fixed(TimeMeaning::AllData, end));
        let candidates = [
            self.then(at),
            moment,
            self.now(at),
            all,
            self.bucket(at),
            self.previous_unit(at),
            self.relative_shift(at),
            self.shifted(at),
            self.moment_ago(at),
        ];
        candidates.into_iter().flatten().max_by_key(|(_, end)| *end)
    }

    /// A lone "then" at the end of a question or after "what was": the moment spoken of.
    fn then(&self, at: usize) -> Parsed<Readings<Item>> {
        (self.text(at) == "then"
            && self.stops(at + 1)
            && at > 0
            && !matches!(self.before(at), "and" | "," | "if"))
        .then(|| (vec![(Item::Fixed(TimeMeaning::MomentReference), 0.8)], at + 1))
    }

    fn now(&self, at: usize) -> Parsed<Readings<Item>> {
        let ((), end) = self.entry(at, NOW)?;
        let word = self.text(at);
        // "motor current", "the last now": words that are names of quantities here.
        let quantity = word == "current"
            && (NOT_NOW_BEFORE.contains(&self.before(at))
                || self.stops(end)
                || matches!(
                    self.text(end),
                    "of" | "draw"
                        | "drawn"
                        | "transformer"
                        | "in"
                        | "is"
                        | "was"
                        | "and"
                        | "at"
                        | "on"
                        | "to"
                        | "the"
                        | "limit"
                        | "sensor"
                        | "above"
                        | "below"
                        | "over"
                        | "exceed"
                        | "exceeded"
                        | "stay"
                        | "go"
                        | "between"
                        | "during"
                        | "for"
                        | "per"
                        | "by"
                ));
        let counted = matches!(word, "most" | "latest") && self.number(end).is_some();
        let gap = self.before(at) == "until" || self.before(at) == "to" || self.before(at) == "till";
        (!quantity && !counted)
            .then(|| (vec![(Item::Fixed(TimeMeaning::Now), if gap { 0.6 } else { 0.9 })], end))
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
        // 按3月10日到19日的斜率: a date, and no three months.
        if unit == Unit::Month && count > 1 && self.day_number(end).is_some() {
            return None;
        }
        let clocklike = matches!(unit, Unit::Second | Unit::Minute | Unit::Hour);
        if clocklike && count == 1 && AMOUNTS.contains(&self.before(at)) {
            return None;
        }
        // 各年级, "by the second pump": an ordinal or a compound.
        if unit == Unit::Second
            && count == 1
            && matches!(self.text(at), "by" | "each" | "every" | "in" | "on")
        {
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
        let shifted = Item::Fixed(TimeMeaning::Shifted(Shifted::Beside { count: -1, unit }));
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
            windows.extend(
                calendar.shifts().iter().filter_map(|shift| calendar.on(date, shift.start, shift.end)),
            );
        }
        // The latest first; overlapping descriptions (a day shift over an early one) stay apart.
        windows.sort_by_key(|window| std::cmp::Reverse(window.start));
        let wanted = windows
            .into_iter()
            .find(|window| if offset == 0 { window.contains(now) } else { window.end <= now });
        let meaning = match wanted {
            Some(window) => TimeMeaning::Window(window),
            None => TimeMeaning::UnknownShift {
                name: self.tokens[at..end].iter().map(|t| t.text.as_str()).collect::<Vec<_>>().join(" "),
                day: calendar.day(calendar.today)?.range,
            },
        };
        Some((vec![(Item::Fixed(meaning), 0.9)], end))
    }

    fn short_bucket_unit(&self, at: usize) -> Parsed<Unit> {
        self.entry(
            at,
            &[("月", Unit::Month), ("班", Unit::Shift), ("时", Unit::Hour), ("分钟", Unit::Minute)],
        )
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
        MEASURES.contains(&self.text(at))
            || matches!(
                self.text(at),
                "%" | "°"
                    | "℃"
                    | "℉"
                    | "/"
                    | "度"
                    | "千"
                    | "兆"
                    | "安"
                    | "伏"
                    | "帕"
                    | "吨"
                    | "个"
                    | "台"
                    | "次"
                    | "米"
                    | "升"
                    | "转"
            )
    }

    pub(super) fn seconds_of(length: Length) -> Option<f64> {
        length.seconds().filter(|seconds| *seconds > 0.0 && seconds.is_finite())
    }
}
