//! What is asked of a machine that another step finds: `mean(t, w, on=best(asset, count(r, w)))`.

use serde_json::{Value as Json, json};

use super::{Compiled, Compiler, Stop};
use crate::meaning::Term;
use crate::planner::alike::Original;
use crate::planner::bound::Bound;

impl Compiler<'_> {
    /// Whichever machine the question's tag is on, its like on the machine that is found is meant; of records, those of that
    /// machine.
    pub(super) fn on_found(&mut self, meaning: &Term, found: &Term) -> Compiled<String> {
        const OF_SEVERAL_STEPS: &[&str] = &["time", "is", "was", "always", "days", "which_of", "rank"];
        let mut limits = false;
        meaning.walk(&mut |term| limits |= term.name() == "limit");
        if limits || OF_SEVERAL_STEPS.contains(&meaning.name()) {
            return Err(Stop::NotYet("that of a machine which is found first".to_owned()));
        }
        let [what, of] = found.arguments() else { return Err(Stop::Unfit("no machine is found")) };
        if found.name() != "best" || what.name() != "asset" {
            return Err(Stop::Unfit("no machine is found"));
        }
        let mut ranked = Term::call("rank", vec![what.clone(), of.clone()]);
        if let Term::Call { options, .. } = &mut ranked {
            options.extend(found.options().iter().cloned());
            options.push(("top".to_owned(), Term::Number(1.0)));
        }
        let finder = self.whole(&ranked)?;
        let mut asked = meaning.clone();
        if let Term::Call { options, .. } = &mut asked {
            options.retain(|(key, _)| key != "on");
        }
        // One of several like tags stands for them all.
        let mut own: Bound = self.bound.clone();
        let plant = &self.catalogue.plant;
        for slot in own.tags.iter_mut().filter(|slot| slot.ambiguous) {
            let first = Original::new(&plant.tags[slot.tag()]);
            let alike = slot.best().all(|tag| first.likeness(&plant.tags[tag]).is_some());
            slot.ambiguous = !alike;
        }
        let before = self.steps.len();
        let mut inner =
            Compiler { bound: &own, catalogue: self.catalogue, steps: std::mem::take(&mut self.steps) };
        let step = inner.whole(&asked);
        self.steps = inner.steps;
        let step = step?;
        // Only what the one step asks is asked of the machine that is found.
        if self.steps.len() != before + 1 {
            return Err(Stop::NotYet("several things of a machine which is found first".to_owned()));
        }
        let like = |tag: &Json| json!({"from": finder, "take": "like", "tag": tag});
        let of_machine = json!({"from": finder, "take": "value"});
        let arguments = self.steps.arguments(&step).cloned().unwrap_or_default();
        let (name, value) = match (arguments.get("tag"), arguments.get("tags"), arguments.get("table")) {
            (Some(tag), None, _) => ("tag", like(tag)),
            (None, Some(Json::Array(tags)), _) => {
                let [tag] = tags.as_slice() else { return Err(Stop::Unfit("several tags of one machine")) };
                ("tags", json!([like(tag)]))
            }
            (None, None, Some(_)) => ("asset", of_machine),
            _ => return Err(Stop::NotYet("that of a machine which is found first".to_owned())),
        };
        self.steps.set(&step, name, value);
        Ok(step)
    }
}
