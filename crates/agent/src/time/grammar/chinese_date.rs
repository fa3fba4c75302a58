//! Chinese dates: 2020年6月10日, 6月10号, 10号, 上个月5号, 上周三, 6月上旬, 月底.

use super::super::Unit;
use super::super::calendar::add_days;
use super::super::item::{Cal, PartialDate, Readings, Span, certain};
use super::super::token::Kind;
use super::super::words::{CHINESE_WEEK, CHINESE_WEEKDAYS, EQUIPMENT};
use super::{Parsed, Parser};

const RELATIVE_YEARS: &[(&str, i64)] = &[
    ("今年", 0),
    ("本年", 0),
    ("本年度", 0),
    ("去年", -1),
    ("上年", -1),
    ("前年", -2),
    ("大前年", -3),
    ("明年", 1),
];

const RELATIVE_MONTHS: &[(&str, i64)] = &[
    ("本月", 0),
    ("这个月", 0),
    ("当月", 0),
    ("上月", -1),
    ("上个月", -1),
    ("上上个月", -2),
    ("上上月", -2),
    ("下个月", 1),
    ("下月", 1),
];

const RELATIVE_WEEKS: &[(&str, i64)] = &[
    ("上上", -2),
    ("上上个", -2),
    ("上", -1),
    ("上个", -1),
    ("上一个", -1),
    ("本", 0),
    ("这", 0),
    ("这个", 0),
    ("下", 1),
    ("下个", 1),
];

/// Parts of a month: first day and the day after the last; 0 is the month's end.
const MONTH_PARTS: &[(&str, (i8, i8))] = &[
    ("上旬", (1, 11)),
    ("初", (1, 11)),
    ("中旬", (11, 21)),
    ("中", (11, 21)),
    ("下旬", (21, 0)),
    ("底", (21, 0)),
    ("末", (21, 0)),
    ("上半月", (1, 16)),
    ("的上半月", (1, 16)),
    ("上半", (1, 16)),
    ("下半月", (16, 0)),
    ("的下半月", (16, 0)),
    ("下半", (16, 0)),
    ("前半", (1, 16)),
    ("后半", (16, 0)),
];

const BEFORE_MONTH_PART: &[&str] = &["的"];

impl Parser<'_> {
    pub(super) fn chinese_date(&self, at: usize) -> Parsed<Readings<Cal>> {
        let at = self.skip(at, &["整个", "全部", "整"]);
        self.chinese_year_month_day(at)
            .or_else(|| self.chinese_weekday(at))
            .or_else(|| self.chinese_lone_day(at))
    }

    /// `2020年`, `去年`, `20年` as a year.
    fn chinese_year(&self, at: usize) -> Parsed<i16> {
        if let Some((back, end)) = self.entry(at, RELATIVE_YEARS) {
            return Some((i16::try_from(i64::from(self.calendar.today.year()) + back).ok()?, end));
        }
        let width = self.text(at).len();
        let (value, next) = self.numeral(at)?;
        let end = self.phrase(next, "年度").or_else(|| self.phrase(next, "年"))?;
        match value {
            1950..=2100 => Some((i16::try_from(value).ok()?, end)),
            // "17年" is seventeen years as well; a month behind it decides.
            10..=99 if width == 2 && self.is(at, Kind::Number) => {
                let year = 2000 + i16::try_from(value).ok()?;
                let month = self.numeral(end).is_some_and(|(_, next)| self.text(next) == "月");
                let fits = month
                    || self.calendar.context.data.is_some()
                        && self.calendar.fits_data(self.calendar.year(year)?.range)
                        && !matches!(self.text(end), "前" | "来" | "内" | "后" | "以");
                fits.then_some((year, end))
            }
            _ => None,
        }
    }

    fn chinese_year_month_day(&self, at: usize) -> Parsed<Readings<Cal>> {
        let year = self.chinese_year(at);
        let next = year.map_or(at, |(_, end)| self.skip(end, &["的", ","]));
        let Some((month, after_month)) = self.chinese_month(next, year.map(|(year, _)| year)) else {
            let (year, end) = year?;
            return self.year_part(year, end).or_else(|| {
                Some((certain(Cal::Partial(PartialDate { year: Some(year), ..PartialDate::default() })), end))
            });
        };
        if let Some((day, end)) = self.chinese_day(after_month) {
            return Some((certain(Cal::Partial(PartialDate { day: Some(day), ..month })), end));
        }
        if let Some((span, end)) = self.month_part(month, after_month) {
            return Some((certain(Cal::Span(span)), end));
        }
        Some((certain(Cal::Partial(month)), self.skip(after_month, &["份", "整月", "全月"])))
    }

    /// `6月`, `六月份`, `上个月`; not 6个月.
    fn chinese_month(&self, at: usize, year: Option<i16>) -> Parsed<PartialDate> {
        if let Some((offset, end)) = self.entry(at, RELATIVE_MONTHS) {
            let first = self
                .calendar
                .civil(self.calendar.unit(self.calendar.today, Unit::Month, offset)?.range.start);
            return Some((
                PartialDate { year: Some(first.year()), month: Some(first.month()), day: None },
                end,
            ));
        }
        if let Some(end) = self.any(at, &["月初", "月中", "月底", "月末"])
            && !matches!(self.before(at), "个" | "每")
        {
            let today = self.calendar.today;
            return Some((
                PartialDate { year: Some(today.year()), month: Some(today.month()), day: None },
                end - 1,
            ));
        }
        let (value, next) = self.numeral(at)?;
        let month = i8::try_from(value).ok().filter(|month| (1..=12).contains(month))?;
        if self.text(next) != "月" {
            return None;
        }
        Some((PartialDate { year, month: Some(month), day: None }, self.skip(next + 1, &["份"])))
    }

    /// `10日`, `10号`, or a bare number behind a month that ends the date (`6月10`).
    pub(super) fn chinese_day(&self, at: usize) -> Parsed<i8> {
        let at = self.skip(at, &["的"]);
        let (value, next) = self.numeral(at)?;
        let day = i8::try_from(value).ok().filter(|day| (1..=31).contains(day))?;
        if matches!(self.text(next), "日" | "号") {
            return Some((day, next + 1));
        }
        let bare = self.is(at, Kind::Number)
            && !matches!(
                self.text(next),
                "个" | "台" | "次" | "点" | "时" | ":" | "年" | "分" | "%" | "天" | "小"
            );
        (bare && (self.stops(next) || matches!(self.text(next), "的" | "到" | "至" | "-" | "~" | "和")))
            .then_some((day, next))
    }

    fn month_part(&self, month: PartialDate, at: usize) -> Parsed<Span> {
        let at = self.skip(at, BEFORE_MONTH_PART);
        let ((first, after), end) = self.entry(at, MONTH_PARTS)?;
        if self.text(end - 1) == "中" && !(self.stops(end) || matches!(self.text(end), "的")) {
            return None;
        }
        let start = self.calendar.civil(self.calendar.resolve_partial(month)?.range.start).date();
        let from = add_days(start, i64::from(first) - 1)?;
        let to = if after == 0 {
            start.last_of_month().tomorrow().ok()?
        } else {
            add_days(start, i64::from(after) - 1)?
        };
        Some((self.calendar.days(from, to)?, end))
    }

    /// `上半年`, `第二季度`, `年初`, `年底` of a year.
    pub(super) fn year_part(&self, year: i16, at: usize) -> Parsed<Readings<Cal>> {
        let at = self.skip(at, &["的"]);
        let halves: &[(&str, i8)] = &[("上半年", 1), ("下半年", 2)];
        if let Some((half, end)) = self.entry(at, halves) {
            return Some((certain(Cal::Span(self.calendar.half(year, half)?)), end));
        }
        let edges: &[(&str, i8)] =
            &[("初", 1), ("年初", 1), ("底", 12), ("末", 12), ("年底", 12), ("年末", 12)];
        if let Some((month, end)) = self.entry(at, edges) {
            return Some((certain(Cal::Span(self.calendar.month(year, month)?)), end));
        }
        let (quarter, end) = self.chinese_quarter(at)?;
        Some((certain(Cal::Span(self.calendar.quarter(year, quarter)?)), end))
    }

    pub(super) fn chinese_quarter(&self, at: usize) -> Parsed<i8> {
        let (value, next) = self.numeral(self.skip(at, &["第"]))?;
        let end = self.phrase(next, "季度")?;
        i8::try_from(value).ok().filter(|quarter| (1..=4).contains(quarter)).map(|quarter| (quarter, end))
    }

    /// `上周三`, `本周`, `周日`, `星期五`, `礼拜二`, `上周末`.
    fn chinese_weekday(&self, at: usize) -> Parsed<Readings<Cal>> {
        let (offset, next) = match self.entry(at, RELATIVE_WEEKS) {
            Some((offset, next)) if self.entry(next, CHINESE_WEEK).is_some() => (Some(offset), next),
            _ => (None, at),
        };
        if offset.is_none()
            && matches!(self.before(at), "每" | "一" | "两" | "几" | "个" | "逐" | "近" | "按" | "各")
        {
            return None;
        }
        let ((), next) = self.entry(next, CHINESE_WEEK)?;
        let today = self.calendar.today;
        let monday = add_days(self.calendar.monday(today)?, offset.unwrap_or(0) * 7)?;
        if self.text(next) == "末" {
            let saturday = add_days(monday, 5)?;
            let saturday =
                if offset.is_none() && saturday > today { add_days(saturday, -7)? } else { saturday };
            return Some((
                certain(Cal::Span(self.calendar.days(saturday, add_days(saturday, 2)?)?)),
                next + 1,
            ));
        }
        // Where a machine's name was blanked out in between, no day of the week is named: 上周2号锅炉一共.
        let joined = self.tokens.get(next).is_some_and(|token| token.glued);
        if let Some((weekday, end)) = self.entry(next, CHINESE_WEEKDAYS)
            && joined
            && !matches!(self.text(end), "个" | "次" | "台" | "小" | "天")
        {
            let Some(_) = offset else { return Some((self.recent_weekday(weekday)?, end)) };
            let day = self.calendar.day(add_days(monday, i64::from(weekday))?)?;
            return Some((certain(Cal::Span(day)), end));
        }
        let offset = offset?;
        let mut readings = certain(Cal::Span(self.calendar.days(monday, add_days(monday, 7)?)?));
        if offset == -1
            && let Some(week) = self.rolling_days(7)
        {
            readings.push((week, 0.3));
        }
        Some((readings, self.skip(next, &["内", "里", "全周", "整周"])))
    }

    /// The most recent past weekday; on that weekday itself today is possible, too.
    pub(super) fn recent_weekday(&self, weekday: i8) -> Option<Readings<Cal>> {
        let date = self.calendar.past_weekday(weekday)?;
        let mut readings = vec![(Cal::Span(self.calendar.day(date)?), 0.9)];
        if self.calendar.today.weekday().to_monday_zero_offset() == weekday {
            readings.push((Cal::Span(self.calendar.day(self.calendar.today)?), 0.5));
        }
        Some(readings)
    }

    /// Whether what follows `N号` is a machine, directly or behind further numbers (5号和6号冷机).
    fn numbers_machine(&self, at: usize, more: u8) -> bool {
        if self.text(at).chars().any(|c| EQUIPMENT.contains(c)) || self.is(at, Kind::Word) && self.glued(at) {
            return true;
        }
        let next = self.skip(at, &["和", "与", "或", "跟", "及", ",", "到", "至", "-", "~"]);
        let Some((_, number_end)) = self.numeral(next).filter(|_| next > at && more > 0) else {
            return false;
        };
        self.text(number_end) == "号" && self.numbers_machine(number_end + 1, more - 1)
    }

    /// Whether what stands behind a number makes it a day of a list: the 24 of `24、25号`.
    fn is_listed_day(&self, at: usize) -> bool {
        if !matches!(self.text(at), "、" | "," | "和") {
            return false;
        }
        let Some((_, next)) = self.numeral(at + 1) else { return false };
        match self.text(next) {
            "日" => true,
            "号" => !self.numbers_machine(next + 1, 4),
            _ => self.is_listed_day(next),
        }
    }

    /// `10号`, `10日` without a month; `6号机` is a machine.
    fn chinese_lone_day(&self, at: usize) -> Parsed<Readings<Cal>> {
        if matches!(self.before(at), "第" | "月" | "#" | "编" | "型") {
            return None;
        }
        let (value, next) = self.numeral(at)?;
        let day = i8::try_from(value).ok().filter(|day| (1..=31).contains(day))?;
        let suffix = self.text(next);
        let listed = self.is_listed_day(next);
        if !(matches!(suffix, "日" | "号") || listed)
            || self
                .calendar
                .resolve_partial(PartialDate { day: Some(day), ..PartialDate::default() })
                .is_none()
        {
            return None;
        }
        let machine = suffix == "号" && self.numbers_machine(next + 1, 4);
        let date = Cal::Partial(PartialDate { day: Some(day), ..PartialDate::default() });
        Some((vec![(date, if machine { 0.2 } else { 0.9 })], if listed { next } else { next + 1 }))
    }
}
