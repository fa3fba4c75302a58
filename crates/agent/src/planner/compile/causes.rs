//! Causes: what is to be explained, and the time that is to be looked at.

use serde_json::{Value as Json, json};

use super::{Compiled, Compiler, Stop, missing};
use crate::meaning::{Slot, SlotKind, Term};
use crate::planner::causes::direction_said;

impl Compiler<'_> {
    /// `why(X)`: of a record, of a tag, or of an asset, whichever X is about.
    pub(super) fn cause(&mut self, meaning: &Term) -> Compiled<String> {
        let about = meaning.arguments().first().ok_or(missing(SlotKind::Tag))?;
        let slots = meaning.slots();
        let of = |kind: SlotKind| slots.iter().copied().find(|slot| slot.kind == kind);
        let time = match of(SlotKind::Instant) {
            Some(slot) if self.bound.windows.is_empty() => {
                let instant = *Self::filling(&self.bound.instants, slot)?;
                json!(plant::time::timestamp(instant).to_string())
            }
            _ => Json::Null,
        };
        let window = self.window_to_explain(meaning, about, &slots)?;
        if let Some(slot) = of(SlotKind::Tag) {
            let tag = json!(self.tag(slot)?.id);
            let direction = json!(direction(about).or_else(|| direction_said(&self.bound.question)));
            return Ok(self.add(
                "investigate",
                [("tag", tag), ("window", window), ("time", time), ("direction", direction)],
            ));
        }
        if let Ok((table, record)) = self.record_to_explain(about) {
            return Ok(self.add("investigate", [("table", json!(table)), ("record", record)]));
        }
        let asset = match of(SlotKind::Asset) {
            Some(_) => self.asset_within(meaning)?,
            // At a time and of no machine in particular: of the plant, where one asset stands above all.
            None if window.is_null() && time.is_null() => return Err(missing(SlotKind::Asset)),
            None => self.whole_plant().ok_or(missing(SlotKind::Asset))?,
        };
        Ok(self.add("investigate", [("asset", json!(asset)), ("window", window), ("time", time)]))
    }

    fn window_to_explain(&mut self, meaning: &Term, about: &Term, slots: &[Slot]) -> Compiled<Json> {
        for term in [meaning, about] {
            match self.window(term)? {
                Json::Null => {}
                window => return Ok(window),
            }
        }
        let slot = slots.iter().copied().find(|slot| slot.kind == SlotKind::Window);
        let named =
            slot.or((!self.bound.windows.is_empty()).then_some(Slot { kind: SlotKind::Window, place: 1 }));
        match named {
            Some(slot) if !self.bound.windows.is_empty() => {
                let when = Self::filling(&self.bound.windows, slot)?.clone();
                Ok(self.steps.window(&when))
            }
            _ => Ok(Json::Null),
        }
    }

    /// The table and what names the record: said, or the first or last of some.
    fn record_to_explain(&mut self, about: &Term) -> Compiled<(String, Json)> {
        if let Some(slot) = Self::slot(about, SlotKind::Record) {
            let key = Self::filling(&self.bound.records, slot)?;
            return Ok((self.catalogue.tables[key.table].table.clone(), json!(key.value)));
        }
        if matches!(about.name(), "last" | "first" | "extreme") {
            let table = self.catalogue.tables[self.table_of(about)?].table.clone();
            let step = self.recorded(about)?;
            return Ok((table, json!({"from": step, "take": "value"})));
        }
        Err(Stop::Unfit("no record"))
    }

    /// The asset that stands anywhere in a meaning.
    fn asset_within(&self, meaning: &Term) -> Compiled<String> {
        let mut found = None;
        meaning.walk(&mut |term| {
            if found.is_none() && (term.name() == "owner" || Self::slot(term, SlotKind::Asset).is_some()) {
                found = Some(term);
            }
        });
        let asset = self.asset(found.ok_or(missing(SlotKind::Asset))?)?;
        Ok(self.catalogue.plant.assets[asset].id.clone())
    }

    fn whole_plant(&self) -> Option<String> {
        let mut tops = self.catalogue.plant.assets.iter().filter(|asset| asset.parent.is_none());
        tops.next().filter(|_| tops.next().is_none()).map(|asset| asset.id.clone())
    }
}

/// Which way the operation says that it went.
fn direction(about: &Term) -> Option<&'static str> {
    match about.name() {
        "rising" | "above" => Some("rise"),
        "falling" | "below" => Some("fall"),
        _ => None,
    }
}
