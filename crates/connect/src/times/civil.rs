//! Calendar dates and times of day in their many spellings.

/// Order of the parts of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// Year first, or the month is a name: nothing to decide.
    Plain,
    DayFirst,
    MonthFirst,
}

/// A civil time; with the offset where the text gives one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Civil {
    /// Days since 1970-01-01.
    pub days: i64,
    /// 0 to 86,400; the last for 24:00:00.
    pub second_of_day: i64,
    pub nanos: i64,
    pub offset_s: Option<i64>,
}

/// Days since 1970-01-01 (Hinnant, `chrono`-compatible low-level date algorithms, 2013).
/// `None` when there is no such date.
pub(super) fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    if !(1..=9999).contains(&year) || !(1..=12).contains(&month) || day < 1 {
        return None;
    }
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 31,
    };
    if day > length {
        return None;
    }
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

/// Nanoseconds of the digits behind a decimal point; what is finer is cut off.
pub(super) fn fraction(digits: &[u8]) -> Option<i64> {
    if digits.is_empty() || digits.len() > 18 {
        return None;
    }
    let mut nanos = 0;
    for at in 0..9 {
        let digit = digits.get(at).copied().unwrap_or(b'0');
        nanos = nanos * 10 + i64::from(digit.checked_sub(b'0').filter(|digit| *digit < 10)?);
    }
    digits.iter().all(u8::is_ascii_digit).then_some(nanos)
}

/// First and second part of a date such as `3/4/2024`, and what separates them; `None` when
/// it is none of these.
pub(super) fn parts(cell: &[u8]) -> Option<(i64, i64, u8)> {
    let mut cursor = Cursor::new(cell)?;
    let (first, digits) = cursor.number()?;
    let separator = cursor.take()?;
    if digits > 2 || !matches!(separator, b'/' | b'.' | b'-') {
        return None;
    }
    let (second, _) = cursor.number().filter(|(_, digits)| *digits <= 2)?;
    cursor.skip(separator).then_some(())?;
    let (_, digits) = cursor.number()?;
    let sensible = (1..=31).contains(&first) && (1..=31).contains(&second) && (first <= 12 || second <= 12);
    (sensible && matches!(digits, 2 | 4)).then_some((first, second, separator))
}

/// The civil time that a whole cell is.
pub(super) fn parse(cell: &[u8], order: Order) -> Option<Civil> {
    let mut cursor = Cursor::new(cell)?;
    let days = cursor.date(order)?;
    cursor.blanks();
    if cursor.rest.is_empty() {
        return Some(Civil { days, second_of_day: 0, nanos: 0, offset_s: None });
    }
    let (second_of_day, nanos) = cursor.time_of_day()?;
    cursor.blanks();
    let offset_s = cursor.offset()?;
    cursor.rest.is_empty().then_some(Civil { days, second_of_day, nanos, offset_s })
}

/// Whether a whole cell is a time of day with its colon.
pub(super) fn is_time_of_day(cell: &[u8]) -> bool {
    let Some(mut cursor) = Cursor::new(cell) else { return false };
    let Some(_) = cursor.time_of_day() else { return false };
    cursor.blanks();
    cell.contains(&b':') && cursor.offset().is_some() && cursor.rest.is_empty()
}

struct Cursor<'a> {
    rest: &'a [u8],
}

impl<'a> Cursor<'a> {
    fn new(cell: &'a [u8]) -> Option<Self> {
        (cell.len() <= 64).then_some(Self { rest: cell })
    }

    fn take(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn skip(&mut self, byte: u8) -> bool {
        let there = self.rest.first() == Some(&byte);
        if there {
            self.rest = &self.rest[1..];
        }
        there
    }

    fn skip_text(&mut self, text: &str) -> bool {
        match self.rest.strip_prefix(text.as_bytes()) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn blanks(&mut self) {
        self.rest = self.rest.trim_ascii_start();
    }

    /// A whole number of at most 9 digits and how many it has.
    fn number(&mut self) -> Option<(i64, usize)> {
        let digits = self.rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if !(1..=9).contains(&digits) {
            return None;
        }
        Some((self.digits(digits)?, digits))
    }

    fn digits(&mut self, count: usize) -> Option<i64> {
        let (head, rest) = self.rest.split_at_checked(count)?;
        let number = head.iter().try_fold(0, |number: i64, byte| {
            byte.is_ascii_digit().then(|| number * 10 + i64::from(byte - b'0'))
        })?;
        self.rest = rest;
        Some(number)
    }

    fn word(&mut self) -> &'a [u8] {
        let length = self.rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let (word, rest) = self.rest.split_at(length);
        self.rest = rest;
        word
    }

    fn date(&mut self, order: Order) -> Option<i64> {
        if self.rest.first()?.is_ascii_alphabetic() {
            return self.month_first_by_name().filter(|_| order == Order::Plain);
        }
        let run = self.rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if run >= 8 {
            let compact = matches!(run, 8 | 12 | 14) && order == Order::Plain;
            let year = compact.then(|| self.digits(4))?.filter(|year| (1900..2200).contains(year))?;
            return days(year, self.digits(2)?, self.digits(2)?);
        }
        let (first, digits) = self.number()?;
        if digits == 4 && self.skip_text("年") {
            let (month, _) = self.number()?;
            self.skip_text("月").then_some(())?;
            let (day, _) = self.number()?;
            self.skip_text("日").then_some(())?;
            return days(first, month, day).filter(|_| order == Order::Plain);
        }
        let separator = self.take()?;
        if self.rest.first()?.is_ascii_alphabetic() {
            let month = month(self.word())?;
            (matches!(separator, b'-' | b' ' | b'/' | b'.') && order == Order::Plain).then_some(())?;
            self.take().filter(|byte| matches!(byte, b'-' | b' ' | b'/' | b'.' | b','))?;
            self.blanks();
            return days(self.year()?, month, first).filter(|_| digits <= 2);
        }
        if !matches!(separator, b'-' | b'/' | b'.') {
            return None;
        }
        let (second, _) = self.number().filter(|(_, digits)| *digits <= 2)?;
        self.skip(separator).then_some(())?;
        match order {
            Order::Plain if digits == 4 => {
                let (day, _) = self.number().filter(|(_, digits)| *digits <= 2)?;
                days(first, second, day)
            }
            Order::DayFirst if digits <= 2 => days(self.year()?, second, first),
            Order::MonthFirst if digits <= 2 => days(self.year()?, first, second),
            _ => None,
        }
    }

    /// `Jul 5, 2024`.
    fn month_first_by_name(&mut self) -> Option<i64> {
        let month = month(self.word())?;
        self.blanks();
        let (day, _) = self.number().filter(|(_, digits)| *digits <= 2)?;
        self.skip(b',');
        self.blanks();
        days(self.year()?, month, day)
    }

    /// Four digits, or two: 70 to 99 are of the last century.
    fn year(&mut self) -> Option<i64> {
        match self.number()? {
            (year, 4) => Some(year),
            (year, 2) if year >= 70 => Some(1900 + year),
            (year, 2) => Some(2000 + year),
            _ => None,
        }
    }

    fn time_of_day(&mut self) -> Option<(i64, i64)> {
        if self.skip(b'T') || self.skip(b'_') || self.skip(b',') {
            self.blanks();
        }
        let run = self.rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (mut hour, minute, second);
        if run == 4 || run == 6 {
            (hour, minute) = (self.digits(2)?, self.digits(2)?);
            second = if run == 6 { self.digits(2)? } else { 0 };
        } else {
            hour = self.number().filter(|(_, digits)| *digits <= 2)?.0;
            self.skip(b':').then_some(())?;
            minute = self.digits(2)?;
            second = if self.skip(b':') { self.digits(2)? } else { 0 };
        }
        let nanos = if self.skip(b'.') || self.skip(b',') {
            let digits = self.rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let (head, rest) = self.rest.split_at(digits);
            self.rest = rest;
            fraction(head)?
        } else {
            0
        };
        let before = self.rest;
        self.blanks();
        match self.word() {
            word if word.eq_ignore_ascii_case(b"am") => hour = half_day(hour, 0)?,
            word if word.eq_ignore_ascii_case(b"pm") => hour = half_day(hour, 12)?,
            _ => self.rest = before,
        }
        let second_of_day = hour * 3600 + minute * 60 + second;
        let on_the_clock = hour < 24 && minute < 60 && second < 60;
        (on_the_clock || (second_of_day == 86_400 && nanos == 0 && minute == 0 && second == 0))
            .then_some((second_of_day, nanos))
    }

    /// `Z`, `UTC`, `+08:00`, `-0400`, `+08`, or nothing.
    fn offset(&mut self) -> Option<Option<i64>> {
        let sign = match self.rest.first() {
            None => return Some(None),
            Some(b'+') => 1,
            Some(b'-') => -1,
            Some(_) => {
                let word = self.word();
                let utc = [&b"z"[..], b"utc", b"gmt"].iter().any(|known| word.eq_ignore_ascii_case(known));
                return utc.then_some(Some(0));
            }
        };
        self.rest = &self.rest[1..];
        let hours = self.digits(2)?;
        self.skip(b':');
        let minutes = if self.rest.is_empty() { 0 } else { self.digits(2)? };
        (hours <= 18 && minutes < 60).then_some(Some(sign * (hours * 3600 + minutes * 60)))
    }
}

fn half_day(hour: i64, add: i64) -> Option<i64> {
    (1..=12).contains(&hour).then_some(hour % 12 + add)
}

fn month(word: &[u8]) -> Option<i64> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    if word.len() < 3 {
        return None;
    }
    let at = NAMES.iter().position(|name| {
        let name = name.as_bytes();
        word.len() <= name.len() && word.eq_ignore_ascii_case(&name[..word.len()])
    })?;
    Some(at as i64 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_agree_with_the_calendar_of_jiff() {
        let mut date = jiff::civil::date(1899, 12, 31);
        let epoch = jiff::civil::date(1970, 1, 1);
        for _ in 0..110_000 {
            date = date.tomorrow().unwrap_or(date);
            let (year, month, day) = (i64::from(date.year()), i64::from(date.month()), i64::from(date.day()));
            let expected = epoch.until(date).map(|span| i64::from(span.get_days()));
            assert_eq!(days(year, month, day), expected.ok(), "{date}");
        }
        assert_eq!(days(2023, 2, 29), None);
        assert_eq!(days(2023, 4, 31), None);
    }
}
