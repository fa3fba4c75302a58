//! Known failure modes whose description fits what was seen to change.

use plant::{Problem, Tag};
use serde_json::json;
use tool::{AnswerValue, Arguments, Cell, Clue, Findings, Toolbox as _};

use super::compared::Other;
use crate::support::Call;
use crate::support::find::mentions;
use crate::support::problems::fold;

/// Longest text of a failure mode that is told, characters.
const LONGEST: usize = 160;

/// Columns that say what to do about it: parts of their names.
const ACTIONS: &[&str] = &["action", "remedy", "recommend", "task", "措施", "处理", "对策"];

/// Words, or beginnings of words, for which way a value goes.
const UP: &[&str] = &[
    "rise", "rising", "grow", "increas", "high", "opens", "above", "more", "wide", "up", "too warm",
    "too hot", "升", "增", "高", "上",
];
const DOWN: &[&str] =
    &["fall", "drop", "decreas", "low", "below", "less", "lower", "down", "降", "减", "低", "下"];

/// What of an asset was seen to change, or was not.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'p> {
    pub tag: &'p Tag,
    /// Up, down, or neither.
    pub rose: Option<bool>,
}

impl<'p> Seen<'p> {
    pub fn of(other: &Other<'p>) -> Self {
        Self { tag: other.tag, rose: Some(other.rose()) }
    }
}

/// A failure mode that fits.
#[derive(Debug)]
pub struct Mode {
    /// What names it.
    pub name: String,
    /// Other columns that say what it is.
    pub text: String,
    pub action: Option<String>,
    pub fits: Vec<String>,
    /// Tags that it speaks of and that did not change, or went the other way.
    pub fails: Vec<String>,
    /// How much of it was seen: 2 for a tag's name, 1 for its quantity, less what failed.
    pub score: f64,
}

impl Mode {
    pub fn clue(&self) -> Clue {
        let mut clue = Clue::new("failure_mode_fits", &self.name)
            .with(AnswerValue::new("words", short(&self.text)))
            .with(AnswerValue::number("tags", self.fits.len() as f64, None));
        clue.values.extend(self.fits.iter().map(|tag| AnswerValue::new("tag", tag.clone())));
        clue
    }
}

/// The failure modes known of an asset, and those that fit what was seen on it, the best first.
///
/// # Errors
/// PW4003 when the records cannot be read.
pub fn fitting(call: &Call<'_>, asset: &str, seen: &[Seen<'_>]) -> Result<(usize, Vec<Mode>), Problem> {
    let mut arguments = Arguments::new();
    arguments.insert("asset".to_owned(), json!(asset));
    let evidence = match call.engines.call("failure_modes", &arguments) {
        Ok(evidence) => evidence,
        // None is known of it.
        Err(problem) if problem.code.starts_with("PW31") => return Ok((0, Vec::new())),
        Err(problem) => return Err(problem),
    };
    let named: Vec<String> =
        evidence.values.iter().filter_map(|value| value.value.as_str().map(str::to_owned)).collect();
    let Findings::Table { columns, rows, .. } = evidence.result else { return Ok((0, Vec::new())) };
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    let mut fitting: Vec<Mode> = rows.iter().filter_map(|row| mode(&names, row, &named, seen)).collect();
    fitting.sort_by(|a, b| b.score.total_cmp(&a.score));
    Ok((rows.len(), fitting))
}

fn mode(columns: &[&str], row: &[Cell], named: &[String], seen: &[Seen<'_>]) -> Option<Mode> {
    let texts: Vec<(&str, &str)> = columns
        .iter()
        .zip(row)
        .filter_map(|(column, cell)| match cell {
            Cell::Text(text) if !text.trim().is_empty() => Some((*column, text.as_str())),
            _ => None,
        })
        .collect();
    let is_action = |column: &str| ACTIONS.iter().any(|part| column.to_lowercase().contains(part));
    let name = texts.iter().find(|(_, text)| named.iter().any(|known| known.as_str() == *text))?.1;
    let (actions, told): (Vec<_>, Vec<_>) = texts.iter().partition(|(column, _)| is_action(column));
    let text = told.iter().map(|(_, text)| *text).collect::<Vec<_>>().join("; ");
    let (mut fits, mut fails, mut score) = (Vec::new(), Vec::new(), 0.0);
    for one in seen {
        let Some((clause, weight)) = spoken_of(one.tag, &text, seen) else { continue };
        match (one.rose, goes(clause)) {
            (Some(rose), Some(up)) if rose != up => {
                fails.push(one.tag.id.clone());
                score -= weight;
            }
            (Some(_), _) => {
                fits.push(one.tag.id.clone());
                score += weight;
            }
            // Of a steady tag nothing is expected unless the text says which way it goes.
            (None, Some(_)) => {
                fails.push(one.tag.id.clone());
                score -= 0.5 * weight;
            }
            (None, None) => {}
        }
    }
    (score > 0.0 && !fits.is_empty()).then(|| Mode {
        name: name.to_owned(),
        text,
        action: actions.first().map(|(_, text)| short(text)),
        fits,
        fails,
        score,
    })
}

/// The part of a text that speaks of a tag, by its whole name, else by its quantity where no other
/// tag's name says it better; and how much that counts.
fn spoken_of<'t>(tag: &Tag, text: &'t str, seen: &[Seen<'_>]) -> Option<(&'t str, f64)> {
    let clauses = || text.split([',', ';', '.', '，', '；', '。', '、']);
    let by = |name: &str| clauses().find(|clause| !name.is_empty() && mentions(name, [*clause]));
    let names = std::iter::once(tag.name.as_str()).chain(tag.aliases.iter().map(String::as_str));
    // A name of one short word (state, flow) is said of many things.
    let whole = names.filter(|name| name.chars().count() > 3).find_map(by);
    if let Some(clause) = whole {
        let one_word = fold(&tag.name).split(' ').count() == 1 && tag.name.is_ascii();
        return Some((clause, if one_word { 1.0 } else { 2.0 }));
    }
    let quantity = tag.quantity.as_deref()?;
    let clause = by(quantity)?;
    let better = seen.iter().any(|other| other.tag.id != tag.id && mentions(&other.tag.name, [clause]));
    (!better).then_some((clause, 0.7))
}

/// Which way a clause says that something goes; nothing where it says both or neither.
fn goes(clause: &str) -> Option<bool> {
    let clause = format!(" {}", fold(clause));
    let says = |words: &[&str]| {
        words.iter().any(|word| {
            if word.is_ascii() { clause.contains(&format!(" {word}")) } else { clause.contains(word) }
        })
    };
    match (says(UP), says(DOWN)) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    }
}

fn short(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clause_says_which_way() {
        for (clause, expected) in [
            ("strainer differential pressure rises at the same flow", Some(true)),
            (" suction pressure falls", Some(false)),
            ("vibration at rotation frequency", None),
            ("power too low for its speed command", Some(false)),
            ("压差升高", Some(true)),
            ("流量下降", Some(false)),
        ] {
            assert_eq!(goes(clause), expected, "{clause}");
        }
    }
}
