//! From what was found to what may lie behind it.

use std::collections::BTreeMap;

use plant::{Problem, RecordKind, Unit};
use tool::{AnswerValue, Clue, Confidence};

use super::asked::LeftOut;
use super::compared::{Compared, Onset, Order, Other};
use super::frame::Frame;
use super::happened::Happened;
use super::near::{Near, Role};
use super::sensor;
use super::weigh::{Draft, Kind};
use crate::support::Call;

/// Clues of one hypothesis on tags that changed.
pub const MOST_CLUES: usize = 4;

/// Assets whose failure modes are looked through: that of the tag, and those with the clearest changes.
pub const ASSETS_WITH_MODES: usize = 4;

/// Other tags of the asset whose samples are looked at.
const OTHER_INSTRUMENTS: usize = 12;

/// So many tags must have been compared near by before "nothing else changed" says something.
const ENOUGH_COMPARED: usize = 3;

/// A planned work or an inspection that began up to so long before counts as then, s.
const WORK_BEFORE_S: f64 = 6.0 * 3600.0;

/// Records that give a reason are taken up to this long after the onset: what was found later.
pub const FOUND_LATER_S: i64 = 14 * 86_400;

/// Everything that hypotheses are made of.
pub struct Scene<'a, 'p> {
    pub call: &'p Call<'p>,
    pub near: &'a Near<'p>,
    pub frame: &'a Frame,
    pub onset: Onset,
    /// The tag that is asked about, and which way it went.
    pub tag: Option<(&'p plant::Tag, bool)>,
    /// Of its change, for a jump; 0 where none is looked for.
    pub difference: f64,
    pub asset: Option<&'p str>,
    pub compared: Compared<'p>,
    pub happened: Vec<Happened>,
    pub without: LeftOut,
    /// What was looked at; each part adds its line.
    pub steps: Vec<Clue>,
}

pub fn count(label: &str, count: usize) -> AnswerValue {
    AnswerValue::number(label, count as f64, None)
}

impl<'p> Scene<'_, 'p> {
    fn seconds_before(&self, at: i64) -> f64 {
        (self.onset.at - at) as f64 / 1e9
    }

    /// All hypotheses, in no order.
    ///
    /// # Errors
    /// PW4xxx from the store.
    pub fn drafts(&mut self) -> Result<Vec<Draft>, Problem> {
        let mut drafts = Vec::new();
        self.tell_compared();
        self.recorded(&mut drafts);
        self.sensors(&mut drafts)?;
        self.setpoints(&mut drafts);
        self.of_tags(&mut drafts);
        self.failure_modes(&mut drafts)?;
        drafts.retain(|draft| !self.without.holds(draft.what(), draft.subject()));
        Ok(drafts)
    }

    fn tell_compared(&mut self) {
        let by = |order: Order| self.compared.changed.iter().filter(|other| other.order == order).count();
        let step = Clue::new("compared_tags", self.tag.map_or_else(String::new, |(tag, _)| tag.id.clone()))
            .with(count("looked_at", self.compared.looked_at))
            .with(count("there_are", self.compared.there_are))
            .with(count("without_data", self.compared.without_data))
            .with(count("changed", self.compared.changed.len()))
            .with(count("before", by(Order::Before)))
            .with(count("together", by(Order::Together)))
            .with(count("after", by(Order::After)));
        self.steps.push(step);
    }
}

/// Records.
impl Scene<'_, '_> {
    fn recorded(&mut self, drafts: &mut Vec<Draft>) {
        let tables: Vec<&str> = self
            .call
            .catalogue
            .tables
            .iter()
            .filter(|table| super::happened::happens(table))
            .map(|table| table.table.as_str())
            .collect();
        let mut step = Clue::new("records", tables.join(", ")).with(count("tables", tables.len()));
        step.values.push(count("records", self.happened.len()));
        self.steps.push(step);
        let mut reasons: BTreeMap<String, Vec<&Happened>> = BTreeMap::new();
        let mut others: BTreeMap<(String, String), Vec<&Happened>> = BTreeMap::new();
        for record in &self.happened {
            match &record.reason {
                Some(reason) if record.gives_reason() => {
                    reasons.entry(reason.clone()).or_default().push(record)
                }
                _ => {
                    let asset = record.asset.clone().unwrap_or_default();
                    others.entry((record.table.clone(), asset)).or_default().push(record);
                }
            }
        }
        drafts.extend(reasons.into_values().map(|records| self.of_reason(&records)));
        drafts.extend(others.into_values().filter_map(|records| self.of_event(&records)));
    }

    /// Records that give the same reason.
    fn of_reason(&self, records: &[&Happened]) -> Draft {
        let distance = |record: &&&Happened| (record.relation, (record.start - self.onset.at).abs());
        let Some(first) = records.iter().min_by_key(distance) else { return Draft::new("recorded", "") };
        let all: f64 = records.iter().filter_map(|record| record.seconds).sum();
        let mut clue = first.clue("record_says", self.call, self.onset.at);
        if records.len() > 1 {
            clue.values.push(count("records", records.len()));
            if first.kind == RecordKind::Downtime {
                clue.values.push(AnswerValue::number("together", all, Some(Unit::new("s"))));
            }
        }
        let days = (first.start - self.onset.at).abs() as f64 / 86_400e9;
        let close = first.relation.is_close();
        let others: Vec<Clue> = (!close)
            .then(|| Clue::new("another_asset", first.asset.clone().unwrap_or_default()))
            .into_iter()
            .collect();
        // How much of the time it took, so that the main reason of several comes first.
        let hours = (1.0 + all / 3600.0).ln();
        Draft::new("recorded", first.reason.clone().unwrap_or_default())
            .by(Kind::Statement)
            .by_if(close, Kind::Place)
            .supported([clue])
            .opposed(others)
            .score(hours - 0.3 * days + first.relation.weight())
            .check(Clue::new("check_record", &first.key).with(AnswerValue::new("table", first.table.clone())))
    }

    /// Records of one table on one asset that give no reason: the last one before.
    fn of_event(&self, records: &[&Happened]) -> Option<Draft> {
        let covers = |record: &Happened| {
            let since = self.seconds_before(record.start);
            since >= 0.0 && record.seconds.is_some_and(|length| since <= length)
        };
        let slack = -(self.onset.width as f64) / 1e9;
        let last = records
            .iter()
            .filter(|record| self.seconds_before(record.start) >= slack)
            .max_by_key(|record| record.start)?;
        let since = self.seconds_before(last.start);
        let window = (self.frame.window.end - self.frame.window.start) as f64 / 1e9;
        if !covers(last) && since > WORK_BEFORE_S.max(window) {
            return None;
        }
        let is_sign = matches!(last.kind, RecordKind::Alarm | RecordKind::Inspection);
        let then = covers(last) || since <= WORK_BEFORE_S.min(window / 4.0);
        let close = last.relation.is_close();
        let mut clue =
            last.clue(if covers(last) { "record_during" } else { "record_before" }, self.call, self.onset.at);
        if records.len() > 1 {
            clue.values.push(count("records", records.len()));
        }
        Some(
            Draft::new("event", &last.key)
                .by_if(then, Kind::Record)
                .by_if(close, Kind::Place)
                .supported([clue])
                .missing((last.reason.is_none()).then(|| Clue::new("no_reason", &last.table)))
                .check(
                    Clue::new("check_record", &last.key).with(AnswerValue::new("table", last.table.clone())),
                )
                .score(last.relation.weight() * (-since.max(0.0) / window.max(1.0)).exp())
                // An alarm tells of a trouble that is there already; a batch is a change of what is made.
                .at_most(if is_sign { Confidence::Possible } else { Confidence::Likely }),
        )
    }
}

/// Instruments.
impl<'p> Scene<'_, 'p> {
    fn sensors(&mut self, drafts: &mut Vec<Draft>) -> Result<(), Problem> {
        let onset = plant::TimeRange::new(self.onset.at - self.onset.width, self.onset.at + self.onset.width);
        let window = self.frame.window;
        let mut looked_at = 0;
        if let Some((tag, _)) = self.tag {
            let faults = sensor::faults(self.call, tag, window, onset, self.difference)?;
            looked_at += 1;
            drafts.extend(self.own_sensor(tag, faults));
        }
        // What others read, on the same asset: a controller acts on what its instrument says.
        let own = self.tag.map(|(tag, _)| tag.id.as_str());
        let plant = self.call.plant();
        let others = self.asset.into_iter().flat_map(|asset| plant.tags_of(asset));
        let others: Vec<&'p plant::Tag> =
            others.filter(|tag| Some(tag.id.as_str()) != own).take(OTHER_INSTRUMENTS).collect();
        for tag in others {
            let profile = self.call.profile(tag);
            let asset = tag.asset.as_deref().and_then(|id| plant.asset(id));
            if profile.is_none_or(|profile| profile.minimum.is_none())
                || matches!(Role::of(tag, asset, profile), Role::State | Role::Setpoint)
            {
                continue;
            }
            looked_at += 1;
            let faults = sensor::faults(self.call, tag, window, onset, 0.0)?;
            let stuck = faults.iter().any(|fault| fault.what == "stuck");
            if !faults.is_empty() {
                drafts.push(
                    Draft::new("sensor", &tag.id)
                        .by(Kind::Samples)
                        .by_if(stuck, Kind::Place)
                        .supported(faults)
                        .check(Clue::new("check_sensor", &tag.id)),
                );
            }
        }
        self.steps.push(Clue::new("samples", own.unwrap_or_default()).with(count("tags", looked_at)));
        Ok(())
    }

    fn own_sensor(&self, tag: &plant::Tag, faults: Vec<Clue>) -> Option<Draft> {
        let beside: Vec<&Other<'_>> = self
            .compared
            .changed
            .iter()
            .filter(|other| other.order != Order::After && other.relation.is_close())
            .collect();
        let anywhere = self.compared.changed.iter().any(|other| other.order != Order::After);
        let alone = !anywhere && self.compared.close >= ENOUGH_COMPARED;
        let plain = faults.iter().any(|fault| fault.what != "jump");
        if !plain && !alone {
            return None;
        }
        // A controller that reads a stuck value moves other things.
        let stuck = faults.iter().any(|fault| fault.what == "stuck");
        let others = beside.iter().take(if stuck { 0 } else { 2 });
        let others = others.map(|other| other.clue(self.call, self.onset));
        let mut draft = Draft::new("sensor", &tag.id).by_if(plain, Kind::Samples).by_if(alone, Kind::Alone);
        if alone {
            let looked_at = count("looked_at", self.compared.looked_at);
            draft = draft.supported([Clue::new("alone", &tag.id).with(looked_at)]);
        }
        // Nothing else changing is said of many real changes, too.
        let most = if plain { Confidence::Likely } else { Confidence::Possible };
        Some(draft.supported(faults).opposed(others).check(Clue::new("check_sensor", &tag.id)).at_most(most))
    }
}
