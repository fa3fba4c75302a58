//! Trains the planner's model and measures linking and planning on voices and made-up plants of `models/planner`.
//!
//! - `training link [--misses N] FILE...`: how well words are linked on made-up plants
//! - `training words PLANT QUESTION`: what the words of a question are linked to
//! - `training model [--all] [--voices N] [--without PART] [--out FILE]`: trains; `--all` on every voice and plant, as the
//!   model that is shipped; fewer voices or parts to measure what they are worth
//! - `training forms [--shown N]`: which meanings of the corpus give plans, and what the others lack
//! - `training measure [--model FILE] [--misses N] [--scorer]`: exact plans on the voices and plants that are held out
//!
//! Knows nothing of engines, storage or surfaces.

mod corpus;
mod examples;
mod fill;
mod forms;
mod link;
mod measure;
mod plants;
mod recipe;
mod train;
mod words;
mod write;

use std::path::{Path, PathBuf};

use agent::link::Linker;
use agent::planner::{Scorer, model::Model};
use anyhow::{Context as _, Result, bail};
use clap::{Parser, Subcommand};

use corpus::Voice;
use examples::{Part, Place};
use fill::Fillers;
use recipe::Recipe;

#[derive(Parser)]
struct Arguments {
    /// The folder with recipe, corpus and plants.
    #[arg(long, global = true, default_value = "models/planner")]
    planner: PathBuf,
    /// The folder with the lexicon.
    #[arg(long, global = true, default_value = "crates/agent/lexicon")]
    lexicon: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// How well words are linked on made-up plants.
    Link {
        files: Vec<PathBuf>,
        #[arg(long, default_value_t = 0)]
        misses: usize,
    },
    /// What the words of a question are linked to.
    Words { plant: PathBuf, question: String },
    /// Trains the model.
    Model {
        /// Every voice and plant, none held out: the model that is shipped.
        #[arg(long)]
        all: bool,
        #[arg(long)]
        epochs: Option<usize>,
        /// Only the first so many voices that are trained on.
        #[arg(long)]
        voices: Option<usize>,
        /// Leaves a part of what the model sees out, to measure what it is worth.
        #[arg(long)]
        without: Option<Part>,
        #[arg(long)]
        out: Option<PathBuf>,
        /// Where checkpoints are kept, to go on from.
        #[arg(long)]
        checkpoints: Option<PathBuf>,
    },
    /// Which meanings of the corpus give plans, and what the others lack.
    Forms {
        /// How many examples of each reason are shown.
        #[arg(long, default_value_t = 3)]
        shown: usize,
    },
    /// Exact plans on the voices and plants that are held out.
    Measure {
        #[arg(long)]
        model: Option<PathBuf>,
        #[arg(long, default_value_t = 0)]
        misses: usize,
        /// The first planner, which scores words, in place of a model.
        #[arg(long)]
        scorer: bool,
        /// Writes every case into this file.
        #[arg(long)]
        cases: Option<PathBuf>,
        /// On the calibration voices and the plants that are trained on: to look at misses without spoiling the test.
        #[arg(long)]
        development: bool,
    },
}

/// Everything that is read before anything is done.
struct Material {
    recipe: Recipe,
    voices: Vec<Voice>,
    places: Vec<Place>,
    fillers: Fillers,
}

impl Material {
    fn read(planner: &Path, lexicon: &Path) -> Result<Self> {
        let recipe = Recipe::read(&planner.join("recipe.toml"))?;
        let voices = corpus::read(&planner.join("corpus/voices"))?;
        let fillers = Fillers::read(&planner.join("corpus/fillers.toml"), lexicon)?;
        let mut files: Vec<PathBuf> = std::fs::read_dir(planner.join("plants"))?
            .map(|entry| entry.map(|e| e.path()))
            .collect::<Result<_, _>>()?;
        files.retain(|file| file.extension().is_some_and(|ending| ending == "toml"));
        files.sort();
        let mut places = Vec::new();
        for file in files {
            let plant = plants::read(&file)?;
            let linker = Linker::new(plant.catalogue.clone());
            let name = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            places.push(Place { name, plant, linker });
        }
        let known_voices: Vec<&String> =
            recipe.test.voices.iter().chain(&recipe.calibration.voices).collect();
        if let Some(name) =
            known_voices.into_iter().find(|name| !voices.iter().any(|voice| voice.name == **name))
        {
            bail!("recipe.toml names a voice that is not there: {name}");
        }
        if let Some(name) =
            recipe.test.plants.iter().find(|name| !places.iter().any(|place| place.name == **name))
        {
            bail!("recipe.toml names a plant that is not there: {name}");
        }
        Ok(Self { recipe, voices, places, fillers })
    }

    fn voices(&self, wanted: impl Fn(&str) -> bool) -> Vec<&Voice> {
        self.voices.iter().filter(|voice| wanted(&voice.name)).collect()
    }

    fn places(&self, held_out: bool) -> Vec<&Place> {
        self.places.iter().filter(|place| self.recipe.test.plants.contains(&place.name) == held_out).collect()
    }

    fn is_test(&self, voice: &str) -> bool {
        self.recipe.test.voices.iter().any(|name| name == voice)
    }

    fn is_calibration(&self, voice: &str) -> bool {
        self.recipe.calibration.voices.iter().any(|name| name == voice)
    }
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    match &arguments.command {
        Command::Link { files, misses } => return link::measure(files, *misses),
        Command::Words { plant, question } => return words::show(plant, question),
        _ => {}
    }
    let mut material = Material::read(&arguments.planner, &arguments.lexicon)?;
    match arguments.command {
        Command::Model { all, epochs, voices, without, out, checkpoints } => {
            if let Some(epochs) = epochs {
                material.recipe.training.epochs = epochs;
            }
            let out = out.unwrap_or_else(|| arguments.planner.join("planner.safetensors"));
            let chosen = Chosen { all, voices, without };
            train_model(&material, chosen, &out, checkpoints.as_deref())
        }
        Command::Measure { model, misses, scorer, cases, development } => {
            let file = model.unwrap_or_else(|| arguments.planner.join("planner.safetensors"));
            measure_model(&material, &file, misses, scorer, cases.as_deref(), development)
        }
        Command::Forms { shown } => {
            let places: Vec<&Place> = material.places.iter().collect();
            forms::print(&material.fillers, &material.voices, &places, material.recipe.seed, shown);
            Ok(())
        }
        Command::Link { .. } | Command::Words { .. } => Ok(()),
    }
}

/// What a model is trained on.
#[derive(Clone, Copy)]
struct Chosen {
    all: bool,
    /// At most so many voices.
    voices: Option<usize>,
    without: Option<Part>,
}

fn train_model(material: &Material, chosen: Chosen, out: &Path, checkpoints: Option<&Path>) -> Result<()> {
    let Chosen { all, voices: most_voices, without } = chosen;
    let recipe = &material.recipe;
    let mut voices = material.voices(|name| all || !material.is_test(name) && !material.is_calibration(name));
    if let Some(most) = most_voices {
        // English and Chinese voices in turn.
        let (chinese, english): (Vec<&Voice>, Vec<&Voice>) = voices.into_iter().partition(|voice| {
            voice.patterns.iter().filter(|p| p.chinese).count() * 2 > voice.patterns.len()
        });
        let longest = english.len().max(chinese.len());
        voices = (0..longest)
            .flat_map(|i| [english.get(i), chinese.get(i)])
            .flatten()
            .copied()
            .take(most)
            .collect();
    }
    let places: Vec<&Place> =
        material.places.iter().filter(|place| all || !recipe.test.plants.contains(&place.name)).collect();
    let calibration = material.voices(|name| material.is_calibration(name));
    let made = examples::make(
        &material.fillers,
        &voices,
        &places,
        |voice| if recipe.examples.once.iter().any(|name| name == voice) { 1 } else { recipe.examples.fills },
        recipe.examples.typos,
        recipe.seed,
        without,
    );
    let held_out =
        examples::make(&material.fillers, &calibration, &places, |_| 1, 0.0, recipe.seed ^ 1, without);
    let mut trained = train::train(recipe, &made, &held_out, checkpoints)?;
    if all {
        trained.temperature = recipe.calibration.temperature;
    }
    let on = serde_json::json!({
        "voices": voices.iter().map(|voice| voice.name.as_str()).collect::<Vec<_>>(),
        "plants": places.iter().map(|place| place.name.as_str()).collect::<Vec<_>>(),
        "examples": made.len(),
    });
    let bytes = write::bytes(&trained, recipe, on)?;
    write::write(&bytes, out)?;
    println!(
        "{}: {:.1} MB, {} meanings, temperature {}",
        out.display(),
        bytes.len() as f64 / 1e6,
        trained.meanings.len(),
        trained.temperature
    );
    Ok(())
}

fn measure_model(
    material: &Material,
    file: &Path,
    misses: usize,
    scorer: bool,
    written: Option<&Path>,
    development: bool,
) -> Result<()> {
    let voices = material
        .voices(|name| if development { material.is_calibration(name) } else { material.is_test(name) });
    let places = material.places(!development);
    let seed = material.recipe.seed ^ 2;
    let cases = if scorer {
        measure::measure(&material.fillers, &voices, &places, seed, &Scorer, &|_, _| None)
    } else {
        let bytes = std::fs::read(file).with_context(|| file.display().to_string())?;
        let model = Model::read(&bytes)?;
        measure::measure(&material.fillers, &voices, &places, seed, &model, &|linked, place| {
            measure::reading(&model, linked, place)
        })
    };
    measure::print(&cases, misses);
    if let Some(file) = written {
        measure::write(&cases, file)?;
    }
    Ok(())
}
