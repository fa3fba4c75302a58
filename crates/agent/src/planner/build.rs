//! Frames to plans, and to the question back where a slot has several fillers.

mod measured;
mod recorded;

use plant::{Problem, RecordKind};
use serde_json::json;
use tool::{AnswerValue, Catalogue};

use super::frame::{Frame, Intent};
use super::model::not_yet;
use super::slots::TagSlot;
use super::steps::{Steps, args};
use super::{Clarification, Proposal};
use crate::link::Linked;

/// The plan for a frame, or what stands in its way.
pub fn propose(mut frame: Frame, linked: &Linked, catalogue: &Catalogue) -> Proposal {
    if let Some(choices) = ambiguous_tag(&frame, catalogue) {
        return Proposal::Clarify { ask: Clarification::WhichTag(choices), frame: Some(Box::new(frame)) };
    }
    if frame.intent.needs_tag() && frame.slots.tags.is_empty() {
        return no_tag(frame, linked, catalogue);
    }
    let mut steps = Steps::default();
    let built = if frame.intent.is_records() || frame.intent == Intent::DescribeCode {
        recorded::build(&mut frame, linked, catalogue, &mut steps)
    } else {
        measured::build(&mut frame, linked, catalogue, &mut steps)
            .or_else(|| looked_up(&frame, linked, catalogue, &mut steps))
    };
    if let Err(tool) = steps.keep_to(&frame.slots.windows, &frame.slots.stretches) {
        return Proposal::Abstain(not_yet(&format!("a part of a time by {tool}")));
    }
    match built {
        Some(()) => Proposal::Plan { plan: steps.finish(), frame: Box::new(frame) },
        None => unclear(frame, linked, catalogue),
    }
}

/// Plans about what there is.
fn looked_up(frame: &Frame, linked: &Linked, catalogue: &Catalogue, steps: &mut Steps) -> Option<()> {
    let plant = &catalogue.plant;
    let slots = &frame.slots;
    let asset = slots.assets.first().map(|asset| plant.assets[*asset].id.as_str());
    let tag = slots.tags.first().map(|tag| plant.tags[tag.tag()].id.as_str());
    match frame.intent {
        Intent::DescribePlant => steps.add("describe_plant", args([])),
        Intent::DescribeAsset => steps.add("describe_asset", args([("asset", json!(asset?))])),
        Intent::DescribeTag => steps.add("describe_tag", args([("tag", json!(tag?))])),
        Intent::UnitOf => {
            steps.add("describe_tag", args([("tag", json!(tag?)), ("property", json!("unit"))]))
        }
        Intent::Sampling => {
            steps.add("describe_tag", args([("tag", json!(tag?)), ("property", json!("step"))]))
        }
        Intent::Limit => {
            let property = slots.limit_kind.unwrap_or("limits");
            steps.add("describe_tag", args([("tag", json!(tag?)), ("property", json!(property))]))
        }
        Intent::Coverage => match tag {
            Some(tag) => {
                steps.add("describe_tag", args([("tag", json!(tag)), ("property", json!("coverage"))]))
            }
            None => match asset {
                Some(asset) => steps.add("describe_asset", args([("asset", json!(asset))])),
                None => steps.add("describe_plant", args([])),
            },
        },
        Intent::ListTags => {
            let quantity = slots.tags.first().and_then(|tag| plant.tags[tag.tag()].quantity.as_deref());
            steps.add("find_tags", args([("asset", json!(asset)), ("quantity", json!(quantity))]))
        }
        Intent::ListAssets => {
            let parent = asset.filter(|_| linked.has("children") || slots.kind.is_none());
            steps.add("find_assets", args([("kind", json!(slots.kind)), ("parent", json!(parent))]))
        }
        Intent::FailureModes => {
            let kind = if asset.is_some() {
                None
            } else {
                slots.kind.clone().or_else(|| kind_said(linked, catalogue))
            };
            steps.add("failure_modes", args([("asset", json!(asset)), ("kind", json!(kind))]))
        }
        _ => return None,
    };
    Some(())
}

/// A kind that only the failure-mode tables know: "failure modes of AHU".
fn kind_said(linked: &Linked, catalogue: &Catalogue) -> Option<String> {
    linked
        .values
        .iter()
        .find(|value| catalogue.tables[value.table].kind == RecordKind::FailureMode)
        .map(|value| value.value.clone())
}

/// The choices where a tag that the intent needs has several readings.
fn ambiguous_tag(frame: &Frame, catalogue: &Catalogue) -> Option<Vec<AnswerValue>> {
    let several_fit = matches!(
        frame.intent,
        Intent::ListTags
            | Intent::LongestGap
            | Intent::Gaps
            | Intent::CountSamples
            | Intent::Coverage
            | Intent::ListAssets
            | Intent::FailureModes
            | Intent::DescribePlant
            | Intent::OutOfLimits
            | Intent::RankTags
    ) || frame.intent == Intent::Correlate
        && frame.slots.tags.len() > 1
        && frame.slots.tags.iter().any(|slot| !slot.ambiguous);
    if several_fit || frame.intent.is_records() {
        return None;
    }
    let slot = frame.slots.tags.iter().find(|slot| slot.ambiguous)?;
    Some(choices(slot, catalogue))
}

/// The candidates that are about as good as the best.
pub(super) fn choices(slot: &TagSlot, catalogue: &Catalogue) -> Vec<AnswerValue> {
    slot.best()
        .map(|tag| {
            let tag = &catalogue.plant.tags[tag];
            let asset = tag
                .asset
                .as_deref()
                .and_then(|id| catalogue.plant.asset(id))
                .map(|asset| asset.name.as_str());
            let named = asset.is_none_or(|asset| tag.name.to_lowercase().contains(&asset.to_lowercase()));
            let label =
                if named { tag.name.clone() } else { format!("{} {}", asset.unwrap_or_default(), tag.name) };
            AnswerValue::new(label.trim(), tag.id.clone())
        })
        .collect()
}

/// Something is asked of a tag, and none is named.
fn no_tag(frame: Frame, linked: &Linked, catalogue: &Catalogue) -> Proposal {
    let plant = &catalogue.plant;
    let measured = |id: &str| catalogue.profile(id).is_some_and(|profile| profile.count > 0);
    match frame.slots.assets.first() {
        Some(asset) => {
            let asset = &plant.assets[*asset];
            let tags: Vec<AnswerValue> = plant
                .subtree(&asset.id)
                .into_iter()
                .flat_map(|below| plant.tags_of(&below.id))
                .filter(|tag| measured(&tag.id))
                .map(|tag| AnswerValue::new(tag.name.clone(), tag.id.clone()))
                .collect();
            if tags.is_empty() {
                let problem = Problem::new("PW3105", format!("nothing is measured on {}", asset.name))
                    .help("ask about its records");
                return Proposal::Abstain(problem);
            }
            Proposal::Clarify { ask: Clarification::WhichTag(tags), frame: Some(Box::new(frame)) }
        }
        None => unclear(frame, linked, catalogue),
    }
}

/// Nothing says what the question is about.
pub(super) fn unclear(frame: Frame, linked: &Linked, catalogue: &Catalogue) -> Proposal {
    let plant = &catalogue.plant;
    // A longer question about words that nobody here knows is about something else; a short one is vague.
    let vague: Vec<&str> = linked
        .unknown
        .iter()
        .filter_map(|unknown| linked.question.get(linked.tokens[unknown.tokens.start].span.clone()))
        .collect();
    let wordy = linked.tokens.iter().filter(|token| !token.stop).count() >= 4;
    if !vague.is_empty() && wordy && frame.slots.assets.is_empty() && frame.slots.table.is_none() {
        return Proposal::Abstain(
            Problem::new("PW6001", format!("nothing in this plant is called `{}`", vague.join(" ")))
                .help("ask about its tags, assets and records"),
        );
    }
    let assets = plant
        .assets
        .iter()
        .take(8)
        .map(|asset| AnswerValue::new(asset.name.clone(), asset.id.clone()))
        .collect();
    Proposal::Clarify { ask: Clarification::WhatAbout(assets), frame: None }
}
