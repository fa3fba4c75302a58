//! The index of a segment: where each tag's rows, their pages and roll-ups are.
//!
//! It stands at the end of the roll-up file, so that a tag is found and read
//! without parsing the Parquet footer:
//! `magic, roll-up blocks..., index, crc32 of index, length of index, magic`.

use std::sync::Arc;

use crate::aggregate::Aggregate;
use crate::error::{HistorianError, Result};
use crate::files::RandomFile;
use crate::varint::{put_varint, take_varint, unzigzag, zigzag};

pub(super) const MAGIC: [u8; 8] = *b"PWROLL02";
const FIRST_MAGIC: [u8; 8] = *b"PWROLL01";

/// How a segment's files are laid out. New ones are of the last version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Version {
    /// Neither pages of scaled values nor blocks of roll-ups are compressed.
    First,
    #[default]
    Second,
}

/// Rows between two entries of a tag's table of times, and rows of a Parquet page.
pub(crate) const BLOCK_ROWS: usize = 8192;

/// Which columns a segment has beside tag, time and value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Features {
    /// Some row group keeps values as they are.
    pub plain: bool,
    /// Some row group keeps values as decimals.
    pub scaled: bool,
    pub quality: bool,
    pub kinds: bool,
    pub integers: bool,
    pub texts: bool,
}

impl Features {
    fn to_byte(self) -> u8 {
        u8::from(self.quality)
            | u8::from(self.kinds) << 1
            | u8::from(self.integers) << 2
            | u8::from(self.texts) << 3
            | u8::from(self.plain) << 4
            | u8::from(self.scaled) << 5
    }

    fn from_byte(byte: u8) -> Self {
        Self {
            quality: byte & 1 != 0,
            kinds: byte & 2 != 0,
            integers: byte & 4 != 0,
            texts: byte & 8 != 0,
            plain: byte & 16 != 0,
            scaled: byte & 32 != 0,
        }
    }

    pub fn union(self, other: Self) -> Self {
        Self::from_byte(self.to_byte() | other.to_byte())
    }

    /// Whether what `other` needs is here.
    pub fn covers(self, other: Self) -> bool {
        self.union(other) == self
    }
}

/// Where a level's block and its sketches, right after it, are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LevelPlace {
    pub offset: u64,
    pub block_len: u32,
    pub sketch_len: u32,
}

/// What the index knows of one tag.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TagEntry {
    pub tag: Arc<str>,
    /// Row of the file at which the tag begins.
    pub row: u64,
    pub rows: u64,
    pub first: i64,
    pub last: i64,
    /// Columns in which the tag has something; the others are all default.
    pub features: Features,
    /// The last sample's value as a number, its kind and quality.
    pub last_value: f64,
    pub last_kind: u8,
    pub last_quality: u32,
    /// Whether any sample is a number.
    pub numeric: bool,
    pub aggregate: Aggregate,
    pub levels: [Option<LevelPlace>; 3],
    /// The time of every [`BLOCK_ROWS`]-th row.
    pub blocks: Box<[i64]>,
}

/// One page: where it is in the file, and its first row within the row group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PagePlace {
    pub offset: u64,
    pub len: u32,
    pub first_row: u32,
    /// CRC-32 of its bytes, header included.
    pub crc: u32,
}

/// One column of one row group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ColumnPlace {
    pub offset: u64,
    pub len: u64,
    /// Length of the dictionary page at the start, 0 without one.
    pub dictionary_len: u32,
    pub dictionary_crc: u32,
    pub pages: Box<[PagePlace]>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct GroupPlace {
    /// First row of the file.
    pub row: u64,
    pub rows: u32,
    /// How many decimals its values have, where they are kept as integers.
    pub decimals: Option<u8>,
    /// In the order of the file's columns.
    pub columns: Box<[ColumnPlace]>,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Index {
    pub version: Version,
    pub features: Features,
    /// Sorted by tag.
    pub entries: Vec<TagEntry>,
    pub groups: Vec<GroupPlace>,
}

impl Index {
    pub fn find(&self, tag: &str) -> Option<usize> {
        self.entries.binary_search_by(|entry| (*entry.tag).cmp(tag)).ok()
    }

    /// Row groups that hold rows of `[from, to)`.
    pub fn groups(&self, from: u64, to: u64) -> &[GroupPlace] {
        let start = self.groups.partition_point(|group| group.row + u64::from(group.rows) <= from);
        let end = self.groups.partition_point(|group| group.row < to);
        &self.groups[start..end.max(start)]
    }

    pub fn read(file: &RandomFile) -> Result<Self> {
        let damaged = |detail: &str| HistorianError::damaged(&file.path, detail);
        let tail_len = 4 + 8 + MAGIC.len();
        let Some(tail_at) = file.len.checked_sub(tail_len as u64) else {
            return Err(damaged("it is too short"));
        };
        let tail = file.read(tail_at, tail_len)?;
        let version = match &tail[12..] {
            magic if *magic == MAGIC => Version::Second,
            magic if *magic == FIRST_MAGIC => Version::First,
            _ => return Err(damaged("it does not end as a roll-up file does")),
        };
        let crc = u32::from_le_bytes(tail[..4].try_into().unwrap_or_default());
        let len = u64::from_le_bytes(tail[4..12].try_into().unwrap_or_default());
        let Some(at) = tail_at.checked_sub(len) else {
            return Err(damaged("its index is longer than itself"));
        };
        let bytes = file.read(at, len as usize)?;
        if crc32fast::hash(&bytes) != crc {
            return Err(damaged("its index fails its checksum"));
        }
        let index = Self::decode(&bytes).ok_or_else(|| damaged("its index cannot be read"))?;
        Ok(Self { version, ..index })
    }

    /// The index with what closes the file.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = vec![self.features.to_byte()];
        put_varint(&mut out, self.groups.len() as u64);
        let columns = self.groups.first().map_or(0, |group| group.columns.len());
        put_varint(&mut out, columns as u64);
        for group in &self.groups {
            put_varint(&mut out, u64::from(group.rows));
            out.push(group.decimals.map_or(0, |decimals| decimals + 1));
            for column in &group.columns {
                put_varint(&mut out, column.offset);
                put_varint(&mut out, column.len);
                put_varint(&mut out, u64::from(column.dictionary_len));
                put_u32(&mut out, column.dictionary_crc);
                put_varint(&mut out, column.pages.len() as u64);
                for page in &column.pages {
                    put_varint(&mut out, page.offset - column.offset);
                    put_varint(&mut out, u64::from(page.len));
                    put_varint(&mut out, u64::from(page.first_row));
                    put_u32(&mut out, page.crc);
                }
            }
        }
        put_varint(&mut out, self.entries.len() as u64);
        for entry in &self.entries {
            entry.encode(&mut out);
        }
        let (crc, len) = (crc32fast::hash(&out), out.len() as u64);
        out.extend_from_slice(&crc.to_le_bytes());
        out.extend_from_slice(&len.to_le_bytes());
        out.extend_from_slice(&MAGIC);
        out
    }

    fn decode(mut bytes: &[u8]) -> Option<Self> {
        let bytes = &mut bytes;
        let mut index = Self { features: Features::from_byte(take_byte(bytes)?), ..Self::default() };
        let groups = take_varint(bytes)?;
        let columns = take_varint(bytes)?;
        let mut row = 0;
        for _ in 0..groups {
            let rows = take_u32(bytes)?;
            let decimals = take_byte(bytes)?.checked_sub(1);
            let columns = (0..columns).map(|_| decode_column(bytes)).collect::<Option<_>>()?;
            index.groups.push(GroupPlace { row, rows, decimals, columns });
            row += u64::from(rows);
        }
        for _ in 0..take_varint(bytes)? {
            index.entries.push(TagEntry::decode(bytes)?);
        }
        Some(index)
    }
}

fn decode_column(bytes: &mut &[u8]) -> Option<ColumnPlace> {
    let offset = take_varint(bytes)?;
    let len = take_varint(bytes)?;
    let dictionary_len = take_u32(bytes)?;
    let dictionary_crc = take_crc(bytes)?;
    let pages = (0..take_varint(bytes)?)
        .map(|_| {
            let offset = offset.checked_add(take_varint(bytes)?)?;
            let (len, first_row) = (take_u32(bytes)?, take_u32(bytes)?);
            Some(PagePlace { offset, len, first_row, crc: take_crc(bytes)? })
        })
        .collect::<Option<_>>()?;
    Some(ColumnPlace { offset, len, dictionary_len, dictionary_crc, pages })
}

impl TagEntry {
    fn encode(&self, out: &mut Vec<u8>) {
        put_varint(out, self.tag.len() as u64);
        out.extend_from_slice(self.tag.as_bytes());
        put_varint(out, self.row);
        put_varint(out, self.rows);
        put_time(out, self.first);
        put_time(out, self.last);
        out.push(self.features.to_byte());
        put_float(out, self.last_value);
        out.push(self.last_kind);
        put_varint(out, u64::from(self.last_quality));
        out.push(u8::from(self.numeric));
        let a = &self.aggregate;
        for count in [a.count, a.good, a.uncertain, a.bad] {
            put_varint(out, count);
        }
        for value in [a.sum, a.squared_deviations, a.minimum, a.maximum, a.first, a.last] {
            put_float(out, value);
        }
        for time in [a.minimum_time, a.maximum_time, a.first_time, a.last_time] {
            put_time(out, time);
        }
        for level in &self.levels {
            match level {
                None => put_varint(out, 0),
                Some(place) => {
                    put_varint(out, u64::from(place.block_len));
                    put_varint(out, u64::from(place.sketch_len));
                    put_varint(out, place.offset);
                }
            }
        }
        put_varint(out, self.blocks.len() as u64);
        let mut previous = self.first;
        for &time in &self.blocks {
            put_varint(out, zigzag(time.wrapping_sub(previous)));
            previous = time;
        }
    }

    fn decode(bytes: &mut &[u8]) -> Option<Self> {
        let len = usize::try_from(take_varint(bytes)?).ok()?;
        let (name, rest) = bytes.split_at_checked(len)?;
        *bytes = rest;
        let tag = Arc::from(std::str::from_utf8(name).ok()?);
        let row = take_varint(bytes)?;
        let rows = take_varint(bytes)?;
        let first = take_time(bytes)?;
        let last = take_time(bytes)?;
        let features = Features::from_byte(take_byte(bytes)?);
        let last_value = take_float(bytes)?;
        let last_kind = take_byte(bytes)?;
        let last_quality = take_u32(bytes)?;
        let numeric = take_byte(bytes)? != 0;
        // Fields are taken in the order in which they were put.
        let aggregate = Aggregate {
            count: take_varint(bytes)?,
            good: take_varint(bytes)?,
            uncertain: take_varint(bytes)?,
            bad: take_varint(bytes)?,
            sum: take_float(bytes)?,
            squared_deviations: take_float(bytes)?,
            minimum: take_float(bytes)?,
            maximum: take_float(bytes)?,
            first: take_float(bytes)?,
            last: take_float(bytes)?,
            minimum_time: take_time(bytes)?,
            maximum_time: take_time(bytes)?,
            first_time: take_time(bytes)?,
            last_time: take_time(bytes)?,
        };
        let mut levels = [None; 3];
        for level in &mut levels {
            let block_len = take_u32(bytes)?;
            if block_len > 0 {
                let sketch_len = take_u32(bytes)?;
                *level = Some(LevelPlace { offset: take_varint(bytes)?, block_len, sketch_len });
            }
        }
        let mut time = first;
        let mut blocks = Vec::new();
        for _ in 0..take_varint(bytes)? {
            time = time.wrapping_add(unzigzag(take_varint(bytes)?));
            blocks.push(time);
        }
        Some(Self {
            tag,
            row,
            rows,
            first,
            last,
            features,
            last_value,
            last_kind,
            last_quality,
            numeric,
            aggregate,
            levels,
            blocks: blocks.into(),
        })
    }
}

fn put_u32(out: &mut Vec<u8>, value: u32) {
    out.extend_from_slice(&value.to_le_bytes());
}

fn put_time(out: &mut Vec<u8>, time: i64) {
    out.extend_from_slice(&time.to_le_bytes());
}

fn put_float(out: &mut Vec<u8>, value: f64) {
    out.extend_from_slice(&value.to_le_bytes());
}

fn take_crc(bytes: &mut &[u8]) -> Option<u32> {
    let (crc, rest) = bytes.split_first_chunk::<4>()?;
    *bytes = rest;
    Some(u32::from_le_bytes(*crc))
}

fn take_time(bytes: &mut &[u8]) -> Option<i64> {
    let (time, rest) = bytes.split_first_chunk::<8>()?;
    *bytes = rest;
    Some(i64::from_le_bytes(*time))
}

fn take_float(bytes: &mut &[u8]) -> Option<f64> {
    let (value, rest) = bytes.split_first_chunk::<8>()?;
    *bytes = rest;
    Some(f64::from_le_bytes(*value))
}

fn take_byte(bytes: &mut &[u8]) -> Option<u8> {
    let (byte, rest) = bytes.split_first()?;
    *bytes = rest;
    Some(*byte)
}

fn take_u32(bytes: &mut &[u8]) -> Option<u32> {
    u32::try_from(take_varint(bytes)?).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_index_comes_back_and_damage_is_seen() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.rollup");
        let entry = |tag: &str, row| TagEntry {
            tag: tag.into(),
            row,
            rows: 10_000,
            first: -5,
            last: 9_995,
            features: Features { quality: true, ..Features::default() },
            last_value: 1.5,
            last_kind: 1,
            last_quality: 0x4000_0000,
            numeric: true,
            aggregate: Aggregate::of(&[1, 2], &[3.0, 4.0], None),
            levels: [Some(LevelPlace { offset: 8, block_len: 100, sketch_len: 0 }), None, None],
            blocks: Box::new([-5, 8187]),
        };
        let page = PagePlace { offset: 120, len: 30, first_row: 0, crc: 7 };
        let column = ColumnPlace {
            offset: 100,
            len: 50,
            dictionary_len: 20,
            dictionary_crc: 9,
            pages: Box::new([page]),
        };
        let index = Index {
            version: Version::Second,
            features: Features { texts: true, ..Features::default() },
            entries: vec![entry("a", 0), entry("b", 10_000)],
            groups: vec![GroupPlace { row: 0, rows: 20_000, decimals: Some(2), columns: Box::new([column]) }],
        };
        let bytes = index.encode();
        std::fs::write(&path, &bytes).unwrap();
        assert_eq!(Index::read(&RandomFile::open(&path).unwrap()).unwrap(), index);
        assert_eq!(index.find("b"), Some(1));
        assert_eq!(index.find("c"), None);
        let mut older = bytes.clone();
        let magic_at = older.len() - FIRST_MAGIC.len();
        older[magic_at..].copy_from_slice(&FIRST_MAGIC);
        std::fs::write(&path, &older).unwrap();
        let older = Index::read(&RandomFile::open(&path).unwrap()).unwrap();
        assert_eq!(older, Index { version: Version::First, ..index });
        for at in [0, bytes.len() / 2, bytes.len() - 20, bytes.len() - 1] {
            let mut broken = bytes.clone();
            broken[at] ^= 0x10;
            std::fs::write(&path, &broken).unwrap();
            assert!(matches!(
                Index::read(&RandomFile::open(&path).unwrap()),
                Err(HistorianError::Damaged { .. } | HistorianError::Io { .. })
            ));
        }
    }
}
