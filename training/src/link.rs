//! How often the words that people say for a thing are linked to that thing.

use std::path::PathBuf;

use agent::link::{Linked, Linker};
use agent::planner::Proposal;
use anyhow::Result;

use crate::plants::{self, MadeUp, Said};

/// Sentences that a mention stands in; what they ask does not matter here.
const ENGLISH: [&str; 3] = ["what was the average {} yesterday", "show me {} last week", "{} max on 5 march"];
const CHINESE: [&str; 3] = ["昨天{}平均是多少", "看一下上周{}的曲线", "3月5号{}最高多少"];
const ENGLISH_ASSET: [&str; 2] = ["how many alarms did {} have last week", "what is measured on {}"];
const CHINESE_ASSET: [&str; 2] = ["{}上周有多少报警", "{}上有哪些测点"];

/// Right ones of all.
#[derive(Default, Clone, Copy)]
struct Share {
    right: usize,
    all: usize,
}

impl Share {
    fn add(&mut self, right: bool) {
        self.right += usize::from(right);
        self.all += 1;
    }

    fn and(self, other: Self) -> Self {
        Self { right: self.right + other.right, all: self.all + other.all }
    }

    fn shown(self) -> String {
        if self.all == 0 {
            return "-".to_owned();
        }
        format!("{:.1}", 100.0 * self.right as f64 / self.all as f64)
    }
}

/// What is measured of one plant, English and Chinese.
#[derive(Default, Clone, Copy)]
struct Measured {
    tags: [Share; 2],
    /// The tag is the first candidate or as good as the first.
    near: [Share; 2],
    assets: [Share; 2],
    quantities: [Share; 2],
    absent: [Share; 2],
}

/// Prints a table of shares, per cent, and the first `misses` misses of each sort.
///
/// # Errors
/// A file that cannot be read.
pub fn measure(files: &[PathBuf], misses: usize) -> Result<()> {
    println!(
        "{:40} {:>13} {:>13} {:>13} {:>13} {:>13}",
        "", "tag", "tag or equal", "asset", "quantity", "absent"
    );
    println!("{:40} {}", "plant", ["   en     zh "; 5].join(" "));
    let mut total = Measured::default();
    let mut missed = Vec::new();
    for file in files {
        let plant = plants::read(file)?;
        let measured = of_plant(&plant, &mut missed);
        print_row(&plant.name, &measured);
        total = sum(total, measured);
    }
    print_row("all", &total);
    let mut sorts: Vec<&str> = missed.iter().map(|(sort, _)| *sort).collect();
    sorts.dedup();
    sorts.sort_unstable();
    sorts.dedup();
    for sort in sorts {
        for (_, miss) in missed.iter().filter(|(other, _)| *other == sort).take(misses) {
            println!("{sort}: {miss}");
        }
    }
    Ok(())
}

fn print_row(name: &str, measured: &Measured) {
    let pair = |shares: [Share; 2]| format!("{:>6} {:>6}", shares[0].shown(), shares[1].shown());
    let columns =
        [measured.tags, measured.near, measured.assets, measured.quantities, measured.absent].map(pair);
    println!("{name:40.40} {}", columns.join(" "));
}

fn sum(a: Measured, b: Measured) -> Measured {
    let pair = |a: [Share; 2], b: [Share; 2]| [a[0].and(b[0]), a[1].and(b[1])];
    Measured {
        tags: pair(a.tags, b.tags),
        near: pair(a.near, b.near),
        assets: pair(a.assets, b.assets),
        quantities: pair(a.quantities, b.quantities),
        absent: pair(a.absent, b.absent),
    }
}

fn of_plant(made_up: &MadeUp, missed: &mut Vec<(&'static str, String)>) -> Measured {
    let linker = Linker::new(made_up.catalogue.clone());
    let plant = &made_up.catalogue.plant;
    let mut measured = Measured::default();
    for (language, pick) in [english, chinese].into_iter().enumerate() {
        let frames = if language == 0 { ENGLISH } else { CHINESE };
        let asset_frames = if language == 0 { ENGLISH_ASSET } else { CHINESE_ASSET };
        let mut turn = 0;
        let mut next = |frames: &[&str], said: &str| {
            turn += 1;
            frames[turn % frames.len()].replace("{}", said)
        };
        for (tag, said) in made_up.tags.iter().enumerate() {
            for said in pick(said) {
                let question = next(&frames, said);
                let linked = linker.link(&question);
                let (first, near) = finds_tag(&linked, tag);
                measured.tags[language].add(first);
                measured.near[language].add(near);
                if !near {
                    let best = best_tag(&linked).map_or("nothing", |best| plant.tags[best].id.as_str());
                    missed.push(("tag", format!("{question}  [{}, got {best}]", plant.tags[tag].id)));
                }
            }
        }
        for (asset, said) in made_up.assets.iter().enumerate() {
            for said in pick(said) {
                let question = next(&asset_frames, said);
                let linked = linker.link(&question);
                let found = linked.assets.iter().any(|mention| mention.assets.first() == Some(&asset))
                    || linked.kinds.iter().any(|kind| kind.assets.as_slice() == [asset]);
                measured.assets[language].add(found);
                if !found {
                    missed.push(("asset", format!("{question}  [{}]", plant.assets[asset].id)));
                }
            }
        }
        for (tag, said) in made_up.quantities.iter().enumerate() {
            let asset = plant.tags[tag].asset.as_deref();
            let Some(asset) = plant.assets.iter().position(|other| Some(other.id.as_str()) == asset) else {
                continue;
            };
            let (Some(quantity), Some(owner)) = (pick(said).first(), pick(&made_up.assets[asset]).first())
            else {
                continue;
            };
            let mention = if language == 0 {
                format!("{quantity} of {owner}")
            } else {
                format!("{owner}的{quantity}")
            };
            let question = next(&frames, &mention);
            let (_, near) = finds_tag(&linker.link(&question), tag);
            measured.quantities[language].add(near);
            if !near {
                missed.push(("quantity", format!("{question}  [{}]", plant.tags[tag].id)));
            }
        }
        for said in pick(&made_up.absent) {
            let question = next(&frames, said);
            let answered = matches!(agent::read(&linker, &question), Proposal::Plan { .. });
            measured.absent[language].add(!answered);
            if answered {
                missed.push(("absent", question));
            }
        }
    }
    measured
}

fn english(said: &Said) -> &[String] {
    &said.english
}

fn chinese(said: &Said) -> &[String] {
    &said.chinese
}

fn best_tag(linked: &Linked) -> Option<usize> {
    linked.tags.first()?.candidates.first().map(|candidate| candidate.tag)
}

/// Whether the tag is the best candidate of the first mention, and whether none is better than it.
fn finds_tag(linked: &Linked, tag: usize) -> (bool, bool) {
    let Some(mention) = linked.tags.first() else { return (false, false) };
    let best = &mention.candidates[0];
    let own = mention.candidates.iter().find(|candidate| candidate.tag == tag);
    let near = own.is_some_and(|own| best.score - own.score < 0.05 * best.score.abs().max(1.0));
    let alone = mention
        .candidates
        .get(1)
        .is_none_or(|second| best.score - second.score >= 0.05 * best.score.abs().max(1.0));
    (best.tag == tag && alone, near)
}
