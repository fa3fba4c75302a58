//! What the linked things fill in: tags, assets, windows, thresholds, tables, filters.

use plant::{TimeRange, Unit};
use tool::{Catalogue, ColumnKind};

use super::frame::{Statistic, When};
use super::{Clarification, Proposal};
use crate::link::{Linked, TagMention};
use crate::time::{self, TimeMeaning};

/// One tag asked for, with what else it may be.
#[derive(Debug, Clone, PartialEq)]
pub struct TagSlot {
    /// Indexes into the plant's tags with scores, best first.
    pub candidates: Vec<(usize, f32)>,
    /// Several fit equally well.
    pub ambiguous: bool,
    /// Where it stands among the question's tokens.
    pub at: usize,
    pub unexplained: Vec<String>,
    /// The best candidate belongs to another asset than the one that is named.
    pub elsewhere: bool,
    /// Only a quantity was named.
    pub bare: bool,
}

impl TagSlot {
    pub fn tag(&self) -> usize {
        self.candidates[0].0
    }

    /// The candidates that are about as good as the best.
    pub fn best(&self) -> impl Iterator<Item = usize> {
        let best = self.candidates[0].1;
        let near = move |score: f32| best - score < 0.05 * best.abs().max(1.0);
        self.candidates.iter().filter(move |(_, score)| near(*score)).map(|(tag, _)| *tag)
    }
}

/// A number with the unit it was given in.
#[derive(Debug, Clone, PartialEq)]
pub struct Threshold {
    pub value: f64,
    pub unit: Option<Unit>,
}

/// `column = value`.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    pub column: String,
    pub value: String,
    /// Other values that the same words name: all codes of a category.
    pub more: Vec<String>,
    /// `column != value`: "open" where only what is closed says so.
    pub denied: bool,
    /// The question says that it is not meant: "not completed".
    pub negated: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    Rising,
    Falling,
    Steady,
}

/// Everything that a question fills in.
#[derive(Debug, Clone, Default)]
pub struct Slots {
    pub tags: Vec<TagSlot>,
    /// Indexes of assets named.
    pub assets: Vec<usize>,
    pub kind: Option<String>,
    pub windows: Vec<When>,
    /// Where each window stands in the question (bytes).
    pub window_places: Vec<usize>,
    pub instant: Option<i64>,
    /// Where a stretch of the clock on several days is meant: each of them, within the first window.
    pub stretches: Vec<TimeRange>,
    /// The shift whose time alone is asked for, within the windows.
    pub shift: Option<String>,
    pub shifted: Option<time::Shifted>,
    /// "at that moment": the instant of the earlier answer.
    pub moment: bool,
    /// "now".
    pub now: bool,
    pub above: Option<Threshold>,
    pub below: Option<Threshold>,
    pub unit: Option<Unit>,
    pub statistic: Option<Statistic>,
    pub percentile: Option<f64>,
    pub bucket: Option<time::Unit>,
    pub limit: Option<usize>,
    /// Highest or most first; `false`: lowest or least.
    pub descending: bool,
    pub claim: Option<Claim>,
    pub yes_no: bool,
    pub table: Option<usize>,
    pub filters: Vec<Filter>,
    /// Columns named, of the table.
    pub columns: Vec<usize>,
    /// Part of the catalogue asked for by `Limit`: `high`, `low`, `high_high`, `low_low`.
    pub limit_kind: Option<&'static str>,
    /// Kinds of hypotheses that are put aside when a cause is looked for.
    pub without: Vec<&'static str>,
}

impl Slots {
    pub fn about_records(&self) -> bool {
        self.table.is_some() && self.tags.is_empty()
    }
}

/// Days with a stretch of the clock that are looked at, at most.
const MOST_STRETCHES: usize = 400;

/// Fills the slots.
///
/// # Errors
/// Another outcome where a slot cannot be filled: a shift that the plant does not describe.
pub fn resolve(linked: &Linked, catalogue: &Catalogue) -> Result<Slots, Box<Proposal>> {
    let mut slots = Slots {
        yes_no: linked.has("yes_no"),
        unit: linked.units.last().map(|mention| mention.unit.clone()),
        now: linked.has("latest"),
        descending: true,
        ..Slots::default()
    };
    fill_times(&mut slots, linked, catalogue)?;
    fill_assets(&mut slots, linked, catalogue);
    fill_table(&mut slots, linked, catalogue);
    fill_tags(&mut slots, linked, catalogue);
    if slots.tags.is_empty() {
        infer_tag_from_unit(&mut slots, linked, catalogue);
    } else {
        infer_tag_of_number(&mut slots, linked, catalogue);
    }
    prefer_whole_plant(&mut slots, linked, catalogue);
    super::conditions::fill(&mut slots, linked, catalogue);
    Ok(slots)
}

fn fill_times(slots: &mut Slots, linked: &Linked, catalogue: &Catalogue) -> Result<(), Box<Proposal>> {
    let zone = &catalogue.plant.timezone;
    for (place, mention) in linked.times.iter().enumerate() {
        let Some(meaning) = mention.meaning() else { continue };
        // "the weekend of 17/18 May": the days say which weekend.
        let told_by_next = linked.times.get(place + 1).is_some_and(|next| {
            matches!((meaning, next.meaning()), (TimeMeaning::Window(_), Some(TimeMeaning::Window(_))))
                && linked
                    .question
                    .get(mention.span.end..next.span.start)
                    .is_some_and(|gap| gap.trim() == "of")
        });
        if told_by_next {
            continue;
        }
        // "Night shift here, where is the valve": who speaks, and no time.
        if mention.span.start == 0 && says_here(&linked.question[mention.span.end..]) {
            continue;
        }
        match meaning {
            // "(25th included)" only says that the range before it is closed.
            TimeMeaning::Window(_)
                if says_included(&linked.question[mention.span.end..]) && !slots.windows.is_empty() => {}
            // "the week of 4 August (Mon to Sun)": how weeks run is no time of its own.
            TimeMeaning::Window(_) if linked.times.len() > 1 && says_whole_week(linked, mention) => {}
            TimeMeaning::Window(range) => {
                // "in the last week of data (21 to 27 January)": what stands in brackets says it once more.
                let before = linked.question[..mention.span.start].trim_end();
                if before.ends_with(['(', '（']) && linked.times.iter().any(|time| ends_at(time, before)) {
                    slots.windows.pop();
                    slots.window_places.pop();
                }
                slots.windows.push(When::Range(*range));
                slots.window_places.push(mention.span.start);
            }
            TimeMeaning::Instant(instant) => slots.instant = Some(*instant),
            TimeMeaning::Now => slots.now = true,
            TimeMeaning::AllData => {}
            TimeMeaning::UnknownShift { name, .. } => {
                let ask = Clarification::WhichShift(name.clone());
                return Err(Box::new(Proposal::Clarify { ask, frame: None }));
            }
            // "Morning meeting question: …" speaks of no mornings.
            TimeMeaning::Recurring(_) if says_meeting(&linked.question[mention.span.end..]) => {}
            TimeMeaning::Recurring(recurrence) => {
                let windows = recurrence.windows(zone, data_range(catalogue), MOST_STRETCHES + 1);
                let shift = plant_shift(recurrence, catalogue);
                match windows.as_slice() {
                    [_, _, ..] if shift.is_some() => {
                        slots.windows.push(When::Range(recurrence.outer));
                        slots.window_places.push(mention.span.start);
                        slots.shift = shift;
                    }
                    [one] => {
                        slots.windows.push(When::Range(*one));
                        slots.window_places.push(mention.span.start);
                    }
                    [] => {
                        slots.windows.push(When::Range(recurrence.outer));
                        slots.window_places.push(mention.span.start);
                    }
                    // A stretch of the clock on several days: these of the time that they lie in.
                    several if several.len() <= MOST_STRETCHES => {
                        let (first, last) = (several[0], several[several.len() - 1]);
                        slots.windows.push(When::Range(TimeRange::new(first.start, last.end)));
                        slots.window_places.push(mention.span.start);
                        slots.stretches = windows;
                    }
                    _ => {
                        let problem = plant::Problem::new(
                            "PW6006",
                            format!(
                                "a stretch of the clock on more than {MOST_STRETCHES} days is not computed"
                            ),
                        )
                        .help("ask for fewer days at a time");
                        return Err(Box::new(Proposal::Abstain(problem)));
                    }
                }
            }
            TimeMeaning::Duration(seconds) => {
                // "top 3 days" speaks of days, not of a length of three days.
                let unit = [time::Unit::Day, time::Unit::Hour, time::Unit::Week].into_iter().find(|unit| {
                    unit.seconds().is_some_and(|s| (seconds / s).fract() == 0.0 && seconds / s < 100.0)
                });
                if linked.has_any(&["rank", "most", "least", "which"])
                    && let Some(unit) = unit
                {
                    slots.bucket = Some(unit);
                    slots.limit = unit.seconds().map(|s| (seconds / s) as usize);
                }
            }
            TimeMeaning::Bucket(bucket) => slots.bucket = Some(bucket.unit),
            TimeMeaning::Shifted(shifted) => slots.shifted = Some(*shifted),
            TimeMeaning::MomentReference => slots.moment = true,
        }
    }
    merge_nested(slots);
    // "higher on 17 May than the day before": the second window is told from the first.
    if let (Some(shifted), [When::Range(first)]) = (slots.shifted, slots.windows.as_slice())
        && linked.has_any(&["compare", "difference", "more", "less", "which", "ratio", "above", "below"])
        && let Some(second) = shifted.apply(*first, zone)
    {
        slots.windows.push(When::Range(second));
        slots.window_places.push(linked.question.len());
        slots.shifted = None;
    }
    Ok(())
}

/// The shift that a stretch of the clock on every day is.
fn plant_shift(recurrence: &time::Recurrence, catalogue: &Catalogue) -> Option<String> {
    let same = |shift: &&plant::Shift| shift.start == recurrence.start && shift.end == recurrence.end;
    let every_day = recurrence.weekdays == time::Recurrence::EVERY_DAY;
    catalogue.plant.shifts.iter().find(same).filter(|_| every_day).map(|shift| shift.name.clone())
}

fn says_meeting(rest: &str) -> bool {
    let rest = rest.trim_start();
    ["meeting", "call", "briefing", "report", "handover", "会", "例会", "调度会", "汇报"]
        .iter()
        .any(|word| rest.starts_with(word))
}

/// Whether a window ends right before the bracket that `text` ends with.
fn ends_at(time: &time::TimeMention, text: &str) -> bool {
    let text = text.trim_end_matches(['(', '（']).trim_end();
    // Of "the last week of data", the times hold the first words.
    let gap = text.len().checked_sub(time.span.end);
    matches!(time.meaning(), Some(TimeMeaning::Window(_)))
        && gap.is_some_and(|gap| {
            gap == 0 || matches!(text[time.span.end..].trim(), "of data" | "of the data" | "的数据")
        })
}

fn says_here(rest: &str) -> bool {
    let rest = rest.trim_start();
    ["here,", "here.", "here -", "here:", "speaking", "的，", "这边", "在此"]
        .iter()
        .any(|word| rest.starts_with(word))
}

/// Whether a time is only "Monday to Sunday".
fn says_whole_week(linked: &Linked, mention: &time::TimeMention) -> bool {
    const FIRST: &[&str] = &["monday", "mon", "周一", "星期一"];
    const LAST: &[&str] = &["sunday", "sun", "周日", "星期日", "星期天"];
    let text = linked.question[mention.span.clone()].to_lowercase();
    let rest = FIRST.iter().find_map(|word| text.strip_prefix(word));
    let joined = rest.and_then(|rest| LAST.iter().find_map(|word| rest.strip_suffix(word)));
    joined.is_some_and(|gap| {
        matches!(
            gap.trim().trim_end_matches('.'),
            "to" | "-" | "–" | "through" | "thru" | "until" | "到" | "至"
        )
    })
}

fn says_included(rest: &str) -> bool {
    let rest = rest.trim_start();
    ["included", "inclusive", "incl", "含", "在内", "也算", "也包括"]
        .iter()
        .any(|word| rest.starts_with(word))
}

/// "in June ... on the 5th": a window inside another one replaces it; equal ones are one.
fn merge_nested(slots: &mut Slots) {
    if slots.windows.len() < 2 {
        return;
    }
    let ranges: Vec<Option<TimeRange>> = slots
        .windows
        .iter()
        .map(|when| if let When::Range(range) = when { Some(*range) } else { None })
        .collect();
    let keep: Vec<bool> = ranges
        .iter()
        .enumerate()
        .map(|(i, range)| {
            range.is_none_or(|outer| {
                !ranges.iter().enumerate().any(|(j, other)| {
                    i != j
                        && other.is_some_and(|inner| {
                            let contains = outer.start <= inner.start && inner.end <= outer.end;
                            contains && (outer != inner || j < i)
                        })
                })
            })
        })
        .collect();
    let mut kept = keep.iter();
    slots.windows.retain(|_| *kept.next().unwrap_or(&true));
    let mut kept = keep.iter();
    slots.window_places.retain(|_| *kept.next().unwrap_or(&true));
}

fn fill_assets(slots: &mut Slots, linked: &Linked, catalogue: &Catalogue) {
    for mention in &linked.assets {
        if let [asset, ..] = mention.assets.as_slice()
            && !slots.assets.contains(asset)
        {
            slots.assets.push(*asset);
        }
    }
    slots.kind = linked.kinds.first().map(|mention| mention.kind.clone());
    // "chiller 6 at the main site" is chiller 6.
    let plant = &catalogue.plant;
    let above = |asset: usize, other: usize| {
        let below = plant.subtree(&plant.assets[asset].id);
        asset != other && below.iter().any(|below| below.id == plant.assets[other].id)
    };
    let all = slots.assets.clone();
    slots.assets.retain(|asset| !all.iter().any(|other| above(*asset, *other)));
}

/// The table that most of the question's words speak of.
fn fill_table(slots: &mut Slots, linked: &Linked, catalogue: &Catalogue) {
    let mut best: Option<(f32, usize)> = None;
    for t in 0..catalogue.tables.len() {
        let named = linked
            .tables
            .iter()
            .filter(|m| m.table == t)
            .map(|m| m.score + 0.1 * m.tokens.len() as f32)
            .fold(0.0, f32::max);
        let mut seen: Vec<std::ops::Range<usize>> = Vec::new();
        let mut said = 0.0;
        for value in linked.values.iter().filter(|value| value.table == t) {
            if !seen.contains(&value.tokens) {
                seen.push(value.tokens.clone());
                said += if value.identifier { 0.8 } else { 0.35 };
            }
        }
        for column in linked.columns.iter().filter(|column| column.table == t) {
            if !seen.contains(&column.tokens) {
                seen.push(column.tokens.clone());
                said += 0.3 * column.score;
            }
        }
        let identifier = linked.values.iter().any(|value| value.table == t && value.identifier);
        let score = named + said;
        if (named > 0.0 || identifier) && best.is_none_or(|(other, _)| score > other + 1e-6) {
            best = Some((score, t));
        }
    }
    let table = best
        .map(|(_, table)| table)
        .or(linked.implied_table)
        .or_else(|| table_of_field_and_value(linked, catalogue))
        .or_else(|| table_of_values(linked, catalogue));
    if let Some(table) = table {
        take_table(slots, linked, table, catalogue);
    }
}

/// Takes a table's values and columns for what is meant by the words that name them.
pub fn take_table(slots: &mut Slots, linked: &Linked, table: usize, catalogue: &Catalogue) {
    slots.table = Some(table);
    slots.filters.clear();
    slots.columns.clear();
    let profile = &catalogue.tables[table];
    // Where each filter's words stand, and its column.
    let mut said: Vec<(std::ops::Range<usize>, String)> = Vec::new();
    for value in linked.values.iter().filter(|value| value.table == table) {
        let column = &profile.columns[value.column];
        // The table's own name inside a value is not a filter: "events" is not event_group = EVENT.
        let is_table_word = linked.tables.iter().any(|m| m.table == table && m.tokens == value.tokens);
        let filter = Filter {
            column: column.name.clone(),
            value: value.value.clone(),
            more: Vec::new(),
            denied: value.denied,
            negated: value.negated,
        };
        let same_words_taken = slots.filters.iter().any(|other| other == &filter);
        let same_phrase = said.iter().position(|(tokens, column)| {
            *tokens == value.tokens && *column == filter.column && !value.identifier
        });
        if let Some(place) = same_phrase.filter(|_| !is_table_word) {
            let first: &mut Filter = &mut slots.filters[place];
            if first.value != filter.value && !first.more.contains(&filter.value) {
                first.more.push(filter.value);
            }
            continue;
        }
        if !is_table_word && !same_words_taken && column.kind != ColumnKind::Time {
            said.push((value.tokens.clone(), filter.column.clone()));
            slots.filters.push(filter);
        }
    }
    for column in linked.columns.iter().filter(|column| column.table == table) {
        if !slots.columns.contains(&column.column) {
            slots.columns.push(column.column);
        }
    }
    one_column_a_phrase(slots, linked, table, catalogue);
}

/// "the moisture of the latest coal sample": records that nothing names but a field of theirs and a value beside it, which
/// no other table has both.
fn table_of_field_and_value(linked: &Linked, catalogue: &Catalogue) -> Option<usize> {
    let both = |table: &usize| {
        catalogue.tables[*table].time.is_some()
            && linked.values.iter().filter(|value| value.table == *table).any(|value| {
                let apart = |column: &crate::link::ColumnMention| {
                    column.tokens.end <= value.tokens.start || value.tokens.end <= column.tokens.start
                };
                linked
                    .columns
                    .iter()
                    .any(|column| column.table == *table && column.score >= 0.8 && apart(column))
            })
    };
    // A tag that is well named is meant before any record.
    if linked.tags.iter().any(|tag| tag.candidates[0].full_name || tag.candidates[0].score >= 2.0) {
        return None;
    }
    let mut tables = (0..catalogue.tables.len()).filter(both);
    tables.next().filter(|_| tables.next().is_none())
}

/// "label jams on line 3": records that nothing names but a value of theirs, where no tag is spoken of.
fn table_of_values(linked: &Linked, catalogue: &Catalogue) -> Option<usize> {
    let long = |tokens: &std::ops::Range<usize>| {
        let characters: usize =
            linked.tokens[tokens.clone()].iter().map(|token| token.word.chars().count()).sum();
        let chinese = linked.tokens[tokens.start].script == crate::text::Script::Chinese;
        let code = tokens.len() == 1 && linked.tokens[tokens.start].capitals;
        (tokens.len() >= 2 || code) && characters >= 3 || chinese && characters >= 2
    };
    let told = linked
        .values
        .iter()
        .filter(|value| long(&value.tokens) && catalogue.tables[value.table].time.is_some())
        .max_by_key(|value| (value.tokens.len(), std::cmp::Reverse(value.table)))?;
    // 冷吨 is what is measured before it is what a table of codes speaks of.
    let beside = linked.tags.iter().any(|tag| {
        tag.tokens.start < told.tokens.start
            || told.tokens.end < tag.tokens.end
            || tag.tokens.len() >= told.tokens.len()
    });
    (!beside).then_some(told.table)
}

/// The same words may be values of several columns; the one with the fewest different values is meant
/// (a category rather than its description).
fn one_column_a_phrase(slots: &mut Slots, linked: &Linked, table: usize, catalogue: &Catalogue) {
    let profile = &catalogue.tables[table];
    let distinct =
        |filter: &Filter| profile.column(&filter.column).map_or(u64::MAX, |column| column.distinct);
    let tokens = |filter: &Filter| {
        linked
            .values
            .iter()
            .find(|value| {
                value.table == table
                    && value.value == filter.value
                    && profile.columns[value.column].name == filter.column
            })
            .map(|value| value.tokens.clone())
    };
    let all = slots.filters.clone();
    slots.filters.retain(|filter| {
        !all.iter().any(|other| {
            other != filter
                && tokens(other) == tokens(filter)
                && (distinct(other), &other.column) < (distinct(filter), &filter.column)
                && other.column != filter.column
        })
    });
}

fn fill_tags(slots: &mut Slots, linked: &Linked, catalogue: &Catalogue) {
    let covered = |mention: &TagMention| {
        let inside = |tokens: &std::ops::Range<usize>| {
            tokens.start <= mention.tokens.start && mention.tokens.end <= tokens.end
        };
        let Some(table) = slots.table else { return false };
        linked.tables.iter().any(|m| m.table == table && inside(&m.tokens))
            || linked.values.iter().any(|m| m.table == table && inside(&m.tokens))
            || linked.columns.iter().any(|m| m.table == table && m.score >= 0.8 && inside(&m.tokens))
    };
    let mut found = Vec::new();
    for mention in &linked.tags {
        if covered(mention) || mention.candidates.is_empty() {
            continue;
        }
        let mut candidates: Vec<(usize, f32)> = mention.candidates.iter().map(|c| (c.tag, c.score)).collect();
        prefer_comparable_units(&mut candidates, linked, catalogue);
        prefer_kind(&mut candidates, linked, catalogue);
        let best = candidates[0].1;
        let close = candidates.iter().filter(|(_, score)| best - score < 0.05 * best.abs().max(1.0)).count();
        // Where just one of several has data, that one is meant.
        let with_data: Vec<usize> = candidates
            .iter()
            .take(close)
            .map(|(tag, _)| *tag)
            .filter(|tag| catalogue.tags.get(*tag).is_some_and(|profile| profile.count > 0))
            .collect();
        if let [one] = with_data.as_slice() {
            candidates.sort_by_key(|(tag, _)| tag != one);
        }
        let full = mention.candidates.iter().filter(|c| c.full_name).count();
        let one_full_name = full == 1 && mention.candidates[0].full_name && !mention.bare_quantity;
        let ambiguous = close > 1 && with_data.len() != 1 && !one_full_name;
        if ambiguous && let Some(sides) = one_for_each_asset(&candidates[..close], slots, catalogue) {
            found.extend(sides.into_iter().map(|candidate| TagSlot {
                candidates: vec![candidate],
                ambiguous: false,
                at: mention.tokens.start,
                unexplained: mention.unexplained.clone(),
                elsewhere: false,
                bare: false,
            }));
            continue;
        }
        // "the two accelerometers": both of them.
        if ambiguous && close == 2 && says_both(linked, mention) {
            found.extend(candidates[..2].iter().map(|candidate| TagSlot {
                candidates: vec![*candidate],
                ambiguous: false,
                at: mention.tokens.start,
                unexplained: mention.unexplained.clone(),
                elsewhere: false,
                bare: false,
            }));
            continue;
        }
        let elsewhere =
            mention.candidates.iter().find(|c| c.tag == candidates[0].0).is_some_and(|c| c.elsewhere);
        found.push(TagSlot {
            candidates,
            ambiguous,
            at: mention.tokens.start,
            unexplained: mention.unexplained.clone(),
            elsewhere,
            bare: mention.bare_quantity,
        });
    }
    slots.tags = without_repeats(found, catalogue);
    // "the flow of pump 1 and pump 2": the second asset has such a tag too.
    if let ([only], [_, _]) = (slots.tags.as_slice(), slots.assets.as_slice())
        && linked.has_any(&["compare", "difference", "more", "less", "which", "ratio"])
    {
        let owner = catalogue.plant.tags[only.tag()].asset.clone();
        let other: Vec<usize> = slots
            .assets
            .iter()
            .copied()
            .filter(|asset| Some(&catalogue.plant.assets[*asset].id) != owner.as_ref())
            .collect();
        if let ([other], Some(second)) =
            (other.as_slice(), super::follow::counterpart(only, &other, catalogue))
        {
            let first_named = slots.assets.first() == Some(other);
            slots.tags.insert(usize::from(!first_named), second);
        }
    }
}

/// Whether the words before a mention say that two things are meant.
fn says_both(linked: &Linked, mention: &TagMention) -> bool {
    let before = linked.question[..mention.span.start].trim_end().to_lowercase();
    ["two", "both", "both the", "the two", "两个", "两台", "两支", "两路", "两", "俩"]
        .iter()
        .any(|word| before.ends_with(word))
}

/// "pressure of pump 1 and pump 2": the candidates are not alternatives but one tag for each asset.
fn one_for_each_asset(
    close: &[(usize, f32)],
    slots: &Slots,
    catalogue: &Catalogue,
) -> Option<Vec<(usize, f32)>> {
    let plant = &catalogue.plant;
    if slots.assets.len() < 2 {
        return None;
    }
    let sides: Vec<(usize, f32)> = slots
        .assets
        .iter()
        .filter_map(|asset| {
            let id = plant.assets[*asset].id.as_str();
            let mut own = close.iter().filter(|(tag, _)| plant.tags[*tag].asset.as_deref() == Some(id));
            match (own.next(), own.next()) {
                (Some(one), None) => Some(*one),
                _ => None,
            }
        })
        .collect();
    (sides.len() >= 2).then_some(sides)
}

/// One slot a tag; a bare quantity beside the tag that measures it ("the valve's average position") is no other tag.
fn without_repeats(found: Vec<TagSlot>, catalogue: &Catalogue) -> Vec<TagSlot> {
    let mut kept: Vec<TagSlot> = Vec::new();
    for slot in &found {
        let repeated = kept.iter().any(|other| other.tag() == slot.tag() && !other.ambiguous);
        let said_by_another = slot.bare
            && found.iter().any(|other| {
                !other.bare
                    && !other.ambiguous
                    && slot.candidates.iter().any(|(tag, _)| same_quantity(*tag, other.tag(), catalogue))
            });
        if !repeated && !said_by_another {
            kept.push(slot.clone());
        }
    }
    kept
}

fn same_quantity(a: usize, b: usize, catalogue: &Catalogue) -> bool {
    let quantity = |tag: usize| catalogue.plant.tags[tag].quantity.as_deref();
    quantity(a).is_some() && quantity(a) == quantity(b)
}

/// "which pump has the highest pressure": tags of pumps, where some of the candidates are.
fn prefer_kind(candidates: &mut Vec<(usize, f32)>, linked: &Linked, catalogue: &Catalogue) {
    let plant = &catalogue.plant;
    let members: Vec<&str> = linked
        .kinds
        .iter()
        .flat_map(|kind| &kind.assets)
        .map(|asset| plant.assets[*asset].id.as_str())
        .collect();
    let of_kind = |tag: usize| plant.tags[tag].asset.as_deref().is_some_and(|asset| members.contains(&asset));
    if candidates.iter().any(|(tag, _)| of_kind(*tag)) {
        candidates.retain(|(tag, _)| of_kind(*tag));
    }
}

/// A threshold or a unit asked for says what is measured.
fn prefer_comparable_units(candidates: &mut Vec<(usize, f32)>, linked: &Linked, catalogue: &Catalogue) {
    let asked: Vec<&Unit> = linked
        .units
        .iter()
        .map(|mention| &mention.unit)
        .chain(linked.numbers.iter().filter_map(|n| n.unit.as_ref()))
        .collect();
    if asked.is_empty() {
        return;
    }
    let fits = |tag: usize| {
        catalogue.plant.tags[tag]
            .unit
            .as_ref()
            .is_some_and(|unit| asked.iter().any(|asked| measures(unit, asked)))
    };
    if candidates.iter().any(|(tag, _)| fits(*tag)) {
        candidates.retain(|(tag, _)| fits(*tag));
    }
    // "more than 1000 kW": the power, and not the cooling load, which is told in tons of refrigeration. A tag that the words
    // fit much less is none, whatever its unit.
    let in_it = |tag: usize| {
        let unit = catalogue.plant.tags[tag].unit.as_ref();
        unit.is_some_and(|unit| asked.iter().any(|asked| unit.code() == asked.code()))
    };
    let best = candidates.iter().map(|(_, score)| *score).fold(0.0, f32::max);
    if candidates.iter().any(|(tag, score)| in_it(*tag) && *score >= 0.75 * best) {
        candidates.retain(|(tag, _)| in_it(*tag));
    }
}

/// "how much electricity did the whole plant use": of several meters, the main one.
fn prefer_whole_plant(slots: &mut Slots, linked: &Linked, catalogue: &Catalogue) {
    const WHOLE: &[&str] = &[
        "whole plant",
        "entire plant",
        "whole site",
        "entire site",
        "whole factory",
        "entire factory",
        "plant-wide",
        "plantwide",
        "site-wide",
        "sitewide",
        "total plant",
        "plant total",
        "site total",
        "全厂",
        "整个厂",
        "整个工厂",
        "全公司",
        "厂里总",
    ];
    let lower = linked.question.to_lowercase();
    if !WHOLE.iter().any(|words| lower.contains(words)) {
        return;
    }
    let plant = &catalogue.plant;
    let of_all = |tag: usize| {
        let tag = &plant.tags[tag];
        let root =
            tag.asset.as_deref().and_then(|id| plant.asset(id)).is_some_and(|asset| asset.parent.is_none());
        let name = format!("{} {} {}", tag.name, tag.description, tag.id).to_lowercase();
        root || ["total", "main", "总", "全厂", "site"].iter().any(|word| name.contains(word))
    };
    for slot in slots.tags.iter_mut().filter(|slot| slot.ambiguous) {
        let kept: Vec<(usize, f32)> =
            slot.candidates.iter().filter(|(tag, _)| of_all(*tag)).copied().collect();
        if let [one] = kept.as_slice() {
            slot.candidates = vec![*one];
            slot.ambiguous = false;
            slot.elsewhere = false;
        }
    }
}

/// Whether a tag in `unit` can answer in `asked`: the same dimension, or its total over time.
pub fn measures(unit: &Unit, asked: &Unit) -> bool {
    unit.like(asked).is_some() || unit.total_over_time().is_some_and(|(total, _)| total.is_comparable(asked))
}

/// "how many kWh did chiller 6 use": the unit names the only tag of the asset that measures it.
fn infer_tag_from_unit(slots: &mut Slots, linked: &Linked, catalogue: &Catalogue) {
    let energy = linked.tokens.iter().any(|token| token.word == "energy") || linked.has("cost");
    let heat = linked.tokens.iter().any(|token| token.word == "degree");
    let mut asked: Vec<Unit> = linked
        .units
        .iter()
        .map(|mention| mention.unit.clone())
        .chain(linked.numbers.iter().filter_map(|number| number.unit.clone()))
        .collect();
    if asked.is_empty() && energy {
        asked.push(Unit::new("kW.h"));
    }
    if asked.is_empty() && heat {
        asked.push(Unit::new("Cel"));
    }
    let Some(asked) = asked.first() else { return };
    let identified = linked.values.iter().any(|value| value.identifier);
    let record_of_asset = identified && !slots.assets.is_empty();
    if slots.table.is_some() && !energy && !record_of_asset {
        return;
    }
    let plant = &catalogue.plant;
    let scope: Vec<&str> = slots
        .assets
        .iter()
        .flat_map(|asset| plant.subtree(&plant.assets[*asset].id))
        .map(|asset| asset.id.as_str())
        .collect();
    let fitting: Vec<(usize, f32)> = plant
        .tags
        .iter()
        .enumerate()
        .filter(|(i, tag)| {
            let placed = scope.is_empty() || tag.asset.as_deref().is_some_and(|asset| scope.contains(&asset));
            let measured = catalogue.tags.get(*i).is_some_and(|profile| profile.count > 0);
            // A newton metre of torque is no joule.
            let torque = tag.quantity.as_deref() == Some("torque");
            placed && measured && !torque && tag.unit.as_ref().is_some_and(|unit| measures(unit, asked))
        })
        .map(|(i, _)| (i, 1.0))
        .collect();
    let in_it = |tag: usize| plant.tags[tag].unit.as_ref().is_some_and(|unit| unit.code() == asked.code());
    let fitting: Vec<(usize, f32)> = if fitting.iter().any(|(tag, _)| in_it(*tag)) {
        fitting.into_iter().filter(|(tag, _)| in_it(*tag)).collect()
    } else {
        fitting
    };
    if !fitting.is_empty() {
        let ambiguous = fitting.len() > 1;
        slots.tags.push(TagSlot {
            candidates: fitting,
            ambiguous,
            at: 0,
            unexplained: Vec::new(),
            elsewhere: false,
            bare: true,
        });
    }
}

/// "the mean efficiency while it drew more than 500 kW": a number in a unit that none of the named tags measures is of the one
/// tag of the same machine that does.
fn infer_tag_of_number(slots: &mut Slots, linked: &Linked, catalogue: &Catalogue) {
    let plant = &catalogue.plant;
    let fits =
        |tag: usize, asked: &Unit| plant.tags[tag].unit.as_ref().is_some_and(|unit| measures(unit, asked));
    let units =
        linked.numbers.iter().filter(|number| !number.limit).filter_map(|number| number.unit.as_ref());
    let strange = units.into_iter().find(|asked| {
        !slots.tags.iter().any(|slot| slot.candidates.iter().any(|(tag, _)| fits(*tag, asked)))
    });
    let Some(asked) = strange else { return };
    let named = slots.assets.iter().map(|asset| plant.assets[*asset].id.as_str());
    let owners = slots.tags.iter().filter_map(|slot| plant.tags[slot.tag()].asset.as_deref());
    let scope: Vec<&str> = named.chain(owners).collect();
    let mut fitting: Vec<usize> = (0..plant.tags.len())
        .filter(|tag| {
            let placed = plant.tags[*tag].asset.as_deref().is_some_and(|asset| scope.contains(&asset));
            placed && catalogue.tags.get(*tag).is_some_and(|profile| profile.count > 0) && fits(*tag, asked)
        })
        .collect();
    let in_it = |tag: &usize| plant.tags[*tag].unit.as_ref().is_some_and(|unit| unit.code() == asked.code());
    if fitting.iter().any(in_it) {
        fitting.retain(in_it);
    }
    if let [one] = fitting.as_slice() {
        slots.tags.push(TagSlot {
            candidates: vec![(*one, 1.0)],
            ambiguous: false,
            at: linked.tokens.len(),
            unexplained: Vec::new(),
            elsewhere: false,
            bare: true,
        });
    }
}

fn data_range(catalogue: &Catalogue) -> TimeRange {
    let first = catalogue.tags.iter().filter_map(|tag| tag.first).min().unwrap_or(0);
    let last = catalogue.tags.iter().filter_map(|tag| tag.last).max().unwrap_or(0);
    TimeRange::new(first, last.saturating_add(1))
}
