//! `plantwright sql QUERY`.

use std::io::{self, Read as _, Write as _};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Result;
use clap::ValueEnum;
use historian::SqlLimits;
use serde_json::{Map, Value as Json};
use server::wire::sql::{ColumnType, SqlColumn, columns, rows};

use crate::terminal::number::{count, number};
use crate::terminal::table::{self, Align};
use crate::{opening, place, terminal};

/// Run a read-only SQL query over samples, tags, assets and every records table
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The query; `-` reads it from standard input
    query: String,
    /// How the rows are printed
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Most rows; 200 for a table and 1,000,000 otherwise without it
    #[arg(long, value_name = "ROWS")]
    limit: Option<usize>,
    /// Longest time the query may take, seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    timeout: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Csv,
    /// One JSON object a row
    Json,
}

pub fn run(args: &Args, plant: Option<&Path>) -> Result<ExitCode> {
    let query = match args.query.as_str() {
        "-" => {
            let mut text = String::new();
            io::stdin().read_to_string(&mut text)?;
            text
        }
        query => query.to_owned(),
    };
    let engines = opening::open_current(&place::plant_folder(plant)?)?;
    let most = args.limit.unwrap_or(if args.format == Format::Table { 200 } else { 1_000_000 });
    let limits =
        SqlLimits { max_rows: most, timeout: Duration::from_secs(args.timeout), ..SqlLimits::default() };
    let result = engines.historian().sql(&query, limits).map_err(|error| error.problem())?;
    let columns = columns(&result.schema);
    let rows = result.batches.iter().flat_map(rows);
    match args.format {
        Format::Table => write_table(&columns, rows)?,
        Format::Csv => write_csv(&columns, rows)?,
        Format::Json => write_json(&columns, rows)?,
    }
    if result.truncated {
        eprintln!("only the first {} rows; --limit ROWS gives more", count(most as u64));
    }
    Ok(ExitCode::SUCCESS)
}

fn write_table(columns: &[SqlColumn], rows: impl Iterator<Item = Vec<Json>>) -> Result<()> {
    let rows: Vec<Vec<String>> = rows.map(|row| row.iter().map(shown).collect()).collect();
    let align = |column: &SqlColumn| match column.kind {
        ColumnType::Number | ColumnType::Integer => Align::Right,
        _ => Align::Left,
    };
    let headings: Vec<(&str, Align)> = columns.iter().map(|c| (c.name.as_str(), align(c))).collect();
    let mut out = terminal::out();
    table::write(&mut out, &headings, &rows, terminal::width())?;
    out.flush()?;
    Ok(())
}

/// A field for reading: numbers rounded to what means something.
fn shown(field: &Json) -> String {
    match field {
        Json::Number(value) if value.is_f64() => number(value.as_f64().unwrap_or(f64::NAN)),
        Json::Null => String::new(),
        other => exact(other),
    }
}

/// A field as it is.
fn exact(field: &Json) -> String {
    match field {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn write_csv(columns: &[SqlColumn], rows: impl Iterator<Item = Vec<Json>>) -> Result<()> {
    let mut writer = csv::Writer::from_writer(terminal::out());
    let broken = |error: csv::Error| match error.into_kind() {
        csv::ErrorKind::Io(error) => anyhow::Error::from(error),
        other => anyhow::anyhow!("{other:?}"),
    };
    writer.write_record(columns.iter().map(|column| &column.name)).map_err(broken)?;
    for row in rows {
        writer.write_record(row.iter().map(exact)).map_err(broken)?;
    }
    writer.flush()?;
    Ok(())
}

fn write_json(columns: &[SqlColumn], rows: impl Iterator<Item = Vec<Json>>) -> Result<()> {
    let mut out = terminal::out();
    for row in rows {
        let object: Map<String, Json> = columns.iter().map(|column| column.name.clone()).zip(row).collect();
        serde_json::to_writer(&mut out, &object).map_err(io::Error::from)?;
        writeln!(out)?;
    }
    out.flush()?;
    Ok(())
}
