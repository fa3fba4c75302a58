//! What a tag's run comes to, worked out on all threads before it is written.

use std::sync::Arc;

use rayon::prelude::*;

use super::decimals::Decimals;
use super::index::Features;
use crate::aggregate::Aggregate;
use crate::rollup::{self, Levels};
use crate::run::Run;

/// A run with its roll-ups, ready to be written.
pub(crate) struct Prepared {
    pub tag: Arc<str>,
    pub run: Run,
    pub(super) decimals: Option<Decimals>,
    pub(super) features: Features,
    pub(super) levels: Levels,
    pub(super) aggregate: Aggregate,
}

/// Prepares runs; empty ones are left out.
pub(crate) fn prepare(runs: Vec<(Arc<str>, Run)>) -> Vec<Prepared> {
    runs.into_par_iter()
        .filter(|(_, run)| !run.is_empty())
        .map(|(tag, run)| {
            let decimals = Decimals::of(&run.values);
            let features = Features {
                plain: decimals.is_none(),
                scaled: decimals.is_some(),
                quality: run.quality.values().is_some(),
                kinds: run.kinds.values().is_some(),
                integers: run.integers.values().is_some(),
                texts: run.texts.values().is_some(),
            };
            let levels = rollup::levels(&run);
            let aggregate = match levels.iter().flatten().last() {
                None => Aggregate::of(&run.times, &run.values, run.quality.values()),
                Some(level) => level.cells.iter().fold(Aggregate::default(), |mut total, cell| {
                    total.merge(&cell.aggregate);
                    total
                }),
            };
            Prepared { tag, run, decimals, features, levels, aggregate }
        })
        .collect()
}

/// What a segment must have to hold all of them.
pub(crate) fn features(prepared: &[Prepared]) -> Features {
    prepared.iter().fold(Features::default(), |all, prepared| all.union(prepared.features))
}
