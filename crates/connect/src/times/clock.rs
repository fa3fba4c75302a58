//! Local times to instants, with what clock changes do to them.

use jiff::tz::{AmbiguousOffset, TimeZone};

use super::SECOND;
use crate::report::Reason;

/// The instant of a local time: one, or two where clocks were set back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Candidates {
    One(i64),
    /// The earlier and the later.
    Two(i64, i64),
}

/// A zone, with the stretch between two clock changes that was used last.
#[derive(Debug, Clone)]
pub(super) struct LocalClock {
    zone: TimeZone,
    /// Local seconds for which `offset_s` surely holds.
    from: i64,
    until: i64,
    offset_s: i64,
}

impl LocalClock {
    pub fn new(zone: TimeZone) -> Self {
        Self { zone, from: 0, until: 0, offset_s: 0 }
    }

    /// The instant of `local_s` (seconds since 1970 as a wall clock counts them) and `nanos`.
    #[inline]
    pub fn resolve(&mut self, local_s: i64, nanos: i64) -> Result<Candidates, Reason> {
        if self.from <= local_s && local_s < self.until {
            return utc(local_s - self.offset_s, nanos).map(Candidates::One);
        }
        self.look_up(local_s, nanos)
    }

    #[cold]
    fn look_up(&mut self, local_s: i64, nanos: i64) -> Result<Candidates, Reason> {
        let wall = jiff::Timestamp::from_second(local_s).map_err(|_| Reason::TimeOutOfRange)?;
        let local = TimeZone::UTC.to_datetime(wall);
        match self.zone.to_ambiguous_timestamp(local).offset() {
            AmbiguousOffset::Unambiguous { offset } => {
                let offset_s = i64::from(offset.seconds());
                self.remember(local_s, offset_s);
                utc(local_s - offset_s, nanos).map(Candidates::One)
            }
            AmbiguousOffset::Gap { .. } => Err(Reason::TimeInClockGap),
            AmbiguousOffset::Fold { before, after } => Ok(Candidates::Two(
                utc(local_s - i64::from(before.seconds()), nanos)?,
                utc(local_s - i64::from(after.seconds()), nanos)?,
            )),
        }
    }

    /// Keeps the stretch around an instant in which no clock changes, a day short of either
    /// end, so that no local time in it is doubtful.
    fn remember(&mut self, local_s: i64, offset_s: i64) {
        const MARGIN: i64 = 86_400;
        let Ok(instant) = jiff::Timestamp::from_second(local_s - offset_s) else { return };
        let before = self.zone.preceding(instant).next().map(|change| change.timestamp().as_second());
        let after = self.zone.following(instant).next().map(|change| change.timestamp().as_second());
        let from = before.map_or(i64::MIN / 4, |change| change + offset_s + MARGIN);
        let until = after.map_or(i64::MAX / 4, |change| change + offset_s - MARGIN);
        if from <= local_s && local_s < until {
            (self.from, self.until, self.offset_s) = (from, until, offset_s);
        }
    }
}

/// Local times that are already nanoseconds, as Parquet keeps them.
pub(crate) struct LocalTimes(LocalClock);

impl LocalTimes {
    pub fn new(zone: TimeZone) -> Self {
        Self(LocalClock::new(zone))
    }

    pub fn resolve(&mut self, local_ns: i64) -> Result<Candidates, Reason> {
        self.0.resolve(local_ns.div_euclid(SECOND), local_ns.rem_euclid(SECOND))
    }
}

/// Nanoseconds since the epoch, when the year lies between 1678 and 2261.
#[inline]
pub(super) fn utc(seconds: i64, nanos: i64) -> Result<i64, Reason> {
    seconds.checked_mul(SECOND).and_then(|ns| ns.checked_add(nanos)).ok_or(Reason::TimeOutOfRange)
}

/// Tells the two passes through the hour that clocks repeat apart by the order of the file:
/// each row comes after the one before it (or before it, in a file that runs backwards).
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct FoldResolver {
    previous: Option<i64>,
    backwards: bool,
}

impl FoldResolver {
    pub fn new(backwards: bool) -> Self {
        Self { previous: None, backwards }
    }

    pub fn resolve(&mut self, candidates: Candidates) -> i64 {
        let time = match (candidates, self.previous) {
            (Candidates::One(time), _) => time,
            (Candidates::Two(earlier, later), Some(previous)) if self.backwards => {
                if later < previous {
                    later
                } else {
                    earlier
                }
            }
            (Candidates::Two(earlier, later), Some(previous)) => {
                if earlier > previous {
                    earlier
                } else {
                    later
                }
            }
            (Candidates::Two(_, later), None) if self.backwards => later,
            (Candidates::Two(earlier, _), None) => earlier,
        };
        self.previous = Some(time);
        time
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(backwards: bool, candidates: &[Candidates], expected: &[i64]) {
        let mut fold = FoldResolver::new(backwards);
        let got: Vec<i64> = candidates.iter().map(|one| fold.resolve(*one)).collect();
        assert_eq!(got, expected);
    }

    #[test]
    fn the_order_of_the_file_tells_the_repeated_hour_apart() {
        use Candidates::{One, Two};
        check(
            false,
            &[One(0), Two(10, 40), Two(20, 50), Two(10, 40), Two(20, 50), One(70)],
            &[0, 10, 20, 40, 50, 70],
        );
        check(
            true,
            &[One(70), Two(20, 50), Two(10, 40), Two(20, 50), Two(10, 40), One(0)],
            &[70, 50, 40, 20, 10, 0],
        );
        check(false, &[Two(10, 40), Two(10, 40)], &[10, 40]);
        check(false, &[One(60), Two(10, 40)], &[60, 40]);
    }
}
