//! How the case files write a context and a meaning.

use agent::time::{Recurrence, Shifted, TimeContext, TimeMeaning, TimeMention, Unit};
use jiff::civil::{DateTime, Time};
use jiff::tz::TimeZone;
use plant::time::{nanos, timestamp};
use plant::{Shift, TimeRange};

/// A context that owns what it borrows out.
pub struct Setting {
    pub now: i64,
    pub zone: TimeZone,
    pub shifts: Vec<Shift>,
    pub data: Option<TimeRange>,
}

impl Default for Setting {
    fn default() -> Self {
        Self { now: 0, zone: TimeZone::UTC, shifts: Vec::new(), data: None }
    }
}

impl Setting {
    pub fn context(&self) -> TimeContext<'_> {
        TimeContext { now: self.now, zone: &self.zone, shifts: &self.shifts, data: self.data }
    }

    fn instant(&self, civil: &str) -> i64 {
        let at: DateTime = civil.parse().unwrap();
        nanos(self.zone.to_ambiguous_zoned_datetime(at).compatible().unwrap().timestamp())
    }

    /// Reads a line like `@now 2020-06-30T23:45`.
    pub fn set(&mut self, line: &str) {
        let (key, value) = line.split_once(' ').unwrap_or((line, ""));
        match key {
            "@zone" => self.zone = TimeZone::get(value).unwrap(),
            "@now" => self.now = self.instant(value),
            "@data" if value == "none" => self.data = None,
            "@data" => {
                let (start, end) = value.split_once("..").unwrap();
                self.data = Some(TimeRange::new(self.instant(start), self.instant(end)));
            }
            "@shift" if value == "none" => self.shifts.clear(),
            "@shift" => {
                let mut words = value.split(' ');
                let mut names = words.next().unwrap().split(',').map(|name| name.replace('_', " "));
                let (start, end) = words.next().unwrap().split_once('-').unwrap();
                let clock = |text: &str| text.parse::<Time>().unwrap();
                let (start, end) = (clock(start), clock(end));
                self.shifts.push(Shift { name: names.next().unwrap(), aliases: names.collect(), start, end });
            }
            other => panic!("unknown setting {other}"),
        }
    }

    fn civil(&self, ns: i64) -> String {
        let at = timestamp(ns).to_zoned_datetime(self.zone.clone()).datetime();
        if at.time() == Time::midnight() {
            at.date().to_string()
        } else {
            format!("{}T{}", at.date(), short(at.time()))
        }
    }

    fn range(&self, range: TimeRange) -> String {
        let start = if range.start == i64::MIN { String::new() } else { self.civil(range.start) };
        let end = if range.end == i64::MAX { String::new() } else { self.civil(range.end) };
        format!("{start}..{end}")
    }

    pub fn meaning(&self, meaning: &TimeMeaning) -> String {
        match meaning {
            TimeMeaning::Window(range) => {
                let day = timestamp(range.start).to_zoned_datetime(self.zone.clone()).datetime();
                let next = day.date().tomorrow().map(|next| next.to_string()).unwrap_or_default();
                if day.time() == Time::midnight() && range.end != i64::MAX && self.civil(range.end) == next {
                    return day.date().to_string();
                }
                self.range(*range)
            }
            TimeMeaning::Instant(at) => format!("@{}", self.civil(*at)),
            TimeMeaning::Now => "now".to_owned(),
            TimeMeaning::AllData => "all".to_owned(),
            TimeMeaning::UnknownShift { name, day } => format!("shift? {name} {}", self.range(*day)),
            TimeMeaning::Recurring(Recurrence { start, end, weekdays, outer }) => {
                let days: String =
                    (0..7).filter(|d| weekdays >> d & 1 == 1).map(|d| char::from(b'1' + d)).collect();
                let days = if days == "1234567" { "day".to_owned() } else { days };
                format!("every {days} {}-{} in {}", short(*start), short(*end), self.range(*outer))
            }
            TimeMeaning::Duration(seconds) => format!("for {seconds}s"),
            TimeMeaning::Bucket(bucket) => format!("per {} {}", bucket.count, unit(bucket.unit)),
            TimeMeaning::Shifted(Shifted::Beside { count, unit: u }) => {
                format!("beside {count} {}", unit(*u))
            }
            TimeMeaning::Shifted(Shifted::Moved { count, unit: u }) => format!("moved {count} {}", unit(*u)),
            TimeMeaning::Shifted(Shifted::Around { unit: u }) => format!("around {}", unit(*u)),
            TimeMeaning::MomentReference => "moment".to_owned(),
            TimeMeaning::LeftOut(what) => format!("without {}", self.meaning(what)),
        }
    }

    /// The best readings of all mentions, `~` before one that scores below 0.3, `none` when there is no mention.
    pub fn best(&self, mentions: &[TimeMention]) -> String {
        let first = mentions.iter().filter_map(|mention| mention.readings.first());
        let doubt = |score: f32| if score < 0.3 { "~" } else { "" };
        let best: Vec<String> =
            first.map(|r| format!("{}{}", doubt(r.score), self.meaning(&r.meaning))).collect();
        if best.is_empty() { "none".to_owned() } else { best.join(" ; ") }
    }

    /// Every reading of every mention.
    pub fn all(&self, text: &str, mentions: &[TimeMention]) -> String {
        let mut lines = String::new();
        for mention in mentions {
            let readings: Vec<String> = mention
                .readings
                .iter()
                .map(|r| format!("{} ({:.2})", self.meaning(&r.meaning), r.score))
                .collect();
            lines.push_str(&format!("    {:?}: {}\n", &text[mention.span.clone()], readings.join(", ")));
        }
        lines
    }
}

fn unit(unit: Unit) -> String {
    format!("{unit:?}").to_lowercase()
}

fn short(time: Time) -> String {
    if time.second() == 0 && time.subsec_nanosecond() == 0 {
        format!("{:02}:{:02}", time.hour(), time.minute())
    } else {
        time.to_string()
    }
}
