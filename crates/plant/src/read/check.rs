//! What must fit together across sections: ids, parents, aliases, mapped columns.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::report::{Report, Span};
use crate::nearest::nearest;
use crate::{HistoryLayout, Plant};

/// Where in the file things stand that are checked once all of it is read. The vectors run
/// along the plant's own.
#[derive(Default)]
pub(super) struct Places {
    pub(super) asset_ids: HashSet<String>,
    pub(super) tag_ids: HashSet<String>,
    pub(super) parents: Vec<Span>,
    pub(super) tag_assets: Vec<Span>,
    pub(super) asset_aliases: Vec<Vec<Span>>,
    pub(super) tag_aliases: Vec<Vec<Span>>,
    pub(super) columns: Vec<BTreeMap<String, Span>>,
    pub(super) files: Vec<(String, Span)>,
}

pub(super) fn references(plant: &Plant, places: &Places, report: &mut Report) {
    parents(plant, places, report);
    tag_assets(plant, places, report);
    aliases(plant, places, report);
    columns(plant, places, report);
}

fn parents(plant: &Plant, places: &Places, report: &mut Report) {
    let parent_of: HashMap<&str, Option<&str>> =
        plant.assets.iter().map(|asset| (asset.id.as_str(), asset.parent.as_deref())).collect();
    for (asset, span) in plant.assets.iter().zip(&places.parents) {
        let Some(parent) = asset.parent.as_deref() else { continue };
        if !parent_of.contains_key(parent) {
            unknown_asset(plant, parent, &format!("parent of asset \"{}\"", asset.id), span, report);
            continue;
        }
        if let Some(cycle) = cycle_from(&asset.id, &parent_of) {
            report.error(
                "PW1008",
                span.clone(),
                format!("the parents run in a circle: {}", cycle.join(" -> ")),
                "take the parent out of the topmost of them",
            );
        }
    }
}

/// The way from `start` back to itself by parents. Each circle is told once, by the
/// alphabetically first of its assets.
fn cycle_from<'a>(start: &'a str, parent_of: &HashMap<&'a str, Option<&'a str>>) -> Option<Vec<&'a str>> {
    let mut way = vec![start];
    let mut seen = HashSet::from([start]);
    let mut at = start;
    while let Some(Some(next)) = parent_of.get(at) {
        if *next == start {
            let told_here = way.iter().all(|member| *member >= start);
            way.push(start);
            return told_here.then_some(way);
        }
        if !seen.insert(next) {
            return None;
        }
        way.push(next);
        at = next;
    }
    None
}

fn unknown_asset(plant: &Plant, id: &str, role: &str, span: &Span, report: &mut Report) {
    let help = match nearest(id, plant.assets.iter().map(|asset| asset.id.as_str())) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => format!("describe it with [[asset]] and id = \"{id}\", or take the line out"),
    };
    report.error("PW1007", span.clone(), format!("\"{id}\", the {role}, is no asset's id"), &help);
}

fn tag_assets(plant: &Plant, places: &Places, report: &mut Report) {
    let known: HashSet<&str> = plant.assets.iter().map(|asset| asset.id.as_str()).collect();
    for (tag, span) in plant.tags.iter().zip(&places.tag_assets) {
        if let Some(asset) = tag.asset.as_deref().filter(|asset| !known.contains(asset)) {
            unknown_asset(plant, asset, &format!("asset of tag \"{}\"", tag.id), span, report);
        }
    }
}

/// An alias that is another thing's id can never be used for what it was meant; one that two
/// assets share is asked back.
fn aliases(plant: &Plant, places: &Places, report: &mut Report) {
    let mut ids: HashMap<String, &str> = HashMap::new();
    for id in plant.assets.iter().map(|a| &a.id).chain(plant.tags.iter().map(|t| &t.id)) {
        ids.insert(id.to_lowercase(), id);
    }
    let assets = plant.assets.iter().map(|a| (&a.id, &a.aliases)).zip(&places.asset_aliases);
    let tags = plant.tags.iter().map(|t| (&t.id, &t.aliases)).zip(&places.tag_aliases);
    for ((own, aliases), spans) in assets.chain(tags) {
        for (alias, span) in aliases.iter().zip(spans) {
            if let Some(other) = ids.get(&alias.to_lowercase()).filter(|id| *id != own) {
                report.warning(
                    "PW1010",
                    span.clone(),
                    format!("alias \"{alias}\" of \"{own}\" is the id of another: \"{other}\""),
                    "use another alias; the word is read as the id",
                );
            }
        }
    }
    let mut owners: HashMap<String, &str> = HashMap::new();
    for (asset, spans) in plant.assets.iter().zip(&places.asset_aliases) {
        for (alias, span) in asset.aliases.iter().zip(spans) {
            let first = *owners.entry(alias.to_lowercase()).or_insert(&asset.id);
            if first != asset.id {
                report.warning(
                    "PW1010",
                    span.clone(),
                    format!("alias \"{alias}\" belongs to two assets: \"{first}\" and \"{}\"", asset.id),
                    "give it to one of them; a question with it is asked back",
                );
            }
        }
    }
}

fn columns(plant: &Plant, places: &Places, report: &mut Report) {
    let known: HashSet<&str> = plant.tags.iter().map(|tag| tag.id.as_str()).collect();
    for (source, spans) in plant.history.iter().zip(&places.columns) {
        let HistoryLayout::Wide { columns } = &source.layout else { continue };
        let mut taken: HashMap<&str, &str> = HashMap::new();
        for (column, tag) in columns {
            let span = spans.get(column).cloned().flatten();
            if let Some(other) = taken.insert(tag, column) {
                report.error(
                    "PW1006",
                    span.clone(),
                    format!("columns \"{other}\" and \"{column}\" both go to tag \"{tag}\""),
                    "give each column a tag of its own",
                );
            }
            if !known.contains(tag.as_str()) {
                let help = match nearest(tag, plant.tags.iter().map(|tag| tag.id.as_str())) {
                    Some(near) => format!("did you mean \"{near}\"?"),
                    None => format!("describe it with [[tag]] and id = \"{tag}\""),
                };
                report.warning(
                    "PW1012",
                    span,
                    format!("column \"{column}\" goes to \"{tag}\", which no [[tag]] describes"),
                    &help,
                );
            }
        }
    }
}
