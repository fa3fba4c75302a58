//! Time expressions in questions, English and Chinese.
//!
//! [`find`] cuts a question into tokens ([`token`]), lets a small grammar ([`grammar`]) match
//! calendar expressions, clock times, shifts, ranges and lengths at every token, puts parts
//! together that stand apart in the sentence ([`combine`]) and resolves them against the
//! plant's now, zone, shifts and data ([`calendar`]). Every mention carries all its readings.
//!
//! Knows nothing of assets, tags or plans: text and a [`TimeContext`] in, times out.
//!
//! Conventions where language leaves a choice: weeks run from Monday to Sunday; windows are
//! half-open, and a range of dates includes its last day; morning is 06:00-12:00, afternoon
//! 12:00-18:00, evening 18:00-22:00, night 22:00-06:00 of the following day unless a shift
//! named `night` says otherwise; 上旬/early is the 1st to the 10th, 中旬/mid the 11th to the
//! 20th, 下旬/late the rest.
//!
//! When you change a word, touch `words.rs` alone; when you change a meaning, also touch the
//! cases in `tests/time/`.

mod calendar;
mod combine;
mod describe;
mod digits;
mod grammar;
mod item;
mod left_out;
mod recurrence;
mod token;
mod words;

use std::ops::Range;

use jiff::tz::TimeZone;
use plant::{Shift, TimeRange};

pub use describe::describe;
pub use digits::{chinese_number, is_chinese_numeral, normalise_digits};
pub use recurrence::{Recurrence, Shifted};

/// What a time expression is read against.
#[derive(Debug, Clone, Copy)]
pub struct TimeContext<'a> {
    /// The plant's now, ns since the epoch.
    pub now: i64,
    pub zone: &'a TimeZone,
    pub shifts: &'a [Shift],
    /// Where the plant has data: decides the year of "june 5" and the month of "the 10th"
    /// when several are possible.
    pub data: Option<TimeRange>,
}

/// A stretch of the question that speaks of time.
#[derive(Debug, Clone, PartialEq)]
pub struct TimeMention {
    /// Bytes of the question; always on character boundaries.
    pub span: Range<usize>,
    /// What it may mean, best first; never empty.
    pub readings: Vec<TimeReading>,
}

impl TimeMention {
    /// The best reading's meaning.
    pub fn meaning(&self) -> Option<&TimeMeaning> {
        self.readings.first().map(|reading| &reading.meaning)
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct TimeReading {
    pub meaning: TimeMeaning,
    /// 0 to 1; comparable within one mention.
    pub score: f32,
}

#[derive(Debug, Clone, PartialEq)]
pub enum TimeMeaning {
    /// A stretch of time; never empty.
    Window(TimeRange),
    /// One instant, ns since the epoch.
    Instant(i64),
    /// The latest there is: "now", "current", 目前.
    Now,
    /// All that is recorded: "ever", 历史上.
    AllData,
    /// A shift that `plant.toml` does not describe, and the day or days it is asked for.
    UnknownShift { name: String, day: TimeRange },
    /// A stretch of the clock on every (or some) day of an outer window.
    Recurring(Recurrence),
    /// A bare length in seconds: "20 minutes". No window.
    Duration(f64),
    /// "per day", "hourly", 每班.
    Bucket(Bucket),
    /// Only makes sense on an earlier window: "the day before", 去年同期.
    Shifted(Shifted),
    /// "at that moment", 当时: the instant of an earlier result.
    MomentReference,
    /// "without the 18th", 除周末外: a window or what comes again, which does not count.
    LeftOut(Box<TimeMeaning>),
}

/// A unit of the calendar or the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
    Shift,
}

impl Unit {
    /// Its usual length in seconds; months and years are mean Gregorian ones, a shift has none.
    pub fn seconds(self) -> Option<f64> {
        const DAY: f64 = 86_400.0;
        Some(match self {
            Self::Second => 1.0,
            Self::Minute => 60.0,
            Self::Hour => 3600.0,
            Self::Day => DAY,
            Self::Week => 7.0 * DAY,
            Self::Month => 30.436_875 * DAY,
            Self::Quarter => 91.310_625 * DAY,
            Self::Year => 365.242_5 * DAY,
            Self::Shift => return None,
        })
    }
}

/// How a result is cut into periods: `count` units each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Bucket {
    pub count: u32,
    pub unit: Unit,
}

/// Finds every time expression in a question.
///
/// Mentions come in the order of the text and do not overlap. Where one day and one clock
/// range stand apart ("between 8 am and 4 pm the separator on jan 18"), both mentions have
/// the combined window as their best reading.
pub fn find(text: &str, context: &TimeContext) -> Vec<TimeMention> {
    let calendar = calendar::Calendar::new(context);
    let text = neighbouring_days(text);
    let found = grammar::Parser::new(&text, &calendar).scan();
    let mut mentions = combine::mentions(found, &calendar);
    left_out::mark(&text, &mut mentions);
    mentions
}

/// "the weekend of 17/18 May" with a dash for the stroke: two neighbouring days whose month stands behind them. Places of
/// all characters stay.
fn neighbouring_days(text: &str) -> std::borrow::Cow<'_, str> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    for (at, _) in text.match_indices('/') {
        let first = text[..at].rsplit(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
        let rest = &text[at + 1..];
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (second, after) = rest.split_at(digits);
        let (Ok(first), Ok(second)) = (first.parse::<u8>(), second.parse::<u8>()) else { continue };
        let month = after.trim_start().to_lowercase();
        let named = after.starts_with(' ') && MONTHS.iter().any(|name| month.starts_with(name));
        if named && (1..=30).contains(&first) && second == first + 1 {
            let mut dashed = text.to_owned();
            dashed.replace_range(at..=at, "-");
            return dashed.into();
        }
    }
    text.into()
}
