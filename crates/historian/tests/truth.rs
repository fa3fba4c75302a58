//! What the store answers is what a plain list of samples would: random histories
//! with late, repeated, bad, textual and missing samples, spread over memory,
//! segments and bulk loads, against a model that keeps all of them in a map.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::sync::Arc;

use historian::{Aggregate, ColumnSlice, Historian, Options, Side};
use plant::{Quality, Sample, TimeRange, Value};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

const SECOND: i64 = 1_000_000_000;
const START: i64 = 1_600_000_000 * SECOND;

type Model = BTreeMap<Arc<str>, BTreeMap<i64, (Value, Quality)>>;

fn options() -> Options {
    Options { seal_samples: 40_000, bulk_samples: 30_000, segment_samples: 200_000, background: false }
}

/// A stretch of one tag's samples: mostly regular, sometimes shuffled.
fn stretch(random: &mut StdRng, tag: usize) -> Vec<(i64, Value, Quality)> {
    let step = [SECOND, 10 * SECOND, 60 * SECOND, SECOND / 10][tag % 4];
    let most = if random.random_bool(0.3) { 9_000 } else { 400 };
    let count = random.random_range(1..most);
    let start = START + random.random_range(0..20_000) * step;
    let mut samples: Vec<(i64, Value, Quality)> = (0..count)
        .map(|i| {
            let jitter = if random.random_bool(0.02) { random.random_range(0..step) } else { 0 };
            (start + i * step + jitter, value(random, tag), quality(random))
        })
        .collect();
    if random.random_bool(0.2) {
        for i in (1..samples.len()).rev() {
            samples.swap(i, random.random_range(0..=i));
        }
    }
    samples
}

fn value(random: &mut StdRng, tag: usize) -> Value {
    match (tag, random.random_range(0..400)) {
        (_, 0) => Value::Float(f64::NAN),
        (_, 1) => Value::Float(f64::INFINITY),
        (1 | 4, 2) => Value::Text(format!("état {}", random.random_range(0..5)).into()),
        (2, 3..200) => Value::Integer(random.random_range(-50..50)),
        (2, 200) => Value::Integer(i64::MAX - random.random_range(0..5)),
        (4, _) => Value::Boolean(random.random_bool(0.5)),
        (3, _) => Value::Float(random.random_range(-1.0..1.0)),
        _ => Value::Float(f64::from(random.random_range(-500..1500)) / 10.0),
    }
}

fn quality(random: &mut StdRng) -> Quality {
    match random.random_range(0..300) {
        0 => Quality::BAD,
        1 | 2 => Quality::UNCERTAIN,
        _ => Quality::GOOD,
    }
}

fn name(tag: usize) -> Arc<str> {
    format!("tag {tag}").into()
}

fn write(random: &mut StdRng, store: &Historian, model: &mut Model) {
    let bulk = random.random_bool(0.4);
    let mut loader = store.bulk().unwrap();
    let mut batch = Vec::new();
    for _ in 0..random.random_range(1..4) {
        let tag = random.random_range(0..5);
        let samples = stretch(random, tag);
        let held = model.entry(name(tag)).or_default();
        held.extend(samples.iter().map(|(time, value, quality)| (*time, (value.clone(), *quality))));
        if bulk {
            let times: Vec<i64> = samples.iter().map(|sample| sample.0).collect();
            let values: Vec<Value> = samples.iter().map(|sample| sample.1.clone()).collect();
            let quality: Vec<u32> = samples.iter().map(|sample| sample.2.0).collect();
            loader.push(&name(tag), &times, ColumnSlice::Mixed(&values), &quality).unwrap();
        }
        batch.extend(samples.into_iter().map(|(time, value, quality)| Sample {
            tag: name(tag),
            time,
            value,
            quality,
        }));
    }
    if bulk {
        loader.finish().unwrap();
    } else {
        drop(loader);
        for part in batch.chunks(1500) {
            store.append(part).unwrap();
        }
    }
}

/// The model's samples of a tag in a range.
fn held(model: &Model, tag: &str, range: TimeRange) -> Vec<(i64, Value, Quality)> {
    let Some(samples) = model.get(tag) else { return Vec::new() };
    if range.is_empty() {
        return Vec::new();
    }
    samples
        .range(range.start..range.end)
        .map(|(time, (value, quality))| (*time, value.clone(), *quality))
        .collect()
}

fn brute(samples: &[(i64, Value, Quality)]) -> Aggregate {
    let mut total = Aggregate::default();
    let mut taken: Vec<(i64, f64)> = Vec::new();
    for (time, value, quality) in samples {
        match quality.0 >> 30 {
            0 => total.good += 1,
            1 => total.uncertain += 1,
            _ => total.bad += 1,
        }
        if let Some(value) = value.as_f64().filter(|value| value.is_finite() && !quality.is_bad()) {
            taken.push((*time, value));
        }
    }
    let (Some(first), Some(last)) = (taken.first(), taken.last()) else { return total };
    let mean = taken.iter().map(|(_, value)| value).sum::<f64>() / taken.len() as f64;
    let minimum = taken.iter().fold(*first, |best, at| if at.1 < best.1 { *at } else { best });
    let maximum = taken.iter().fold(*first, |best, at| if at.1 > best.1 { *at } else { best });
    Aggregate {
        count: taken.len() as u64,
        sum: taken.iter().map(|(_, value)| value).sum(),
        squared_deviations: taken.iter().map(|(_, value)| (value - mean).powi(2)).sum(),
        minimum: minimum.1,
        minimum_time: minimum.0,
        maximum: maximum.1,
        maximum_time: maximum.0,
        first: first.1,
        first_time: first.0,
        last: last.1,
        last_time: last.0,
        ..total
    }
}

fn assert_same(got: &Aggregate, want: &Aggregate, what: &str) {
    let magnitude = want.minimum.abs().max(want.maximum.abs()).max(1.0);
    let n = want.count as f64;
    let close = |a: f64, b: f64, noise: f64| (a - b).abs() <= noise;
    assert!(close(got.sum, want.sum, 1e-10 * magnitude * n.max(1.0)), "{what}: {got:?}\n{want:?}");
    let noise = 1e-9 * want.squared_deviations + 1e-10 * magnitude * magnitude * n;
    assert!(close(got.squared_deviations, want.squared_deviations, noise), "{what}: {got:?}\n{want:?}");
    let settled = Aggregate { sum: want.sum, squared_deviations: want.squared_deviations, ..*got };
    // As text, so that NaN equals NaN.
    assert_eq!(format!("{settled:?}"), format!("{want:?}"), "{what}");
}

fn check_buckets(store: &Historian, model: &Model, tag: &str, range: TimeRange, width: i64, origin: i64) {
    let mut expected: BTreeMap<i64, Vec<(i64, Value, Quality)>> = BTreeMap::new();
    for sample in held(model, tag, range) {
        expected.entry(sample.0 - (sample.0 - origin).rem_euclid(width)).or_default().push(sample);
    }
    let got = store.buckets(tag, range, width, origin).unwrap();
    assert_eq!(
        got.iter().map(|bucket| bucket.start).collect::<Vec<_>>(),
        expected.keys().copied().collect::<Vec<_>>()
    );
    for (got, (start, samples)) in got.iter().zip(&expected) {
        assert_eq!(got.end, start + width);
        assert_same(&got.aggregate, &brute(samples), &format!("{tag} bucket {start} of {width}"));
    }
}

fn check_episodes(store: &Historian, model: &Model, range: TimeRange) {
    let tags: Vec<Arc<str>> = model.keys().cloned().collect();
    for found in store.threshold_episodes(Some(&tags), range, 70.0, Side::Above).unwrap() {
        let mut expected: Vec<(i64, i64)> = Vec::new();
        let mut open = false;
        for (time, value, quality) in held(model, &found.tag, range) {
            let value = value.as_f64().filter(|value| value.is_finite() && !quality.is_bad());
            let beyond = value.is_some_and(|value| value > 70.0);
            match (open, beyond) {
                (false, true) => expected.push((time, time)),
                (true, _) => expected.last_mut().unwrap().1 = time,
                (false, false) => {}
            }
            open = beyond;
        }
        let got: Vec<(i64, i64)> =
            found.episodes.iter().map(|episode| (episode.start, episode.end)).collect();
        assert_eq!(got, expected, "{}", found.tag);
        assert_eq!(found.total_ns, expected.iter().map(|(start, end)| end - start).sum::<i64>());
    }
}

fn check(random: &mut StdRng, store: &Historian, model: &Model) {
    let summaries = store.tags().unwrap();
    let expected: Vec<_> = model.iter().filter(|(_, samples)| !samples.is_empty()).collect();
    assert_eq!(summaries.len(), expected.len());
    for (summary, (tag, samples)) in summaries.iter().zip(expected) {
        assert_eq!(summary.tag, *tag);
        assert_eq!(summary.count, samples.len() as u64, "{tag}");
        assert_eq!(summary.first, samples.keys().next().copied());
        assert_eq!(summary.last, samples.keys().next_back().copied());
        let total = brute(&held(model, tag, TimeRange::ALL));
        assert_eq!(summary.maximum, (total.count > 0).then_some(total.maximum));
    }
    for tag in 0..5 {
        let (tag, step) = (name(tag), [SECOND, 10 * SECOND, 60 * SECOND, SECOND / 10][tag % 4]);
        let start = START + random.random_range(-100..25_000) * step;
        let some = TimeRange::new(
            start,
            start + random.random_range(0..30_000) * step + random.random_range(0..step),
        );
        for range in [TimeRange::ALL, some] {
            let samples = held(model, &tag, range);
            let got = store.read_values(&tag, range).unwrap();
            assert_eq!(got.len(), samples.len(), "{tag} {range:?}");
            for (got, (time, value, quality)) in got.iter().zip(&samples) {
                assert_eq!((got.time, got.quality), (*time, *quality));
                assert_eq!(format!("{:?}", got.value), format!("{value:?}"));
            }
            let series = store.read(&tag, range).unwrap();
            assert_eq!(series.times.len(), samples.len());
            let total = brute(&samples);
            assert_same(&store.aggregate(&tag, range).unwrap(), &total, &tag);
            let statistics = store.statistics(&tag, range).unwrap();
            assert_same(&statistics, &total, &tag);
            if let Some(median) = statistics.quantile(0.5) {
                assert!(total.minimum <= median && median <= total.maximum);
            }
            let origin = random.random_range(-100..100) * 60 * SECOND;
            for width in [60 * SECOND, 300 * SECOND, 3600 * SECOND, 86_400 * SECOND, 61 * SECOND + 7] {
                check_buckets(store, model, &tag, range, width, origin);
            }
            let envelope = store.envelope(&tag, range, 300).unwrap();
            assert!(envelope.len() <= 301);
            assert_eq!(envelope.iter().map(|bucket| bucket.samples()).sum::<u64>(), samples.len() as u64);
            let lowest = envelope.iter().filter(|bucket| bucket.count > 0).map(|bucket| bucket.minimum);
            assert_eq!(
                lowest.fold(f64::INFINITY, f64::min),
                if total.count > 0 { total.minimum } else { f64::INFINITY }
            );
        }
        for at in [some.start, some.end, i64::MAX, START - 1] {
            let before = held(model, &tag, TimeRange::new(i64::MIN, at.saturating_add(1)));
            let got = store.latest(&tag, at).unwrap();
            assert_eq!(got.map(|sample| sample.time), before.last().map(|sample| sample.0), "{tag} at {at}");
        }
        check_episodes(store, model, some);
    }
    check_episodes(store, model, TimeRange::ALL);
}

fn history(seed: u64) {
    let dir = tempfile::tempdir().unwrap();
    let mut random = StdRng::seed_from_u64(seed);
    let mut model = Model::new();
    let mut store = Some(Historian::open(dir.path(), options()).unwrap());
    for round in 0..24 {
        let open = store.as_ref().unwrap();
        match random.random_range(0..20) {
            0 | 1 => open.seal().unwrap(),
            2 => {
                open.compact().unwrap();
            }
            3 => {
                let before = START + random.random_range(0..8000) * SECOND;
                open.retain(before).unwrap();
                for samples in model.values_mut() {
                    *samples = samples.split_off(&before);
                }
            }
            4 => {
                // The lock goes with the handle.
                drop(store.take());
                store = Some(Historian::open(dir.path(), options()).unwrap());
            }
            _ => write(&mut random, open, &mut model),
        }
        if round % 6 == 5 {
            check(&mut random, store.as_ref().unwrap(), &model);
        }
    }
    store.as_ref().unwrap().compact().unwrap();
    check(&mut random, store.as_ref().unwrap(), &model);
}

#[test]
fn every_answer_is_that_of_a_plain_list_of_samples() {
    for seed in 0..6 {
        history(seed);
    }
}

#[test]
fn an_empty_store_answers_with_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let store = Historian::open(dir.path(), Options::default()).unwrap();
    assert!(store.tags().unwrap().is_empty());
    assert_eq!(store.read("a", TimeRange::ALL).unwrap().times.len(), 0);
    assert_eq!(store.latest("a", i64::MAX).unwrap(), None);
    assert_eq!(store.statistics("a", TimeRange::ALL).unwrap().quantile(0.5), None);
    assert!(store.envelope("a", TimeRange::ALL, 100).unwrap().is_empty());
    store.append(&[]).unwrap();
    store.seal().unwrap();
    store.compact().unwrap();
    assert_eq!(store.bulk().unwrap().finish().unwrap().samples, 0);
}
