//! Conditions put to each of many machines or tags: for which they hold, and by how long.

use serde_json::{Value as Json, json};

use super::conditions::{Held, Part, computed, is_said};
use super::{Compiled, Compiler, Stop, missing};
use crate::meaning::{Slot, SlotKind, Term};
use crate::planner::slots::measures;

/// Of more machines it is not looked up how each one's running is told, which takes a look at all tags for each.
const MOST_MACHINES: usize = 60;

impl Compiler<'_> {
    /// Which of many something holds for.
    pub(super) fn which_of(&mut self, meaning: &Term) -> Compiled<String> {
        let condition = meaning.arguments().iter().find(|argument| !argument.arguments().is_empty());
        let Some(condition) = condition else { return Err(Stop::Unfit("no condition")) };
        let aspect = match condition.name() {
            "over_limit" => "out_of_limits",
            "stuck" => "stuck",
            "missing" => "gaps",
            _ => return self.held_by(meaning, condition),
        };
        let kind = condition.arguments().iter().find_map(|argument| Self::slot(argument, SlotKind::Kind));
        let tags = match (kind, Self::tag_slots(condition).first()) {
            (Some(slot), _) => {
                let members = self.members(&Term::word(slot.to_string()))?;
                let mut tags = Vec::new();
                for asset in members {
                    tags.extend(self.tags_below(asset).unwrap_or_default());
                }
                tags
            }
            (None, Some(slot)) => self.all_of(*slot)?,
            (None, None) => Vec::new(),
        };
        let window = self.window(meaning)?;
        Ok(self.add("data_quality", [("tags", json!(tags)), ("window", window), ("aspect", json!(aspect))]))
    }

    /// "which pumps are running", "which tanks were above 5 m last week": those for which it holds now or, where a time is
    /// named, held once.
    fn held_by(&mut self, meaning: &Term, condition: &Term) -> Compiled<String> {
        let window = self.window(meaning)?;
        let report = if window.is_null() { "now" } else { "ever" };
        let members =
            meaning.arguments().iter().find(|argument| Self::slot(argument, SlotKind::Kind).is_some());
        let named =
            members.is_some() || meaning.arguments().iter().any(|argument| argument.name() == "asset");
        if computed(condition) {
            return self.with_statistic(condition, members, window, named);
        }
        let parts = self.parts_of_each(condition, members)?;
        self.add_ranked_conditions(&parts, window, (report, None), Json::Null, named)
    }

    /// "which pumps averaged more than 80 °C": those whose statistic is above or below a number.
    fn with_statistic(
        &mut self,
        condition: &Term,
        members: Option<&Term>,
        window: Json,
        named: bool,
    ) -> Compiled<String> {
        let [of, number] = condition.arguments() else { return Err(missing(SlotKind::Number)) };
        if !is_said(number) {
            return Err(Stop::NotYet("each against a number of its own".to_owned()));
        }
        let statistic = super::measured::statistic(of.name()).ok_or(Stop::Unfit("no statistic"))?;
        let statistic = self.settled(of, statistic);
        let slot = *Self::tag_slots(of).first().ok_or(missing(SlotKind::Tag))?;
        let tag = self.catalogue.plant.tags[Self::filling(&self.bound.tags, slot)?.tag()].clone();
        let Held { number, unit } = self.held_against(number, &tag, measures)?;
        let tags = match members.or(of.option("of")) {
            Some(members) => self.like_tags(slot, members)?,
            None => self.all_like(slot)?,
        };
        let (above, below) = match condition.name() {
            "above" => (number, Json::Null),
            _ => (Json::Null, number),
        };
        Ok(self.add(
            "rank_tags",
            [
                ("tags", json!(tags)),
                ("window", window),
                ("statistic", json!(statistic)),
                ("percentile", self.percentile(statistic)?),
                ("above", above),
                ("below", below),
                ("unit", json!(unit)),
                ("report", json!(named.then_some("asset"))),
            ],
        ))
    }

    /// "which pump ran longest": `rank(asset, time(running(k), w), of=k)`.
    pub(super) fn ranked_by_time(&mut self, meaning: &Term, what: &str, of: &Term) -> Compiled<String> {
        let condition = of.arguments().first().ok_or(Stop::Unfit("no condition"))?;
        if !matches!(what, "asset" | "tag") {
            let told = |(key, value): &(String, Term)| key == "report" && value.name() == "share";
            if !of.options().iter().all(told) || condition.option("for").is_some() {
                return Err(Stop::NotYet(format!("ranking {what} by such a time")));
            }
            let window = self.window(of)?;
            let within = self.within(of)?;
            let lowest = meaning.option_word("order") == Some("lowest");
            let order = json!(if lowest { "lowest" } else { "highest" });
            let limit = self.top(meaning)?;
            return self.time_in_each(condition, window, &within, what, order, limit);
        }
        let report = match of.option_word("report") {
            None => "time",
            Some("share") => "share",
            Some(other) => return Err(Stop::NotYet(format!("ranking by time, {other}"))),
        };
        let kind = (!self.bound.kinds.is_empty()).then(|| Term::word("k"));
        let members = meaning.option("of").or_else(|| of.option("of")).or(kind.as_ref());
        let parts = self.parts_of_each(condition, members)?;
        let window = self.window(of)?;
        let order = meaning.option_word("order").filter(|order| *order == "lowest");
        let limit = self.top(meaning)?;
        self.add_ranked_conditions(&parts, window, (report, order), limit, what == "asset")
    }

    fn add_ranked_conditions(
        &mut self,
        parts: &[Part],
        window: Json,
        (report, order): (&str, Option<&str>),
        limit: Json,
        assets: bool,
    ) -> Compiled<String> {
        let conditions: Vec<Json> = parts.iter().map(Part::json).collect();
        Ok(self.add(
            "rank_conditions",
            [
                ("conditions", json!(conditions)),
                ("window", window),
                ("report", json!(report)),
                ("order", json!(order)),
                ("limit", limit),
                ("named", json!(assets.then_some("asset"))),
            ],
        ))
    }

    /// The same condition on each of several machines, or on each tag that is like the one it is put to. Machines of which it
    /// is not measured are left out.
    fn parts_of_each(&mut self, condition: &Term, members: Option<&Term>) -> Compiled<Vec<Part>> {
        if matches!(condition.name(), "running" | "stopped") {
            let of = condition.arguments().first().filter(|of| Self::slot(of, SlotKind::Kind).is_some());
            let members = self.members(of.or(members).ok_or(missing(SlotKind::Kind))?)?;
            if members.len() > MOST_MACHINES {
                return Err(Stop::NotYet(format!("comparing more than {MOST_MACHINES} machines")));
            }
            let running = condition.name() == "running";
            let mut first = None;
            let mut parts = Vec::new();
            for asset in members {
                match self.state_of(asset, running) {
                    Ok(part) => parts.push(part),
                    Err(stop) => first = first.or(Some(stop)),
                }
            }
            return match first {
                Some(stop) if parts.is_empty() => Err(stop),
                _ => Ok(parts),
            };
        }
        let slot = *Self::tag_slots(condition).first().ok_or(missing(SlotKind::Tag))?;
        if !matches!(condition.name(), "above" | "below" | "between" | "equals") {
            return Err(Stop::NotYet(format!("which of them are {}", condition.name())));
        }
        if !condition.arguments()[1..].iter().all(is_said) {
            return Err(Stop::NotYet("each against a number of its own".to_owned()));
        }
        // Whichever of them is named, the numbers are those of all.
        let tag = self.catalogue.plant.tags[Self::filling(&self.bound.tags, slot)?.tag()].clone();
        let [part] = <[Part; 1]>::try_from(self.threshold_on(&tag, condition)?.parts)
            .map_err(|_| Stop::NotYet("several conditions for each of them".to_owned()))?;
        let tags = match members {
            Some(members) => self.like_tags(slot, members)?,
            None => self.all_like(slot)?,
        };
        Ok(tags.into_iter().map(|tag| Part { tag, ..part.clone() }).collect())
    }

    fn all_of(&self, slot: Slot) -> Compiled<Vec<String>> {
        let filled = Self::filling(&self.bound.tags, slot)?;
        Ok(filled.best().map(|tag| self.catalogue.plant.tags[tag].id.clone()).collect())
    }
}
