//! Windows in words, the tersest form that is exact.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use plant::time::timestamp;
use plant::{Language, TimeRange};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A window as a person would say it in the plant's zone: `10 June 2020`, `10–12 June 2020`,
/// `10 June 2020 14:00–16:00`, `June 2020`, `2017`; 2020年6月10日 14:00–16:00.
pub fn describe(window: TimeRange, zone: &TimeZone, language: Language) -> String {
    let words = Words(language);
    match (window.start == i64::MIN, window.end == i64::MAX) {
        (true, true) => return words.all(),
        (true, false) => return words.before(&words.moment(civil(window.end, zone))),
        (false, true) => return words.since(&words.moment(civil(window.start, zone))),
        (false, false) => {}
    }
    let (start, end) = (civil(window.start, zone), civil(window.end, zone));
    // A repeated hour would make an exact-looking lie; instants then carry their offset.
    let exact = |at: DateTime, ns: i64| {
        zone.to_ambiguous_zoned_datetime(at)
            .compatible()
            .is_ok_and(|z| plant::time::nanos(z.timestamp()) == ns)
    };
    if !exact(start, window.start) || !exact(end, window.end) {
        let form = |ns| plant::time::local_rfc3339(ns, zone);
        return format!("{} – {}", form(window.start), form(window.end));
    }
    if start.time() == Time::midnight() && end.time() == Time::midnight() && start < end {
        return words.days(start.date(), end.date());
    }
    words.clocked(start, end)
}

fn civil(ns: i64, zone: &TimeZone) -> DateTime {
    timestamp(ns).to_zoned_datetime(zone.clone()).datetime()
}

struct Words(Language);

impl Words {
    fn english(&self) -> bool {
        self.0 == Language::English
    }

    fn all(&self) -> String {
        if self.english() { "all recorded time" } else { "全部记录时间" }.to_owned()
    }

    fn before(&self, moment: &str) -> String {
        if self.english() { format!("before {moment}") } else { format!("{moment}之前") }
    }

    fn since(&self, moment: &str) -> String {
        if self.english() { format!("since {moment}") } else { format!("{moment}以来") }
    }

    fn date(&self, date: Date) -> String {
        let (year, month, day) = (date.year(), date.month(), date.day());
        if self.english() {
            format!("{day} {} {year}", name(month))
        } else {
            format!("{year}年{month}月{day}日")
        }
    }

    fn month(&self, date: Date) -> String {
        let (year, month) = (date.year(), date.month());
        if self.english() { format!("{} {year}", name(month)) } else { format!("{year}年{month}月") }
    }

    fn moment(&self, at: DateTime) -> String {
        if at.time() == Time::midnight() {
            self.date(at.date())
        } else {
            format!("{} {}", self.date(at.date()), clock(at.time()))
        }
    }

    /// From the start of `first` to the start of `after`.
    fn days(&self, first: Date, after: Date) -> String {
        let Ok(last) = after.yesterday() else { return self.date(first) };
        let month_starts = first.day() == 1 && after.day() == 1;
        if month_starts && first.month() == 1 && after.month() == 1 {
            let (from, to) = (first.year(), last.year());
            let suffix = if self.english() { "" } else { "年" };
            return if from == to { format!("{from}{suffix}") } else { format!("{from}–{to}{suffix}") };
        }
        if month_starts {
            return self.months(first, last);
        }
        if first == last {
            return self.date(first);
        }
        let same_year = first.year() == last.year();
        let same_month = same_year && first.month() == last.month();
        let head = match (self.english(), same_month, same_year) {
            (true, true, _) => first.day().to_string(),
            (true, false, true) => format!("{} {}", first.day(), name(first.month())),
            (false, true, _) => {
                return format!("{}–{}日", self.date(first).trim_end_matches('日'), last.day());
            }
            (false, false, true) => {
                return format!("{}–{}月{}日", self.date(first), last.month(), last.day());
            }
            _ => self.date(first),
        };
        let joint = if same_month { "–" } else { " – " };
        format!("{head}{joint}{}", self.date(last))
    }

    fn months(&self, first: Date, last: Date) -> String {
        let same_year = first.year() == last.year();
        match (self.english(), same_year && first.month() == last.month(), same_year) {
            (_, true, _) => self.month(first),
            (true, false, true) => format!("{}–{}", name(first.month()), self.month(last)),
            (false, false, true) => format!("{}年{}–{}月", first.year(), first.month(), last.month()),
            _ => format!("{} – {}", self.month(first), self.month(last)),
        }
    }

    fn clocked(&self, start: DateTime, end: DateTime) -> String {
        let midnight =
            end.time() == Time::midnight() && end.date().yesterday().is_ok_and(|day| day == start.date());
        if start.date() == end.date() || midnight {
            let until = if midnight { "24:00".to_owned() } else { clock(end.time()) };
            return format!("{} {}–{until}", self.date(start.date()), clock(start.time()));
        }
        let whole = |at: DateTime| format!("{} {}", self.date(at.date()), clock(at.time()));
        format!("{} – {}", whole(start), whole(end))
    }
}

fn name(month: i8) -> &'static str {
    usize::try_from(month - 1).ok().and_then(|index| MONTHS.get(index)).copied().unwrap_or("")
}

/// `14:00`, with seconds and fractions only where there are any.
fn clock(time: Time) -> String {
    if time.subsec_nanosecond() != 0 {
        return time.to_string();
    }
    if time.second() != 0 {
        return format!("{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second());
    }
    format!("{:02}:{:02}", time.hour(), time.minute())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn check(start: &str, end: &str, english: &str, chinese: &str) {
        let zone = TimeZone::get("America/New_York").unwrap();
        let ns = |text: &str| {
            let at: DateTime = text.parse().unwrap();
            plant::time::nanos(zone.to_ambiguous_zoned_datetime(at).compatible().unwrap().timestamp())
        };
        let window = TimeRange::new(ns(start), ns(end));
        assert_eq!(describe(window, &zone, Language::English), english);
        assert_eq!(describe(window, &zone, Language::Chinese), chinese);
    }

    #[test]
    fn the_tersest_exact_form() {
        check("2020-06-10T00:00", "2020-06-11T00:00", "10 June 2020", "2020年6月10日");
        check("2020-06-10T00:00", "2020-06-13T00:00", "10–12 June 2020", "2020年6月10–12日");
        check("2020-06-29T00:00", "2020-07-03T00:00", "29 June – 2 July 2020", "2020年6月29日–7月2日");
        check(
            "2019-12-30T00:00",
            "2020-01-03T00:00",
            "30 December 2019 – 2 January 2020",
            "2019年12月30日 – 2020年1月2日",
        );
        check(
            "2020-06-10T14:00",
            "2020-06-10T16:00",
            "10 June 2020 14:00–16:00",
            "2020年6月10日 14:00–16:00",
        );
        check(
            "2020-06-10T22:00",
            "2020-06-11T00:00",
            "10 June 2020 22:00–24:00",
            "2020年6月10日 22:00–24:00",
        );
        check(
            "2020-06-10T22:00",
            "2020-06-11T06:00",
            "10 June 2020 22:00 – 11 June 2020 06:00",
            "2020年6月10日 22:00 – 2020年6月11日 06:00",
        );
        check("2020-06-01T00:00", "2020-07-01T00:00", "June 2020", "2020年6月");
        check("2020-04-01T00:00", "2020-07-01T00:00", "April–June 2020", "2020年4–6月");
        check("2017-01-01T00:00", "2018-01-01T00:00", "2017", "2017年");
        check("2017-01-01T00:00", "2019-01-01T00:00", "2017–2018", "2017–2018年");
        check(
            "2020-06-10T14:05:09",
            "2020-06-10T14:06",
            "10 June 2020 14:05:09–14:06",
            "2020年6月10日 14:05:09–14:06",
        );
    }

    #[test]
    fn open_ends_are_words() {
        assert_eq!(describe(TimeRange::ALL, &TimeZone::UTC, Language::English), "all recorded time");
        let until = TimeRange::new(i64::MIN, 0);
        assert_eq!(describe(until, &TimeZone::UTC, Language::English), "before 1 January 1970");
        assert_eq!(describe(until, &TimeZone::UTC, Language::Chinese), "1970年1月1日之前");
    }
}
