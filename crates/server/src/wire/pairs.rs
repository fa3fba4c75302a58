//! Parameters of an address by hand: those that may come several times, and refusals that name
//! the parameter.

use ::plant::{Problem, TimeRange};
use tool::Catalogue;
use tools::views::PlantIndex;

use crate::wire::time;

/// Most tags in one request.
pub const MOST_TAGS: usize = 64;

/// The pairs of an address, all of them known.
#[derive(Debug)]
pub struct Pairs {
    pairs: Vec<(String, String)>,
    example: &'static str,
}

impl Pairs {
    /// # Errors
    /// `PW7004` for a parameter that is not among `known`; `example` is what the help shows.
    pub fn new(pairs: Vec<(String, String)>, known: &[&str], example: &'static str) -> Result<Self, Problem> {
        let pairs = Self { pairs, example };
        match pairs.pairs.iter().find(|(name, _)| !known.contains(&name.as_str())) {
            Some((name, _)) => Err(pairs.wrong(format!("there is no parameter {name:?}"))),
            None => Ok(pairs),
        }
    }

    /// The values of a parameter that are not empty.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.pairs
            .iter()
            .filter(move |(key, value)| key == name && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }

    pub fn get<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        self.all(name).last()
    }

    /// A count from 1 to `most`; a larger one counts as `most`.
    pub fn count(&self, name: &str, usual: usize, most: usize) -> Result<usize, Problem> {
        Ok(self.whole(name)?.unwrap_or(usual).clamp(1, most))
    }

    /// A whole number that is not below 0.
    pub fn whole(&self, name: &str) -> Result<Option<usize>, Problem> {
        self.get(name)
            .map(|text| text.parse().map_err(|_| self.wrong(format!("{name}={text} is not a whole number"))))
            .transpose()
    }

    /// A length of time such as `90s`, `15m`, `24h`, `7d`; plain numbers are seconds. Nanoseconds.
    pub fn length(&self, name: &str) -> Result<Option<i64>, Problem> {
        self.get(name)
            .map(|text| {
                length(text).ok_or_else(|| {
                    self.wrong(format!("{name}={text} is not a length of time such as 60s or 24h"))
                })
            })
            .transpose()
    }

    /// The instants `from` and `to`, either of which may be missing.
    pub fn window(&self, catalogue: &Catalogue) -> Result<(Option<i64>, Option<i64>), Problem> {
        let side = |name| self.get(name).map(|text| time::read(text, &catalogue.plant.timezone)).transpose();
        let (from, to) = (side("from")?, side("to")?);
        if from.zip(to).is_some_and(|(from, to)| from >= to) {
            return Err(self.wrong("the window is empty: from is not before to".to_owned()));
        }
        Ok((from, to))
    }

    /// `from` and `to`; what is missing, from what is recorded of these tags.
    pub fn window_of(&self, catalogue: &Catalogue, tags: &[usize]) -> Result<TimeRange, Problem> {
        let (from, to) = self.window(catalogue)?;
        let profiles = || tags.iter().filter_map(|at| catalogue.tags.get(*at));
        let first = profiles().filter_map(|profile| profile.first).min().unwrap_or(0);
        let last = profiles().filter_map(|profile| profile.last).max().unwrap_or(0);
        let end = to.unwrap_or_else(|| last.saturating_add(1));
        Ok(TimeRange::new(from.unwrap_or_else(|| first.min(end.saturating_sub(1))), end))
    }

    /// Places of the tags that `tags` names; it may come several times, and one that holds commas
    /// and is no tag itself is a list.
    ///
    /// # Errors
    /// `PW3101` for a tag that is not there, `PW7004` for none or too many.
    pub fn tags(&self, index: &PlantIndex) -> Result<Vec<usize>, Problem> {
        let mut found = Vec::new();
        for text in self.all("tags") {
            if let Some(at) = index.tag(text) {
                found.push(at);
                continue;
            }
            for id in text.split(',').map(str::trim).filter(|id| !id.is_empty()) {
                found.push(index.tag(id).ok_or_else(|| unknown_tag(id))?);
            }
        }
        if found.is_empty() || found.len() > MOST_TAGS {
            return Err(self.wrong(format!("name 1 to {MOST_TAGS} tags")));
        }
        Ok(found)
    }

    /// `PW7004` with the example.
    pub fn wrong(&self, message: String) -> Problem {
        Problem::new("PW7004", message).help(format!("for example {}", self.example))
    }
}

fn unknown_tag(tag: &str) -> Problem {
    Problem::new("PW3101", format!("there is no tag {tag:?}"))
        .help("GET /api/search?q= finds tags by their names")
}

fn length(text: &str) -> Option<i64> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let seconds: i64 = match &text[digits.len()..] {
        "" | "s" => 1,
        "m" | "min" => 60,
        "h" => 3_600,
        "d" => 86_400,
        "w" => 604_800,
        _ => return None,
    };
    let number: f64 = digits.parse().ok().filter(|number: &f64| *number > 0.0 && number.is_finite())?;
    let ns = number * seconds as f64 * 1e9;
    (1.0..9e18).contains(&ns).then_some(ns as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_are_read() {
        for (text, seconds) in [
            ("60", Some(60.0)),
            ("60s", Some(60.0)),
            ("1.5h", Some(5400.0)),
            ("24h", Some(86_400.0)),
            ("7d", Some(604_800.0)),
            ("15m", Some(900.0)),
            ("0", None),
            ("-1h", None),
            ("h", None),
            ("1y", None),
            ("1e30d", None),
            ("NaN", None),
        ] {
            assert_eq!(length(text).map(|ns| ns as f64 / 1e9), seconds, "{text}");
        }
    }
}
