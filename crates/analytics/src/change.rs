//! When a series changed, by how much, and whether chance would have done as much.

use crate::memory::long_run_deviation;

/// How a series changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// From one level to another, and it stayed.
    Step,
    /// To another level and back.
    Spell,
    /// On and on, from one instant.
    Ramp,
}

/// What kind of change is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sense {
    Either,
    Up,
    Down,
}

impl Sense {
    fn takes(self, difference: f64) -> bool {
        match self {
            Self::Either => difference != 0.0,
            Self::Up => difference > 0.0,
            Self::Down => difference < 0.0,
        }
    }
}

/// The change of an evenly spaced series that explains most of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    pub shape: Shape,
    /// Place of the first value of the new level, or of the last one before the ramp leaves it.
    pub onset: usize,
    /// Between these places, both included, the onset lies with 95 %: a likelihood ratio of up to
    /// 7.35 (Hansen 2000, "Sample splitting and threshold estimation", table I), with the long-run
    /// variance in place of that of independent values.
    pub earliest: usize,
    pub latest: usize,
    /// Place after the last value of the new level; the series' length unless it went back.
    pub end: usize,
    /// The level before, and the one after; of a ramp, where it ends.
    pub before: f64,
    pub after: f64,
    /// The probability that a series without a change, but with this one's memory, shows as much.
    pub p: f64,
}

impl Change {
    pub fn difference(&self) -> f64 {
        self.after - self.before
    }
}

/// Likelihood ratio up to which an onset is within its range.
const WITHIN: f64 = 7.35;

/// A shape of more parts is taken where it leaves less than this share of the simpler one's squares.
const SIMPLER: f64 = 0.8;

/// Values before the first onset that is looked at.
const LEAST_BEFORE: usize = 3;

/// Fewer finite values show no change.
const LEAST: usize = 12;

/// The change of `values`, of which those that are not finite are absent, with its onset at place
/// `from` or later and of the sense asked for; `None` in fewer than 12 finite values, in a series
/// without such a difference, and in one that does not change at all.
///
/// Place and shape are those of least squares: a shift of the mean (Hinkley 1970, "Inference about
/// the change-point in a sequence of random variables"), one that goes back (Levin and Kline 1985,
/// "The cusum test of homogeneity with an application in spontaneous abortion epidemiology"), or a
/// line of two phases (Hinkley 1971). The test is that of cumulative sums: their rise over the change,
/// in units of the long-run deviation, is under no change at most the range of a Brownian bridge
/// (Kuiper 1960); see Aue and Horváth 2013, "Structural breaks in time series". What the autocorrelation
/// makes of it is taken from what the change leaves over, so that a large change is not its own noise.
pub fn change(values: &[f64], from: usize, sense: Sense) -> Option<Change> {
    let places: Vec<usize> = (0..values.len()).filter(|at| values[*at].is_finite()).collect();
    if places.len() < LEAST {
        return None;
    }
    let finite: Vec<f64> = places.iter().map(|at| values[*at]).collect();
    let first = places.partition_point(|place| *place < from).max(LEAST_BEFORE);
    let fits = Fits::of(&finite, first, sense)?;
    let best = fits.best()?;
    let residuals = fits.residuals(&finite, best);
    // By place, so that neighbours of a hole are not taken for neighbours.
    let mut spread = vec![f64::NAN; values.len()];
    places.iter().zip(&residuals).for_each(|(place, residual)| spread[*place] = *residual);
    // Places that were searched for are fitted, too.
    let fitted = if best.shape == Shape::Spell { 6 } else { 4 };
    let deviation = long_run_deviation(&spread, fitted)?.max(f64::EPSILON * fits.size);
    let (low, high) = fits.within(best, WITHIN * deviation * deviation);
    let (before, after) = fits.levels(best);
    let last = places.len() - 1;
    Some(Change {
        shape: best.shape,
        onset: places[best.from.min(last)],
        earliest: places[low.min(last)],
        latest: places[high.min(last)],
        end: places.get(best.to).copied().unwrap_or(values.len()),
        before,
        after,
        p: kuiper_tail(fits.rise(best) / (deviation * (finite.len() as f64).sqrt())),
    })
}

/// Probability that the range of a Brownian bridge is at least this (Kuiper 1960, "Tests concerning
/// random points on a circle").
pub fn kuiper_tail(range: f64) -> f64 {
    if range.is_nan() || range < 0.5 {
        return 1.0;
    }
    let mut sum = 0.0;
    for j in 1..200 {
        let square = (f64::from(j) * range).powi(2);
        let term = (4.0 * square - 1.0) * (-2.0 * square).exp();
        sum += term;
        if term.abs() < 1e-18 {
            break;
        }
    }
    (2.0 * sum).clamp(0.0, 1.0)
}

/// One fitted shape over `[from, to)`.
#[derive(Debug, Clone, Copy)]
struct Fit {
    shape: Shape,
    from: usize,
    to: usize,
    /// Squares that it explains.
    gain: f64,
}

/// Sums from which every shape's fit follows at once.
struct Fits {
    /// Sums of the centred values before each place; one more than there are values.
    sums: Vec<f64>,
    mean: f64,
    squares: f64,
    /// The largest distance from the mean.
    size: f64,
    first: usize,
    sense: Sense,
}

impl Fits {
    /// `None` for a series of one value.
    fn of(values: &[f64], first: usize, sense: Sense) -> Option<Self> {
        let mean = crate::describe::summary(values)?.mean;
        let mut sums = Vec::with_capacity(values.len() + 1);
        let (mut sum, mut squares, mut size) = (0.0, 0.0, 0.0f64);
        sums.push(0.0);
        for value in values {
            let centred = value - mean;
            sum += centred;
            squares += centred * centred;
            size = size.max(centred.abs());
            sums.push(sum);
        }
        let varies = squares > values.len() as f64 * (mean * 4.0 * f64::EPSILON).powi(2);
        varies.then_some(Self { sums, mean, squares, size, first, sense })
    }

    fn len(&self) -> usize {
        self.sums.len() - 1
    }

    /// What the mean within `[from, to)` is above that outside.
    fn difference(&self, from: usize, to: usize) -> f64 {
        let (n, inside) = (self.len() as f64, (to - from) as f64);
        let sum = self.sums[to] - self.sums[from];
        sum * n / (inside * (n - inside))
    }

    fn gain(&self, from: usize, to: usize) -> f64 {
        let (n, inside) = (self.len() as f64, (to - from) as f64);
        let sum = self.sums[to] - self.sums[from];
        sum * sum * n / (inside * (n - inside))
    }

    fn step(&self) -> Option<Fit> {
        let n = self.len();
        let all = (self.first..n).filter(|from| self.sense.takes(self.difference(*from, n)));
        let fits = all.map(|from| Fit { shape: Shape::Step, from, to: n, gain: self.gain(from, n) });
        fits.reduce(better)
    }

    fn spell(&self) -> Option<Fit> {
        let n = self.len();
        let mut best: Option<Fit> = None;
        for from in self.first..n {
            for to in from + 1..n {
                let gain = self.gain(from, to);
                if best.is_none_or(|best| gain > best.gain) && self.sense.takes(self.difference(from, to)) {
                    best = Some(Fit { shape: Shape::Spell, from, to, gain });
                }
            }
        }
        best
    }

    /// What a line from `from` on explains, and its slope.
    fn ramp_at(&self, from: usize, moment: f64) -> (f64, f64) {
        let (n, after) = (self.len() as f64, (self.len() - from) as f64);
        // Of 0, 1, 2, ... from there on.
        let sum = after * (after - 1.0) / 2.0;
        let squares = (after - 1.0) * after * (2.0 * after - 1.0) / 6.0 - sum * sum / n;
        if squares > 0.0 { (moment * moment / squares, moment / squares) } else { (0.0, 0.0) }
    }

    /// For each place the centred values from there on, weighed by their distance from it.
    fn moments(&self) -> Vec<f64> {
        let n = self.len();
        let mut moments = vec![0.0; n];
        for at in (0..n.saturating_sub(1)).rev() {
            moments[at] = moments[at + 1] + (self.sums[n] - self.sums[at + 1]);
        }
        moments
    }

    fn ramp(&self) -> Option<Fit> {
        let n = self.len();
        let moments = self.moments();
        let last = n.saturating_sub(LEAST_BEFORE);
        (self.first.min(last)..last)
            .filter(|from| self.sense.takes(moments[*from]))
            .map(|from| Fit { shape: Shape::Ramp, from, to: n, gain: self.ramp_at(from, moments[from]).0 })
            .reduce(better)
    }

    fn best(&self) -> Option<Fit> {
        let left = |fit: Fit| self.squares - fit.gain;
        let simplest = self.step().or_else(|| self.ramp())?;
        let best = [self.ramp(), self.spell()]
            .into_iter()
            .flatten()
            .fold(simplest, |best, fit| if left(fit) >= SIMPLER * left(best) { best } else { fit });
        Some(best)
    }

    /// The levels before and after.
    fn levels(&self, fit: Fit) -> (f64, f64) {
        if fit.shape == Shape::Ramp {
            let (_, slope) = self.ramp_at(fit.from, self.moments()[fit.from]);
            let after = (self.len() - fit.from) as f64;
            let start = self.mean - slope * after * (after - 1.0) / 2.0 / self.len() as f64;
            return (start, start + slope * (after - 1.0));
        }
        let (n, inside) = (self.len() as f64, (fit.to - fit.from) as f64);
        let sum = self.sums[fit.to] - self.sums[fit.from];
        (self.mean - sum / (n - inside), self.mean + sum / inside)
    }

    fn residuals(&self, values: &[f64], fit: Fit) -> Vec<f64> {
        let (before, after) = self.levels(fit);
        let slope = (after - before) / (self.len() - fit.from).saturating_sub(1).max(1) as f64;
        let fitted = |at: usize| match fit.shape {
            Shape::Ramp if at >= fit.from => before + slope * (at - fit.from) as f64,
            Shape::Step | Shape::Spell if (fit.from..fit.to).contains(&at) => after,
            _ => before,
        };
        values.iter().enumerate().map(|(at, value)| value - fitted(at)).collect()
    }

    /// How far the cumulative sums rise or fall over the change.
    fn rise(&self, fit: Fit) -> f64 {
        let n = self.len();
        match fit.shape {
            Shape::Ramp => (fit.from..n).map(|at| (self.sums[n] - self.sums[at]).abs()).fold(0.0, f64::max),
            Shape::Step | Shape::Spell => (self.sums[fit.to] - self.sums[fit.from]).abs(),
        }
    }

    /// The stretch of onsets around the best one that explain hardly less.
    fn within(&self, fit: Fit, loss: f64) -> (usize, usize) {
        let moments = if fit.shape == Shape::Ramp { self.moments() } else { Vec::new() };
        let close = |from: usize| {
            let gain = match fit.shape {
                Shape::Ramp => self.ramp_at(from, moments[from]).0,
                Shape::Step | Shape::Spell => self.gain(from, fit.to),
            };
            fit.gain - gain <= loss
        };
        let low = (1..fit.from).rev().take_while(|from| close(*from)).last().unwrap_or(fit.from);
        let high = (fit.from + 1..fit.to).take_while(|from| close(*from)).last().unwrap_or(fit.from);
        (low, high)
    }
}

fn better(a: Fit, b: Fit) -> Fit {
    if b.gain > a.gain { b } else { a }
}

#[cfg(test)]
mod tests;
