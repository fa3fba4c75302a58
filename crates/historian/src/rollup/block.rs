//! One level of one tag as bytes, column by column, read by one `pread`.
//!
//! Sensors round: where the values of a block are all multiples of a power of
//! ten, they are kept as integers (as ALP does; Afroozeh, Kuffo, Boncz, "ALP:
//! Adaptive Lossless floating-Point Compression", SIGMOD 2023), and so are sums
//! and squared deviations, which then are integers too, up to the rounding that
//! their floating-point sums picked up.

use std::borrow::Cow;
use std::cell::RefCell;

use zstd::bulk::{Compressor, Decompressor};

use super::integers::{decode, encode};
use super::{Cell, LEVELS, Level};
use crate::aggregate::Aggregate;
use crate::segment::round;
use crate::sketch::Sketch;
use crate::varint::{put_varint, take_varint};

const PLAIN: u8 = 0xff;
const LARGEST_EXPONENT: u8 = 6;
/// Integers up to here are exact as doubles, sums of squares included.
const LARGEST: f64 = 1e15;

/// Values scaled to integers.
struct Scaled {
    minimum: Vec<i64>,
    maximum: Vec<i64>,
    first: Vec<i64>,
    last: Vec<i64>,
    sum: Vec<i64>,
    squares: Vec<i64>,
}

/// Appends a level's cells to `out`, closed by a CRC.
pub(crate) fn encode_block(out: &mut Vec<u8>, level: &Level, index: usize) {
    let begin = out.len();
    let cells = &level.cells;
    let column = |of: &dyn Fn(&Cell) -> i64| cells.iter().map(of).collect::<Vec<i64>>();
    put_varint(out, cells.len() as u64);
    encode(out, &column(&|cell| cell.start.div_euclid(LEVELS[index])));
    encode(out, &column(&|cell| cell.aggregate.samples() as i64));
    encode(out, &column(&|cell| (cell.aggregate.samples() - cell.aggregate.count) as i64));
    encode(out, &column(&|cell| cell.aggregate.uncertain as i64));
    encode(out, &column(&|cell| cell.aggregate.bad as i64));
    for time in [minimum_time, maximum_time, first_time, last_time] {
        // Empty cells keep 0 so that they do not widen the column.
        encode(
            out,
            &column(&|cell| {
                if cell.aggregate.count == 0 { 0 } else { time(&cell.aggregate).wrapping_sub(cell.start) }
            }),
        );
    }
    match (0..=LARGEST_EXPONENT).find_map(|exponent| Some((exponent, scale(cells, exponent)?))) {
        Some((exponent, scaled)) => {
            out.push(exponent);
            let Scaled { minimum, maximum, first, last, sum, squares } = scaled;
            for column in [&minimum, &maximum, &first, &last, &sum, &squares] {
                encode(out, column);
            }
        }
        None => {
            out.push(PLAIN);
            for value in [
                |a: &Aggregate| a.minimum,
                |a: &Aggregate| a.maximum,
                |a: &Aggregate| a.first,
                |a: &Aggregate| a.last,
                |a: &Aggregate| a.sum,
                |a: &Aggregate| a.squared_deviations,
            ] {
                for cell in cells {
                    out.extend_from_slice(&value(&cell.aggregate).to_le_bytes());
                }
            }
        }
    }
    let crc = crc32fast::hash(&out[begin..]);
    out.extend_from_slice(&crc.to_le_bytes());
}

fn minimum_time(aggregate: &Aggregate) -> i64 {
    aggregate.minimum_time
}
fn maximum_time(aggregate: &Aggregate) -> i64 {
    aggregate.maximum_time
}
fn first_time(aggregate: &Aggregate) -> i64 {
    aggregate.first_time
}
fn last_time(aggregate: &Aggregate) -> i64 {
    aggregate.last_time
}

fn power_of_ten(exponent: u8) -> f64 {
    [1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6][usize::from(exponent.min(LARGEST_EXPONENT))]
}

/// The integer that `value` is in units of `1 / factor`, if it is one exactly. Negative
/// zero is zero to a sensor.
fn exact(value: f64, factor: f64) -> Option<i64> {
    let scaled = round(value * factor);
    (scaled.abs() < LARGEST && scaled / factor == value).then_some(scaled as i64)
}

/// The same up to the rounding of a sum: `noise` is what it may be off by.
fn nearly(value: f64, factor: f64, noise: f64) -> Option<i64> {
    let scaled = round(value * factor);
    (scaled.abs() < LARGEST && (scaled / factor - value).abs() <= noise).then_some(scaled as i64)
}

/// All columns as integers, each value relative to its cell's minimum.
fn scale(cells: &[Cell], exponent: u8) -> Option<Scaled> {
    let factor = power_of_ten(exponent);
    let column = || Vec::with_capacity(cells.len());
    let mut scaled = Scaled {
        minimum: column(),
        maximum: column(),
        first: column(),
        last: column(),
        sum: column(),
        squares: column(),
    };
    for cell in cells {
        let aggregate = &cell.aggregate;
        if aggregate.count == 0 {
            for column in [
                &mut scaled.minimum,
                &mut scaled.maximum,
                &mut scaled.first,
                &mut scaled.last,
                &mut scaled.sum,
                &mut scaled.squares,
            ] {
                column.push(0);
            }
            continue;
        }
        let count = aggregate.count as f64;
        let minimum = exact(aggregate.minimum, factor)?;
        let magnitude = aggregate.minimum.abs().max(aggregate.maximum.abs());
        let spread = aggregate.maximum - aggregate.minimum;
        // A sum of n rounded terms is off by at most n units in the last place of the total.
        let sum_noise = (4.0 * f64::EPSILON * count * magnitude * count.sqrt()).min(0.01 / factor);
        let sum = nearly(aggregate.sum, factor, sum_noise)?;
        let squares_factor = factor * factor * count;
        let squares_noise = (1e-11
            * (aggregate.squared_deviations + count * spread * f64::EPSILON * magnitude))
            .max(8.0 * f64::EPSILON * count * magnitude * spread);
        let squares = nearly(aggregate.squared_deviations, squares_factor, squares_noise)?;
        scaled.minimum.push(minimum);
        scaled.maximum.push(exact(aggregate.maximum, factor)? - minimum);
        scaled.first.push(exact(aggregate.first, factor)? - minimum);
        scaled.last.push(exact(aggregate.last, factor)? - minimum);
        scaled.sum.push(sum.checked_sub(minimum.checked_mul(aggregate.count as i64)?)?);
        scaled.squares.push(squares);
    }
    Some(scaled)
}

/// A block as it stands in the file: whether it is compressed, then itself, whichever is smaller.
pub(crate) struct Packer(Compressor<'static>);

const AS_IT_IS: u8 = 0;
const COMPRESSED: u8 = 1;
/// A block is not longer than this; a length beyond it is damage.
const LONGEST: u64 = 1 << 30;

impl Packer {
    pub fn new() -> std::io::Result<Self> {
        Compressor::new(1).map(Self)
    }

    /// Appends the packed block to `out`.
    pub fn pack(&mut self, out: &mut Vec<u8>, block: &[u8]) {
        match self.0.compress(block) {
            // What is hardly smaller is not worth the time to unpack it.
            Ok(packed) if packed.len() < block.len() - block.len() / 16 => {
                out.push(COMPRESSED);
                put_varint(out, block.len() as u64);
                out.extend_from_slice(&packed);
            }
            _ => {
                out.push(AS_IT_IS);
                out.extend_from_slice(block);
            }
        }
    }
}

thread_local! {
    /// Kept, because setting one up takes longer than unpacking a block.
    static UNPACKER: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

/// Takes a block out of what [`Packer::pack`] made of it; `None` when it is damaged.
pub(crate) fn unpack_block(packed: &[u8]) -> Option<Cow<'_, [u8]>> {
    let (&form, mut rest) = packed.split_first()?;
    match form {
        AS_IT_IS => Some(Cow::Borrowed(rest)),
        COMPRESSED => {
            let len = take_varint(&mut rest).filter(|len| *len <= LONGEST)? as usize;
            UNPACKER.with_borrow_mut(|unpacker| {
                let unpacker = match unpacker {
                    Some(unpacker) => unpacker,
                    None => unpacker.insert(Decompressor::new().ok()?),
                };
                unpacker.decompress(rest, len).ok().map(Cow::Owned)
            })
        }
        _ => None,
    }
}

/// Reads a block back; `None` when it is damaged.
pub(crate) fn decode_block(bytes: &[u8], index: usize) -> Option<Vec<Cell>> {
    let (mut body, crc) = bytes.split_last_chunk::<4>()?;
    if crc32fast::hash(body) != u32::from_le_bytes(*crc) {
        return None;
    }
    let bytes = &mut body;
    let len = usize::try_from(take_varint(bytes)?).ok()?;
    let starts = decode(bytes, len)?;
    let samples = decode(bytes, len)?;
    let left_out = decode(bytes, len)?;
    let uncertain = decode(bytes, len)?;
    let bad = decode(bytes, len)?;
    let minimum_time = decode(bytes, len)?;
    let maximum_time = decode(bytes, len)?;
    let first_time = decode(bytes, len)?;
    let last_time = decode(bytes, len)?;
    let (&exponent, rest) = bytes.split_first()?;
    *bytes = rest;
    let mut cells: Vec<Cell> = Vec::with_capacity(len);
    for row in 0..len {
        let start = starts[row].wrapping_mul(LEVELS[index]);
        let at = |time: i64| start.wrapping_add(time);
        let aggregate = Aggregate {
            count: samples[row].wrapping_sub(left_out[row]) as u64,
            good: samples[row].wrapping_sub(uncertain[row]).wrapping_sub(bad[row]) as u64,
            uncertain: uncertain[row] as u64,
            bad: bad[row] as u64,
            minimum_time: at(minimum_time[row]),
            maximum_time: at(maximum_time[row]),
            first_time: at(first_time[row]),
            last_time: at(last_time[row]),
            ..Aggregate::default()
        };
        cells.push(Cell { start, aggregate });
    }
    if exponent == PLAIN {
        decode_plain(bytes, &mut cells)?
    } else {
        decode_scaled(bytes, exponent, &mut cells)?
    }
    for cell in &mut cells {
        if cell.aggregate.count == 0 {
            let Aggregate { good, uncertain, bad, .. } = cell.aggregate;
            cell.aggregate = Aggregate { good, uncertain, bad, ..Aggregate::default() };
        }
    }
    Some(cells)
}

fn decode_scaled(bytes: &mut &[u8], exponent: u8, cells: &mut [Cell]) -> Option<()> {
    let factor = power_of_ten(exponent);
    let minimum = decode(bytes, cells.len())?;
    let maximum = decode(bytes, cells.len())?;
    let first = decode(bytes, cells.len())?;
    let last = decode(bytes, cells.len())?;
    let sum = decode(bytes, cells.len())?;
    let squares = decode(bytes, cells.len())?;
    for (row, cell) in cells.iter_mut().enumerate() {
        let aggregate = &mut cell.aggregate;
        let base = minimum[row];
        let unscale = |above: i64| base.wrapping_add(above) as f64 / factor;
        aggregate.minimum = base as f64 / factor;
        aggregate.maximum = unscale(maximum[row]);
        aggregate.first = unscale(first[row]);
        aggregate.last = unscale(last[row]);
        aggregate.sum = base.wrapping_mul(aggregate.count as i64).wrapping_add(sum[row]) as f64 / factor;
        aggregate.squared_deviations = squares[row] as f64 / (factor * factor * aggregate.count as f64);
    }
    Some(())
}

fn decode_plain(bytes: &mut &[u8], cells: &mut [Cell]) -> Option<()> {
    for target in [
        |a: &mut Aggregate, v| a.minimum = v,
        |a: &mut Aggregate, v| a.maximum = v,
        |a: &mut Aggregate, v| a.first = v,
        |a: &mut Aggregate, v| a.last = v,
        |a: &mut Aggregate, v| a.sum = v,
        |a: &mut Aggregate, v| a.squared_deviations = v,
    ] {
        for cell in cells.iter_mut() {
            let (value, rest) = bytes.split_first_chunk::<8>()?;
            target(&mut cell.aggregate, f64::from_le_bytes(*value));
            *bytes = rest;
        }
    }
    Some(())
}

/// Appends a level's sketches, closed by a CRC; nothing where it has none.
pub(crate) fn encode_sketches(out: &mut Vec<u8>, level: &Level) {
    if level.sketches.is_empty() {
        return;
    }
    let begin = out.len();
    for sketch in &level.sketches {
        sketch.encode(out);
    }
    let crc = crc32fast::hash(&out[begin..]);
    out.extend_from_slice(&crc.to_le_bytes());
}

/// Reads sketches back, one for each of `cells` cells.
pub(crate) fn decode_sketches(bytes: &[u8], cells: usize) -> Option<Vec<Sketch>> {
    let (mut body, crc) = bytes.split_last_chunk::<4>()?;
    if crc32fast::hash(body) != u32::from_le_bytes(*crc) {
        return None;
    }
    (0..cells).map(|_| Sketch::decode(&mut body)).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::rollup::levels;
    use crate::run::Run;
    use plant::{Quality, Value};

    fn check(value: impl Fn(i64) -> f64, quality: impl Fn(i64) -> Quality, plain: bool) {
        let mut run = Run::default();
        for i in 0..20_000 {
            run.push(i * 1_000_000_000, &Value::Float(value(i)), quality(i));
        }
        let levels = levels(&run);
        for (index, level) in levels.iter().enumerate() {
            let Some(level) = level else { continue };
            let mut bytes = Vec::new();
            encode_block(&mut bytes, level, index);
            let cells = decode_block(&bytes, index).unwrap();
            assert_eq!(cells.len(), level.cells.len());
            for (got, expected) in cells.iter().zip(&level.cells) {
                let (got, want) = (&got.aggregate, &expected.aggregate);
                let close =
                    |a: f64, b: f64| (a - b).abs() <= 1e-9 * b.abs().max(1e-3) || (a.is_nan() && b.is_nan());
                assert!(close(got.sum, want.sum), "{got:?} {want:?}");
                assert!(close(got.squared_deviations, want.squared_deviations), "{got:?} {want:?}");
                let settled =
                    Aggregate { sum: want.sum, squared_deviations: want.squared_deviations, ..*got };
                assert_eq!(format!("{settled:?}"), format!("{want:?}"));
            }
            if index == 0 {
                assert_eq!(
                    bytes.len() > 40 * cells.len(),
                    plain,
                    "{} bytes for {}",
                    bytes.len(),
                    cells.len()
                );
            }
            let mut packed = Vec::new();
            Packer::new().unwrap().pack(&mut packed, &bytes);
            assert!(packed.len() <= bytes.len() + 1);
            assert_eq!(unpack_block(&packed).as_deref(), Some(&bytes[..]));
            assert_eq!(unpack_block(&packed[..0]), None);
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            assert!(decode_block(&bytes, index).is_none());
        }
    }

    #[test]
    fn blocks_come_back_and_rounded_values_are_small() {
        let good = |_| Quality::GOOD;
        check(|i| f64::from((2000 + i * 37 % 1009) as i32) / 100.0, good, false);
        check(|i| f64::from((i * 37 % 1009) as i32), good, false);
        check(|i| (i as f64).sin() * 1e7, good, true);
        check(|i| if i < 3000 { f64::NAN } else { f64::from(i as i32) / 2.0 }, good, false);
        check(|i| i as f64 / 10.0, |i| Quality(((i % 5) as u32) << 30), false);
        check(|_| 3.3, good, false);
    }
}
