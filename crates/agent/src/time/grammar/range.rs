//! Ranges of days: "from june 3 to june 7", "3-7 june", "june 3 14:00 to june 4 02:00".

use plant::TimeRange;

use super::super::calendar::add_days;
use super::super::combine::Edge;
use super::super::item::{Cal, Clock, Item, PartialDate, Point, Readings, Span, certain};
use super::super::token::Kind;
use super::{Parsed, Parser};

const OPENERS: &[&str] =
    &["from", "since", "between", "从", "自", "由", "介于", "in between", "starting from", "starting", "在"];
const TO: &[&str] = &[
    "to",
    "until",
    "till",
    "through",
    "thru",
    "up to",
    "-",
    "~",
    "到",
    "至",
    "直到",
    "to the",
    "until the",
    "through the",
    "--",
    ". .",
    "up until",
    "and up to",
    "一直到",
];
const AND: &[&str] = &["and", "and the", "和", "与", "to", "-", "到", "至", "及"];
pub(super) const CLOSERS: &[&str] =
    &["之间", "期间", "间", "这段时间", "这段时间内", "的时段", "时段", "为止", "止"];
const INCLUSIVE: &[&str] = &[
    "inclusive",
    "inclusively",
    "included",
    "( inclusive )",
    "( included )",
    "( 含 )",
    "含",
    "(both days included)",
    "( both inclusive )",
    "both included",
    "( 包含 )",
    "( 包括 )",
    "both days included",
    "( both days included )",
];
const EXCLUSIVE: &[&str] = &[
    "exclusive",
    "( exclusive )",
    "( 不含 )",
    "不含",
    "( excluded )",
    "( not included )",
    "not included",
    "( 不包括 )",
];

/// Before or behind the end of a range: the day after its beginning.
const NEXT_DAY: &[&str] = &[
    "第二天",
    "次日",
    "翌日",
    "隔天",
    "the next day",
    "the following day",
    "next day",
    "the day after",
    "on the next day",
    "on the following day",
];

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
        let single =
            self.point(at, true).filter(|(point, _)| matches!(point.clock, Some(Clock::Between(..))));
        let single = single.map(|(point, end)| (point.into_items(), end));
        [days, clocks, single].into_iter().flatten().max_by_key(|(_, end)| *end)
    }

    /// "2010 to 2019", 2015到2019年, "between 2010 and 2012": whole years.
    pub(super) fn years(&self, at: usize) -> Parsed<Readings<Item>> {
        let (start, connectors) = self.opened(at);
        let year = |at: usize| {
            let text = self.token(at).filter(|token| token.kind == Kind::Number && token.text.len() == 4)?;
            let year: i16 = text.text.parse().ok()?;
            (1950..=2100).contains(&year).then(|| (year, self.skip(at + 1, &["年"])))
        };
        let (first, middle) = year(start)?;
        let next =
            self.any(middle, &["up to and including"]).or_else(|| self.connector(middle, connectors))?;
        let (last, end) = year(next)?;
        // "2000 to 2050 kPa" is no time, and 2010-2011-05 a date.
        let goes_on = self.text(end) == "-" || self.text(end) == "." && self.glued(end + 1);
        if last <= first || self.is_measured(end) || goes_on {
            return None;
        }
        let from = self.calendar.civil(self.calendar.year(first)?.range.start).date();
        let to = self.calendar.civil(self.calendar.year(last)?.range.end).date();
        let end = self.skip(self.skip(end, CLOSERS), INCLUSIVE);
        Some((certain(Item::Cal(Cal::Span(self.calendar.days(from, to)?))), end))
    }

    /// Opening word, first end, connector, with what the opening word allows.
    pub(super) fn opened(&self, at: usize) -> (usize, &'static [&'static str]) {
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
        let next = self
            .connector(middle, connectors)
            .or_else(|| self.chinese_and(middle))
            .or_else(|| self.neighbour(start, middle, &first))?;
        let places = (start, next);
        let (leading, next) = (next, self.skip(next, NEXT_DAY));
        let (last, end) = match self.point(next, false) {
            Some((point, end)) if point.cal.is_some() || first.cal.is_none() => (point, end),
            Some((point, end)) if first.clock.is_some() && self.day_tail(next, &first).is_none() => {
                (point, end)
            }
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

    pub(super) fn connector(&self, at: usize, connectors: &[&str]) -> Option<usize> {
        self.any(self.skip(at, &[","]), connectors)
    }

    /// 和/与 joins a range only when 之间 follows somewhere near.
    pub(super) fn chinese_and(&self, at: usize) -> Option<usize> {
        let next = self.any(at, &["和", "与", "跟"])?;
        (next..(next + 12).min(self.tokens.len())).any(|i| self.phrase(i, "之间").is_some()).then_some(next)
    }

    /// "January 26 and 27 together", "across January 16 and 17": two days, one after the other, that are one time. Without
    /// such a word they may be two that are compared.
    fn neighbour(&self, start: usize, at: usize, first: &Point) -> Option<usize> {
        let next = self.any(at, &["and", "&"])?;
        let (_, end) = self.day_tail(next, first)?;
        let together = matches!(self.text(end), "together" | "combined" | "altogether");
        if !together && !matches!(self.before(start), "across" | "over" | "during" | "throughout") {
            return None;
        }
        let day = |point: &Point| {
            point.cal.as_ref()?.iter().find_map(|(cal, _)| match cal {
                Cal::Partial(date) => date.day,
                _ => None,
            })
        };
        let (second, _) = self.day_tail(next, first)?;
        (day(&second)? == day(first)? + 1).then_some(next)
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
        let dated =
            last.cal.as_ref()?.iter().any(|(cal, _)| matches!(cal, Cal::Partial(date) if date.day.is_some()));
        let ordinal = end > start + 1;
        let chinese = self.is(self.tokens.len().min(next + 1), Kind::Han);
        let weak = !ordinal && !chinese && !self.names_month(next);
        if !dated || weak {
            return None;
        }
        Some((
            Point {
                cal: Some(certain(Cal::Partial(PartialDate { day: Some(day), ..PartialDate::default() }))),
                clock: None,
            },
            end,
        ))
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
        if self.is_measured(end)
            || self.is_clock_colon(end)
            || matches!(self.text(end), "am" | "pm" | "点" | "时" | "-")
        {
            return None;
        }
        let year = self
            .any(end, &[","])
            .and_then(|next| self.four_digit_year(next))
            .or_else(|| self.four_digit_year(end));
        let date = PartialDate { year: year.map(|(year, _)| year), month: None, day: Some(day) };
        Some((
            Point { cal: Some(certain(Cal::Partial(date))), clock: None },
            year.map_or(end, |(_, end)| end),
        ))
    }

    /// Every pair of readings that makes a window.
    fn between(&self, first: &Point, last: &Point, shape: Shape) -> Option<Readings<Item>> {
        let today = self.calendar.only_day().unwrap_or(self.calendar.today);
        let fallback = [(Cal::Span(self.calendar.day(today)?), 1.0)];
        let open = |point: &Point| point.cal.is_none();
        let firsts = first.cal.as_deref().unwrap_or(&fallback);
        let lasts = last.cal.as_deref().unwrap_or(&fallback);
        let mut readings: Readings<Item> = Vec::new();
        let mixed =
            |a: &Cal, b: &Cal| self.month_leads(shape.places.0, a) != self.month_leads(shape.places.1, b);
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
        let numeric = self.is(at, Kind::Number)
            && self.text(at).len() <= 2
            && matches!(self.text(at + 1), "/" | "-" | ".");
        let (value, _) = self.digits(at).filter(|_| numeric && self.glued(at + 1) && month != day)?;
        Some(i8::try_from(value) == Ok(*month))
    }

    fn window_between(
        &self,
        (a, b): (Cal, Cal),
        first: &Point,
        last: &Point,
        shape: Shape,
    ) -> Option<TimeRange> {
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
        let mut end = if shape.excluded && last.clock.is_none() {
            to.range.start
        } else {
            calendar.edge(to, last.clock.as_ref(), Edge::End)?
        };
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
            (None, Some(year)) if from.month.is_some() => {
                from.year = Some(if wraps { year - 1 } else { year })
            }
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
            return (
                Cal::Partial(PartialDate { year, ..from }),
                Cal::Partial(PartialDate { year: next, ..to }),
            );
        }
        let Some(end) = start_of(to) else { return unchanged };
        let month = if wraps { end.first_of_month().yesterday().unwrap_or(end) } else { end };
        (
            Cal::Partial(PartialDate { year: Some(month.year()), month: Some(month.month()), ..from }),
            Cal::Partial(PartialDate { year: Some(end.year()), month: Some(end.month()), ..to }),
        )
    }
}
