//! `plantwright assets`.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use console::style;
use plant::{Asset, Plant};
use server::wire::plant::AssetInfo;

use crate::{opening, place, terminal};

/// Show the tree of assets
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args, plant: Option<&Path>) -> Result<ExitCode> {
    let engines = opening::open_current(&place::plant_folder(plant)?)?;
    let (catalogue, index) = engines.indexed();
    let mut out = terminal::out();
    if args.json {
        let assets: Vec<AssetInfo> =
            (0..catalogue.plant.assets.len()).map(|at| AssetInfo::new(at, &index)).collect();
        serde_json::to_writer_pretty(&mut out, &assets)?;
        writeln!(out)?;
    } else {
        write_forest(&mut out, &catalogue.plant)?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// Top assets first; whatever stands in a circle of parents is shown too, once.
fn write_forest(out: &mut impl Write, plant: &Plant) -> io::Result<()> {
    let mut shown = BTreeSet::new();
    let is_top = |asset: &&Asset| asset.parent.as_deref().is_none_or(|parent| plant.asset(parent).is_none());
    for asset in plant.assets.iter().filter(is_top).chain(&plant.assets) {
        write_tree(out, plant, asset, 0, &mut shown)?;
    }
    let loose = plant.tags.iter().filter(|tag| tag.asset.is_none()).count();
    if loose > 0 {
        writeln!(out, "{loose} tags on no asset")?;
    }
    Ok(())
}

fn write_tree<'a>(
    out: &mut impl Write,
    plant: &'a Plant,
    asset: &'a Asset,
    depth: usize,
    shown: &mut BTreeSet<&'a str>,
) -> io::Result<()> {
    if !shown.insert(&asset.id) {
        return Ok(());
    }
    let tags = plant.tags_of(&asset.id).count();
    let mut about = Vec::new();
    about.extend((asset.name != asset.id).then(|| asset.name.clone()));
    about.extend(asset.kind.clone());
    about.extend((tags > 0).then(|| format!("{tags} tags")));
    writeln!(out, "{}{}  {}", "  ".repeat(depth), style(&asset.id).bold(), style(about.join(", ")).dim())?;
    for child in plant.assets.iter().filter(|child| child.parent.as_deref() == Some(asset.id.as_str())) {
        write_tree(out, plant, child, depth + 1, shown)?;
    }
    Ok(())
}
