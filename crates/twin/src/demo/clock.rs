//! Plant-local time, shifts and the production calendar.

use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::TwinError;
use crate::packaging::Planned;

pub const TIMEZONE: &str = "Europe/Berlin";

/// Name, alias in Chinese, more aliases, start and end (local hour).
pub struct ShiftSpec {
    pub name: &'static str,
    pub aliases: &'static [&'static str],
    pub start_h: u8,
    pub end_h: u8,
}

pub const SHIFTS: &[ShiftSpec] = &[
    ShiftSpec {
        name: "day",
        aliases: &["morning shift", "early shift", "first shift", "早班", "白班"],
        start_h: 6,
        end_h: 14,
    },
    ShiftSpec {
        name: "evening",
        aliases: &["late shift", "afternoon shift", "second shift", "中班", "晚班"],
        start_h: 14,
        end_h: 22,
    },
    ShiftSpec { name: "night", aliases: &["third shift", "夜班"], start_h: 22, end_h: 6 },
];

/// Wall-clock time of the plant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Local {
    /// Days since 1970-01-01 on the wall calendar.
    pub day: i64,
    /// 0 is Monday.
    pub weekday: i64,
    pub second: i64,
    pub month: i8,
    /// Plant holiday: nothing is produced from 06:00 on.
    pub holiday: bool,
}

/// Turns UTC seconds to wall-clock time; asks the zone only when its offset may change.
#[derive(Debug, Clone)]
pub struct PlantClock {
    zone: TimeZone,
    offset_s: i64,
    valid: std::ops::Range<i64>,
    date: (i64, i8, bool),
}

impl PlantClock {
    /// # Errors
    /// When the build carries no time zone database.
    pub fn new() -> Result<Self, TwinError> {
        let zone = TimeZone::get(TIMEZONE).map_err(|source| TwinError::TimeZone { source })?;
        Ok(Self { zone, offset_s: 0, valid: 0..0, date: (i64::MIN, 1, false) })
    }

    pub fn local(&mut self, at_s: i64) -> Local {
        if !self.valid.contains(&at_s) {
            let at = Timestamp::from_second(at_s).unwrap_or(Timestamp::UNIX_EPOCH);
            self.offset_s = i64::from(self.zone.to_offset(at).seconds());
            let next =
                self.zone.following(at).next().map_or(i64::MAX, |change| change.timestamp().as_second());
            self.valid = at_s..next;
        }
        let wall = at_s + self.offset_s;
        let day = wall.div_euclid(86_400);
        if self.date.0 != day {
            let date = jiff::civil::date(1970, 1, 1).saturating_add(day.days());
            let holiday = matches!((date.month(), date.day()), (12, 24..=31) | (1, 1) | (5, 1) | (10, 3));
            self.date = (day, date.month(), holiday);
        }
        Local {
            day,
            weekday: (day + 3).rem_euclid(7),
            second: wall.rem_euclid(86_400),
            month: self.date.1,
            holiday: self.date.2,
        }
    }

    /// The next instant, at or after `at_s`, at a local hour of a day on which people of
    /// the maintenance crew work (Monday to Friday, or any day with `any_day`).
    pub fn next_at(&self, at_s: i64, hour: i8, any_day: bool) -> i64 {
        let Ok(at) = Timestamp::from_second(at_s) else { return at_s };
        let mut date = at.to_zoned_datetime(self.zone.clone()).date();
        for _ in 0..10 {
            let working = any_day || !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
            if working && let Ok(zoned) = date.at(hour, 0, 0, 0).to_zoned_datetime(self.zone.clone()) {
                let candidate = zoned.timestamp().as_second();
                if candidate >= at_s {
                    return candidate;
                }
            }
            date = date.saturating_add(1.day());
        }
        at_s
    }

    /// Local time as `2026-03-01T14:05:00+01:00`.
    pub fn rfc3339(&self, at_s: i64) -> String {
        let at = Timestamp::from_second(at_s).unwrap_or(Timestamp::UNIX_EPOCH);
        let zoned = at.to_zoned_datetime(self.zone.clone());
        let offset = zoned.offset().seconds();
        format!("{}+{:02}:{:02}", zoned.datetime(), offset / 3600, offset % 3600 / 60)
    }
}

impl Local {
    /// The wall clock some seconds on (less than a day); month and holiday stay.
    pub fn later(self, seconds: i64) -> Self {
        let second = self.second + seconds;
        let days = second.div_euclid(86_400);
        Self {
            day: self.day + days,
            weekday: (self.weekday + days).rem_euclid(7),
            second: second.rem_euclid(86_400),
            ..self
        }
    }

    /// Production runs from Monday 06:00 to Saturday 06:00 in three shifts, in June to
    /// August also on the Saturday day shift; half an hour's break in the middle of each
    /// shift; no production on holidays.
    pub fn planned(self) -> Planned {
        const WEEK: i64 = 7 * 86_400;
        let since_monday_six = (self.weekday * 86_400 + self.second - 6 * 3600).rem_euclid(WEEK);
        let summer_saturday =
            (6..=8).contains(&self.month) && (5 * 86_400..5 * 86_400 + 8 * 3600).contains(&since_monday_six);
        if since_monday_six >= 5 * 86_400 && !summer_saturday || self.holiday && self.second >= 6 * 3600 {
            return Planned::Off;
        }
        let into_shift = (self.second - 6 * 3600).rem_euclid(8 * 3600);
        if (4 * 3600..4 * 3600 + 1800).contains(&into_shift) { Planned::Break } else { Planned::Run }
    }

    /// Name of the shift.
    pub fn shift(self) -> &'static str {
        let hour = self.second / 3600;
        match hour {
            6..14 => "day",
            14..22 => "evening",
            _ => "night",
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn check(at: &str, planned: Planned, shift: &str) {
        let mut clock = PlantClock::new().unwrap();
        let local = clock.local(at.parse::<Timestamp>().unwrap().as_second());
        assert_eq!((local.planned(), local.shift()), (planned, shift), "{at}");
    }

    #[test]
    fn the_calendar_is_that_of_three_shifts_on_five_days() {
        check("2026-03-02T05:30:00+01:00", Planned::Off, "night"); // Monday before six
        check("2026-03-02T06:00:00+01:00", Planned::Run, "day");
        check("2026-03-03T10:15:00+01:00", Planned::Break, "day");
        check("2026-03-03T18:29:00+01:00", Planned::Break, "evening");
        check("2026-03-04T02:00:00+01:00", Planned::Break, "night");
        check("2026-03-07T05:59:00+01:00", Planned::Run, "night"); // Friday's night shift
        check("2026-03-07T06:00:00+01:00", Planned::Off, "day");
        check("2026-07-04T07:00:00+02:00", Planned::Run, "day"); // summer Saturday
        check("2026-12-28T08:00:00+01:00", Planned::Off, "day");
    }

    #[test]
    fn local_time_follows_daylight_saving() {
        let mut clock = PlantClock::new().unwrap();
        let before = "2026-03-29T00:59:00Z".parse::<Timestamp>().unwrap().as_second();
        assert_eq!(clock.local(before).second, 2 * 3600 - 60);
        assert_eq!(clock.local(before + 60).second, 3 * 3600);
        assert_eq!(clock.local(before - 3600).second, 3600 - 60, "going back is allowed");
        assert_eq!(clock.rfc3339(before + 60), "2026-03-29T03:00:00+02:00");
    }

    #[test]
    fn the_crew_does_not_work_on_sundays() {
        let clock = PlantClock::new().unwrap();
        let saturday = "2026-03-07T12:00:00+01:00".parse::<Timestamp>().unwrap().as_second();
        assert_eq!(clock.rfc3339(clock.next_at(saturday, 9, false)), "2026-03-09T09:00:00+01:00");
        assert_eq!(clock.rfc3339(clock.next_at(saturday, 9, true)), "2026-03-08T09:00:00+01:00");
    }
}
