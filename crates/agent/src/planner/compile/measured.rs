//! Measured values: the latest, at an instant, over a window, ranked, compared, their quality.

use serde_json::{Value as Json, json};

use super::{Compiled, Compiler, Stop, missing};
use crate::meaning::{Slot, SlotKind, Term};

/// Statistics of the notation by what the tools call them.
const STATISTICS: [(&str, &str); 14] = [
    ("mean", "mean"),
    ("min", "min"),
    ("max", "max"),
    ("sum", "sum"),
    ("count", "count"),
    ("std", "std"),
    ("median", "median"),
    ("first", "first"),
    ("last", "last"),
    ("range", "range"),
    ("change", "change"),
    ("twmean", "time_weighted_mean"),
    ("total", "total"),
    ("percentile", "percentile"),
];

/// Words that ask by how much the first is below the second.
const LOWER: &[&str] = &[
    "lower than",
    "less than",
    "fewer",
    "how much lower",
    "how much less",
    "低多少",
    "低了多少",
    "低几",
    "少多少",
    "少了多少",
    "少用了多少",
];

pub fn statistic(name: &str) -> Option<&'static str> {
    STATISTICS.iter().find(|(own, _)| *own == name).map(|(_, tool)| *tool)
}

impl Compiler<'_> {
    pub(super) fn measured(&mut self, meaning: &Term) -> Compiled<String> {
        match meaning.name() {
            "latest" => {
                let tags = self.tags_or_all_of_asset(meaning)?;
                let unit = self.unit_option(meaning)?;
                Ok(self.add("latest", [("tags", json!(tags)), ("unit", unit)]))
            }
            "value" => {
                let tags = self.tags(meaning)?;
                let time = self.instant(meaning)?;
                let unit = self.unit_option(meaning)?;
                Ok(self.add("value_at", [("tags", json!(tags)), ("time", time), ("unit", unit)]))
            }
            "series" => {
                let tags = self.tags_or_all_of_asset(meaning)?;
                if meaning.option("while").is_some() || meaning.option("shift").is_some() {
                    return Err(Stop::NotYet("a curve of part of the time".to_owned()));
                }
                let window = self.window(meaning)?;
                let unit = self.unit_option(meaning)?;
                Ok(self.add("read_series", [("tags", json!(tags)), ("window", window), ("unit", unit)]))
            }
            "when" => self.instant_of(meaning),
            "compare" => self.compared(meaning),
            "trend" => self.trend(meaning),
            "correlate" => self.correlated(meaning),
            "rank" | "steadiest" => self.ranked(meaning),
            "quality" => self.quality(meaning),
            name => match statistic(name) {
                Some(statistic) => self.aggregated(meaning, statistic),
                None => Err(Stop::NotYet(name.to_owned())),
            },
        }
    }

    /// The tags named; where only an asset is, all of its.
    fn tags_or_all_of_asset(&self, meaning: &Term) -> Compiled<Vec<String>> {
        if !Self::tag_slots(meaning).is_empty() {
            return self.tags(meaning);
        }
        let asset = meaning
            .arguments()
            .iter()
            .find(|argument| argument.name() == "owner" || Self::slot(argument, SlotKind::Asset).is_some())
            .ok_or(missing(SlotKind::Tag))?;
        self.tags_below(self.asset(asset)?)
    }

    /// A rate's sum is its total over time; the total of what is no rate is the sum of its values.
    pub(super) fn settled(&self, meaning: &Term, statistic: &'static str) -> &'static str {
        let slot = Self::tag_slots(meaning).first().copied();
        let tag = slot.and_then(|slot| self.bound.tags.get(slot.place - 1)).map(|slot| slot.tag());
        let rate = tag
            .and_then(|tag| self.catalogue.plant.tags[tag].unit.as_ref())
            .is_some_and(|unit| unit.total_over_time().is_some());
        let counts_up =
            tag.and_then(|tag| self.catalogue.tags.get(tag)).is_some_and(|profile| profile.counts_up);
        match statistic {
            // A register has counted what was used; to add up its readings is never meant.
            "total" | "sum" if counts_up => "change",
            "total" if !rate => "sum",
            "sum" if rate => "total",
            other => other,
        }
    }

    /// Only some stretches count: `while`, `days`, as windows found by a step before.
    pub(super) fn within(&mut self, meaning: &Term) -> Compiled<Json> {
        let window = self.window(meaning)?;
        let mut stretches = self.said_stretches(&window);
        for (key, report) in [("while", "episodes"), ("days", "days")] {
            if let Some(condition) = meaning.option(key) {
                if let Some(step) = self.days_found(condition, meaning, &stretches)? {
                    stretches = json!({"from": step, "take": "windows"});
                    continue;
                }
                if key == "days" && super::conditions::computed(condition) && stretches.is_null() {
                    let step = self.days_of_statistic(condition, window.clone(), false)?;
                    stretches = json!({"from": step, "take": "windows"});
                    continue;
                }
                let step = self.condition(condition, window.clone(), &stretches, report, Json::Null)?;
                stretches = json!({"from": step, "take": "windows"});
            }
        }
        Ok(stretches)
    }

    /// Days that are found otherwise than by what was measured on each: the three with the most of something, those with
    /// alarms.
    fn days_found(&mut self, days: &Term, meaning: &Term, within: &Json) -> Compiled<Option<String>> {
        if days.name() == "rank" {
            return match within {
                Json::Null => self.whole(days).map(Some),
                _ => Err(Stop::NotYet("days that are found in part of the time".to_owned())),
            };
        }
        match self.days_with_records(days, meaning, false)? {
            Some(_) if !within.is_null() => {
                Err(Stop::NotYet("days with records in part of the time".to_owned()))
            }
            found => Ok(found),
        }
    }

    /// "between 2 and 4 pm, each day last week": the stretches of the window that the question names.
    fn said_stretches(&self, window: &Json) -> Json {
        if window.is_null() || self.bound.stretches.is_empty() {
            return Json::Null;
        }
        let instant = |ns: i64| plant::time::timestamp(ns).to_string();
        self.bound
            .stretches
            .iter()
            .map(|range| json!({"start": instant(range.start), "end": instant(range.end)}))
            .collect()
    }

    fn aggregated(&mut self, meaning: &Term, statistic: &'static str) -> Compiled<String> {
        let statistic = self.settled(meaning, statistic);
        let tags = match self.tags(meaning) {
            Err(Stop::Ambiguous(slot)) if meaning.name() == "total" => {
                vec![self.added_up(&slot).ok_or(Stop::Ambiguous(slot))?]
            }
            tags => tags?,
        };
        // What a register has counted up to, on average, is no answer to anything.
        let counts_up = |id: &String| self.catalogue.profile(id).is_some_and(|profile| profile.counts_up);
        if matches!(statistic, "mean" | "median") && tags.iter().all(counts_up) {
            return Err(Stop::NotYet("the average of a counter's readings".to_owned()));
        }
        let window = self.window(meaning)?;
        let unit = self.unit_of_statistic(meaning, statistic)?;
        let shift = self.shift_option(meaning)?;
        let within = self.within(meaning)?;
        let by = match meaning.option_word("by") {
            None => Json::Null,
            Some(by @ ("hour" | "day" | "week" | "month" | "shift" | "weekday" | "hour_of_day")) => json!(by),
            Some(by) => return Err(Stop::NotYet(format!("a statistic by {by}"))),
        };
        let plain = by.is_null() && shift.is_null() && within.is_null() && tags.len() == 1;
        if plain && matches!(statistic, "max" | "min") {
            return Ok(self.add(
                "extreme",
                [("tag", json!(tags[0])), ("window", window), ("which", json!(statistic)), ("unit", unit)],
            ));
        }
        Ok(self.add(
            "aggregate",
            [
                ("tags", json!(tags)),
                ("window", window),
                ("statistic", json!(statistic)),
                ("percentile", self.percentile(statistic)?),
                ("unit", unit),
                ("by", by),
                ("shift", shift),
                ("within", within),
            ],
        ))
    }

    /// "how much steam": of a flow and a valve that fit as well, the flow is what adds up.
    fn added_up(&self, slot: &crate::planner::slots::TagSlot) -> Option<String> {
        let plant = &self.catalogue.plant;
        let adds = |tag: &usize| {
            let rate = plant.tags[*tag].unit.as_ref().is_some_and(|unit| unit.total_over_time().is_some());
            rate || self.catalogue.tags.get(*tag).is_some_and(|profile| profile.counts_up)
        };
        let mut fitting = slot.best().filter(adds);
        fitting.next().filter(|_| fitting.next().is_none()).map(|tag| plant.tags[tag].id.clone())
    }

    /// The unit that a statistic is told in; "how many tonnes per hour" of a rate is no amount.
    fn unit_of_statistic(&self, meaning: &Term, statistic: &str) -> Compiled<Json> {
        let unit = self.unit_option(meaning)?;
        let own = self.first_tag(meaning).ok().and_then(|tag| tag.unit.as_ref());
        let (Some(said), Some(own)) = (unit.as_str(), own) else { return Ok(unit) };
        if statistic == "total" || own.like(&plant::Unit::new(said)).is_some() {
            return Ok(unit);
        }
        let rate = self.bound.per.map(|per| format!("{said}/{per}"));
        match rate.filter(|rate| own.like(&plant::Unit::new(rate)).is_some()) {
            Some(rate) => Ok(json!(rate)),
            None => Err(Stop::Unfit("an amount of a rate's statistic")),
        }
    }

    pub(super) fn percentile(&self, statistic: &str) -> Compiled<Json> {
        if statistic != "percentile" {
            return Ok(Json::Null);
        }
        self.bound.percentile.map(|percent| json!(percent)).ok_or(missing(SlotKind::Number))
    }

    /// `when(max(t, w))`, `when(above(t, n), w, which=last)`.
    fn instant_of(&mut self, meaning: &Term) -> Compiled<String> {
        let what = meaning.arguments().first().ok_or(Stop::Unfit("nothing to find"))?;
        match what.name() {
            which @ ("max" | "min") if what.options().is_empty() => {
                let tag = self.first_tag(what)?.id.clone();
                let window = self.window(what)?;
                Ok(self.add(
                    "extreme",
                    [
                        ("tag", json!(tag)),
                        ("window", window),
                        ("which", json!(which)),
                        ("report", json!("time")),
                    ],
                ))
            }
            // "when was batch 12", "when did it start".
            "rec" => self.record_told(what, "start"),
            end @ ("start" | "end") => {
                let record = what.arguments().first().ok_or(missing(SlotKind::Record))?;
                self.record_told(record, end)
            }
            // When did it last report: the time of its newest value.
            "last" | "latest" if !Self::tag_slots(what).is_empty() => {
                let tag = self.first_tag(what)?.id.clone();
                Ok(self.add("latest", [("tags", json!([tag])), ("report", json!("time"))]))
            }
            "last" | "first" => self.recorded_time(what),
            _ => {
                let window = self.window(meaning)?;
                let report = if meaning.option_word("which") == Some("last") { "last" } else { "first" };
                let least = self.length_option(meaning)?;
                self.condition(what, window, &Json::Null, report, least)
            }
        }
    }

    fn compared(&mut self, meaning: &Term) -> Compiled<String> {
        let [left, right] = meaning.arguments() else { return Err(Stop::Unfit("two sides are compared")) };
        let report = match meaning.option_word("report") {
            None | Some("difference") => "difference",
            Some("ratio") => "ratio",
            Some("percent") => "percent",
            Some("which") => "which",
            Some("which_lower") => "which_lower",
            Some("higher") => "left_higher",
            Some("lower") => "left_lower",
            Some(_) => return Err(Stop::Unfit("no way to compare")),
        };
        // "how much lower is X than Y" asks for Y minus X.
        let (left, right) = if matches!(report, "difference" | "percent") && self.bound.speaks_of(LOWER) {
            (right, left)
        } else {
            (left, right)
        };
        if let (Some(l), Some(r)) = (self.side(left)?, self.side(right)?)
            && left.name() == right.name()
            && let Some(statistic) = statistic(left.name())
        {
            let statistic = self.settled(left, statistic);
            let unit = match self.unit_option(meaning)? {
                Json::Null => self.unit_option(left)?,
                unit => unit,
            };
            return Ok(self.add(
                "compare",
                [
                    ("left", l),
                    ("right", r),
                    ("statistic", json!(statistic)),
                    ("percentile", self.percentile(statistic)?),
                    ("unit", unit),
                    ("report", json!(report)),
                ],
            ));
        }
        self.compared_values(left, right, report)
    }

    /// A side that the comparing tool takes as it is: a statistic of one tag over one window.
    fn side(&mut self, term: &Term) -> Compiled<Option<Json>> {
        let plain = term.options().iter().all(|(key, _)| key == "unit") && statistic(term.name()).is_some();
        if !plain || Self::tag_slots(term).len() != 1 {
            return Ok(None);
        }
        let tag = self.first_tag(term)?.id.clone();
        Ok(Some(match self.window(term)? {
            Json::Null => json!({"tag": tag}),
            window => json!({"tag": tag, "window": window}),
        }))
    }

    fn trend(&mut self, meaning: &Term) -> Compiled<String> {
        let tag = self.first_tag(meaning)?.id.clone();
        if meaning.options().iter().any(|(key, _)| !matches!(key.as_str(), "report" | "unit")) {
            return Err(Stop::NotYet("a trend of part of the time".to_owned()));
        }
        let window = self.window(meaning)?;
        let mut unit = self.unit_option(meaning)?;
        // "how many kW per day": a slope is told for the time that is named.
        // "by how much per day" is no change over the whole window.
        let per = self.bound.per.filter(|_| matches!(meaning.option_word("report"), None | Some("change")));
        if let Some(per) = per {
            let own = self.first_tag(meaning)?.unit.as_ref().map_or("1", |unit| unit.code());
            unit = json!(format!("{}/{per}", unit.as_str().unwrap_or(own)));
        }
        let (report, claim) = match meaning.option_word("report") {
            Some("change") if per.is_some() => ("slope", Json::Null),
            None => ("slope", Json::Null),
            Some(report @ ("direction" | "change")) => (report, Json::Null),
            Some(claim @ ("rising" | "falling" | "steady")) => ("verdict", json!(claim)),
            Some(_) => return Err(Stop::Unfit("no trend")),
        };
        Ok(self.add(
            "trend",
            [
                ("tag", json!(tag)),
                ("window", window),
                ("unit", unit),
                ("claim", claim),
                ("report", json!(report)),
            ],
        ))
    }

    fn correlated(&mut self, meaning: &Term) -> Compiled<String> {
        let tags = Self::tag_slots(meaning);
        let (subject, others) = tags.split_first().ok_or(missing(SlotKind::Tag))?;
        let subject = self.tag(*subject)?.id.clone();
        let others: Vec<String> =
            others.iter().map(|slot| Ok(self.tag(*slot)?.id.clone())).collect::<Compiled<_>>()?;
        let window = self.window(meaning)?;
        let asset = self.asset_argument(meaning)?;
        let lag = meaning.option("lag").map(|_| 3600.0);
        let (with, report) =
            if others.is_empty() { (Json::Null, "strongest") } else { (json!(others), "coefficient") };
        let claim = match meaning.option_word("report") {
            None => Json::Null,
            Some(sign @ ("positive" | "negative")) if !others.is_empty() => json!(sign),
            Some(_) => return Err(Stop::Unfit("no sign of a correlation")),
        };
        Ok(self.add(
            "correlate",
            [
                ("tag", json!(subject)),
                ("with", with),
                ("asset", json!(asset)),
                ("window", window),
                ("max_lag_s", json!(lag)),
                ("report", json!(report)),
                ("claim", claim),
            ],
        ))
    }

    fn ranked(&mut self, meaning: &Term) -> Compiled<String> {
        let what = meaning.arguments().first().map(Term::name).unwrap_or_default().to_owned();
        let order = match meaning.option_word("order") {
            Some("lowest") => "lowest",
            _ => "highest",
        };
        if meaning.name() == "steadiest" {
            let order = if meaning.option_word("order") == Some("highest") { "highest" } else { "lowest" };
            let tags = self.tags(meaning)?;
            let window = self.window(meaning)?;
            let report = (what == "asset").then_some("asset");
            return Ok(self.add(
                "rank_tags",
                [
                    ("tags", json!(tags)),
                    ("window", window),
                    ("order", json!(order)),
                    ("limit", self.top(meaning)?),
                    ("by", json!("variability")),
                    ("report", json!(report)),
                ],
            ));
        }
        let of = meaning.arguments().get(1).ok_or(Stop::Unfit("nothing is ranked"))?;
        // The day with the most alarms: records in groups.
        let of_records = of.name() == "count" && Self::tag_slots(of).is_empty() || of.name() == "stat";
        if of_records {
            return self.ranked_records(meaning, &what, of);
        }
        if of.name() == "time" {
            return self.ranked_by_time(meaning, &what, of);
        }
        if of.name() == "kpi" {
            return self.ranked_by_indicator(meaning, &what, of);
        }
        let named = if of.name() == "latest" { Some("last") } else { statistic(of.name()) };
        let Some(statistic) = named else {
            return Err(Stop::NotYet(format!("ranking by {}", of.name())));
        };
        let statistic = self.settled(of, statistic);
        let window = self.window(of)?;
        let limit = self.top(meaning)?;
        let unit = self.unit_option(of)?;
        let shift = self.shift_option(of)?;
        let within = self.within(of)?;
        match what.as_str() {
            // 哪天 is a day, unless weekdays are spoken of.
            "weekday" if !self.bound.speaks_of(&["weekday", "day of the week", "星期", "周几", "礼拜"]) => {
                Err(Stop::Unfit("no weekdays are spoken of"))
            }
            by @ ("hour" | "day" | "week" | "month" | "shift" | "weekday" | "hour_of_day") => {
                let tag = self.first_tag(of)?.id.clone();
                Ok(self.add(
                    "rank_periods",
                    [
                        ("tag", json!(tag)),
                        ("window", window),
                        ("by", json!(by)),
                        ("statistic", json!(statistic)),
                        ("percentile", self.percentile(statistic)?),
                        ("order", json!(order)),
                        ("limit", limit),
                        ("unit", unit),
                        ("shift", shift),
                        ("within", within),
                    ],
                ))
            }
            // "in which batch was it hottest"
            "record" | "batch" => {
                if !shift.is_null() || !within.is_null() {
                    return Err(Stop::NotYet("ranking records over part of the time".to_owned()));
                }
                let tag = self.first_tag(of)?.id.clone();
                let records = meaning.option("of").cloned();
                let records = Term::call("list", records.into_iter().collect());
                let table = self.table_of(&records)?;
                // "of the line3 trials": what is named of the records selects them.
                let values = self.bound.values.iter().filter(|(of, _)| *of == table).count();
                let slot = |place: usize| Term::word(Slot { kind: SlotKind::Value, place }.to_string());
                let conditions = (1..=values).map(|place| Term::call("where", vec![slot(place)])).collect();
                let filters = self.filters(&Term::call("list", conditions), table)?;
                let filters = if filters.is_empty() { Json::Null } else { Json::Array(filters) };
                Ok(self.add(
                    "rank_records",
                    [
                        ("tag", json!(tag)),
                        ("table", json!(self.catalogue.tables[table].table)),
                        ("filters", filters),
                        ("window", window),
                        ("statistic", json!(statistic)),
                        ("percentile", self.percentile(statistic)?),
                        ("order", json!(order)),
                        ("limit", limit),
                        ("unit", unit),
                    ],
                ))
            }
            "asset" | "tag" => {
                if !shift.is_null() || !within.is_null() {
                    return Err(Stop::NotYet("ranking over part of the time".to_owned()));
                }
                // "which pump used most": a kind that is named is what is ranked.
                let named = (what == "asset" && !self.bound.kinds.is_empty()).then(|| Term::word("k"));
                let of_option = meaning.option("of").or_else(|| of.option("of")).or(named.as_ref());
                // "order the three lines by their mean": a statistic of each.
                let each = meaning.arguments()[1..].iter().filter(|term| term.name() == of.name());
                let slots: Vec<Slot> = each.flat_map(Self::tag_slots).collect();
                let (tags, quantity) = match (of_option, slots.first()) {
                    (Some(members), Some(slot)) => (json!(self.like_tags(*slot, members)?), Json::Null),
                    (None, Some(slot)) if slots.len() == 1 => (json!(self.all_like(*slot)?), Json::Null),
                    (None, Some(_)) => {
                        let tags: Vec<String> = slots
                            .iter()
                            .map(|slot| Ok(self.tag(*slot)?.id.clone()))
                            .collect::<Compiled<_>>()?;
                        (json!(tags), Json::Null)
                    }
                    (_, None) => return Err(missing(SlotKind::Tag)),
                };
                let report = (what == "asset").then_some("asset");
                Ok(self.add(
                    "rank_tags",
                    [
                        ("tags", tags),
                        ("quantity", quantity),
                        ("window", window),
                        ("statistic", json!(statistic)),
                        ("percentile", self.percentile(statistic)?),
                        ("order", json!(order)),
                        ("limit", limit),
                        ("unit", unit),
                        ("report", json!(report)),
                    ],
                ))
            }
            other => Err(Stop::NotYet(format!("ranking {other}"))),
        }
    }

    /// `rank(asset, count(r, w), top=1)` is `group(r, w, by=asset, top=1)`.
    fn ranked_records(&mut self, meaning: &Term, what: &str, of: &Term) -> Compiled<String> {
        let computed = |term: &Term| {
            of.name() == "stat" && statistic(term.name()).is_some() && !term.arguments().is_empty()
        };
        let mut options = vec![("by".to_owned(), Term::word(what))];
        options.extend(meaning.options().iter().filter(|(key, _)| key != "of").cloned());
        options.extend(of.options().iter().cloned());
        let measure = of.arguments().iter().find(|argument| computed(argument)).cloned();
        options.extend(measure.map(|measure| ("measure".to_owned(), measure)));
        let mut arguments: Vec<Term> =
            of.arguments().iter().filter(|argument| !computed(argument)).cloned().collect();
        let placed = |term: &Term| {
            Self::slot(term, SlotKind::Kind).is_some() || Self::slot(term, SlotKind::Asset).is_some()
        };
        if !arguments.iter().any(placed) {
            arguments.extend(meaning.option("of").or(of.option("of")).filter(|of| placed(of)).cloned());
        }
        options.retain(|(key, _)| key != "of");
        self.whole(&Term::Call { name: "group".to_owned(), arguments, options })
    }

    /// Every candidate of a slot that is about as good as the best.
    pub(super) fn all_like(&self, slot: crate::meaning::Slot) -> Compiled<Vec<String>> {
        let filled = Self::filling(&self.bound.tags, slot)?;
        Ok(filled.best().map(|tag| self.catalogue.plant.tags[tag].id.clone()).collect())
    }

    fn quality(&mut self, meaning: &Term) -> Compiled<String> {
        let aspect = match meaning.arguments().first().map(Term::name) {
            Some("samples") => "count",
            Some(
                aspect @ ("gaps" | "longest_gap" | "missing" | "missing_share" | "stuck" | "out_of_limits"
                | "coverage"),
            ) => aspect,
            _ => return Err(Stop::Unfit("no aspect of quality")),
        }
        .to_owned();
        let aspect = match (aspect.as_str(), meaning.option_word("report")) {
            ("stuck", Some("longest")) => "longest_stuck".to_owned(),
            _ => aspect,
        };
        let asset = meaning
            .arguments()
            .iter()
            .find(|argument| argument.name() == "owner" || Self::slot(argument, SlotKind::Asset).is_some());
        let tags = match asset {
            _ if !Self::tag_slots(meaning).is_empty() => self.tags(meaning)?,
            Some(asset) => self.tags_below(self.asset(asset)?)?,
            None => Vec::new(),
        };
        let window = self.window(meaning)?;
        Ok(self.add("data_quality", [("tags", json!(tags)), ("window", window), ("aspect", json!(aspect))]))
    }
}
