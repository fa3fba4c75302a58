//! Tags, their quantities and machines: `{t}`, `{q}` of `{a}`, what a word implies.

use super::*;

impl Attempt<'_> {
    /// Fills whatever stands for tags.
    pub(super) fn tags(&mut self) -> Option<()> {
        let terms: Vec<Term> = self
            .pattern
            .before
            .iter()
            .filter(|(slot, _)| slot.kind == SlotKind::Tag)
            .map(|(_, term)| term.clone())
            .collect();
        for term in terms {
            let tag = match &term {
                Term::On(quantity, place) => self.pair(quantity, place)?,
                Term::Word(word) => match Slot::of(word) {
                    Some(slot) if slot.kind == SlotKind::Tag => self.whole_tag(slot)?,
                    Some(slot) => self.quantity_alone(slot)?,
                    // A quantity that a word implies, of the whole plant: nothing to choose.
                    None => self.implied(word, None)?,
                },
                _ => return None,
            };
            self.pairs.push((term, tag));
        }
        Some(())
    }

    /// Whether the pattern needs a tag with a rate (for totals) or asks for it in another unit.
    fn fits(&self, tag: usize, term: &Term) -> bool {
        let unit = self.plant.catalogue.plant.tags[tag].unit.as_ref();
        let (mut total, mut united) = (false, false);
        self.pattern.written.walk(&mut |node| {
            if node.name() == "total" && node.arguments().contains(term) {
                total = true;
            }
            if node.option("unit").is_some() && node.arguments().contains(term) {
                united = true;
            }
        });
        let rate = unit.is_some_and(|unit| unit.total_over_time().is_some());
        (!total || rate) && (!united || unit.is_some_and(|unit| !other_units(unit).is_empty()))
    }

    fn free_tag(&mut self, term: &Term, also: impl Fn(&Self, usize) -> bool) -> Option<usize> {
        let all = self.plant.catalogue.plant.tags.len();
        let taken: Vec<usize> = self.pairs.iter().map(|(_, tag)| *tag).collect();
        let fitting: Vec<usize> = (0..all)
            .filter(|tag| !taken.contains(tag) && self.fits(*tag, term) && also(self, *tag))
            .collect();
        fitting.choose(self.rng).copied()
    }

    fn whole_tag(&mut self, slot: Slot) -> Option<usize> {
        let tag = self.free_tag(&Term::word(slot.to_string()), |_, _| true)?;
        let own = &self.plant.catalogue.plant.tags[tag];
        let said = match self.rng.random_range(0..10) {
            0 => own.id.clone(),
            1 if !own.aliases.is_empty() => own.aliases.choose(self.rng)?.clone(),
            _ => self.pick(&self.plant.tags[tag])?.clone(),
        };
        self.set(slot, Filling::Tag(tag), said);
        Some(tag)
    }

    fn quantity_alone(&mut self, slot: Slot) -> Option<usize> {
        // Of many machines: one that several of the kind have.
        let many = self.pattern.written.slots().iter().any(|slot| slot.kind == SlotKind::Kind);
        let term = Term::word(slot.to_string());
        let tag = self.free_tag(&term, |this, tag| !many || this.kind_of_like(tag).is_some())?;
        if many {
            let kind = self.kind_of_like(tag)?;
            let slot = self.pattern.written.slots().into_iter().find(|slot| slot.kind == SlotKind::Kind)?;
            self.set_kind(slot, kind)?;
        }
        let said = self.pick(&self.plant.quantities[tag])?.clone();
        self.set(slot, Filling::Tag(tag), said);
        Some(tag)
    }

    /// The kind of the tag's asset, where two of the kind measure the same.
    fn kind_of_like(&self, tag: usize) -> Option<String> {
        let plant = &self.plant.catalogue.plant;
        let own = &plant.tags[tag];
        let kind = plant.asset(own.asset.as_deref()?)?.kind.clone()?;
        let like = plant
            .assets
            .iter()
            .filter(|asset| asset.kind.as_ref() == Some(&kind))
            .filter(|asset| plant.tags_of(&asset.id).any(|tag| tag.quantity == own.quantity))
            .count();
        (like >= 2).then_some(kind)
    }

    pub(super) fn set_kind(&mut self, slot: Slot, kind: String) -> Option<()> {
        let said = if self.pattern.chinese {
            if kind.is_ascii() { self.fillers.kinds.get(&kind)?.clone() } else { kind.clone() }
        } else if kind.is_ascii() {
            plural(&kind)
        } else {
            return None;
        };
        self.set(slot, Filling::Kind(kind), said);
        Some(())
    }

    fn asset_index(&self, id: Option<&str>) -> Option<usize> {
        self.plant.catalogue.plant.assets.iter().position(|asset| Some(asset.id.as_str()) == id)
    }

    pub(super) fn set_asset(&mut self, slot: Slot, asset: usize) -> Option<()> {
        let said = match self.rng.random_range(0..8) {
            0 => self.plant.catalogue.plant.assets[asset].id.clone(),
            _ => self.pick(&self.plant.assets[asset])?.clone(),
        };
        self.set(slot, Filling::Asset(asset), said);
        Some(())
    }

    /// `q@a`, `q@k`, `temperature@a`.
    fn pair(&mut self, quantity: &Term, place: &Term) -> Option<usize> {
        let place = slot_of(place)?;
        let term = Term::On(Box::new(quantity.clone()), Box::new(Term::word(place.to_string())));
        let Some(quantity_slot) = slot_of(quantity) else {
            return self.implied(quantity.name(), Some(place));
        };
        let plant = &self.plant.catalogue.plant;
        let at = self.chosen.get(&place).cloned();
        let like = self.chosen.get(&quantity_slot).cloned();
        let on = |this: &Self, tag: usize| match &at {
            Some(Filling::Asset(asset)) => this.asset_index(plant.tags[tag].asset.as_deref()) == Some(*asset),
            Some(Filling::Kind(kind)) => this.kind_of_like(tag).as_ref() == Some(kind),
            _ => place.kind != SlotKind::Kind || this.kind_of_like(tag).is_some(),
        };
        let said_for = self.said.get(&quantity_slot).cloned();
        let tag = self.free_tag(&term, |this, tag| {
            let own = &plant.tags[tag];
            let same = match (&like, &said_for) {
                (Some(Filling::Tag(other)), Some(said)) => {
                    own.quantity == plant.tags[*other].quantity
                        && this.plant.quantities[tag].of(this.chinese()).contains(said)
                }
                _ => true,
            };
            // The same quantity twice on one machine would be told apart by nobody.
            let asset = own.asset.as_deref();
            let twice = plant
                .tags
                .iter()
                .filter(|t| t.asset.as_deref() == asset && t.quantity == own.quantity)
                .count()
                > 1;
            same && own.asset.is_some()
                && on(this, tag)
                && !(twice && this.plant.quantities[tag].of(this.chinese()).is_empty())
        })?;
        if like.is_none() {
            let said = self.pick(&self.plant.quantities[tag])?.clone();
            self.set(quantity_slot, Filling::Tag(tag), said);
        }
        if at.is_none() {
            if place.kind == SlotKind::Kind {
                let kind = self.kind_of_like(tag)?;
                self.set_kind(place, kind)?;
            } else {
                let asset = self.asset_index(plant.tags[tag].asset.as_deref())?;
                self.set_asset(place, asset)?;
            }
        }
        Some(tag)
    }

    /// A quantity that a word of the question implies: a tag of the machine that measures it, and the only one.
    fn implied(&mut self, quantity: &str, place: Option<Slot>) -> Option<usize> {
        let plant = &self.plant.catalogue.plant;
        let names: &[&str] = match quantity {
            "energy" => &["power", "energy"],
            "production" => &["production", "count", "flow", "throughput", "rate"],
            "water" | "air" | "steam" | "gas" => &["flow"],
            other => &[other],
        };
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let at = place.and_then(|place| self.chosen.get(&place).cloned());
        let term = Term::On(
            Box::new(Term::word(quantity)),
            Box::new(Term::word(place.map(|place| place.to_string()).unwrap_or_default())),
        );
        let tag = self.free_tag(&term, |this, tag| {
            let own = &plant.tags[tag];
            let is =
                |tag: &plant::Tag| tag.quantity.as_ref().is_some_and(|quantity| names.contains(quantity));
            let placed = match &at {
                Some(Filling::Asset(asset)) => this.asset_index(own.asset.as_deref()) == Some(*asset),
                Some(_) => false,
                None => true,
            };
            let only = own
                .asset
                .as_deref()
                .is_some_and(|asset| plant.tags_of(asset).filter(|tag| is(tag)).count() == 1);
            // Water, air, steam and gas are what flows, not any flow.
            let flows = !matches!(quantity, "water" | "air" | "steam" | "gas")
                || [&own.name, &own.description]
                    .into_iter()
                    .any(|text| text.to_lowercase().contains(quantity));
            is(own) && placed && only && flows
        })?;
        if let Some(place) = place.filter(|_| at.is_none()) {
            if place.kind != SlotKind::Asset {
                return None;
            }
            let asset = self.asset_index(plant.tags[tag].asset.as_deref())?;
            self.set_asset(place, asset)?;
        }
        Some(tag)
    }
}
