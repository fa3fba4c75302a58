//! Conditions on tags and machines: how long, how often, when, whether; and the stretches in which they held.

use plant::{Problem, Tag, TimeRange, Unit};
use serde_json::{Value as Json, json};

use super::{Compiled, Compiler, Stop, missing};
use crate::meaning::{Slot, SlotKind, Term};
use crate::planner::frame::When;
use crate::planner::slots::{Filter, Threshold, measures};
use crate::time::Recurrence;

/// Of more shifts a condition is not looked up.
const MOST_STRETCHES: usize = 400;

/// Whether an operation asks about a condition.
pub fn is_question(name: &str) -> bool {
    matches!(name, "time" | "is" | "was" | "always" | "days" | "which_of")
}

/// One condition as the tools take it; a threshold is a number, or what an earlier step found.
#[derive(Clone)]
pub(super) struct Part {
    pub(super) tag: String,
    pub(super) above: Option<Json>,
    pub(super) below: Option<Json>,
    pub(super) unit: Option<String>,
    pub(super) inclusive: bool,
}

impl Part {
    fn of(tag: impl Into<String>) -> Self {
        Self { tag: tag.into(), above: None, below: None, unit: None, inclusive: false }
    }

    /// The tag has just this value.
    fn state(tag: impl Into<String>, value: f64) -> Self {
        Self { above: Some(json!(value)), below: Some(json!(value)), inclusive: true, ..Self::of(tag) }
    }

    pub(super) fn json(&self) -> Json {
        let pairs = [
            ("tag", json!(self.tag)),
            ("above", json!(self.above)),
            ("below", json!(self.below)),
            ("inclusive", if self.inclusive { json!(true) } else { Json::Null }),
            ("unit", json!(self.unit)),
        ];
        Json::Object(crate::planner::steps::args(pairs))
    }
}

/// What a tag is held against, in which unit; `None` for the tag's own.
pub(super) struct Held {
    pub(super) number: Json,
    pub(super) unit: Option<String>,
}

/// Whether a threshold is said, and not a limit of a tag or a statistic.
pub(super) fn is_said(number: &Term) -> bool {
    match number {
        Term::Number(_) => true,
        Term::Word(word) => {
            Slot::of(word).is_some_and(|slot| matches!(slot.kind, SlotKind::Number | SlotKind::Value))
        }
        _ => false,
    }
}

/// A limit of the tag's own.
fn own_limit(tag: &Tag, which: &str) -> Compiled<Held> {
    let limit = match which {
        "high" => tag.limits.high,
        "low" => tag.limits.low,
        "high_high" => tag.limits.high_high,
        "low_low" => tag.limits.low_low,
        _ => return Err(Stop::Unfit("no limit")),
    };
    let none = || {
        let text = format!("no {} limit is described for {}", which.replace('_', "-"), tag.name);
        Problem::new("PW3108", text).help("plant.toml gives a tag's limits")
    };
    let number = limit.ok_or_else(|| Stop::Abstain(Box::new(none())))?;
    Ok(Held { number: json!(number), unit: None })
}

/// Conditions that hold together, or of which one holds.
pub(super) struct Parts {
    pub(super) parts: Vec<Part>,
    pub(super) any: bool,
}

/// Whether a threshold is put to a statistic of each day, `above(max(t), n)`, rather than to values.
pub fn computed(condition: &Term) -> bool {
    let of = condition.arguments().first();
    matches!(condition.name(), "above" | "below")
        && of.is_some_and(|of| super::measured::statistic(of.name()).is_some())
}

impl Compiler<'_> {
    /// `time(C, w)`, `is(C)`, `was(C, w)`, `always(C, w)`, `days(C, w)`.
    pub(super) fn condition_asked(&mut self, meaning: &Term) -> Compiled<String> {
        if meaning.name() == "which_of" {
            return self.which_of(meaning);
        }
        let condition = meaning.arguments().first().ok_or(Stop::Unfit("no condition"))?;
        let window = self.window(meaning)?;
        let least = self.length_option(meaning)?;
        let report = match (meaning.name(), meaning.option_word("report")) {
            ("is", _) => "now",
            ("was", _) => "ever",
            ("always", _) => "always",
            ("days", Some("list")) => "days",
            ("days", _) => "day_count",
            (_, None) => "total",
            (_, Some(report @ ("longest" | "count" | "episodes" | "share"))) => report,
            _ => return Err(Stop::Unfit("no report of a condition")),
        };
        // "did it rise last week": the way it went over the time that is named.
        if let ("rising" | "falling", "ever" | "always") = (condition.name(), report)
            && meaning.options().is_empty()
            && Self::argument(meaning, SlotKind::Window)
                .is_some_and(|slot| slot.place <= self.bound.windows.len())
        {
            let mut arguments = condition.arguments().to_vec();
            arguments.extend(meaning.arguments()[1..].iter().cloned());
            let options = vec![("report".to_owned(), Term::word(condition.name()))];
            return self.whole(&Term::Call { name: "trend".to_owned(), arguments, options });
        }
        if let Some(step) = self.doubtful_data(condition, &window, report)? {
            return Ok(step);
        }
        if meaning.name() == "time"
            && meaning.option("by").is_none()
            && matches!(report, "total" | "count" | "longest")
            && let Some(step) = self.time_of_records(condition, &window, report)?
        {
            return Ok(step);
        }
        if meaning.name() == "days"
            && let Some(step) = self.days_with_records(condition, meaning, report == "day_count")?
        {
            return Ok(step);
        }
        if meaning.name() == "days" && computed(condition) {
            return self.days_of_statistic(condition, window, report == "day_count");
        }
        let within = match (self.shift_stretches(meaning)?, self.within(meaning)?) {
            (None, within) => within,
            (Some(shifts), Json::Null) => shifts,
            (Some(_), _) => return Err(Stop::NotYet("a condition in part of a shift".to_owned())),
        };
        match meaning.option_word("by") {
            Some(by) if !least.is_null() || matches!(condition.name(), "stuck" | "missing") => {
                Err(Stop::NotYet(format!("the time of such a condition by {by}")))
            }
            Some(by) if report == "total" => {
                self.time_in_each(condition, window, &within, by, Json::Null, Json::Null)
            }
            Some(by) => Err(Stop::NotYet(format!("{report} of a condition by {by}"))),
            None => self.condition(condition, window, &within, report, least),
        }
    }

    /// Every night of the window, where a shift is named.
    fn shift_stretches(&self, meaning: &Term) -> Compiled<Option<Json>> {
        let Json::String(name) = self.shift_option(meaning)? else { return Ok(None) };
        let slot = Self::argument(meaning, SlotKind::Window);
        let window = slot.and_then(|slot| self.bound.windows.get(slot.place - 1));
        let shift = self.catalogue.plant.shifts.iter().find(|shift| shift.name == name);
        let (Some(shift), Some(When::Range(outer))) = (shift, window) else {
            return Err(Stop::NotYet("a condition in a shift at such a time".to_owned()));
        };
        // A night that began before the time that is named reaches into it.
        const DAY: i64 = 86_400_000_000_000;
        let earlier = TimeRange::new(outer.start.saturating_sub(2 * DAY), outer.end);
        let every_day = Recurrence {
            start: shift.start,
            end: shift.end,
            weekdays: Recurrence::EVERY_DAY,
            outer: earlier,
        };
        let nights = every_day.windows(&self.catalogue.plant.timezone, earlier, MOST_STRETCHES);
        let all = nights.len() < MOST_STRETCHES;
        let stretches = nights.into_iter().map(|night| night.intersect(*outer));
        let stretches: Vec<TimeRange> = stretches.filter(|night| !night.is_empty()).collect();
        if !all {
            return Err(Stop::NotYet("a condition in a shift over so long a time".to_owned()));
        }
        Ok(Some(stretches.into_iter().map(crate::planner::steps::window).collect()))
    }

    /// How long a condition held in each hour, day, …; with an order, the periods by that.
    pub(super) fn time_in_each(
        &mut self,
        condition: &Term,
        window: Json,
        within: &Json,
        by: &str,
        order: Json,
        limit: Json,
    ) -> Compiled<String> {
        if !matches!(by, "hour" | "day" | "week" | "month" | "shift") {
            return Err(Stop::NotYet(format!("the time of a condition by {by}")));
        }
        let Parts { parts, any } = self.parts(condition)?;
        let conditions: Vec<Json> = parts.iter().map(Part::json).collect();
        Ok(self.add(
            "conditions",
            [
                ("conditions", json!(conditions)),
                ("combine", if any { json!("any") } else { Json::Null }),
                ("window", window),
                ("within", within.clone()),
                ("by", json!(by)),
                ("order", order),
                ("limit", limit),
            ],
        ))
    }

    /// How long a machine stood, as the records of downtime tell: where a value of theirs is named ("how long was line 3
    /// down for changeovers"), or nothing measured tells whether it runs.
    fn time_of_records(&mut self, condition: &Term, window: &Json, report: &str) -> Compiled<Option<String>> {
        if !matches!(condition.name(), "running" | "stopped") {
            return Ok(None);
        }
        let filters: Vec<(usize, Filter)> = self.bound.values.clone();
        let of_downtime = |table: usize| self.catalogue.tables[table].kind == plant::RecordKind::Downtime;
        let spoken = self.bound.tables.iter().copied().find(|table| of_downtime(*table));
        let named = filters
            .iter()
            .map(|(table, _)| *table)
            .find(|table| of_downtime(*table))
            .or(spoken.filter(|_| condition.name() == "stopped"));
        let table = match named {
            Some(table) => table,
            None if condition.name() == "stopped"
                && matches!(self.run_state(condition), Err(Stop::Abstain(_))) =>
            {
                match (0..self.catalogue.tables.len()).find(|table| of_downtime(*table)) {
                    Some(table) => table,
                    None => return Ok(None),
                }
            }
            None => return Ok(None),
        };
        self.time_in(table, window, report)
    }

    /// How long the records of downtime lasted in all, of the machine that is named and with the values that are.
    pub(super) fn time_recorded(&mut self, window: &Json) -> Compiled<Option<String>> {
        match (0..self.catalogue.tables.len())
            .find(|table| self.catalogue.tables[*table].kind == plant::RecordKind::Downtime)
        {
            Some(table) => self.time_in(table, window, "total"),
            None => Ok(None),
        }
    }

    /// What the records of downtime tell: `total`, `longest` or `count`.
    fn time_in(&mut self, table: usize, window: &Json, report: &str) -> Compiled<Option<String>> {
        let filters = self.bound.values.clone();
        let Some(column) = self.duration_column(table) else { return Ok(None) };
        let filters: Vec<Json> =
            filters.iter().filter(|(of, _)| *of == table).map(|(_, filter)| filter.argument()).collect();
        let asset = self.bound.assets.first().map(|asset| self.catalogue.plant.assets[*asset].id.clone());
        if report == "count" {
            return Ok(Some(self.add(
                "count_records",
                [
                    ("table", json!(self.catalogue.tables[table].table)),
                    ("filters", if filters.is_empty() { Json::Null } else { json!(filters) }),
                    ("window", window.clone()),
                    ("asset", json!(asset)),
                ],
            )));
        }
        let statistic = if report == "longest" { "max" } else { "sum" };
        Ok(Some(self.add(
            "records_statistic",
            [
                ("table", json!(self.catalogue.tables[table].table)),
                ("of", json!(column)),
                ("statistic", json!(statistic)),
                ("filters", if filters.is_empty() { Json::Null } else { json!(filters) }),
                ("window", window.clone()),
                ("asset", json!(asset)),
            ],
        )))
    }

    /// `exists(r)`, `above(count(r), n)`: the days with records, or with more than so many; `None` where another condition is
    /// asked.
    pub(super) fn days_with_records(
        &mut self,
        condition: &Term,
        meaning: &Term,
        counted: bool,
    ) -> Compiled<Option<String>> {
        let of_records = |term: &Term| {
            matches!(term.name(), "count" | "exists")
                && !term.arguments().is_empty()
                && Self::tag_slots(term).is_empty()
        };
        if condition.name() == "not" && condition.arguments().iter().any(of_records) {
            return Err(Stop::NotYet("days without records".to_owned()));
        }
        let (records, bound) = match (condition.name(), condition.arguments()) {
            ("exists", _) if of_records(condition) => (condition, None),
            ("above" | "below" | "equals", [records, number]) if of_records(records) => {
                (records, Some(number))
            }
            _ => return Ok(None),
        };
        if condition.name() == "equals" || condition.name() == "below" {
            return Err(Stop::NotYet("days with few records or none".to_owned()));
        }
        let question = meaning.name() == "days";
        let others = question && meaning.options().iter().any(|(key, _)| key != "report");
        if !records.options().is_empty() || others || !self.bound.stretches.is_empty() {
            return Err(Stop::NotYet("days with some of the records".to_owned()));
        }
        let mut arguments = records.arguments().to_vec();
        if !arguments.iter().any(Self::is_window) {
            arguments.extend(meaning.arguments().iter().filter(|term| Self::is_window(term)).cloned());
        }
        let selects = |term: &&Term| {
            term.name() == "where"
                || Self::slot(term, SlotKind::Asset).is_some()
                || Self::slot(term, SlotKind::Kind).is_some()
        };
        arguments.extend(meaning.arguments().iter().filter(|_| question).filter(selects).cloned());
        let mut options = vec![("by".to_owned(), Term::word("day"))];
        options.extend(bound.map(|number| ("above".to_owned(), number.clone())));
        if counted {
            options.push(("report".to_owned(), Term::word("count")));
        }
        self.whole(&Term::Call { name: "group".to_owned(), arguments, options }).map(Some)
    }

    /// `above(mean(t), n)` of each day: those days, or how many.
    pub(super) fn days_of_statistic(
        &mut self,
        condition: &Term,
        window: Json,
        counted: bool,
    ) -> Compiled<String> {
        let of = condition.arguments().first().ok_or(missing(SlotKind::Tag))?;
        let statistic = super::measured::statistic(of.name()).ok_or(Stop::Unfit("no statistic"))?;
        let statistic = self.settled(of, statistic);
        let tag = self.first_tag(of)?.clone();
        let number = condition.arguments().get(1).ok_or(missing(SlotKind::Number))?;
        if !is_said(number) && !matches!(statistic, "mean" | "min" | "max" | "median" | "percentile") {
            return Err(Stop::NotYet(format!("a {statistic} against what is computed")));
        }
        let Held { number, unit } = self.held_against(number, &tag, measures)?;
        let (above, below) = match condition.name() {
            "above" => (number, Json::Null),
            _ => (Json::Null, number),
        };
        Ok(self.add(
            "rank_periods",
            [
                ("tag", json!(tag.id)),
                ("window", window),
                ("by", json!("day")),
                ("statistic", json!(statistic)),
                ("percentile", self.percentile(statistic)?),
                ("above", above),
                ("below", below),
                ("unit", json!(unit)),
                ("report", if counted { json!("count") } else { Json::Null }),
            ],
        ))
    }

    /// `for=d`: episodes that lasted at least so long, in seconds.
    pub(super) fn length_option(&self, meaning: &Term) -> Compiled<Json> {
        let on = |term: &Term| term.option("for").cloned();
        let option = on(meaning).or_else(|| meaning.arguments().first().and_then(on));
        match option.as_ref().map(|term| Self::slot(term, SlotKind::Length)) {
            None => Ok(Json::Null),
            Some(Some(slot)) => Ok(json!(Self::filling(&self.bound.lengths, slot)?)),
            Some(None) => Err(missing(SlotKind::Length)),
        }
    }

    /// The step that finds where a condition held.
    pub(super) fn condition(
        &mut self,
        condition: &Term,
        window: Json,
        within: &Json,
        report: &str,
        least: Json,
    ) -> Compiled<String> {
        if let ("first" | "last", "stuck" | "missing") = (report, condition.name()) {
            return self.doubtful_instant(condition, window, report);
        }
        let Parts { parts, any } = self.parts(condition)?;
        if let ([part], "total" | "longest" | "count" | "episodes" | "share", true, true) =
            (parts.as_slice(), report, within.is_null(), least.is_null())
        {
            return Ok(self.add(
                "duration",
                [
                    ("tag", json!(part.tag)),
                    ("window", window),
                    ("above", json!(part.above)),
                    ("below", json!(part.below)),
                    ("inclusive", if part.inclusive { json!(true) } else { Json::Null }),
                    ("unit", json!(part.unit)),
                    ("report", json!(report)),
                ],
            ));
        }
        let conditions: Vec<Json> = parts.iter().map(Part::json).collect();
        let combine = if any { json!("any") } else { Json::Null };
        Ok(self.add(
            "conditions",
            [
                ("conditions", json!(conditions)),
                ("combine", combine),
                ("window", window),
                ("within", within.clone()),
                ("at_least_s", least),
                ("report", json!(report)),
            ],
        ))
    }

    fn parts(&mut self, condition: &Term) -> Compiled<Parts> {
        let one = |part: Part| Ok(Parts { parts: vec![part], any: false });
        match condition.name() {
            "above" | "below" | "between" | "outside" | "equals" => self.threshold(condition),
            "running" | "stopped" => one(self.run_state(condition)?),
            "over_limit" => self.limits(condition),
            "not" => {
                let inner = condition.arguments().first().ok_or(Stop::Unfit("nothing is denied"))?;
                let Parts { mut parts, any } = self.parts(inner)?;
                let [part] = parts.as_mut_slice() else {
                    return Err(Stop::NotYet("the opposite of several conditions".to_owned()));
                };
                (part.above, part.below) = match (part.above.take(), part.below.take()) {
                    (Some(above), None) => (None, Some(above)),
                    (None, Some(below)) => (Some(below), None),
                    _ => return Err(Stop::NotYet("the opposite of a range".to_owned())),
                };
                part.inclusive = !part.inclusive;
                Ok(Parts { parts, any })
            }
            joint @ ("all" | "any") => {
                let any = joint == "any";
                let mut parts = Vec::new();
                for inner in condition.arguments() {
                    let found = self.parts(inner)?;
                    if found.parts.len() > 1 && found.any != any {
                        return Err(Stop::NotYet("conditions within conditions".to_owned()));
                    }
                    parts.extend(found.parts);
                }
                if parts.is_empty() { Err(Stop::Unfit("no condition")) } else { Ok(Parts { parts, any }) }
            }
            other => Err(Stop::NotYet(format!("the condition {other}"))),
        }
    }

    /// `above(t, n)`, `between(t, n, n2)`; a number without a slot stands for itself.
    fn threshold(&mut self, condition: &Term) -> Compiled<Parts> {
        let subject = condition.arguments().first().ok_or(missing(SlotKind::Tag))?;
        if Self::slot(subject, SlotKind::Tag).is_none() {
            return Err(Stop::NotYet(format!("a condition on {}", subject.name())));
        }
        let tag = self.first_tag(condition)?.clone();
        self.threshold_on(&tag, condition)
    }

    /// The thresholds of a condition on a tag.
    pub(super) fn threshold_on(&mut self, tag: &Tag, condition: &Term) -> Compiled<Parts> {
        // "is the compressor loaded": a state that the tag's description lists.
        let by_name =
            condition.arguments()[1..].iter().any(|term| Self::slot(term, SlotKind::Value).is_some());
        if condition.name() == "equals" && by_name {
            let state = super::states::named(&super::states::of(tag), &self.bound.question);
            let state = state.ok_or(Stop::Unfit("a state that the tag does not have"))?;
            return Ok(Parts { parts: vec![Part::state(&tag.id, state)], any: false });
        }
        let like = |own: &Unit, said: &Unit| own.like(said).is_some();
        let numbers: Vec<Held> = condition.arguments()[1..]
            .iter()
            .map(|argument| self.held_against(argument, tag, like))
            .collect::<Compiled<_>>()?;
        let unit = numbers.iter().find_map(|held| held.unit.clone());
        let part = |above: Option<Json>, below: Option<Json>| Part {
            above,
            below,
            unit: unit.clone(),
            ..Part::of(&tag.id)
        };
        let alone = |part: Part| Parts { parts: vec![part], any: false };
        let numbers: Vec<Json> = numbers.into_iter().map(|held| held.number).collect();
        let said: Vec<f64> = numbers.iter().filter_map(Json::as_f64).collect();
        Ok(match (condition.name(), numbers.as_slice(), said.as_slice()) {
            ("above", [one], _) => alone(part(Some(one.clone()), None)),
            ("below", [one], _) => alone(part(None, Some(one.clone()))),
            ("equals", [_], [n]) => alone(Part { unit: unit.clone(), ..Part::state(&tag.id, *n) }),
            ("between", _, [a, b]) => alone(part(Some(json!(a.min(*b))), Some(json!(a.max(*b))))),
            ("outside", _, [a, b]) => {
                let (low, high) = (json!(a.min(*b)), json!(a.max(*b)));
                Parts { parts: vec![part(Some(high), None), part(None, Some(low))], any: true }
            }
            _ => return Err(missing(SlotKind::Number)),
        })
    }

    /// What a tag is held against: a number that is said, a limit of its own, or a statistic of it.
    pub(super) fn held_against(
        &mut self,
        term: &Term,
        tag: &Tag,
        fits: fn(&Unit, &Unit) -> bool,
    ) -> Compiled<Held> {
        if let Term::Number(number) = term {
            return Ok(Held { number: json!(number), unit: None });
        }
        if let Some(slot) = Self::slot(term, SlotKind::Number) {
            let Threshold { value, unit } = self.number(slot)?;
            let comparable = match (&unit, &tag.unit) {
                (Some(said), Some(own)) => fits(own, said),
                _ => true,
            };
            if !comparable {
                return Err(Stop::Unfit("a threshold in another quantity's unit"));
            }
            return Ok(Held { number: json!(value), unit: unit.map(|unit| unit.code().to_owned()) });
        }
        let of_it = self.first_tag(term).is_ok_and(|own| own.id == tag.id);
        if term.name() == "limit" && of_it {
            let which = term.arguments().iter().find(|argument| Slot::of(argument.name()).is_none());
            return own_limit(tag, which.map_or("", Term::name));
        }
        // One that is in the tag's own unit.
        let plain = matches!(term.name(), "mean" | "min" | "max" | "median" | "percentile" | "twmean");
        if plain && of_it && term.options().is_empty() {
            return Ok(Held { number: self.value(term)?, unit: None });
        }
        Err(Stop::NotYet("a threshold that is computed".to_owned()))
    }

    /// Whether a machine runs.
    fn run_state(&mut self, condition: &Term) -> Compiled<Part> {
        let who = condition.arguments().first().ok_or(missing(SlotKind::Asset))?;
        let asset = if Self::slot(who, SlotKind::Tag).is_some() {
            self.asset(&Term::call("owner", vec![who.clone()]))?
        } else {
            self.asset(who)?
        };
        self.state_of(asset, condition.name() == "running")
    }

    /// Whether a machine runs, by what is measured on it: its state, else its speed, else its current or power.
    pub(super) fn state_of(&self, asset: usize, running: bool) -> Compiled<Part> {
        let asset = &self.catalogue.plant.assets[asset];
        let below = self.catalogue.plant.subtree(&asset.id);
        let measured = |quantities: &[&str], binary: bool| {
            below.iter().flat_map(|asset| self.catalogue.plant.tags_of(&asset.id)).find_map(|tag| {
                let profile = self.catalogue.profile(&tag.id).filter(|profile| profile.count > 0)?;
                let fits = tag.quantity.as_deref().is_some_and(|quantity| quantities.contains(&quantity));
                let (low, high) = (profile.minimum.unwrap_or(0.0), profile.maximum.unwrap_or(1.0));
                let two_states = low >= 0.0 && high <= 1.0;
                (fits && two_states == binary).then(|| (tag.id.clone(), high))
            })
        };
        let found = measured(&["status", "state", "running", "run_state"], true)
            .map(|(tag, _)| (tag, 0.5))
            .or_else(|| measured(&["speed", "frequency"], false).map(|(tag, high)| (tag, 0.01 * high)))
            .or_else(|| measured(&["power", "current"], false).map(|(tag, high)| (tag, 0.05 * high)));
        let listed = || {
            let tags = below.iter().flat_map(|asset| self.catalogue.plant.tags_of(&asset.id));
            let mut of_states = tags.filter_map(|tag| {
                // "how long did it run loaded", "in production": the state that is named, if one is.
                let states = super::states::of(tag);
                let named = super::states::named(&states, &self.bound.question).filter(|_| running);
                let state = named.or_else(|| super::states::of_machine(&states, running))?;
                self.catalogue.profile(&tag.id).filter(|profile| profile.count > 0)?;
                Some(Part::state(&tag.id, state))
            });
            of_states.next()
        };
        let by_state =
            measured(&["status", "state", "running", "run_state"], true).is_none().then(listed).flatten();
        if let Some(part) = by_state {
            return Ok(part);
        }
        let Some((tag, threshold)) = found else {
            let problem = Problem::new("PW3101", format!("whether {} runs is not measured", asset.name))
                .help("a tag with its state, speed, current or power would tell");
            return Err(Stop::Abstain(Box::new(problem)));
        };
        let mut part = Part::of(tag);
        if running {
            part.above = Some(json!(threshold));
        } else {
            part.below = Some(json!(threshold));
            part.inclusive = true;
        }
        Ok(part)
    }

    /// Outside the tag's own limits.
    fn limits(&mut self, condition: &Term) -> Compiled<Parts> {
        let tag = self.first_tag(condition)?;
        let high = tag.limits.high.or(tag.limits.high_high);
        let low = tag.limits.low.or(tag.limits.low_low);
        if high.is_none() && low.is_none() {
            let problem = Problem::new("PW3108", format!("no limits are described for {}", tag.name))
                .help("plant.toml gives a tag's limits");
            return Err(Stop::Abstain(Box::new(problem)));
        }
        let mut parts = Vec::new();
        if high.is_some() {
            parts.push(Part { above: high.map(|high| json!(high)), ..Part::of(&tag.id) });
        }
        if low.is_some() {
            parts.push(Part { below: low.map(|low| json!(low)), ..Part::of(&tag.id) });
        }
        Ok(Parts { any: parts.len() > 1, parts })
    }

    /// Stuck values and missing samples are told by the quality of the data.
    fn doubtful_data(&mut self, condition: &Term, window: &Json, report: &str) -> Compiled<Option<String>> {
        let aspect = match (condition.name(), report) {
            ("stuck", "longest" | "total") => "longest_stuck",
            ("stuck", _) => "stuck",
            ("missing", "total" | "now" | "ever" | "episodes") => "gaps",
            ("missing", "longest") => "longest_gap",
            _ => return Ok(None),
        };
        let who = condition.arguments().first().ok_or(missing(SlotKind::Tag))?;
        let tags = match Self::slot(who, SlotKind::Tag) {
            Some(slot) => vec![self.tag(slot)?.id.clone()],
            None => self.tags_below(self.asset(who)?)?,
        };
        let claim = matches!(report, "now" | "ever").then_some(true);
        Ok(Some(self.add(
            "data_quality",
            [
                ("tags", json!(tags)),
                ("window", window.clone()),
                ("aspect", json!(aspect)),
                ("claim", json!(claim)),
            ],
        )))
    }

    /// From when on, or until when, a tag was stuck or without samples: of the longest such time.
    fn doubtful_instant(&mut self, condition: &Term, window: Json, report: &str) -> Compiled<String> {
        let tag = self.first_tag(condition)?.id.clone();
        let aspect = if condition.name() == "stuck" { "longest_stuck" } else { "longest_gap" };
        let report = if report == "last" { "end" } else { "start" };
        Ok(self.add(
            "data_quality",
            [
                ("tags", json!([tag])),
                ("window", window),
                ("aspect", json!(aspect)),
                ("report", json!(report)),
            ],
        ))
    }
}
