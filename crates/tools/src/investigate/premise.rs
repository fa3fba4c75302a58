//! Whether what the question takes for granted is so: that the tag changed, and that way.

use analytics::{Change, Sense, Shape};
use plant::{Problem, Tag, TimeRange, Unit};
use tool::{AnswerValue, Clue};

use super::compared::Onset;
use super::course::{Course, Judged, Level};
use super::frame::Frame;
use super::near::Role;
use crate::readings::step_of;
use crate::support::{Call, no_window_data, problems};

/// A mean this many spreads from that of comparable windows is unusual; the change may lie before the window.
const UNUSUAL: f64 = 3.0;

/// What a tag does every day is told where it is this many times what is left beside it.
const COURSE: f64 = 2.0;

/// How many windows before the one asked about are looked at then.
const EARLIER: i64 = 6;

/// Places before the window in which an onset still counts as within.
const SLACK: usize = 3;

/// What was found of the tag itself.
#[derive(Debug, Clone, Copy)]
pub enum Found {
    Changed(Judged),
    /// It changed as on other days at that time.
    Usual(Change),
    /// It did not change that way; perhaps the other way.
    No(Option<Judged>),
}

/// A tag, what was found of it, and the time it was found in.
pub struct Premise<'p> {
    pub course: Course<'p>,
    pub frame: Frame,
    pub found: Found,
    pub sense: Sense,
    level: Option<Level>,
    /// The clearest change that way, whether it counts or not.
    largest: Option<Judged>,
    /// Only the time is looked at in which the asset ran.
    pub running: bool,
    /// It changed before the window that is asked about.
    earlier: bool,
}

impl<'p> Premise<'p> {
    /// # Errors
    /// PW3105, PW3203 and PW3104 where there is too little to see, PW4xxx from the store.
    pub fn of(call: &Call<'_>, tag: &'p Tag, window: TimeRange, sense: Sense) -> Result<Self, Problem> {
        let mut premise = Self::within(call, tag, window, sense, None)?;
        if matches!(premise.found, Found::No(_) | Found::Usual(_))
            && let Some(state) = running_state(call, tag)
            && let Ok(running) = Self::within(call, tag, window, sense, Some(state))
            && matches!(running.found, Found::Changed(_))
        {
            return Ok(Self { running: true, ..running });
        }
        if let (Found::No(_), Some(level)) = (premise.found, premise.level)
            && level.z.abs() >= UNUSUAL
            && !matches!((sense, level.z > 0.0), (Sense::Up, false) | (Sense::Down, true))
        {
            let length = window.end - window.start;
            let longer = TimeRange::new(window.start - EARLIER * length, window.end);
            let way = if level.z > 0.0 { Sense::Up } else { Sense::Down };
            // Too little before is no answer of its own.
            if let Ok(before) = Self::within(call, tag, longer, way, None)
                && matches!(before.found, Found::Changed(_))
            {
                premise = Self { earlier: true, level: Some(level), ..before };
            }
        }
        Ok(premise)
    }

    fn within(
        call: &Call<'_>,
        tag: &'p Tag,
        window: TimeRange,
        sense: Sense,
        while_on: Option<&Tag>,
    ) -> Result<Self, Problem> {
        let profile = call
            .profile(tag)
            .filter(|profile| profile.count > 0)
            .ok_or_else(|| problems::no_data_at_all(&tag.id))?;
        if profile.minimum.is_none() {
            return Err(problems::not_numeric(&tag.id));
        }
        let first = profile.first.unwrap_or(window.start);
        let step = step_of(profile).unwrap_or(1);
        let frame = Frame::new(window, step, first, call.zone());
        let course = Course::read(call, tag, profile, &frame, while_on)?
            .ok_or_else(|| no_window_data(call, tag, window))?;
        let at = frame.window_place();
        let from = at.saturating_sub(SLACK);
        let largest = course.change(from, frame.places(), sense);
        let found = match largest {
            Some(judged) if judged.is_change() => Found::Changed(judged),
            _ => match course.plain_change(from, sense) {
                // Several windows show the same course, which no chance of one series does.
                Some(change)
                    if course.is_seasonal && change.difference().abs() >= COURSE * course.variation =>
                {
                    Found::Usual(change)
                }
                _ => Found::No(other_way(&course, from, frame.places(), sense)),
            },
        };
        let level = course.level(at);
        Ok(Self { course, frame, found, sense, level, largest, running: false, earlier: false })
    }

    /// What happened: `rose`, `fell`, `usual`, or that it did not: `steady`, `fell_instead`, `rose_instead`.
    pub fn clue(&self, call: &Call<'_>, onset: Option<Onset>) -> Clue {
        let (tag, unit) = (self.course.tag, self.course.tag.unit.clone());
        let number = |label: &str, value: f64| AnswerValue::number(label, value, unit.clone());
        let what = match self.found {
            Found::Changed(judged) if judged.change.difference() > 0.0 => "rose",
            Found::Changed(_) => "fell",
            Found::Usual(_) => "usual",
            Found::No(Some(judged)) if judged.change.difference() > 0.0 => "rose_instead",
            Found::No(Some(_)) => "fell_instead",
            Found::No(None) => "steady",
        };
        let said = match self.sense {
            Sense::Either => "change",
            Sense::Up => "rise",
            Sense::Down => "fall",
        };
        let mut clue = Clue::new(what, &tag.id).with(AnswerValue::new("said", said));
        let change = match self.found {
            Found::Changed(judged) | Found::No(Some(judged)) => Some((judged.change, Some(judged))),
            Found::Usual(change) => Some((change, None)),
            Found::No(None) => None,
        };
        if let Some((change, judged)) = change {
            let (before, after) = self.levels(&change);
            clue.values.extend([
                number("before", before),
                number("after", after),
                number("change", change.difference()),
                AnswerValue::new("shape", shape(change.shape)),
                AnswerValue::new(
                    "time",
                    call.local(onset.map_or(self.frame.time(change.onset), |onset| onset.at)),
                ),
                AnswerValue::number("p", change.p, None),
            ]);
            if change.shape == Shape::Spell {
                clue.values.push(AnswerValue::new("end", call.local(self.frame.time(change.end))));
            }
            if let Some(judged) = judged {
                clue.values.extend(counts(&judged));
            }
        }
        if let Some(level) = self.level {
            clue.values.extend([
                number("mean", level.own),
                number("usual_mean", level.usual),
                number("usual_spread", level.spread),
                AnswerValue::number("z", level.z, None),
            ]);
        }
        if let (Found::No(None), Some(largest)) = (self.found, self.largest) {
            clue.values.push(number("largest", largest.change.difference()));
            clue.values.push(AnswerValue::number("p", largest.change.p, None));
            clue.values.extend(counts(&largest));
        }
        if self.running {
            clue.values.push(AnswerValue::new("running", true));
        }
        if self.earlier {
            clue.values.push(AnswerValue::new("earlier", true));
        }
        clue
    }

    /// The levels as they were read, before and after, whatever is usual at the time.
    fn levels(&self, change: &Change) -> (f64, f64) {
        let part = |from: usize, to: usize| {
            super::course::mean(self.course.values.get(from..to).unwrap_or_default())
        };
        // Of a ramp, where it ends: what it lasted after its first nine tenths.
        let late = change.onset + (change.end - change.onset) * 9 / 10;
        let from = if change.shape == Shape::Ramp { late.min(change.end - 1) } else { change.onset };
        let before = part(0, change.onset).unwrap_or(change.before);
        (before, part(from, change.end).unwrap_or(change.after))
    }

    /// What was looked at of the tag itself.
    pub fn steps(&self) -> Vec<Clue> {
        let count = |label: &str, count: f64| AnswerValue::number(label, count, None);
        let width_s = self.frame.width as f64 / 1e9;
        vec![
            Clue::new("course", &self.course.tag.id)
                .with(count("samples", self.course.samples as f64))
                .with(AnswerValue::number("width", width_s, Some(Unit::new("s")))),
            Clue::new("comparable", &self.course.tag.id)
                .with(count("windows", self.course.usual_levels.len() as f64))
                .with(AnswerValue::new("seasonal", self.course.is_seasonal)),
        ]
    }
}

/// The tag that tells whether the asset of a measured tag runs.
fn running_state<'c>(call: &'c Call<'_>, tag: &'c Tag) -> Option<&'c Tag> {
    let asset = tag.asset.as_deref()?;
    let plant = call.plant();
    let role = |tag: &Tag| Role::of(tag, plant.asset(asset), call.profile(tag));
    if role(tag) != Role::Measured {
        return None;
    }
    plant.tags_of(asset).find(|other| {
        let profile = call.profile(other);
        let switch = profile.is_some_and(|p| p.minimum == Some(0.0) && p.maximum == Some(1.0));
        switch && role(other) == Role::State
    })
}

fn other_way(course: &Course<'_>, from: usize, to: usize, sense: Sense) -> Option<Judged> {
    let other = match sense {
        Sense::Up => Sense::Down,
        Sense::Down => Sense::Up,
        Sense::Either => return None,
    };
    course.change(from, to, other).filter(Judged::is_change)
}

fn counts(judged: &Judged) -> [AnswerValue; 3] {
    let count = |label: &str, count: f64| AnswerValue::number(label, count, None);
    [
        count("size", judged.size),
        count("larger_than", judged.larger_than as f64),
        count("comparable", judged.comparable as f64),
    ]
}

const fn shape(shape: Shape) -> &'static str {
    match shape {
        Shape::Step => "step",
        Shape::Spell => "spell",
        Shape::Ramp => "ramp",
    }
}
