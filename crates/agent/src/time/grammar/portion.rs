//! Portions of a period: "the first 3 hours of june 5", "last week of June", 6月第一周.

use plant::TimeRange;

use super::super::Unit;
use super::super::calendar::add_days;
use super::super::combine;
use super::super::item::{Cal, Length, Readings, Span, certain};
use super::super::words::{SMALL_NUMBERS, UNITS};
use super::{Parsed, Parser};

impl Parser<'_> {
    /// "the first 3 hours of june 5", "last week of June", "second week of", "first half of".
    pub(super) fn portion(&self, at: usize) -> Parsed<Readings<Cal>> {
        let start = self.skip(at, &["the", "during the"]);
        if let Some((half, next)) = self.entry(
            start,
            &[
                ("first half of", false),
                ("1st half of", false),
                ("second half of", true),
                ("2nd half of", true),
                ("last half of", true),
                ("latter half of", true),
            ],
        ) {
            let (window, end) = self.whole_window(next)?;
            let middle = self.middle(window)?;
            let range =
                if half { TimeRange::new(middle, window.end) } else { TimeRange::new(window.start, middle) };
            return Some((certain(self.span_cal(range)?), end));
        }
        let (edge, next) = match self
            .entry(start, &[("first", 1_i64), ("opening", 1), ("last", -1), ("final", -1), ("closing", -1)])
        {
            Some(found) => found,
            None => {
                let (index, next) = self.ordinal(start)?;
                (i64::from(index), next)
            }
        };
        let (count, next) = match self.amount(next) {
            Some((count, after)) if edge.abs() == 1 => (count, after),
            Some(_) => return None,
            None => (1.0, next),
        };
        let (unit, next) = self.entry(self.skip(next, &["full", "-"]), UNITS)?;
        let next =
            self.any(next, &["of", "of the", "of the day", "of the day on", "in", "on", "from", "into"])?;
        let (window, end) = self.whole_window(next)?;
        Some((self.cut(window, edge, Length { count, unit })?, end))
    }

    /// The window of a day, period or shift.
    fn whole_window(&self, at: usize) -> Parsed<TimeRange> {
        let (point, end) = self.point(at, false)?;
        let range = combine::point_window(&point, self.calendar)?;
        Some((range, end))
    }

    fn middle(&self, window: TimeRange) -> Option<i64> {
        let first = self.calendar.civil(window.start).date();
        let last = self.calendar.civil(window.end).date();
        let days = (last - first).get_days();
        if (28..=31).contains(&days) {
            return Some(self.calendar.day(add_days(first, 15)?)?.range.start);
        }
        if days > 300 {
            return Some(self.calendar.unit(first, Unit::Month, 6)?.range.start);
        }
        Some(window.start + (window.end - window.start) / 2)
    }

    /// The n-th (from the end where negative) stretch of a length within a window.
    fn cut(&self, window: TimeRange, edge: i64, length: Length) -> Option<Readings<Cal>> {
        let calendar = self.calendar;
        let range = if edge < 0 {
            TimeRange::new(calendar.shift_by(window.end, length, -1)?.max(window.start), window.end)
        } else {
            let steps = |n: i64| {
                (0..n)
                    .try_fold(window.start, |at, _| calendar.shift_by(at, length, 1))
                    .map(|at| at.min(window.end))
            };
            TimeRange::new(steps(edge - 1)?, steps(edge)?)
        };
        let mut readings = vec![(self.span_cal(range)?, 0.85)];
        if length.unit == Unit::Week && length.count == 1.0 {
            let inside = if edge < 0 {
                calendar.civil(window.end.checked_sub(1)?).date()
            } else {
                add_days(calendar.civil(window.start).date(), (edge - 1) * 7)?
            };
            let week = calendar.week_of(inside)?;
            if week.range != range {
                readings.push((Cal::Span(week), 0.5));
            }
        }
        Some(readings)
    }

    fn span_cal(&self, range: TimeRange) -> Option<Cal> {
        if range.is_empty() {
            return None;
        }
        let date = self.calendar.civil(range.start).date();
        let date = self.calendar.day(date).filter(|day| day.range == range).and_then(|day| day.date);
        Some(Cal::Span(Span { range, date }))
    }

    /// 6月第一周, 6月的最后三天, 昨天最后一小时, 6月前五天: a portion behind its period.
    pub(super) fn chinese_portion(&self, (cals, end): (Readings<Cal>, usize)) -> (Readings<Cal>, usize) {
        let portion = self.chinese_portion_of(end).and_then(|(edge, length, after)| {
            let readings: Readings<Cal> = cals
                .iter()
                .filter_map(|(cal, score)| Some((self.calendar.resolve(*cal)?.range, *score)))
                .filter_map(|(window, _)| self.cut(window, edge, length))
                .flatten()
                .collect();
            (!readings.is_empty()).then_some((readings, after))
        });
        portion.unwrap_or((cals, end))
    }

    fn chinese_portion_of(&self, at: usize) -> Option<(i64, Length, usize)> {
        let start = self.skip(at, &["的", "里", "里的"]);
        let table = [
            ("第", 0_i64),
            ("最后", -1),
            ("末", -1),
            ("最初", 1),
            ("头", 1),
            ("前", 1),
            ("开头", 1),
            ("最开始", 1),
            ("后", -1),
        ];
        let (edge, next) = self.entry(start, &table)?;
        let (count, next) = self
            .amount(next)
            .or_else(|| self.entry(next, SMALL_NUMBERS).map(|(n, end)| (f64::from(n), end)))?;
        let (unit, end) = self.entry(next, UNITS)?;
        if matches!(self.text(next), "日" | "年") {
            return None;
        }
        match edge {
            0 if (1.0..=60.0).contains(&count) => Some((count as i64, Length { count: 1.0, unit }, end)),
            0 => None,
            _ => Some((edge, Length { count, unit }, end)),
        }
    }
}
