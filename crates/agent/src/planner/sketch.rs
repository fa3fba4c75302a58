//! A question without its plant: what is named becomes a slot of its kind, the words between stay. This is what the model
//! reads, so that it knows nothing of any one plant.

use std::ops::Range;

use plant::{Language, RecordKind};
use tool::{Catalogue, ColumnKind};

use super::slots::Slots;
use crate::lexicon::lexicon;
use crate::link::Linked;
use crate::text::Script;
use crate::time::TimeMeaning;

/// A word or a slot, in the order of the question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    pub slot: bool,
}

/// A question as the model sees it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sketch {
    pub pieces: Vec<Piece>,
    /// Concepts of the lexicon and slots together, in order.
    pub outline: Vec<String>,
    /// The same with the phrases of what is asked for.
    pub asked: Vec<String>,
    /// What is known of the whole: how many tags, whether a number is in the tag's unit.
    pub facts: Vec<String>,
}

impl Sketch {
    pub fn of(linked: &Linked, slots: &Slots, catalogue: &Catalogue) -> Self {
        let labels = labels(linked, catalogue);
        let mut pieces = Vec::new();
        let mut places = Vec::new();
        let mut at = 0;
        while at < linked.tokens.len() {
            match labels.iter().find(|(range, _)| range.start == at) {
                Some((range, label)) => {
                    pieces.push(Piece { text: label.clone(), slot: true });
                    places.push(at);
                    at = range.end.max(at + 1);
                }
                None => {
                    pieces.push(Piece { text: linked.tokens[at].word.clone(), slot: false });
                    places.push(at);
                    at += 1;
                }
            }
        }
        let mut outline: Vec<(usize, String)> =
            linked.concepts.iter().map(|found| (found.tokens.start, found.concept.to_owned())).collect();
        outline.extend(labels.iter().map(|(range, label)| (range.start, label.clone())));
        outline.sort();
        let outline = outline.into_iter().map(|(_, text)| text).collect();
        let facts = facts(linked, slots, catalogue, &labels);
        let asked = asked(linked, &labels);
        Self { pieces, outline, asked, facts }
    }

    /// The same question, asked after another one.
    #[must_use]
    pub fn after_another(mut self) -> Self {
        self.facts.push("after another".to_owned());
        self
    }

    /// Hashes of everything that a linear model looks at: words, runs of words, letters of words, the outline, facts.
    pub fn features(&self) -> Vec<u64> {
        let mut found = Vec::new();
        let mut add = |kind: char, parts: &[&str]| found.push(hash(kind, parts));
        let words: Vec<&str> = std::iter::once("^")
            .chain(self.pieces.iter().map(|piece| piece.text.as_str()))
            .chain(std::iter::once("$"))
            .collect();
        for i in 0..words.len() {
            for n in 1..=4 {
                if let Some(run) = words.get(i..i + n) {
                    add('w', run);
                }
            }
            for gap in 2..=3 {
                if let Some(far) = words.get(i + gap) {
                    add('s', &[words[i], far]);
                }
            }
        }
        for piece in self.pieces.iter().filter(|piece| !piece.slot && piece.text.len() > 3) {
            let letters: Vec<char> = format!("^{}$", piece.text).chars().collect();
            for n in 3..=4 {
                for run in letters.windows(n) {
                    add('l', &[&run.iter().collect::<String>()]);
                }
            }
        }
        let outline: Vec<&str> = self.outline.iter().map(String::as_str).collect();
        for i in 0..outline.len() {
            for n in 1..=3 {
                if let Some(run) = outline.get(i..i + n) {
                    add('o', run);
                }
            }
            if let Some(far) = outline.get(i + 2) {
                add('p', &[outline[i], far]);
            }
        }
        let asked: Vec<&str> = self.asked.iter().map(String::as_str).collect();
        for i in 0..asked.len() {
            for n in 1..=3 {
                if let Some(run) = asked.get(i..i + n) {
                    add('a', run);
                }
            }
            for far in asked.iter().skip(i + 2) {
                add('b', &[asked[i], far]);
            }
        }
        for fact in &self.facts {
            add('f', &[fact]);
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// "green lab samples": a word right before records that says which of them are meant and names nothing that is known.
    pub fn word_before_records(&self) -> Option<&str> {
        const LIGHT: &[&str] = &[
            "total",
            "whole",
            "entire",
            "single",
            "individual",
            "separate",
            "different",
            "various",
            "several",
            "reason",
            "plan",
            "register",
            "same",
            "other",
            "such",
            "complete",
            "full",
            "overall",
            "latest",
            "recent",
            "existing",
            "logged",
            "recorded",
            "booked",
            "registered",
            "entered",
            "filed",
        ];
        let lexicon = lexicon();
        let says_which = |word: &str| {
            word.len() >= 4
                && word.bytes().all(|b| b.is_ascii_lowercase())
                && !LIGHT.contains(&word)
                && !lexicon.is_stop(word)
                && lexicon.asked.at(&[word.to_owned()], 0).next().is_none()
        };
        let pairs = self.pieces.windows(2).filter(|pair| pair[1].text.starts_with("<r:"));
        pairs.map(|pair| pair[0].text.as_str()).find(|word| says_which(word))
    }

    /// Hashes of the pieces in order, for a model that reads a sequence.
    pub fn sequence(&self) -> Vec<u64> {
        self.pieces.iter().map(|piece| hash('q', &[&piece.text])).collect()
    }
}

/// FNV-1a, 64 bits.
fn hash(kind: char, parts: &[&str]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut eat = |byte: u8| hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    eat(kind as u8);
    for part in parts {
        part.bytes().for_each(&mut eat);
        eat(0x1f);
    }
    // The low bits of FNV are weak in the last byte; buckets are taken from them.
    hash ^ (hash >> 29)
}

/// Phrases of what is asked for, the longest where one holds another, among the slots.
fn asked(linked: &Linked, labels: &[(Range<usize>, String)]) -> Vec<String> {
    let units = crate::text::units(&linked.question);
    let spellings = [
        units.iter().map(|unit| unit.text.clone()).collect::<Vec<_>>(),
        units.iter().map(|unit| unit.surface.clone()).collect(),
    ];
    let mut found: Vec<(Range<usize>, &'static str)> = Vec::new();
    for words in &spellings {
        for at in 0..words.len() {
            for (length, concept) in crate::lexicon::lexicon().asked.at(words, at) {
                if !found.contains(&(at..at + length, *concept)) {
                    found.push((at..at + length, concept));
                }
            }
        }
    }
    let all = found.clone();
    found.retain(|(range, _)| {
        !all.iter().any(|(other, _)| {
            other.len() > range.len() && other.start <= range.start && range.end <= other.end
        })
    });
    let mut placed: Vec<(usize, String)> = found
        .into_iter()
        .map(|(range, concept)| (units[range.start].span.start, concept.to_owned()))
        .collect();
    placed.extend(labels.iter().map(|(range, label)| (linked.tokens[range.start].span.start, label.clone())));
    placed.sort();
    placed.into_iter().map(|(_, text)| text).collect()
}

/// Stretches of tokens that are slots, none inside another.
fn labels(linked: &Linked, catalogue: &Catalogue) -> Vec<(Range<usize>, String)> {
    let mut all: Vec<(Range<usize>, u8, String)> = Vec::new();
    let tokens_in = |span: &Range<usize>| {
        let inside =
            |token: &crate::link::token::Token| token.span.start < span.end && span.start < token.span.end;
        let start = linked.tokens.iter().position(inside)?;
        let end = linked.tokens.iter().rposition(inside)? + 1;
        Some(start..end)
    };
    for time in &linked.times {
        let label = match time.meaning() {
            Some(TimeMeaning::Window(_) | TimeMeaning::AllData | TimeMeaning::Shifted(_)) => "<w>",
            Some(TimeMeaning::Recurring(_)) => "<w*>",
            Some(TimeMeaning::UnknownShift { .. }) => "<w?>",
            Some(TimeMeaning::Instant(_)) => "<at>",
            Some(TimeMeaning::Duration(_)) => "<d>",
            _ => continue,
        };
        if let Some(tokens) = tokens_in(&time.span) {
            all.push((tokens, 0, label.to_owned()));
        }
    }
    for value in &linked.values {
        let table = &catalogue.tables[value.table];
        let key = value.identifier && is_key(table, value.column);
        let label = if key {
            "<rec>"
        } else if value.identifier {
            "<c>"
        } else {
            "<v>"
        };
        all.push((value.tokens.clone(), if value.identifier { 1 } else { 4 }, label.to_owned()));
    }
    for tag in &linked.tags {
        all.push((tag.tokens.clone(), if tag.bare_quantity { 3 } else { 2 }, "<t>".to_owned()));
    }
    for asset in &linked.assets {
        all.push((asset.tokens.clone(), 2, "<a>".to_owned()));
    }
    for kind in &linked.kinds {
        all.push((kind.tokens.clone(), 5, "<k>".to_owned()));
    }
    for table in &linked.tables {
        all.push((
            table.tokens.clone(),
            3,
            format!("<r:{}>", record_kind(catalogue.tables[table.table].kind)),
        ));
    }
    for column in &linked.columns {
        let kind = match catalogue.tables[column.table].columns[column.column].kind {
            ColumnKind::Number | ColumnKind::Integer => "number",
            ColumnKind::Time => "time",
            ColumnKind::Text | ColumnKind::Boolean => "text",
        };
        all.push((column.tokens.clone(), 5, format!("<f:{kind}>")));
    }
    for number in &linked.numbers {
        if let Some(tokens) = tokens_in(&number.span) {
            all.push((tokens, 1, if number.limit { "<m>" } else { "<n>" }.to_owned()));
        }
    }
    for unit in &linked.units {
        if let Some(tokens) = tokens_in(&unit.span) {
            all.push((tokens, 1, "<u>".to_owned()));
        }
    }
    for unknown in linked.unknown.iter().filter(|unknown| unknown.certain) {
        all.push((unknown.tokens.clone(), 6, "<x>".to_owned()));
    }
    all.sort_by_key(|(tokens, rank, _)| (*rank != 0, std::cmp::Reverse(tokens.len()), *rank, tokens.start));
    let mut taken = vec![false; linked.tokens.len()];
    let mut kept = Vec::new();
    for (tokens, _, label) in all {
        if tokens.is_empty() || tokens.end > taken.len() || taken[tokens.clone()].iter().any(|taken| *taken) {
            continue;
        }
        taken[tokens.clone()].fill(true);
        kept.push((tokens, label));
    }
    kept.sort_by_key(|(tokens, _)| tokens.start);
    kept
}

/// Whether a column's values name single records.
pub fn is_key(table: &tool::TableProfile, column: usize) -> bool {
    let column = &table.columns[column];
    column.distinct > 1 && column.distinct * 10 >= table.rows * 9
}

fn record_kind(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::WorkOrder => "work_order",
        RecordKind::Alarm => "alarm",
        RecordKind::Event => "event",
        RecordKind::Downtime => "downtime",
        RecordKind::FailureMode => "failure_mode",
        RecordKind::Inspection => "inspection",
        RecordKind::Batch => "batch",
        RecordKind::Table => "table",
    }
}

fn facts(
    linked: &Linked,
    slots: &Slots,
    catalogue: &Catalogue,
    labels: &[(Range<usize>, String)],
) -> Vec<String> {
    let mut facts = Vec::new();
    let mut counted: Vec<(&str, usize)> = Vec::new();
    for (_, label) in labels {
        let kind = label.split(':').next().unwrap_or(label);
        match counted.iter_mut().find(|(other, _)| *other == kind) {
            Some((_, count)) => *count += 1,
            None => counted.push((kind, 1)),
        }
    }
    facts.extend(counted.iter().map(|(kind, count)| format!("{kind}={}", count.min(&3))));
    facts.push(format!("tags={}", slots.tags.len().min(3)));
    facts.push(format!("windows={}", slots.windows.len().min(3)));
    facts.push(format!("assets={}", slots.assets.len().min(3)));
    if slots.tags.is_empty() && slots.assets.is_empty() && slots.table.is_none() {
        facts.push("nothing named".to_owned());
    }
    if let Some(slot) = slots.tags.first() {
        let tag = &catalogue.plant.tags[slot.tag()];
        if slot.ambiguous {
            facts.push("tag?".to_owned());
        }
        if slot.elsewhere {
            facts.push("tag elsewhere".to_owned());
        }
        if slot.bare {
            facts.push("bare quantity".to_owned());
        }
        if let Some(unit) = &tag.unit {
            if unit.total_over_time().is_some() {
                facts.push("rate".to_owned());
            }
            for number in linked.numbers.iter().filter_map(|number| number.unit.as_ref()) {
                facts.push(format!("number fits={}", number.is_comparable(unit)));
            }
            for asked in &linked.units {
                let total = super::slots::measures(unit, &asked.unit) && !asked.unit.is_comparable(unit);
                facts.push(format!("unit fits={} total={total}", asked.unit.is_comparable(unit)));
            }
        }
        if let Some(quantity) =
            tag.quantity.as_deref().filter(|quantity| matches!(*quantity, "status" | "state"))
        {
            facts.push(format!("quantity {quantity}"));
        }
    }
    if slots.yes_no {
        facts.push("yes or no".to_owned());
    }
    if linked.unknown.iter().any(|unknown| unknown.certain) {
        facts.push("unknown".to_owned());
    }
    if linked.unknown.iter().any(|unknown| unknown.identifier) {
        facts.push("unknown identifier".to_owned());
    }
    facts.push(match linked.language {
        Some(Language::Chinese) => "zh".to_owned(),
        Some(Language::English) => "en".to_owned(),
        None => "mixed".to_owned(),
    });
    let words = linked.tokens.iter().filter(|token| token.script != Script::Mark).count();
    facts.push(format!("length {}", [2, 4, 7, 11, 16, 24].iter().filter(|limit| words > **limit).count()));
    facts
}
