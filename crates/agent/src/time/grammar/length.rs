//! Lengths of time: "20 minutes", "1 h 30 min", "an hour and a half", 两个半小时.

use super::super::Unit;
use super::super::item::Length;
use super::super::token::Kind;
use super::super::words::{BEFORE_LENGTH, UNITS};
use super::{Parsed, Parser};

impl Parser<'_> {
    /// A length in seconds.
    pub(super) fn length(&self, at: usize) -> Parsed<f64> {
        let (mut total, mut end, mut unit) = self.length_part(at)?;
        // "1 h 30 min": each further part is of a smaller unit.
        while let Some((more, next, smaller)) = self.length_part(self.skip(end, &["and", ","]))
            && smaller.seconds() < unit.seconds()
        {
            (total, end, unit) = (total + more, next, smaller);
        }
        Some((total, end))
    }

    fn length_part(&self, at: usize) -> Option<(f64, usize, Unit)> {
        if matches!(self.before(at), "第" | "top" | "pump" | "#") {
            return None;
        }
        let (count, next) = match self.amount(at) {
            Some(found) => found,
            None => (1.0, self.any(at, &["an", "a full", "a whole"])?),
        };
        let (half, next) = match self.any(next, &["个半", "and a half"]) {
            Some(end) => (0.5, end),
            None => (0.0, next),
        };
        let next = self.skip(
            next,
            &["-", "consecutive", "straight", "full", "whole", "continuous", "more", "多", "个多"],
        );
        let (unit, end) = self.entry(next, UNITS)?;
        if unit == Unit::Shift || matches!(self.text(next), "日" | "号") {
            return None;
        }
        // "3 second stage pumps", "2 day tanks" number things.
        if matches!(self.text(next), "second" | "day" | "quarter")
            && count != 1.0
            && self.text(next.wrapping_sub(1)) != "-"
        {
            return None;
        }
        // 3年级, 5周年
        if matches!(self.text(end), "级" | "号" | "度") {
            return None;
        }
        // "chiller 6 min supply temperature": after a name this is a minimum, and "2 s" a plural.
        let short = matches!(self.text(next), "min" | "h" | "s" | "sec" | "second" | "mins");
        if short
            && !BEFORE_LENGTH.contains(&self.before(at))
            && !self.stops(end)
            && self.is(at, Kind::Number)
            && self.is(at.checked_sub(1)?, Kind::Word)
        {
            return None;
        }
        let trailing = self.skip(end, &["and a half"]);
        let half = if trailing > end { 0.5 } else { half };
        let seconds = Self::seconds_of(Length { count: count + half, unit })?;
        Some((seconds, trailing, unit))
    }
}
