//! Questions that are suggested: about this plant, or after an answer. Each was planned before it
//! is offered, and its plan is about what it names.

use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use jiff::ToSpan as _;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use plant::time::{nanos, timestamp};
use plant::{Asset, Language, RecordKind, Tag, TimeRange};
use serde::Deserialize;
use tool::{Answer, Catalogue, Plan, TableProfile, TagProfile};

use crate::check::Allowed;
use crate::conversation::Conversation;
use crate::link::Linker;
use crate::planner::{Proposal, window_json};
use crate::text::is_chinese;
use crate::time::describe;
use crate::{Agent, check};

/// Tags that questions are made of.
const TAGS: usize = 12;
const DAY_NS: i64 = 86_400_000_000_000;

#[derive(Deserialize)]
struct Wording {
    windows: BTreeMap<String, String>,
    records: BTreeMap<String, String>,
    #[serde(flatten)]
    questions: BTreeMap<String, String>,
}

static WORDINGS: LazyLock<BTreeMap<String, Wording>> = LazyLock::new(|| {
    // Held by a test.
    toml::from_str(include_str!("../lexicon/suggestions.toml")).unwrap_or_default()
});

/// A question in the making: which wording, and what fills it.
#[derive(Clone, Copy, Default)]
struct Draft<'a> {
    what: &'static str,
    tag: Option<&'a Tag>,
    asset: Option<&'a Asset>,
    table: Option<&'a TableProfile>,
    kind: Option<&'a str>,
    window: Option<TimeRange>,
}

impl Agent {
    /// Questions about this plant for somebody who has asked nothing yet, at most `limit`;
    /// `None`: in the plant's language.
    pub fn suggestions(&self, language: Option<Language>, limit: usize) -> Vec<String> {
        let linker = self.linker();
        let catalogue = linker.catalogue();
        let language = language.unwrap_or(catalogue.plant.language);
        let tags = various_tags(catalogue);
        let of_tags = ["mean", "when", "curve", "latest", "maximum", "trend"];
        let mut rows: Vec<Vec<Draft>> = Vec::new();
        for (at, (tag, asset, profile)) in tags.iter().enumerate() {
            let what = of_tags[at % of_tags.len()];
            let window = last_day(profile, catalogue);
            let draft = Draft { what, tag: Some(tag), asset: Some(asset), window, ..Draft::default() };
            rows.push(vec![draft]);
        }
        let records = catalogue.tables.iter().filter(|table| table.rows > 0 && table.time.is_some());
        for table in records {
            let top = table.asset.is_some().then_some("top");
            let whats = ["count"].into_iter().chain(top);
            rows.push(whats.map(|what| Draft { what, table: Some(table), ..Draft::default() }).collect());
        }
        let modes = catalogue.tables.iter().any(|table| table.kind == RecordKind::FailureMode);
        let mut kinds = HashSet::new();
        for asset in catalogue.plant.assets.iter().filter(|_| modes) {
            if let Some(kind) = asset.kind.as_deref().filter(|kind| kinds.insert(*kind)) {
                rows.push(vec![Draft { what: "modes", kind: Some(kind), ..Draft::default() }]);
            }
        }
        let drafts = spread(rows, tags.len());
        self.offered(&linker, drafts, language, None, limit)
    }

    /// Questions that lead on from an answer, at most `limit`; `None`: in the answer's language.
    pub fn follow_ups(&self, answer: &Answer, language: Option<Language>, limit: usize) -> Vec<String> {
        let linker = self.linker();
        let catalogue = linker.catalogue();
        let plant = &catalogue.plant;
        let mut drafts = Vec::new();
        for evidence in &answer.evidence {
            let named = |name: &str| evidence.arguments.get(name).and_then(first_text);
            let window = evidence.window.as_ref().and_then(|[start, end]| {
                let at = |text: &String| text.parse().ok().map(nanos);
                Some(TimeRange::new(at(start)?, at(end)?))
            });
            let tag = named("tag").or_else(|| named("tags")).and_then(|id| plant.tag(id));
            let asset = tag.and_then(|tag| tag.asset.as_deref()).or_else(|| named("asset"));
            let asset = asset.and_then(|id| plant.asset(id));
            let table = named("table").and_then(|name| catalogue.table(name));
            let draft = Draft { tag, asset, table, window, ..Draft::default() };
            let whats: &[&'static str] = match (tag, table, asset) {
                (Some(_), ..) => &["maximum", "when", "mean", "curve", "trend", "minimum", "latest", "about"],
                (None, Some(_), Some(_)) => &["of_asset", "top", "count", "about"],
                (None, Some(_), None) => &["top", "count"],
                (None, None, Some(_)) => &["about"],
                (None, None, None) => &[],
            };
            drafts.extend(whats.iter().map(|what| Draft { what, ..draft }));
            if let Some(asset) = asset {
                let with_asset = catalogue.tables.iter().filter(|table| table.asset.is_some());
                drafts.extend(with_asset.map(|table| Draft {
                    what: "of_asset",
                    asset: Some(asset),
                    table: Some(table),
                    ..Draft::default()
                }));
                let kind = asset.kind.as_deref();
                drafts.push(Draft { what: "modes", kind, ..Draft::default() });
            }
        }
        let language = language.unwrap_or(answer.language);
        let mut found = self.offered(&linker, drafts, language, Some(&answer.plan), limit);
        // An abstention has nothing to go on with; something that works is better than nothing.
        if found.is_empty() {
            found = self.suggestions(Some(language), limit);
        }
        found
    }

    /// The drafts that make a plan about what they name, each plan once.
    fn offered(
        &self,
        linker: &Linker,
        drafts: Vec<Draft>,
        language: Language,
        asked: Option<&Plan>,
        limit: usize,
    ) -> Vec<String> {
        let mut plans: Vec<Plan> = asked.into_iter().cloned().collect();
        let mut found: Vec<String> = Vec::new();
        for draft in drafts {
            if found.len() == limit {
                break;
            }
            let Some(question) = draft.question(language, linker.catalogue()) else {
                continue;
            };
            if found.contains(&question) {
                continue;
            }
            let linked = linker.link(&question);
            let proposal = self.planner.plan(&linked, &Conversation::default(), linker.catalogue());
            let Proposal::Plan { plan, .. } = proposal else { continue };
            let sound = check::check(&plan, self.toolbox.as_ref(), Allowed::Reads).is_ok();
            if sound && draft.is_meant_by(&plan) && !plans.contains(&plan) {
                plans.push(plan);
                found.push(question);
            }
        }
        found
    }
}

impl Draft<'_> {
    /// The question in words; `None` where something that the wording needs is not there.
    fn question(&self, language: Language, catalogue: &Catalogue) -> Option<String> {
        let wording = WORDINGS.get(match language {
            Language::English => "en",
            Language::Chinese => "zh",
        })?;
        let mut text = wording.questions.get(self.what)?.clone();
        let fills = [
            ("{tag}", self.tag.map(|tag| in_sentence(&tag.name, &tag.aliases, language))),
            ("{asset}", self.asset.map(|asset| called(&asset.name, &asset.aliases, language))),
            ("{kind}", self.kind.map(|kind| kind.replace('_', " "))),
            ("{table}", self.table.and_then(|table| records_called(table, wording))),
            ("{window}", self.window.and_then(|window| window_words(window, catalogue, language, wording))),
        ];
        for (place, fill) in fills {
            if text.contains(place) {
                text = text.replace(place, &fill.filter(|fill| !fill.is_empty())?);
            }
        }
        Some(text)
    }

    /// Whether a plan is about the tag, asset, table and window that the question was made of.
    fn is_meant_by(&self, plan: &Plan) -> bool {
        let Ok(text) = serde_json::to_string(&plan.steps) else { return false };
        let holds = |id: &str| serde_json::to_string(id).is_ok_and(|id| text.contains(&id));
        let needs = |place: &str| {
            WORDINGS
                .values()
                .next()
                .and_then(|w| w.questions.get(self.what))
                .is_some_and(|q| q.contains(place))
        };
        let tag = self.tag.is_none_or(|tag| !needs("{tag}") || holds(&tag.id));
        let table = self.table.is_none_or(|table| !needs("{table}") || holds(&table.table));
        let asset = self.asset.is_none_or(|asset| {
            !needs("{asset}") || self.tag.is_some() && needs("{tag}") || holds(&asset.id)
        });
        let window = self.window.is_none_or(|window| {
            !needs("{window}")
                || serde_json::to_string(&window_json(window)).is_ok_and(|window| text.contains(&window))
        });
        tag && table && asset && window
    }
}

/// Tags with data that differ most: of other quantities and assets than those before.
fn various_tags(catalogue: &Catalogue) -> Vec<(&Tag, &Asset, &TagProfile)> {
    let plant = &catalogue.plant;
    // What is only on or off is no quantity to ask for the mean of.
    let varies = |profile: &TagProfile| {
        profile.minimum.zip(profile.maximum).is_some_and(|(a, b)| a < b && (a, b) != (0.0, 1.0))
    };
    let usable: Vec<(&Tag, &str, &TagProfile)> = plant
        .tags
        .iter()
        .zip(catalogue.tags.iter())
        .filter(|(_, profile)| profile.count > 100 && varies(profile))
        .filter_map(|(tag, profile)| Some((tag, tag.asset.as_deref()?, profile)))
        .collect();
    let (mut quantities, mut assets, mut chosen) = (HashSet::new(), HashSet::new(), Vec::new());
    for strict in [true, false] {
        for (tag, asset, profile) in &usable {
            if chosen.len() == TAGS {
                break;
            }
            let quantity = tag.quantity.as_deref().unwrap_or(&tag.name);
            let fresh = !quantities.contains(quantity) && (!strict || !assets.contains(asset));
            if fresh && let Some(owner) = plant.asset(asset) {
                quantities.insert(quantity);
                assets.insert(*asset);
                chosen.push((*tag, owner, *profile));
            }
        }
    }
    chosen
}

/// The last plant-local day that a tag has all of: yesterday, where it is recorded up to now.
fn last_day(profile: &TagProfile, catalogue: &Catalogue) -> Option<TimeRange> {
    let zone = &catalogue.plant.timezone;
    let (first, last) = profile.first.zip(profile.last)?;
    let date = timestamp(last.min(catalogue.now)).to_zoned_datetime(zone.clone()).date();
    let day = day_of(date.checked_sub(1.day()).ok()?, zone)?;
    (first <= day.start && day.end <= last.saturating_add(DAY_NS)).then_some(day)
}

fn day_of(date: Date, zone: &TimeZone) -> Option<TimeRange> {
    let start = date.to_zoned_datetime(zone.clone()).ok()?;
    let end = date.tomorrow().ok()?.to_zoned_datetime(zone.clone()).ok()?;
    Some(TimeRange::new(nanos(start.timestamp()), nanos(end.timestamp())))
}

/// Of the rows of tags and those of records in turn, so that the first few differ.
fn spread(rows: Vec<Vec<Draft>>, tags: usize) -> Vec<Draft> {
    let mut rows = rows.into_iter();
    let of_tags: Vec<Vec<Draft>> = rows.by_ref().take(tags).collect();
    let (mut of_tags, mut others) = (of_tags.into_iter().flatten(), rows.flatten());
    let mut drafts = Vec::new();
    loop {
        let before = drafts.len();
        drafts.extend(of_tags.by_ref().take(2));
        drafts.extend(others.by_ref().take(1));
        if drafts.len() == before {
            return drafts;
        }
    }
}

/// A name in the asker's language where there is one.
fn called(name: &str, aliases: &[String], language: Language) -> String {
    let fits = |text: &&str| text.chars().any(is_chinese) == (language == Language::Chinese);
    std::iter::once(name).chain(aliases.iter().map(String::as_str)).find(fits).unwrap_or(name).to_owned()
}

/// As [`called`], with a small first letter: `Outlet temperature` stands inside a sentence.
fn in_sentence(name: &str, aliases: &[String], language: Language) -> String {
    let name = called(name, aliases, language);
    let mut letters = name.chars();
    match (letters.next(), letters.next()) {
        // `CO2` and `pH` stay as they are.
        (Some(first), Some(second)) if first.is_uppercase() && second.is_lowercase() => {
            first.to_lowercase().chain(name.chars().skip(1)).collect()
        }
        _ => name,
    }
}

fn records_called(table: &TableProfile, wording: &Wording) -> Option<String> {
    let kind = serde_json::to_value(table.kind).ok()?;
    match wording.records.get(kind.as_str()?) {
        Some(called) => Some(called.clone()),
        None => Some(table.table.replace('_', " ")),
    }
}

fn window_words(
    window: TimeRange,
    catalogue: &Catalogue,
    language: Language,
    wording: &Wording,
) -> Option<String> {
    let zone = &catalogue.plant.timezone;
    let today = timestamp(catalogue.now).to_zoned_datetime(zone.clone()).date();
    let start = timestamp(window.start).to_zoned_datetime(zone.clone()).date();
    let end = timestamp(window.end).to_zoned_datetime(zone.clone()).date();
    let form = if day_of(start, zone) == Some(window) {
        if start.tomorrow().ok() == Some(today) { "yesterday" } else { "day" }
    } else if start.day() == 1 && end.day() == 1 && start.checked_add(1.month()).ok() == Some(end) {
        "month"
    } else {
        "range"
    };
    Some(wording.windows.get(form)?.replace("{time}", &describe(window, zone, language)))
}

fn first_text(json: &serde_json::Value) -> Option<&str> {
    json.as_str().or_else(|| json.as_array()?.first()?.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_every_wording() {
        let (en, zh) = (&WORDINGS["en"], &WORDINGS["zh"]);
        let keys = |map: &BTreeMap<String, String>| map.keys().cloned().collect::<Vec<_>>();
        assert_eq!(keys(&en.questions), keys(&zh.questions));
        assert_eq!(keys(&en.windows), keys(&zh.windows));
        assert_eq!(keys(&en.records), keys(&zh.records));
        let places = |text: &str| -> Vec<String> {
            let mut found: Vec<String> =
                text.split('{').skip(1).filter_map(|t| t.split('}').next()).map(str::to_owned).collect();
            found.sort();
            found
        };
        for (what, text) in &en.questions {
            assert_eq!(places(text), places(&zh.questions[what]), "{what}");
        }
    }

    #[test]
    fn names_stand_inside_a_sentence() {
        for (name, expected) in [("Outlet temperature", "outlet temperature"), ("CO2", "CO2"), ("pH", "pH")] {
            assert_eq!(in_sentence(name, &[], Language::English), expected);
        }
        let aliases = ["出口温度".to_owned()];
        assert_eq!(in_sentence("Outlet temperature", &aliases, Language::Chinese), "出口温度");
    }
}
