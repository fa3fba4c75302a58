//! Dates in digits: ISO 8601, `6/10/2020`, `6/10`, `10.06.2020`.

use super::super::item::{Cal, PartialDate, Readings, certain};
use super::super::token::Kind;
use super::{Parsed, Parser};

/// What may stand before a date of two numbers without its year, which otherwise is a fraction.
const BEFORE_SHORT_DATE: &[&str] = &[
    "on",
    "from",
    "to",
    "since",
    "until",
    "till",
    "before",
    "after",
    "between",
    "and",
    "for",
    "in",
    "of",
    "(",
    "-",
    "在",
    "从",
    "到",
    "至",
    "自",
    "于",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
    "morning",
    "night",
    "date",
    "day",
    "日",
    "during",
    "through",
];

impl Parser<'_> {
    pub(super) fn numeric_date(&self, at: usize) -> Parsed<Readings<Cal>> {
        if self.is_identifier_tail(at) {
            return None;
        }
        self.iso_week_date(at)
            .or_else(|| self.year_first(at))
            .or_else(|| self.year_last(at))
            .or_else(|| self.without_year(at))
    }

    /// The parts of `a/b/c`: numbers glued by one separator.
    fn separated(&self, at: usize) -> Option<(Vec<&str>, &str, usize)> {
        let separator = self.text(at + 1);
        if !self.is(at, Kind::Number) || !matches!(separator, "-" | "/" | ".") || !self.glued(at + 1) {
            return None;
        }
        let mut parts = vec![self.text(at)];
        let mut end = at + 1;
        while parts.len() < 4
            && self.text(end) == separator
            && self.glued(end)
            && self.glued(end + 1)
            && self.is(end + 1, Kind::Number)
        {
            parts.push(self.text(end + 1));
            end += 2;
        }
        (parts.len() > 1).then_some((parts, separator, end))
    }

    /// `2020-06-10`, `2020/6/10`, `2020-06`, `20200610`.
    fn year_first(&self, at: usize) -> Parsed<Readings<Cal>> {
        let token = self.token(at)?;
        if token.kind == Kind::Number
            && token.text.len() == 8
            && !(self.glued(at + 1) && self.is(at + 1, Kind::Word))
        {
            let (year, month, day) = (&token.text[..4], &token.text[4..6], &token.text[6..]);
            let date = self.date_of(year, month, Some(day))?;
            return self.in_reach(date).then(|| (certain(Cal::Partial(date)), at + 1));
        }
        let (parts, separator, end) = self.separated(at)?;
        let (year, month, day) = match parts[..] {
            [year, month, day] => (year, month, Some(day)),
            [year, month]
                if separator != "." && (separator == "-" && month.len() == 2 || separator == "/") =>
            {
                (year, month, None)
            }
            _ => return None,
        };
        if year.len() != 4 {
            return None;
        }
        let end = self.skip_iso_t(end);
        Some((certain(Cal::Partial(self.date_of(year, month, day)?)), end))
    }

    /// The `t` of `2020-06-10T14:05`.
    fn skip_iso_t(&self, at: usize) -> usize {
        if self.text(at) == "t" && self.glued(at) && self.glued(at + 1) && self.is(at + 1, Kind::Number) {
            at + 1
        } else {
            at
        }
    }

    fn date_of(&self, year: &str, month: &str, day: Option<&str>) -> Option<PartialDate> {
        let date = PartialDate {
            year: Some(year.parse().ok()?),
            month: Some(month.parse().ok()?),
            day: day.map(str::parse).transpose().ok()?,
        };
        self.calendar.resolve_partial(date).map(|_| date)
    }

    fn in_reach(&self, date: PartialDate) -> bool {
        self.calendar.resolve_partial(date).is_some()
            && date.year.is_some_and(|year| (1950..=2100).contains(&year))
    }

    /// `6/10/2020` in both orders, `10.06.2020` day first.
    fn year_last(&self, at: usize) -> Parsed<Readings<Cal>> {
        let (parts, separator, end) = self.separated(at)?;
        let [first, second, year] = parts[..] else { return None };
        let year = match year.len() {
            4 => year.to_owned(),
            2 if separator != "-" => format!("20{year}"),
            _ => return None,
        };
        if first.len() > 2 || second.len() > 2 {
            return None;
        }
        Some((self.both_orders(Some(&year), first, second, separator == "."), end))
            .filter(|(readings, _)| !readings.is_empty())
    }

    /// `6/10` where words around it say that it is a date.
    fn without_year(&self, at: usize) -> Parsed<Readings<Cal>> {
        let (parts, separator, end) = self.separated(at)?;
        let [first, second] = parts[..] else { return None };
        let led = BEFORE_SHORT_DATE.contains(&self.before(at))
            || self.before(at).is_empty()
            || matches!(self.text(end), "的" | "到" | "至");
        let measured = super::super::words::MEASURES.contains(&self.text(end)) || self.text(end) == "of";
        let dated = separator == "/"
            || separator == "-" && first.len() <= 2 && second.len() == 2 && self.before(at) == "on";
        // "1-10 June": days of that month.
        let days = self.month_name(end).is_some();
        if !dated || !led || measured || days || first.len() > 2 || second.len() > 2 {
            return None;
        }
        let chinese = self.tokens.iter().any(|token| token.kind == Kind::Han);
        let mut readings = self.both_orders(None, first, second, false);
        if chinese {
            readings.truncate(1);
        }
        (!readings.is_empty()).then_some((readings, end))
    }

    /// Month first and day first, as far as each is a date; what has data or is past is likelier.
    fn both_orders(&self, year: Option<&str>, first: &str, second: &str, day_first: bool) -> Readings<Cal> {
        let parse = |text: &str| text.parse::<i8>().ok();
        let year = year.and_then(|year| year.parse::<i16>().ok());
        let order = |month: &str, day: &str| {
            let date = PartialDate { year, month: parse(month), day: parse(day) };
            let span = self.calendar.resolve_partial(date)?;
            let likely = self.calendar.fits_data(span.range) && span.range.start <= self.calendar.context.now;
            Some((Cal::Partial(date), likely))
        };
        let (month_first, day_month) = (order(first, second), order(second, first));
        let mut readings: Readings<Cal> = Vec::new();
        for (reading, usual) in [(month_first, !day_first), (day_month, day_first)] {
            let Some((date, likely)) = reading else { continue };
            let score = match (usual, likely) {
                (true, true) => 0.7,
                (false, true) => 0.5,
                (true, false) => 0.3,
                (false, false) => 0.15,
            };
            if !readings.iter().any(|(known, _)| *known == date) {
                readings.push((date, score));
            }
        }
        if let [(_, score)] = &mut readings[..] {
            *score = 0.95;
        }
        readings.sort_by(|a, b| b.1.total_cmp(&a.1));
        readings
    }

    /// `2020-W18`.
    fn iso_week_date(&self, at: usize) -> Parsed<Readings<Cal>> {
        let (year, next) = self.digits(at).filter(|_| self.text(at).len() == 4)?;
        let next = self.skip(next, &["-"]);
        if self.text(next) != "w" || !self.glued(next) || !self.glued(next + 1) {
            return None;
        }
        let (week, end) = self.digits(next + 1)?;
        let span = self.calendar.iso_week(i16::try_from(year).ok()?, i8::try_from(week).ok()?)?;
        Some((certain(Cal::Span(span)), end))
    }
}
