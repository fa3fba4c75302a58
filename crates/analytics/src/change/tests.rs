#![allow(clippy::unwrap_used)]
use super::*;
use crate::chance::Chance;

/// A series with memory on which something is laid.
fn made(chance: &mut Chance, length: usize, kept: f64, add: impl Fn(usize) -> f64) -> Vec<f64> {
    chance.series(length, kept).into_iter().enumerate().map(|(at, value)| value + add(at)).collect()
}

fn step(at: usize, size: f64) -> impl Fn(usize) -> f64 {
    move |place| if place >= at { size } else { 0.0 }
}

#[test]
fn a_step_is_found_where_it_is() {
    let mut chance = Chance::new(1);
    for (kept, size, most) in [(0.0, 3.0, 0.001), (0.5, -4.0, 0.01), (0.8, 6.0, 0.05)] {
        let (mut within, mut sure, rounds) = (0, 0, 200);
        for _ in 0..rounds {
            let series = made(&mut chance, 120, kept, step(70, size));
            let found = change(&series, 0, Sense::Either).unwrap();
            assert_eq!(found.shape, Shape::Step);
            assert!((found.difference() - size).abs() < 0.35 * size.abs(), "{found:?}");
            sure += usize::from(found.p < most);
            within += usize::from((found.earliest..=found.latest).contains(&70));
        }
        assert!(within >= rounds * 90 / 100, "{kept}: {within} of {rounds} ranges hold the onset");
        assert!(sure >= rounds * 95 / 100, "{kept}: {sure} of {rounds} under {most}");
    }
}

#[test]
fn a_spell_and_a_ramp_are_told_from_a_step() {
    let mut chance = Chance::new(2);
    let (mut spells, mut ramps) = (0, 0);
    for _ in 0..100 {
        let spell = made(&mut chance, 120, 0.4, |at| if (60..80).contains(&at) { 4.0 } else { 0.0 });
        let found = change(&spell, 0, Sense::Up).unwrap();
        spells += usize::from(
            found.shape == Shape::Spell && found.onset.abs_diff(60) <= 2 && found.end.abs_diff(80) <= 2,
        );
        let ramp = made(&mut chance, 120, 0.4, |at| 0.1 * at.saturating_sub(50) as f64);
        let found = change(&ramp, 0, Sense::Either).unwrap();
        ramps += usize::from(found.shape == Shape::Ramp && found.onset.abs_diff(50) <= 12 && found.p < 0.01);
        assert!((found.difference() - 6.9).abs() < 2.0, "{found:?}");
    }
    assert!(spells >= 95 && ramps >= 90, "{spells} {ramps}");
}

/// Of series in which nothing changes, about as many are taken for changed as the level says, with some memory, too. Of
/// short series with much memory more are: sixty values of which each keeps 95 % of the one before are hardly three
/// independent ones. Who takes the values for independent is wrong there nine times in ten.
#[test]
fn chance_is_not_taken_for_a_change() {
    let mut chance = Chance::new(4);
    for (kept, most) in [(0.0, 0.01), (0.5, 0.03), (0.8, 0.08), (0.95, 0.18)] {
        for length in [60, 150, 300] {
            let rounds = 400;
            let claimed = (0..rounds)
                .filter(|_| change(&chance.series(length, kept), 0, Sense::Either).unwrap().p < 0.01)
                .count();
            let share = claimed as f64 / f64::from(rounds);
            assert!(share <= most, "memory {kept}, {length} values: {share} claimed at 0.01");
        }
    }
}

#[test]
fn only_what_is_asked_for_is_found() {
    let mut chance = Chance::new(6);
    let fell = made(&mut chance, 100, 0.2, step(60, -5.0));
    assert!(change(&fell, 0, Sense::Down).unwrap().p < 0.001);
    // There is a highest stretch in everything; it is no more than chance makes.
    assert!(change(&fell, 50, Sense::Up).is_none_or(|found| found.p > 0.05));
    let early = made(&mut chance, 100, 0.2, step(20, 5.0));
    assert!(change(&early, 50, Sense::Either).is_none_or(|found| found.onset >= 50));
}

/// Scale, offset and holes move nothing.
#[test]
fn properties() {
    let mut chance = Chance::new(8);
    for round in 0..200 {
        let length = 40 + round;
        let size = 6.0 * (chance.uniform() - 0.5);
        let mut series = made(&mut chance, length, 0.3, step(length / 2, size));
        series[round % length] = f64::NAN;
        let found = change(&series, 0, Sense::Either).unwrap();
        assert!(found.earliest <= found.onset && found.onset <= found.latest && found.latest < found.end);
        assert!((0.0..=1.0).contains(&found.p) && found.end <= length);
        let scaled: Vec<f64> = series.iter().map(|value| 1e3 - 40.0 * value).collect();
        let again = change(&scaled, 0, Sense::Either).unwrap();
        assert_eq!((again.shape, again.onset, again.end), (found.shape, found.onset, found.end));
        assert!(
            (again.p - found.p).abs() < 1e-6 && (again.difference() + 40.0 * found.difference()).abs() < 1e-6
        );
    }
}

#[test]
fn nothing_to_find() {
    assert_eq!(change(&[5.0; 60], 0, Sense::Either), None);
    assert_eq!(change(&[1.0, 2.0], 0, Sense::Either), None);
    assert_eq!(change(&[f64::NAN; 60], 0, Sense::Either), None);
    let switched: Vec<f64> = (0..60).map(|at| f64::from(u8::from(at >= 31))).collect();
    let found = change(&switched, 0, Sense::Either).unwrap();
    assert_eq!((found.onset, found.end), (31, 60));
    assert!(found.before.abs() < 1e-12 && (found.after - 1.0).abs() < 1e-12);
    assert!(found.p < 1e-9);
}

/// Percentage points of Kuiper's statistic (Stephens 1974, table 1A, n to infinity).
#[test]
fn kuipers_percentage_points() {
    for (range, tail) in [(1.620, 0.10), (1.747, 0.05), (1.862, 0.025), (2.001, 0.01)] {
        assert!((kuiper_tail(range) - tail).abs() < 0.001, "{range}: {}", kuiper_tail(range));
    }
    assert_eq!(kuiper_tail(0.0), 1.0);
    assert!(kuiper_tail(30.0) < 1e-100);
}
