//! Kills a writer with SIGKILL at random instants, during appends, seals,
//! compactions and bulk loads, and compares what is there after reopening with
//! what the writer said was written.
//!
//! `PLANTWRIGHT_CRASH_ROUNDS` sets the number of kills (10 unless told).

#![allow(clippy::unwrap_used)]
// Kills come at random instants, so that waiting for one is the test itself.
#![allow(clippy::disallowed_methods)]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc;
use std::time::Duration;

use historian::{ColumnSlice, Historian, HistorianError, Options};
use plant::{Quality, Sample, TimeRange, Value};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

const SECOND: i64 = 1_000_000_000;
/// Threads that append; the threads after them load in bulk.
const APPENDERS: usize = 4;
const LOADERS: usize = 2;
const WRITERS: usize = APPENDERS + LOADERS;
/// Tags of one writer.
const TAGS: usize = 3;

fn options() -> Options {
    Options { seal_samples: 4_000, bulk_samples: 3_000, segment_samples: 60_000, background: true }
}

/// What a writer's operation writes: known from its number alone. Times come
/// again, so that operations overwrite what earlier ones wrote.
fn operation(writer: usize, number: u64) -> Vec<Sample> {
    let mut random = StdRng::seed_from_u64(number * 1000 + writer as u64);
    let count = random.random_range(1..if writer < APPENDERS { 120 } else { 5_000 });
    let around = number as i64 * 40;
    (0..count)
        .map(|_| {
            let tag = random.random_range(0..TAGS);
            let value = match tag {
                0 => Value::Float(number as f64 + 0.5),
                1 => Value::Integer(number as i64),
                _ => Value::Text(format!("operation {number}").into()),
            };
            Sample {
                tag: format!("writer {writer} tag {tag}").into(),
                time: (around - random.random_range(0..4_000)) * SECOND,
                value,
                quality: Quality(number as u32),
            }
        })
        .collect()
}

type Model = BTreeMap<Arc<str>, BTreeMap<i64, (Value, Quality)>>;

fn apply(model: &mut Model, samples: Vec<Sample>) {
    for sample in samples {
        model.entry(sample.tag).or_default().insert(sample.time, (sample.value, sample.quality));
    }
}

fn load(store: &Historian, samples: &[Sample]) -> Result<(), HistorianError> {
    let mut loader = store.bulk()?;
    for sample in samples {
        let value = std::slice::from_ref(&sample.value);
        loader.push(&sample.tag, &[sample.time], ColumnSlice::Mixed(value), &[sample.quality.0])?;
    }
    loader.finish().map(|_| ())
}

/// Not a test of its own: the program that is killed. It says what it wrote,
/// after it was acknowledged, on standard output.
#[test]
#[ignore = "started by the other tests of this file"]
fn writer() {
    let Ok(dir) = std::env::var("PLANTWRIGHT_CRASH_DIR") else { return };
    let next: Vec<u64> = std::env::var("PLANTWRIGHT_CRASH_NEXT")
        .unwrap()
        .split(',')
        .map(|next| next.parse().unwrap())
        .collect();
    let store = Historian::open(Path::new(&dir), options()).unwrap();
    let say = |line: String| {
        let mut out = std::io::stdout().lock();
        writeln!(out, "{line}").unwrap();
        out.flush().unwrap();
    };
    say("open".to_owned());
    std::thread::scope(|scope| {
        for (writer, &next) in next.iter().enumerate() {
            let (store, say) = (&store, &say);
            scope.spawn(move || {
                for number in next.. {
                    let samples = operation(writer, number);
                    let written =
                        if writer < APPENDERS { store.append(&samples) } else { load(store, &samples) };
                    match written {
                        Ok(()) => say(format!("wrote {writer} {number}")),
                        Err(error) => {
                            say(format!("failed {writer} {}", error.problem().code));
                            return;
                        }
                    }
                }
            });
        }
        let store = &store;
        scope.spawn(move || {
            // Ends by the kill, or when the disk is full.
            while store.compact().is_ok() {
                std::thread::sleep(Duration::from_millis(80));
            }
        });
    });
}

fn start(dir: &Path, next: &[u64; WRITERS], file_limit: Option<u64>) -> Child {
    let program = std::env::current_exe().unwrap();
    let mut command = match file_limit {
        None => Command::new(&program),
        Some(kilobytes) => {
            // With the signal ignored, a file that grows past the limit is an error like a full disk.
            let mut shell = Command::new("bash");
            let script = format!("trap '' XFSZ; ulimit -f {kilobytes}; exec \"$0\" \"$@\"");
            shell.args(["-c", &script]).arg(&program);
            shell
        }
    };
    let next = next.map(|next| next.to_string()).join(",");
    command
        .args(["--exact", "writer", "--ignored", "--nocapture", "--test-threads=1"])
        .env("PLANTWRIGHT_CRASH_DIR", dir)
        .env("PLANTWRIGHT_CRASH_NEXT", next)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Reads what the writer says; the channel closes when it is gone.
fn listen(child: &mut Child) -> mpsc::Receiver<String> {
    let out = child.stdout.take().unwrap();
    let (send, heard) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(out).lines().map_while(Result::ok) {
            if send.send(line).is_err() {
                return;
            }
        }
    });
    heard
}

/// Takes up what was acknowledged; gives the first number of each writer that was not.
fn acknowledged(heard: impl Iterator<Item = String>, next: &mut [u64; WRITERS]) -> Vec<String> {
    let mut failures = Vec::new();
    for line in heard {
        // The test harness shares the pipe and may stand at the start of a line.
        if let Some((_, rest)) = line.split_once("wrote ") {
            let mut words = rest.split(' ').map(|word| word.parse::<u64>().unwrap());
            let (writer, number) = (words.next().unwrap() as usize, words.next().unwrap());
            assert_eq!(next[writer], number, "an operation was skipped");
            next[writer] = number + 1;
        } else if let Some((_, rest)) = line.split_once("failed ") {
            failures.push(rest.to_owned());
        }
    }
    failures
}

fn held(store: &Historian, writer: usize) -> Model {
    let mut found = Model::new();
    for tag in 0..TAGS {
        let tag: Arc<str> = format!("writer {writer} tag {tag}").into();
        let samples = store.read_values(&tag, TimeRange::ALL).unwrap();
        assert!(samples.is_sorted_by(|a, b| a.time < b.time), "a sample is doubled");
        if !samples.is_empty() {
            let count = store.tag(&tag).unwrap().unwrap().count;
            assert_eq!(count, samples.len() as u64, "a sample is doubled in a count");
            let held = samples.into_iter().map(|sample| (sample.time, (sample.value, sample.quality)));
            found.insert(tag, held.collect());
        }
    }
    found
}

/// Everything acknowledged is there; of each writer's operation that was under
/// way, all or nothing. Moves `next` and the models over what turned out to be there.
fn verify(
    dir: &Path,
    next: &mut [u64; WRITERS],
    models: &mut [Model; WRITERS],
    applied: &mut [u64; WRITERS],
) {
    let store = Historian::open(dir, Options { background: false, ..options() }).unwrap();
    for writer in 0..WRITERS {
        for number in applied[writer]..next[writer] {
            apply(&mut models[writer], operation(writer, number));
        }
        let found = held(&store, writer);
        if found != models[writer] {
            apply(&mut models[writer], operation(writer, next[writer]));
            assert!(
                found == models[writer],
                "writer {writer}: what is there is neither {} operations nor one more",
                next[writer]
            );
            next[writer] += 1;
        }
        applied[writer] = next[writer];
    }
}

fn rounds(rounds: u64, seed: u64) {
    let mut random = StdRng::seed_from_u64(seed);
    let mut done = 0;
    while done < rounds {
        let dir = tempfile::tempdir().unwrap();
        let (mut next, mut applied) = ([0; WRITERS], [0; WRITERS]);
        let mut models: [Model; WRITERS] = Default::default();
        for _ in 0..10.min(rounds - done) {
            let mut child = start(dir.path(), &next, None);
            let heard = listen(&mut child);
            // Some kills come before the store is open, most while it is written.
            let mut lines = Vec::new();
            if random.random_bool(0.9) {
                lines.extend(heard.recv_timeout(Duration::from_secs(60)));
            }
            let wait = if random.random_bool(0.3) { 30 } else { 700 };
            std::thread::sleep(Duration::from_millis(random.random_range(0..wait)));
            child.kill().unwrap();
            child.wait().unwrap();
            acknowledged(lines.into_iter().chain(heard.iter()), &mut next);
            verify(dir.path(), &mut next, &mut models, &mut applied);
            done += 1;
        }
        println!("{done} kills; the last store held operations {applied:?}");
    }
}

#[test]
fn a_kill_loses_nothing_and_doubles_nothing() {
    let count = std::env::var("PLANTWRIGHT_CRASH_ROUNDS").ok().and_then(|rounds| rounds.parse().ok());
    rounds(count.unwrap_or(10), 7);
}

#[test]
fn a_full_disk_is_reported_and_loses_nothing() {
    for kilobytes in [12, 50] {
        let dir = tempfile::tempdir().unwrap();
        let (mut next, mut applied) = ([0; WRITERS], [0; WRITERS]);
        let mut models: [Model; WRITERS] = Default::default();
        let mut child = start(dir.path(), &next, Some(kilobytes));
        let heard = listen(&mut child);
        let mut lines = Vec::new();
        // Until every writer has met the limit, or for a while where none can.
        let until = std::time::Instant::now() + Duration::from_secs(8);
        while lines.iter().filter(|line: &&String| line.contains("failed ")).count() < WRITERS
            && std::time::Instant::now() < until
        {
            match heard.recv_timeout(Duration::from_millis(500)) {
                Ok(line) => lines.push(line),
                Err(mpsc::RecvTimeoutError::Timeout) => {}
                Err(mpsc::RecvTimeoutError::Disconnected) => break,
            }
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let failures = acknowledged(lines.into_iter().chain(heard.iter()), &mut next);
        assert!(!failures.is_empty(), "the limit was never met");
        assert!(failures.iter().all(|failure| failure.ends_with("PW4002")), "{failures:?}");
        verify(dir.path(), &mut next, &mut models, &mut applied);
    }
}
