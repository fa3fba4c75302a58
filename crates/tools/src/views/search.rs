//! Fuzzy search over the names of assets, tags and tables.
//!
//! Names are split into words once. A query's words are compared with each different word, of
//! which there are far fewer than names: equal, beginning, part, or written alike. Something is
//! found when every word of the query stands in one of its names.

use std::collections::HashMap;

use plant::{Asset, Tag};
use tool::TableProfile;

use super::PlantIndex;

/// Which thing was found: its place in [`plant::Plant::assets`], [`plant::Plant::tags`] or the list
/// of tables. Of two that fit as well, assets come before tables before tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Thing {
    Asset(usize),
    Table(usize),
    Tag(usize),
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    pub thing: Thing,
    /// Above 0; a name that is the query itself has more than 1.
    pub score: f64,
}

/// How much a word counts by where it stands.
mod weight {
    pub const NAME: f32 = 1.0;
    pub const ALIAS: f32 = 0.9;
    pub const KIND: f32 = 0.7;
    pub const OWNER: f32 = 0.6;
    pub const REST: f32 = 0.35;
}

/// Most characters of a query that are looked at.
const LONGEST: usize = 200;

/// The words of all assets' and tags' names.
pub struct Names {
    things: Vec<Thing>,
    /// Id and name of each thing, folded, for whole matches.
    whole: Vec<[String; 2]>,
    words: Vec<Word>,
}

struct Word {
    text: String,
    letters: u64,
    /// Places in `things` with the weight of the word there.
    in_names: Vec<(u32, f32)>,
}

#[derive(Default)]
struct Builder {
    things: Vec<Thing>,
    whole: Vec<[String; 2]>,
    words: HashMap<String, HashMap<u32, f32>>,
}

impl Builder {
    fn begin(&mut self, thing: Thing, id: &str, name: &str) {
        self.things.push(thing);
        self.whole.push([folded(id), folded(name)]);
        self.add(id, weight::NAME);
        self.add(name, weight::NAME);
        // `P-101.flow` is also found as p101.
        id.split(['.', '/']).for_each(|part| self.add(&compact(part), weight::NAME));
    }

    fn add(&mut self, text: &str, weight: f32) {
        let at = self.things.len() as u32 - 1;
        for word in words(text) {
            let here = self.words.entry(word).or_default().entry(at).or_default();
            *here = here.max(weight);
        }
    }

    fn finish(self) -> Names {
        let mut words: Vec<Word> = self
            .words
            .into_iter()
            .map(|(text, in_names)| {
                let mut in_names: Vec<(u32, f32)> = in_names.into_iter().collect();
                in_names.sort_unstable_by_key(|(at, _)| *at);
                Word { letters: letters(&text), text, in_names }
            })
            .collect();
        words.sort_unstable_by(|a, b| a.text.cmp(&b.text));
        Names { things: self.things, whole: self.whole, words }
    }
}

impl Names {
    pub fn new(index: &PlantIndex) -> Self {
        let plant = index.plant();
        let mut builder = Builder::default();
        for (at, asset) in plant.assets.iter().enumerate() {
            builder.begin(Thing::Asset(at), &asset.id, &asset.name);
            add_asset(&mut builder, asset);
        }
        for (at, tag) in plant.tags.iter().enumerate() {
            builder.begin(Thing::Tag(at), &tag.id, &tag.name);
            let owner = tag.asset.as_ref().and_then(|id| index.asset(id)).map(|at| &plant.assets[at]);
            add_tag(&mut builder, tag, owner);
        }
        builder.finish()
    }

    fn of_tables(tables: &[TableProfile]) -> Self {
        let mut builder = Builder::default();
        for (at, table) in tables.iter().enumerate() {
            builder.begin(Thing::Table(at), &table.table, &table.table);
            builder.add(&table.description, weight::REST);
        }
        builder.finish()
    }

    fn find(&self, query: &Query) -> Vec<Found> {
        let mut total: HashMap<u32, f32> = HashMap::new();
        for (number, word) in query.words.iter().enumerate() {
            let mut best: HashMap<u32, f32> = HashMap::new();
            for (at, likeness) in self.alike(word) {
                for (thing, weight) in &self.words[at].in_names {
                    let here = best.entry(*thing).or_default();
                    *here = here.max(likeness * weight);
                }
            }
            if number == 0 {
                total = best;
            } else {
                total.retain(|thing, sum| best.get(thing).map(|score| *sum += score).is_some());
            }
        }
        let words = query.words.len() as f64;
        total.into_iter().map(|(at, sum)| self.found(at as usize, f64::from(sum) / words, query)).collect()
    }

    fn found(&self, at: usize, score: f64, query: &Query) -> Found {
        let [id, name] = &self.whole[at];
        let bonus = if *id == query.whole || *name == query.whole {
            1.0
        } else if id.starts_with(&query.whole) || name.starts_with(&query.whole) {
            0.2
        } else {
            0.0
        };
        // Of two that fit as well the shorter is meant more likely.
        let long = 0.0005 * id.chars().count().min(100) as f64;
        Found { thing: self.things[at], score: (score + bonus - long).max(1e-6) }
    }

    /// The words that are like a query's, with how much (0 to 1).
    fn alike(&self, wanted: &str) -> Vec<(usize, f32)> {
        let each = |of: &dyn Fn(&Word) -> Option<f32>| -> Vec<(usize, f32)> {
            self.words.iter().enumerate().filter_map(|(at, word)| Some((at, of(word)?))).collect()
        };
        let found = each(&|word| part(wanted, &word.text));
        if !found.is_empty() || wanted.chars().count() < 4 && !wanted.chars().all(is_ideograph) {
            return found;
        }
        let wanted_letters = letters(wanted);
        each(&|word| written_alike(wanted, wanted_letters, word))
    }
}

/// How much a word is or holds another.
fn part(wanted: &str, word: &str) -> Option<f32> {
    if word == wanted {
        return Some(1.0);
    }
    let share = wanted.len() as f32 / word.len() as f32;
    if word.starts_with(wanted) {
        return Some(0.6 + 0.3 * share);
    }
    // One letter stands in too many words to say anything.
    (wanted.chars().nth(1).is_some() && word.contains(wanted)).then_some(0.4 + 0.2 * share)
}

/// A word mistyped by one letter, by two where it is long; or Chinese signs in their order.
fn written_alike(wanted: &str, wanted_letters: u64, word: &Word) -> Option<f32> {
    if wanted.chars().all(is_ideograph) {
        let mut rest = wanted.chars().peekable();
        for c in word.text.chars() {
            rest.next_if_eq(&c);
        }
        return rest.peek().is_none().then_some(0.4);
    }
    let (length, other) = (wanted.len(), word.text.len());
    let allowed = if length < 8 { 1 } else { 2 };
    // Each edit changes at most two of the letters that occur.
    if length.abs_diff(other) > allowed || (wanted_letters ^ word.letters).count_ones() > 2 * allowed as u32 {
        return None;
    }
    (strsim::osa_distance(wanted, &word.text) <= allowed).then_some(0.35)
}

fn add_asset(builder: &mut Builder, asset: &Asset) {
    asset.aliases.iter().for_each(|alias| builder.add(alias, weight::ALIAS));
    asset.kind.iter().for_each(|kind| builder.add(kind, weight::KIND));
    builder.add(&asset.description, weight::REST);
}

fn add_tag(builder: &mut Builder, tag: &Tag, owner: Option<&Asset>) {
    tag.aliases.iter().for_each(|alias| builder.add(alias, weight::ALIAS));
    tag.quantity.iter().for_each(|quantity| builder.add(quantity, weight::KIND));
    tag.unit.iter().for_each(|unit| builder.add(unit.code(), weight::REST));
    builder.add(&tag.description, weight::REST);
    if let Some(asset) = owner {
        builder.add(&asset.id, weight::OWNER);
        builder.add(&compact(&asset.id), weight::OWNER);
        builder.add(&asset.name, weight::OWNER);
        asset.aliases.iter().for_each(|alias| builder.add(alias, weight::OWNER));
    }
}

struct Query {
    words: Vec<String>,
    whole: String,
}

/// What is found by a query, best first, at most `limit`; of an empty one nothing.
pub fn search(index: &PlantIndex, tables: &[TableProfile], query: &str, limit: usize) -> Vec<Found> {
    let text: String = query.chars().take(LONGEST).collect();
    let query = Query { words: words(&text), whole: folded(&text) };
    if query.words.is_empty() {
        return Vec::new();
    }
    let mut found = index.names().find(&query);
    found.extend(Names::of_tables(tables).find(&query));
    let order = |a: &Found, b: &Found| b.score.total_cmp(&a.score).then_with(|| a.thing.cmp(&b.thing));
    if found.len() > limit && limit > 0 {
        found.select_nth_unstable_by(limit - 1, order);
        found.truncate(limit);
    }
    found.sort_by(order);
    found.truncate(limit);
    found
}

/// Words of letters, digits or Chinese signs, in lower case; `1号泵` is two.
fn words(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut before = None;
    for c in text.chars().flat_map(char::to_lowercase) {
        let kind = if is_ideograph(c) {
            Some(true)
        } else if c.is_alphanumeric() {
            Some(false)
        } else {
            None
        };
        if kind.is_some() {
            match found.last_mut().filter(|_| before == kind) {
                Some(word) => word.push(c),
                None => found.push(c.into()),
            }
        }
        before = kind;
    }
    found
}

fn compact(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn folded(text: &str) -> String {
    words(text).join(" ")
}

fn is_ideograph(c: char) -> bool {
    ('\u{3400}'..='\u{9fff}').contains(&c) || ('\u{f900}'..='\u{faff}').contains(&c)
}

/// A bit for each letter that occurs.
fn letters(text: &str) -> u64 {
    text.chars().fold(0, |bits, c| bits | 1 << (c as u32 % 64))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use plant::{Asset, Tag};
    use std::sync::Arc;

    fn index() -> PlantIndex {
        let mut plant = plant::parse(std::path::Path::new("plant"), "[plant]\nname = \"Test\"\n").unwrap().0;
        let asset = |id: &str, name: &str, alias: &str| Asset {
            id: id.to_owned(),
            name: name.to_owned(),
            aliases: vec![alias.to_owned()],
            ..Asset::default()
        };
        plant.assets = vec![asset("P-101", "Feed pump", "给水泵"), asset("P-102", "Spare pump", "备用泵")];
        let tag = |id: &str, name: &str, quantity: &str| Tag {
            id: id.to_owned(),
            asset: id.split('.').next().map(str::to_owned),
            name: name.to_owned(),
            quantity: Some(quantity.to_owned()),
            ..Tag::default()
        };
        plant.tags = vec![
            tag("P-101.flow", "Flow", "flow"),
            tag("P-101.bearing_temperature", "Bearing temperature", "temperature"),
            tag("P-102.flow", "Flow", "flow"),
        ];
        PlantIndex::new(Arc::new(plant))
    }

    fn check(query: &str, expected: &[&str]) {
        let index = index();
        let found: Vec<&str> = search(&index, &[], query, 3)
            .into_iter()
            .map(|found| match found.thing {
                Thing::Asset(at) => index.plant().assets[at].id.as_str(),
                Thing::Tag(at) => index.plant().tags[at].id.as_str(),
                Thing::Table(_) => "table",
            })
            .collect();
        assert_eq!(found, expected, "{query}");
    }

    #[test]
    fn what_is_meant_comes_first() {
        check("P-101", &["P-101", "P-101.flow", "P-101.bearing_temperature"]);
        check("p102", &["P-102", "P-102.flow"]);
        check("flow P-102", &["P-102.flow"]);
        check("feed pump flow", &["P-101.flow"]);
        check("bear", &["P-101.bearing_temperature"]);
        check("给水泵", &["P-101", "P-101.flow", "P-101.bearing_temperature"]);
        check("备泵", &["P-102", "P-102.flow"]);
    }

    #[test]
    fn a_mistyped_word_is_found_and_an_unknown_one_is_not() {
        check("temprature", &["P-101.bearing_temperature"]);
        check("baering", &["P-101.bearing_temperature"]);
        check("zzzz", &[]);
        check("flow zzzz", &[]);
        check(" -- ", &[]);
        check("", &[]);
    }

    #[test]
    fn tables_are_found_by_name_and_description() {
        let table = TableProfile {
            codes: Vec::new(),
            lookups: Vec::new(),
            table: "work_orders".to_owned(),
            kind: plant::RecordKind::WorkOrder,
            description: "Maintenance".to_owned(),
            rows: 0,
            time: None,
            asset: None,
            columns: Vec::new(),
        };
        for query in ["work", "orders", "maintenance"] {
            let found = search(&index(), std::slice::from_ref(&table), query, 5);
            assert_eq!(found.first().map(|found| found.thing), Some(Thing::Table(0)), "{query}");
        }
    }
}
