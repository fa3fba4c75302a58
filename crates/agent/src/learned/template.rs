//! Plans with slots: a plan that answered one question, with what that question names left open, so that it can be filled
//! with what another one names.
//!
//! Only a plan in which everything that belongs to the question is found again becomes one: an identifier or an instant
//! that stands in the plan and not in the question may be right for this one alone.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};
use tool::{Catalogue, Plan, Step, parse_instant};

use crate::meaning::{Slot, SlotKind};
use crate::planner::bound::Bound;
use crate::planner::{Threshold, When};

/// The key that marks a slot among arguments: `{"slot": "t2"}`.
const SLOT: &str = "slot";

/// A plan with slots.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Template {
    plan: Plan,
    /// Tables that its steps read: the question must name these and no others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    tables: Vec<String>,
}

impl Template {
    /// The plan of a question with what the question names left open; `None` where it holds more of the plant than that.
    pub fn of(plan: &Plan, bound: &Bound, catalogue: &Catalogue) -> Option<Self> {
        if plan.steps.is_empty() || bound.tags.iter().any(|slot| slot.ambiguous) {
            return None;
        }
        let mut opened = Opened { bound, catalogue, used: Vec::new() };
        let open = |step: &Step, opened: &mut Opened<'_>| {
            let arguments = opened.value(&Json::Object(step.arguments.clone()))?;
            Some(Step::new(&step.id, &step.tool, arguments))
        };
        let steps: Option<Vec<Step>> = plan.steps.iter().map(|step| open(step, &mut opened)).collect();
        let template =
            Self { plan: Plan { steps: steps?, ..plan.clone() }, tables: tables(bound, catalogue) };
        // What the plan does not use may stand in it in another form.
        (all_used(&opened.used, bound) && template.filled(bound, catalogue).is_some()).then_some(template)
    }

    /// The plan with what a question names in its slots; `None` where something is missing or left over.
    pub fn filled(&self, bound: &Bound, catalogue: &Catalogue) -> Option<Plan> {
        if self.tables != tables(bound, catalogue) || bound.tags.iter().any(|slot| slot.ambiguous) {
            return None;
        }
        let mut used = Vec::new();
        let mut steps = Vec::new();
        for step in &self.plan.steps {
            let arguments = fill(&Json::Object(step.arguments.clone()), bound, catalogue, &mut used)?;
            steps.push(Step::new(&step.id, &step.tool, arguments));
        }
        all_used(&used, bound).then(|| Plan { steps, ..self.plan.clone() })
    }

    /// Its steps as a person reads them: the tools in order.
    pub fn text(&self) -> String {
        self.plan.steps.iter().map(|step| step.tool.as_str()).collect::<Vec<_>>().join(", ")
    }

    /// The plan with its slots, as it is kept.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }
}

/// Whether everything that a question names by itself stands in a plan.
fn all_used(used: &[Slot], bound: &Bound) -> bool {
    let all = |kind, count: usize| (1..=count).all(|place| used.contains(&Slot { kind, place }));
    all(SlotKind::Tag, bound.tags.len())
        && all(SlotKind::Number, bound.numbers.len())
        && all(SlotKind::Value, bound.values.len())
        && all(SlotKind::Window, bound.windows.len())
}

/// The unit that a number was said in.
fn unit(number: &Threshold) -> Json {
    number.unit.as_ref().map_or(Json::Null, |unit| json!(unit.to_string()))
}

fn tables(bound: &Bound, catalogue: &Catalogue) -> Vec<String> {
    bound.tables.iter().map(|table| catalogue.tables[*table].table.clone()).collect()
}

/// A plan while its slots are opened.
struct Opened<'a> {
    bound: &'a Bound,
    catalogue: &'a Catalogue,
    used: Vec<Slot>,
}

impl Opened<'_> {
    fn value(&mut self, json: &Json) -> Option<Json> {
        match json {
            Json::String(text) => self.text(text),
            Json::Number(number) => {
                let same = |other: &f64| number.as_f64() == Some(*other);
                match self.bound.numbers.iter().position(|bound| same(&bound.value)) {
                    // 3 bar and 3 kPa are not the same number.
                    Some(at) => {
                        Some(self.slot(SlotKind::Number, at, Some(("unit", unit(&self.bound.numbers[at])))))
                    }
                    None => Some(json.clone()),
                }
            }
            Json::Array(items) => {
                items.iter().map(|item| self.value(item)).collect::<Option<Vec<_>>>().map(Json::from)
            }
            Json::Object(map) => {
                let opened = map.iter().map(|(key, value)| Some((key.clone(), self.value(value)?)));
                opened.collect::<Option<Map<_, _>>>().map(Json::Object)
            }
            other => Some(other.clone()),
        }
    }

    fn text(&mut self, text: &str) -> Option<Json> {
        let plant = &self.catalogue.plant;
        if let Some(at) = self.bound.tags.iter().position(|slot| plant.tags[slot.tag()].id == text) {
            return Some(self.slot(SlotKind::Tag, at, None));
        }
        if let Some(at) = self.bound.assets.iter().position(|asset| plant.assets[*asset].id == text) {
            return Some(self.slot(SlotKind::Asset, at, None));
        }
        if let Some(at) = self.bound.values.iter().position(|(_, filter)| filter.value == text) {
            let column = json!(self.bound.values[at].1.column);
            return Some(self.slot(SlotKind::Value, at, Some(("column", column))));
        }
        if starts_as_a_date(text) {
            return self.instant(text);
        }
        let named = plant.tag(text).is_some() || plant.assets.iter().any(|asset| asset.id == text);
        (!named).then(|| json!(text))
    }

    fn instant(&mut self, text: &str) -> Option<Json> {
        // A model may write the plant's own dates and times.
        let at = parse_instant(text, &self.catalogue.plant.timezone)?;
        for (place, when) in self.bound.windows.iter().enumerate() {
            let When::Range(range) = when else { continue };
            let end = if at == range.start {
                "start"
            } else if at == range.end {
                "end"
            } else {
                continue;
            };
            return Some(self.slot(SlotKind::Window, place, Some(("take", json!(end)))));
        }
        let place = self.bound.instants.iter().position(|instant| *instant == at)?;
        Some(self.slot(SlotKind::Instant, place, None))
    }

    fn slot(&mut self, kind: SlotKind, at: usize, more: Option<(&str, Json)>) -> Json {
        let slot = Slot { kind, place: at + 1 };
        self.used.push(slot);
        let mut map = Map::new();
        map.insert(SLOT.to_owned(), json!(slot.to_string()));
        map.extend(more.map(|(key, value)| (key.to_owned(), value)));
        Json::Object(map)
    }
}

/// `2026-03-01…`: a time of one question, whatever it is for.
fn starts_as_a_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 10
        && bytes[..10].iter().enumerate().all(|(i, byte)| match i {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

fn fill(json: &Json, bound: &Bound, catalogue: &Catalogue, used: &mut Vec<Slot>) -> Option<Json> {
    match json {
        Json::Array(items) => {
            let filled = items.iter().map(|item| fill(item, bound, catalogue, used));
            filled.collect::<Option<Vec<_>>>().map(Json::from)
        }
        Json::Object(map) => match map.get(SLOT).and_then(Json::as_str) {
            Some(slot) => {
                let slot = Slot::of(slot).filter(|slot| slot.place > 0)?;
                used.push(slot);
                filling(slot, map, bound, catalogue)
            }
            None => {
                let filled =
                    map.iter().map(|(key, value)| Some((key.clone(), fill(value, bound, catalogue, used)?)));
                filled.collect::<Option<Map<_, _>>>().map(Json::Object)
            }
        },
        other => Some(other.clone()),
    }
}

fn filling(slot: Slot, map: &Map<String, Json>, bound: &Bound, catalogue: &Catalogue) -> Option<Json> {
    let at = slot.place - 1;
    let instant = |at: i64| json!(plant::time::timestamp(at).to_string());
    match slot.kind {
        SlotKind::Tag => Some(json!(catalogue.plant.tags[bound.tags.get(at)?.tag()].id)),
        SlotKind::Asset => Some(json!(catalogue.plant.assets[*bound.assets.get(at)?].id)),
        SlotKind::Number => {
            let number = bound.numbers.get(at).filter(|number| map.get("unit") == Some(&unit(number)))?;
            Some(json!(number.value))
        }
        SlotKind::Instant => bound.instants.get(at).copied().map(instant),
        SlotKind::Window => {
            let When::Range(range) = bound.windows.get(at)? else { return None };
            let start = map.get("take").and_then(Json::as_str) == Some("start");
            Some(instant(if start { range.start } else { range.end }))
        }
        SlotKind::Value => {
            let (_, filter) = bound.values.get(at)?;
            let same = map.get("column").and_then(Json::as_str) == Some(filter.column.as_str());
            (same && !filter.denied && !filter.negated).then(|| json!(filter.value))
        }
        _ => None,
    }
}
