//! History files: one gzipped CSV per group of tags and month, formatted and compressed
//! beside the simulation.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use flate2::Compression;
use flate2::GzBuilder;

use super::instrument::MISSING;
use super::simulation::Simulation;
use super::tags::{GROUPS, Group};
use crate::TwinError;

/// Formatting and compressing share the machine with the simulation.
const WRITERS: usize = 2;

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Written {
    pub files: u64,
    pub rows: u64,
    pub values: u64,
    pub bytes: u64,
}

/// One file to be written: a group's rows of one month.
struct Job {
    path: PathBuf,
    group: &'static Group,
    times: Vec<i64>,
    /// Row by row, one mantissa a tag.
    values: Vec<i64>,
}

/// Runs the simulation to the end of the story and writes every row.
pub fn write(simulation: &mut Simulation, dir: &Path, step_s: i64) -> Result<Written, TwinError> {
    for group in GROUPS {
        let folder = dir.join("history").join(group.name);
        fs::create_dir_all(&folder).map_err(|source| TwinError::Write { path: folder, source })?;
    }
    let (sender, receiver) = sync_channel::<Job>(GROUPS.len());
    let receiver = Mutex::new(receiver);
    std::thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS).map(|_| scope.spawn(|| write_jobs(&receiver))).collect();
        let simulated = simulate(simulation, dir, step_s, &sender);
        drop(sender);
        let mut written = Written::default();
        for writer in writers {
            let part = writer.join().map_err(|_| TwinError::Writer)??;
            written.files += part.files;
            written.rows += part.rows;
            written.values += part.values;
            written.bytes += part.bytes;
        }
        simulated?;
        Ok(written)
    })
}

fn simulate(
    simulation: &mut Simulation,
    dir: &Path,
    step_s: i64,
    sender: &SyncSender<Job>,
) -> Result<(), TwinError> {
    let mut jobs: Vec<Job> = Vec::new();
    let mut month = String::new();
    while simulation.state.at_s + step_s <= simulation.state.end_s {
        simulation.step(step_s);
        let at_s = simulation.state.at_s;
        let mut stamp = [0_u8; 20];
        timestamp(at_s, &mut stamp);
        if &stamp[..7] != month.as_bytes() {
            send(&mut jobs, sender)?;
            month = String::from_utf8_lossy(&stamp[..7]).into_owned();
            jobs = GROUPS
                .iter()
                .map(|group| Job {
                    path: dir.join("history").join(group.name).join(format!("{month}.csv.gz")),
                    group,
                    times: Vec::new(),
                    values: Vec::new(),
                })
                .collect();
        }
        let mut first = 0;
        for job in &mut jobs {
            let row = &simulation.row[first..first + job.group.tags().count()];
            first += row.len();
            // A controller that does not answer leaves no row at all.
            if row.iter().any(|value| *value != MISSING) {
                job.times.push(at_s);
                job.values.extend_from_slice(row);
            }
        }
    }
    send(&mut jobs, sender)
}

fn send(jobs: &mut Vec<Job>, sender: &SyncSender<Job>) -> Result<(), TwinError> {
    for job in jobs.drain(..).filter(|job| !job.times.is_empty()) {
        sender.send(job).map_err(|_| TwinError::Writer)?;
    }
    Ok(())
}

fn write_jobs(receiver: &Mutex<Receiver<Job>>) -> Result<Written, TwinError> {
    let mut written = Written::default();
    loop {
        let job = match receiver.lock() {
            Ok(receiver) => receiver.recv(),
            Err(_) => return Err(TwinError::Writer),
        };
        let Ok(job) = job else { return Ok(written) };
        written.files += 1;
        written.rows += job.times.len() as u64;
        written.values += job.values.iter().filter(|value| **value != MISSING).count() as u64;
        written.bytes += write_file(&job).map_err(|source| TwinError::Write { path: job.path, source })?;
    }
}

fn write_file(job: &Job) -> Result<u64, std::io::Error> {
    let decimals: Vec<u8> = job.group.tags().map(|tag| tag.decimals).collect();
    // No time stamp in the header: the same seed gives the same bytes.
    let mut gzip = GzBuilder::new().mtime(0).write(File::create(&job.path)?, Compression::new(1));
    let mut text = Vec::with_capacity(1 << 18);
    text.extend_from_slice(b"time");
    for tag in job.group.tags() {
        text.push(b',');
        text.extend_from_slice(tag.loop_name.as_bytes());
    }
    text.push(b'\n');
    for (time, row) in job.times.iter().zip(job.values.chunks_exact(decimals.len())) {
        let mut stamp = [0_u8; 20];
        timestamp(*time, &mut stamp);
        text.extend_from_slice(&stamp);
        for (value, decimals) in row.iter().zip(&decimals) {
            text.push(b',');
            if *value != MISSING {
                decimal(*value, *decimals, &mut text);
            }
        }
        text.push(b'\n');
        if text.len() > 240_000 {
            gzip.write_all(&text)?;
            text.clear();
        }
    }
    gzip.write_all(&text)?;
    let file = gzip.finish()?;
    Ok(file.metadata()?.len())
}

/// `2026-03-01T14:05:00Z`, by the civil-from-days algorithm (Hinnant, "chrono-compatible
/// low-level date algorithms").
pub fn timestamp(at_s: i64, out: &mut [u8; 20]) {
    let (days, second) = (at_s.div_euclid(86_400), at_s.rem_euclid(86_400));
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let day = doy - (153 * mp + 2) / 5 + 1;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    let year = yoe + era * 400 + i64::from(month <= 2);
    out.copy_from_slice(b"0000-00-00T00:00:00Z");
    let mut put = |place: usize, value: i64| {
        out[place] += (value / 10 % 10) as u8;
        out[place + 1] += (value % 10) as u8;
    };
    put(0, year / 100);
    put(2, year % 100);
    put(5, month);
    put(8, day);
    put(11, second / 3600);
    put(14, second / 60 % 60);
    put(17, second % 60);
}

/// Writes `mantissa` with `decimals` digits after the point.
fn decimal(mantissa: i64, decimals: u8, out: &mut Vec<u8>) {
    let mut digits = [b'0'; 24];
    let mut place = digits.len();
    let mut left = mantissa.unsigned_abs();
    let mut written = 0;
    while left > 0 || written <= decimals {
        if written == decimals && decimals > 0 {
            place -= 1;
            digits[place] = b'.';
        }
        place -= 1;
        digits[place] = b'0' + (left % 10) as u8;
        left /= 10;
        written += 1;
    }
    if mantissa < 0 {
        place -= 1;
        digits[place] = b'-';
    }
    out.extend_from_slice(&digits[place..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(mantissa: i64, decimals: u8, expected: &str) {
        let mut out = Vec::new();
        decimal(mantissa, decimals, &mut out);
        assert_eq!(String::from_utf8_lossy(&out), expected);
    }

    #[test]
    fn numbers_read_as_an_instrument_prints_them() {
        check(0, 0, "0");
        check(0, 2, "0.00");
        check(5, 2, "0.05");
        check(-5, 1, "-0.5");
        check(-1234, 3, "-1.234");
        check(41_822_310, 0, "41822310");
        check(1000, 1, "100.0");
    }

    #[test]
    fn times_are_the_ones_of_the_calendar() {
        for at_s in [0, 951_782_400, 1_709_164_799, 1_767_225_599, 1_774_746_000, 4_102_444_799] {
            let mut out = [0; 20];
            timestamp(at_s, &mut out);
            let expected = jiff::Timestamp::from_second(at_s).map(|at| at.to_string()).unwrap_or_default();
            assert_eq!(String::from_utf8_lossy(&out), expected);
        }
    }
}
