//! Hypotheses from other tags: a setpoint, a machine's state, surroundings and load, an asset, a known failure mode.

use std::collections::BTreeMap;

use plant::Problem;
use tool::{AnswerValue, Clue, Confidence};

use super::compared::{Order, Other};
use super::hypotheses::{ASSETS_WITH_MODES, MOST_CLUES, Scene, count};
use super::modes::{self, Mode, Seen};
use super::near::{Relation, Role};
use super::weigh::{Draft, Kind};

impl<'p> Scene<'_, 'p> {
    fn clue(&self, other: &Other<'_>) -> Clue {
        other.clue(self.call, self.onset)
    }

    /// What a controller is to hold, where it moved.
    pub(super) fn setpoints(&mut self, drafts: &mut Vec<Draft>) {
        let mut step = Clue::new("setpoints", "").with(count("looked_at", self.compared.setpoints.len()));
        let moved = self.compared.setpoints.iter().filter(|(_, changed)| *changed).count();
        step.values.push(count("changed", moved));
        self.steps.push(step);
        for other in self.of_role(Role::Setpoint) {
            let unit = |tag: &plant::Tag| tag.unit.clone();
            let alike = self.tag.is_some_and(|(tag, rose)| {
                unit(tag) == unit(other.tag) && tag.quantity == other.tag.quantity && rose == other.rose()
            });
            let close = other.relation.is_close();
            if other.order == Order::After {
                continue;
            }
            drafts.push(
                Draft::new("setpoint", &other.tag.id)
                    // A setpoint is moved by somebody; the same instant is first enough.
                    .by_if(other.order != Order::After, Kind::Order)
                    .by_if(close, Kind::Place)
                    .by_if(alike && close, Kind::Setpoint)
                    .supported([self.clue(other)])
                    .score(other.score(self.onset, self.frame))
                    .check(Clue::new("check_setpoint", &other.tag.id)),
            );
        }
    }

    fn of_role(&self, role: Role) -> impl Iterator<Item = &Other<'p>> {
        self.compared.changed.iter().filter(move |other| other.role == role)
    }

    /// Machines' states, surroundings, load, and assets by what changed on them.
    pub(super) fn of_tags(&self, drafts: &mut Vec<Draft>) {
        let earlier = |other: &&Other<'_>| other.order != Order::After;
        for other in self.of_role(Role::State).filter(earlier) {
            drafts.push(
                Draft::new("operation", &other.tag.id)
                    .by_if(other.relation != Relation::Elsewhere, Kind::Order)
                    .by_if(other.relation.is_close(), Kind::Place)
                    .supported([self.clue(other)])
                    .score(other.score(self.onset, self.frame))
                    .check(Clue::new("check_operation", &other.tag.id)),
            );
        }
        for (role, what) in [(Role::Ambient, "ambient"), (Role::Load, "load")] {
            let Some(first) = self.of_role(role).find(earlier) else { continue };
            let clues = self.of_role(role).filter(earlier).take(MOST_CLUES).map(|other| self.clue(other));
            let before = self.of_role(role).any(|other| other.order == Order::Before);
            drafts.push(
                Draft::new(what, &first.tag.id)
                    .by_if(before, Kind::Order)
                    .supported(clues)
                    .score(first.score(self.onset, self.frame))
                    .check(Clue::new("check_course", &first.tag.id)),
            );
        }
        let mut assets: BTreeMap<&str, Vec<&Other<'p>>> = BTreeMap::new();
        for other in self.of_role(Role::Measured) {
            assets.entry(other.tag.asset.as_deref().unwrap_or_default()).or_default().push(other);
        }
        drafts.extend(assets.into_iter().filter_map(|(asset, others)| self.of_asset(asset, &others)));
    }

    fn of_asset(&self, asset: &str, others: &[&Other<'p>]) -> Option<Draft> {
        let (after, earlier): (Vec<&Other<'p>>, Vec<&Other<'p>>) =
            others.iter().copied().partition(|other| other.order == Order::After);
        let first = earlier.first()?;
        let before = earlier.iter().any(|other| other.order == Order::Before);
        let clues = earlier.iter().take(MOST_CLUES).map(|other| self.clue(other));
        // What changed later on the same asset may be led by it as well; where most did, it speaks against.
        let late = after.iter().filter(|_| after.len() > earlier.len()).take(1).map(|other| self.clue(other));
        let subject = if asset.is_empty() { first.tag.id.as_str() } else { asset };
        let records = self.happened.iter().any(|record| record.asset.as_deref() == Some(asset));
        let tables = self.call.catalogue.tables.iter().any(super::happened::happens);
        let missing =
            (!records).then(|| Clue::new(if tables { "no_record" } else { "no_records_kept" }, subject));
        Some(
            Draft::new("asset", subject)
                .by_if(before, Kind::Order)
                .by_if(first.relation.is_close(), Kind::Place)
                .supported(clues)
                .opposed(late)
                .missing(missing)
                .score(first.score(self.onset, self.frame))
                .check(Clue::new("check_course", &first.tag.id)),
        )
    }

    /// Failure modes of the asset and of those on which the clearest changes were seen.
    pub(super) fn failure_modes(&mut self, drafts: &mut Vec<Draft>) -> Result<(), Problem> {
        let mut assets: Vec<&'p str> = self.asset.into_iter().collect();
        for other in self.compared.changed.iter().filter(|other| other.order != Order::After) {
            if let Some(asset) = other.tag.asset.as_deref()
                && !assets.contains(&asset)
                && assets.len() < ASSETS_WITH_MODES
            {
                assets.push(asset);
            }
        }
        let mut known = 0;
        for asset in assets {
            let seen = self.seen_on(asset);
            let (all, fitting) = modes::fitting(self.call, asset, &seen)?;
            known += all;
            drafts.extend(fitting.iter().take(2).map(|mode| self.of_mode(asset, mode)));
        }
        self.steps
            .push(Clue::new("failure_modes", self.asset.unwrap_or_default()).with(count("known", known)));
        Ok(())
    }

    /// What is measured on an asset, and how it went.
    fn seen_on(&self, asset: &'p str) -> Vec<Seen<'p>> {
        let plant = self.call.plant();
        let changed = |id: &str| self.compared.changed.iter().find(|other| other.tag.id == id);
        plant
            .tags_of(asset)
            .filter(|tag| self.call.profile(tag).is_some_and(|profile| profile.count > 0))
            .map(|tag| match (self.tag, changed(&tag.id)) {
                (Some((own, rose)), _) if own.id == tag.id => Seen { tag, rose: Some(rose) },
                (_, Some(other)) => Seen::of(other),
                _ => Seen { tag, rose: None },
            })
            .collect()
    }

    fn of_mode(&self, asset: &str, mode: &Mode) -> Draft {
        let relation = self.near.relation(Some(asset));
        let own = self.tag.map(|(tag, _)| tag.id.as_str());
        let changed: Vec<&Other<'p>> =
            self.compared.changed.iter().filter(|other| mode.fits.contains(&other.tag.id)).collect();
        // The tag that is asked about fits some mode of its asset almost always.
        let beside = mode.fits.iter().any(|tag| Some(tag.as_str()) != own) || mode.score >= 2.0;
        let before = changed.iter().any(|other| other.order == Order::Before);
        let clues = changed.iter().take(MOST_CLUES).map(|other| self.clue(other));
        let fails = mode.fails.iter().take(2).map(|tag| {
            let other = self.compared.changed.iter().find(|other| other.tag.id == *tag);
            other.map_or_else(
                || Clue::new("did_not_change", tag),
                |other| Clue { what: "went_the_other_way".to_owned(), ..self.clue(other) },
            )
        });
        let mut draft = Draft::new("failure_mode", &mode.name)
            .by_if(beside, Kind::Knowledge)
            .by_if(relation.is_close(), Kind::Place)
            .by_if(before, Kind::Order)
            .supported([mode.clue().with(AnswerValue::new("asset", asset))])
            .supported(clues)
            .opposed(fails)
            .score(mode.score * relation.weight());
        if !beside {
            draft = draft.at_most(Confidence::Possible);
        }
        let check = Clue::new("check_mode", asset);
        draft.check(match &mode.action {
            Some(action) => check.with(AnswerValue::new("action", action.clone())),
            None => check,
        })
    }
}
