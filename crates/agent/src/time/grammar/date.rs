//! English dates: "10 june 2020", "June 10th", "the 10th", "june 2020", "2017".

use super::super::item::{Cal, PartialDate, Readings, certain};
use super::super::token::Kind;
use super::super::words::{
    AFTER_DAY, BEFORE_NUMBER, EVERYDAY_MONTHS, MEASURES, MONTHS, NOT_MONTHS, ORDINALS,
};
use super::{Parsed, Parser};

pub(super) fn is_month_word(text: &str) -> bool {
    MONTHS.iter().any(|(name, _)| *name == text)
}

/// Whether two words differ by one letter (or two neighbours swapped).
pub(super) fn is_typo(word: &str, name: &str) -> bool {
    word.is_ascii() && word.len().abs_diff(name.len()) <= 1 && strsim::osa_distance(word, name) == 1
}

const PREPOSITIONS: &[&str] = &[
    "in",
    "of",
    "during",
    "since",
    "for",
    "last",
    "this",
    "whole",
    "until",
    "till",
    "through",
    "throughout",
    "to",
    "from",
    "between",
    "before",
    "after",
    "early",
    "mid",
    "late",
    "and",
    "all",
    "entire",
    "vs",
    "versus",
    "by",
    "than",
    "over",
    "past",
    "previous",
    "next",
    "with",
    "full",
];

const STRONG_BEFORE_YEAR: &[&str] = &["in", "during", "since", "throughout", "whole", "entire", "all", "of"];

const WEAK_BEFORE_YEAR: &[&str] = &[
    "for", "from", "to", "until", "through", "and", "vs", "versus", "before", "after", "with", "over",
    "between", ",", "-", "or", "late", "early", "mid", "",
];

impl Parser<'_> {
    /// A calendar date in English words.
    pub(super) fn english_date(&self, at: usize) -> Parsed<Readings<Cal>> {
        let read = self
            .day_month(at)
            .or_else(|| self.month_first(at))
            .or_else(|| self.lone_day(at))
            .or_else(|| self.lone_year(at));
        read.map(|(date, end)| (certain(Cal::Partial(date)), end))
    }

    /// A month's name with a possible dot; the flag says that it was misspelt.
    pub(super) fn month_name(&self, at: usize) -> Parsed<(i8, bool)> {
        let token = self.token(at).filter(|token| token.kind == Kind::Word)?;
        if let Some((month, next)) = self.entry(at, MONTHS) {
            let next = if token.text.len() <= 4
                && self.text(next) == "."
                && self.glued(next)
                && !self.at_end(next + 1)
            {
                next + 1
            } else {
                next
            };
            return Some(((month, false), next));
        }
        if token.text.len() < 4 || NOT_MONTHS.contains(&token.text.as_str()) {
            return None;
        }
        let month = MONTHS.iter().find(|(name, _)| name.len() >= 4 && is_typo(&token.text, name))?.1;
        Some(((month, true), at + 1))
    }

    /// "10 june 2020", "the 10th of june", "10-jun-2020".
    fn day_month(&self, at: usize) -> Parsed<PartialDate> {
        let (day, next) = self.day_number(self.skip(at, &["the"]))?;
        let next = self.skip(next, &["of", "day of", "-"]);
        let ((month, _), next) = self.month_name(next)?;
        let (year, end) = self.year_after(next);
        Some((PartialDate { year, month: Some(month), day: Some(day) }, end))
    }

    /// "june 10th, 2020", "june 2020", "june '20", "june".
    fn month_first(&self, at: usize) -> Parsed<PartialDate> {
        let ((month, misspelt), next) = self.month_name(at)?;
        let month = Some(month);
        let day_at = self.skip(next, &["the", "-"]);
        if let Some((day, end)) = self.day_number(day_at)
            && !self.is_clock_colon(end)
            && !matches!(self.text(end), "am" | "pm" | "a" | "p" | "%")
        {
            let (year, end) = self.year_after(end);
            return Some((PartialDate { year, month, day: Some(day) }, end));
        }
        if let (Some(year), end) = self.year_after(self.skip(next, &["of", "in"])) {
            return Some((PartialDate { year: Some(year), month, day: None }, end));
        }
        let token = self.token(at)?;
        let led = PREPOSITIONS.contains(&self.before(at));
        let everyday = EVERYDAY_MONTHS.contains(&token.text.as_str());
        let plain = !misspelt && (!everyday || (token.capital && at > 0));
        let typo_led = misspelt && led && token.text.len() >= 5;
        ((plain || (led && !misspelt)) || typo_led)
            .then_some((PartialDate { year: None, month, day: None }, next))
    }

    /// A day of the month with or without its ordinal suffix.
    pub(super) fn day_number(&self, at: usize) -> Parsed<i8> {
        let (value, next) = self.free_or_month_glued(at)?;
        let day = i8::try_from(value).ok().filter(|day| (1..=31).contains(day))?;
        if self.token(at)?.text.len() > 2 {
            return None;
        }
        if self.glued(next) && self.is(next, Kind::Word) {
            return matches!(self.text(next), "st" | "nd" | "rd" | "th").then_some((day, next + 1));
        }
        Some((day, next))
    }

    fn free_or_month_glued(&self, at: usize) -> Parsed<u32> {
        if at > 0 && self.glued(at) && is_month_word(self.before(at)) {
            self.digits(at)
        } else {
            self.free_digits(at)
        }
    }

    pub(super) fn is_clock_colon(&self, at: usize) -> bool {
        self.text(at) == ":" && self.glued(at) && self.glued(at + 1) && self.is(at + 1, Kind::Number)
    }

    /// ", 2020", "2020", "'20", "-2020" after a day or month.
    fn year_after(&self, at: usize) -> (Option<i16>, usize) {
        let next = self.skip(at, &[",", "of", "in", "-", "/"]);
        if let Some((year, end)) = self.four_digit_year(next) {
            return (Some(year), end);
        }
        match self.short_year(at) {
            Some((year, end)) => (Some(year), end),
            None => (None, at),
        }
    }

    /// `'20`.
    fn short_year(&self, at: usize) -> Parsed<i16> {
        if self.text(at) != "'" || !self.glued(at + 1) || self.token(at + 1)?.text.len() != 2 {
            return None;
        }
        let (value, end) = self.digits(at + 1)?;
        Some((2000 + i16::try_from(value).ok()?, end))
    }

    pub(super) fn four_digit_year(&self, at: usize) -> Parsed<i16> {
        let token = self.token(at).filter(|token| token.kind == Kind::Number && token.text.len() == 4)?;
        let year: i16 = token.text.parse().ok()?;
        let next = at + 1;
        let glued_word = self.glued(next) && self.is(next, Kind::Word);
        let clock = self.is_clock_colon(next);
        let decimal = self.text(next) == "."
            && self.glued(next)
            && self.glued(next + 1)
            && self.is(next + 1, Kind::Number);
        let more = self.text(next) == "-"
            && self.glued(next)
            && self.glued(next + 1)
            && self.is(next + 1, Kind::Number);
        let fits = (1950..=2100).contains(&year) && !glued_word && !clock && !decimal && !more;
        (fits && !MEASURES.contains(&self.text(next)) && self.text(next) != "%").then_some((year, next))
    }

    /// "the 10th", "10th" where it cannot number a thing.
    fn lone_day(&self, at: usize) -> Parsed<PartialDate> {
        let number_at = self.skip(at, &["the"]);
        let (day, end) = self.day_number(number_at)?;
        let ordinal = end == number_at + 2;
        let (led_by_the, lead) = (number_at > at, self.before(at));
        if !ordinal
            || !(led_by_the
                || PREPOSITIONS.contains(&lead)
                || matches!(lead, "on" | "the")
                || lead.is_empty()
                || lead == "(")
        {
            return None;
        }
        let date = PartialDate { year: None, month: None, day: Some(day) };
        if let Some((of, end)) = self.of_month(end) {
            return Some((PartialDate { year: Some(of.0), month: Some(of.1), day: Some(day) }, end));
        }
        let follows = self.stops(end)
            || !self.is(end, Kind::Word)
            || AFTER_DAY.contains(&self.text(end))
            || (self.text(end) == "of" && self.any(end, &["of the month"]).is_some());
        follows.then_some((date, self.skip(end, &["of the month"])))
    }

    /// "of this month", "of last month" after a day.
    fn of_month(&self, at: usize) -> Parsed<(i16, i8)> {
        let table =
            [("of this month", 0), ("of last month", -1), ("of the previous month", -1), ("last month", -1)];
        let (back, end) = self.entry(at, &table)?;
        let first = self
            .calendar
            .civil(self.calendar.unit(self.calendar.today, super::super::Unit::Month, back)?.range.start);
        Some(((first.year(), first.month()), end))
    }

    /// "in 2017", "for year 2017", "2017".
    fn lone_year(&self, at: usize) -> Parsed<PartialDate> {
        let start = self.skip(at, &["year", "the year", "calendar year", "fiscal year"]);
        if start == at && !matches!(self.token(at)?.kind, Kind::Number | Kind::Symbol) {
            return None;
        }
        let short = self
            .short_year(start)
            .filter(|_| matches!(self.before(at), "in" | "of" | "for" | "during" | "since" | "and" | "to"));
        if let Some((year, end)) = short {
            return Some((PartialDate { year: Some(year), ..PartialDate::default() }, end));
        }
        if self.is_identifier_tail(start) {
            return None;
        }
        let (year, end) = self.four_digit_year(start)?;
        if matches!(self.text(end), "/" | ":" | ".") && self.glued(end) && self.glued(end + 1) {
            return None;
        }
        let near = (self.calendar.today.year() - 60..=self.calendar.today.year() + 10).contains(&year);
        let strong = start > at || STRONG_BEFORE_YEAR.contains(&self.before(at));
        let partner = self.any(end, &["and", "to", "-", "until", "through", "or", "vs", "versus", "with"]);
        let measured =
            partner.and_then(|next| self.digits(next)).is_some_and(|(_, after)| self.is_measured(after));
        // "from 2018 to 2019" is years when either is one with data.
        let has_data = |year: i16| {
            self.calendar.context.data.is_some()
                && self.calendar.year(year).is_some_and(|span| self.calendar.fits_data(span.range))
        };
        let partner_stated =
            partner.and_then(|next| self.four_digit_year(next)).is_some_and(|(year, _)| has_data(year));
        let stated = has_data(year) || partner_stated;
        let name = BEFORE_NUMBER.contains(&self.before(at))
            || self.glued(at)
                && at > 0
                && self.is(at - 1, Kind::Han)
                && !matches!(self.before(at), "在" | "从" | "到" | "至" | "于" | "与" | "和" | "自" | "的");
        let fits = near
            && !measured
            && (strong
                || stated && !name && (WEAK_BEFORE_YEAR.contains(&self.before(at)) || self.stops(end)));
        fits.then_some((PartialDate { year: Some(year), ..PartialDate::default() }, end))
    }

    /// "second", "2nd": an ordinal before a unit.
    pub(super) fn ordinal(&self, at: usize) -> Parsed<u32> {
        self.entry(at, ORDINALS)
    }
}
