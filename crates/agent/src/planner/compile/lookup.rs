//! What there is, what is known, and what is not a question about data.

use plant::{Problem, Tag};
use serde_json::{Value as Json, json};

use super::{Compiled, Compiler, Stop, missing};
use crate::link::token::canonical;
use crate::meaning::{SlotKind, Term};
use crate::planner::alike::Original;

/// Whether an operation asks what there is, or is none about data.
pub fn is(name: &str) -> bool {
    matches!(
        name,
        "plant"
            | "asset"
            | "tag"
            | "table"
            | "columns"
            | "code"
            | "unit"
            | "limit"
            | "tags"
            | "assets"
            | "tables"
            | "where_is"
            | "parts"
            | "sampling"
            | "coverage"
            | "values"
            | "relation"
            | "failure_modes"
            | "sensors_for"
            | "remedy"
            | "document"
            | "shifts"
            | "now"
            | "absent"
            | "act"
            | "outside"
            | "opinion"
            | "injected"
            | "greet"
            | "thanks"
            | "help"
            | "bye"
            | "forecast"
            | "why"
            | "anomalies"
            | "kpi"
    )
}

fn abstain<T>(code: &str, text: &str, help: &str) -> Compiled<T> {
    Err(Stop::Abstain(Box::new(Problem::new(code, text).help(help))))
}

impl Compiler<'_> {
    pub(super) fn looked_up(&mut self, meaning: &Term) -> Compiled<String> {
        match meaning.name() {
            "act" => abstain(
                "PW6002",
                "I only read; I do not operate the plant",
                "operate it from the control system",
            ),
            "outside" | "greet" | "thanks" | "bye" => {
                let name = &self.catalogue.plant.name;
                abstain(
                    "PW6001",
                    "this is not about the plant",
                    &format!("ask about {name}: its tags, assets and records"),
                )
            }
            "opinion" => abstain(
                "PW6001",
                "no data holds a judgement of that kind",
                "ask what was measured or recorded",
            ),
            "injected" => abstain("PW6005", "that asks me to change how I work", "ask about the plant"),
            "absent" => {
                abstain("PW3101", "this plant does not have that", "ask which assets and tags there are")
            }
            "forecast" => abstain(
                "PW6004",
                "forecasts are not computed by any tool here",
                "ask for the trend over a past window",
            ),
            "anomalies" => abstain(
                "PW6004",
                "anomaly detection is not computed by any tool here",
                "ask for limit violations, gaps, stuck values or extremes",
            ),
            "document" | "remedy" => abstain(
                "PW6007",
                "documents are not read yet, so what a manual says is not known here",
                "look in the plant's documents folder",
            ),
            "why" => self.cause(meaning),
            "kpi" => Err(Stop::NotYet("kpi".to_owned())),
            _ => self.known(meaning),
        }
    }

    fn known(&mut self, meaning: &Term) -> Compiled<String> {
        let property = |compiler: &mut Self, property: &str| {
            let tag = compiler.first_tag(meaning)?.id.clone();
            Ok(compiler.add("describe_tag", [("tag", json!(tag)), ("property", json!(property))]))
        };
        match meaning.name() {
            "plant" | "help" | "now" => Ok(self.add("describe_plant", [])),
            "shifts" => Ok(self.add("describe_plant", [("about", json!("shifts"))])),
            "tables" => Ok(self.add("describe_plant", [])),
            "asset" | "parts" | "where_is" => {
                let asset = self.asset_argument(meaning)?.ok_or(missing(SlotKind::Asset))?;
                Ok(match meaning.name() {
                    "parts" => self.add("find_assets", [("parent", json!(asset))]),
                    _ => self.add("describe_asset", [("asset", json!(asset))]),
                })
            }
            "tag" => {
                let tag = self.first_tag(meaning)?.id.clone();
                Ok(self.add("describe_tag", [("tag", json!(tag))]))
            }
            "unit" => property(self, "unit"),
            "sampling" => property(self, "step"),
            "coverage" if Self::tag_slots(meaning).is_empty() => match self.asset_argument(meaning)? {
                Some(asset) => Ok(self.add("describe_asset", [("asset", json!(asset))])),
                None => Ok(self.add("describe_plant", [])),
            },
            "coverage" => property(self, "coverage"),
            "limit" => self.limit(meaning),
            "tags" => self.tags_asked(meaning),
            "assets" => {
                let kind = match Self::argument(meaning, SlotKind::Kind) {
                    Some(slot) => json!(Self::filling(&self.bound.kinds, slot)?.name),
                    None => Json::Null,
                };
                let parent = match meaning.option("under") {
                    Some(under) => json!(self.catalogue.plant.assets[self.asset(under)?].id),
                    None => Json::Null,
                };
                Ok(self.add("find_assets", [("kind", kind), ("parent", parent)]))
            }
            "table" | "columns" => {
                let table = self.table_of(meaning)?;
                let name = &self.catalogue.tables[table].table;
                Ok(self.add("describe_table", [("table", json!(name))]))
            }
            "values" => {
                let table = self.table_of(meaning)?;
                let column = self.column(meaning, table)?;
                let name = self.catalogue.tables[table].table.clone();
                Ok(self.add("group_records", [("table", json!(name)), ("by", json!([column]))]))
            }
            "code" => {
                let code = self.code(meaning)?;
                Ok(self.add("describe_code", [("value", json!(code.value))]))
            }
            "relation" => {
                let code = self.code(meaning)?;
                let table = &self.catalogue.tables[code.table];
                // The column that is named, of that table before others.
                let own = self.bound.columns.iter().find(|(of, _)| *of == code.table);
                let (of, column) = *own.or(self.bound.columns.first()).ok_or(missing(SlotKind::Field))?;
                let to = self.catalogue.tables[of].columns[column].name.clone();
                Ok(self.add(
                    "relations",
                    [
                        ("from_table", json!(table.table)),
                        ("column", json!(code.column)),
                        ("value", json!(code.value)),
                        ("to", json!(to)),
                    ],
                ))
            }
            "failure_modes" => {
                let asset = self.asset_argument(meaning)?;
                let kind = match Self::argument(meaning, SlotKind::Kind) {
                    Some(slot) if asset.is_none() => json!(Self::filling(&self.bound.kinds, slot)?.name),
                    _ => Json::Null,
                };
                let part = match meaning.option("part") {
                    Some(_) => json!(self.bound.words.first().ok_or(missing(SlotKind::Part))?),
                    None => Json::Null,
                };
                Ok(self.add("failure_modes", [("asset", json!(asset)), ("kind", kind), ("component", part)]))
            }
            "sensors_for" => {
                let asset = self.asset_argument(meaning)?;
                let about = self.bound.words.first().cloned().ok_or(missing(SlotKind::Symptom))?;
                Ok(self.add("sensors_for", [("about", json!(about)), ("asset", json!(asset))]))
            }
            other => Err(Stop::NotYet(other.to_owned())),
        }
    }

    fn limit(&mut self, meaning: &Term) -> Compiled<String> {
        let of = self.first_tag(meaning)?.clone();
        let tag = of.id.clone();
        let which = meaning.arguments().iter().find_map(|argument| match argument {
            Term::Word(word) => match word.as_str() {
                "high" | "low" | "high_high" | "low_low" => Some(word.as_str()),
                "setpoint" => Some("setpoint"),
                _ => None,
            },
            _ => None,
        });
        if which == Some("setpoint") {
            let setpoint = self.setpoint_of(&of).ok_or_else(|| {
                let problem = Problem::new("PW3101", format!("no setpoint of {} is measured", of.name));
                Stop::Abstain(Box::new(problem.help("ask which tags its machine has")))
            })?;
            return Ok(self.add("latest", [("tags", json!([setpoint]))]));
        }
        Ok(self.add("describe_tag", [("tag", json!(tag)), ("property", json!(which.unwrap_or("limits")))]))
    }

    /// The one tag of the same machine that is called a setpoint and measures the same, or is called the same but for that.
    fn setpoint_of(&self, of: &Tag) -> Option<String> {
        const SETPOINT: &[&str] = &["setpoint", "set point", "设定", "给定", "目标值"];
        let texts = |tag: &Tag| -> Vec<String> {
            let id = tag.id.rsplit('.').next().unwrap_or(&tag.id);
            let texts = [id, &tag.name].into_iter().chain(tag.aliases.iter().map(String::as_str));
            texts.map(|text| text.to_lowercase().replace(['_', '-'], " ")).collect()
        };
        let is_setpoint = |tag: &Tag| {
            texts(tag).iter().any(|text| {
                SETPOINT.iter().any(|word| text.contains(word)) || text.split(' ').any(|word| word == "sp")
            })
        };
        let rest = |tag: &Tag| -> Vec<String> {
            let of_setpoint =
                |word: &String| matches!(word.as_str(), "setpoint" | "set" | "point" | "sp" | "设" | "定");
            canonical(&tag.name).into_iter().filter(|word| !of_setpoint(word)).collect()
        };
        let (own, original) = (rest(of), Original::new(of));
        let fits = |tag: &Tag| {
            let comparable = match (&tag.unit, &of.unit) {
                (Some(unit), Some(own)) => unit.is_comparable(own),
                _ => false,
            };
            comparable && (rest(tag) == own || original.likeness(tag).is_some())
        };
        let tags = self.catalogue.plant.tags.iter();
        let mut found =
            tags.filter(|tag| tag.asset == of.asset && tag.id != of.id && is_setpoint(tag) && fits(tag));
        let one = found.next()?;
        found.next().is_none().then(|| one.id.clone())
    }

    fn tags_asked(&mut self, meaning: &Term) -> Compiled<String> {
        let asset = self.asset_argument(meaning)?;
        let quantity = match Self::tag_slots(meaning).first() {
            Some(slot) => {
                let tag = &self.catalogue.plant.tags[Self::filling(&self.bound.tags, *slot)?.tag()];
                json!(tag.quantity.clone().ok_or(Stop::Unfit("a tag without a quantity"))?)
            }
            None => Json::Null,
        };
        Ok(self.add("find_tags", [("asset", json!(asset)), ("quantity", quantity)]))
    }

    pub(super) fn code(&self, meaning: &Term) -> Compiled<crate::planner::bound::Key> {
        let slot = Self::argument(meaning, SlotKind::Code).ok_or(missing(SlotKind::Code))?;
        Self::filling(&self.bound.codes, slot).cloned()
    }
}
