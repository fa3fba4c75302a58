//! Ranges: "from june 3 to june 7", "between 2 and 4 pm", "since Monday", 8点到16点.

use plant::TimeRange;

use super::super::calendar::add_days;
use super::super::combine::Edge;
use super::super::item::{Cal, Clock, ClockTime, Item, PartialDate, Point, Readings, Span, certain};
use super::super::{TimeMeaning, token::Kind};
use super::{Parsed, Parser};

const OPENERS: &[&str] = &["from", "since", "between", "从", "自", "由", "介于", "in between", "starting from", "starting", "在"];
const TO: &[&str] = &[
    "to", "until", "till", "through", "thru", "up to", "-", "~", "到", "至", "直到", "to the", "until the", "through the", "--", ". .", "up until", "and up to", "一直到",
];
const AND: &[&str] = &["and", "and the", "和", "与", "to", "-", "到", "至", "及"];
const CLOSERS: &[&str] = &["之间", "期间", "间", "这段时间", "这段时间内", "的时段", "时段", "为止", "止"];
const INCLUSIVE: &[&str] = &["inclusive", "inclusively", "included", "( inclusive )", "( included )", "( 含 )", "含", "(both days included)", "( both inclusive )", "both included", "( 包含 )", "( 包括 )", "both days included", "( both days included )"];
const EXCLUSIVE: &[&str] = &["exclusive", "( exclusive )", "( 不含 )", "不含", "( excluded )", "( not included )", "not included", "( 不包括 )"];

/// Before or behind the end of a range: the day after its beginning.
const NEXT_DAY: &[&str] = &["第二天", "次日", "翌日", "隔天", "the next day", "the following day", "next day", "the day after", "on the next day", "on the following day"];

/// What a range is beside its two ends.
#[derive(Debug, Clone, Copy)]
struct Shape {
    /// Where the two ends stand.
    places: (usize, usize),
    /// The last day is left out.
    excluded: bool,
    /// The end lies on the day after the beginning's.
    following: bool,
}

impl Parser<'_> {
    /// `a to b` of days, of clocks, or of both.
    pub(super) fn range(&self, at: usize) -> Parsed<Readings<Item>> {
        let days = self.day_range(at);
        let clocks = self.clock_range(at).map(|(clock, end)| (certain(Item::Clock(clock)), end));
        let single = self.point(at, true).filter(|(point, _)| matches!(point.clock, Some(Clock::Between(..))));
        let single = single.map(|(point, end)| (point.into_items(), end));
        [days, clocks, single].into_iter().flatten().max_by_key(|(_, end)| *end)
    }

    /// Opening word, first end, connector, with what the opening word allows.
    fn opened(&self, at: usize) -> (usize, &'static [&'static str]) {
        let start = self.skip(at, OPENERS);
        let both = start > at && matches!(self.text(at), "between" | "in" | "介" | "在");
        (start, if both { AND } else { TO })
    }

    fn day_range(&self, at: usize) -> Parsed<Readings<Item>> {
        let (start, connectors) = self.opened(at);
        let (first, middle) = match self.point(start, false) {
            Some(found) => found,
            None => self.bare_first(start, connectors)?,
        };
        let next = self.connector(middle, connectors).or_else(|| self.chinese_and(middle))?;
        let places = (start, next);
        let (leading, next) = (next, self.skip(next, NEXT_DAY));
        let (last, end) = match self.point(next, false) {
            Some((point, end)) if point.cal.is_some() || first.cal.is_none() => (point, end),
            Some((point, end)) if first.clock.is_some() && self.day_tail(next, &first).is_none() => (point, end),
            _ => self.day_tail(next, &first)?,
        };
        let trailing = self.skip(end, NEXT_DAY);
        let following = last.cal.is_none() && last.clock.is_some() && (next > leading || trailing > end);
        let end = if following { trailing } else { end };
        if first.cal.is_none() && last.cal.is_none() && !following {
            return None;
        }
        let end = self.skip(end, CLOSERS);
        let excluded = self.skip(end, EXCLUSIVE);
        let included = self.inclusion(end);
        let shape = Shape { places, excluded: excluded > end, following };
        let readings = self.between(&first, &last, shape)?;
        Some((readings, excluded.max(included)))
    }

    /// "inclusive", "(25th included)", (含).
    fn inclusion(&self, at: usize) -> usize {
        let end = self.skip(at, INCLUSIVE);
        if end > at || self.text(at) != "(" {
            return end;
        }
        let inside = self.skip(at + 1, &["含", "包含", "包括", "including", "the"]);
        let Some((_, day)) = self.day_number(inside).or_else(|| self.chinese_day(inside)) else { return at };
        let day = self.skip(day, &["is", "当天"]);
        let day = self.skip(day, &["included", "inclusive", "incl"]);
        if self.text(day) == ")" { day + 1 } else { at }
    }

    fn connector(&self, at: usize, connectors: &[&str]) -> Option<usize> {
        self.any(self.skip(at, &[","]), connectors)
    }

    /// 和/与 joins a range only when 之间 follows somewhere near.
    fn chinese_and(&self, at: usize) -> Option<usize> {
        let next = self.any(at, &["和", "与", "跟"])?;
        (next..(next + 12).min(self.tokens.len())).any(|i| self.phrase(i, "之间").is_some()).then_some(next)
    }

    /// A bare number that only its partner makes a day: "3 to 7 june", 3到7号, "3-7 june".
    fn bare_first(&self, at: usize, connectors: &[&str]) -> Parsed<Point> {
        let start = self.skip(at, &["the"]);
        let (day, end) = self.day_number(start).or_else(|| {
            let (value, end) = self.chinese(start)?;
            Some((i8::try_from(value).ok().filter(|day| (1..=31).contains(day))?, end))
        })?;
        let next = self.connector(end, connectors)?;
        let (last, _) = self.point(next, false)?;
        let dated = last.cal.as_ref()?.iter().any(|(cal, _)| matches!(cal, Cal::Partial(date) if date.day.is_some()));
        let ordinal = end > start + 1;
        let chinese = self.is(self.tokens.len().min(next + 1), Kind::Han);
        let weak = !ordinal && !chinese && !self.names_month(next);
        if !dated || weak {
            return None;
        }
        Some((Point { cal: Some(certain(Cal::Partial(PartialDate { day: Some(day), ..PartialDate::default() }))), clock: None }, end))
    }

    fn names_month(&self, at: usize) -> bool {
        (at..(at + 5).min(self.tokens.len())).any(|i| super::date::is_month_word(self.text(i)))
    }

    /// The end of a range that only its beginning makes a day: "june 3 to **7**", 6月3日到**7**日.
    fn day_tail(&self, at: usize, first: &Point) -> Parsed<Point> {
        let begins = first.cal.as_ref()?;
        let partial = begins.iter().any(|(cal, _)| matches!(cal, Cal::Partial(date) if date.day.is_some()));
        if !partial {
            return None;
        }
        let (day, end) = self.day_number(self.skip(at, &["the"])).or_else(|| self.chinese_day(at))?;
        if self.is_measured(end) || self.is_clock_colon(end) || matches!(self.text(end), "am" | "pm" | "点" | "时" | "-") {
            return None;
        }
        let year = self.any(end, &[","]).and_then(|next| self.four_digit_year(next)).or_else(|| self.four_digit_year(end));
        let date = PartialDate { year: year.map(|(year, _)| year), month: None, day: Some(day) };
        Some((Point { cal: Some(certain(Cal::Partial(date))), clock: None }, year.map_or(end, |(_, end)| end)))
    }

    /// Every pair of readings that makes a window.
    fn between(&self, first: &Point, last: &Point, shape: Shape) -> Option<Readings<Item>> {
        let today = self.calendar.only_day().unwrap_or(self.calendar.today);
        let fallback = [(Cal::Span(self.calendar.day(today)?), 1.0)];
        let open = |point: &Point| point.cal.is_none();
        let firsts = first.cal.as_deref().unwrap_or(&fallback);
        let lasts = last.cal.as_deref().unwrap_or(&fallback);
        let mut readings: Readings<Item> = Vec::new();
        let mixed = |a: &Cal, b: &Cal| self.month_leads(shape.places.0, a) != self.month_leads(shape.places.1, b);
        let consistent = firsts.iter().any(|(a, _)| lasts.iter().any(|(b, _)| !mixed(a, b)));
        for (a, a_score) in firsts {
            for (b, b_score) in lasts {
                // Nobody writes one end month first and the other day first.
                if consistent && mixed(a, b) {
                    continue;
                }
                let pair = match (open(first), open(last)) {
                    (true, true) => (*a, *a),
                    (true, _) => (*b, *b),
                    (_, true) => (*a, *a),
                    _ => self.fill(*a, *b),
                };
                let Some(range) = self.window_between(pair, first, last, shape) else { continue };
                let item = Item::Cal(Cal::Span(Span { range, date: None }));
                if !readings.iter().any(|(known, _)| *known == item) {
                    readings.push((item, a_score.min(*b_score)));
                }
            }
        }
        readings.sort_by(|a, b| b.1.total_cmp(&a.1));
        (!readings.is_empty()).then_some(readings)
    }

    /// Whether a numeric date (`6/10/2020`) at `at` has its month first in this reading;
    /// `None` for any other date.
    fn month_leads(&self, at: usize, cal: &Cal) -> Option<bool> {
        let Cal::Partial(PartialDate { month: Some(month), day: Some(day), .. }) = cal else { return None };
        let numeric = self.is(at, Kind::Number) && self.text(at).len() <= 2 && matches!(self.text(at + 1), "/" | "-" | ".");
        let (value, _) = self.digits(at).filter(|_| numeric && self.glued(at + 1) && month != day)?;
        Some(i8::try_from(value) == Ok(*month))
    }

    fn window_between(&self, (a, b): (Cal, Cal), first: &Point, last: &Point, shape: Shape) -> Option<TimeRange> {
        let calendar = self.calendar;
        let (mut from, mut to) = (calendar.resolve(a)?, calendar.resolve(b)?);
        // "monday to friday": each is the latest one by itself, together they are one week.
        if let (Cal::Span(_), Cal::Span(_), Some(first), Some(last)) = (a, b, from.date, to.date)
            && last < first
        {
            from = calendar.day(add_days(first, -7)?)?;
        }
        if shape.following {
            to = calendar.day(to.date?.tomorrow().ok()?)?;
        }
        let start = calendar.edge(from, first.clock.as_ref(), Edge::Start)?;
        // "from 10 pm to 6 am on june 3" and "yesterday from 22:00 to 02:00" run over midnight.
        let shared = first.cal.is_none() || last.cal.is_none();
        let mut end = if shape.excluded && last.clock.is_none() { to.range.start } else { calendar.edge(to, last.clock.as_ref(), Edge::End)? };
        if shared && end <= start {
            let next = calendar.day(to.date?.tomorrow().ok()?)?;
            end = calendar.edge(next, last.clock.as_ref(), Edge::End)?;
        }
        let range = TimeRange::new(start, end);
        (!range.is_empty()).then_some(range)
    }

    /// Lends year and month from one end to the other.
    fn fill(&self, a: Cal, b: Cal) -> (Cal, Cal) {
        let (Cal::Partial(mut from), Cal::Partial(mut to)) = (a, b) else { return (a, b) };
        if let Some((year, month)) = self.hint.get() {
            for date in [&mut from, &mut to] {
                if date.day.is_some() {
                    date.month = date.month.or(Some(month));
                }
                date.year = date.year.or(Some(year));
            }
        }
        let later = |date: PartialDate| (date.month.unwrap_or(0), date.day.unwrap_or(0));
        match (from.month, to.month) {
            (None, Some(month)) if from.day.is_some() => {
                let over = to.day.is_some_and(|day| from.day.is_some_and(|first| first > day));
                from.month = Some(if over { (month + 10) % 12 + 1 } else { month });
            }
            (Some(month), None) if to.day.is_some() => {
                let over = to.day.is_some_and(|day| from.day.is_some_and(|first| first > day));
                to.month = Some(if over { month % 12 + 1 } else { month });
            }
            _ => {}
        }
        let wraps = later(from) > later(to);
        match (from.year, to.year) {
            (Some(year), None) => to.year = Some(if wraps { year + 1 } else { year }),
            (None, Some(year)) if from.month.is_some() => from.year = Some(if wraps { year - 1 } else { year }),
            (None, None) => return self.fill_open(from, to, wraps),
            _ => {}
        }
        (Cal::Partial(from), Cal::Partial(to))
    }

    /// Neither end has a year: the earlier end decides, and without months the later one.
    fn fill_open(&self, from: PartialDate, to: PartialDate, wraps: bool) -> (Cal, Cal) {
        let unchanged = (Cal::Partial(from), Cal::Partial(to));
        let start_of = |date| {
            let span = self.calendar.resolve_partial(date)?;
            Some(self.calendar.civil(span.range.start).date())
        };
        if from.month.is_some() {
            let Some(start) = start_of(from) else { return unchanged };
            let year = Some(start.year());
            let next = Some(if wraps { start.year() + 1 } else { start.year() });
            return (Cal::Partial(PartialDate { year, ..from }), Cal::Partial(PartialDate { year: next, ..to }));
        }
        let Some(end) = start_of(to) else { return unchanged };
        let month = if wraps { end.first_of_month().yesterday().unwrap_or(end) } else { end };
        (
            Cal::Partial(PartialDate { year: Some(month.year()), month: Some(month.month()), ..from }),
            Cal::Partial(PartialDate { year: Some(end.year()), month: Some(end.month()), ..to }),
        )
    }

    /// "between 2 and 4 pm", "10:15 to 10:30", 下午两点到四点.
    pub(super) fn clock_range(&self, at: usize) -> Parsed<Clock> {
        let (start, connectors) = self.opened(at);
        let (first, middle) = self.clock_time(start).or_else(|| self.bare_hour(start))?;
        let next = self.connector(middle, connectors).or_else(|| self.chinese_and(middle))?;
        let next = self.skip(next, &["的"]);
        let (last, end) = self.clock_time(next).or_else(|| self.bare_hour(next))?;
        let worded = |from: usize, to: usize| to > from + 1 || !self.is(from, Kind::Number);
        let (first_worded, last_worded) = (worded(start, middle), worded(next, end));
        if !first_worded && !last_worded && !self.bare_hours_fit(at, start, end) {
            return None;
        }
        // "10 to 14:05" and "2 pm to 40" are no ranges of hours.
        if !first_worded && self.is(next, Kind::Number) && self.is_measured(end) {
            return None;
        }
        let (first, last) = agree(first, last);
        if first.time == last.time && first.next_day == last.next_day {
            return None;
        }
        Some((Clock::Between(first.time, last.time), self.skip(end, CLOSERS)))
    }

    /// "from 8 to 10 this morning": hours without any mark need a day beside them.
    fn bare_hours_fit(&self, at: usize, start: usize, end: usize) -> bool {
        if start == at || self.is_measured(end) {
            return false;
        }
        let days = ["today", "yesterday", "this morning", "this afternoon", "this evening", "on monday", "on tuesday", "on wednesday", "on thursday", "on friday", "on saturday", "on sunday", "in the morning", "in the afternoon", "in the evening", "last night", "o ' clock"];
        let on_day = self.text(at) == "from"
            && self.phrase(end, "on").and_then(|next| self.cal(next)).is_some_and(|(cals, _)| {
                cals.first().and_then(|(cal, _)| self.calendar.resolve(*cal)).is_some_and(|span| span.date.is_some())
            });
        on_day || self.any(end, &days).is_some() || matches!(self.before(at), "yesterday" | "today" | "morning" | "afternoon" | "evening")
    }

    fn bare_hour(&self, at: usize) -> Parsed<ClockTime> {
        let (hour, end) = self.number(at).filter(|(hour, _)| *hour <= 24)?;
        if self.glued(end) && self.is(end, Kind::Word) || matches!(self.text(end), "%" | "." | "/" | ":") && self.glued(end) && self.glued(end + 1) {
            return None;
        }
        Some((ClockTime { sure: hour > 12, ..ClockTime::new(hour, 0, 0)? }, end))
    }

    /// "since Monday", "until yesterday", "before june 5", "after 6 pm", 6月5日以后.
    pub(super) fn open_range(&self, at: usize) -> Parsed<Readings<Item>> {
        let led = [
            ("since", Side::From),
            ("ever since", Side::From),
            ("starting", Side::From),
            ("starting from", Side::From),
            ("from", Side::From),
            ("自从", Side::From),
            ("自", Side::From),
            ("从", Side::From),
            ("until", Side::Through),
            ("till", Side::Through),
            ("up to", Side::Through),
            ("up until", Side::Through),
            ("through", Side::Through),
            ("by the end of", Side::Through),
            ("截至", Side::Through),
            ("截止到", Side::Through),
            ("截止", Side::Through),
            ("直到", Side::Through),
            ("到", Side::Through),
            ("before", Side::Before),
            ("prior to", Side::Before),
            ("earlier than", Side::Before),
            ("after", Side::After),
            ("later than", Side::After),
        ];
        if let Some(found) = self.to_date(at) {
            return Some(found);
        }
        if let Some((side, next)) = self.entry(at, &led) {
            let next = self.skip(next, &["the end of"]);
            if let Some(end) = self.any(next, &["now", "right now", "现在", "目前", "today"]).filter(|_| side == Side::Through && self.text(next) != "today") {
                return Some((vec![(Item::Fixed(TimeMeaning::AllData), 0.8)], end));
            }
            let (point, end) = self.point(next, false)?;
            let tail: &[&str] = match side {
                Side::From => &["onwards", "onward", "on", "until now", "to now", "up to now", "till now", "以来", "起", "开始", "到现在", "至今", "到目前", "以后", "到目前为止"],
                _ => &["为止", "inclusive", "included", "( inclusive )", "( 含 )", "含", "之前", "以前"],
            };
            let after = self.skip(end, tail);
            let chinese = self.is(at, Kind::Han);
            if (self.text(at) == "from" || chinese && side == Side::From || self.text(at) == "starting") && after == end && self.text(at) != "自" {
                return None;
            }
            if self.text(at) == "到" && after == end {
                return None;
            }
            // "after june 1 and before june 5"
            if matches!(side, Side::After | Side::From)
                && let Some(next) = self.any(after, &["and before", "but before", "and prior to", ", before"])
                && let Some((until, end)) = self.point(next, false)
                && let (Some((Item::Cal(Cal::Span(from)), _)), Some((Item::Cal(Cal::Span(to)), _))) =
                    (self.opened_window(side, &point)?.first(), self.opened_window(Side::Before, &until)?.first())
                && let Some(window) = self.window(from.range.start, to.range.end)
            {
                return Some((window, end));
            }
            return Some((self.opened_window(side, &point)?, after));
        }
        let (point, end) = self.point(at, false)?;
        let tails = [
            ("以来", Side::From),
            ("至今", Side::From),
            ("到现在", Side::From),
            ("起", Side::From),
            ("onwards", Side::From),
            ("to now", Side::From),
            ("until now", Side::From),
            ("up to now", Side::From),
            ("till now", Side::From),
            ("- now", Side::From),
            ("to present", Side::From),
            ("to the present", Side::From),
            ("to date", Side::From),
            ("以后", Side::After),
            ("之后", Side::After),
            ("以前", Side::Before),
            ("之前", Side::Before),
            ("为止", Side::Through),
            ("前", Side::Before),
            ("后", Side::After),
        ];
        let (side, after) = self.entry(end, &tails)?;
        Some((self.opened_window(side, &point)?, after))
    }

    /// "so far this month", "year to date", 今年以来.
    fn to_date(&self, at: usize) -> Parsed<Readings<Item>> {
        use super::super::Unit;
        let table = [
            ("so far this month", Unit::Month),
            ("this month so far", Unit::Month),
            ("month to date", Unit::Month),
            ("mtd", Unit::Month),
            ("so far this year", Unit::Year),
            ("year so far", Unit::Year),
            ("the year so far", Unit::Year),
            ("this year so far", Unit::Year),
            ("year to date", Unit::Year),
            ("ytd", Unit::Year),
            ("so far this week", Unit::Week),
            ("this week so far", Unit::Week),
            ("week to date", Unit::Week),
            ("so far today", Unit::Day),
            ("today so far", Unit::Day),
            ("so far this quarter", Unit::Quarter),
            ("quarter to date", Unit::Quarter),
            ("本月至今", Unit::Month),
            ("本月以来", Unit::Month),
            ("今年以来", Unit::Year),
            ("今年至今", Unit::Year),
            ("年初至今", Unit::Year),
            ("本周以来", Unit::Week),
            ("本周至今", Unit::Week),
            ("月初至今", Unit::Month),
            ("今天到目前为止", Unit::Day),
            ("今天到现在", Unit::Day),
        ];
        let (unit, end) = self.entry(at, &table)?;
        let start = self.calendar.unit(self.calendar.today, unit, 0)?.range.start;
        Some((self.window(start, self.calendar.context.now)?, end))
    }

    fn window(&self, start: i64, end: i64) -> Option<Readings<Item>> {
        let range = TimeRange::new(start, end);
        (!range.is_empty()).then(|| vec![(Item::Cal(Cal::Span(Span { range, date: None })), 0.9)])
    }

    fn opened_window(&self, side: Side, point: &Point) -> Option<Readings<Item>> {
        let calendar = self.calendar;
        let mut point = point.clone();
        // What follows midnight is the day that begins there.
        if let Some(Clock::At(time)) = &mut point.clock
            && matches!(side, Side::From | Side::After)
            && time.time == jiff::civil::Time::midnight()
        {
            time.next_day = false;
        }
        let today = certain(Cal::Span(calendar.day(calendar.today)?));
        let now = calendar.context.now;
        let mut readings: Readings<Item> = Vec::new();
        for (cal, score) in point.cal.as_ref().unwrap_or(&today) {
            let Some(span) = calendar.resolve(*cal) else { continue };
            let (Some(start), Some(end)) = (
                calendar.edge(span, point.clock.as_ref(), Edge::Start),
                calendar.edge(span, point.clock.as_ref(), Edge::End),
            ) else {
                continue;
            };
            // "after 6 pm" is about that evening, "after june 5" about all that follows.
            let clocked = point.clock.is_some() && matches!(side, Side::After | Side::Before);
            let begin = if clocked { span.range.start } else { self.beginning(start) };
            let until = if clocked { span.range.end } else { now.max(calendar.context.data.map_or(now, |data| data.end.min(now))) };
            let (from, to) = match side {
                Side::From => (start, if now > start { now } else { span.range.end }),
                Side::After => (end, until),
                Side::Before => (begin, start),
                Side::Through => (begin, end),
            };
            for (item, _) in self.window(from, to).unwrap_or_default() {
                readings.push((item, *score));
            }
            if side == Side::Through && point.clock.is_none() {
                for (item, _) in self.window(from, start).unwrap_or_default() {
                    readings.push((item, score * 0.4));
                }
            }
        }
        (!readings.is_empty()).then_some(readings)
    }

    /// Where "before" and "until" begin: the data, or all time.
    fn beginning(&self, before: i64) -> i64 {
        self.calendar.context.data.map(|data| data.start).filter(|&start| start < before).unwrap_or(i64::MIN)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    From,
    Through,
    Before,
    After,
}

/// Lends the half of the day from one end to the other: "2 to 4 pm" is 14 to 16.
fn agree(mut first: ClockTime, mut last: ClockTime) -> (ClockTime, ClockTime) {
    let minutes = |clock: ClockTime| i32::from(clock.time.hour()) * 60 + i32::from(clock.time.minute());
    let later = |clock: ClockTime| {
        let hour = (clock.time.hour() + 12) % 24;
        jiff::civil::Time::new(hour, clock.time.minute(), clock.time.second(), 0).map_or(clock, |time| ClockTime { time, ..clock })
    };
    let half = 12 * 60;
    if !first.sure && last.sure && minutes(last) >= half && minutes(first) < half && minutes(first) + half < minutes(last) {
        first = later(first);
    }
    if first.sure && !last.sure && minutes(first) >= half && minutes(last) <= half && minutes(last) % half + half > minutes(first) {
        last = if minutes(last) >= half { last } else { later(last) };
    }
    (first, last)
}
