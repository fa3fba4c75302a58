//! Problems that more than one tool can have, with the nearest names and what exists.

use jiff::tz::TimeZone;
use plant::{Plant, Problem, TimeRange};
use tool::{TableProfile, TagProfile};

use super::time::{in_words, window_in_words};

/// How many names a message offers.
const OFFERED: usize = 3;

/// How alike a name must be to be offered (Jaro-Winkler, 0 to 1).
const ALIKE: f64 = 0.78;

/// PW3101.
pub fn unknown_tag(plant: &Plant, name: &str) -> Problem {
    let known = plant.tags.iter().map(|tag| {
        let words = std::iter::once(tag.name.as_str()).chain(tag.aliases.iter().map(String::as_str));
        (tag.id.as_str(), words.collect::<Vec<_>>())
    });
    Problem::new("PW3101", format!("there is no tag \"{name}\" in {}", plant.name)).help(offer(
        name,
        known,
        &format!("The plant has {} tags; find_tags lists them.", plant.tags.len()),
    ))
}

/// PW3102.
pub fn unknown_asset(plant: &Plant, name: &str) -> Problem {
    let known = plant.assets.iter().map(|asset| {
        let words = std::iter::once(asset.name.as_str()).chain(asset.aliases.iter().map(String::as_str));
        (asset.id.as_str(), words.collect::<Vec<_>>())
    });
    Problem::new("PW3102", format!("there is no asset \"{name}\" in {}", plant.name)).help(offer(
        name,
        known,
        &format!("The plant has {} assets; find_assets lists them.", plant.assets.len()),
    ))
}

/// PW3103.
pub fn unknown_table(tables: &[TableProfile], name: &str) -> Problem {
    let all: Vec<&str> = tables.iter().map(|table| table.table.as_str()).collect();
    let rest = if all.is_empty() {
        "The plant has no records.".to_owned()
    } else {
        format!("There are: {}.", all.join(", "))
    };
    Problem::new("PW3103", format!("there is no table of records \"{name}\"")).help(offer(
        name,
        all.iter().map(|table| (*table, Vec::new())),
        &rest,
    ))
}

/// PW3106.
pub fn unknown_column(table: &TableProfile, name: &str) -> Problem {
    let all: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    Problem::new("PW3106", format!("the table {} has no column \"{name}\"", table.table)).help(offer(
        name,
        all.iter().map(|column| (*column, Vec::new())),
        &format!("It has: {}.", all.join(", ")),
    ))
}

/// PW3104: the tag is recorded, but not then.
pub fn no_data_in_window(
    tag: &str,
    window: TimeRange,
    profile: Option<&TagProfile>,
    zone: &TimeZone,
) -> Problem {
    let problem = Problem::new("PW3104", format!("no data of {tag} from {}", window_in_words(window, zone)));
    match profile.and_then(|profile| profile.first.zip(profile.last)) {
        Some((first, last)) => problem.help(format!(
            "It is recorded from {} to {}; ask within that.",
            in_words(first, zone),
            in_words(last, zone)
        )),
        None => problem,
    }
}

/// PW3105: the tag is described but nothing was ever recorded of it.
pub fn no_data_at_all(tag: &str) -> Problem {
    Problem::new("PW3105", format!("{tag} is described but has no data at all"))
        .help("Check the history that plant.toml names for it, then import again.")
}

/// PW3107.
pub fn not_enough(what: &str, needed: u64, found: u64) -> Problem {
    Problem::new("PW3107", format!("{what} needs at least {needed} samples, and there are {found}"))
        .help("Ask for a longer window.")
}

/// PW3108: a property that the plant's description does not give.
pub fn not_described(message: impl Into<String>) -> Problem {
    Problem::new("PW3108", message).help("Describe it in plant.toml if it is known.")
}

/// PW3109: the table is there, but no record of it is meant.
pub fn no_record(message: impl Into<String>) -> Problem {
    Problem::new("PW3109", message)
        .help("Ask with fewer conditions, or see what there is with describe_table.")
}

/// PW3201.
pub fn bad_argument(parameter: &str, message: impl std::fmt::Display) -> Problem {
    Problem::new("PW3201", format!("argument \"{parameter}\": {message}"))
}

/// PW5003: nobody waits for it any more.
pub fn stopped(what: &str) -> Problem {
    Problem::new("PW5003", format!("{what} was stopped")).help("Ask again to have it to its end.")
}

/// PW3203.
pub fn not_numeric(subject: &str) -> Problem {
    Problem::new("PW3203", format!("{subject} holds no numbers, so nothing can be computed from it"))
        .help("Ask for its latest value, or count its records.")
}

/// PW3201 for a tool that is not there.
pub fn unknown_tool<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Problem {
    Problem::new("PW3201", format!("there is no tool \"{name}\"")).help(offer(
        name,
        known.map(|tool| (tool, Vec::new())),
        "The page docs/tools.md lists them all.",
    ))
}

/// Up to three of `known` that are most like `name`, each under its first word.
pub fn nearest<'a>(name: &str, known: impl Iterator<Item = (&'a str, Vec<&'a str>)>) -> Vec<&'a str> {
    let wanted = fold(name);
    let mut scored: Vec<(f64, &str)> = known
        .map(|(id, words)| {
            let score = std::iter::once(id)
                .chain(words)
                .map(|word| likeness(&wanted, &fold(word)))
                .fold(0.0_f64, f64::max);
            (score, id)
        })
        .filter(|(score, _)| *score >= ALIKE)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    scored.into_iter().take(OFFERED).map(|(_, id)| id).collect()
}

fn likeness(wanted: &str, word: &str) -> f64 {
    if wanted.chars().count() >= 3 && word.contains(wanted) {
        return 0.95;
    }
    strsim::jaro_winkler(wanted, word)
}

fn offer<'a>(name: &str, known: impl Iterator<Item = (&'a str, Vec<&'a str>)>, rest: &str) -> String {
    match nearest(name, known).as_slice() {
        [] => rest.to_owned(),
        names => format!("Did you mean {}? {rest}", names.join(", ")),
    }
}

/// Case and separators folded: `Chiller_6` and `chiller 6` are one.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.trim().chars() {
        let c = if matches!(c, '_' | '-' | '/' | '.') { ' ' } else { c };
        if c.is_whitespace() {
            if !folded.ends_with(' ') {
                folded.push(' ');
            }
        } else {
            folded.extend(c.to_lowercase());
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, known: &[&'static str], expected: &[&str]) {
        let got = nearest(name, known.iter().map(|word| (*word, Vec::new())));
        assert_eq!(got, expected, "{name}");
    }

    #[test]
    fn the_nearest_names_come_first() {
        let known = ["pump-1.flow", "pump-1.pressure", "fan-2.speed"];
        check("pump-1.flwo", &known, &["pump-1.flow", "pump-1.pressure"]);
        check("speed", &known, &["fan-2.speed"]);
        check("zzz", &known, &[]);
    }
}
