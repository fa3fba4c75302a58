//! Fills patterns with the names of a made-up plant: a question as somebody there would put it, and what its slots stand for.

mod records;
mod tags;

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use agent::meaning::{Slot, SlotKind, Term};
use agent::planner::bound::{Bound, Key, Kind};
use agent::planner::{Filter, TagSlot, Threshold, When};
use agent::time::{self, TimeContext, TimeMeaning};
use anyhow::{Context as _, Result};
use jiff::ToSpan as _;
use plant::Unit;
use rand::Rng as _;
use rand::rngs::SmallRng;
use rand::seq::IndexedRandom as _;
use serde::Deserialize;
use tool::ColumnKind;

use crate::corpus::Pattern;
use crate::plants::{MadeUp, Said};

/// A filled pattern.
pub struct Filled {
    pub question: String,
    /// What the slots of the normal form stand for.
    pub bound: Bound,
}

/// What a slot of the author's was filled with.
#[derive(Debug, Clone)]
enum Filling {
    Tag(usize),
    Asset(usize),
    Kind(String),
    Window(plant::TimeRange),
    Instant(i64),
    Length(f64),
    Number(Threshold),
    Count(usize),
    Unit(Unit),
    Table(usize),
    Column(usize, usize),
    Value(usize, Filter),
    Record(Key),
    Code(Key),
    Shift(String),
    Words(String),
    Nothing,
}

/// What fills slots that belong to no plant.
pub struct Fillers {
    file: File,
    /// Chinese for the kinds of assets that the lexicon knows.
    kinds: HashMap<String, String>,
}

#[derive(Deserialize)]
struct Both {
    en: Vec<String>,
    zh: Vec<String>,
}

impl Both {
    fn of(&self, chinese: bool) -> &[String] {
        if chinese { &self.zh } else { &self.en }
    }
}

#[derive(Deserialize)]
struct File {
    w: Both,
    at: Both,
    d: Both,
    m: Both,
    part: Both,
    sym: Both,
    topic: Both,
}

/// Units by what they measure; a tag is asked for in one of its own kind.
const UNITS: &[&[&str]] = &[
    &["°C", "°F", "K"],
    &["bar", "kPa", "psi", "MPa", "mbar"],
    &["kW", "MW", "W"],
    &["kWh", "MWh", "GJ"],
    &["m3/h", "L/min", "L/h", "m³/h"],
    &["kg/h", "t/h"],
    &["mm", "m", "cm"],
    &["A", "mA"],
    &["V", "kV"],
    &["mm/s", "m/s", "m/min"],
    &["kg", "t"],
    &["L", "m3"],
    &["s", "min", "h"],
];

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Fillers {
    /// # Errors
    /// Files that cannot be read.
    pub fn read(file: &Path, lexicon: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
        let file: File = toml::from_str(&text)?;
        let mut kinds = HashMap::new();
        let mut entries: Vec<_> = std::fs::read_dir(lexicon)?.collect::<Result<_, _>>()?;
        entries.sort_by_key(std::fs::DirEntry::file_name);
        for entry in entries {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name != "nouns.toml" && !name.starts_with("trade-") {
                continue;
            }
            let text = std::fs::read_to_string(entry.path())?;
            let nouns: BTreeMap<String, BTreeMap<String, Vec<String>>> = toml::from_str(&text)?;
            for (word, others) in
                nouns.into_iter().filter(|(class, _)| class == "equipment").flat_map(|(_, words)| words)
            {
                let chinese = others.iter().find(|other| !other.is_ascii());
                if let Some(chinese) = chinese {
                    kinds.entry(word.replace('_', " ")).or_insert_with(|| chinese.clone());
                }
            }
        }
        Ok(Self { file, kinds })
    }

    /// Fills a pattern; `None` where the plant has nothing for one of its slots.
    pub fn fill(&self, pattern: &Pattern, plant: &MadeUp, rng: &mut SmallRng) -> Option<Filled> {
        let mut filling = Attempt {
            fillers: self,
            pattern,
            plant,
            rng,
            chosen: HashMap::new(),
            said: HashMap::new(),
            pairs: Vec::new(),
        };
        filling.tags()?;
        filling.records()?;
        for (slot, _) in &pattern.slots {
            filling.other(*slot)?;
        }
        filling.finish()
    }
}

struct Attempt<'a> {
    fillers: &'a Fillers,
    pattern: &'a Pattern,
    plant: &'a MadeUp,
    rng: &'a mut SmallRng,
    chosen: HashMap<Slot, Filling>,
    said: HashMap<Slot, String>,
    /// Tags of `q@a` and the like, by the term.
    pairs: Vec<(Term, usize)>,
}

fn slot_of(term: &Term) -> Option<Slot> {
    if let Term::Word(word) = term { Slot::of(word) } else { None }
}

impl Attempt<'_> {
    fn chinese(&self) -> bool {
        self.pattern.chinese
    }

    fn pick<'b>(&mut self, said: &'b Said) -> Option<&'b String> {
        said.of(self.pattern.chinese).choose(self.rng)
    }

    fn set(&mut self, slot: Slot, filling: Filling, said: impl Into<String>) {
        self.chosen.insert(slot, filling);
        self.said.insert(slot, said.into());
    }

    fn other(&mut self, slot: Slot) -> Option<()> {
        if self.chosen.contains_key(&slot) {
            return Some(());
        }
        let chinese = self.pattern.chinese;
        let file = &self.fillers.file;
        match slot.kind {
            SlotKind::Asset => {
                let taken: Vec<usize> = self
                    .chosen
                    .values()
                    .filter_map(
                        |filling| if let Filling::Asset(asset) = filling { Some(*asset) } else { None },
                    )
                    .collect();
                let free: Vec<usize> = (0..self.plant.assets.len())
                    .filter(|asset| {
                        !taken.contains(asset) && !self.plant.assets[*asset].of(chinese).is_empty()
                    })
                    .collect();
                let asset = *free.choose(self.rng)?;
                self.set_asset(slot, asset)
            }
            SlotKind::Kind => {
                let plant = &self.plant.catalogue.plant;
                let mut kinds: Vec<&String> =
                    plant.assets.iter().filter_map(|asset| asset.kind.as_ref()).collect();
                kinds.sort();
                let several: Vec<String> = kinds
                    .chunk_by(|a, b| a == b)
                    .filter(|run| run.len() > 1)
                    .map(|run| run[0].clone())
                    .collect();
                let kind = several.choose(self.rng)?.clone();
                self.set_kind(slot, kind)
            }
            SlotKind::Window => {
                let (said, meaning) =
                    self.time(file.w.of(chinese), |meaning| matches!(meaning, TimeMeaning::Window(_)))?;
                let TimeMeaning::Window(range) = meaning else { return None };
                self.set(slot, Filling::Window(range), said);
                Some(())
            }
            SlotKind::Instant => {
                let (said, meaning) =
                    self.time(file.at.of(chinese), |meaning| matches!(meaning, TimeMeaning::Instant(_)))?;
                let TimeMeaning::Instant(instant) = meaning else { return None };
                self.set(slot, Filling::Instant(instant), said);
                Some(())
            }
            SlotKind::Length => {
                let (said, meaning) =
                    self.time(file.d.of(chinese), |meaning| matches!(meaning, TimeMeaning::Duration(_)))?;
                let TimeMeaning::Duration(seconds) = meaning else { return None };
                self.set(slot, Filling::Length(seconds), said);
                Some(())
            }
            SlotKind::Number => self.number(slot),
            SlotKind::Count => {
                let said = file.m.of(chinese).choose(self.rng)?.clone();
                let count = match said.as_str() {
                    "three" | "三" => 3,
                    "five" | "五" => 5,
                    "four" | "四" => 4,
                    "ten" | "十" => 10,
                    "two" | "两" => 2,
                    digits => digits.parse().ok()?,
                };
                self.set(slot, Filling::Count(count), said);
                Some(())
            }
            SlotKind::Unit => self.unit(slot),
            SlotKind::Code => {
                let is_code = |value: &str| {
                    value.chars().any(|c| c.is_ascii_digit())
                        && value.chars().any(|c| c.is_ascii_alphabetic())
                };
                let mut codes = Vec::new();
                for (t, table) in self.plant.tables.iter().enumerate() {
                    for (c, column) in table.columns.iter().enumerate().filter(|(_, column)| !column.key) {
                        let name = &self.plant.catalogue.tables[t].columns[c].name;
                        let own = column.values.iter().filter(|(value, _)| is_code(value));
                        codes.extend(own.map(|(value, _)| Key {
                            table: t,
                            column: name.clone(),
                            value: value.clone(),
                        }));
                    }
                }
                let code = codes.choose(self.rng)?.clone();
                let said = code.value.clone();
                self.set(slot, Filling::Code(code), said);
                Some(())
            }
            SlotKind::Shift => {
                let taken: Vec<&String> = self.said.values().collect();
                let free: Vec<&(String, Said)> = self
                    .plant
                    .shifts
                    .iter()
                    .filter(|(_, said)| !said.of(chinese).iter().any(|said| taken.contains(&said)))
                    .collect();
                let (name, said) = *free.choose(self.rng)?;
                let said = self.pick(said)?.clone();
                self.set(slot, Filling::Shift(name.clone()), said);
                Some(())
            }
            SlotKind::Part => self.words(slot, file.part.of(chinese)),
            SlotKind::Symptom => self.words(slot, file.sym.of(chinese)),
            SlotKind::Topic => {
                let said = file.topic.of(chinese).choose(self.rng)?.clone();
                self.set(slot, Filling::Nothing, said);
                Some(())
            }
            SlotKind::Unknown => {
                let said = self.pick(&self.plant.absent)?.clone();
                self.set(slot, Filling::Nothing, said);
                Some(())
            }
            SlotKind::Tag
            | SlotKind::Quantity
            | SlotKind::Records
            | SlotKind::Field
            | SlotKind::Value
            | SlotKind::Record => None,
        }
    }

    fn words(&mut self, slot: Slot, all: &[String]) -> Option<()> {
        let said = all.choose(self.rng)?.clone();
        self.set(slot, Filling::Words(said.clone()), said);
        Some(())
    }

    /// A phrase of time that is read as what it should be, and as nothing more.
    fn time(
        &mut self,
        phrases: &[String],
        fits: impl Fn(&TimeMeaning) -> bool,
    ) -> Option<(String, TimeMeaning)> {
        let catalogue = &self.plant.catalogue;
        let plant = &catalogue.plant;
        let first = catalogue.tags.iter().filter_map(|tag| tag.first).min();
        let data = first.map(|first| plant::TimeRange::new(first, catalogue.now + 1));
        let context = TimeContext { now: catalogue.now, zone: &plant.timezone, shifts: &plant.shifts, data };
        for _ in 0..12 {
            let phrase = phrases.choose(self.rng)?.clone();
            let phrase = self.dated(&phrase);
            if self.said.values().any(|said| *said == phrase) {
                continue;
            }
            let found = time::find(&phrase, &context);
            if let [only] = found.as_slice()
                && let Some(meaning) = only.meaning()
                && fits(meaning)
            {
                return Some((phrase, meaning.clone()));
            }
        }
        None
    }

    /// A phrase with a day of the plant's history put in.
    fn dated(&mut self, phrase: &str) -> String {
        let catalogue = &self.plant.catalogue;
        let now = plant::time::timestamp(catalogue.now).to_zoned_datetime(catalogue.plant.timezone.clone());
        let back = self.rng.random_range(2..330_i64);
        let date = now.checked_sub(back.days()).map_or(now.date(), |day| day.date());
        let last = date.last_of_month().day();
        let second = (date.day() + self.rng.random_range(1..6)).min(last);
        let hour = self.rng.random_range(7..12);
        let numbers = [
            ("{Y}", date.year().to_string()),
            ("{MM}", format!("{:02}", date.month())),
            ("{DD}", format!("{:02}", date.day())),
            ("{DD2}", format!("{second:02}")),
            ("{M}", date.month().to_string()),
            ("{D}", date.day().to_string()),
            ("{D2}", second.to_string()),
            ("{Mon}", MONTHS[date.month() as usize - 1].to_owned()),
            ("{HH}", format!("{hour:02}")),
            ("{H}", hour.to_string()),
            ("{H2}", (hour + self.rng.random_range(1..8)).to_string()),
            ("{N}", self.rng.random_range(2..10).to_string()),
        ];
        numbers.iter().fold(phrase.to_owned(), |text, (hole, number)| text.replace(hole, number))
    }

    /// A number that fits what it is compared with: a threshold within the tag's range, a small number else.
    fn number(&mut self, slot: Slot) -> Option<()> {
        let term = Term::word(slot.to_string());
        let mut subject: Option<Term> = None;
        let mut place = 0;
        let mut of_records = false;
        let mut converted = false;
        self.pattern.written.walk(&mut |node| {
            let Some(at) = node.arguments().iter().position(|argument| *argument == term) else { return };
            match node.name() {
                "above" | "below" | "between" | "outside" | "equals" => {
                    subject = node.arguments().first().cloned();
                    place = at;
                }
                "where" => of_records = true,
                "convert" => converted = true,
                _ => {}
            }
        });
        if converted {
            let units: Vec<&str> = UNITS.iter().flat_map(|group| group.iter().copied()).collect();
            let symbol = *units.choose(self.rng)?;
            let value = f64::from(self.rng.random_range(1..200));
            let unit = Unit::parse(symbol);
            self.set(slot, Filling::Number(Threshold { value, unit }), format!("{value} {symbol}"));
            return Some(());
        }
        let inner = |term: &Term| -> Option<Term> {
            if term.arguments().is_empty() { Some(term.clone()) } else { term.arguments().first().cloned() }
        };
        let tag = subject
            .as_ref()
            .and_then(inner)
            .and_then(|term| self.pairs.iter().find(|(pair, _)| *pair == term).map(|(_, tag)| *tag));
        let Some(tag) = tag.filter(|_| !of_records) else {
            let value = f64::from(self.rng.random_range(2..60));
            self.set(slot, Filling::Number(Threshold { value, unit: None }), value.to_string());
            return Some(());
        };
        let profile = &self.plant.catalogue.tags[tag];
        let (low, high) = (profile.minimum.unwrap_or(0.0), profile.maximum.unwrap_or(100.0));
        // Two thresholds of a range: the lower half and the upper half.
        let share = self.rng.random_range(0.1..0.4) + if place == 2 { 0.5 } else { 0.0 };
        let raw = low + share * (high - low);
        let digits = if high - low > 20.0 {
            0
        } else if high - low > 2.0 {
            1
        } else {
            3
        };
        let value: f64 = format!("{raw:.digits$}").parse().ok()?;
        let unit = self.plant.catalogue.plant.tags[tag].unit.clone();
        let spoken = unit.as_ref().map(Unit::symbol).filter(|symbol| !symbol.is_empty());
        let with_unit = spoken.filter(|symbol| {
            Unit::parse(symbol).is_some_and(|read| unit.as_ref().is_some_and(|own| read.is_comparable(own)))
        });
        match with_unit.filter(|_| self.rng.random_bool(0.6)) {
            Some(symbol) => {
                let unit = Unit::parse(&symbol);
                self.set(slot, Filling::Number(Threshold { value, unit }), format!("{value} {symbol}"));
            }
            None => self.set(slot, Filling::Number(Threshold { value, unit: None }), value.to_string()),
        }
        Some(())
    }

    /// A unit in which the tag that it is asked of can be told.
    fn unit(&mut self, slot: Slot) -> Option<()> {
        let number = self.chosen.values().find_map(|filling| match filling {
            Filling::Number(Threshold { unit: Some(unit), .. }) => Some(unit.clone()),
            _ => None,
        });
        let converts = self.pattern.written.name() == "convert";
        if converts && number.is_none() {
            let said = self.pattern.slots.iter().find(|(slot, _)| slot.kind == SlotKind::Number)?.0;
            self.number(said)?;
            return self.unit(slot);
        }
        let own = match number.filter(|_| converts) {
            Some(unit) => unit,
            None => {
                let (_, tag) = self.pairs.first()?;
                let mut total = false;
                self.pattern.written.walk(&mut |node| total |= node.name() == "total");
                let unit = self.plant.catalogue.plant.tags[*tag].unit.clone()?;
                if total { unit.total_over_time().map(|(total, _)| total)? } else { unit }
            }
        };
        let symbol = *other_units(&own).choose(self.rng)?;
        self.set(slot, Filling::Unit(Unit::parse(symbol)?), symbol);
        Some(())
    }

    /// A kind with its machines.
    fn kind(&self, kind: String) -> Kind {
        let assets = &self.plant.catalogue.plant.assets;
        let of_kind = |asset: &usize| assets[*asset].kind.as_ref() == Some(&kind);
        Kind { assets: (0..assets.len()).filter(of_kind).collect(), name: kind }
    }

    fn finish(self) -> Option<Filled> {
        let mut question = String::new();
        let mut from = 0;
        for (slot, range) in &self.pattern.slots {
            question.push_str(&self.pattern.text[from..range.start]);
            question.push_str(self.said.get(slot)?);
            from = range.end;
        }
        question.push_str(&self.pattern.text[from..]);
        let mut bound = Bound::default();
        let mut before = self.pattern.before.clone();
        before.sort_by_key(|(slot, _)| *slot);
        let alone = |tag: usize| TagSlot {
            candidates: vec![(tag, 1.0)],
            ambiguous: false,
            at: 0,
            unexplained: Vec::new(),
            elsewhere: false,
            bare: false,
        };
        for (slot, term) in before {
            if slot.kind == SlotKind::Tag {
                let (_, tag) = self.pairs.iter().find(|(pair, _)| *pair == term)?;
                bound.tags.push(alone(*tag));
                continue;
            }
            if let Term::Number(number) = term {
                bound.count = Some(number as usize);
                continue;
            }
            match self.chosen.get(&slot_of(&term)?)?.clone() {
                Filling::Asset(asset) => bound.assets.push(asset),
                Filling::Kind(kind) => bound.kinds.push(self.kind(kind)),
                Filling::Window(range) => bound.windows.push(When::Range(range)),
                Filling::Instant(instant) => bound.instants.push(instant),
                Filling::Length(seconds) => bound.lengths.push(seconds),
                Filling::Number(number) => bound.numbers.push(number),
                Filling::Count(count) => bound.count = Some(count),
                Filling::Unit(unit) => bound.units.push(unit),
                Filling::Table(table) => bound.tables.push(table),
                Filling::Column(table, column) => bound.columns.push((table, column)),
                Filling::Value(table, filter) => bound.values.push((table, filter)),
                // The time that it lasted stands for a window.
                Filling::Record(key) if slot.kind == SlotKind::Window => bound.windows.push(When::Record {
                    table: self.plant.catalogue.tables[key.table].table.clone(),
                    column: key.column,
                    value: key.value,
                }),
                Filling::Record(key) => bound.records.push(key),
                Filling::Code(key) => bound.codes.push(key),
                Filling::Shift(shift) => bound.shifts.push(shift),
                Filling::Words(words) => bound.words.push(words),
                Filling::Tag(_) | Filling::Nothing => {}
            }
        }
        bound.percentile = percentile(&self.pattern.written);
        Some(Filled { question, bound })
    }
}

fn percentile(meaning: &Term) -> Option<f64> {
    let mut found = None;
    meaning.walk(&mut |node| {
        if let Some(Term::Number(number)) = node.option("pct") {
            found = Some(*number);
        }
    });
    found
}

/// Units that a quantity in `own` can be told in, other than its own.
fn other_units(own: &Unit) -> Vec<&'static str> {
    UNITS
        .iter()
        .flat_map(|group| group.iter())
        .copied()
        .filter(|symbol| Unit::parse(symbol).is_some_and(|unit| unit != *own && unit.is_comparable(own)))
        .collect()
}

fn plural(kind: &str) -> String {
    if kind.ends_with('s') || kind.ends_with("sh") || kind.ends_with("ch") || kind.ends_with('x') {
        format!("{kind}es")
    } else if let Some(stem) = kind.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u'])) {
        format!("{stem}ies")
    } else {
        format!("{kind}s")
    }
}
