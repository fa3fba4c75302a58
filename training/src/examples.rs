//! Patterns filled on plants, linked as the program links them: what the model learns from and is measured on.

use agent::link::Linker;
use agent::planner::model;
use rand::rngs::SmallRng;
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, SeedableRng as _};
use rayon::prelude::*;

use crate::corpus::{Pattern, Voice};
use crate::fill::{Filled, Fillers};
use crate::plants::MadeUp;

/// A question as the model sees it, with the meaning it has.
pub struct Example {
    /// Which voice, and which of its patterns.
    pub voice: u32,
    pub pattern: u32,
    pub features: Vec<u64>,
    pub sequence: Vec<u64>,
    pub meaning: String,
}

/// A plant with its linker.
pub struct Place {
    /// The file's name without its ending.
    pub name: String,
    pub plant: MadeUp,
    pub linker: Linker,
}

/// The share of questions that stand by themselves and are learnt as coming after another one.
const AFTER_ANOTHER: f64 = 0.2;

/// A seed that depends on what is filled alone, so that voices can be taken away without changing the rest.
pub fn seed(base: u64, parts: &[&str], turn: usize) -> u64 {
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0x1f]));
    bytes.chain(turn.to_le_bytes()).fold(base ^ 0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Fills a pattern on one of the places, trying others where one has nothing for it.
pub fn filled<'a>(
    fillers: &Fillers,
    pattern: &Pattern,
    places: &[&'a Place],
    rng: &mut SmallRng,
) -> Option<(&'a Place, Filled)> {
    for _ in 0..4 {
        let place = *places.choose(rng)?;
        if let Some(filled) = fillers.fill(pattern, &place.plant, rng) {
            return Some((place, filled));
        }
    }
    None
}

/// A part of what the model sees, to be left out when its worth is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Part {
    /// The bag of hashed features.
    Features,
    /// The words in order, which the convolutions read.
    Words,
    /// Phrases of what is asked for, among the features.
    Concepts,
    /// Facts of what was linked, among the features.
    Facts,
}

/// Examples of every pattern of the voices, each filled `fills(voice)` times.
pub fn make(
    fillers: &Fillers,
    voices: &[&Voice],
    places: &[&Place],
    fills: impl Fn(&str) -> usize,
    typos: f64,
    base: u64,
    without: Option<Part>,
) -> Vec<Example> {
    let mut jobs: Vec<(u32, &Voice, u32, &Pattern, usize)> = Vec::new();
    for (v, voice) in voices.iter().enumerate() {
        let fills = fills(&voice.name);
        for (p, pattern) in voice.patterns.iter().enumerate() {
            jobs.extend((0..fills).map(|turn| (v as u32, *voice, p as u32, pattern, turn)));
        }
    }
    jobs.par_iter()
        .filter_map(|(v, voice, p, pattern, turn)| {
            let mut rng = SmallRng::seed_from_u64(seed(base, &[&voice.name, &pattern.text], *turn));
            let (place, mut filled) = filled(fillers, pattern, places, &mut rng)?;
            if rng.random_bool(typos) {
                filled.question = slip(&filled.question, &mut rng);
            }
            let linked = place.linker.link(&filled.question);
            let (mut sketch, _, _) = model::seen(&linked, place.linker.catalogue())?;
            // A question that stands by itself may come after another one, too.
            if pattern.follows || rng.random_bool(AFTER_ANOTHER) {
                sketch = sketch.after_another();
            }
            match without {
                Some(Part::Concepts) => {
                    sketch.outline.clear();
                    sketch.asked.clear();
                }
                Some(Part::Facts) => sketch.facts.clear(),
                Some(Part::Features | Part::Words) | None => {}
            }
            let kept = |part: Part, hashes: Vec<u64>| if without == Some(part) { Vec::new() } else { hashes };
            Some(Example {
                voice: *v,
                pattern: *p,
                features: kept(Part::Features, sketch.features()),
                sequence: kept(Part::Words, sketch.sequence()),
                meaning: pattern.meaning.to_string(),
            })
        })
        .collect()
}

/// A slip of the keyboard: two letters swapped, one left out, one twice; or no capitals and no marks.
fn slip(question: &str, rng: &mut SmallRng) -> String {
    let mut letters: Vec<char> = question.chars().collect();
    let places: Vec<usize> = (1..letters.len().saturating_sub(1))
        .filter(|i| {
            letters[*i - 1].is_ascii_lowercase()
                && letters[*i].is_ascii_lowercase()
                && letters[*i + 1].is_ascii_lowercase()
        })
        .collect();
    match (rng.random_range(0..4), places.choose(rng)) {
        (0, Some(i)) => letters.swap(*i, *i + 1),
        (1, Some(i)) => {
            letters.remove(*i);
        }
        (2, Some(i)) => letters.insert(*i, letters[*i]),
        _ => return question.to_lowercase().trim_end_matches(['?', '？', '.', '!']).to_owned(),
    }
    letters.into_iter().collect()
}
