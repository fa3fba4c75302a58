//! `models/planner/recipe.toml`: what is held out, how examples are made, how large the model is, how it is trained.

use std::path::Path;

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    pub name: String,
    pub seed: u64,
    pub test: HeldOut,
    pub calibration: Calibration,
    pub examples: Examples,
    pub model: Shape,
    pub training: Training,
}

#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct HeldOut {
    #[serde(default)]
    pub voices: Vec<String>,
    #[serde(default)]
    pub plants: Vec<String>,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Calibration {
    pub voices: Vec<String>,
    /// What the model trained without these voices found on them; the one that is shipped has seen them and takes it over.
    pub temperature: f32,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Examples {
    pub fills: usize,
    /// Voices whose patterns are filled once: most of theirs take several steps, and people ask for one step more often.
    #[serde(default)]
    pub once: Vec<String>,
    pub typos: f64,
}

#[derive(Debug, Clone, Copy, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Shape {
    /// A feature is kept that occurs in so many patterns, and of so many voices.
    pub patterns: usize,
    pub voices: usize,
    pub width: usize,
    pub token_width: usize,
    pub channels: usize,
    pub hidden: usize,
}

#[derive(Debug, Clone, Copy, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Training {
    pub epochs: usize,
    pub batch: usize,
    pub rate: f64,
    pub decay: f64,
    /// Of the table of features, which is learnt by Adagrad.
    pub table_rate: f64,
    pub table_decay: f64,
    /// What a row's mean squared gradient begins with.
    pub first_square: f32,
    pub drop_features: f64,
    pub drop_words: f64,
}

impl Recipe {
    /// # Errors
    /// A file that cannot be read.
    pub fn read(file: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
        toml::from_str(&text).with_context(|| file.display().to_string())
    }
}
