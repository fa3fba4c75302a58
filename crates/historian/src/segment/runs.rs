//! Columns that are a few long runs, such as the tag: written as that. Parquet's own
//! writer would hash the tag's name once a row.

use std::ops::Range;

use bytes::Bytes;
use parquet::basic::{Compression, Encoding};
use parquet::column::page::{CompressedPage, Page, PageWriter};
use parquet::column::writer::ColumnCloseResult;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::page_index::offset_index::{OffsetIndexMetaData, PageLocation};
use parquet::file::statistics::Statistics;
use parquet::file::writer::{SerializedPageWriter, TrackedWrite};
use parquet::schema::types::ColumnDescPtr;

use super::index::BLOCK_ROWS;
use crate::varint::put_varint;

/// The tags of a row group, sorted, each with its number of rows.
pub(super) fn encode_tags(
    descriptor: ColumnDescPtr,
    runs: &[(&str, usize)],
) -> Result<(Bytes, ColumnCloseResult), ParquetError> {
    let mut dictionary = Vec::new();
    for (tag, _) in runs {
        dictionary.extend_from_slice(&(tag.len() as u32).to_le_bytes());
        dictionary.extend_from_slice(tag.as_bytes());
    }
    let end = |run: Option<&(&str, usize)>| run.map(|(tag, _)| ByteArray::from(*tag));
    let statistics = Statistics::byte_array(end(runs.first()), end(runs.last()), None, Some(0), false);
    let rows: Vec<usize> = runs.iter().map(|(_, rows)| *rows).collect();
    encode(descriptor, dictionary, &rows, statistics)
}

/// The same integer in every row.
pub(super) fn encode_constant(
    descriptor: ColumnDescPtr,
    value: i32,
    rows: usize,
) -> Result<(Bytes, ColumnCloseResult), ParquetError> {
    let statistics = Statistics::int32(Some(value), Some(value), None, Some(0), false);
    encode(descriptor, value.to_le_bytes().to_vec(), &[rows], statistics)
}

/// Zero in every row.
pub(super) fn encode_zeros(
    descriptor: ColumnDescPtr,
    rows: usize,
) -> Result<(Bytes, ColumnCloseResult), ParquetError> {
    let statistics = Statistics::double(Some(0.0), Some(0.0), None, Some(0), false);
    encode(descriptor, 0_f64.to_le_bytes().to_vec(), &[rows], statistics)
}

/// A page with the plain `dictionary` and data pages of run lengths (Parquet's
/// RLE_DICTIONARY): `runs[i]` rows of the i-th entry.
fn encode(
    descriptor: ColumnDescPtr,
    dictionary: Vec<u8>,
    runs: &[usize],
    statistics: Statistics,
) -> Result<(Bytes, ColumnCloseResult), ParquetError> {
    let mut buffer = TrackedWrite::new(Vec::new());
    let mut writer = SerializedPageWriter::new(&mut buffer);
    let mut uncompressed = 0;
    let mut put = |writer: &mut SerializedPageWriter<'_, Vec<u8>>, page: Page| {
        let len = page.buffer().len();
        let spec = writer.write_page(CompressedPage::new(page, len))?;
        uncompressed += spec.uncompressed_size;
        Ok::<_, ParquetError>(spec)
    };
    let first = put(
        &mut writer,
        Page::DictionaryPage {
            buf: dictionary.into(),
            num_values: runs.len() as u32,
            encoding: Encoding::PLAIN,
            is_sorted: true,
        },
    )?;
    let rows: usize = runs.iter().sum();
    let mut locations = Vec::new();
    for start in (0..rows).step_by(BLOCK_ROWS) {
        let page = start..rows.min(start + BLOCK_ROWS);
        let spec = put(
            &mut writer,
            Page::DataPage {
                buf: data_page(runs, page.clone()).into(),
                num_values: page.len() as u32,
                encoding: Encoding::RLE_DICTIONARY,
                def_level_encoding: Encoding::RLE,
                rep_level_encoding: Encoding::RLE,
                statistics: None,
            },
        )?;
        locations.push(PageLocation {
            offset: spec.offset as i64,
            compressed_page_size: spec.compressed_size as i32,
            first_row_index: start as i64,
        });
    }
    let bytes: Bytes = buffer.into_inner()?.into();
    let metadata = ColumnChunkMetaData::builder(descriptor)
        .set_compression(Compression::UNCOMPRESSED)
        .set_encodings(vec![Encoding::PLAIN, Encoding::RLE, Encoding::RLE_DICTIONARY])
        .set_num_values(rows as i64)
        .set_total_compressed_size(bytes.len() as i64)
        .set_total_uncompressed_size(uncompressed as i64)
        .set_dictionary_page_offset(Some(first.offset as i64))
        .set_data_page_offset(locations.first().map_or(0, |page| page.offset))
        .set_statistics(statistics)
        .build()?;
    let closed = ColumnCloseResult {
        bytes_written: bytes.len() as u64,
        rows_written: rows as u64,
        metadata,
        bloom_filter: None,
        column_index: None,
        offset_index: Some(OffsetIndexMetaData {
            page_locations: locations,
            unencoded_byte_array_data_bytes: None,
        }),
    };
    Ok((bytes, closed))
}

/// Width of an index, then the runs that the page holds of each entry.
fn data_page(runs: &[usize], page: Range<usize>) -> Vec<u8> {
    let bits = (usize::BITS - runs.len().saturating_sub(1).leading_zeros()).max(1);
    let mut out = vec![bits as u8];
    let mut row = 0;
    for (index, rows) in runs.iter().enumerate() {
        let held = row.max(page.start)..(row + rows).min(page.end);
        if !held.is_empty() {
            put_varint(&mut out, (held.len() as u64) << 1);
            out.extend_from_slice(&index.to_le_bytes()[..bits.div_ceil(8) as usize]);
        }
        row += rows;
    }
    out
}
