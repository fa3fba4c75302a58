//! Whether the instrument may be what changed: values that stand still, samples that are missing or bad, a jump.

use analytics::{Samples, longest_gap, longest_run};
use plant::{Problem, Quality, Tag, TimeRange, Unit};
use tool::{AnswerValue, Clue};

use crate::readings::step_of;
use crate::support::Call;

/// Longer windows are not read sample by sample.
const MOST_SAMPLES: f64 = 500_000.0;

/// A value that stands still for this share of the window, ...
const STILL_SHARE: f64 = 0.2;

/// ... for at least so many samples, ...
const STILL_SAMPLES: u64 = 10;

/// ... and so many times as long as in the time before, is stuck.
const STILL_LONGER: u64 = 3;

/// Share of samples that are not good, from which on it counts.
const DOUBTFUL: f64 = 0.05;

/// A hole of so many usual steps is a gap.
const GAP_STEPS: i64 = 5;

/// A jump takes this share of the change from one sample to the next.
const JUMP: f64 = 0.7;

/// What speaks against the instrument of a tag: stuck, doubtful, a gap at `onset`. `difference` is the change that
/// may be a jump, 0 where none is looked for.
///
/// # Errors
/// PW4xxx from the store.
pub fn faults(
    call: &Call<'_>,
    tag: &Tag,
    window: TimeRange,
    onset: TimeRange,
    difference: f64,
) -> Result<Vec<Clue>, Problem> {
    let Some(step) = call.profile(tag).and_then(step_of) else { return Ok(Vec::new()) };
    let length = window.end - window.start;
    if 2.0 * length as f64 / step as f64 > MOST_SAMPLES {
        return Ok(Vec::new());
    }
    let before = TimeRange::new(window.start - length, window.start);
    let series = call.engines.historian().read(&tag.id, TimeRange::new(before.start, window.end))?;
    let samples = Samples::new(&series.times, &series.values);
    let mut found = Vec::new();
    found.extend(stuck(call, tag, samples, before, window));
    found.extend(doubtful(tag, &series.times, &series.quality, before, window));
    // From one sample before to one after.
    let around = samples.within(onset.start - 2 * step, onset.end + 2 * step);
    if let Some(gap) = longest_gap(around.times).filter(|gap| gap.length() > GAP_STEPS * step) {
        found.push(
            Clue::new("gap", &tag.id)
                .with(AnswerValue::new("time", call.local(gap.start)))
                .with(AnswerValue::number("length", gap.length() as f64 / 1e9, Some(Unit::new("s")))),
        );
    }
    let jump = around.values.windows(2).map(|pair| (pair[1] - pair[0]).abs()).fold(0.0, f64::max);
    if difference != 0.0 && jump >= JUMP * difference.abs() {
        found.push(Clue::new("jump", &tag.id).with(AnswerValue::number("jump", jump, tag.unit.clone())));
    }
    Ok(found)
}

fn stuck(
    call: &Call<'_>,
    tag: &Tag,
    samples: Samples<'_>,
    before: TimeRange,
    window: TimeRange,
) -> Option<Clue> {
    let run = longest_run(samples.within(window.start, window.end))?;
    let usual = longest_run(samples.within(before.start, before.end)).map_or(0, |run| run.count);
    let long = (run.end - run.start) as f64 >= STILL_SHARE * (window.end - window.start) as f64;
    // A machine that stands reads nothing, which is no fault.
    let still =
        run.value != 0.0 && long && run.count >= STILL_SAMPLES && run.count >= STILL_LONGER * usual.max(1);
    still.then(|| {
        Clue::new("stuck", &tag.id)
            .with(AnswerValue::number("value", run.value, tag.unit.clone()))
            .with(AnswerValue::new("time", call.local(run.start)))
            .with(AnswerValue::number("length", (run.end - run.start) as f64 / 1e9, Some(Unit::new("s"))))
            .with(AnswerValue::number("samples", run.count as f64, None))
    })
}

fn doubtful(tag: &Tag, times: &[i64], quality: &[u32], before: TimeRange, window: TimeRange) -> Option<Clue> {
    let share = |range: TimeRange| {
        let codes: Vec<u32> = times
            .iter()
            .zip(quality)
            .filter(|(time, _)| range.contains(**time))
            .map(|(_, code)| *code)
            .collect();
        let not_good = codes.iter().filter(|code| !Quality(**code).is_good()).count();
        not_good as f64 / codes.len().max(1) as f64
    };
    let (now, usual) = (share(window), share(before));
    (now >= DOUBTFUL && now >= 2.0 * usual).then(|| {
        Clue::new("doubtful", &tag.id)
            .with(AnswerValue::number("share", 100.0 * now, Some(Unit::new("%"))))
            .with(AnswerValue::number("usual", 100.0 * usual, Some(Unit::new("%"))))
    })
}
