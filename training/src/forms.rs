//! What the meanings of the corpus compile into when every slot is filled rightly: how much of what people ask can be computed,
//! and what lacks most.

use std::collections::BTreeMap;

use agent::planner::compile::{Stop, compile};
use rand::SeedableRng as _;
use rand::rngs::SmallRng;
use rayon::prelude::*;

use crate::corpus::{Pattern, Voice};
use crate::examples::{Place, filled, seed};
use crate::fill::Fillers;

/// Prints how many patterns give a plan, and why the others give none, the commonest reason first, with `shown` of each.
pub fn print(fillers: &Fillers, voices: &[Voice], places: &[&Place], base: u64, shown: usize) {
    let patterns = voices.iter().flat_map(|voice| voice.patterns.iter().map(move |pattern| (voice, pattern)));
    let patterns: Vec<(&Voice, &Pattern)> = patterns.filter(|(_, pattern)| !pattern.follows).collect();
    let found: Vec<(&Pattern, String)> = patterns
        .par_iter()
        .map(|(voice, pattern)| {
            let mut rng = SmallRng::seed_from_u64(seed(base, &["forms", &voice.name, &pattern.text], 0));
            let Some((place, filled)) = filled(fillers, pattern, places, &mut rng) else {
                return (*pattern, "not filled".to_owned());
            };
            let what = match compile(&pattern.meaning, &filled.bound, place.linker.catalogue()) {
                Ok(_) => "planned".to_owned(),
                Err(Stop::NotYet(what)) => format!("not yet: {what}"),
                Err(Stop::Missing(slot)) => format!("missing {slot}"),
                Err(Stop::Unfit(why)) => format!("unfit: {why}"),
                Err(Stop::Ambiguous(_)) => "several tags".to_owned(),
                Err(Stop::Abstain(problem)) => format!("abstained: {}", problem.code),
                Err(Stop::Ask(_)) => "asked back".to_owned(),
            };
            (*pattern, what)
        })
        .collect();
    let mut reasons: BTreeMap<&str, Vec<&Pattern>> = BTreeMap::new();
    for (pattern, what) in &found {
        reasons.entry(what).or_default().push(pattern);
    }
    let mut reasons: Vec<(&str, Vec<&Pattern>)> = reasons.into_iter().collect();
    reasons.sort_by_key(|(_, patterns)| std::cmp::Reverse(patterns.len()));
    println!("{} patterns that stand by themselves", found.len());
    for (what, patterns) in reasons {
        println!("{:6}  {what}", patterns.len());
        if what == "planned" {
            continue;
        }
        let step = patterns.len().div_ceil(shown.max(1));
        for pattern in patterns.iter().step_by(step).take(shown) {
            println!("            {}  =  {}", pattern.text, pattern.meaning);
        }
    }
}
