//! What a tag is: its unit, limits, asset, and what is recorded of it.

use plant::{Problem, Tag, Unit};
use serde_json::Value as Json;
use tool::{AnswerValue, Arguments, Effect, Evidence, Example, Findings, Parameter, ParameterKind, Spec};

use crate::support::records::literal;
use crate::support::{Call, problems};
use crate::{Engines, Tool};

const PROPERTIES: &[&str] = &[
    "unit",
    "limits",
    "low",
    "high",
    "low_low",
    "high_high",
    "description",
    "asset",
    "quantity",
    "coverage",
    "name",
    "aliases",
    "step",
];

pub struct DescribeTag;

impl Tool for DescribeTag {
    fn spec(&self) -> Spec {
        Spec {
            name: "describe_tag",
            about: "Says what a tag is: meaning, unit, limits, asset, and the time its data covers.",
            effect: Effect::ReadOnly,
            parameters: const {
                &[
                    Parameter::required("tag", ParameterKind::Tag, "the tag"),
                    Parameter::optional(
                        "property",
                        ParameterKind::OneOf(PROPERTIES),
                        "one property; all when not given",
                    ),
                ]
            },
            example: Example {
                question: "What does the discharge pressure of pump P-101 measure?",
                arguments: r#"{"tag": "P-101.discharge_pressure"}"#,
            },
        }
    }

    fn run(&self, engines: &Engines, arguments: &Arguments) -> Result<Evidence, Problem> {
        let call = Call::new(engines, "describe_tag", arguments);
        let tag = call.tag("tag")?;
        let property = call.text("property")?;
        let facts: Vec<AnswerValue> = PROPERTIES
            .iter()
            .filter(|name| property.as_deref().is_none_or(|wanted| wanted == **name))
            .filter(|name| property.is_some() || **name != "limits")
            .flat_map(|name| property_of(&call, tag, name))
            .collect();
        if facts.is_empty() {
            let property = property.unwrap_or_default().replace('_', "-");
            return Err(problems::not_described(format!(
                "no {property} is given for {}",
                named(tag, &property)
            )));
        }
        let rows = call.profile(tag).map_or(0, |profile| profile.count);
        let evidence =
            call.evidence().query(format!("SELECT * FROM tags WHERE id = {}", literal(&tag.id))).rows(rows);
        let what = property.as_deref().unwrap_or("tag");
        if let ([fact], Some(limit)) = (facts.as_slice(), property.as_deref().filter(|name| is_limit(name)))
            && let Some(value) = fact.value.as_f64()
        {
            return Ok(evidence.quantity(&format!("{limit}_limit"), &tag.id, value, fact.unit.clone()));
        }
        let values: Vec<AnswerValue> = match property {
            Some(_) => facts.clone(),
            None => vec![AnswerValue::new(tag.id.clone(), meaning(tag))],
        };
        Ok(evidence.values(values).finish(Findings::Facts {
            what: what.to_owned(),
            subject: tag.id.clone(),
            facts,
        }))
    }
}

/// The limit's word is part of how it is called: "no high limit is given for ...".
fn named(tag: &Tag, property: &str) -> String {
    match property {
        "low" | "high" | "low-low" | "high-high" => format!("the limits of {}", tag.id),
        _ => tag.id.clone(),
    }
}

fn is_limit(name: &str) -> bool {
    matches!(name, "low" | "high" | "low_low" | "high_high")
}

/// What the tag measures in words: its description, else its name.
fn meaning(tag: &Tag) -> Json {
    Json::from(if tag.description.is_empty() { tag.name.as_str() } else { tag.description.as_str() })
}

/// A property as facts; none when it is not known. The limits are up to four.
fn property_of(call: &Call<'_>, tag: &Tag, property: &str) -> Vec<AnswerValue> {
    let text = |text: &str| (!text.is_empty()).then(|| AnswerValue::new(property, text));
    let limit = |name: &str, limit: Option<f64>| {
        limit.map(|limit| AnswerValue::number(format!("{name} limit"), limit, tag.unit.clone()))
    };
    let profile = call.profile(tag);
    let one = match property {
        "name" => text(&tag.name),
        "description" => text(&tag.description),
        "quantity" => tag.quantity.as_deref().and_then(text),
        "unit" => tag.unit.as_ref().map(|unit| AnswerValue::new("unit", unit.code())),
        "asset" => tag.asset.as_deref().and_then(text),
        "low" => limit("low", tag.limits.low),
        "high" => limit("high", tag.limits.high),
        "low_low" => limit("low-low", tag.limits.low_low),
        "high_high" => limit("high-high", tag.limits.high_high),
        "limits" => {
            return ["low_low", "low", "high", "high_high"]
                .into_iter()
                .flat_map(|name| property_of(call, tag, name))
                .collect();
        }
        "aliases" => {
            return tag.aliases.iter().map(|alias| AnswerValue::new("alias", alias.clone())).collect();
        }
        "step" => {
            let step = profile.and_then(|profile| profile.step_s);
            step.map(|step| AnswerValue::number("step", step, Some(Unit::new("s"))))
        }
        "coverage" => {
            let Some(profile) = profile else { return Vec::new() };
            let mut facts = vec![AnswerValue::new("samples", profile.count)];
            facts.extend(profile.first.map(|first| AnswerValue::new("first", call.local(first))));
            facts.extend(profile.last.map(|last| AnswerValue::new("last", call.local(last))));
            for (name, value) in [("minimum", profile.minimum), ("maximum", profile.maximum)] {
                facts.extend(value.map(|value| AnswerValue::number(name, value, tag.unit.clone())));
            }
            return facts;
        }
        _ => None,
    };
    one.into_iter().collect()
}
