//! Fills patterns with the names of a made-up plant: a question as somebody there would put it, and what its slots stand for.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use agent::meaning::{Slot, SlotKind, Term};
use agent::planner::bound::{Bound, Key};
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

    /// Fills whatever stands for tags.
    fn tags(&mut self) -> Option<()> {
        let terms: Vec<Term> = self
            .pattern
            .before
            .iter()
            .filter(|(slot, _)| slot.kind == SlotKind::Tag)
            .map(|(_, term)| term.clone())
            .collect();
        for term in terms {
            let tag = match &term {
                Term::On(quantity, place) => self.pair(quantity, place)?,
                Term::Word(word) => match Slot::of(word) {
                    Some(slot) if slot.kind == SlotKind::Tag => self.whole_tag(slot)?,
                    Some(slot) => self.quantity_alone(slot)?,
                    // A quantity that a word implies, of the whole plant: nothing to choose.
                    None => self.implied(word, None)?,
                },
                _ => return None,
            };
            self.pairs.push((term, tag));
        }
        Some(())
    }

    /// Whether the pattern needs a tag with a rate (for totals) or asks for it in another unit.
    fn fits(&self, tag: usize, term: &Term) -> bool {
        let unit = self.plant.catalogue.plant.tags[tag].unit.as_ref();
        let (mut total, mut united) = (false, false);
        self.pattern.written.walk(&mut |node| {
            if node.name() == "total" && node.arguments().contains(term) {
                total = true;
            }
            if node.option("unit").is_some() && node.arguments().contains(term) {
                united = true;
            }
        });
        let rate = unit.is_some_and(|unit| unit.total_over_time().is_some());
        (!total || rate) && (!united || unit.is_some_and(|unit| !other_units(unit).is_empty()))
    }

    fn free_tag(&mut self, term: &Term, also: impl Fn(&Self, usize) -> bool) -> Option<usize> {
        let all = self.plant.catalogue.plant.tags.len();
        let taken: Vec<usize> = self.pairs.iter().map(|(_, tag)| *tag).collect();
        let fitting: Vec<usize> = (0..all)
            .filter(|tag| !taken.contains(tag) && self.fits(*tag, term) && also(self, *tag))
            .collect();
        fitting.choose(self.rng).copied()
    }

    fn whole_tag(&mut self, slot: Slot) -> Option<usize> {
        let tag = self.free_tag(&Term::word(slot.to_string()), |_, _| true)?;
        let own = &self.plant.catalogue.plant.tags[tag];
        let said = match self.rng.random_range(0..10) {
            0 => own.id.clone(),
            1 if !own.aliases.is_empty() => own.aliases.choose(self.rng)?.clone(),
            _ => self.pick(&self.plant.tags[tag])?.clone(),
        };
        self.set(slot, Filling::Tag(tag), said);
        Some(tag)
    }

    fn quantity_alone(&mut self, slot: Slot) -> Option<usize> {
        // Of many machines: one that several of the kind have.
        let many = self.pattern.written.slots().iter().any(|slot| slot.kind == SlotKind::Kind);
        let term = Term::word(slot.to_string());
        let tag = self.free_tag(&term, |this, tag| !many || this.kind_of_like(tag).is_some())?;
        if many {
            let kind = self.kind_of_like(tag)?;
            let slot = self.pattern.written.slots().into_iter().find(|slot| slot.kind == SlotKind::Kind)?;
            self.set_kind(slot, kind)?;
        }
        let said = self.pick(&self.plant.quantities[tag])?.clone();
        self.set(slot, Filling::Tag(tag), said);
        Some(tag)
    }

    /// The kind of the tag's asset, where two of the kind measure the same.
    fn kind_of_like(&self, tag: usize) -> Option<String> {
        let plant = &self.plant.catalogue.plant;
        let own = &plant.tags[tag];
        let kind = plant.asset(own.asset.as_deref()?)?.kind.clone()?;
        let like = plant
            .assets
            .iter()
            .filter(|asset| asset.kind.as_ref() == Some(&kind))
            .filter(|asset| plant.tags_of(&asset.id).any(|tag| tag.quantity == own.quantity))
            .count();
        (like >= 2).then_some(kind)
    }

    fn set_kind(&mut self, slot: Slot, kind: String) -> Option<()> {
        let said = if self.pattern.chinese {
            if kind.is_ascii() { self.fillers.kinds.get(&kind)?.clone() } else { kind.clone() }
        } else if kind.is_ascii() {
            plural(&kind)
        } else {
            return None;
        };
        self.set(slot, Filling::Kind(kind), said);
        Some(())
    }

    fn asset_index(&self, id: Option<&str>) -> Option<usize> {
        self.plant.catalogue.plant.assets.iter().position(|asset| Some(asset.id.as_str()) == id)
    }

    fn set_asset(&mut self, slot: Slot, asset: usize) -> Option<()> {
        let said = match self.rng.random_range(0..8) {
            0 => self.plant.catalogue.plant.assets[asset].id.clone(),
            _ => self.pick(&self.plant.assets[asset])?.clone(),
        };
        self.set(slot, Filling::Asset(asset), said);
        Some(())
    }

    /// `q@a`, `q@k`, `temperature@a`.
    fn pair(&mut self, quantity: &Term, place: &Term) -> Option<usize> {
        let place = slot_of(place)?;
        let term = Term::On(Box::new(quantity.clone()), Box::new(Term::word(place.to_string())));
        let Some(quantity_slot) = slot_of(quantity) else {
            return self.implied(quantity.name(), Some(place));
        };
        let plant = &self.plant.catalogue.plant;
        let at = self.chosen.get(&place).cloned();
        let like = self.chosen.get(&quantity_slot).cloned();
        let on = |this: &Self, tag: usize| match &at {
            Some(Filling::Asset(asset)) => this.asset_index(plant.tags[tag].asset.as_deref()) == Some(*asset),
            Some(Filling::Kind(kind)) => this.kind_of_like(tag).as_ref() == Some(kind),
            _ => place.kind != SlotKind::Kind || this.kind_of_like(tag).is_some(),
        };
        let said_for = self.said.get(&quantity_slot).cloned();
        let tag = self.free_tag(&term, |this, tag| {
            let own = &plant.tags[tag];
            let same = match (&like, &said_for) {
                (Some(Filling::Tag(other)), Some(said)) => {
                    own.quantity == plant.tags[*other].quantity
                        && this.plant.quantities[tag].of(this.chinese()).contains(said)
                }
                _ => true,
            };
            // The same quantity twice on one machine would be told apart by nobody.
            let asset = own.asset.as_deref();
            let twice = plant
                .tags
                .iter()
                .filter(|t| t.asset.as_deref() == asset && t.quantity == own.quantity)
                .count()
                > 1;
            same && own.asset.is_some()
                && on(this, tag)
                && !(twice && this.plant.quantities[tag].of(this.chinese()).is_empty())
        })?;
        if like.is_none() {
            let said = self.pick(&self.plant.quantities[tag])?.clone();
            self.set(quantity_slot, Filling::Tag(tag), said);
        }
        if at.is_none() {
            if place.kind == SlotKind::Kind {
                let kind = self.kind_of_like(tag)?;
                self.set_kind(place, kind)?;
            } else {
                let asset = self.asset_index(plant.tags[tag].asset.as_deref())?;
                self.set_asset(place, asset)?;
            }
        }
        Some(tag)
    }

    /// A quantity that a word of the question implies: a tag of the machine that measures it, and the only one.
    fn implied(&mut self, quantity: &str, place: Option<Slot>) -> Option<usize> {
        let plant = &self.plant.catalogue.plant;
        let names: &[&str] = match quantity {
            "energy" => &["power", "energy"],
            "production" => &["production", "count", "flow", "throughput", "rate"],
            "water" | "air" | "steam" | "gas" => &["flow"],
            other => &[other],
        };
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let at = place.and_then(|place| self.chosen.get(&place).cloned());
        let term = Term::On(
            Box::new(Term::word(quantity)),
            Box::new(Term::word(place.map(|place| place.to_string()).unwrap_or_default())),
        );
        let tag = self.free_tag(&term, |this, tag| {
            let own = &plant.tags[tag];
            let is =
                |tag: &plant::Tag| tag.quantity.as_ref().is_some_and(|quantity| names.contains(quantity));
            let placed = match &at {
                Some(Filling::Asset(asset)) => this.asset_index(own.asset.as_deref()) == Some(*asset),
                Some(_) => false,
                None => true,
            };
            let only = own
                .asset
                .as_deref()
                .is_some_and(|asset| plant.tags_of(asset).filter(|tag| is(tag)).count() == 1);
            // Water, air, steam and gas are what flows, not any flow.
            let flows = !matches!(quantity, "water" | "air" | "steam" | "gas")
                || [&own.name, &own.description]
                    .into_iter()
                    .any(|text| text.to_lowercase().contains(quantity));
            is(own) && placed && only && flows
        })?;
        if let Some(place) = place.filter(|_| at.is_none()) {
            if place.kind != SlotKind::Asset {
                return None;
            }
            let asset = self.asset_index(plant.tags[tag].asset.as_deref())?;
            self.set_asset(place, asset)?;
        }
        Some(tag)
    }

    /// Chooses one table for the records of the pattern, and fills what belongs to it.
    fn records(&mut self) -> Option<()> {
        let slots: Vec<Slot> = self.pattern.slots.iter().map(|(slot, _)| *slot).collect();
        let of =
            |kind: SlotKind| slots.iter().copied().filter(move |slot| slot.kind == kind).collect::<Vec<_>>();
        let (tables, fields, values, records) =
            (of(SlotKind::Records), of(SlotKind::Field), of(SlotKind::Value), of(SlotKind::Record));
        if tables.is_empty() && fields.is_empty() && values.is_empty() && records.is_empty() {
            return Some(());
        }
        let numeric = self.numeric_fields();
        let text = self.grouping_fields();
        let needs_time = !of(SlotKind::Window).is_empty();
        let needs_asset =
            slots.iter().any(|slot| slot.kind == SlotKind::Asset && !self.chosen.contains_key(slot));
        let lasts = self.needs_length();
        let profiles = self.plant.catalogue.tables.clone();
        let columns_of = |t: usize, want: &dyn Fn(usize) -> bool| -> Vec<usize> {
            (0..profiles[t].columns.len()).filter(|c| want(*c)).collect()
        };
        let made_up = self.plant;
        let chinese = self.pattern.chinese;
        let sayable = |t: usize, c: usize| !made_up.tables[t].columns[c].said.of(chinese).is_empty();
        let is_number = |t: usize, c: usize| {
            matches!(profiles[t].columns[c].kind, ColumnKind::Number | ColumnKind::Integer) && sayable(t, c)
        };
        let is_text = |t: usize, c: usize| {
            profiles[t].columns[c].kind == ColumnKind::Text
                && sayable(t, c)
                && made_up.tables[t].columns[c].values.len() > 1
                && !made_up.tables[t].columns[c].key
        };
        let has_said_values = |t: usize, c: usize| {
            is_text(t, c)
                && made_up.tables[t].columns[c].values.iter().any(|(_, said)| !said.of(chinese).is_empty())
        };
        let key_of = |t: usize| {
            (0..profiles[t].columns.len()).find(|c| {
                made_up.tables[t].columns[*c].key
                    && made_up.tables[t].columns[*c].values.len() >= records.len().max(1)
            })
        };
        let fitting: Vec<usize> = (0..profiles.len())
            .filter(|t| {
                let t = *t;
                (!needs_time || profiles[t].time.is_some())
                    && (!needs_asset || profiles[t].asset.is_some())
                    && !made_up.tables[t].said.of(chinese).is_empty()
                    && columns_of(t, &|c| is_number(t, c)).len() >= numeric.len()
                    && columns_of(t, &|c| is_text(t, c)).len() >= text.len()
                    && (values.is_empty()
                        || columns_of(t, &|c| has_said_values(t, c)).len() >= values.len().min(2))
                    && (records.is_empty() || key_of(t).is_some())
                    && (!lasts
                        || profiles[t]
                            .columns
                            .iter()
                            .filter(|column| column.kind == ColumnKind::Time)
                            .count()
                            >= 2)
            })
            .collect();
        let table = *fitting.choose(self.rng)?;
        for (i, slot) in tables.iter().enumerate() {
            // A second kind of records is another table.
            let t = if i == 0 {
                table
            } else {
                *fitting.iter().filter(|t| **t != table).collect::<Vec<_>>().choose(self.rng)?.to_owned()
            };
            let said = self.pick(&self.plant.tables[t].said)?.clone();
            self.set(*slot, Filling::Table(t), said);
        }
        let mut used: Vec<usize> = Vec::new();
        for slot in &fields {
            let want = |c: usize| {
                if numeric.contains(slot) {
                    is_number(table, c)
                } else if text.contains(slot) {
                    is_text(table, c)
                } else {
                    is_number(table, c) || is_text(table, c)
                }
            };
            let free: Vec<usize> =
                columns_of(table, &want).into_iter().filter(|c| !used.contains(c)).collect();
            let column = *free.choose(self.rng)?;
            used.push(column);
            let said = self.pick(&self.plant.tables[table].columns[column].said)?.clone();
            self.set(*slot, Filling::Column(table, column), said);
        }
        let mut used_values: Vec<(usize, String)> = Vec::new();
        for slot in &values {
            let field = self.field_of_value(*slot);
            let column = match field.and_then(|field| self.chosen.get(&field).cloned()) {
                Some(Filling::Column(_, column)) => column,
                _ => *columns_of(table, &|c| has_said_values(table, c)).choose(self.rng)?,
            };
            let all = &self.plant.tables[table].columns[column].values;
            let free: Vec<&(String, Said)> = all
                .iter()
                .filter(|(value, said)| {
                    !used_values.contains(&(column, value.clone())) && !said.of(chinese).is_empty()
                })
                .collect();
            let (value, said) = *free.choose(self.rng)?;
            used_values.push((column, value.clone()));
            let filter =
                Filter { column: profiles[table].columns[column].name.clone(), value: value.clone() };
            let said = self.pick(said)?.clone();
            self.set(*slot, Filling::Value(table, filter), said);
        }
        for slot in &records {
            let column = key_of(table)?;
            let all = &self.plant.tables[table].columns[column].values;
            let free: Vec<&(String, Said)> =
                all.iter().filter(|(value, _)| !used_values.contains(&(column, value.clone()))).collect();
            let (value, said) = *free.choose(self.rng)?;
            used_values.push((column, value.clone()));
            let key =
                Key { table, column: profiles[table].columns[column].name.clone(), value: value.clone() };
            let said = said.of(chinese).choose(self.rng).unwrap_or(value).clone();
            self.set(*slot, Filling::Record(key), said);
        }
        Some(())
    }

    /// Fields of which a number is computed or compared.
    fn numeric_fields(&self) -> Vec<Slot> {
        let mut found = Vec::new();
        self.pattern.written.walk(&mut |node| {
            let computed = matches!(
                node.name(),
                "sum" | "mean" | "min" | "max" | "median" | "std" | "most" | "least" | "range"
            );
            let compared = node.name() == "where"
                && node.arguments().iter().any(|a| matches!(a.name(), "above" | "below"));
            if computed || compared {
                found.extend(
                    node.arguments().iter().filter_map(slot_of).filter(|slot| slot.kind == SlotKind::Field),
                );
            }
        });
        found.dedup();
        found
    }

    /// Fields whose values make groups, or that have a value named.
    fn grouping_fields(&self) -> Vec<Slot> {
        let mut found: Vec<Slot> = Vec::new();
        self.pattern.written.walk(&mut |node| {
            found.extend(node.option("by").and_then(slot_of));
            let valued =
                node.arguments().iter().any(|a| slot_of(a).is_some_and(|slot| slot.kind == SlotKind::Value));
            if node.name() == "values" || node.name() == "where" && valued {
                found.extend(node.arguments().iter().filter_map(slot_of));
            }
        });
        found.retain(|slot| slot.kind == SlotKind::Field);
        found.dedup();
        found
    }

    /// The field that a value is said to stand in.
    fn field_of_value(&self, value: Slot) -> Option<Slot> {
        let mut field = None;
        self.pattern.written.walk(&mut |node| {
            if node.name() == "where" && node.arguments().iter().filter_map(slot_of).any(|slot| slot == value)
            {
                field = node.arguments().iter().filter_map(slot_of).find(|slot| slot.kind == SlotKind::Field);
            }
        });
        field
    }

    /// Whether records are asked for that have a start and an end.
    fn needs_length(&self) -> bool {
        let mut needs = false;
        self.pattern.written.walk(&mut |node| {
            needs |= matches!(
                node.name(),
                "during" | "start" | "end" | "how_long" | "before" | "after" | "around"
            );
        });
        needs
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
                Filling::Kind(kind) => bound.kinds.push(kind),
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
