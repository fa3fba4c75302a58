//! Calendar expressions counted from now: "yesterday", "last week", "past 24 hours",
//! "3 days ago", "last Tuesday", 最近三天, 两小时前.

use super::super::Unit;
use super::super::calendar::add_days;
use super::super::item::{Cal, Item, Length, Readings, Span, certain};
use super::super::token::Kind;
use super::super::words::{EVERYDAY_WEEKDAYS, RELATIVE_DAYS, SHIFTED, UNITS, WEEKDAYS};
use super::super::{TimeMeaning, recurrence::Shifted};
use super::date::is_typo;
use super::{Parsed, Parser, Production};
use plant::TimeRange;

const PAST: &[(&str, ())] = &[
    ("last", ()),
    ("the last", ()),
    ("past", ()),
    ("the past", ()),
    ("previous", ()),
    ("the previous", ()),
    ("preceding", ()),
    ("the preceding", ()),
    ("most recent", ()),
    ("trailing", ()),
    ("过去的", ()),
    ("过去", ()),
    ("最近的", ()),
    ("最近", ()),
    ("近", ()),
    ("前", ()),
    ("之前", ()),
    ("此前", ()),
    ("这", ()),
    ("刚刚过去的", ()),
];

const SINGLE: &[(&str, i64)] = &[
    ("this", 0),
    ("the current", 0),
    ("current", 0),
    ("last", -1),
    ("the last", -1),
    ("previous", -1),
    ("the previous", -1),
    ("next", 1),
    ("上一", -1),
    ("上个", -1),
    ("上一个", -1),
    ("上", -1),
    ("本", 0),
    ("这个", 0),
    ("这一", 0),
    ("下个", 1),
];

impl Parser<'_> {
    pub(super) fn relative_date(&self, at: usize) -> Parsed<Readings<Cal>> {
        let productions: [Production<'_, Cal>; 6] = [
            Self::named_day,
            Self::coming,
            Self::rolling,
            Self::calendar_unit,
            Self::days_ago,
            Self::weekday,
        ];
        productions.iter().filter_map(|production| production(self, at)).max_by_key(|(_, end)| *end)
    }

    fn named_day(&self, at: usize) -> Parsed<Readings<Cal>> {
        let (days, end) = self.entry(at, RELATIVE_DAYS)?;
        Some((certain(Cal::Span(self.calendar.day_from_today(days)?)), end))
    }

    /// The last `days` days up to now.
    pub(super) fn rolling_days(&self, days: u32) -> Option<Cal> {
        let now = self.calendar.context.now;
        let start = self.calendar.shift_by(now, Length { count: f64::from(days), unit: Unit::Day }, -1)?;
        Some(Cal::Span(Span { range: TimeRange::new(start, now), date: None }))
    }

    /// "past 24 hours", "the last three days", 最近三天, "the last hour".
    fn rolling(&self, at: usize) -> Parsed<Readings<Cal>> {
        let ((), next) = self.entry(at, PAST)?;
        let (count, unit_at) = match self.amount(next) {
            Some((count, end)) => (count, self.skip(end, &["full", "whole", "consecutive", "-", "calendar"])),
            None => (0.0, next),
        };
        let days = (self.text(unit_at) == "d" && self.glued(unit_at)).then_some((Unit::Day, unit_at + 1));
        let (unit, end) = self.entry(unit_at, UNITS).or(days)?;
        let explicit = count > 0.0;
        if self.is(unit_at, Kind::Han) && !explicit {
            return None;
        }
        // "last h" and "last 3 second pumps" name no time.
        if matches!(self.text(unit_at), "h" | "s") && !explicit || unit == Unit::Shift {
            return None;
        }
        let past = self.phrase(at, "past").or_else(|| self.phrase(at, "the past")).is_some();
        let count = if explicit { count } else { 1.0 };
        let short = matches!(unit, Unit::Second | Unit::Minute | Unit::Hour);
        // Without a number "last week" is the calendar week, "past week" and "last hour" are rolling.
        if !explicit && !past && !short && unit != Unit::Day {
            return None;
        }
        if matches!(self.text(end), "of") || self.text(at) == "前" && !explicit {
            return None;
        }
        let now = self.calendar.context.now;
        let length = Length { count, unit };
        let start = self.calendar.shift_by(now, length, -1).filter(|&start| start < now)?;
        let mut readings = vec![(Cal::Span(Span { range: TimeRange::new(start, now), date: None }), 0.9)];
        if let (false, Some(whole)) = (short, length.whole()) {
            self.calendar_alternatives(unit, whole, &mut readings);
        }
        Some((readings, self.skip(end, &["以来", "之内", "以内", "内", "里", "中", "来"])))
    }

    /// "the next 3 days": nothing is recorded of them, but they are a window.
    fn coming(&self, at: usize) -> Parsed<Readings<Cal>> {
        let next = self.any(at, &["next", "the next", "coming", "the coming", "未来", "接下来", "今后"])?;
        let (count, next) = self.amount(next)?;
        let (unit, end) = self.entry(next, UNITS)?;
        let now = self.calendar.context.now;
        let later = self.calendar.shift_by(now, Length { count, unit }, 1).filter(|&later| later > now)?;
        Some((vec![(Cal::Span(Span { range: TimeRange::new(now, later), date: None }), 0.9)], end))
    }

    /// "the last 3 days" as whole days with today, and as the days before today.
    fn calendar_alternatives(&self, unit: Unit, count: i64, readings: &mut Readings<Cal>) {
        let calendar = self.calendar;
        let between = |from: i64, to: i64| {
            let first = calendar.unit(calendar.today, unit, from)?;
            let last = calendar.unit(calendar.today, unit, to)?;
            let date = first.date.filter(|_| first == last);
            Some(Cal::Span(Span { range: TimeRange::new(first.range.start, last.range.end), date }))
        };
        readings.extend(between(1 - count, 0).map(|cal| (cal, 0.5)));
        readings.extend(between(-count, -1).map(|cal| (cal, 0.4)));
    }

    /// "last week", "this month", "previous quarter", 上季度, 本周.
    fn calendar_unit(&self, at: usize) -> Parsed<Readings<Cal>> {
        let (offset, next) = self.entry(at, SINGLE)?;
        let next = self.skip(next, &["calendar", "full", "whole", "entire"]);
        let (unit, end) = self.entry(next, UNITS)?;
        if self.is(at, Kind::Han) && !matches!(self.text(next), "季" | "周" | "星" | "年" | "月" | "小")
        {
            return None;
        }
        let span = match unit {
            Unit::Hour if matches!(self.text(at), "this" | "previous") || self.text(at + 1) == "previous" => {
                self.calendar_hour(offset)?
            }
            Unit::Day if offset != 0 => return None,
            _ => self.calendar.unit(self.calendar.today, unit, offset)?,
        };
        let mut readings = certain(Cal::Span(span));
        if offset == -1 && unit == Unit::Week {
            readings.extend(self.rolling_days(7).map(|cal| (cal, 0.4)));
        }
        Some((readings, end))
    }

    fn calendar_hour(&self, offset: i64) -> Option<Span> {
        const HOUR: i64 = 3_600_000_000_000;
        let hour = self.calendar.now.date().at(self.calendar.now.hour(), 0, 0, 0);
        let start = self.calendar.instant(hour)?.checked_add(offset * HOUR)?;
        Some(Span { range: TimeRange::new(start, start.checked_add(HOUR)?), date: None })
    }

    /// "3 days ago", 三天前: a calendar day, week, month or year.
    fn days_ago(&self, at: usize) -> Parsed<Readings<Cal>> {
        let (count, unit, end) = self.ago(at)?;
        if matches!(unit, Unit::Second | Unit::Minute | Unit::Hour | Unit::Shift) {
            return None;
        }
        let whole = Length { count, unit }.whole()?;
        let date = self
            .calendar
            .civil(self.calendar.shift_by(self.calendar.context.now, Length { count, unit }, -1)?)
            .date();
        let mut readings = vec![(Cal::Span(self.calendar.unit(self.calendar.today, unit, -whole)?), 0.9)];
        if unit != Unit::Day {
            readings.push((Cal::Span(self.calendar.day(date)?), 0.6));
        }
        Some((readings, end))
    }

    /// "2 hours ago", 两小时前: an instant.
    pub(super) fn moment_ago(&self, at: usize) -> Parsed<Readings<Item>> {
        let (count, unit, end) = self.ago(at)?;
        if !matches!(unit, Unit::Second | Unit::Minute | Unit::Hour) {
            return None;
        }
        let now = self.calendar.context.now;
        let then = self.calendar.shift_by(now, Length { count, unit }, -1).filter(|&then| then < now)?;
        Some((vec![(Item::Fixed(TimeMeaning::Instant(then)), 0.9)], end))
    }

    fn ago(&self, at: usize) -> Option<(f64, Unit, usize)> {
        let (count, next) = self.amount(at).or_else(|| Some((1.0, self.any(at, &["a", "an"])?)))?;
        let (unit, next) = self.entry(next, UNITS)?;
        let end = self.any(next, &["ago", "back", "前", "以前", "之前"])?;
        Some((count, unit, end))
    }

    /// "monday", "last tuesday", "this friday", "monday last week".
    fn weekday(&self, at: usize) -> Parsed<Readings<Cal>> {
        let lead = self.any(at, &["on", "last", "this", "past", "the past", "previous", "next", "the last"]);
        let name_at = lead.unwrap_or(at);
        let (weekday, end) = self.weekday_name(name_at)?;
        let led = lead.is_some()
            || matches!(
                self.before(at),
                "on" | "since"
                    | "until"
                    | "from"
                    | "to"
                    | "between"
                    | "and"
                    | "last"
                    | "before"
                    | "after"
                    | "till"
                    | "through"
                    | "for"
                    | "-"
                    | "by"
            );
        if EVERYDAY_WEEKDAYS.contains(&self.text(name_at))
            && !led
            && !self.token(name_at).is_some_and(|token| token.capital)
            && self.single_follows(end).is_none()
        {
            return None;
        }
        // "monday, june 8": the date says it.
        let date_at = self.skip(end, &[",", "the", "."]);
        if let Some((date, after)) = self.numeric_date(date_at).or_else(|| self.english_date(date_at))
            && date.iter().all(|(cal, _)| self.calendar.resolve(*cal).is_some_and(|span| span.date.is_some()))
        {
            return Some((date, after));
        }
        let monday = self.calendar.monday(self.calendar.today)?;
        let of_week = |weeks: i64| self.calendar.day(add_days(monday, weeks * 7 + i64::from(weekday))?);
        let weeks = [
            ("last week", -1),
            ("of last week", -1),
            ("this week", 0),
            ("of this week", 0),
            ("the week before last", -2),
        ];
        if let Some((weeks, after)) = self.entry(self.skip(end, &[","]), &weeks) {
            return Some((certain(Cal::Span(of_week(weeks)?)), after));
        }
        let lead = lead.map_or("", |_| self.text(name_at - 1));
        let readings = match lead {
            "this" => certain(Cal::Span(of_week(0)?)),
            "next" => certain(Cal::Span(of_week(1)?)),
            "last" | "previous" | "past" => {
                let recent = self.calendar.day(self.calendar.past_weekday(weekday)?)?;
                let mut readings = vec![(Cal::Span(recent), 0.85)];
                let previous = of_week(-1)?;
                if previous != recent {
                    readings.push((Cal::Span(previous), 0.5));
                }
                readings
            }
            _ => self.recent_weekday(weekday)?,
        };
        Some((readings, end))
    }

    fn single_follows(&self, at: usize) -> Option<usize> {
        self.clock(at)
            .map(|(_, end)| end)
            .or_else(|| self.any(at, &["morning", "afternoon", "night", "evening"]))
    }

    pub(super) fn weekday_name(&self, at: usize) -> Parsed<i8> {
        if let Some(found) = self.entry(at, WEEKDAYS) {
            return Some(found);
        }
        let word = self.text(at);
        if word.len() < 6 {
            return None;
        }
        let typo =
            WEEKDAYS.iter().find(|(name, _)| name.ends_with("day") && name.len() > 6 && is_typo(word, name));
        typo.map(|(_, weekday)| (*weekday, at + 1))
    }

    /// "the day before", "a year earlier", 前一天, 去年同期: told from another window.
    pub(super) fn shifted(&self, at: usize) -> Parsed<Readings<Item>> {
        let (shifted, end) = self.entry(at, SHIFTED)?;
        // "the day before june 5" has its window beside it.
        let beside = match shifted {
            Shifted::Beside { .. } => self.point(self.skip(end, &["of"]), false),
            _ => None,
        };
        if let Some((point, after)) = beside
            && self.text(end - 1).is_ascii()
            && let (Some(cal), None) = (&point.cal, &point.clock)
        {
            let windows: Readings<Item> = cal
                .iter()
                .filter_map(|(cal, score)| {
                    let range =
                        shifted.apply(self.calendar.resolve(*cal)?.range, self.calendar.context.zone)?;
                    let date = self.calendar.civil(range.start).date();
                    let date =
                        self.calendar.day(date).filter(|day| day.range == range).and_then(|day| day.date);
                    Some((Item::Cal(Cal::Span(Span { range, date })), *score))
                })
                .collect();
            if !windows.is_empty() {
                return Some((windows, after));
            }
        }
        Some((vec![(Item::Fixed(TimeMeaning::Shifted(shifted)), 0.9)], end))
    }
}
