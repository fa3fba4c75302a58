//! Which assets there are.

use std::collections::HashSet;

use plant::{Asset, Problem};
use tool::{
    AnswerValue, Arguments, Cell, Column, Effect, Evidence, Example, Findings, Parameter, ParameterKind, Spec,
};

use crate::support::find::{mentions, same_kind};
use crate::support::{Call, problems};
use crate::{Engines, Tool};

/// How many assets a result shows.
const MOST: usize = 1000;

pub struct FindAssets;

impl Tool for FindAssets {
    fn spec(&self) -> Spec {
        Spec {
            name: "find_assets",
            about: "Lists the assets of a kind, below another, whose names have some words, or that have tags or data.",
            effect: Effect::ReadOnly,
            parameters: const {
                &[
                    Parameter::optional("kind", ParameterKind::Text, "the kind, such as pump"),
                    Parameter::optional("parent", ParameterKind::Asset, "only what stands below this asset"),
                    Parameter::optional(
                        "text",
                        ParameterKind::Text,
                        "words in its id, name, aliases or description",
                    ),
                    Parameter::optional(
                        "having",
                        ParameterKind::OneOf(&["tags", "data"]),
                        "only those with tags, or data",
                    ),
                ]
            },
            example: Example { question: "Which pumps are there?", arguments: r#"{"kind": "pump"}"# },
        }
    }

    fn run(&self, engines: &Engines, arguments: &Arguments) -> Result<Evidence, Problem> {
        let call = Call::new(engines, "find_assets", arguments);
        let plant = call.plant();
        let place: Vec<&Asset> = match call.asset("parent")? {
            None => plant.assets.iter().collect(),
            Some(parent) => plant.subtree(&parent.id).into_iter().skip(1).collect(),
        };
        let (kind, text, having) = (call.text("kind")?, call.text("text")?, call.text("having")?);
        let with: Option<HashSet<&str>> = having.as_deref().map(|having| {
            let with_data = |tag: &&plant::Tag| call.profile(tag).is_some_and(|profile| profile.count > 0);
            let tags = plant.tags.iter().filter(|tag| having == "tags" || with_data(tag));
            tags.filter_map(|tag| tag.asset.as_deref()).collect()
        });
        let found: Vec<&Asset> = place
            .into_iter()
            .filter(|asset| kind.as_deref().is_none_or(|wanted| is_kind(asset, wanted)))
            .filter(|asset| text.as_deref().is_none_or(|wanted| mentions(wanted, words(asset))))
            .filter(|asset| with.as_ref().is_none_or(|with| with.contains(&*asset.id)))
            .collect();
        if found.is_empty() {
            let asked: Vec<String> =
                arguments.iter().map(|(name, value)| format!("{name} {value}")).collect();
            let mut problem =
                problems::unknown_asset(plant, text.as_deref().or(kind.as_deref()).unwrap_or_default());
            problem.message = format!("no asset has {}", asked.join(" and "));
            return Err(problem);
        }
        let columns = ["asset", "name", "kind", "parent", "tags"];
        let optional = |text: Option<&str>| text.map_or(Cell::Null, |text| Cell::Text(text.to_owned()));
        let row = |asset: &&Asset| {
            vec![
                Cell::Text(asset.id.clone()),
                Cell::Text(asset.name.clone()),
                optional(asset.kind.as_deref()),
                optional(asset.parent.as_deref()),
                Cell::Integer(plant.tags_of(&asset.id).count() as i64),
            ]
        };
        Ok(call
            .evidence()
            .query("SELECT * FROM assets")
            .rows(found.len() as u64)
            .values(
                found.iter().take(MOST).map(|asset| AnswerValue::new(asset.name.clone(), asset.id.clone())),
            )
            .finish(Findings::Table {
                what: "assets".to_owned(),
                columns: columns.iter().map(|name| Column { name: (*name).to_owned(), unit: None }).collect(),
                rows: found.iter().take(MOST).map(row).collect(),
                total_rows: found.len() as u64,
            }))
    }
}

fn words(asset: &Asset) -> impl Iterator<Item = &str> {
    [asset.id.as_str(), &asset.name, &asset.description, asset.kind.as_deref().unwrap_or_default()]
        .into_iter()
        .chain(asset.aliases.iter().map(String::as_str))
}

/// The kind itself, or a narrower one: a "circulation pump" is a pump, and so is what is called one.
fn is_kind(asset: &Asset, wanted: &str) -> bool {
    let names = asset.aliases.iter().chain([&asset.name]).map(String::as_str);
    asset.kind.as_deref().is_some_and(|kind| same_kind(kind, wanted))
        || mentions(wanted, asset.kind.as_deref().into_iter().chain(names))
}
