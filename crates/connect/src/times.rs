//! Times as files write them, read into nanoseconds since the epoch.
//!
//! How a column writes its times is decided once, over the whole column; a cell that is
//! written otherwise is set aside, never guessed.

mod civil;
mod clock;

use jiff::tz::TimeZone;
use plant::DateOrder;

pub(crate) use clock::{Candidates, FoldResolver, LocalTimes};

use crate::number::{self, NumberStyle};
use crate::report::Reason;
use civil::{Civil, Order};
use clock::LocalClock;

const SECOND: i64 = 1_000_000_000;
const DAY: i64 = 86_400;

/// How a column writes its times.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Style {
    /// Year first, or with the month's name.
    Calendar(Order),
    /// Time since 1970; how many nanoseconds one is.
    Unix(i64),
    /// Days since 1899-12-30, local, as spreadsheets keep dates.
    Excel,
}

/// Reads the cells of one time column.
#[derive(Debug, Clone)]
pub(crate) struct TimeReader {
    style: Style,
    number: NumberStyle,
    clock: LocalClock,
    /// Days of the last date seen: neighbours mostly share it.
    last_date: ([u8; 10], i64),
}

/// What a column of times leaves open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Undecided {
    /// No cell is a time.
    NoTime,
    /// Day and month could be either way.
    DateOrder,
    /// Some dates have the day first, others the month.
    Contradiction,
}

impl TimeReader {
    /// Decides how `cells` are written. `cells` is gone through more than once only where
    /// day and month must be told apart.
    pub fn decide<'a, I>(
        cells: impl Fn() -> I,
        given: Option<DateOrder>,
        number: NumberStyle,
        zone: &TimeZone,
    ) -> Result<Self, Undecided>
    where
        I: Iterator<Item = &'a [u8]>,
    {
        let style = decide_style(&cells, given, number)?;
        Ok(Self { style, number, clock: LocalClock::new(zone.clone()), last_date: ([0; 10], 0) })
    }

    /// The instant of a cell, or the two it may be where clocks were set back.
    #[inline]
    pub fn read(&mut self, cell: &[u8]) -> Result<Candidates, Reason> {
        if self.style == Style::Calendar(Order::Plain)
            && let Some((local_s, nanos)) = self.canonical(cell)
        {
            return self.clock.resolve(local_s, nanos);
        }
        self.read_slowly(cell)
    }

    /// The quick way for `YYYY-MM-DD HH:MM:SS` and the same with `T` and a fraction.
    #[inline]
    fn canonical(&mut self, cell: &[u8]) -> Option<(i64, i64)> {
        let head: &[u8; 19] = cell.first_chunk()?;
        let two = |at: usize| -> Option<i64> {
            let (tens, ones) = (head[at].wrapping_sub(b'0'), head[at + 1].wrapping_sub(b'0'));
            (tens < 10 && ones < 10).then_some(i64::from(tens) * 10 + i64::from(ones))
        };
        if !matches!(head[10], b' ' | b'T') || head[13] != b':' || head[16] != b':' {
            return None;
        }
        let (hour, minute, second) = (two(11)?, two(14)?, two(17)?);
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let date: &[u8; 10] = head.first_chunk()?;
        if self.last_date.0 != *date {
            if date[4] != b'-' || date[7] != b'-' {
                return None;
            }
            let days = civil::days(two(0)? * 100 + two(2)?, two(5)?, two(8)?)?;
            self.last_date = (*date, days);
        }
        let nanos = match cell.get(19..) {
            Some([]) => 0,
            Some([b'.' | b',', fraction @ ..]) => civil::fraction(fraction)?,
            _ => return None,
        };
        Some((self.last_date.1 * DAY + hour * 3600 + minute * 60 + second, nanos))
    }

    fn read_slowly(&mut self, cell: &[u8]) -> Result<Candidates, Reason> {
        let cell = cell.trim_ascii();
        if crate::words::is_missing(cell) {
            return Err(Reason::TimeMissing);
        }
        match self.style {
            Style::Calendar(order) => {
                let civil = civil::parse(cell, order).ok_or(Reason::TimeNotUnderstood)?;
                self.place(civil)
            }
            Style::Unix(unit) => unix(cell, unit, self.number).map(Candidates::One),
            Style::Excel => {
                let days = number::whole(cell, self.number).ok_or(Reason::TimeNotUnderstood)?;
                let (local_s, nanos) = excel(days).ok_or(Reason::TimeNotUnderstood)?;
                self.clock.resolve(local_s, nanos)
            }
        }
    }

    fn place(&mut self, civil: Civil) -> Result<Candidates, Reason> {
        let local_s = civil.days * DAY + civil.second_of_day;
        match civil.offset_s {
            None => self.clock.resolve(local_s, civil.nanos),
            Some(offset) => clock::utc(local_s - offset, civil.nanos).map(Candidates::One),
        }
    }
}

/// Whether a cell, alone, is a date or a time that no number could be.
pub(crate) fn looks_like_time(cell: &[u8]) -> bool {
    let cell = cell.trim_ascii();
    civil::parse(cell, Order::Plain).is_some()
        || civil::parse(cell, Order::DayFirst).is_some()
        || civil::parse(cell, Order::MonthFirst).is_some()
}

/// Whether a cell is a time or could be one as a number.
pub(crate) fn could_be_time(cell: &[u8], number: NumberStyle) -> bool {
    looks_like_time(cell) || number::whole(cell, number).and_then(numeric_style).is_some()
}

/// Whether a cell is a date without a time of day.
pub(crate) fn is_bare_date(cell: &[u8]) -> bool {
    let cell = cell.trim_ascii();
    let bare = |order| civil::parse(cell, order).is_some() && !cell.contains(&b':');
    !cell.is_empty() && [Order::Plain, Order::DayFirst, Order::MonthFirst].into_iter().any(bare)
}

/// Whether a cell is a time of day without a date.
pub(crate) fn is_time_of_day(cell: &[u8]) -> bool {
    civil::is_time_of_day(cell.trim_ascii())
}

fn decide_style<'a, I>(
    cells: &impl Fn() -> I,
    given: Option<DateOrder>,
    number: NumberStyle,
) -> Result<Style, Undecided>
where
    I: Iterator<Item = &'a [u8]>,
{
    let (mut plain, mut numeric, mut parts) = (0, 0, 0);
    let mut first_number = None;
    let present = || cells().map(<[u8]>::trim_ascii).filter(|cell| !crate::words::is_missing(cell));
    for cell in present().take(500) {
        if civil::parse(cell, Order::Plain).is_some() {
            plain += 1;
        } else if let Some(style) = number::whole(cell, number).and_then(numeric_style) {
            numeric += 1;
            first_number.get_or_insert(style);
        } else if civil::parts(cell).is_some() {
            parts += 1;
        }
    }
    if plain + numeric + parts == 0 {
        return Err(Undecided::NoTime);
    }
    if plain >= numeric && plain >= parts {
        return Ok(Style::Calendar(Order::Plain));
    }
    if numeric >= parts {
        return first_number.ok_or(Undecided::NoTime);
    }
    let order = match given {
        Some(DateOrder::DayFirst) => Order::DayFirst,
        Some(DateOrder::MonthFirst) => Order::MonthFirst,
        None => date_order(present())?,
    };
    Ok(Style::Calendar(order))
}

/// Which of the two comes first: a number above 12 is no month.
fn date_order<'a>(cells: impl Iterator<Item = &'a [u8]>) -> Result<Order, Undecided> {
    let (mut day_first, mut month_first, mut dotted, mut others) = (0_u64, 0_u64, 0_u64, 0_u64);
    for (first, second, separator) in cells.filter_map(civil::parts) {
        match (first > 12, second > 12) {
            (true, false) => day_first += 1,
            (false, true) => month_first += 1,
            _ => {}
        }
        *(if separator == b'.' { &mut dotted } else { &mut others }) += 1;
    }
    match (day_first, month_first) {
        (0, 0) if dotted > 0 && others == 0 => Ok(Order::DayFirst),
        (0, 0) => Err(Undecided::DateOrder),
        (_, 0) => Ok(Order::DayFirst),
        (0, _) => Ok(Order::MonthFirst),
        // A handful against thousands are typing errors, and are set aside as such.
        (day, month) if day > month.saturating_mul(1_000) => Ok(Order::DayFirst),
        (day, month) if month > day.saturating_mul(1_000) => Ok(Order::MonthFirst),
        _ => Err(Undecided::Contradiction),
    }
}

/// What a number means as a time, by its size: days of a spreadsheet from 1954 to 2119, else
/// seconds, milliseconds, microseconds or nanoseconds of 1973 to 2286.
fn numeric_style(value: f64) -> Option<Style> {
    match value {
        20_000.0..80_000.0 => Some(Style::Excel),
        1e8..1e10 => Some(Style::Unix(SECOND)),
        1e11..1e13 => Some(Style::Unix(1_000_000)),
        1e14..1e16 => Some(Style::Unix(1_000)),
        1e17..1e19 => Some(Style::Unix(1)),
        _ => None,
    }
}

fn unix(cell: &[u8], unit: i64, number: NumberStyle) -> Result<i64, Reason> {
    // Whole numbers stay exact; nanoseconds do not fit into a float.
    if let Some(whole) = std::str::from_utf8(cell).ok().and_then(|text| text.parse::<i64>().ok()) {
        if numeric_style(whole as f64) != Some(Style::Unix(unit)) {
            return Err(Reason::TimeNotUnderstood);
        }
        return whole.checked_mul(unit).ok_or(Reason::TimeOutOfRange);
    }
    let value = number::whole(cell, number).ok_or(Reason::TimeNotUnderstood)?;
    if numeric_style(value) != Some(Style::Unix(unit)) {
        return Err(Reason::TimeNotUnderstood);
    }
    let whole = value.floor();
    // A float of seconds is good to a microsecond at best; more digits would be noise.
    let fraction = ((value - whole) * unit as f64 / 1e3).round() as i64 * 1_000;
    (whole as i64)
        .checked_mul(unit)
        .and_then(|time| time.checked_add(if unit == 1 { 0 } else { fraction }))
        .ok_or(Reason::TimeOutOfRange)
}

/// Local seconds since 1970 of a spreadsheet's day count, to the millisecond it is good for.
fn excel(days: f64) -> Option<(i64, i64)> {
    const DAY_OF_1970: f64 = 25_569.0;
    if numeric_style(days) != Some(Style::Excel) {
        return None;
    }
    let millis = ((days - DAY_OF_1970) * 86_400_000.0).round() as i64;
    Some((millis.div_euclid(1_000), millis.rem_euclid(1_000) * 1_000_000))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn reader(cells: &[&str], order: Option<DateOrder>, zone: &str) -> Result<TimeReader, Undecided> {
        let zone = TimeZone::get(zone).unwrap();
        let style = NumberStyle::default();
        TimeReader::decide(|| cells.iter().map(|cell| cell.as_bytes()), order, style, &zone)
    }

    fn check_in(zone: &str, cells: &[&str], expected: &[Result<&str, Reason>]) {
        let mut reader = reader(cells, None, zone).unwrap();
        for (cell, expected) in cells.iter().zip(expected) {
            let got = reader.read(cell.as_bytes()).map(|time| match time {
                Candidates::One(ns) => plant::time::timestamp(ns).to_string(),
                Candidates::Two(a, b) => {
                    format!("{} or {}", plant::time::timestamp(a), plant::time::timestamp(b))
                }
            });
            assert_eq!(got.as_deref().map_err(|reason| *reason), *expected, "{cell} in {zone}");
        }
    }

    fn check(cell: &str, expected: &str) {
        check_in("Europe/Berlin", &[cell], &[Ok(expected)]);
    }

    #[test]
    fn a_time_is_read_as_it_is_written() {
        check("2024-01-05 06:07:08", "2024-01-05T05:07:08Z");
        check("2024-07-05T06:07:08.250", "2024-07-05T04:07:08.25Z");
        check("2024-07-05T06:07:08.123456789Z", "2024-07-05T06:07:08.123456789Z");
        check("2024-07-05T06:07:08+08:00", "2024-07-04T22:07:08Z");
        check("2024-07-05 06:07:08 +0800", "2024-07-04T22:07:08Z");
        check("2024-07-05 06:07", "2024-07-05T04:07:00Z");
        check("2024/7/5 6:07", "2024-07-05T04:07:00Z");
        check("2024-07-05", "2024-07-04T22:00:00Z");
        check("20240705T060708", "2024-07-05T04:07:08Z");
        check("20240705060708", "2024-07-05T04:07:08Z");
        check("2024年7月5日 06:07:08", "2024-07-05T04:07:08Z");
        check("05-Jul-24 06:07:08", "2024-07-05T04:07:08Z");
        check("5 July 2024 6:07:08 PM", "2024-07-05T16:07:08Z");
        check("Jul 5, 2024 12:07:08 AM", "2024-07-04T22:07:08Z");
        check("2024-07-05 24:00:00", "2024-07-05T22:00:00Z");
        check("05.07.2024 06:07:08", "2024-07-05T04:07:08Z");
        check("25/07/2024 06:07", "2024-07-25T04:07:00Z");
        check("7/25/2024 6:07:08 PM", "2024-07-25T16:07:08Z");
        check("1720152428", "2024-07-05T04:07:08Z");
        check("1720152428.25", "2024-07-05T04:07:08.25Z");
        check("1720152428250", "2024-07-05T04:07:08.25Z");
        check("1720152428250001", "2024-07-05T04:07:08.250001Z");
        check("1720152428250000001", "2024-07-05T04:07:08.250000001Z");
        check("45478.25", "2024-07-05T04:00:00Z");
        check("45478", "2024-07-04T22:00:00Z");
    }

    #[test]
    fn what_is_no_time_is_set_aside() {
        check_in(
            "Europe/Berlin",
            &[
                "2024-02-29 00:00:00",
                "2023-02-29 00:00:00",
                "2024-01-01 25:00:00",
                "",
                "soon",
                "12",
                "9999-01-01",
            ],
            &[
                Ok("2024-02-28T23:00:00Z"),
                Err(Reason::TimeNotUnderstood),
                Err(Reason::TimeNotUnderstood),
                Err(Reason::TimeMissing),
                Err(Reason::TimeNotUnderstood),
                Err(Reason::TimeNotUnderstood),
                Err(Reason::TimeOutOfRange),
            ],
        );
    }

    #[test]
    fn clock_changes() {
        check_in(
            "America/New_York",
            &["2024-03-10 01:59:59", "2024-03-10 02:00:00", "2024-03-10 03:00:00"],
            &[Ok("2024-03-10T06:59:59Z"), Err(Reason::TimeInClockGap), Ok("2024-03-10T07:00:00Z")],
        );
        check_in(
            "America/New_York",
            &["2024-11-03 00:59:59", "2024-11-03 01:30:00", "2024-11-03 02:00:00"],
            &[
                Ok("2024-11-03T04:59:59Z"),
                Ok("2024-11-03T05:30:00Z or 2024-11-03T06:30:00Z"),
                Ok("2024-11-03T07:00:00Z"),
            ],
        );
        check_in("Asia/Shanghai", &["2024-03-10 02:00:00"], &[Ok("2024-03-09T18:00:00Z")]);
    }

    #[test]
    fn day_and_month_are_never_guessed() {
        let undecided = |cells: &[&str]| reader(cells, None, "UTC").err();
        assert_eq!(undecided(&["03/04/2024", "05/06/2024"]), Some(Undecided::DateOrder));
        assert_eq!(undecided(&["13/04/2024", "05/26/2024"]), Some(Undecided::Contradiction));
        assert_eq!(undecided(&["hello"]), Some(Undecided::NoTime));
        assert_eq!(undecided(&[]), Some(Undecided::NoTime));
        let mut given = reader(&["03/04/2024"], Some(DateOrder::MonthFirst), "UTC").unwrap();
        assert_eq!(given.read(b"03/04/2024"), Ok(Candidates::One(1_709_510_400 * SECOND)));
        check_in(
            "UTC",
            &["03/04/2024", "13/04/2024"],
            &[Ok("2024-04-03T00:00:00Z"), Ok("2024-04-13T00:00:00Z")],
        );
    }
}
