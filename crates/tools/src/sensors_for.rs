//! Which sensors the plant's tables name for a failure mode, a rule or a part.

use std::collections::HashSet;

use plant::Problem;
use tool::{
    AnswerValue, Arguments, ColumnKind, Effect, Evidence, Example, Findings, Parameter, ParameterKind, Spec,
    TableProfile,
};

use crate::support::find::mentions;
use crate::support::problems::{self, fold};
use crate::support::records::{quoted, result_column};
use crate::support::{Call, Cells, Records};
use crate::{Engines, Tool};

/// What a column that names a sensor is called.
const SENSOR_WORDS: &[&str] =
    &["sensor", "meter", "tag", "instrument", "indicator", "measured by", "detected by", "detection"];

/// How many rows a result shows.
const MOST: usize = 1000;

pub struct SensorsFor;

impl Tool for SensorsFor {
    fn spec(&self) -> Spec {
        Spec {
            name: "sensors_for",
            about: "Finds the sensors that the plant's tables name for a failure mode, an alarm rule or a part.",
            effect: Effect::ReadOnly,
            parameters: const {
                &[
                    Parameter::required(
                        "about",
                        ParameterKind::Text,
                        "a failure mode, rule, part or kind, in its words",
                    ),
                    Parameter::optional(
                        "asset",
                        ParameterKind::Asset,
                        "also the tags of this asset that match",
                    ),
                ]
            },
            example: Example {
                question: "In which measurements does bearing wear show?",
                arguments: r#"{"about": "bearing"}"#,
            },
        }
    }

    fn run(&self, engines: &Engines, arguments: &Arguments) -> Result<Evidence, Problem> {
        let call = Call::new(engines, "sensors_for", arguments);
        let about = call.needed_text("about")?;
        for (table, column) in
            call.catalogue.tables.iter().filter_map(|table| Some((table, sensor_column(table)?)))
        {
            let records = Records::open(&call, table)?;
            let rows = rows_about(&records, column, &about)?;
            if !rows.is_empty() {
                return found(&call, &records, column, &about, &rows);
            }
        }
        Err(problems::no_record(format!("no table of the plant names sensors for \"{about}\"")))
    }
}

/// The column of a reference table that names sensors.
fn sensor_column(table: &TableProfile) -> Option<&str> {
    let names_sensor = |name: &str| {
        let name = fold(name);
        SENSOR_WORDS
            .iter()
            .any(|word| name.split(' ').any(|part| part == *word || part == format!("{word}s")))
            || SENSOR_WORDS.iter().any(|word| word.contains(' ') && name.contains(word))
    };
    let texts = table.columns.iter().filter(|column| column.kind == ColumnKind::Text);
    let found = texts.map(|column| column.name.as_str()).find(|name| names_sensor(name));
    found.filter(|_| table.time.is_none())
}

fn rows_about(records: &Records<'_>, column: &str, about: &str) -> Result<Vec<usize>, Problem> {
    let texts: Vec<Cells> = records
        .shown(&[])?
        .into_iter()
        .filter(|(name, cells)| cells.kind() == ColumnKind::Text && name != column)
        .map(|(_, cells)| cells)
        .collect();
    let row_mentions = |row: usize| {
        texts.iter().filter_map(|cells| cells.text(row)).any(|text| mentions(about, [text.as_ref()]))
    };
    Ok((0..records.len()).filter(|row| row_mentions(*row)).collect())
}

fn found(
    call: &Call<'_>,
    records: &Records<'_>,
    column: &str,
    about: &str,
    rows: &[usize],
) -> Result<Evidence, Problem> {
    let cells = records.cells(column)?;
    let mut seen = HashSet::new();
    // One field may name several sensors: "vibration; bearing temperature".
    let names: Vec<String> = rows
        .iter()
        .filter_map(|row| cells.text(*row))
        .flat_map(|text| text.split([';', '|', ',']).map(|name| name.trim().to_owned()).collect::<Vec<_>>())
        .filter(|name| !name.is_empty() && seen.insert(fold(name)))
        .collect();
    let tags = match call.asset("asset")? {
        None => Vec::new(),
        Some(asset) => {
            let below = call.plant().subtree(&asset.id);
            call.plant()
                .tags
                .iter()
                .filter(|tag| below.iter().any(|asset| tag.asset.as_deref() == Some(&*asset.id)))
                .filter(|tag| {
                    names.iter().any(|name| mentions(name, [tag.id.as_str(), &tag.name, &tag.description]))
                })
                .map(|tag| AnswerValue::new(tag.name.clone(), tag.id.clone()))
                .collect()
        }
    };
    let shown = records.shown(&[])?;
    Ok(call
        .evidence()
        .query(format!("SELECT DISTINCT {} FROM {}", quoted(column), quoted(&records.profile.table)))
        .rows(rows.len() as u64)
        .values(names.into_iter().map(|name| AnswerValue::new(column, name)))
        .values(tags)
        .note(format!("The rows of {} that mention \"{about}\".", records.profile.table))
        .finish(Findings::Table {
            what: format!("sensors for {about}"),
            columns: shown.iter().map(|(name, _)| result_column(name)).collect(),
            rows: rows
                .iter()
                .take(MOST)
                .map(|row| shown.iter().map(|(_, cells)| cells.cell(*row, call.zone())).collect())
                .collect(),
            total_rows: rows.len() as u64,
        }))
}
