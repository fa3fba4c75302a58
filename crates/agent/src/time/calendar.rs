//! Days, weeks, months and years around the plant's now, in the plant's zone.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time};
use plant::time::{nanos, timestamp};
use plant::{Shift, TimeRange};

use super::item::{Cal, Length, PartialDate, Span};
use super::{TimeContext, Unit};

/// A context with its now as a date.
pub(super) struct Calendar<'a> {
    pub context: &'a TimeContext<'a>,
    pub now: DateTime,
    pub today: Date,
}

impl<'a> Calendar<'a> {
    pub fn new(context: &'a TimeContext<'a>) -> Self {
        let now = timestamp(context.now).to_zoned_datetime(context.zone.clone()).datetime();
        Self { context, now, today: now.date() }
    }

    pub fn shifts(&self) -> &'a [Shift] {
        self.context.shifts
    }

    /// The instant of a civil time; in a gap the later, in a fold the earlier one.
    pub fn instant(&self, at: DateTime) -> Option<i64> {
        let zoned = self.context.zone.to_ambiguous_zoned_datetime(at).compatible().ok()?;
        let time = nanos(zoned.timestamp());
        // Clamped instants would make windows empty or endless.
        (time != i64::MIN && time != i64::MAX).then_some(time)
    }

    pub fn civil(&self, instant: i64) -> DateTime {
        timestamp(instant).to_zoned_datetime(self.context.zone.clone()).datetime()
    }

    pub fn range(&self, start: DateTime, end: DateTime) -> Option<TimeRange> {
        let range = TimeRange::new(self.instant(start)?, self.instant(end)?);
        (!range.is_empty()).then_some(range)
    }

    /// From the start of one day to the start of another.
    pub fn days(&self, start: Date, end: Date) -> Option<Span> {
        let range = self.range(start.to_datetime(Time::midnight()), end.to_datetime(Time::midnight()))?;
        let date = (start.tomorrow().ok()? == end).then_some(start);
        Some(Span { range, date })
    }

    pub fn day(&self, date: Date) -> Option<Span> {
        self.days(date, date.tomorrow().ok()?)
    }

    pub fn day_from_today(&self, days: i64) -> Option<Span> {
        self.day(add_days(self.today, days)?)
    }

    pub fn month(&self, year: i16, month: i8) -> Option<Span> {
        let first = Date::new(year, month, 1).ok()?;
        self.days(first, first.checked_add(1.month()).ok()?)
    }

    pub fn year(&self, year: i16) -> Option<Span> {
        self.days(Date::new(year, 1, 1).ok()?, Date::new(year.checked_add(1)?, 1, 1).ok()?)
    }

    /// `index` counts from 1.
    pub fn quarter(&self, year: i16, index: i8) -> Option<Span> {
        let first = Date::new(year, index.checked_sub(1)?.checked_mul(3)?.checked_add(1)?, 1).ok()?;
        self.days(first, first.checked_add(3.months()).ok()?)
    }

    pub fn half(&self, year: i16, index: i8) -> Option<Span> {
        let first = Date::new(year, if index == 1 { 1 } else { 7 }, 1).ok()?;
        self.days(first, first.checked_add(6.months()).ok()?)
    }

    /// The Monday of a date's week.
    pub fn monday(&self, date: Date) -> Option<Date> {
        add_days(date, -i64::from(date.weekday().to_monday_zero_offset()))
    }

    pub fn week_of(&self, date: Date) -> Option<Span> {
        let monday = self.monday(date)?;
        self.days(monday, add_days(monday, 7)?)
    }

    /// An ISO 8601 week.
    pub fn iso_week(&self, year: i16, week: i8) -> Option<Span> {
        let date = jiff::civil::ISOWeekDate::new(year, week, jiff::civil::Weekday::Monday).ok()?.date();
        self.days(date, add_days(date, 7)?)
    }

    /// The calendar unit that holds `date`, `offset` units later.
    pub fn unit(&self, date: Date, unit: Unit, offset: i64) -> Option<Span> {
        match unit {
            Unit::Day => self.day(add_days(date, offset)?),
            Unit::Week => self.week_of(add_days(date, offset.checked_mul(7)?)?),
            Unit::Month => {
                let first =
                    date.first_of_month().checked_add(jiff::Span::new().try_months(offset).ok()?).ok()?;
                self.month(first.year(), first.month())
            }
            Unit::Quarter => {
                let start = Date::new(date.year(), (date.month() - 1) / 3 * 3 + 1, 1).ok()?;
                let months = jiff::Span::new().try_months(offset.checked_mul(3)?).ok()?;
                let first = start.checked_add(months).ok()?;
                self.quarter(first.year(), (first.month() - 1) / 3 + 1)
            }
            Unit::Year => self.year(i16::try_from(i64::from(date.year()).checked_add(offset)?).ok()?),
            Unit::Second | Unit::Minute | Unit::Hour | Unit::Shift => None,
        }
    }

    /// `at` moved by `count` units; calendar units keep the clock time.
    pub fn shift_by(&self, at: i64, length: Length, sign: i64) -> Option<i64> {
        let whole = length.whole().map(|count| count * sign);
        let step = match (length.unit, whole) {
            (Unit::Day, Some(n)) => jiff::Span::new().try_days(n).ok()?,
            (Unit::Week, Some(n)) => jiff::Span::new().try_weeks(n).ok()?,
            (Unit::Month, Some(n)) => jiff::Span::new().try_months(n).ok()?,
            (Unit::Quarter, Some(n)) => jiff::Span::new().try_months(n * 3).ok()?,
            (Unit::Year, Some(n)) => jiff::Span::new().try_years(n).ok()?,
            _ => {
                let seconds = length.seconds()?;
                if !(0.0..9e9).contains(&seconds) {
                    return None;
                }
                return at.checked_add((seconds * 1e9) as i64 * sign);
            }
        };
        self.instant(self.civil(at).checked_add(step).ok()?)
    }

    pub fn fits_data(&self, range: TimeRange) -> bool {
        self.context.data.is_none_or(|data| !data.intersect(range).is_empty())
    }

    /// The only civil day of the data, when it lies on one.
    pub fn only_day(&self) -> Option<Date> {
        let data = self.context.data?;
        let (first, last) = (self.civil(data.start).date(), self.civil(data.end.saturating_sub(1)).date());
        (!data.is_empty() && first == last).then_some(first)
    }

    pub fn resolve(&self, cal: Cal) -> Option<Span> {
        match cal {
            Cal::Span(span) => Some(span),
            Cal::Partial(date) => self.resolve_partial(date),
        }
    }

    /// A date whose year or month is open is the latest that is not after now and, when the
    /// data is known and any such date is among the last forty years, lies in the data.
    pub fn resolve_partial(&self, date: PartialDate) -> Option<Span> {
        match date {
            PartialDate { year: Some(year), month: Some(month), day: Some(day) } => {
                self.day(Date::new(year, month, day).ok()?)
            }
            PartialDate { year: Some(year), month: Some(month), day: None } => self.month(year, month),
            PartialDate { year: Some(year), month: None, day: None } => self.year(year),
            PartialDate { year: None, month: Some(month), day } => {
                let years = (self.today.year() - 40..=self.today.year()).rev();
                self.latest(years.filter_map(|year| {
                    self.resolve_partial(PartialDate { year: Some(year), month: Some(month), day })
                }))
            }
            PartialDate { year: None, month: None, day: Some(day) } => {
                let this = self.today.first_of_month();
                let months =
                    (0..480).filter_map(|back| this.checked_sub(jiff::Span::new().months(back)).ok());
                self.latest(months.filter_map(|m| self.day(Date::new(m.year(), m.month(), day).ok()?)))
            }
            _ => None,
        }
    }

    /// The first of `spans` (latest first) that has begun and fits the data, else the first that has begun.
    pub fn latest(&self, spans: impl Iterator<Item = Span>) -> Option<Span> {
        let mut begun = None;
        for span in spans.filter(|span| span.range.start <= self.context.now) {
            if self.fits_data(span.range) {
                return Some(span);
            }
            begun = begun.or(Some(span));
        }
        begun
    }

    /// The latest day with this weekday (Monday is 0) strictly before today.
    pub fn past_weekday(&self, weekday: i8) -> Option<Date> {
        let back = (self.today.weekday().to_monday_zero_offset() - weekday).rem_euclid(7);
        add_days(self.today, -i64::from(if back == 0 { 7 } else { back }))
    }

    /// A clock stretch on a date; an end at or before the start lies on the next day.
    pub fn on(&self, date: Date, start: Time, end: Time) -> Option<TimeRange> {
        let last = if end <= start { date.tomorrow().ok()? } else { date };
        self.range(date.to_datetime(start), last.to_datetime(end))
    }
}

pub(super) fn add_days(date: Date, days: i64) -> Option<Date> {
    date.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}
