//! `plantwright tags`.

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use server::wire::plant::{PlantInfo, TagInfo};
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
    let info =
        PlantInfo::new(&catalogue, |tag| engines.historian().latest(tag, catalogue.now).ok().flatten());
    let wanted = args.search.as_deref().unwrap_or_default().to_lowercase();
    let matches = |tag: &&TagInfo| {
        [Some(&tag.id), Some(&tag.name), tag.asset.as_ref()]
            .iter()
            .flatten()
            .chain(&tag.aliases.iter().collect::<Vec<_>>())
            .any(|text| text.to_lowercase().contains(&wanted))
    };
    let tags: Vec<&TagInfo> = info.tags.iter().filter(matches).collect();
    let mut out = terminal::out();
    if args.json {
        serde_json::to_writer_pretty(&mut out, &tags)?;
        writeln!(out)?;
    } else {
        let rows: Vec<Vec<String>> = tags.iter().map(|tag| row(tag)).collect();
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
        Some(latest) => match latest.value.as_f64() {
            Some(value) => number(value),
            None => latest.value.as_str().map_or_else(|| latest.value.to_string(), str::to_owned),
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
