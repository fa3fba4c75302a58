//! The other half of `tests/parity`: reads questions, one JSON object a line, and answers each with one line of JSON.
//!
//! `{"render": TEMPLATE, "variables": {...}}` gives `{"text": ...}` or `{"error": ...}`; `{"logits": [TOKENS, ...],
//! "model": PATH, "batch": N}` gives `{"logits": [[[...], ...], ...]}`.

use std::io::{BufRead, Write};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use language::local::{ChatTemplate, LocalModel, LocalSettings};
use serde::Deserialize;
use serde_json::{Value as Json, json};

#[derive(Deserialize)]
#[serde(untagged)]
enum Question {
    Render { render: String, variables: Json },
    Logits { logits: Vec<Vec<i32>>, model: String, batch: u32 },
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let answer = match serde_json::from_str(&line?)? {
            Question::Render { render, variables } => {
                let now = Timestamp::now().to_zoned_datetime(TimeZone::UTC);
                match ChatTemplate::new(&render).and_then(|template| template.render(&variables, &now)) {
                    Ok(text) => json!({ "text": text }),
                    Err(error) => json!({ "error": error.to_string() }),
                }
            }
            Question::Logits { logits, model, batch } => {
                let model = LocalModel::load(LocalSettings { batch, ..LocalSettings::new(model) })?;
                let rows = logits.iter().map(|tokens| model.logits(tokens)).collect::<Result<Vec<_>, _>>()?;
                json!({ "logits": rows })
            }
        };
        writeln!(out, "{answer}")?;
    }
    Ok(())
}
