//! Frames of the write-ahead log as bytes: `magic, length, crc32 of payload, payload`;
//! the payload is a table of tags and then samples.
//!
//! Needs nothing of the store, so that `fuzz/fuzz_targets/wal.rs` can take this file as it is.

use std::collections::HashMap;
use std::sync::Arc;

use plant::{Quality, Sample, Value};

use crate::varint::{put_varint, take_varint, unzigzag, zigzag};

const MAGIC: [u8; 4] = *b"PWF1";
const HEADER: usize = 12;

/// What a log file holds.
#[derive(Debug, Default)]
pub(crate) struct Parsed {
    /// Samples in the order of writing.
    pub samples: Vec<Sample>,
    /// Bytes that are whole frames.
    pub end: usize,
    /// Where an unreadable frame stands that whole frames follow.
    pub damaged_at: Option<usize>,
}

/// Reads a log file's bytes, whatever they are. Bytes after `end` are a torn
/// frame, unless `damaged_at` is set.
pub(crate) fn parse(bytes: &[u8]) -> Parsed {
    let mut parsed = Parsed::default();
    let mut tags = HashMap::new();
    while let Some(payload) = payload_at(bytes, parsed.end) {
        let before = parsed.samples.len();
        if decode(payload, &mut tags, &mut parsed.samples).is_none() {
            parsed.samples.truncate(before);
            parsed.damaged_at = Some(parsed.end);
            return parsed;
        }
        parsed.end += HEADER + payload.len();
    }
    let rest = memchr::memmem::find_iter(&bytes[parsed.end.min(bytes.len())..], &MAGIC);
    if rest.skip_while(|at| *at == 0).any(|at| payload_at(bytes, parsed.end + at).is_some()) {
        parsed.damaged_at = Some(parsed.end);
    }
    parsed
}

fn payload_at(bytes: &[u8], at: usize) -> Option<&[u8]> {
    let header = bytes.get(at..at.checked_add(HEADER)?)?;
    if header[..4] != MAGIC {
        return None;
    }
    let len = u32::from_le_bytes(header[4..8].try_into().ok()?) as usize;
    let crc = u32::from_le_bytes(header[8..12].try_into().ok()?);
    let payload = bytes.get(at + HEADER..(at + HEADER).checked_add(len)?)?;
    (crc32fast::hash(payload) == crc).then_some(payload)
}

/// One frame of these samples.
pub(crate) fn frame(batches: &[Arc<[Sample]>]) -> Vec<u8> {
    let samples = || batches.iter().flat_map(|batch| batch.iter());
    let mut numbers: HashMap<&str, u64> = HashMap::new();
    let mut names: Vec<&str> = Vec::new();
    for sample in samples() {
        numbers.entry(&sample.tag).or_insert_with(|| {
            names.push(&sample.tag);
            names.len() as u64 - 1
        });
    }
    let mut out = vec![0; HEADER];
    put_varint(&mut out, names.len() as u64);
    for name in &names {
        put_varint(&mut out, name.len() as u64);
        out.extend_from_slice(name.as_bytes());
    }
    put_varint(&mut out, samples().count() as u64);
    let mut time = 0_i64;
    for sample in samples() {
        put_varint(&mut out, numbers.get(&*sample.tag).copied().unwrap_or_default());
        put_varint(&mut out, zigzag(sample.time.wrapping_sub(time)));
        time = sample.time;
        put_varint(&mut out, u64::from(sample.quality.0));
        put_value(&mut out, &sample.value);
    }
    let payload = &out[HEADER..];
    let (len, crc) = (payload.len() as u32, crc32fast::hash(payload));
    out[..4].copy_from_slice(&MAGIC);
    out[4..8].copy_from_slice(&len.to_le_bytes());
    out[8..12].copy_from_slice(&crc.to_le_bytes());
    out
}

fn put_value(out: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Float(v) => {
            out.push(0);
            out.extend_from_slice(&v.to_le_bytes());
        }
        Value::Integer(v) => {
            out.push(1);
            put_varint(out, zigzag(*v));
        }
        Value::Boolean(v) => out.push(2 + u8::from(*v)),
        Value::Text(v) => {
            out.push(4);
            put_varint(out, v.len() as u64);
            out.extend_from_slice(v.as_bytes());
        }
    }
}

fn take_value(bytes: &mut &[u8]) -> Option<Value> {
    let (&kind, rest) = bytes.split_first()?;
    *bytes = rest;
    Some(match kind {
        0 => {
            let (value, rest) = bytes.split_first_chunk::<8>()?;
            *bytes = rest;
            Value::Float(f64::from_le_bytes(*value))
        }
        1 => Value::Integer(unzigzag(take_varint(bytes)?)),
        2 => Value::Boolean(false),
        3 => Value::Boolean(true),
        4 => Value::Text(take_text(bytes)?.into()),
        _ => return None,
    })
}

fn take_text<'a>(bytes: &mut &'a [u8]) -> Option<&'a str> {
    let len = usize::try_from(take_varint(bytes)?).ok()?;
    let (text, rest) = bytes.split_at_checked(len)?;
    *bytes = rest;
    std::str::from_utf8(text).ok()
}

fn decode(
    mut payload: &[u8],
    tags: &mut HashMap<Box<str>, Arc<str>>,
    samples: &mut Vec<Sample>,
) -> Option<()> {
    let bytes = &mut payload;
    let mut names: Vec<Arc<str>> = Vec::new();
    for _ in 0..take_varint(bytes)? {
        let name = take_text(bytes)?;
        names.push(tags.entry(name.into()).or_insert_with(|| name.into()).clone());
    }
    let mut time = 0_i64;
    for _ in 0..take_varint(bytes)? {
        let tag = names.get(usize::try_from(take_varint(bytes)?).ok()?)?.clone();
        time = time.wrapping_add(unzigzag(take_varint(bytes)?));
        let quality = Quality(u32::try_from(take_varint(bytes)?).ok()?);
        samples.push(Sample { tag, time, value: take_value(bytes)?, quality });
    }
    bytes.is_empty().then_some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples(count: i64) -> Arc<[Sample]> {
        (0..count)
            .map(|i| Sample {
                tag: format!("tag {}", i % 3).into(),
                time: i * 1_000_000_007 - 5,
                value: match i % 4 {
                    0 => Value::Float(i as f64 / 3.0),
                    1 => Value::Integer(-i),
                    2 => Value::Boolean(i % 8 == 2),
                    _ => Value::Text(format!("état {i}").into()),
                },
                quality: Quality((i as u32 % 3) << 30),
            })
            .collect()
    }

    #[test]
    fn frames_come_back_and_a_torn_tail_is_cut_at_every_byte() {
        let (first, second) = (samples(20), samples(5));
        let mut bytes = frame(&[first.clone(), second.clone()]);
        let whole = bytes.len();
        bytes.extend(frame(std::slice::from_ref(&second)));
        let parsed = parse(&bytes);
        assert_eq!((parsed.end, parsed.damaged_at), (bytes.len(), None));
        assert_eq!(parsed.samples, [&*first, &*second, &*second].concat());
        for cut in whole..bytes.len() {
            let parsed = parse(&bytes[..cut]);
            assert_eq!((parsed.end, parsed.damaged_at, parsed.samples.len()), (whole, None, 25));
        }
    }

    #[test]
    fn damage_before_a_readable_frame_is_not_taken_for_a_torn_tail() {
        let mut bytes = frame(&[samples(20)]);
        let first = bytes.len();
        bytes.extend(frame(&[samples(3)]));
        for at in [0, 5, 9, first / 2, first - 1] {
            let mut broken = bytes.clone();
            broken[at] ^= 0x40;
            assert_eq!(parse(&broken).damaged_at, Some(0), "byte {at}");
            assert_eq!(parse(&broken[..first]).damaged_at, None);
        }
    }
}
