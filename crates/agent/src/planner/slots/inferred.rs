//! Tags that no word names: a unit tells which is meant.

use plant::Unit;
use tool::Catalogue;

use super::{Slots, TagSlot, measures};
use crate::link::Linked;

/// "how many kWh did chiller 6 use": the unit names the only tag of the asset that measures it.
pub(super) fn from_unit(slots: &mut Slots, linked: &Linked, catalogue: &Catalogue) {
    let energy = linked.tokens.iter().any(|token| token.word == "energy") || linked.has("cost");
    let heat = linked.tokens.iter().any(|token| token.word == "degree");
    let mut asked: Vec<Unit> = linked
        .units
        .iter()
        .map(|mention| mention.unit.clone())
        .chain(linked.numbers.iter().filter_map(|number| number.unit.clone()))
        .collect();
    if asked.is_empty() && energy {
        asked.push(Unit::new("kW.h"));
    }
    if asked.is_empty() && heat {
        asked.push(Unit::new("Cel"));
    }
    let Some(asked) = asked.first() else { return };
    let identified = linked.values.iter().any(|value| value.identifier);
    let record_of_asset = identified && !slots.assets.is_empty();
    if slots.table.is_some() && !energy && !record_of_asset {
        return;
    }
    let plant = &catalogue.plant;
    let scope: Vec<&str> = slots
        .assets
        .iter()
        .flat_map(|asset| plant.subtree(&plant.assets[*asset].id))
        .map(|asset| asset.id.as_str())
        .collect();
    let fitting: Vec<(usize, f32)> = plant
        .tags
        .iter()
        .enumerate()
        .filter(|(i, tag)| {
            let placed = scope.is_empty() || tag.asset.as_deref().is_some_and(|asset| scope.contains(&asset));
            let measured = catalogue.tags.get(*i).is_some_and(|profile| profile.count > 0);
            // A newton metre of torque is no joule.
            let torque = tag.quantity.as_deref() == Some("torque");
            placed && measured && !torque && tag.unit.as_ref().is_some_and(|unit| measures(unit, asked))
        })
        .map(|(i, _)| (i, 1.0))
        .collect();
    let in_it = |tag: usize| plant.tags[tag].unit.as_ref().is_some_and(|unit| unit.code() == asked.code());
    let fitting: Vec<(usize, f32)> = if fitting.iter().any(|(tag, _)| in_it(*tag)) {
        fitting.into_iter().filter(|(tag, _)| in_it(*tag)).collect()
    } else {
        fitting
    };
    if !fitting.is_empty() {
        let ambiguous = fitting.len() > 1;
        slots.tags.push(TagSlot {
            candidates: fitting,
            ambiguous,
            at: 0,
            unexplained: Vec::new(),
            elsewhere: false,
            bare: true,
        });
    }
}

/// "how much was the mixer drawing": its power; "how much did the scrubber take in total": the only thing on it that flows.
pub(super) fn from_verb(slots: &mut Slots, linked: &Linked, catalogue: &Catalogue) {
    const DRAWS: &[&str] =
        &[" draw ", " draw?", " drew ", " drawing", " pulling", " pull ", "吃电", "耗电", "用电", "电用"];
    const AMOUNTS: &[&str] = &["how much", "in total", "一共", "总共", "累计", "总量"];
    let lower = linked.question.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let [asset] = slots.assets.as_slice() else { return };
    if !slots.tags.is_empty() || slots.table.is_some() {
        return;
    }
    let plant = &catalogue.plant;
    let own = plant.assets[*asset].id.as_str();
    let one = |fits: &dyn Fn(&plant::Tag) -> bool| {
        let measured = |tag: usize| catalogue.tags.get(tag).is_some_and(|profile| profile.count > 0);
        let of_asset = |tag: &plant::Tag| tag.asset.as_deref() == Some(own);
        let mut found = (0..plant.tags.len())
            .filter(|tag| of_asset(&plant.tags[*tag]) && measured(*tag) && fits(&plant.tags[*tag]));
        found.next().filter(|_| found.next().is_none())
    };
    let flows = |tag: &plant::Tag| tag.unit.as_ref().is_some_and(|unit| unit.total_over_time().is_some());
    let found = match () {
        () if says(DRAWS) => one(&|tag| tag.quantity.as_deref() == Some("power")),
        () if says(AMOUNTS) => one(&flows),
        () => None,
    };
    slots.tags.extend(found.map(|tag| TagSlot {
        candidates: vec![(tag, 1.0)],
        ambiguous: false,
        at: 0,
        unexplained: Vec::new(),
        elsewhere: false,
        bare: true,
    }));
}

/// "the mean efficiency while it drew more than 500 kW": a number in a unit that none of the named tags measures is of the one
/// tag of the same machine that does; so is a unit alone that something is to go along with ("does the m³/h go with the speed").
pub(super) fn of_number(slots: &mut Slots, linked: &Linked, catalogue: &Catalogue) {
    let plant = &catalogue.plant;
    let fits =
        |tag: usize, asked: &Unit| plant.tags[tag].unit.as_ref().is_some_and(|unit| measures(unit, asked));
    let units =
        linked.numbers.iter().filter(|number| !number.limit).filter_map(|number| number.unit.as_ref());
    let beside = linked.has("correlate") && slots.tags.len() == 1;
    let alone = linked.units.iter().filter(|_| beside).map(|mention| &mention.unit);
    let strange = units.chain(alone).into_iter().find(|asked| {
        !slots.tags.iter().any(|slot| slot.candidates.iter().any(|(tag, _)| fits(*tag, asked)))
    });
    let Some(asked) = strange else { return };
    let named = slots.assets.iter().map(|asset| plant.assets[*asset].id.as_str());
    let owners = slots.tags.iter().filter_map(|slot| plant.tags[slot.tag()].asset.as_deref());
    let scope: Vec<&str> = named.chain(owners).collect();
    let mut fitting: Vec<usize> = (0..plant.tags.len())
        .filter(|tag| {
            let placed = plant.tags[*tag].asset.as_deref().is_some_and(|asset| scope.contains(&asset));
            placed && catalogue.tags.get(*tag).is_some_and(|profile| profile.count > 0) && fits(*tag, asked)
        })
        .collect();
    let in_it = |tag: &usize| plant.tags[*tag].unit.as_ref().is_some_and(|unit| unit.code() == asked.code());
    if fitting.iter().any(in_it) {
        fitting.retain(in_it);
    }
    if let [one] = fitting.as_slice() {
        slots.tags.push(TagSlot {
            candidates: vec![(*one, 1.0)],
            ambiguous: false,
            at: linked.tokens.len(),
            unexplained: Vec::new(),
            elsewhere: false,
            bare: true,
        });
    }
}
