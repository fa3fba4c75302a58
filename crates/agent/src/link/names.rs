//! All names of a plant in one phrase book of canonical words.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use plant::RecordKind;
use tool::{Catalogue, CodeTexts, ColumnKind};

use super::token::{Token, canonical, canonical_tokens};
use crate::lexicon::NounClass;
use crate::text::{self, Script};

/// What a name stands for; indexes into the catalogue.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry {
    Asset(usize),
    Kind(String),
    Tag(usize),
    /// With how well the name fits: 1 for the table's own, less for its kind's.
    Table(usize, f32),
    Column(usize, usize, f32),
    Value(usize, usize, Arc<str>),
    /// A value by what a table of codes says of it.
    Coded(usize, usize, Arc<str>),
}

/// A name found in a question.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    pub entry: Entry,
    pub tokens: Range<usize>,
    /// A name that is given to this thing, not one derived from its parts.
    pub strong: bool,
}

#[derive(Debug)]
pub struct NameIndex {
    by_first: HashMap<String, Vec<(Vec<String>, Entry, bool)>>,
    /// Latin words that occur in names: not to be mended as typos.
    words: HashSet<String>,
    kinds: BTreeMap<String, Vec<usize>>,
    /// Names with a number in them, the number left out (`None`), and how many digits it has.
    patterns: Vec<(Vec<Option<String>>, usize)>,
    /// Per asset: canonical words of all its names.
    asset_words: Vec<Vec<Vec<String>>>,
    /// How many assets have a word in their names.
    having: HashMap<String, usize>,
}

/// Words that a records kind goes by.
fn kind_words(kind: RecordKind) -> &'static [&'static str] {
    match kind {
        RecordKind::WorkOrder => &["work order"],
        RecordKind::Alarm => &["alarm"],
        RecordKind::Event => &["event"],
        RecordKind::Downtime => &["downtime"],
        RecordKind::FailureMode => &["failure mode"],
        RecordKind::Inspection => &["inspection"],
        RecordKind::Batch => &["batch", "experiment"],
        RecordKind::Table => &[],
    }
}

/// The table that tells what the codes in a column mean: its key is called as the column, or the column's description
/// names it.
pub fn table_of_codes(catalogue: &Catalogue, table: usize, column: usize) -> Option<usize> {
    let (own, profile) = (&catalogue.tables[table], &catalogue.tables[table].columns[column]);
    if own.time.is_none() || profile.kind == ColumnKind::Time {
        return None;
    }
    let described = profile.description.to_lowercase();
    catalogue.tables.iter().position(|other| {
        let Some(first) = other.codes.first().filter(|_| other.table != own.table) else { return false };
        let name = other.table.to_lowercase();
        let key = first.column.to_lowercase();
        let ends = profile.name.to_lowercase().ends_with(&key);
        profile.name.eq_ignore_ascii_case(&first.column)
            || described.contains(&name)
            || ends && name.starts_with(&own.table.to_lowercase())
    })
}

impl NameIndex {
    pub fn new(catalogue: &Catalogue) -> Self {
        let plant = &catalogue.plant;
        let mut index = Self {
            by_first: HashMap::new(),
            words: HashSet::new(),
            kinds: BTreeMap::new(),
            asset_words: Vec::new(),
            having: HashMap::new(),
            patterns: Vec::new(),
        };
        for (i, asset) in plant.assets.iter().enumerate() {
            let names = [&asset.id, &asset.name].into_iter().chain(&asset.aliases);
            let mut all = Vec::new();
            for name in names {
                index.add(name, Entry::Asset(i), true);
                index.add_pattern(name, false);
                all.push(canonical(name));
            }
            for word in all.iter().flatten().collect::<HashSet<_>>() {
                *index.having.entry(word.clone()).or_default() += 1;
            }
            index.asset_words.push(all);
            if let Some(kind) = &asset.kind {
                index.kinds.entry(kind.clone()).or_default().push(i);
            }
        }
        for kind in index.kinds.keys().cloned().collect::<Vec<_>>() {
            index.add(&kind, Entry::Kind(kind.clone()), false);
        }
        index.add_groups(catalogue);
        for (i, tag) in plant.tags.iter().enumerate() {
            for name in [&tag.id, &tag.name].into_iter().chain(&tag.aliases) {
                index.add(name, Entry::Tag(i), true);
                index.add_pattern(name, true);
            }
            // `TT-3201` of `TP-01.TT-3201`.
            let tail = tag.id.rsplit('.').next().unwrap_or(&tag.id);
            if tail.len() < tag.id.len() && tail.bytes().any(|b| b.is_ascii_digit()) {
                index.add(tail, Entry::Tag(i), true);
            }
            for text in [Some(&tag.description), tag.quantity.as_ref()].into_iter().flatten() {
                index.words.extend(canonical(text));
            }
        }
        for (t, table) in catalogue.tables.iter().enumerate() {
            index.add(&table.table, Entry::Table(t, 1.0), false);
            for word in kind_words(table.kind) {
                index.add(word, Entry::Table(t, 0.8), false);
            }
            for (c, column) in table.columns.iter().enumerate() {
                for (name, score) in column_names(&column.name) {
                    index.add(&name, Entry::Column(t, c, score), false);
                }
                for (words, value) in described_values(&column.description, &column.values) {
                    index.add(&words, Entry::Value(t, c, value.into()), false);
                }
                if column.kind != ColumnKind::Text || Some(&column.name) == table.asset.as_ref() {
                    continue;
                }
                for (value, _) in &column.values {
                    let parts = canonical(value);
                    // Sentences are not names; an asset's name is better linked as the asset.
                    if parts.len() > 7 || value.chars().count() < 2 || index.is_asset(&parts) {
                        continue;
                    }
                    index.add(value, Entry::Value(t, c, value.as_str().into()), true);
                }
            }
        }
        index.add_codes(catalogue);
        index
    }

    /// Codes that stand in one table by what another says of them: "label jams" are the downtimes of reason 110. What is
    /// said of every code that stands there tells none of them.
    fn add_codes(&mut self, catalogue: &Catalogue) {
        for (t, table) in catalogue.tables.iter().enumerate().filter(|(_, table)| table.time.is_some()) {
            for (c, column) in table.columns.iter().enumerate() {
                let Some(coded) = table_of_codes(catalogue, t, c) else { continue };
                // Numbers are not counted by value.
                let stands = |code: &&CodeTexts| {
                    column.values.is_empty() || column.values.iter().any(|(value, _)| *value == code.code)
                };
                let codes: Vec<&CodeTexts> = catalogue.tables[coded].codes.iter().filter(stands).collect();
                let of_all =
                    |text: &String| codes.len() > 1 && codes.iter().all(|code| code.texts.contains(text));
                for code in &codes {
                    let texts = code.texts.iter().filter(|text| (1..=7).contains(&canonical(text).len()));
                    for text in texts.filter(|text| !of_all(text)) {
                        self.add(text, Entry::Coded(t, c, code.code.as_str().into()), true);
                    }
                }
            }
        }
    }

    /// What several assets may be called together, or one where there is no other: a "centrifugal pump" is
    /// a pump, "Cooling water pump 1" a cooling water pump.
    fn add_groups(&mut self, catalogue: &Catalogue) {
        let mut groups: BTreeMap<Vec<String>, Vec<usize>> = BTreeMap::new();
        for (i, asset) in catalogue.plant.assets.iter().enumerate() {
            let named = [&asset.name].into_iter().chain(&asset.aliases).flat_map(|name| group_names(name));
            for words in named.chain(asset.kind.iter().flat_map(|kind| group_names(kind))) {
                let members = groups.entry(words).or_default();
                if members.last() != Some(&i) {
                    members.push(i);
                }
            }
        }
        for (words, members) in groups {
            let key = words.join(" ");
            if !self.kinds.contains_key(&key) && !self.is_asset(&words) {
                self.add(&key, Entry::Kind(key.clone()), false);
                self.kinds.insert(key, members);
            }
        }
    }

    fn add(&mut self, name: &str, entry: Entry, strong: bool) {
        let parts = canonical(name);
        let Some(first) = parts.first() else { return };
        self.words.extend(parts.iter().filter(|word| word.is_ascii()).cloned());
        let list = self.by_first.entry(first.clone()).or_default();
        if !list.iter().any(|(other, e, _)| *other == parts && *e == entry) {
            list.push((parts, entry, strong));
        }
    }

    /// Remembers the shape of a name with one number: `PA-01` and `PA-77` are of one shape. Of tags only identifiers
    /// count: "level 1" has the shape of many harmless words.
    fn add_pattern(&mut self, name: &str, identifiers_only: bool) {
        let parts = canonical(name);
        let numeric = |word: &String| word.bytes().all(|b| b.is_ascii_digit());
        let Some(place) = parts.iter().position(numeric) else { return };
        let digits = parts[place].len();
        let words = crate::lexicon::phrase_units(name);
        let plain = words
            .iter()
            .filter(|word| !numeric(word))
            .all(|word| crate::lexicon::lexicon().vocabulary.contains(word));
        if parts.len() < 2
            || parts.len() > 6
            || parts.iter().filter(|word| numeric(word)).count() != 1
            || identifiers_only && plain
        {
            return;
        }
        let shape = parts.into_iter().map(|word| if numeric(&word) { None } else { Some(word) }).collect();
        let pattern = (shape, digits);
        if !self.patterns.contains(&pattern) {
            self.patterns.push(pattern);
        }
    }

    /// Where a name of a known shape stands around the number at `at`, whatever the number. A shape of one short
    /// word (`P-101`) holds for numbers of as many digits only.
    pub fn shaped(&self, tokens: &[Token], at: usize) -> Option<Range<usize>> {
        let length = tokens[at].word.len();
        self.patterns
            .iter()
            .filter_map(|(shape, digits)| {
                let offset = shape.iter().position(Option::is_none)?;
                let start = at.checked_sub(offset)?;
                let window = tokens.get(start..start + shape.len())?;
                let same = window
                    .iter()
                    .zip(shape)
                    .all(|(token, part)| part.as_ref().is_none_or(|part| token.word == *part))
                    && !window[1..].iter().any(|token| token.after_break);
                let short = shape.len() == 2 && shape.iter().flatten().all(|word| word.chars().count() <= 2);
                (same && (!short || *digits == length)).then_some(start..start + shape.len())
            })
            .max_by_key(Range::len)
    }

    fn is_asset(&self, parts: &[String]) -> bool {
        parts.first().and_then(|first| self.by_first.get(first)).is_some_and(|list| {
            list.iter().any(|(words, entry, _)| words == parts && matches!(entry, Entry::Asset(_)))
        })
    }

    pub fn words(&self) -> &HashSet<String> {
        &self.words
    }

    pub fn assets_of_kind(&self, kind: &str) -> &[usize] {
        self.kinds.get(kind).map_or(&[], Vec::as_slice)
    }

    /// Assets of which one name holds the noun and the number: `pump 2`, `2号泵`. The bare 机
    /// of Chinese fits every noun.
    pub fn numbered(&self, noun: &str, number: &str) -> Vec<usize> {
        self.holding(noun, |words| {
            words.iter().any(|word| word == number || word.trim_start_matches('0') == number)
        })
    }

    /// The asset that words say a part of, no other asset fitting as well: "packaging" is the Packaging hall.
    /// Words count by how few assets have them. More than half of a name must be said, or nothing but it.
    pub fn said_in_part(&self, words: &[&str]) -> Option<usize> {
        // A number alone names nothing.
        if words.iter().all(|word| word.bytes().all(|b| b.is_ascii_digit())) {
            return None;
        }
        let n = self.asset_words.len().max(1) as f32;
        let weight = |word: &str| {
            let having = self.having.get(word).copied().unwrap_or_default();
            (1.0 + n / (having as f32 + 0.5)).ln()
        };
        let mut scored: Vec<(usize, f32)> = Vec::new();
        for (asset, names) in self.asset_words.iter().enumerate() {
            let best = names.iter().map(|name| {
                let all: f32 = name.iter().map(|word| weight(word)).sum();
                let said: f32 =
                    name.iter().filter(|word| words.contains(&word.as_str())).map(|word| weight(word)).sum();
                // A word that the name lacks speaks against it.
                let foreign = words.iter().filter(|word| !name.iter().any(|own| own == *word)).count();
                if foreign == 0 || said > 0.5 * all { said / all - 0.5 * foreign as f32 } else { 0.0 }
            });
            scored.push((asset, best.fold(0.0, f32::max)));
        }
        scored.sort_by(|a, b| b.1.total_cmp(&a.1));
        match scored.as_slice() {
            [(asset, best), rest @ ..]
                if *best > 0.0 && rest.first().is_none_or(|next| next.1 < best - 0.1) =>
            {
                Some(*asset)
            }
            _ => None,
        }
    }

    /// Those of `assets` that have the number in one of their names: of the pumps `P-101` for 101.
    pub fn with_number(&self, assets: &[usize], number: &str) -> Vec<usize> {
        let holds = |words: &Vec<String>| words.iter().any(|word| word == number);
        assets.iter().copied().filter(|asset| self.asset_words[*asset].iter().any(holds)).collect()
    }

    /// Whether any of `assets` has a number of as many digits in one of its names.
    pub fn have_numbers_like(&self, assets: &[usize], number: &str) -> bool {
        let like = |word: &String| word.len() == number.len() && word.bytes().all(|b| b.is_ascii_digit());
        assets.iter().any(|asset| self.asset_words[*asset].iter().flatten().any(like))
    }

    /// Whether assets of this kind carry numbers at all.
    pub fn is_numbered_kind(&self, noun: &str) -> bool {
        !self
            .holding(noun, |words| words.iter().any(|word| word.bytes().all(|b| b.is_ascii_digit())))
            .is_empty()
    }

    fn holding(&self, noun: &str, number: impl Fn(&[String]) -> bool) -> Vec<usize> {
        let generic = matches!(noun, "机" | "号");
        self.asset_words
            .iter()
            .enumerate()
            .filter(|(_, names)| {
                names.iter().any(|words| number(words) && (generic || words.iter().any(|w| w == noun)))
            })
            .map(|(i, _)| i)
            .collect()
    }

    /// All names in a question, also overlapping ones.
    pub fn find(&self, tokens: &[Token]) -> Vec<Found> {
        let mut found = Vec::new();
        for at in 0..tokens.len() {
            let Some(list) = self.by_first.get(&tokens[at].word) else { continue };
            for (parts, entry, strong) in list {
                let Some(window) = tokens.get(at..at + parts.len()) else { continue };
                let same = window.iter().zip(parts).all(|(token, part)| token.word == *part)
                    && !window[1..].iter().any(|token| token.after_break);
                if same {
                    found.push(Found { entry: entry.clone(), tokens: at..at + parts.len(), strong: *strong });
                }
            }
        }
        found
    }
}

/// A name without its number, and its last word where that is a word for equipment.
fn group_names(name: &str) -> Vec<Vec<String>> {
    let tokens = canonical_tokens(name);
    let is_number = |token: &Token| {
        token.script == Script::Number || matches!(token.word.as_str(), "号" | "#" | "no" | "nr")
    };
    let words: Vec<&Token> = tokens.iter().filter(|token| !is_number(token)).collect();
    let mut names = Vec::new();
    let numbered = words.len() < tokens.len();
    let plain = |words: &[&Token]| words.iter().map(|token| token.word.clone()).collect::<Vec<_>>();
    let single_letter = |token: &&&Token| token.word.len() == 1;
    if numbered && !words.is_empty() && !words.iter().any(|token| single_letter(&token)) {
        names.push(plain(&words));
    }
    if let Some(last) = words.iter().rev().find(|token| !single_letter(token))
        && last.class == Some(NounClass::Equipment)
    {
        names.push(vec![last.word.clone()]);
    }
    names
}

/// What a column may be called: its name, and without a trailing id, code, name or unit.
fn column_names(name: &str) -> Vec<(String, f32)> {
    let parts = canonical(name);
    let mut names = vec![(parts.join(" "), 1.0)];
    if parts.len() >= 2
        && let Some(last) = parts.last()
        && ["id", "code", "name", "no", "number", "hour", "group", "type", "category"]
            .contains(&last.as_str())
    {
        names.push((parts[..parts.len() - 1].join(" "), 0.8));
    }
    names
}

/// What a description says of values: `TRUE for preventive maintenance, FALSE for corrective`,
/// `PM preventive, CM corrective`: the words, and the value as it stands in the column.
pub fn described_values(description: &str, values: &[(String, u64)]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for clause in description.split([',', ';', '，', '；', '、']) {
        // "Kind of work: PM planned".
        let last = clause.rsplit([':', '：']).next().unwrap_or(clause);
        let of = |(value, _): &'_ (String, u64)| told_of(clause, value).or_else(|| told_of(last, value));
        let Some((value, told)) = values.iter().find_map(|value| Some((&value.0, of(value)?))) else {
            continue;
        };
        let words: Vec<&str> = told.split_whitespace().collect();
        let joins = |word: &&&str| crate::lexicon::lexicon().is_stop(&word.to_lowercase());
        let rest: Vec<&str> = words.iter().skip_while(joins).copied().collect();
        let Some(first) = rest.first() else { continue };
        // "line3 or line4" names two values.
        if values.iter().any(|(other, _)| rest.iter().any(|word| other.eq_ignore_ascii_case(word))) {
            continue;
        }
        found.push(((*first).to_owned(), value.clone()));
        // "H on hold" is said so, too.
        if words.len() > rest.len() {
            found.push((words.join(" "), value.clone()));
        }
        if rest.len() > 1 {
            found.push((rest.join(" "), value.clone()));
        }
    }
    found
}

/// What a clause says of a code that it begins with: "accepted" in `A accepted`, 合格 in `A=合格` and `A合格`.
fn told_of<'c>(clause: &'c str, code: &str) -> Option<&'c str> {
    let clause = clause.trim();
    let begins = clause.get(..code.len()).is_some_and(|start| start.eq_ignore_ascii_case(code));
    let rest = clause.get(code.len()..).filter(|_| begins && !code.is_empty())?;
    let apart = |c: char| !(c.is_alphanumeric() || c == '_' || c == '-') || text::is_chinese(c);
    if !rest.starts_with(apart) {
        return None;
    }
    let rest = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '=' | ':' | '：' | '＝'));
    Some(rest.strip_prefix("means ").unwrap_or(rest)).filter(|rest| !rest.is_empty())
}
