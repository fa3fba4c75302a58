//! Ranges with one end: "since Monday", "before june 5", 6月5日以后, "year to date".

use plant::TimeRange;

use super::super::combine::Edge;
use super::super::item::{Cal, Clock, Item, Point, Readings, Span, certain};
use super::super::{TimeMeaning, Unit, token::Kind};
use super::{Parsed, Parser};

impl Parser<'_> {
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
            if let Some(end) = self
                .any(next, &["now", "right now", "现在", "目前", "today"])
                .filter(|_| side == Side::Through && self.text(next) != "today")
            {
                return Some((vec![(Item::Fixed(TimeMeaning::AllData), 0.8)], end));
            }
            let (point, end) = self.point(next, false)?;
            let tail: &[&str] = match side {
                Side::From => &[
                    "onwards",
                    "onward",
                    "on",
                    "until now",
                    "to now",
                    "up to now",
                    "till now",
                    "以来",
                    "起",
                    "开始",
                    "到现在",
                    "至今",
                    "到目前",
                    "以后",
                    "到目前为止",
                ],
                _ => &["为止", "inclusive", "included", "( inclusive )", "( 含 )", "含", "之前", "以前"],
            };
            let after = self.skip(end, tail);
            let chinese = self.is(at, Kind::Han);
            if (self.text(at) == "from" || chinese && side == Side::From || self.text(at) == "starting")
                && after == end
                && self.text(at) != "自"
            {
                return None;
            }
            if self.text(at) == "到" && after == end {
                return None;
            }
            // "after june 1 and before june 5"
            if matches!(side, Side::After | Side::From)
                && let Some(next) = self.any(after, &["and before", "but before", "and prior to", ", before"])
                && let Some((until, end)) = self.point(next, false)
                && let (Some((Item::Cal(Cal::Span(from)), _)), Some((Item::Cal(Cal::Span(to)), _))) = (
                    self.opened_window(side, &point)?.first(),
                    self.opened_window(Side::Before, &until)?.first(),
                )
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
            let until = if clocked {
                span.range.end
            } else {
                now.max(calendar.context.data.map_or(now, |data| data.end.min(now)))
            };
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
