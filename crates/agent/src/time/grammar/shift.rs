//! Parts of the day and shifts: "in the morning", "night shift", 夜班.

use jiff::civil::Time;

use super::super::item::Clock;
use super::super::token::Kind;
use super::super::words::{CHINESE_SHIFTS, DAY_PARTS, SHIFT_WORDS};
use super::{Parsed, Parser};

impl Parser<'_> {
    /// "in the morning", "at night", 下午.
    pub(super) fn day_part(&self, at: usize) -> Parsed<Clock> {
        let start =
            self.skip(at, &["in the", "at", "during the", "the", "in", "over the", "during", "on the"]);
        let ((from, to), end) = self.entry(start, DAY_PARTS)?;
        if matches!(self.text(end), "shift" | "shifts" | "班") && self.text(end - 1) != "the" {
            return None;
        }
        if matches!(self.text(start), "night" | "夜" | "nights")
            && let Some(shift) =
                self.calendar.shifts().iter().find(|shift| shift.name.eq_ignore_ascii_case("night"))
        {
            return Some((Clock::Part(shift.start, shift.end), end));
        }
        Some((Clock::Part(Time::new(from, 0, 0, 0).ok()?, Time::new(to, 0, 0, 0).ok()?), end))
    }

    /// "night shift", 夜班: described or not.
    pub(super) fn shift(&self, at: usize) -> Parsed<Clock> {
        let lead =
            self.skip(at, &["in the", "on the", "during the", "the", "during", "on", "in", "all", "all the"]);
        let start = self.skip(lead, &["every", "each", "每个", "每", "所有", "各个"]);
        let described = self.calendar.shifts().iter().flat_map(|shift| {
            std::iter::once(&shift.name).chain(&shift.aliases).filter_map(move |name| {
                let (end, plural) = self.shift_name(start, name)?;
                let every = plural || start > lead;
                let clock =
                    Clock::Shift { name: shift.name.clone(), start: shift.start, end: shift.end, every };
                Some((clock, end))
            })
        });
        if let Some(found) = described.max_by_key(|(_, end)| *end) {
            return Some(found);
        }
        if let Some(end) = self.any(start, CHINESE_SHIFTS) {
            return Some((
                Clock::UnknownShift(self.joined(start, end)),
                self.skip(end, &["次", "时段", "期间"]),
            ));
        }
        let word = self.text(start);
        let numbered = matches!(word, "shift")
            && (self.is(start + 1, Kind::Number) || matches!(self.text(start + 1), "a" | "b" | "c" | "d"));
        if numbered
            && self.any(start + 2, &["of", "on"]).is_none()
            && !self.stops(start + 2)
            && self.cal(start + 2).is_none()
        {
            return None;
        }
        if numbered {
            return Some((Clock::UnknownShift(self.joined(start, start + 2)), start + 2));
        }
        let word_end = self.any(start, SHIFT_WORDS)?;
        let end = self.any(word_end, &["shift", "shifts"])?;
        Some((Clock::UnknownShift(self.joined(start, end)), end))
    }

    /// The described name here: with `shift` behind it, or itself ending in `shift` or 班.
    fn shift_name(&self, at: usize, name: &str) -> Option<(usize, bool)> {
        let name = name.to_lowercase();
        let end = self.phrase(at, &name)?;
        if let Some(after) = self.any(end, &["shift", "班次", "班"]) {
            return Some((after, false));
        }
        if let Some(after) = self.phrase(end, "shifts") {
            return Some((after, true));
        }
        (name.ends_with("shift") || name.ends_with('班')).then_some((end, false))
    }

    fn joined(&self, from: usize, to: usize) -> String {
        let mut text = String::new();
        for (index, token) in self.tokens[from..to.min(self.tokens.len())].iter().enumerate() {
            if index > 0 && !token.glued {
                text.push(' ');
            }
            text.push_str(&token.text);
        }
        text
    }
}
