//! Reading stretches of a tag's rows from the Parquet file, by the pages that the
//! index names.

use std::io::{Cursor, Read};
use std::ops::Range;
use std::sync::{Arc, LazyLock};

use bytes::Bytes;
use parquet::column::reader::ColumnReaderImpl;
use parquet::data_type::{ByteArrayType, DataType, DoubleType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::page_index::offset_index::PageLocation;
use parquet::file::reader::{ChunkReader, Length};
use parquet::file::serialized_reader::SerializedPageReader;
use parquet::schema::types::{ColumnDescPtr, SchemaDescPtr};
use plant::TimeRange;

use super::Segment;
use super::decimals::unscale;
use super::index::{BLOCK_ROWS, ColumnPlace, Features, GroupPlace, Index, PagePlace, TagEntry};
use super::write::{columns, compression, schema};
use crate::error::{HistorianError, Result};
use crate::run::{Rare, Run};

/// The bytes of the pages that are needed, as if the file had only them from `offset` on.
struct Fetched {
    offset: u64,
    bytes: Bytes,
}

impl Length for Fetched {
    fn len(&self) -> u64 {
        self.offset + self.bytes.len() as u64
    }
}

impl Fetched {
    fn part(&self, start: u64, len: usize) -> Result<Bytes, ParquetError> {
        let from = start.checked_sub(self.offset).map(|from| from as usize);
        match from.and_then(|from| Some((from, from.checked_add(len)?))) {
            Some((from, to)) if to <= self.bytes.len() => Ok(self.bytes.slice(from..to)),
            _ => Err(ParquetError::EOF("a page lies outside its column".to_owned())),
        }
    }
}

impl ChunkReader for Fetched {
    type T = Box<dyn Read>;

    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        let rest = (self.offset + self.bytes.len() as u64).saturating_sub(start) as usize;
        Ok(Box::new(Cursor::new(self.part(start, rest)?)))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        self.part(start, length)
    }
}

impl Segment {
    /// At most so many samples of the tag are in the range; 0 when the index cannot be read.
    pub fn rows_bound(&self, entry: usize, range: TimeRange) -> usize {
        let rows = self.entry(entry).ok().and_then(|entry| block_rows(entry, range));
        rows.map_or(0, |rows| (rows.end - rows.start) as usize)
    }

    /// The tag's samples in `range`. Without `texts`, strings are not fetched.
    pub fn read(&self, entry: usize, range: TimeRange, texts: bool) -> Result<Run> {
        let index = self.index()?.clone();
        let entry = &index.entries[entry];
        let mut run = Run::default();
        let Some(rows) = block_rows(entry, range) else { return Ok(run) };
        for group in index.groups(rows.start, rows.end) {
            let from = rows.start.max(group.row) - group.row;
            let to = rows.end.min(group.row + u64::from(group.rows)) - group.row;
            let part = self.read_group(&index, entry, group, from as usize..to as usize, range, texts)?;
            if run.is_empty() {
                run = part;
            } else {
                run.extend(&part, 0..part.len());
            }
        }
        Ok(run)
    }

    fn read_group(
        &self,
        index: &Index,
        entry: &TagEntry,
        group: &GroupPlace,
        rows: Range<usize>,
        range: TimeRange,
        texts: bool,
    ) -> Result<Run> {
        let column = |name: &str| columns(index.features).iter().position(|column| *column == name);
        let place = |name: &str| column(name).map(|at| (at, &group.columns[at]));
        let mut run = Run::default();
        let Some((at, time)) = place("time") else { return Ok(run) };
        let mut times: Vec<i64> = Vec::new();
        self.column::<Int64Type>(index, at, time, group, rows.clone(), &mut times)?;
        let inside = Run { times, ..Run::default() };
        let kept = inside.rows(range);
        let rows = rows.start + kept.start..rows.start + kept.end;
        run.times = if kept.len() == inside.len() { inside.times } else { inside.times[kept].to_vec() };
        if rows.is_empty() {
            return Ok(run);
        }
        match (group.decimals, place("value"), place("scaled")) {
            (Some(decimals), _, Some((at, place))) => {
                let mut scaled: Vec<i64> = Vec::new();
                self.column::<Int64Type>(index, at, place, group, rows.clone(), &mut scaled)?;
                run.values = unscale(&scaled, decimals).ok_or_else(|| {
                    HistorianError::damaged(&self.samples.path, "a row group has impossible decimals")
                })?;
            }
            (None, Some((at, place)), _) => {
                self.column::<DoubleType>(index, at, place, group, rows.clone(), &mut run.values)?;
            }
            _ => return Err(HistorianError::damaged(&self.samples.path, "a row group has no values")),
        }
        if entry.features.quality
            && let Some((at, place)) = place("quality")
        {
            let mut quality: Vec<i32> = Vec::new();
            self.column::<Int32Type>(index, at, place, group, rows.clone(), &mut quality)?;
            run.quality = Rare::from_vec(quality.into_iter().map(|code| code as u32).collect());
        }
        if entry.features.kinds
            && let Some((at, place)) = place("kind")
        {
            let mut kinds: Vec<i32> = Vec::new();
            self.column::<Int32Type>(index, at, place, group, rows.clone(), &mut kinds)?;
            run.kinds = Rare::from_vec(kinds.into_iter().map(|kind| kind as u8).collect());
        }
        if entry.features.integers
            && let Some((at, place)) = place("integer")
        {
            let mut integers: Vec<i64> = Vec::new();
            self.column::<Int64Type>(index, at, place, group, rows.clone(), &mut integers)?;
            run.integers = Rare::from_vec(integers);
        }
        if texts
            && entry.features.texts
            && let Some((at, place)) = place("text")
        {
            let mut strings = Vec::new();
            self.column::<ByteArrayType>(index, at, place, group, rows, &mut strings)?;
            let text = |bytes: parquet::data_type::ByteArray| bytes.as_utf8().ok().map(Arc::<str>::from);
            let texts: Vec<Option<Arc<str>>> = strings.into_iter().map(text).collect();
            run.texts = Rare::from_vec(
                texts
                    .into_iter()
                    .enumerate()
                    .map(|(row, text)| text.filter(|_| run.kind(row) == crate::run::Kind::Text))
                    .collect(),
            );
        }
        Ok(run)
    }

    /// Appends rows of one column of one row group to `out`.
    fn column<T: DataType>(
        &self,
        index: &Index,
        at: usize,
        place: &ColumnPlace,
        group: &GroupPlace,
        rows: Range<usize>,
        out: &mut Vec<T::T>,
    ) -> Result<()>
    where
        T::T: Clone,
    {
        let damaged = |error: ParquetError| HistorianError::damaged(&self.samples.path, error.to_string());
        let (mut pages, skipped) = needed_pages(place, &rows);
        let fetched = self.fetch(place, &mut pages)?;
        let (chunk, descriptor) = chunk(index, at, &fetched, place, group).map_err(damaged)?;
        let locations = pages
            .iter()
            .map(|page| PageLocation {
                offset: page.offset as i64,
                compressed_page_size: page.len as i32,
                first_row_index: i64::from(page.first_row),
            })
            .collect();
        let pages =
            SerializedPageReader::new(Arc::new(fetched), &chunk, group.rows as usize, Some(locations))
                .map_err(damaged)?;
        let mut reader = ColumnReaderImpl::<T>::new(descriptor, Box::new(pages));
        reader.skip_records(rows.start - skipped).map_err(damaged)?;
        out.reserve(rows.len());
        let mut left = rows.len();
        while left > 0 {
            let (read, _, _) = reader.read_records(left, None, None, out).map_err(damaged)?;
            if read == 0 {
                return Err(HistorianError::damaged(
                    &self.samples.path,
                    "a column has fewer rows than its index",
                ));
            }
            left -= read;
        }
        Ok(())
    }

    /// Reads the dictionary and the pages, which follow each other in the file, and
    /// lays them out without a gap: that is how the page reader finds a dictionary.
    fn fetch(&self, place: &ColumnPlace, pages: &mut [PagePlace]) -> Result<Fetched> {
        let dictionary_len = place.dictionary_len as usize;
        let dictionary_end = place.offset + dictionary_len as u64;
        let first = pages.first().map_or(dictionary_end, |page| page.offset);
        let end = pages.last().map_or(first, |page| page.offset + u64::from(page.len));
        let from = if dictionary_len == 0 { first } else { place.offset };
        let bytes = if dictionary_len == 0 || first == dictionary_end {
            self.samples.read(from, (end - from) as usize)?
        } else {
            let mut bytes = self.samples.read(place.offset, dictionary_len)?;
            bytes.extend(self.samples.read(first, (end - first) as usize)?);
            for page in pages.iter_mut() {
                page.offset -= first - dictionary_end;
            }
            bytes
        };
        let sound = |at: usize, len: usize, crc: u32| {
            bytes.get(at..at + len).is_some_and(|bytes| crc32fast::hash(bytes) == crc)
        };
        if !(dictionary_len == 0 || sound(0, dictionary_len, place.dictionary_crc))
            || !pages.iter().all(|page| sound((page.offset - from) as usize, page.len as usize, page.crc))
        {
            return Err(HistorianError::damaged(&self.samples.path, "a page fails its checksum"));
        }
        Ok(Fetched { offset: from, bytes: bytes.into() })
    }
}

/// The pages that hold `rows`, and the row at which the first of them begins.
fn needed_pages(place: &ColumnPlace, rows: &Range<usize>) -> (Vec<PagePlace>, usize) {
    let start = place.pages.partition_point(|page| page.first_row as usize <= rows.start).saturating_sub(1);
    let end = place.pages.partition_point(|page| (page.first_row as usize) < rows.end);
    let pages = place.pages[start..end.max(start)].to_vec();
    let skipped = pages.first().map_or(0, |page| page.first_row as usize);
    (pages, skipped)
}

/// Rows of the file that can hold samples of the range, by the table of times.
fn block_rows(entry: &TagEntry, range: TimeRange) -> Option<Range<u64>> {
    let after_last = range.start > entry.last;
    let before_first = range.end <= entry.first && range.end != i64::MAX;
    if range.is_empty() || after_last || before_first {
        return None;
    }
    let first = entry.blocks.partition_point(|time| *time <= range.start).saturating_sub(1);
    let last = if range.end == i64::MAX {
        entry.blocks.len()
    } else {
        entry.blocks.partition_point(|time| *time < range.end)
    };
    let from = entry.row + (first * BLOCK_ROWS) as u64;
    let to = entry.row + ((last * BLOCK_ROWS) as u64).min(entry.rows);
    (from < to).then_some(from..to)
}

/// What Parquet's page reader must know of a column, without the file's footer.
fn chunk(
    index: &Index,
    at: usize,
    fetched: &Fetched,
    place: &ColumnPlace,
    group: &GroupPlace,
) -> Result<(ColumnChunkMetaData, ColumnDescPtr), ParquetError> {
    // Most segments hold rounded values of good quality and nothing else.
    const USUAL: Features =
        Features { scaled: true, plain: false, quality: false, kinds: false, integers: false, texts: false };
    static SCHEMA: LazyLock<Option<SchemaDescPtr>> = LazyLock::new(|| schema(USUAL).ok());
    let schema = match (&*SCHEMA, index.features == USUAL) {
        (Some(schema), true) => schema.clone(),
        _ => schema(index.features)?,
    };
    let descriptor = schema.column(at);
    let mut builder = ColumnChunkMetaData::builder(descriptor.clone())
        .set_compression(compression(descriptor.name(), index.version))
        .set_num_values(i64::from(group.rows))
        .set_total_compressed_size(fetched.bytes.len() as i64)
        .set_data_page_offset((fetched.offset + u64::from(place.dictionary_len)) as i64);
    if place.dictionary_len > 0 {
        builder = builder.set_dictionary_page_offset(Some(fetched.offset as i64));
    }
    Ok((builder.build()?, descriptor))
}
