//! Follow-ups by meaning: what a question changes in the meaning of the one before - `same(w=w2)`,
//! `count(of_those(where(v)))`, `compare(it, same(w=w))`. The notation is that of the corpus.
//!
//! What fills the slots of both questions is put together, the earlier question's first; the slots of the change are
//! numbered on from there.

use tool::Catalogue;

use super::bound::Bound;
use super::compile::{is_about_records, is_statistic};
use super::follow::counterpart;
use super::frame::When;
use super::slots::TagSlot;
use crate::meaning::{Slot, SlotKind, Term};

/// A question as it was understood: its meaning, and what fills the slots of it.
#[derive(Debug, Clone)]
pub struct Meant {
    pub meaning: Term,
    pub bound: Bound,
}

/// Operations and words that only a follow-up has.
const BACKWARD: [&str; 8] = ["same", "it", "those", "of_those", "detail", "back", "them", "that"];

/// Whether a meaning says only what changes in the one before.
pub fn is_change(meaning: &Term) -> bool {
    let mut found = false;
    meaning.walk(&mut |term| found |= BACKWARD.contains(&term.name()));
    found
}

/// The table that a question was about.
pub fn records_of(earlier: &Meant, catalogue: &Catalogue) -> Option<usize> {
    let records = is_about_records(earlier.meaning.name())
        && !earlier.meaning.slots().iter().any(|slot| slot.kind == SlotKind::Tag);
    if of_downtime(&earlier.meaning).is_some() && earlier.bound.tables.is_empty() {
        return catalogue.tables.iter().position(|table| table.kind == plant::RecordKind::Downtime);
    }
    earlier.bound.tables.first().copied().filter(|_| records || of_downtime(&earlier.meaning).is_some())
}

/// The machine that a question was about: named, or that of its tag.
pub fn machine_of(earlier: &Meant, catalogue: &Catalogue) -> Option<usize> {
    let plant = &catalogue.plant;
    let slots = earlier.meaning.slots();
    let last = |kind: SlotKind| slots.iter().filter(|slot| slot.kind == kind).map(|slot| slot.place).max();
    let named = last(SlotKind::Asset).and_then(|place| earlier.bound.assets.get(place - 1)).copied();
    named.or_else(|| {
        let tag = earlier.bound.tags.get(last(SlotKind::Tag)? - 1)?.tag();
        let owner = plant.tags[tag].asset.as_deref()?;
        plant.assets.iter().position(|asset| asset.id == owner)
    })
}

/// Records of downtime that a question after stops was about: `time(stopped(a), w)`.
fn of_downtime(meaning: &Term) -> Option<Term> {
    let stops = meaning.arguments().first().filter(|of| of.name() == "stopped")?;
    if meaning.name() != "time" {
        return None;
    }
    let rest = stops.arguments().iter().chain(&meaning.arguments()[1..]).cloned();
    Some(Term::call("count", std::iter::once(Term::word("downtime")).chain(rest).collect()))
}

/// The meaning of a follow-up and what fills it; `None` where the change does not fit what it is to change.
pub fn changed(change: &Term, earlier: &Meant, bound: &Bound, catalogue: &Catalogue) -> Option<Meant> {
    let mut change_of = Change {
        asked: bound,
        earlier: &earlier.meaning,
        before: &earlier.bound,
        both: together(&earlier.bound, bound),
        catalogue,
    };
    let change = &with_what_is_said(change, bound);
    let meaning = change_of.resolved(change)?;
    Some(Meant { meaning, bound: change_of.both })
}

/// The change with the window that the follow-up names and the change leaves out: "mean for the Sunday then?".
fn with_what_is_said(change: &Term, bound: &Bound) -> Term {
    let uses_window = change.slots().iter().any(|slot| slot.kind == SlotKind::Window);
    match change {
        Term::Call { name, .. } if name == "same" && !uses_window && bound.windows.len() == 1 => {
            with_option(change.clone(), "w", Term::word("w"))
        }
        other => other.clone(),
    }
}

/// What a question about records asks of those that were spoken of, where it names none itself: `stat(r, sum(f))` after a
/// count of stops is `stat(those, sum(f))`.
pub fn of_those_spoken_of(meaning: &Term, bound: &Bound) -> Option<Term> {
    let Term::Call { name, arguments, options } = meaning else { return None };
    if name == "kpi"
        && arguments.first().is_some_and(|first| first.name() == "cost")
        && !bound.columns.is_empty()
    {
        let sum = Term::call("sum", vec![Term::word("f")]);
        return Some(Term::call("stat", vec![Term::word("those"), sum]));
    }
    let is = |term: &Term, kind: SlotKind| Slot::of(term.name()).is_some_and(|slot| slot.kind == kind);
    if !is_about_records(name) || !arguments.iter().any(|term| is(term, SlotKind::Records)) {
        return None;
    }
    let kept = arguments.iter().filter(|term| !bound.windows.is_empty() || !is(term, SlotKind::Window));
    let arguments = kept
        .map(|term| if is(term, SlotKind::Records) { Term::word("those") } else { term.clone() })
        .collect();
    Some(Term::Call { name: name.clone(), arguments, options: options.clone() })
}

/// What fills the slots of two questions.
fn together(earlier: &Bound, new: &Bound) -> Bound {
    let mut both = earlier.clone();
    both.tags.extend(new.tags.iter().cloned());
    both.tag_places.extend(&new.tag_places);
    both.assets.extend(&new.assets);
    both.kinds.extend(new.kinds.iter().cloned());
    match (earlier.windows.first(), new.of_all) {
        // "and without the weekend?": of the earlier time.
        (Some(When::Range(range)), true) => {
            both.windows.push(When::Range(*range));
            let cut = new.stretches.iter().map(|part| part.intersect(*range));
            both.stretches = cut.filter(|part| !part.is_empty()).collect();
        }
        _ => both.windows.extend(new.windows.iter().cloned()),
    }
    if !new.of_all && !new.windows.is_empty() {
        both.stretches.clone_from(&new.stretches);
    }
    both.instants.extend(&new.instants);
    both.lengths.extend(&new.lengths);
    both.numbers.extend(new.numbers.iter().cloned());
    both.count = new.count.or(earlier.count);
    both.percentile = new.percentile.or(earlier.percentile);
    both.units.extend(new.units.iter().cloned());
    both.tables.extend(&new.tables);
    both.columns.extend(&new.columns);
    both.values.extend(new.values.iter().cloned());
    both.records.extend(new.records.iter().cloned());
    both.codes.extend(new.codes.iter().cloned());
    both.shifts.extend(new.shifts.iter().cloned());
    both.question = format!("{}\n{}", earlier.question, new.question);
    both.percent |= new.percent;
    both.how_long |= new.how_long;
    both.words.extend(new.words.iter().cloned());
    both
}

const MOST: &[&str] = &["max", "highest", "peak", "most", "最大", "最高", "峰值"];
const LEAST: &[&str] = &["min", "minimum", "lowest", "least", "最小", "最低"];

struct Change<'a> {
    /// What the follow-up names by itself.
    asked: &'a Bound,
    earlier: &'a Term,
    before: &'a Bound,
    both: Bound,
    catalogue: &'a Catalogue,
}

impl Change<'_> {
    fn resolved(&mut self, change: &Term) -> Option<Term> {
        match change {
            Term::Word(word) if word == "it" => Some(self.earlier.clone()),
            Term::Call { name, arguments, options } => match name.as_str() {
                "same" => self.same(arguments, options),
                "of_those" => self
                    .narrowed(of_downtime(self.earlier).unwrap_or_else(|| self.earlier.clone()), arguments),
                "when" if is_it(arguments) => self.instant(),
                "series" if is_it(arguments) => self.course(),
                "how_long" if is_it(arguments) => self.one_record(&[]),
                "field" if arguments.first().is_some_and(|first| first.name() == "it") => {
                    self.one_record(&[("show".to_owned(), self.moved(arguments.get(1)?))])
                }
                "detail" | "back" | "which" => None,
                _ if arguments.iter().any(|term| matches!(term.name(), "those" | "of_those")) => {
                    self.of_those(name, arguments, options)
                }
                _ => {
                    let inner =
                        arguments.iter().map(|term| self.resolved(term)).collect::<Option<Vec<_>>>()?;
                    let options: Vec<_> =
                        options.iter().map(|(key, value)| (key.clone(), self.moved(value))).collect();
                    // "higher than that?" of a comparison is none of two numbers.
                    let twice = name == "compare" && inner.iter().any(|term| term.name() == "compare");
                    (!twice).then(|| Term::Call { name: name.clone(), arguments: inner, options })
                }
            },
            other => Some(self.moved(other)),
        }
    }

    /// A term with its slots numbered on from those of the earlier question.
    fn moved(&self, term: &Term) -> Term {
        match term {
            Term::Word(word) => match Slot::of(word) {
                Some(slot) => Term::word(
                    Slot { place: slot.place + self.before.filled(slot.kind).unwrap_or(0), ..slot }
                        .to_string(),
                ),
                None => term.clone(),
            },
            Term::Call { name, arguments, options } => Term::Call {
                name: name.clone(),
                arguments: arguments.iter().map(|argument| self.moved(argument)).collect(),
                options: options.iter().map(|(key, value)| (key.clone(), self.moved(value))).collect(),
            },
            other => other.clone(),
        }
    }

    /// `same(w=w, stat=max)`: the earlier meaning with what is said anew.
    fn same(&mut self, arguments: &[Term], options: &[(String, Term)]) -> Option<Term> {
        let mut meaning = self.earlier.clone();
        for argument in arguments {
            meaning = self.narrowed(meaning, std::slice::from_ref(argument))?;
        }
        let tag_said = options.iter().any(|(key, _)| matches!(key.as_str(), "t" | "q"));
        for (key, value) in options {
            let value = self.moved(value);
            meaning = match key.as_str() {
                "w" => with_window(meaning, &value)?,
                "t" | "q" => {
                    self.settle(&meaning, &value);
                    with_last(meaning, SlotKind::Tag, &value)?
                }
                "a" if tag_said => meaning,
                "a" => self.elsewhere(meaning, &value)?,
                "k" => with_last(meaning, SlotKind::Kind, &value)?,
                "r" => with_last(meaning, SlotKind::Records, &value)?,
                "n" => with_last(meaning, SlotKind::Number, &value)?,
                "rec" => with_last(meaning, SlotKind::Record, &value)?,
                "d" => with_last(meaning, SlotKind::Length, &value)?,
                "s" => with_last(meaning, SlotKind::Shift, &value)?,
                "stat" => {
                    let meaning = with_statistic(meaning, &value)?;
                    // "and the minimum?" asks for no time, even after one was told.
                    let timed = self.asked.speaks_of(&["when", "time", "几点", "什么时候", "何时"]);
                    match meaning {
                        Term::Call { name, arguments, .. } if name == "when" && !timed => {
                            arguments.into_iter().next()?
                        }
                        other => other,
                    }
                }
                // "and the lowest?", after one number: nothing there is in an order.
                "order" if !is_ordered(&meaning) => {
                    let least = if value.name() == "lowest" { "min" } else { "max" };
                    with_statistic(meaning, &Term::word(least))?
                }
                "by" => grouped(meaning, value)?,
                "unit" | "while" | "days" | "shift" | "pct" | "of" => with_inner_option(meaning, key, value)?,
                "report" if value.name() == "longest" && self.is_of_records(&meaning) => {
                    self.longest(&meaning)?
                }
                _ => with_option(meaning, key, value),
            };
        }
        Some(meaning)
    }

    /// "and H?", after component G: of several tags that fit, those of the machine and the quantity that were spoken of.
    fn settle(&mut self, meaning: &Term, tag: &Term) {
        let plant = &self.catalogue.plant;
        let last = meaning
            .slots()
            .into_iter()
            .filter(|slot| slot.kind == SlotKind::Tag)
            .max_by_key(|slot| slot.place);
        let before = last.and_then(|slot| self.both.tags.get(slot.place - 1)).map(TagSlot::tag);
        let place = Slot::of(tag.name()).map(|slot| slot.place - 1);
        let (Some(before), Some(slot)) = (before, place.and_then(|place| self.both.tags.get_mut(place)))
        else {
            return;
        };
        if !slot.ambiguous {
            return;
        }
        let mut fitting: Vec<(usize, f32)> = slot.best().map(|tag| (tag, slot.candidates[0].1)).collect();
        let keep = |fitting: &mut Vec<(usize, f32)>, alike: &dyn Fn(usize) -> bool| {
            if fitting.iter().any(|(tag, _)| alike(*tag)) {
                fitting.retain(|(tag, _)| alike(*tag));
            }
        };
        keep(&mut fitting, &|tag| plant.tags[tag].asset == plant.tags[before].asset);
        keep(&mut fitting, &|tag| plant.tags[tag].quantity == plant.tags[before].quantity);
        keep(&mut fitting, &|tag| plant.tags[tag].unit == plant.tags[before].unit);
        slot.ambiguous = fitting.len() > 1;
        slot.candidates = fitting;
    }

    /// The earlier records, of which only some are meant; a condition on the same field takes the place of the earlier one.
    fn narrowed(&self, mut meaning: Term, conditions: &[Term]) -> Option<Term> {
        let Term::Call { name, arguments, .. } = &mut meaning else { return None };
        if !is_about_records(name) {
            return None;
        }
        for condition in conditions {
            let condition = self.moved(condition);
            if let Some(column) = self.column(&condition) {
                arguments.retain(|other| self.column(other).as_ref() != Some(&column));
            }
            arguments.push(condition);
        }
        Some(meaning)
    }

    /// The column of the value that a condition asks for.
    fn column(&self, condition: &Term) -> Option<String> {
        let value = condition.slots().into_iter().find(|slot| slot.kind == SlotKind::Value)?;
        let (_, filter) = self.both.values.get(value.place - 1)?;
        Some(filter.column.clone())
    }

    fn is_of_records(&self, meaning: &Term) -> bool {
        let of_tag = meaning.slots().iter().any(|slot| slot.kind == SlotKind::Tag);
        is_about_records(meaning.name()) && !of_tag
    }

    /// "and the longest one?": the record that lasted longest, what is named of it, or how long that was.
    fn longest(&self, meaning: &Term) -> Option<Term> {
        let Term::Call { arguments, options, .. } = meaning else { return None };
        let selects = |term: &&Term| !is_statistic(term.name()) || term.arguments().is_empty();
        let mut arguments: Vec<Term> = arguments.iter().filter(selects).cloned().collect();
        arguments.push(Term::call("max", vec![Term::word("length")]));
        let mut options: Vec<(String, Term)> =
            options.iter().filter(|(key, _)| key == "shift").cloned().collect();
        if self.asked.how_long {
            return Some(Term::Call { name: "stat".to_owned(), arguments, options });
        }
        if !self.asked.columns.is_empty() {
            options.push(("show".to_owned(), self.moved(&Term::word("f"))));
        }
        Some(Term::Call { name: "extreme".to_owned(), arguments, options })
    }

    /// `count(of_those(where(v)))`, `list(those)`, `stat(those, sum(f))`: another operation over the earlier records.
    fn of_those(&self, name: &str, arguments: &[Term], options: &[(String, Term)]) -> Option<Term> {
        let stops = of_downtime(self.earlier);
        let earlier = stops.as_ref().unwrap_or(self.earlier);
        let Term::Call { name: before, arguments: selected, options: kept } = earlier else { return None };
        if !is_about_records(before) {
            return None;
        }
        // What an earlier operation computed of the records selects none.
        let selects = |term: &&Term| !is_statistic(term.name()) || term.arguments().is_empty();
        let shift = kept.iter().filter(|(key, _)| key == "shift").cloned();
        let mut meaning = Term::Call {
            name: name.to_owned(),
            arguments: selected.iter().filter(selects).cloned().collect(),
            options: shift.collect(),
        };
        for argument in arguments {
            match argument.name() {
                "of_those" => meaning = self.narrowed(meaning, argument.arguments())?,
                "those" => {}
                _ => {
                    if let Term::Call { arguments, .. } = &mut meaning {
                        arguments.push(self.moved(argument));
                    }
                }
            }
        }
        for (key, value) in options {
            meaning = with_option(meaning, key, self.moved(value));
        }
        Some(meaning)
    }

    /// "when was that": the instant of an extreme; the time of a record.
    fn instant(&self) -> Option<Term> {
        let mut found = None;
        self.earlier.walk(&mut |term| {
            let extreme =
                matches!(term.name(), "max" | "min" | "last" | "first") && !term.arguments().is_empty();
            if extreme && found.is_none() {
                found = Some(term.clone());
            }
        });
        if let Some(record) = self.record() {
            let ends = self.asked.speaks_of(&["end", "finish", "stop", "over", "结束", "完成", "完的"]);
            return Some(Term::call(if ends { "end" } else { "start" }, vec![record]));
        }
        if self.earlier.name() == "when" {
            return Some(self.earlier.clone());
        }
        // "at what time was the maximum?" after a mean.
        let said = [("max", MOST), ("min", LEAST)].into_iter().find(|(_, words)| self.asked.speaks_of(words));
        let said = said.and_then(|(name, _)| with_statistic(self.earlier.clone(), &Term::word(name)));
        said.or(found).map(|term| Term::call("when", vec![term]))
    }

    /// The record that the earlier question was about by its name, wherever that stands in its meaning.
    fn named_record(&self) -> Option<Term> {
        let mut found = None;
        self.earlier.walk(&mut |term| {
            if Slot::of(term.name()).is_some_and(|slot| slot.kind == SlotKind::Record) {
                found = Some(term.clone());
            }
        });
        found.filter(|_| {
            matches!(self.earlier.name(), "field" | "describe" | "how_long" | "several" | "start" | "end")
        })
    }

    /// The one record that the earlier question named.
    fn record(&self) -> Option<Term> {
        let of_one =
            matches!(self.earlier.name(), "when" | "start" | "end" | "how_long" | "describe" | "field");
        let inner = self.earlier.arguments().first().filter(|_| of_one)?;
        let inner = if matches!(inner.name(), "start" | "end") { inner.arguments().first()? } else { inner };
        Slot::of(inner.name()).filter(|slot| slot.kind == SlotKind::Record).map(|_| inner.clone())
    }

    /// "show me": the course of the tags spoken of, in the same time.
    fn course(&self) -> Option<Term> {
        let mut arguments = Vec::new();
        self.earlier.walk(&mut |term| {
            let slot = if let Term::Word(word) = term { Slot::of(word) } else { None };
            if slot.is_some_and(|slot| matches!(slot.kind, SlotKind::Tag | SlotKind::Window))
                && !arguments.contains(term)
            {
                arguments.push(term.clone());
            }
        });
        let tag = |term: &Term| Slot::of(term.name()).is_some_and(|slot| slot.kind == SlotKind::Tag);
        arguments.sort_by_key(|term| !tag(term));
        let windows = arguments.iter().filter(|term| !tag(term)).count();
        (arguments.iter().any(tag) && windows <= 1).then(|| Term::call("series", arguments))
    }

    /// The one record that was spoken of, and what is to be shown of it; how long it lasted where that is nothing.
    fn one_record(&self, options: &[(String, Term)]) -> Option<Term> {
        if let (Some(record), [(_, field)]) = (self.named_record(), options) {
            return Some(Term::call("field", vec![field.clone(), record]));
        }
        if !matches!(self.earlier.name(), "last" | "first" | "extreme")
            || !is_about_records(self.earlier.name())
        {
            return None;
        }
        if options.is_empty() {
            return Some(Term::call("how_long", vec![self.earlier.clone()]));
        }
        Some(
            options
                .iter()
                .fold(self.earlier.clone(), |meaning, (key, value)| with_option(meaning, key, value.clone())),
        )
    }

    /// The same of another machine: of its records, of its tags that measure what the earlier ones measure.
    fn elsewhere(&mut self, meaning: Term, asset: &Term) -> Option<Term> {
        let place = Slot::of(asset.name())?.place;
        let machine = *self.both.assets.get(place - 1)?;
        let mut tags: Vec<Slot> =
            meaning.slots().into_iter().filter(|slot| slot.kind == SlotKind::Tag).collect();
        tags.sort();
        let named = |kind: SlotKind| meaning.slots().iter().any(|slot| slot.kind == kind);
        if tags.is_empty() {
            if named(SlotKind::Asset) {
                return with_last(meaning, SlotKind::Asset, asset);
            }
            let Term::Call { name, arguments, options } = meaning else { return None };
            if !is_about_records(&name) {
                return None;
            }
            let arguments = arguments.into_iter().chain([asset.clone()]).collect();
            return Some(Term::Call { name, arguments, options });
        }
        let mut meaning =
            if named(SlotKind::Asset) { with_last(meaning, SlotKind::Asset, asset)? } else { meaning };
        for tag in tags {
            let earlier: &TagSlot = self.both.tags.get(tag.place - 1)?;
            let own = counterpart(earlier, &[machine], self.catalogue)?;
            self.both.tags.push(own);
            let new = Slot { kind: SlotKind::Tag, place: self.both.tags.len() };
            meaning = replaced(meaning, tag, &Term::word(new.to_string()));
        }
        Some(meaning)
    }
}

fn is_it(arguments: &[Term]) -> bool {
    matches!(arguments, [Term::Word(word)] if matches!(word.as_str(), "it" | "that" | "those"))
}

/// Every occurrence of a slot replaced.
fn replaced(term: Term, slot: Slot, with: &Term) -> Term {
    match term {
        Term::Word(word) if Slot::of(&word) == Some(slot) => with.clone(),
        Term::Call { name, arguments, options } => Term::Call {
            name,
            arguments: arguments.into_iter().map(|argument| replaced(argument, slot, with)).collect(),
            options: options.into_iter().map(|(key, value)| (key, replaced(value, slot, with))).collect(),
        },
        other => other,
    }
}

/// The last slot of a kind replaced; `None` where there is none.
fn with_last(meaning: Term, kind: SlotKind, with: &Term) -> Option<Term> {
    let slot = meaning.slots().into_iter().filter(|slot| slot.kind == kind).max_by_key(|slot| slot.place)?;
    Some(replaced(meaning, slot, with))
}

/// The window replaced, said or found; added where there is none.
fn with_window(meaning: Term, window: &Term) -> Option<Term> {
    let windows = meaning.slots().into_iter().filter(|slot| slot.kind == SlotKind::Window);
    match windows.collect::<Vec<_>>().as_slice() {
        [one] => return Some(replaced(meaning, *one, window)),
        [] => {}
        _ => return None,
    }
    let Term::Call { name, arguments, options } = meaning else { return None };
    // Of two sides, each is of the window; of an instant, nothing is.
    let sides =
        matches!(name.as_str(), "compare" | "minus" | "ratio" | "percent" | "plus" | "several" | "when");
    let arguments = if sides {
        arguments.into_iter().map(|argument| with_window(argument, window)).collect::<Option<Vec<_>>>()?
    } else {
        let kept = arguments.into_iter().filter(|argument| !matches!(argument.name(), "during" | "best"));
        kept.chain([window.clone()]).collect()
    };
    // What is asked of a time is no value of now.
    let name = if name == "latest" { "series".to_owned() } else { name };
    Some(Term::Call { name, arguments, options })
}

/// Another statistic of the same.
/// Whether something in a meaning is put in an order, or the first of one.
fn is_ordered(meaning: &Term) -> bool {
    const ORDERED: &[&str] = &["rank", "steadiest", "best", "group", "list"];
    let mut found = false;
    meaning.walk(&mut |term| found |= ORDERED.contains(&term.name()));
    found
}

fn with_statistic(meaning: Term, statistic: &Term) -> Option<Term> {
    let Term::Call { name, arguments, options } = meaning else { return None };
    let Term::Word(word) = statistic else { return None };
    // The time of a maximum is one of extremes alone.
    if name == "when" && !matches!(word.as_str(), "max" | "min") {
        return with_statistic(arguments.into_iter().next()?, statistic);
    }
    let whole = matches!(name.as_str(), "series" | "latest") || is_statistic(&name);
    let of_records = |term: &Term| Slot::of(term.name()).is_some_and(|slot| slot.kind == SlotKind::Records);
    if whole && !arguments.is_empty() && !arguments.iter().any(of_records) {
        return Some(Term::Call { name: word.clone(), arguments, options });
    }
    let mut changed = false;
    let arguments = arguments
        .into_iter()
        .map(|argument| match with_statistic(argument.clone(), statistic) {
            Some(other) => {
                changed = true;
                other
            }
            None => argument,
        })
        .collect();
    changed.then_some(Term::Call { name, arguments, options })
}

/// The same for each of a group: records that were counted are counted in groups.
fn grouped(meaning: Term, by: Term) -> Option<Term> {
    let Term::Call { name, arguments, options } = meaning else { return None };
    let of_tag = arguments
        .iter()
        .any(|argument| Slot::of(argument.name()).is_some_and(|slot| slot.kind == SlotKind::Tag));
    match name.as_str() {
        "count" | "list" if !of_tag => {
            let kept = options.into_iter().filter(|(key, _)| key == "shift");
            let options = kept.chain([("by".to_owned(), by)]).collect();
            Some(Term::Call { name: "group".to_owned(), arguments, options })
        }
        "stat" => {
            let (of, selected): (Vec<_>, Vec<_>) = arguments
                .into_iter()
                .partition(|argument| is_statistic(argument.name()) && !argument.arguments().is_empty());
            let measure = ("measure".to_owned(), of.into_iter().next()?);
            let options = options.into_iter().chain([("by".to_owned(), by), measure]).collect();
            Some(Term::Call { name: "group".to_owned(), arguments: selected, options })
        }
        "rank" => {
            let of = arguments.into_iter().skip(1);
            Some(Term::Call { name, arguments: std::iter::once(by).chain(of).collect(), options })
        }
        _ => with_inner_option(Term::Call { name, arguments, options }, "by", by),
    }
}

fn with_option(meaning: Term, key: &str, value: Term) -> Term {
    match meaning {
        Term::Call { name, arguments, mut options } => {
            options.retain(|(other, _)| other != key);
            options.push((key.to_owned(), value));
            Term::Call { name, arguments, options }
        }
        other => other,
    }
}

/// An option of what is computed of tags or records: of the innermost operation that has one.
fn with_inner_option(meaning: Term, key: &str, value: Term) -> Option<Term> {
    let subject = |term: &Term| {
        Slot::of(term.name()).is_some_and(|slot| matches!(slot.kind, SlotKind::Tag | SlotKind::Records))
    };
    if meaning.arguments().iter().any(subject) {
        return Some(with_option(meaning, key, value));
    }
    let Term::Call { name, arguments, options } = meaning else { return None };
    let mut changed = false;
    let arguments = arguments
        .into_iter()
        .map(|argument| match with_inner_option(argument.clone(), key, value.clone()) {
            Some(other) => {
                changed = true;
                other
            }
            None => argument,
        })
        .collect();
    changed.then_some(Term::Call { name, arguments, options })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::planner::When;
    use crate::planner::slots::Filter;

    fn tag(tag: usize) -> TagSlot {
        TagSlot {
            candidates: vec![(tag, 1.0)],
            ambiguous: false,
            at: 0,
            unexplained: Vec::new(),
            elsewhere: false,
            bare: false,
        }
    }

    fn value(column: &str, value: &str) -> (usize, Filter) {
        let (column, value) = (column.to_owned(), value.to_owned());
        (0, Filter { column, value, more: Vec::new(), denied: false, negated: false })
    }

    fn window(start: i64) -> When {
        When::Range(plant::TimeRange::new(start, start + 1))
    }

    fn no_plant() -> Catalogue {
        let plant = plant::Plant {
            root: std::path::PathBuf::new(),
            name: String::new(),
            timezone: jiff::tz::TimeZone::UTC,
            language: plant::Language::English,
            now: None,
            assets: Vec::new(),
            tags: Vec::new(),
            history: Vec::new(),
            records: Vec::new(),
            shifts: Vec::new(),
        };
        let none: std::sync::Arc<[tool::TagProfile]> = std::sync::Arc::new([]);
        Catalogue { plant: std::sync::Arc::new(plant), now: 0, tags: none, tables: std::sync::Arc::new([]) }
    }

    /// The earlier question names a tag, a window, a table and a value; the later one a tag, a window and two values.
    fn check(change: &str, earlier: &str, expected: Option<&str>) {
        let before = Bound {
            tags: vec![tag(0)],
            windows: vec![window(0)],
            tables: vec![0],
            values: vec![value("type", "CM")],
            ..Bound::default()
        };
        let new = Bound {
            tags: vec![tag(1)],
            windows: vec![window(5)],
            values: vec![value("type", "PM"), value("prio", "1")],
            ..Bound::default()
        };
        let catalogue = no_plant();
        let earlier = Meant { meaning: Term::parse(earlier).unwrap(), bound: before };
        let got = changed(&Term::parse(change).unwrap(), &earlier, &new, &catalogue);
        assert_eq!(
            got.map(|meant| meant.meaning.to_string()).as_deref(),
            expected,
            "{change} of {}",
            earlier.meaning
        );
    }

    #[test]
    fn what_is_said_anew_takes_the_place_of_what_was_said() {
        check("same(w=w)", "mean(t, w)", Some("mean(t, w2)"));
        check("same(w=w)", "mean(t)", Some("mean(t, w2)"));
        check("same(w=w)", "latest(t)", Some("series(t, w2)"));
        check("same(t=t, w=w)", "trend(t, w, report=rising)", Some("trend(t2, w2, report=rising)"));
        check("same(stat=max)", "mean(t, w, by=day)", Some("max(t, w2, by=day)"));
        check("same(stat=mean)", "when(max(t, w))", Some("mean(t, w2)"));
        check("same(by=day, w=w)", "count(r, w)", Some("group(r, w2, by=day)"));
        check("same(top=m)", "group(r, by=asset, top=1)", Some("group(r, w2, by=asset, top=m)"));
        check(
            "same(report=longest, w=w)",
            "time(above(t, n), w)",
            Some("time(above(t, n), w2, report=longest)"),
        );
    }

    #[test]
    fn a_change_that_fits_nothing_is_none() {
        check("same(w=w)", "compare(mean(t, w), mean(t, w2))", None);
        check("same(stat=max)", "count(r, w)", None);
        check("of_those(where(v))", "mean(t, w)", None);
    }

    #[test]
    fn records_spoken_of_are_narrowed() {
        check("count(of_those(where(v2)))", "count(r, w)", Some("count(r, w, where(v3))"));
        check("of_those(where(v))", "count(r, where(v))", Some("count(r, where(v2))"));
        check("list(those)", "count(r, w, where(v))", Some("list(r, w, where(v))"));
        check("stat(those, sum(f))", "list(r, w)", Some("stat(r, w, sum(f))"));
    }

    #[test]
    fn the_answer_before_may_be_part_of_the_question() {
        check("compare(it, same(w=w))", "mean(t, w)", Some("compare(mean(t, w), mean(t, w2))"));
        check("value(t, when(it))", "max(t, w)", Some("value(t2, when(max(t, w)))"));
        check("when(it)", "min(t, w)", Some("when(min(t, w))"));
        check("stat(those, sum(f))", "time(stopped(a), w)", Some("stat(downtime, a, w, sum(f))"));
        check("series(it)", "mean(t, w)", Some("series(t, w)"));
        check("why(it)", "max(t, w)", Some("why(max(t, w))"));
        check("when(it)", "start(rec)", Some("start(rec)"));
        check("same(report=longest)", "count(r, where(v))", Some("extreme(r, where(v), max(length), w2)"));
    }
}
