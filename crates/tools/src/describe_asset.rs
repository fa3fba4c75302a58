//! What an asset is and what is known of it.

use plant::{Problem, RecordKind};
use tool::{AnswerValue, Arguments, Effect, Evidence, Example, Findings, Parameter, ParameterKind, Spec};

use crate::support::find::{same_kind, tables_of};
use crate::support::records::{ASSET_ID, key_column, literal};
use crate::support::{Call, Records};
use crate::{Engines, Tool};

/// How many failure modes are named here; `failure_modes` lists all.
const MODES_NAMED: usize = 20;

pub struct DescribeAsset;

impl Tool for DescribeAsset {
    fn spec(&self) -> Spec {
        Spec {
            name: "describe_asset",
            about: "Says what an asset is: kind, place, parts, tags, records and known failure modes.",
            effect: Effect::ReadOnly,
            parameters: const { &[Parameter::required("asset", ParameterKind::Asset, "the asset")] },
            example: Example { question: "What is P-101?", arguments: r#"{"asset": "P-101"}"# },
        }
    }

    fn run(&self, engines: &Engines, arguments: &Arguments) -> Result<Evidence, Problem> {
        let call = Call::new(engines, "describe_asset", arguments);
        let plant = call.plant();
        let asset = call.find_asset(&call.needed_text("asset")?)?;
        let mut facts = vec![AnswerValue::new("name", asset.name.clone())];
        facts.extend(asset.kind.clone().map(|kind| AnswerValue::new("kind", kind)));
        facts.extend(asset.parent.clone().map(|parent| AnswerValue::new("parent", parent)));
        if !asset.description.is_empty() {
            facts.push(AnswerValue::new("description", asset.description.clone()));
        }
        facts.extend(asset.aliases.iter().map(|alias| AnswerValue::new("alias", alias.clone())));
        let children = plant.assets.iter().filter(|child| child.parent.as_deref() == Some(&*asset.id));
        facts.extend(children.map(|child| AnswerValue::new("part", child.id.clone())));
        facts.extend(plant.tags_of(&asset.id).map(|tag| AnswerValue::new("tag", tag.id.clone())));
        let mut rows = 0;
        for table in call.catalogue.tables.iter().filter(|table| table.asset.is_some()) {
            let records = Records::open(&call, table)?;
            let ids = records.cells(ASSET_ID)?;
            let count =
                (0..records.len()).filter(|row| ids.text(*row).is_some_and(|id| id == asset.id)).count();
            rows += count;
            if count > 0 {
                facts.push(AnswerValue::new(format!("records of {}", table.table), count));
            }
        }
        facts.extend(
            modes(&call, asset.kind.as_deref())?
                .into_iter()
                .map(|mode| AnswerValue::new("failure mode", mode)),
        );
        let value = asset.kind.clone().unwrap_or_else(|| asset.name.clone());
        Ok(call
            .evidence()
            .query(format!("SELECT * FROM assets WHERE id = {}", literal(&asset.id)))
            .rows(rows as u64)
            .value(AnswerValue::new(asset.id.clone(), value))
            .finish(Findings::Facts { what: "asset".to_owned(), subject: asset.id.clone(), facts }))
    }
}

fn modes(call: &Call<'_>, kind: Option<&str>) -> Result<Vec<String>, Problem> {
    let mut modes: Vec<String> = Vec::new();
    let Some(kind) = kind else { return Ok(modes) };
    for table in tables_of(&call.catalogue.tables, RecordKind::FailureMode) {
        let of_kind = table.columns.iter().find(|c| c.values.iter().any(|(value, _)| same_kind(value, kind)));
        let (Some(of_kind), Some(mode)) = (of_kind, key_column(table)) else { continue };
        let records = Records::open(call, table)?;
        let (kinds, names) = (records.cells(&of_kind.name)?, records.cells(mode)?);
        for row in 0..records.len() {
            let (Some(other), Some(name)) = (kinds.text(row), names.text(row)) else { continue };
            if same_kind(&other, kind)
                && !modes.iter().any(|known| *known == name)
                && modes.len() < MODES_NAMED
            {
                modes.push(name.into_owned());
            }
        }
    }
    Ok(modes)
}
