//! `investigate`: what may lie behind a change of a tag or a stop of an asset, with what speaks for and against it.
//!
//! The window is compared with earlier ones like it, other tags are looked through for changes about the same time, the
//! nearest in the asset tree first, and records, samples' quality, setpoints and known failure modes are looked at. What
//! comes out are hypotheses; `docs/investigate.md` has the rules.

mod asked;
mod compared;
mod course;
mod frame;
mod happened;
mod hypotheses;
mod modes;
mod near;
mod premise;
mod sensor;
mod tags;
mod weigh;

use analytics::Shape;
use plant::{Problem, RecordKind, Tag, TimeRange};
use tool::{
    AnswerValue, Arguments, Clue, Effect, Evidence, Example, Findings, Parameter, ParameterKind, Spec,
};

use crate::sql_text::from_samples;
use crate::support::Call;
use crate::views::PlantIndex;
use crate::{Engines, Tool};
use asked::{Asked, LeftOut};
use compared::{Beside, Onset, coarse, compared, finer};
use course::Judged;
use frame::Frame;
use happened::{Happened, happened};
use hypotheses::{FOUND_LATER_S, Scene};
use near::{Near, Relation};
use premise::{Found, Premise};

/// Tags that are compared without a number asked for, and at most.
const USUAL_COMPARED: usize = 240;
const MOST_COMPARED: usize = 2000;

/// Hypotheses that are given.
const MOST_HYPOTHESES: usize = 8;

/// Records are looked for from this long before the onset on.
const DAY: i64 = 86_400_000_000_000;

/// What may lie behind something.
pub struct Investigate;

const PARAMETERS: &[Parameter] = &[
    Parameter::optional("tag", ParameterKind::Tag, "what changed; a tag, an asset or a record is needed"),
    Parameter::optional("asset", ParameterKind::Asset, "what stopped, tripped or behaved otherwise"),
    Parameter::optional("table", ParameterKind::Table, "of the record that is to be explained"),
    Parameter::optional("record", ParameterKind::Text, "what names that record"),
    Parameter::optional("window", ParameterKind::Window, "when; the last day of data without it"),
    Parameter::optional("time", ParameterKind::Instant, "about when, in place of a window"),
    Parameter::optional(
        "direction",
        ParameterKind::OneOf(&["rise", "fall", "change"]),
        "which way the tag is said to have gone; either without it",
    ),
    Parameter::optional(
        "without",
        ParameterKind::Text,
        "kinds of hypotheses to leave out, such as sensor, with commas between",
    ),
    Parameter::optional(
        "aside",
        ParameterKind::Text,
        "single hypotheses to leave out, a line each: kind and subject, such as asset P-102.flow",
    ),
    Parameter::optional(
        "with",
        ParameterKind::Tags,
        "tags that are compared first, wherever they stand in the asset tree",
    ),
    Parameter::optional(
        "compare",
        ParameterKind::Integer,
        "how many other tags are compared, the nearest first; 240 without it",
    ),
];

impl Tool for Investigate {
    fn spec(&self) -> Spec {
        Spec {
            name: "investigate",
            about: "What may lie behind a change or a stop: hypotheses with what speaks for and against each.",
            effect: Effect::ReadOnly,
            parameters: PARAMETERS,
            example: Example {
                question: "Why did the strainer differential pressure of pump P-102 rise in the second half of June?",
                arguments: r#"{"tag": "P-102.strainer_dp", "window": {"start": "2026-06-15", "end": "2026-07-01"}, "direction": "rise"}"#,
            },
        }
    }

    fn run(&self, engines: &Engines, arguments: &Arguments) -> Result<Evidence, Problem> {
        self.run_while(engines, arguments, &|| true)
    }

    fn run_while(
        &self,
        engines: &Engines,
        arguments: &Arguments,
        wanted: &dyn Fn() -> bool,
    ) -> Result<Evidence, Problem> {
        let call = Call::new(engines, "investigate", arguments);
        let (_, index) = engines.indexed();
        let asked = Asked::of(&call)?;
        let work = Work {
            call: &call,
            index: &index,
            without: LeftOut::of(call.text("without")?.as_deref(), call.text("aside")?.as_deref())?,
            with: call.texts("with")?,
            most: call.count("compare", USUAL_COMPARED, MOST_COMPARED)?,
            wanted,
        };
        match asked.tag {
            Some(tag) => work.of_tag(tag, asked.window, &asked),
            None => work.of_asset(&asked),
        }
    }
}

/// One call's means.
struct Work<'p> {
    call: &'p Call<'p>,
    index: &'p PlantIndex,
    without: LeftOut,
    /// Ids of tags that are compared first.
    with: Vec<String>,
    most: usize,
    wanted: &'p dyn Fn() -> bool,
}

impl<'p> Work<'p> {
    /// A tag that is said to have changed.
    fn of_tag(&self, tag: &'p Tag, window: TimeRange, asked: &Asked<'p>) -> Result<Evidence, Problem> {
        let premise = Premise::of(self.call, tag, window, asked.sense)?;
        let Found::Changed(judged) = premise.found else { return self.denied(&premise, asked) };
        let near = Near::new(self.call.plant(), self.index, tag.asset.as_deref());
        let onset = coarse(&premise.frame, &judged);
        let rose = judged.change.difference() > 0.0;
        let onset = finer(self.call, tag, onset, rose, &premise.frame)?.unwrap_or(onset);
        let beside = Beside {
            call: self.call,
            near: &near,
            frame: &premise.frame,
            tag: Some(&tag.id),
            onset,
            to: until(&premise.frame, &judged),
            with: &self.with,
            most: self.most,
        };
        let compared = compared(&beside, self.wanted)?;
        let happened = self.records_about(&near, onset, premise.frame.window)?;
        let is_jump = judged.change.shape != Shape::Ramp;
        let clue = premise.clue(self.call, Some(onset));
        let mut scene = Scene {
            call: self.call,
            near: &near,
            frame: &premise.frame,
            onset,
            tag: Some((tag, rose)),
            difference: if is_jump { judged.change.difference() } else { 0.0 },
            asset: tag.asset.as_deref(),
            compared,
            happened,
            without: self.without.clone(),
            steps: premise.steps(),
        };
        let drafts = scene.drafts()?;
        let samples = premise.course.samples + scene.compared.samples;
        self.finish(&tag.id, clue, scene, drafts, samples)
    }

    /// A change that is not there, or is what happens every day; unless the instrument stands still.
    fn denied(&self, premise: &Premise<'p>, asked: &Asked<'p>) -> Result<Evidence, Problem> {
        let (tag, window) = (premise.course.tag, premise.frame.window);
        let clue = premise.clue(self.call, None);
        let usual = matches!(premise.found, Found::Usual(_));
        let mut drafts = Vec::new();
        if usual {
            let draft = weigh::Draft::new("usual_course", &tag.id);
            drafts.push(draft.by(weigh::Kind::Usual).supported([clue.clone()]));
        } else if !self.without.holds("sensor", &tag.id) {
            let faults = sensor::faults(self.call, tag, window, window, 0.0)?;
            let plain = faults.iter().any(|fault| matches!(fault.what.as_str(), "stuck" | "doubtful"));
            let draft = weigh::Draft::new("sensor", &tag.id).by(weigh::Kind::Samples).supported(faults);
            drafts.extend(plain.then(|| draft.check(Clue::new("check_sensor", &tag.id))));
        }
        let (hypotheses, _) = weigh::ordered(drafts, MOST_HYPOTHESES);
        let value = match hypotheses.first() {
            Some(first) => AnswerValue::new(&first.what, first.subject.clone()),
            None => AnswerValue::new(&tag.id, false),
        };
        Ok(self
            .call
            .evidence()
            .query(format!("SELECT time, value {}", from_samples([tag.id.as_str()], asked.window)))
            .rows(premise.course.samples)
            .window(asked.window)
            .value(value)
            .finish(Findings::Investigation {
                subject: tag.id.clone(),
                premise: clue,
                steps: premise.steps(),
                hypotheses,
            }))
    }
}

/// The place up to which other tags are looked at: what comes much later is no cause.
fn until(frame: &Frame, judged: &Judged) -> usize {
    let places = frame.places();
    match judged.change.shape {
        Shape::Ramp => places,
        Shape::Step | Shape::Spell => places.min(judged.change.latest + 1 + (places / 12).max(8)),
    }
}

impl<'p> Work<'p> {
    /// Records about an onset: a day (or a window) before it, and what was found out later.
    fn records_about(
        &self,
        near: &Near<'_>,
        onset: Onset,
        window: TimeRange,
    ) -> Result<Vec<Happened>, Problem> {
        let lead = (window.end - window.start).max(DAY);
        let found_later = onset.at + FOUND_LATER_S * 1_000_000_000;
        let end = found_later.min(self.call.catalogue.now).max(onset.at + 1);
        let mut records = happened(self.call, near, TimeRange::new(onset.at - lead, end))?;
        let about = onset.latest.max(onset.at) + 2 * onset.width;
        records.retain(|record| {
            // What was written later explains it only where it tells what was wrong with this very asset.
            let found = record.kind == RecordKind::WorkOrder
                && record.gives_reason()
                && matches!(record.relation, Relation::Same | Relation::Below);
            record.start <= about || found
        });
        Ok(records)
    }

    /// A stop, a trip, or whatever is the matter with an asset.
    fn of_asset(&self, asked: &Asked<'p>) -> Result<Evidence, Problem> {
        let asset = asked.asset.map(|asset| asset.id.as_str());
        let near = Near::new(self.call.plant(), self.index, asset);
        let mut records = happened(self.call, &near, asked.window)?;
        let own = |record: &&Happened| {
            matches!(record.relation, Relation::Same | Relation::Below)
                && matches!(record.kind, RecordKind::Downtime | RecordKind::Event | RecordKind::Alarm)
        };
        let events: Vec<Happened> = records.iter().filter(own).cloned().collect();
        let named = asked.record.as_ref().and_then(|key| records.iter().find(|record| record.key == *key));
        let main = named.or_else(|| main_event(&events)).cloned();
        let Some(main) = main else {
            return match self.clearest_tag(asked)? {
                Some(tag) => self.of_tag(tag, asked.window, asked),
                None => Ok(self.no_event(asked, &records)),
            };
        };
        if asked.record.is_some() {
            records.retain(|record| record.key == main.key || record.start < main.start);
        }
        let step = asked.step;
        let onset = Onset { at: main.start, earliest: main.start, latest: main.start, width: step };
        let frame = Frame::new(asked::around(main.start, step), step, asked.first, self.call.zone());
        let place = ((main.start - frame.whole.start) / frame.width).max(0) as usize;
        let to = frame.places().min(place + 4);
        let beside = Beside {
            call: self.call,
            near: &near,
            frame: &frame,
            tag: None,
            onset,
            to,
            with: &self.with,
            most: self.most,
        };
        let compared = compared(&beside, self.wanted)?;
        let samples = compared.samples;
        let clue = event_clue(self.call, asset.unwrap_or_default(), &main, &events);
        let mut scene = Scene {
            call: self.call,
            near: &near,
            frame: &frame,
            onset,
            tag: None,
            difference: 0.0,
            asset,
            compared,
            happened: records,
            without: self.without.clone(),
            steps: Vec::new(),
        };
        let drafts = scene.drafts()?;
        self.finish(asset.unwrap_or(&main.key), clue, scene, drafts, samples)
    }

    /// Of an asset's tags, the one whose change in the window is the largest beside what is usual.
    fn clearest_tag(&self, asked: &Asked<'p>) -> Result<Option<&'p Tag>, Problem> {
        let mut best: Option<(f64, &'p Tag)> = None;
        for tag in &asked.tags {
            if !(self.wanted)() {
                return Err(crate::support::problems::stopped("the investigation"));
            }
            let Ok(premise) = Premise::of(self.call, tag, asked.window, asked.sense) else { continue };
            if let Found::Changed(judged) = premise.found
                && best.is_none_or(|(size, _)| judged.size > size)
            {
                best = Some((judged.size, tag));
            }
        }
        Ok(best.map(|(_, tag)| tag))
    }

    fn no_event(&self, asked: &Asked<'p>, records: &[Happened]) -> Evidence {
        let asset = asked.asset.map(|asset| asset.id.clone()).unwrap_or_default();
        let tags = AnswerValue::number("tags", asked.tags.len() as f64, None);
        let clue = Clue::new("no_event", &asset).with(tags).with(AnswerValue::number(
            "records",
            records.len() as f64,
            None,
        ));
        let ids = asked.tags.iter().map(|tag| tag.id.as_str());
        self.call
            .evidence()
            .query(format!("SELECT tag, time, value {}", from_samples(ids, asked.window)))
            .rows(records.len() as u64)
            .window(asked.window)
            .value(AnswerValue::new(&asset, false))
            .finish(Findings::Investigation {
                subject: asset,
                premise: clue,
                steps: Vec::new(),
                hypotheses: Vec::new(),
            })
    }

    fn finish(
        &self,
        subject: &str,
        premise: Clue,
        scene: Scene<'_, 'p>,
        drafts: Vec<weigh::Draft>,
        samples: u64,
    ) -> Result<Evidence, Problem> {
        let (hypotheses, left_out) = weigh::ordered(drafts, MOST_HYPOTHESES);
        let mut evidence = self
            .call
            .evidence()
            .rows(samples)
            .window(scene.frame.window)
            .values(hypotheses.iter().map(|one| AnswerValue::new(&one.what, one.subject.clone())))
            .note(
                "That things change together or one after the other does not show that one causes the other.",
            );
        let tag = scene.tag.map(|(tag, _)| tag.id.as_str());
        let changed = scene.compared.changed.iter().map(|other| other.tag.id.as_str());
        let ids: Vec<&str> = tag.into_iter().chain(changed.take(12)).collect();
        if !ids.is_empty() {
            let query = format!("SELECT tag, time, value {}", from_samples(ids, scene.frame.whole));
            evidence = evidence.query(query);
        }
        if hypotheses.is_empty() {
            evidence = evidence.value(AnswerValue::new("unexplained", subject));
        }
        if scene.compared.looked_at + scene.compared.without_data < scene.compared.there_are {
            evidence = evidence.note(format!(
                "{} of {} other tags were compared, the nearest in the asset tree first; compare looks at more.",
                scene.compared.looked_at, scene.compared.there_are
            ));
        }
        if left_out > 0 {
            evidence = evidence.note(format!("{left_out} weaker hypotheses are not listed."));
        }
        Ok(evidence.finish(Findings::Investigation {
            subject: subject.to_owned(),
            premise,
            steps: scene.steps,
            hypotheses,
        }))
    }
}

/// What an asset is asked about: the longest stop, else the first alarm.
fn main_event(events: &[Happened]) -> Option<&Happened> {
    let stops = events.iter().filter(|event| event.kind == RecordKind::Downtime);
    let longest = stops.max_by(|a, b| a.seconds.unwrap_or(0.0).total_cmp(&b.seconds.unwrap_or(0.0)));
    longest.or_else(|| events.iter().min_by_key(|event| (event.kind == RecordKind::Alarm, event.start)))
}

fn event_clue(call: &Call<'_>, asset: &str, main: &Happened, events: &[Happened]) -> Clue {
    let stops = events.iter().filter(|event| event.kind == RecordKind::Downtime);
    let together: f64 = stops.clone().filter_map(|event| event.seconds).sum();
    let mut clue = Clue { subject: asset.to_owned(), ..main.clue("event", call, main.start) };
    clue.values.push(AnswerValue::new("record", main.key.clone()));
    if stops.clone().count() > 1 {
        clue.values.push(AnswerValue::number("stops", stops.count() as f64, None));
        clue.values.push(AnswerValue::number("together", together, Some(plant::Unit::new("s"))));
    }
    clue
}
