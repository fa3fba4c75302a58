//! Quarters, halves, numbered weeks, weekends, early and late months.

use super::super::Unit;
use super::super::calendar::add_days;
use super::super::item::{Cal, PartialDate, Readings, certain};
use super::super::token::Kind;
use super::{Parsed, Parser, Production};

impl Parser<'_> {
    pub(super) fn period(&self, at: usize) -> Parsed<Readings<Cal>> {
        let productions: [Production<'_, Cal>; 7] = [
            Self::quarter_or_half,
            Self::numbered_week,
            Self::week_of_date,
            Self::weekend,
            Self::portion,
            Self::part_of_month,
            Self::whole,
        ];
        productions.iter().filter_map(|production| production(self, at)).max_by_key(|(_, end)| *end)
    }

    /// "Q2 2020", "second quarter of 2020", "H1", "2020 Q2", 二季度, 上半年.
    fn quarter_or_half(&self, at: usize) -> Parsed<Readings<Cal>> {
        let leading = self.four_digit_year(at).map(|(year, end)| (year, self.skip(end, &["-"])));
        let start = leading.map_or(at, |(_, next)| next);
        let (part, end) = self.year_fraction(start)?;
        let (year, end) = match leading {
            Some((year, _)) => (Some(year), end),
            None => match self.four_digit_year(self.skip(end, &["of", "in", ","])) {
                Some((year, end)) => (Some(year), end),
                None => self
                    .relative_year(self.skip(end, &["of"]))
                    .map_or((None, end), |(year, end)| (Some(year), end)),
            },
        };
        let of_year = |year: i16| match part {
            Fraction::Quarter(index) => self.calendar.quarter(year, index),
            Fraction::Half(index) => self.calendar.half(year, index),
        };
        let span = match year {
            Some(year) => of_year(year)?,
            None => {
                let now = self.calendar.today.year();
                self.calendar.latest((now - 40..=now).rev().filter_map(of_year))?
            }
        };
        Some((certain(Cal::Span(span)), end))
    }

    fn relative_year(&self, at: usize) -> Parsed<i16> {
        let (back, end) = self.entry(at, &[("last year", -1_i16), ("this year", 0), ("the year", 0)])?;
        Some((self.calendar.today.year() + back, end))
    }

    fn year_fraction(&self, at: usize) -> Parsed<Fraction> {
        if matches!(self.text(at), "q" | "h") && self.glued(at + 1) {
            let (index, end) = self.digits(at + 1).filter(|_| self.text(at + 1).len() == 1)?;
            let index = i8::try_from(index).ok()?;
            let clean = !(self.glued(end)
                && (self.is(end, Kind::Word)
                    || self.text(end) == "_"
                    || self.text(end) == "-" && self.glued(end + 1)));
            let led = self.text(at) == "q"
                || matches!(self.before(at), "in" | "of" | "for" | "during" | "")
                || self.four_digit_year(end).is_some();
            return match self.text(at) {
                "q" if (1..=4).contains(&index) && clean => Some((Fraction::Quarter(index), end)),
                "h" if (1..=2).contains(&index) && clean && led => Some((Fraction::Half(index), end)),
                _ => None,
            };
        }
        if let Some((index, end)) = self.chinese_quarter(at) {
            return Some((Fraction::Quarter(index), end));
        }
        if let Some((index, end)) = self.entry(at, &[("上半年", 1_i8), ("下半年", 2)]) {
            return Some((Fraction::Half(index), end));
        }
        let start = self.skip(at, &["the"]);
        let (index, next) = self.ordinal(start).or_else(|| Some((4, self.phrase(start, "last")?)))?;
        let index = i8::try_from(index).ok()?;
        if let Some(end) = self
            .any(next, &["quarter of", "quarter"])
            .filter(|_| (1..=4).contains(&index) && self.text(start) != "last")
        {
            let end = if self.text(end - 1) == "of" { end - 1 } else { end };
            return Some((Fraction::Quarter(index), end));
        }
        let end = self.phrase(next, "half")?;
        let year = self.any(end, &["of the year", "of this year", "of last year"]).is_some()
            || self.four_digit_year(self.skip(end, &["of"])).is_some();
        (year && index <= 2).then_some((Fraction::Half(index), end))
    }

    /// "week 23", "week 23 of 2020", 第23周.
    fn numbered_week(&self, at: usize) -> Parsed<Readings<Cal>> {
        let leading =
            self.four_digit_year(at).map(|(year, end)| (year, self.skip(end, &["年", ",", "年的"])));
        let start = leading.map_or(at, |(_, next)| next);
        let (week, end) =
            match self.any(start, &["week", "wk", "cw", "calendar week", "week no .", "week number", "kw"]) {
                Some(next) => {
                    if self.text(start) == "kw" {
                        return None;
                    }
                    self.digits(next)?
                }
                None => {
                    let next = self.phrase(start, "第")?;
                    let (week, end) = self.numeral(next)?;
                    (week, self.any(end, &["周", "个星期", "个周"])?)
                }
            };
        let week = i8::try_from(week).ok().filter(|week| (1..=53).contains(week))?;
        // "the week 17-23 March" names its days, and no number of a week.
        let dated = self.any(end, &["-", "to"]).and_then(|next| self.day_number(next));
        if dated.is_some_and(|(_, next)| self.month_name(next).is_some()) {
            return None;
        }
        let year = leading
            .map(|(year, _)| (year, end))
            .or_else(|| self.four_digit_year(self.skip(end, &["of", ",", "in"])));
        if let Some((year, end)) = year {
            return Some((certain(Cal::Span(self.calendar.iso_week(year, week)?)), end));
        }
        let now = self.calendar.today.year();
        let span = self
            .calendar
            .latest((now - 40..=now).rev().filter_map(|year| self.calendar.iso_week(year, week)))?;
        Some((certain(Cal::Span(span)), end))
    }

    /// "week of 2020-04-27", "the week of june 8", "the week ending june 7".
    fn week_of_date(&self, at: usize) -> Parsed<Readings<Cal>> {
        let start = self.skip(at, &["the"]);
        let table = [
            ("week of", ()),
            ("week of the", ()),
            ("week starting", ()),
            ("week beginning", ()),
            ("week commencing", ()),
            ("week containing", ()),
            ("week from", ()),
            ("week ending", ()),
            ("week starting on", ()),
            ("week ending on", ()),
        ];
        let ((), next) = self.entry(start, &table)?;
        let (cals, end) = self.day_cal(next)?;
        let starting = matches!(self.text(start + 1), "starting" | "beginning" | "commencing" | "from");
        let ending = self.text(start + 1) == "ending";
        let weeks = cals.iter().filter_map(|(cal, score)| {
            let date = self.calendar.resolve(*cal)?.date?;
            let span = if starting {
                self.calendar.days(date, add_days(date, 7)?)?
            } else if ending {
                self.calendar.days(add_days(date, -6)?, add_days(date, 1)?)?
            } else {
                self.calendar.week_of(date)?
            };
            Some((Cal::Span(span), *score))
        });
        let weeks: Readings<Cal> = weeks.collect();
        (!weeks.is_empty()).then_some((weeks, end))
    }

    /// A single day, without the productions that would call back here.
    fn day_cal(&self, at: usize) -> Parsed<Readings<Cal>> {
        let productions: [Production<'_, Cal>; 4] =
            [Self::numeric_date, Self::chinese_date, Self::english_date, Self::relative_date];
        productions.iter().filter_map(|production| production(self, at)).max_by_key(|(_, end)| *end)
    }

    /// "last weekend", "this weekend", "the weekend".
    fn weekend(&self, at: usize) -> Parsed<Readings<Cal>> {
        let table = [
            ("last weekend", -1),
            ("this past weekend", -1),
            ("past weekend", -1),
            ("this weekend", 0),
            ("the weekend", 2),
            ("weekend", 2),
            ("previous weekend", -1),
            ("over the weekend", 2),
        ];
        let (which, end) = self.entry(at, &table)?;
        let today = self.calendar.today;
        let saturday = add_days(self.calendar.monday(today)?, 5)?;
        let saturday = match which {
            0 => saturday,
            2 if saturday <= today => saturday,
            // The latest weekend that is over.
            _ => add_days(saturday, -7)?,
        };
        let readings = certain(Cal::Span(self.calendar.days(saturday, add_days(saturday, 2)?)?));
        // "the weekend of june 6"
        if let Some((cals, after)) = self.phrase(end, "of").and_then(|next| self.day_cal(next))
            && let Some(date) = cals.first().and_then(|(cal, _)| self.calendar.resolve(*cal)?.date)
        {
            let saturday = add_days(self.calendar.monday(date)?, 5)?;
            return Some((certain(Cal::Span(self.calendar.days(saturday, add_days(saturday, 2)?)?)), after));
        }
        Some((readings, end))
    }

    /// "early june", "mid-march", "late 2019", "beginning of june", "end of june".
    fn part_of_month(&self, at: usize) -> Parsed<Readings<Cal>> {
        let start = self.skip(at, &["the", "at the", "in the"]);
        let table = [
            ("early", 0_i64),
            ("beginning of", 0),
            ("start of", 0),
            ("mid", 1),
            ("middle of", 1),
            ("late", 2),
            ("end of", 2),
            ("mid -", 1),
        ];
        let (third, next) = self.entry(start, &table)?;
        let (cals, end) = self.english_date(next).or_else(|| self.calendar_month(next))?;
        let span = self.calendar.resolve(cals.first()?.0)?;
        let first = self.calendar.civil(span.range.start).date();
        let after = self.calendar.civil(span.range.end).date();
        if !(28..=31).contains(&(after - first).get_days()) {
            return None;
        }
        let (from, to) = match third {
            0 => (first, add_days(first, 10)?),
            1 => (add_days(first, 10)?, add_days(first, 20)?),
            _ => (add_days(first, 20)?, after),
        };
        Some((vec![(Cal::Span(self.calendar.days(from, to)?), 0.8)], end))
    }

    fn calendar_month(&self, at: usize) -> Parsed<Readings<Cal>> {
        let table = [("this month", 0), ("the month", 0), ("last month", -1), ("the previous month", -1)];
        let (offset, end) = self.entry(at, &table)?;
        Some((certain(Cal::Span(self.calendar.unit(self.calendar.today, Unit::Month, offset)?)), end))
    }

    /// "whole of june", "all of 2021", "the entire month of may".
    fn whole(&self, at: usize) -> Parsed<Readings<Cal>> {
        let leads = [
            "whole of",
            "the whole of",
            "all of",
            "the entire",
            "entire",
            "the whole",
            "whole",
            "all",
            "the month of",
            "month of",
            "the year",
            "the whole month of",
            "the entire month of",
            "full",
            "the full",
            "the day of",
            "the entire year",
            "the whole year",
            "the entire year of",
            "calendar year",
            "the full month of",
            "throughout",
            "all through",
            "the year of",
        ];
        let next = self.any(at, &leads)?;
        let (cals, end) = self.day_cal(next).or_else(|| {
            let today: &[(&str, Unit)] =
                &[("day", Unit::Day), ("week", Unit::Week), ("month", Unit::Month), ("year", Unit::Year)];
            let (unit, end) = self.entry(next, today).filter(|_| self.stops(next + 1))?;
            Some((certain(Cal::Span(self.calendar.unit(self.calendar.today, unit, 0)?)), end))
        })?;
        let sizeable = cals.iter().any(|(cal, _)| match cal {
            Cal::Partial(PartialDate { year, month, .. }) => year.is_some() || month.is_some(),
            Cal::Span(_) => true,
        });
        sizeable.then_some((cals, end))
    }
}

#[derive(Debug, Clone, Copy)]
enum Fraction {
    Quarter(i8),
    Half(i8),
}
