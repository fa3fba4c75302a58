//! `plantwright propose work-order|note|watch`.

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use clap::Subcommand;
use plant::Problem;
use serde_json::{Value as Json, json};

use crate::desk::Desk;
use crate::terminal::proposal;
use crate::{place, terminal};

/// Propose a work order, a note or a watch; nothing is written until somebody confirms it
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// A draft of a work order for an asset
    WorkOrder {
        /// Id or name of the asset
        #[arg(long)]
        asset: String,
        /// What is to be done, one line
        #[arg(long)]
        title: String,
        /// What was seen, and what to look at
        #[arg(long)]
        description: Option<String>,
        /// emergency, high, medium or low; medium without it
        #[arg(long)]
        priority: Option<String>,
        /// By which day
        #[arg(long, value_name = "YYYY-MM-DD")]
        due: Option<String>,
        #[command(flatten)]
        common: Common,
    },
    /// A note on an asset or a tag
    Note {
        /// Id or name of the asset
        #[arg(long, conflicts_with = "tag")]
        asset: Option<String>,
        /// Id or name of the tag
        #[arg(long)]
        tag: Option<String>,
        /// When: RFC 3339, or the plant's date and time; now without it
        #[arg(long, value_name = "TIME", conflicts_with_all = ["from", "to"])]
        at: Option<String>,
        /// From when, of a note over a time
        #[arg(long, value_name = "TIME")]
        from: Option<String>,
        /// Until when
        #[arg(long, value_name = "TIME", requires = "from")]
        to: Option<String>,
        /// What was seen or done
        text: String,
        #[command(flatten)]
        common: Common,
    },
    /// A watch on a tag; says how often it would have fired
    Watch {
        /// Id or name of the tag
        #[arg(long)]
        tag: String,
        #[command(flatten)]
        condition: Condition,
        /// Unit of the limits; the tag's own without it
        #[arg(long)]
        unit: Option<String>,
        /// How long it must last, such as 90s, 10m, 2h or 1d
        #[arg(long = "for", value_name = "TIME")]
        lasting: Option<String>,
        /// Why, or what to do then
        #[arg(long)]
        text: Option<String>,
        #[command(flatten)]
        common: Common,
    },
}

#[derive(Debug, clap::Args)]
struct Common {
    /// Id of the answer that led to it
    #[arg(long, value_name = "ID")]
    answer: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct Condition {
    /// Above a limit
    #[arg(long, value_name = "LIMIT", allow_negative_numbers = true)]
    above: Option<f64>,
    /// Below a limit
    #[arg(long, value_name = "LIMIT", allow_negative_numbers = true)]
    below: Option<f64>,
    /// Below the first of two limits or above the second
    #[arg(long, num_args = 2, value_names = ["LOW", "HIGH"], allow_negative_numbers = true)]
    outside: Option<Vec<f64>>,
    /// The value does not change
    #[arg(long)]
    stuck: bool,
    /// Nothing arrives
    #[arg(long)]
    no_data: bool,
}

pub fn run(args: &Args, plant: Option<&Path>) -> Result<ExitCode> {
    let (tool, arguments, common) = args.what.call()?;
    let desk = Desk::open(&place::plant_folder(plant)?)?;
    let given = match arguments {
        Json::Object(fields) => fields.into_iter().filter(|(_, value)| !value.is_null()).collect(),
        _ => serde_json::Map::new(),
    };
    let proposed = desk.propose(tool, given)?;
    let mut out = terminal::out();
    if common.json {
        serde_json::to_writer_pretty(&mut out, &proposed)?;
        writeln!(out)?;
    } else {
        proposal::write(&mut out, &proposed)?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

impl What {
    /// The tool and its arguments; those that were not given are null.
    fn call(&self) -> Result<(&'static str, Json, &Common), Problem> {
        Ok(match self {
            Self::WorkOrder { asset, title, description, priority, due, common } => (
                "draft_work_order",
                json!({
                    "asset": asset, "title": title, "description": description, "priority": priority,
                    "due": due, "answer": common.answer,
                }),
                common,
            ),
            Self::Note { asset, tag, at, from, to, text, common } => {
                let window = from.as_ref().map(|from| json!({"start": from, "end": to}));
                (
                    "add_note",
                    json!({
                        "asset": asset, "tag": tag, "text": text, "at": at, "window": window,
                        "answer": common.answer,
                    }),
                    common,
                )
            }
            Self::Watch { tag, condition, unit, lasting, text, common } => {
                let for_s = lasting.as_deref().map(seconds).transpose()?;
                let outside = condition.outside.as_deref();
                let [low, high] = [0, 1].map(|at| outside.and_then(|limits| limits.get(at).copied()));
                (
                    "create_watch",
                    json!({
                        "tag": tag, "condition": condition.word(), "limit": condition.above.or(condition.below),
                        "low": low, "high": high, "unit": unit, "for_s": for_s, "text": text,
                        "answer": common.answer,
                    }),
                    common,
                )
            }
        })
    }
}

impl Condition {
    fn word(&self) -> &'static str {
        match self {
            Self { above: Some(_), .. } => "above",
            Self { below: Some(_), .. } => "below",
            Self { outside: Some(_), .. } => "outside",
            Self { stuck: true, .. } => "stuck",
            _ => "no_data",
        }
    }
}

/// Seconds of `90`, `90s`, `10m`, `10min`, `2h`, `1d`.
fn seconds(text: &str) -> Result<f64, Problem> {
    let text = text.trim();
    let digits = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let size = match unit.trim() {
        "" | "s" => Some(1.0),
        "m" | "min" => Some(60.0),
        "h" => Some(3_600.0),
        "d" => Some(86_400.0),
        _ => None,
    };
    size.zip(number.parse::<f64>().ok()).map(|(size, number)| size * number).ok_or_else(|| {
        Problem::new("PW3201", format!("argument \"for\": {text:?} is not a length of time"))
            .help("write it as 90s, 10m, 2h or 1d")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_are_read() {
        for (text, expected) in
            [("90", Some(90.0)), ("1.5h", Some(5_400.0)), ("10 min", Some(600.0)), ("2d", Some(172_800.0))]
        {
            assert_eq!(seconds(text).ok(), expected, "{text}");
        }
        for text in ["", "m", "-5m", "5 weeks", "1..5h", "NaN"] {
            assert!(seconds(text).is_err_and(|problem| problem.code == "PW3201"), "{text}");
        }
    }
}
