//! Other tags: which changed about the same time, before, with or after.

use analytics::{Sense, change, false_discovery};
use plant::{Problem, Tag, TimeRange, Unit};
use rayon::prelude::*;
use tool::{AnswerValue, Clue};

use super::course::{Course, Judged};
use super::frame::Frame;
use super::near::{Near, Relation, Role};
use crate::readings::step_of;
use crate::support::Call;
use crate::support::problems::stopped;

/// Of the tags that are called changed, this share may have changed by chance.
pub const FALSE_DISCOVERY: f64 = 0.05;

/// Tags that are read at once, between two looks at whether anybody still waits.
const AT_ONCE: usize = 64;

/// Changed tags whose onset is looked at more closely.
const CLOSER: usize = 48;

/// Places that a look from closer up divides one place into.
const FINER: i64 = 8;

/// Places before and after an onset that a look from closer up takes in.
const AROUND: (i64, i64) = (12, 6);

/// When something changed: about then, and between which instants with 95 %.
#[derive(Debug, Clone, Copy)]
pub struct Onset {
    pub at: i64,
    pub earliest: i64,
    pub latest: i64,
    /// What the instants are rounded to, ns.
    pub width: i64,
}

/// When another tag changed beside the one that is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    Before,
    Together,
    After,
}

impl Order {
    /// Before or after only where the onsets are further apart than one place, and one of them lies outside of the other's
    /// range.
    pub fn of(other: Onset, own: Onset) -> Self {
        let apart = other.width.max(own.width);
        let clear = |first: Onset, then: Onset| {
            first.at + apart <= then.at && (first.latest < then.at || first.at < then.earliest)
        };
        if clear(other, own) {
            Self::Before
        } else if clear(own, other) {
            Self::After
        } else {
            Self::Together
        }
    }

    pub const fn word(self) -> &'static str {
        match self {
            Self::Before => "changed_before",
            Self::Together => "changed_together",
            Self::After => "changed_after",
        }
    }
}

/// Another tag that changed.
#[derive(Debug, Clone)]
pub struct Other<'p> {
    pub tag: &'p Tag,
    pub role: Role,
    pub relation: Relation,
    pub judged: Judged,
    /// The false discovery rate at which it still counts.
    pub q: f64,
    pub onset: Onset,
    pub order: Order,
}

impl Other<'_> {
    pub fn rose(&self) -> bool {
        self.judged.change.difference() > 0.0
    }

    pub fn clue(&self, call: &Call<'_>, own: Onset) -> Clue {
        let change = self.judged.change;
        Clue::new(self.order.word(), &self.tag.id)
            .with(AnswerValue::number("before", change.before, self.tag.unit.clone()))
            .with(AnswerValue::number("after", change.after, self.tag.unit.clone()))
            .with(AnswerValue::number("change", change.difference(), self.tag.unit.clone()))
            .with(AnswerValue::number("size", self.judged.size, None))
            .with(AnswerValue::new("time", call.local(self.onset.at)))
            .with(AnswerValue::number("lead", (own.at - self.onset.at) as f64 / 1e9, Some(Unit::new("s"))))
            .with(AnswerValue::number("q", self.q, None))
    }

    /// What it counts in an order: near, early, close in time, large.
    pub fn score(&self, own: Onset, frame: &Frame) -> f64 {
        let order = match self.order {
            Order::Before => 1.0,
            Order::Together => 0.7,
            Order::After => 0.2,
        };
        let window = (frame.window.end - frame.window.start) as f64;
        let closeness = (-2.0 * (own.at - self.onset.at).abs() as f64 / window).exp();
        self.relation.weight() * order * closeness * (1.0 + self.judged.size).ln()
    }
}

/// The tags that changed, and how many were looked at.
#[derive(Debug, Default)]
pub struct Compared<'p> {
    /// In the order of their score, the highest first.
    pub changed: Vec<Other<'p>>,
    /// Tags that were looked at and had data.
    pub looked_at: usize,
    /// Those of them on the asset itself or directly beside it.
    pub close: usize,
    pub without_data: usize,
    /// Tags with numbers that the plant has beside the one asked about.
    pub there_are: usize,
    pub samples: u64,
    /// Tags of setpoints that were looked at, with whether they changed.
    pub setpoints: Vec<(String, bool)>,
}

/// What is asked about, while others are compared with it.
pub struct Beside<'a, 'p> {
    pub call: &'p Call<'p>,
    pub near: &'a Near<'p>,
    pub frame: &'a Frame,
    pub tag: Option<&'p str>,
    pub onset: Onset,
    /// Place after the last that others are looked at.
    pub to: usize,
    /// Ids of tags that come first, however far they are.
    pub with: &'a [String],
    pub most: usize,
}

/// Compares the nearest tags.
///
/// # Errors
/// PW5003 when nobody waits any more, PW4xxx from the store.
pub fn compared<'p>(beside: &Beside<'_, 'p>, wanted: &dyn Fn() -> bool) -> Result<Compared<'p>, Problem> {
    let (call, frame) = (beside.call, beside.frame);
    let catalogue = &call.catalogue;
    let plant = call.plant();
    let (places, there_are) = beside.near.tags(catalogue, beside.tag, beside.with, beside.most);
    let mut compared = Compared { there_are, ..Compared::default() };
    let mut judged: Vec<(usize, Judged)> = Vec::new();
    for some in places.chunks(AT_ONCE) {
        if !wanted() {
            return Err(stopped("the investigation"));
        }
        let read: Vec<(usize, Option<Course<'p>>)> = some
            .par_iter()
            .map(|at| Ok((*at, Course::read(call, &plant.tags[*at], &catalogue.tags[*at], frame, None)?)))
            .collect::<Result<_, Problem>>()?;
        for (at, course) in read {
            let Some(course) = course else {
                compared.without_data += 1;
                continue;
            };
            compared.looked_at += 1;
            compared.samples += course.samples;
            let close = beside.near.relation(course.tag.asset.as_deref()).is_close();
            compared.close += usize::from(close);
            judged.extend(course.change(0, beside.to, Sense::Either).map(|found| (at, found)));
        }
    }
    let rates = rates(&judged, compared.looked_at);
    for ((at, judged), q) in judged.into_iter().zip(rates) {
        let tag = &plant.tags[at];
        let asset = tag.asset.as_deref().and_then(|id| plant.asset(id));
        let role = Role::of(tag, asset, catalogue.tags.get(at));
        let changed = q <= FALSE_DISCOVERY && judged.is_large();
        let relation = beside.near.relation(tag.asset.as_deref());
        if role == Role::Setpoint {
            compared.setpoints.push((tag.id.clone(), changed));
        }
        if changed {
            let onset = coarse(frame, &judged);
            let order = Order::of(onset, beside.onset);
            compared.changed.push(Other { tag, role, relation, judged, q, onset, order });
        }
    }
    closer(beside, &mut compared.changed)?;
    let score = |other: &Other<'_>| other.score(beside.onset, frame);
    compared.changed.sort_by(|a, b| score(b).total_cmp(&score(a)));
    Ok(compared)
}

/// Adjusted for all `count` that were compared: what does not move at all was compared, too.
fn rates(judged: &[(usize, Judged)], count: usize) -> Vec<f64> {
    let mut all: Vec<f64> = judged.iter().map(|(_, judged)| judged.change.p).collect();
    all.resize(count.max(judged.len()), 1.0);
    let mut rates = false_discovery(&all);
    rates.truncate(judged.len());
    rates
}

pub fn coarse(frame: &Frame, judged: &Judged) -> Onset {
    let change = judged.change;
    Onset {
        at: frame.time(change.onset),
        earliest: frame.time(change.earliest),
        latest: frame.time(change.latest),
        width: frame.width,
    }
}

/// Looks again at the onsets, in finer places.
fn closer<'p>(beside: &Beside<'_, 'p>, changed: &mut [Other<'p>]) -> Result<(), Problem> {
    let score = |other: &Other<'_>| other.judged.size * other.relation.weight();
    changed.sort_by(|a, b| score(b).total_cmp(&score(a)));
    changed.iter_mut().take(CLOSER).try_for_each(|other| {
        let rose = other.rose();
        if let Some(onset) = finer(beside.call, other.tag, other.onset, rose, beside.frame)? {
            other.onset = onset;
            other.order = Order::of(onset, beside.onset);
        }
        Ok(())
    })
}

/// An onset as it is seen from closer up; `None` where that shows no more.
///
/// # Errors
/// PW4xxx from the store.
pub fn finer(
    call: &Call<'_>,
    tag: &Tag,
    onset: Onset,
    rose: bool,
    frame: &Frame,
) -> Result<Option<Onset>, Problem> {
    let step = call.profile(tag).and_then(step_of).unwrap_or(frame.width);
    let width = (frame.width / FINER).max(step);
    if width >= frame.width || (onset.latest - onset.earliest) > AROUND.1 * frame.width {
        return Ok(None);
    }
    let start = (onset.at - AROUND.0 * frame.width).div_euclid(width) * width;
    let range = TimeRange::new(start, onset.at + AROUND.1 * frame.width);
    let mut values = vec![f64::NAN; ((range.end - start) / width) as usize + 1];
    for bucket in call.engines.historian().buckets(&tag.id, range, width, start)? {
        let place = ((bucket.start - start) / width).max(0) as usize;
        if let (Some(at), Some(mean)) = (values.get_mut(place), bucket.mean()) {
            *at = mean;
        }
    }
    let sense = if rose { Sense::Up } else { Sense::Down };
    let Some(found) = change(&values, 0, sense).filter(|found| found.p <= 0.05) else { return Ok(None) };
    let time = |place: usize| start + width * place as i64;
    let at = time(found.onset);
    let far = (at - onset.at).abs() > 2 * frame.width + (onset.latest - onset.earliest);
    Ok((!far).then(|| Onset { at, earliest: time(found.earliest), latest: time(found.latest), width }))
}
