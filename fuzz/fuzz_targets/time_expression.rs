//! Any text, at any now: mentions are well formed and windows are not empty.

#![no_main]

use agent::time::{TimeContext, TimeMeaning, describe, find};
use jiff::civil::Time;
use jiff::tz::TimeZone;
use libfuzzer_sys::fuzz_target;
use plant::{Language, Shift, TimeRange};

const HOUR: i64 = 3_600_000_000_000;

fuzz_target!(|input: (i64, u8, &str)| {
    let (now, choice, text) = input;
    let names = ["UTC", "America/New_York", "Asia/Shanghai", "Australia/Lord_Howe"];
    let Ok(zone) = TimeZone::get(names[usize::from(choice) % names.len()]) else { return };
    let night = Shift {
        name: "night".to_owned(),
        aliases: vec!["夜班".to_owned()],
        start: Time::constant(22, 0, 0, 0),
        end: Time::constant(6, 0, 0, 0),
    };
    let shifts = if choice & 4 == 0 { Vec::new() } else { vec![night] };
    let data = (choice & 8 != 0).then(|| TimeRange::new(now.saturating_sub(9000 * HOUR), now));
    let context = TimeContext { now, zone: &zone, shifts: &shifts, data };
    let mut last = 0;
    for mention in find(text, &context) {
        assert!(text.get(mention.span.clone()).is_some_and(|part| !part.is_empty()));
        assert!(mention.span.start >= last);
        last = mention.span.end;
        assert!(!mention.readings.is_empty());
        for reading in mention.readings {
            assert!((0.0..=1.0).contains(&reading.score));
            match reading.meaning {
                TimeMeaning::Window(range) => {
                    assert!(!range.is_empty());
                    describe(range, &zone, Language::English);
                    describe(range, &zone, Language::Chinese);
                }
                TimeMeaning::Recurring(recurrence) => {
                    assert!(!recurrence.outer.is_empty());
                    recurrence.windows(&zone, TimeRange::new(now.saturating_sub(900 * HOUR), now), 50);
                }
                TimeMeaning::Shifted(shifted) => {
                    let previous = TimeRange::new(now, now.saturating_add(HOUR));
                    assert!(shifted.apply(previous, &zone).is_none_or(|range| !range.is_empty()));
                }
                TimeMeaning::Duration(seconds) => assert!(seconds > 0.0 && seconds.is_finite()),
                _ => {}
            }
        }
    }
});
