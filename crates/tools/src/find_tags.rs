//! Which tags there are.

use plant::{Problem, Tag};
use tool::{
    AnswerValue, Arguments, Cell, Column, Effect, Evidence, Example, Findings, Parameter, ParameterKind, Spec,
};

use crate::support::find::mentions;
use crate::support::{Call, problems};
use crate::{Engines, Tool};

/// How many tags a result shows.
const MOST: usize = 1000;

pub struct FindTags;

impl Tool for FindTags {
    fn spec(&self) -> Spec {
        Spec {
            name: "find_tags",
            about: "Lists the tags of an asset with its parts, of a quantity, or whose names have some words.",
            effect: Effect::ReadOnly,
            parameters: const {
                &[
                    Parameter::optional(
                        "asset",
                        ParameterKind::Asset,
                        "of which asset, with everything below it",
                    ),
                    Parameter::optional(
                        "quantity",
                        ParameterKind::Text,
                        "what is measured, such as temperature",
                    ),
                    Parameter::optional(
                        "text",
                        ParameterKind::Text,
                        "words in its id, name, aliases or description",
                    ),
                    Parameter::optional(
                        "with_data",
                        ParameterKind::Boolean,
                        "only those with data, or only those without",
                    ),
                ]
            },
            example: Example {
                question: "What is measured on pump P-101?",
                arguments: r#"{"asset": "P-101"}"#,
            },
        }
    }

    fn run(&self, engines: &Engines, arguments: &Arguments) -> Result<Evidence, Problem> {
        let call = Call::new(engines, "find_tags", arguments);
        let plant = call.plant();
        let in_place: Vec<&Tag> = match call.asset("asset")? {
            None => plant.tags.iter().collect(),
            Some(asset) => {
                plant.subtree(&asset.id).into_iter().flat_map(|below| plant.tags_of(&below.id)).collect()
            }
        };
        let quantity = call.text("quantity")?;
        let text = call.text("text")?;
        let with_data = call.boolean("with_data")?;
        let has_data = |tag: &Tag| call.profile(tag).is_some_and(|profile| profile.count > 0);
        let found: Vec<&Tag> = in_place
            .into_iter()
            .filter(|tag| quantity.as_deref().is_none_or(|wanted| measures(tag, wanted)))
            .filter(|tag| text.as_deref().is_none_or(|wanted| mentions(wanted, words(tag))))
            .filter(|tag| with_data.is_none_or(|wanted| has_data(tag) == wanted))
            .collect();
        if found.is_empty() {
            let asked: Vec<String> =
                arguments.iter().map(|(name, value)| format!("{name} {value}")).collect();
            let mut problem =
                problems::unknown_tag(plant, text.as_deref().or(quantity.as_deref()).unwrap_or_default());
            problem.message = format!("no tag has {}", asked.join(" and "));
            return Err(problem);
        }
        let columns = ["tag", "name", "asset", "quantity", "unit", "samples"];
        let optional = |text: Option<&str>| text.map_or(Cell::Null, |text| Cell::Text(text.to_owned()));
        let row = |tag: &&Tag| {
            vec![
                Cell::Text(tag.id.clone()),
                Cell::Text(tag.name.clone()),
                optional(tag.asset.as_deref()),
                optional(tag.quantity.as_deref()),
                optional(tag.unit.as_ref().map(plant::Unit::code)),
                Cell::Integer(call.profile(tag).map_or(0, |profile| profile.count as i64)),
            ]
        };
        Ok(call
            .evidence()
            .query("SELECT * FROM tags")
            .rows(found.len() as u64)
            .values(found.iter().take(MOST).map(|tag| AnswerValue::new(tag.name.clone(), tag.id.clone())))
            .finish(Findings::Table {
                what: "tags".to_owned(),
                columns: columns.iter().map(|name| Column { name: (*name).to_owned(), unit: None }).collect(),
                rows: found.iter().take(MOST).map(row).collect(),
                total_rows: found.len() as u64,
            }))
    }
}

fn words(tag: &Tag) -> impl Iterator<Item = &str> {
    [tag.id.as_str(), &tag.name, &tag.description, tag.quantity.as_deref().unwrap_or_default()]
        .into_iter()
        .chain(tag.aliases.iter().map(String::as_str))
}

/// The quantity as it is described; the tag's name where it is not.
fn measures(tag: &Tag, wanted: &str) -> bool {
    match &tag.quantity {
        Some(quantity) => mentions(wanted, [quantity.as_str()]),
        None => mentions(wanted, [tag.name.as_str(), &tag.description]),
    }
}
