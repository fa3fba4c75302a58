//! Clock times: "14:05", "half past 3", 下午两点半.

use jiff::civil::Time;

use super::super::item::{Clock, ClockTime};
use super::super::token::Kind;
use super::{Parsed, Parser};

const ABOUT: &[&str] = &[
    "around",
    "about",
    "approximately",
    "approx",
    "roughly",
    "circa",
    "~",
    "at around",
    "at about",
    "大约",
    "大概",
    "约",
];

/// Chinese words before an hour, with the half of the day that they say.
const HALVES: &[(&str, Half)] = &[
    ("凌晨", Half::Morning),
    ("清晨", Half::Morning),
    ("早上", Half::Morning),
    ("早晨", Half::Morning),
    ("上午", Half::Morning),
    ("早", Half::Morning),
    ("中午", Half::Noon),
    ("下午", Half::Afternoon),
    ("午后", Half::Afternoon),
    ("傍晚", Half::Afternoon),
    ("晚上", Half::Night),
    ("晚间", Half::Night),
    ("夜里", Half::Night),
    ("夜间", Half::Night),
    ("半夜", Half::Night),
    ("深夜", Half::Night),
    ("晚", Half::Night),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Half {
    Morning,
    Noon,
    Afternoon,
    Night,
}

impl ClockTime {
    pub(super) fn new(hour: u32, minute: u32, second: u32) -> Option<Self> {
        let next_day = hour == 24 && minute == 0 && second == 0;
        let hour = if next_day { 0 } else { i8::try_from(hour).ok()? };
        let time = Time::new(hour, i8::try_from(minute).ok()?, i8::try_from(second).ok()?, 0).ok()?;
        Some(Self { time, next_day, sure: true, about: false })
    }

    /// The hour put into a half of the day: 3 in the afternoon is 15, 12 at night is 24:00.
    pub(super) fn in_half(mut self, half: Half) -> Self {
        let hour = self.time.hour();
        let moved = match half {
            Half::Morning if hour == 12 => 0,
            Half::Noon if (1..=3).contains(&hour) => hour + 12,
            Half::Afternoon if (1..12).contains(&hour) => hour + 12,
            Half::Night if (6..12).contains(&hour) => hour + 12,
            Half::Night if hour == 12 || hour == 0 => {
                self.next_day = true;
                0
            }
            Half::Night if hour < 6 => {
                self.next_day = true;
                hour
            }
            _ => hour,
        };
        if let Ok(time) = Time::new(moved, self.time.minute(), self.time.second(), 0) {
            self.time = time;
        }
        self.sure = true;
        self
    }
}

impl Parser<'_> {
    /// A range, a time, a part of the day or a shift, whichever reads furthest.
    pub(super) fn clock(&self, at: usize) -> Parsed<Clock> {
        let time = self.clock_time(at).map(|(time, end)| (Clock::At(time), end));
        [time, self.day_part(at), self.shift(at)].into_iter().flatten().max_by_key(|(_, end)| *end)
    }

    /// "14:05", "2 pm", "half past 3", "noon", 下午两点半.
    pub(super) fn clock_time(&self, at: usize) -> Parsed<ClockTime> {
        let start = self.skip(at, ABOUT);
        let (mut time, end) = self
            .spelled_time(start)
            .into_iter()
            .chain(self.chinese_time(start))
            .chain(self.colon_time(start))
            .chain(self.hour_with_suffix(start))
            .max_by_key(|(_, end)| *end)?;
        let after = self.skip(end, &["左右", "前后", "or so", "sharp"]);
        time.about = start > at || after > end && self.is(end, Kind::Han);
        Some((time, after))
    }

    /// "noon", "quarter to midnight", "half past 3", "ten past 4 pm".
    fn spelled_time(&self, at: usize) -> Parsed<ClockTime> {
        let named: &[(&str, u32)] = &[
            ("noon", 12),
            ("midday", 12),
            ("mid day", 12),
            ("midnight", 24),
            ("end of day", 24),
            ("end of the day", 24),
            ("the end of the day", 24),
            ("正午", 12),
            ("午夜", 24),
            ("零点", 0),
        ];
        if let Some((hour, end)) = self.entry(at, named) {
            let midnight = matches!(self.text(end - 1), "midnight" | "夜");
            return Some((ClockTime { sure: !midnight, ..ClockTime::new(hour, 0, 0)? }, end));
        }
        let start = self.skip(at, &["a"]);
        let (offset, hour_at) = if let Some(end) = self.phrase(start, "half past") {
            (30, end)
        } else {
            let (minutes, next) = match self.any(start, &["quarter"]) {
                Some(end) => (15, end),
                None => self.number(start)?,
            };
            let next = self.skip(next, &["minutes", "min"]);
            let (sign, end) =
                self.entry(next, &[("past", 1_i32), ("after", 1), ("to", -1), ("before", -1)])?;
            if !(1..60).contains(&minutes) || minutes % 5 != 0 {
                return None;
            }
            (sign * i32::try_from(minutes).ok()?, end)
        };
        let (hour, end) = match self.entry(hour_at, named) {
            Some((hour, end)) => (hour, end),
            None => {
                let (time, end) = self.hour_with_suffix(hour_at).or_else(|| {
                    // A bare hour behind "to" would read "15 to 20" as a time.
                    let worded = self.any(start, &["half past", "quarter"]).is_some();
                    let (hour, end) =
                        self.number(hour_at).filter(|(hour, _)| worded && (1..=12).contains(hour))?;
                    Some((ClockTime::new(hour, 0, 0)?, end))
                })?;
                (u32::try_from(time.time.hour()).ok()?, end)
            }
        };
        let minutes = (i32::try_from(hour).ok()? * 60 + offset).rem_euclid(24 * 60).unsigned_abs();
        let marked = self.is(end - 1, Kind::Word) && self.number(hour_at).is_none_or(|(_, next)| next < end);
        let sure = marked || hour > 12;
        Some((ClockTime { sure, ..ClockTime::new(minutes / 60, minutes % 60, 0)? }, end))
    }

    /// "14:05", "2:30pm", "14:05:30"; 下午 before it counts.
    fn colon_time(&self, at: usize) -> Parsed<ClockTime> {
        let (hour, next) = self
            .digits(at)
            .filter(|_| !self.is_identifier_tail(at) || matches!(self.before(at), "-" | "t"))?;
        if !self.is_clock_colon(next) || self.text(at).len() > 2 {
            return None;
        }
        let (minute, next) = self.digits(next + 1).filter(|_| self.text(next + 1).len() == 2)?;
        let (second, mut next) = match self.is_clock_colon(next) {
            true => self.digits(next + 1)?,
            false => (0, next),
        };
        if self.text(next) == "."
            && self.glued(next)
            && self.glued(next + 1)
            && self.is(next + 1, Kind::Number)
        {
            next += 2;
        }
        let mut time = ClockTime::new(hour, minute, second)?;
        if let Some((half, end)) = self.meridiem(next) {
            return (1..=12).contains(&hour).then(|| (twelve_hour(time, half), end));
        }
        time.sure = hour == 0 || hour > 11 || self.text(at).starts_with('0');
        let end = self.skip(next, &["h", "hrs", "hours", "z"]);
        Some((time, if self.glued(next) || end == next { end } else { self.skip(next, &["hrs", "hours"]) }))
    }

    /// "am", "p.m.".
    fn meridiem(&self, at: usize) -> Parsed<Half> {
        let table = [
            ("am", Half::Morning),
            ("pm", Half::Afternoon),
            ("a . m", Half::Morning),
            ("p . m", Half::Afternoon),
        ];
        let (half, end) = self.entry(at, &table)?;
        let dotted = end > at + 1 && self.text(end) == "." && self.glued(end);
        Some((half, if dotted && !self.at_end(end + 1) { end + 1 } else { end }))
    }

    /// "3 in the afternoon", where the 3 cannot number a thing.
    fn spoken_half(&self, at: usize, next: usize) -> Parsed<Half> {
        const LEADS: &[&str] = &[
            "at", "from", "between", "to", "past", "and", "until", "till", "-", "around", "about", "by",
            "since", "after", "before", "",
        ];
        let table = [
            ("in the morning", Half::Morning),
            ("in the afternoon", Half::Afternoon),
            ("in the evening", Half::Afternoon),
            ("at night", Half::Afternoon),
        ];
        // "on Friday, six in the morning": a number in words behind a comma.
        let lead = LEADS.contains(&self.before(at)) || self.before(at) == "," && self.is(at, Kind::Word);
        self.entry(next, &table).filter(|_| lead)
    }

    /// "2 pm", "3 o'clock", "14h30", "1430 hrs".
    fn hour_with_suffix(&self, at: usize) -> Parsed<ClockTime> {
        if let Some((hour, next)) = self.number(at).filter(|(hour, _)| (1..=12).contains(hour)) {
            if let Some((half, end)) = self.meridiem(next).or_else(|| self.spoken_half(at, next)) {
                return Some((twelve_hour(ClockTime::new(hour, 0, 0)?, half), end));
            }
            if let Some((minute, next)) = self.half_dot(next)
                && let Some((half, end)) = self.meridiem(next)
            {
                return Some((twelve_hour(ClockTime::new(hour, minute, 0)?, half), end));
            }
        }
        let (number, next) = match self.digits(at).filter(|_| !self.is_identifier_tail(at)) {
            Some(found) => found,
            None => self.number(at)?,
        };
        // "2.30 pm"
        if let Some((minute, after)) = self.half_dot(next)
            && let Some((half, end)) = self.meridiem(after)
        {
            return Some((twelve_hour(ClockTime::new(number, minute, 0)?, half), end));
        }
        if let Some(end) = self.any(next, &["o ' clock", "oclock"]).filter(|_| number <= 24) {
            let time = ClockTime::new(number, 0, 0)?;
            if let Some((half, after)) = self.meridiem(end).or_else(|| self.spoken_half(at, end)) {
                return Some((twelve_hour(time, half), after));
            }
            return Some((ClockTime { sure: number > 12, ..time }, end));
        }
        if self.is(at, Kind::Number) && self.text(at).len() == 4 && number <= 2400 {
            let end = self.any(next, &["hrs", "hours", "h"])?;
            return Some((ClockTime::new(number / 100, number % 100, 0)?, end));
        }
        // "14h30", but "14h" is a length.
        if self.text(next) == "h"
            && self.glued(next)
            && self.glued(next + 1)
            && self.text(next + 1).len() == 2
        {
            let (minute, end) = self.digits(next + 1)?;
            return Some((ClockTime::new(number, minute, 0)?, end));
        }
        None
    }

    fn half_dot(&self, at: usize) -> Parsed<u32> {
        let dotted =
            self.text(at) == "." && self.glued(at) && self.glued(at + 1) && self.text(at + 1).len() == 2;
        self.digits(at + 1).filter(|_| dotted)
    }

    /// 两点, 14点05分, 下午3点半, 早上8:30, 八点一刻, 14时.
    fn chinese_time(&self, at: usize) -> Parsed<ClockTime> {
        let (half, hour_at) = match self.entry(at, HALVES) {
            Some((half, end)) => (Some(half), self.skip(end, &["的", "大概", "大约", "约"])),
            None => (None, at),
        };
        let in_half = |time: ClockTime| half.map_or(time, |half| time.in_half(half));
        if half.is_some()
            && let Some((time, end)) = self.colon_time(hour_at)
        {
            return Some((in_half(time), end));
        }
        if half.is_none()
            && matches!(self.before(at), "下" | "上" | "这" | "那" | "几" | "第" | "有" | "高" | "低")
        {
            return None;
        }
        let (hour, next) = self.numeral(hour_at).filter(|(hour, _)| *hour <= 24)?;
        let end = self.any(next, &["点钟", "点整", "点", "时整", "时"])?;
        let bare = self.text(next) == "时";
        if bare
            && half.is_none()
            && !matches!(
                self.text(end),
                "" | "到" | "至" | "-" | "~" | "的" | "," | "?" | "." | "之" | "左" | "前" | "以" | "整"
            )
            && self.numeral(end).is_none()
        {
            return None;
        }
        let (minute, second, after) = self.chinese_minutes(end)?;
        // 3点建议 counts points.
        if half.is_none()
            && self
                .any(
                    after,
                    &[
                        "建议", "意见", "要求", "原因", "说明", "结论", "注意", "问题", "经验", "理由",
                        "不同", "区别", "差异",
                    ],
                )
                .is_some()
        {
            return None;
        }
        let time = ClockTime::new(hour, minute, second)?;
        let sure = half.is_some() || hour > 12 || hour == 0;
        Some((ClockTime { sure, ..in_half(time) }, after))
    }

    /// 半, 一刻, 零五分, 十五(分)(三十秒); nothing is zero. `None` for a decimal like 三点五.
    fn chinese_minutes(&self, at: usize) -> Option<(u32, u32, usize)> {
        let fixed: &[(&str, u32)] = &[("半", 30), ("一刻", 15), ("三刻", 45)];
        if let Some((minute, end)) = self.entry(at, fixed) {
            return Some((minute, 0, end));
        }
        let after_zero = self.skip(at, &["过"]);
        let Some((minute, next)) = self.numeral(after_zero).filter(|(minute, _)| *minute < 60) else {
            return Some((0, 0, at));
        };
        let digits = next - after_zero;
        let leading_zero =
            matches!(self.text(after_zero), "零" | "〇") || self.text(after_zero).starts_with('0');
        if let Some(end) = self.any(next, &["分钟", "分"]) {
            if let Some((second, last)) =
                self.numeral(end).filter(|(second, next)| *second < 60 && self.text(*next) == "秒")
            {
                return Some((minute, second, last + 1));
            }
            return Some((minute, 0, end));
        }
        let two = digits > 1 && self.is(after_zero, Kind::Han)
            || self.text(after_zero).len() == 2 && self.is(after_zero, Kind::Number);
        (two || leading_zero || minute == 10).then_some((minute, 0, next))
    }
}

fn twelve_hour(time: ClockTime, half: Half) -> ClockTime {
    let pm = half == Half::Afternoon;
    let hour = time.time.hour();
    let hour = match (pm, hour) {
        (true, 1..=11) => hour + 12,
        (false, 12) => 0,
        _ => hour,
    };
    let moved = Time::new(hour, time.time.minute(), time.time.second(), 0).unwrap_or(time.time);
    ClockTime { time: moved, sure: true, ..time }
}
