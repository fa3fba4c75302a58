//! The write-ahead log: numbered files of frames. A frame is what one sync made
//! durable: `magic, length, crc32 of payload, payload`; the payload is a table of
//! tags and then samples.
//!
//! Because each frame is synced before the next is written, only the last one can
//! be torn; an unreadable frame with a readable one behind it is damage.

pub(crate) mod frame;

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use plant::Sample;

use crate::error::{HistorianError, Result};
use crate::files;
use frame::parse;

/// A file that has grown past this is followed by a new one.
const FILE_BYTES: u64 = 64 << 20;

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
    use frame::frame;
    use plant::{Quality, Value};
    use std::sync::Arc;

    fn samples(count: i64) -> Arc<[Sample]> {
        let sample =
            |time| Sample { tag: "a".into(), time, value: Value::Integer(time), quality: Quality::GOOD };
        (0..count).map(sample).collect()
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
