//! Periods of the plant's calendar: hours, days, weeks, months and shifts, as long as
//! the local clock makes them.

use std::collections::BTreeMap;

use analytics::Samples;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use plant::time::{local_rfc3339, nanos, timestamp};
use plant::{Plant, Problem, Shift, TimeRange};

use crate::support::problems;
use crate::support::recurring::Recurring;
use crate::support::time::{date_of, day_of};

/// The words that the parameter `by` takes.
pub const WORDS: &[&str] = &["hour", "day", "week", "month", "shift", "weekday", "hour_of_day"];

const HOUR: i64 = 3_600_000_000_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    Hour,
    Day,
    Week,
    Month,
    Shift,
    /// Every Monday together, every Tuesday, ...
    Weekday,
    /// What came between two and three in the afternoon on any day, ...
    HourOfDay,
}

/// One period: `2020-06-08T14:00:00-04:00`, `2020-06-08`, `2020-W23`, `2020-06`, `2020-06-08 night`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    pub label: String,
    pub range: TimeRange,
}

/// A period, and the parts of it whose samples count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bucket {
    pub period: Period,
    pub parts: Vec<TimeRange>,
}

impl By {
    /// # Errors
    /// PW3201 for another word, PW3108 when the plant has no shifts.
    pub fn of(word: &str, plant: &Plant) -> Result<Self, Problem> {
        match word {
            "hour" => Ok(Self::Hour),
            "day" => Ok(Self::Day),
            "week" => Ok(Self::Week),
            "month" => Ok(Self::Month),
            "shift" if plant.shifts.is_empty() => Err(no_shifts(plant)),
            "shift" => Ok(Self::Shift),
            "weekday" => Ok(Self::Weekday),
            "hour_of_day" => Ok(Self::HourOfDay),
            _ => Err(problems::bad_argument("by", format!("one of {} is needed", WORDS.join(", ")))),
        }
    }

    /// The bucket's name in SQL functions.
    pub fn word(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Shift => "shift",
            Self::Weekday => "weekday",
            Self::HourOfDay => "hour_of_day",
        }
    }

    /// What comes again and again, and the periods that it is made of.
    fn recurring(self) -> Option<(Recurring, Self)> {
        match self {
            Self::Weekday => Some((Recurring::Weekday, Self::Day)),
            Self::HourOfDay => Some((Recurring::HourOfDay, Self::Hour)),
            _ => None,
        }
    }
}

/// The shift of this name or alias.
///
/// # Errors
/// PW3108 when the plant does not describe it.
pub fn shift_called<'p>(plant: &'p Plant, name: &str) -> Result<&'p Shift, Problem> {
    let wanted = problems::fold(name);
    let is = |word: &str| {
        let word = problems::fold(word);
        word == wanted || wanted.strip_suffix(" shift") == Some(word.as_str())
    };
    let found = plant.shifts.iter().find(|s| is(&s.name) || s.aliases.iter().any(|alias| is(alias)));
    found.ok_or_else(|| {
        if plant.shifts.is_empty() {
            return no_shifts(plant);
        }
        let known: Vec<&str> = plant.shifts.iter().map(|shift| shift.name.as_str()).collect();
        problems::not_described(format!("there is no shift \"{name}\"; there are {}", known.join(", ")))
    })
}

pub fn no_shifts(plant: &Plant) -> Problem {
    problems::not_described(format!("{} describes no shifts", plant.name))
}

/// The period that an instant lies in; `None` for a time that belongs to no shift.
pub fn period_of(ns: i64, by: By, plant: &Plant) -> Option<Period> {
    let zone = &plant.timezone;
    let date = date_of(ns, zone);
    match by {
        By::Hour => {
            let offset = zone.to_offset(timestamp(ns)).seconds();
            let start = ns - (ns + i64::from(offset) * 1_000_000_000).rem_euclid(HOUR);
            Some(Period { label: local_rfc3339(start, zone), range: TimeRange::new(start, start + HOUR) })
        }
        By::Weekday => period_of(ns, By::Day, plant),
        By::HourOfDay => period_of(ns, By::Hour, plant),
        By::Day => day_of(date, zone).map(|range| Period { label: date.to_string(), range }),
        By::Week => {
            let back = date.weekday().since(Weekday::Monday);
            let monday = date.checked_sub(i64::from(back).days()).ok()?;
            let week = monday.iso_week_date();
            let label = format!("{}-W{:02}", week.year(), week.week());
            between(monday, monday.checked_add(7.days()).ok()?, zone).map(|range| Period { label, range })
        }
        By::Month => {
            let first = date.first_of_month();
            let label = format!("{:04}-{:02}", first.year(), first.month());
            between(first, first.checked_add(1.month()).ok()?, zone).map(|range| Period { label, range })
        }
        By::Shift => plant.shifts.iter().find_map(|shift| {
            let candidates = [date.yesterday().ok()?, date];
            candidates.into_iter().filter_map(|day| shift_on(shift, day, zone)).find(|p| p.range.contains(ns))
        }),
    }
}

/// The first instants of two dates.
fn between(from: Date, to: Date, zone: &TimeZone) -> Option<TimeRange> {
    Some(TimeRange::new(day_of(from, zone)?.start, day_of(to, zone)?.start))
}

/// A shift as it starts on a date.
fn shift_on(shift: &Shift, day: Date, zone: &TimeZone) -> Option<Period> {
    let last = if shift.end <= shift.start { day.tomorrow().ok()? } else { day };
    let at = |date: Date, time| zone.to_timestamp(date.to_datetime(time)).ok().map(nanos);
    let range = TimeRange::new(at(day, shift.start)?, at(last, shift.end)?);
    Some(Period { label: format!("{day} {}", shift.name), range })
}

/// Every run of a shift that touches a window, clipped to it, in time order.
pub fn shift_runs(shift: &Shift, window: TimeRange, zone: &TimeZone) -> Vec<Period> {
    let mut runs = Vec::new();
    let mut day = date_of(window.start, zone).checked_sub(2.days()).ok();
    let last = date_of(window.end, zone);
    while let Some(date) = day.filter(|date| *date <= last) {
        if let Some(run) = shift_on(shift, date, zone) {
            let range = run.range.intersect(window);
            if !range.is_empty() {
                runs.push(Period { range, ..run });
            }
        }
        day = date.tomorrow().ok();
    }
    runs
}

/// The periods of a window that hold samples, in time order; of a shift's samples alone when one
/// is given: a shift over midnight then counts with the period it starts in. `clip`: the
/// buckets' ranges end where the window does.
pub fn buckets(
    samples: Samples<'_>,
    window: TimeRange,
    clip: bool,
    by: By,
    shift: Option<&Shift>,
    plant: &Plant,
) -> Vec<Bucket> {
    let recurring = by.recurring();
    let single = recurring.map_or(by, |(_, single)| single);
    let found = match shift {
        None => calendar(samples, window, single, plant),
        Some(shift) => of_shift(shift, window, single, plant),
    };
    match recurring {
        None => found,
        Some((recurring, _)) => gathered(found, recurring, window, plant),
    }
    .into_iter()
    .filter(|bucket| bucket.parts.iter().any(|part| !samples.within(part.start, part.end).is_empty()))
    .map(|mut bucket| {
        if clip {
            bucket.period.range = bucket.period.range.intersect(window);
        }
        bucket
    })
    .collect()
}

/// The buckets of what comes again: all Mondays as one.
fn gathered(single: Vec<Bucket>, recurring: Recurring, window: TimeRange, plant: &Plant) -> Vec<Bucket> {
    let mut found: BTreeMap<usize, Bucket> = BTreeMap::new();
    for Bucket { period, parts } in single {
        let Some(place) = recurring.place(period.range.start, plant) else { continue };
        let empty = || Bucket {
            period: Period { label: recurring.label(place, plant), range: window },
            parts: Vec::new(),
        };
        found.entry(place).or_insert_with(empty).parts.extend(parts);
    }
    found.into_values().collect()
}

fn calendar(samples: Samples<'_>, window: TimeRange, by: By, plant: &Plant) -> Vec<Bucket> {
    let times = samples.within(window.start, window.end).times;
    let mut found = Vec::new();
    let mut next = 0;
    while let Some(&time) = times.get(next) {
        match period_of(time, by, plant) {
            Some(period) => {
                next = next.max(times.partition_point(|&t| t < period.range.end)).max(next + 1);
                let parts = vec![period.range.intersect(window)];
                found.push(Bucket { period, parts });
            }
            None => next += 1,
        }
    }
    found
}

fn of_shift(shift: &Shift, window: TimeRange, by: By, plant: &Plant) -> Vec<Bucket> {
    let mut found: Vec<Bucket> = Vec::new();
    for run in shift_runs(shift, window, &plant.timezone) {
        let pieces = match by {
            By::Hour => hours_of(run.range, plant),
            By::Shift => vec![(run.clone(), run.range)],
            _ => {
                period_of(run.range.start, by, plant).map(|period| (period, run.range)).into_iter().collect()
            }
        };
        for (period, part) in pieces {
            match found.last_mut() {
                Some(last) if last.period.label == period.label => last.parts.push(part),
                _ => found.push(Bucket { period, parts: vec![part] }),
            }
        }
    }
    // The last night of a week ends in the next one: the bucket is as long as its samples reach.
    for bucket in &mut found {
        for part in &bucket.parts {
            bucket.period.range.end = bucket.period.range.end.max(part.end);
        }
    }
    found
}

fn hours_of(range: TimeRange, plant: &Plant) -> Vec<(Period, TimeRange)> {
    let mut found = Vec::new();
    let mut at = range.start;
    while at < range.end {
        let Some(hour) = period_of(at, By::Hour, plant) else { break };
        at = hour.range.end;
        let part = hour.range.intersect(range);
        found.push((hour, part));
    }
    found
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::support::time::parse_instant;
    use jiff::civil::time;

    fn plant() -> Plant {
        let shift = |name: &str, alias: &str, start, end| Shift {
            name: name.to_owned(),
            aliases: vec![alias.to_owned()],
            start,
            end,
        };
        Plant {
            root: std::path::PathBuf::new(),
            name: "P".to_owned(),
            timezone: TimeZone::get("America/New_York").unwrap(),
            language: plant::Language::English,
            now: None,
            assets: Vec::new(),
            tags: Vec::new(),
            history: Vec::new(),
            records: Vec::new(),
            shifts: vec![
                shift("day", "白班", time(6, 0, 0, 0), time(18, 0, 0, 0)),
                shift("night", "夜班", time(22, 0, 0, 0), time(6, 0, 0, 0)),
            ],
        }
    }

    fn ns(text: &str) -> i64 {
        parse_instant(text, &plant().timezone).unwrap()
    }

    fn check(at: &str, by: By, expected: Option<(&str, &str, &str)>) {
        let zone = plant().timezone;
        let got = period_of(ns(at), by, &plant())
            .map(|p| (p.label, local_rfc3339(p.range.start, &zone), local_rfc3339(p.range.end, &zone)));
        let got = got.as_ref().map(|(l, s, e)| (l.as_str(), s.as_str(), e.as_str()));
        assert_eq!(got, expected, "{at} {by:?}");
    }

    #[test]
    fn periods_of_the_calendar() {
        check(
            "2020-06-08T14:59:59",
            By::Hour,
            Some(("2020-06-08T14:00:00-04:00", "2020-06-08T14:00:00-04:00", "2020-06-08T15:00:00-04:00")),
        );
        check(
            "2020-03-08T12:00:00",
            By::Day,
            Some(("2020-03-08", "2020-03-08T00:00:00-05:00", "2020-03-09T00:00:00-04:00")),
        );
        check(
            "2020-06-07T23:59:59",
            By::Week,
            Some(("2020-W23", "2020-06-01T00:00:00-04:00", "2020-06-08T00:00:00-04:00")),
        );
        check(
            "2021-01-01T00:00:00",
            By::Week,
            Some(("2020-W53", "2020-12-28T00:00:00-05:00", "2021-01-04T00:00:00-05:00")),
        );
        check(
            "2020-11-30T10:00:00",
            By::Month,
            Some(("2020-11", "2020-11-01T00:00:00-04:00", "2020-12-01T00:00:00-05:00")),
        );
    }

    #[test]
    fn both_hours_that_the_clock_shows_twice_are_periods() {
        let zone = plant().timezone;
        let first = ns("2020-11-01T05:30:00Z");
        let labels: Vec<String> = [first, first + HOUR]
            .iter()
            .map(|at| period_of(*at, By::Hour, &plant()).unwrap().label)
            .collect();
        assert_eq!(labels, ["2020-11-01T01:00:00-04:00", "2020-11-01T01:00:00-05:00"]);
        assert_eq!(local_rfc3339(first, &zone), "2020-11-01T01:30:00-04:00");
    }

    #[test]
    fn a_night_belongs_to_the_day_it_starts_on() {
        let night = Some(("2020-06-08 night", "2020-06-08T22:00:00-04:00", "2020-06-09T06:00:00-04:00"));
        check("2020-06-08T22:00:00", By::Shift, night);
        check("2020-06-09T05:59:59", By::Shift, night);
        check("2020-06-09T20:00:00", By::Shift, None);
        check(
            "2020-03-08T03:30:00",
            By::Shift,
            Some(("2020-03-07 night", "2020-03-07T22:00:00-05:00", "2020-03-08T06:00:00-04:00")),
        );
    }

    #[test]
    fn a_shift_is_found_by_its_names() {
        for name in ["night", "Night shift", "夜班"] {
            assert_eq!(shift_called(&plant(), name).unwrap().name, "night");
        }
        assert_eq!(shift_called(&plant(), "late").unwrap_err().code, "PW3108");
    }

    #[test]
    fn runs_of_a_shift_are_clipped_to_the_window() {
        let plant = plant();
        let window = TimeRange::new(ns("2020-06-08T02:00:00"), ns("2020-06-09T23:00:00"));
        let runs = shift_runs(&plant.shifts[1], window, &plant.timezone);
        let hours: Vec<f64> = runs.iter().map(|run| run.range.duration_s() / 3600.0).collect();
        assert_eq!(hours, [4.0, 8.0, 1.0]);
        assert_eq!(runs[0].label, "2020-06-07 night");
    }

    #[test]
    fn buckets_hold_what_lies_in_them() {
        let plant = plant();
        let window = TimeRange::new(ns("2020-06-08T12:00:00"), ns("2020-06-11"));
        let times: Vec<i64> = (0..60)
            .map(|hour| window.start + hour * HOUR)
            .filter(|t| *t < ns("2020-06-09T00:00:00") || *t >= ns("2020-06-10"))
            .collect();
        let values = vec![1.0; times.len()];
        let samples = Samples::new(&times, &values);
        let counted = |by, shift| -> Vec<(String, usize)> {
            buckets(samples, window, true, by, shift, &plant)
                .into_iter()
                .map(|b| (b.period.label, b.parts.iter().map(|p| samples.within(p.start, p.end).len()).sum()))
                .collect()
        };
        let pairs = |expected: &[(&str, usize)]| -> Vec<(String, usize)> {
            expected.iter().map(|(label, count)| ((*label).to_owned(), *count)).collect()
        };
        assert_eq!(counted(By::Day, None), pairs(&[("2020-06-08", 12), ("2020-06-10", 24)]));
        let nights = pairs(&[("2020-06-08 night", 2), ("2020-06-09 night", 6), ("2020-06-10 night", 2)]);
        assert_eq!(counted(By::Shift, Some(&plant.shifts[1])), nights);
        assert_eq!(
            counted(By::Day, Some(&plant.shifts[1])),
            pairs(&[("2020-06-08", 2), ("2020-06-09", 6), ("2020-06-10", 2)])
        );
        assert_eq!(counted(By::Month, Some(&plant.shifts[1])), pairs(&[("2020-06", 10)]));
        assert_eq!(counted(By::Hour, Some(&plant.shifts[1])).len(), 10);
    }
}
