//! Writing a segment: row groups are encoded in parallel, each of one tag or of
//! several small ones, and appended in order; roll-ups are made on the way.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::column::writer::{ColumnCloseResult, get_column_writer, get_typed_column_writer};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesPtr};
use parquet::file::writer::{SerializedFileWriter, SerializedPageWriter, TrackedWrite};
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::{ColumnPath, SchemaDescPtr, SchemaDescriptor};
use rayon::prelude::*;

use super::decimals::{Decimals, scale};
use super::index::{
    BLOCK_ROWS, ColumnPlace, Features, GroupPlace, Index, LevelPlace, MAGIC, PagePlace, TagEntry, Version,
};
use super::prepare::Prepared;
use super::{SegmentMeta, rollup_path, runs, samples_path};
use crate::aggregate::Aggregate;
use crate::error::{HistorianError, Result};
use crate::files;
use crate::rollup::{self, Levels, Packer};
use crate::run::{Kind, Run};

/// Most rows of a row group.
const GROUP_ROWS: usize = 128 * 1024;
/// A tag with at least this many rows gets row groups, and so dictionaries, of its own.
const OWN_GROUP_ROWS: usize = 4096;
/// Values that are looked at to see whether they repeat.
const DISTINCT_SAMPLE: usize = 4096;
/// Rows that are encoded at a time, over all threads.
const ENCODED_ROWS: usize = 1024 * 1024;

/// Columns of the file in their order.
pub(super) fn columns(features: Features) -> Vec<&'static str> {
    let mut columns = vec!["tag", "time"];
    let optional = [
        (features.plain, "value"),
        (features.scaled, "scaled"),
        (features.scaled, "decimals"),
        (features.quality, "quality"),
        (features.kinds, "kind"),
        (features.integers, "integer"),
        (features.texts, "text"),
    ];
    columns.extend(optional.into_iter().filter(|(present, _)| *present).map(|(_, name)| name));
    columns
}

/// The Parquet schema. A value is `scaled / 10^decimals` where `decimals` is there and not
/// negative, else `value`. Columns that would be the default throughout are left out:
/// `quality` (0, good), `kind` (0 float, 1 integer, 2 boolean, 3 text), `integer` (those
/// that a double cannot hold), `text`.
pub(super) fn schema(features: Features) -> Result<SchemaDescPtr, ParquetError> {
    let mut message = String::from("message samples {");
    for column in columns(features) {
        message.push_str(match column {
            "tag" => "required binary tag (STRING);",
            "time" => "required int64 time (TIMESTAMP(NANOS,true));",
            "value" => "required double value;",
            "scaled" => "required int64 scaled;",
            "decimals" => "required int32 decimals (INTEGER(8,true));",
            "quality" => "required int32 quality (INTEGER(32,false));",
            "kind" => "required int32 kind (INTEGER(8,false));",
            "integer" => "required int64 integer;",
            _ => "required binary text (STRING);",
        });
    }
    message.push('}');
    Ok(Arc::new(SchemaDescriptor::new(Arc::new(parse_message_type(&message)?))))
}

/// How a column's pages are compressed. Runs are nothing already. Differences of
/// neighbours are packed to the bit; those of regular times and of values that seldom
/// change are one pattern again and again, for which a codec without a context to set
/// up is enough.
pub(super) fn compression(column: &str, version: Version) -> Compression {
    match column {
        "tag" | "decimals" => Compression::UNCOMPRESSED,
        "scaled" if version == Version::First => Compression::UNCOMPRESSED,
        "scaled" | "time" => Compression::SNAPPY,
        _ => Compression::ZSTD(ZstdLevel::default()),
    }
}

/// Whether values come again so often that a dictionary of them is smaller than they are:
/// those of a converter with few steps, but not those that were computed.
fn repeat(values: &[f64]) -> bool {
    let step = (values.len() / DISTINCT_SAMPLE).max(1);
    let sample: Vec<u64> = values.iter().step_by(step).map(|value| value.to_bits()).collect();
    let distinct: HashSet<u64> = sample.iter().copied().collect();
    distinct.len() * 2 <= sample.len()
}

fn properties(dictionary: bool) -> WriterPropertiesPtr {
    let compression = |column| compression(column, Version::Second);
    let [time, value, scaled] = ["time", "value", "scaled"].map(ColumnPath::from);
    Arc::new(
        WriterProperties::builder()
            .set_created_by("plantwright historian".to_owned())
            .set_compression(compression(""))
            .set_column_compression(scaled.clone(), compression("scaled"))
            .set_column_statistics_enabled(scaled.clone(), EnabledStatistics::None)
            .set_column_compression(time.clone(), compression("time"))
            .set_column_dictionary_enabled(scaled.clone(), false)
            .set_column_encoding(scaled, Encoding::DELTA_BINARY_PACKED)
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_data_page_row_count_limit(BLOCK_ROWS)
            .set_max_row_group_row_count(Some(GROUP_ROWS))
            .set_column_dictionary_enabled(time.clone(), false)
            .set_column_encoding(time, Encoding::DELTA_BINARY_PACKED)
            .set_column_dictionary_enabled(value.clone(), dictionary)
            .set_column_encoding(value, Encoding::BYTE_STREAM_SPLIT)
            .build(),
    )
}

/// A stretch of one tag's rows, to be written.
struct Piece {
    tag: Arc<str>,
    run: Arc<Run>,
    rows: std::ops::Range<usize>,
}

/// Rows that become one row group.
#[derive(Default)]
struct Group {
    pieces: Vec<Piece>,
    rows: usize,
    /// With which all its values can be kept as integers.
    decimals: Option<Decimals>,
}

/// A row group as bytes, with what its pieces amount to.
struct EncodedGroup {
    rows: usize,
    decimals: Option<u8>,
    columns: Vec<(Bytes, ColumnCloseResult)>,
}

/// Writes one segment under temporary names; [`SegmentWriter::finish`] gives it its own.
/// Dropped before that, it removes what it wrote.
pub(crate) struct SegmentWriter {
    dir: PathBuf,
    id: u64,
    features: Features,
    schema: SchemaDescPtr,
    properties: WriterPropertiesPtr,
    /// The same for values that do not repeat.
    without_dictionary: WriterPropertiesPtr,
    samples_path: PathBuf,
    rollup_path: PathBuf,
    parquet: Option<SerializedFileWriter<BufWriter<File>>>,
    rollups: BufWriter<File>,
    rollups_len: u64,
    packer: Packer,
    index: Index,
    rows: u64,
    /// The row group being collected.
    open: Group,
    /// Row groups that wait to be encoded.
    waiting: Vec<Group>,
    waiting_rows: usize,
    /// The tag last pushed: its roll-ups are open until another comes.
    levels: Option<Levels>,
}

impl SegmentWriter {
    pub fn create(dir: &Path, id: u64, features: Features) -> Result<Self> {
        let samples_path = files::temporary(&samples_path(dir, id));
        let rollup_path = files::temporary(&rollup_path(dir, id));
        let properties = properties(true);
        let internal = |error: ParquetError| HistorianError::Invalid(error.to_string());
        let schema = schema(features).map_err(internal)?;
        let file = BufWriter::with_capacity(1 << 20, files::create_new(&samples_path)?);
        let parquet = SerializedFileWriter::new(file, schema.root_schema_ptr(), properties.clone())
            .map_err(|error| write_error(&samples_path, error))?;
        let mut rollups = BufWriter::with_capacity(1 << 18, files::create_new(&rollup_path)?);
        let packer = Packer::new().map_err(|error| HistorianError::Invalid(error.to_string()))?;
        rollups.write_all(&MAGIC).map_err(|error| HistorianError::io(&rollup_path, error))?;
        Ok(Self {
            dir: dir.to_path_buf(),
            id,
            features,
            schema,
            properties,
            without_dictionary: self::properties(false),
            samples_path,
            rollup_path,
            parquet: Some(parquet),
            rollups,
            rollups_len: MAGIC.len() as u64,
            packer,
            index: Index { features, ..Index::default() },
            rows: 0,
            open: Group::default(),
            waiting: Vec::new(),
            waiting_rows: 0,
            levels: None,
        })
    }

    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Adds runs that the features cover. Tags come in their order; several runs of
    /// one tag follow each other in the order of time.
    pub fn push(&mut self, runs: Vec<Prepared>) -> Result<()> {
        for prepared in runs {
            let Prepared { tag, run, decimals, features, levels, aggregate } = prepared;
            self.summarise(&tag, &run, features, levels, aggregate)?;
            self.divide(tag, run, decimals)?;
        }
        Ok(())
    }

    /// Takes the run into the index and the roll-ups.
    fn summarise(
        &mut self,
        tag: &Arc<str>,
        run: &Run,
        features: Features,
        levels: Levels,
        aggregate: Aggregate,
    ) -> Result<()> {
        let (Some(&first), Some(&last)) = (run.times.first(), run.times.last()) else { return Ok(()) };
        let end = run.len() - 1;
        let goes_on = self.index.entries.last().is_some_and(|entry| entry.tag == *tag);
        if !goes_on {
            self.close_tag()?;
            self.index.entries.push(TagEntry {
                tag: tag.clone(),
                row: self.rows,
                rows: 0,
                first,
                last,
                features: Features::default(),
                last_value: 0.0,
                last_kind: 0,
                last_quality: 0,
                numeric: false,
                aggregate: Aggregate::default(),
                levels: [None; 3],
                blocks: Box::default(),
            });
        }
        if let Some(entry) = self.index.entries.last_mut() {
            let mut blocks = std::mem::take(&mut entry.blocks).into_vec();
            let before = entry.rows as usize;
            let next = before.next_multiple_of(BLOCK_ROWS) - before;
            blocks.extend(run.times.iter().skip(next).step_by(BLOCK_ROWS));
            entry.blocks = blocks.into();
            entry.rows += run.len() as u64;
            entry.last = last;
            entry.features = entry.features.union(features);
            entry.last_value = run.values[end];
            entry.last_kind = run.kinds.get(end);
            entry.last_quality = run.quality.get(end);
            entry.numeric |= match run.kinds.values() {
                None => true,
                Some(kinds) => kinds.iter().any(|kind| *kind != Kind::Text as u8),
            };
            entry.aggregate.merge(&aggregate);
        }
        self.levels = Some(match self.levels.take() {
            Some(before) => rollup::join(before, levels),
            None => levels,
        });
        self.rows += run.len() as u64;
        Ok(())
    }

    /// Writes the roll-ups of the tag last pushed.
    fn close_tag(&mut self) -> Result<()> {
        let (Some(levels), Some(entry)) = (self.levels.take(), self.index.entries.last_mut()) else {
            return Ok(());
        };
        let mut bytes = Vec::new();
        for (index, level) in levels.iter().enumerate() {
            let Some(level) = level else { continue };
            let begin = bytes.len();
            let mut block = Vec::new();
            rollup::encode_block(&mut block, level, index);
            self.packer.pack(&mut bytes, &block);
            let block_len = (bytes.len() - begin) as u32;
            rollup::encode_sketches(&mut bytes, level);
            let sketch_len = (bytes.len() - begin) as u32 - block_len;
            let offset = self.rollups_len + begin as u64;
            entry.levels[index] = Some(LevelPlace { offset, block_len, sketch_len });
        }
        self.rollups.write_all(&bytes).map_err(|error| HistorianError::io(&self.rollup_path, error))?;
        self.rollups_len += bytes.len() as u64;
        Ok(())
    }

    /// Cuts the run into row groups.
    fn divide(&mut self, tag: Arc<str>, run: Run, decimals: Option<Decimals>) -> Result<()> {
        let run = Arc::new(run);
        let own = run.len() >= OWN_GROUP_ROWS;
        let joined = match (self.open.decimals, decimals) {
            (Some(open), Some(decimals)) => open.join(decimals),
            _ => None,
        };
        // Rounded values stay together, and large ones apart from finely divided ones.
        let apart = joined.is_none() && (self.open.decimals.is_some() || decimals.is_some());
        let mut from = 0;
        while from < run.len() {
            if own || apart || self.open.rows >= OWN_GROUP_ROWS * 8 {
                self.close_group()?;
            }
            self.open.decimals = if self.open.pieces.is_empty() { decimals } else { joined };
            let to = run.len().min(from + GROUP_ROWS - self.open.rows);
            self.open.pieces.push(Piece { tag: tag.clone(), run: run.clone(), rows: from..to });
            self.open.rows += to - from;
            from = to;
        }
        if own { self.close_group() } else { Ok(()) }
    }

    fn close_group(&mut self) -> Result<()> {
        if self.open.pieces.is_empty() {
            return Ok(());
        }
        self.waiting_rows += self.open.rows;
        self.waiting.push(std::mem::take(&mut self.open));
        if self.waiting_rows >= ENCODED_ROWS { self.encode() } else { Ok(()) }
    }

    /// Encodes the row groups that wait and writes them.
    fn encode(&mut self) -> Result<()> {
        let waiting = std::mem::take(&mut self.waiting);
        self.waiting_rows = 0;
        let encoded: Vec<Result<EncodedGroup, ParquetError>> =
            waiting.par_iter().map(|group| self.encode_group(group)).collect();
        drop(waiting);
        for group in encoded {
            let path = self.samples_path.clone();
            let group = group.map_err(|error| write_error(&path, error))?;
            self.append(group).map_err(|error| write_error(&path, error))?;
        }
        Ok(())
    }

    fn encode_group(&self, group: &Group) -> Result<EncodedGroup, ParquetError> {
        let pieces = &group.pieces[..];
        let decimals = group.decimals.map(|decimals| decimals.count);
        let mut columns = Vec::new();
        for (at, name) in self::columns(self.features).into_iter().enumerate() {
            let encoded = match name {
                "tag" => {
                    let tags: Vec<(&str, usize)> =
                        group.pieces.iter().map(|piece| (&*piece.tag, piece.rows.len())).collect();
                    runs::encode_tags(self.schema.column(at), &tags)
                }
                "time" => self.encode_column::<Int64Type>(at, pieces, |piece, out| {
                    out.extend_from_slice(&piece.run.times[piece.rows.clone()]);
                }),
                // Values that are kept as integers are read from there.
                "value" if decimals.is_some() => runs::encode_zeros(self.schema.column(at), group.rows),
                "value" => {
                    let values = filled(pieces, |piece, out| {
                        out.extend_from_slice(&piece.run.values[piece.rows.clone()]);
                    });
                    let repeat = repeat(&values);
                    let properties = if repeat { &self.properties } else { &self.without_dictionary };
                    self.encode_values::<DoubleType>(at, &values, properties)
                }
                "scaled" => self.encode_column::<Int64Type>(at, pieces, |piece, out| match decimals {
                    Some(decimals) => out.extend(scale(&piece.run.values[piece.rows.clone()], decimals)),
                    None => out.resize(out.len() + piece.rows.len(), 0),
                }),
                "decimals" => {
                    let decimals = decimals.map_or(-1, i32::from);
                    runs::encode_constant(self.schema.column(at), decimals, group.rows)
                }
                "quality" => self.encode_column::<Int32Type>(at, pieces, |piece, out| {
                    out.extend(piece.rows.clone().map(|row| piece.run.quality.get(row) as i32));
                }),
                "kind" => self.encode_column::<Int32Type>(at, pieces, |piece, out| {
                    out.extend(piece.rows.clone().map(|row| i32::from(piece.run.kinds.get(row))));
                }),
                "integer" => self.encode_column::<Int64Type>(at, pieces, |piece, out| {
                    out.extend(piece.rows.clone().map(|row| piece.run.integers.get(row)));
                }),
                _ => self.encode_column::<ByteArrayType>(at, pieces, |piece, out| {
                    out.extend(piece.rows.clone().map(|row| {
                        let text = piece.run.texts.get(row);
                        ByteArray::from(text.map_or_else(Vec::new, |text| text.as_bytes().to_vec()))
                    }));
                }),
            };
            columns.push(encoded?);
        }
        Ok(EncodedGroup { rows: group.rows, decimals, columns })
    }

    fn encode_column<T: DataType>(
        &self,
        at: usize,
        pieces: &[Piece],
        fill: impl Fn(&Piece, &mut Vec<T::T>),
    ) -> Result<(Bytes, ColumnCloseResult), ParquetError> {
        self.encode_values::<T>(at, &filled(pieces, fill), &self.properties)
    }

    fn encode_values<T: DataType>(
        &self,
        at: usize,
        values: &[T::T],
        properties: &WriterPropertiesPtr,
    ) -> Result<(Bytes, ColumnCloseResult), ParquetError> {
        let mut buffer = TrackedWrite::new(Vec::new());
        let pages = Box::new(SerializedPageWriter::new(&mut buffer));
        let writer = get_column_writer(self.schema.column(at), properties.clone(), pages);
        let mut writer = get_typed_column_writer::<T>(writer);
        writer.write_batch(values, None, None)?;
        let closed = writer.close()?;
        Ok((buffer.into_inner()?.into(), closed))
    }

    fn append(&mut self, group: EncodedGroup) -> Result<(), ParquetError> {
        let Some(parquet) = &mut self.parquet else { return Ok(()) };
        let mut places = Vec::with_capacity(group.columns.len());
        let mut writer = parquet.next_row_group()?;
        for (bytes, closed) in group.columns {
            places.push((closed.metadata.clone(), closed.offset_index.clone(), bytes.clone()));
            writer.append_column(&bytes, closed)?;
        }
        let written = writer.close()?;
        let columns = written.columns().iter().zip(places).map(|(chunk, (before, pages, bytes))| {
            let (offset, len) = chunk.byte_range();
            // Page offsets were counted from the start of the column's own buffer.
            let start = before.byte_range().0;
            let moved = |at: i64| (at as u64 - start) as usize;
            let crc = |from: usize, len: usize| crc32fast::hash(&bytes[from..from + len]);
            let pages: Box<[PagePlace]> = pages
                .iter()
                .flat_map(|pages| pages.page_locations.iter())
                .map(|page| {
                    let (at, len) = (moved(page.offset), page.compressed_page_size as usize);
                    PagePlace {
                        offset: offset + at as u64,
                        len: len as u32,
                        first_row: page.first_row_index as u32,
                        crc: crc(at, len),
                    }
                })
                .collect();
            let dictionary_len = match chunk.dictionary_page_offset() {
                Some(_) => (chunk.data_page_offset() as u64 - offset) as u32,
                None => 0,
            };
            let dictionary_crc = crc(0, dictionary_len as usize);
            ColumnPlace { offset, len, dictionary_len, dictionary_crc, pages }
        });
        let columns = columns.collect();
        let row = self.index.groups.last().map_or(0, |group| group.row + u64::from(group.rows));
        self.index.groups.push(GroupPlace {
            row,
            rows: group.rows as u32,
            decimals: group.decimals,
            columns,
        });
        Ok(())
    }

    /// Completes both files, makes them durable and gives them their names. The
    /// segment counts only once the manifest names it. `None` when nothing was pushed.
    pub fn finish(mut self, sequence: u64) -> Result<Option<SegmentMeta>> {
        self.close_group()?;
        self.encode()?;
        self.close_tag()?;
        if self.rows == 0 {
            return Ok(None);
        }
        let samples_path = self.samples_path.clone();
        if let Some(parquet) = self.parquet.take() {
            let file = parquet.into_inner().map_err(|error| write_error(&samples_path, error))?;
            sync(file, &samples_path)?;
        }
        let index = self.index.encode();
        let io = |error| HistorianError::io(&self.rollup_path, error);
        self.rollups.write_all(&index).map_err(io)?;
        self.rollups.flush().map_err(io)?;
        self.rollups.get_ref().sync_all().map_err(io)?;
        let mut bytes = 0;
        for (from, to) in [
            (&self.samples_path, super::samples_path(&self.dir, self.id)),
            (&self.rollup_path, super::rollup_path(&self.dir, self.id)),
        ] {
            let io = |error| HistorianError::io(from, error);
            bytes += fs::metadata(from).map_err(io)?.len();
            fs::rename(from, to).map_err(io)?;
        }
        files::sync_directory(&self.dir)?;
        let entries = &self.index.entries;
        Ok(Some(SegmentMeta {
            id: self.id,
            sequence,
            samples: self.rows,
            bytes,
            first: entries.iter().map(|entry| entry.first).min().unwrap_or(0),
            last: entries.iter().map(|entry| entry.last).max().unwrap_or(0),
        }))
    }
}

/// One column of all pieces.
fn filled<T>(pieces: &[Piece], fill: impl Fn(&Piece, &mut Vec<T>)) -> Vec<T> {
    let mut values = Vec::with_capacity(pieces.iter().map(|piece| piece.rows.len()).sum());
    pieces.iter().for_each(|piece| fill(piece, &mut values));
    values
}

impl Drop for SegmentWriter {
    fn drop(&mut self) {
        // After finish the temporary names are gone and this does nothing.
        let _ = fs::remove_file(&self.samples_path);
        let _ = fs::remove_file(&self.rollup_path);
    }
}

fn sync(file: BufWriter<File>, path: &Path) -> Result<()> {
    let io = |error| HistorianError::io(path, error);
    let file = file.into_inner().map_err(|error| io(error.into_error()))?;
    file.sync_all().map_err(io)
}

/// An error of the Parquet writer: nearly always the disk's.
fn write_error(path: &Path, error: ParquetError) -> HistorianError {
    match error {
        ParquetError::External(source) => match source.downcast::<std::io::Error>() {
            Ok(error) => HistorianError::io(path, *error),
            Err(other) => HistorianError::io(path, std::io::Error::other(other)),
        },
        other => HistorianError::io(path, std::io::Error::other(other)),
    }
}
