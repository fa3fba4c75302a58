//! `plantwright tags`.

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use server::wire::findings::CellShape;
use server::wire::plant::TagInfo;
use tool::Toolbox as _;

use crate::terminal::number::{count, number};
use crate::terminal::table::{self, Align};
use crate::{opening, place, terminal};

/// List the tags with what is recorded of them
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only tags whose id, name or asset holds this text
    search: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args, plant: Option<&Path>) -> Result<ExitCode> {
    let engines = opening::open_current(&place::plant_folder(plant)?)?;
    let catalogue = engines.catalogue();
    let plant = &catalogue.plant;
    let all = plant.tags.iter().zip(catalogue.tags.iter()).map(|(tag, profile)| {
        let latest = engines.historian().latest(&tag.id, catalogue.now).ok().flatten();
        TagInfo::new(tag, Some(profile), latest.as_ref(), plant)
    });
    let wanted = args.search.as_deref().unwrap_or_default().to_lowercase();
    let matches = |tag: &TagInfo| {
        [Some(&tag.id), Some(&tag.name), tag.asset.as_ref()]
            .iter()
            .flatten()
            .chain(&tag.aliases.iter().collect::<Vec<_>>())
            .any(|text| text.to_lowercase().contains(&wanted))
    };
    let tags: Vec<TagInfo> = all.filter(matches).collect();
    let mut out = terminal::out();
    if args.json {
        serde_json::to_writer_pretty(&mut out, &tags)?;
        writeln!(out)?;
    } else {
        let rows: Vec<Vec<String>> = tags.iter().map(row).collect();
        let headings = [
            ("tag", Align::Left),
            ("unit", Align::Left),
            ("samples", Align::Right),
            ("from", Align::Left),
            ("to", Align::Left),
            ("latest", Align::Right),
            ("name", Align::Left),
        ];
        table::write(&mut out, &headings, &rows, terminal::width())?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn row(tag: &TagInfo) -> Vec<String> {
    let day = |time: &Option<String>| time.as_deref().and_then(|t| t.get(..10)).unwrap_or("–").to_owned();
    let latest = match &tag.latest {
        Some(latest) => match &latest.value {
            CellShape::Number(value) => number(*value),
            CellShape::Integer(value) => number(*value as f64),
            CellShape::Boolean(value) => value.to_string(),
            CellShape::Text(text) => text.clone(),
            CellShape::Null => "–".to_owned(),
        },
        None => "–".to_owned(),
    };
    vec![
        tag.id.clone(),
        tag.symbol.clone().unwrap_or_default(),
        count(tag.samples),
        day(&tag.first),
        day(&tag.last),
        latest,
        tag.name.clone(),
    ]
}
