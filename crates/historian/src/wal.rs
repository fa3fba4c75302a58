//! The write-ahead log: numbered files of frames. A frame is what one sync made
//! durable: `magic, length, crc32 of payload, payload`; the payload is a table of
//! tags and then samples.
//!
//! Because each frame is synced before the next is written, only the last one can
//! be torn; an unreadable frame with a readable one behind it is damage.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use plant::{Quality, Sample, Value};

use crate::error::{HistorianError, Result};
use crate::files;
use crate::sketch::{put_varint, take_varint, unzigzag, zigzag};

const MAGIC: [u8; 4] = *b"PWF1";
const HEADER: usize = 12;
/// A file that has grown past this is followed by a new one.
const FILE_BYTES: u64 = 64 << 20;

/// What a log file holds.
#[doc(hidden)]
#[derive(Debug, Default)]
pub struct Parsed {
    /// Samples in the order of writing.
    pub samples: Vec<Sample>,
    /// Bytes that are whole frames.
    pub end: usize,
    /// Where an unreadable frame stands that whole frames follow.
    pub damaged_at: Option<usize>,
}

/// Reads a log file's bytes, whatever they are. Bytes after `end` are a torn
/// frame, unless `damaged_at` is set.
#[doc(hidden)]
pub fn parse(bytes: &[u8]) -> Parsed {
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
#[doc(hidden)]
pub fn frame(batches: &[Arc<[Sample]>]) -> Vec<u8> {
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

pub(crate) fn log_path(dir: &Path, number: u64) -> PathBuf {
    dir.join(format!("{number:08}.wal"))
}

/// Numbers of the log files in a folder, ascending.
pub(crate) fn log_numbers(dir: &Path) -> Result<Vec<u64>> {
    let number = |path: PathBuf| {
        let is_log = path.extension().is_some_and(|extension| extension == "wal");
        is_log.then(|| path.file_stem()?.to_str()?.parse().ok()).flatten()
    };
    Ok(files::list(dir)?.into_iter().filter_map(number).collect())
}

/// Reads the samples of log files in the order of writing; cuts a torn frame off
/// the last one.
pub(crate) fn replay(dir: &Path, numbers: &[u64], mut take: impl FnMut(Sample)) -> Result<()> {
    for (position, &number) in numbers.iter().enumerate() {
        let path = log_path(dir, number);
        let bytes = std::fs::read(&path).map_err(|error| HistorianError::io(&path, error))?;
        let parsed = parse(&bytes);
        if let Some(at) = parsed.damaged_at {
            return Err(HistorianError::damaged(&path, format!("the frame at byte {at} cannot be read")));
        }
        if parsed.end < bytes.len() {
            if position + 1 < numbers.len() {
                let detail = format!("it ends in a torn frame at byte {}, yet the log goes on", parsed.end);
                return Err(HistorianError::damaged(&path, detail));
            }
            let cut = OpenOptions::new().write(true).open(&path).and_then(|file| {
                file.set_len(parsed.end as u64)?;
                file.sync_all()
            });
            cut.map_err(|error| HistorianError::io(&path, error))?;
        }
        parsed.samples.into_iter().for_each(&mut take);
    }
    Ok(())
}

/// The log file that is being written.
#[derive(Debug)]
pub(crate) struct Log {
    dir: PathBuf,
    pub number: u64,
    path: PathBuf,
    file: File,
    len: u64,
    /// Set when the file's state on disk is no longer known.
    broken: bool,
}

impl Log {
    /// Begins a new file.
    pub fn create(dir: &Path, number: u64) -> Result<Self> {
        let path = log_path(dir, number);
        let file = OpenOptions::new()
            .append(true)
            .create_new(true)
            .open(&path)
            .map_err(|error| HistorianError::io(&path, error))?;
        files::sync_directory(dir)?;
        Ok(Self { dir: dir.to_path_buf(), number, path, file, len: 0, broken: false })
    }

    /// Writes one frame and makes it durable. After an error nothing of it is there.
    pub fn write(&mut self, frame: &[u8]) -> Result<()> {
        if self.broken {
            // Go on only behind a file that ends in a whole frame for certain.
            let cut = self.file.set_len(self.len).and_then(|()| self.file.sync_all());
            cut.map_err(|error| HistorianError::io(&self.path, error))?;
            self.rotate()?;
        }
        if let Err(error) = self.file.write_all(frame) {
            self.broken = self.file.set_len(self.len).and_then(|()| self.file.sync_data()).is_err();
            return Err(HistorianError::io(&self.path, error));
        }
        if let Err(error) = self.file.sync_data() {
            self.broken = true;
            // Whatever reached the disk of this frame was not acknowledged.
            let _ = self.file.set_len(self.len);
            return Err(HistorianError::io(&self.path, error));
        }
        self.len += frame.len() as u64;
        if self.len > FILE_BYTES
            && let Err(error) = self.rotate()
        {
            // The frame is durable; the next one tries again.
            tracing::warn!(%error, "the write-ahead log goes on in its old file");
        }
        Ok(())
    }

    /// Goes on in a new file.
    pub fn rotate(&mut self) -> Result<()> {
        if self.len == 0 && !self.broken {
            return Ok(());
        }
        *self = Self::create(&self.dir, self.number + 1)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
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

    #[test]
    fn replay_cuts_the_last_file_and_refuses_a_torn_middle() {
        let dir = tempfile::tempdir().unwrap();
        let mut log = Log::create(dir.path(), 1).unwrap();
        log.write(&frame(&[samples(4)])).unwrap();
        log.rotate().unwrap();
        log.write(&frame(&[samples(6)])).unwrap();
        let last = log_path(dir.path(), 2);
        let whole = std::fs::read(&last).unwrap();
        std::fs::write(&last, [&whole[..], &whole[..9]].concat()).unwrap();
        let mut count = 0;
        replay(dir.path(), &log_numbers(dir.path()).unwrap(), |_| count += 1).unwrap();
        assert_eq!(count, 10);
        assert_eq!(std::fs::read(&last).unwrap(), whole);
        let first = log_path(dir.path(), 1);
        let bytes = std::fs::read(&first).unwrap();
        std::fs::write(&first, &bytes[..bytes.len() - 1]).unwrap();
        let replayed = replay(dir.path(), &[1, 2], |_| {});
        assert!(matches!(replayed, Err(HistorianError::Damaged { .. })));
    }
}
