//! One call of a tool: its arguments, read by type, and the plant it runs on.

use std::sync::Arc;

use jiff::tz::TimeZone;
use plant::time::local_rfc3339;
use plant::{Asset, Plant, Problem, Tag, TimeRange, Unit};
use serde_json::Value as Json;
use tool::{Arguments, Catalogue, ColumnProfile, TableProfile, TagProfile};

use super::evidence::EvidenceBuilder;
use super::time::parse_instant;
use super::{lookups, problems};
use crate::Engines;

/// The arguments of one call. An argument that is JSON `null` counts as not given.
pub struct Call<'a> {
    pub engines: &'a Engines,
    pub catalogue: Arc<Catalogue>,
    pub arguments: &'a Arguments,
    tool: &'static str,
}

impl<'a> Call<'a> {
    pub fn new(engines: &'a Engines, tool: &'static str, arguments: &'a Arguments) -> Self {
        let catalogue = lookups::widened(engines.current_catalogue(), arguments);
        Self { engines, catalogue, arguments, tool }
    }

    pub fn plant(&self) -> &Plant {
        &self.catalogue.plant
    }

    pub fn zone(&self) -> &TimeZone {
        &self.catalogue.plant.timezone
    }

    /// The evidence of this call, to be filled.
    pub fn evidence(&self) -> EvidenceBuilder {
        EvidenceBuilder::new(self.tool, self.arguments)
    }

    /// RFC 3339 with the plant's offset.
    pub fn local(&self, ns: i64) -> String {
        local_rfc3339(ns, self.zone())
    }

    /// An argument as it was given.
    pub fn json(&self, name: &str) -> Option<&'a Json> {
        self.arguments.get(name).filter(|value| !value.is_null())
    }

    /// A text; a number is taken as it is written.
    ///
    /// # Errors
    /// PW3201, as for every reader of this type.
    pub fn text(&self, name: &str) -> Result<Option<String>, Problem> {
        self.json(name)
            .map(|json| text_of(json).ok_or_else(|| problems::bad_argument(name, "a text is needed")))
            .transpose()
    }

    pub fn needed_text(&self, name: &str) -> Result<String, Problem> {
        self.text(name)?.ok_or_else(|| missing(name))
    }

    pub fn number(&self, name: &str) -> Result<Option<f64>, Problem> {
        self.json(name)
            .map(|json| number_of(json).ok_or_else(|| problems::bad_argument(name, "a number is needed")))
            .transpose()
    }

    pub fn needed_number(&self, name: &str) -> Result<f64, Problem> {
        self.number(name)?.ok_or_else(|| missing(name))
    }

    pub fn integer(&self, name: &str) -> Result<Option<i64>, Problem> {
        self.json(name)
            .map(|json| {
                integer_of(json).ok_or_else(|| problems::bad_argument(name, "a whole number is needed"))
            })
            .transpose()
    }

    /// A count of things, at least 1 and at most `most`; `usual` when it is not given.
    pub fn count(&self, name: &str, usual: usize, most: usize) -> Result<usize, Problem> {
        match self.integer(name)? {
            None => Ok(usual),
            Some(count) => usize::try_from(count)
                .ok()
                .filter(|count| *count > 0)
                .map(|count| count.min(most))
                .ok_or_else(|| problems::bad_argument(name, "a number above 0 is needed")),
        }
    }

    pub fn boolean(&self, name: &str) -> Result<Option<bool>, Problem> {
        self.json(name)
            .map(|json| json.as_bool().ok_or_else(|| problems::bad_argument(name, "true or false is needed")))
            .transpose()
    }

    /// An instant, ns since the epoch.
    pub fn instant(&self, name: &str) -> Result<Option<i64>, Problem> {
        self.json(name)
            .map(|json| {
                json.as_str().and_then(|text| parse_instant(text, self.zone())).ok_or_else(|| {
                    problems::bad_argument(name, "an instant such as \"2020-06-01T14:30:00-04:00\" is needed")
                })
            })
            .transpose()
    }

    /// `{"start", "end"}`; a side that is left out is open.
    pub fn window(&self, name: &str) -> Result<Option<TimeRange>, Problem> {
        self.json(name).map(|json| window_of(name, json, self.zone())).transpose()
    }

    /// A list of windows; `None` when it is not given.
    pub fn windows(&self, name: &str) -> Result<Option<Vec<TimeRange>>, Problem> {
        self.json(name).map(|json| windows_of(name, json, self.zone())).transpose()
    }

    pub fn unit(&self, name: &str) -> Result<Option<Unit>, Problem> {
        self.text(name)?.map(|text| unit_of(name, &text)).transpose()
    }

    /// # Errors
    /// PW3101 as well.
    pub fn tag(&self, name: &str) -> Result<&Tag, Problem> {
        self.find_tag(&self.needed_text(name)?)
    }

    /// The tags of a list of ids; of one id alone; of every tag when the list is empty or not given.
    ///
    /// # Errors
    /// PW3101 as well.
    pub fn tags(&self, name: &str) -> Result<Vec<&Tag>, Problem> {
        let ids = match self.json(name) {
            None => Vec::new(),
            Some(json) => {
                texts_of(json).ok_or_else(|| problems::bad_argument(name, "a list of tag ids is needed"))?
            }
        };
        if ids.is_empty() {
            return Ok(self.plant().tags.iter().collect());
        }
        ids.iter().map(|id| self.find_tag(id)).collect()
    }

    /// # Errors
    /// PW3102 as well.
    pub fn asset(&self, name: &str) -> Result<Option<&Asset>, Problem> {
        self.text(name)?.map(|id| self.find_asset(&id)).transpose()
    }

    /// # Errors
    /// PW3103 as well.
    pub fn table(&self, name: &str) -> Result<&TableProfile, Problem> {
        self.find_table(&self.needed_text(name)?)
    }

    /// A list of texts; one text alone is a list of one; empty when it is not given.
    pub fn texts(&self, name: &str) -> Result<Vec<String>, Problem> {
        self.json(name).map_or_else(
            || Ok(Vec::new()),
            |json| texts_of(json).ok_or_else(|| problems::bad_argument(name, "a list of texts is needed")),
        )
    }

    /// `{"tag", "window"}`; the tag, the window, or both may be left out.
    ///
    /// # Errors
    /// PW3101 as well.
    pub fn side(&self, name: &str) -> Result<(Option<&Tag>, Option<TimeRange>), Problem> {
        let Some(json) = self.json(name) else { return Ok((None, None)) };
        let side = json
            .as_object()
            .ok_or_else(|| problems::bad_argument(name, "{\"tag\", \"window\"} is needed"))?;
        let tag = match side.get("tag").filter(|tag| !tag.is_null()) {
            None => None,
            Some(tag) => {
                let id =
                    tag.as_str().ok_or_else(|| problems::bad_argument(name, "\"tag\" must be a tag's id"))?;
                Some(self.find_tag(id)?)
            }
        };
        let window = side
            .get("window")
            .filter(|window| !window.is_null())
            .map(|window| window_of(name, window, self.zone()))
            .transpose()?;
        Ok((tag, window))
    }

    /// A tag by its id, or by a name that only it has.
    ///
    /// # Errors
    /// PW3101.
    pub fn find_tag(&self, name: &str) -> Result<&Tag, Problem> {
        find_tag(self.plant(), name)
    }

    /// An asset by its id, or by a name that only it has.
    ///
    /// # Errors
    /// PW3102.
    pub fn find_asset(&self, name: &str) -> Result<&Asset, Problem> {
        find_asset(self.plant(), name)
    }

    /// # Errors
    /// PW3103.
    pub fn find_table(&self, name: &str) -> Result<&TableProfile, Problem> {
        find_table(&self.catalogue, name)
    }

    /// What is recorded of a tag.
    pub fn profile(&self, tag: &Tag) -> Option<&TagProfile> {
        self.catalogue.profile(&tag.id)
    }

    /// The window given, else all that is recorded of the tag.
    ///
    /// # Errors
    /// PW3105 when nothing is recorded of the tag at all.
    pub fn window_or_all(&self, name: &str, tag: &Tag) -> Result<TimeRange, Problem> {
        let (first, last) = self
            .profile(tag)
            .and_then(|profile| profile.first.zip(profile.last))
            .ok_or_else(|| problems::no_data_at_all(&tag.id))?;
        let all = TimeRange::new(first, last.saturating_add(1));
        Ok(match self.window(name)? {
            None => all,
            Some(window) => TimeRange::new(
                if window.start == i64::MIN { all.start } else { window.start },
                if window.end == i64::MAX { all.end } else { window.end },
            ),
        })
    }
}

fn missing(name: &str) -> Problem {
    problems::bad_argument(name, "is needed")
}

/// A tag by its id, or by a name that only it has.
pub(crate) fn find_tag<'p>(plant: &'p Plant, name: &str) -> Result<&'p Tag, Problem> {
    if let Some(tag) = plant.tag(name) {
        return Ok(tag);
    }
    let wanted = problems::fold(name);
    only(plant.tags.iter().filter(|tag| is_called(&wanted, &tag.id, &tag.name, &tag.aliases)))
        .ok_or_else(|| problems::unknown_tag(plant, name))
}

/// An asset by its id, or by a name that only it has.
pub(crate) fn find_asset<'p>(plant: &'p Plant, name: &str) -> Result<&'p Asset, Problem> {
    if let Some(asset) = plant.asset(name) {
        return Ok(asset);
    }
    let wanted = problems::fold(name);
    only(plant.assets.iter().filter(|asset| is_called(&wanted, &asset.id, &asset.name, &asset.aliases)))
        .ok_or_else(|| problems::unknown_asset(plant, name))
}

pub(crate) fn find_table<'c>(catalogue: &'c Catalogue, name: &str) -> Result<&'c TableProfile, Problem> {
    if let Some(table) = catalogue.table(name) {
        return Ok(table);
    }
    let wanted = problems::fold(name);
    only(catalogue.tables.iter().filter(|table| problems::fold(&table.table) == wanted))
        .ok_or_else(|| problems::unknown_table(&catalogue.tables, name))
}

/// A column by its name, whatever its case.
pub(crate) fn find_column<'t>(table: &'t TableProfile, name: &str) -> Option<&'t ColumnProfile> {
    table.column(name).or_else(|| {
        let wanted = problems::fold(name);
        only(table.columns.iter().filter(|column| problems::fold(&column.name) == wanted))
    })
}

fn is_called(wanted: &str, id: &str, name: &str, aliases: &[String]) -> bool {
    std::iter::once(id)
        .chain(std::iter::once(name))
        .chain(aliases.iter().map(String::as_str))
        .any(|word| problems::fold(word) == wanted)
}

fn only<T>(mut found: impl Iterator<Item = T>) -> Option<T> {
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// A text or a number as a text.
pub(crate) fn text_of(json: &Json) -> Option<String> {
    match json {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        Json::Bool(yes) => Some(yes.to_string()),
        _ => None,
    }
}

/// A list of texts, or one text alone.
pub(crate) fn texts_of(json: &Json) -> Option<Vec<String>> {
    match json {
        Json::Array(items) => items.iter().map(text_of).collect(),
        other => text_of(other).map(|text| vec![text]),
    }
}

pub(crate) fn number_of(json: &Json) -> Option<f64> {
    json.as_f64().filter(|number| number.is_finite())
}

pub(crate) fn integer_of(json: &Json) -> Option<i64> {
    json.as_i64().or_else(|| {
        json.as_f64()
            .filter(|number| number.fract() == 0.0 && number.abs() < 9e15)
            .map(|number| number as i64)
    })
}

pub(crate) fn unit_of(name: &str, text: &str) -> Result<Unit, Problem> {
    // The slope of a temperature: `Cel/d` is no unit that anything else is told in.
    let slope = || {
        let (change, per) = text.rsplit_once('/')?;
        let time = Unit::parse(per)?.is_comparable(&Unit::new("s"));
        (time && Unit::parse(change).is_some()).then(|| Unit::new(text))
    };
    Unit::parse(text).or_else(slope).ok_or_else(|| {
        problems::bad_argument(name, format!("\"{text}\" is not a unit; give a UCUM code such as kW"))
    })
}

pub(crate) fn windows_of(name: &str, json: &Json, zone: &TimeZone) -> Result<Vec<TimeRange>, Problem> {
    let list = json.as_array().ok_or_else(|| problems::bad_argument(name, "a list of windows is needed"))?;
    list.iter().map(|window| window_of(name, window, zone)).collect()
}

pub(crate) fn window_of(name: &str, json: &Json, zone: &TimeZone) -> Result<TimeRange, Problem> {
    let wrong = |why: &str| {
        problems::bad_argument(
            name,
            format!("{why}; {{\"start\", \"end\"}} with RFC 3339 instants is needed"),
        )
    };
    let sides = json.as_object().ok_or_else(|| wrong("it is not an object"))?;
    if let Some(other) = sides.keys().find(|key| !matches!(key.as_str(), "start" | "end")) {
        return Err(wrong(&format!("\"{other}\" is not a part of a window")));
    }
    let side = |key: &str, open: i64| match sides.get(key).filter(|json| !json.is_null()) {
        None => Ok(open),
        Some(json) => json
            .as_str()
            .and_then(|text| parse_instant(text, zone))
            .ok_or_else(|| wrong(&format!("\"{key}\" is not an instant"))),
    };
    let range = TimeRange::new(side("start", i64::MIN)?, side("end", i64::MAX)?);
    if range.is_empty() {
        return Err(wrong("it ends before it starts"));
    }
    Ok(range)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn check(window: Json, expected: Result<(&str, &str), &str>) {
        let zone = TimeZone::get("America/New_York").unwrap();
        match (window_of("window", &window, &zone), expected) {
            (Ok(range), Ok((start, end))) => {
                assert_eq!(range.start, parse_instant(start, &zone).unwrap_or(i64::MIN), "{window}");
                assert_eq!(range.end, parse_instant(end, &zone).unwrap_or(i64::MAX), "{window}");
            }
            (Err(problem), Err(part)) => assert!(problem.message.contains(part), "{problem}"),
            (got, want) => panic!("{window}: {got:?} {want:?}"),
        }
    }

    #[test]
    fn windows_are_read_and_wrong_ones_refused() {
        let day = ("2020-06-01T04:00:00Z", "2020-06-02T04:00:00Z");
        check(json!({"start": "2020-06-01", "end": "2020-06-02"}), Ok(day));
        check(json!({"start": "2020-06-01T00:00:00-04:00", "end": "2020-06-02T00:00:00-04:00"}), Ok(day));
        check(json!({"start": "2020-06-01"}), Ok(("2020-06-01", "open")));
        check(json!({"end": "2020-06-01"}), Ok(("open", "2020-06-01")));
        check(json!({"start": "2020-06-02", "end": "2020-06-01"}), Err("ends before"));
        check(json!({"start": "yesterday", "end": "2020-06-01"}), Err("\"start\""));
        check(json!({"from": "2020-06-01"}), Err("\"from\""));
        check(json!("June"), Err("not an object"));
    }
}
