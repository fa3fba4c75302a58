//! The grammar: every production takes a token position and gives what it read with the
//! position after it, or nothing. At each token the production that reads furthest wins.

mod chinese_date;
mod clock;
mod clock_range;
mod cursor;
mod date;
mod length;
mod numeric;
mod open_range;
mod period;
mod point;
mod portion;
mod range;
mod relative;
mod shift;
mod special;

use std::cell::Cell;

use super::calendar::Calendar;
use super::item::{Cal, Found, Item, PartialDate, Readings};
use super::token::{Kind, Token, tokenize};

/// What a production gives.
pub(super) type Parsed<T> = Option<(T, usize)>;

/// A rule of the grammar with its alternatives.
type Production<'p, T> = fn(&Parser<'p>, usize) -> Parsed<Readings<T>>;

pub(super) struct Parser<'a> {
    pub tokens: Vec<Token>,
    pub calendar: &'a Calendar<'a>,
    /// Year and month that an open date takes while a clarification in brackets is read.
    pub hint: Cell<Option<(i16, i8)>>,
    /// How deep points stand in points ("the first hour of the first day of ...").
    pub depth: Cell<u8>,
}

/// Small words between two parts of one expression ("yesterday **at** 2 pm", 昨天**的**夜班).
const JOINERS: &[&str] = &[
    "at", "on", "of", "in", "during", "the", ",", "的", "那天", "从", "在", "for", "from", "and", "里", "时",
    "之", "that", "(",
];

impl<'a> Parser<'a> {
    pub fn new(text: &str, calendar: &'a Calendar<'a>) -> Self {
        Self { tokens: tokenize(text), calendar, hint: Cell::new(None), depth: Cell::new(0) }
    }

    /// Every item of the text, in order.
    pub fn scan(&self) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::new();
        let mut at = 0;
        while at < self.tokens.len() {
            match self.item(at) {
                Some((readings, end)) if end > at && !readings.is_empty() => {
                    let (readings, end) = self.clarified(readings, end);
                    let adjacent = found.last().is_some_and(|last| self.only_joiners(last.tokens.end, at));
                    let (Some(first), Some(last)) = (self.tokens.get(at), self.tokens.get(end - 1)) else {
                        break;
                    };
                    found.push(Found {
                        tokens: at..end,
                        span: first.span.start..last.span.end,
                        readings,
                        adjacent,
                    });
                    at = self.listed_days(end, &mut found);
                }
                _ => at += 1,
            }
        }
        found
    }

    /// The further days of "june 8, 9 and 10".
    fn listed_days(&self, mut at: usize, found: &mut Vec<Found>) -> usize {
        let date = found.last().and_then(|last| match last.readings.first()?.0 {
            Item::Cal(Cal::Partial(date)) if date.month.is_some() && date.day.is_some() => Some(date),
            _ => None,
        });
        let Some(date) = date else { return at };
        while let Some(next) = self.any(at, &[",", "and", ", and", "or", "&"])
            && let Some((day, end)) = self.day_number(next)
            && (self.stops(end)
                || matches!(self.text(end), "and" | "or" | "&" | "together" | "combined" | "taken"))
            && let (Some(first), Some(last)) = (self.tokens.get(next), self.tokens.get(end - 1))
        {
            let readings = vec![(Item::Cal(Cal::Partial(PartialDate { day: Some(day), ..date })), 0.85)];
            found.push(Found {
                tokens: next..end,
                span: first.span.start..last.span.end,
                readings,
                adjacent: false,
            });
            at = end;
        }
        at
    }

    fn only_joiners(&self, from: usize, to: usize) -> bool {
        to - from <= 3 && self.tokens[from..to].iter().all(|token| JOINERS.contains(&token.text.as_str()))
    }

    /// The production that reads furthest; the earlier one when two read as far.
    fn item(&self, at: usize) -> Parsed<Readings<Item>> {
        if !self.may_start(at) {
            return None;
        }
        let productions: [Production<'_, Item>; 7] = [
            Self::special,
            Self::years,
            Self::open_range,
            Self::range,
            Self::recurring_days,
            Self::single,
            Self::bare_length,
        ];
        let mut best: Parsed<Readings<Item>> = None;
        for production in productions {
            if let Some((readings, end)) = production(self, at)
                && best.as_ref().is_none_or(|(_, furthest)| end > *furthest)
            {
                best = Some((readings, end));
            }
        }
        best
    }

    /// A token inside an identifier (`RUL0030`, `P-101`) starts nothing.
    fn may_start(&self, at: usize) -> bool {
        let Some(token) = self.tokens.get(at) else { return false };
        if !token.glued || at == 0 {
            return true;
        }
        let before = &self.tokens[at - 1];
        match token.kind {
            Kind::Number => !self.is_identifier_tail(at),
            Kind::Word => !matches!(before.text.as_str(), "_" | "-" | "#") && before.kind != Kind::Number,
            Kind::Han | Kind::Symbol => true,
        }
    }

    /// A date or clock that stands alone, both, or one of the relative forms.
    fn single(&self, at: usize) -> Parsed<Readings<Item>> {
        let (point, end) = self.point(at, true)?;
        Some((point.into_items(), end))
    }

    /// "first week of June (1st to 7th)": what the brackets say is meant.
    fn clarified(&self, readings: Readings<Item>, end: usize) -> (Readings<Item>, usize) {
        let unchanged = |readings| (readings, end);
        if self.text(end) != "(" {
            return unchanged(readings);
        }
        let span = readings.first().and_then(|(item, _)| match item {
            Item::Cal(cal) => self.calendar.resolve(*cal),
            _ => None,
        });
        let Some(span) = span else { return unchanged(readings) };
        // "the week of June 1 (Mon-Sun)": only how weeks run is said.
        if let Some((first, next)) = self.weekday_name(end + 1)
            && let Some((last, close)) = self.weekday_name(next + 1)
            && self.text(close) == ")"
            && (first, last) == (0, 6)
        {
            return (readings, close + 1);
        }
        let start = self.calendar.civil(span.range.start);
        self.hint.set(Some((start.year(), start.month())));
        let inner = self.range(end + 1).or_else(|| self.single(end + 1));
        self.hint.set(None);
        match inner {
            Some((inner, close)) if self.text(close) == ")" => {
                let resolved = inner
                    .into_iter()
                    .map(|(item, score)| (self.with_hint(item, start.year(), start.month()), score));
                (resolved.collect(), close + 1)
            }
            _ => unchanged(readings),
        }
    }

    fn with_hint(&self, item: Item, year: i16, month: i8) -> Item {
        match item {
            Item::Cal(Cal::Partial(mut date)) if date.day.is_some() => {
                date.month = date.month.or(Some(month));
                date.year = date.year.or(Some(year));
                Item::Cal(Cal::Partial(date))
            }
            other => other,
        }
    }
}
