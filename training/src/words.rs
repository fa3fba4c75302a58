//! What the words of a question are linked to.

use std::path::Path;
use std::sync::Arc;

use agent::link::Linker;
use agent::planner::Planner as _;
use agent::planner::model::{Model, seen};
use anyhow::{Result, anyhow};
use tool::{Catalogue, TagProfile};

use crate::plants;

/// Prints every mention with its candidates, and what is planned.
///
/// # Errors
/// A plant that cannot be read.
pub fn show(plant: &Path, question: &str) -> Result<()> {
    let linker = Linker::new(catalogue(plant)?);
    let linked = linker.link(question);
    let plant = &linker.catalogue().plant;
    let words = |tokens: &std::ops::Range<usize>| {
        let words: Vec<&str> =
            linked.tokens[tokens.clone()].iter().map(|token| token.word.as_str()).collect();
        words.join(" ")
    };
    for time in &linked.times {
        println!("time     {:30} {:?}", &question[time.span.clone()], time.meaning());
    }
    for asset in &linked.assets {
        let names: Vec<&str> = asset.assets.iter().map(|asset| plant.assets[*asset].id.as_str()).collect();
        println!("asset    {:30} {}", words(&asset.tokens), names.join(", "));
    }
    for kind in &linked.kinds {
        println!("kind     {:30} {} assets", words(&kind.tokens), kind.assets.len());
    }
    for tag in &linked.tags {
        println!(
            "tag      {:30} {}",
            words(&tag.tokens),
            if tag.bare_quantity { "(a quantity alone)" } else { "" }
        );
        for candidate in tag.candidates.iter().take(5) {
            println!("         {:30} {:.2}", plant.tags[candidate.tag].id, candidate.score);
        }
    }
    for value in &linked.values {
        let table = &linker.catalogue().tables[value.table];
        println!(
            "value    {:30} {}.{} = {}",
            words(&value.tokens),
            table.table,
            table.columns[value.column].name,
            value.value
        );
    }
    for table in &linked.tables {
        println!("table    {:30} {}", words(&table.tokens), linker.catalogue().tables[table.table].table);
    }
    for unknown in &linked.unknown {
        println!("unknown  {:30} {}", unknown.text, if unknown.certain { "(certain)" } else { "" });
    }
    for number in &linked.numbers {
        println!("number   {:30} {}", &question[number.span.clone()], number.value);
    }
    let concepts: Vec<&str> = linked.concepts.iter().map(|concept| concept.concept).collect();
    println!("concepts {}", concepts.join(", "));
    if let (Some(model), Some((sketch, bound, _))) = (Model::built_in(), seen(&linked, linker.catalogue())) {
        let pieces: Vec<&str> = sketch.pieces.iter().map(|piece| piece.text.as_str()).collect();
        println!("sketch   {}", pieces.join(" "));
        println!("asked    {}", sketch.asked.join(" "));
        println!("facts    {}", sketch.facts.join(", "));
        for choice in model.choose(&sketch, &bound, linker.catalogue()).choices.iter().take(6) {
            let result = match &choice.result {
                Ok(_) => "plan".to_owned(),
                Err(stop) => format!("{stop:?}").chars().take(60).collect(),
            };
            println!(
                "meaning  {:.2} {:50} {result}",
                choice.probability,
                model.meaning(choice.meaning).to_string()
            );
        }
        println!("{:#?}", model.plan(&linked, &Default::default(), linker.catalogue()));
    }
    Ok(())
}

fn catalogue(plant: &Path) -> Result<Arc<Catalogue>> {
    if plant.is_file() {
        return Ok(plants::read(plant)?.catalogue);
    }
    let (plant, _) = plant::read(plant).map_err(|problems| anyhow!("{}", problems[0]))?;
    let now = plant.now.unwrap_or_else(|| plant::time::nanos(jiff::Timestamp::now()));
    let profile = |tag: &plant::Tag| TagProfile {
        tag: tag.id.clone(),
        count: 1_000_000,
        first: Some(now - 365 * 86_400_000_000_000),
        last: Some(now),
        step_s: Some(60.0),
        ..TagProfile::default()
    };
    let tags = plant.tags.iter().map(profile).collect();
    Ok(Arc::new(Catalogue { plant: Arc::new(plant), now, tags, tables: [].into() }))
}
