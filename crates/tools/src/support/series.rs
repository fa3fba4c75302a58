//! Reading a tag's samples, with the problems that a user can have with that.

use historian::Series;
use plant::{Problem, Quality, Tag, TimeRange};
use tool::QualityShare;

use super::Call;
use super::problems;

/// A tag's samples in a window, sorted, at least one.
///
/// # Errors
/// PW3105 when nothing is recorded of the tag, PW3104 when nothing is in the
/// window, PW3203 when the tag holds texts alone, PW4xxx from the store.
pub fn read_series(call: &Call<'_>, tag: &Tag, window: TimeRange) -> Result<Series, Problem> {
    if call.profile(tag).is_none_or(|profile| profile.count == 0) {
        return Err(problems::no_data_at_all(&tag.id));
    }
    let series = call.engines.historian().read(&tag.id, window)?;
    if series.times.is_empty() {
        return Err(no_window_data(call, tag, window));
    }
    if series.values.iter().all(|value| value.is_nan())
        && call.profile(tag).is_some_and(|profile| profile.minimum.is_none())
    {
        return Err(problems::not_numeric(&tag.id));
    }
    Ok(series)
}

/// PW3104 for this tag and window, with what is recorded instead.
pub fn no_window_data(call: &Call<'_>, tag: &Tag, window: TimeRange) -> Problem {
    problems::no_data_in_window(&tag.id, window, call.profile(tag), call.zone())
}

/// How many of the samples are good, uncertain and bad, as shares; none of none.
pub fn quality_share(quality: &[u32]) -> Option<QualityShare> {
    if quality.is_empty() {
        return None;
    }
    let all = quality.len() as f64;
    let share =
        |is: fn(Quality) -> bool| quality.iter().filter(|code| is(Quality(**code))).count() as f64 / all;
    Some(QualityShare {
        good: share(Quality::is_good),
        uncertain: share(Quality::is_uncertain),
        bad: share(Quality::is_bad),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up() {
        let codes = [0, 0, Quality::UNCERTAIN.0, Quality::BAD.0];
        assert_eq!(quality_share(&codes), Some(QualityShare { good: 0.5, uncertain: 0.25, bad: 0.25 }));
        assert_eq!(quality_share(&[]), None);
    }
}
