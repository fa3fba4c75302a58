//! The catalogue, made from the store: coverage and usual step of tags, columns and values of tables.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use historian::{Historian, TagSummary};
use jiff::Timestamp;
use plant::time::nanos;
use plant::{Asset, Plant, Problem, RecordKind, RecordsSource, Tag, TimeRange, Unit};
use rayon::prelude::*;
use tool::{Catalogue, CodeTexts, ColumnKind, ColumnProfile, TableProfile, TagProfile};

use crate::import::tables::asset_column_name;
use crate::support::cells::Cells;
use crate::support::records::{ASSET_ID, described_unit, unit_of_column};

/// How many different values of a column are kept.
const VALUES_KEPT: usize = 20_000;

/// A longer text beside a code is a description, and nobody calls the code so; bytes.
const LONGEST_NAME: usize = 80;

/// About how many samples of a tag are looked at to find its usual step.
const STEP_SAMPLES: i64 = 1000;

/// What relative times count from: the plant's own `now`, else the clock.
pub fn now(plant: &Plant) -> i64 {
    plant.now.unwrap_or_else(|| nanos(Timestamp::now()))
}

/// Looks through the store for all that there is to ask about.
///
/// # Errors
/// PW4xxx when the store cannot be read.
pub fn build(historian: &Historian, mut plant: Plant) -> Result<Catalogue, Problem> {
    let recorded = historian.tags()?;
    let mut tables: Vec<TableProfile> = sources_by_table(&plant)
        .into_par_iter()
        .filter_map(|sources| profile_table(historian, &sources))
        .collect();
    Catalogue::find_lookups(&mut tables);
    add_undescribed_tags(&mut plant, &recorded);
    add_undescribed_assets(&mut plant, &tables);
    let by_tag: HashMap<&str, &TagSummary> = recorded.iter().map(|tag| (&*tag.tag, tag)).collect();
    let tags: Vec<TagProfile> = plant
        .tags
        .par_iter()
        .map(|tag| profile_tag(historian, tag, by_tag.get(tag.id.as_str()).copied()))
        .collect();
    Ok(Catalogue { now: now(&plant), plant: Arc::new(plant), tags: tags.into(), tables: tables.into() })
}

/// The same plant and tables with newer counts and times of their tags. `None` when the store has a
/// tag that was not there before: then all is to be built again.
///
/// # Errors
/// PW4xxx when the store cannot be read.
pub fn caught_up(historian: &Historian, before: &Catalogue) -> Result<Option<Catalogue>, Problem> {
    let recorded = historian.tags()?;
    let by_tag: HashMap<&str, &TagSummary> = recorded.iter().map(|tag| (&*tag.tag, tag)).collect();
    let mut met = 0;
    let tags: Vec<TagProfile> = before
        .tags
        .iter()
        .map(|known| match by_tag.get(known.tag.as_str()) {
            Some(summary) => {
                met += 1;
                let sampled = match known.step_s {
                    Some(_) => Sampled { step_s: known.step_s, counts_up: known.counts_up },
                    None => sampled(historian, summary).unwrap_or_default(),
                };
                sampled.profile(known.tag.clone(), summary)
            }
            None => known.clone(),
        })
        .collect();
    if met < recorded.len() {
        return Ok(None);
    }
    let (plant, tables) = (before.plant.clone(), before.tables.clone());
    Ok(Some(Catalogue { now: now(&plant), plant, tags: tags.into(), tables }))
}

/// A table's sources together; a table may be named by more than one.
fn sources_by_table(plant: &Plant) -> Vec<Vec<RecordsSource>> {
    let mut tables: Vec<Vec<RecordsSource>> = Vec::new();
    for source in &plant.records {
        match tables.iter_mut().find(|table| table.iter().any(|other| other.table == source.table)) {
            Some(table) => table.push(source.clone()),
            None => tables.push(vec![source.clone()]),
        }
    }
    tables
}

/// A tag that only occurs in the data stands under its own name; an asset whose id the tag's
/// id begins with is its asset.
fn add_undescribed_tags(plant: &mut Plant, recorded: &[TagSummary]) {
    let known: std::collections::HashSet<&str> = plant.tags.iter().map(|tag| tag.id.as_str()).collect();
    let new: Vec<Tag> = recorded
        .iter()
        .filter(|summary| !known.contains(&*summary.tag))
        .map(|summary| {
            let id = summary.tag.to_string();
            let (owner, rest) = id.rsplit_once('.').unwrap_or_default();
            let asset = plant.asset(owner).map(|asset| asset.id.clone());
            let written = if asset.is_some() { rest } else { id.as_str() };
            let (name, unit) = name_and_unit(written);
            Tag { asset, name, unit, id, ..Tag::default() }
        })
        .collect();
    plant.tags.extend(new);
}

/// `Pressure (bar)` and `Pressure [bar]` name their unit.
fn name_and_unit(written: &str) -> (String, Option<Unit>) {
    let inside = written.trim_end().strip_suffix([')', ']']).and_then(|rest| rest.rsplit_once(['(', '[']));
    match inside.and_then(|(name, unit)| Some((name.trim(), Unit::parse(unit)?))) {
        Some((name, unit)) if !name.is_empty() => (name.to_owned(), Some(unit)),
        _ => (written.replace('_', " "), None),
    }
}

fn add_undescribed_assets(plant: &mut Plant, tables: &[TableProfile]) {
    for table in tables.iter().filter(|table| table.asset.is_some()) {
        let Some(ids) = table.column(ASSET_ID) else { continue };
        for (id, _) in &ids.values {
            if plant.asset(id).is_none() {
                plant.assets.push(Asset { id: id.clone(), name: id.clone(), ..Asset::default() });
            }
        }
    }
}

fn profile_tag(historian: &Historian, tag: &Tag, summary: Option<&TagSummary>) -> TagProfile {
    let Some(summary) = summary else { return TagProfile { tag: tag.id.clone(), ..TagProfile::default() } };
    sampled(historian, summary).unwrap_or_default().profile(tag.id.clone(), summary)
}

/// What a look at some of a tag's samples tells.
#[derive(Debug, Default)]
struct Sampled {
    /// The median of the times between neighbours, seconds.
    step_s: Option<f64>,
    counts_up: bool,
}

impl Sampled {
    fn profile(self, tag: String, summary: &TagSummary) -> TagProfile {
        TagProfile {
            tag,
            count: summary.count,
            first: summary.first,
            last: summary.last,
            step_s: self.step_s,
            minimum: summary.minimum,
            maximum: summary.maximum,
            counts_up: self.counts_up,
        }
    }
}

/// How many different values a register shows at least among the samples that are looked at.
const COUNTED: usize = 20;
/// One step down in so many up is a slip.
const SLIPS: usize = 100;

/// Looks at a stretch from the middle of the history and one from its end.
fn sampled(historian: &Historian, summary: &TagSummary) -> Option<Sampled> {
    let (first, last) = summary.first.zip(summary.last)?;
    let span = last.checked_sub(first).filter(|span| *span > 0)?;
    let count = i64::try_from(summary.count).ok().filter(|count| *count > 1)?;
    let stretch = if count <= 2 * STEP_SAMPLES { span } else { span / count * STEP_SAMPLES };
    let middle = first + (span - stretch) / 2;
    let mut steps = Vec::new();
    let mut values: Vec<f64> = Vec::new();
    for start in [middle, last - stretch] {
        let range = TimeRange::new(start, start.saturating_add(stretch).saturating_add(1));
        let Ok(series) = historian.read(&summary.tag, range) else { continue };
        steps.extend(series.times.windows(2).map(|pair| pair[1] - pair[0]));
        values.extend(series.values.iter().filter(|value| !value.is_nan()));
    }
    let steps_of = |up: bool| {
        values.windows(2).filter(|pair| if up { pair[1] > pair[0] } else { pair[1] < pair[0] }).count()
    };
    // A slip of the transmission may show less once in a while.
    let counts_up = steps_of(true) >= COUNTED && steps_of(false) * SLIPS <= steps_of(true);
    if steps.is_empty() {
        return Some(Sampled { step_s: Some(span as f64 / 1e9 / (count - 1) as f64), counts_up });
    }
    let middle = steps.len() / 2;
    let (_, median, _) = steps.select_nth_unstable(middle);
    Some(Sampled { step_s: Some(*median as f64 / 1e9), counts_up })
}

fn profile_table(historian: &Historian, sources: &[RecordsSource]) -> Option<TableProfile> {
    let source = sources.first()?;
    let batch = historian.table(&source.table)?;
    let schema = batch.schema();
    let columns: Vec<ColumnProfile> = schema
        .fields()
        .iter()
        .zip(batch.columns())
        .filter_map(|(field, array)| {
            let cells = Cells::of(array).ok()?;
            let described = sources.iter().find_map(|source| source.describe.get(field.name()));
            let description = match described {
                Some(description) => description.clone(),
                None if field.name() == ASSET_ID => "Id of the asset".to_owned(),
                None => String::new(),
            };
            Some(profile_column(field.name(), description, &cells))
        })
        .collect();
    let first_time = columns.iter().find(|column| column.kind == tool::ColumnKind::Time);
    let is_time = |name: &String| {
        columns.iter().any(|column| column.name == *name && column.kind == tool::ColumnKind::Time)
    };
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    let asset = sources.iter().find_map(|source| asset_column_name(&names, source)).map(str::to_owned);
    // When a machine was bought is no time at which its line of a register happened.
    let id = columns.iter().find(|column| column.name == ASSET_ID);
    let once = |id: &ColumnProfile| id.distinct > 1 && id.values.iter().all(|(_, rows)| *rows == 1);
    let register = source.kind == RecordKind::Table && source.time.is_none() && id.is_some_and(once);
    let first_time = first_time.filter(|_| !register);
    let codes = if first_time.is_none() && !register { codes_of(&batch, &columns) } else { Vec::new() };
    Some(TableProfile {
        codes,
        lookups: Vec::new(),
        table: source.table.clone(),
        kind: source.kind,
        description: sources
            .iter()
            .map(|source| source.description.clone())
            .find(|d| !d.is_empty())
            .unwrap_or_default(),
        rows: batch.num_rows() as u64,
        time: source.time.clone().filter(is_time).or_else(|| first_time.map(|column| column.name.clone())),
        asset,
        columns,
    })
}

/// What each code of a table of codes is called: its key is the first column of which every value is another.
fn codes_of(batch: &arrow::record_batch::RecordBatch, columns: &[ColumnProfile]) -> Vec<CodeTexts> {
    let rows = batch.num_rows();
    let is_key = |column: &ColumnProfile| {
        matches!(column.kind, ColumnKind::Text | ColumnKind::Integer) && column.distinct == rows as u64
    };
    let Some(key) = columns.iter().find(|column| is_key(column)).filter(|_| rows <= VALUES_KEPT) else {
        return Vec::new();
    };
    let cells = |name: &str| Cells::of(batch.column_by_name(name)?).ok();
    let Some(codes) = cells(&key.name) else { return Vec::new() };
    let texts: Vec<Cells> = columns
        .iter()
        .filter(|column| {
            column.kind == ColumnKind::Text && column.name != key.name && column.name != ASSET_ID
        })
        .filter_map(|column| cells(&column.name))
        .collect();
    (0..rows)
        .filter_map(|row| {
            let texts =
                texts.iter().filter_map(|cells| cells.text(row)).filter(|text| text.len() <= LONGEST_NAME);
            Some(CodeTexts {
                column: key.name.clone(),
                code: codes.text(row)?.into_owned(),
                texts: texts.map(std::borrow::Cow::into_owned).collect(),
            })
        })
        .collect()
}

fn profile_column(name: &str, description: String, cells: &Cells) -> ColumnProfile {
    let (distinct, values) = match cells {
        Cells::Text(_) | Cells::Boolean(_) => {
            let counts = tally((0..cells.len()).filter_map(|row| cells.text(row)));
            let distinct = counts.len() as u64;
            let kept = counts.into_iter().take(VALUES_KEPT);
            (distinct, kept.map(|(value, count)| (value.into_owned(), count)).collect())
        }
        Cells::Integer(numbers) => (tally(numbers.iter().flatten()).len() as u64, Vec::new()),
        Cells::Time(times) => (tally(times.iter().flatten()).len() as u64, Vec::new()),
        Cells::Number(numbers) => {
            let there = numbers.iter().flatten().filter(|number| !number.is_nan());
            // -0.0 and 0.0 are one number.
            (tally(there.map(|number| (number + 0.0).to_bits())).len() as u64, Vec::new())
        }
    };
    let unit = unit_of_column(name).or_else(|| described_unit(name, &description));
    ColumnProfile { name: name.to_owned(), kind: cells.kind(), description, unit, distinct, values }
}

/// How often each value occurs, most frequent first, then in the order of the file.
fn tally<T: Hash + Eq>(values: impl Iterator<Item = T>) -> Vec<(T, u64)> {
    let mut counts: HashMap<T, (usize, u64)> = HashMap::new();
    for value in values {
        let next = counts.len();
        counts.entry(value).or_insert((next, 0)).1 += 1;
    }
    let mut counts: Vec<(T, (usize, u64))> = counts.into_iter().collect();
    counts.sort_unstable_by_key(|(_, (place, count))| (std::cmp::Reverse(*count), *place));
    counts.into_iter().map(|(value, (_, count))| (value, count)).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_name_may_hold_a_unit() {
        for (written, name, unit) in [
            ("Pressure (bar)", "Pressure", Some("bar")),
            ("flow_rate [L/min]", "flow_rate", Some("L/min")),
            ("power_input", "power input", None),
            ("valve (east)", "valve (east)", None),
        ] {
            assert_eq!(name_and_unit(written), (name.to_owned(), unit.map(Unit::new)), "{written}");
        }
    }

    #[test]
    fn values_are_counted_exactly() {
        let column: arrow::array::ArrayRef =
            Arc::new(arrow::array::StringArray::from(vec![Some("b"), Some("a"), None, Some("a"), Some("c")]));
        let profile = profile_column("x", String::new(), &Cells::of(&column).unwrap());
        assert_eq!(profile.distinct, 3);
        assert_eq!(profile.values, [("a".to_owned(), 2), ("b".to_owned(), 1), ("c".to_owned(), 1)]);
        let column: arrow::array::ArrayRef =
            Arc::new(arrow::array::Float64Array::from(vec![0.0, -0.0, f64::NAN, 1.0]));
        assert_eq!(profile_column("x", String::new(), &Cells::of(&column).unwrap()).distinct, 2);
    }
}
