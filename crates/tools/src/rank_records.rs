//! `rank_records`: the batches, experiments or other records during which a statistic of a tag was highest or lowest.

use plant::{Problem, TimeRange};
use tool::{
    AnswerValue, Arguments, Cell, Column, Effect, Evidence, Example, Findings, Parameter, ParameterKind, Spec,
};

use crate::readings::Readings;
use crate::sql_text::of_tags;
use crate::statistic::{self, Chosen};
use crate::support::ends::Ends;
use crate::support::records::{literal, quoted};
use crate::support::time::local_window;
use crate::support::{Call, Records, problems};
use crate::{Engines, Tool};

/// Records without a number asked for, and at most.
const USUAL_LIMIT: usize = 5;
const MOST: usize = 1000;

/// Rows of the table, whatever the limit of the values.
const TABLE_ROWS: usize = 31;

/// Records ordered by what a tag did while they lasted.
pub struct RankRecords;

const PARAMETERS: &[Parameter] = &[
    Parameter::required("tag", ParameterKind::Tag, "whose statistic"),
    Parameter::required("table", ParameterKind::Table, "whose records"),
    Parameter::optional("filters", ParameterKind::Filters, "which records; all without it"),
    Parameter::optional("window", ParameterKind::Window, "records of this time; all without it"),
    Parameter::optional("asset", ParameterKind::Asset, "records of this asset and what is below it"),
    Parameter::optional(
        "statistic",
        ParameterKind::OneOf(statistic::WORDS),
        "of the tag while a record lasted; mean without it",
    ),
    Parameter::optional("percentile", ParameterKind::Number, "for percentile: which, 0 to 100"),
    Parameter::optional(
        "order",
        ParameterKind::OneOf(&["highest", "lowest"]),
        "which come first; the highest without it",
    ),
    Parameter::optional("limit", ParameterKind::Integer, "how many; 5 without it"),
    Parameter::optional("unit", ParameterKind::Unit, "unit of the statistic"),
];

impl Tool for RankRecords {
    fn spec(&self) -> Spec {
        Spec {
            name: "rank_records",
            about: "The records, such as batches or downtimes, during which a statistic of a tag was highest or lowest.",
            effect: Effect::ReadOnly,
            parameters: PARAMETERS,
            example: Example {
                question: "During which downtime of June was the power of compressor C-201 highest?",
                arguments: r#"{"tag": "C-201.power", "table": "downtime", "window": {"start": "2026-06-01", "end": "2026-07-01"}, "statistic": "max", "limit": 1}"#,
            },
        }
    }

    fn run(&self, engines: &Engines, arguments: &Arguments) -> Result<Evidence, Problem> {
        let call = Call::new(engines, "rank_records", arguments);
        let tag = call.tag("tag")?;
        let records = Records::open(&call, call.table("table")?)?;
        let chosen = Chosen::of(&call, "mean")?;
        let measure = chosen.measure(tag, call.unit("unit")?.as_ref())?;
        let limit = call.count("limit", USUAL_LIMIT, MOST)?;
        let highest = call.text("order")?.as_deref() != Some("lowest");
        let key = records.key().ok_or_else(|| {
            problems::not_described(format!("nothing names the records of {}", records.profile.table))
        })?;
        let names = records.cells(key)?;
        let ends = Ends::of(&records)?;
        let selection = records.select()?;

        let mut lasted: Vec<(String, TimeRange)> = Vec::new();
        for row in &selection.rows {
            let row = *row as usize;
            if let (Some(name), Some(range)) = (names.text(row), ends.range(row, call.catalogue.now)) {
                lasted.push((name.into_owned(), range));
            }
        }
        let span = lasted
            .iter()
            .map(|(_, range)| *range)
            .reduce(|a, b| TimeRange::new(a.start.min(b.start), a.end.max(b.end)))
            .ok_or_else(|| problems::no_record(format!("no record of {} is meant", records.profile.table)))?;
        let readings = Readings::read(&call, tag, Some(span))?;
        let mut ranked: Vec<Ranked> = Vec::new();
        for (name, range) in &lasted {
            if let Ok(Some((raw, count))) = readings.statistic(chosen.statistic, &[*range]) {
                ranked.push(Ranked { name, range: *range, number: measure.number(raw, count), count });
            }
        }
        if ranked.is_empty() {
            return Err(problems::no_data_in_window(&tag.id, span, call.profile(tag), call.zone())
                .help("Nothing is recorded of it while these records lasted."));
        }
        // Equal numbers stay in the order of the records.
        ranked.sort_by(
            |a, b| {
                if highest { b.number.total_cmp(&a.number) } else { a.number.total_cmp(&b.number) }
            },
        );

        let without = lasted.len() - ranked.len();
        let mut notes: Vec<String> = selection.notes.clone();
        if without > 0 {
            notes.push(format!("{without} of {} records hold no sample of {}.", lasted.len(), tag.id));
        }
        let values = ranked.iter().take(limit).map(|ranked| {
            AnswerValue::new(ranked.name, ranked.name).over(local_window(ranked.range, call.zone()))
        });
        let rows = ranked.iter().take(limit.max(TABLE_ROWS)).map(|ranked| {
            vec![
                Cell::Text(ranked.name.to_owned()),
                Cell::Number(ranked.number),
                Cell::Integer(i64::try_from(ranked.count).unwrap_or(i64::MAX)),
            ]
        });
        let query = match &ends.names {
            (start, Some(end)) => {
                let step = match chosen.word {
                    "total" | "time_weighted_mean" => readings.step()?,
                    _ => 0,
                };
                format!(
                    "SELECT r.{key} AS record, {} AS value FROM samples AS s JOIN {table} AS r ON s.time >= r.{start} AND s.time <= r.{end} \
                     WHERE s.tag = {tag} AND NOT is_bad(s.quality) GROUP BY r.{key} ORDER BY value {order} LIMIT {limit}",
                    chosen.sql(step, &measure),
                    key = quoted(key),
                    table = quoted(&records.profile.table),
                    start = quoted(start),
                    end = quoted(end),
                    tag = literal(&tag.id),
                    order = if highest { "DESC" } else { "ASC" },
                )
            }
            // Where a record tells how long it lasted, SQL over the table's columns would be another for every unit.
            (_, None) => format!(
                "SELECT time, value FROM samples WHERE {} AND NOT is_bad(quality) ORDER BY time",
                of_tags([tag.id.as_str()])
            ),
        };
        let finding = Findings::Table {
            what: format!("{} of {} by record of {}", chosen.word, tag.id, records.profile.table),
            columns: vec![
                Column { name: key.to_owned(), unit: None },
                Column { name: chosen.word.to_owned(), unit: measure.unit() },
                Column { name: "samples".to_owned(), unit: None },
            ],
            rows: rows.collect(),
            total_rows: ranked.len() as u64,
        };
        Ok(readings.evidence(&call).query(query).values(values).notes(notes).finish(finding))
    }
}

struct Ranked<'a> {
    name: &'a str,
    range: TimeRange,
    number: f64,
    count: u64,
}
